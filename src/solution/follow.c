/* solution/follow: see the header. */
#include "solution/follow.h"

#include "people/people.h"
#include "solution/deal.sql.h"
#include "solution/outcome.sql.h"
#include "solution/term.h"

static Status rehome(Db *db, Id from, Id into)
{
        TRY(solution_term_rehome(db, from, into)); /* first: it goes by whose the solutions are */
        TRY(solution_rehome(db, from, into));
        TRY(solution_question_rehome(db, from, into));
        TRY(challenge_rehome(db, from, into));
        TRY(pilot_rehome(db, from, into));
        TRY(agreement_rehome(db, from, into));
        TRY(agreement_consents_move(db, from, into));
        TRY(agreement_consents_moved(db, from));
        TRY(referral_rehome(db, from, into));
        TRY(introduction_rehome(db, from, into));
        TRY(introduction_ask_rehome(db, from, into));
        return outcome_rehome(db, from, into);
}

/* The party's name is among the words of its solutions. */
static Status write_terms(Db *db, Arena *a, Id party)
{
        SolutionOwnList list;
        Party p = {0};
        Id before = INT64_MAX;

        do {
                TRY(solutions_of(db, a, party, before, &list));
                for (size_t i = 0; i < list.n; i++) {
                        ArenaMark mark = arena_mark(a);
                        Solution s;

                        before = list.at[i].id;
                        if (!str_is(list.at[i].state, "published"))
                                continue;
                        TRY(party_by_id(db, a, party, &p));
                        TRY(solution_get(db, a, party, before, &s));
                        TRY(solution_terms_write(db, a, &s, p.name));
                        arena_rewind(a, mark);
                }
        } while (list.n > 50);
        return OK;
}

/* Only how a membership begins matters here, and of somebody new nothing is written yet: so an
 * import of many costs nothing. */
static bool begins_membership(const Entry *e)
{
        return !e->is_first && str_starts(e->kind, S("member.")) && entry_fact(e, S("programme")) &&
               !entry_fact(e, S("from"));
}

static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        const Fact *into = entry_fact(e, S("into"));
        bool is_merge = str_eq(e->kind, S("party.merged"));
        Arena a;
        Status s = OK;

        (void)ctx, (void)position;
        if (!is_merge && !str_eq(e->kind, S("party.renamed")) && !begins_membership(e))
                return OK;
        if (is_merge && !into)
                return BROKEN;
        a = arena_make(8 * MIB);
        if (is_merge)
                s = rehome(db, e->subject, into->value);
        if (s == OK)
                s = write_terms(db, &a, is_merge ? into->value : e->subject);
        arena_free(&a);
        return s;
}

static Status watch_flush(void *ctx, Db *db, int64_t size)
{
        (void)ctx, (void)db, (void)size;
        return OK;
}

static void watch_after(void *ctx, bool is_committed)
{
        (void)ctx, (void)is_committed;
}

RecordWatch solution_watch(void)
{
        return (RecordWatch){.entry = watch_entry, .flush = watch_flush, .after = watch_after};
}

Status solution_forget(Db *db, Id party)
{
        TRY(introductions_forget(db, party));
        TRY(introduction_asks_forget(db, party));
        return outcomes_blank(db, party, S(""));
}

Status solution_forget_actor(Db *db, Id actor)
{
        TRY(solution_questions_forget(db, actor));
        return introduction_actor_forget(db, actor);
}
