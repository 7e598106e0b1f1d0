/* Programmes: members move only by allowed moves; wrong definitions are told where they are wrong.
 */
#include "programme/programme.h"

#include "hub/hub.h"
#include "tests/world.h"
#include "web/page.h"

static Status move(World *w, Id party, const char *to, const char *reason)
{
        return act(w, "member move", "party", id_text(w->a, party).at, "programme",
                   "startup-accelerator", "hub", "bangkok", "to", to, "reason", reason, NULL);
}

TEST(members_move_only_by_moves_that_the_programme_allows)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Xen Water");

        CHECK_OK(act(w, "member add", "party", id_text(a, party).at, "programme",
                     "startup-accelerator", "hub", "bangkok", NULL));
        CHECK_IS(move(w, party, "scale-up", "big"), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "It can move to");
        CHECK_OK(move(w, party, "in-review", ""));
        CHECK_IS(move(w, party, "declined", ""), INVALID); /* needs a reason */
        CHECK_OK(move(w, party, "accepted", ""));
        CHECK_INT(number(w, "startups-recruited", "thailand"), 1);
        CHECK_STR(page(w, str_fmt(a, "/parties/%s", id_text(a, party).at).at), CONTAINS,
                  "Accepted");
}

TEST(a_member_can_not_begin_in_the_middle_or_join_twice_or_be_of_the_wrong_kind)
{
        World *w = world_of_examples(a);
        Id firm = given_party(w, "organisation", "Xen Water"),
           person = given_party(w, "person", "Ama Mensah");

        CHECK_IS(act(w, "member add", "party", id_text(a, firm).at, "programme",
                     "startup-accelerator", "hub", "bangkok", "stage", "scale-up", NULL),
                 INVALID);
        CHECK_IS(act(w, "member add", "party", id_text(a, person).at, "programme",
                     "startup-accelerator", "hub", "bangkok", NULL),
                 INVALID);
        CHECK_OK(act(w, "member add", "party", id_text(a, firm).at, "programme",
                     "startup-accelerator", "hub", "bangkok", NULL));
        CHECK_IS(act(w, "member add", "party", id_text(a, firm).at, "programme",
                     "startup-accelerator", "hub", "bangkok", NULL),
                 CONFLICT);
        CHECK_IS(act(w, "member add", "party", id_text(a, firm).at, "programme", "nothing", "hub",
                     "bangkok", NULL),
                 INVALID);
}

TEST(a_changed_definition_needs_a_higher_version_and_the_old_one_stays)
{
        World *w = world_of_examples(a);
        const char *one = "programme: tiny\nversion: 1\ntitle: Tiny\nsummary: s\nfamily: "
                          "community\nmembers: [person]\nstages:\n"
                          "  - {stage: in, title: In, first: true}\nmoves: []\n";
        Str two = str_fmt(a, "%s", one);

        CHECK_OK(act(w, "programme load", "definition", one, NULL));
        CHECK_IS(act(w, "programme load", "definition", one, NULL), CONFLICT);
        ((char *)(uintptr_t)two.at)[str_find_str(two, S("version: 1")) + 9] = '2';
        CHECK_OK(act(w, "programme load", "definition", two.at, NULL));
        CHECK_STR(page_of_visitor(w, "/programmes/tiny/versions/1"), CONTAINS, "version: 1");
        CHECK_IS(act(w, "programme load", "definition", "programme: Tiny\n", NULL), INVALID);
        CHECK_STR(w->deed.faults[0].words, CONTAINS, "1:12");
}

TEST(a_visitor_never_reads_the_name_of_a_party_that_did_not_agree)
{
        World *w = world_of_examples(a);
        Str page_text;

        CHECK_OK(act(w, "party add", "kind", "organisation", "name", "Secretive Startup", "sector",
                     "ai", NULL));
        CHECK_OK(act(w, "member add", "party", id_text(a, w->deed.made).at, "programme",
                     "startup-accelerator", "hub", "bangkok", "stage", "active", NULL));
        CHECK_STR(page(w, "/programmes/startup-accelerator/members?hub=bangkok"), CONTAINS,
                  "Secretive");
        page_text = page_of_visitor(w, "/programmes/startup-accelerator/members?hub=bangkok");
        CHECK_INT(w->status, 200);
        CHECK_STR(page_text, LACKS, "Secretive");
        CHECK_STR(page_of_visitor(w, "/api/v1/programmes/startup-accelerator/members?hub=bangkok"),
                  LACKS, "Secretive");
        CHECK_STR(page_of_visitor(w, "/api/v1/pledges/spark-1000-startups/rows"), LACKS,
                  "Secretive");
        page_of_visitor(w, "/parties");
        CHECK_INT(w->status, 401);
}

typedef struct {
        Arena *a;
        int n;
} Places;

static Status add_places(void *ctx, Db *db)
{
        const Places *p = ctx;

        for (int i = 0; i < p->n; i++) {
                TRY(hub_insert(db, 1000 + i, str_fmt(p->a, "place-%d", i), S("Place"), S("hub"), 0,
                               S(""), S(""), 0, 0, S("UTC"), S("USD"), S("en"), 1));
                TRY(hub_above_self(db, 1000 + i));
        }
        return OK;
}

static int64_t memberships_of(World *w, Id party)
{
        MemberList list = {0};
        Id programme = 0, hub = 0;
        int64_t n = 0;

        do {
                CHECK_OK(member_of_party(w->db, w->a, party, programme, hub, &list));
                n += (int64_t)list.n;
                if (list.n) {
                        programme = list.at[list.n - 1].programme;
                        hub = list.at[list.n - 1].hub;
                }
        } while (list.n);
        return n;
}

TEST(a_party_of_hundreds_of_hubs_takes_all_its_memberships_along_when_it_is_merged)
{
        World *w = world_of_examples(a);
        Id x = given_party(w, "organisation", "Xen"), y = given_party(w, "organisation", "Yam");
        Places places = {a, 450};

        CHECK_OK(store_transact(w->p.store, add_places, &places));
        for (int i = 0; i < places.n; i++)
                CHECK_OK(act(w, "member add", "party", id_text(a, x).at, "programme",
                             "startup-accelerator", "hub", str_fmt(a, "place-%d", i).at, NULL));
        CHECK_OK(act(w, "member add", "party", id_text(a, y).at, "programme", "startup-accelerator",
                     "hub", "place-7", NULL));
        CHECK_OK(act(w, "party merge", "party", id_text(a, x).at, "into", id_text(a, y).at, NULL));
        CHECK_INT(memberships_of(w, x), 0);
        CHECK_INT(memberships_of(w, y), places.n);
}

TEST(pages_show_titles_where_the_record_has_codes)
{
        World *w = world_of_examples(a);
        Id party = given_party(w, "organisation", "Xen Water");
        Str path = str_fmt(a, "/parties/%s", id_text(a, party).at);

        CHECK_OK(act(w, "member add", "party", id_text(a, party).at, "programme",
                     "startup-accelerator", "hub", "bangkok", NULL));
        CHECK_OK(move(w, party, "in-review", ""));
        CHECK_STR(page(w, path.at), CONTAINS, "Applied");
        CHECK_STR(page(w, path.at), LACKS, ">member.applied<");
        CHECK_STR(page(w, path.at), CONTAINS, "<dd><bdi>AI</bdi></dd>");
        CHECK_STR(page(w, "/programmes/startup-accelerator/members?hub=bangkok"), CONTAINS,
                  "In review");
        CHECK_STR(page(w, "/programmes/startup-accelerator/members?hub=bangkok"), LACKS,
                  ">in-review<");
        CHECK_STR(page_of_visitor(w, "/record"), LACKS, ">party.added<");
        CHECK_STR(page_of_visitor(w, "/record"), CONTAINS, ">Party added<");
        CHECK_STR(page_of_visitor(w, "/api/v1/record"), CONTAINS, "party.added");
        CHECK(str_is(slug_title(a, S("ai-for-iot_2")), "AI for IoT 2"));
        CHECK(str_is(slug_title(a, S("fund.disbursed")), "Fund disbursed"));
        CHECK(str_is(slug_title(a, S("")), ""));
}
