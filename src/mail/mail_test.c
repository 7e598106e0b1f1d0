/* Mails: written by deeds, sent once, together, and not to those who want none. */
#include "mail/bounce.h"
#include "mail/mail.h"
#include "mail/plain.h"
#include "mail/post.h"
#include "mail/token.h"

#include "base/time.h"
#include "tests/world.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static Post *post_of(World *w)
{
        char fault[POST_FAULT_BYTES];
        PostConfig c = {.folder = w->p.conf.folder,
                        .seal = w->p.site.seal,
                        .site_name = S("Seedbed"),
                        .base_url = S("https://seedbed.example.org")};
        Post *p;

        CHECK_OK(post_open(w->p.store, &c, &p, fault));
        return p;
}

static int send_all(World *w, Post *p, int64_t now_us)
{
        int n = 0;
        Status s;

        while ((s = post_once(p, w->db, now_us)) == OK)
                n++;
        CHECK_IS(s, NOT_FOUND);
        return n;
}

static Mail mail_of(World *w, Id id)
{
        Mail m;

        CHECK_OK(outbox_by_id(w->db, w->a, id, &m));
        return m;
}

static MailLineList mails(World *w)
{
        MailLineList list;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &list));
        return list;
}

static Str eml_of(World *w, Id id)
{
        return check_file(w->a, str_fmt(w->a, "%.*s/mail/%.*s.eml", S_ARG(w->p.conf.folder),
                                        S_ARG(id_text(w->a, id))));
}

typedef struct {
        World *w;
        const char *address, *words;
        Status end;
        MailFate fate;
        int64_t now_us;
} Sending;

static Status send_job(void *ctx, Db *db)
{
        Sending *s = ctx;
        MailAnnouncement n = {S("News"), str_from(s->words)};
        MailDraft draft = {.kind = &mail_announcement_kind,
                           .of = &n,
                           .address = str_from(s->address),
                           .name = S("Ama"),
                           .locale = S("en")};

        TRY(mail_send(db, s->w->a, &draft, s->now_us, &s->fate));
        return s->end;
}

static MailFate announce(World *w, const char *address, const char *words, int64_t now_us)
{
        Sending s = {.w = w, .address = address, .words = words, .end = OK, .now_us = now_us};

        CHECK_OK(store_transact(w->p.store, send_job, &s));
        return s.fate;
}

TEST(without_a_mail_server_a_mail_becomes_a_file_that_only_its_owner_reads)
{
        World *w = world(a);
        Post *p = post_of(w);
        struct stat st;
        Id id;

        CHECK_OK(act(w, "mail test", "address", "Ama@Example.org", NULL));
        id = mails(w).at[0].id;
        CHECK_STR(page(w, "/mails"), CONTAINS, "A test mail");
        send_all(w, p, time_now_us());
        CHECK_STR(mail_of(w, id).state, IS, "kept");
        CHECK_STR(eml_of(w, id), CONTAINS, "To: <ama@example.org>");
        CHECK_STR(eml_of(w, id), LACKS, "List-Unsubscribe");
        CHECK(stat(str_fmt(a, "%.*s/mail/%.*s.eml", S_ARG(w->p.conf.folder), S_ARG(id_text(a, id)))
                           .at,
                   &st) == 0 &&
              (st.st_mode & 0777) == 0600);
        CHECK_INT(send_all(w, p, time_now_us() + DAY_US), 0);
        CHECK_OK(act(w, "mail resend", "mail", id_text(a, id).at, NULL));
        CHECK_STR(mail_of(w, id).state, IS, "waiting");
        CHECK_IS(act(w, "mail resend", "mail", id_text(a, id).at, NULL), CONFLICT);
        post_close(p);
}

TEST(a_mail_of_a_deed_that_is_undone_is_never_sent)
{
        World *w = world(a);
        Sending s = {
                .w = w, .address = "a@b.c", .words = "x", .end = CONFLICT, .now_us = time_now_us()};

        CHECK_IS(store_transact(w->p.store, send_job, &s), CONFLICT);
        CHECK_INT((int64_t)mails(w).n, 0);
}

static Str secret_subject(Arena *a, const void *of)
{
        (void)a, (void)of;
        return S("A new password");
}

static const MailKind secret_kind = {.name = "reset",
                                     .title = "Resets",
                                     .is_essential = true,
                                     .is_secret = true,
                                     .subject = secret_subject};

static Status send_secret(void *ctx, Db *db)
{
        World *w = ctx;
        MailAnnouncement n = {S("x"), S("The token is 4711-0815.")};
        MailKind kind = secret_kind;
        MailDraft draft = {.kind = &kind, .of = &n, .address = S("ama@example.org")};

        kind.draw = mail_announcement_kind.draw;
        return mail_send(db, w->a, &draft, time_now_us(), NULL);
}

TEST(a_mail_with_a_secret_is_read_by_nobody_else_and_wiped_when_it_left)
{
        World *w = world(a);
        Post *p = post_of(w);
        const char *id, *path;

        CHECK_OK(store_transact(w->p.store, send_secret, w));
        id = id_text(a, mails(w).at[0].id).at;
        path = str_fmt(a, "/mails/%s", id).at;
        CHECK_STR(page(w, path), LACKS, "4711");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), LACKS, "4711");
        CHECK_STR(mail_of(w, mails(w).at[0].id).plain, CONTAINS, "4711");
        send_all(w, p, time_now_us());
        CHECK_STR(eml_of(w, mails(w).at[0].id), CONTAINS, "4711");
        CHECK_STR(mail_of(w, mails(w).at[0].id).plain, IS, "");
        CHECK_STR(mail_of(w, mails(w).at[0].id).html, IS, "");
        CHECK_IS(act(w, "mail resend", "mail", id, NULL), CONFLICT);
        post_close(p);
}

TEST(what_is_not_essential_waits_for_others_and_goes_as_one_mail)
{
        World *w = world(a);
        Post *p = post_of(w);
        int64_t now = time_now_us();
        Id first;

        for (int i = 0; i < 3; i++)
                announce(w, "ama@example.org", str_fmt(a, "Piece %d & more", i).at, now + i);
        announce(w, "kofi@example.org", "Another person's", now);
        CHECK_INT(send_all(w, p, now + MAIL_DIGEST_US - 1), 0);
        CHECK_INT(send_all(w, p, now + MAIL_DIGEST_US), 2);
        first = mails(w).at[3].id;
        CHECK_STR(eml_of(w, first), CONTAINS, "Subject: Seedbed: 3 messages");
        CHECK_STR(eml_of(w, first), CONTAINS, "Piece 0 & more");
        CHECK_STR(eml_of(w, first), CONTAINS, "Piece 2 & more");
        CHECK_STR(eml_of(w, first), CONTAINS, "Piece 2 &amp; more");
        CHECK_STR(eml_of(w, first), LACKS, "Another");
        CHECK_INT(mail_of(w, mails(w).at[1].id).sent_with, first);
        post_close(p);
}

TEST(the_link_in_a_mail_ends_its_kind_and_no_other_link_does)
{
        World *w = world(a);
        Post *p = post_of(w);
        const char *url, *type = "application/x-www-form-urlencoded";
        int64_t now = time_now_us();
        Str html;

        url = mail_unsubscribe_url(a, w->p.site.seal, (Str){0}, S("ama+x@example.org"),
                                   S("announcement"))
                      .at;
        announce(w, "ama+x@example.org", "One", now);
        html = page_of_visitor(w, url);
        CHECK_INT(w->status, 200);
        CHECK_STR(html, CONTAINS, "ama+x@example.org");
        CHECK_STR(html, LACKS, "gets no more");
        /* as a mail program does it: no cookie, no form token */
        CHECK_STR(request(w, HTTP_POST, url, type, "List-Unsubscribe=One-Click", false), CONTAINS,
                  "Done");
        CHECK_INT(w->status, 200);
        CHECK_STR(page_of_visitor(w, url), CONTAINS, "gets no more");
        CHECK(announce(w, "ama+x@example.org", "Two", now) == MAIL_UNWANTED);
        CHECK(announce(w, "kofi@example.org", "Two", now) == MAIL_QUEUED);
        /* the one that waited already is dropped, too */
        send_all(w, p, now + MAIL_DIGEST_US);
        CHECK_STR(mail_of(w, mails(w).at[1].id).state, IS, "dropped");
        request(w, HTTP_POST, str_fmt(a, "%s0", url).at, type, "", false);
        CHECK_INT(w->status, 404);
        url = mail_unsubscribe_url(a, w->p.site.seal, (Str){0}, S("kofi@example.org"), S("other"))
                      .at;
        request(w, HTTP_POST, str_fmt(a, "%.*s", (int)strlen(url) - 1, url).at, type, "", false);
        CHECK_INT(w->status, 404);
        /* essential mails still come */
        CHECK_OK(act(w, "mail test", "address", "ama+x@example.org", NULL));
        CHECK_STR(mails(w).at[0].state, IS, "waiting");
        post_close(p);
}

TEST(a_mail_to_many_is_shown_with_its_counts_before_anything_is_sent)
{
        World *w = world(a);
        Post *p = post_of(w);
        int64_t now = time_now_us();
        const char *bulk, *path;

        CHECK_OK(act(w, "mail draft", "subject", "News", "words", "One\n<b>Two</b>", "addresses",
                     "a@example.org\nb@example.org\nA@example.org\n\nno address\n", NULL));
        bulk = id_text(a, w->deed.made).at;
        path = str_fmt(a, "/mails/bulk/%s", bulk).at;
        CHECK_INT(send_all(w, p, now + DAY_US), 0);
        CHECK_STR(page(w, path), CONTAINS, "Send 2 mails");
        CHECK_STR(page(w, path), CONTAINS, "&lt;b&gt;Two&lt;/b&gt;");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), CONTAINS, "\"twice\":1");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%s", path).at), CONTAINS, "\"refused\":1");
        page_of_visitor(w, path);
        CHECK_INT(w->status, 401);
        CHECK_OK(act(w, "mail release", "bulk", bulk, NULL));
        CHECK_IS(act(w, "mail discard", "bulk", bulk, NULL), CONFLICT);
        CHECK_INT(send_all(w, p, now + DAY_US), 4); /* the release, its end, and two mails */
        CHECK_STR(page(w, path), CONTAINS, "Released");
        CHECK_STR(eml_of(w, mails(w).at[0].id), CONTAINS, "<p>&lt;b&gt;Two&lt;/b&gt;</p>");

        CHECK_OK(act(w, "mail draft", "subject", "Wrong", "words", "One", "addresses",
                     "a@example.org", NULL));
        CHECK_OK(act(w, "mail discard", "bulk", id_text(a, w->deed.made).at, NULL));
        send_all(w, p, now + DAY_US);
        CHECK_INT((int64_t)mails(w).n, 2);
        post_close(p);
}

#define DSN(id, to, action, status)                                                         \
        "From: mailer-daemon@example.net\r\nContent-Type: multipart/report;\r\n "           \
        "report-type=delivery-status; boundary=\"b1\"\r\n\r\n--b1\r\nContent-Type: "        \
        "text/plain\r\n\r\nSorry.\r\n--b1\r\nContent-Type: message/delivery-status\r\n\r\n" \
        "Reporting-MTA: dns; example.net\r\n\r\nFinal-Recipient: rfc822; " to               \
        "\r\nAction: " action "\r\nStatus: " status                                         \
        "\r\nDiagnostic-Code: smtp; 550\r\n 5.1.1 nobody "                                  \
        "here\r\n--b1\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <" id              \
        "@example.org>\r\nSubject: x\r\n\r\nMessage-ID: <1@x>\r\n--b1--\r\n"

static const char *file_of(World *w, Str text)
{
        Str path = str_fmt(w->a, "%.*s/dsn", S_ARG(w->folder));
        int fd = open(path.at, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

        CHECK(fd >= 0 && write(fd, text.at, text.len) == (ssize_t)text.len);
        close(fd);
        return path.at;
}

static Str with_id(Arena *a, Str text, Id id)
{
        size_t at = str_find_str(text, S("MAILID"));
        Str parts[3] = {{text.at, at}, id_text(a, id), str_skip(text, at + 6)};

        return str_join(a, parts, 3, (Str){0});
}

TEST(a_notification_marks_the_address_of_a_mail_that_was_sent_from_here_and_no_other)
{
        World *w = world(a);
        int64_t now = time_now_us();
        Id id;

        announce(w, "ama@example.org", "One", now);
        id = mails(w).at[0].id;
        CHECK_IS(act(w, "mail bounce", "file",
                     file_of(w, with_id(a, S(DSN("MAILID", "kofi@example.org", "failed", "5.1.1")),
                                        id)),
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "mail bounce", "file",
                     file_of(w, with_id(a, S(DSN("MAILID", "ama@example.org", "failed", "5.1.1")),
                                        id + 1)),
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "mail bounce", "file",
                     file_of(w, with_id(a, S(DSN("MAILID", "ama@example.org", "delayed", "4.4.1")),
                                        id)),
                     NULL),
                 INVALID);
        CHECK_IS(act(w, "mail bounce", "file", file_of(w, S("Subject: hello\r\n\r\nBody\r\n")),
                     NULL),
                 INVALID);
        CHECK(announce(w, "ama@example.org", "Two", now) == MAIL_QUEUED);
        CHECK_OK(act(
                w, "mail bounce", "file",
                file_of(w, with_id(a, S(DSN("MAILID", "Ama@example.org", "failed", "5.1.1")), id)),
                NULL));
        CHECK(announce(w, "ama@example.org", "Three", now) == MAIL_BOUNCED);
        CHECK(access(file_of(w, S("x")), F_OK) == 0); /* the file of the command line stays */
        CHECK_OK(act(w, "mail mend", "address", "ama@example.org", NULL));
        CHECK(announce(w, "ama@example.org", "Four", now) == MAIL_QUEUED);
        CHECK_IS(act(w, "mail mend", "address", "ama@example.org", NULL), INVALID);
}

static Status forget_job(void *ctx, Db *db)
{
        World *w = ctx;

        return mail_forget_address(db, w->a, S("AMA@example.org"));
}

TEST(nothing_of_an_address_that_is_erased_is_left_in_the_store_or_in_files)
{
        World *w = world(a);
        Post *p = post_of(w);
        int64_t now = time_now_us();
        const char *path;
        Id id;

        announce(w, "ama@example.org", "One", now);
        announce(w, "kofi@example.org", "One", now);
        id = mails(w).at[1].id;
        send_all(w, p, now + MAIL_DIGEST_US);
        path = str_fmt(a, "%.*s/mail/%.*s.eml", S_ARG(w->p.conf.folder), S_ARG(id_text(a, id))).at;
        CHECK(access(path, F_OK) == 0);
        CHECK_OK(store_transact(w->p.store, forget_job, w));
        CHECK_INT((int64_t)mails(w).n, 1);
        CHECK_OK(post_sweep_files(p, w->db));
        CHECK(access(path, F_OK) != 0);
        CHECK_STR(eml_of(w, mails(w).at[0].id), CONTAINS, "kofi");
        post_close(p);
}

TEST(what_is_over_goes_after_its_time)
{
        World *w = world(a);
        Post *p = post_of(w);
        int64_t now = time_now_us();

        announce(w, "ama@example.org", "One", now);
        CHECK_INT(send_all(w, p, now + MAIL_DIGEST_US), 1);
        CHECK_INT(send_all(w, p, now + POST_KEEP_US - DAY_US), 0);
        CHECK_INT(send_all(w, p, now + POST_KEEP_US + DAY_US), 1);
        CHECK_INT((int64_t)mails(w).n, 0);
        post_close(p);
}

TEST(the_plain_text_of_a_page_has_its_paragraphs_lists_and_links)
{
        CHECK_STR(mail_plain(
                          a,
                          S("<!doctype html><html><head><title>no</title></head><body>\n"
                            "<h1>A &amp; B</h1>\n<p>One\n two <a href=\"https://x.y/?a=1&amp;b=2\">"
                            "here</a>.</p><ul><li>x</li>\n<li>y</li></ul><p><a "
                            "href=\"https://x.y\">https://x.y</a><br>&lt;b&gt; &#39;&#x4e2d;"
                            "</p></body></html>")),
                  IS,
                  "A & B\n\nOne two here <https://x.y/?a=1&b=2>.\n\n- x\n- y\n\n"
                  "https://x.y\n<b> '\xe4\xb8\xad\n");
        CHECK_STR(mail_plain(a, S("<")), IS, "");
        CHECK_STR(mail_plain(a, S("a<b")), IS, "a\n");
        CHECK_STR(mail_plain(a, S("&#xd800;&#0;&bogus;")), IS, "&#xd800;&#0;&bogus;\n");
}

TEST(settings_of_mail_that_do_not_fit_together_are_refused_with_words)
{
        World *w = world(a);
        char fault[POST_FAULT_BYTES];
        Post *p;
        PostConfig good = {.folder = w->p.conf.folder,
                           .seal = w->p.site.seal,
                           .site_name = S("Seedbed"),
                           .smtp_url = S("smtp://127.0.0.1:1"),
                           .from = S("Seedbed <a@b.c>")},
                   c;

        CHECK_OK(post_open(w->p.store, &good, &p, fault));
        post_close(p);
        c = good, c.from = (Str){0};
        CHECK_IS(post_open(w->p.store, &c, &p, fault), INVALID);
        CHECK_STR(str_from(fault), CONTAINS, "mail-from");
        c = good, c.from = S("Seedbed <a@b>");
        CHECK_IS(post_open(w->p.store, &c, &p, fault), INVALID);
        c = good, c.smtp_url = S("http://127.0.0.1");
        CHECK_IS(post_open(w->p.store, &c, &p, fault), INVALID);
        CHECK_STR(str_from(fault), CONTAINS, "smtp-url");
        c = good, c.smtp_tls = S("maybe");
        CHECK_IS(post_open(w->p.store, &c, &p, fault), INVALID);
        c = good, c.smtp_user = S("u");
        CHECK_IS(post_open(w->p.store, &c, &p, fault), INVALID);
        CHECK_STR(str_from(fault), CONTAINS, "smtp-password-file");
}

TEST(a_server_that_is_away_is_left_in_peace_and_the_mail_waits_longer_each_time)
{
        World *w = world(a);
        char fault[POST_FAULT_BYTES];
        PostConfig c = {.folder = w->p.conf.folder,
                        .seal = w->p.site.seal,
                        .site_name = S("Seedbed"),
                        .smtp_url = S("smtp://127.0.0.1:1"),
                        .from = S("a@b.c")};
        int64_t now = time_now_us(), last = 0;
        Post *p;
        Id id;

        CHECK_OK(post_open(w->p.store, &c, &p, fault));
        CHECK_OK(act(w, "mail test", "address", "ama@example.org", NULL));
        id = mails(w).at[0].id;
        now = time_now_us() + SECOND_US;
        CHECK_OK(post_once(p, w->db, now));
        CHECK_IS(post_once(p, w->db, now), TOO_MANY);
        for (int i = 1; str_is(mail_of(w, id).state, "waiting"); i++) {
                Mail m = mail_of(w, id);

                CHECK_INT(m.tries, i);
                CHECK(m.fault.len > 0 && i < 30);
                CHECK(i > 8 || m.next_try_at - now > last);
                last = (m.next_try_at - now) / 2;
                now = m.next_try_at > now + DAY_US / 4 ? m.next_try_at : now + DAY_US / 4;
                CHECK_OK(post_once(p, w->db, now));
        }
        CHECK_STR(mail_of(w, id).state, IS, "failed");
        CHECK(now - mail_of(w, id).made_at > 3 * DAY_US);
        post_close(p);
}
