/* main/trial_page: see the header. */
#include "main/trial_page.h"

#include "base/words.h"
#include "hub/hub.h"
#include "main/trial.html.h"
#include "programme/programme.h"

static const RowColumn line_columns[] = {
        {"email", COL_TEXT, offsetof(TrialLine, email)},
        {"name", COL_TEXT, offsetof(TrialLine, name)},
        {"role", COL_TEXT, offsetof(TrialLine, role)},
        {"where", COL_TEXT, offsetof(TrialLine, where)},
        {"team", COL_TEXT, offsetof(TrialLine, team)},
        {"does", COL_TEXT, offsetof(TrialLine, does)},
};
static const RowShape shape_TrialLine = {
        "TrialLine", line_columns, sizeof line_columns / sizeof *line_columns, sizeof(TrialLine)};

/* "Thailand, Startup accelerator" */
static Status where_of(Visit *v, const TrialPerson *p, Str *out)
{
        Hub hub = {0};
        Programme programme = {0};
        Status s = p->hub.len ? hub_by_slug(v->db, v->a, p->hub, &hub) : OK;

        if (s == OK && p->programme.len)
                s = programme_by_slug(v->db, v->a, p->programme, &programme);
        *out = programme.title.len
                       ? str_fmt(v->a, "%.*s, %.*s", S_ARG(hub.title), S_ARG(programme.title))
                       : hub.title;
        return s == NOT_FOUND ? OK : s;
}

static Status load_trial(Visit *v, void *model)
{
        TrialModel *m = model;
        TrialPeople people;
        TrialLine *lines;
        size_t n = 0;

        if (!v->site->is_trial)
                return NOT_FOUND;
        TRY(trial_people(v->a, &people));
        lines = arena_new(v->a, TrialLine, people.people.n + 1);
        for (size_t i = 0; i < people.people.n; i++) {
                const TrialPerson *p = &people.people.at[i];
                Id there;
                Status s = access_account_by_email(v->db, v->a, p->email, &there);

                if (s == NOT_FOUND)
                        continue; /* erased in the course of the trial */
                TRY(s);
                lines[n] = (TrialLine){.email = p->email,
                                       .name = p->name,
                                       .role = str_from(trial_role_word(p->role)),
                                       .team = p->team,
                                       .does = p->does};
                TRY(where_of(v, p, &lines[n++].where));
        }
        m->people = (TrialLineList){lines, n};
        return OK;
}

static const Part trial_parts[] = {PART_LIST_OF(TrialModel, people, TrialLine), {0}};

static void draw_trial(Page *out, const Visit *v, const void *model)
{
        trial_page(out, v, model);
}

const View trial_view = {.path = "/try",
                         .word = "trial list",
                         .may = MAY_SEE_PUBLIC,
                         .title = N_("Try it as somebody"),
                         .help = N_("The people of the example ecosystem, one of each role."),
                         .bytes = sizeof(TrialModel),
                         .parts = trial_parts,
                         .load = load_trial,
                         .draw = draw_trial};
