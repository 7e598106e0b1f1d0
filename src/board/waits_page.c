/* board/waits_page: see the header. */
#include "board/waits_page.h"

#include "base/words.h"
#include "board/waits.html.h"

static Status load_waits(Visit *v, void *out)
{
        WaitsModel *m = out;

        m->now_us = v->now_us;
        TRY(waits_of(v->db, v->a, &v->actor, v->now_us, &m->waits));
        if (!v->actor.scope)
                wait_counts_put(v->site->wait_counts, v->actor.id, v->size, v->now_us,
                                (int64_t)m->waits.n);
        return OK;
}

int64_t waits_count(const Visit *v)
{
        int64_t n = v->actor.id && v->db
                            ? wait_counts_get(v->site->wait_counts, v->actor.id, v->size, v->now_us)
                            : 0;
        ArenaMark mark;
        WaitRowList list;
        Status s;

        if (n >= 0)
                return n;
        mark = arena_mark(v->a); /* of the rows nothing but their number stays */
        s = waits_of(v->db, v->a, &v->actor, v->now_us, &list);
        arena_rewind(v->a, mark);
        if (s != OK)
                return 0;
        wait_counts_put(v->site->wait_counts, v->actor.id, v->size, v->now_us, (int64_t)list.n);
        return (int64_t)list.n;
}

static const Part waits_parts[] = {PART_LIST_OF(WaitsModel, waits, WaitRow), {0}};

static void draw_waits(Page *out, const Visit *v, const void *model)
{
        (void)v;
        waits_page(out, model);
}

const View waits_view = {
        .path = "/waits",
        .word = "waits list",
        .may = MAY_SELF,
        .title = N_("What waits for you"),
        .help = N_(
                "Reviews, drafts, answers, approvals and all else that you have to do, by the day "
                "it is due."),
        .bytes = sizeof(WaitsModel),
        .parts = waits_parts,
        .load = load_waits,
        .draw = draw_waits};
