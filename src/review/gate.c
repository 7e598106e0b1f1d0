/* review/gate: see the header. */
#include "review/gate.h"

#include "base/words.h"
#include "review/pool.sql.h"

Status review_gate(Db *db, Arena *a, const Assignment *x, Gate *out, ReviewFile *out_file)
{
        ReviewFile file;
        Reviewer reviewer;
        bool stands;
        Status s;

        TRY(review_application(db, a, x->application, &file));
        s = reviewer_in(db, a, x->round, x->account, &reviewer);
        if (s != OK && s != NOT_FOUND)
                return s;
        *out = GATE_OPEN;
        TRY(conflict_stands(db, a, x->account, &file, &stands));
        if (s == NOT_FOUND || !str_is(reviewer.state, "accepted") ||
            !str_is(file.state, "submitted"))
                *out = GATE_GONE;
        else if (stands || str_is(x->state, "recused"))
                *out = GATE_CONFLICT;
        else if (!x->declared_at)
                *out = GATE_UNDECLARED;
        if (out_file)
                *out_file = file;
        return OK;
}

Str review_gate_words(Gate gate)
{
        switch (gate) {
        case GATE_UNDECLARED: return S_("Say first whether you have a conflict of interest.");
        case GATE_CONFLICT:
                return S_("There is a conflict of interest: the file stays shut until it is "
                          "decided.");
        case GATE_GONE: return S_("This file is no longer reviewed.");
        case GATE_OPEN: break;
        }
        return (Str){0};
}

Status review_gate_deed(Deed *d, const Assignment *x, ReviewFile *out_file)
{
        Gate gate;

        TRY(review_gate(d->db, d->a, x, &gate, out_file));
        return gate == GATE_OPEN ? OK
                                 : deed_fault(d, CONFLICT, "%.*s", S_ARG(review_gate_words(gate)));
}
