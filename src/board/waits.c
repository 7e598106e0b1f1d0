/* board/waits: see the header. */
#include "board/waits.h"

#include "base/words.h"
#include "board/waits.sql.h"
#include "people/own.h"

#include <pthread.h>
#include <stdlib.h>

#define COUNT_SOON_US ((int64_t)300000)
#define COUNT_KEPT_US (60 * (int64_t)1000000)
enum { COUNT_SLOTS = 1024, WAIT_PARTIES_MAX = 60 };

static const RowColumn wait_columns[] = {{"kind", COL_TEXT, offsetof(WaitRow, kind)},
                                         {"title", COL_TEXT, offsetof(WaitRow, title)},
                                         {"about", COL_TEXT, offsetof(WaitRow, about)},
                                         {"link", COL_TEXT, offsetof(WaitRow, link)},
                                         {"due_at", COL_TIME, offsetof(WaitRow, due_at)},
                                         {"n", COL_INT, offsetof(WaitRow, n)}};
const RowShape shape_WaitRow = {"WaitRow", wait_columns, sizeof wait_columns / sizeof *wait_columns,
                                sizeof(WaitRow)};

/* --- where rows come from */

typedef struct {
        const char *kind, *what;
        const char *link; /* {id} {other} {party} {slug} of the row */
} Source;

static const struct {
        Source is;
        Status (*of)(Db *db, Arena *a, Id actor, int64_t now, WaitList *out);
} of_account[] = {
        {{"review", N_("Files to review"), "/reviews"}, waits_reviews},
        {{"reviewer", N_("Invitation to review"), "/reviews"}, waits_reviewer},
        {{"team", N_("Invitation into a team: its link is in your mail"), "/me"}, waits_team},
        {{"mentor", N_("Hour as a mentor"), "/mentoring"}, waits_mentor},
        {{"ticket", N_("Free place at an event"), "/tickets"}, waits_tickets},
};

static const struct {
        Source is;
        Status (*of)(Db *db, Arena *a, Id party, int64_t now, WaitList *out);
} of_party[] = {
        {{"draft", N_("Application to hand in"), "/applications/{id}"}, waits_drafts},
        {{"place", N_("Place to confirm"), "/applications/{other}/outcome"}, waits_places},
        {{"milestone", N_("Milestone to hand in"), "/cohorts/{other}/{party}"}, waits_milestones},
        {{"report", N_("Report to hand in"), "/cohorts/{other}/{party}/{id}"}, waits_reports},
        {{"booking", N_("Hour with a mentor"), "/cohorts/{other}/{party}"}, waits_bookings},
        {{"introduction", N_("Introduction to answer"), "/parties/{party}/network"},
         waits_introductions},
};

static const struct {
        Source is;
        Permission may;
        Status (*of)(Db *db, Arena *a, Id hub, Id programme, Id actor, int64_t now, WaitList *out);
} of_role[] = {
        {{"conflict", N_("Conflicts of interest to judge"), "/rounds/{id}/conflicts"},
         MAY_REVIEW_RUN,
         waits_conflicts},
        {{"assignment", N_("Assignment to confirm"), "/rounds/{id}/assignments/{slug}"},
         MAY_REVIEW_RUN,
         waits_assignments},
        {{"approval", N_("Determinations to approve"), "/determinations"},
         MAY_DECIDE_APPROVE,
         waits_proposals},
        {{"telling", N_("Determinations to tell"), "/rounds/{id}/determinations"},
         MAY_DECIDE,
         waits_telling},
        {{"double", N_("Doubles to look at"), "/rounds/{id}/doubles"},
         MAY_APPLICATION_EDIT,
         waits_doubles},
        {{"milestones", N_("Milestones to approve"), "/cohorts/{id}"},
         MAY_COHORT_EDIT,
         waits_approvals},
        {{"solution", N_("Solutions to look at"), "/network?hub={slug}"},
         MAY_OUTCOME_EDIT,
         waits_solutions},
        {{"challenge", N_("Challenge to announce"), "/challenges/{id}"},
         MAY_OUTCOME_EDIT,
         waits_challenges},
        {{"outcome", N_("Outcomes to confirm"), "/network?hub={slug}"},
         MAY_OUTCOME_EDIT,
         waits_outcomes},
        {{"import", N_("Import that waits for a yes"), "/imports/{id}"}, MAY_IMPORT, waits_imports},
        {{"bulk", N_("Mail to many to release"), "/mails/bulk/{id}"}, MAY_MAIL, waits_bulks},
        {{"mail", N_("Mails that failed"), "/mails?state=failed"}, MAY_MAIL, waits_mails},
};

/* --- gathering */

typedef struct {
        Db *db;
        Arena *a;
        const Actor *actor;
        int64_t now_us;
        WaitRow *rows;
        size_t n;
} Gather;

static Str link_of(Arena *a, const char *pattern, const Wait *w)
{
        Str rest = str_from(pattern), piece;
        Text t = text_begin(a, 400);

        while (rest.len) {
                size_t at = str_find(rest, '{');

                text_add(&t, str_head(rest, at));
                rest = str_skip(rest, at + 1);
                if (!str_cut(&rest, '}', &piece))
                        break;
                text_add(&t, str_is(piece, "id")      ? id_text(a, w->id)
                             : str_is(piece, "other") ? id_text(a, w->other)
                             : str_is(piece, "party") ? id_text(a, w->party)
                                                      : w->slug);
        }
        return text_str(&t);
}

/* What two roles of one actor reach is one row. */
static void take(Gather *g, const Source *is, const WaitList *list)
{
        for (size_t i = 0; i < list->n && g->n < WAITS_MAX; i++) {
                const Wait *w = &list->at[i];
                WaitRow row = {.kind = str_from(is->kind),
                               .what = is->what,
                               .title = w->title,
                               .about = w->about,
                               .link = link_of(g->a, is->link, w),
                               .due_at = w->due_at,
                               .n = w->n};
                bool has = false;

                for (size_t k = 0; k < g->n && !has; k++)
                        has = str_eq(g->rows[k].kind, row.kind) &&
                              str_eq(g->rows[k].link, row.link) &&
                              str_eq(g->rows[k].title, row.title) &&
                              g->rows[k].due_at == row.due_at;
                if (!has)
                        g->rows[g->n++] = row;
        }
}

static Status gather_account(Gather *g)
{
        WaitList list;

        for (size_t i = 0; i < sizeof of_account / sizeof *of_account; i++) {
                TRY(of_account[i].of(g->db, g->a, g->actor->id, g->now_us, &list));
                take(g, &of_account[i].is, &list);
        }
        return OK;
}

/* Of teams whose applications the actor writes, and of the actor as a person. */
static Status gather_parties(Gather *g)
{
        Id parties[WAIT_PARTIES_MAX + OWN_PARTIES_MAX];
        size_t n = 0, own = 0;
        WaitList list;

        for (size_t i = 0; i < g->actor->grants_n && n < WAIT_PARTIES_MAX; i++)
                if (g->actor->grants[i].party && role_may(g->actor->grants[i].role, MAY_APPLY))
                        parties[n++] = g->actor->grants[i].party;
        TRY(party_own(g->db, g->a, g->actor->id, parties + n, &own));
        for (size_t p = 0; p < n + own; p++)
                for (size_t i = 0; i < sizeof of_party / sizeof *of_party; i++) {
                        TRY(of_party[i].of(g->db, g->a, parties[p], g->now_us, &list));
                        take(g, &of_party[i].is, &list);
                }
        return OK;
}

static Status gather_role(Gather *g, size_t source)
{
        WaitList list;

        if (!access_may(g->actor, of_role[source].may)) /* nor by a token that may not */
                return OK;
        for (size_t i = 0; i < g->actor->grants_n; i++) {
                const Grant *grant = &g->actor->grants[i];

                if (grant->party || !role_may(grant->role, of_role[source].may))
                        continue;
                TRY(of_role[source].of(g->db, g->a, grant->hub, grant->programme, g->actor->id,
                                       g->now_us, &list));
                take(g, &of_role[source].is, &list);
        }
        return OK;
}

static int by_due(const void *x, const void *y)
{
        const WaitRow *p = x, *q = y;
        int64_t a = p->due_at ? p->due_at : INT64_MAX, b = q->due_at ? q->due_at : INT64_MAX;

        if (a != b)
                return a < b ? -1 : 1;
        if (!str_eq(p->kind, q->kind))
                return str_cmp(p->kind, q->kind);
        return str_cmp(p->link, q->link) ? str_cmp(p->link, q->link) : str_cmp(p->title, q->title);
}

Status waits_of(Db *db, Arena *a, const Actor *actor, int64_t now_us, WaitRowList *out)
{
        Gather g = {.db = db, .a = a, .actor = actor, .now_us = now_us};

        *out = (WaitRowList){0};
        if (!actor->id)
                return OK;
        g.rows = arena_new(a, WaitRow, WAITS_MAX);
        if (!actor->scope) {
                TRY(gather_account(&g));
                TRY(gather_parties(&g));
        }
        for (size_t i = 0; i < sizeof of_role / sizeof *of_role; i++)
                TRY(gather_role(&g, i));
        qsort(g.rows, g.n, sizeof *g.rows, by_due);
        *out = (WaitRowList){g.rows, g.n};
        return OK;
}

/* --- how many, for the head of each page */

typedef struct {
        Id actor;
        int64_t size, at_us, n;
} Slot;

struct WaitCounts {
        pthread_mutex_t lock;
        Slot slots[COUNT_SLOTS];
};

WaitCounts *wait_counts_open(void)
{
        WaitCounts *c = calloc(1, sizeof *c);

        if (c)
                pthread_mutex_init(&c->lock, NULL);
        return c;
}

void wait_counts_close(WaitCounts *c)
{
        if (!c)
                return;
        pthread_mutex_destroy(&c->lock);
        free(c);
}

static Slot *slot_of(WaitCounts *c, Id actor)
{
        return &c->slots[((uint64_t)actor * 0x9E3779B97F4A7C15u >> 40) % COUNT_SLOTS];
}

int64_t wait_counts_get(WaitCounts *c, Id actor, int64_t size, int64_t now_us)
{
        int64_t n = -1, age;
        Slot s;

        if (!c)
                return n;
        pthread_mutex_lock(&c->lock);
        s = *slot_of(c, actor);
        pthread_mutex_unlock(&c->lock);
        age = now_us - s.at_us;
        if (s.actor == actor && age >= 0 &&
            (age < COUNT_SOON_US ? s.size <= size : s.size == size && age < COUNT_KEPT_US))
                n = s.n;
        return n;
}

void wait_counts_put(WaitCounts *c, Id actor, int64_t size, int64_t now_us, int64_t n)
{
        if (!c)
                return;
        pthread_mutex_lock(&c->lock);
        *slot_of(c, actor) = (Slot){actor, size, now_us, n};
        pthread_mutex_unlock(&c->lock);
}
