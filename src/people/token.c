/* people/token: see the header. */
#include "people/token.h"

#include "access/access.sql.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/letter.h"

static const Field make_fields[] = {
        {"name", FIELD_TEXT, .required = true, .chars_max = 100, .label = N_("Name"),
         .help = N_("What it is for, as in nightly import.")},
        {"scopes", FIELD_TEXT, .required = true, .chars_max = 400, .label = N_("Permissions"),
         .help = N_("Of those that you have, with a space between: as in import party.see.")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("It holds there and below; wherever your roles hold when empty.")},
        {"until", FIELD_DATE, .required = true, .label = N_("Until"),
         .help = N_("The last day; at most a year from now.")},
        {0}};

static bool permission_parse(Str name, Permission *out)
{
        for (Permission p = MAY_NOTHING + 1; p < MAY_COUNT; p++)
                if (str_is(name, permission_name(p))) {
                        *out = p;
                        return true;
                }
        return false;
}

/* A token gives nothing that its owner has not, and does not sign in or make others like it. */
static Status scope_of(Deed *d, uint64_t *out)
{
        Str rest = deed_text(d, "scopes"), word;
        Permission may;

        *out = 0;
        while (str_cut(&rest, ' ', &word)) {
                if (str_empty(word))
                        continue;
                if (!permission_parse(word, &may) || may == MAY_SIGN_IN || may == MAY_SIGN_OUT ||
                    may == MAY_SELF || may == MAY_ROLE_GRANT)
                        return deed_fault_at(d, "scopes",
                                             _("There is no permission «%.*s» for a token."),
                                             S_ARG(str_head(word, 40)));
                if (!access_may(&d->actor, may))
                        return deed_fault_at(d, "scopes", _("You do not have the permission %s."),
                                             permission_name(may));
                *out |= UINT64_C(1) << may;
        }
        return *out ? OK : deed_fault_at(d, "scopes", _("This is needed."));
}

static Status run_make(Deed *d)
{
        ApiTokenFacts facts = {.name = deed_text(d, "name"),
                               .until_at = deed_int(d, "until") + DAY_US};
        Entry e = {.kind = S("token.made"), .subject = d->actor.id};
        ApiTokenRowList mine;
        Hub hub = {0};
        Str token;

        TRY(scope_of(d, &facts.scope));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        facts.hub = hub.id;
        if (facts.until_at <= d->now_us)
                return deed_fault_at(d, "until", _("This day is over."));
        if (facts.until_at > d->now_us + TOKEN_DAYS_MAX * DAY_US)
                return deed_fault_at(d, "until", _("A token ends within a year."));
        TRY(api_tokens_of(d->db, d->a, d->actor.id, &mine));
        if (mine.n >= TOKENS_OF_ONE_MAX)
                return deed_fault(d, CONFLICT, _("You have %d tokens; end some first."),
                                  TOKENS_OF_ONE_MAX);
        TRY(access_token_make(d->db, d->a, d->actor.id, &facts, d->now_us, &d->made, &token));
        entry_id(&e, S("token"), d->made);
        entry_text(&e, S("scopes"), deed_text(d, "scopes"));
        e.hub = hub.id;
        d->note = str_fmt(d->a,
                          _("Keep it now, it is not shown again: %.*s — send it as "
                            "\"Authorization: Bearer …\"."),
                          S_ARG(token));
        d->shows_note = true;
        TRY(letter_of_ways(d, d->actor.id, e.kind));
        return deed_tell(d, &e);
}

const Action token_make_action = {
        .name = "token make",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Make a token for a program"),
        .help = N_("A program that sends it may do what you allow it, as you. It is shown once."),
        .fields = make_fields,
        .run = run_make,
        .is_dangerous = true};

static const Field end_fields[] = {{"token", FIELD_ID, .required = true, .label = N_("Token")},
                                   {0}};

static Status run_end(Deed *d)
{
        Entry e = {.kind = S("token.ended"), .subject = d->actor.id};

        TRY(api_token_drop(d->db, deed_int(d, "token"), d->actor.id));
        d->made = deed_int(d, "token");
        entry_id(&e, S("token"), d->made);
        d->go_to = S("/me");
        d->note = S_("Ended.");
        return deed_tell(d, &e);
}

const Action token_end_action = {.name = "token end",
                                 .may = MAY_SELF,
                                 .where = where_own,
                                 .title = N_("End a token"),
                                 .help = N_("What sends it is refused from now on."),
                                 .fields = end_fields,
                                 .run = run_end};
