/* cohort/calendar: see the header. libical keeps its own memory: all of it is let go here. */
#include "cohort/calendar.h"

#include "base/time.h"

#include <libical/ical.h>

static icaltimetype moment(int64_t at_us)
{
        return icaltime_from_timet_with_zone((time_t)(at_us / SECOND_US), 0,
                                             icaltimezone_get_utc_timezone());
}

/* Control characters have no place in a line of text; libical escapes the rest (RFC 5545, 3.3.11).
 */
static const char *plain(Arena *a, Str s)
{
        Text t = text_begin(a, s.len + 1);

        for (size_t i = 0; i < s.len; i++)
                text_char(&t, (unsigned char)s.at[i] < 0x20 && s.at[i] != '\n' ? ' ' : s.at[i]);
        return str_z(a, text_str(&t));
}

static void add_attendee(Arena *a, icalcomponent *event, const Calendar *c)
{
        icalproperty *p =
                icalproperty_new_attendee(str_fmt(a, "mailto:%.*s", S_ARG(c->address)).at);

        if (c->attendee.len) {
                /* no quotes: they can not stand in a parameter's value (3.2) */
                char *name = str_z(a, c->attendee);

                for (char *q = name; *q; q++)
                        if (*q == '"' || (unsigned char)*q < 0x20)
                                *q = ' ';
                icalproperty_add_parameter(p, icalparameter_new_cn(name));
        }
        icalproperty_add_parameter(p, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
        icalproperty_add_parameter(p, icalparameter_new_partstat(ICAL_PARTSTAT_NEEDSACTION));
        icalproperty_add_parameter(p, icalparameter_new_rsvp(ICAL_RSVP_FALSE));
        icalcomponent_add_property(event, p);
}

static icalcomponent *event_of(Arena *a, const Calendar *c, const CalendarEvent *e)
{
        icalcomponent *event = icalcomponent_new(ICAL_VEVENT_COMPONENT);
        bool is_off = e->is_cancelled || c->method == CALENDAR_CANCEL;

        icalcomponent_add_property(
                event,
                icalproperty_new_uid(
                        str_fmt(a, "%.*s@%.*s", S_ARG(id_text(a, e->id)), S_ARG(c->host)).at));
        icalcomponent_add_property(event, icalproperty_new_dtstamp(moment(e->stamp_at)));
        icalcomponent_add_property(event, icalproperty_new_dtstart(moment(e->begins_at)));
        icalcomponent_add_property(event, icalproperty_new_dtend(moment(e->ends_at)));
        icalcomponent_add_property(event, icalproperty_new_sequence((int)e->sequence));
        icalcomponent_add_property(event, icalproperty_new_summary(plain(a, e->title)));
        if (e->place.len)
                icalcomponent_add_property(event, icalproperty_new_location(plain(a, e->place)));
        if (e->link.len)
                icalcomponent_add_property(event, icalproperty_new_url(plain(a, e->link)));
        icalcomponent_add_property(event, icalproperty_new_status(is_off ? ICAL_STATUS_CANCELLED
                                                                         : ICAL_STATUS_CONFIRMED));
        if (c->address.len)
                add_attendee(a, event, c);
        return event;
}

Status calendar_write(Arena *a, const Calendar *c, Str *out)
{
        icalcomponent *calendar;
        char *text;

        if (c->events_n > CALENDAR_EVENTS_MAX)
                return TOO_LARGE;
        calendar = icalcomponent_new(ICAL_VCALENDAR_COMPONENT);
        if (!calendar)
                return BROKEN;
        icalcomponent_add_property(calendar, icalproperty_new_version("2.0"));
        icalcomponent_add_property(calendar, icalproperty_new_prodid("-//Seedbed//Cohorts//EN"));
        icalcomponent_add_property(
                calendar,
                icalproperty_new_method(c->method == CALENDAR_REQUEST  ? ICAL_METHOD_REQUEST
                                        : c->method == CALENDAR_CANCEL ? ICAL_METHOD_CANCEL
                                                                       : ICAL_METHOD_PUBLISH));
        if (c->name.len) {
                icalproperty *name = icalproperty_new_x(plain(a, c->name));

                icalproperty_set_x_name(name, "X-WR-CALNAME");
                icalcomponent_add_property(calendar, name);
        }
        for (size_t i = 0; i < c->events_n; i++)
                icalcomponent_add_component(calendar, event_of(a, c, &c->events[i]));
        text = icalcomponent_as_ical_string_r(calendar);
        icalcomponent_free(calendar);
        if (!text)
                return BROKEN;
        *out = str_copy(a, str_from(text));
        icalmemory_free_buffer(text);
        return OK;
}

Str calendar_host(Str base_url)
{
        size_t scheme = str_find_str(base_url, S("://"));
        Str host = scheme < base_url.len ? str_skip(base_url, scheme + 3) : base_url;

        host.len = str_find(host, '/');
        if (host.len && host.at[0] != '[')
                host.len = str_find(host, ':');
        return host.len ? host : S("seedbed");
}
