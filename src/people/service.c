/* people/service: see the header. */
#include "people/service.h"

#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/role.h"
#include "people/team.h"

/* None that gives roles: a program does not decide about people. */
static const char *const service_roles[] = {N_("operator"), N_("finance"), N_("auditor"), NULL};

static const Field add_fields[] = {
        {"name", FIELD_TEXT, .required = true, .chars_max = SERVICE_NAME_CHARS_MAX,
         .label = N_("Name"), .help = N_("What it is, as in nightly import from the CRM.")},
        {"role", FIELD_CHOICE, .required = true, .choices = service_roles, .label = N_("Role")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub"),
         .help = N_("The role holds there and at all places below.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("For this one only; for all when empty.")},
        {"until", FIELD_DATE, .required = true, .label = N_("Until"),
         .help = N_("The last day; at most a year from now.")},
        {0}};

/* Whoever gives it must have the right to give that role there; the delegation that this is from,
 * or 0. */
static Status may_give(Deed *d, Role role, const Place *place, Id *out_by)
{
        *out_by = 0;
        if (access_may_give(&d->actor, role, place, out_by))
                return OK;
        return deed_fault(d, FORBIDDEN, _("You may not give or take the role %s there."),
                          _(role_name(role)));
}

static Status last_day(Deed *d, int64_t *out)
{
        *out = deed_int(d, "until") + DAY_US;
        if (*out <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        if (*out > d->now_us + SERVICE_DAYS_MAX * DAY_US)
                return deed_fault_at(d, "until", _("A token ends within a year."));
        return OK;
}

/* What the role may, without what is a person's own and without giving roles. */
static uint64_t scope_of(Role role)
{
        uint64_t scope = 0;

        for (Permission may = MAY_NOTHING + 1; may < MAY_COUNT; may++)
                if (role_may(role, may) && !role_may(ROLE_PERSON, may) && may != MAY_ROLE_GRANT)
                        scope |= UINT64_C(1) << may;
        return scope;
}

/* The one token that it has. */
static Status give_token(Deed *d, Id service, Role role, int64_t until)
{
        ApiTokenFacts facts = {
                .name = S("service"), /* as it is */ .scope = scope_of(role), .until_at = until};
        Str token;
        Id id;

        TRY(service_tokens_drop(d->db, service));
        TRY(access_token_make(d->db, d->a, service, &facts, d->now_us, &id, &token));
        d->note = str_fmt(d->a,
                          _("Keep it now, it is not shown again: %.*s — send it as "
                            "\"Authorization: Bearer …\"."),
                          S_ARG(token));
        d->shows_note = true;
        d->go_to = S("/services");
        d->made = service;
        return OK;
}

static Status entry_of(Deed *d, Str kind, Id service, const RoleRow *role, int64_t until)
{
        Entry e = {.kind = kind, .subject = service, .hub = role->hub};

        entry_id(&e, S("grant"), role->id);
        entry_text(&e, S("role"), role->role);
        if (until)
                entry_int(&e, S("until"), until);
        return deed_tell(d, &e);
}

static Status run_add(Deed *d)
{
        RoleProgramme programme = {0};
        RoleRow told = {.role = deed_text(d, "role")};
        Grant grant = {0};
        int64_t until;
        Place place;
        Id service;
        Hub hub;

        if (!role_parse(deed_text(d, "role"), &grant.role))
                return BROKEN; /* the field lets nothing else in */
        TRY(role_where_given(d, &place));
        TRY(may_give(d, grant.role, &place, &grant.delegation));
        TRY(role_programme_of(d, &programme));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(name_check(d, "name"));
        TRY(last_day(d, &until));
        grant.hub = told.hub = hub.id;
        grant.programme = programme.id;
        TRY(access_account_add(d->db, deed_text(d, "name"), d->now_us, &service));
        TRY(access_grant(d->db, service, &grant, until, d->actor.id, d->now_us, &told.id));
        TRY(service_add(d->db, service, told.id, hub.id, d->actor.id, d->now_us));
        TRY(give_token(d, service, grant.role, until));
        return entry_of(d, S("service.added"), service, &told, until);
}

const Action service_add_action = {
        .name = "service add",
        .may = MAY_ROLE_GRANT,
        .where = role_where_given,
        .title = N_("Add a service"),
        .help = N_(
                "An account for a program that is nobody's person: it has one role at one place, "
                "until a day. Its token is shown once."),
        .fields = add_fields,
        .run = run_add,
        .is_dangerous = true};

/* --- a service that is there */

static Status find_role(Deed *d, RoleRow *out)
{
        ServiceRole service;

        TRY(service_role(d->db, d->a, deed_int(d, "service"), &service));
        return service.ended_at ? NOT_FOUND : role_by_id(d->db, d->a, service.role_grant, out);
}

/* Also where its role was taken back before: then there is nothing left of it. */
static Status where_service(Deed *d, Place *out)
{
        RoleRow row;

        *out = (Place){.is_hidden = true};
        TRY(find_role(d, &row));
        return role_place(d->db, d->a, &row, out);
}

static const Field token_fields[] = {
        {"service", FIELD_ID, .required = true, .label = N_("Service")},
        {"until", FIELD_DATE, .required = true, .label = N_("Until"),
         .help = N_("The last day; at most a year from now.")},
        {0}};

static Status run_token(Deed *d)
{
        int64_t until;
        RoleRow row;
        Place place;
        Role role;
        Id by;

        TRY(find_role(d, &row));
        TRY(role_place(d->db, d->a, &row, &place));
        if (!role_parse(row.role, &role))
                return BROKEN;
        TRY(may_give(d, role, &place, &by));
        TRY(last_day(d, &until));
        /* who prolongs it answers for it from now on */
        TRY(service_set_until(d->db, row.id, until, by));
        TRY(service_set_maker(d->db, row.actor, d->actor.id));
        TRY(give_token(d, row.actor, role, until));
        return entry_of(d, S("service.token-made"), row.actor, &row, until);
}

const Action service_token_action = {
        .name = "service token",
        .may = MAY_ROLE_GRANT,
        .where = where_service,
        .title = N_("Give a service a new token"),
        .help = N_("The one until now ends at once. The new one is shown once."),
        .fields = token_fields,
        .run = run_token,
        .is_dangerous = true};

static const Field end_fields[] = {{"service", FIELD_ID, .required = true, .label = N_("Service")},
                                   {0}};

static Status run_end(Deed *d)
{
        RoleRow row;
        Place place;
        Role role;
        Id by;

        TRY(find_role(d, &row));
        TRY(role_place(d->db, d->a, &row, &place));
        if (role_parse(row.role, &role))
                TRY(may_give(d, role, &place, &by));
        TRY(service_tokens_drop(d->db, row.actor));
        TRY(role_drop(d->db, row.id));
        TRY(service_set_ended(d->db, row.actor, d->now_us));
        d->made = row.actor;
        d->go_to = S("/services");
        d->note = S_("Ended.");
        return entry_of(d, S("service.ended"), row.actor, &row, 0);
}

const Action service_end_action = {.name = "service end",
                                   .may = MAY_ROLE_GRANT,
                                   .where = where_service,
                                   .title = N_("End a service"),
                                   .help = N_("What sends its token is refused from now on."),
                                   .fields = end_fields,
                                   .run = run_end};
