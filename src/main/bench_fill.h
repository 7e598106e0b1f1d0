/* main/bench_fill: a round as large as one can be, as its deeds would have left it.
 *
 * Applicants, their answers in several scripts, their revisions, reviews by people of different
 * strictness, and what was decided: made from a seed and a number alone, so twice the same. Rows go
 * in by the thousand. The record has what the deeds would have told, in the order in which it would
 * have happened: who is new, each revision and each review with its commitment, each move, each
 * determination. Left out: mails, hints of doubles (the server looks for them itself), addresses of
 * reviewers, and files. */
#ifndef SEEDBED_MAIN_BENCH_FILL_H
#define SEEDBED_MAIN_BENCH_FILL_H

#include "apply/apply.h"
#include "main/program.h"
#include "people/plausible.h"

#define FILL_PROGRAMME "startup-accelerator"
#define FILL_STEP "screening"

typedef struct {
        int64_t applications, reviews;
        int reviewers;
        uint64_t seed;
        Str hub; /* its slug */
        Actor actor;
} FillPlan;

typedef struct {
        Id round;
        Id *accounts; /* of reviewers, in the arena */
        size_t accounts_n;
        int64_t handed_in, reviews;
} FillMade;

/* Programme and hub must be there. Words of what went wrong stand in fault. */
Status fill_round(Program *p, Arena *a, const FillPlan *plan, FillMade *out,
                  char fault[PROGRAM_FAULT_BYTES]);
/* Are the counts that pages show those of the rows? INVALID with words. */
Status fill_check(Program *p, Arena *a, const FillMade *made, char fault[PROGRAM_FAULT_BYTES]);

/* What applicant i answers: canonical JSON of each field of the programme's form, by name. */
enum { FILL_ANSWERS_MAX = 12 };
typedef struct {
        Str name; /* of the start-up */
        Plausible startup;
        Input answers[FILL_ANSWERS_MAX]; /* in the order of their names */
        size_t answers_n;
} FillFile;
void fill_file(Arena *a, uint64_t seed, uint64_t i, int64_t revision, FillFile *out);
/* The answers as one canonical object. */
Str fill_answers_text(Arena *a, const FillFile *file);
/* A party that applies, known to nobody before: its row, its identities, and it as a member where
 * selection begins. */
Status fill_applicant(Deed *d, const Round *r, const Programme *programme, const Definition *def,
                      const FillFile *file, Id *out);
/* Some words about something, in one of several scripts. */
Str fill_words(Arena *a, uint64_t seed, int words);
uint64_t fill_mix(uint64_t x);

#endif
