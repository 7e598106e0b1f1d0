/* import/run_note: what a run over a file counts and notes, and where it writes that down.
 *
 * A job of the store may run more than once, so what it counts begins again at the mark that was
 * set before it. */
#ifndef SEEDBED_IMPORT_RUN_NOTE_H
#define SEEDBED_IMPORT_RUN_NOTE_H

#include "import/import.h"
#include "import/plan.h"

enum { RUN_MOVES_MAX = 512, RUN_STAGES_MAX = 4096, RUN_NOTE_KINDS = 10 };

typedef struct {
        int64_t done, added, changed, moved, same, gone, refused, alike, renamed, joined;
        int64_t named;    /* another source names the party */
        int64_t twice;    /* of a party that an earlier row of the file told of */
        int64_t nameless; /* refused, and nobody knows whom they tell of */
        int64_t gone_of;
} RunCounts;

typedef struct {
        Str from, to;
        int64_t n;
} RunMoves;

typedef struct {
        Id hub, stage;
        int64_t n;
} RunStage;

typedef struct {
        Id import, programme;
        RunCounts counts, counts_before;
        int64_t notes[RUN_NOTE_KINDS], notes_before[RUN_NOTE_KINDS];
        RunStage stages[RUN_STAGES_MAX]; /* members more, not stored yet */
        size_t stages_n;
        RunMoves moves[RUN_MOVES_MAX];
        size_t moves_n;
} RunNotes;

/* What was counted before the run was cut off. */
RunCounts run_counts_of(const Import *import);
/* Sets the mark; goes back to it. */
void run_notes_mark(RunNotes *n);
void run_notes_back(RunNotes *n);
/* Counts a row and notes it as one of its kinds; a is for as long as the job. */
Status run_note_row(RunNotes *n, Db *db, Arena *a, const RowPlan *p);
/* One who is not in the file, by the identity that its source gave it. */
Status run_note_gone(RunNotes *n, Db *db, const Party *party, Str identity);
/* A member more at this place. */
Status run_note_member(RunNotes *n, Db *db, Id hub, Id stage);
/* Writes down how far it got. */
Status run_notes_store(RunNotes *n, Db *db);

#endif
