/* main/bench_fill: see the header. */
#include "main/bench_fill.h"

#include "base/hash.h"
#include "base/time.h"
#include "decide/determination.h"
#include "form/kept.h"
#include "hub/hub.h"
#include "main/bench_fill.sql.h"
#include "review/assign.sql.h"
#include "review/mark.h"
#include "review/pool.sql.h"
#include "review/tally.h"

#include <stdio.h>
#include <stdlib.h>

enum {
        CHUNK = 2000,
        CRITERIA_MAX = 16,
        OF = 100,
        DRAFTS = 4,
        WITHDRAWN = 2,
        DOUBLES = 1,
        ACCEPTED = 5,
        WAITING = 10
};
#define CHUNK_ARENA_BYTES (1024 * MIB)
#define ROUND_US (30 * DAY_US)
#define REVIEWS_US (10 * DAY_US)

/* One that was handed in, for what comes after. */
typedef struct {
        Id party, id;
        int64_t revision;
} Handed;

typedef struct {
        Program *p;
        const FillPlan *plan;
        FillMade *made;
        Arena chunk; /* of one transaction: entries live until it is durable */
        Deed d;
        Round r;
        DecideRound decide;
        ReviewIn in;
        Handed *handed;
        size_t handed_n;
        int64_t from, end; /* the chunk */
        int64_t closes_us;
} Fill;

/* --- small things */

static uint64_t draw_of(const Fill *f, uint64_t i, uint64_t what)
{
        return fill_mix(f->plan->seed ^ fill_mix(i * 31 + what));
}

/* Numbers 0 to 99, each once, so that parts are exact; not in blocks. */
static int64_t part_of(int64_t i)
{
        return i % OF * 37 % OF;
}

static const char *state_of(int64_t i)
{
        int64_t part = part_of(i);

        return part < DRAFTS                         ? "draft"
               : part < DRAFTS + WITHDRAWN           ? "withdrawn"
               : part < DRAFTS + WITHDRAWN + DOUBLES ? "double"
                                                     : "submitted";
}

static Status tell(Fill *f, const char *kind, Id subject, Entry *e)
{
        e->kind = str_from(kind);
        e->subject = subject;
        e->hub = f->r.hub;
        return deed_tell(&f->d, e);
}

static Str salted(Fill *f, Str value, Str *out_salt)
{
        Hash salt;

        random_fill(salt.b, sizeof salt.b);
        *out_salt = hash_hex(f->d.a, &salt);
        return record_commit(f->d.a, &salt, value);
}

/* --- the round and its reviewers */

static Status make_round(Fill *f, Db *db)
{
        Programme p;
        Definition *def;
        FormRow form;
        Hub hub;
        Entry e = {0};
        int64_t now = f->d.now_us;

        TRY(programme_open(db, f->d.a, S(FILL_PROGRAMME), &p, &def));
        TRY(hub_by_slug(db, f->d.a, f->plan->hub, &hub));
        TRY(form_newest(db, f->d.a, p.id, hub.id, def->selection.form, &form));
        f->made->round = db_id(db, now);
        TRY(round_insert(db, f->made->round, p.id, p.version, hub.id, S("Large round"), form.id,
                         now, f->closes_us, S("UTC"), 5000, true, now, f->d.actor.id));
        f->r = (Round){.id = f->made->round, .hub = hub.id};
        return tell(f, "round.opened", f->r.id, &e);
}

static Status make_reviewer(Fill *f, Db *db, uint64_t i)
{
        Grant grant = {.role = ROLE_REVIEWER, .hub = f->r.hub, .programme = f->r.programme};
        Entry e = {0}, role = {0};
        Plausible who;
        Id account, id = db_id(db, f->d.now_us), given;

        plausible_person(f->plan->seed + 7, i, &who);
        TRY(access_account_add(db, str_copy(f->d.a, who.name), f->d.now_us, &account));
        TRY(access_grant(db, account, &grant, 0, f->d.actor.id, f->d.now_us, &given));
        TRY(reviewer_add(db, f->r.id, account, id, (Str){0}, 0, fill_words(f->d.a, i, 5), (Str){0},
                         f->d.actor.id, 0, f->d.now_us));
        TRY(reviewer_answer(db, id, S("accepted"), f->d.now_us));
        TRY(reviewer_number(db, f->r.id, account, f->plan->applications));
        f->made->accounts[i] = account;
        entry_text(&role, S("role"), S("reviewer"));
        entry_id(&role, S("grant"), given);
        TRY(tell(f, "role.granted", account, &role));
        entry_id(&e, S("round"), f->r.id);
        return tell(f, "reviewer.accepted", id, &e);
}

static Status begin(void *ctx, Db *db)
{
        Fill *f = ctx;

        f->d.db = db;
        TRY(make_round(f, db));
        TRY(decide_round(db, &f->p->a, f->r.id, &f->decide));
        f->r = f->decide.round;
        for (size_t i = 0; i < f->made->accounts_n; i++)
                TRY(make_reviewer(f, db, i));
        return OK;
}

/* --- applications */

Status fill_applicant(Deed *d, const Round *r, const Programme *programme, const Definition *def,
                      const FillFile *file, Id *out)
{
        const Plausible *p = &file->startup;
        PartyFacts facts = {.kind = S("organisation"),
                            .name = file->name,
                            .website = str_copy(d->a, p->website),
                            .country = str_copy(d->a, p->country),
                            .sector = str_copy(d->a, p->sector),
                            .hub = r->hub};
        MemberBegin b = {.programme = programme,
                         .def = def,
                         .hub = r->hub,
                         .stage = def->selection.begins,
                         .facts = &facts,
                         .is_home = true};

        TRY(party_make(d, &facts, out, &b.salt));
        TRY(identity_add(d->db, S("email"), str_copy(d->a, p->email), *out, d->now_us, true));
        if (p->registration.len)
                TRY(identity_add(d->db, S("registration"), str_copy(d->a, p->registration), *out,
                                 d->now_us, true));
        b.party = *out;
        return member_begin(d, &b);
}

static Status revise(Fill *f, const FillApplications *x, const FillFile *file, int64_t number)
{
        Deed *d = &f->d;
        Entry e = {0};
        Str answers = fill_answers_text(d->a, file), salt, commit = salted(f, answers, &salt);

        entry_id(&e, S("application"), x->id);
        entry_id(&e, S("round"), f->r.id);
        entry_text(&e, S("programme"), f->decide.programme.slug);
        entry_int(&e, S("revision"), number);
        entry_id(&e, S("form"), x->form);
        entry_text(&e, S("answers_commit"), commit);
        TRY(tell(f, "application.submitted", x->party, &e));
        return revision_insert(d->db, x->party, x->id, number, x->form, answers, commit, salt,
                               d->position, d->actor.id, d->now_us);
}

static Status put_answers(Deed *d, const FillApplications *x, const FillFile *file)
{
        FillAnswers rows[FILL_ANSWERS_MAX];

        for (size_t i = 0; i < file->answers_n; i++)
                rows[i] = (FillAnswers){
                        x->party,    x->id,    file->answers[i].name, file->answers[i].value,
                        d->actor.id, d->now_us};
        return fill_answers(d->db, rows, file->answers_n);
}

/* Some are withdrawn, some were sent by two: that is on the record, too. */
static Status put_aside(Fill *f, const FillApplications *x)
{
        Entry e = {0};

        entry_id(&e, S("application"), x->id);
        entry_id(&e, S("round"), f->r.id);
        if (str_is(x->state, "withdrawn"))
                return tell(f, "application.withdrawn", x->party, &e);
        entry_id(&e, S("double_of"), x->double_of);
        return tell(f, "application.marked", x->party, &e);
}

static Status apply(Fill *f, int64_t i)
{
        Deed *d = &f->d;
        FillFile file;
        bool is_draft = str_is(str_from(state_of(i)), "draft");
        FillApplications x = {.id = db_id(d->db, d->now_us),
                              .round = f->r.id,
                              .programme = f->r.programme,
                              .hub = f->r.hub,
                              .form = f->r.form,
                              .state = str_from(state_of(i)),
                              .begun_by = d->actor.id,
                              .begun_at = d->now_us,
                              .saved_at = d->now_us};

        if (!is_draft) {
                x.revision = 1 + (draw_of(f, (uint64_t)i, 1) % 4 == 0);
                x.stage = f->decide.def->selection.begins;
                x.submitted_at = d->now_us;
        }
        fill_file(d->a, f->plan->seed, (uint64_t)i, x.revision, &file);
        TRY(fill_applicant(d, &f->r, &f->decide.programme, f->decide.def, &file, &x.party));
        x.title = str_head(file.name, APPLICATION_TITLE_CHARS_MAX);
        if (str_is(x.state, "double") && f->handed_n)
                x.double_of = f->handed[f->handed_n - 1].id;
        for (int64_t k = 1; k <= x.revision; k++) {
                fill_file(d->a, f->plan->seed, (uint64_t)i, k, &file);
                TRY(revise(f, &x, &file, k));
        }
        TRY(fill_applications(d->db, &x, 1));
        TRY(put_answers(d, &x, &file));
        if (str_is(x.state, "submitted"))
                f->handed[f->handed_n++] = (Handed){x.party, x.id, x.revision};
        return is_draft || str_is(x.state, "submitted") ? OK : put_aside(f, &x);
}

/* More and more come towards the end: the square of the time that has gone by. */
static int64_t moment_of(const Fill *f, int64_t i)
{
        double at = (double)(i + 1) / (double)f->plan->applications, x = 1;

        for (int k = 0; k < 40; k++)
                x = (x + at / x) / 2;
        return f->closes_us - ROUND_US + (int64_t)(x * (double)ROUND_US) - 1;
}

static Status apply_all(void *ctx, Db *db)
{
        Fill *f = ctx;
        size_t begun = f->handed_n;
        int64_t states[4] = {0};
        static const char *const names[] = {"draft", "withdrawn", "double", "submitted"};

        f->d.db = db;
        for (int64_t i = f->from; i < f->end; i++) {
                f->d.now_us = moment_of(f, i);
                if (apply(f, i) != OK) {
                        f->handed_n = begun; /* it may run again */
                        return BROKEN;
                }
                for (int k = 0; k < 4; k++)
                        states[k] += str_is(str_from(state_of(i)), names[k]);
        }
        for (int k = 0; k < 4; k++)
                if (states[k])
                        TRY(application_count_add(db, f->r.id, str_from(names[k]), states[k]));
        return OK;
}

/* --- reviews */

/* Somebody reads one file once: they stand apart by a step that has no part in common with all. */
static size_t reader_of(const Fill *f, size_t i, size_t k)
{
        return (i * 7919 + k * 101) % f->made->accounts_n;
}

/* What it is worth, how strict the reader is, and the day. */
static int64_t score_of(const Fill *f, const SelectionCriterion *c, size_t i, size_t reader,
                        uint64_t k)
{
        int64_t wide = (c->to - c->from) * 1000;
        int64_t worth = (int64_t)(draw_of(f, i, 11 + (uint64_t)c->weight) % (uint64_t)(wide + 1));
        int64_t strict = (int64_t)(draw_of(f, reader, 13) % 1600) - 800;
        int64_t luck = (int64_t)(draw_of(f, i * 64 + k, 17) % 1400) - 700;
        int64_t all = (worth + strict + luck + 500) / 1000;

        return c->from + (all < 0 ? 0 : all > c->to - c->from ? c->to - c->from : all);
}

static Status review(Fill *f, size_t i, size_t k, bool is_sent, FillAssignments *x)
{
        Deed *d = &f->d;
        const SelectionStep *step = f->in.step;
        ReviewMark at[CRITERIA_MAX] = {0};
        ReviewMarks marks = {.at = at, .n = step->criteria.n};
        size_t reader = reader_of(f, i, k);
        FillVersions v = {.number = 1};
        Entry e = {0};

        *x = (FillAssignments){.party = f->handed[i].party,
                               .id = db_id(d->db, d->now_us),
                               .application = f->handed[i].id,
                               .round = f->r.id,
                               .step = step->slug,
                               .account = f->made->accounts[reader],
                               .number = (int64_t)i + 1,
                               .state = S("assigned"),
                               .revision = f->handed[i].revision,
                               .made_by = d->actor.id,
                               .made_at = d->now_us,
                               .scores = S("{}")};
        if (!is_sent)
                return OK;
        for (size_t c = 0; c < marks.n; c++)
                at[c] = (ReviewMark){.score = score_of(f, &step->criteria.at[c], i, reader,
                                                       k * CRITERIA_MAX + c),
                                     .has_score = true};
        at[marks.n - 1].words = fill_words(d->a, i * 16 + k, 8);
        v = (FillVersions){x->party,    x->id,    1,
                           x->revision, (Str){0}, review_words_json(d->a, step, &marks),
                           (Str){0},    d->now_us};
        v.scores = x->scores = review_scores_json(d->a, step, &marks);
        x->state = S("submitted");
        x->versions = 1;
        x->seen_at = x->sent_at = d->now_us;
        x->score_e6 = review_score_e6(step, &marks, NULL);
        entry_int(&e, S("number"), 1);
        entry_text(
                &e, S("review"),
                salted(f, str_fmt(d->a, "%.*s\n%.*s", S_ARG(v.scores), S_ARG(v.words)), &v.salt));
        review_entry(&e, &f->in.round, step->slug);
        e.kind = S("review.submitted");
        e.subject = x->id;
        TRY(deed_tell(d, &e));
        return fill_versions(d->db, &v, 1);
}

/* Of all reviews those of file i; one more is given out and waits in every tenth. */
static Status review_file(Fill *f, size_t i, int64_t *sent, int64_t *given)
{
        FillAssignments rows[64];
        size_t all = f->handed_n, total = (size_t)f->plan->reviews, n = 0;
        size_t wanted = (i + 1) * total / all - i * total / all, waits = i % 10 == 0;

        if (wanted + waits > f->made->accounts_n || wanted + waits > 64)
                return TOO_MANY;
        for (size_t k = 0; k < wanted + waits; k++)
                TRY(review(f, i, k, k < wanted, &rows[n++]));
        TRY(fill_assignments(f->d.db, rows, n));
        *sent += (int64_t)wanted;
        *given += (int64_t)n;
        return n ? tally_refresh(f->d.db, f->d.a, &f->in, f->handed[i].party, f->handed[i].id) : OK;
}

static Status move(Fill *f, const Handed *x, Str from, Str to, Str reason)
{
        PartyFacts facts = {.kind = S("organisation")};

        TRY(member_moves(&f->d, &(MemberMove){.programme = &f->decide.programme,
                                              .def = f->decide.def,
                                              .facts = &facts,
                                              .party = x->party,
                                              .hub = f->r.hub,
                                              .from = from,
                                              .to = to,
                                              .reason = reason}));
        return application_stage_keep(f->d.db, x->party, x->id, to);
}

static Status review_all(void *ctx, Db *db)
{
        Fill *f = ctx;
        int64_t sent = 0, given = 0;
        Entry e = {0};

        f->d.db = db;
        TRY(review_in(db, f->d.a, f->r.id, S(FILL_STEP), &f->in));
        if (!f->in.has_begun) {
                TRY(review_step_begin(db, f->r.id, f->in.step->slug, 0, f->d.actor.id,
                                      f->closes_us + 1));
                TRY(tell(f, "review.begun", f->r.id, &e));
        }
        for (int64_t i = f->from; i < f->end; i++) {
                f->d.now_us = f->closes_us + REVIEWS_US * i / (int64_t)f->handed_n + 1;
                TRY(move(f, &f->handed[i], f->decide.def->selection.begins, f->in.step->stage,
                         (Str){0}));
                TRY(review_file(f, (size_t)i, &sent, &given));
        }
        return review_step_count(db, f->r.id, f->in.step->slug, given, sent, f->d.now_us);
}

/* --- determinations: of one file in three */

static Status decide(Fill *f, const Handed *x, const SelectionDetermination *what)
{
        Deed *d = &f->d;
        Hash salt;
        Determination row = {.party = x->party,
                             .id = db_id(d->db, d->now_us),
                             .application = x->id,
                             .round = f->r.id,
                             .hub = f->r.hub,
                             .slug = what->slug};
        Entry first = {0}, last = {0};

        random_fill(salt.b, sizeof salt.b);
        row.salt = hash_hex(d->a, &salt);
        TRY(determination_insert(d->db, row.party, row.id, row.application, row.round,
                                 f->r.programme, f->r.hub, 0, row.slug, S("approved"),
                                 decide_takes_place(f->decide.def, what), what->is_waiting,
                                 S("Panel"), (Str){0}, S("Thank you."), row.salt, 0, d->actor.id,
                                 d->now_us, d->now_us, d->now_us));
        TRY(determination_announced(d->db, row.party, row.id, d->now_us, 0, 0, (Str){0}));
        entry_text(&first, S("what"), determination_commitment(d->a, &row));
        TRY(determination_tell(d, "determination.proposed", &row, &first));
        entry_id(&last, S("application"), row.application);
        entry_text(&last, S("determination"), row.slug);
        entry_text(&last, S("salt"), row.salt);
        TRY(determination_tell(d, "determination.announced", &row, &last));
        return move(f, x, f->in.step->stage, what->to, what->slug);
}

static Status decide_all(void *ctx, Db *db)
{
        Fill *f = ctx;
        const Selection *sel = &f->decide.def->selection;

        f->d.db = db;
        TRY(review_in(db, f->d.a, f->r.id, S(FILL_STEP), &f->in));
        f->d.now_us = f->closes_us + REVIEWS_US + DAY_US;
        for (int64_t i = f->from; i < f->end; i++) {
                const SelectionDetermination *what =
                        &sel->determinations
                                 .at[draw_of(f, (uint64_t)i, 23) % sel->determinations.n];

                if (i % 3 == 1)
                        TRY(decide(f, &f->handed[i], what));
        }
        return OK;
}

/* --- together */

static Status by_chunks(Fill *f, StoreJob job, int64_t n)
{
        for (f->from = 0; f->from < n; f->from = f->end) {
                f->end = f->from + CHUNK < n ? f->from + CHUNK : n;
                arena_reset(&f->chunk);
                TRY(store_transact(f->p->store, job, f));
        }
        return OK;
}

Status fill_round(Program *p, Arena *a, const FillPlan *plan, FillMade *out,
                  char fault[PROGRAM_FAULT_BYTES])
{
        Fill *f = arena_new(a, Fill, 1);
        Status s;

        *out = (FillMade){.accounts = arena_new(a, Id, (size_t)plan->reviewers + 1),
                          .accounts_n = (size_t)plan->reviewers};
        f->p = p;
        f->plan = plan;
        f->made = out;
        f->chunk = arena_make(CHUNK_ARENA_BYTES);
        f->closes_us = time_now_us() - REVIEWS_US - 2 * DAY_US;
        f->handed = arena_new(a, Handed, (size_t)plan->applications + 1);
        f->d = (Deed){.action = &round_open_action,
                      .a = &f->chunk,
                      .actor = plan->actor,
                      .now_us = f->closes_us - ROUND_US};
        s = store_transact(p->store, begin, f);
        if (s == OK)
                s = by_chunks(f, apply_all, plan->applications);
        if (s == OK)
                s = by_chunks(f, review_all, (int64_t)f->handed_n);
        if (s == OK)
                s = by_chunks(f, decide_all, (int64_t)f->handed_n);
        if (s != OK)
                snprintf(fault, PROGRAM_FAULT_BYTES,
                         "the round was not filled at %lld: %.200s %.200s", (long long)f->from,
                         f->d.faults_n ? str_z(a, f->d.faults[0].words) : "",
                         str_z(a, store_fault(p->store, a)));
        out->handed_in = (int64_t)f->handed_n;
        out->reviews = plan->reviews;
        arena_free(&f->chunk);
        return s;
}

Status fill_check(Program *p, Arena *a, const FillMade *made, char fault[PROGRAM_FAULT_BYTES])
{
        FillCounts c = {0};
        Db *db = NULL;
        Status s = store_reader(p->store, &db);

        if (s == OK)
                s = fill_counts(db, a, made->round, S(FILL_STEP), &c);
        store_reader_close(db);
        TRY(s);
        if (c.applications == c.counted && c.handed_in == made->handed_in &&
            c.sent == made->reviews && c.assigned == c.step_assigned && c.sent == c.step_sent &&
            c.assigned == c.tally_assigned && c.sent == c.tally_sent)
                return OK;
        snprintf(fault, PROGRAM_FAULT_BYTES,
                 "the counts are not those of the rows: applications %lld %lld, handed in %lld, "
                 "assigned %lld %lld %lld, reviews %lld %lld %lld",
                 (long long)c.applications, (long long)c.counted, (long long)c.handed_in,
                 (long long)c.assigned, (long long)c.step_assigned, (long long)c.tally_assigned,
                 (long long)c.sent, (long long)c.step_sent, (long long)c.tally_sent);
        return INVALID;
}
