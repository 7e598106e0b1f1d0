/* solution: the catalogue. Whoever publishes one has agreed to be listed; when that ends, so does
 * its place in the catalogue, without a word from here. */
#include "solution/solution.h"

#include "access/access.sql.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "hub/place.h"
#include "people/interest.h"
#include "solution/letter.h"
#include "solution/tell.h"
#include "solution/term.h"

#include <string.h>

const char *const solution_categories[] = {N_("ai"),
                                           N_("analytics"),
                                           N_("business-software"),
                                           N_("collaboration"),
                                           N_("commerce"),
                                           N_("data"),
                                           N_("developer-tools"),
                                           N_("devices"),
                                           N_("infrastructure"),
                                           N_("security"),
                                           N_("services"),
                                           N_("other"),
                                           NULL};
const char *const solution_sectors[] = {
        N_("agriculture"), N_("climate"), N_("education"), N_("energy"),    N_("finance"),
        N_("government"),  N_("health"),  N_("industry"),  N_("logistics"), N_("media"),
        N_("mobility"),    N_("retail"),  N_("tourism"),   N_("other"),     NULL};

Status solution_of_deed(Deed *d, Solution *out)
{
        Status s = solution_get(d->db, d->a, deed_int(d, "party"), deed_int(d, "solution"), out);

        return s == NOT_FOUND ? deed_fault(d, NOT_FOUND, _("There is no such solution.")) : s;
}

static Status append(Deed *d, const char *kind, const Party *party, const Solution *s)
{
        Entry e = solution_entry(d, kind, party, s->hub);

        entry_id(&e, S("solution"), s->id);
        entry_text(&e, S("category"), s->category);
        d->made = s->id;
        d->go_to = str_fmt(d->a, "/solutions/%.*s", S_ARG(id_text(d->a, s->id)));
        return deed_tell(d, &e);
}

/* --- writing one */

#define TEXTS(is_needed)                                                                          \
        {"title", FIELD_TEXT, .required = is_needed, .chars_max = 100, .label = N_("Title")},     \
                {"summary", FIELD_TEXT, .required = is_needed, .chars_max = 200,                  \
                 .label = N_("In one sentence")},                                                 \
                {"description", FIELD_LONG_TEXT, .required = is_needed, .chars_max = 6000,        \
                 .label = N_("What it does, and for whom")},                                      \
                {"category", FIELD_CHOICE, .required = is_needed, .choices = solution_categories, \
                 .label = N_("Category")},                                                        \
                {"sector", FIELD_CHOICE, .choices = solution_sectors, .label = N_("Sector")},     \
                {"countries", FIELD_TEXT, .chars_max = 240, .label = N_("Countries served"),      \
                 .help = N_("ISO 3166-1 codes with a space between, as in SG MY. Everywhere "     \
                            "when empty.")},                                                      \
                {"works_with", FIELD_TEXT, .chars_max = 300, .label = N_("Works with")},          \
                {"price", FIELD_TEXT, .chars_max = 200, .label = N_("Price"),                     \
                 .help = N_("In words, as in: from 20 USD a month.")},                            \
        {                                                                                         \
                "website", FIELD_URL, .chars_max = 300, .label = N_("Website")                    \
        }

static const Field add_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        TEXTS(true),
        {0}};
static const Field edit_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"solution", FIELD_ID, .required = true, .picks = "solution", .label = N_("Solution")},
        TEXTS(false),
        {0}};

/* "sg, my SG" is "SG MY". */
static Status countries_of(Deed *d, Str text, Str *out)
{
        Text t = text_begin(d->a, 1024);
        size_t n = 0;

        while (text.len) {
                size_t end = 0;
                const PlaceCountry *c;
                Str code;

                while (end < text.len && text.at[end] != ' ' && text.at[end] != ',')
                        end++;
                code = (Str){text.at, end};
                text = str_skip(text, end < text.len ? end + 1 : end);
                if (str_empty(code))
                        continue;
                c = place_country(code);
                if (!c)
                        return deed_fault_at(d, "countries", _("«%.*s» is not an ISO 3166-1 code."),
                                             S_ARG(str_head(code, 40)));
                if (str_has(text_str(&t), c->alpha2))
                        continue;
                if (++n > SOLUTION_COUNTRIES_MAX)
                        return deed_fault_at(d, "countries", _("At most %d countries."),
                                             SOLUTION_COUNTRIES_MAX);
                text_fmt(&t, "%s%.*s", t.len ? " " : "", S_ARG(c->alpha2));
        }
        *out = text_str(&t);
        return OK;
}

/* What the inputs make of it. */
static Status take_texts(Deed *d, Solution *s)
{
        s->title = deed_given(d, "title") ? deed_text(d, "title") : s->title;
        s->summary = deed_given(d, "summary") ? deed_text(d, "summary") : s->summary;
        s->description =
                deed_given(d, "description") ? deed_text(d, "description") : s->description;
        s->category = deed_given(d, "category") ? deed_text(d, "category") : s->category;
        s->sector = deed_given(d, "sector") ? deed_text(d, "sector") : s->sector;
        s->works_with = solution_changed(d, "works_with", s->works_with);
        s->price = solution_changed(d, "price", s->price);
        s->website = deed_given(d, "website") ? deed_text(d, "website") : s->website;
        return countries_of(d, solution_changed(d, "countries", s->countries), &s->countries);
}

static Status run_add(Deed *d)
{
        Party party;
        Solution s = {.state = S("draft")};
        SolutionCount count;

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_home(d, party.id, &s.hub));
        TRY(take_texts(d, &s));
        TRY(solution_count(d->db, d->a, party.id, &count));
        if (count.solutions >= SOLUTIONS_OF_ONE_MAX)
                return deed_fault(d, CONFLICT, _("A party has at most %d solutions."),
                                  SOLUTIONS_OF_ONE_MAX);
        s.party = party.id;
        s.id = db_id(d->db, d->now_us);
        TRY(solution_add(d->db, s.party, s.id, s.hub, s.title, s.summary, s.description, s.category,
                         s.sector, s.countries, s.works_with, s.price, s.website, d->actor.id,
                         d->now_us));
        d->note = S_("Kept as a draft. Nobody else sees it until it is published.");
        return append(d, "solution.drafted", &party, &s);
}

const Action solution_add_action = {
        .name = "solution add",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Add a solution"),
        .help = N_("Something that the party offers to customers. It is a draft first."),
        .fields = add_fields,
        .run = run_add};

/* --- publishing */

static Status is_checked(Deed *d, Id hub, bool *out)
{
        SolutionRule rule = {0};
        Status s = solution_rule_at(d->db, d->a, hub, &rule);

        *out = rule.is_checked;
        return s == NOT_FOUND ? OK : s;
}

/* An operator's own act is the check. */
static Status state_wanted(Deed *d, const Party *party, Id hub, Str *out)
{
        bool checked, may;

        TRY(is_checked(d, hub, &checked));
        TRY(party_may_at_home(d->db, d->a, &d->actor, MAY_OUTCOME_EDIT, party->id, &may));
        *out = checked && !may ? S("in-review") : S("published");
        return OK;
}

static Status set_state(Deed *d, const Party *party, Solution *s, Str state, Str reason)
{
        bool is_public = str_is(state, "published");

        s->state = state;
        s->published_at = is_public && !s->published_at ? d->now_us : s->published_at;
        TRY(solution_set_state(d->db, s->party, s->id, state, reason, s->published_at));
        TRY(solution_terms_write(d->db, d->a, s, party->name));
        if (is_public)
                d->note = S_("Published.");
        else if (str_is(state, "in-review"))
                d->note = S_("An operator of the hub looks at it first; then it is public.");
        return append(d,
                      is_public                    ? "solution.published"
                      : str_is(state, "in-review") ? "solution.submitted"
                      : str_is(state, "withdrawn") ? "solution.withdrawn"
                                                   : "solution.returned",
                      party, s);
}

static Status run_edit(Deed *d)
{
        Party party;
        Solution s;
        Str state;

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_of_deed(d, &s));
        TRY(take_texts(d, &s));
        TRY(solution_set(d->db, s.party, s.id, s.title, s.summary, s.description, s.category,
                         s.sector, s.countries, s.works_with, s.price, s.website, d->now_us));
        if (str_is(s.state, "published")) {
                TRY(state_wanted(d, &party, s.hub, &state));
                if (!str_eq(state, s.state))
                        return set_state(d, &party, &s, state, (Str){0});
                TRY(solution_terms_write(d->db, d->a, &s, party.name));
        }
        d->note = S_("Changed.");
        return append(d, "solution.changed", &party, &s);
}

/* The form shows what is there to whoever may change it. */
static void look_edit(Deed *d)
{
        Solution s;
        Id party, id;
        bool may = false;

        if (!id_parse(deed_text(d, "party"), &party) || !id_parse(deed_text(d, "solution"), &id) ||
            party_may_at_home(d->db, d->a, &d->actor, MAY_SOLUTION_EDIT, party, &may) != OK ||
            !may || solution_get(d->db, d->a, party, id, &s) != OK)
                return;
        for (size_t i = 0; edit_fields[i].name; i++) {
                const char *name = edit_fields[i].name;

                if (d->inputs[i].len)
                        continue;
                d->inputs[i] = strcmp(name, "title") == 0         ? s.title
                               : strcmp(name, "summary") == 0     ? s.summary
                               : strcmp(name, "description") == 0 ? s.description
                               : strcmp(name, "category") == 0    ? s.category
                               : strcmp(name, "sector") == 0      ? s.sector
                               : strcmp(name, "countries") == 0   ? s.countries
                               : strcmp(name, "works_with") == 0  ? s.works_with
                               : strcmp(name, "price") == 0       ? s.price
                               : strcmp(name, "website") == 0     ? s.website
                                                                  : (Str){0};
        }
}

const Action solution_edit_action = {
        .name = "solution edit",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Change a solution"),
        .help = N_("What is left empty stays; a dash alone empties it. Where the hub looks at "
                   "solutions first, it looks at changes, too."),
        .fields = edit_fields,
        .run = run_edit,
        .look = look_edit};

static const Field one_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"solution", FIELD_ID, .required = true, .picks = "solution", .label = N_("Solution")},
        {0}};

static Status run_publish(Deed *d)
{
        Party party;
        Solution s;
        Str state;

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_of_deed(d, &s));
        if (str_is(s.state, "published") || str_is(s.state, "in-review"))
                return deed_fault(d, CONFLICT, _("This was done already."));
        if (!party.is_listed)
                return deed_fault(d, CONFLICT,
                                  _("First the party has to agree to be listed publicly: its name "
                                    "stands beside its solutions."));
        TRY(state_wanted(d, &party, s.hub, &state));
        return set_state(d, &party, &s, state, (Str){0});
}

const Action solution_publish_action = {
        .name = "solution publish",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Publish a solution"),
        .help = N_("It comes into the public catalogue, with the party's name; at some hubs after "
                   "an operator looked at it."),
        .fields = one_fields,
        .run = run_publish};

static const char *const verdicts[] = {N_("publish"), N_("return"), NULL};
static const Field check_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"solution", FIELD_ID, .required = true, .picks = "solution", .label = N_("Solution")},
        {"verdict", FIELD_CHOICE, .required = true, .choices = verdicts, .label = N_("Verdict")},
        {"reason", FIELD_TEXT, .chars_max = 500, .label = N_("What has to change"),
         .help = N_("Its team reads it, and nobody else.")},
        {0}};

static Status run_check(Deed *d)
{
        Party party;
        Solution s;
        bool good = str_is(deed_text(d, "verdict"), "publish");

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_of_deed(d, &s));
        TRY(interest_refuses(d, party.id));
        if (!str_is(s.state, "in-review"))
                return deed_fault(d, CONFLICT, _("It does not wait for this any more."));
        if (good && !party.is_listed)
                return deed_fault(d, CONFLICT,
                                  _("First the party has to agree to be listed publicly: its name "
                                    "stands beside its solutions."));
        if (!good && !deed_given(d, "reason"))
                return deed_fault_at(d, "reason", _("Say what has to change."));
        d->note = S_("Returned to its team.");
        return set_state(d, &party, &s, good ? S("published") : S("draft"),
                         good ? (Str){0} : deed_text(d, "reason"));
}

const Action solution_check_action = {
        .name = "solution check",
        .may = MAY_OUTCOME_EDIT,
        .where = party_where,
        .title = N_("Look at a solution"),
        .help = N_("Publish it, or return it to its team with what has to change."),
        .fields = check_fields,
        .run = run_check};

static Status run_withdraw(Deed *d)
{
        Party party;
        Solution s;

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_of_deed(d, &s));
        if (str_is(s.state, "withdrawn"))
                return deed_fault(d, CONFLICT, _("This was done already."));
        d->note = S_("Withdrawn. It can be published again.");
        return set_state(d, &party, &s, S("withdrawn"), (Str){0});
}

const Action solution_withdraw_action = {
        .name = "solution withdraw",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Withdraw a solution"),
        .help = N_("It is no longer in the catalogue; referrals to it go on."),
        .fields = one_fields,
        .run = run_withdraw};

/* --- what a hub wants */

static const Field rule_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub")},
        {"checked", FIELD_YES, .label = N_("An operator looks at each solution first")},
        {0}};

static Status run_rule(Deed *d)
{
        Hub hub;
        bool yes = deed_int(d, "checked") != 0;
        Entry e = {.kind = yes ? S("solution.rule-set") : S("solution.rule-lifted")};

        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(solution_rule_set(d->db, hub.id, yes, d->actor.id, d->now_us));
        e.subject = e.hub = d->made = hub.id;
        d->go_to = S("/network");
        d->note = S_("Changed.");
        return deed_tell(d, &e);
}

const Action solution_rule_action = {
        .name = "solution rule",
        .may = MAY_OUTCOME_EDIT,
        .where = hub_where,
        .title = N_("Set whether solutions are looked at first"),
        .help = N_("It holds at the hub and below, but where a hub below says otherwise. What is "
                   "public stays so."),
        .fields = rule_fields,
        .run = run_rule};

/* --- writing to its team */

static const Field ask_fields[] = {
        {"solution", FIELD_ID, .required = true, .picks = "solution", .label = N_("Solution")},
        {"words", FIELD_LONG_TEXT, .required = true, .chars_max = 2000,
         .label = N_("Your question"),
         .help = N_("It goes by mail to the team, with your name and e-mail address, so that they "
                    "can answer. Their addresses are not shown to you.")},
        {0}};

static Status run_ask(Deed *d)
{
        Solution s = {0};
        Party party = {0};
        ActorEmail email = {0};
        QuestionCount lately;
        SolutionLetter letter;
        size_t n;
        Status found = solution_by_id(d->db, d->a, deed_int(d, "solution"), &s);

        if (found == OK)
                found = party_by_id(d->db, d->a, s.party, &party);
        if (found == NOT_FOUND ||
            (found == OK && (!str_is(s.state, "published") || !party.is_listed)))
                return deed_fault(d, NOT_FOUND, _("There is no such solution."));
        TRY(found);
        found = actor_email_first(d->db, d->a, d->actor.id, &email);
        if (found == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("Your account has no e-mail address."));
        TRY(found);
        TRY(solution_questions_lately(d->db, d->a, d->actor.id, d->now_us - DAY_US, &lately));
        if (lately.questions >= SOLUTION_QUESTIONS_A_DAY_MAX)
                return deed_fault(d, TOO_MANY,
                                  _("You asked %d times within a day. Come back tomorrow."),
                                  SOLUTION_QUESTIONS_A_DAY_MAX);
        letter = (SolutionLetter){.title = s.title,
                                  .party = party.name,
                                  .words = deed_text(d, "words"),
                                  .name = d->actor.name,
                                  .address = email.email,
                                  .link = str_fmt(d->a, "%.*s/solutions/%.*s", S_ARG(d->base_url),
                                                  S_ARG(id_text(d->a, s.id)))};
        TRY(letter_to_team(d, party.id, &letter_solution_question, &letter, &n));
        if (!n)
                return deed_fault(d, CONFLICT, _("Nobody of its team can be written to."));
        TRY(solution_question_add(d->db, s.party, db_id(d->db, d->now_us), s.id, d->actor.id,
                                  d->now_us));
        d->made = s.id;
        d->go_to = str_fmt(d->a, "/solutions/%.*s", S_ARG(id_text(d->a, s.id)));
        d->note = S_("Your question is on its way.");
        return OK;
}

const Action solution_ask_action = {.name = "solution ask",
                                    .may = MAY_SELF,
                                    .where = where_own,
                                    .title = N_("Ask the team of a solution"),
                                    .help = N_("They answer you by mail."),
                                    .fields = ask_fields,
                                    .run = run_ask,
                                    .is_silent = true};
