/* cohort/feed_page: see the header. */
#include "cohort/feed_page.h"

#include "base/words.h"
#include "cohort/feed.h"
#include "cohort/feed.html.h"

static Status load_feeds(Visit *v, void *model)
{
        FeedsModel *m = model;

        return feeds_of(v->db, v->a, v->actor.id, &m->list);
}

static const Part feeds_parts[] = {PART_LIST_OF(FeedsModel, list, CalendarFeedLine), {0}};

static void draw_feeds(Page *out, const Visit *v, const void *model)
{
        feeds_page(out, v, model);
}

const View calendar_list_view = {.path = "/me/calendars",
                                 .word = "calendar list",
                                 .may = MAY_SELF,
                                 .title = N_("Your calendars"),
                                 .help = N_("Addresses that programs read sessions and hours from; "
                                            "the addresses themselves are not kept."),
                                 .bytes = sizeof(FeedsModel),
                                 .parts = feeds_parts,
                                 .load = load_feeds,
                                 .draw = draw_feeds};

/* The secret is a query, for the log holds paths and no queries. */
static Status run_calendar(Visit *v, HttpReply *reply)
{
        Status s = feed_write(v->db, v->a, visit_query(v, "token"), v->site->base_url, v->now_us,
                              &reply->body);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such calendar, or it was ended."));
        TRY(s);
        reply->content_type = S("text/calendar; charset=utf-8");
        reply->no_store = true;
        return OK;
}

const Route calendar_route = {.method = HTTP_GET,
                              .path = "/calendar.ics",
                              .may = MAY_SEE_PUBLIC,
                              .help = N_("A calendar as iCalendar, by the secret in its address."),
                              .run = run_calendar,
                              .type = "text/calendar"};
