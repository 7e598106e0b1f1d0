/* review/assign: see the header. */
#include "review/assign.h"

#include "base/hash.h"
#include "base/json.h"
#include "base/words.h"
#include "people/interest.h"
#include "review/gate.h"
#include "review/pool.h"
#include "review/propose.h"
#include "review/tally.h"

#include <setjmp.h>
#include <stdlib.h>

#define PROPOSE_ARENA_BYTES (1024 * MIB)

Str proposal_json(Arena *a, const Proposal *p)
{
        return str_fmt(a,
                       "{\"conflicts\":%lld,\"files\":%lld,\"given\":%lld,\"kept\":%lld,"
                       "\"reviewers\":%lld,\"short_barred\":%lld,\"shorts\":%lld,\"total\":%lld,"
                       "\"wanted\":%lld,\"worst\":%lld,\"worst_file\":\"%.*s\"}",
                       (long long)p->conflicts, (long long)p->files, (long long)p->given,
                       (long long)p->kept, (long long)p->reviewers, (long long)p->short_barred,
                       (long long)p->shorts, (long long)p->total, (long long)p->wanted,
                       (long long)p->worst, S_ARG(id_text(a, p->worst_file)));
}

static int64_t member_int(const Json *object, Str key)
{
        const Json *v = json_get(object, key);

        return v && v->kind == JSON_KIND_INT ? v->integer : 0;
}

bool proposal_of(Arena *a, Str json, Proposal *out)
{
        const Json *o;

        *out = (Proposal){0};
        if (str_empty(json) || json_parse(a, json, &o, NULL) != OK)
                return false;
        *out = (Proposal){.files = member_int(o, S("files")),
                          .reviewers = member_int(o, S("reviewers")),
                          .wanted = member_int(o, S("wanted")),
                          .given = member_int(o, S("given")),
                          .kept = member_int(o, S("kept")),
                          .shorts = member_int(o, S("shorts")),
                          .short_barred = member_int(o, S("short_barred")),
                          .total = member_int(o, S("total")),
                          .worst = member_int(o, S("worst")),
                          .conflicts = member_int(o, S("conflicts"))};
        if (!id_parse(json_get_text(o, S("worst_file")), &out->worst_file))
                out->worst_file = 0;
        return true;
}

void pair_reasons(Arena *a, Str why, PairReasons *out)
{
        const Json *o;

        *out = (PairReasons){0};
        if (str_empty(why) || json_parse(a, why, &o, NULL) != OK)
                return;
        *out = (PairReasons){.bid = member_int(o, S("bid")),
                             .expertise = member_int(o, S("expertise")),
                             .likeness = member_int(o, S("likeness")),
                             .rank = member_int(o, S("rank")),
                             .words = json_get_text(o, S("words"))};
}

/* --- proposed */

static const Field step_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"step", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Step")},
        {0}};

/* What prepare found, in the deed's arena. */
typedef struct {
        Proposed found;
} Prepared;

/* Ids and numbers of assignments grow as they are made, those of applications as they are begun,
 * and the record tells who began when: so they are made in an order that tells nothing. */
static void shuffle(ProposedPair *pairs, size_t n)
{
        for (size_t i = n; i > 1; i--) {
                ProposedPair last = pairs[i - 1];
                uint64_t other;

                random_fill(&other, sizeof other);
                pairs[i - 1] = pairs[other % i];
                pairs[other % i] = last;
        }
}

static void keep_copy(Arena *a, const Proposed *p, Prepared *out)
{
        Proposed *to = &out->found;

        to->sum = p->sum;
        to->pairs_n = p->pairs_n;
        to->pairs = arena_new(a, ProposedPair, p->pairs_n + 1);
        for (size_t i = 0; i < p->pairs_n; i++) {
                to->pairs[i] = p->pairs[i];
                to->pairs[i].why = str_copy(a, p->pairs[i].why);
                to->pairs[i].file.state = to->pairs[i].file.stage = to->pairs[i].file.title =
                        (Str){0};
        }
        shuffle(to->pairs, to->pairs_n);
        to->found.n = p->found.n;
        to->found.at = arena_new(a, ConflictFound, p->found.n + 1);
        to->files = arena_new(a, ReviewFile, p->found.n + 1);
        to->accounts = arena_new(a, Id, p->found.n + 1);
        for (size_t i = 0; i < p->found.n; i++) { /* each with its own file and account */
                to->found.at[i] = (ConflictFound){(uint32_t)i, (uint32_t)i, p->found.at[i].kind};
                to->files[i] = (ReviewFile){.party = p->files[p->found.at[i].file].party,
                                            .id = p->files[p->found.at[i].file].id,
                                            .round = p->files[p->found.at[i].file].round};
                to->accounts[i] = p->accounts[p->found.at[i].reviewer];
        }
}

static Status find_best(Deed *d, Db *db, Arena *big, Prepared *out)
{
        Place place = {0};
        Str fault = {0};
        Proposed found;
        ReviewIn in;
        Db *own = d->db;
        Status s;

        d->db = db;
        s = review_where_round(d, &place);
        if (s == OK && !access_may_at(&d->actor, d->action->may, &place))
                s = NOT_FOUND;
        if (s == OK)
                s = review_in_given(d, &in);
        d->db = own;
        TRY(s);
        if (!review_takes(&in, d->now_us))
                return deed_fault(d, CONFLICT, _("This step is not open."));
        s = propose(db, big, &in, &found, &fault);
        if (s == INVALID)
                return deed_fault(d, CONFLICT, "%.*s", S_ARG(str_copy(d->a, fault)));
        TRY(s);
        keep_copy(d->a, &found, out);
        return OK;
}

static Status find_within(Deed *d, Db *db, Arena *big, Prepared *out)
{
        jmp_buf trap;
        Status s;

        big->trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = find_best(d, db, big, out);
        big->trap = NULL;
        return s;
}

static Status prepare_propose(Deed *d)
{
        Prepared *p = arena_new(d->a, Prepared, 1);
        Arena big = arena_make(PROPOSE_ARENA_BYTES);
        Status s;
        Db *db;

        TRY(store_reader(d->store, &db));
        s = find_within(d, db, &big, p);
        arena_free(&big);
        store_reader_close(db);
        if (s != OK && !d->faults_n)
                return deed_fault(d, s, "%s",
                                  s == NOT_FOUND ? _("There is no such thing here.")
                                                 : _("No assignment could be made."));
        d->prepared = p;
        return s;
}

static Status run_propose(Deed *d)
{
        const Proposed *p = &((const Prepared *)d->prepared)->found;
        ReviewIn in;

        TRY(review_in_given(d, &in));
        TRY(assignment_drop_proposed(d->db, in.round.id, in.step->slug));
        for (size_t i = 0; i < p->found.n; i++) {
                ConflictNew c = {&p->files[i], p->accounts[i], p->found.at[i].kind, "found", {0}};
                Id id;
                Status s = conflict_keep(d, &in.round, &c, &id);

                if (s != CONFLICT)
                        TRY(s);
        }
        for (size_t i = 0; i < p->pairs_n; i++) {
                const ProposedPair *x = &p->pairs[i];

                TRY(assignment_add(d->db, x->file.party, db_id(d->db, d->now_us), x->file.id,
                                   in.round.id, in.step->slug, x->account, 0, S("proposed"),
                                   x->file.revision, x->suits, x->why, d->actor.id, d->now_us));
        }
        TRY(proposal_set(d->db, in.round.id, in.step->slug, proposal_json(d->a, &p->sum)));
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/assignments/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note = S_("Look at it, then confirm. Nobody was told yet.");
        return OK;
}

const Action assignment_propose_action = {
        .name = "assignment propose",
        .may = MAY_REVIEW_RUN,
        .where = review_where_round,
        .title = N_("Propose who reads what"),
        .help = N_("Finds the best assignment by bids, expertise and texts, within loads and "
                   "without conflicts. What is given already stays."),
        .fields = step_fields,
        .prepare = prepare_propose,
        .run = run_propose,
        .is_silent = true};

/* --- confirmed */

typedef struct {
        Id account;
        int64_t next; /* number of the file */
        int64_t files;
} Numbered;

static int by_account(const void *x, const void *y)
{
        const Numbered *p = x, *q = y;

        return p->account < q->account ? -1 : p->account > q->account;
}

static Status numbers_of(Deed *d, Id round, Numbered **out, size_t *out_n)
{
        ReviewerList list;

        TRY(reviewers_in(d->db, d->a, round, 0, &list));
        *out = arena_new(d->a, Numbered, list.n + 1);
        *out_n = 0;
        for (size_t i = 0; i < list.n; i++)
                if (str_is(list.at[i].state, "accepted"))
                        (*out)[(*out_n)++] = (Numbered){list.at[i].account, list.at[i].files, 0};
        qsort(*out, *out_n, sizeof **out, by_account);
        return OK;
}

/* One that may still be given: the reviewer is there, the application too, nothing came between. */
static Status confirm_one(Deed *d, const ReviewIn *in, const Assignment *x, Numbered *who,
                          bool *out)
{
        Entry e = {.kind = S("review.assigned"), .subject = x->id};
        ReviewFile file;
        bool stands;

        *out = false;
        TRY(review_application(d->db, d->a, x->application, &file));
        TRY(conflict_stands(d->db, d->a, x->account, &file, &stands));
        if (!who || stands || !str_is(file.state, "submitted"))
                return assignment_drop(d->db, x->party, x->id);
        TRY(assignment_confirm(d->db, x->party, x->id, ++who->next, file.revision, d->actor.id,
                               d->now_us));
        who->files++;
        TRY(assignment_made(d, in, x->party, x->application));
        review_entry(&e, &in->round, in->step->slug);
        *out = true;
        return deed_tell(d, &e);
}

static Status write_letters(Deed *d, const ReviewIn *in, const Numbered *numbers, size_t n)
{
        for (size_t i = 0; i < n; i++) {
                Reviewer reviewer;

                if (!numbers[i].files)
                        continue;
                TRY(reviewer_number(d->db, in->round.id, numbers[i].account, numbers[i].files));
                TRY(reviewer_in(d->db, d->a, in->round.id, numbers[i].account, &reviewer));
                TRY(assignment_letter(d, in, &reviewer, numbers[i].files));
        }
        return OK;
}

static Status run_confirm(Deed *d)
{
        AssignmentList list;
        Numbered *numbers;
        size_t numbers_n;
        int64_t given = 0, dropped = 0;
        ReviewIn in;
        Id after = 0;

        TRY(review_in_given(d, &in));
        if (!review_takes(&in, d->now_us))
                return deed_fault(d, CONFLICT, _("This step is not open."));
        TRY(numbers_of(d, in.round.id, &numbers, &numbers_n));
        do {
                TRY(assignments_in(d->db, d->a, in.round.id, in.step->slug, S("proposed"), after,
                                   &list));
                for (size_t i = 0; i < list.n; i++) {
                        Numbered key = {.account = list.at[i].account};
                        bool is_given;

                        after = list.at[i].id;
                        TRY(confirm_one(
                                d, &in, &list.at[i],
                                bsearch(&key, numbers, numbers_n, sizeof *numbers, by_account),
                                &is_given));
                        given += is_given;
                        dropped += !is_given;
                }
        } while (list.n == 1000);
        if (!given)
                return deed_fault(d, CONFLICT, _("Nothing waits to be confirmed."));
        TRY(write_letters(d, &in, numbers, numbers_n));
        TRY(proposal_set(d->db, in.round.id, in.step->slug, (Str){0}));
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/assignments/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note =
                dropped ? str_fmt(d->a,
                                  _("%lld given. %lld could not be given any more: propose "
                                    "again."),
                                  (long long)given, (long long)dropped)
                        : str_fmt(d->a, words_n("%lld review given.", "%lld reviews given.", given),
                                  (long long)given);
        return OK;
}

const Action assignment_confirm_action = {.name = "assignment confirm",
                                          .may = MAY_REVIEW_RUN,
                                          .where = review_where_round,
                                          .title = N_("Give the files to their reviewers"),
                                          .help = N_("As proposed. Each reviewer gets one letter."),
                                          .fields = step_fields,
                                          .run = run_confirm};

static Status run_discard(Deed *d)
{
        ReviewIn in;

        TRY(review_in_given(d, &in));
        TRY(assignment_drop_proposed(d->db, in.round.id, in.step->slug));
        if (in.has_begun)
                TRY(proposal_set(d->db, in.round.id, in.step->slug, (Str){0}));
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/assignments/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note = S_("Discarded.");
        return OK;
}

const Action assignment_discard_action = {.name = "assignment discard",
                                          .may = MAY_REVIEW_RUN,
                                          .where = review_where_round,
                                          .title = N_("Discard the proposal"),
                                          .help = N_("Nobody was told of it."),
                                          .fields = step_fields,
                                          .run = run_discard,
                                          .is_silent = true};

/* --- by hand */

static const Field add_fields[] = {
        {"application", FIELD_ID, .required = true, .picks = "application",
         .label = N_("Application")},
        {"step", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Step")},
        {"reviewer", FIELD_ID, .required = true, .label = N_("Reviewer")},
        {0}};

Status assignment_bar(Db *db, Arena *a, const ReviewIn *in, const Reviewer *reviewer,
                      const ReviewFile *file, int64_t now_us, AssignmentBar *out)
{
        AssignmentList list;
        bool stands;

        *out = (AssignmentBar){0};
        if (!review_takes(in, now_us))
                out->words = S_("This step is not open.");
        else if (!str_is(reviewer->state, "accepted"))
                *out = (AssignmentBar){"reviewer", S_("No reviewer has said yes yet.")};
        else if (!str_is(file->state, "submitted"))
                *out = (AssignmentBar){"application", S_("This application is not handed in.")};
        if (out->words.len)
                return OK;
        TRY(assignments_on(db, a, file->id, in->step->slug, &list));
        for (size_t i = 0; i < list.n; i++)
                if (list.at[i].account == reviewer->account &&
                    (assignment_is_live(&list.at[i]) || str_is(list.at[i].state, "recused")))
                        out->words = S_("This reviewer has the file already.");
        TRY(conflict_stands(db, a, reviewer->account, file, &stands));
        if (stands && !out->words.len)
                out->words = S_("There is a conflict of interest between this reviewer and "
                                "the applicant: decide on it first.");
        return OK;
}

Status assignment_give(Deed *d, const ReviewIn *in, Reviewer *reviewer, const ReviewFile *file)
{
        Entry e = {.kind = S("review.assigned"), .subject = db_id(d->db, d->now_us)};
        ArenaMark mark = arena_mark(d->a);

        TRY(assignment_add(d->db, file->party, e.subject, file->id, in->round.id, in->step->slug,
                           reviewer->account, reviewer->files + 1, S("assigned"), file->revision, 0,
                           (Str){0}, d->actor.id, d->now_us));
        TRY(reviewer_number(d->db, in->round.id, reviewer->account, 1));
        TRY(assignment_made(d, in, file->party, file->id));
        arena_rewind(d->a, mark); /* only the entry is needed until the end */
        reviewer->files++;
        d->made = e.subject;
        review_entry(&e, &in->round, in->step->slug);
        return deed_tell(d, &e);
}

Status assignment_letter(Deed *d, const ReviewIn *in, const Reviewer *reviewer, int64_t files)
{
        ReviewLetter letter = {.files = files, .until = in->run.until_at};

        return review_letter(d, &review_work_mail, &in->round, reviewer, &letter);
}

static Status run_add(Deed *d)
{
        AssignmentBar bar;
        Reviewer reviewer;
        ReviewFile file;
        ReviewIn in;
        Status s;

        TRY(review_application(d->db, d->a, deed_int(d, "application"), &file));
        TRY(reviewer_by_id(d->db, d->a, deed_int(d, "reviewer"), &reviewer));
        s = review_in(d->db, d->a, file.round, deed_text(d, "step"), &in);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "step", _("This round has no such step."));
        TRY(s);
        TRY(assignment_bar(d->db, d->a, &in, &reviewer, &file, d->now_us, &bar));
        if (bar.field)
                return deed_fault_at(d, bar.field, "%.*s", S_ARG(bar.words));
        if (bar.words.len)
                return deed_fault(d, CONFLICT, "%.*s", S_ARG(bar.words));
        TRY(assignment_give(d, &in, &reviewer, &file));
        d->go_to = str_fmt(d->a, "/rounds/%.*s/assignments/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note = S_("Given.");
        return assignment_letter(d, &in, &reviewer, 1);
}

const Action assignment_add_action = {
        .name = "assignment add",
        .may = MAY_REVIEW_RUN,
        .where = review_where_pair,
        .title = N_("Give a file to a reviewer"),
        .help = N_("By hand, also past the reviewer's load; never past a conflict of interest."),
        .fields = add_fields,
        .run = run_add};

static const Field remove_fields[] = {
        {"assignment", FIELD_ID, .required = true, .label = N_("File")}, {0}};

static Status run_remove(Deed *d)
{
        Entry e = {.kind = S("review.unassigned"), .subject = deed_int(d, "assignment")};
        Assignment x;
        ReviewIn in;

        TRY(assignment_by_id(d->db, d->a, deed_int(d, "assignment"), &x));
        TRY(interest_hides(d, x.party));
        TRY(review_in(d->db, d->a, x.round, x.step, &in));
        if (str_is(x.state, "ended"))
                return deed_fault(d, CONFLICT, _("It was taken away already."));
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/assignments/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note = S_("Taken away.");
        TRY(str_is(x.state, "proposed") ? assignment_drop(d->db, x.party, x.id)
                                        : assignment_goes(d, &in, &x, "ended"));
        review_entry(&e, &in.round, x.step);
        return deed_tell(d, &e);
}

const Action assignment_remove_action = {
        .name = "assignment remove",
        .may = MAY_REVIEW_RUN,
        .where = review_where_assignment,
        .title = N_("Take a file from a reviewer"),
        .help = N_("A review that was sent no longer counts; it is kept."),
        .fields = remove_fields,
        .run = run_remove};
