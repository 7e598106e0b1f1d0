/* The search over everything: what it forgives, what it never tells, and that words go when people
 * do. */
#include "board/search_probe.h"

#include "apply/apply.h"
#include "base/time.h"
#include "board/search.sql.h"
#include "people/team.h"

#include <string.h>

static const char *text_of(World *w, Id id)
{
        return id_text(w->a, id).at;
}

static Id firm(World *w, const char *name, const char *hub)
{
        CHECK_OK(act(w, "party add", "kind", "organisation", "name", name, "hub", hub, NULL));
        return w->deed.made;
}

static Id round_at(World *w, const char *hub, const char *title)
{
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", hub, "title",
                     title, "closes", "2029-12-31T23:59", NULL));
        return w->deed.made;
}

static Id applies(World *w, Id round, Id party)
{
        Id x;

        CHECK_OK(act(w, "application begin", "round", text_of(w, round), "party", text_of(w, party),
                     NULL));
        x = w->deed.made;
        CHECK_OK(act(w, "application save", "application", text_of(w, x), "pitch", "p", "country",
                     "TH", "founded", "2021-05-06", "team_size", "3", "sector", "climate",
                     "other_programmes", "no", NULL));
        CHECK_OK(act(w, "application submit", "application", text_of(w, x), NULL));
        return x;
}

static Actor somebody(World *w, const char *email, const char *role, const char *hub)
{
        Actor actor;
        Id id;

        CHECK_OK(act(w, "role grant", "email", email, "name", "Somebody", "role", role, "hub", hub,
                     NULL));
        CHECK_OK(access_account_by_email(w->db, w->a, str_from(email), &id));
        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

/* --- words */

static int like(const char *asked, const char *word)
{
        return search_word_likeness(str_from(asked), str_from(word));
}

static Str words_of(Arena *a, const char *text)
{
        SearchWords *words = arena_new(a, SearchWords, 1);

        search_words_add(a, str_from(text), words);
        return search_words_text(a, words);
}

TEST(words_are_folded_whatever_they_are_written_in)
{
        CHECK_STR(words_of(a, "Café  ÅNGSTRÖM, O’Brien & Søn"), IS, "cafe angstrom obrien son");
        CHECK_STR(words_of(a, "Łódź Straße İstanbul"), IS, "lodz strasse istanbul");
        CHECK_STR(words_of(a, "绿色能源"), IS, "绿色 色能 能源");
        CHECK_STR(words_of(a, "木"), IS, "木");
        CHECK_STR(words_of(a, "GREEN绿色 Tech"), IS, "green 绿色 tech");
        /* marks, the stroke that stretches, and letters that are written one for the other */
        CHECK_STR(words_of(a, "شَرِكَـــة"), IS, "شركه");
        CHECK_STR(words_of(a, "الطاقة ٢٠٢٦"), IS, "الطاقه 2026");
        CHECK(words_of(a, "พลังงานสะอาด").len > 30);
        CHECK_STR(words_of(a, "\xff\xfe"), IS, "");
        CHECK_STR(words_of(a, " -- !? "), IS, "");
        CHECK_STR(words_of(a, "green Green GREEN"), IS, "green");
}

TEST(likeness_forgives_one_wrong_letter_and_two_in_long_words)
{
        CHECK_INT(like("finch", "finch"), SEARCH_LIKE_WHOLE);
        CHECK(like("fin", "finch") > 700);
        CHECK(like("grenn", "green") > 700);  /* another letter */
        CHECK(like("finche", "finch") > 700); /* one more */
        CHECK(like("geren", "green") > 700);  /* turned round */
        CHECK(like("gren", "green") > 700);   /* one less */
        CHECK(like("acelerattor", "accelerator") > 700);
        CHECK(like("accelleratr", "accelerator") > 700);
        CHECK(like("aselleratr", "accelerator") == 0); /* three */
        CHECK(like("innovt", "innovation") > 500);     /* as one types */
        CHECK_INT(like("cat", "car"), 0);
        CHECK_INT(like("finch", "ledger"), 0);
        CHECK_INT(like("", "finch"), 0);
}

/* Every form with as many wrong letters as are forgiven meets the word by a key. */
TEST(a_mistyped_word_meets_its_word)
{
        static const char *const words[] = {"green",    "finch",       "bangkok", "foundry",
                                            "robotics", "accelerator", NULL};
        int asked = 0;

        for (size_t i = 0; words[i]; i++) {
                int64_t x[SEARCH_NEAR_MAX], y[SEARCH_NEAR_MAX];
                size_t len = strlen(words[i]), n = search_near_keys(str_from(words[i]), x), m;

                for (size_t at = 0; at < len * 3; at++) {
                        char typed[40];
                        size_t k = at / 3;
                        bool met = false;

                        if (at % 3 == 0)
                                snprintf(typed, sizeof typed, "%.*s%s", (int)k, words[i],
                                         words[i] + k + 1);
                        else if (at % 3 == 1)
                                snprintf(typed, sizeof typed, "%.*sx%s", (int)k, words[i],
                                         words[i] + k);
                        else
                                snprintf(typed, sizeof typed, "%.*sx%s", (int)k, words[i],
                                         words[i] + k + 1);
                        CHECK(like(typed, words[i]) > 0);
                        m = search_near_keys(str_from(typed), y);
                        for (size_t p = 0; p < n; p++)
                                for (size_t q = 0; q < m; q++)
                                        met = met || x[p] == y[q];
                        if (!met)
                                print_error("%s does not meet %s\n", typed, words[i]);
                        CHECK(met);
                        asked++;
                }
        }
        CHECK(asked > 100);
}

/* --- finding */

TEST(what_is_mistyped_or_half_typed_is_found_and_the_likest_comes_first)
{
        World *w = world_of_examples(a);
        Id one = firm(w, "Green Finch", "bangkok");
        Str found;

        firm(w, "Green Finch Logistics Holding", "bangkok");
        firm(w, "Grey Pinch", "bangkok");
        firm(w, "绿色能源科技", "bangkok");
        firm(w, "พลังงานสะอาดไทย", "bangkok");
        firm(w, "شركة الطاقة الخضراء", "bangkok");
        firm(w, "Électricité du Sud", "bangkok");
        probe_index(w);
        found = probe_found(w, "Grenn Finche");
        CHECK_STR(found, STARTS, "party Green Finch\nparty Green Finch Logistics Holding\n");
        CHECK_STR(found, LACKS, "Pinch");
        CHECK_STR(probe_found(w, "gre fin"), STARTS, "party Green Finch\n");
        CHECK_STR(probe_found(w, "finch green"), STARTS, "party Green Finch\n");
        CHECK_STR(probe_found(w, "GREEN FINCH LTD"), STARTS, "party Green Finch\n");
        CHECK_STR(probe_found(w, "electricite"), CONTAINS, "Électricité du Sud");
        CHECK_STR(probe_found(w, "能源"), CONTAINS, "绿色能源科技");
        CHECK_STR(probe_found(w, "绿色能原"), CONTAINS, "绿色能源科技");
        CHECK_STR(probe_found(w, "สะอาด"), CONTAINS, "พลังงานสะอาดไทย");
        CHECK_STR(probe_found(w, "الخضرا"), CONTAINS, "شركة الطاقة الخضراء");
        CHECK_STR(probe_found(w, "شركه"), CONTAINS, "شركة الطاقة الخضراء");
        CHECK_STR(probe_found(w, text_of(w, one)), IS, "party Green Finch\n");
        CHECK_STR(probe_found(w, "zebrafish quagmire"), IS, "");
        CHECK_STR(probe_found(w, ""), IS, "");
        CHECK_STR(probe_found(w, "a"), LACKS, "Finch");
}

TEST(all_kinds_are_found_and_filtered)
{
        World *w = world_of_examples(a);
        Id party = firm(w, "Marmalade Works", "bangkok"), round = round_at(w, "bangkok", "Marmot");
        Str body;

        applies(w, round, party);
        CHECK_OK(act(w, "event open", "hub", "bangkok", "title", "Marmoset evening", "begins",
                     "2029-05-01T18:00", "ends", "2029-05-01T20:00", "capacity", "10", "place",
                     "Hall", NULL));
        somebody(w, "s@example.org", "operator", "bangkok");
        probe_index(w);
        CHECK_STR(probe_found(w, "marmalad"), CONTAINS, "party Marmalade Works");
        CHECK_STR(probe_found(w, "marmalad"), CONTAINS, "application Marmalade Works");
        CHECK_STR(probe_found(w, "marmot"), CONTAINS, "round Marmot");
        CHECK_STR(probe_found(w, "marmosett"), CONTAINS, "event Marmoset evening");
        CHECK_STR(probe_found(w, "somebody"), CONTAINS, "account Somebody");
        CHECK_STR(probe_found(w, "bankgok"), CONTAINS, "hub Bangkok");
        CHECK_STR(probe_found(w, "acelerator"), CONTAINS, "programme ");
        body = page(w, "/search?find=marmalade&kind=application");
        CHECK_INT(w->status, 200);
        CHECK_STR(body, CONTAINS, "/applications/");
        CHECK_STR(body, LACKS, "/parties/");
        CHECK_STR(page(w, "/api/v1/search?find=marmelade"), CONTAINS, "\"kind\":\"party\"");
        page(w, "/search?find=x&kind=nonsense");
        CHECK_INT(w->status, 422);
        page_of_visitor(w, "/search?find=marmalade");
        CHECK_INT(w->status, 401);
}

TEST(a_search_tells_nothing_that_its_visitor_may_not_see)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, there, elsewhere, reviewer, nobody = {0};
        Id party = firm(w, "Quokkaville Pumps", "bangkok"), own;
        Str json;

        applies(w, round_at(w, "bangkok", "Spring"), party);
        there = somebody(w, "there@example.org", "operator", "bangkok");
        elsewhere = somebody(w, "elsewhere@example.org", "operator", "singapore");
        reviewer = somebody(w, "reviewer@example.org", "reviewer", "bangkok");
        probe_index(w);
        w->actor = there;
        CHECK_STR(probe_found(w, "quokkaville"), CONTAINS, "application");
        CHECK_STR(probe_found(w, "quokkaville"), CONTAINS, "party");
        w->actor = elsewhere;
        CHECK_STR(probe_found(w, "quokkaville"), IS, "");
        CHECK_STR(probe_found(w, text_of(w, party)), IS, "");
        json = page(w, "/api/v1/search?find=quokkaville");
        CHECK_INT(w->status, 200);
        CHECK_STR(json, CONTAINS, "\"hits\":[],\"counts\":[],\"has_more\":false");
        /* nor whether somebody works elsewhere */
        CHECK_STR(probe_found(w, "somebody"), LACKS, "account Somebody\naccount Somebody");
        w->actor = reviewer;
        CHECK_STR(probe_found(w, "quokkaville"), IS, "");
        w->actor = nobody;
        w->actor.id = there.id;
        CHECK_STR(probe_found(w, "quokkaville"), IS, "");
        /* public once it agrees; and no longer, at once, whatever the index still says */
        w->actor = boss;
        CHECK_OK(act(w, "party consent", "party", text_of(w, party), "listed", "yes", NULL));
        probe_index(w);
        w->actor = elsewhere;
        CHECK_STR(probe_found(w, "quokkaville"), IS, "party Quokkaville Pumps\n");
        w->actor = boss;
        CHECK_OK(act(w, "party consent", "party", text_of(w, party), NULL));
        w->actor = elsewhere;
        CHECK_STR(probe_found(w, "quokkaville"), IS, "");
        /* a role that was taken away */
        w->actor = boss;
        own = firm(w, "Wombat Mills", "singapore");
        probe_index(w);
        w->actor = elsewhere;
        CHECK_STR(probe_found(w, "wombat"), IS, "party Wombat Mills\n");
        CHECK_STR(probe_found(w, text_of(w, own)), IS, "party Wombat Mills\n");
}

typedef struct {
        Id party, actor;
} TeamRow;

static Status join_team(void *ctx, Db *db)
{
        const TeamRow *x = ctx;

        return team_person_add(db, x->party, x->actor, S("viewer"), time_now_us());
}

TEST(a_team_finds_its_own_and_a_former_name_only_who_may_know_it)
{
        World *w = world_of_examples(a);
        Actor owner, elsewhere;
        Id party, id;

        CHECK_OK(act(w, "role grant", "email", "own@example.org", "name", "Own", "role", "mentor",
                     "hub", "singapore", NULL));
        party = firm(w, "Numbat Foundry", "bangkok");
        CHECK_OK(access_account_by_email(w->db, a, S("own@example.org"), &id));
        CHECK_OK(store_transact(w->p.store, join_team, &(TeamRow){party, id}));
        CHECK_OK(act(w, "party edit", "party", text_of(w, party), "name", "Bilby Foundry", NULL));
        elsewhere = somebody(w, "elsewhere@example.org", "operator", "singapore");
        probe_index(w);
        CHECK_STR(probe_found(w, "numbat"), IS, "party Bilby Foundry\n");
        CHECK_OK(access_actor(w->db, a, id, time_now_us(), &owner));
        w->actor = owner;
        CHECK_STR(probe_found(w, "bilby"), CONTAINS, "party Bilby Foundry\n");
        w->actor = elsewhere;
        CHECK_STR(probe_found(w, "bilby"), IS, "");
        CHECK_STR(probe_found(w, "numbat"), IS, "");
}

/* --- words go */

static bool has_word(World *w, const char *word)
{
        SearchWordRow row;

        return search_word_get(w->db, w->a, str_from(word), &row) == OK;
}

TEST(who_is_erased_is_found_by_no_word_and_none_is_left)
{
        World *w = world_of_examples(a);
        Id one, two;

        CHECK_OK(act(w, "party add", "kind", "person", "name", "Ottoline Zyxquoll", "hub",
                     "bangkok", NULL));
        one = w->deed.made;
        CHECK_OK(act(w, "party add", "kind", "person", "name", "Ottoline Vandersloot", "hub",
                     "bangkok", NULL));
        two = w->deed.made;
        probe_index(w);
        CHECK(has_word(w, "zyxquoll") && has_word(w, "ottoline"));
        CHECK_OK(act(w, "party erase", "party", text_of(w, one), "why", "request", "name",
                     "Ottoline Zyxquoll", NULL));
        /* at once, before anything follows the record */
        CHECK(!has_word(w, "zyxquoll") && has_word(w, "ottoline"));
        CHECK_STR(probe_found(w, "zyxquoll"), IS, "");
        CHECK_STR(probe_found(w, "ottoline"), IS, "party Ottoline Vandersloot\n");
        probe_index(w);
        CHECK(!has_word(w, "zyxquoll"));
        CHECK_OK(search_rebuild(w->p.store, w->db));
        CHECK(!has_word(w, "zyxquoll") && has_word(w, "vandersloot"));
        (void)two;
}

TEST(who_is_merged_is_found_as_the_other_with_everything)
{
        World *w = world_of_examples(a);
        Id one = firm(w, "Numbat Foundry", "bangkok"), two = firm(w, "Bilby Works", "bangkok");

        applies(w, round_at(w, "bangkok", "Spring"), one);
        probe_index(w);
        CHECK_STR(probe_found(w, "numbat"), CONTAINS, "application Numbat Foundry");
        CHECK_OK(act(w, "party merge", "party", text_of(w, one), "into", text_of(w, two), NULL));
        CHECK_STR(probe_found(w, "numbat"), LACKS, "party Numbat Foundry");
        probe_index(w);
        CHECK_STR(probe_found(w, "numbat"), LACKS, "party Numbat Foundry");
        CHECK_STR(probe_found(w, "numbat"), CONTAINS, "party Bilby Works");
        CHECK_STR(probe_found(w, "bilby"), CONTAINS, "application ");
}

TEST(an_entry_that_was_read_back_still_names_its_things)
{
        Entry e = {.kind = S("application.submitted"), .subject = 7, .at_us = 1}, back;
        SealedEntry sealed;

        entry_id(&e, S("application"), (Id)912079566233665544);
        entry_text(&e, S("programme"), S("accelerator"));
        entry_int(&e, S("number"), 3);
        CHECK(search_fact_id(&e, "application") == (Id)912079566233665544);
        CHECK_OK(record_seal(a, &e, &sealed));
        CHECK_OK(record_unseal(a, sealed.leaf, &back));
        CHECK(search_fact_id(&back, "application") == (Id)912079566233665544);
        CHECK(search_fact_id(&back, "programme") == 0);
        CHECK(search_fact_id(&back, "number") == 0);
        CHECK(search_fact_id(&back, "nothing") == 0);
}

TEST(an_index_that_is_made_anew_is_the_same)
{
        World *w = world_of_examples(a);
        SearchDoc before, after;
        Id party = firm(w, "Green Finch", "bangkok");
        Str was, is;

        applies(w, round_at(w, "bangkok", "Spring"), party);
        CHECK_OK(act(w, "party edit", "party", text_of(w, party), "name", "Grey Finch", NULL));
        probe_index(w);
        was = probe_found(w, "finch");
        CHECK_OK(search_doc_get(w->db, a, party, &before));
        CHECK_OK(search_rebuild(w->p.store, w->db));
        CHECK_OK(search_rebuild(w->p.store, w->db));
        is = probe_found(w, "finch");
        CHECK_OK(search_doc_get(w->db, a, party, &after));
        CHECK_STR(is, IS, str_z(a, was));
        CHECK_STR(after.words, IS, str_z(a, before.words));
        CHECK_STR(after.zones, IS, str_z(a, before.zones));
}
