/* credit/fund_page: see the header. */
#include "credit/fund_page.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/ledger_page.h"
#include "credit/fund.html.h"
#include "people/interest.h"

#define SHAPE(Row, columns)                                                                      \
        static const RowShape shape_##Row = {#Row, columns, sizeof(columns) / sizeof *(columns), \
                                             sizeof(Row)}

static const RowColumn fund_columns[] = {{"fund", COL_ID, offsetof(FundRow, fund)},
                                         {"above", COL_ID, offsetof(FundRow, above)},
                                         {"title", COL_TEXT, offsetof(FundRow, title)},
                                         {"hub", COL_TEXT, offsetof(FundRow, hub_title)},
                                         {"unit", COL_TEXT, offsetof(FundRow, unit)},
                                         {"state", COL_TEXT, offsetof(FundRow, state)},
                                         {"whole", COL_TEXT, offsetof(FundRow, whole)},
                                         {"free", COL_TEXT, offsetof(FundRow, free)},
                                         {"asked", COL_TEXT, offsetof(FundRow, asked)},
                                         {"committed", COL_TEXT, offsetof(FundRow, committed)},
                                         {"paid", COL_TEXT, offsetof(FundRow, paid)},
                                         {"depth", COL_INT, offsetof(FundRow, depth)}};
SHAPE(FundRow, fund_columns);
static const RowColumn paper_columns[] = {{"paper", COL_ID, offsetof(PaperRow, paper)},
                                          {"fund", COL_ID, offsetof(PaperRow, fund)},
                                          {"kind", COL_TEXT, offsetof(PaperRow, kind)},
                                          {"commitment", COL_ID, offsetof(PaperRow, commitment)},
                                          {"party", COL_ID, offsetof(PaperRow, party)},
                                          {"name", COL_TEXT, offsetof(PaperRow, party_name)},
                                          {"title", COL_TEXT, offsetof(PaperRow, title)},
                                          {"unit", COL_TEXT, offsetof(PaperRow, unit)},
                                          {"amount", COL_TEXT, offsetof(PaperRow, amount)},
                                          {"left", COL_TEXT, offsetof(PaperRow, left)},
                                          {"state", COL_TEXT, offsetof(PaperRow, state)},
                                          {"instalment", COL_INT, offsetof(PaperRow, instalment)},
                                          {"on", COL_TIME, offsetof(PaperRow, on_at)},
                                          {"asked_at", COL_TIME, offsetof(PaperRow, asked_at)},
                                          {"decided_at", COL_TIME, offsetof(PaperRow, decided_at)}};
SHAPE(PaperRow, paper_columns);
static const RowColumn month_columns[] = {{"month", COL_TEXT, offsetof(FundMonth, month)},
                                          {"free", COL_TEXT, offsetof(FundMonth, free)},
                                          {"committed", COL_TEXT, offsetof(FundMonth, committed)},
                                          {"paid", COL_TEXT, offsetof(FundMonth, paid)}};
SHAPE(FundMonth, month_columns);
static const RowColumn sign_columns[] = {{"step", COL_INT, offsetof(SignRow, step)},
                                         {"hub", COL_TEXT, offsetof(SignRow, hub)},
                                         {"name", COL_TEXT, offsetof(SignRow, name)},
                                         {"signed_at", COL_TIME, offsetof(SignRow, signed_at)}};
SHAPE(SignRow, sign_columns);
static const RowColumn instalment_columns[] = {
        {"number", COL_INT, offsetof(InstalmentRow, number)},
        {"due_at", COL_TIME, offsetof(InstalmentRow, due_at)},
        {"amount", COL_TEXT, offsetof(InstalmentRow, amount)},
        {"milestone", COL_TEXT, offsetof(InstalmentRow, milestone)},
        {"state", COL_TEXT, offsetof(InstalmentRow, state)},
        {"paper", COL_ID, offsetof(InstalmentRow, paper)}};
SHAPE(InstalmentRow, instalment_columns);

enum { FUNDS_MAX = 500 }; /* of one page of the tree */

/* In hundredths, rounded down. */
static int share_of(int64_t part, int64_t whole)
{
        return whole > 0 ? (int)((__int128)part * 100 / whole) : 0;
}

typedef struct {
        int64_t free, asked, committed, paid;
} Numbers;

static void put_numbers(Visit *v, const Unit *unit, const Numbers *n, FundRow *out)
{
        int64_t whole = n->free + n->asked + n->committed + n->paid;

        out->whole = unit_text(v->a, unit, whole);
        out->free = unit_text(v->a, unit, n->free);
        out->asked = unit_text(v->a, unit, n->asked);
        out->committed = unit_text(v->a, unit, n->committed);
        out->paid = unit_text(v->a, unit, n->paid);
        out->share = share_of(n->paid, whole);
        out->promised = share_of(n->paid + n->committed + n->asked, whole) - out->share;
}

/* --- the tree of a hub */

static Status fund_row(Visit *v, const FundLine *f, FundRow *out)
{
        Unit unit = {0};

        TRY(unit_find(v->db, v->a, f->unit, &unit));
        *out = (FundRow){.fund = f->id,
                         .above = f->parent,
                         .hub = f->hub,
                         .title = f->title,
                         .hub_title = f->hub_title,
                         .unit = f->unit,
                         .state = f->state};
        put_numbers(v, &unit, &(Numbers){f->free, f->asked, f->committed, f->paid}, out);
        return OK;
}

static bool is_listed(const FundLineList *list, Id fund)
{
        for (size_t i = 0; i < list->n; i++)
                if (list->at[i].id == fund)
                        return true;
        return false;
}

/* Those below a fund right behind it, each a step further in. */
static Status put_below(Visit *v, const FundLineList *list, Id above, int64_t depth, FundRow *rows,
                        size_t *n)
{
        for (size_t i = 0; i < list->n && depth <= FUND_DEPTH_MAX; i++) {
                bool is_top = !above && !is_listed(list, list->at[i].parent);

                if (!is_top && (list->at[i].parent != above || !above))
                        continue;
                TRY(fund_row(v, &list->at[i], &rows[*n]));
                rows[(*n)++].depth = depth;
                TRY(put_below(v, list, list->at[i].id, depth + 1, rows, n));
        }
        return OK;
}

static Status load_asked(Visit *v, FundsModel *m)
{
        FundPaperAskedList list;
        PaperRow *rows;

        TRY(papers_asked(v->db, v->a, m->hub.id, &list));
        rows = arena_new(v->a, PaperRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                const FundPaperAsked *p = &list.at[i];
                Unit unit = {0};

                TRY(unit_find(v->db, v->a, p->unit, &unit));
                rows[i] = (PaperRow){.paper = p->id,
                                     .fund = p->fund,
                                     .fund_title = p->fund_title,
                                     .kind = p->kind,
                                     .party = p->party,
                                     .party_name = p->party_name,
                                     .title = p->title,
                                     .unit = p->unit,
                                     .amount = unit_text(v->a, &unit, p->amount),
                                     .state = S("asked"),
                                     .asked_at = p->asked_at};
        }
        m->asked = (PaperRowList){rows, list.n};
        return OK;
}

static const Field funds_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all below it; your own when not said")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_funds(Visit *v, void *out)
{
        FundsModel *m = out;
        FundLineList list;
        FundRow *rows;
        size_t n = 0;
        Place place;

        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_set = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        TRY(funds_at(v->db, v->a, m->hub.id, m->page.at, &list));
        if (list.n > FUNDS_MAX) {
                list.n = FUNDS_MAX;
                cursor_goes_on(&m->page, list.at[FUNDS_MAX - 1].id);
        }
        rows = arena_new(v->a, FundRow, list.n + 1);
        TRY(put_below(v, &list, 0, 0, rows, &n));
        m->funds = (FundRowList){rows, n};
        return load_asked(v, m);
}

static const Part funds_parts[] = {PART_LIST_OF(FundsModel, funds, FundRow),
                                   PART_NEXT_OF(FundsModel, page, COL_ID),
                                   PART_LIST_OF(FundsModel, asked, PaperRow),
                                   {0}};

static void draw_funds(Page *out, const Visit *v, const void *model)
{
        (void)v;
        funds_page(out, model);
}

const View funds_view = {.path = "/funds",
                         .word = "fund list",
                         .may = MAY_LEDGER_SEE,
                         .title = N_("Funds"),
                         .help = N_("Funds of a hub and all below it: what is free, promised and "
                                    "paid, and what waits for signatures."),
                         .query = funds_query,
                         .bytes = sizeof(FundsModel),
                         .parts = funds_parts,
                         .load = load_funds,
                         .draw = draw_funds};

/* --- a fund */

static const Field fund_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"on", FIELD_DATE, .label = N_("A day: where it stood at its end (UTC)")},
        {0}};

/* Those who may see the ledger of its hub. */
static Status see_fund(Visit *v, Id id, Fund *fund, Place *place)
{
        TRY(fund_get(v->db, v->a, id, fund));
        TRY(account_place(v->db, v->a, 0, fund->hub, place));
        return access_may_at(&v->actor, MAY_LEDGER_SEE, place) ? OK : NOT_FOUND;
}

static Status fund_numbers(Visit *v, FundModel *m, const Fund *fund, const Unit *unit)
{
        Numbers n = {0};
        int64_t day;

        m->on = visit_query(v, "on");
        if (m->on.len) {
                FundStanding then;

                if (!time_parse(m->on, &day))
                        return visit_fault(v, INVALID, _("A day is written as in 2026-11-22."));
                TRY(fund_standing(v->db, v->a, fund, day + DAY_US - 1, &then));
                n = (Numbers){then.free, 0, then.committed, then.paid};
        } else {
                LedgerAccount free, committed, paid;

                TRY(ledger_account_get(v->db, v->a, fund->free_account, &free));
                TRY(ledger_account_get(v->db, v->a, fund->committed_account, &committed));
                TRY(ledger_account_get(v->db, v->a, fund->paid_account, &paid));
                n = (Numbers){free.balance - free.held_out, free.held_out, committed.balance,
                              paid.balance};
        }
        put_numbers(v, unit, &n, &m->fund);
        return OK;
}

/* Ends of months, from the one before a year ago, but none before the fund began. */
static Status load_months(Visit *v, FundModel *m, const Fund *fund, const Unit *unit)
{
        FundMonth *rows = arena_new(v->a, FundMonth, FUND_MONTHS);
        int64_t month = time_month(v->now_us);
        size_t n = 0;

        for (int64_t k = month - FUND_MONTHS + 1; k <= month; k++) {
                int64_t end = time_month_begin(k + 1) - 1;
                FundStanding then = {0};
                int64_t whole;

                TRY(fund_standing(v->db, v->a, fund, end, &then));
                whole = then.free + then.committed + then.paid;
                if (!whole && !n)
                        continue;
                rows[n++] = (FundMonth){.month = time_month_text(v->a, k),
                                        .free = unit_text(v->a, unit, then.free),
                                        .committed = unit_text(v->a, unit, then.committed),
                                        .paid = unit_text(v->a, unit, then.paid),
                                        .share = share_of(then.paid, whole),
                                        .promised = share_of(then.committed, whole)};
        }
        m->months = (FundMonthList){rows, n};
        return OK;
}

static Status load_papers(Visit *v, FundModel *m, const Fund *fund, const Unit *unit)
{
        FundPaperLineList list;
        PaperRow *rows;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(papers_of(v->db, v->a, fund->id, m->page.at, &list));
        CURSOR_CUT(&m->page, &list, id);
        rows = arena_new(v->a, PaperRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                const FundPaperLine *p = &list.at[i];

                rows[i] = (PaperRow){.paper = p->id,
                                     .fund = fund->id,
                                     .kind = p->kind,
                                     .commitment = p->commitment,
                                     .party = p->party,
                                     .party_name = p->party_name,
                                     .title = p->title,
                                     .unit = fund->unit,
                                     .amount = unit_text(v->a, unit, p->amount),
                                     .left = unit_text(v->a, unit, p->amount_left),
                                     .state = p->state,
                                     .on_at = p->on_at,
                                     .asked_at = p->asked_at,
                                     .decided_at = p->decided_at};
        }
        m->papers = (PaperRowList){rows, list.n};
        return OK;
}

static Status load_below(Visit *v, FundModel *m, const Fund *fund, const Unit *unit)
{
        FundBelowList list;
        FundRow *rows;
        size_t n = 0;

        TRY(funds_below(v->db, v->a, fund->id, &list));
        rows = arena_new(v->a, FundRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++) { /* those that the reader sees */
                const FundBelow *f = &list.at[i];
                Place place;

                TRY(account_place(v->db, v->a, 0, f->hub, &place));
                if (!access_may_at(&v->actor, MAY_LEDGER_SEE, &place))
                        continue;
                rows[n] = (FundRow){.fund = f->id,
                                    .above = fund->id,
                                    .hub = f->hub,
                                    .title = f->title,
                                    .hub_title = f->hub_title,
                                    .unit = f->unit,
                                    .state = f->state};
                put_numbers(v, unit, &(Numbers){f->free, f->asked, f->committed, f->paid},
                            &rows[n++]);
        }
        m->below = (FundRowList){rows, n};
        return OK;
}

static Status load_above(Visit *v, FundModel *m, const Fund *fund)
{
        Place place;
        Fund above;
        Status s;

        if (!fund->parent)
                return OK;
        s = see_fund(v, fund->parent, &above, &place);
        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        m->above = m->fund.above = above.id;
        m->above_title = above.title;
        return OK;
}

static Status load_fund(Visit *v, void *out)
{
        FundModel *m = out;
        Fund fund = {0};
        Unit unit = {0};
        Place place;
        Hub hub;
        Id id;
        Status s = id_parse(v->params[0], &id) ? see_fund(v, id, &fund, &place) : NOT_FOUND;

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such fund."));
        TRY(s);
        TRY(unit_find(v->db, v->a, fund.unit, &unit));
        TRY(hub_by_id(v->db, v->a, fund.hub, &hub));
        m->fund = (FundRow){.fund = fund.id,
                            .hub = fund.hub,
                            .title = fund.title,
                            .hub_title = hub.title,
                            .unit = fund.unit,
                            .state = fund.state};
        m->programme = fund.programme;
        m->large = fund.large ? unit_text(v->a, &unit, fund.large) : (Str){0};
        m->begins_at = fund.begins_at;
        m->ends_at = fund.ends_at;
        m->signs = fund.signs;
        m->is_open = str_is(fund.state, "open");
        m->may_set = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        m->may_post = access_may_at(&v->actor, MAY_LEDGER_POST, &place);
        TRY(fund_numbers(v, m, &fund, &unit));
        TRY(load_above(v, m, &fund));
        TRY(load_below(v, m, &fund, &unit));
        TRY(load_months(v, m, &fund, &unit));
        return load_papers(v, m, &fund, &unit);
}

static const Part fund_parts[] = {PART_ROW_OF(FundModel, fund, FundRow),
                                  PART_VALUE_OF(FundModel, programme, COL_TEXT),
                                  PART_VALUE_OF(FundModel, large, COL_TEXT),
                                  PART_VALUE_OF(FundModel, signs, COL_INT),
                                  PART_VALUE_OF(FundModel, begins_at, COL_TIME),
                                  PART_VALUE_OF(FundModel, ends_at, COL_TIME),
                                  PART_LIST_OF(FundModel, below, FundRow),
                                  PART_LIST_OF(FundModel, months, FundMonth),
                                  PART_LIST_OF(FundModel, papers, PaperRow),
                                  PART_NEXT_OF(FundModel, page, COL_ID),
                                  {0}};

static void draw_fund(Page *out, const Visit *v, const void *model)
{
        (void)v;
        fund_page(out, model);
}

const View fund_view = {.path = "/funds/{fund}",
                        .word = "fund show",
                        .may = MAY_LEDGER_SEE,
                        .title = N_("Fund"),
                        .help = N_("What is free in a fund, promised and paid, at any date, and "
                                   "the papers behind it."),
                        .query = fund_query,
                        .bytes = sizeof(FundModel),
                        .parts = fund_parts,
                        .load = load_fund,
                        .draw = draw_fund};

/* --- a paper */

static Status load_signs(Visit *v, PaperModel *m)
{
        FundSignList list;
        SignRow *rows;

        TRY(signs_of(v->db, v->a, m->paper.paper, &list));
        rows = arena_new(v->a, SignRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++)
                rows[i] = (SignRow){list.at[i].step + 1, list.at[i].signed_at, list.at[i].hub_title,
                                    list.at[i].name};
        m->signs = (SignRowList){rows, list.n};
        return OK;
}

static Status load_instalments(Visit *v, PaperModel *m, const Unit *unit)
{
        FundInstalmentList list;
        InstalmentRow *rows;

        TRY(instalments_of(v->db, v->a, m->paper.paper, &list));
        rows = arena_new(v->a, InstalmentRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                const FundInstalment *x = &list.at[i];
                bool waits = x->milestone && !str_is(x->milestone_state, "approved");

                rows[i] = (InstalmentRow){.number = x->number,
                                          .due_at = x->due_at,
                                          .amount = unit_text(v->a, unit, x->amount),
                                          .milestone = x->milestone_title,
                                          .paper = x->paper,
                                          .state = x->paper ? S("asked")
                                                   : waits  ? S("waits")
                                                            : S("open")};
        }
        m->instalments = (InstalmentRowList){rows, list.n};
        return OK;
}

static Status load_outs(Visit *v, PaperModel *m, const Unit *unit)
{
        FundPaperOutList list;
        PaperRow *rows;

        TRY(papers_out_of(v->db, v->a, m->paper.paper, &list));
        rows = arena_new(v->a, PaperRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++)
                rows[i] = (PaperRow){.paper = list.at[i].id,
                                     .fund = m->paper.fund,
                                     .commitment = m->paper.paper,
                                     .party = m->paper.party,
                                     .party_name = m->paper.party_name,
                                     .kind = list.at[i].kind,
                                     .title = list.at[i].title,
                                     .unit = m->paper.unit,
                                     .amount = unit_text(v->a, unit, list.at[i].amount),
                                     .state = list.at[i].state,
                                     .instalment = list.at[i].instalment,
                                     .on_at = list.at[i].on_at,
                                     .asked_at = list.at[i].asked_at};
        m->outs = (PaperRowList){rows, list.n};
        return OK;
}

/* Whether the reader may put the next signature. */
static Status load_may_sign(Visit *v, PaperModel *m, const FundPaper *p)
{
        FundSignList list;
        FundSign next;
        Place place;
        Id person = 0;
        bool is_own = false;

        if (!str_is(p->state, "asked"))
                return OK;
        TRY(interest_person(v->db, v->a, v->actor.id, &person));
        if (p->asked_by == person)
                return OK;
        TRY(interest_in(v->db, v->a, v->actor.id, p->party, &is_own));
        if (is_own)
                return OK;
        TRY(signs_of(v->db, v->a, p->id, &list));
        for (size_t i = 0; i < list.n; i++)
                if (list.at[i].signed_by == person)
                        return OK;
        TRY(fund_next_sign(v->db, v->a, p->id, &next));
        TRY(account_place(v->db, v->a, 0, next.hub, &place));
        m->may_sign = access_may_at(&v->actor, MAY_FUND_SIGN, &place);
        return OK;
}

static void row_of_paper(Visit *v, const FundPaper *p, const Fund *fund, const Unit *unit,
                         PaperRow *out)
{
        *out = (PaperRow){.paper = p->id,
                          .fund = p->fund,
                          .fund_title = fund->title,
                          .commitment = p->commitment,
                          .party = p->party,
                          .party_name = p->party_name,
                          .kind = p->kind,
                          .title = p->title,
                          .unit = fund->unit,
                          .amount = unit_text(v->a, unit, p->amount),
                          .left = unit_text(v->a, unit, p->amount_left),
                          .state = p->state,
                          .instalment = p->instalment,
                          .on_at = p->on_at,
                          .asked_at = p->asked_at,
                          .decided_at = p->decided_at};
}

static Status load_paper(Visit *v, void *out)
{
        PaperModel *m = out;
        FundPaper p = {0};
        Fund fund = {0};
        Unit unit = {0};
        Place place = {0};
        Id id;
        Status s = id_parse(v->params[0], &id) ? paper_get(v->db, v->a, id, &p) : NOT_FOUND;

        if (s == OK)
                s = see_fund(v, p.fund, &fund, &place);
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such paper."));
        TRY(s);
        TRY(unit_find(v->db, v->a, fund.unit, &unit));
        row_of_paper(v, &p, &fund, &unit, &m->paper);
        m->reason = p.reason;
        m->asked_by = p.asker;
        m->entry = p.entry;
        m->may_ask = str_is(p.kind, "commitment") && str_is(p.state, "done") && p.amount_left &&
                     access_may_at(&v->actor, MAY_LEDGER_POST, &place);
        TRY(load_may_sign(v, m, &p));
        TRY(load_signs(v, m));
        TRY(load_instalments(v, m, &unit));
        return load_outs(v, m, &unit);
}

static const Part paper_parts[] = {PART_ROW_OF(PaperModel, paper, PaperRow),
                                   PART_VALUE_OF(PaperModel, reason, COL_TEXT),
                                   PART_VALUE_OF(PaperModel, asked_by, COL_TEXT),
                                   PART_LIST_OF(PaperModel, signs, SignRow),
                                   PART_LIST_OF(PaperModel, instalments, InstalmentRow),
                                   PART_LIST_OF(PaperModel, outs, PaperRow),
                                   {0}};

static void draw_paper(Page *out, const Visit *v, const void *model)
{
        (void)v;
        fund_paper_page(out, model);
}

const View fund_paper_view = {.path = "/funds/papers/{paper}",
                              .word = "fund paper",
                              .may = MAY_LEDGER_SEE,
                              .title = N_("Paper of a fund"),
                              .help = N_("What is asked of a fund, who signed it, and what came of "
                                         "it."),
                              .bytes = sizeof(PaperModel),
                              .parts = paper_parts,
                              .load = load_paper,
                              .draw = draw_paper};
