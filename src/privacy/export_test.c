/* The copy of everything: what is in it, who gets it, and that asking for it stands in the record.
 */
#include "privacy/export.h"

#include "access/access.sql.h"
#include "access/signin.sql.h"
#include "access/look.sql.h"
#include "base/json.h"
#include "base/time.h"
#include "people/own.h"
#include "privacy/privacy.sql.h"
#include "record/proof.h"
#include "tests/world.h"

#include <archive.h>
#include <archive_entry.h>
#include <string.h>
#include <unistd.h>

typedef struct {
        Str names, all; /* of the files in the archive; what they hold */
        int64_t files;
} Unpacked;

static Unpacked unpack(World *w, Db *db, const ExportAsk *ask)
{
        Str path = str_fmt(w->a, "%.*s/copy.zip", S_ARG(w->folder));
        Text names = text_begin(w->a, MIB), all = text_begin(w->a, 8 * MIB);
        FILE *f = fopen(path.at, "w+b");
        struct archive *zip = archive_read_new();
        struct archive_entry *e;
        Unpacked u = {0};
        char bytes[4096];
        la_ssize_t n;

        CHECK(f && zip);
        CHECK_OK(export_write(db, ask, fileno(f)));
        fclose(f);
        archive_read_support_format_zip(zip);
        CHECK(archive_read_open_filename(zip, path.at, 10240) == ARCHIVE_OK);
        while (archive_read_next_header(zip, &e) == ARCHIVE_OK) {
                text_fmt(&names, "%s\n", archive_entry_pathname(e));
                u.files++;
                while ((n = archive_read_data(zip, bytes, sizeof bytes)) > 0)
                        text_add(&all, (Str){bytes, (size_t)n});
                CHECK(n == 0);
        }
        archive_read_free(zip);
        unlink(path.at);
        u.names = text_str(&names);
        u.all = text_str(&all);
        return u;
}

typedef struct {
        Arena *a;
        Id actor;
        Str email;
} Confirm;

static Status confirm(void *ctx, Db *db)
{
        const Confirm *c = ctx;

        TRY(access_email_set(db, c->actor, c->email, time_now_us()));
        return email_confirm(db, c->email, c->actor, time_now_us());
}

static Status confirm_one(void *ctx, Db *db)
{
        const Confirm *c = ctx;

        return email_confirm(db, c->email, c->actor, time_now_us());
}

/* An account that a person in programmes has; it signs in with a confirmed address. */
static Actor given_account(World *w, const char *name, const char *email, bool is_confirmed)
{
        Actor actor;
        Id id;
        Confirm c = {w->a, 0, str_from(email)};

        CHECK_OK(act(w, "role grant", "email", is_confirmed ? "other@example.org" : email, "name",
                     name, "role", "mentor", "hub", "bangkok", NULL));
        CHECK_OK(access_account_by_email(
                w->db, w->a, is_confirmed ? S("other@example.org") : str_from(email), &id));
        c.actor = id;
        if (is_confirmed)
                CHECK_OK(store_transact(w->p.store, confirm, &c));
        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

static Id given_person(World *w, const char *name, const char *email)
{
        CHECK_OK(act(w, "party add", "kind", "person", "name", name, "email", email, "hub",
                     "bangkok", NULL));
        return w->deed.made;
}

static Status act_as(World *w, const Actor *who, const char *name)
{
        Actor first = w->actor;
        Status s;

        w->actor = *who;
        s = act(w, name, NULL);
        w->actor = first;
        return s;
}

TEST(a_copy_holds_everything_on_a_person_and_no_secret)
{
        World *w = world_of_examples(a);
        Id person = given_person(w, "Ines Marrow", "ines@example.org");
        Actor ines = given_account(w, "Ines", "ines@example.org", true);
        ExportAsk ask = {.record = w->p.record,
                         .actor = ines.id,
                         .now_us = time_now_us(),
                         .entries_before = INT64_MAX};
        Unpacked u;

        CHECK_OK(act(w, "party edit", "party", id_text(a, person).at, "name", "Ines Harrow", NULL));
        CHECK_OK(act(w, "mail draft", "subject", "Hello", "words", "Dear Ines", "addresses",
                     "ines@example.org", NULL));
        (void)page(w, str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, person))).at);
        CHECK_OK(looks_flush(w->p.site.looks, w->p.store, 0, true));
        CHECK_OK(act_as(w, &ines, "account export"));
        u = unpack(w, w->db, &ask);
        CHECK_STR(u.names, CONTAINS, "account.json");
        CHECK_STR(u.names, CONTAINS, "README.txt");
        CHECK_STR(u.names, CONTAINS, "record.pub");
        CHECK_STR(u.names, CONTAINS, ".tlog-proof");
        CHECK_STR(u.names, CONTAINS, str_fmt(a, "persons/%.*s.json", S_ARG(id_text(a, person))).at);
        CHECK_STR(u.all, CONTAINS, "ines@example.org");
        CHECK_STR(u.all, CONTAINS, "Ines Marrow"); /* the former name */
        CHECK_STR(u.all, CONTAINS, "Dear Ines");
        CHECK_STR(u.all, CONTAINS, "account.exported");
        CHECK_STR(u.all, CONTAINS, "\"what\":\"page\"");
        CHECK_STR(u.all, CONTAINS, "\"salt\":\"");
        CHECK_STR(u.all, LACKS, "$argon2id$");
}

TEST(a_copy_is_for_who_asked_for_it_and_for_a_quarter_of_an_hour)
{
        World *w = world_of_examples(a);
        Id person = given_person(w, "Ines Marrow", "ines@example.org");
        Actor ines = given_account(w, "Ines", "ines@example.org", false);
        Actor first = w->actor;
        char path[64];

        CHECK_OK(act(w, "party export", "party", id_text(a, person).at, NULL));
        snprintf(path, sizeof path, "/exports/%.*s", S_ARG(id_text(a, w->deed.made)));
        (void)page(w, path);
        CHECK_INT(w->status, 200);
        w->actor = ines;
        (void)page(w, path);
        CHECK_INT(w->status, 404);
        w->actor = first;
        (void)page_of_visitor(w, path);
        CHECK(w->status == 401 || w->status == 403);
        CHECK_STR(page(w, "/record"), CONTAINS, "Copy of a person");
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s/looks", S_ARG(id_text(a, person))).at),
                  CONTAINS, "Made a copy of everything");
        CHECK_IS(act(w, "party export", "party",
                     id_text(a, given_party(w, "organisation", "Xen")).at, NULL),
                 CONFLICT);
}

TEST(a_file_is_ones_own_only_by_an_address_that_one_confirmed)
{
        World *w = world_of_examples(a);
        Id person = given_person(w, "Ines Marrow", "ines@example.org");
        Actor ines = given_account(w, "Ines", "ines@example.org", false), first = w->actor;
        char path[64];

        snprintf(path, sizeof path, "/parties/%.*s", S_ARG(id_text(a, person)));
        w->actor = ines;
        (void)page(w, path);
        CHECK_INT(w->status, 404);
        CHECK_STR(page(w, "/me/data"), LACKS, "Ines Marrow");
        w->actor = first;
        CHECK_OK(store_transact(w->p.store, confirm_one,
                                &(Confirm){a, ines.id, S("ines@example.org")}));
        w->actor = ines;
        CHECK_STR(page(w, path), CONTAINS, "Ines Marrow");
        CHECK_STR(page(w, "/me/data"), CONTAINS, "Ines Marrow");
        w->actor = first;
}

TEST(nobody_becomes_the_person_by_an_address_that_a_later_file_or_a_merge_brings)
{
        World *w = world_of_examples(a);
        Actor mine = given_account(w, "Eve", "eve@example.org", true), first = w->actor;
        const char *head = "id,name,email,country,hub,sector,joined,stage,level\n";
        Import import;
        Identity known;
        Id eve, two;

        CHECK_OK(import_text(
                w, "example-developers", "2025-01-01",
                str_fmt(a, "%sd1,Ines Marrow,,TH,bangkok,ai,2024-01-01,member,\n", head), &import));
        CHECK_OK(import_text(w, "example-developers", "2025-02-01",
                             str_fmt(a,
                                     "%sd1,Ines Marrow,eve@example.org,TH,bangkok,ai,"
                                     "2024-01-01,member,\n",
                                     head),
                             &import));
        CHECK_OK(identity_find(w->db, a, S("email"), S("eve@example.org"), &known));
        w->actor = mine;
        CHECK_STR(page(w, "/me/data"), LACKS, "Ines Marrow");
        w->actor = first;
        w = world_of_examples(a);
        mine = given_account(w, "Eve", "eve@example.org", true);
        first = w->actor;
        eve = given_person(w, "Eve Own", "eve@example.org");
        two = given_person(w, "Ines Marrow", "ines@example.org");
        w->actor = mine;
        CHECK_STR(page(w, "/me/data"), CONTAINS, "Eve Own");
        w->actor = first;
        CHECK_OK(act(w, "party merge", "party", id_text(a, two).at, "into", id_text(a, eve).at,
                     NULL));
        w->actor = mine;
        CHECK_STR(page(w, "/me/data"), LACKS, "Eve Own");
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, eve))).at), LACKS,
                  "ines@example.org");
        w->actor = first;
}

TEST(a_person_sees_who_looked_and_an_own_look_is_none)
{
        World *w = world_of_examples(a);
        Id person = given_person(w, "Ines Marrow", "ines@example.org");
        Actor ines = given_account(w, "Ines", "ines@example.org", true), first = w->actor;
        char path[64];

        snprintf(path, sizeof path, "/parties/%.*s", S_ARG(id_text(a, person)));
        w->actor = ines;
        CHECK_STR(page(w, path), CONTAINS, "ines@example.org"); /* one's own file */
        CHECK_OK(looks_flush(w->p.site.looks, w->p.store, 0, true));
        CHECK_STR(page(w, "/me/data"), CONTAINS, "Nobody but you");
        w->actor = first;
        for (int i = 0; i < 5; i++)
                (void)page(w, path);
        CHECK_OK(looks_flush(w->p.site.looks, w->p.store, 0, true));
        w->actor = ines;
        CHECK_STR(page(w, "/me/data"), CONTAINS, "Looked at the file");
        {
                LookRowList rows;

                CHECK_OK(look_of(w->db, a, person, INT64_MAX, &rows));
                CHECK_INT((int64_t)rows.n, 1); /* five looks within a quarter of an hour */
        }
        w->actor = first;
}

TEST(looks_wait_and_none_is_dropped)
{
        World *w = world_of_examples(a);
        Looks *l = looks_open();
        LookRowList rows;
        int64_t now = time_now_us();

        look_note(l, w->p.store, 7, 100, "page", now);
        CHECK_OK(looks_flush(l, w->p.store, now, false));
        CHECK_OK(look_of(w->db, a, 100, INT64_MAX, &rows));
        CHECK_INT((int64_t)rows.n, 0); /* no transaction for a page */
        CHECK_OK(looks_flush(l, w->p.store, now + LOOK_FLUSH_US, false));
        CHECK_OK(look_of(w->db, a, 100, INT64_MAX, &rows));
        CHECK_INT((int64_t)rows.n, 1);
        look_note(l, w->p.store, 7, 100, "page", now - DAY_US); /* the clock was set back */
        look_note(l, w->p.store, 7, 100, "page", now + LOOK_AGAIN_US);
        for (int i = 0; i < 3 * LOOKS_WAITING_MAX; i++)
                look_note(l, w->p.store, 8, 1000 + i, "page", now);
        looks_close(l, w->p.store);
        CHECK_OK(look_of(w->db, a, 100, INT64_MAX, &rows));
        CHECK_INT((int64_t)rows.n, 3);
        for (int i = 0; i < 3 * LOOKS_WAITING_MAX; i++) {
                CHECK_OK(look_of(w->db, a, 1000 + i, INT64_MAX, &rows));
                CHECK_INT((int64_t)rows.n, 1);
        }
}

TEST(a_value_opens_with_its_own_salt_for_who_may_see_it)
{
        World *w = world_of_examples(a);
        Id person = given_person(w, "Ines Marrow", "ines@example.org");
        char path[64];

        snprintf(path, sizeof path, "/api/v1/record/%lld/values", (long long)w->deed.position);
        {
                Str body = page(w, path), value = S("Ines Marrow");
                const Json *j, *x;
                unsigned char salt[32];
                HashRun h;
                Hash want;

                CHECK_OK(json_parse(a, body, &j, NULL));
                x = json_get(j, S("values"))->child;
                CHECK_STR(json_get_text(x, S("value")), IS, "Ines Marrow");
                for (size_t i = 0; i < 32; i++) {
                        unsigned byte;

                        CHECK(sscanf(json_get_text(x, S("salt")).at + 2 * i, "%2x", &byte) == 1);
                        salt[i] = (unsigned char)byte;
                }
                hash_begin(&h); /* as docs/record.md says */
                hash_add(&h, salt, 32);
                hash_add(&h, value.at, value.len);
                want = hash_end(&h);
                CHECK_STR(json_get_text(x, S("commitment")), IS, hash_hex(a, &want).at);
        }
        (void)page_of_visitor(w, path);
        CHECK_INT(w->status, 404); /* not listed: as if there were nothing */
        CHECK_OK(act(w, "party consent", "party", id_text(a, person).at, "listed", "yes", NULL));
        CHECK_STR(page_of_visitor(w, path), CONTAINS, "Ines Marrow");
        CHECK_OK(act(w, "party edit", "party", id_text(a, person).at, "name", "Ines Harrow", NULL));
        CHECK_STR(page_of_visitor(w, path), LACKS, "Ines Marrow"); /* a former name of a person */
        CHECK_STR(page(w, path), CONTAINS, "Ines Marrow");
        CHECK_OK(act(w, "party erase", "party", id_text(a, person).at, "why", "request", "name",
                     "Ines Harrow", NULL));
        CHECK_STR(page(w, path), LACKS, "Ines");
        CHECK_STR(page(w, path), CONTAINS, "\"salt\":\"\"");
}

TEST(a_copy_that_would_be_long_says_where_the_next_begins)
{
        World *w = world_of_examples(a);
        Id person = given_person(w, "Ines Marrow", "ines@example.org");
        ExportAsk ask = {.record = w->p.record,
                         .actor = w->actor.id,
                         .party = person,
                         .now_us = time_now_us(),
                         .entries_before = INT64_MAX};
        Unpacked first, second;

        for (int i = 0; i < EXPORT_ENTRIES_MAX + 20; i++)
                CHECK_OK(act(w, "party consent", "party", id_text(a, person).at, "listed",
                             i % 2 ? "yes" : "no", NULL));
        first = unpack(w, w->db, &ask);
        CHECK_STR(first.all, CONTAINS, "entries_before=");
        CHECK(str_to_int(str_head(str_skip(first.all,
                                           str_find_str(first.all, S("entries_before=")) + 15),
                                  4),
                         1, INT64_MAX, &ask.entries_before) ||
              str_to_int(str_head(str_skip(first.all,
                                           str_find_str(first.all, S("entries_before=")) + 15),
                                  3),
                         1, INT64_MAX, &ask.entries_before));
        second = unpack(w, w->db, &ask);
        CHECK_STR(second.all, LACKS, "entries_before=");
        CHECK_STR(second.all, CONTAINS, "party.added");
        /* two files an entry; person, key, README: the entries of both together are all of them */
        CHECK_INT(first.files + second.files - 6, 2 * (EXPORT_ENTRIES_MAX + 21));
        CHECK_STR(first.all, LACKS, "Dear"); /* who may not read mails is given none */
}
