/* decide/score: see the header. A number says what a whole step came to, never who gave it. */
#include "decide/score.h"

#include "base/decimal.h"

static Str score_text(Arena *a, const SelectionStep *step, int64_t score_e6)
{
        int scale = step->decimals > 6 ? 6 : (int)step->decimals;

        for (int i = scale; i < 6; i++)
                score_e6 /= 10;
        return decimal_text(a, score_e6, scale);
}

Status decide_score_of(Db *db, Arena *a, const DecideRound *r, Id application, Str *out)
{
        const Selection *s = &r->def->selection;
        DecideScoreList list;

        *out = (Str){0};
        TRY(decide_scores_on(db, a, application, &list));
        for (size_t i = s->steps.n; i-- > 0;)
                for (size_t k = 0; k < list.n; k++)
                        if (str_eq(list.at[k].step, s->steps.at[i].slug)) {
                                *out = score_text(a, &s->steps.at[i], list.at[k].raw_e6);
                                return OK;
                        }
        return OK;
}

Status decide_best(Db *db, Arena *a, const DecideRound *r, Str stage, Str by, int64_t most,
                   DecideKeyList *out)
{
        const Selection *s = &r->def->selection;

        for (size_t i = s->steps.n; i-- > 0;) {
                DecideBestList best;
                DecideKey *keys;

                TRY(decide_best_of(db, a, r->round.id, s->steps.at[i].slug, stage, by, most,
                                   &best));
                if (!best.n)
                        continue;
                keys = arena_new(a, DecideKey, best.n);
                for (size_t k = 0; k < best.n; k++)
                        keys[k] = (DecideKey){best.at[k].party, best.at[k].application};
                *out = (DecideKeyList){keys, best.n};
                return OK;
        }
        return NOT_FOUND;
}
