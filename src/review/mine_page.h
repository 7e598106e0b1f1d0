/* review/mine_page: what a reviewer sees. Every model here is filled with what review/blind and
 * review/gate let through; none holds a party, an application or a file's own name. */
#ifndef SEEDBED_REVIEW_MINE_PAGE_H
#define SEEDBED_REVIEW_MINE_PAGE_H

#include "form/form.h"
#include "review/gate.h"
#include "review/mark.h"
#include "review/pool.h"
#include "review/write.h"
#include "web/site.h"

extern const View review_list_view, review_show_view, review_bids_view, review_comparisons_view;
extern const Route review_file_route;

typedef struct {
        Id id;
        int64_t number;
        Str called; /* the application's title, where names are open; else empty */
        Str round, programme, hub, step;
        Str state;
        int64_t until, sent_at;
        bool takes, is_open, is_sent;
} MineLine;
typedef struct {
        const MineLine *at;
        size_t n;
} MineLineList;
extern const RowShape shape_MineLine;

typedef struct {
        ReviewerAtList pools;
        MineLineList files;
        int64_t waiting;
} MineModel;

typedef struct {
        Str name, words;
        int64_t made_at;
        bool is_own;
} CommentLine;
typedef struct {
        const CommentLine *at;
        size_t n;
} CommentLineList;
extern const RowShape shape_CommentLine;

/* The review of somebody else, shown once the own one was sent. */
typedef struct {
        Str name, words;
        int64_t score_e6;
} OtherLine;
typedef struct {
        const OtherLine *at;
        size_t n;
} OtherLineList;
extern const RowShape shape_OtherLine;

typedef struct {
        MineLine line;
        Gate gate;
        Str gate_name, gate_words;
        int64_t revision;
        bool has_newer;
        const Form *form;
        const Json *answers;
        Str answers_json;
        const SelectionStep *step;
        ReviewMarks marks;
        Str scores_json, words_json;
        int64_t versions, draft_at;
        bool has_draft;
        CommentLineList comments;
        OtherLineList others;
        Id round;
} FileModel;

/* Fills it for the reviewer whose file it is. NOT_FOUND for all others. */
Status review_file_model(Db *db, Arena *a, const Actor *actor, Id assignment, int64_t now_us,
                         FileModel *out);

typedef struct {
        Str code, text;
        Str bid;
} BidLine;
typedef struct {
        const BidLine *at;
        size_t n;
} BidLineList;
extern const RowShape shape_BidLine;

typedef struct {
        Id id;
        Str round, programme, hub;
        BidLineList files;
        Str next;
} BidsModel;

typedef struct {
        Id round;
        Str round_title, step, step_title;
        MineLine first, second;
        Str first_text, second_text;
        bool has_pair;
        int64_t done, all;
} ComparisonsModel;

/* How a step tells of the own file: its title, or "File 7". */
Str mine_called(Arena *a, const MineLine *line);
/* What was typed for an input of the form, when it is drawn again; else what is kept. */
Str mine_score_text(Arena *a, const FileModel *m, const Deed *d, size_t i);
Str mine_words_text(Arena *a, const FileModel *m, const Deed *d, size_t i);
Str mine_whole_text(const FileModel *m, const Deed *d);
/* The fault at such an input, or "". d may be NULL. */
const char *mine_fault(Arena *a, const Deed *d, const char *kind, Str criterion);

/* An answer's text: of texts as they were typed, else in one line. */
Str mine_answer(Arena *a, const FormField *f, const Json *v);

#endif
