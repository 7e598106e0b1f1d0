/* cohort/gather: all of a round who have confirmed their place, at once. */
#include "cohort/gather.h"

#include "base/words.h"
#include "cohort/field.h"

static const Field gather_fields[] = {COHORT, {0}};

static Status run_gather(Deed *d)
{
        CohortConfirmedList list;
        CohortCount count;
        Cohort c;

        TRY(cohort_of_open(d, &c));
        TRY(cohort_confirmed(d->db, d->a, c.id, c.round, c.programme, c.hub, &list));
        if (!list.n)
                return deed_fault(d, CONFLICT,
                                  _("Everybody of the round who confirmed is in it already."));
        TRY(cohort_member_count(d->db, d->a, c.id, &count));
        if (count.members + (int64_t)list.n > COHORT_MEMBERS_MAX)
                return deed_fault(d, CONFLICT, _("A cohort has at most %d members."),
                                  COHORT_MEMBERS_MAX);
        for (size_t i = 0; i < list.n; i++) {
                Entry e = cohort_entry("cohort.member-added", &c, list.at[i].party);

                TRY(cohort_member_add(d->db, list.at[i].party, c.id, d->now_us));
                TRY(deed_tell(d, &e));
        }
        d->made = c.id;
        d->go_to = cohort_path(d->a, c.id);
        d->note = S_("Added.");
        return OK;
}

const Action cohort_gather_action = {
        .name = "cohort gather",
        .may = MAY_COHORT_EDIT,
        .where = cohort_where,
        .title = N_("Add all who confirmed"),
        .help = N_("Everybody of the cohort's round who confirmed a place and is not in it yet."),
        .fields = gather_fields,
        .run = run_gather};
