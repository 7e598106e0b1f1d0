/* Erasure: what is personal is nowhere any more, and every number and proof is what it was. */
#include "access/access.sql.h"
#include "access/signin.sql.h"
#include "base/time.h"
#include "credit/ledger.h"
#include "mail/mail.h"
#include "people/own.h"
#include "pledge/audit.h"
#include "programme/programme.h"
#include "privacy/work.h"
#include "pledge/bundle.h"
#include "privacy/erase.h"
#include "privacy/kept.h"
#include "store/engine.h"
#include "tests/world.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PEOPLE = 3000, ERASED = 40 };
static const char header[] = "id,name,email,country,hub,sector,joined,stage,level\n";

static Str people_file(Arena *a, const char *mark)
{
        Text t = text_begin(a, 4 * MIB);

        text_add(&t, str_from(header));
        for (int i = 0; i < PEOPLE; i++)
                text_fmt(&t,
                         "dev-%s-%d,%s "
                         "Quillfeather%dx,%s.quill%d@example.org,SG,singapore-one-north,"
                         "ai,2023-03-01,member,\n",
                         mark, i, mark, i, mark, i);
        return text_str(&t);
}

static Id by_email(World *w, const char *email)
{
        Identity who;

        CHECK_OK(identity_find(w->db, w->a, S("email"), str_from(email), &who));
        return who.party;
}

static bool is_known(World *w, const char *email)
{
        Identity who;

        return identity_find(w->db, w->a, S("email"), str_from(email), &who) == OK;
}

static void everything_is_right(World *w)
{
        VerifyReport log;
        AuditReport audit;
        Arena big = arena_make((size_t)1 << 30);

        CHECK_OK(verify_store(w->db, record_verifier_key(w->p.record), &log));
        CHECK_OK(audit_run(w->db, &big, record_verifier_key(w->p.record), &audit));
        CHECK_INT(audit.differences_all, 0);
        arena_free(&big);
}

typedef struct {
        Str text;
        size_t at;
} Whole;

static Status read_whole(void *ctx, char *to, size_t room, size_t *out_n)
{
        Whole *x = ctx;
        size_t n = x->text.len - x->at < room ? x->text.len - x->at : room;

        memcpy(to, x->text.at + x->at, n);
        x->at += n;
        *out_n = n;
        return OK;
}

static int64_t bundle_counts(World *w, Str bundle)
{
        Whole x = {bundle, 0};
        BundleReport report;

        CHECK_OK(bundle_verify(&(BundleSource){&x, read_whole}, record_verifier_key(w->p.record),
                               &report));
        return report.counted;
}

static Status into_text(void *ctx, Str bytes)
{
        text_add(ctx, bytes);
        return OK;
}

static Str bundle_of(World *w, const char *pledge)
{
        BundleAsk ask = {.pledge = str_from(pledge),
                         .key = record_verifier_key(w->p.record),
                         .now_us = time_now_us()};
        Text t = text_begin(w->a, 24 * MIB);
        Arena big = arena_make((size_t)256 << 20);
        int64_t entries;

        CHECK_OK(bundle_write(w->db, &big, &ask, (BundleSink){&t, into_text}, &entries));
        CHECK(!t.overflow);
        arena_free(&big);
        return text_str(&t);
}

/* How often a text stands in a file, whatever the case. */
static int64_t times_in(World *w, const char *name, const char *text)
{
        char path[512];
        FILE *f;
        size_t n = strlen(text), bytes;
        int64_t found = 0;
        char *all;

        snprintf(path, sizeof path, "%.*s/%s", S_ARG(w->folder), name);
        f = fopen(path, "rb");
        if (!f)
                return 0;
        fseek(f, 0, SEEK_END);
        bytes = (size_t)ftell(f);
        rewind(f);
        all = malloc(bytes + 1);
        CHECK(all && fread(all, 1, bytes, f) == bytes);
        fclose(f);
        for (size_t i = 0; i + n <= bytes; i++)
                found += strncasecmp(all + i, text, n) == 0;
        free(all);
        return found;
}

static void is_nowhere(World *w, const char *text)
{
        static const char *const files[] = {"seedbed.db", "seedbed.db-wal", "seedbed.db-shm"};

        for (size_t i = 0; i < 3; i++)
                CHECK_INT(times_in(w, files[i], text), 0);
}

/* In an order in which pages of indexes are split, which leaves copies of rows behind. */
static void draft_mails(World *w)
{
        Text t = text_begin(w->a, 64 * KIB);

        for (int i = 0; i < 900; i++)
                text_fmt(&t, "zora.quill%d@example.org\n", i * 631 % 900);
        CHECK_OK(act(w, "mail draft", "subject", "Hello", "words", "Dear all", "addresses",
                     str_z(w->a, text_str(&t)), NULL));
}

TEST(an_erased_person_is_nowhere_and_every_number_and_proof_is_what_it_was)
{
        World *w = world_of_examples(a);
        Import import;
        Str file = people_file(a, "zora"), before, after;
        int64_t counted, in_bundle;
        Id party;
        PartyMembershipList members;

        CHECK_OK(import_text(w, "example-developers", "2026-01-01", file, &import));
        CHECK_INT(import.rows_new, PEOPLE);
        draft_mails(w);
        counted = number(w, "developers", "world");
        CHECK_INT(counted, PEOPLE);
        before = bundle_of(w, "asiaforward-developers");
        in_bundle = bundle_counts(w, before);
        party = by_email(w, "zora.quill7@example.org");
        if (!store_is_postgres(w->p.store))
                CHECK(times_in(w, "seedbed.db", "quill7@") +
                              times_in(w, "seedbed.db-wal", "quill7@") >
                      0);

        for (int i = 0; i < ERASED; i++) {
                Id id = by_email(w, str_fmt(a, "zora.quill%d@example.org", i * 7).at);

                CHECK_OK(act(w, "party erase", "party", id_text(a, id).at, "why", "request", "name",
                             str_fmt(a, "zora Quillfeather%dx", i * 7).at, NULL));
        }
        CHECK(!is_known(w, "zora.quill7@example.org"));
        CHECK(is_known(w, "zora.quill8@example.org"));

        CHECK_INT(number(w, "developers", "world"), counted);
        CHECK_OK(party_memberships(w->db, a, party, &members));
        CHECK_INT((int64_t)members.n, 1);
        everything_is_right(w);
        CHECK_INT(bundle_counts(w, before), in_bundle); /* one that was handed out before */
        after = bundle_of(w, "asiaforward-developers");
        CHECK_INT(bundle_counts(w, after), in_bundle); /* and one that is made now */
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, party))).at), LACKS,
                  "Quillfeather");
        CHECK_INT(w->status, 200);
        if (store_is_postgres(w->p.store))
                return; /* dead rows stay until VACUUM: docs/operations.md */
        CHECK_OK(store_scrub(w->p.store));
        for (int i = 0; i < ERASED; i++) {
                is_nowhere(w, str_fmt(a, "zora.quill%d@", i * 7).at);
                is_nowhere(w, str_fmt(a, "Quillfeather%dx", i * 7).at);
        }
        CHECK(times_in(w, "seedbed.db", "zora.quill8@") > 0);
}

TEST(every_table_says_what_it_keeps_on_people)
{
        for (size_t i = 0; i < migrations_n; i++) {
                Str rest = str_from(migrations[i].sqlite), line;

                while (str_cut(&rest, '\n', &line)) {
                        Str name = str_trim(line);
                        const KeptTable *t = kept_tables;

                        if (!str_starts(name, S("CREATE TABLE ")))
                                continue;
                        name = str_skip(name, 13);
                        if (str_starts(name, S("IF NOT EXISTS ")))
                                name = str_skip(name, 14);
                        name.len = str_find(name, ' ');
                        while (t->table && !str_is(name, t->table))
                                t++;
                        if (!t->table)
                                print_error("the table %.*s is not named in src/privacy/kept.c\n",
                                            S_ARG(name));
                        CHECK(t->table != NULL);
                }
        }
}

static Status given_proof(void *ctx, Db *db)
{
        return access_session_proved(db, *(const Str *)ctx, time_now_us());
}

typedef struct {
        Arena *a;
        Id actor;
        Str email, token, session;
} Visitor;

static Status settle_in(void *ctx, Db *db)
{
        Visitor *x = ctx;
        ApiTokenFacts facts = {
                .name = S("nightly zebrafish"), .scope = 2, .until_at = time_now_us() + DAY_US};
        Id id;

        TRY(email_confirm(db, x->email, x->actor, time_now_us()));
        TRY(access_token_make(db, x->a, x->actor, &facts, time_now_us(), &id, &x->token));
        return access_session_begin(db, x->a, x->actor, time_now_us(), &x->session);
}

static Actor given_account(World *w, const char *name, const char *email)
{
        Visitor x = {.a = w->a, .email = str_from(email)};
        Actor actor;

        CHECK_OK(act(w, "role grant", "email", email, "name", name, "role", "mentor", "hub",
                     "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, x.email, &x.actor));
        CHECK_OK(store_transact(w->p.store, settle_in, &x));
        CHECK_OK(store_transact(w->p.store, given_proof, &x.session));
        CHECK_OK(access_actor(w->db, w->a, x.actor, time_now_us(), &actor));
        return actor;
}

TEST(an_erased_account_is_nowhere_and_can_not_come_in)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, kim;
        Id person, found;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Kim Wobblestone", "email",
                     "kim.wobble@example.org", "hub", "bangkok", NULL));
        person = w->deed.made;
        kim = given_account(w, "Kim Wobblestone", "kim.wobble@example.org");
        CHECK_OK(act(w, "mail draft", "subject", "Hello", "words", "Dear Kim", "addresses",
                     "kim.wobble@example.org", NULL));
        w->actor = kim;
        CHECK_IS(act(w, "account erase", "email", "other@example.org", NULL), INVALID);
        CHECK_OK(act(w, "account erase", "email", "Kim.Wobble@example.org", "files", "yes", NULL));
        CHECK(w->deed.session_ends);
        w->actor = first;
        CHECK_IS(access_account_by_email(w->db, a, S("kim.wobble@example.org"), &found), NOT_FOUND);
        CHECK(!is_known(w, "kim.wobble@example.org"));
        CHECK_STR(page(w, "/roles"), LACKS, "Wobblestone");
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, person))).at), CONTAINS,
                  "was erased");
        everything_is_right(w);
        if (!store_is_postgres(w->p.store)) {
                CHECK_OK(store_scrub(w->p.store));
                is_nowhere(w, "wobble");
                is_nowhere(w, "zebrafish");
        }
        /* whoever was erased as an account may sign up again; that is their own doing */
        (void)given_account(w, "Kim", "kim.wobble@example.org");
}

TEST(the_last_administrator_can_not_be_erased)
{
        World *w = world_of_examples(a);

        CHECK_IS(act(w, "account erase", "email", str_z(a, w->actor.name), NULL), CONFLICT);
        CHECK_OK(act(w, "role grant", "email", "two@example.org", "name", "Two", "role",
                     "administrator", NULL));
        CHECK_OK(act(w, "account erase", "email", str_z(a, w->actor.name), NULL));
}

TEST(nothing_is_added_to_who_was_erased)
{
        World *w = world_of_examples(a);
        Id other;
        const char *party;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Ann Oyster", "email",
                     "ann@example.org", NULL));
        party = id_text(a, w->deed.made).at;
        other = given_party(w, "person", "Ann O.");
        CHECK_IS(act(w, "party erase", "party", party, "why", "request", "name", "Bob", NULL),
                 INVALID);
        CHECK_OK(act(w, "party erase", "party", party, "why", "request", "name", "Ann Oyster",
                     NULL));
        CHECK_IS(
                act(w, "party erase", "party", party, "why", "request", "name", "Ann Oyster", NULL),
                CONFLICT);
        CHECK_IS(act(w, "party edit", "party", party, "name", "Ann Oyster", NULL), CONFLICT);
        CHECK_IS(act(w, "party consent", "party", party, "listed", "yes", NULL), CONFLICT);
        CHECK_IS(act(w, "party merge", "party", party, "into", id_text(a, other).at, NULL),
                 CONFLICT);
        CHECK_IS(act(w, "party merge", "party", id_text(a, other).at, "into", party, NULL),
                 CONFLICT);
        CHECK_IS(act(w, "party export", "party", party, NULL), CONFLICT);
        CHECK_IS(act(w, "member add", "party", party, "programme", "developer-programme", "hub",
                     "bangkok", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "party add", "kind", "person", "name", "Ann Oyster", "email",
                     "ann@example.org", NULL),
                 INVALID);
        CHECK_IS(act(w, "party erase", "party", id_text(a, given_party(w, "organisation", "X")).at,
                     "why", "request", "name", "X", NULL),
                 CONFLICT);
}

TEST(a_merged_person_is_erased_with_all_names)
{
        World *w = world_of_examples(a);
        Id one, two;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Olga Bumblefoot", "email",
                     "olga@example.org", NULL));
        one = w->deed.made;
        CHECK_OK(act(w, "party add", "kind", "person", "name", "O. Bumblefoot-Grey", "email",
                     "olga2@example.org", NULL));
        two = w->deed.made;
        CHECK_OK(act(w, "party merge", "party", id_text(a, one).at, "into", id_text(a, two).at,
                     NULL));
        CHECK_OK(act(w, "party erase", "party", id_text(a, one).at, "why", "law", "name",
                     "O. Bumblefoot-Grey", NULL));
        CHECK_STR(page(w, str_fmt(a, "/parties/%.*s", S_ARG(id_text(a, one))).at), LACKS, "Bumble");
        everything_is_right(w);
        if (store_is_postgres(w->p.store))
                return;
        CHECK_OK(store_scrub(w->p.store));
        is_nowhere(w, "bumblefoot");
        is_nowhere(w, "olga2@");
}

static Str three(Arena *a, const char *third)
{
        return str_fmt(
                a,
                "%sd1,Ana One,ana1@example.org,SG,singapore-one-north,ai,2023-03-01,member,\n"
                "d2,Ben Two,ben2@example.org,SG,singapore-one-north,ai,2023-03-01,member,\n"
                "%s,SG,singapore-one-north,ai,2023-03-01,member,\n",
                header, third);
}

TEST(the_next_file_does_not_bring_back_who_was_erased_unsaid)
{
        World *w = world_of_examples(a);
        Import import;
        Id id;

        CHECK_OK(import_text(w, "example-developers", "2026-01-01",
                             three(a, "d3,Cy Three,cy3@example.org"), &import));
        CHECK_INT(import.rows_new, 3);
        id = by_email(w, "cy3@example.org");
        CHECK_OK(act(w, "party erase", "party", id_text(a, id).at, "why", "request", "name",
                     "Cy Three", NULL));
        /* the same row; the same address under another id; the same id with another address */
        CHECK_OK(import_text(w, "example-developers", "2026-02-01",
                             three(a, "d3,Cy Three,cy3@example.org"), &import));
        CHECK_INT(import.rows_refused, 1);
        CHECK_INT(import.rows_new, 0);
        CHECK_INT(import.rows_gone, 0);
        CHECK_STR(page(w, str_fmt(a, "/imports/%.*s", S_ARG(id_text(a, import.id))).at), CONTAINS,
                  "was erased");
        CHECK_STR(page(w, str_fmt(a, "/imports/%.*s", S_ARG(id_text(a, import.id))).at), LACKS,
                  "Cy Three");
        CHECK_OK(import_text(w, "example-developers", "2026-03-01",
                             three(a, "d4,Cy Three,CY3@example.org"), &import));
        CHECK_INT(import.rows_refused, 1);
        CHECK_OK(import_text(w, "example-developers", "2026-04-01",
                             three(a, "d3,Cy Three,cy@example.com"), &import));
        CHECK_INT(import.rows_refused, 1);
        CHECK_IS(act(w, "party readmit", "scheme", "email", "value", "nobody@example.org", NULL),
                 INVALID);
        CHECK_OK(act(w, "party readmit", "scheme", "email", "value", "cy3@example.org", NULL));
        CHECK_OK(import_text(w, "example-developers", "2026-05-01",
                             three(a, "d5,Cy Three,cy3@example.org"), &import));
        CHECK_INT(import.rows_refused, 0);
        CHECK_INT(import.rows_new, 1);
        CHECK(by_email(w, "cy3@example.org") != id);
        CHECK_INT(number(w, "developers", "world"), 4); /* who comes back is another, and says so */
        everything_is_right(w);
}

TEST(an_erasure_takes_the_file_of_the_import_that_held_the_person)
{
        World *w = world_of_examples(a);
        Str path = given_file(w, three(a, "d3,Cy Three,cy3@example.org"));
        Import import;
        bool more;

        CHECK_OK(import_path(w, "example-developers", "2026-01-01", path, &import));
        CHECK_OK(privacy_files(w->p.store, w->db, &more));
        CHECK(access(path.at, F_OK) == 0);
        CHECK_OK(act(w, "party erase", "party", id_text(a, by_email(w, "cy3@example.org")).at,
                     "why", "request", "name", "Cy Three", NULL));
        CHECK_OK(privacy_files(w->p.store, w->db, &more));
        CHECK(access(path.at, F_OK) != 0);
        CHECK_OK(import_by_id(w->db, a, import.id, &import));
        CHECK_INT((int64_t)import.file_path.len, 0);
}

TEST(who_looks_after_a_merged_person_may_not_erase_the_one_that_stays)
{
        World *w = world_of_examples(a);
        Actor first = w->actor, head;
        Id one, two, id;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Here", "hub", "bangkok", NULL));
        one = w->deed.made;
        CHECK_OK(act(w, "party add", "kind", "person", "name", "There", "hub", "jakarta", NULL));
        two = w->deed.made;
        CHECK_OK(act(w, "party merge", "party", id_text(a, one).at, "into", id_text(a, two).at,
                     NULL));
        CHECK_OK(act(w, "role grant", "email", "head@example.org", "name", "Head", "role", "head",
                     "hub", "bangkok", NULL));
        CHECK_OK(access_account_by_email(w->db, a, S("head@example.org"), &id));
        CHECK_OK(access_actor(w->db, a, id, time_now_us(), &head));
        w->actor = head;
        CHECK_IS(act(w, "party erase", "party", id_text(a, one).at, "why", "request", "name",
                     "There", NULL),
                 NOT_FOUND);
        CHECK_IS(act(w, "party export", "party", id_text(a, one).at, NULL), NOT_FOUND);
        w->actor = first;
        CHECK_OK(act(w, "party erase", "party", id_text(a, one).at, "why", "request", "name",
                     "There", NULL));
}

TEST(what_can_not_be_taken_back_asks_who_it_is)
{
        World *w = world_of_examples(a);
        Actor first = w->actor;
        Id person;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Ann", NULL));
        person = w->deed.made;
        w->actor.proved_at = time_now_us() - SESSION_PROOF_US - DAY_US; /* long ago */
        CHECK_IS(act(w, "account export", NULL), FORBIDDEN);
        CHECK_IS(act(w, "account erase", "email", "x", NULL), FORBIDDEN);
        CHECK_IS(act(w, "party export", "party", id_text(a, person).at, NULL), FORBIDDEN);
        CHECK_IS(act(w, "party erase", "party", id_text(a, person).at, "why", "request", "name",
                     "Ann", NULL),
                 FORBIDDEN);
        w->actor = first;
}

TEST(what_the_ledger_says_of_a_person_in_words_is_nowhere_after_the_erasure)
{
        World *w = world_of_examples(a);
        const char *party, *pool, *theirs, *grant;
        LedgerAccount row;
        Id account;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Lubel Sanesh", "hub", "singapore",
                     NULL));
        party = id_text(a, w->deed.made).at;
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", "Pool", "unit", "USD",
                     "kind", "outside", NULL));
        pool = id_text(a, w->deed.made).at;
        CHECK_OK(act(w, "ledger-account open", "hub", "singapore", "title", "Sanesh's flat", "unit",
                     "USD", "kind", "own", "party", party, NULL));
        account = w->deed.made;
        theirs = id_text(a, account).at;
        CHECK_OK(act(w, "grant give", "party", party, "hub", "singapore", "title", "Desk of Sanesh",
                     "unit", "USD", "amount", "10", NULL));
        grant = id_text(a, w->deed.made).at;
        CHECK_OK(act(w, "grant use", "party", party, "hub", "singapore", "unit", "USD", "amount",
                     "1", "why", "Lamp of Sanesh", NULL));
        CHECK_OK(act(w, "grant revoke", "party", party, "grant", grant, "reason",
                     "Sanesh went away", NULL));
        CHECK_OK(act(w, "transfer make", "source", pool, "target", theirs, "amount", "3", "why",
                     "Rent of Lubel Sanesh", NULL));
        CHECK_OK(act(w, "transfer make", "source", theirs, "target", pool, "amount", "1", "why",
                     "Rest of Sanesh's rent", NULL));
        CHECK_STR(page(w, str_fmt(a, "/ledger/accounts/%s", pool).at), CONTAINS,
                  "Rent of Lubel Sanesh");
        CHECK_OK(act(w, "party erase", "party", party, "why", "request", "name", "Lubel Sanesh",
                     NULL));
        CHECK_STR(page(w, str_fmt(a, "/ledger/accounts/%s", pool).at), LACKS, "Sanesh");
        CHECK_INT(w->status, 200);
        CHECK_STR(page(w, str_fmt(a, "/ledger/accounts/%s", theirs).at), LACKS, "Sanesh");
        CHECK_STR(page(w, str_fmt(a, "/parties/%s/ledger", party).at), LACKS, "Sanesh");
        CHECK_OK(ledger_account_get(w->db, a, account, &row));
        CHECK_INT(row.balance, 200000000);
        everything_is_right(w);
        if (store_is_postgres(w->p.store))
                return; /* dead rows stay until VACUUM: docs/operations.md */
        CHECK_OK(store_scrub(w->p.store));
        is_nowhere(w, "Sanesh");
}
