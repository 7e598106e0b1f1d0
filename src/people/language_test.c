/* Choosing a language, and what is in it then. */
#include "people/language.h"

#include "access/access.sql.h"
#include "base/time.h"
#include "people/letter.h"
#include "tests/world.h"

#define FORM "application/x-www-form-urlencoded"

static Str header_of(const World *w, const char *name)
{
        for (size_t i = 0; i < w->reply.headers_n; i++)
                if (str_is(w->reply.headers[i].name, name))
                        return w->reply.headers[i].value;
        return (Str){0};
}

TEST(a_visitor_gets_the_browsers_language_else_the_hubs)
{
        World *w = world_of_examples(a);

        CHECK_STR(page_of_visitor(w, "/pledges"), CONTAINS, "<html lang=\"en\" dir=\"ltr\">");
        w->language = LANGUAGE_AR;
        CHECK_STR(page_of_visitor(w, "/pledges"), CONTAINS, "<html lang=\"ar\" dir=\"rtl\">");
        CHECK_STR(header_of(w, "Content-Language"), IS, "ar");
        CHECK_STR(header_of(w, "Vary"), IS, "Accept-Encoding, Accept-Language, Cookie");
        w->language = LANGUAGE_NONE;
        w->p.site.language = LANGUAGE_TH;
        CHECK_STR(page_of_visitor(w, "/pledges"), CONTAINS, "<html lang=\"th\" dir=\"ltr\">");
        CHECK_STR(page_of_visitor(w, "/nowhere"), CONTAINS, "<html lang=\"th\" dir=\"ltr\">");
        w->p.site.language = LANGUAGE_NONE;
}

TEST(a_visitors_choice_is_a_cookie_that_says_nothing_else)
{
        World *w = world_of_examples(a);

        request(w, HTTP_POST, "/do/language/choose", FORM,
                "language=vi&back=%2Fpledges%3Fstate%3Dkept", false);
        CHECK_INT(w->status, 303);
        CHECK_STR(header_of(w, "Location"), IS, "/pledges?state=kept");
        CHECK_STR(header_of(w, "Set-Cookie"), IS,
                  "language=vi; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax");
        CHECK_INT((int64_t)w->actor.language, LANGUAGE_NONE);
}

TEST(a_choice_that_is_none_or_leads_away_is_refused)
{
        static const char *const bad[] = {"language=tlh",
                                          "language=",
                                          "language=vi&back=%2F%2Fevil.example",
                                          "language=vi&back=%2F%5Cevil.example",
                                          "language=vi&back=https%3A%2F%2Fevil.example",
                                          "language=vi&back=javascript%3Aalert(1)",
                                          "language=vi&back=evil.example",
                                          "language=vi%0d%0aSet-Cookie%3A+seedbed%3Dx"};
        World *w = world_of_examples(a);

        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                request(w, HTTP_POST, "/do/language/choose", FORM, bad[i], false);
                CHECK_INT(w->status, 422);
                CHECK_STR(header_of(w, "Set-Cookie"), IS, "");
        }
        /* a link's secret does not come back in a form */
        CHECK_STR(page_of_visitor(w, "/do/session/begin?token=SECRET"), CONTAINS,
                  "name=\"back\" value=\"/do/session/begin\"");
}

TEST(an_account_keeps_its_choice_whatever_the_browser_says)
{
        World *w = world_of_examples(a);
        ActorRow row;

        request(w, HTTP_POST, "/do/language/choose", FORM, "language=ar&back=/me", true);
        CHECK_INT(w->status, 303);
        CHECK_OK(actor_by_id(w->db, a, w->actor.id, &row));
        CHECK_STR(row.language, IS, "ar");
        w->language = LANGUAGE_VI;
        CHECK_STR(page(w, "/pledges"), CONTAINS, "<html lang=\"ar\" dir=\"rtl\">");
        CHECK_STR(page_of_visitor(w, "/pledges"), CONTAINS, "<html lang=\"vi\" dir=\"ltr\">");
        request(w, HTTP_POST, "/do/language/choose", FORM, "language=tlh", true);
        CHECK_INT(w->status, 422);
        CHECK_STR(page(w, "/pledges"), CONTAINS, "<html lang=\"ar\" dir=\"rtl\">");
}

TEST(programs_read_the_same_in_every_language)
{
        World *w = world_of_examples(a);
        static const char *const paths[] = {"/api/v1/pledges", "/api/v1/pledges/cloud-10m",
                                            "/api/v1/hubs/singapore", "/api/v1/nowhere",
                                            "/api/v1/openapi.json"};

        for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
                Str plain = page_of_visitor(w, paths[i]);

                for (Language l = LANGUAGE_EN; l < LANGUAGE_COUNT; l++) {
                        w->language = l;
                        if (!str_has(plain, S("local_time"))) /* the clock goes on */
                                CHECK_STR(page_of_visitor(w, paths[i]), IS, str_z(a, plain));
                        w->language = LANGUAGE_NONE;
                }
        }
}

typedef struct {
        World *w;
        Language language;
} Choice;

static Status choose_and_write(void *ctx, Db *db)
{
        Choice *c = ctx;
        LetterLink letter = {.name = S("Ama"), .link = S("https://example.org/")};
        MailDraft draft = {.kind = &letter_changed,
                           .of = &letter,
                           .actor = c->w->actor.id,
                           .address = S("ama@example.org"),
                           .locale = S("th")};

        TRY(access_language_set(db, c->w->actor.id, c->language));
        return mail_send(db, c->w->a, &draft, time_now_us(), NULL);
}

static Str locale_of_last_mail(World *w)
{
        MailLineList list;
        Mail mail;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &list));
        CHECK_OK(outbox_by_id(w->db, w->a, list.at[0].id, &mail));
        return mail.locale;
}

TEST(a_mail_is_in_its_readers_language)
{
        World *w = world_of_examples(a);
        Choice c = {w, LANGUAGE_ID};

        w->p.site.sends_mail = true;
        request(w, HTTP_POST, "/do/role/grant", FORM,
                "email=k%40example.org&name=K&role=mentor&hub=bangkok", true);
        CHECK_STR(locale_of_last_mail(w), IS, "th"); /* of the hub: nobody asked K yet */
        request(w, HTTP_POST, "/do/role/grant", FORM,
                "email=l%40example.org&name=L&role=mentor&hub=singapore", true);
        CHECK_STR(locale_of_last_mail(w), IS, "en");
        CHECK_OK(store_transact(w->p.store, choose_and_write, &c));
        CHECK_STR(locale_of_last_mail(w), IS, "id"); /* chosen: whatever the hub speaks */
        w->p.site.sends_mail = false;
}
