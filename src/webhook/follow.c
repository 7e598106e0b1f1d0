/* webhook/follow: from the record to deliveries.
 *
 * The entries are read outside of any transaction; what they give is written together with the
 * cursors, each only if it still stands where the reading began. */
#include "webhook/courier.h"

enum { FOLLOW_ARENA_BYTES = 64 * 1024 * 1024, BUNDLE = 256 };

/* What one endpoint gets of a bundle. */
typedef struct {
        const WebhookBehind *w;
        int64_t to;
        int64_t positions[BUNDLE];
        Str kinds[BUNDLE];
        size_t n;
} Part;

typedef struct {
        Part *parts;
        size_t n;
        int64_t now_us;
} Step;

static Status look_at(Db *db, Arena *a, Part *p, const Entry *entries, int64_t from, int64_t end)
{
        for (int64_t at = p->w->next_position; at < end; at++) {
                const Entry *e = &entries[at - from];
                bool wants;

                TRY(webhook_wants(db, a, p->w->kinds, p->w->hub, p->w->programme, e, &wants));
                if (!wants)
                        continue;
                p->positions[p->n] = at;
                p->kinds[p->n++] = e->kind;
        }
        p->to = end;
        return OK;
}

static Status write_step(void *ctx, Db *db)
{
        const Step *step = ctx;

        for (size_t i = 0; i < step->n; i++) {
                const Part *p = &step->parts[i];
                Status s = webhook_advance(db, p->w->id, p->w->next_position, p->to);

                if (s == NOT_FOUND) /* another process was first, or it was paused */
                        continue;
                TRY(s);
                for (size_t k = 0; k < p->n; k++)
                        TRY(delivery_insert(db, db_id(db, step->now_us), p->w->id, p->positions[k],
                                            p->kinds[k], step->now_us));
        }
        return OK;
}

/* The bundle where the one that is furthest behind stands, for all that stand in it. */
static Status read_step(Db *db, Arena *a, const WebhookBehindList *list, int64_t size, Step *step)
{
        int64_t from = list->at[0].next_position, end = (from / BUNDLE + 1) * BUNDLE;
        Str leaves[BUNDLE];
        Entry *entries = arena_new(a, Entry, BUNDLE);

        end = end < size ? end : size;
        TRY(record_leaves(db, a, from, end, leaves));
        for (int64_t i = 0; i < end - from; i++)
                TRY(record_unseal(a, leaves[i], &entries[i]));
        step->parts = arena_new(a, Part, list->n);
        for (size_t i = 0; i < list->n && list->at[i].next_position < end; i++) {
                Part *p = &step->parts[step->n++];

                p->w = &list->at[i];
                TRY(look_at(db, a, p, entries, from, end));
        }
        return OK;
}

Status courier_follow(Store *st, Db *db, int64_t now_us)
{
        Arena a = arena_make(FOLLOW_ARENA_BYTES);
        Step step = {.now_us = now_us};
        WebhookBehindList list = {0};
        int64_t size;
        Hash root;
        Status s = record_head(db, &a, &size, &root);

        if (s == OK)
                s = webhook_behind(db, &a, size, COURIER_WINDOW, &list);
        if (s == OK && list.n == 0)
                s = NOT_FOUND;
        if (s == OK)
                s = read_step(db, &a, &list, size, &step);
        if (s == OK)
                s = store_transact(st, write_step, &step);
        arena_free(&a);
        return s;
}
