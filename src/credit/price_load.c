/* credit/price_load: see the header. */
#include "credit/price_load.h"

#include "base/hash.h"
#include "base/words.h"
#include "hub/hub.h"
#include "store/kept.h"

static Status make_list(Arena *a, Str text, void **out)
{
        YamlFaults faults = {0};
        PriceList *list;

        if (price_list_parse(a, text, &list, &faults) != OK)
                return BROKEN; /* it was read when it was loaded */
        *out = list;
        return OK;
}

Status price_open(Db *db, Arena *a, Id id, const PriceList **out)
{
        PriceDefinition row;
        void *made;

        TRY(price_definition(db, a, id, &row));
        TRY(db_kept(db, a, make_list, row.definition, &made));
        *out = made;
        return OK;
}

Status price_of_hub(Db *db, Arena *a, Str slug, Id hub, PriceVersion *out)
{
        HubBelow below;

        TRY(price_newest(db, a, slug, out));
        return hub_is_below(db, a, hub, out->hub, &below);
}

/* --- loading one */

static const Field load_fields[] = {
        {"definition", FIELD_LONG_TEXT, .required = true, .chars_max = 200000,
         .label = N_("Definition"), .help = N_("YAML, as examples/README.md describes.")},
        {"hub", FIELD_SLUG, .label = N_("Hub"),
         .help = N_("That hub and all below it can use it. Everybody, when empty.")},
        {0}};

/* A version goes on where the one before it stood: with the same hub, and what it charges in. */
static Status follows(Deed *d, const PriceList *list, const Hub *hub)
{
        PriceVersion newest;
        Status s = price_newest(d->db, d->a, list->slug, &newest);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        if (newest.hub != hub->id)
                return deed_fault_at(d, "hub", _("This price list belongs to another hub."));
        if (list->version <= newest.version)
                return deed_fault(d, CONFLICT,
                                  _("Price list %.*s has version %lld already; give the changed "
                                    "definition a higher one."),
                                  S_ARG(list->slug), (long long)newest.version);
        if (!str_eq(newest.charged_in, list->charged_in))
                return deed_fault_at(d, "definition",
                                     _("Its versions before are charged in %.*s: what is charged "
                                       "in something else is another list."),
                                     S_ARG(newest.charged_in));
        return OK;
}

static Status hub_of(Deed *d, Hub *out)
{
        Status s;

        if (deed_given(d, "hub"))
                return hub_find(d, "hub", deed_text(d, "hub"), out);
        s = hub_root(d->db, d->a, out);
        return s == NOT_FOUND ? deed_fault_at(d, "hub", _("This is needed.")) : s;
}

static Status run_load(Deed *d)
{
        Str text = deed_text(d, "definition");
        YamlFaults faults = {0};
        Entry e = {.kind = S("price.loaded")};
        Hash hash = hash_sha256(text);
        PriceList *list;
        Hub hub;

        if (price_list_parse(d->a, text, &list, &faults) != OK)
                return deed_fault_at(d, "definition", "%.*s",
                                     S_ARG(yaml_faults_text(d->a, &faults)));
        TRY(hub_of(d, &hub));
        TRY(follows(d, list, &hub));
        e.subject = d->made = db_id(d->db, d->now_us);
        e.hub = hub.id;
        entry_text(&e, S("prices"), list->slug);
        entry_int(&e, S("version"), list->version);
        entry_text(&e, S("definition_sha256"), hash_hex(d->a, &hash));
        TRY(deed_tell(d, &e));
        d->go_to = str_fmt(d->a, "/prices/%.*s", S_ARG(list->slug));
        d->note = S_("Loaded.");
        return price_add(d->db, d->made, hub.id, list->slug, list->version, list->title,
                         list->charged_in, text, hash_hex(d->a, &hash), list->valid_from_us,
                         list->valid_from.at_us, d->position, d->now_us, d->actor.id);
}

const Action price_load_action = {
        .name = "price load",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Load a price list"),
        .help = N_("A new price list, or a new version of one. What happened before it was valid "
                   "keeps the prices of then, however late it is told."),
        .fields = load_fields,
        .run = run_load};
