/* Random moves of everybody: whatever they do, state, record, members, mails and places agree. */
#include "decide/decide_probe.h"

enum { FILES = 14, STEPS = 260, FOUND_MAX = 600 };

typedef struct {
        Decided t;
        Filed f[FILES];
        bool left[FILES]; /* was withdrawn at some time */
        uint64_t seed;
        int64_t good, refused;
} Walk;

static unsigned any(Walk *k, unsigned n)
{
        k->seed = k->seed * 6364136223846793005u + 1442695040888963407u;
        return (unsigned)(k->seed >> 33) % n;
}

static void note(Walk *k, Status s)
{
        if (s == OK)
                k->good++;
        else
                k->refused++;
        CHECK(s == OK || s == CONFLICT || s == NOT_FOUND || s == INVALID || s == FORBIDDEN);
}

/* The newest determination on a file; 0: none. */
static Id newest(Walk *k, int i)
{
        DeterminationList list;

        CHECK_OK(determinations_on(k->t.w->db, k->t.w->a, k->f[i].id, &list));
        return list.n ? list.at[any(k, list.n > 2 ? 2 : (unsigned)list.n)].id : k->f[i].id;
}

static void one_step(Walk *k)
{
        static const char *const slugs[] = {"accept", "accept", "waitlist", "decline"};
        static const char *const deeds[] = {"determination approve", "determination approve",
                                            "determination undo",    "determination send",
                                            "determination confirm", "determination decline"};
        Decided *t = &k->t;
        int i = (int)any(k, FILES);
        unsigned what = any(k, 16);
        const Actor *who[] = {&t->operator, & t->head, &t->first, &k->f[i].owner};

        if (what < 5) {
                note(k, does(t, who[any(k, 4)], "determination propose", "application",
                             text_of(t, k->f[i].id), "determination", slugs[any(k, 4)], "feedback",
                             any(k, 2) ? "Words." : "", NULL));
        } else if (what < 12) {
                note(k, does(t, who[any(k, 4)], deeds[any(k, 6)], "determination",
                             text_of(t, newest(k, i)), NULL));
        } else if (what == 12 && any(k, 3) == 0) {
                k->left[i] = true;
                set_state(t, &k->f[i], any(k, 2) ? "withdrawn" : "submitted");
        } else {
                passes(t, any(k, 6) == 0 ? 8 * DAY_US : (int64_t)any(k, 700) * SECOND_US);
        }
}

typedef struct {
        Id subject;
        Str kind;
} Last;

typedef struct {
        Last last[FOUND_MAX];
        size_t n;
        int64_t accepted, waiting, declined, told;
} Found;

static void look_at(Found *f, const Entry *e)
{
        size_t i = 0;

        f->accepted += str_is(e->kind, "member.accepted");
        f->waiting += str_is(e->kind, "member.waitlisted");
        f->declined += str_is(e->kind, "member.declined");
        f->told += str_is(e->kind, "determination.announced");
        if (!str_starts(e->kind, S("determination.")) || str_is(e->kind, "determination.ranked"))
                return;
        while (i < f->n && f->last[i].subject != e->subject)
                i++;
        CHECK(i < FOUND_MAX);
        f->n += i == f->n;
        f->last[i] = (Last){e->subject, e->kind};
}

static void read_record(Walk *k, Found *f)
{
        int64_t size;
        Hash root;

        CHECK_OK(record_head(k->t.w->db, k->t.w->a, &size, &root));
        for (int64_t i = 0; i < size; i++) {
                Str leaf;
                Entry e;

                CHECK_OK(record_leaf(k->t.w->db, k->t.w->a, i, &leaf));
                CHECK_OK(record_unseal(k->t.w->a, leaf, &e));
                look_at(f, &e);
        }
}

static bool fits(const Determination *x, Str kind)
{
        static const char *const of[][3] = {
                {"proposed", "determination.proposed", ""},
                {"approved", "determination.approved", "determination.proposed"},
                {"announced", "determination.announced", ""},
                {"confirmed", "determination.confirmed", ""},
                {"declined", "determination.declined", ""},
                {"lapsed", "determination.lapsed", ""},
                {"superseded", "determination.announced", "determination.confirmed"},
                {"withdrawn", "determination.undone", ""},
                {"undone", "determination.undone", ""}};

        for (size_t i = 0; i < sizeof of / sizeof *of; i++)
                if (str_is(x->state, of[i][0]))
                        return str_is(kind, of[i][1]) || (of[i][2][0] && str_is(kind, of[i][2]));
        return false;
}

static const char *stage_after(const Determination *x)
{
        return str_is(x->state, "confirmed")                                ? "active"
               : str_is(x->state, "declined") || str_is(x->state, "lapsed") ? "withdrawn"
               : str_is(x->slug, "accept")                                  ? "accepted"
               : str_is(x->slug, "waitlist")                                ? "waiting"
                                                                            : "declined";
}

/* Of one file: what was decided against the record; where its member stands against what was told
 * last. */
static void check_filed(Walk *k, int i, const Found *f, DeterminationPlaces *places)
{
        DeterminationList list;
        Application x;
        const Determination *told = NULL;
        int open = 0;

        CHECK_OK(determinations_on(k->t.w->db, k->t.w->a, k->f[i].id, &list));
        CHECK_OK(application_get(k->t.w->db, k->t.w->a, k->f[i].id, &x));
        for (size_t n = 0; n < list.n; n++) {
                const Determination *d = &list.at[n];
                size_t at = 0;

                while (at < f->n && f->last[at].subject != d->id)
                        at++;
                CHECK(at < f->n && fits(d, f->last[at].kind));
                open += str_is(d->state, "proposed") || str_is(d->state, "approved");
                if (d->announced_at && !told)
                        told = d;
                if (!str_is(x.state, "submitted"))
                        continue;
                places->proposed += str_is(d->state, "proposed") ? d->place : 0;
                places->approved += str_is(d->state, "approved") ? d->place : 0;
                places->announced += str_is(d->state, "announced") ? d->place : 0;
                places->confirmed += str_is(d->state, "confirmed") ? d->place : 0;
        }
        CHECK(open <= 1);
        if (!k->left[i]) {
                CHECK_STR(stage_of(&k->t, k->f[i].party), IS,
                          told ? stage_after(told) : "in-review");
                CHECK(str_eq(x.stage, stage_of(&k->t, k->f[i].party)));
        }
}

static void check_all(Walk *k)
{
        World *w = k->t.w;
        Found f = {0};
        DeterminationPlaces own = {0}, said;
        MemberCountList counts;
        Programme p;
        Hub hub;
        int64_t members = 0;

        read_record(k, &f);
        for (int i = 0; i < FILES; i++)
                check_filed(k, i, &f, &own);
        CHECK_OK(determination_places(w->db, w->a, k->t.round, &said));
        CHECK_INT(said.proposed, own.proposed);
        CHECK_INT(said.approved, own.approved);
        CHECK_INT(said.announced, own.announced);
        CHECK_INT(said.confirmed, own.confirmed);
        CHECK_INT(f.told, f.accepted + f.waiting + f.declined);
        CHECK_INT(mails_of(&k->t, "determination", NULL), f.told);
        CHECK_OK(programme_by_slug(w->db, w->a, S("startup-accelerator"), &p));
        CHECK_OK(hub_by_slug(w->db, w->a, S("singapore"), &hub));
        CHECK_OK(member_count_all(w->db, w->a, &counts));
        for (size_t i = 0; i < counts.n; i++) {
                CHECK(counts.at[i].members >= 0);
                if (counts.at[i].programme == p.id && counts.at[i].hub == hub.id)
                        members += counts.at[i].members;
        }
        CHECK_INT(members, FILES);
}

static void walk(Arena *a, uint64_t seed)
{
        Walk k = {.t = decided(a, 2), .seed = seed};

        for (int i = 0; i < FILES; i++)
                k.f[i] = filed(&k.t, str_fmt(a, "Firm %c", 'A' + i).at,
                               str_fmt(a, "%c@example.org", 'a' + i).at);
        for (int i = 0; i < STEPS; i++) {
                one_step(&k);
                if (i % 20 == 19)
                        check_all(&k);
        }
        CHECK(k.good >= 20 && k.refused >= 20);
}

TEST(random_moves_of_everybody_leave_state_record_and_counts_in_agreement)
{
        walk(a, 20270101);
}

TEST(random_moves_begun_otherwise_agree_too)
{
        walk(a, 7);
}
