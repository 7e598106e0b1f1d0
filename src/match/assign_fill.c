/* match/assign_fill: can every file have all its reviews under these gates, whatever they are
 * worth?
 *
 * A matching with room on both sides, made file by file and mended along shortest alternating paths
 * (breadth first). Nodes of the search are files, which reach reviewers at or above their cut, and
 * gates, which reach those below; a file may use its gate as long as that has room, and a gate that
 * is in use may give back to its file. */
#include "match/assign_inside.h"

typedef struct {
        int32_t reviewer; /* -1: free */
        int32_t file;
        int32_t next, previous; /* of the same reviewer */
        bool is_below;
} Slot;

typedef struct {
        AssignPool *pool;
        const AssignGates *gates;
        size_t *row; /* of a file: its slots */
        Slot *slot;
        int32_t *first, *used; /* of a reviewer: its slots in use */
        int32_t *below;        /* of a file: slots below the cut */
        uint32_t *seen, stamp; /* of nodes: files, then gates */
        int32_t *
                from_reviewer; /* of a node: it gives this one back; -1: begins, or from its twin */
        int32_t *queue;
        int32_t *from_node;      /* of a reviewer: who asks for it */
        int32_t *unseen, *where; /* reviewers with room, those not met by this search first */
        int32_t unseen_n, all_n, turn;
} Fill;

/* Besides a reviewer: why a search is at a node. */
enum { FROM_TWIN = -1, FROM_START = -2, NEVER = INT32_MAX, TRIED_MAX = 64 };

static bool add_at_once(Fill *f, int32_t file);
static bool add_by_search(Fill *f, int32_t file);

static void make_fill(Arena *a, Fill *f)
{
        AssignPool *pool = f->pool;
        size_t files = (size_t)pool->p->files_n, reviewers = (size_t)pool->p->reviewers_n;

        f->row = arena_new(a, size_t, files + 1);
        for (size_t i = 0; i < files; i++)
                f->row[i + 1] = f->row[i] + (size_t)pool->missing[i];
        f->slot = arena_new(a, Slot, f->row[files] + 1);
        for (size_t i = 0; i < files; i++)
                for (size_t k = f->row[i]; k < f->row[i + 1]; k++)
                        f->slot[k] = (Slot){.reviewer = -1, .file = (int32_t)i};
        f->first = arena_new(a, int32_t, reviewers + 1);
        f->used = arena_new(a, int32_t, reviewers + 1);
        f->below = arena_new(a, int32_t, files + 1);
        f->seen = arena_new(a, uint32_t, 2 * files + 1);
        f->from_reviewer = arena_new(a, int32_t, 2 * files + 1);
        f->queue = arena_new(a, int32_t, 2 * files + 1);
        f->from_node = arena_new(a, int32_t, reviewers + 1);
        f->unseen = arena_new(a, int32_t, reviewers + 1);
        f->where = arena_new(a, int32_t, reviewers + 1);
        for (int32_t j = 0; j < pool->p->reviewers_n; j++) {
                f->first[j] = -1;
                f->where[j] = pool->room[j] > 0 ? f->all_n : NEVER;
                if (pool->room[j] > 0)
                        f->unseen[f->all_n++] = j;
        }
}

bool assign_fills(Arena *a, AssignPool *pool, const AssignGates *gates)
{
        ArenaMark mark = arena_mark(a);
        Fill f = {.pool = pool, .gates = gates};
        bool all = true;

        make_fill(a, &f);
        for (int32_t i = 0; i < pool->p->files_n && all; i++)
                for (int32_t n = 0; n < pool->missing[i] && all; n++)
                        all = add_at_once(&f, i) || add_by_search(&f, i);
        arena_rewind(a, mark);
        return all;
}

/* ---- slots ---- */

static void take(Fill *f, int32_t file, int32_t reviewer, bool is_below)
{
        size_t at = f->row[file];
        Slot *s;

        while (f->slot[at].reviewer >= 0)
                at++;
        s = &f->slot[at];
        s->reviewer = reviewer;
        s->is_below = is_below;
        s->previous = -1;
        s->next = f->first[reviewer];
        if (s->next >= 0)
                f->slot[s->next].previous = (int32_t)at;
        f->first[reviewer] = (int32_t)at;
        f->used[reviewer]++;
        f->below[file] += is_below;
}

static void give_back(Fill *f, int32_t file, int32_t reviewer)
{
        size_t at = f->row[file];
        Slot *s;

        while (f->slot[at].reviewer != reviewer)
                at++;
        s = &f->slot[at];
        if (s->previous >= 0)
                f->slot[s->previous].next = s->next;
        else
                f->first[reviewer] = s->next;
        if (s->next >= 0)
                f->slot[s->next].previous = s->previous;
        s->reviewer = -1;
        f->used[reviewer]--;
        f->below[file] -= s->is_below;
}

static bool holds(const Fill *f, int32_t file, int32_t reviewer)
{
        for (size_t k = f->row[file]; k < f->row[file + 1]; k++)
                if (f->slot[k].reviewer == reviewer)
                        return true;
        return false;
}

/* ---- the search ---- */

typedef struct {
        int32_t read, written;
} Ends;

static void reach(Fill *f, Ends *q, int32_t node, int32_t from_reviewer)
{
        if (f->seen[node] == f->stamp)
                return;
        f->seen[node] = f->stamp;
        f->from_reviewer[node] = from_reviewer;
        f->queue[q->written++] = node;
}

/* The node asks for a reviewer; true when that one has room. */
static bool meet(Fill *f, Ends *q, int32_t node, int32_t reviewer)
{
        int32_t files = f->pool->p->files_n, at = f->where[reviewer], last = --f->unseen_n;

        f->unseen[at] = f->unseen[last]; /* not met twice */
        f->unseen[last] = reviewer;
        f->where[f->unseen[at]] = at;
        f->where[reviewer] = last;
        f->from_node[reviewer] = node;
        if (f->used[reviewer] < f->pool->room[reviewer])
                return true;
        for (int32_t k = f->first[reviewer]; k >= 0; k = f->slot[k].next)
                reach(f, q, f->slot[k].file + (f->slot[k].is_below ? files : 0), reviewer);
        return false;
}

static bool is_below(const Fill *f, int32_t file, int64_t suitability)
{
        return suitability < f->gates->cut[file];
}

/* All that a node can ask for; the reviewer with room, or -1. */
static int32_t ask_all(Fill *f, Ends *q, int32_t node)
{
        AssignPool *pool = f->pool;
        int32_t files = pool->p->files_n, file = node % files;
        bool below = node >= files;

        assign_unmark(pool);
        assign_mark_closed(pool, file);
        for (size_t k = pool->row[file]; k < pool->row[file + 1]; k++) {
                AssignOption o = pool->option[k];

                if (!assign_marked(pool, o.reviewer) && f->where[o.reviewer] < f->unseen_n &&
                    is_below(f, file, o.suitability) == below && !holds(f, file, o.reviewer) &&
                    meet(f, q, node, o.reviewer))
                        return o.reviewer;
                pool->mark[o.reviewer] = pool->stamp;
        }
        if (pool->p->others_barred || is_below(f, file, pool->p->others) != below)
                return -1;
        for (int32_t k = 0; k < f->unseen_n;) {
                int32_t j = f->unseen[k];

                if (assign_marked(pool, j) || holds(f, file, j))
                        k++;
                else if (meet(f, q, node, j)) /* another takes its place in the list */
                        return j;
        }
        return -1;
}

/* From the reviewer with room back to the file that the search began with. */
static void change_hands(Fill *f, int32_t reviewer)
{
        int32_t files = f->pool->p->files_n;

        for (;;) {
                int32_t node = f->from_node[reviewer], file = node % files;
                int32_t gives = f->from_reviewer[node];

                if (gives == FROM_TWIN)
                        gives = f->from_reviewer[node < files ? node + files : file];
                if (gives >= 0)
                        give_back(f, file, gives);
                take(f, file, reviewer, node >= files);
                if (gives == FROM_START)
                        return;
                reviewer = gives;
        }
}

static bool add_by_search(Fill *f, int32_t file)
{
        int32_t files = f->pool->p->files_n;
        Ends q = {0, 0};

        f->stamp++;
        f->unseen_n = f->all_n;
        reach(f, &q, file, FROM_START);
        while (q.read < q.written) {
                int32_t node = f->queue[q.read++], found = ask_all(f, &q, node);
                int32_t at = node % files;

                if (found >= 0) {
                        change_hands(f, found);
                        return true;
                }
                if (node < files && f->below[at] < f->gates->gate[at])
                        reach(f, &q, node + files, FROM_TWIN);
                if (node >= files)
                        reach(f, &q, at, FROM_TWIN);
        }
        return false;
}

/* Without changing anything else: one above the cut if there is, the one with most room. */
static bool add_at_once(Fill *f, int32_t file)
{
        AssignPool *pool = f->pool;
        bool has_gate = f->below[file] < f->gates->gate[file], below = false;
        int32_t best = -1, room = 0;

        assign_unmark(pool);
        assign_mark_closed(pool, file);
        for (size_t k = pool->row[file]; k < pool->row[file + 1]; k++) {
                AssignOption o = pool->option[k];
                int32_t left = pool->room[o.reviewer] - f->used[o.reviewer];
                bool is_low = is_below(f, file, o.suitability);

                if (!assign_marked(pool, o.reviewer) && left > 0 && (!is_low || has_gate) &&
                    (best < 0 || is_low < below || (is_low == below && left > room)) &&
                    !holds(f, file, o.reviewer))
                        best = o.reviewer, room = left, below = is_low;
                pool->mark[o.reviewer] = pool->stamp;
        }
        for (int32_t n = 0; n < TRIED_MAX && n < f->all_n && best < 0 && !pool->p->others_barred &&
                            (has_gate || !is_below(f, file, pool->p->others));
             n++) {
                int32_t j = f->unseen[f->turn = (f->turn + 1) % f->all_n];

                if (!assign_marked(pool, j) && f->used[j] < pool->room[j] && !holds(f, file, j))
                        best = j, below = is_below(f, file, pool->p->others);
        }
        if (best >= 0)
                take(f, file, best, below);
        return best >= 0;
}
