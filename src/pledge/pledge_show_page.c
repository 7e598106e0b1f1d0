/* pledge/pledge_show_page: one pledge from all sides, and its number at an earlier size of the
 * record. */
#include "pledge/pledge_page.h"

#include "base/time.h"
#include "base/words.h"
#include "pledge/pledge.html.h"

#include <stdlib.h>

enum { SHARES_MAX = 100 };

#define SHAPE(Type)                                                                    \
        {                                                                              \
#Type, Type##_columns, sizeof Type##_columns / sizeof *Type##_columns, \
                        sizeof(Type)                                                   \
        }

static const RowColumn CurvePoint_columns[] = {
        {"month", COL_TEXT, offsetof(CurvePoint, month)},
        {"at", COL_TIME, offsetof(CurvePoint, at)},
        {"actual", COL_INT, offsetof(CurvePoint, actual)},
        {"pace", COL_INT, offsetof(CurvePoint, pace)},
        {"forecast", COL_INT, offsetof(CurvePoint, forecast)}};
static const RowShape shape_CurvePoint = SHAPE(CurvePoint);
static const RowColumn Share_columns[] = {{"key", COL_TEXT, offsetof(Share, key)},
                                          {"title", COL_TEXT, offsetof(Share, title)},
                                          {"value", COL_INT, offsetof(Share, value)}};
static const RowShape shape_Share = SHAPE(Share);

static Status find_pledge(Visit *v, PledgeLine *line, PledgeWhole *whole)
{
        Pledge p;
        Status s = pledge_by_slug(v->db, v->a, v->params[0], &p);

        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no pledge «%.*s»."),
                                   S_ARG(v->params[0]));
        TRY(s);
        return pledge_line(v->db, v->a, &p, v->now_us, line, whole);
}

static int by_value(const void *x, const void *y)
{
        const Share *p = x, *q = y;

        if (p->value != q->value)
                return p->value > q->value ? -1 : 1;
        return str_cmp(p->key, q->key);
}

static Str title_of(const HubProgrammeList *programmes, Str slug)
{
        for (size_t i = 0; i < programmes->n; i++)
                if (str_eq(programmes->at[i].slug, slug))
                        return programmes->at[i].title;
        return slug;
}

/* Largest first. programmes NULL: the key, as a title. */
static Status load_shares(Visit *v, const PledgeWhole *w, int dim,
                          const HubProgrammeList *programmes, ShareList *out)
{
        TallyKeyList keys;
        Share *shares;

        TRY(tally_keys(v->db, v->a, w->metric.id, w->pledge.hub, dim, &keys));
        shares = arena_new(v->a, Share, keys.n + 1);
        for (size_t i = 0; i < keys.n; i++)
                shares[i] = (Share){keys.at[i].key,
                                    programmes ? title_of(programmes, keys.at[i].key)
                                               : slug_title(v->a, keys.at[i].key),
                                    keys.at[i].value};
        if (keys.n)
                qsort(shares, keys.n, sizeof *shares, by_value);
        *out = (ShareList){shares, keys.n < SHARES_MAX ? keys.n : SHARES_MAX};
        return OK;
}

/* Those of the pledge's own months, which add up to what is counted. */
static Status load_months(Visit *v, const PledgeWhole *w, ShareList *out)
{
        Str first = time_month_text(v->a, time_month(w->pledge.start_at)),
            last = time_month_text(v->a, time_month(w->pledge.deadline_at));
        TallyKeyList keys;
        Share *shares;
        size_t n = 0;

        TRY(tally_keys(v->db, v->a, w->metric.id, w->pledge.hub, TALLY_MONTH, &keys));
        shares = arena_new(v->a, Share, keys.n + 1);
        for (size_t i = 0; i < keys.n; i++)
                if (str_cmp(keys.at[i].key, first) >= 0 && str_cmp(keys.at[i].key, last) <= 0)
                        shares[n++] = (Share){keys.at[i].key, keys.at[i].key, keys.at[i].value};
        *out = (ShareList){shares, n};
        return OK;
}

static Status load_figure(Visit *v, PledgeModel *m)
{
        const Pledge *p = &m->whole.pledge;
        int64_t until = v->now_us < p->deadline_at ? v->now_us : p->deadline_at;
        Status s = figure_latest(v->db, v->a, m->whole.metric.id, p->hub, until, &m->figure);

        return s == NOT_FOUND ? OK : s;
}

static Status load_show(Visit *v, void *model)
{
        PledgeModel *m = model;
        HubProgrammeList programmes;
        MetricDefinition *def;
        YamlFaults faults = {0};

        TRY(find_pledge(v, &m->pledge, &m->whole));
        if (!m->pledge.has_number)
                return OK;
        if (metric_definition_parse(v->a, m->whole.metric.definition, &def, &faults) == OK) {
                m->definition_words = def->words;
                m->definition_source = def->source;
        }
        TRY(pledge_curve(v->db, v->a, &m->whole.pledge, &m->whole.metric, &m->whole.standing,
                         v->now_us, &m->curve));
        if (m->pledge.is_reported)
                return load_figure(v, m);
        TRY(hub_programmes(v->db, v->a, m->whole.pledge.hub, &programmes));
        TRY(tally_now(v->db, v->a, m->whole.metric.id, m->whole.pledge.hub, &m->everything));
        TRY(tally_hubs_between(v->db, v->a, m->whole.metric.id, m->whole.pledge.hub,
                               time_month_text(v->a, time_month(m->whole.pledge.start_at)),
                               time_month_text(v->a, time_month(m->whole.pledge.deadline_at) + 1),
                               &m->hubs));
        TRY(load_shares(v, &m->whole, TALLY_PROGRAMME, &programmes, &m->programmes));
        TRY(load_shares(v, &m->whole, TALLY_SECTOR, NULL, &m->sectors));
        return load_months(v, &m->whole, &m->months);
}

static void draw_show(Page *out, const Visit *v, const void *model)
{
        pledge_page(out, v, model);
}

static const Part show_parts[] = {PART_ROW_OF(PledgeModel, pledge, PledgeLine),
                                  {"announcement", PART_ROW, 0, &shape_Announcement,
                                   offsetof(PledgeModel, whole.announcement), 0},
                                  PART_VALUE_OF(PledgeModel, definition_words, COL_TEXT),
                                  PART_LIST_OF(PledgeModel, curve, CurvePoint),
                                  PART_VALUE_OF(PledgeModel, everything, COL_INT),
                                  PART_LIST_OF(PledgeModel, hubs, TallyHub),
                                  PART_LIST_OF(PledgeModel, programmes, Share),
                                  PART_LIST_OF(PledgeModel, sectors, Share),
                                  PART_LIST_OF(PledgeModel, months, Share),
                                  PART_ROW_OF(PledgeModel, figure, Figure),
                                  {0}};

const View pledge_show_view = {
        .path = "/pledges/{pledge}",
        .word = "pledge show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Pledge"),
        .help = N_("One pledge: its numbers, its curve, its definition and source, and where it "
                   "was counted. In the curve -1 stands for no point."),
        .bytes = sizeof(PledgeModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show,
        .is_hot = true};

/* --- as of */

static const Field as_of_fields[] = {
        {"size", FIELD_INT, .min = 0, .max = INT64_MAX, .label = N_("Entries"),
         .help = N_("How many entries the record had; all of them when not given.")},
        {0}};

static Status load_as_of(Visit *v, void *model)
{
        AsOfModel *m = model;
        PledgeWhole w = {0};
        Status s;

        TRY(find_pledge(v, &m->pledge, &w));
        m->zone = w.hub.zone;
        TRY(visit_query_int(v, "size", 0, v->size, v->size, &m->size));
        if (!m->pledge.has_number)
                return visit_fault(v, NOT_FOUND,
                                   _("This pledge's metric is still being counted; there is no "
                                     "number of it yet."));
        s = pledge_counted_at(v->db, v->a, &w.pledge, &w.metric, m->size, v->now_us, &m->counted);
        if (s == NOT_FOUND && m->size < v->size)
                return visit_fault(v, NOT_FOUND,
                                   _("What this pledge counted before is still being counted; ask "
                                     "again in a while."));
        if (s == NOT_FOUND)
                m->counted = m->pledge.counted;
        else
                TRY(s);
        m->value = m->pledge.is_reported ? m->counted : m->pledge.baseline + m->counted;
        m->value_now = m->pledge.actual;
        if (m->size > 0) {
                Entry e;
                Str leaf;

                TRY(record_leaf(v->db, v->a, m->size - 1, &leaf));
                if (record_unseal(v->a, leaf, &e) == OK)
                        m->at = e.at_us;
                s = record_checkpoint_covering(v->db, v->a, m->size - 1, &m->checkpoint_size,
                                               &m->checkpoint);
                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        return OK;
}

static void draw_as_of(Page *out, const Visit *v, const void *model)
{
        as_of_page(out, v, model);
}

static const Part as_of_parts[] = {PART_ROW_OF(AsOfModel, pledge, PledgeLine),
                                   PART_VALUE_OF(AsOfModel, size, COL_INT),
                                   PART_VALUE_OF(AsOfModel, at, COL_TIME),
                                   PART_VALUE_OF(AsOfModel, counted, COL_INT),
                                   PART_VALUE_OF(AsOfModel, value, COL_INT),
                                   PART_VALUE_OF(AsOfModel, value_now, COL_INT),
                                   PART_VALUE_OF(AsOfModel, checkpoint_size, COL_INT),
                                   PART_VALUE_OF(AsOfModel, checkpoint, COL_TEXT),
                                   {0}};

const View pledge_as_of_view = {.path = "/pledges/{pledge}/as-of",
                                .word = "pledge as-of",
                                .may = MAY_SEE_PUBLIC,
                                .title = N_("Pledge as of an earlier entry"),
                                .help = N_("Where the pledge stood when the record had that many "
                                           "entries: its baseline and what was counted in its "
                                           "months, or the figure that was known."),
                                .query = as_of_fields,
                                .bytes = sizeof(AsOfModel),
                                .parts = as_of_parts,
                                .load = load_as_of,
                                .draw = draw_as_of};
