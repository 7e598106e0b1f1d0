/* credit/ledger_post_page: many steps at once, through JSON: POST /api/v1/ledger/posts.
 *
 *     {"key": "…", "steps": [
 *       {"kind": "transfer", "source": ID, "target": ID, "amount": "12.50", "linked": true},
 *       {"kind": "hold", "source": ID, "target": ID, "amount": "12.50", "until": "2026-…Z"},
 *       {"kind": "settle", "hold": ID, "amount": "7"}, {"kind": "release", "hold": ID}]}
 *
 * Amounts are texts, read at the scale of the account's unit. Linked steps happen with the one
 * behind them or not at all. What is refused says so, step by step, with 200: the answer is kept
 * under the key for ever. */
#include "credit/ledger_page.h"

#include "base/json.h"
#include "base/time.h"
#include "base/words.h"
#include "people/interest.h"
#include "web/visitor.h"

#include <string.h>

enum { ANSWER_BYTES_MAX = 4 * 1024 * 1024, HUBS_MAX = 64 };

typedef struct {
        LedgerStep step;
        Str amount;
} AskedStep;

typedef struct {
        Arena *a;
        Db *db; /* the writer's */
        const Actor *actor;
        AskedStep *asked; /* as they came: what the key is held against */
        LedgerStep *steps;
        Hash content;
        LedgerAsk ask;
        LedgerAnswer answer;
        Interest own; /* parties that the actor is part of */
        bool is_own;  /* a step moves something of theirs */
        struct {
                Id hub;
                bool posts, sees;
        } hubs[HUBS_MAX]; /* what the actor may there, found out once */
        size_t hubs_n;
} PostJob;

/* --- reading */

static bool read_kind(Str s, LedgerKind *out)
{
        for (LedgerKind k = LEDGER_TRANSFER; k <= LEDGER_RELEASE; k++)
                if (str_is(s, ledger_kind_name(k))) {
                        *out = k;
                        return true;
                }
        return false;
}

static bool read_id(const Json *j, const char *key, Id *out)
{
        return id_parse(json_get_text(j, str_from(key)), out);
}

/* What is wrong with a step, or NULL. Members that are not known are wrong: a word that was
 * misspelt must not be read over. */
static const char *read_step(const Json *j, AskedStep *out)
{
        static const char *const known[] = {"kind",  "source", "target", "amount", "hold",
                                            "until", "about",  "linked", NULL};
        const Json *linked = json_get(j, S("linked")), *until = json_get(j, S("until"));
        LedgerStep *s = &out->step;

        for (const Json *m = j->child; m; m = m->next) {
                size_t k = 0;

                while (known[k] && !str_is(m->key, known[k]))
                        k++;
                if (!known[k])
                        return N_("A member of this step is not known.");
        }
        if (j->kind != JSON_KIND_OBJECT || !read_kind(json_get_text(j, S("kind")), &s->kind))
                return N_("kind must be transfer, hold, settle or release.");
        if (linked && linked->kind != JSON_KIND_BOOL)
                return N_(
                        "This must be yes or no."); /* what was to hang together must not be torn */
        s->is_linked = linked && linked->yes;
        out->amount = json_get_text(j, S("amount"));
        if (s->kind != LEDGER_RELEASE && !out->amount.len)
                return N_("amount must be a text such as \"12.50\".");
        if (json_get(j, S("about")) && !read_id(j, "about", &s->about))
                return N_("about must be an id.");
        if (s->kind == LEDGER_SETTLE || s->kind == LEDGER_RELEASE)
                return read_id(j, "hold", &s->hold) ? NULL : N_("hold must be an id.");
        if (!read_id(j, "source", &s->source) || !read_id(j, "target", &s->target))
                return N_("source and target must be ids of accounts.");
        if (until && (s->kind != LEDGER_HOLD || until->kind != JSON_KIND_TEXT ||
                      !time_parse(until->text, &s->until_at) || s->until_at <= 0))
                return N_("until must be a time, of a hold.");
        return NULL;
}

static Status read_steps(Visit *v, const Json *body, PostJob *job)
{
        const Json *list = json_get(body, S("steps"));
        size_t n = 0;

        for (const Json *j = list ? list->child : NULL; j; j = j->next)
                n++;
        if (!list || list->kind != JSON_KIND_LIST || !n || n > LEDGER_STEPS_MAX)
                return visit_fault(v, INVALID, _("steps must be a list of 1 to %d."),
                                   LEDGER_STEPS_MAX);
        job->asked = arena_new(v->a, AskedStep, n);
        job->steps = arena_new(v->a, LedgerStep, n);
        n = 0;
        for (const Json *j = list->child; j; j = j->next) {
                const char *wrong = read_step(j, &job->asked[n++]);

                if (wrong)
                        return visit_fault(v, INVALID, _("Step %zu: %s"), n, _(wrong));
        }
        job->ask.steps_n = n;
        job->ask.steps = job->steps;
        return OK;
}

/* The request as it was asked. What the actor may see or move can change until it is asked again,
 * and two requests of which nothing was seen are two all the same. */
static Hash content_of(const PostJob *job)
{
        HashRun h;

        hash_begin(&h);
        for (size_t i = 0; i < job->ask.steps_n; i++) {
                const LedgerStep *s = &job->asked[i].step;
                Str amount = job->asked[i].amount;
                const int64_t all[] = {s->kind, s->is_linked, s->source, s->target,
                                       s->hold, s->until_at,  s->about,  (int64_t)amount.len};

                hash_add(&h, all, sizeof all);
                hash_add(&h, amount.at, amount.len);
        }
        return hash_end(&h);
}

/* --- inside the transaction */

static Status may_at(PostJob *job, Db *db, const LedgerStanding *account, bool *posts, bool *sees)
{
        Place place;
        size_t i = 0;

        while (i < job->hubs_n && job->hubs[i].hub != account->hub)
                i++;
        if (i == HUBS_MAX)
                i = job->hubs_n = 0; /* found out again */
        if (i == job->hubs_n) {
                TRY(account_place(db, job->a, 0, account->hub, &place));
                job->hubs[i].hub = account->hub;
                job->hubs[i].posts = access_may_at(job->actor, MAY_LEDGER_POST, &place);
                job->hubs[i].sees = access_may_at(job->actor, MAY_LEDGER_SEE, &place);
                job->hubs_n++;
        }
        *posts = job->hubs[i].posts;
        *sees = job->hubs[i].sees;
        return OK;
}

/* An account that the actor may not move, or not see, is for them none, and so is one that only the
 * program books on.
 * That of a party which they are part of themselves refuses the whole request. */
static Status judge_account(PostJob *job, Db *db, Id *account, bool is_source,
                            LedgerStanding *standing)
{
        bool posts, sees;
        Status s = ledger_standing(db, *account, standing);

        if (s == NOT_FOUND) {
                *account = 0;
                return OK;
        }
        TRY(s);
        TRY(may_at(job, db, standing, &posts, &sees));
        job->is_own = job->is_own || interest_has(&job->own, standing->owner);
        if (is_source ? !standing->may_give || !posts : !standing->may_take || !sees)
                *account = 0;
        return OK;
}

static Status prepare_step(PostJob *job, Db *db, const AskedStep *asked, LedgerStep *step)
{
        LedgerStanding source = {0}, target;
        LedgerHold hold = {0};
        Status s;

        *step = asked->step;
        if (step->hold) {
                s = ledger_hold_get(db, job->a, step->hold, &hold);
                if (s != OK && s != NOT_FOUND)
                        return s;
                step->source = s == OK ? hold.source : 0;
        }
        TRY(judge_account(job, db, &step->source, true, &source));
        if (step->hold && !step->source)
                step->hold = 0;
        if (step->hold) /* both are the hold's own */
                step->target = hold.target;
        if (step->target)
                TRY(judge_account(job, db, &step->target, false, &target));
        if (step->hold)
                step->source = step->target = 0;
        if (step->kind != LEDGER_RELEASE &&
            !decimal_parse(asked->amount, source.scale, &step->amount))
                step->amount = -1;
        return OK;
}

/* What was answered before, when nobody had an interest, is answered again. */
static Status only_known(PostJob *job, Db *db)
{
        LedgerAnswer known;
        Status s = ledger_known(db, job->a, &job->ask, &known);

        return s == NOT_FOUND ? FORBIDDEN : s;
}

static Status run_steps(void *ctx)
{
        PostJob *job = ctx;
        Db *db = job->db;

        job->hubs_n = 0;
        job->is_own = false;
        TRY(interest_of(db, job->a, job->actor->id, &job->own));
        for (size_t i = 0; i < job->ask.steps_n; i++) {
                ArenaMark mark = arena_mark(job->a);

                TRY(prepare_step(job, db, &job->asked[i], &job->steps[i]));
                arena_rewind(job->a, mark);
        }
        if (job->is_own)
                TRY(only_known(job, db));
        return ledger_post(db, job->a, &job->ask, &job->answer);
}

/* On the writer's thread: what needs too much memory ends here. */
static Status run_post(void *ctx, Db *db)
{
        PostJob *job = ctx;

        job->db = db;
        return arena_try(job->a, run_steps, job);
}

/* --- the route */

static void write_answer(const PostJob *job, Text *t)
{
        const LedgerAnswer *r = &job->answer;
        JsonOut j = jout_begin(t);

        jout_object(&j);
        jout_key(&j, S("post"));
        jout_text(&j, id_text(job->a, r->post));
        jout_key(&j, S("at"));
        jout_text(&j, time_iso(job->a, r->at_us));
        jout_key(&j, S("known"));
        jout_bool(&j, r->was_known);
        jout_key(&j, S("refused"));
        jout_int(&j, (int64_t)r->refused_n);
        jout_key(&j, S("steps"));
        jout_list(&j);
        for (size_t i = 0; i < job->ask.steps_n; i++) {
                char id[ID_CHARS];

                jout_object(&j);
                jout_key(&j, S("result"));
                jout_text(&j, str_from(ledger_result_name(r->results[i])));
                if (r->lines[i]) {
                        id_write(r->lines[i], id);
                        jout_key(&j, S("line"));
                        jout_text(&j, (Str){id, ID_CHARS});
                }
                jout_object_end(&j);
        }
        jout_list_end(&j);
        jout_object_end(&j);
}

static Status run(Visit *v, HttpReply *reply)
{
        PostJob *job = arena_new(v->a, PostJob, 1);
        Text t = text_begin(v->a, ANSWER_BYTES_MAX);
        const Json *body;
        Str fault = {0};
        Status s;

        if (!visitor_is_from_here(v))
                return visit_fault(v, FORBIDDEN, _("This request comes from another site."));
        if (!str_starts(http_header(v->rq, S("Content-Type")), S("application/json")))
                return visit_fault(v, INVALID, _("The body must be application/json."));
        if (json_parse(v->a, v->rq->body, &body, &fault) != OK)
                return visit_fault(v, INVALID, _("The body is not JSON: %.*s"), S_ARG(fault));
        *job = (PostJob){.a = v->a,
                         .actor = &v->actor,
                         .ask = {.actor = v->actor.id,
                                 .key = json_get_text(body, S("key")),
                                 .now_us = v->now_us}};
        if (!job->ask.key.len || job->ask.key.len > LEDGER_KEY_CHARS_MAX)
                return visit_fault(v, INVALID, _("key must be a text of 1 to %d bytes."),
                                   LEDGER_KEY_CHARS_MAX);
        TRY(read_steps(v, body, job));
        job->content = content_of(job);
        job->ask.content = &job->content;
        s = store_transact(v->site->store, run_post, job);
        if (s == CONFLICT)
                return visit_fault(v, s, _("This key was used for something else."));
        if (s == FORBIDDEN)
                return visit_fault(v, s,
                                   _("You are part of this party yourself: somebody "
                                     "else has to do this."));
        TRY(s);
        write_answer(job, &t);
        reply->status = 200;
        reply->content_type = S("application/json");
        reply->body = text_str(&t);
        return OK;
}

const Route ledger_post_route = {.method = HTTP_POST,
                                 .path = "/api/v1/ledger/posts",
                                 .may = MAY_LEDGER_POST,
                                 .help = N_("Up to 8,190 transfers, holds, settlements and "
                                            "releases at once, under the caller's key."),
                                 .run = run,
                                 .type = "application/json"};
