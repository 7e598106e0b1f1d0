/* solution/outcome: see solution/introduction.h. */
#include "base/time.h"
#include "base/words.h"
#include "people/interest.h"
#include "programme/programme.h"
#include "solution/introduction.h"
#include "solution/money.h"
#include "solution/tell.h"

enum { SALT_BYTES = 32 };

/* --- noting */

static const char *const kinds[] = {N_("investment"), N_("pilot"), N_("hire"), NULL};
static const char *const rounds[] = {N_("grant"),    N_("pre-seed"), N_("seed"),
                                     N_("series-a"), N_("series-b"), N_("later"),
                                     N_("debt"),     N_("other"),    NULL};
static const Field note_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"kind", FIELD_CHOICE, .required = true, .choices = kinds, .label = N_("What")},
        {"on", FIELD_DATE, .required = true, .label = N_("Day")},
        {"amount", FIELD_INT, .min = 1, .max = INT64_C(1000000000000),
         .label = N_("Amount of an investment"), .help = N_("In whole units of the currency.")},
        {"currency", FIELD_TEXT, .chars_max = 3, .label = N_("Currency"),
         .help = N_("Three letters, as in SGD.")},
        {"round_type", FIELD_CHOICE, .choices = rounds, .label = N_("Kind of an investment")},
        {"confidential", FIELD_YES, .label = N_("The amount is confidential"),
         .help = N_("It is shown to nobody but the team and operators, and no number adds it up.")},
        {"people", FIELD_INT, .min = 1, .max = 10000, .label = N_("People hired")},
        {"other", FIELD_ID, .picks = "party", .label = N_("Other side"),
         .help = N_("The investor, enterprise or employer, if it is here.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("That it is an outcome of, in which the party is a member.")},
        {"evidence", FIELD_URL, .required = true, .chars_max = 500, .label = N_("Evidence"),
         .help = N_("Address of what shows it. Operators open it; it is not public.")},
        {"note", FIELD_LONG_TEXT, .chars_max = 1000, .label = N_("Note")},
        {0}};

/* What the kind needs, and nothing that it has not. */
static Status check_kind(Deed *d, Str kind)
{
        bool is_investment = str_is(kind, "investment");
        static const char *const of_investment[] = {"amount", "currency", "round_type"};

        for (size_t i = 0; i < 3; i++) {
                if (is_investment && !deed_given(d, of_investment[i]))
                        return deed_fault_at(d, of_investment[i], _("This is needed."));
                if (!is_investment && deed_given(d, of_investment[i]))
                        return deed_fault_at(d, of_investment[i],
                                             _("This is said of investments only."));
        }
        if (is_investment && !money_currency_is(deed_text(d, "currency")))
                return deed_fault_at(d, "currency",
                                     _("A currency is three capital letters, as in SGD."));
        if (str_is(kind, "hire") && !deed_given(d, "people"))
                return deed_fault_at(d, "people", _("This is needed."));
        if (!str_is(kind, "hire") && deed_given(d, "people"))
                return deed_fault_at(d, "people", _("This is said of hires only."));
        return deed_int(d, "on") <= d->now_us
                       ? OK
                       : deed_fault_at(d, "on", _("This day has not come yet."));
}

static Status check_programme(Deed *d, Id party)
{
        Programme programme;
        MemberList members;
        Status s;

        if (!deed_given(d, "programme"))
                return OK;
        s = programme_by_slug(d->db, d->a, deed_text(d, "programme"), &programme);
        if (s == OK)
                s = member_in(d->db, d->a, party, programme.id, &members);
        if (s == NOT_FOUND || (s == OK && !members.n))
                return deed_fault_at(d, "programme",
                                     _("The party is no member of this programme."));
        return s;
}

static Status check_other(Deed *d, Id party)
{
        Party other;
        IntroductionJoined met;
        bool sees;
        Status s;

        if (!deed_given(d, "other"))
                return OK;
        TRY(solution_party(d, "other", &other));
        TRY(party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, other.id, &sees));
        if (!sees && !other.is_listed) {
                s = introduction_joins(d->db, d->a, party, other.id, &met);
                if (s == NOT_FOUND)
                        return deed_fault_at(d, "other", _("There is no such party."));
                TRY(s);
        }
        return other.id == party ? deed_fault_at(d, "other", _("These are the same party.")) : OK;
}

static Status append(Deed *d, const char *kind, const Party *party, const Outcome *u)
{
        Entry e = solution_entry(d, kind, party, u->hub);

        entry_id(&e, S("outcome"), u->id);
        entry_text(&e, S("what"), u->kind);
        d->made = u->id;
        d->go_to = solution_network_path(d->a, party->id);
        return deed_tell(d, &e);
}

static Status run_note(Deed *d)
{
        Party party;
        Str kind = deed_text(d, "kind");
        Outcome u = {.kind = kind, .id = db_id(d->db, d->now_us)};
        bool confidential = deed_int(d, "confidential") != 0;
        char salt[SALT_BYTES];

        TRY(solution_party(d, "party", &party));
        TRY(check_kind(d, kind));
        TRY(check_programme(d, party.id));
        TRY(check_other(d, party.id));
        if (confidential && !str_is(kind, "investment"))
                return deed_fault_at(d, "confidential", _("This is said of investments only."));
        TRY(solution_home(d, party.id, &u.hub));
        random_fill(salt, sizeof salt);
        TRY(outcome_add(d->db, party.id, u.id, deed_int(d, "other"), kind, u.hub,
                        deed_text(d, "programme"), deed_int(d, "amount"), deed_text(d, "currency"),
                        deed_text(d, "round_type"), deed_int(d, "people"), deed_int(d, "on"),
                        deed_text(d, "evidence"), deed_text(d, "note"), confidential,
                        confidential ? (Str){salt, sizeof salt} : S(""), d->actor.id, d->now_us));
        d->note = S_("Noted. It counts when an operator has confirmed it.");
        return append(d, "outcome.noted", &party, &u);
}

const Action outcome_note_action = {
        .name = "outcome note",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Note an outcome"),
        .help = N_("An investment, a pilot or people hired. An operator looks at the evidence and "
                   "confirms it; only then does it count."),
        .fields = note_fields,
        .run = run_note};

/* --- deciding */

static const Field one_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"outcome", FIELD_ID, .required = true, .label = N_("Outcome")},
        {0}};

static Status outcome_of_deed(Deed *d, Party *party, Outcome *out)
{
        Status s;

        TRY(solution_party(d, "party", party));
        s = outcome_get(d->db, d->a, party->id, deed_int(d, "outcome"), out);
        return s == NOT_FOUND ? deed_fault(d, NOT_FOUND, _("There is no such outcome.")) : s;
}

static Status decide(Deed *d, const Outcome *u, const char *state)
{
        Status s = outcome_decide(d->db, u->party, u->id, str_from(state), d->actor.id, d->now_us);

        return s == NOT_FOUND ? deed_fault(d, CONFLICT, _("This was done already.")) : s;
}

/* An amount that is confidential is committed to; with its salt it can be shown to an auditor. */
static void describe(Deed *d, Entry *e, const Outcome *u)
{
        entry_id(e, S("outcome"), u->id);
        entry_id(e, S("other"), u->other);
        entry_text(e, S("programme"), u->programme);
        entry_text(e, S("round_type"), u->round_type);
        entry_text(e, S("currency"), u->currency);
        if (u->people)
                entry_int(e, S("people"), u->people);
        if (u->is_confidential) {
                Hash salt = record_value_salt(u->salt, S("amount"), u->happened_on);
                Str amount = str_fmt(d->a, "%lld", (long long)u->amount);

                entry_text(e, S("amount_sha256"), record_commit(d->a, &salt, amount));
        } else if (u->amount) {
                entry_int(e, S("amount"), u->amount);
        }
}

static Status run_confirm(Deed *d)
{
        Party party;
        Outcome u;
        Entry e;

        TRY(outcome_of_deed(d, &party, &u));
        TRY(interest_refuses(d, u.party));
        TRY(interest_refuses(d, u.other));
        TRY(decide(d, &u, "confirmed"));
        e = solution_entry(d, str_fmt(d->a, "outcome.%.*s", S_ARG(u.kind)).at, &party, u.hub);
        e.on_us = u.happened_on;
        describe(d, &e, &u);
        d->made = u.id;
        d->go_to = solution_network_path(d->a, party.id);
        d->note = S_("Confirmed. It counts.");
        return deed_tell(d, &e);
}

const Action outcome_confirm_action = {
        .name = "outcome confirm",
        .may = MAY_OUTCOME_EDIT,
        .where = party_where,
        .title = N_("Confirm an outcome"),
        .help = N_("You looked at the evidence. It counts from now on, as of its day."),
        .fields = one_fields,
        .run = run_confirm};

static Status run_refuse(Deed *d)
{
        Party party;
        Outcome u;

        TRY(outcome_of_deed(d, &party, &u));
        TRY(interest_refuses(d, u.party));
        TRY(interest_refuses(d, u.other));
        TRY(decide(d, &u, "refused"));
        d->note = S_("Refused. It does not count.");
        return append(d, "outcome.refused", &party, &u);
}

const Action outcome_refuse_action = {.name = "outcome refuse",
                                      .may = MAY_OUTCOME_EDIT,
                                      .where = party_where,
                                      .title = N_("Refuse an outcome"),
                                      .help = N_("The evidence does not show it."),
                                      .fields = one_fields,
                                      .run = run_refuse};
