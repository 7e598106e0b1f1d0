/* decide/work: what is due, in the background. Whatever is done is asked again inside its own
 * transaction, so any number of processes may do this, and one that is killed loses nothing. */
#include "base/log.h"
#include "base/time.h"
#include "decide/announce.h"

#define LEFT_AGAIN_US (5 * SECOND_US)

typedef struct {
        Status (*run)(Deed *d, Id id);
        Arena a;
        Str base_url;
        int64_t now_us;
        Id id;
} Job;

static Status run_job(void *ctx, Db *db)
{
        Job *j = ctx;
        ArenaMark mark = arena_mark(&j->a);
        Deed d = {.action = &determination_send_action,
                  .db = db,
                  .a = &j->a,
                  .now_us = j->now_us,
                  .base_url = j->base_url};
        Status s = j->run(&d, j->id);

        if (s != OK) /* entries point into it until the transaction is durable */
                arena_rewind(&j->a, mark);
        return s;
}

static Status each(DecideWork *w, Status (*run)(Deed *d, Id id), const DeterminationKeyList *list,
                   int64_t now_us)
{
        Status worst = OK;

        for (size_t i = 0; i < list->n; i++) {
                Job j = {.run = run,
                         .a = arena_make(16 * MIB),
                         .base_url = w->base_url,
                         .now_us = now_us,
                         .id = list->at[i].id};
                Status s = store_transact(w->store, run_job, &j);

                if (s != OK) {
                        worst = s;
                        log_line(LOG_WARN, "event=determination id=%.*s status=%s",
                                 S_ARG(id_text(&j.a, j.id)), status_name(s));
                }
                arena_free(&j.a);
        }
        return worst;
}

static Status work(DecideWork *w, Db *db, Arena *a, int64_t now_us)
{
        DeterminationKeyList list;
        Status worst = OK, s;

        TRY(determinations_to_send(db, a, now_us, &list));
        worst = each(w, determination_announce, &list, now_us);
        TRY(determinations_to_lapse(db, a, now_us, &list));
        s = each(w, determination_lapse, &list, now_us);
        worst = s == OK ? worst : s;
        TRY(determinations_to_remind(db, a, now_us, &list));
        s = each(w, determination_remind, &list, now_us);
        worst = s == OK ? worst : s;
        if (w->left_at <= now_us && now_us < w->left_at + LEFT_AGAIN_US)
                return worst;
        w->left_at = now_us;
        TRY(determinations_left(db, a, &list));
        s = each(w, determination_leave, &list, now_us);
        return s == OK ? worst : s;
}

Status decide_work(DecideWork *w, Db *db, int64_t now_us)
{
        Arena a = arena_make(4 * MIB);
        Status s = work(w, db, &a, now_us);

        arena_free(&a);
        return s;
}
