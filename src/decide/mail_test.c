/* Determinations are told although the mail server is down for a day: no mail is lost, and each
 * comes once. */
#include "decide/decide_probe.h"
#include "mail/post_probe.h"

enum { FILED = 6 };

/* All that can be done now. */
static void posts(Mailing *m)
{
        for (int i = 0; i < 1000; i++) {
                Status s = post_once(m->post, m->w->db, m->now_us);

                if (s == NOT_FOUND || s == TOO_MANY)
                        return;
                CHECK_OK(s);
        }
        CHECK(false);
}

static int64_t determinations_in_state(Decided *t, const char *state)
{
        MailLineList list;
        Id before = INT64_MAX;
        int64_t n = 0;

        do {
                CHECK_OK(outbox_latest(t->w->db, t->w->a, before, &list));
                for (size_t i = 0; i < list.n; i++) {
                        before = list.at[i].id;
                        n += str_is(list.at[i].kind, "determination") &&
                             str_is(list.at[i].state, state);
                }
        } while (list.n);
        return n;
}

/* How many mails the server took for that address. */
static int taken_for(Mailing *m, const char *address)
{
        const char *folder = str_fmt(m->w->a, "%.*s/taken", S_ARG(m->folder)).at;
        Str to = str_fmt(m->w->a, "X-Rcpt: %s", address);
        DIR *dir = opendir(folder);
        struct dirent *entry;
        int n = 0;

        CHECK(dir != NULL);
        while ((entry = readdir(dir)))
                if (entry->d_name[0] != '.')
                        n += str_has(check_file(m->w->a,
                                                str_fmt(m->w->a, "%s/%s", folder, entry->d_name)),
                                     to);
        closedir(dir);
        return n;
}

TEST(a_mail_server_that_is_down_for_a_day_loses_no_determination_and_gets_each_once)
{
        Decided t = decided(a, 0);
        Mailing m = mailing(t.w, NULL, NULL);
        Filed f[FILED];
        Id x[FILED];

        post_over(&m, (PostConfig){.smtp_tls = S("none")}, "smtp");
        m.now_us = t.now_us;
        server_stop(&m);
        for (int i = 0; i < FILED; i++) {
                f[i] = filed(&t, str_fmt(a, "Firm %d", i).at,
                             str_fmt(a, "firm%d@example.org", i).at);
                x[i] = decides(&t, &t.operator, f[i].id, "decline");
        }
        passes(&t, 10 * 60 * SECOND_US); /* all are told in the record, whatever mails do */
        for (int i = 0; i < FILED; i++)
                CHECK_STR(now_of(&t, x[i]).state, IS, "announced");
        m.now_us = t.now_us;
        for (int i = 0; i < 24 * 6; i++) { /* a day, in steps of ten minutes */
                posts(&m);
                m.now_us += 600 * SECOND_US;
        }
        CHECK_INT(taken(&m, NULL), 0);
        CHECK_INT(determinations_in_state(&t, "waiting"), FILED);
        server_start(&m, NULL, NULL);
        for (int i = 0; i < 8 * 6; i++) {
                posts(&m);
                m.now_us += 600 * SECOND_US;
        }
        CHECK_INT(determinations_in_state(&t, "sent"), FILED);
        for (int i = 0; i < 3 * 24; i++) { /* nor again */
                posts(&m);
                passes(&t, 3600 * SECOND_US);
                m.now_us += 3600 * SECOND_US;
        }
        for (int i = 0; i < FILED; i++)
                CHECK_INT(taken_for(&m, str_fmt(a, "firm%d@example.org", i).at), 1);
        CHECK_INT(taken(&m, NULL), FILED);
        post_close(m.post);
        server_stop(&m);
}
