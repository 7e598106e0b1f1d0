/* main/operate_page: see the header. */
#include "main/operate_page.h"

#include "base/words.h"
#include "hub/hub.h"
#include "main/operate.html.h"

enum { LOW_MAX = 100 }; /* lines on the page */

static Status sees_pool(Visit *v, const VoucherLow *pool, bool *out)
{
        ArenaMark mark = arena_mark(v->a);
        Place place;

        TRY(hub_place(v->db, v->a, pool->hub, 0, &place));
        *out = access_may_at(&v->actor, MAY_GRANT_EDIT, &place);
        arena_rewind(v->a, mark);
        return OK;
}

static Status load_low(Visit *v, OperateModel *m)
{
        VoucherLow *seen = arena_new(v->a, VoucherLow, LOW_MAX);
        VoucherLowList page;
        Id before = INT64_MAX;
        size_t n = 0;

        if (!access_may(&v->actor, MAY_GRANT_EDIT))
                return OK;
        do {
                TRY(vouchers_low(v->db, v->a, before, &page));
                for (size_t i = 0; i < page.n && n < LOW_MAX; i++) {
                        bool sees;

                        TRY(sees_pool(v, &page.at[i], &sees));
                        if (sees)
                                seen[n++] = page.at[i];
                        before = page.at[i].id;
                }
        } while (page.n && n < LOW_MAX);
        m->low = (VoucherLowList){seen, n};
        return OK;
}

static Status load_operate(Visit *v, void *out)
{
        OperateModel *m = out;
        int64_t positions[OPERATE_ENTRIES_MAX];
        ProgrammeCounts counts;
        HubCount hubs;
        size_t n = 0;

        TRY(programme_counts(v->db, v->a, &counts));
        TRY(hub_count(v->db, v->a, &hubs));
        m->entries = v->size;
        m->members = counts.members;
        m->programmes = counts.programmes;
        m->hubs = hubs.hubs;
        for (int64_t position = v->size - 1; position >= 0 && n < OPERATE_ENTRIES_MAX; position--)
                positions[n++] = position;
        TRY(load_low(v, m));
        return history_lines(v, positions, n, &m->latest);
}

static const Part operate_parts[] = {PART_VALUE_OF(OperateModel, entries, COL_INT),
                                     PART_VALUE_OF(OperateModel, members, COL_INT),
                                     PART_VALUE_OF(OperateModel, hubs, COL_INT),
                                     PART_VALUE_OF(OperateModel, programmes, COL_INT),
                                     PART_LIST_OF(OperateModel, latest, HistoryLine),
                                     PART_LIST_OF(OperateModel, low, VoucherLow),
                                     {0}};

static void draw_operate(Page *out, const Visit *v, const void *model)
{
        operate_page(out, v, model);
}

const View operate_view = {
        .path = "/operate",
        .may = MAY_OPERATE,
        .title = N_("Operate"),
        .help = N_("What an operator can do, how much there is, what happened last."),
        .bytes = sizeof(OperateModel),
        .parts = operate_parts,
        .load = load_operate,
        .draw = draw_operate};
