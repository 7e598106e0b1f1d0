/* board/timeline_page: see the header. */
#include "board/timeline_page.h"

#include "apply/apply.h"
#include "base/words.h"
#include "board/search_kind.h"
#include "board/timeline.html.h"
#include "board/timeline.sql.h"
#include "hub/hub.h"
#include "people/interest.h"
#include "people/own.h"
#include "web/entry_word.h"

#include <stdlib.h>
#include <string.h>

enum { SUBJECTS_MAX = 1100, POSITIONS_EACH = 100, ADDRESSES_MAX = 10 };

static const RowColumn columns[] = {{"position", COL_INT, offsetof(TimelineRow, position)},
                                    {"kind", COL_TEXT, offsetof(TimelineRow, kind)},
                                    {"title", COL_TEXT, offsetof(TimelineRow, title)},
                                    {"link", COL_TEXT, offsetof(TimelineRow, link)},
                                    {"hub", COL_TEXT, offsetof(TimelineRow, hub)},
                                    {"at", COL_TIME, offsetof(TimelineRow, at)}};
const RowShape shape_TimelineRow = {"TimelineRow", columns, sizeof columns / sizeof *columns,
                                    sizeof(TimelineRow)};

/* A thing whose entries are looked for, and the application that it belongs to. */
typedef struct {
        Id id, application, round;
        bool is_review;
} Subject;

typedef struct {
        Visit *v;
        Id party;
        Subject subjects[SUBJECTS_MAX];
        size_t subjects_n;
        int64_t *positions; /* newest first */
        size_t positions_n;
        TimelineRow *rows;
        size_t rows_n;
} Line;

/* --- whose entries */

static void add(Line *l, Subject s)
{
        if (s.id && l->subjects_n < SUBJECTS_MAX)
                l->subjects[l->subjects_n++] = s;
}

/* The party's team is told of a determination when it was told; who decides knows before. */
static Status add_application(Line *l, Id id, bool *out_decides, bool *out_reviews)
{
        Visit *v = l->v;
        Application x;
        bool is_own;

        TRY(application_get(v->db, v->a, id, &x));
        TRY(application_may(v->db, v->a, &v->actor, MAY_DECIDE, &x, out_decides));
        TRY(application_may(v->db, v->a, &v->actor, MAY_REVIEW_RUN, &x, out_reviews));
        TRY(interest_in(v->db, v->a, v->actor.id, x.party, &is_own));
        *out_decides = *out_decides && !is_own;
        *out_reviews = *out_reviews && !is_own;
        add(l, (Subject){.id = id, .application = id});
        return OK;
}

static Status find_subjects(Line *l)
{
        Visit *v = l->v;
        TimelineIdList merged, applications;
        TimelineDeterminationList determinations;
        TimelineAssignmentList assignments;

        add(l, (Subject){.id = l->party});
        TRY(timeline_merged(v->db, v->a, l->party, &merged));
        for (size_t i = 0; i < merged.n; i++)
                add(l, (Subject){.id = merged.at[i].id});
        TRY(timeline_applications(v->db, v->a, l->party, &applications));
        TRY(timeline_determinations(v->db, v->a, l->party, &determinations));
        TRY(timeline_assignments(v->db, v->a, l->party, &assignments));
        for (size_t i = 0; i < applications.n; i++) {
                Id x = applications.at[i].id;
                bool decides, reviews;

                TRY(add_application(l, x, &decides, &reviews));
                for (size_t k = 0; k < determinations.n; k++)
                        if (determinations.at[k].application == x &&
                            (decides || determinations.at[k].announced_at))
                                add(l, (Subject){.id = determinations.at[k].id, .application = x});
                for (size_t k = 0; reviews && k < assignments.n; k++)
                        if (assignments.at[k].application == x)
                                add(l, (Subject){.id = assignments.at[k].id,
                                                 .application = x,
                                                 .round = assignments.at[k].round,
                                                 .is_review = true});
        }
        return OK;
}

static int newest_first(const void *x, const void *y)
{
        int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

        return p > q ? -1 : p < q;
}

static Status find_positions(Line *l, int64_t before)
{
        size_t n = 0, kept = 0;

        l->positions = arena_new(l->v->a, int64_t, l->subjects_n * POSITIONS_EACH + 1);
        for (size_t i = 0; i < l->subjects_n; i++) {
                int64_t *some;
                size_t some_n;

                TRY(record_positions(l->v->db, l->v->a, l->subjects[i].id, before, &some, &some_n));
                for (size_t k = 0; k < some_n && k < POSITIONS_EACH; k++)
                        l->positions[n++] = some[k];
        }
        qsort(l->positions, n, sizeof *l->positions, newest_first);
        for (size_t i = 0; i < n; i++)
                if (!kept || l->positions[kept - 1] != l->positions[i])
                        l->positions[kept++] = l->positions[i];
        l->positions_n = kept;
        return OK;
}

/* --- what each tells */

static const Subject *subject_of(const Line *l, Id id)
{
        for (size_t i = 0; i < l->subjects_n; i++)
                if (l->subjects[i].id == id)
                        return &l->subjects[i];
        return NULL;
}

/* What it is about, as far as the visitor sees that. */
static Status about(const Line *l, const Entry *e, TimelineRow *row)
{
        static const struct {
                const char *fact;
                SearchKind kind;
        } facts[] = {{"application", SEARCH_APPLICATION},
                     {"cohort", SEARCH_COHORT},
                     {"event", SEARCH_EVENT},
                     {"solution", SEARCH_SOLUTION},
                     {"challenge", SEARCH_CHALLENGE},
                     {"round", SEARCH_ROUND},
                     {"into", SEARCH_PARTY}};
        Visit *v = l->v;
        SearchThing *t = arena_new(v->a, SearchThing, 1);
        const Subject *s = subject_of(l, e->subject);
        SearchKind kind = SEARCH_APPLICATION;
        Id id = s ? s->application : 0;
        Status status;

        for (size_t i = 0; !id && i < sizeof facts / sizeof *facts; i++) {
                kind = facts[i].kind;
                id = search_fact_id(e, facts[i].fact);
        }
        if (!id)
                return OK;
        status = search_kind_show(v->db, v->a, kind, id, &v->actor, t);
        if (status == NOT_FOUND)
                return OK;
        TRY(status);
        row->title = t->more.len && kind == SEARCH_APPLICATION ? t->more : t->title;
        row->link = t->link;
        if (s && s->is_review)
                row->link = str_fmt(v->a, "/rounds/%.*s/reviews/%.*s",
                                    S_ARG(id_text(v->a, s->round)), S_ARG(id_text(v->a, id)));
        return OK;
}

static Status read_entry(const Line *l, int64_t position, TimelineRow *row)
{
        Visit *v = l->v;
        Entry e;
        Hub hub;
        Str leaf;
        Status s = record_leaf(v->db, v->a, position, &leaf);

        if (s != OK || record_unseal(v->a, leaf, &e) != OK)
                return BROKEN;
        *row = (TimelineRow){.position = position,
                             .kind = str_copy(v->a, e.kind),
                             .what = entry_word(v->a, e.kind),
                             .at = e.at_us};
        if (e.hub && hub_by_id(v->db, v->a, e.hub, &hub) == OK)
                row->hub = hub.title;
        return about(l, &e, row);
}

/* --- mails beside them */

static Status put_mails(Line *l, int64_t low, int64_t high)
{
        Visit *v = l->v;
        IdentityList known;
        int looked = 0;

        if (!access_may_everywhere(&v->actor, MAY_MAIL))
                return OK;
        TRY(identity_of(v->db, v->a, l->party, &known));
        for (size_t i = 0; i < known.n && looked < ADDRESSES_MAX; i++) {
                TimelineMailList mails;

                if (!str_is(known.at[i].scheme, "email"))
                        continue;
                looked++;
                TRY(timeline_mails(v->db, v->a, known.at[i].value, low, high, &mails));
                for (size_t k = 0; k < mails.n; k++)
                        l->rows[l->rows_n++] =
                                (TimelineRow){.position = -1,
                                              .kind = S("mail"),
                                              .what = S_("Mail"),
                                              .title = mails.at[k].subject,
                                              .link = str_fmt(v->a, "/mails/%.*s",
                                                              S_ARG(id_text(v->a, mails.at[k].id))),
                                              .at = mails.at[k].made_at};
        }
        return OK;
}

static int latest_first(const void *x, const void *y)
{
        const TimelineRow *p = x, *q = y;

        if (p->at != q->at)
                return p->at > q->at ? -1 : 1;
        return p->position > q->position ? -1 : p->position < q->position;
}

/* --- the page */

static Status find_party(Visit *v, PartyView *out)
{
        unsigned as = 0;
        Id id;
        Status s = id_parse(v->params[0], &id) ? party_public(v->db, v->a, id, out) : NOT_FOUND;

        if (s == OK)
                s = party_seen_as(v->db, v->a, &v->actor, out, &as);
        if (s == OK && !shown(SHOWN_PARTY_IDENTITIES, as)) /* its home, its team, itself */
                s = NOT_FOUND;
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no party «%.*s» to show."),
                                   S_ARG(v->params[0]));
        TRY(s);
        if (str_is(out->kind, "person") && v->site->looks && !(as & SHOWN_AS_SELF))
                look_note(v->site->looks, v->site->store, v->actor.id, id, "page", v->now_us);
        return OK;
}

static Status load_timeline(Visit *v, void *out)
{
        TimelineModel *m = out;
        Line *l = arena_new(v->a, Line, 1);
        int64_t low = 0, high = v->now_us + 1;
        size_t n;

        TRY(find_party(v, &m->party));
        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        *l = (Line){.v = v, .party = m->party.id};
        TRY(find_subjects(l));
        TRY(find_positions(l, m->page.at));
        n = l->positions_n < CURSOR_ROWS ? l->positions_n : CURSOR_ROWS;
        l->rows = arena_new(v->a, TimelineRow, n + ADDRESSES_MAX * 50 + 1);
        for (size_t i = 0; i < n; i++)
                TRY(read_entry(l, l->positions[i], &l->rows[l->rows_n++]));
        if (l->positions_n > n) {
                cursor_goes_on(&m->page, l->positions[n - 1]);
                low = l->rows[n - 1].at;
        }
        if (!m->page.is_first) { /* those since stand on the page before */
                TimelineRow last;

                if (read_entry(l, m->page.at, &last) == OK)
                        high = last.at;
        }
        TRY(put_mails(l, low, high));
        qsort(l->rows, l->rows_n, sizeof *l->rows, latest_first);
        m->rows = (TimelineRowList){l->rows, l->rows_n};
        return OK;
}

static const Field timeline_query[] = {{"before", FIELD_INT, .max = INT64_MAX,
                                        .label = N_("Tell of entries before this position only")},
                                       {0}};

static const Part timeline_parts[] = {PART_ROW_OF(TimelineModel, party, PartyView),
                                      PART_LIST_OF(TimelineModel, rows, TimelineRow),
                                      PART_NEXT_OF(TimelineModel, page, COL_INT),
                                      {0}};

static void draw_timeline(Page *out, const Visit *v, const void *model)
{
        (void)v;
        timeline_page(out, model);
}

const View timeline_view = {
        .path = "/parties/{party}/timeline",
        .word = "party timeline",
        .may = MAY_SELF,
        .title = N_("Timeline"),
        .help = N_("Everything that happened with one party, newest first, each with its entry of "
                   "the record; for its team and for operators of its home."),
        .query = timeline_query,
        .bytes = sizeof(TimelineModel),
        .parts = timeline_parts,
        .load = load_timeline,
        .draw = draw_timeline};
