/* credit/bill: see the header. The file is read before the transaction, where nobody waits. */
#include "credit/bill.h"

#include "base/time.h"
#include "base/words.h"
#include "credit/account.h"
#include "credit/bill_period.h"
#include "credit/load_file.h"

#include <malloc.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
        KEPT_BYTES_MAX = 64 * 1024 * 1024,
        WORK_BYTES_MAX = 256 * 1024 * 1024,
        TAGS_BYTES_MAX = BILL_TAG_KEYS_MAX * (4 * BILL_TAG_KEY_CHARS_MAX + BILL_TAG_BYTES_MAX + 2)
};

/* The memory that reading takes is the machine's, so one file is read at a time, in the whole
 * process; others wait. It guards nothing else. */
static pthread_mutex_t one_at_a_time = PTHREAD_MUTEX_INITIALIZER;

/* What was found in the file; in an arena of its own, which ends with the deed's. */
typedef struct {
        Arena a;
        Arena work; /* while the file is read and added up: the groups */
        Hash hash;
        Source *source;
        FocusOptions options;
        FocusReport report;
        FocusGroups *groups; /* in work */
        int64_t groups_n;
        BillCharges charges;
        Text tags; /* of the line at work */
        char *side;
        BillSumAdd *sums;
        size_t sums_n, sums_room;
        int64_t begins_at;
} Loaded;

static const Field load_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"), .help = N_("Whose bill it is.")},
        {"file", FIELD_FILE, .required = true, .label = N_("File"),
         .help = N_("FOCUS 1.0 to 1.4 as CSV; plain, gzip or zstd.")},
        {"inclusive", FIELD_YES, .label = N_("Periods end inclusively"),
         .help = N_("The bill names the last day or second of a period, not the first behind it.")},
        {"zone", FIELD_INT, .min = -12, .max = 14, .label = N_("Hours east of UTC"),
         .help = N_("Of times that name no zone. Nothing, when empty.")},
        {"strict", FIELD_YES, .label = N_("Refuse the file for one bad row")},
        {0}};

/* --- sums */

static const char *const dimensions[] = {"total",   "provider",    "category",
                                         "service", "sub-account", "day"};

static Str value_of(Arena *a, const FocusGroup *g, size_t dimension)
{
        switch (dimension) {
        case 1: return g->key.provider;
        case 2: {
                const Str *names = focus_choice_values(FOCUS_CHARGE_CATEGORY);

                return g->key.category ? names[g->key.category] : (Str){0};
        }
        case 3: return g->key.service;
        case 4: return g->key.sub_account;
        case 5: return time_date(a, g->key.charge_day * DAY_US);
        default: return (Str){0};
        }
}

typedef struct {
        Str currency, value;
        size_t group;
} Part;

static int by_value(const void *x, const void *y)
{
        const Part *p = x, *q = y;
        int c = str_cmp(p->currency, q->currency);

        return c ? c : str_cmp(p->value, q->value);
}

/* The groups' texts go; the sum's stay. */
static Status sum_put(Loaded *l, const char *dimension, const Part *p, const FocusGroup *sum)
{
        if (l->sums_n == BILL_SUMS_MAX)
                return TOO_MANY;
        l->sums[l->sums_n++] =
                (BillSumAdd){.dimension = str_from(dimension),
                             .currency = str_copy(&l->a, p->currency),
                             .value = str_copy(&l->a, p->value),
                             .line_count = sum->lines,
                             .below_zero = sum->lines_below_zero,
                             .billed = exact_text(&l->a, sum->sum[FOCUS_SUM_BILLED]),
                             .effective = exact_text(&l->a, sum->sum[FOCUS_SUM_EFFECTIVE]),
                             .list = exact_text(&l->a, sum->sum[FOCUS_SUM_LIST]),
                             .contracted = exact_text(&l->a, sum->sum[FOCUS_SUM_CONTRACTED])};
        return OK;
}

static Status sum_group(FocusGroup *sum, const FocusGroup *group)
{
        sum->lines += group->lines;
        sum->lines_below_zero += group->lines_below_zero;
        for (size_t k = 0; k < FOCUS_SUMS; k++)
                if (exact_add(sum->sum[k], group->sum[k], &sum->sum[k]) != EXACT_OK)
                        return TOO_LARGE;
        return OK;
}

static Status sum_parts(Loaded *l, size_t dimension)
{
        size_t n = focus_groups_n(l->groups);
        Part *parts = arena_new(&l->work, Part, n + 1);
        FocusGroup sum = {0};

        for (size_t i = 0; i < n; i++) {
                FocusGroup group = focus_groups_at(l->groups, i);

                parts[i] = (Part){group.key.currency, value_of(&l->work, &group, dimension), i};
        }
        qsort(parts, n, sizeof *parts, by_value);
        for (size_t i = 0; i < n; i++) {
                FocusGroup group = focus_groups_at(l->groups, parts[i].group);

                TRY(sum_group(&sum, &group));
                if (i + 1 < n && by_value(&parts[i], &parts[i + 1]) == 0)
                        continue;
                TRY(sum_put(l, dimensions[dimension], &parts[i], &sum));
                sum = (FocusGroup){0};
        }
        return OK;
}

/* One dimension after another needs the same memory. */
static Status sum_dimension(Loaded *l, size_t dimension)
{
        ArenaMark mark = arena_mark(&l->work);
        Status s = sum_parts(l, dimension);

        arena_rewind(&l->work, mark);
        return s;
}

/* --- reading */

static bool is_currency(Str code)
{
        Unit unit;

        return currency_find(code, &unit);
}

static Status take(void *ctx, const FocusLine *line)
{
        Loaded *l = ctx;
        FocusKey key = focus_key_of(line);

        if (!l->begins_at || key.billing_start_us < l->begins_at)
                l->begins_at = key.billing_start_us;
        if (l->charges.tags.n)
                key.own = bill_line_tags(&l->charges.tags, line, l->side, &l->tags);
        return focus_group_add(l->groups, &key, line);
}

static Status read_work(void *ctx)
{
        Loaded *l = ctx;
        Status s;

        l->side = arena_new(&l->work, char, 2 * FOCUS_JSON_BYTES_MAX);
        l->tags = text_begin(&l->work, TAGS_BYTES_MAX);
        l->groups = focus_groups_begin(&l->work, BILL_GROUPS_MAX);
        TRY(focus_read(&l->a, l->source, &l->options, take, l, &l->report));
        TRY(focus_groups_end(l->groups));
        l->sums = arena_new(&l->a, BillSumAdd, BILL_SUMS_MAX);
        for (size_t i = 0; i < sizeof dimensions / sizeof *dimensions; i++) {
                s = sum_dimension(l, i);
                if (s != OK)
                        return s;
        }
        return bill_charges(&l->a, &l->work, l->groups, &l->charges);
}

static Status read_in(void *ctx)
{
        Loaded *l = ctx;

        return arena_try(&l->work, read_work, l);
}

/* The groups take much: they go before the next file is read. */
static Status read_alone(Loaded *l)
{
        Status s;

        pthread_mutex_lock(&one_at_a_time);
        l->work = arena_make(WORK_BYTES_MAX);
        s = arena_try(&l->a, read_in, l);
        l->groups_n = s == OK ? (int64_t)focus_groups_n(l->groups) : 0;
        l->groups = NULL;
        arena_free(&l->work);
        malloc_trim(0); /* else each worker keeps what it had */
        pthread_mutex_unlock(&one_at_a_time);
        return s;
}

static void end_loaded(void *ctx)
{
        Loaded *l = ctx;

        arena_free(&l->a);
        free(l);
}

/* Why a file is no bill, in words. */
static Status explain(Deed *d, const Loaded *l, Status s)
{
        if (s == TOO_MANY)
                return deed_fault_at(d, "file",
                                     _("The bill has too many different services, sub-accounts and "
                                       "days for one file."));
        if (l->report.fault.len)
                return deed_fault_at(d, "file", "%.*s", S_ARG(l->report.fault));
        if (s == TOO_LARGE)
                return deed_fault_at(d, "file", _("The file is too large, or a sum of it is."));
        return s == INVALID && l->report.n
                       ? deed_fault_at(d, "file", _("Row %lld: %.*s"),
                                       (long long)l->report.finding[l->report.n - 1].row,
                                       S_ARG(l->report.finding[l->report.n - 1].words))
                       : deed_fault_at(d, "file", _("The file can not be read as a bill."));
}

/* By which tags the hub tells lines apart. */
static Status find_tags(Deed *d, Loaded *l)
{
        Hub hub;
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = hub_by_slug(db, d->a, deed_text(d, "hub"), &hub);
        if (s == OK)
                s = bill_tags_of(db, &l->a, hub.id, &l->charges.tags);
        store_reader_close(db);
        return s == NOT_FOUND ? OK : s; /* the transaction says so */
}

static Status prepare_load(Deed *d)
{
        Loaded *l = calloc(1, sizeof *l);
        int fd;
        Status s;

        if (!l)
                return BROKEN;
        l->a = arena_make(KEPT_BYTES_MAX);
        arena_at_end(d->a, end_loaded, l);
        d->prepared = l;
        l->options = (FocusOptions){.ends_are_inclusive = deed_int(d, "inclusive") != 0,
                                    .offset_seconds = (int)deed_int(d, "zone") * 3600,
                                    .is_strict = deed_int(d, "strict") != 0,
                                    .is_currency = is_currency};
        TRY(load_file_open(d, "file", &l->hash, &fd));
        s = find_tags(d, l);
        if (s == OK)
                s = source_open(fd, 0, &l->source);
        if (s == OK)
                s = read_alone(l);
        if (s != OK)
                s = explain(d, l, s);
        source_close(l->source);
        close(fd);
        return s;
}

/* --- keeping */

/* As the specification calls it. */
static Str finding_column(const FocusFinding *f)
{
        return f->column < 0 ? (Str){0} : focus_column_info((FocusColumn)f->column)->name;
}

static Status keep_findings(Deed *d, const Loaded *l, Id bill)
{
        BillFindingAdd *rows = arena_new(d->a, BillFindingAdd, l->report.n + 1);

        for (size_t i = 0; i < l->report.n; i++) {
                const FocusFinding *f = &l->report.finding[i];

                rows[i] = (BillFindingAdd){.bill = bill,
                                           .n = (int64_t)i + 1,
                                           .rule = str_from(focus_rule_id(f->rule)),
                                           .column_name = finding_column(f),
                                           .row_number = f->row,
                                           .is_refused = f->is_refused,
                                           .words = f->words};
        }
        return bill_finding_add(d->db, rows, l->report.n);
}

/* "20.52022672899 USD; 3.5 EUR": the totals, to the last digit. */
static Str totals_text(Arena *a, const Loaded *l)
{
        Text t = text_begin(a, 4096);
        int n = 0;

        for (size_t i = 0; i < l->sums_n && n < BILL_CURRENCIES_MAX; i++)
                if (str_is(l->sums[i].dimension, "total"))
                        text_fmt(&t, "%s%.*s %.*s", n++ ? "; " : "", S_ARG(l->sums[i].billed),
                                 S_ARG(l->sums[i].currency));
        return text_str(&t);
}

static int64_t findings_all(const FocusReport *r)
{
        int64_t n = 0;

        for (size_t i = 0; i < FOCUS_RULES; i++)
                n += r->found[i];
        return n;
}

/* The same file tells something new only when a period of it came again since, or its lines are
 * told apart by other tags now. */
static Status check_same(Deed *d, const Loaded *l, Id hub)
{
        BillStale stale;
        BillId same;
        Status s = bill_by_hash(d->db, d->a, hub, hash_str(&l->hash), &same);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(bill_stale(d->db, d->a, same.id, l->charges.tags.text, &stale));
        return stale.n ? OK : deed_fault_at(d, "file", _("This file was loaded before."));
}

static Str note_of(Arena *a, const FocusReport *report, int64_t replaced)
{
        int64_t refused = report->rows - report->lines;

        return refused || replaced
                       ? str_fmt(a, _("Loaded. Refused rows: %lld. Replaced deliveries: %lld."),
                                 (long long)refused, (long long)replaced)
                       : S_("Loaded.");
}

static Status run_load(Deed *d)
{
        Loaded *l = d->prepared;
        Entry e = {.kind = S("bill.loaded")};
        int64_t replaced = 0;
        Hub hub;
        Id id;

        if (!l) /* nothing was prepared: may it be? */
                return deed_fault_at(d, "file", _("The file can not be read."));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(check_same(d, l, hub.id));
        id = db_id(d->db, d->now_us);
        for (size_t i = 0; i < l->sums_n; i++)
                l->sums[i].bill = id;
        TRY(bill_sum_add(d->db, l->sums, l->sums_n));
        TRY(keep_findings(d, l, id));
        TRY(bill_snapshot_keep(d, hub.id, id, &l->charges, &replaced));
        e.subject = id;
        e.hub = hub.id;
        entry_text(&e, S("file"), hash_hex(d->a, &l->hash));
        entry_int(&e, S("rows"), l->report.rows);
        entry_int(&e, S("lines"), l->report.lines);
        entry_text(&e, S("billed"), totals_text(d->a, l));
        TRY(deed_tell(d, &e));
        d->made = id;
        d->note = note_of(d->a, &l->report, replaced);
        d->go_to = str_fmt(d->a, "/bills/%.*s", S_ARG(id_text(d->a, id)));
        return bill_add(d->db, id, hub.id, str_head(d->file_name, 200), hash_str(&l->hash),
                        l->report.version, l->report.rows, l->report.lines, l->groups_n,
                        findings_all(&l->report), l->begins_at, d->position, d->now_us,
                        d->actor.id);
}

const Action bill_load_action = {
        .name = "bill load",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Load a bill"),
        .help = N_("A cloud's bill in the FinOps Open Cost and Usage Specification (FOCUS). It is "
                   "added up exactly, and held against the specification's rules."),
        .fields = load_fields,
        .prepare = prepare_load,
        .run = run_load};
