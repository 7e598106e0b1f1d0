/* Price lists through the doors. */
#include "credit/price_load.h"
#include "tests/world.h"

static Str list_text(Arena *a, int version, const char *unit, const char *price)
{
        return str_fmt(a,
                       "prices: p\nversion: %d\ntitle: T\ncharged_in: %s\ntime_zone: UTC\n"
                       "valid_from: 2026-0%d-01\nrates:\n"
                       "  - {rate: r, meter: m, unit: u, price: \"%s\"}\n",
                       version, unit, version, price);
}

static Status load(World *w, Str text, const char *hub)
{
        return act(w, "price load", "definition", text.at, "hub", hub, NULL);
}

TEST(a_price_list_has_versions_that_only_go_on)
{
        World *w = world_of_examples(a);

        CHECK_OK(load(w, list_text(a, 2, "USD", "0.5"), "singapore"));
        CHECK_IS(load(w, list_text(a, 2, "USD", "0.6"), "singapore"), CONFLICT);
        CHECK_IS(load(w, list_text(a, 1, "USD", "0.6"), "singapore"), CONFLICT);
        CHECK_IS(load(w, list_text(a, 3, "EUR", "0.6"), "singapore"), INVALID);
        CHECK_IS(load(w, list_text(a, 3, "USD", "0.6"), "bangkok"), INVALID);
        CHECK_IS(load(w, S("prices: p\n"), "singapore"), INVALID);
        CHECK_OK(load(w, list_text(a, 3, "USD", "0.625"), "singapore"));
        CHECK_STR(page(w, "/prices/p"), CONTAINS, "0.625");
        CHECK_STR(page(w, "/prices/p?version=2"), CONTAINS, "0.5");
        page(w, "/prices/p?version=1");
        CHECK_INT(w->status, 404);
        page(w, "/prices/nothing");
        CHECK_INT(w->status, 404);
        page_of_visitor(w, "/prices/p");
        CHECK(w->status != 200);
}

TEST(a_hub_uses_price_lists_of_all_above_it_and_of_no_other)
{
        World *w = world_of_examples(a);
        PriceVersion list;
        Hub bangkok, singapore;

        CHECK_OK(hub_by_slug(w->db, a, S("bangkok"), &bangkok));
        CHECK_OK(hub_by_slug(w->db, a, S("singapore"), &singapore));
        CHECK_OK(load(w, check_file(a, S("examples/prices/model-tokens.yaml")), NULL));
        CHECK_OK(load(w, list_text(a, 1, "USD", "1"), "singapore"));
        CHECK_STR(page(w, "/prices?hub=bangkok"), CONTAINS, "Tokens of the model gateway");
        CHECK_STR(page(w, "/prices?hub=bangkok"), LACKS, "/prices/p\"");
        CHECK_STR(page(w, "/prices?hub=singapore"), CONTAINS, "/prices/p\"");
        CHECK_IS(price_of_hub(w->db, a, S("p"), bangkok.id, &list), NOT_FOUND);
        CHECK_OK(price_of_hub(w->db, a, S("p"), singapore.id, &list));
        CHECK_OK(price_of_hub(w->db, a, S("model-tokens"), bangkok.id, &list));
        CHECK_STR(page(w, "/prices/model-tokens"), CONTAINS, "2.25");
}
