/* What was written about a person goes with the person; that something was decided stays. */
#include "decide/decide_probe.h"

static Status forget(void *ctx, Db *db)
{
        return decide_forget(db, ((const Filed *)ctx)->party);
}

TEST(what_was_written_about_who_applied_goes_with_an_erasure)
{
        Decided t = decided(a, 0);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Determination x;
        BatchLineList lines;
        Id id, batch;

        CHECK_OK(does(&t, &t.operator, "determination propose", "application", text_of(&t, f.id),
                      "determination", "decline", "reason", "R", "conditions", "C", "feedback", "F",
                      NULL));
        id = t.w->deed.made;
        CHECK_OK(does(&t, &t.operator, "batch gather", "round", text_of(&t, t.round),
                      "determination", "decline", "applications", text_of(&t, f.id), NULL));
        batch = t.w->deed.made;
        passes(&t, DAY_US);
        CHECK_OK(store_transact(t.w->p.store, forget, &f));
        x = now_of(&t, id);
        CHECK_STR(x.state, IS, "announced");
        CHECK(!x.reason.len && !x.conditions.len && !x.feedback.len && !x.salt.len);
        CHECK_OK(batch_lines(t.w->db, a, batch, 0, &lines));
        CHECK_INT((int64_t)lines.n, 0);
}
