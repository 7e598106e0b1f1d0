/* credit/ledger_page: see the header. */
#include "credit/ledger_page.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/grant_limit.h"
#include "credit/ledger.html.h"
#include "people/people.h"

#define SHAPE(Row, columns)                                                                      \
        static const RowShape shape_##Row = {#Row, columns, sizeof(columns) / sizeof *(columns), \
                                             sizeof(Row)}

const RowColumn ledger_account_columns[LEDGER_ACCOUNT_COLUMNS] = {
        {"account", COL_ID, offsetof(AccountRow, account)},
        {"owner", COL_ID, offsetof(AccountRow, owner)},
        {"name", COL_TEXT, offsetof(AccountRow, name)},
        {"title", COL_TEXT, offsetof(AccountRow, title)},
        {"kind", COL_TEXT, offsetof(AccountRow, kind)},
        {"unit", COL_TEXT, offsetof(AccountRow, unit)},
        {"state", COL_TEXT, offsetof(AccountRow, state)},
        {"balance", COL_TEXT, offsetof(AccountRow, balance)},
        {"held", COL_TEXT, offsetof(AccountRow, held)},
        {"free", COL_TEXT, offsetof(AccountRow, free)},
        {"lines", COL_INT, offsetof(AccountRow, lines)}};
static const RowShape shape_AccountRow = LEDGER_ACCOUNT_SHAPE;

static const RowColumn statement_columns[] = {
        {"line", COL_ID, offsetof(StatementRow, line)},
        {"at", COL_TIME, offsetof(StatementRow, at)},
        {"kind", COL_TEXT, offsetof(StatementRow, kind)},
        {"other", COL_ID, offsetof(StatementRow, other)},
        {"other_title", COL_TEXT, offsetof(StatementRow, other_title)},
        {"hold", COL_ID, offsetof(StatementRow, hold)},
        {"in", COL_TEXT, offsetof(StatementRow, in)},
        {"out", COL_TEXT, offsetof(StatementRow, out)},
        {"balance", COL_TEXT, offsetof(StatementRow, balance)},
        {"why", COL_TEXT, offsetof(StatementRow, why)}};
SHAPE(StatementRow, statement_columns);

static const RowColumn hold_columns[] = {{"hold", COL_ID, offsetof(HoldRow, hold)},
                                         {"other", COL_ID, offsetof(HoldRow, other)},
                                         {"amount", COL_TEXT, offsetof(HoldRow, amount)},
                                         {"is_out", COL_BOOL, offsetof(HoldRow, is_out)},
                                         {"until_at", COL_TIME, offsetof(HoldRow, until_at)}};
SHAPE(HoldRow, hold_columns);

Str ledger_moment(Arena *a, int64_t at_us)
{
        Str iso = time_iso(a, at_us);

        return str_fmt(a, "%.10s %.5s", iso.at, iso.at + 11);
}

/* --- rows */

static Status account_row(Visit *v, const LedgerAccountLine *l, AccountRow *out)
{
        LedgerName name = {0};
        Unit unit;

        TRY(unit_find(v->db, v->a, l->unit, &unit));
        TRY(ledger_name(v->db, v->a, l->id, &name));
        *out = (AccountRow){.account = l->id,
                            .owner = l->owner,
                            .title = l->title,
                            .kind = l->kind,
                            .unit = l->unit,
                            .state = l->state,
                            .name = name.name,
                            .balance = unit_text(v->a, &unit, l->balance),
                            .held = unit_text(v->a, &unit, l->held_out),
                            .free = unit_text(v->a, &unit, l->balance - l->held_out),
                            .lines = l->lines};
        return OK;
}

Status ledger_account_rows(Visit *v, LedgerAccountLineList list, AccountRowList *out)
{
        AccountRow *rows = arena_new(v->a, AccountRow, list.n + 1);

        for (size_t i = 0; i < list.n; i++)
                TRY(account_row(v, &list.at[i], &rows[i]));
        *out = (AccountRowList){rows, list.n};
        return OK;
}

/* --- a hub's */

static Str kinds[] = {S_INIT("own"),   S_INIT("outside"), S_INIT("grant"), S_INIT("pool"),
                      S_INIT("used"),  S_INIT("lapsed"),  S_INIT("fund"),  S_INIT("committed"),
                      S_INIT("paid"),  S_INIT("budget"),  S_INIT("owed"),  S_INIT("exchange"),
                      S_INIT("billed")};

static const RowColumn limit_columns[] = {
        {"programme", COL_TEXT, offsetof(GrantLimitRow, programme)},
        {"unit", COL_TEXT, offsetof(GrantLimitRow, unit)},
        {"per_party", COL_TEXT, offsetof(GrantLimitRow, per_party)},
        {"in_all", COL_TEXT, offsetof(GrantLimitRow, in_all)}};
SHAPE(GrantLimitRow, limit_columns);

static Status load_limits(Visit *v, LedgerModel *m)
{
        GrantLimitLineList list;
        GrantLimitRow *rows;

        TRY(grant_limits_at(v->db, v->a, m->hub.id, &list));
        rows = arena_new(v->a, GrantLimitRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                const GrantLimitLine *l = &list.at[i];
                Unit unit;

                TRY(unit_find(v->db, v->a, l->unit, &unit));
                rows[i] = (GrantLimitRow){.programme = l->programme, .unit = l->unit};
                if (l->per_party)
                        rows[i].per_party = unit_text(v->a, &unit, l->per_party);
                if (l->in_all)
                        rows[i].in_all = unit_text(v->a, &unit, l->in_all);
        }
        m->limits = (GrantLimitRowList){rows, list.n};
        return OK;
}

static const Field ledger_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub, with all below it; your own when not said")},
        {"kind", FIELD_TEXT, .chars_max = 40, .label = N_("Kind")},
        {"unit", FIELD_TEXT, .chars_max = UNIT_CODE_CHARS_MAX, .label = N_("Unit")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

Status ledger_hub_asked(Visit *v, Hub *hub, Place *place, bool *out_has)
{
        Str slug = visit_query(v, "hub");
        Status s = slug.len ? hub_by_slug(v->db, v->a, slug, hub)
                            : ledger_hub_of(v->db, v->a, &v->actor, hub);

        *out_has = false;
        if (s == NOT_FOUND && slug.len)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(str_head(slug, 64)));
        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(hub_place(v->db, v->a, hub->id, 0, place));
        *out_has = access_may_at(&v->actor, MAY_LEDGER_SEE, place);
        return *out_has ? OK : visit_fault(v, FORBIDDEN, _("You have no say at this hub."));
}

static Status load_ledger(Visit *v, void *out)
{
        LedgerModel *m = out;
        LedgerAccountLineList list;
        Place place;

        m->kinds = (YamlTexts){kinds, sizeof kinds / sizeof *kinds};
        m->kind = visit_query(v, "kind");
        m->unit = visit_query(v, "unit");
        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(ledger_units(v->db, v->a, &m->units));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_set = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        m->may_post = access_may_at(&v->actor, MAY_LEDGER_POST, &place);
        TRY(load_limits(v, m));
        TRY(ledger_accounts_at(v->db, v->a, m->hub.id, m->kind, m->unit, m->page.at, &list));
        CURSOR_CUT(&m->page, &list, id);
        return ledger_account_rows(v, list, &m->accounts);
}

static const Part ledger_parts[] = {PART_LIST_OF(LedgerModel, accounts, AccountRow),
                                    PART_NEXT_OF(LedgerModel, page, COL_ID),
                                    PART_LIST_OF(LedgerModel, units, LedgerUnit),
                                    PART_LIST_OF(LedgerModel, limits, GrantLimitRow),
                                    {0}};

static void draw_ledger(Page *out, const Visit *v, const void *model)
{
        ledger_page(out, v, model);
}

const View ledger_view = {.path = "/ledger",
                          .word = "ledger list",
                          .may = MAY_LEDGER_SEE,
                          .title = N_("Ledger"),
                          .help = N_("Accounts of a hub and all below it, with what stands in "
                                     "them."),
                          .query = ledger_query,
                          .bytes = sizeof(LedgerModel),
                          .parts = ledger_parts,
                          .load = load_ledger,
                          .draw = draw_ledger};

/* --- an account's statement */

static const Field account_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"on", FIELD_DATE, .label = N_("A day: lines up to its end, and the balance then (UTC)")},
        {0}};

Status ledger_account_seen(Visit *v, LedgerAccount *row, Place *place)
{
        Id id;
        Status s =
                id_parse(v->params[0], &id) ? ledger_account_get(v->db, v->a, id, row) : NOT_FOUND;

        if (s == OK)
                s = account_place(v->db, v->a, row->owner, row->hub, place);
        if (s == OK && !access_may_at(&v->actor, MAY_LEDGER_SEE, place))
                s = NOT_FOUND;
        return s == NOT_FOUND ? visit_fault(v, s, _("There is no such account.")) : s;
}

Status ledger_other_side(Visit *v, Id account, Str *out_title, Str *out_kind, bool *out_sees)
{
        LedgerName name;
        Place place;

        TRY(ledger_name(v->db, v->a, account, &name));
        TRY(account_place(v->db, v->a, name.owner, name.hub, &place));
        *out_sees = access_may_at(&v->actor, MAY_LEDGER_SEE, &place);
        *out_kind = name.kind;
        *out_title = *out_sees && name.name.len
                             ? str_fmt(v->a, "%.*s · %.*s", S_ARG(name.name), S_ARG(name.title))
                             : name.title;
        return OK;
}

static Status statement_row(Visit *v, const Unit *unit, const LedgerStatementLine *l,
                            StatementRow *out)
{
        LedgerNote note = {0};
        Str amount = unit_text(v->a, unit, l->line.amount);
        Status s = ledger_note_get(v->db, v->a, l->line.post, &note);

        if (s != OK && s != NOT_FOUND)
                return s;
        *out = (StatementRow){.line = l->line.id,
                              .other = l->other,
                              .hold = l->line.hold,
                              .at = l->at_us,
                              .kind = str_from(ledger_kind_name((LedgerKind)l->line.kind)),
                              .why = note.words,
                              .balance = unit_text(v->a, unit, l->balance),
                              .is_held = l->line.kind != LEDGER_TRANSFER &&
                                         l->line.kind != LEDGER_SETTLE &&
                                         l->line.kind != LEDGER_SWEEP};
        *(l->is_in ? &out->in : &out->out) = amount;
        return ledger_other_side(v, l->other, &out->other_title, &out->other_kind,
                                 &out->sees_other);
}

/* Where the page begins: behind the cursor, at the end of the day that was asked for, or at the
 * newest line. 0: there is nothing. */
static Status first_line(Visit *v, const LedgerAccountModel *m, Id newest, Id *out)
{
        int64_t day;

        *out = newest;
        if (!m->page.is_first)
                return ledger_line_before(v->db, v->a, m->account.account, m->page.at, out);
        if (m->on.len && time_parse(m->on, &day))
                return ledger_line_at(v->db, v->a, m->account.account, day + DAY_US - 1, out);
        return OK;
}

static Status statement_rows(Visit *v, LedgerAccountModel *m, const Unit *unit, Id newest)
{
        LedgerStatementLine *list = NULL;
        StatementRow *rows = arena_new(v->a, StatementRow, CURSOR_ROWS + 1);
        size_t n = 0;
        Id from;
        Status s = first_line(v, m, newest, &from);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such line."));
        TRY(s);
        TRY(ledger_statement(v->db, v->a, m->account.account, from, CURSOR_ROWS + 1, &list, &n));
        for (size_t i = 0; i < n; i++)
                TRY(statement_row(v, unit, &list[i], &rows[i]));
        m->lines = (StatementRowList){rows, n};
        CURSOR_CUT(&m->page, &m->lines, line);
        return OK;
}

static Status hold_rows(Visit *v, LedgerAccountModel *m, const Unit *unit)
{
        LedgerHoldList list;
        HoldRow *rows;
        bool sees;

        TRY(ledger_holds_of(v->db, v->a, m->account.account, &list));
        rows = arena_new(v->a, HoldRow, list.n + 1);
        for (size_t i = 0; i < list.n; i++) {
                const LedgerHold *h = &list.at[i];

                rows[i] = (HoldRow){.hold = h->id,
                                    .is_out = h->source == m->account.account,
                                    .until_at = h->until_at,
                                    .amount = unit_text(v->a, unit, h->amount)};
                rows[i].other = rows[i].is_out ? h->target : h->source;
                TRY(ledger_other_side(v, rows[i].other, &rows[i].other_title, &rows[i].other_kind,
                                      &sees));
        }
        m->holds = (HoldRowList){rows, list.n};
        return OK;
}

static Status balance_on_day(Visit *v, LedgerAccountModel *m, const Unit *unit)
{
        int64_t day, balance;

        m->on = visit_query(v, "on");
        if (!m->on.len)
                return OK;
        if (!time_parse(m->on, &day))
                return visit_fault(v, INVALID, _("A day is written as in 2026-11-22."));
        TRY(ledger_balance_at(v->db, v->a, m->account.account, day + DAY_US - 1, &balance));
        m->balance_on = unit_text(v->a, unit, balance);
        return OK;
}

static Status load_account(Visit *v, void *out)
{
        LedgerAccountModel *m = out;
        LedgerAccount row = {0};
        LedgerAccountLine line;
        Place place, hub = {0};
        Unit unit = {0};

        TRY(ledger_account_seen(v, &row, &place));
        TRY(cursor_read(v, "before", 0, &m->page));
        TRY(unit_find(v->db, v->a, row.unit, &unit));
        line = (LedgerAccountLine){row.id,      row.owner,   row.hub,      row.unit,
                                   row.kind,    row.about,   row.title,    row.state,
                                   row.balance, row.held_in, row.held_out, row.lines};
        TRY(account_row(v, &line, &m->account));
        TRY(account_place(v->db, v->a, 0, row.hub, &hub));
        m->hub = row.hub;
        m->may_set = access_may_at(&v->actor, MAY_LEDGER_SET, &hub);
        m->may_post = access_may_at(&v->actor, MAY_LEDGER_POST, &hub) &&
                      ledger_by_hand(row.kind, row.owner, true);
        m->least = unit_text(v->a, &unit, row.least);
        m->most = unit_text(v->a, &unit, row.most);
        m->is_limited = row.most < LEDGER_MOST;
        m->came = ledger_total_text(v->a, row.in_high, row.in_low, &unit);
        m->went = ledger_total_text(v->a, row.out_high, row.out_low, &unit);
        TRY(balance_on_day(v, m, &unit));
        TRY(statement_rows(v, m, &unit, row.last));
        return hold_rows(v, m, &unit);
}

static const Part ledger_account_parts[] = {PART_ROW_OF(LedgerAccountModel, account, AccountRow),
                                            PART_VALUE_OF(LedgerAccountModel, least, COL_TEXT),
                                            PART_VALUE_OF(LedgerAccountModel, most, COL_TEXT),
                                            PART_VALUE_OF(LedgerAccountModel, came, COL_TEXT),
                                            PART_VALUE_OF(LedgerAccountModel, went, COL_TEXT),
                                            PART_VALUE_OF(LedgerAccountModel, balance_on, COL_TEXT),
                                            PART_LIST_OF(LedgerAccountModel, lines, StatementRow),
                                            PART_NEXT_OF(LedgerAccountModel, page, COL_ID),
                                            PART_LIST_OF(LedgerAccountModel, holds, HoldRow),
                                            {0}};

static void draw_account(Page *out, const Visit *v, const void *model)
{
        ledger_account_page(out, v, model);
}

const View ledger_account_view = {
        .path = "/ledger/accounts/{account}",
        .word = "ledger-account show",
        .may = MAY_LEDGER_SEE,
        .title = N_("Statement"),
        .help = N_("What stands in an account, what is held, and its lines, "
                   "newest first, with the balance after each."),
        .query = account_query,
        .bytes = sizeof(LedgerAccountModel),
        .parts = ledger_account_parts,
        .load = load_account,
        .draw = draw_account};

/* --- a line, with its proof */

static Status load_line(Visit *v, void *out)
{
        LedgerLineModel *m = out;
        Text proof = text_begin(v->a, 64 * KIB);
        LedgerAccount source, target;
        Place from, to;
        LedgerLine line = {0};
        LedgerProof p;
        Status s = id_parse(v->params[0], &m->line) ? ledger_line_get(v->db, v->a, m->line, &line)
                                                    : NOT_FOUND;

        if (s == OK) {
                TRY(ledger_account_get(v->db, v->a, line.source, &source));
                TRY(ledger_account_get(v->db, v->a, line.target, &target));
                TRY(account_place(v->db, v->a, source.owner, source.hub, &from));
                TRY(account_place(v->db, v->a, target.owner, target.hub, &to));
                if (!access_may_at(&v->actor, MAY_LEDGER_SEE, &from) &&
                    !access_may_at(&v->actor, MAY_LEDGER_SEE, &to))
                        s = NOT_FOUND;
        }
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such line."));
        TRY(s);
        TRY(ledger_proof(v->db, v->a, m->line, &p));
        for (size_t i = 0; i < p.proof_n; i++)
                text_fmt(&proof, "%s%.*s", i ? "\n" : "", S_ARG(hash_hex(v->a, &p.proof[i])));
        m->leaf = p.leaf;
        m->root = hash_hex(v->a, &p.root);
        m->index = (int64_t)p.index;
        m->lines = (int64_t)p.lines;
        m->position = p.position;
        m->proof = text_str(&proof);
        return OK;
}

static const Part line_parts[] = {PART_VALUE_OF(LedgerLineModel, leaf, COL_TEXT),
                                  PART_VALUE_OF(LedgerLineModel, index, COL_INT),
                                  PART_VALUE_OF(LedgerLineModel, lines, COL_INT),
                                  PART_VALUE_OF(LedgerLineModel, proof, COL_TEXT),
                                  PART_VALUE_OF(LedgerLineModel, root, COL_TEXT),
                                  PART_VALUE_OF(LedgerLineModel, position, COL_INT),
                                  {0}};

static void draw_line(Page *out, const Visit *v, const void *model)
{
        (void)v;
        ledger_line_page(out, model);
}

const View ledger_line_view = {
        .path = "/ledger/lines/{line}",
        .word = "ledger line",
        .may = MAY_LEDGER_SEE,
        .title = N_("Line of the ledger"),
        .help = N_("A line as the record knows it, and the hashes (RFC 6962) that lead from it to "
                   "the root in the entry."),
        .bytes = sizeof(LedgerLineModel),
        .parts = line_parts,
        .load = load_line,
        .draw = draw_line};
