/* board/bulk_page: see the header. */
#include "board/bulk_page.h"

#include "base/words.h"
#include "people/interest.h"
#include "board/table.html.h"

static const RowColumn change_columns[] = {
        {"application", COL_ID, offsetof(BulkChange, application)},
        {"name", COL_TEXT, offsetof(BulkChange, name)},
        {"from", COL_TEXT, offsetof(BulkChange, from)},
        {"to", COL_TEXT, offsetof(BulkChange, to)},
        {"fault", COL_TEXT, offsetof(BulkChange, fault)},
};
static const RowShape shape_BulkChange = {"BulkChange", change_columns,
                                          sizeof change_columns / sizeof *change_columns,
                                          sizeof(BulkChange)};

static Str what_of(Visit *v, const BulkAct *act)
{
        const Bulk *bulk = &act->bulk;
        Str to = bulk_goes_to(act);

        if (str_is(bulk->what, "tag"))
                return str_fmt(v->a, _("Put the tag «%.*s»"), S_ARG(bulk->value));
        if (str_is(bulk->what, "untag"))
                return str_fmt(v->a, _("Take the tag «%.*s» off"), S_ARG(bulk->value));
        if (str_is(bulk->what, "move"))
                return str_fmt(v->a, _("Move to «%.*s»"), S_ARG(to));
        if (str_is(bulk->what, "reopen"))
                return str_fmt(v->a, _("Reopen until %.*s"),
                               S_ARG(round_moment(v->a, act->space.round.zone, act->until)));
        if (str_is(bulk->what, "double"))
                return str_fmt(v->a, _("Mark as doubles of %.*s"), S_ARG(to));
        return str_fmt(v->a, _("Give to %.*s"), S_ARG(to));
}

static Status find_bulk(Visit *v, BulkAct *act)
{
        Place place;
        Round r;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(board_bulk_by(v->db, v->a, id, &act->bulk));
        TRY(round_get(v->db, v->a, act->bulk.round, &r));
        TRY(round_place(v->db, v->a, &r, &place));
        if (!access_may_at(&v->actor, MAY_APPLICATION_EDIT, &place))
                return NOT_FOUND;
        return bulk_act_open(v->db, v->a, act);
}

/* Counts it; false: enough of its kind are shown. */
static bool note(BulkModel *m, const BulkChange *change)
{
        BulkChangeList *list = change->fault.len ? &m->faults : &m->changes;
        int64_t *n = change->fault.len ? &m->bad : &m->good;

        ++*n;
        if (list->n == BULK_SHOWN_MAX)
                return false;
        list->at[list->n++] = *change;
        return true;
}

static Status load_bulk(Visit *v, void *model)
{
        BulkModel *m = model;
        BulkAct act = {0};
        BulkLineList lines;
        Interest own;
        bool is_draft;

        TRY(find_bulk(v, &act));
        m->bulk = act.bulk;
        m->round = act.space.round.id;
        m->title = act.space.round.title;
        m->what = what_of(v, &act);
        is_draft = str_is(m->bulk.state, "draft");
        m->changes.at = arena_new(v->a, BulkChange, BULK_SHOWN_MAX);
        m->faults.at = arena_new(v->a, BulkChange, BULK_SHOWN_MAX);
        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        TRY(board_bulk_lines(v->db, v->a, m->bulk.id, &lines));
        INTEREST_CUT(&own, v->a, &lines, party);
        for (size_t i = 0; i < lines.n; i++) {
                ArenaMark mark = arena_mark(v->a);
                BulkChange change;

                bulk_shown(&act, &lines.at[i], &change);
                if (is_draft)
                        TRY(bulk_plan(v->db, v->a, &act, lines.at[i].application, v->now_us,
                                      &change));
                change.name = lines.at[i].name;
                if (!note(m, &change))
                        arena_rewind(v->a, mark);
        }
        return OK;
}

static const Part bulk_parts[] = {
        PART_ROW_OF(BulkModel, bulk, Bulk),          PART_VALUE_OF(BulkModel, good, COL_INT),
        PART_VALUE_OF(BulkModel, bad, COL_INT),      PART_LIST_OF(BulkModel, changes, BulkChange),
        PART_LIST_OF(BulkModel, faults, BulkChange), {0}};

static void draw_bulk(Page *out, const Visit *v, const void *model)
{
        bulk_page(out, v, model);
}

const View bulk_view = {
        .path = "/rounds/acts/{act}",
        .word = "bulk show",
        .may = MAY_APPLICATION_EDIT,
        .title = N_("Act on many applications"),
        .help = N_("What would become of each before it is done, and what was left out after it."),
        .bytes = sizeof(BulkModel),
        .parts = bulk_parts,
        .load = load_bulk,
        .draw = draw_bulk};
