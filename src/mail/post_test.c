/* Mails over a real mail server, started here: taken, refused, put off, slow, gone, with TLS. */
#include "mail/post_probe.h"

static void end_mailing(Mailing *m)
{
        post_close(m->post);
        server_stop(m);
}

/* Asks for a test mail to that address and sends it once; the mail as it then is. */
static Mail send_to(Mailing *m, const char *address)
{
        MailLineList list;
        Mail mail;

        CHECK_OK(act(m->w, "mail test", "address", address, NULL));
        CHECK_OK(outbox_latest(m->w->db, m->w->a, INT64_MAX, &list));
        m->now_us += 600 * SECOND_US;
        CHECK_OK(post_once(m->post, m->w->db, m->now_us));
        CHECK_OK(outbox_by_id(m->w->db, m->w->a, list.at[0].id, &mail));
        return mail;
}

TEST(a_mail_server_takes_a_mail_and_says_of_others_never_or_later)
{
        World *w = world(a);
        Mailing m = mailing(w, NULL, NULL);
        Mail mail;
        MailBounced bounced;
        Str got = {0};

        post_over(&m, (PostConfig){.smtp_tls = S("none")}, "smtp");
        CHECK_STR(send_to(&m, "ama@example.org").state, IS, "sent");
        CHECK_INT(taken(&m, &got), 1);
        CHECK_STR(got, CONTAINS, "X-Rcpt: ama@example.org");
        CHECK_STR(got, CONTAINS, "Subject: A test mail\r\n");
        CHECK_STR(got, CONTAINS, "this is a test");
        CHECK_IS(post_once(m.post, w->db, m.now_us + DAY_US), NOT_FOUND);

        mail = send_to(&m, "refused@example.org");
        CHECK_STR(mail.state, IS, "bounced");
        CHECK_STR(mail.fault, CONTAINS, "550 5.1.1 Nobody of that name here");
        CHECK_OK(bounced_of(w->db, a, S("refused@example.org"), &bounced));

        mail = send_to(&m, "spam@example.org");
        CHECK_STR(mail.state, IS, "failed");
        CHECK_STR(mail.fault, CONTAINS, "554 5.7.1");
        CHECK_IS(bounced_of(w->db, a, S("spam@example.org"), &bounced), NOT_FOUND);

        mail = send_to(&m, "later@example.org");
        CHECK_STR(mail.state, IS, "waiting");
        CHECK_STR(mail.fault, CONTAINS, "451 4.3.0");
        CHECK(mail.next_try_at > m.now_us);
        /* the others do not wait for it */
        CHECK_STR(send_to(&m, "kofi@example.org").state, IS, "sent");
        CHECK_INT(taken(&m, NULL), 2);
        end_mailing(&m);
}

TEST(a_mail_whose_server_went_away_goes_when_it_is_back)
{
        World *w = world(a);
        Mailing m = mailing(w, NULL, NULL);
        Mail mail;

        post_over(&m, (PostConfig){.smtp_tls = S("none")}, "smtp");
        CHECK_STR(send_to(&m, "ama@example.org").state, IS, "sent");
        server_stop(&m);
        mail = send_to(&m, "kofi@example.org");
        CHECK_STR(mail.state, IS, "waiting");
        CHECK_INT(mail.tries, 1);
        CHECK_IS(post_once(m.post, w->db, m.now_us), TOO_MANY);
        server_start(&m, NULL, NULL);
        m.now_us += 600 * SECOND_US;
        CHECK_OK(post_once(m.post, w->db, m.now_us));
        CHECK_OK(outbox_by_id(w->db, a, mail.id, &mail));
        CHECK_STR(mail.state, IS, "sent");
        CHECK_INT(taken(&m, NULL), 2);

        /* taken, but the connection went before it could say so: that can not be told from lost */
        mail = send_to(&m, "torn@example.org");
        CHECK_STR(mail.state, IS, "waiting");
        end_mailing(&m);
}

TEST(a_mail_server_that_is_too_slow_is_not_waited_for)
{
        World *w = world(a);
        Mailing m = mailing(w, NULL, NULL);
        int64_t begun = time_steady_us();

        post_over(&m, (PostConfig){.smtp_tls = S("none"), .seconds_max = 1}, "smtp");
        CHECK_STR(send_to(&m, "slow@example.org").state, IS, "waiting");
        CHECK(time_steady_us() - begun < 3 * SECOND_US);
        end_mailing(&m);
}

TEST(mails_go_over_tls_with_sign_in_to_a_server_that_is_trusted_and_to_no_other)
{
        World *w = world(a);
        Mailing m = mailing(w, "starttls", "auth");
        Str ca = str_fmt(a, "%.*s/ca.pem", S_ARG(m.folder)),
            password = str_fmt(a, "%.*s/password", S_ARG(m.folder)), got = {0};
        FILE *f = fopen(password.at, "w");
        Mail mail;

        CHECK(f && fputs("a secret: \xc3\xa4\r\nnot this line\n", f) >= 0 && fclose(f) == 0);
        /* the system's certificates do not know this one */
        post_over(&m, (PostConfig){.smtp_user = S("seedbed"), .smtp_password_file = password},
                  "smtp");
        mail = send_to(&m, "ama@example.org");
        CHECK_STR(mail.state, IS, "waiting");
        CHECK_STR(mail.fault, CONTAINS, "certificate");
        post_close(m.post);

        post_over(&m,
                  (PostConfig){
                          .smtp_user = S("seedbed"), .smtp_password_file = password, .smtp_ca = ca},
                  "smtp");
        CHECK_STR(send_to(&m, "kofi@example.org").state, IS, "sent");
        CHECK(taken(&m, &got) >= 1);
        CHECK_STR(got, CONTAINS, "X-Tls: 1\r\nX-Auth: 1");
        post_close(m.post);

        /* a wrong password is nobody's mail's fault */
        post_over(
                &m,
                (PostConfig){.smtp_user = S("else"), .smtp_password_file = password, .smtp_ca = ca},
                "smtp");
        CHECK_STR(send_to(&m, "abena@example.org").state, IS, "waiting");
        end_mailing(&m);
}

TEST(a_server_that_offers_no_tls_gets_nothing_unless_that_was_wished)
{
        World *w = world(a);
        Mailing m = mailing(w, NULL, NULL);

        post_over(&m, (PostConfig){0}, "smtp");
        CHECK_STR(send_to(&m, "ama@example.org").state, IS, "waiting");
        CHECK_INT(taken(&m, NULL), 0);
        end_mailing(&m);
        m = mailing(w, "tls", NULL);
        post_over(&m, (PostConfig){.smtp_ca = str_fmt(a, "%.*s/ca.pem", S_ARG(m.folder))}, "smtps");
        CHECK_STR(send_to(&m, "kofi@example.org").state, IS, "sent");
        end_mailing(&m);
}

typedef struct {
        Id id;
        int64_t now_us;
} Claiming;

static Status claim_job(void *ctx, Db *db)
{
        const Claiming *c = ctx;

        return outbox_claim(db, c->id, c->now_us, c->now_us + POST_CLAIM_US);
}

TEST(a_mail_that_a_killed_process_had_claimed_goes_once_its_claim_ends)
{
        World *w = world(a);
        Mailing m = mailing(w, NULL, NULL);
        Claiming c = {.now_us = m.now_us};
        MailLineList list;

        post_over(&m, (PostConfig){.smtp_tls = S("none")}, "smtp");
        CHECK_OK(act(w, "mail test", "address", "ama@example.org", NULL));
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &list));
        c.id = list.at[0].id;
        CHECK_OK(store_transact(w->p.store, claim_job, &c));
        CHECK_IS(store_transact(w->p.store, claim_job, &c), NOT_FOUND);
        CHECK_IS(post_once(m.post, w->db, m.now_us + POST_CLAIM_US - 1), NOT_FOUND);
        CHECK_OK(post_once(m.post, w->db, m.now_us + POST_CLAIM_US));
        CHECK_IS(post_once(m.post, w->db, m.now_us + POST_CLAIM_US * 3), NOT_FOUND);
        CHECK_INT(taken(&m, NULL), 1);
        end_mailing(&m);
}
