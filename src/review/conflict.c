/* review/conflict: see the header. */
#include "review/conflict.h"

#include "base/words.h"
#include "people/interest.h"
#include "review/pool.h"
#include "review/tally.h"

#include <string.h>

const ConflictKindRow conflict_kinds[CONFLICT_KINDS] = {
        [CONFLICT_SAME_ORGANISATION] = {"same-organisation", N_("Same organisation"), true},
        [CONFLICT_SAME_DOMAIN] = {"same-domain", N_("Same domain"), true},
        [CONFLICT_CO_MEMBER] = {"co-member", N_("Together in another team"), true},
        [CONFLICT_FORMER_ROLE] = {"former-role", N_("Was in the team"), false},
        [CONFLICT_MENTOR_OF] = {"mentor-of", N_("Mentor of the applicant"), true},
        [CONFLICT_SHARED_INVESTOR] = {"shared-investor", N_("Same investor"), false},
        [CONFLICT_DECLARED] = {"declared", N_("Declared"), true},
};

const char *conflict_title(Str kind)
{
        for (size_t i = 0; i < CONFLICT_KINDS; i++)
                if (str_is(kind, conflict_kinds[i].name))
                        return _(conflict_kinds[i].title);
        return "";
}

static bool keeps_out(const ReviewConflict *c)
{
        return str_is(c->status, "pending") || str_is(c->status, "recused");
}

static Status between(Db *db, Arena *a, Id account, Id application, bool *out)
{
        ReviewConflictList list;

        *out = false;
        TRY(conflicts_between(db, a, application, account, &list));
        for (size_t i = 0; i < list.n; i++)
                *out |= keeps_out(&list.at[i]);
        return OK;
}

Status conflict_stands(Db *db, Arena *a, Id account, const ReviewFile *file, bool *out)
{
        ConflictFoundList found;
        bool stands;

        TRY(between(db, a, account, file->id, &stands));
        if (!stands) {
                TRY(conflict_look(db, a, &account, 1, file, 1, &found));
                for (size_t i = 0; i < found.n && !stands; i++) {
                        ReviewConflict c;
                        Status s = conflict_on(db, a, file->party, file->id, account,
                                               str_from(conflict_kinds[found.at[i].kind].name), &c);

                        if (s != OK && s != NOT_FOUND)
                                return s;
                        stands = s == NOT_FOUND; /* those that are kept were looked at above */
                }
        }
        *out = stands;
        return OK;
}

static const char *state_of(const Assignment *x, bool is_out)
{
        return is_out             ? "recused"
               : x->versions > 1  ? "revised"
               : x->versions == 1 ? "submitted"
                                  : "assigned";
}

static Status follow_in(Deed *d, const ReviewFile *file, Id account, Str step, bool is_out)
{
        AssignmentList list;
        ReviewIn in;

        TRY(assignments_on(d->db, d->a, file->id, step, &list));
        for (size_t i = 0; i < list.n; i++) {
                const Assignment *x = &list.at[i];
                bool is_recused = str_is(x->state, "recused");

                if (x->account != account || (is_out ? !assignment_is_live(x) : !is_recused))
                        continue;
                TRY(review_in(d->db, d->a, x->round, x->step, &in));
                TRY(assignment_goes(d, &in, x, state_of(x, is_out)));
        }
        return OK;
}

/* The reviewer's assignments of that file follow what stands between them. */
static Status follow(Deed *d, Id application, Id account)
{
        ReviewRound round;
        const Definition *def;
        ReviewFile file;
        bool is_out;

        TRY(review_application(d->db, d->a, application, &file));
        TRY(between(d->db, d->a, account, application, &is_out));
        TRY(review_round_open(d->db, d->a, file.round, &round, &def));
        for (size_t k = 0; k < def->selection.steps.n; k++)
                TRY(follow_in(d, &file, account, def->selection.steps.at[k].slug, is_out));
        return OK;
}

/* Only steps that still judge the file: its reviews in one that was closed were counted, and what
 * was told of a file (it left the step's stage then) stands on them. */
static Status wait_again(Deed *d, const ReviewConflict *c)
{
        bool is_pending = false;
        ReviewRound round;
        const Definition *def;
        ReviewStepList steps;
        ReviewFile file;

        TRY(review_application(d->db, d->a, c->application, &file));
        TRY(review_round_open(d->db, d->a, file.round, &round, &def));
        TRY(review_steps_of(d->db, d->a, file.round, &steps));
        for (size_t i = 0; i < steps.n && !round.cancelled_at; i++) {
                const SelectionStep *step = selection_step(&def->selection, steps.at[i].step);

                if (steps.at[i].closed_at || !step || !review_reads(def, step, file.stage))
                        continue;
                if (!is_pending)
                        TRY(conflict_decide(d->db, c->party, c->application, c->account, c->kind,
                                            S("pending"), c->decided_by, c->decided_at, c->why));
                is_pending = true;
                TRY(follow_in(d, &file, c->account, step->slug, true));
        }
        return OK;
}

Status conflicts_wait_again(Deed *d, Id party)
{
        ArenaMark start = arena_mark(d->a);
        ReviewConflictList list;
        Id after = 0;

        do {
                arena_rewind(d->a, start);
                TRY(conflicts_settled(d->db, d->a, party, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        ArenaMark mark = arena_mark(d->a);

                        TRY(wait_again(d, &list.at[i]));
                        arena_rewind(d->a, mark);
                        after = list.at[i].id;
                }
        } while (list.n);
        return OK;
}

/* The record names the conflict and never what it is about: it is public, and a file's reviewers
 * may not know whose it is. */
static Status record_it(Deed *d, const char *kind, const ReviewRound *round, Id conflict, Str why)
{
        Entry e = {.kind = str_from(kind), .subject = conflict};

        review_entry(&e, round, (Str){0});
        entry_text(&e, S("conflict"), why);
        return deed_tell(d, &e);
}

Status conflict_keep(Deed *d, const ReviewRound *round, const ConflictNew *c, Id *out)
{
        const ConflictKindRow *kind = &conflict_kinds[c->kind];
        Str source = str_from(c->source);
        ReviewConflict old;
        Status s = conflict_on(d->db, d->a, c->file->party, c->file->id, c->account,
                               str_from(kind->name), &old);

        if (s == OK)
                return CONFLICT;
        if (s != NOT_FOUND)
                return s;
        *out = db_id(d->db, d->now_us);
        TRY(conflict_add(d->db, c->file->party, c->file->id, c->account, str_from(kind->name), *out,
                         round->id, kind->is_blocking ? S("blocking") : S("minor"), source,
                         S("pending"), c->note, d->actor.id, d->now_us));
        TRY(follow(d, c->file->id, c->account));
        return record_it(d,
                         str_is(source, "declared") ? "conflict.declared"
                         : str_is(source, "found")  ? "conflict.found"
                                                    : "conflict.added",
                         round, *out, str_from(kind->name));
}

Status conflict_keep_found(Deed *d, const ReviewRound *round, const ReviewFile *file, Id account,
                           size_t *out_n)
{
        ConflictFoundList found;

        *out_n = 0;
        TRY(conflict_look(d->db, d->a, &account, 1, file, 1, &found));
        for (size_t i = 0; i < found.n; i++) {
                ConflictNew c = {file, account, found.at[i].kind, "found", {0}};
                Id id;
                Status s = conflict_keep(d, round, &c, &id);

                if (s != CONFLICT)
                        TRY(s);
                *out_n += s == OK;
        }
        return OK;
}

/* --- a reviewer says how they stand to an applicant, before the file opens */

static const char *const declared[] = {N_("none"), N_("conflict"), NULL};

static const Field declare_fields[] = {
        {"assignment", FIELD_ID, .required = true, .label = N_("File")},
        {"conflict", FIELD_CHOICE, .required = true, .choices = declared,
         .label = N_("Conflict of interest")},
        {"note", FIELD_LONG_TEXT, .chars_max = CONFLICT_NOTE_CHARS_MAX, .label = N_("Which one"),
         .help = N_("Read by who runs the reviews.")},
        {0}};

static Status run_declare(Deed *d)
{
        bool has_one = str_is(deed_text(d, "conflict"), "conflict");
        Entry e = {.kind = S("conflict.none-declared"), .subject = deed_int(d, "assignment")};
        size_t found = 0;
        ReviewFile file;
        Assignment x;
        ReviewIn in;
        Id id = 0;
        Status s;

        TRY(review_mine(d, &x, &in));
        TRY(review_application(d->db, d->a, x.application, &file));
        d->made = x.id;
        if (has_one && !deed_given(d, "note"))
                return deed_fault_at(d, "note", _("This is needed."));
        if (!has_one && x.declared_at)
                return deed_fault(d, CONFLICT, _("You have said so already."));
        TRY(conflict_keep_found(d, &in.round, &file, x.account, &found));
        if (has_one) {
                ConflictNew c = {&file, x.account, CONFLICT_DECLARED, "declared",
                                 deed_text(d, "note")};

                s = conflict_keep(d, &in.round, &c, &id);
                if (s == CONFLICT)
                        return deed_fault(d, CONFLICT, _("You have said so already."));
                TRY(s);
        }
        if (!x.declared_at)
                TRY(assignment_declare(d->db, x.party, x.id, d->now_us));
        d->go_to = has_one || found ? S("/reviews")
                                    : str_fmt(d->a, "/reviews/%.*s", S_ARG(id_text(d->a, x.id)));
        d->note = has_one ? S_("Thank you. The file stays shut until it is decided.")
                  : found ? S_("The file stays shut: who runs the reviews looks at it first.")
                          : S_("Noted.");
        if (has_one || found)
                return OK;
        review_entry(&e, &in.round, x.step);
        return deed_tell(d, &e);
}

const Action conflict_declare_action = {
        .name = "conflict declare",
        .may = MAY_REVIEW,
        .where = review_where_assignment,
        .title = N_("Say whether you have a conflict of interest"),
        .help = N_("Before a file opens, and later when you find out."),
        .fields = declare_fields,
        .run = run_declare};

/* --- operators */

static const char *const added[] = {
        N_("same-organisation"), N_("same-domain"),     N_("co-member"), N_("former-role"),
        N_("mentor-of"),         N_("shared-investor"), N_("declared"),  NULL};

static const Field add_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"reviewer", FIELD_ID, .required = true, .label = N_("Reviewer")},
        {"kind", FIELD_CHOICE, .required = true, .choices = added, .label = N_("Kind")},
        {"note", FIELD_LONG_TEXT, .required = true, .chars_max = CONFLICT_NOTE_CHARS_MAX,
         .label = N_("Why")},
        {0}};

static Status run_add(Deed *d)
{
        ConflictNew c = {.source = "operator", .note = deed_text(d, "note")};
        ReviewRound round;
        Reviewer reviewer;
        ReviewFile file;
        Status s;

        TRY(review_application(d->db, d->a, deed_int(d, "application"), &file));
        TRY(reviewer_by_id(d->db, d->a, deed_int(d, "reviewer"), &reviewer));
        TRY(review_round(d->db, d->a, file.round, &round));
        while (!str_is(deed_text(d, "kind"), conflict_kinds[c.kind].name))
                c.kind++; /* the field lets nothing else in */
        c.file = &file;
        c.account = reviewer.account;
        s = conflict_keep(d, &round, &c, &d->made);
        if (s == CONFLICT)
                return deed_fault(d, s, _("This conflict stands there already."));
        TRY(s);
        d->go_to = str_fmt(d->a, "/rounds/%.*s/conflicts", S_ARG(id_text(d->a, round.id)));
        d->note = S_("Kept: the file is shut to this reviewer.");
        return OK;
}

const Action conflict_add_action = {
        .name = "conflict add",
        .may = MAY_REVIEW_RUN,
        .where = review_where_pair,
        .title = N_("Add a conflict of interest"),
        .help = N_("The file is shut to this reviewer, and what they wrote of it is set aside."),
        .fields = add_fields,
        .run = run_add};

static const char *const decided[] = {N_("dismissed"), N_("waived"), N_("recused"), NULL};

static const Field decide_fields[] = {
        {"conflict", FIELD_ID, .required = true, .label = N_("Conflict of interest")},
        {"status", FIELD_CHOICE, .required = true, .choices = decided, .label = N_("Decision"),
         .help = N_("Dismissed: it is none. Waived: it is one, and the reviewer may read the file "
                    "all the same. Recused: the reviewer stays out.")},
        {"why", FIELD_LONG_TEXT, .required = true, .chars_max = CONFLICT_NOTE_CHARS_MAX,
         .label = N_("Why")},
        {0}};

static Status where_decide(Deed *d, Place *out)
{
        ReviewConflict c;
        ReviewRound round;

        *out = (Place){.is_hidden = true};
        TRY(conflict_by_id(d->db, d->a, deed_int(d, "conflict"), &c));
        TRY(interest_hides(d, c.party));
        TRY(review_round(d->db, d->a, c.round, &round));
        return review_place(d->db, d->a, &round, out);
}

static Status run_decide(Deed *d)
{
        Str status = deed_text(d, "status");
        ReviewConflict c;
        ReviewRound round;
        Id person;

        TRY(conflict_by_id(d->db, d->a, deed_int(d, "conflict"), &c));
        TRY(review_round(d->db, d->a, c.round, &round));
        TRY(interest_person(d->db, d->a, d->actor.id, &person));
        if (c.account == person)
                return deed_fault(d, FORBIDDEN, _("You do not decide on your own conflict."));
        if (str_eq(c.status, status))
                return deed_fault(d, CONFLICT, _("This is decided so already."));
        TRY(conflict_decide(d->db, c.party, c.application, c.account, c.kind, status, d->actor.id,
                            d->now_us, deed_text(d, "why")));
        TRY(follow(d, c.application, c.account));
        d->made = c.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/conflicts", S_ARG(id_text(d->a, round.id)));
        d->note = S_("Decided.");
        return record_it(d,
                         str_is(status, "dismissed") ? "conflict.dismissed"
                         : str_is(status, "waived")  ? "conflict.waived"
                                                     : "conflict.recused",
                         &round, c.id, c.kind);
}

const Action conflict_decide_action = {
        .name = "conflict decide",
        .may = MAY_REVIEW_RUN,
        .where = where_decide,
        .title = N_("Decide on a conflict of interest"),
        .help = N_("With a reason, which stays. A decision can be made again."),
        .fields = decide_fields,
        .run = run_decide};

/* --- found, for the whole pool at once */

static const Field find_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"step", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Step")},
        {0}};

static Status run_find(Deed *d)
{
        Entry e = {.kind = S("conflict.looked"), .subject = deed_int(d, "round")};
        ConflictFoundList found;
        ReviewerList pool;
        ReviewFiles files;
        Id *accounts;
        size_t n = 0;
        int64_t kept = 0;
        ReviewIn in;

        TRY(review_in_given(d, &in));
        TRY(reviewers_in(d->db, d->a, in.round.id, 0, &pool));
        accounts = arena_new(d->a, Id, pool.n + 1);
        for (size_t i = 0; i < pool.n; i++)
                if (str_is(pool.at[i].state, "accepted") || str_is(pool.at[i].state, "invited"))
                        accounts[n++] = pool.at[i].account;
        TRY(review_files_of(d->db, d->a, in.def, in.step, in.round.id, &files));
        TRY(conflict_look(d->db, d->a, accounts, n, files.at, files.n, &found));
        for (size_t i = 0; i < found.n; i++) {
                ConflictNew c = {&files.at[found.at[i].file],
                                 accounts[found.at[i].reviewer],
                                 found.at[i].kind,
                                 "found",
                                 {0}};
                Id id;
                Status s = conflict_keep(d, &in.round, &c, &id);

                if (s != CONFLICT)
                        TRY(s);
                kept += s == OK;
        }
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/conflicts", S_ARG(id_text(d->a, in.round.id)));
        d->note = str_fmt(d->a, words_n("%lld conflict found.", "%lld conflicts found.", kept),
                          (long long)kept);
        review_entry(&e, &in.round, in.step->slug);
        entry_int(&e, S("conflicts"), kept);
        return deed_tell(d, &e);
}

const Action conflict_find_action = {
        .name = "conflict find",
        .may = MAY_REVIEW_RUN,
        .where = review_where_round,
        .title = N_("Look for conflicts of interest"),
        .help = N_("Between everybody in the pool and every file of the step: teams, domains, "
                   "former roles, mentors, investors."),
        .fields = find_fields,
        .run = run_find};
