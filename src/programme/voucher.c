/* programme/voucher: see the header. */
#include "programme/voucher.h"

#include "base/words.h"
#include "credit/grant.sql.h"
#include "hub/hub.h"
#include "people/interest.h"
#include "people/own.h"
#include "record/merkle.h"

#include <stdlib.h>

static const char purpose[] = "voucher"; /* as it is */
static const Str byte_order_mark = S_INIT("\xEF\xBB\xBF");

/* --- loading */

static const Field load_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),
         .help = N_("Its members, and those of all hubs below it, can take one.")},
        {"programme", FIELD_SLUG, .required = true, .label = N_("Programme")},
        {"benefit", FIELD_SLUG, .label = N_("Benefit"),
         .help = N_("Only for members who were given this one. For all, when empty.")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 120, .label = N_("Title"),
         .help = N_("As members see it.")},
        {"codes", FIELD_LONG_TEXT, .required = true, .chars_max = 200000, .label = N_("Codes"),
         .help = N_("One a line. Nobody sees them here again, but the member who takes one.")},
        {0}};

/* What the lines come to. */
typedef struct {
        VoucherCodeAdd *rows;
        Hash *leaves;
        size_t n;
        int64_t blank, twice;
        unsigned char salt[HASH_BYTES];
} Codes;

/* The first column; without quotes around it. */
static Str code_of(Str line)
{
        size_t end = 0;

        line = str_trim(line);
        if (line.len && line.at[0] == '"') {
                line = str_skip(line, 1);
                while (end < line.len && line.at[end] != '"')
                        end++;
                return str_trim(str_head(line, end));
        }
        while (end < line.len && line.at[end] != ',' && line.at[end] != ';' && line.at[end] != '\t')
                end++;
        return str_trim(str_head(line, end));
}

/* Of a table's first line. */
static bool is_heading(Str code)
{
        static const char *const names[] = {"code", "codes", "voucher", "coupon"};

        for (size_t i = 0; i < sizeof names / sizeof *names; i++)
                if (str_eq_nocase(code, str_from(names[i])))
                        return true;
        return false;
}

static int64_t mark_of(const Seal *seal, Str code)
{
        Hash h = seal_mac(seal, purpose, code);
        int64_t mark = 0;

        for (int i = 0; i < 8; i++)
                mark = (int64_t)((uint64_t)mark << 8 | h.b[i]);
        return mark & INT64_MAX;
}

static Str box_owner(Arena *a, int64_t mark)
{
        return str_fmt(a, "%lld", (long long)mark);
}

static Hash leaf_of(Arena *a, const Codes *codes, Str code)
{
        Text t = text_begin(a, HASH_BYTES + code.len + 1);

        text_add(&t, (Str){(const char *)codes->salt, HASH_BYTES});
        text_add(&t, code);
        return merkle_leaf(text_str(&t));
}

static int by_mark(const void *x, const void *y)
{
        const VoucherCodeAdd *const *p = x, *const *q = y;

        if ((*p)->mark != (*q)->mark)
                return ((*p)->mark > (*q)->mark) - ((*p)->mark < (*q)->mark);
        return (*p > *q) - (*p < *q);
}

/* Of those that are alike the first stays. */
static void drop_twice(Arena *a, Codes *codes)
{
        const VoucherCodeAdd **order = arena_new(a, const VoucherCodeAdd *, codes->n + 1);
        bool *is_twice = arena_new(a, bool, codes->n + 1);
        size_t n = 0;

        for (size_t i = 0; i < codes->n; i++)
                order[i] = &codes->rows[i];
        if (codes->n)
                qsort(order, codes->n, sizeof *order, by_mark);
        for (size_t i = 1; i < codes->n; i++)
                if (order[i]->mark == order[i - 1]->mark)
                        is_twice[order[i] - codes->rows] = true;
        for (size_t i = 0; i < codes->n; i++) {
                if (is_twice[i]) {
                        codes->twice++;
                        continue;
                }
                codes->leaves[n] = codes->leaves[i];
                codes->rows[n++] = codes->rows[i];
        }
        codes->n = n;
}

/* Before the transaction: hashes and boxes need no store. */
static Status prepare_load(Deed *d)
{
        Codes *codes = arena_new(d->a, Codes, 1);
        Str rest = deed_text(d, "codes"), line;
        int64_t number = 0;

        if (!d->seal)
                return deed_fault(d, BROKEN, _("This server has no key to keep secrets with."));
        if (str_starts(rest, byte_order_mark))
                rest = str_skip(rest, byte_order_mark.len);
        codes->rows = arena_new(d->a, VoucherCodeAdd, VOUCHER_CODES_MAX);
        codes->leaves = arena_new(d->a, Hash, VOUCHER_CODES_MAX);
        random_fill(codes->salt, sizeof codes->salt);
        while (str_cut(&rest, '\n', &line)) {
                Str code = code_of(line);
                int64_t mark;

                if (++number == 1 && is_heading(code))
                        continue;
                if (!code.len) {
                        codes->blank++;
                        continue;
                }
                if (codes->n == VOUCHER_CODES_MAX)
                        return deed_fault_at(d, "codes", _("At most %d codes at once."),
                                             VOUCHER_CODES_MAX);
                if (code.len > VOUCHER_CODE_CHARS_MAX)
                        return deed_fault_at(d, "codes", _("Line %lld is too long for a code."),
                                             (long long)number);
                mark = mark_of(d->seal, code);
                codes->leaves[codes->n] = leaf_of(d->a, codes, code);
                codes->rows[codes->n++] = (VoucherCodeAdd){
                        .mark = mark,
                        .box = seal_box(d->seal, d->a, purpose, box_owner(d->a, mark), code)};
        }
        drop_twice(d->a, codes);
        d->prepared = codes;
        return OK;
}

/* Those that stand in a pool already are none of this one; rows and leaves are copied, for the
 * transaction may run again. */
static Status take_new(Deed *d, const Codes *from, Id pool, Codes *out)
{
        *out = *from;
        out->rows = arena_new(d->a, VoucherCodeAdd, from->n + 1);
        out->leaves = arena_new(d->a, Hash, from->n + 1);
        out->n = 0;
        for (size_t i = 0; i < from->n; i++) {
                ArenaMark mark = arena_mark(d->a);
                VoucherId known;
                Status s = voucher_known(d->db, d->a, from->rows[i].mark, &known);

                arena_rewind(d->a, mark);
                if (s == OK) {
                        out->twice++;
                        continue;
                }
                if (s != NOT_FOUND)
                        return s;
                out->leaves[out->n] = from->leaves[i];
                out->rows[out->n] = from->rows[i];
                out->rows[out->n].pool = pool;
                out->rows[out->n++].id = db_id(d->db, d->now_us);
        }
        return OK;
}

static Status programme_of(Deed *d, Programme *out)
{
        Definition *def;
        Str benefit = deed_text(d, "benefit");
        Status s = programme_open(d->db, d->a, deed_text(d, "programme"), out, &def);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "programme", _("There is no such programme."));
        TRY(s);
        for (size_t i = 0; benefit.len && i < def->benefits.n; i++)
                if (str_eq(def->benefits.at[i].slug, benefit))
                        return OK;
        return benefit.len ? deed_fault_at(d, "benefit", _("The programme has no such benefit."))
                           : OK;
}

static Status run_load(Deed *d)
{
        Entry e = {.kind = S("voucher.loaded")};
        Programme programme;
        Codes codes;
        Hash root;
        Hub hub;

        if (!d->prepared) /* nothing was prepared: may it be? */
                return deed_fault_at(d, "codes", _("This is needed."));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(programme_of(d, &programme));
        d->made = db_id(d->db, d->now_us);
        TRY(take_new(d, d->prepared, d->made, &codes));
        if (!codes.n)
                return deed_fault_at(d, "codes", _("There is no new code among them."));
        root = merkle_list_root(codes.leaves, codes.n);
        e.subject = d->made;
        e.hub = hub.id;
        entry_text(&e, S("programme"), programme.slug);
        entry_text(&e, S("benefit"), deed_text(d, "benefit"));
        entry_int(&e, S("codes"), (int64_t)codes.n);
        entry_text(&e, S("root"), hash_hex(d->a, &root));
        TRY(deed_tell(d, &e));
        TRY(voucher_pool_add(d->db, d->made, hub.id, programme.id, deed_text(d, "benefit"),
                             deed_text(d, "title"), (int64_t)codes.n,
                             (Str){(const char *)codes.salt, HASH_BYTES}, hash_str(&root),
                             d->position, d->now_us, d->actor.id));
        d->note = str_fmt(d->a,
                          _("%lld codes are loaded. Left out: %lld that were there already, %lld "
                            "empty lines."),
                          (long long)codes.n, (long long)codes.twice, (long long)codes.blank);
        d->shows_note = true;
        d->go_to = str_fmt(d->a, "/vouchers?hub=%.*s", S_ARG(hub.slug));
        return voucher_code_add(d->db, codes.rows, codes.n);
}

const Action voucher_load_action = {
        .name = "voucher load",
        .may = MAY_GRANT_EDIT,
        .where = hub_where,
        .title = N_("Load voucher codes"),
        .help = N_("Codes of a partner for the members of a programme: each takes one."),
        .fields = load_fields,
        .prepare = prepare_load,
        .run = run_load};

/* --- taking one */

static const Field take_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"pool", FIELD_ID, .required = true, .label = N_("Codes")},
        {0}};

/* Of the party's own people alone: whoever runs the hub never sees a code. */
static Status where_taker(Deed *d, Place *out)
{
        Party party;

        *out = (Place){.is_hidden = true};
        if (party_now(d->db, d->a, deed_int(d, "party"), &party) != OK)
                return NOT_FOUND;
        out->party = party.id;
        return party_is_own(d->db, d->a, &d->actor, party.id, &out->is_own);
}

/* Was given the benefit there, and it was not taken back. */
static Status has_benefit(Deed *d, const VoucherPool *pool, Id party, Id hub, bool *out)
{
        GrantId id;
        Status s;

        *out = !pool->benefit.len;
        if (*out)
                return OK;
        s = grant_of_benefit_left(d->db, d->a, party, pool->programme, hub, pool->benefit, &id);
        *out = s == OK;
        return s == NOT_FOUND ? OK : s;
}

static Status is_active(Deed *d, const Definition *def, const Member *m, bool *out)
{
        const DefinitionStage *at;
        Stage stage;

        TRY(stage_by_id(d->db, d->a, m->stage, &stage));
        at = definition_stage(def, stage.slug);
        *out = at && !at->ends;
        return OK;
}

/* A membership of the pool's programme, at its hub or below, in a stage that goes on. */
static Status check_member(Deed *d, const VoucherPool *pool, Id party)
{
        Programme programme;
        Definition *def;
        MemberList list;

        TRY(programme_by_id(d->db, d->a, pool->programme, &programme));
        TRY(programme_open(d->db, d->a, programme.slug, &programme, &def));
        TRY(member_in(d->db, d->a, party, pool->programme, &list));
        for (size_t i = 0; i < list.n; i++) {
                HubBelow below;
                bool active, has;
                Status s = hub_is_below(d->db, d->a, list.at[i].hub, pool->hub, &below);

                if (s == NOT_FOUND)
                        continue;
                TRY(s);
                TRY(is_active(d, def, &list.at[i], &active));
                TRY(has_benefit(d, pool, party, list.at[i].hub, &has));
                if (active && has)
                        return OK;
        }
        return deed_fault(d, FORBIDDEN,
                          _("These codes are for active members of the programme there."));
}

static Status pool_of(Deed *d, Id party, VoucherPool *out)
{
        VoucherTaken taken;
        Status s = voucher_pool_get(d->db, d->a, deed_int(d, "pool"), out);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "pool", _("There are no such codes."));
        TRY(s);
        TRY(check_member(d, out, party));
        s = voucher_taken_of(d->db, d->a, party, out->id, &taken);
        if (s == OK)
                return deed_fault(d, CONFLICT, _("You have taken one of these codes already."));
        return s == NOT_FOUND ? OK : s;
}

/* Nor does who may everything: somebody of the team, or the person. */
static Status check_own(Deed *d, const Party *party)
{
        bool is_own = false;

        TRY(interest_in(d->db, d->a, d->actor.id, party->id, &is_own));
        return is_own ? OK
                      : deed_fault(d, FORBIDDEN,
                                   _("Only the party's own people take a code for it."));
}

static Status run_take(Deed *d)
{
        Entry e = {.kind = S("voucher.taken")};
        VoucherPool pool;
        VoucherCode code;
        Party party;
        Str plain;
        Status s;

        TRY(party_now(d->db, d->a, deed_int(d, "party"), &party));
        TRY(party_whole(d, &party));
        TRY(check_own(d, &party));
        TRY(pool_of(d, party.id, &pool));
        s = str_is(pool.state, "open") ? voucher_next(d->db, d->a, pool.id, &code) : NOT_FOUND;
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT,
                                  _("All of these codes are taken. Ask your hub whether there "
                                    "will be more."));
        TRY(s);
        if (!d->seal ||
            seal_unbox(d->seal, d->a, purpose, box_owner(d->a, code.mark), code.box, &plain) != OK)
                return deed_fault(d, BROKEN, _("The data folder's secret can not be read."));
        TRY(voucher_code_take(d->db, pool.id, code.id, (Str){0}));
        TRY(voucher_pool_count(d->db, pool.id));
        TRY(voucher_taken_add(d->db, party.id, pool.id, code.id, d->actor.id, d->now_us));
        e.subject = party.id;
        e.hub = pool.hub;
        entry_id(&e, S("pool"), pool.id);
        d->note = str_fmt(d->a, _("Your code: %.*s. It is shown this once: keep it now."),
                          S_ARG(plain));
        d->shows_note = true;
        d->go_to = str_fmt(d->a, "/parties/%.*s/vouchers", S_ARG(id_text(d->a, party.id)));
        return deed_tell(d, &e);
}

const Action voucher_take_action = {
        .name = "voucher take",
        .may = MAY_APPLY, /* owners and editors of the team */
        .where = where_taker,
        .title = N_("Take a voucher code"),
        .help = N_("One for each member. It is shown once, in the answer."),
        .fields = take_fields,
        .run = run_take};

/* --- withdrawing what is left */

static const Field withdraw_fields[] = {{"pool", FIELD_ID, .required = true, .label = N_("Codes")},
                                        {0}};

static Status where_pool(Deed *d, Place *out)
{
        VoucherPool pool;

        *out = (Place){.is_hidden = true};
        if (voucher_pool_get(d->db, d->a, deed_int(d, "pool"), &pool) != OK)
                return NOT_FOUND;
        TRY(hub_place(d->db, d->a, pool.hub, 0, out));
        out->is_hidden = true;
        return OK;
}

static Status run_withdraw(Deed *d)
{
        Entry e = {.kind = S("voucher.withdrawn")};
        VoucherPool pool;
        Hub hub;
        Status s;

        TRY(voucher_pool_get(d->db, d->a, deed_int(d, "pool"), &pool));
        TRY(hub_by_id(d->db, d->a, pool.hub, &hub));
        s = voucher_pool_withdraw(d->db, pool.id);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("These codes were withdrawn already."));
        TRY(s);
        TRY(voucher_codes_drop(d->db, pool.id));
        e.subject = pool.id;
        e.hub = pool.hub;
        entry_int(&e, S("codes"), pool.loaded - pool.taken);
        d->note = S_("Withdrawn.");
        d->go_to = str_fmt(d->a, "/vouchers?hub=%.*s", S_ARG(hub.slug));
        return deed_tell(d, &e);
}

const Action voucher_withdraw_action = {
        .name = "voucher withdraw",
        .may = MAY_GRANT_EDIT,
        .where = where_pool,
        .title = N_("Withdraw voucher codes"),
        .help = N_("Codes that nobody took are forgotten. What was taken stays taken."),
        .fields = withdraw_fields,
        .run = run_withdraw,
        .is_dangerous = true};
