/* review/mine_more_page: the other pages of a reviewer, see mine_page.h: bids, comparisons, files.
 */
#include "review/mine_page.h"

#include "apply/apply_page.h"
#include "apply/file.h"
#include "base/json.h"
#include "base/words.h"
#include "form/answer.h"
#include "form/kept.h"
#include "match/pairwise.h"
#include "review/blind.h"
#include "review/mine_more.html.h"

#include <stdlib.h>
#include <string.h>

enum { EXCERPT_BYTES = 600, COMPARED_MAX = 400 };

static const RowColumn bid_columns[] = {
        {"code", COL_TEXT, offsetof(BidLine, code)},
        {"text", COL_TEXT, offsetof(BidLine, text)},
        {"bid", COL_TEXT, offsetof(BidLine, bid)},
};
const RowShape shape_BidLine = {"BidLine", bid_columns, sizeof bid_columns / sizeof *bid_columns,
                                sizeof(BidLine)};

/* What somebody may know of a file before it is theirs: its texts, blinded, and not all of them. */
static Status excerpt(Db *db, Arena *a, const SelectionStep *step, const ReviewFile *file, Str *out)
{
        Text t = text_begin(a, 4 * KIB);
        const Json *answers;
        ReviewAnswers kept;
        BlindNames names;
        Form *form;
        Status s = review_answers(db, a, file->party, file->id, file->revision, &kept);

        *out = (Str){0};
        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(form_open(db, a, kept.form, NULL, &form));
        if (json_parse(a, kept.answers, &answers, NULL) != OK)
                return OK;
        TRY(blind_names(db, a, file, &names));
        answers = blind_answers(a, form, step, &names, answers);
        if (step->blind == SELECTION_OPEN)
                text_fmt(&t, "%.*s · ", S_ARG(str_head(file->title, 200)));
        for (size_t i = 0; i < form->fields.n && t.len < EXCERPT_BYTES; i++) {
                const FormField *f = form->fields.at[i];
                const Json *v = json_get(answers, f->slug);

                if (v && (f->kind == FORM_TEXT || f->kind == FORM_LONG_TEXT ||
                          f->kind == FORM_CHOICE || f->kind == FORM_CHOICES))
                        text_fmt(&t, "%.*s · ", S_ARG(str_head(mine_answer(a, f, v), 300)));
        }
        *out = str_head(text_str(&t), EXCERPT_BYTES);
        return OK;
}

static const Field bids_query[] = {
        {"after", FIELD_TEXT, .chars_max = 200, .label = N_("Cursor: next of the page before")},
        {0}};

/* Ids of applications grow as they are begun, and the record, which is public, tells who began
 * when: so files stand in an order that only the server knows, another one for each reviewer. */
typedef struct {
        uint64_t order;
        Id application;
} BidPlace;

typedef struct {
        BidPlace at[POOL_BIDS_A_PAGE];
        size_t n;
} BidPlaces;

static uint64_t order_of(const Visit *v, Id application)
{
        char text[2 * ID_CHARS];
        uint64_t order = 0;
        Hash h;

        id_write(v->actor.id, text);
        id_write(application, text + ID_CHARS);
        h = seal_mac(v->site->seal, "review order" /* as it is */, (Str){text, sizeof text});
        memcpy(&order, h.b, sizeof order);
        return order;
}

/* Among the first of a page, if it comes so early. */
static void put_place(BidPlaces *places, BidPlace place)
{
        size_t i = places->n < POOL_BIDS_A_PAGE ? places->n++ : POOL_BIDS_A_PAGE - 1;

        for (; i > 0 && places->at[i - 1].order > place.order; i--)
                places->at[i] = places->at[i - 1];
        places->at[i] = place;
}

static Status find_places(Visit *v, const Definition *def, const SelectionStep *step,
                          const Reviewer *reviewer, uint64_t after, BidPlaces *out)
{
        ReviewFileList files;
        Id last = 0;

        *out = (BidPlaces){.n = 0};
        do {
                ArenaMark mark = arena_mark(v->a);

                TRY(review_files_some(v->db, v->a, reviewer->round, last, &files));
                for (size_t i = 0; i < files.n; i++) {
                        const ReviewFile *file = &files.at[i];
                        BidPlace place = {order_of(v, file->id), file->id};
                        bool stands;

                        last = file->id;
                        if (!review_is_in_step(def, step, file) || place.order <= after ||
                            (out->n == POOL_BIDS_A_PAGE &&
                             place.order > out->at[POOL_BIDS_A_PAGE - 1].order))
                                continue;
                        TRY(conflict_stands(v->db, v->a, reviewer->account, file, &stands));
                        if (!stands)
                                put_place(out, place);
                }
                arena_rewind(v->a, mark);
        } while (files.n == 100);
        return OK;
}

static Status bid_lines(Visit *v, const Definition *def, const SelectionStep *step,
                        const Reviewer *reviewer, Id after, BidsModel *m)
{
        BidLine *lines = arena_new(v->a, BidLine, POOL_BIDS_A_PAGE);
        BidPlaces places;

        TRY(find_places(v, def, step, reviewer, after ? order_of(v, after) : 0, &places));
        for (size_t i = 0; i < places.n; i++) {
                ReviewBidOf bid = {{0}};
                ReviewFile file;
                Status s;

                TRY(review_application(v->db, v->a, places.at[i].application, &file));
                s = bid_of(v->db, v->a, file.party, file.id, reviewer->account, &bid);
                if (s != OK && s != NOT_FOUND)
                        return s;
                lines[i] = (BidLine){
                        .code = review_code(v->site->seal, v->a, reviewer->account, file.id),
                        .bid = bid.bid};
                TRY(excerpt(v->db, v->a, step, &file, &lines[i].text));
        }
        m->files = (BidLineList){lines, places.n};
        if (places.n == POOL_BIDS_A_PAGE)
                m->next = review_code(v->site->seal, v->a, reviewer->account,
                                      places.at[places.n - 1].application);
        return OK;
}

static Status load_bids(Visit *v, void *model)
{
        const SelectionStep *step;
        const Definition *def;
        BidsModel *m = model;
        ReviewRound round;
        Reviewer reviewer;
        Id after = 0;
        Status s = id_parse(v->params[0], &m->id) ? reviewer_by_id(v->db, v->a, m->id, &reviewer)
                                                  : NOT_FOUND;

        if (s == OK && (reviewer.account != v->actor.id || !str_is(reviewer.state, "accepted")))
                s = NOT_FOUND;
        if (s == OK)
                s = review_round_open(v->db, v->a, reviewer.round, &round, &def);
        if (s == OK)
                s = review_here(v->db, v->a, &v->actor, &round);
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no such invitation of yours."));
        TRY(s);
        if (visit_query(v, "after").len && review_code_open(v->site->seal, v->a, v->actor.id,
                                                            visit_query(v, "after"), &after) != OK)
                return visit_fault(v, INVALID, _("«after» is not from a page before."));
        m->round = round.title;
        m->programme = round.programme_title;
        m->hub = round.hub_title;
        step = reviewer_step(def, &reviewer);
        return step ? bid_lines(v, def, step, &reviewer, after, m) : OK;
}

static const Part bids_parts[] = {PART_VALUE_OF(BidsModel, id, COL_ID),
                                  PART_VALUE_OF(BidsModel, round, COL_TEXT),
                                  PART_LIST_OF(BidsModel, files, BidLine),
                                  PART_VALUE_OF(BidsModel, next, COL_TEXT),
                                  {0}};

static void draw_bids(Page *out, const Visit *v, const void *model)
{
        review_bids_page(out, v, model);
}

const View review_bids_view = {
        .path = "/bids/{reviewer}",
        .may = MAY_REVIEW,
        .title = N_("What I would like to read"),
        .help = N_("Files of a round, in short and blinded, with your bids."),
        .query = bids_query,
        .bytes = sizeof(BidsModel),
        .parts = bids_parts,
        .load = load_bids,
        .draw = draw_bids};

/* --- two files beside each other */

typedef struct {
        Assignment at[COMPARED_MAX];
        size_t n;
} Compared;

/* Not by application: which of two was begun first is for nobody to see. */
static int by_id(const void *x, const void *y)
{
        const Assignment *p = x, *q = y;

        return p->id < q->id ? -1 : p->id > q->id;
}

/* The own files of the step that are open. */
static Status own_files(Visit *v, Id round, Str step, Compared *out)
{
        static const char *const states[] = {"assigned", "draft", "submitted", "revised"};

        for (size_t k = 0; k < 4; k++) {
                AssignmentList list;

                TRY(assignments_of(v->db, v->a, v->actor.id, str_from(states[k]), 0, &list));
                for (size_t i = 0; i < list.n && out->n < COMPARED_MAX; i++) {
                        Gate gate;

                        if (list.at[i].round != round || !str_eq(list.at[i].step, step))
                                continue;
                        TRY(review_gate(v->db, v->a, &list.at[i], &gate, NULL));
                        if (gate == GATE_OPEN)
                                out->at[out->n++] = list.at[i];
                }
        }
        qsort(out->at, out->n, sizeof *out->at, by_id);
        return OK;
}

static int32_t place_of(const Compared *c, Id application)
{
        for (size_t i = 0; i < c->n; i++)
                if (c->at[i].application == application)
                        return (int32_t)i;
        return -1;
}

static Status next_pair(Visit *v, const ReviewIn *in, const Compared *own, ComparisonsModel *m)
{
        ReviewPairList all, mine;
        Comparison *every, *done;
        size_t every_n = 0, done_n = 0;
        PairwiseResult result;
        int32_t first, second;

        TRY(review_pairs_in(v->db, v->a, in->round.id, in->step->slug, &all));
        TRY(review_pairs_of(v->db, v->a, in->round.id, in->step->slug, v->actor.id, &mine));
        every = arena_new(v->a, Comparison, all.n + 1);
        done = arena_new(v->a, Comparison, mine.n + 1);
        for (size_t i = 0; i < all.n + mine.n; i++) {
                const ReviewPair *p = i < all.n ? &all.at[i] : &mine.at[i - all.n];
                Comparison c = {place_of(own, p->application), place_of(own, p->other),
                                p->better == 0                ? 0
                                : p->better == p->application ? 1
                                                              : -1};

                if (c.first < 0 || c.second < 0)
                        continue;
                if (i < all.n)
                        every[every_n++] = c;
                else
                        done[done_n++] = c;
        }
        m->done = (int64_t)done_n;
        m->all = (int64_t)(own->n * (own->n - (own->n ? 1 : 0)) / 2);
        if (own->n < 2)
                return OK;
        TRY(pairwise_rank(v->a, every, every_n, (int32_t)own->n, &result));
        if (!pairwise_next(v->a, &result, (int32_t)own->n, done, done_n, &first, &second))
                return OK;
        m->has_pair = true;
        for (int k = 0; k < 2; k++) {
                const Assignment *x = &own->at[k ? second : first];
                MineLine *line = k ? &m->second : &m->first;
                ReviewFile file;

                TRY(review_application(v->db, v->a, x->application, &file));
                *line = (MineLine){.id = x->id, .number = x->number};
                if (in->step->blind == SELECTION_OPEN)
                        line->called = file.title;
                TRY(excerpt(v->db, v->a, in->step, &file, k ? &m->second_text : &m->first_text));
        }
        return OK;
}

static Status load_comparisons(Visit *v, void *model)
{
        Compared *own = arena_new(v->a, Compared, 1);
        ComparisonsModel *m = model;
        ReviewIn in;
        Status s = id_parse(v->params[0], &m->round) && yaml_is_slug(v->params[1])
                           ? review_in(v->db, v->a, m->round, v->params[1], &in)
                           : NOT_FOUND;

        if (s == OK)
                s = review_here(v->db, v->a, &v->actor, &in.round);
        if (s == OK)
                s = own_files(v, m->round, v->params[1], own);
        if (s == NOT_FOUND || (s == OK && (!own->n || !in.step->is_pairwise)))
                return visit_fault(v, NOT_FOUND, _("You have no such file to review."));
        TRY(s);
        m->round_title = in.round.title;
        m->step = in.step->slug;
        m->step_title = in.step->title;
        return next_pair(v, &in, own, m);
}

static const Part comparisons_parts[] = {PART_VALUE_OF(ComparisonsModel, round, COL_ID),
                                         PART_VALUE_OF(ComparisonsModel, step, COL_TEXT),
                                         PART_VALUE_OF(ComparisonsModel, done, COL_INT),
                                         PART_VALUE_OF(ComparisonsModel, all, COL_INT),
                                         PART_VALUE_OF(ComparisonsModel, has_pair, COL_BOOL),
                                         PART_ROW_OF(ComparisonsModel, first, MineLine),
                                         PART_ROW_OF(ComparisonsModel, second, MineLine),
                                         {0}};

static void draw_comparisons(Page *out, const Visit *v, const void *model)
{
        review_comparisons_page(out, v, model);
}

const View review_comparisons_view = {
        .path = "/comparisons/{round}/{step}",
        .may = MAY_REVIEW,
        .title = N_("Compare files"),
        .help = N_("Two of your files beside each other: the pair whose order is least known."),
        .bytes = sizeof(ComparisonsModel),
        .parts = comparisons_parts,
        .load = load_comparisons,
        .draw = draw_comparisons};

/* --- a file of an answer, by its number, under a neutral name */

static Status find_file(Visit *v, ApplicationFile *out, Str *out_name)
{
        const Json *answers;
        ReviewAnswers kept;
        Application application;
        ReviewFile file;
        Assignment x;
        ReviewIn in;
        Gate gate;
        Form *form;
        int64_t number;
        Str id_text_of;
        Id id;

        if (!id_parse(v->params[0], &id) || !str_to_int(v->params[1], 1, 1000, &number))
                return NOT_FOUND;
        TRY(assignment_by_id(v->db, v->a, id, &x));
        if (x.account != v->actor.id || !assignment_is_live(&x))
                return NOT_FOUND;
        TRY(review_gate(v->db, v->a, &x, &gate, &file));
        if (gate != GATE_OPEN)
                return NOT_FOUND;
        TRY(review_in(v->db, v->a, x.round, x.step, &in));
        TRY(review_here(v->db, v->a, &v->actor, &in.round));
        TRY(review_answers(v->db, v->a, file.party, file.id, x.revision, &kept));
        TRY(form_open(v->db, v->a, kept.form, NULL, &form));
        if (json_parse(v->a, kept.answers, &answers, NULL) != OK ||
            !blind_file(v->a, form, in.step, answers, number, &id_text_of, out_name) ||
            !id_parse(id_text_of, &id))
                return NOT_FOUND;
        TRY(application_get(v->db, v->a, x.application, &application));
        return application_file_get(v->db, v->a, &application, id, out);
}

static Status run_file(Visit *v, HttpReply *reply)
{
        ApplicationFile file;
        Str name;
        Status s = find_file(v, &file, &name);

        if (s == OK)
                s = application_file_serve(v->rq, reply, v->site->folder, &file, name);
        return s == NOT_FOUND ? visit_fault(v, s, _("There is no such file here.")) : s;
}

const Route review_file_route = {.method = HTTP_GET,
                                 .path = "/reviews/{assignment}/files/{file}",
                                 .may = MAY_REVIEW,
                                 .help = N_("A file of an answer, under a neutral name."),
                                 .run = run_file,
                                 .type = "application/octet-stream"};
