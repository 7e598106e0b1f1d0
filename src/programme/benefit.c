/* programme/benefit: see the header. */
#include "programme/benefit.h"

#include "credit/grant.h"

/* The entry that a deed answers with stays that of the move. */
Status benefits_give(Deed *d, const BenefitsDue *due)
{
        int64_t position = d->position;

        for (size_t i = 0; i < due->def->benefits.n; i++) {
                const DefinitionBenefit *b = &due->def->benefits.at[i];
                GrantPlan plan = {.party = due->party,
                                  .hub = due->hub,
                                  .programme = due->programme->id,
                                  .programme_slug = due->programme->slug,
                                  .programme_title = due->programme->title,
                                  .benefit = b->slug,
                                  .title = b->title,
                                  .unit = b->unit,
                                  .amount = b->amount,
                                  .facts = due->facts};
                Id grant;

                if (!str_eq(b->on, due->stage) || (b->level.len && !str_eq(b->level, due->level)))
                        continue;
                if (b->expires_count)
                        plan.ends_at = span_after(d->now_us, b->expires_count, b->expires_unit);
                TRY(grant_give(d, &plan, &grant));
        }
        d->position = position;
        return OK;
}
