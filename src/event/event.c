/* event: see the header. Opening, changing and cancelling one. */
#include "event/event.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/own.h"

/* --- what all deeds here need */

Status event_of(Deed *d, Event *out)
{
        Status s = event_by_id(d->db, d->a, deed_int(d, "event"), out);

        return s == NOT_FOUND ? deed_fault_at(d, "event", _("There is no such event.")) : s;
}

Status event_place(Db *db, Arena *a, const Event *e, Place *out)
{
        TRY(hub_place(db, a, e->hub, e->programme, out));
        out->is_hidden = true;
        return OK;
}

Status event_where(Deed *d, Place *out)
{
        Event e = {0};

        *out = (Place){.is_hidden = true};
        TRY(event_by_id(d->db, d->a, deed_int(d, "event"), &e));
        return event_place(d->db, d->a, &e, out);
}

static Status is_member(Db *db, Arena *a, Id party, Id programme, bool *out)
{
        MemberList list;

        TRY(member_in(db, a, party, programme, &list));
        *out = list.n > 0;
        return OK;
}

Status event_is_for(Db *db, Arena *a, const Actor *actor, const Event *e, bool *out)
{
        Id own[OWN_PARTIES_MAX];
        size_t n = 0;
        Place place;

        *out = e->is_public;
        if (*out || !actor->id)
                return OK;
        TRY(event_place(db, a, e, &place));
        *out = access_may_at(actor, MAY_EVENT_EDIT, &place) ||
               access_may_at(actor, MAY_CHECK_IN, &place);
        if (!actor->scope)
                TRY(party_own(db, a, actor->id, own, &n));
        for (size_t i = 0; !*out && i < n; i++)
                TRY(is_member(db, a, own[i], e->programme, out));
        for (size_t i = 0; !*out && i < actor->grants_n; i++)
                if (actor->grants[i].party)
                        TRY(is_member(db, a, actor->grants[i].party, e->programme, out));
        return OK;
}

Status event_tell(Deed *d, const char *kind, const Event *e, Id track, Id party, Id ticket)
{
        Entry entry = {.kind = str_from(kind), .subject = party ? party : e->id, .hub = e->hub};
        Programme programme = {0};

        if (e->programme)
                TRY(programme_by_id(d->db, d->a, e->programme, &programme));
        entry_text(&entry, S("programme"), programme.slug);
        if (party)
                entry_id(&entry, S("event"), e->id);
        entry_id(&entry, S("session"), track);
        entry_id(&entry, S("ticket"), ticket);
        return deed_tell(d, &entry);
}

/* --- what is asked for */

static const char *const audiences[] = {N_("everybody"), N_("members"), NULL};

#define WHEN_HELP N_("As in 2026-12-01 09:00, by a clock in the event's time zone.")

static const Field open_fields[] = {
        {"title", FIELD_TEXT, .required = true, .chars_max = EVENT_TITLE_CHARS_MAX,
         .label = N_("Title")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Its operators look after the event.")},
        {"begins", FIELD_TEXT, .required = true, .chars_max = 16, .label = N_("Begins"),
         .help = WHEN_HELP},
        {"ends", FIELD_TEXT, .required = true, .chars_max = 16, .label = N_("Ends")},
        {"zone", FIELD_TEXT, .chars_max = 63, .label = N_("Time zone"),
         .help = N_("As in Asia/Singapore; the hub's when empty.")},
        {"place", FIELD_TEXT, .label = N_("Place"),
         .help = N_("Where people come to; everybody "
                    "sees it.")},
        {"link", FIELD_URL, .chars_max = 500, .label = N_("Online address"),
         .help = N_("Shown to those who have a ticket, and to nobody else.")},
        {"description", FIELD_LONG_TEXT, .chars_max = EVENT_WORDS_CHARS_MAX,
         .label = N_("Description")},
        {"capacity", FIELD_INT, .required = true, .min = 1, .max = EVENT_CAPACITY_MAX,
         .label = N_("Places")},
        {"for", FIELD_CHOICE, .choices = audiences, .label = N_("For whom"),
         .help = N_("Everybody, when empty. Else members of the programme and their teams; nobody "
                    "else sees it.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("That the event belongs to.")},
        {"joins", FIELD_SLUG, .chars_max = 64, .label = N_("Who has a ticket joins in stage"),
         .help = N_("A stage of the programme that members begin in. Empty: nobody joins by it.")},
        {"attended", FIELD_SLUG, .chars_max = 64, .label = N_("Who was there moves to stage"),
         .help = N_("A stage of the programme. Empty: nobody moves by it.")},
        {"minutes", FIELD_INT, .min = 0, .max = 1440, .label = N_("Minutes to have been there"),
         .help = N_("Online: so many count as attendance. 0: saying so once does.")},
        {"offer_hours", FIELD_INT, .min = 1, .max = EVENT_OFFER_HOURS_MAX,
         .label = N_("Hours to accept a place"),
         .help = N_("For who waited, once a place is free; 24 when empty.")},
        {0}};

typedef struct {
        Hub hub;
        Programme programme;
        Definition *def;
} Host;

static Status find_programme(Deed *d, Host *h)
{
        Status s;

        if (!deed_given(d, "programme"))
                return OK;
        s = programme_open(d->db, d->a, deed_text(d, "programme"), &h->programme, &h->def);
        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(deed_text(d, "programme")))
                              : s;
}

static Status where_open(Deed *d, Place *out)
{
        Host h = {0};

        TRY(find_programme(d, &h));
        return hub_where_field(d, "hub", h.programme.id, out);
}

static Status check_stage(Deed *d, const Host *h, const char *field, bool begins)
{
        const DefinitionStage *stage;

        if (!deed_given(d, field))
                return OK;
        if (!h->def)
                return deed_fault_at(d, field, _("Name the programme whose stage this is."));
        stage = definition_stage(h->def, deed_text(d, field));
        if (!stage)
                return deed_fault_at(d, field, _("Programme %.*s has no stage «%.*s»."),
                                     S_ARG(h->programme.slug), S_ARG(deed_text(d, field)));
        if (begins && !stage->is_first)
                return deed_fault_at(d, field, _("A member can not begin in stage «%.*s»."),
                                     S_ARG(stage->slug));
        if (!(h->def->members & DEFINITION_PERSON))
                return deed_fault_at(d, field, _("Programme %.*s is not for persons."),
                                     S_ARG(h->programme.slug));
        return OK;
}

/* What tickets and attendance do in the programme must be possible before anybody has one. */
static Status check_stages(Deed *d, const Host *h)
{
        const DefinitionMove *move;

        TRY(check_stage(d, h, "joins", true));
        TRY(check_stage(d, h, "attended", false));
        if (!deed_given(d, "joins") || !deed_given(d, "attended"))
                return OK;
        move = definition_move(h->def, deed_text(d, "joins"), deed_text(d, "attended"));
        if (!move)
                return deed_fault_at(d, "attended", _("No move leads there from «%.*s»."),
                                     S_ARG(deed_text(d, "joins")));
        return move->reason == DEFINITION_REASON_REQUIRED
                       ? deed_fault_at(d, "attended", _("This move needs a reason."))
                       : OK;
}

static Status when_of(Deed *d, const char *field, Str zone, int64_t *at)
{
        int offset;

        if (!zone_offset(zone, d->now_us, &offset))
                return deed_fault_at(d, "zone", _("There is no time zone «%.*s»."), S_ARG(zone));
        if (deed_given(d, field) && !event_when_parse(deed_text(d, field), zone, at))
                return deed_fault_at(d, field, _("Write it as in 2026-12-01 09:00."));
        return OK;
}

static Status check_times(Deed *d, int64_t begins_at, int64_t ends_at)
{
        if (ends_at <= begins_at)
                return deed_fault_at(d, "ends", _("It ends before it begins."));
        if (ends_at - begins_at > EVENT_LONGEST_US)
                return deed_fault_at(d, "ends", _("An event lasts a month at most."));
        return ends_at <= d->now_us ? deed_fault_at(d, "ends", _("This is over already.")) : OK;
}

static int64_t remind_at(const Deed *d, int64_t begins_at)
{
        int64_t at = begins_at - EVENT_REMIND_US;

        return at > d->now_us ? at : 0;
}

static void shown_next(Deed *d, const Event *e)
{
        d->made = e->id;
        d->go_to = str_fmt(d->a, "/events/%.*s", S_ARG(id_text(d->a, e->id)));
}

static Status run_open(Deed *d)
{
        Event e = {.title = deed_text(d, "title"),
                   .place = deed_text(d, "place"),
                   .link = deed_text(d, "link")};
        bool is_public = !str_is(deed_text(d, "for"), "members");
        int64_t hours = deed_given(d, "offer_hours") ? deed_int(d, "offer_hours") : 24;
        Host h = {0};

        TRY(find_programme(d, &h));
        TRY(check_stages(d, &h));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &h.hub));
        if (!is_public && !h.programme.id)
                return deed_fault_at(d, "for", _("Members of which programme? Name it."));
        if (str_empty(e.place) && str_empty(e.link))
                return deed_fault_at(d, "place", _("Give a place, an online address, or both."));
        e.zone = deed_given(d, "zone") ? deed_text(d, "zone") : h.hub.zone;
        TRY(when_of(d, "begins", e.zone, &e.begins_at));
        TRY(when_of(d, "ends", e.zone, &e.ends_at));
        TRY(check_times(d, e.begins_at, e.ends_at));
        e.id = db_id(d->db, d->now_us);
        e.hub = h.hub.id;
        e.programme = h.programme.id;
        TRY(event_insert(d->db, e.id, e.hub, e.programme, deed_text(d, "joins"),
                         deed_text(d, "attended"), e.title, deed_text(d, "description"), e.place,
                         e.link, e.begins_at, e.ends_at, e.zone, is_public, deed_int(d, "capacity"),
                         deed_int(d, "minutes"), hours, remind_at(d, e.begins_at), d->now_us,
                         d->actor.id));
        TRY(event_absence_plan(d, &e));
        shown_next(d, &e);
        d->note = S_("The event is open.");
        return event_tell(d, "event.opened", &e, 0, 0, 0);
}

const Action event_open_action = {
        .name = "event open",
        .may = MAY_EVENT_EDIT,
        .where = where_open,
        .title = N_("Open an event"),
        .help = N_("Something that people come to, at a place or online. From now on tickets can "
                   "be had."),
        .fields = open_fields,
        .run = run_open};

/* --- changing it */

static const Field change_fields[] = {
        {"event", FIELD_ID, .required = true, .label = N_("Event")},
        {"title", FIELD_TEXT, .chars_max = EVENT_TITLE_CHARS_MAX, .label = N_("Title")},
        {"begins", FIELD_TEXT, .chars_max = 16, .label = N_("Begins"), .help = WHEN_HELP},
        {"ends", FIELD_TEXT, .chars_max = 16, .label = N_("Ends")},
        {"zone", FIELD_TEXT, .chars_max = 63, .label = N_("Time zone")},
        {"place", FIELD_TEXT, .label = N_("Place")},
        {"link", FIELD_URL, .chars_max = 500, .label = N_("Online address"),
         .help = N_("Shown to those who have a ticket, and to nobody else.")},
        {"description", FIELD_LONG_TEXT, .chars_max = EVENT_WORDS_CHARS_MAX,
         .label = N_("Description")},
        {"capacity", FIELD_INT, .min = 1, .max = EVENT_CAPACITY_MAX, .label = N_("Places"),
         .help = N_("Not fewer than are taken. New ones go to those who wait.")},
        {"minutes", FIELD_INT, .min = 0, .max = 1440, .label = N_("Minutes to have been there")},
        {0}};

static void fill(Deed *d, const char *field, Str value)
{
        for (size_t i = 0; i < action_fields_n(d->action); i++)
                if (str_is(str_from(d->action->fields[i].name), field) && !d->inputs[i].len)
                        d->inputs[i] = value;
}

/* The form shows what is there. */
static void look_change(Deed *d)
{
        Event e = {0};
        Place place;
        Id id;

        if (!id_parse(d->inputs[0], &id) || event_by_id(d->db, d->a, id, &e) != OK ||
            event_place(d->db, d->a, &e, &place) != OK ||
            !access_may_at(&d->actor, MAY_EVENT_EDIT, &place))
                return;
        fill(d, "title", e.title);
        fill(d, "begins", event_when_text(d->a, e.zone, e.begins_at));
        fill(d, "ends", event_when_text(d->a, e.zone, e.ends_at));
        fill(d, "zone", e.zone);
        fill(d, "place", e.place);
        fill(d, "link", e.link);
        fill(d, "description", e.description);
        fill(d, "capacity", str_fmt(d->a, "%lld", (long long)e.capacity));
        fill(d, "minutes", str_fmt(d->a, "%lld", (long long)e.minutes));
}

static Str text_or(const Deed *d, const char *field, Str before)
{
        return deed_given(d, field) ? deed_text(d, field) : before;
}

static Status open_event_of(Deed *d, Event *out)
{
        TRY(event_of(d, out));
        return str_is(out->state, "open") ? OK
                                          : deed_fault(d, CONFLICT, _("This event was cancelled."));
}

static Status run_change(Deed *d)
{
        Event e = {0}, to;
        EventSpot spot;
        bool moved;
        Status s;

        TRY(open_event_of(d, &e));
        to = e;
        to.title = text_or(d, "title", e.title);
        to.zone = text_or(d, "zone", e.zone);
        to.place = text_or(d, "place", e.place);
        to.link = text_or(d, "link", e.link);
        to.description = text_or(d, "description", e.description);
        to.capacity = deed_given(d, "capacity") ? deed_int(d, "capacity") : e.capacity;
        to.minutes = deed_given(d, "minutes") ? deed_int(d, "minutes") : e.minutes;
        TRY(when_of(d, "begins", to.zone, &to.begins_at));
        TRY(when_of(d, "ends", to.zone, &to.ends_at));
        TRY(check_times(d, to.begins_at, to.ends_at));
        moved = to.begins_at != e.begins_at || to.ends_at != e.ends_at ||
                !str_eq(to.place, e.place) || !str_eq(to.link, e.link);
        s = event_set(d->db, e.id, to.title, to.description, to.place, to.link, to.begins_at,
                      to.ends_at, to.zone, to.capacity, to.minutes,
                      to.begins_at == e.begins_at ? e.remind_at : remind_at(d, to.begins_at));
        if (s == NOT_FOUND)
                return deed_fault_at(d, "capacity", _("%lld places are taken already."),
                                     (long long)e.taken);
        TRY(s);
        if (moved)
                TRY(event_set_job(d->db, e.id, S("change"), 0));
        if (to.ends_at != e.ends_at)
                TRY(event_absence_plan(d, &to));
        TRY(event_tell(d, "event.changed", &e, 0, 0, 0));
        TRY(event_spot_get(d->db, d->a, e.id, 0, &spot));
        shown_next(d, &e);
        d->note = moved ? S_("Changed. Everybody with a ticket is told.") : S_("Changed.");
        return event_offer(d, &spot);
}

const Action event_change_action = {
        .name = "event change",
        .may = MAY_EVENT_EDIT,
        .where = event_where,
        .title = N_("Change an event"),
        .help = N_("What is left empty stays. When time or place change, everybody with a ticket "
                   "is told."),
        .fields = change_fields,
        .run = run_change,
        .look = look_change};

/* --- its end */

static const Field event_fields[] = {{"event", FIELD_ID, .required = true, .label = N_("Event")},
                                     {0}};

static Status run_cancel(Deed *d)
{
        Event e = {0};

        TRY(open_event_of(d, &e));
        if (e.ends_at <= d->now_us)
                return deed_fault(d, CONFLICT, _("This event is over."));
        TRY(event_set_cancelled(d->db, e.id));
        shown_next(d, &e);
        d->note = S_("Cancelled. Everybody with a ticket is told.");
        return event_tell(d, "event.cancelled", &e, 0, 0, 0);
}

const Action event_cancel_action = {
        .name = "event cancel",
        .may = MAY_EVENT_EDIT,
        .where = event_where,
        .title = N_("Cancel an event"),
        .help = N_("It stays visible as cancelled. Everybody with a ticket is told by mail."),
        .fields = event_fields,
        .run = run_cancel};

static Status run_settle(Deed *d)
{
        EventSpot spot;
        EventSeatList list;
        int64_t n = 0;

        TRY(event_spot_get(d->db, d->a, deed_int(d, "event"), 0, &spot));
        TRY(seat_to_settle_of(d->db, d->a, spot.event.id, &list));
        if (!list.n)
                return deed_fault(d, CONFLICT, _("Nobody waits to be settled."));
        for (size_t i = 0; i < list.n; i++, n++)
                TRY(event_settle(d, &spot, &list.at[i]));
        shown_next(d, &spot.event);
        d->note = str_fmt(d->a, words_n("%lld attendance settled.", "%lld attendances settled.", n),
                          (long long)n);
        return OK;
}

const Action event_settle_action = {
        .name = "event settle",
        .may = MAY_EVENT_EDIT,
        .where = event_where,
        .title = N_("Settle who was there"),
        .help = N_("Whoever was let in is settled five minutes later by itself; here at once, "
                   "at most 200 at a time. After that it can not be taken back."),
        .fields = event_fields,
        .run = run_settle};
