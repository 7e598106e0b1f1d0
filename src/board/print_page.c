/* board/print_page: see the header. */
#include "board/print_page.h"

#include "base/words.h"
#include "board/print.html.h"
#include "board/print.sql.h"
#include "form/kept.h"

static const RowColumn sheet_columns[] = {
        {"id", COL_ID, offsetof(PrintSheet, id)},
        {"title", COL_TEXT, offsetof(PrintSheet, title)},
        {"party", COL_TEXT, offsetof(PrintSheet, party)},
        {"round", COL_TEXT, offsetof(PrintSheet, round)},
        {"stage", COL_TEXT, offsetof(PrintSheet, stage)},
        {"revision", COL_INT, offsetof(PrintSheet, revision)},
        {"submitted_at", COL_TIME, offsetof(PrintSheet, submitted_at)}};
const RowShape shape_PrintSheet = {"PrintSheet", sheet_columns,
                                   sizeof sheet_columns / sizeof *sheet_columns,
                                   sizeof(PrintSheet)};

/* NOT_FOUND: the visitor may not read it. */
static Status load_sheet(Visit *v, Id id, PrintSheet *out)
{
        Application x;
        Party party;
        Revision r = {0};
        RoundLine round;
        bool sees;

        TRY(application_get(v->db, v->a, id, &x));
        TRY(application_sees(v->db, v->a, &v->actor, &x, &sees));
        if (!sees)
                return NOT_FOUND;
        TRY(party_by_id(v->db, v->a, x.party, &party));
        TRY(round_line(v->db, v->a, x.round, &round));
        if (str_is(party.kind, "person") && v->site->looks)
                look_note(v->site->looks, v->site->store, v->actor.id, x.party, "page", v->now_us);
        if (x.revision)
                TRY(revision_get(v->db, v->a, &x, 0, &r));
        *out = (PrintSheet){.id = id,
                            .title = x.title,
                            .party = party.name,
                            .round = round.title,
                            .zone = round.zone,
                            .stage = x.stage,
                            .revision = x.revision,
                            .position = r.position,
                            .submitted_at = x.submitted_at};
        TRY(form_open(v->db, v->a, x.revision ? r.form : x.form, NULL, &out->form));
        return x.revision ? revision_answers(v->a, &r, &out->answers)
                          : draft_answers(v->db, v->a, &x, &out->answers);
}

static Status load_application(Visit *v, void *out)
{
        PrintModel *m = out;
        PrintSheet *sheet = arena_new(v->a, PrintSheet, 1);
        Id id;
        Status s = id_parse(v->params[0], &id) ? load_sheet(v, id, sheet) : NOT_FOUND;

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such application."));
        m->sheets = (PrintSheetList){sheet, 1};
        return s;
}

static Status load_round(Visit *v, void *out)
{
        PrintModel *m = out;
        PrintSheet *sheets = arena_new(v->a, PrintSheet, PRINT_A_PAGE);
        PrintIdList list;
        Place place;
        Round r;
        Id id;
        Status s = id_parse(v->params[0], &id) ? round_get(v->db, v->a, id, &r) : NOT_FOUND;

        if (s == OK)
                s = round_place(v->db, v->a, &r, &place);
        if (s == OK && !access_may_at(&v->actor, MAY_APPLICATION_SEE, &place))
                s = NOT_FOUND;
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such round."));
        TRY(s);
        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(print_applications(v->db, v->a, id, m->page.at, &list));
        for (size_t i = 0; i < list.n && i < PRINT_A_PAGE; i++)
                TRY(load_sheet(v, list.at[i].id, &sheets[m->sheets.n++]));
        m->sheets.at = sheets;
        if (list.n > PRINT_A_PAGE)
                cursor_goes_on(&m->page, list.at[PRINT_A_PAGE - 1].id);
        m->is_round = true;
        m->path = str_fmt(v->a, "/rounds/%.*s/print", S_ARG(id_text(v->a, id)));
        return OK;
}

static const Field round_query[] = {
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};
static const Part application_parts[] = {PART_LIST_OF(PrintModel, sheets, PrintSheet), {0}};
static const Part round_parts[] = {
        PART_LIST_OF(PrintModel, sheets, PrintSheet), PART_NEXT_OF(PrintModel, page, COL_ID), {0}};

static void draw_print(Page *out, const Visit *v, const void *model)
{
        (void)v;
        print_page(out, model);
}

const View print_application_view = {.path = "/applications/{application}/print",
                                     .may = MAY_SELF,
                                     .title = N_("Print view"),
                                     .help = N_("An application with all its answers, for paper."),
                                     .bytes = sizeof(PrintModel),
                                     .parts = application_parts,
                                     .load = load_application,
                                     .draw = draw_print};

const View print_round_view = {
        .path = "/rounds/{round}/print",
        .may = MAY_APPLICATION_SEE,
        .title = N_("Print view"),
        .help = N_("What was handed in for a round, 20 at a time, each on a page of its own."),
        .query = round_query,
        .bytes = sizeof(PrintModel),
        .parts = round_parts,
        .load = load_round,
        .draw = draw_print};
