/* match/suit: see the header; texts are in suit_text.c. */
#include "match/suit.h"

#include "match/score.h"

int32_t suit_bid_value(SuitBid bid)
{
        switch (bid) {
        case SUIT_BID_YES: return SUIT_WHOLE;
        case SUIT_BID_MAYBE: return SUIT_WHOLE / 2;
        case SUIT_BID_NO: return -SUIT_WHOLE;
        case SUIT_BID_NONE: break;
        }
        return 0;
}

int32_t suit_topics(const int64_t *file, size_t file_n, const int64_t *reviewer, size_t reviewer_n)
{
        int64_t both = 0;

        for (size_t i = 0, j = 0; i < file_n && j < reviewer_n;) {
                int64_t p = file[i], q = reviewer[j];

                both += p == q;
                i += p <= q;
                j += q <= p;
        }
        return file_n ? (int32_t)score_divide(both * SUIT_WHOLE, (__int128)file_n) : 0;
}

int64_t suit_combine(const SuitWeights *w, const SuitParts *parts)
{
        static const SuitWeights usual = {2, 2, 1};
        int64_t sum, all;

        if (w->bid <= 0 && w->expertise <= 0 && w->likeness <= 0)
                w = &usual;
        sum = (int64_t)w->bid * parts->bid + (int64_t)w->expertise * parts->expertise +
              (int64_t)w->likeness * parts->likeness;
        all = (int64_t)w->bid + w->expertise + w->likeness;
        return score_divide((__int128)sum * 1000, all);
}

AssignPair *suit_pairs(Arena *a, const SuitWeights *w, const SuitParts *parts, size_t n)
{
        AssignPair *pairs = arena_new(a, AssignPair, n + 1);

        for (size_t k = 0; k < n; k++)
                pairs[k] =
                        (AssignPair){parts[k].file, parts[k].reviewer, suit_combine(w, &parts[k])};
        return pairs;
}
