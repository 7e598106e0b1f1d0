/* A mail to members or staff: to whom exactly, counted before, and by whom. */
#include "programme/audience.h"

#include "base/time.h"
#include "mail/post.h"
#include "tests/world.h"

static Post *post_with_fill(World *w)
{
        char fault[POST_FAULT_BYTES];
        PostConfig c = {.folder = w->p.conf.folder,
                        .seal = w->p.site.seal,
                        .site_name = S("Seedbed"),
                        .base_url = S("https://seedbed.example.org"),
                        .fill = audience_fill};
        Post *p;

        CHECK_OK(post_open(w->p.store, &c, &p, fault));
        return p;
}

static void fill_all(World *w, Post *p)
{
        Status s;

        while ((s = post_once(p, w->db, time_now_us())) == OK)
                ;
        CHECK_IS(s, NOT_FOUND);
}

static const char mapping[] =
        "mapping: audience-test\ntitle: T\nsource: audience-test\nparty: person\n"
        "programme: developer-programme\ncolumns:\n  identity: id\n  name: name\n"
        "  email: email\n  hub: hub\n  stage: stage\n"
        "  date: {column: joined, format: iso-date}\n";

/* n developers at a hub, each with an address. */
static void developers(World *w, const char *hub, const char *stage, int n)
{
        static int day;
        Text t = text_begin(w->a, 4 * MIB);
        Import done;

        text_add(&t, S("id,name,email,hub,joined,stage\n"));
        for (int i = 0; i < n; i++)
                text_fmt(&t, "%s-%s-%d,Dev %d,%s-%s-%d@example.org,%s,2026-01-01,%s\n", hub, stage,
                         i, i, hub, stage, i, hub, stage);
        day = day % 28 + 1;
        CHECK_OK(import_text(w, mapping, str_fmt(w->a, "2026-01-%02d", day).at, text_str(&t),
                             &done));
        CHECK_INT(done.rows_new, n);
}

static Status end_kind(void *ctx, Db *db)
{
        Arena a = arena_make(MIB);
        Status s = mail_end_kind(db, &a, str_from(ctx), S("announcement"), time_now_us());

        arena_free(&a);
        return s;
}

static MailBulk bulk_made(World *w)
{
        MailBulk b;

        CHECK_OK(bulk_by_id(w->db, w->a, w->deed.made, &b));
        return b;
}

static size_t addresses(World *w, Id bulk, const char *with)
{
        MailLineList list;
        size_t n = 0;
        Id before = INT64_MAX;

        do {
                CHECK_OK(outbox_of_bulk(w->db, w->a, bulk, before, &list));
                for (size_t i = 0; i < list.n; i++) {
                        n += str_has(list.at[i].address, str_from(with));
                        before = list.at[i].id;
                }
        } while (list.n == 50);
        return n;
}

/* An account with a role at a hub, as whom the world then acts. */
static Actor staff(World *w, const char *role, const char *hub)
{
        Str email = str_fmt(w->a, "%s@%s.example", role, hub);
        Actor actor;
        Id id;

        CHECK_OK(act(w, "role grant", "email", email.at, "name", role, "role", role, "hub", hub,
                     NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, email, &id));
        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

TEST(a_mail_goes_to_the_members_at_a_hub_and_below_who_stand_at_a_stage_and_want_it)
{
        World *w = world_of_examples(a);
        Post *p = post_with_fill(w);
        MailBulk b;

        developers(w, "singapore", "registered", 3);
        developers(w, "singapore", "active", 2);
        developers(w, "bangkok", "registered", 2);
        CHECK_OK(act(w, "party add", "kind", "person", "name", "No Address", "hub", "bangkok",
                     NULL));
        CHECK_OK(act(w, "member add", "party", id_text(a, w->deed.made).at, "programme",
                     "developer-programme", "hub", "bangkok", NULL));
        CHECK_OK(act(w, "mail compose", "to", "members", "programme", "developer-programme", "hub",
                     "singapore", "subject", "News", "words", "One", NULL));
        b = bulk_made(w);
        CHECK_STR(b.state, IS, "held");
        CHECK_INT(b.held, 5);
        CHECK_INT((int64_t)addresses(w, b.id, "singapore-"), 5);
        CHECK_OK(act(w, "mail compose", "to", "members", "programme", "developer-programme", "hub",
                     "singapore", "stage", "active", "subject", "News", "words", "One", NULL));
        CHECK_INT(bulk_made(w).held, 2);
        CHECK_INT((int64_t)addresses(w, w->deed.made, "-active-"), 2);
        /* below thailand is bangkok: one has no address there, and one wants no such mails */
        CHECK_OK(store_transact(w->p.store, end_kind, (void *)"bangkok-registered-0@example.org"));
        CHECK_OK(act(w, "mail compose", "to", "members", "programme", "developer-programme", "hub",
                     "thailand", "subject", "News", "words", "One", NULL));
        b = bulk_made(w);
        CHECK_INT(b.held, 1);
        CHECK_INT(b.unwanted, 1);
        CHECK_INT(b.refused, 1);
        CHECK_INT((int64_t)addresses(w, b.id, "bangkok-registered-1@"), 1);
        CHECK_STR(page(w, str_fmt(a, "/mails/bulk/%.*s", S_ARG(id_text(a, b.id))).at), CONTAINS,
                  "Send 1 mail<");
        CHECK_OK(act(w, "mail release", "bulk", id_text(a, b.id).at, NULL));
        fill_all(w, p);
        {
                MailLineList list;

                CHECK_OK(outbox_of_bulk(w->db, a, b.id, INT64_MAX, &list));
                CHECK_INT((int64_t)list.n, 1);
                CHECK_STR(list.at[0].state, IS, "kept");
        }
        CHECK_IS(act(w, "mail compose", "to", "members", "hub", "thailand", "subject", "s", "words",
                     "w", NULL),
                 INVALID);
        CHECK_IS(act(w, "mail compose", "to", "members", "programme", "developer-programme",
                     "stage", "nowhere", "subject", "s", "words", "w", NULL),
                 INVALID);
        CHECK_IS(act(w, "mail compose", "to", "members", "programme", "developer-programme", "role",
                     "mentor", "subject", "s", "words", "w", NULL),
                 INVALID);
        post_close(p);
}

TEST(a_mail_to_many_members_is_written_in_steps_and_released_only_whole)
{
        World *w = world_of_examples(a);
        Post *p = post_with_fill(w);
        const char *bulk;
        Id id;

        developers(w, "singapore", "registered", 1203);
        CHECK_OK(act(w, "mail compose", "to", "members", "programme", "developer-programme",
                     "subject", "News", "words", "One", NULL));
        id = w->deed.made;
        bulk = id_text(a, id).at;
        CHECK_STR(bulk_made(w).state, IS, "filling");
        CHECK_IS(act(w, "mail release", "bulk", bulk, NULL), CONFLICT);
        CHECK_STR(page(w, str_fmt(a, "/mails/bulk/%s", bulk).at), CONTAINS, "still being written");
        fill_all(w, p);
        w->deed.made = id;
        CHECK_STR(bulk_made(w).state, IS, "held");
        CHECK_INT(bulk_made(w).held, 1203);
        CHECK_INT(bulk_made(w).twice, 0);
        CHECK_INT((int64_t)addresses(w, id, "@"), 1203);
        /* one that is given up while it is written leaves nothing */
        CHECK_OK(act(w, "mail compose", "to", "members", "programme", "developer-programme",
                     "subject", "Again", "words", "One", NULL));
        id = w->deed.made;
        CHECK_OK(act(w, "mail discard", "bulk", id_text(a, id).at, NULL));
        fill_all(w, p);
        CHECK_INT((int64_t)addresses(w, id, "@"), 0);
        post_close(p);
}

TEST(who_writes_reaches_only_people_of_their_own_hub_and_sees_only_such_mails)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, mine = staff(w, "operator", "singapore");
        MailLineList list;
        const char *bulk, *others;
        Id id;

        staff(w, "mentor", "singapore");
        staff(w, "mentor", "bangkok");
        developers(w, "singapore", "registered", 1);
        CHECK_OK(act(w, "mail compose", "to", "role", "role", "mentor", "hub", "bangkok", "subject",
                     "Mentors of Bangkok", "words", "w", NULL));
        others = id_text(a, w->deed.made).at;
        w->actor = mine;
        CHECK_OK(act(w, "mail compose", "to", "role", "role", "mentor", "hub", "singapore",
                     "subject", "Mentors here", "words", "w", NULL));
        id = w->deed.made;
        bulk = id_text(a, id).at;
        CHECK_INT(bulk_made(w).held, 1);
        CHECK_INT((int64_t)addresses(w, id, "mentor@singapore.example"), 1);
        CHECK_OK(act(w, "mail compose", "to", "members", "programme", "developer-programme", "hub",
                     "singapore", "subject", "s", "words", "w", NULL));
        /* elsewhere, above, everywhere, by addresses: no */
        CHECK_IS(act(w, "mail compose", "to", "role", "hub", "bangkok", "subject", "s", "words",
                     "w", NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "mail compose", "to", "role", "hub", "world", "subject", "s", "words", "w",
                     NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "mail compose", "to", "role", "subject", "s", "words", "w", NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "mail compose", "to", "members", "programme", "developer-programme",
                     "subject", "s", "words", "w", NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "mail draft", "subject", "s", "words", "w", "addresses", "a@b.example",
                     NULL),
                 FORBIDDEN);
        CHECK_IS(act(w, "mail release", "bulk", others, NULL), NOT_FOUND);
        CHECK_IS(act(w, "mail discard", "bulk", others, NULL), NOT_FOUND);
        CHECK_STR(page(w, "/mails"), CONTAINS, "Mentors here");
        CHECK_STR(page(w, "/mails"), LACKS, "Mentors of Bangkok");
        CHECK_STR(page(w, "/mails"), LACKS, "@");
        page(w, str_fmt(a, "/mails/bulk/%s", others).at);
        CHECK_INT(w->status, 404);
        CHECK_OK(outbox_of_bulk(w->db, a, id, INT64_MAX, &list));
        CHECK_STR(page(w, str_fmt(a, "/mails/%.*s", S_ARG(id_text(a, list.at[0].id))).at), CONTAINS,
                  "As most see it");
        CHECK_INT(w->status, 200);
        CHECK_OK(act(w, "mail release", "bulk", bulk, NULL));
        /* a mail that belongs to no place is nothing for them */
        w->actor = first;
        CHECK_OK(act(w, "mail test", "address", "x@y.example", NULL));
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &list));
        w->actor = mine;
        page(w, str_fmt(a, "/mails/%.*s", S_ARG(id_text(a, list.at[0].id))).at);
        CHECK_INT(w->status, 404);
        w->actor = first;
}
