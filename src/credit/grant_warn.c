/* credit/grant_warn: see the header. It is looked for on a reader, so that the writer is not
 * troubled when there is nothing to tell, and looked at again inside of the transaction. */
#include "credit/grant_warn.h"

#include "base/log.h"
#include "credit/forecast.h"
#include "credit/ledger.h"
#include "credit/unit.h"
#include "hub/hub.h"
#include "people/people.h"

#define LOOK_AGAIN_US (600 * SECOND_US)
enum { LOOK_US_A_TICK = 100000 };

typedef struct {
        const GrantWarn *w;
        Db *db; /* the reader's; in a job, the writer's */
        Arena *a;
        Id party;
        int64_t now_us;
        bool is_telling; /* else it only looks */
        bool is_due;
} Look;

/* --- whom to write to */

static Status send(const Look *l, const GrantLetter *letter, Id actor, Str name, Str address)
{
        ArenaMark mark = arena_mark(l->a);
        Status s = mail_send(l->db, l->a,
                             &(MailDraft){.kind = &letter_grant,
                                          .of = letter,
                                          .actor = actor,
                                          .address = address,
                                          .name = name},
                             l->now_us, NULL);

        arena_rewind(l->a, mark);
        return s;
}

/* A person has no team: the address that the programme knows. */
static Status send_person(const Look *l, const GrantLetter *letter, const Party *p)
{
        IdentityList identities;

        if (!str_is(p->kind, "person"))
                return OK;
        TRY(identity_of(l->db, l->a, p->id, &identities));
        for (size_t i = 0; i < identities.n; i++)
                if (str_is(identities.at[i].scheme, "email"))
                        return send(l, letter, 0, p->name, identities.at[i].value);
        return OK;
}

static Status tell(const Look *l, const GrantForecast *f, int64_t left, GrantLetter *letter)
{
        GrantOwnerList owners;
        Party party;
        Unit unit;
        Hub hub;

        TRY(party_by_id(l->db, l->a, l->party, &party));
        TRY(hub_by_id(l->db, l->a, f->hub, &hub));
        TRY(unit_find(l->db, l->a, f->unit, &unit));
        letter->party = party.name;
        letter->hub = hub.title;
        letter->unit = f->unit;
        letter->left = unit_text(l->a, &unit, left);
        letter->link = str_fmt(l->a, "%.*s/parties/%.*s/ledger", S_ARG(l->w->base_url),
                               S_ARG(id_text(l->a, l->party)));
        TRY(grant_owners(l->db, l->a, l->party, &owners));
        for (size_t i = 0; i < owners.n; i++)
                TRY(send(l, letter, owners.at[i].actor, owners.at[i].name, owners.at[i].email));
        return owners.n ? OK : send_person(l, letter, &party);
}

/* --- what is used */

/* 100, 80, 50, or 0 when it is less. */
static int64_t share_used(const GrantForecast *f)
{
        __int128 used = (__int128)f->given - f->left;

        if (f->given <= 0)
                return 0;
        return f->left <= 0                            ? 100
               : used * 100 >= (__int128)f->given * 80 ? 80
               : used * 100 >= (__int128)f->given * 50 ? 50
                                                       : 0;
}

static Status look_at_use(Look *l, const GrantForecast *f)
{
        int64_t share = share_used(f);
        GrantLetter letter = {.share = str_fmt(l->a, "%lld %%", (long long)share)};
        GrantTold told = {0};
        Status s;

        if (!share)
                return OK;
        s = grant_told_get(l->db, l->a, l->party, f->hub, f->unit, &told);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (told.newest >= f->newest && told.share >= share)
                return OK;
        l->is_due = true;
        if (!l->is_telling)
                return OK;
        TRY(grant_told_put(l->db, l->party, f->hub, f->unit,
                           told.newest > f->newest ? told.newest : f->newest, share, l->now_us));
        return tell(l, f, f->left, &letter);
}

/* --- what ends */

static Status look_at_end(Look *l, const GrantForecast *f, const ForecastGrant *g)
{
        GrantLetter letter = {.title = g->title, .ends_at = g->ends_at};
        Status s;

        if (!str_is(g->state, "active") || g->end_told_at || g->balance <= 0 ||
            g->ends_at <= l->now_us || g->ends_at - GRANT_ENDS_SOON_US > l->now_us)
                return OK;
        l->is_due = true;
        if (!l->is_telling)
                return OK;
        s = grant_end_told(l->db, l->party, g->id, l->now_us);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        return tell(l, f, g->balance, &letter);
}

static Status look_at(void *ctx)
{
        Look *l = ctx;
        GrantForecastList sums;
        ForecastGrantList rows;

        TRY(grant_sums(l->db, l->a, l->party, l->now_us, &sums, &rows));
        for (size_t i = 0; i < sums.n; i++) {
                const GrantForecast *f = &sums.at[i];

                TRY(look_at_use(l, f));
                for (size_t k = f->first; k < f->first + f->grants; k++)
                        TRY(look_at_end(l, f, &rows.at[k]));
        }
        return OK;
}

/* --- all parties in turn */

static Status tell_party(void *ctx)
{
        Look *l = ctx;

        TRY(ledger_states_of(l->db, l->party));
        return look_at(l);
}

/* On the writer's thread: what needs too much memory ends here, and not the process. */
static Status run_telling(void *ctx, Db *db)
{
        Look l = *(Look *)ctx;

        l.db = db;
        l.is_telling = true;
        return arena_try(l.a, tell_party, &l);
}

/* One that can not be looked at or told does not hold up those behind it. */
static void look_at_party(const GrantWarn *w, Db *db, Arena *a, Id party, int64_t now_us)
{
        ArenaMark mark = arena_mark(a);
        Look l = {.w = w, .db = db, .a = a, .party = party, .now_us = now_us};
        Status s = arena_try(a, look_at, &l);

        if (s == OK && l.is_due)
                s = store_transact(w->store, run_telling, &l);
        arena_rewind(a, mark);
        if (s != OK)
                log_line(LOG_WARN, "event=grant_warning party=%.*s status=%s store=\"%.*s\"",
                         S_ARG(id_text(a, party)), status_name(s), S_ARG(store_fault(w->store, a)));
        arena_rewind(a, mark);
}

static Status look_on(GrantWarn *w, Db *db, Arena *a, int64_t now_us)
{
        int64_t begun_us = time_steady_us();
        ForecastPartyList list;

        do {
                ArenaMark mark = arena_mark(a);

                TRY(forecast_parties(db, a, w->after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        look_at_party(w, db, a, list.at[i].party, now_us);
                        w->after = list.at[i].party;
                        if (time_steady_us() - begun_us > LOOK_US_A_TICK)
                                return OK;
                }
                arena_rewind(a, mark);
        } while (list.n);
        w->after = 0;
        w->looked_at = now_us;
        return OK;
}

typedef struct {
        GrantWarn *w;
        Db *db;
        Arena *a;
        int64_t now_us;
} Tick;

static Status tick(void *ctx)
{
        Tick *t = ctx;

        return look_on(t->w, t->db, t->a, t->now_us);
}

Status grant_warn(GrantWarn *w, Db *db, int64_t now_us)
{
        Arena a;
        Tick t = {w, db, &a, now_us};
        Status s;

        if (!w->after && now_us < w->looked_at + LOOK_AGAIN_US &&
            now_us > w->looked_at - LOOK_AGAIN_US)
                return OK;
        a = arena_make(16 * MIB);
        s = arena_try(&a, tick, &t);
        arena_free(&a);
        return s;
}
