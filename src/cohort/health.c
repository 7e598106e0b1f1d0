/* cohort/health: see the header. */
#include "cohort/health.h"

#include "base/time.h"
#include "base/words.h"

Health health_of(const CohortHealth *line, const Cohort *c, int64_t now_us)
{
        int64_t last = line->active_at > c->begins_at ? line->active_at : c->begins_at;

        if (line->milestones_late || line->reports_late)
                return HEALTH_LATE;
        return !c->closed_at && now_us - last > HEALTH_QUIET_DAYS * DAY_US ? HEALTH_QUIET
                                                                           : HEALTH_ON_TRACK;
}

const char *health_word(Health h)
{
        return h == HEALTH_LATE ? N_("late") : h == HEALTH_QUIET ? N_("quiet") : N_("on track");
}
