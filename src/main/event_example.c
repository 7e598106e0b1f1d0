/* main/event_example: see the header. */
#include "main/event_example.h"

#include "base/time.h"
#include "event/event.h"

typedef struct {
        const char *title, *hub, *zone, *place, *link, *words, *capacity, *minutes;
        const char *programme, *joins, *attended;
        int days, first_hour, last_hour;
} Example;

static const Example examples[] = {
        {.title = "Educator symposium: teaching AI" /* as it is */,
         .hub = "singapore",
         .zone = "Asia/Singapore",
         .link = "https://meet.example/symposium",
         .words = "One day online for teachers of many countries: talks, workshops, and what "
                  "worked in class.\n\nWho was there for three hours has attended." /* as it is */,
         .capacity = "3500",
         .minutes = "180",
         .programme = "educator-symposium",
         .joins = "registered",
         .attended = "attended",
         .days = 21,
         .first_hour = 9,
         .last_hour = 17},
        {.title = "Open evening for founders" /* as it is */,
         .hub = "bangkok",
         .zone = "Asia/Bangkok",
         .place = "Innovation centre, 4th floor" /* as it is */,
         .words = "Meet the team, other founders and two of our mentors. Bring your idea; there is "
                  "something to eat." /* as it is */,
         .capacity = "60",
         .days = 9,
         .first_hour = 18,
         .last_hour = 21},
};

static const struct {
        const char *title, *place, *capacity;
        int first_hour, last_hour;
} sessions[] = {{"Talks in the morning" /* as it is */, "Stream A", "3500", 9, 12},
                {"Workshop: a lesson on neural networks" /* as it is */, "Room 1", "60", 13, 15},
                {"Workshop: marking with models" /* as it is */, "Room 2", "60", 13, 15}};

static Str at(Arena *a, int64_t now_us, int days, int hour)
{
        return str_fmt(a, "%.*s %02d:00", S_ARG(time_date(a, now_us + days * DAY_US)), hour);
}

static size_t put(Input *inputs, size_t n, const char *name, Str value)
{
        if (value.len)
                inputs[n++] = (Input){str_from(name), value};
        return n;
}

static Status open_one(const ActionWorld *world, const Actor *actor, Arena *a, int64_t now_us,
                       const Example *x, Deed *d)
{
        Input in[16];
        size_t n = put(in, 0, "title", str_from(x->title));

        n = put(in, n, "hub", str_from(x->hub));
        n = put(in, n, "zone", str_from(x->zone));
        n = put(in, n, "place", str_from(x->place));
        n = put(in, n, "link", str_from(x->link));
        n = put(in, n, "description", str_from(x->words));
        n = put(in, n, "capacity", str_from(x->capacity));
        n = put(in, n, "minutes", str_from(x->minutes));
        n = put(in, n, "programme", str_from(x->programme));
        n = put(in, n, "joins", str_from(x->joins));
        n = put(in, n, "attended", str_from(x->attended));
        n = put(in, n, "begins", at(a, now_us, x->days, x->first_hour));
        n = put(in, n, "ends", at(a, now_us, x->days, x->last_hour));
        return action_do(world, &event_open_action, actor, in, n, a, d);
}

Status event_examples(const ActionWorld *world, const Actor *actor, Arena *a, int64_t now_us,
                      Deed *d)
{
        Id first = 0;

        for (size_t i = 0; i < sizeof examples / sizeof *examples; i++) {
                *d = (Deed){0};
                TRY(open_one(world, actor, a, now_us, &examples[i], d));
                first = first ? first : d->made;
        }
        for (size_t i = 0; i < sizeof sessions / sizeof *sessions; i++) {
                int days = examples[0].days;
                Input in[6] = {{S("event"), id_text(a, first)},
                               {S("title"), str_from(sessions[i].title)},
                               {S("place"), str_from(sessions[i].place)},
                               {S("capacity"), str_from(sessions[i].capacity)},
                               {S("begins"), at(a, now_us, days, sessions[i].first_hour)},
                               {S("ends"), at(a, now_us, days, sessions[i].last_hour)}};

                *d = (Deed){0};
                TRY(action_do(world, &track_add_action, actor, in, 6, a, d));
        }
        return OK;
}
