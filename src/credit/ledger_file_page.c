/* credit/ledger_file_page: see the header. */
#include "credit/ledger_file_page.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/file_page.h"
#include "credit/ledger_file.sql.h"
#include "credit/ledger_page.h"

enum { LINES_AT_ONCE = 200, SIDES_KEPT = 64 };

#define COLUMNS(list) .columns = (list), .columns_n = sizeof(list) / sizeof *(list)

/* --- a statement */

static const char *const statement_columns[] = {"line",  "at",          "kind",    "amount",
                                                "in",    "out",         "balance", "unit",
                                                "other", "other_title", "hold",    "why"};
enum { STATEMENT_COLUMNS = sizeof statement_columns / sizeof *statement_columns };

/* The other side of a line, kept for the lines that follow. */
typedef struct {
        Id account;
        Str title;
        bool sees;
} Side;

typedef struct {
        Id account;
        Unit unit;
        Id from;          /* the newest line that is wanted */
        int64_t since_us; /* and the oldest is not before this */
        Side sides[SIDES_KEPT];
        size_t sides_n;
} Wanted;

/* Kept ones lie in the arena before the mark that rows go back to. */
static Status side_of(FileOut *o, Wanted *t, Id account, Side *out)
{
        Str kind;

        for (size_t i = 0; i < t->sides_n; i++)
                if (t->sides[i].account == account) {
                        *out = t->sides[i];
                        return OK;
                }
        out->account = account;
        TRY(ledger_other_side(o->v, account, &out->title, &kind, &out->sees));
        if (!out->title.len)
                out->title = kind;
        return OK;
}

static Status know_sides(FileOut *o, Wanted *t, const LedgerStatementLine *list, size_t n)
{
        for (size_t i = 0; i < n && t->sides_n < SIDES_KEPT; i++) {
                size_t k = 0;

                while (k < t->sides_n && t->sides[k].account != list[i].other)
                        k++;
                if (k == t->sides_n) {
                        TRY(side_of(o, t, list[i].other, &t->sides[k]));
                        t->sides_n++;
                }
        }
        return OK;
}

static bool moves(int64_t kind)
{
        return kind == LEDGER_TRANSFER || kind == LEDGER_SETTLE || kind == LEDGER_SWEEP;
}

static Status put_line(FileOut *o, Wanted *t, const LedgerStatementLine *l)
{
        Arena *a = o->v->a;
        Str amount = unit_text(a, &t->unit, l->line.amount), none = {0};
        bool is_move = moves(l->line.kind);
        LedgerNote note = {0};
        Side side;
        Status s = ledger_note_get(o->v->db, a, l->line.post, &note);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(side_of(o, t, l->other, &side));
        return file_row(
                o, (SheetCell[STATEMENT_COLUMNS]){
                           file_id(a, l->line.id), file_time(a, l->at_us),
                           file_text(str_from(ledger_kind_name((LedgerKind)l->line.kind))),
                           file_number(amount), file_number(is_move && l->is_in ? amount : none),
                           file_number(is_move && !l->is_in ? amount : none),
                           file_number(unit_text(a, &t->unit, l->balance)), file_text(t->unit.code),
                           file_id(a, side.sees ? l->other : 0), file_text(side.title),
                           file_id(a, l->line.hold), file_text(note.words)});
}

static Status put_lines(FileOut *o, Wanted *t, const LedgerStatementLine *list, size_t n,
                        bool *out_ends)
{
        for (size_t i = 0; i < n; i++) {
                ArenaMark mark = arena_mark(o->v->a);
                Status s;

                *out_ends = list[i].at_us < t->since_us;
                if (*out_ends)
                        return OK;
                s = put_line(o, t, &list[i]);
                arena_rewind(o->v->a, mark);
                TRY(s);
        }
        return OK;
}

/* Newest first, as on the page. */
static Status statement_rows(FileOut *o)
{
        Wanted *t = o->ctx;
        Arena *a = o->v->a;
        bool ends = false;

        for (Id from = t->from; from && !ends;) {
                size_t sides_n = t->sides_n, n = 0;
                ArenaMark mark = arena_mark(a);
                LedgerStatementLine *list = NULL;
                Id next;

                TRY(ledger_statement(o->v->db, a, t->account, from, LINES_AT_ONCE + 1, &list, &n));
                next = n > LINES_AT_ONCE ? list[LINES_AT_ONCE].line.id : 0;
                TRY(know_sides(o, t, list, n < LINES_AT_ONCE ? n : LINES_AT_ONCE));
                TRY(put_lines(o, t, list, n < LINES_AT_ONCE ? n : LINES_AT_ONCE, &ends));
                if (t->sides_n == sides_n) /* else what was found stays */
                        arena_rewind(a, mark);
                from = next;
        }
        return OK;
}

static Status day_asked(Visit *v, const char *name, int64_t fallback, int64_t *out)
{
        Str day = visit_query(v, name);

        *out = fallback;
        return !day.len || time_parse(day, out)
                       ? OK
                       : visit_fault(v, INVALID, _("A day is written as in 2026-11-22."));
}

static Status run_statement(Visit *v, HttpReply *reply)
{
        Wanted *t = arena_new(v->a, Wanted, 1);
        LedgerAccount row;
        int64_t until;
        Place place;

        TRY(ledger_account_seen(v, &row, &place));
        TRY(day_asked(v, "since", INT64_MIN, &t->since_us));
        TRY(day_asked(v, "until", INT64_MAX, &until));
        TRY(unit_find(v->db, v->a, row.unit, &t->unit));
        t->account = row.id;
        t->from = row.last;
        if (until < INT64_MAX)
                TRY(ledger_line_at(v->db, v->a, row.id, until + DAY_US - 1, &t->from));
        return file_reply(v, reply,
                          &(FileOut){.name = "statement",
                                     COLUMNS(statement_columns),
                                     .rows = statement_rows,
                                     .ctx = t});
}

#define STATEMENT_HELP                                                                            \
        N_("An account's lines as a file, newest first; since and until are days (UTC). What is " \
           "only held stands under amount alone.")

const Route statement_csv_route = {.method = HTTP_GET,
                                   .path = "/ledger/accounts/{account}/statement.csv",
                                   .may = MAY_LEDGER_SEE,
                                   .help = STATEMENT_HELP,
                                   .run = run_statement,
                                   .type = "text/csv"};
#define XLSX "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
const Route statement_xlsx_route = {.method = HTTP_GET,
                                    .path = "/ledger/accounts/{account}/statement.xlsx",
                                    .may = MAY_LEDGER_SEE,
                                    .help = STATEMENT_HELP,
                                    .run = run_statement,
                                    .type = XLSX};

/* --- accounts of a hub */

static const char *const account_columns[] = {"account", "owner",   "name", "title", "kind", "unit",
                                              "state",   "balance", "held", "free",  "lines"};
enum { ACCOUNT_COLUMNS = sizeof account_columns / sizeof *account_columns };

static Status put_accounts(FileOut *o, LedgerAccountLineList list)
{
        Arena *a = o->v->a;
        AccountRowList rows;

        TRY(ledger_account_rows(o->v, list, &rows));
        for (size_t i = 0; i < rows.n; i++) {
                const AccountRow *x = &rows.at[i];

                TRY(file_row(o, (SheetCell[ACCOUNT_COLUMNS]){
                                        file_id(a, x->account), file_id(a, x->owner),
                                        file_text(x->name), file_text(x->title), file_text(x->kind),
                                        file_text(x->unit), file_text(x->state),
                                        file_number(x->balance), file_number(x->held),
                                        file_number(x->free),
                                        file_number(str_fmt(a, "%lld", (long long)x->lines))}));
        }
        return OK;
}

static Status accounts_rows(FileOut *o)
{
        Visit *v = o->v;
        const Hub *hub = o->ctx;
        Id after = 0;
        size_t n;

        do {
                ArenaMark mark = arena_mark(v->a);
                LedgerAccountLineList list;

                TRY(ledger_accounts_at(v->db, v->a, hub->id, visit_query(v, "kind"),
                                       visit_query(v, "unit"), after, &list));
                n = list.n;
                after = n ? list.at[n - 1].id : after;
                TRY(put_accounts(o, list));
                arena_rewind(v->a, mark);
        } while (n);
        return OK;
}

/* Who runs no hub, and names none, is told so. */
static Status hub_asked(Visit *v, Hub *out)
{
        Place place;
        bool has;

        TRY(ledger_hub_asked(v, out, &place, &has));
        return has ? OK : visit_fault(v, NOT_FOUND, _("You run no hub for all its programmes."));
}

static Status run_accounts(Visit *v, HttpReply *reply)
{
        Hub hub;

        TRY(hub_asked(v, &hub));
        return file_reply(v, reply,
                          &(FileOut){.name = "accounts",
                                     COLUMNS(account_columns),
                                     .rows = accounts_rows,
                                     .ctx = &hub});
}

#define ACCOUNTS_HELP \
        N_("Accounts of a hub and all below it as a file; hub, kind and unit as on the page.")

const Route accounts_csv_route = {.method = HTTP_GET,
                                  .path = "/ledger/accounts.csv",
                                  .may = MAY_LEDGER_SEE,
                                  .help = ACCOUNTS_HELP,
                                  .run = run_accounts,
                                  .type = "text/csv"};
const Route accounts_xlsx_route = {.method = HTTP_GET,
                                   .path = "/ledger/accounts.xlsx",
                                   .may = MAY_LEDGER_SEE,
                                   .help = ACCOUNTS_HELP,
                                   .run = run_accounts,
                                   .type = XLSX};

/* --- papers of its funds */

static const char *const paper_columns[] = {
        "paper", "kind",  "state",  "fund", "fund_title", "hub", "unit",     "commitment", "party",
        "name",  "title", "amount", "left", "instalment", "on",  "asked_at", "decided_at", "entry"};
enum { PAPER_COLUMNS = sizeof paper_columns / sizeof *paper_columns };

static SheetCell count_cell(Arena *a, int64_t n)
{
        return file_number(n ? str_fmt(a, "%lld", (long long)n) : (Str){0});
}

static Status put_paper(FileOut *o, const FundPaperFile *p)
{
        Arena *a = o->v->a;
        Unit unit = {0};

        TRY(unit_find(o->v->db, a, p->unit, &unit));
        return file_row(o, (SheetCell[PAPER_COLUMNS]){
                                   file_id(a, p->id), file_text(p->kind), file_text(p->state),
                                   file_id(a, p->fund), file_text(p->fund_title), file_text(p->hub),
                                   file_text(p->unit), file_id(a, p->commitment),
                                   file_id(a, p->party), file_text(p->party_name),
                                   file_text(p->title), file_number(unit_text(a, &unit, p->amount)),
                                   file_number(unit_text(a, &unit, p->amount_left)),
                                   count_cell(a, p->instalment),
                                   file_text(p->on_at ? time_date(a, p->on_at) : (Str){0}),
                                   file_time(a, p->asked_at), file_time(a, p->decided_at),
                                   count_cell(a, p->entry)});
}

static Status papers_rows(FileOut *o)
{
        Visit *v = o->v;
        const Hub *hub = o->ctx;
        Id after = 0;
        size_t n;

        do {
                ArenaMark mark = arena_mark(v->a);
                FundPaperFileList list;

                TRY(papers_at(v->db, v->a, hub->id, after, &list));
                n = list.n;
                after = n ? list.at[n - 1].id : after;
                for (size_t i = 0; i < n; i++)
                        TRY(put_paper(o, &list.at[i]));
                arena_rewind(v->a, mark);
        } while (n);
        return OK;
}

static Status run_papers(Visit *v, HttpReply *reply)
{
        Hub hub;

        TRY(hub_asked(v, &hub));
        return file_reply(v, reply,
                          &(FileOut){.name = "papers",
                                     COLUMNS(paper_columns),
                                     .rows = papers_rows,
                                     .ctx = &hub});
}

#define PAPERS_HELP N_("What was asked of the funds of a hub and all below it as a file.")

const Route papers_csv_route = {.method = HTTP_GET,
                                .path = "/funds/papers.csv",
                                .may = MAY_LEDGER_SEE,
                                .help = PAPERS_HELP,
                                .run = run_papers,
                                .type = "text/csv"};
const Route papers_xlsx_route = {.method = HTTP_GET,
                                 .path = "/funds/papers.xlsx",
                                 .may = MAY_LEDGER_SEE,
                                 .help = PAPERS_HELP,
                                 .run = run_papers,
                                 .type = XLSX};
