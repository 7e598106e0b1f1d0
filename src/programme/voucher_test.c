/* programme: codes of partners: each member takes one, and nobody sees it twice. */
#include "credit/grant.h"
#include "hub/hub.h"
#include "people/team_probe.h"
#include "programme/voucher.h"

#include <pthread.h>
#include <stdio.h>
#include <string.h>

static const char *text(World *w, Id id)
{
        return id_text(w->a, id).at;
}

/* A team of Ada's, a member that was assessed, so it was given the benefit of that stage. */
static Id member(World *w, const Actor *owner, const char *name)
{
        Id party = founded(w, owner, name, "singapore");

        CHECK_OK(act(w, "member add", "party", text(w, party), "programme", "cloud-pitstop", "hub",
                     "singapore", NULL));
        return party;
}

static Status load(World *w, const char *benefit, const char *codes)
{
        return act(w, "voucher load", "hub", "singapore", "programme", "cloud-pitstop", "benefit",
                   benefit, "title", "Cloud credits", "codes", codes, NULL);
}

/* The code, or the empty text when it was refused. */
static Str take(World *w, const Actor *by, Id party, Id pool, Status is)
{
        Actor first = w->actor;
        Status s;

        w->actor = again(w, by->id);
        s = act(w, "voucher take", "party", text(w, party), "pool", text(w, pool), NULL);
        w->actor = first;
        CHECK_INT(s, is);
        return s == OK ? str_copy(w->a, w->deed.note) : (Str){0};
}

TEST(each_member_takes_one_code_and_sees_it_once)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bob = person(w, "Bob", "bob@example.org");
        Id kelp = member(w, &ada, "Kelp"), fern = member(w, &bob, "Fern"), pool;
        Str first, second, path;
        VoucherPool row;

        CHECK_OK(load(w, "", "ZX-1111-QQ\r\n\r\n\"ZX-2222-QQ\",note\nZX-1111-QQ\n  \n"));
        CHECK_STR(w->deed.note, CONTAINS, "2 codes are loaded");
        CHECK_STR(w->deed.note, CONTAINS, "1 that were there already, 2 empty");
        pool = w->deed.made;
        CHECK_IS(load(w, "", "ZX-2222-QQ\n"), INVALID); /* the same file again */
        first = take(w, &ada, kelp, pool, OK);
        CHECK_STR(first, CONTAINS, "-QQ.");
        take(w, &ada, kelp, pool, CONFLICT);
        take(w, &bob, kelp, pool, NOT_FOUND);      /* of another team */
        take(w, &w->actor, kelp, pool, FORBIDDEN); /* who may everything */
        second = take(w, &bob, fern, pool, OK);
        CHECK_STR(second, CONTAINS, "-QQ.");
        CHECK(!str_eq(first, second));
        CHECK_OK(voucher_pool_get(w->db, a, pool, &row));
        CHECK_INT(row.taken, 2);
        path = str_fmt(a, "/parties/%s/vouchers", text(w, kelp));
        CHECK_STR(page(w, path.at), CONTAINS, "taken on");
        CHECK_STR(page(w, path.at), LACKS, "ZX-");
        CHECK_STR(page(w, "/vouchers?hub=singapore"), LACKS, "ZX-");
        CHECK_STR(page(w, "/api/v1/vouchers?hub=singapore"), LACKS, "ZX-");
        CHECK_STR(page(w, "/operate"), CONTAINS, "0 voucher codes are left");
}

typedef struct {
        Id pool;
        size_t n;
        int64_t shut;
} Look;

static Status look(void *ctx, Db *db)
{
        Look *l = ctx;
        Arena a = arena_make(MIB);
        VoucherCode code;
        Status s = voucher_next(db, &a, l->pool, &code);

        l->n = s == OK ? code.box.len : 0;
        l->shut = s == OK && str_find_str(code.box, S("ZX-")) < code.box.len ? 0 : 1;
        arena_free(&a);
        return s;
}

TEST(codes_stand_sealed_and_go_when_they_are_withdrawn)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id kelp = member(w, &ada, "Kelp");
        Look l = {0};

        CHECK_OK(load(w, "", "ZX-1111-QQ\nZX-2222-QQ"));
        l.pool = w->deed.made;
        CHECK_OK(store_transact(w->p.store, look, &l));
        CHECK(l.n > 10 && l.shut);
        take(w, &ada, kelp, l.pool, OK);
        CHECK_OK(act(w, "voucher withdraw", "pool", text(w, l.pool), NULL));
        CHECK_IS(act(w, "voucher withdraw", "pool", text(w, l.pool), NULL), CONFLICT);
        CHECK_IS(store_transact(w->p.store, look, &l), NOT_FOUND);
        /* what nobody took may be loaded again, what was taken never */
        CHECK_OK(load(w, "", "ZX-1111-QQ\nZX-2222-QQ"));
        CHECK_STR(w->deed.note, CONTAINS, "1 codes are loaded");
}

TEST(codes_are_for_active_members_with_that_benefit)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id kelp = member(w, &ada, "Kelp"), stranger = founded(w, &ada, "Fern", "singapore"), all,
           pool;
        const char *benefit = "trial-credits";

        CHECK_OK(load(w, "", "A1\nA2\nA3\nA4\nA5"));
        all = w->deed.made;
        CHECK_IS(load(w, "nonsense", "B1"), INVALID);
        CHECK_OK(load(w, benefit, "B1\nB2"));
        pool = w->deed.made;
        take(w, &ada, stranger, all, FORBIDDEN);
        take(w, &ada, kelp, pool, FORBIDDEN);
        CHECK_OK(act(w, "member move", "party", text(w, kelp), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL));
        take(w, &ada, kelp, pool, OK);
        CHECK_STR(page(w, "/operate"), LACKS, "voucher codes are left");
        CHECK_OK(act(w, "voucher load", "hub", "bangkok", "programme", "cloud-pitstop", "title",
                     "There", "codes", "C1", NULL));
        take(w, &ada, kelp, w->deed.made, FORBIDDEN); /* a member elsewhere */
}

/* --- many at once */

enum { TAKERS = 12, CODES = 10 };

typedef struct {
        World *w;
        Actor actor;
        Id party, pool;
        char note[200];
        Status said;
} Taker;

static void *take_one(void *ctx)
{
        Taker *t = ctx;
        Arena own = arena_make(8 * MIB);
        ActionWorld aw = {.store = t->w->p.store,
                          .site = &t->w->p.site,
                          .base_url = t->w->p.site.base_url,
                          .seal = t->w->p.site.seal};
        Input inputs[] = {{S("party"), id_text(&own, t->party)},
                          {S("pool"), id_text(&own, t->pool)}};
        Deed d = {0};

        t->said = action_do(&aw, &voucher_take_action, &t->actor, inputs, 2, &own, &d);
        snprintf(t->note, sizeof t->note, "%.*s", S_ARG(d.note));
        arena_free(&own);
        return NULL;
}

TEST(of_many_who_take_at_once_no_two_get_the_same_code)
{
        World *w = world_of_examples(a);
        pthread_t threads[TAKERS];
        Taker takers[TAKERS] = {0};
        Text codes = text_begin(a, 4096);
        int64_t got = 0;
        Id pool;

        for (int i = 0; i < CODES; i++)
                text_fmt(&codes, "N-%d\n", i);
        CHECK_OK(load(w, "", str_z(a, text_str(&codes))));
        pool = w->deed.made;
        for (int i = 0; i < TAKERS; i++) {
                Actor who = person(w, "Ada", str_fmt(a, "ada%d@example.org", i).at);
                Id party = member(w, &who, str_fmt(a, "Team %d", i).at);

                takers[i] =
                        (Taker){.w = w, .actor = again(w, who.id), .party = party, .pool = pool};
        }
        for (int i = 0; i < TAKERS; i++)
                CHECK_INT(pthread_create(&threads[i], NULL, take_one, &takers[i]), 0);
        for (int i = 0; i < TAKERS; i++) {
                pthread_join(threads[i], NULL);
                got += takers[i].said == OK;
                CHECK(takers[i].said == OK || takers[i].said == CONFLICT);
        }
        CHECK_INT(got, CODES);
        for (int i = 0; i < TAKERS; i++)
                for (int k = 0; k < i; k++)
                        CHECK(takers[i].said != OK || takers[k].said != OK ||
                              strcmp(takers[i].note, takers[k].note) != 0);
}

TEST(who_is_merged_with_one_that_has_a_code_has_taken_it)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id kelp = member(w, &ada, "Kelp"), labs = member(w, &ada, "Kelp Labs"), pool;

        CHECK_OK(load(w, "", "D-1\nD-2\n"));
        pool = w->deed.made;
        take(w, &ada, kelp, pool, OK);
        CHECK_OK(act(w, "party merge", "party", text(w, kelp), "into", text(w, labs), NULL));
        take(w, &ada, labs, pool, CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "already");
        CHECK_OK(act(w, "voucher withdraw", "pool", text(w, pool), NULL));
}

TEST(the_end_of_a_pool_is_said_politely)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id kelp = member(w, &ada, "Kelp"), fern = member(w, &ada, "Fern"), pool;

        CHECK_OK(load(w, "", "E-1"));
        pool = w->deed.made;
        take(w, &ada, kelp, pool, OK);
        take(w, &ada, fern, pool, CONFLICT);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "Ask your hub");
        CHECK_STR(page(w, str_fmt(a, "/parties/%s/vouchers", text(w, fern)).at), CONTAINS,
                  "all are taken");
        CHECK_STR(page(w, "/operate"), CONTAINS, "0 voucher codes are left");
        CHECK_OK(load(w, "", "E-2"));
        CHECK_STR(page(w, "/operate"), LACKS, "voucher codes are left"); /* there are more again */
}

TEST(a_tables_heading_and_byte_order_mark_are_no_codes)
{
        World *w = world_of_examples(a);

        CHECK_OK(load(w, "",
                      "\xEF\xBB\xBF"
                      "Code,Valid until\r\nF-1,2027\r\nF-2,2027\r\n"));
        CHECK_STR(w->deed.note, CONTAINS, "2 codes are loaded");
        CHECK_IS(load(w, "",
                      "\xEF\xBB\xBF"
                      "F-1\nF-2\n"),
                 INVALID); /* both are known */
        CHECK_IS(load(w, "", "\"COUPON\"\nF-1\n"), INVALID);
        CHECK_OK(load(w, "", "F-1\nvoucher\n")); /* that can be one, behind the first */
        CHECK_STR(w->deed.note, CONTAINS, "1 codes are loaded");
}

TEST(of_two_that_are_merged_one_benefit_that_was_not_taken_back_is_enough)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org");
        Id first = member(w, &ada, "Kelp"), second = member(w, &ada, "Kelp Labs"), pool;
        GrantLineList list;

        CHECK_OK(act(w, "member move", "party", text(w, first), "programme", "cloud-pitstop", "hub",
                     "singapore", "to", "assessed", NULL));
        CHECK_OK(act(w, "member move", "party", text(w, second), "programme", "cloud-pitstop",
                     "hub", "singapore", "to", "assessed", NULL));
        CHECK_OK(grants_of(w->db, a, first, INT64_MAX, &list));
        CHECK_OK(act(w, "grant revoke", "party", text(w, first), "grant", text(w, list.at[0].id),
                     "reason", "r", NULL));
        CHECK_OK(load(w, "trial-credits", "G-1\nG-2"));
        pool = w->deed.made;
        take(w, &ada, first, pool, FORBIDDEN);
        CHECK_OK(act(w, "party merge", "party", text(w, first), "into", text(w, second), NULL));
        take(w, &ada, second, pool, OK);
}

/* --- many pools that run low */

enum { LOW_ELSEWHERE = 101 };

static Status add_low(void *ctx, Db *db)
{
        const World *w = ctx;
        Hub hub;

        TRY(hub_by_slug(db, w->a, S("bangkok"), &hub));
        for (int i = 0; i < LOW_ELSEWHERE; i++) {
                Id pool = db_id(db, time_now_us());

                TRY(voucher_pool_add(db, pool, hub.id, 1, str_fmt(w->a, "b%d", i), S("Elsewhere"),
                                     1, S("salt"), S("root"), 0, 0, 0));
                TRY(voucher_pool_count(db, pool));
        }
        return OK;
}

typedef struct {
        World *w;
        Id actor;
} Heading;

static Status make_head(void *ctx, Db *db)
{
        const Heading *h = ctx;
        Hub hub;
        Id id;

        TRY(hub_by_slug(db, h->w->a, S("singapore"), &hub));
        return access_grant(db, h->actor, &(Grant){.role = ROLE_HEAD, .hub = hub.id}, 0,
                            h->w->actor.id, time_now_us(), &id);
}

TEST(a_pool_that_runs_low_is_shown_however_many_do_elsewhere)
{
        World *w = world_of_examples(a);
        Actor ada = person(w, "Ada", "ada@example.org"), bob = person(w, "Bob", "bob@example.org");
        Id kelp = member(w, &ada, "Kelp");

        CHECK_OK(load(w, "", "H-1"));
        take(w, &ada, kelp, w->deed.made, OK);
        CHECK_OK(store_transact(w->p.store, add_low, w));
        CHECK_OK(store_transact(w->p.store, make_head, &(Heading){w, bob.id}));
        w->actor = again(w, bob.id);
        CHECK_STR(page(w, "/operate"), CONTAINS, "Cloud credits: 0 voucher codes are left");
        CHECK_STR(page(w, "/operate"), LACKS, "Elsewhere");
}
