/* pledge/bundle_test: a bundle convinces somebody who has nothing but it and a key, and nothing in
 * it can be changed. */
#include "pledge/bundle.h"

#include "base/time.h"
#include "hub/hub.sql.h"
#include "pledge/audit.h"
#include "pledge/pledge.sql.h"
#include "pledge/tally.h"
#include "tests/check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <string.h>
#include <zlib.h>

enum {
        WORLD_ID = 1,
        ASIA_ID = 2,
        EUROPE_ID = 3,
        METRIC_ID = 10,
        PLEDGE_ID = 20,
        AMOUNT_ID = 11,
        AMOUNT_PLEDGE_ID = 21,
        REPORTED_ID = 12,
        REPORTED_PLEDGE_ID = 22,
        PARTY = 1000,
        PARTIES = 400
};
#define AUGUST_2021 INT64_C(1627776000000000)
#define MONTH_US (31 * DAY_US)

static const char parties_metric[] =
        "metric: startups\nversion: 1\ntitle: Start-ups\nwords: Joined.\ncount: parties\n"
        "entries: [member.joined]\nunit: start-ups\n";
static const char amount_metric[] =
        "metric: spent\nversion: 1\ntitle: Spent\nwords: Paid out.\ncount: amount\n"
        "entries: [fund.disbursed]\namount: {field: amount, unit: USD}\nunit: US dollars\n";
static const char reported_metric[] =
        "metric: developers\nversion: 1\ntitle: Developers\nwords: As they say.\ncount: reported\n"
        "unit: developers\n";

typedef struct {
        Arena *a, *sunk; /* the writer rewinds its own arena: what it wrote stands in another */
        Str folder, key;
        Store *store;
        Record *record;
        Tally *tally;
        Db *db;
} World;

static Status tell(Db *db, Arena *a, const char *kind, Id hub, Id subject, int64_t on_us, Str name,
                   Str text, int64_t value)
{
        Entry e = {.at_us = AUGUST_2021 + 40 * MONTH_US,
                   .on_us = on_us,
                   .kind = str_from(kind),
                   .hub = hub,
                   .subject = subject};

        if (str_starts(e.kind, S("member."))) {
                entry_text(&e, S("programme"), S("spark"));
                entry_text(&e, S("stage"),
                           str_starts(e.kind, S("member.j")) ? S("member") : S("scale-up"));
                entry_text(&e, S("sector"), subject % 2 ? S("fintech") : S("health"));
                entry_text(&e, S("party"), S("organisation"));
        }
        if (text.len)
                entry_text(&e, name, text);
        else if (name.len && str_is(name, "into"))
                entry_id(&e, name, value);
        else if (name.len)
                entry_int(&e, name, value);
        if (str_is(e.kind, "figure.reported"))
                entry_text(&e, S("metric"), S("developers"));
        return record_tell(db, a, &e, NULL);
}

static Status place(Db *db, Arena *a, Id id, const char *slug, Id parent)
{
        TRY(hub_insert(db, id, str_from(slug), str_from(slug), S("hub"), parent, S(""), S(""), 0, 0,
                       S("UTC"), S("USD"), S("en"), 1));
        TRY(hub_above_self(db, id));
        if (parent)
                TRY(hub_above_inherit(db, id, parent));
        return tell(db, a, "hub.added", id, id, 0, parent ? S("parent") : S("number"),
                    parent ? id_text(a, parent) : (Str){0}, 0);
}

static Status promise(Db *db, Arena *a, Id metric, const char *definition, Str slug, Id pledge,
                      Str name, Str count, Id hub)
{
        Str unit = str_is(slug, "startups") ? S("start-ups")
                   : str_is(slug, "spent")  ? S("US dollars")
                                            : slug;
        Hash h = hash_sha256(str_from(definition));
        Entry e = {.at_us = AUGUST_2021, .kind = S("metric.defined"), .subject = metric};
        Entry made = {
                .at_us = AUGUST_2021, .kind = S("pledge.made"), .subject = pledge, .hub = hub};

        TRY(metric_insert(db, metric, slug, 1, slug, count, unit, str_from(definition),
                          hash_hex(a, &h), 1));
        entry_text(&e, S("metric"), slug);
        entry_int(&e, S("version"), 1);
        entry_text(&e, S("definition_sha256"), hash_hex(a, &h));
        TRY(record_tell(db, a, &e, NULL));
        TRY(pledge_insert(db, pledge, name, 99, S("A pledge"), slug, hub, 40, 1000, false,
                          AUGUST_2021, AUGUST_2021 + 36 * MONTH_US, 1));
        entry_text(&made, S("pledge"), name);
        entry_text(&made, S("title"), S("A pledge"));
        entry_text(&made, S("metric"), slug);
        entry_int(&made, S("baseline"), 40);
        entry_int(&made, S("target"), 1000);
        entry_int(&made, S("start"), AUGUST_2021);
        entry_int(&made, S("deadline"), AUGUST_2021 + 36 * MONTH_US);
        return record_tell(db, a, &made, NULL);
}

static Status found(void *ctx, Db *db)
{
        World *w = ctx;

        TRY(place(db, w->a, WORLD_ID, "world", 0));
        TRY(place(db, w->a, ASIA_ID, "asia", WORLD_ID));
        TRY(place(db, w->a, EUROPE_ID, "europe", WORLD_ID));
        TRY(promise(db, w->a, METRIC_ID, parties_metric, S("startups"), PLEDGE_ID, S("thousand"),
                    S("parties"), WORLD_ID));
        TRY(promise(db, w->a, AMOUNT_ID, amount_metric, S("spent"), AMOUNT_PLEDGE_ID, S("money"),
                    S("amount"), WORLD_ID));
        return promise(db, w->a, REPORTED_ID, reported_metric, S("developers"), REPORTED_PLEDGE_ID,
                       S("people"), S("reported"), ASIA_ID);
}

/* 400 parties: every tenth before the window, every fifth at both places; two pairs of them turn
 * out to be one. */
static Status live(void *ctx, Db *db)
{
        World *w = ctx;

        for (int64_t i = 0; i < PARTIES; i++) {
                int64_t on = AUGUST_2021 + (i % 10 == 0 ? -MONTH_US * 2 : (i % 30) * MONTH_US);

                TRY(tell(db, w->a, "member.joined", i % 2 ? ASIA_ID : EUROPE_ID, PARTY + i, on,
                         S("n"), (Str){0}, i));
                if (i % 5 == 0)
                        TRY(tell(db, w->a, "member.joined", i % 2 ? EUROPE_ID : ASIA_ID, PARTY + i,
                                 on + MONTH_US, S("n"), (Str){0}, i));
                if (i % 7 == 0)
                        TRY(tell(db, w->a, "fund.disbursed", ASIA_ID, PARTY + i, on, S("amount"),
                                 (Str){0}, 1000 + i));
        }
        TRY(tell(db, w->a, "member.scaled", ASIA_ID, PARTY + 1, AUGUST_2021 + MONTH_US, S("from"),
                 S("member"), 0));
        TRY(tell(db, w->a, "party.merged", 0, PARTY + 3, 0, S("into"), (Str){0}, PARTY + 11));
        TRY(tell(db, w->a, "party.merged", 0, PARTY + 12, 0, S("into"), (Str){0}, PARTY + 13));
        TRY(tell(db, w->a, "figure.reported", ASIA_ID, ASIA_ID, AUGUST_2021 + MONTH_US, S("value"),
                 (Str){0}, 500));
        return tell(db, w->a, "figure.reported", ASIA_ID, ASIA_ID, AUGUST_2021 + 9 * MONTH_US,
                    S("value"), (Str){0}, 700);
}

/* Runs statements behind the store's back. */
static void behind(World *w, const char *sql)
{
        sqlite3 *db;
        char *words = NULL;

        CHECK(sqlite3_open(str_fmt(w->a, "%.*s/seedbed.db", S_ARG(w->folder)).at, &db) ==
              SQLITE_OK);
        if (sqlite3_exec(db, sql, NULL, NULL, &words) != SQLITE_OK)
                print_error("%s\n", words);
        CHECK(words == NULL);
        sqlite3_close(db);
}

static World world(Arena *a)
{
        World w = {.a = a,
                   .folder = check_folder(a),
                   .tally = tally_open(),
                   .sunk = arena_new(a, Arena, 1)};
        StoreConfig config = {.url = str_fmt(a, "sqlite:%.*s/seedbed.db", S_ARG(w.folder)),
                              .create = true};
        char fault[STORE_FAULT_BYTES];
        bool more = true;
        StorePart part;

        *w.sunk = arena_make(128 * MIB);
        CHECK_OK(store_open(&config, &w.store, fault));
        CHECK_OK(store_migrate(w.store, fault));
        CHECK_OK(record_open(w.folder, S("test.example/record"), true, &w.record, fault));
        record_watch(w.record, tally_watch(w.tally));
        part = record_part(w.record);
        CHECK_OK(store_start(w.store, &part));
        CHECK_OK(store_transact(w.store, found, &w));
        while (more)
                CHECK_OK(tally_catch_up(w.store, w.tally, &more));
        CHECK_OK(store_transact(w.store, live, &w));
        /* what room programme would have written: 400 and 80 joined, one moved, one merged away at
         * a place of both */
        behind(&w,
               "INSERT INTO programme VALUES (50, 'spark', 1, '', '', '', 1);"
               "INSERT INTO stage VALUES (60, 50, 'member', '', 0), (61, 50, 'scale-up', '', 1);"
               "INSERT INTO member_count VALUES (50, 2, 60, 238), (50, 3, 60, 240), (50, 2, 61, "
               "1);");
        w.key = record_verifier_key(w.record);
        CHECK_OK(store_reader(w.store, &w.db));
        return w;
}

static void world_end(World *w)
{
        store_reader_close(w->db);
        store_close(w->store);
        record_close(w->record);
        tally_close(w->tally);
        arena_free(w->sunk);
}

/* --- bundles in memory */

static Status text_write(void *ctx, Str bytes)
{
        text_add(ctx, bytes);
        return ((Text *)ctx)->overflow ? TOO_LARGE : OK;
}

static Str bundled(World *w, const char *pledge)
{
        Text *t = arena_new(w->a, Text, 1);
        BundleAsk ask = {
                .pledge = str_from(pledge), .key = w->key, .now_us = AUGUST_2021 + 50 * MONTH_US};
        int64_t entries;

        *t = text_begin(w->sunk, 64 * MIB);
        CHECK_OK(bundle_write(w->db, w->a, &ask, (BundleSink){t, text_write}, &entries));
        return text_str(t);
}

static Status str_read(void *ctx, char *to, size_t room, size_t *out_n)
{
        Str *rest = ctx;

        *out_n = rest->len < room ? rest->len : room;
        if (*out_n)
                memcpy(to, rest->at, *out_n);
        *rest = str_skip(*rest, *out_n);
        return OK;
}

static Status verified(Str bytes, Str key, BundleReport *r)
{
        BundleSource source = {&bytes, str_read};

        return bundle_verify(&source, key, r);
}

static Str replaced(Arena *a, Str text, Str from, Str to)
{
        size_t at = str_find_str(text, from);

        CHECK(at < text.len);
        return str_fmt(a, "%.*s%.*s%.*s", (int)at, text.at, S_ARG(to),
                       S_ARG(str_skip(text, at + from.len)));
}

TEST(a_bundle_shows_the_number_it_claims)
{
        World w = world(a);
        BundleReport r;
        Str bytes = bundled(&w, "thousand");

        CHECK_OK(verified(bytes, w.key, &r));
        CHECK_INT(r.counted, 358); /* 400 without 40 before the window, and two that were merged */
        CHECK_INT(r.actual, 398);
        CHECK_INT(r.entries, 358 + 2 + 2); /* merges; the pledge and its metric */
        CHECK(r.has_made && r.has_definition);
        CHECK_INT(r.rows, 358);
        CHECK_STR(
                str_from(r.words), IS,
                "all 362 entries are in the record, and count to what is claimed: 358 rows that "
                "count, the one that defined the metric, the one that made the pledge, 2 by which "
                "parties were merged");
        CHECK_STR(str_from(r.pledge), IS, "thousand");
        CHECK_OK(verified(bundled(&w, "money"), w.key, &r));
        CHECK_INT(r.counted, r.claimed_counted);
        CHECK(r.counted > 0);
        CHECK_OK(verified(bundled(&w, "people"), w.key, &r));
        CHECK_INT(r.actual, 700);
        world_end(&w);
}

TEST(a_bundle_without_a_given_key_agrees_with_itself_and_with_no_other_key)
{
        World w = world(a), other = world(a);
        Str bytes = bundled(&w, "thousand");
        BundleReport r;

        CHECK_OK(verified(bytes, (Str){0}, &r));
        CHECK_IS(verified(bytes, other.key, &r), INVALID);
        CHECK_STR(str_from(r.words), STARTS, "checkpoint: it is not signed by the key");
        world_end(&w);
        world_end(&other);
}

/* These are for people, and no proof covers them; with a key given, the one in the header is not
 * looked at. */
static bool is_for_people(Str header, size_t at)
{
        static const char *const names[] = {"\"hub\":", "\"key\":", "\"at_most\":"};

        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
                size_t from = str_find_str(header, str_from(names[i])), end = from;

                while (end < header.len && header.at[end] != ',')
                        end++;
                if (at >= from && at < end)
                        return true;
        }
        return false;
}

TEST(no_byte_of_a_bundle_can_be_changed_unnoticed)
{
        World w = world(a);
        Str bytes = bundled(&w, "thousand"), rest = bytes, line;
        BundleReport r;
        int64_t n = 0;

        while (str_cut(&rest, '\n', &line)) {
                size_t begin = (size_t)(line.at - bytes.at);
                int64_t index = -1;

                if (++n > 1 && str_starts(line, S("{\"index\":")))
                        CHECK(str_to_int(
                                str_head(str_skip(line, 9), str_find(str_skip(line, 9), ',')), 0,
                                100000, &index));
                if (n % 40 > 2 && rest.len)
                        continue;
                for (size_t at = 1; at < line.len; at += 1 + line.len / 29) {
                        char *changed = str_z(a, bytes);

                        if (n == 1 && is_for_people(line, at))
                                continue;
                        changed[begin + at] ^= 1;
                        CHECK_IS(verified((Str){changed, bytes.len}, w.key, &r), INVALID);
                        if (index >= 0 && r.first_wrong >= 0 && at > 20)
                                CHECK_INT(r.first_wrong, index);
                        if (index >= 0)
                                CHECK_INT(r.line, n);
                }
        }
        world_end(&w);
}

TEST(a_bundle_that_claims_more_or_shows_less_is_refused)
{
        World w = world(a);
        Str bytes = bundled(&w, "thousand"), rest = bytes, line, first, more;
        BundleReport r;

        more = replaced(a, replaced(a, bytes, S("\"counted\":358"), S("\"counted\":359")),
                        S("\"actual\":398"), S("\"actual\":399"));
        CHECK_IS(verified(more, w.key, &r), INVALID);
        CHECK_STR(str_from(r.words), IS,
                  "the claim is 399 (359 counted), the entries say 398 (358 counted)");
        CHECK_IS(verified(replaced(a, bytes, S("\"target\":1000"), S("\"target\":100")), w.key, &r),
                 INVALID);
        CHECK_STR(str_from(r.words), CONTAINS, "it made a pledge with other facts");

        CHECK(str_cut(&rest, '\n', &first) && str_cut(&rest, '\n', &line));
        CHECK_IS(verified(str_fmt(a, "%.*s\n%.*s", S_ARG(first), S_ARG(rest)), w.key, &r), INVALID);
        CHECK_STR(str_from(r.words), CONTAINS, "the last line says 362 entries, there are 361");
        CHECK_IS(verified(str_fmt(a, "%.*s\n%.*s\n%.*s\n%.*s", S_ARG(first), S_ARG(line),
                                  S_ARG(line), S_ARG(rest)),
                          w.key, &r),
                 INVALID);
        CHECK_STR(str_from(r.words), CONTAINS, "it comes after entry");
        CHECK_IS(verified((Str){bytes.at, bytes.len - 20}, w.key, &r), INVALID);
        CHECK_IS(verified((Str){bytes.at, bytes.len / 2}, w.key, &r), INVALID);
        CHECK_IS(verified((Str){0}, w.key, &r), INVALID);
        CHECK_IS(verified(str_fmt(a, "%.*s{}\n", S_ARG(bytes)), w.key, &r), INVALID);
        world_end(&w);
}

TEST(two_that_were_merged_do_not_count_twice_in_a_bundle)
{
        World w = world(a);
        Str bytes;
        BundleReport r;

        /* a tally that forgot its merges: the bundle holds both, but not the entries that say they
         * are one */
        behind(&w, "CREATE TABLE kept AS SELECT * FROM seen_merge; DELETE FROM seen_merge;"
                   "UPDATE tally SET value = value + 2 WHERE metric = 10 AND dim = 1 AND key = "
                   "'2021-11' AND scope = 1;");
        bytes = bundled(&w, "thousand");
        CHECK_OK(verified(bytes, w.key, &r));
        /* one that has them is refused: the claim is of a place that both were seen at under two
         * names */
        behind(&w, "INSERT INTO seen_merge SELECT into_party + 5000, into_party, into_party, "
                   "position FROM kept;");
        bytes = bundled(&w, "thousand");
        CHECK_IS(verified(bytes, w.key, &r), INVALID);
        CHECK_STR(str_from(r.words), CONTAINS, "its party is one with that of entry");
        world_end(&w);
}

TEST(a_bundle_in_gzip_is_read_as_it_is_and_a_torn_one_is_refused)
{
        World w = world(a);
        Text t = text_begin(w.sunk, 64 * MIB);
        BundleAsk ask = {.pledge = S("thousand"),
                         .key = w.key,
                         .now_us = AUGUST_2021 + 50 * MONTH_US,
                         .is_gzip = true};
        Str path = str_fmt(a, "%.*s/bundle.gz", S_ARG(w.folder));
        int64_t entries;
        BundleReport r;
        FILE *f;

        CHECK_OK(bundle_write(w.db, a, &ask, (BundleSink){&t, text_write}, &entries));
        CHECK_INT(entries, 362);
        for (int i = 0; i < 2; i++) {
                f = fopen(path.at, "wb");
                CHECK(f != NULL && fwrite(t.at, 1, t.len - (i ? 100 : 0), f) > 0);
                fclose(f);
                CHECK_IS(bundle_verify_file(path, w.key, &r), i ? INVALID : OK);
        }
        CHECK_IS(bundle_verify_file(S("/nowhere/bundle"), w.key, &r), NOT_FOUND);
        ask.pledge = S("no-such-pledge");
        CHECK_IS(bundle_write(w.db, a, &ask, (BundleSink){&t, text_write}, &entries), NOT_FOUND);
        world_end(&w);
}

TEST(an_audit_counts_what_the_tables_say)
{
        World w = world(a);
        AuditReport r;

        CHECK_OK(audit_run(w.db, a, w.key, &r));
        CHECK_INT(r.differences_all, 0);
        CHECK_INT(r.metrics, 3);
        CHECK(r.numbers > 20);
        CHECK_INT(r.memberships, 479);
        world_end(&w);
}

TEST(an_audit_finds_a_number_that_was_changed)
{
        static const struct {
                const char *sql;
                AuditWhat what;
                int64_t all;
        } cases[] = {
                {"UPDATE tally SET value = value + 1 WHERE metric = 10 AND scope = 1 AND dim = 0",
                 AUDIT_NUMBER, 1},
                {"UPDATE tally SET value = value - 1 WHERE metric = 11 AND scope = 2 AND dim = 3 "
                 "AND key = ''",
                 AUDIT_NUMBER, 1},
                {"DELETE FROM tally WHERE metric = 12", AUDIT_NUMBER, 1},
                {"INSERT INTO tally VALUES (10, 7, 0, '', 5)", AUDIT_NUMBER, 1},
                {"UPDATE member_count SET members = 0 WHERE stage = 61", AUDIT_MEMBERS, 1},
                {"DELETE FROM member_count WHERE stage = 61", AUDIT_MEMBERS, 1},
                {"UPDATE pledge_history SET value = value + 1 WHERE pledge = 20", AUDIT_HISTORY, 1},
                {"DELETE FROM pledge_history WHERE pledge = 21", AUDIT_HISTORY, 1},
                {"UPDATE metric SET definition = definition || '# x' WHERE id = 10",
                 AUDIT_DEFINITION, 1}};

        for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
                World w = world(a);
                AuditReport r;

                behind(&w, cases[i].sql);
                CHECK_IS(audit_run(w.db, a, w.key, &r), INVALID);
                CHECK_INT(r.differences_all, cases[i].all);
                CHECK(r.differences[0].what == cases[i].what);
                world_end(&w);
        }
}
