/* pledge/tally_read: the numbers as they stand, and as they stood. */
#include "pledge/tally.h"

#include "base/time.h"
#include "hub/hub.sql.h"
#include "pledge/seen.h"

enum { SIGHTS_AT_ONCE = 1000 };

bool tally_is_behind(Db *db)
{
        Arena a = arena_make(64 * KIB);
        MetricWaiting waiting;
        bool is_behind = metric_waiting(db, &a, &waiting) == OK;

        arena_free(&a);
        return is_behind;
}

static Status value_or_zero(Status s, int64_t value, int64_t *out)
{
        *out = s == OK ? value : 0;
        return s == NOT_FOUND ? OK : s;
}

Status tally_now(Db *db, Arena *a, Id metric, Id scope, int64_t *out)
{
        TallyValue v = {0};
        Status s = tally_get(db, a, metric, scope, TALLY_ALL, (Str){0}, &v);

        return value_or_zero(s, v.value, out);
}

static bool below(const HubIdList *hubs, Id hub)
{
        for (size_t i = 0; i < hubs->n; i++)
                if (hubs->at[i].id == hub)
                        return true;
        return false;
}

/* Is this the first sighting of the party at any of the hubs? */
static Status is_first(Db *db, Arena *a, Id metric, const HubIdList *hubs, const Sight *s,
                       bool *out)
{
        SeenList seen;

        TRY(seen_of(db, a, metric, s->party, &seen));
        *out = true;
        for (size_t i = 0; i < seen.n; i++)
                *out &= seen.at[i].position >= s->position || !below(hubs, seen.at[i].hub);
        return OK;
}

/* Adds the parties that came to a scope between two positions. */
static Status seen_between(Db *db, Arena *a, Id metric, Id scope, int64_t from, int64_t end,
                           int64_t *out)
{
        HubIdList hubs;

        TRY(hub_descendants(db, a, scope, &hubs));
        for (size_t i = 0; i < hubs.n; i++) {
                ArenaMark mark = arena_mark(a);
                SightList list;

                for (int64_t at = from;; at = list.at[list.n - 1].position + 1) {
                        arena_rewind(a, mark);
                        TRY(seen_page(db, a, metric, hubs.at[i].id, at, end, SIGHTS_AT_ONCE,
                                      &list));
                        for (size_t k = 0; k < list.n; k++) {
                                ArenaMark row = arena_mark(a);
                                bool first;

                                TRY(is_first(db, a, metric, &hubs, &list.at[k], &first));
                                arena_rewind(a, row);
                                *out += first;
                        }
                        if (list.n < SIGHTS_AT_ONCE)
                                break;
                }
                arena_rewind(a, mark);
        }
        return OK;
}

Status tally_as_of(Db *db, Arena *a, Id metric, Id scope, int64_t size, int64_t *out)
{
        History h = {0};
        Status s = history_at(db, a, metric, scope, size, &h);

        if (s != OK && s != NOT_FOUND)
                return s;
        *out = h.value;
        if (h.position == size)
                return OK;
        /* between two commits: what their batch had brought by then */
        return seen_between(db, a, metric, scope, h.position, size, out);
}

Status tally_window(Db *db, Arena *a, Id metric, Id scope, int64_t from_month, int64_t end_month,
                    int64_t *out)
{
        TallyValue v = {0};
        Status s = tally_between(db, a, metric, scope, time_month_text(a, from_month),
                                 time_month_text(a, end_month), &v);

        return value_or_zero(s, v.value, out);
}
