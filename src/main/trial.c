/* main/trial: see the header. */
#include "main/trial.h"

#include "base/asset.h"
#include "base/words.h"

static const char *const roles[] = {[TRIAL_PERSON] = N_("person"),
                                    [TRIAL_ADMINISTRATOR] = N_("administrator"),
                                    [TRIAL_HEAD] = N_("head"),
                                    [TRIAL_OPERATOR] = N_("operator"),
                                    [TRIAL_REVIEWER] = N_("reviewer"),
                                    [TRIAL_MENTOR] = N_("mentor"),
                                    [TRIAL_EDUCATOR] = N_("educator"),
                                    [TRIAL_FINANCE] = N_("finance"),
                                    [TRIAL_AUDITOR] = N_("auditor"),
                                    [TRIAL_OWNER] = N_("owner"),
                                    [TRIAL_EDITOR] = N_("editor"),
                                    [TRIAL_VIEWER] = N_("viewer"),
                                    NULL};

static const YamlField person_fields[] = {
        {"email", YAML_LINE, .offset = offsetof(TrialPerson, email), .required = true, .max = 254},
        {"name", YAML_LINE, .offset = offsetof(TrialPerson, name), .required = true, .max = 100},
        {"role", YAML_WORD, .offset = offsetof(TrialPerson, role), .required = true,
         .words = roles},
        {"hub", YAML_SLUG, .offset = offsetof(TrialPerson, hub)},
        {"programme", YAML_SLUG, .offset = offsetof(TrialPerson, programme)},
        {"team", YAML_LINE, .offset = offsetof(TrialPerson, team), .max = 200},
        {"does", YAML_LINE, .offset = offsetof(TrialPerson, does), .required = true, .max = 200},
        {"look", YAML_LINE, .offset = offsetof(TrialPerson, look), .required = true, .max = 200},
        {0}};
static const YamlTable person_table = {.noun = N_("person"),
                                       person_fields,
                                       sizeof(TrialPerson),
                                       .at = offsetof(TrialPerson, node)};
static const YamlField people_fields[] = {
        {"people", YAML_STRUCTS, .offset = offsetof(TrialPeople, people), .required = true,
         .table = &person_table, .items_max = 100},
        {0}};
static const YamlTable people_table = {.noun = N_("file of people"),
                                       people_fields,
                                       sizeof(TrialPeople),
                                       .at = offsetof(TrialPeople, node)};

const char *trial_role_word(int role)
{
        return roles[role];
}

Status trial_people(Arena *a, TrialPeople *out)
{
        YamlFaults faults = {0};
        Str text;

        *out = (TrialPeople){0};
        TRY(asset_example(a, "people.yaml", &text));
        TRY(yaml_load(a, text, &people_table, out, &faults));
        return yaml_faults_end(&faults);
}

/* --- coming in as one of them */

static const Field enter_fields[] = {{"email", FIELD_TEXT, .required = true, .chars_max = 254,
                                      .label = N_("As whom"),
                                      .help = N_("The address of somebody in the list.")},
                                     {0}};

static const TrialPerson *person_of(const TrialPeople *people, Str email)
{
        for (size_t i = 0; i < people->people.n; i++)
                if (str_eq(people->people.at[i].email, email))
                        return &people->people.at[i];
        return NULL;
}

static Status run_enter(Deed *d)
{
        const Site *site = d->site;
        const TrialPerson *person;
        TrialPeople people;
        Id actor;

        if (!site || !site->is_trial)
                return deed_fault(d, NOT_FOUND, _("There is no such thing here."));
        TRY(trial_people(d->a, &people));
        person = person_of(&people, deed_text(d, "email"));
        if (!person || access_account_by_email(d->db, d->a, person->email, &actor) != OK)
                return deed_fault_at(d, "email", _("Nobody in the list has this address."));
        if (d->session.len)
                TRY(access_session_end(d->db, d->session));
        TRY(access_session_begin(d->db, d->a, actor, d->now_us, &d->session_begun));
        d->made = actor;
        d->go_to = person->look;
        d->note = S_("Signed in.");
        return OK;
}

const Action trial_enter_action = {
        .name = "trial enter",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("Come in as somebody of the examples"),
        .help = N_("In a trial on this machine only: to see what each role sees and may do."),
        .fields = enter_fields,
        .run = run_enter,
        .is_silent = true};
