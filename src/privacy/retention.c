/* privacy/retention: see the header. */
#include "privacy/retention.h"

#include "base/time.h"
#include "people/own.h"
#include "privacy/erase.h"
#include "privacy/privacy.sql.h"
#include "programme/definition.h"

enum { MEMBERS_A_STEP = 2000 }; /* the LIMIT of retention_members */

/* Of the memberships of one party: when it is due, or 0 when one of them goes on. */
static int64_t due_of(const RetentionMember *at, size_t n)
{
        int64_t due = 0;

        for (size_t i = 0; i < n; i++) {
                int64_t end = at[i].keep_count ? span_after(at[i].since_at, at[i].keep_count,
                                                            (DefinitionSpanUnit)at[i].keep_unit)
                                               : INT64_MAX;

                if (end > due)
                        due = end;
        }
        return due == INT64_MAX ? 0 : due;
}

typedef struct {
        Arena a;
        Store *store;
        Db *db; /* a reader's */
        const Seal *seal;
        int64_t now_us;
        RetentionWalk walk;
        RetentionDue *found;
        size_t found_n;
        RetentionDueList due;
        int told;
} Step;

/* --- the walk */

static Status is_person(Step *s, Id party, bool *out)
{
        ArenaMark mark = arena_mark(&s->a);
        Party p;
        Status status = party_by_id(s->db, &s->a, party, &p);

        *out = status == OK && str_is(p.kind, "person") && !party_is_erased(&p);
        arena_rewind(&s->a, mark);
        return status == NOT_FOUND ? OK : status;
}

/* The last party of a full page may have more memberships on the next. */
static Status find_due(Step *s, bool *out_is_end)
{
        RetentionMemberList list;
        size_t end;

        TRY(retention_members(s->db, &s->a, s->walk.after_party, &list));
        *out_is_end = list.n < MEMBERS_A_STEP;
        s->found = arena_new(&s->a, RetentionDue, list.n + 1);
        for (size_t i = 0; i < list.n; i = end) {
                Id party = list.at[i].party;
                int64_t due;
                bool is;

                for (end = i; end < list.n && list.at[end].party == party;)
                        end++;
                if (end == list.n && !*out_is_end && i > 0)
                        break;
                s->walk.after_party = party;
                due = due_of(&list.at[i], end - i);
                if (!due || due > s->now_us + RETENTION_AHEAD_US)
                        continue;
                TRY(is_person(s, party, &is));
                if (is)
                        s->found[s->found_n++] = (RetentionDue){party, due};
        }
        return OK;
}

static Status keep_found(void *ctx, Db *db)
{
        const Step *s = ctx;

        for (size_t i = 0; i < s->found_n; i++)
                TRY(retention_due_set(db, s->found[i].party, s->found[i].due_at));
        return retention_walk_set(db, s->walk.after_party, s->walk.begun_at);
}

/* after_party is INT64_MAX between two rounds. */
static Status walk(Step *s, bool *out_more)
{
        RetentionRules rules;
        Status status = retention_walk_get(s->db, &s->a, &s->walk);
        bool is_end = false;

        *out_more = false;
        if (status == NOT_FOUND)
                s->walk = (RetentionWalk){INT64_MAX, 0};
        else
                TRY(status);
        if (s->walk.after_party == INT64_MAX) {
                TRY(retention_rules(s->db, &s->a, &rules));
                if (!rules.rules || (s->walk.begun_at <= s->now_us &&
                                     s->walk.begun_at + RETENTION_ROUND_US > s->now_us))
                        return OK;
                s->walk = (RetentionWalk){0, s->now_us};
        }
        TRY(find_due(s, &is_end));
        if (is_end)
                s->walk.after_party = INT64_MAX;
        *out_more = !is_end;
        return store_transact(s->store, keep_found, s);
}

/* --- the erasures */

/* What was noted may be over by now: a person joined again, or a definition changed. */
static Status erase_one(Step *s, Db *db, Arena *a, Id party)
{
        Deed d = {.action = &party_erase_action,
                  .db = db,
                  .a = a,
                  .now_us = s->now_us,
                  .seal = s->seal};
        RetentionMemberList list;
        Party now;
        int64_t due;

        TRY(party_by_id(db, a, party, &now));
        TRY(retention_members_of(db, a, party, &list));
        due = list.n ? due_of(list.at, list.n) : 0;
        if (!due || due > s->now_us || party_is_erased(&now) || now.merged_into)
                return retention_due_drop(db, party);
        return erase_party(&d, party, S("retention"));
}

static Status erase_due(void *ctx, Db *db)
{
        Step *s = ctx;
        /* entries point into it until the transaction is durable */
        ArenaMark mark = arena_mark(&s->a);
        Status status = OK;

        for (size_t i = 0; i < s->due.n && status == OK; i++)
                status = erase_one(s, db, &s->a, s->due.at[i].party);
        if (status != OK)
                arena_rewind(&s->a, mark);
        return status;
}

Status retention_step(Store *st, Db *db, const Seal *seal, int64_t now_us, bool *out_more)
{
        Step s = {.a = arena_make(64 * MIB), .store = st, .db = db, .seal = seal, .now_us = now_us};
        bool walks = false;
        Status status = walk(&s, &walks);

        if (status == OK && seal)
                status = retention_due_next(db, &s.a, now_us, &s.due);
        if (status == OK && s.due.n)
                status = store_transact(st, erase_due, &s);
        *out_more = status == OK && (walks || s.due.n == RETENTION_AT_ONCE);
        arena_free(&s.a);
        return status;
}
