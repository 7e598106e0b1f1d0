/* credit/usage_page: see the header. */
#include "credit/usage_page.h"

#include "base/words.h"
#include "credit/ledger_page.h"
#include "credit/usage.html.h"

static const Field usage_query[] = {
        {"hub", FIELD_SLUG, .label = N_("Hub; your own when not said")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_usage(Visit *v, void *out)
{
        UsageModel *m = out;
        Place place;

        TRY(cursor_read(v, "after", 0, &m->page));
        TRY(cursor_read(v, "before", INT64_MAX, &m->waiting));
        TRY(ledger_hub_asked(v, &m->hub, &place, &m->has_hub));
        if (!m->has_hub)
                return OK;
        m->may_set = access_may_at(&v->actor, MAY_LEDGER_SET, &place);
        m->may_load = access_may_at(&v->actor, MAY_USAGE_POST, &place);
        TRY(usage_subjects(v->db, v->a, m->hub.id, m->page.at, &m->subjects));
        CURSOR_CUT(&m->page, &m->subjects, id);
        TRY(usage_unmatched_at(v->db, v->a, m->hub.id, m->waiting.at, &m->unmatched));
        CURSOR_CUT(&m->waiting, &m->unmatched, event);
        return OK;
}

static const Part usage_parts[] = {
        PART_LIST_OF(UsageModel, subjects, UsageSubjectLine),
        PART_NEXT_OF(UsageModel, page, COL_ID),
        PART_LIST_OF(UsageModel, unmatched, UsageUnmatched),
        {"next_unmatched", PART_VALUE, COL_ID, 0, offsetof(UsageModel, waiting.next), 0},
        {0}};

static void draw_usage(Page *out, const Visit *v, const void *model)
{
        (void)v;
        usage_page(out, model);
}

const View usage_view = {.path = "/usage",
                         .word = "usage list",
                         .may = MAY_LEDGER_SEE,
                         .title = N_("Usage"),
                         .help = N_("Who uses at a hub, by source and subject, and events that "
                                    "nobody is known for yet."),
                         .query = usage_query,
                         .bytes = sizeof(UsageModel),
                         .parts = usage_parts,
                         .load = load_usage,
                         .draw = draw_usage};
