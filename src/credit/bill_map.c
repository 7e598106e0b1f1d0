/* credit/bill_map: whose a bill's lines are, by tag or sub-account; and what is posted anew when
 * that changes. */
#include "credit/bill_period.h"

#include "base/words.h"
#include "credit/grant.h"

#include <stdlib.h>
#include <string.h>

enum { WORK_BYTES_MAX = 64 * 1024 * 1024, PAGE_BYTES_MAX = 16 * 1024 * 1024 };

/* --- whose */

static int compare(const void *x, const void *y)
{
        const BillMap *p = x, *q = y;
        int c = str_cmp(p->tag, q->tag);

        if (!c)
                c = str_cmp(p->value, q->value);
        return c ? c : str_cmp(p->provider, q->provider);
}

Status bill_maps_read(Db *db, Arena *a, Id hub, BillMaps *out)
{
        BillMapList list;

        TRY(bill_maps_all(db, a, hub, &list));
        *out = (BillMaps){arena_new(a, BillMap, list.n + 1), list.n};
        if (list.n)
                memcpy(out->at, list.at, list.n * sizeof *out->at);
        qsort(out->at, out->n, sizeof *out->at, compare);
        return OK;
}

/* That of the provider goes before that of any. */
static Id find(const BillMaps *maps, Str provider, Str tag, Str value)
{
        BillMap key = {.provider = provider, .tag = tag, .value = value};
        const BillMap *row = bsearch(&key, maps->at, maps->n, sizeof key, compare);

        if (!row && provider.len)
                return find(maps, (Str){0}, tag, value);
        return row ? row->party : 0;
}

Id bill_party_of(const BillMaps *maps, Str provider, Str sub_account, Str tags)
{
        Str line, rest = tags, key;

        while (str_cut(&rest, '\n', &line))
                if (str_cut(&line, '=', &key)) {
                        Id party = find(maps, provider, key, line);

                        if (party)
                                return party;
                }
        return sub_account.len ? find(maps, provider, (Str){0}, sub_account) : 0;
}

/* --- posting anew */

typedef struct {
        Deed *d;
        Arena a, page; /* page: what is read at once */
        Id hub;
        BillPosting post;
        BillMaps maps, before;
        const BillMap *added;   /* none when NULL; before: the others */
        int64_t moved, waiting; /* parts; waiting: for another time, or for somebody else */
} Settling;

/* Whose lines are their own is not for the actor to say, so their parts are moved by others. */
static bool moves_own(const Settling *x, const BillPeriod *period, const BillPart *part, Id party)
{
        Id before;

        if (!x->added)
                return false;
        before = bill_party_of(&x->before, period->provider, part->sub_account, part->tags);
        return before != party &&
               (interest_has(&x->post.own, before) || interest_has(&x->post.own, part->owner));
}

static Status settle_part(Settling *x, const BillPeriod *period, const BillPart *part)
{
        Id party = bill_party_of(&x->maps, period->provider, part->sub_account, part->tags), next;
        Exact billed;

        if (party == part->owner || part->erased_at) /* what was posted to who is erased stays */
                return OK;
        if (moves_own(x, period, part, party))
                return FORBIDDEN;
        if (x->moved == BILL_PARTS_AT_ONCE || interest_has(&x->post.own, party) ||
            interest_has(&x->post.own, part->owner)) {
                x->waiting++;
                return OK;
        }
        if (exact_read(part->billed, &billed) != EXACT_OK)
                return BROKEN;
        TRY(bill_posting_account(&x->post, party, part->currency, &next));
        if (next == part->account)
                return OK;
        TRY(bill_posting_add(&x->post, part->account, exact_negate(billed)));
        TRY(bill_posting_add(&x->post, next, billed));
        x->moved++;
        return bill_part_set(x->d->db, period->id, part->who, part->currency, next);
}

static Status settle_period(Settling *x, const BillPeriod *period)
{
        BillPartList list;
        char currency[64] = "";
        Id who = 0;

        do {
                arena_reset(&x->page);
                TRY(bill_parts_of(x->d->db, &x->page, period->id, who, str_from(currency), &list));
                for (size_t i = 0; i < list.n; i++)
                        TRY(settle_part(x, period, &list.at[i]));
                if (list.n) {
                        const BillPart *last = &list.at[list.n - 1];

                        who = last->who;
                        memcpy(currency, last->currency.at, last->currency.len);
                        currency[last->currency.len] = 0;
                }
        } while (list.n);
        return OK;
}

static void leave_out(BillMaps *maps, const BillMap *row)
{
        size_t n = 0;

        for (size_t i = 0; i < maps->n; i++)
                if (compare(&maps->at[i], row) != 0)
                        maps->at[n++] = maps->at[i];
        maps->n = n;
}

static Status settle_all(void *ctx)
{
        Settling *x = ctx;
        BillPeriodList list;
        Id after = 0;

        TRY(bill_posting_begin(x->d, &x->a, x->hub, x->hub, &x->post));
        TRY(bill_maps_read(x->d->db, &x->a, x->hub, &x->maps));
        if (x->added) {
                TRY(bill_maps_read(x->d->db, &x->a, x->hub, &x->before));
                leave_out(&x->before, x->added);
        }
        do {
                TRY(bill_periods_at(x->d->db, &x->a, x->hub, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        after = list.at[i].id;
                        TRY(settle_period(x, &list.at[i]));
                }
        } while (list.n);
        return bill_posting_end(&x->post);
}

static Status settle_pages(void *ctx)
{
        Settling *x = ctx;

        return arena_try(&x->page, settle_all, x);
}

/* Each part of the hub's periods is posted as the mappings say now, BILL_PARTS_AT_ONCE of them; the
 * deed's note says how many there were, and how many are left. added: the mapping that is new. */
static Status settle(Deed *d, const Hub *hub, const BillMap *added)
{
        Settling *x = arena_new(d->a, Settling, 1);
        Status s;

        *x = (Settling){.d = d,
                        .a = arena_make(WORK_BYTES_MAX),
                        .page = arena_make(PAGE_BYTES_MAX),
                        .hub = hub->id,
                        .added = added};
        s = arena_try(&x->a, settle_pages, x);
        if (s != OK)
                s = bill_posting_fault(d, &x->post, s);
        arena_free(&x->page);
        arena_free(&x->a);
        TRY(s);
        d->note = str_fmt(d->a,
                          x->waiting ? _("Sums posted anew: %lld. Still to be posted: %lld.")
                                     : _("Sums posted anew: %lld."),
                          (long long)x->moved, (long long)x->waiting);
        d->go_to = str_fmt(d->a, "/bill-maps?hub=%.*s", S_ARG(hub->slug));
        return OK;
}

/* --- deeds */

static const Field map_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"), .help = N_("Whose bill it is.")},
        {"provider", FIELD_TEXT, .label = N_("Provider"),
         .help = N_("As bills call it. Any, when empty.")},
        {"sub_account", FIELD_TEXT, .label = N_("Sub-account"),
         .help = N_("As bills call it: SubAccountId.")},
        {"tag", FIELD_TEXT, .chars_max = BILL_TAG_KEY_CHARS_MAX + 1 + BILL_TAG_BYTES_MAX,
         .label = N_("Tag"),
         .help = N_("Instead of a sub-account, and before one: key=value, as in team=atlas.")},
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party"),
         .help = N_("Whose the lines are.")},
        {0}};

/* A key that no mapping of the hub named before is one more by which lines are told apart. */
static Status check_key(Deed *d, Id hub, Str key)
{
        BillTagKeyList keys;

        TRY(bill_tag_keys(d->db, d->a, hub, &keys));
        for (size_t i = 0; i < keys.n; i++)
                if (str_eq(keys.at[i].tag, key))
                        return OK;
        return keys.n < BILL_TAG_KEYS_MAX
                       ? OK
                       : deed_fault_at(d, "tag",
                                       _("Lines are told apart by %d keys of tags at most."),
                                       BILL_TAG_KEYS_MAX);
}

/* Either a sub-account or a tag. */
static Status what_field(Deed *d, Id hub, Str *out_tag, Str *out_value)
{
        Str tag = deed_text(d, "tag");
        size_t equals = str_find(tag, '=');

        *out_tag = (Str){0};
        *out_value = deed_text(d, "sub_account");
        if (deed_given(d, "tag") == deed_given(d, "sub_account"))
                return deed_fault_at(d, "sub_account", _("Give a sub-account or a tag."));
        if (!deed_given(d, "tag"))
                return OK;
        if (!equals || equals + 1 >= tag.len || equals > BILL_TAG_KEY_CHARS_MAX ||
            tag.len - equals - 1 > BILL_TAG_BYTES_MAX)
                return deed_fault_at(d, "tag", _("Give a tag as key=value."));
        *out_tag = str_trim(str_head(tag, equals));
        *out_value = str_trim((Str){tag.at + equals + 1, tag.len - equals - 1});
        if (!out_tag->len || !out_value->len)
                return deed_fault_at(d, "tag", _("Give a tag as key=value."));
        return check_key(d, hub, *out_tag);
}

static Status check_new(Deed *d, Id hub, Str tag, Str value)
{
        BillMapCount count;
        BillMapId known;
        Status s = bill_map_find(d->db, d->a, hub, deed_text(d, "provider"), tag, value, &known);

        if (s == OK)
                return deed_fault(d, CONFLICT,
                                  _("These lines are somebody's already. Withdraw that first."));
        if (s != NOT_FOUND)
                return s;
        TRY(bill_map_count(d->db, d->a, hub, &count));
        return count.n < BILL_MAPS_MAX
                       ? OK
                       : deed_fault(d, CONFLICT, _("There are %d such rows already."),
                                    BILL_MAPS_MAX);
}

/* Nobody takes from a party of their own what it was given by others. */
static Status check_own(Deed *d, Id hub, Str tag, Str value)
{
        BillMapOwnerList list;

        TRY(bill_maps_alike(d->db, d->a, hub, tag, value, &list));
        for (size_t i = 0; i < list.n; i++)
                TRY(interest_refuses(d, list.at[i].party));
        return OK;
}

static Status tell_map(Deed *d, const char *kind, Id map, Id hub, Id party)
{
        Entry e = {.kind = str_from(kind), .subject = map, .hub = hub};

        if (party)
                entry_id(&e, S("party"), party);
        return deed_tell(d, &e);
}

static Status run_map(Deed *d)
{
        Str tag, value;
        Party party;
        Hub hub;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(grant_party_field(d, "party", &party));
        TRY(what_field(d, hub.id, &tag, &value));
        TRY(check_new(d, hub.id, tag, value));
        TRY(check_own(d, hub.id, tag, value));
        d->made = db_id(d->db, d->now_us);
        TRY(bill_map_add(d->db, d->made, hub.id, deed_text(d, "provider"), tag, value, party.id,
                         d->now_us, d->actor.id));
        TRY(tell_map(d, "bill.mapped", d->made, hub.id, party.id));
        return settle(d, &hub, &(BillMap){deed_text(d, "provider"), tag, value, party.id});
}

const Action bill_map_action = {
        .name = "bill map",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Say whose a bill's lines are"),
        .help = N_("Lines of a sub-account, or with a tag, are a party's. What was delivered is "
                   "posted at once; a tag whose key is new here counts from the next delivery."),
        .fields = map_fields,
        .run = run_map};

static const Field unmap_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub")},
        {"map", FIELD_ID, .required = true, .label = N_("Whose the lines are")},
        {0}};

static Status run_unmap(Deed *d)
{
        BillMapParty row;
        Hub hub;
        Status s;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        s = bill_map_get(d->db, d->a, hub.id, deed_int(d, "map"), &row);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "map", _("This was withdrawn before."));
        TRY(s);
        TRY(interest_refuses(d, row.party));
        TRY(bill_map_drop(d->db, row.id));
        TRY(tell_map(d, "bill.unmapped", row.id, hub.id, row.party));
        return settle(d, &hub, NULL);
}

const Action bill_unmap_action = {
        .name = "bill unmap",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("End whose a bill's lines are"),
        .help = N_("What was posted by it is posted back, and is nobody's again."),
        .fields = unmap_fields,
        .run = run_unmap,
        .is_dangerous = true};

static const Field post_fields[] = {{"hub", FIELD_SLUG, .required = true, .label = N_("Hub")}, {0}};

static Status run_post(Deed *d)
{
        Hub hub;

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(settle(d, &hub, NULL));
        return tell_map(d, "bill.posted", hub.id, hub.id, 0);
}

const Action bill_post_action = {
        .name = "bill post",
        .may = MAY_LEDGER_SET,
        .where = hub_where,
        .title = N_("Post bills again"),
        .help = N_("What is still to be posted after somebody was named, so many sums at a time."),
        .fields = post_fields,
        .run = run_post};
