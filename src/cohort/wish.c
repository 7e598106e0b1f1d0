/* cohort/wish: see the header. */
#include "cohort/wish.h"

#include "base/hash.h"
#include "base/words.h"
#include "cohort/field.h"
#include "cohort/letter.h"
#include "match/stable.h"

#define PLACE                                                                           \
        {                                                                               \
                "place", FIELD_INT,                                                     \
                        .required = true, .min = 0, .max = WISHES_MAX,                  \
                        .label = N_("Place in your list"),                              \
                        .help = N_("1 is whom you would like best; 0 takes out of it.") \
        }

/* --- lists */

/* A list in which one takes a new place, and the others make room. */
typedef struct {
        const Cohort *c;
        Id party, actor;
        bool of_team;
        int64_t place;
} Wished1;

static Status renumber(Deed *d, const Wished1 *x, const WishedList *list)
{
        int64_t place = 1;
        bool is_in = x->place == 0;

        if (!x->place)
                TRY(wish_drop(d->db, x->c->id, x->party, x->actor, x->of_team));
        for (size_t i = 0; i < list->n || !is_in; i++) {
                const Wished *w = i < list->n ? &list->at[i] : NULL;

                if (!is_in && (place == x->place || !w)) {
                        TRY(wish_put(d->db, x->c->id, x->party, x->actor, x->of_team, place++));
                        is_in = true;
                }
                if (!w || (w->party == x->party && w->actor == x->actor))
                        continue;
                TRY(wish_put(d->db, x->c->id, w->party, w->actor, x->of_team, place++));
        }
        return place > WISHES_MAX + 1
                       ? deed_fault(d, TOO_MANY, _("A list has at most %d places."), WISHES_MAX)
                       : OK;
}

/* The record is public, and a wish is not: it says that somebody has a list, and nothing of it. */
static Status tell(Deed *d, const Cohort *c, Id subject)
{
        Entry e = cohort_entry("wish.set", c, subject);

        d->made = subject;
        d->note = S_("Set.");
        return deed_tell(d, &e);
}

static const Field set_fields[] = {
        COHORT, PARTY, {"mentor", FIELD_ID, .required = true, .label = N_("Mentor")}, PLACE, {0}};

static Status run_set(Deed *d)
{
        Wished1 x = {.party = deed_int(d, "party"),
                     .actor = deed_int(d, "mentor"),
                     .of_team = true,
                     .place = deed_int(d, "place")};
        CohortMentor mentor;
        WishedList list;
        Cohort c;
        Status s;

        TRY(cohort_of_open(d, &c));
        x.c = &c;
        s = mentor_get(d->db, d->a, c.id, x.actor, &mentor);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "mentor", _("This is no mentor of the cohort."));
        TRY(s);
        TRY(wishes_of_team(d->db, d->a, x.party, c.id, &list));
        TRY(renumber(d, &x, &list));
        d->go_to = cohort_team_path(d->a, c.id, x.party);
        return tell(d, &c, x.party);
}

const Action wish_set_action = {
        .name = "wish set",
        .may = MAY_SELF,
        .where = cohort_where_team,
        .title = N_("Say which mentors your team would like"),
        .help = N_("Mentors do not see your list; operators of the hub do."),
        .fields = set_fields,
        .run = run_set};

static const Field rank_fields[] = {COHORT, PARTY, PLACE, {0}};

static Status run_rank(Deed *d)
{
        Wished1 x = {
                .party = deed_int(d, "party"), .actor = d->actor.id, .place = deed_int(d, "place")};
        CohortMentor mentor;
        WishedList list;
        Cohort c;

        TRY(cohort_of_open(d, &c));
        x.c = &c;
        TRY(mentor_get(d->db, d->a, c.id, x.actor, &mentor));
        TRY(cohort_has(d->db, d->a, c.id, x.party));
        TRY(wishes_of_mentor(d->db, d->a, x.actor, c.id, &list));
        TRY(renumber(d, &x, &list));
        d->go_to = S("/mentoring");
        return tell(d, &c, x.actor);
}

const Action wish_rank_action = {.name = "wish rank",
                                 .may = MAY_MENTOR,
                                 .where = cohort_where,
                                 .title = N_("Say which teams you would like to mentor"),
                                 .help = N_("Teams do not see your list; operators of the hub do."),
                                 .fields = rank_fields,
                                 .run = run_rank};

/* --- the matching */

typedef struct {
        const CohortPartyList *parties;
        const MentorLineList *mentors;
} Sides;

/* -1: not there any more. */
static int32_t party_at(const Sides *s, Id party)
{
        for (size_t i = 0; i < s->parties->n; i++)
                if (s->parties->at[i].party == party)
                        return (int32_t)i;
        return -1;
}

static int32_t mentor_at(const Sides *s, Id actor)
{
        for (size_t i = 0; i < s->mentors->n; i++)
                if (s->mentors->at[i].actor == actor)
                        return (int32_t)i;
        return -1;
}

static Status load_wishes(Db *db, Arena *a, const Cohort *c, const Sides *sides, bool of_team,
                          Wish **out, size_t *out_n)
{
        Wish *wishes = arena_new(a, Wish, WISHES_MAX * (sides->parties->n + sides->mentors->n + 1));
        Id party = 0, actor = 0;
        WishRowList rows;
        size_t n = 0;

        do {
                TRY(wishes_all(db, a, c->id, of_team, party, actor, &rows));
                for (size_t i = 0; i < rows.n; i++) {
                        int32_t p = party_at(sides, rows.at[i].party),
                                m = mentor_at(sides, rows.at[i].actor);

                        party = rows.at[i].party;
                        actor = rows.at[i].actor;
                        if (p >= 0 && m >= 0 &&
                            n < WISHES_MAX * (sides->parties->n + sides->mentors->n))
                                wishes[n++] = (Wish){of_team ? p : m, of_team ? m : p,
                                                     (int32_t)rows.at[i].place};
                }
        } while (rows.n);
        *out = wishes;
        *out_n = n;
        return OK;
}

static void gather(Arena *a, const StableResult *r, int64_t now_us, Matching *out)
{
        PairLine *pairs = arena_new(a, PairLine, out->parties.n + 1);
        Text mark = text_begin(a, MIB);
        size_t n = 0;
        Hash hash;

        for (size_t i = 0; i < out->parties.n; i++) {
                const MentorLine *m;

                if (r->host_of[i] < 0) {
                        out->without++;
                        continue;
                }
                m = &out->mentors.at[r->host_of[i]];
                pairs[n++] = (PairLine){.party = out->parties.at[i].party,
                                        .party_name = out->parties.at[i].name,
                                        .actor = m->actor,
                                        .mentor_name = m->name,
                                        .party_place = r->rank_of[i],
                                        .mentor_place = r->host_rank_of[i],
                                        .made_at = now_us};
                text_fmt(&mark, "%lld %lld\n", (long long)out->parties.at[i].party,
                         (long long)m->actor);
        }
        hash = hash_sha256(text_str(&mark));
        out->mark = str_head(hash_hex(a, &hash), 16);
        out->pairs = (PairLineList){pairs, n};
}

Status wish_match(Db *db, Arena *a, const Cohort *c, int64_t now_us, Matching *out)
{
        Sides sides = {&out->parties, &out->mentors};
        StableProblem p = {0};
        StableResult r;
        Wish *teams, *mentors;
        int32_t *places;

        *out = (Matching){0};
        TRY(cohort_parties(db, a, c->id, 0, &out->parties));
        TRY(mentors_of(db, a, c->id, now_us, &out->mentors));
        TRY(load_wishes(db, a, c, &sides, true, &teams, &p.seekers_wishes_n));
        TRY(load_wishes(db, a, c, &sides, false, &mentors, &p.hosts_wishes_n));
        places = arena_new(a, int32_t, out->mentors.n + 1);
        for (size_t i = 0; i < out->mentors.n; i++)
                places[i] = (int32_t)out->mentors.at[i].teams_max;
        p.seekers_n = (int32_t)out->parties.n;
        p.hosts_n = (int32_t)out->mentors.n;
        p.places = places;
        p.seekers = teams;
        p.hosts = mentors;
        TRY(stable_match(a, &p, &r));
        gather(a, &r, now_us, out);
        return OK;
}

static const Field match_fields[] = {COHORT,
                                     {"mark", FIELD_TEXT, .required = true, .chars_max = 16,
                                      .label = N_("Mark"),
                                      .help = N_("Of the matching that was shown to you.")},
                                     {0}};

static Status send_pair(Deed *d, const Cohort *c, const PairLine *p)
{
        CohortLetter letter = {.about = LETTER_MATCHED,
                               .who = p->mentor_name,
                               .cohort = c->title,
                               .link = str_fmt(d->a, "%.*s%.*s", S_ARG(d->base_url),
                                               S_ARG(cohort_team_path(d->a, c->id, p->party)))};

        TRY(cohort_letter_team(d->db, d->a, &letter_cohort_notice, &letter, p->party, NULL, NULL,
                               d->now_us));
        letter.who = p->party_name;
        letter.link = str_fmt(d->a, "%.*s/mentoring", S_ARG(d->base_url));
        return cohort_letter_actor(d->db, d->a, &letter_cohort_notice, &letter, p->actor, NULL,
                                   NULL, d->now_us);
}

static Status run_match(Deed *d)
{
        Matching m;
        Cohort c;
        Entry e;

        TRY(cohort_of_open(d, &c));
        TRY(wish_match(d->db, d->a, &c, d->now_us, &m));
        if (!str_eq(m.mark, deed_text(d, "mark")))
                return deed_fault(d, CONFLICT,
                                  _("Lists have changed since it was shown: look at it again."));
        if (!m.pairs.n)
                return deed_fault(d, CONFLICT, _("Nobody named each other yet."));
        TRY(pairs_clear(d->db, c.id));
        for (size_t i = 0; i < m.pairs.n; i++) {
                const PairLine *p = &m.pairs.at[i];

                TRY(pair_put(d->db, c.id, p->party, p->actor, p->party_place, p->mentor_place,
                             d->now_us));
                TRY(send_pair(d, &c, p));
                e = cohort_entry("cohort.matched", &c, p->party);
                entry_id(&e, S("person"), p->actor);
                TRY(deed_tell(d, &e));
        }
        d->made = c.id;
        d->go_to = str_fmt(d->a, "%.*s/matching", S_ARG(cohort_path(d->a, c.id)));
        d->note = str_fmt(
                d->a,
                words_n("%lld team was matched.", "%lld teams were matched.", (int64_t)m.pairs.n),
                (long long)m.pairs.n);
        return OK;
}

const Action cohort_match_action = {
        .name = "cohort match",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Confirm a matching"),
        .help = N_("Just as it was shown; who was matched is told by mail. The one before is "
                   "replaced."),
        .fields = match_fields,
        .run = run_match};
