/* apply/round_page: rounds as pages; applications in apply/apply_page.c. */
#include "apply/apply_page.h"

#include "apply/apply.html.h"
#include "apply/round.html.h"
#include "base/words.h"
#include "people/interest.h"

/* Those that are listed, and have opened by then or not. */
static RoundLineList listed(Visit *v, RoundLineList all, bool has_opened)
{
        RoundLine *kept = arena_new(v->a, RoundLine, all.n + 1);
        size_t n = 0;

        for (size_t i = 0; i < all.n; i++)
                if (!all.at[i].cancelled_at && all.at[i].is_public &&
                    (all.at[i].opens_at <= v->now_us) == has_opened)
                        kept[n++] = all.at[i];
        return (RoundLineList){kept, n};
}

Status rounds_open(Visit *v, RoundLineList *out)
{
        RoundLineList all;

        TRY(rounds_closing(v->db, v->a, v->now_us, 0, &all));
        *out = listed(v, all, true);
        return OK;
}

static Status load_list(Visit *v, void *model)
{
        RoundsModel *m = model;
        RoundLineList all;

        TRY(rounds_closing(v->db, v->a, v->now_us, 0, &all));
        m->open = listed(v, all, true);
        m->coming = listed(v, all, false);
        TRY(rounds_closed(v->db, v->a, v->now_us, &all));
        m->closed = listed(v, all, true);
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(RoundsModel, open, RoundLine),
                                  PART_LIST_OF(RoundsModel, coming, RoundLine),
                                  PART_LIST_OF(RoundsModel, closed, RoundLine),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        rounds_page(out, v, model);
}

/* Not hot: it tells how long is left. */
const View round_list_view = {.path = "/rounds",
                              .word = "round list",
                              .may = MAY_SEE_PUBLIC,
                              .title = N_("Open calls"),
                              .help = N_("Rounds that take applications, that will, and that did."),
                              .bytes = sizeof(RoundsModel),
                              .parts = list_parts,
                              .load = load_list,
                              .draw = draw_list};

/* --- one */

static Status find_round(Visit *v, Round *out, RoundLine *line)
{
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(round_get(v->db, v->a, id, out));
        return round_line(v->db, v->a, id, line);
}

static Status load_show(Visit *v, void *model)
{
        RoundModel *m = model;
        Programme programme = {0};
        Definition *def = NULL;
        Place place;

        TRY(find_round(v, &m->row, &m->round));
        TRY(round_definition(v->db, v->a, &m->row, &programme, &def));
        m->summary = def->summary;
        m->def = def;
        m->state = str_from(round_state_name(round_state(&m->row, v->now_us)));
        TRY(round_place(v->db, v->a, &m->row, &place));
        m->may_edit = access_may_at(&v->actor, MAY_ROUND_EDIT, &place);
        m->may_see = access_may_at(&v->actor, MAY_APPLICATION_SEE, &place);
        if (m->may_see)
                TRY(application_counts(v->db, v->a, m->row.id, &m->counts));
        return v->actor.id ? applications_own(v, m->row.id, &m->own) : OK;
}

Str round_amount(Arena *a, const DefinitionBenefit *b)
{
        int64_t whole;

        return str_to_int(b->amount, 0, INT64_MAX, &whole) ? number_grouped(a, whole) : b->amount;
}

static const Part show_parts[] = {PART_ROW_OF(RoundModel, round, RoundLine),
                                  PART_VALUE_OF(RoundModel, state, COL_TEXT),
                                  PART_VALUE_OF(RoundModel, summary, COL_TEXT),
                                  PART_LIST_OF(RoundModel, counts, ApplicationCount),
                                  PART_LIST_OF(RoundModel, own, ApplicationLine),
                                  {0}};

static void draw_show(Page *out, const Visit *v, const void *model)
{
        round_page(out, v, model);
}

const View round_show_view = {
        .path = "/rounds/{round}",
        .word = "round show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Round"),
        .help = N_("One opening of a programme: when it opens and closes, and how to apply."),
        .bytes = sizeof(RoundModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show};

/* --- what was handed in for it */

static const char *const states[] = {N_("submitted"), N_("draft"), N_("withdrawn"), N_("double"),
                                     NULL};

static const Field list_query[] = {
        {"state", FIELD_CHOICE, .choices = states, .label = N_("State")},
        {"after", FIELD_ID, .label = N_("Only applications after this one")},
        {0}};

static Status state_of(Visit *v, Str *out)
{
        *out = visit_query(v, "state");
        if (!out->len)
                *out = S("submitted");
        for (size_t i = 0; states[i]; i++)
                if (str_is(*out, states[i]))
                        return OK;
        return visit_fault(v, INVALID, _("There is no such state."));
}

static Status load_applications(Visit *v, void *model)
{
        RoundApplicationsModel *m = model;
        Round r;
        Place place;
        Application last = {0};

        TRY(find_round(v, &r, &m->round));
        TRY(round_place(v->db, v->a, &r, &place));
        if (!access_may_at(&v->actor, MAY_APPLICATION_SEE, &place))
                return NOT_FOUND;
        TRY(state_of(v, &m->state));
        TRY(application_counts(v->db, v->a, r.id, &m->counts));
        TRY(cursor_read(v, "after", 0, &m->page));
        if (m->page.at && application_get(v->db, v->a, m->page.at, &last) != OK)
                return visit_fault(v, INVALID, _("There is no such application."));
        TRY(applications_of_round(v->db, v->a, r.id, m->state, last.submitted_at, last.id,
                                  &m->applications));
        CURSOR_CUT(&m->page, &m->applications, id);
        return OK;
}

static const Part applications_parts[] = {
        PART_ROW_OF(RoundApplicationsModel, round, RoundLine),
        PART_VALUE_OF(RoundApplicationsModel, state, COL_TEXT),
        PART_LIST_OF(RoundApplicationsModel, counts, ApplicationCount),
        PART_LIST_OF(RoundApplicationsModel, applications, ApplicationLine),
        PART_NEXT_OF(RoundApplicationsModel, page, COL_ID),
        {0}};

static void draw_applications(Page *out, const Visit *v, const void *model)
{
        (void)v;
        round_applications_page(out, model);
}

const View round_applications_view = {
        .path = "/rounds/{round}/applications",
        .word = "round applications",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Applications of a round"),
        .help = N_("Those of one state, in the order in which they were handed in."),
        .query = list_query,
        .bytes = sizeof(RoundApplicationsModel),
        .parts = applications_parts,
        .load = load_applications,
        .draw = draw_applications};

/* --- which of them may be one */

const char *hint_words(Str kind)
{
        return str_is(kind, "domain")         ? _("the same domain")
               : str_is(kind, "registration") ? _("the same registration number")
               : str_is(kind, "name")         ? _("a name that is near the same")
                                              : _("texts that are near the same");
}

static Status load_doubles(Visit *v, void *model)
{
        DoublesModel *m = model;
        Round r;
        Place place;
        Interest own;

        TRY(find_round(v, &r, &m->round));
        TRY(round_place(v->db, v->a, &r, &place));
        if (!access_may_at(&v->actor, MAY_APPLICATION_SEE, &place))
                return NOT_FOUND;
        TRY(interest_of(v->db, v->a, v->actor.id, &own));
        TRY(hints_of_round(v->db, v->a, r.id, 0, 0, &m->hints));
        INTEREST_CUT(&own, v->a, &m->hints, party);
        INTEREST_CUT(&own, v->a, &m->hints, other_party);
        return OK;
}

static const Part doubles_parts[] = {PART_ROW_OF(DoublesModel, round, RoundLine),
                                     PART_LIST_OF(DoublesModel, hints, HintLine),
                                     {0}};

static void draw_doubles(Page *out, const Visit *v, const void *model)
{
        doubles_page(out, v, model);
}

const View round_doubles_view = {
        .path = "/rounds/{round}/doubles",
        .word = "round doubles",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Possible doubles"),
        .help = N_("Applications of a round that may be one and the same, or copied, and why."),
        .bytes = sizeof(DoublesModel),
        .parts = doubles_parts,
        .load = load_doubles,
        .draw = draw_doubles};
