/* import/run_note: see the header. */
#include "import/run_note.h"

#include "base/words.h"

#include <string.h>

typedef enum {
        NOTE_NEW,
        NOTE_CHANGED,
        NOTE_MOVED,
        NOTE_GONE,
        NOTE_REFUSED,
        NOTE_ALIKE,
        NOTE_RENAMED,
        NOTE_JOINED,
        NOTE_NAMED,
        NOTE_TWICE
} NoteKind;
static const char *const note_names[RUN_NOTE_KINDS] = {"new",     "changed", "moved",   "gone",
                                                       "refused", "alike",   "renamed", "joined",
                                                       "named",   "twice"};

RunCounts run_counts_of(const Import *i)
{
        return (RunCounts){.done = i->rows_done,
                           .added = i->rows_new,
                           .changed = i->rows_changed,
                           .moved = i->rows_moved,
                           .same = i->rows_same,
                           .gone = i->rows_gone,
                           .refused = i->rows_refused,
                           .alike = i->rows_alike,
                           .renamed = i->rows_renamed,
                           .joined = i->rows_joined,
                           .named = i->rows_named,
                           .twice = i->rows_twice,
                           .nameless = i->rows_nameless,
                           .gone_of = i->gone_of};
}

void run_notes_mark(RunNotes *n)
{
        n->counts_before = n->counts;
        memcpy(n->notes_before, n->notes, sizeof n->notes);
}

void run_notes_back(RunNotes *n)
{
        n->counts = n->counts_before;
        memcpy(n->notes, n->notes_before, sizeof n->notes);
        n->stages_n = n->moves_n = 0;
}

/* --- members and moves, added up */

static Status store_stages(RunNotes *n, Db *db)
{
        for (size_t i = 0; i < n->stages_n; i++)
                TRY(member_count_add(db, n->programme, n->stages[i].hub, n->stages[i].stage,
                                     n->stages[i].n));
        n->stages_n = 0;
        return OK;
}

Status run_note_member(RunNotes *n, Db *db, Id hub, Id stage)
{
        for (size_t i = 0; i < n->stages_n; i++)
                if (n->stages[i].hub == hub && n->stages[i].stage == stage) {
                        n->stages[i].n++;
                        return OK;
                }
        if (n->stages_n == RUN_STAGES_MAX)
                TRY(store_stages(n, db));
        n->stages[n->stages_n++] = (RunStage){hub, stage, 1};
        return OK;
}

static void move_add(RunNotes *n, Str from, Str to)
{
        for (size_t i = 0; i < n->moves_n; i++)
                if (str_eq(n->moves[i].from, from) && str_eq(n->moves[i].to, to)) {
                        n->moves[i].n++;
                        return;
                }
        if (n->moves_n < RUN_MOVES_MAX)
                n->moves[n->moves_n++] = (RunMoves){from, to, 1};
}

/* --- rows */

static Status note(RunNotes *n, Db *db, NoteKind kind, const RowPlan *p, Str words)
{
        int64_t most = kind == NOTE_REFUSED ? IMPORT_REFUSED_MAX : IMPORT_NOTES_MAX;

        if (n->notes[kind]++ >= most)
                return OK;
        return import_note_add(db, n->import, p->row, str_from(note_names[kind]), p->mapped.name,
                               words, p->alike_party ? p->alike_party : p->party.id);
}

static Str what_changed(Arena *a, const RowPlan *p)
{
        const struct {
                Str word, given, kept;
        } facts[] = {{S("name"), p->is_renamed ? p->mapped.name : (Str){0}, p->party.name},
                     {S("website"), p->mapped.website, p->party.website},
                     {S("country"), p->country, p->party.country},
                     {S("sector"), p->mapped.sector, p->party.sector}};
        Text words = text_begin(a, 64);

        for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
                if (facts[i].given.len && !str_eq(facts[i].given, facts[i].kept))
                        text_fmt(&words, "%s%.*s", words.len ? ", " : "", S_ARG(facts[i].word));
        return text_str(&words);
}

static Status note_known(RunNotes *n, Db *db, Arena *a, const RowPlan *p)
{
        if (p->is_renamed)
                TRY(note(n, db, NOTE_RENAMED, p, str_fmt(a, "was %.*s", S_ARG(p->party.name))));
        if (p->is_named)
                TRY(note(n, db, NOTE_NAMED, p,
                         str_fmt(a, _("another source calls it %.*s, and that stays its name"),
                                 S_ARG(p->party.name))));
        if (p->is_twin)
                TRY(note(n, db, NOTE_TWICE, p,
                         str_fmt(a,
                                 p->twin_by == PLAN_EMAIL
                                         ? _("row %lld has the same e-mail address, so it is the "
                                             "same; what that row says stands")
                                 : p->twin_by == PLAN_REGISTRATION
                                         ? _("row %lld has the same registration number, so it is "
                                             "the same; what that row says stands")
                                         : _("row %lld tells of the same, and what that row says "
                                             "stands"),
                                 (long long)p->twin_row)));
        if (p->is_changed)
                TRY(note(n, db, NOTE_CHANGED, p, what_changed(a, p)));
        if (p->joins)
                TRY(note(n, db, NOTE_JOINED, p, p->mapped.stage));
        if (!p->is_moved)
                return OK;
        move_add(n, p->from_slug, p->mapped.stage);
        return note(n, db, NOTE_MOVED, p,
                    str_fmt(a, "%.*s → %.*s", S_ARG(p->from_slug), S_ARG(p->mapped.stage)));
}

Status run_note_row(RunNotes *n, Db *db, Arena *a, const RowPlan *p)
{
        RunCounts *c = &n->counts;

        c->done = p->row;
        if (p->refused.len) {
                c->refused++;
                c->nameless += str_empty(p->mapped.identity);
                return note(n, db, NOTE_REFUSED, p, p->refused);
        }
        c->added += p->is_new;
        c->renamed += p->is_renamed;
        c->changed += p->is_changed;
        c->moved += p->is_moved;
        c->same += plan_is_same(p);
        c->joined += p->joins;
        c->named += p->is_named;
        c->twice += p->is_twin;
        if (!p->is_new)
                return note_known(n, db, a, p);
        TRY(note(n, db, NOTE_NEW, p, p->mapped.stage));
        if (str_empty(p->alike))
                return OK;
        c->alike++;
        return note(n, db, NOTE_ALIKE, p, p->alike);
}

Status run_note_gone(RunNotes *n, Db *db, const Party *party, Str identity)
{
        RowPlan p = {.row = ++n->counts.gone, .party = *party, .mapped.name = party->name};

        return note(n, db, NOTE_GONE, &p, identity);
}

Status run_notes_store(RunNotes *n, Db *db)
{
        const RunCounts *c = &n->counts;

        TRY(store_stages(n, db));
        for (size_t i = 0; i < n->moves_n; i++)
                TRY(import_move_add(db, n->import, n->moves[i].from, n->moves[i].to,
                                    n->moves[i].n));
        n->moves_n = 0;
        return import_progress(db, n->import, c->done, c->added, c->changed, c->moved, c->same,
                               c->gone, c->refused, c->alike, c->renamed, c->joined, c->named,
                               c->twice, c->nameless);
}
