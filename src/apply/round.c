/* apply/round: see the header. */
#include "apply/round.h"

#include "apply/apply.h"
#include "apply/rules.h"
#include "base/time.h"
#include "base/words.h"
#include "form/kept.h"
#include "hub/hub.h"
#include "people/interest.h"

Status round_get(Db *db, Arena *a, Id id, Round *out)
{
        return round_by_id(db, a, id, out);
}

Status round_of(Deed *d, Round *out)
{
        return round_get(d->db, d->a, deed_int(d, "round"), out);
}

RoundState round_state(const Round *r, int64_t now_us)
{
        return r->cancelled_at         ? ROUND_CANCELLED
               : now_us > r->closes_at ? ROUND_CLOSED
               : now_us >= r->opens_at ? ROUND_OPEN
                                       : ROUND_COMING;
}

const char *round_state_name(RoundState state)
{
        static const char *const names[] = {N_("coming"), N_("open"), N_("closed"),
                                            N_("cancelled")};

        return (unsigned)state < 4 ? names[state] : "";
}

Status round_definition(Db *db, Arena *a, const Round *r, Programme *out, Definition **out_def)
{
        ProgrammeVersion version;

        TRY(programme_by_id(db, a, r->programme, out));
        out->version = r->version;
        TRY(programme_version_get(db, a, r->programme, r->version, &version));
        return definition_kept(db, a, version.definition, out_def);
}

Status round_place(Db *db, Arena *a, const Round *r, Place *out)
{
        return hub_place(db, a, r->hub, r->programme, out);
}

Status round_where(Deed *d, Place *out)
{
        Round r;

        TRY(round_of(d, &r));
        return round_place(d->db, d->a, &r, out);
}

Status round_where_hidden(Deed *d, Place *out)
{
        *out = (Place){.is_hidden = true};
        TRY(round_where(d, out));
        out->is_hidden = true;
        return OK;
}

Status round_tell(Deed *d, const char *kind, const Round *r, Entry *e)
{
        e->kind = str_from(kind);
        e->subject = d->made = r->id;
        e->hub = r->hub;
        d->go_to = str_fmt(d->a, "/rounds/%.*s", S_ARG(id_text(d->a, r->id)));
        return deed_tell(d, e);
}

/* --- opening */

static const Field open_fields[] = {
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub")},
        {"title", FIELD_TEXT, .required = true, .chars_max = ROUND_TITLE_CHARS_MAX,
         .label = N_("Title"), .help = N_("As in Spring 2027.")},
        {"opens", FIELD_TEXT, .chars_max = 19, .label = N_("Opens"),
         .help = N_("Day and time there, as in 2026-12-01T09:00. At once when empty.")},
        {"closes", FIELD_TEXT, .required = true, .chars_max = 19, .label = N_("Closes"),
         .help = N_("Day and time there, as in 2026-12-31T23:59.")},
        {"zone", FIELD_TEXT, .chars_max = 64, .label = N_("Time zone"),
         .help = N_("As in Asia/Singapore; the hub's when empty. AoE is anywhere on earth: it is "
                    "still that day somewhere.")},
        {"places", FIELD_INT, .min = 0, .max = ROUND_PLACES_MAX, .label = N_("Places"),
         .help = N_("How many can be accepted. Not said when empty.")},
        {"form", FIELD_SLUG, .chars_max = 64, .label = N_("Form"),
         .help = N_("The one that the programme's selection names when empty.")},
        {"unlisted", FIELD_YES, .label = N_("Only for those who have the link")},
        {0}};

/* A time of the field, or the fallback when it is empty. */
static Status instant_of(Deed *d, const char *field, Str zone, bool is_end, int64_t fallback,
                         int64_t *out)
{
        Str fault = {0};

        *out = fallback;
        if (!deed_given(d, field))
                return OK;
        if (round_instant(d->a, deed_text(d, field), zone, is_end, out, &fault) != OK)
                return deed_fault_at(d, field, "%.*s", S_ARG(fault));
        return OK;
}

static Status times_check(Deed *d, const Round *r)
{
        if (r->closes_at <= r->opens_at)
                return deed_fault_at(d, "closes", _("It must close after it opens."));
        if (r->closes_at <= d->now_us)
                return deed_fault_at(d, "closes", _("This is over already."));
        if (r->closes_at > d->now_us + ROUND_AHEAD_US)
                return deed_fault_at(d, "closes", _("This is too far ahead."));
        return OK;
}

static Status zone_check(Deed *d, Str zone)
{
        return round_zone_is(zone) ? OK
                                   : deed_fault_at(d, "zone", _("There is no such time zone."));
}

static Status programme_find(Deed *d, Programme *out, Definition **out_def)
{
        Status s = programme_open(d->db, d->a, deed_text(d, "programme"), out, out_def);

        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(deed_text(d, "programme")))
                              : s;
}

static Status where_open(Deed *d, Place *out)
{
        Programme p = {0};
        Definition *def = NULL;

        TRY(programme_find(d, &p, &def));
        return hub_where_field(d, "hub", p.id, out);
}

/* What a definition must have before people spend their time on it. That a selection leads
 * somewhere was checked when the definition was loaded. */
static Status selection_needed(Deed *d, const Definition *def, Str *out_form)
{
        const DefinitionStage *begins = definition_stage(def, def->selection.begins);

        if (!def->selection.node)
                return deed_fault_at(d, "programme",
                                     _("The definition of «%.*s» does not say how its members are "
                                       "chosen: it has no selection."),
                                     S_ARG(def->slug));
        if (!begins || !begins->is_first)
                return deed_fault_at(d, "programme",
                                     _("The selection begins in a stage in which no member can "
                                       "begin."));
        *out_form = deed_given(d, "form") ? deed_text(d, "form") : def->selection.form;
        return OK;
}

static Status form_find_for(Deed *d, const Programme *p, const Hub *hub, Str slug, FormRow *out)
{
        Status s = form_newest(d->db, d->a, p->id, hub->id, slug, out);

        return s == NOT_FOUND ? deed_fault_at(d, "form", _("The programme has no form «%.*s»."),
                                              S_ARG(slug))
                              : s;
}

static void round_facts(Deed *d, Entry *e, const Programme *p, const Round *r)
{
        entry_text(e, S("programme"), p->slug);
        entry_int(e, S("version"), r->version);
        entry_id(e, S("form"), r->form);
        entry_text(e, S("opens"), time_iso(d->a, r->opens_at));
        entry_text(e, S("closes"), time_iso(d->a, r->closes_at));
        entry_text(e, S("zone"), r->zone);
        entry_int(e, S("places"), r->places);
}

static Status run_open(Deed *d)
{
        Programme p = {0};
        Definition *def = NULL;
        Hub hub = {0};
        FormRow form = {0};
        Form *tree = NULL;
        Round r = {0};
        Str form_slug = {0};
        Entry e = {0};

        TRY(programme_find(d, &p, &def));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(selection_needed(d, def, &form_slug));
        TRY(form_find_for(d, &p, &hub, form_slug, &form));
        TRY(form_open(d->db, d->a, form.id, NULL, &tree));
        TRY(rules_check(d, tree, &def->selection));
        r = (Round){.id = db_id(d->db, d->now_us),
                    .programme = p.id,
                    .version = p.version,
                    .hub = hub.id,
                    .title = deed_text(d, "title"),
                    .form = form.id,
                    .zone = deed_given(d, "zone") ? deed_text(d, "zone") : hub.zone,
                    .places = deed_int(d, "places"),
                    .is_public = !deed_int(d, "unlisted")};
        TRY(zone_check(d, r.zone));
        TRY(instant_of(d, "opens", r.zone, false, d->now_us, &r.opens_at));
        TRY(instant_of(d, "closes", r.zone, true, 0, &r.closes_at));
        TRY(times_check(d, &r));
        TRY(round_insert(d->db, r.id, r.programme, r.version, r.hub, r.title, r.form, r.opens_at,
                         r.closes_at, r.zone, r.places, r.is_public, d->now_us, d->actor.id));
        round_facts(d, &e, &p, &r);
        d->note = S_("The round is made.");
        return round_tell(d, "round.opened", &r, &e);
}

const Action round_open_action = {
        .name = "round open",
        .may = MAY_ROUND_EDIT,
        .where = where_open,
        .title = N_("Open a round"),
        .help = N_("One opening of a programme at a hub. It runs by the programme's definition and "
                   "form as they are now, whatever becomes of them later."),
        .fields = open_fields,
        .run = run_open,
        .draw = round_form_draw};

/* --- changing */

static const Field change_fields[] = {
        {"round", FIELD_ID, .required = true, .picks = "round", .label = N_("Round")},
        {"title", FIELD_TEXT, .chars_max = ROUND_TITLE_CHARS_MAX, .label = N_("Title")},
        {"opens", FIELD_TEXT, .chars_max = 19, .label = N_("Opens"),
         .help = N_("Day and time in the round's zone; as it is when empty.")},
        {"closes", FIELD_TEXT, .chars_max = 19, .label = N_("Closes"),
         .help = N_("Day and time in the round's zone; as it is when empty.")},
        {"zone", FIELD_TEXT, .chars_max = 64, .label = N_("Time zone"),
         .help = N_("As it is when empty.")},
        {"places", FIELD_INT, .min = 0, .max = ROUND_PLACES_MAX, .label = N_("Places"),
         .help = N_("As it is when empty; 0: not said.")},
        {"listed", FIELD_YES, .label = N_("Listed publicly")},
        {"newest_form", FIELD_YES, .label = N_("Take the newest number of its form"),
         .help = N_("What was begun keeps the form it was begun with, until its people move it.")},
        {"reason", FIELD_TEXT, .chars_max = 500, .label = N_("Why"),
         .help = N_("Needed to close an open round earlier, and on the record: no names.")},
        {0}};

/* Who counted on the time that was said is told why there is less of it. */
static Status earlier_check(Deed *d, const Round *was, const Round *r)
{
        RoundState state = round_state(was, d->now_us);

        if (state == ROUND_CANCELLED)
                return deed_fault(d, CONFLICT, _("This round was cancelled."));
        if (r->opens_at != was->opens_at && state != ROUND_COMING)
                return deed_fault_at(d, "opens", _("It has opened already."));
        if (r->closes_at == was->closes_at)
                return OK;
        if (r->closes_at < was->closes_at && state == ROUND_OPEN && !deed_given(d, "reason"))
                return deed_fault_at(d, "reason",
                                     _("Say why it closes earlier, for those who counted on the "
                                       "time."));
        return times_check(d, r);
}

static Status form_renew(Deed *d, Round *r)
{
        FormRow now, newest;
        Programme p = {0};
        Definition *def = NULL;
        Form *tree = NULL;

        TRY(form_by_id(d->db, d->a, r->form, &now));
        TRY(form_newest(d->db, d->a, r->programme, r->hub, now.slug, &newest));
        TRY(form_open(d->db, d->a, newest.id, NULL, &tree));
        TRY(round_definition(d->db, d->a, r, &p, &def));
        TRY(rules_check(d, tree, &def->selection));
        r->form = newest.id;
        return round_form_set(d->db, r->id, r->form);
}

static Status run_change(Deed *d)
{
        Round was, r;
        Programme p = {0};
        Entry e = {0};

        TRY(round_of(d, &was));
        r = was;
        if (deed_given(d, "title"))
                r.title = deed_text(d, "title");
        if (deed_given(d, "zone"))
                r.zone = deed_text(d, "zone");
        if (deed_given(d, "places"))
                r.places = deed_int(d, "places");
        if (deed_given(d, "listed"))
                r.is_public = deed_int(d, "listed") != 0;
        TRY(zone_check(d, r.zone));
        TRY(instant_of(d, "opens", r.zone, false, was.opens_at, &r.opens_at));
        TRY(instant_of(d, "closes", r.zone, true, was.closes_at, &r.closes_at));
        TRY(earlier_check(d, &was, &r));
        if (deed_int(d, "newest_form"))
                TRY(form_renew(d, &r));
        TRY(round_set(d->db, r.id, r.title, r.opens_at, r.closes_at, r.zone, r.places, r.is_public,
                      d->now_us));
        TRY(programme_by_id(d->db, d->a, r.programme, &p));
        round_facts(d, &e, &p, &r);
        entry_text(&e, S("reason"), deed_text(d, "reason"));
        d->note = S_("Changed.");
        return round_tell(d, "round.changed", &r, &e);
}

const Action round_change_action = {
        .name = "round change",
        .may = MAY_ROUND_EDIT,
        .where = round_where,
        .title = N_("Change a round"),
        .help = N_("Its title, times and places; each change is on the record."),
        .fields = change_fields,
        .run = run_change,
        .draw = round_form_draw};

static const Field cancel_fields[] = {
        {"round", FIELD_ID, .required = true, .picks = "round", .label = N_("Round")},
        {"reason", FIELD_TEXT, .required = true, .chars_max = 500, .label = N_("Why"),
         .help = N_("On the record: no names.")},
        {0}};

static Status run_cancel(Deed *d)
{
        Round r;
        Entry e = {0};

        TRY(round_of(d, &r));
        if (r.cancelled_at)
                return deed_fault(d, CONFLICT, _("This round was cancelled."));
        TRY(round_cancelled_set(d->db, r.id, d->now_us));
        entry_text(&e, S("reason"), deed_text(d, "reason"));
        d->note = S_("Cancelled. Nothing that was handed in is lost.");
        return round_tell(d, "round.cancelled", &r, &e);
}

const Action round_cancel_action = {
        .name = "round cancel",
        .may = MAY_ROUND_EDIT,
        .where = round_where,
        .title = N_("Cancel a round"),
        .help = N_("It takes no applications any more. It stays visible, with the reason on the "
                   "record."),
        .fields = cancel_fields,
        .run = run_cancel,
        .is_dangerous = true};

/* --- more time for one */

static const Field extend_fields[] = {
        {"round", FIELD_ID, .required = true, .picks = "round", .label = N_("Round")},
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"until", FIELD_TEXT, .required = true, .chars_max = 19, .label = N_("Until"),
         .help = N_("Day and time in the round's zone, as in 2026-12-31T23:59.")},
        {"reason", FIELD_TEXT, .chars_max = 500, .label = N_("Why"),
         .help = N_("On the record: no names.")},
        {0}};

static Status run_extend(Deed *d)
{
        Round r;
        Party party = {0};
        int64_t until;
        Entry e = {0};

        TRY(round_of(d, &r));
        if (r.cancelled_at)
                return deed_fault(d, CONFLICT, _("This round was cancelled."));
        if (party_by_id(d->db, d->a, deed_int(d, "party"), &party) != OK || party.merged_into)
                return deed_fault_at(d, "party", _("There is no such party."));
        TRY(interest_refuses(d, party.id));
        TRY(instant_of(d, "until", r.zone, true, 0, &until));
        if (until <= d->now_us || until <= r.closes_at)
                return deed_fault_at(d, "until", _("This is no more time than there is."));
        if (until > d->now_us + ROUND_AHEAD_US)
                return deed_fault_at(d, "until", _("This is too far ahead."));
        TRY(round_extension_set(d->db, party.id, r.id, until, d->actor.id, d->now_us));
        entry_id(&e, S("party"), party.id);
        entry_text(&e, S("until"), time_iso(d->a, until));
        entry_text(&e, S("reason"), deed_text(d, "reason"));
        d->note = str_fmt(d->a, _("They have time until %.*s."),
                          S_ARG(round_moment(d->a, r.zone, until)));
        return round_tell(d, "round.extended", &r, &e);
}

const Action round_extend_action = {.name = "round extend",
                                    .may = MAY_ROUND_EDIT,
                                    .where = round_where,
                                    .title = N_("Give one party more time"),
                                    .help = N_("In one round; it is on the record."),
                                    .fields = extend_fields,
                                    .run = run_extend};
