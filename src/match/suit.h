/* match/suit: how well a reviewer suits a file: bids, expertise and likeness of texts, each from 0
 * to 1000 and kept, so that the reason for a pair can be said.
 *
 * Likeness is the cosine of two texts' TF-IDF vectors (Salton and Buckley, 1988: (1 + ln tf) · ln
 * (1 + N / df), over all texts of both sides). Words are case-folded and compatibility-composed;
 * scripts that do not part words (Han, kana, Thai, Lao, Khmer, Myanmar) go in as overlapping pieces
 * of two or three signs, so no dictionary is needed. */
#ifndef SEEDBED_MATCH_SUIT_H
#define SEEDBED_MATCH_SUIT_H

#include "match/assign.h"

enum {
        SUIT_WHOLE = 1000,               /* the most of each part */
        SUIT_TEXT_BYTES_MAX = 64 * 1024, /* of a text so much is looked at */
        SUIT_TERMS_MAX = 4096,           /* different terms of one text; later ones do not count */
        SUIT_WEIGHT_MAX = 1000
};

typedef enum {
        SUIT_BID_NONE, /* said nothing */
        SUIT_BID_YES,
        SUIT_BID_MAYBE,
        SUIT_BID_NO
} SuitBid;

/* A bid as a number: yes 1000, maybe 500, none 0, no -1000. */
int32_t suit_bid_value(SuitBid bid);
/* Share of a file's topics that the reviewer named, 0 … 1000; 0 when the file has none. Both lists
 * sorted and without doubles. */
int32_t suit_topics(const int64_t *file, size_t file_n, const int64_t *reviewer, size_t reviewer_n);

/* One pair's parts. */
typedef struct {
        int32_t file, reviewer;
        int16_t bid;       /* -1000 … 1000 */
        int16_t expertise; /* 0 … 1000 */
        int16_t likeness;  /* 0 … 1000 */
} SuitParts;

/* Shares, each 0 … SUIT_WEIGHT_MAX; what their sum is does not matter. All 0 counts as {2,2,1}. */
typedef struct {
        int32_t bid, expertise, likeness;
} SuitWeights;

/* The weighted mean of the parts in thousandths of a part: -1,000,000 … 1,000,000, halves up. Where
 * nobody wrote texts, give likeness no weight, or it pulls every pair down alike. */
int64_t suit_combine(const SuitWeights *w, const SuitParts *parts);
/* The same for many, as assign_solve takes them; n of them into the arena. */
AssignPair *suit_pairs(Arena *a, const SuitWeights *w, const SuitParts *parts, size_t n);

/* Texts of both sides as vectors. */
typedef struct SuitTexts SuitTexts;

/* Reads all texts (UTF-8; empty ones are like nothing), into the arena. TOO_LARGE when there are
 * more than 2^31 terms in all. */
Status suit_texts_read(Arena *a, const Str *files, int32_t files_n, const Str *reviewers,
                       int32_t reviewers_n, SuitTexts **out);
/* Likeness of one pair, 0 … 1000. */
int32_t suit_texts_likeness(const SuitTexts *t, int32_t file, int32_t reviewer);
/* For each file the reviewers of the greatest likeness that is not 0, at most best_n of them
 * (greatest first, then by number): parts with likeness alone, by file. */
Status suit_texts_best(Arena *a, const SuitTexts *t, int32_t best_n, SuitParts **out,
                       size_t *out_n);
/* The words that make the likeness of a pair, the strongest first, at most n: for the reason. They
 * are as folded. */
size_t suit_texts_shared(Arena *a, const SuitTexts *t, int32_t file, int32_t reviewer, Str *out,
                         size_t n);

#endif
