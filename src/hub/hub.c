/* hub: see the header. */
#include "hub/hub.h"

#include "base/decimal.h"
#include "base/time.h"
#include "base/words.h"
#include "base/yaml_table.h"
#include "hub/place.h"

#include <string.h>

static const char *const kinds[] = {N_("world"), N_("region"), N_("country"), N_("hub"), NULL};

static const Field add_fields[] = {
        {"slug", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Short name"),
         .help = N_("Stands in addresses, as in singapore.")},
        {"title", FIELD_TEXT, .required = true, .label = N_("Name")},
        {"kind", FIELD_CHOICE, .required = true, .choices = kinds, .label = N_("Kind")},
        {"parent", FIELD_SLUG, .chars_max = 64, .label = N_("Below"),
         .help = N_("Short name of the place above; empty only for the world.")},
        {"country", FIELD_TEXT, .chars_max = 2, .label = N_("Country"),
         .help = N_("ISO 3166-1 alpha-2 code, as in SG.")},
        {"m49", FIELD_TEXT, .chars_max = 3, .label = N_("Region (UN M49)"),
         .help = N_("Taken from the country when empty.")},
        {"lon", FIELD_DECIMAL6, .min = -180000000, .max = 180000000, .label = N_("Longitude"),
         .help = N_("Degrees east, as in 103.82.")},
        {"lat", FIELD_DECIMAL6, .min = -90000000, .max = 90000000, .label = N_("Latitude"),
         .help = N_("Degrees north, as in 1.35.")},
        {"zone", FIELD_TEXT, .required = true, .chars_max = 64, .label = N_("Time zone"),
         .help = N_("As in Asia/Singapore.")},
        {"currency", FIELD_TEXT, .required = true, .chars_max = 3, .label = N_("Currency"),
         .help = N_("ISO 4217, as in SGD.")},
        {"language", FIELD_TEXT, .required = true, .chars_max = 16, .label = N_("Language"),
         .help = N_("As in en or zh-Hans.")},
        {0}};

Status hub_find(Deed *d, const char *field, Str slug, Hub *out)
{
        Status s = hub_by_slug(d->db, d->a, slug, out);

        if (s == NOT_FOUND)
                return deed_fault_at(d, field, _("There is no hub «%.*s»."), S_ARG(slug));
        return s;
}

static Status check_place(Deed *d, Hub *h)
{
        const PlaceCountry *country = place_country(h->country);
        int offset;

        if (!zone_offset(h->zone, d->now_us, &offset))
                return deed_fault_at(d, "zone",
                                     _("«%.*s» is not a time zone that this machine knows."),
                                     S_ARG(h->zone));
        if (h->country.len && !country)
                return deed_fault_at(d, "country", _("«%.*s» is not an ISO 3166-1 code."),
                                     S_ARG(h->country));
        if (str_empty(h->m49) && country)
                h->m49 = str_fmt(d->a, "%03d",
                                 country->subregion ? country->subregion : country->region);
        if (h->m49.len && str_empty(place_region_name(h->m49)))
                return deed_fault_at(d, "m49", _("«%.*s» is not a UN M49 code."), S_ARG(h->m49));
        for (size_t i = 0; i < h->currency.len; i++)
                if (h->currency.at[i] < 'A' || h->currency.at[i] > 'Z' || h->currency.len != 3)
                        return deed_fault_at(d, "currency",
                                             _("A currency is three capital letters, as in SGD."));
        return OK;
}

static Status add(Deed *d, Hub *h, Str parent)
{
        Hub above = {0}, there;
        Entry e = {.kind = S("hub.added")};

        if (hub_by_slug(d->db, d->a, h->slug, &there) == OK)
                return deed_fault(d, CONFLICT, _("There is a hub «%.*s» already."), S_ARG(h->slug));
        if (parent.len)
                TRY(hub_find(d, "parent", parent, &above));
        else if (hub_root(d->db, d->a, &there) == OK)
                return deed_fault_at(
                        d, "parent",
                        _("There is a root already, «%.*s»; every other place is below one."),
                        S_ARG(there.slug));
        TRY(check_place(d, h));
        h->id = db_id(d->db, d->now_us);
        h->parent = above.id;
        TRY(hub_insert(d->db, h->id, h->slug, h->title, h->kind, h->parent, h->country, h->m49,
                       h->lon_e6, h->lat_e6, h->zone, h->currency, h->language, d->now_us));
        TRY(hub_above_self(d->db, h->id));
        if (h->parent)
                TRY(hub_above_inherit(d->db, h->id, h->parent));
        e.hub = e.subject = h->id;
        entry_text(&e, S("slug"), h->slug);
        entry_text(&e, S("title"), h->title);
        entry_text(&e, S("level"), h->kind);
        entry_id(&e, S("parent"), h->parent);
        entry_text(&e, S("country"), h->country);
        entry_text(&e, S("m49"), h->m49);
        entry_int(&e, S("lon_e6"), h->lon_e6);
        entry_int(&e, S("lat_e6"), h->lat_e6);
        entry_text(&e, S("zone"), h->zone);
        entry_text(&e, S("currency"), h->currency);
        entry_text(&e, S("language"), h->language);
        d->made = h->id;
        return deed_tell(d, &e);
}

static Status run_add(Deed *d)
{
        Hub h = {.slug = deed_text(d, "slug"),
                 .title = deed_text(d, "title"),
                 .kind = deed_text(d, "kind"),
                 .country = deed_text(d, "country"),
                 .m49 = deed_text(d, "m49"),
                 .lon_e6 = deed_int(d, "lon"),
                 .lat_e6 = deed_int(d, "lat"),
                 .zone = deed_text(d, "zone"),
                 .currency = deed_text(d, "currency"),
                 .language = deed_text(d, "language")};

        TRY(add(d, &h, deed_text(d, "parent")));
        d->go_to = str_fmt(d->a, "/hubs/%.*s", S_ARG(h.slug));
        d->note = str_fmt(d->a, _("Hub %.*s added."), S_ARG(h.slug));
        return OK;
}

/* Below its parent; the root is the whole instance's. */
static Status where_add(Deed *d, Place *out)
{
        Hub above;

        if (!deed_given(d, "parent"))
                return where_everywhere(d, out);
        TRY(hub_find(d, "parent", deed_text(d, "parent"), &above));
        return hub_place(d->db, d->a, above.id, 0, out);
}

const Action hub_add_action = {
        .name = "hub add",
        .may = MAY_HUB_EDIT,
        .where = where_add,
        .title = N_("Add a hub"),
        .help = N_(
                "A hub runs programmes; what is counted at it is counted at all places above it."),
        .fields = add_fields,
        .run = run_add};

/* --- many at once, from a file */

typedef struct {
        const YamlNode *node;
        Str slug, title, parent, country, m49, lon, lat, zone, currency, language;
        int kind;
} HubLine;

typedef struct {
        const YamlNode *node;
        YAML_LIST(HubLine) hubs;
} HubFile;

static const YamlField line_fields[] = {
        {"hub", YAML_SLUG, .offset = offsetof(HubLine, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(HubLine, title), .required = true, .max = 200},
        {"kind", YAML_WORD, .offset = offsetof(HubLine, kind), .required = true, .words = kinds},
        {"parent", YAML_SLUG, .offset = offsetof(HubLine, parent)},
        {"country", YAML_LINE, .offset = offsetof(HubLine, country), .max = 2},
        {"m49", YAML_LINE, .offset = offsetof(HubLine, m49), .max = 3},
        {"lon", YAML_LINE, .offset = offsetof(HubLine, lon), .required = true,
         .is = yaml_is_decimal, .expected = N_("degrees, as in 103.82")},
        {"lat", YAML_LINE, .offset = offsetof(HubLine, lat), .required = true,
         .is = yaml_is_decimal, .expected = N_("degrees, as in 1.35")},
        {"zone", YAML_LINE, .offset = offsetof(HubLine, zone), .required = true, .max = 64},
        {"currency", YAML_LINE, .offset = offsetof(HubLine, currency), .required = true, .max = 3},
        {"language", YAML_LINE, .offset = offsetof(HubLine, language), .required = true, .max = 16},
        {0}};
static const YamlTable line_table = {
        .noun = N_("hub"), line_fields, sizeof(HubLine), .at = offsetof(HubLine, node)};
static const YamlField file_fields[] = {{"hubs", YAML_STRUCTS, .offset = offsetof(HubFile, hubs),
                                         .required = true, .table = &line_table, .items_max = 1000},
                                        {0}};
static const YamlTable file_table = {
        .noun = N_("hub file"), file_fields, sizeof(HubFile), .at = offsetof(HubFile, node)};

static Status run_load(Deed *d)
{
        HubFile file = {0};
        YamlFaults faults = {0};
        Status s = yaml_load(d->a, deed_text(d, "definition"), &file_table, &file, &faults);
        int64_t n = 0;

        if (s != OK || yaml_faults_end(&faults) != OK)
                return deed_fault_at(d, "definition", "%.*s",
                                     S_ARG(yaml_faults_text(d->a, &faults)));
        for (size_t i = 0; i < file.hubs.n; i++) {
                const HubLine *line = &file.hubs.at[i];
                Hub h = {.slug = line->slug,
                         .title = line->title,
                         .kind = str_from(kinds[line->kind]),
                         .country = line->country,
                         .m49 = line->m49,
                         .zone = line->zone,
                         .currency = line->currency,
                         .language = line->language},
                    there;

                if (!decimal_parse(line->lon, 6, &h.lon_e6) ||
                    !decimal_parse(line->lat, 6, &h.lat_e6))
                        return deed_fault_at(d, "definition", _("%d:%d: expected degrees"),
                                             line->node->line, line->node->column);
                if (hub_by_slug(d->db, d->a, line->slug, &there) == OK)
                        continue;
                TRY(add(d, &h, line->parent));
                n++;
        }
        if (!n)
                return deed_fault(d, CONFLICT,
                                  words_n("The hub of this file (%zu) is there already.",
                                          "All %zu hubs of this file are there already.",
                                          (int64_t)file.hubs.n),
                                  file.hubs.n);
        d->go_to = S("/hubs");
        d->note = str_fmt(d->a, words_n("%lld hub added.", "%lld hubs added.", n), (long long)n);
        return OK;
}

static const Field load_fields[] = {
        {"definition", FIELD_LONG_TEXT, .required = true, .chars_max = 400000,
         .label = N_("Hub file"),
         .help = N_("YAML, as examples/README.md describes. Hubs that are "
                    "there already are passed over.")},
        {0}};

const Action hub_load_action = {.name = "hub load",
                                .may = MAY_HUB_EDIT,
                                .where = where_everywhere,
                                .title = N_("Load hubs from a file"),
                                .help = N_("Adds every hub of a file that is not there yet."),
                                .fields = load_fields,
                                .run = run_load};

/* --- places */

Status hub_place_add(Db *db, Arena *a, Id hub, Id programme, Place *place)
{
        HubIdList above = {0};
        Spot *spots;

        if (hub)
                TRY(hub_ancestors(db, a, hub, &above));
        spots = arena_new(a, Spot, place->spots_n + above.n + 1);
        if (place->spots_n)
                memcpy(spots, place->spots, place->spots_n * sizeof *spots);
        for (size_t i = 0; i < above.n; i++)
                spots[place->spots_n++] = (Spot){above.at[i].id, programme};
        if (!hub && programme) /* a programme wherever it is run */
                spots[place->spots_n++] = (Spot){0, programme};
        place->spots = spots;
        return OK;
}

Status hub_place(Db *db, Arena *a, Id hub, Id programme, Place *out)
{
        *out = (Place){0};
        return hub_place_add(db, a, hub, programme, out);
}

Status hub_where_field(Deed *d, const char *field, Id programme, Place *out)
{
        Hub hub;

        if (deed_given(d, field)) {
                TRY(hub_find(d, field, deed_text(d, field), &hub));
        } else {
                Status s = hub_root(d->db, d->a, &hub);

                if (s == NOT_FOUND)
                        return where_everywhere(d, out);
                TRY(s);
        }
        return hub_place(d->db, d->a, hub.id, programme, out);
}

Status hub_where(Deed *d, Place *out)
{
        return hub_where_field(d, "hub", 0, out);
}
