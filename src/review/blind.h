/* review/blind: an application as who reviews it may see it.
 *
 * Blinding is done to the answers, before any page, program or letter gets them, so that no way of
 * drawing can forget it: fields that would tell are taken out; files lose their names and ids;
 * and wherever else in the texts a name of the applicant stands, it is blacked out: names of the
 * party, now and before, of its people, its addresses and domains, and short answers that were
 * taken out. What somebody paraphrases, no program finds. */
#ifndef SEEDBED_REVIEW_BLIND_H
#define SEEDBED_REVIEW_BLIND_H

#include "base/json.h"
#include "form/form.h"
#include "programme/definition.h"
#include "review/review.h"

enum { BLIND_NAMES_MAX = 2000 };

/* One word of a longer name stands for it only as it is written there, capital and all: a firm
 * called Clean Water must not black out all water. */
typedef struct {
        Str text;
        bool is_exact;
        bool is_whole; /* not where a longer word begins with it */
} BlindName;

typedef struct {
        BlindName *at;
        size_t n;
        /* Set by who adds: what stands in an address before and behind the @ is a name only as a
         * whole word, so that mit.edu does not black out what mitigates. */
        bool is_whole;
} BlindNames;

/* None yet; and a name that is blacked out, with its parts and the domain that it holds. */
BlindNames blind_begin(Arena *a);
void blind_add(Arena *a, BlindNames *names, Str name);
/* What would tell who it is. */
Status blind_names(Db *db, Arena *a, const ReviewFile *file, BlindNames *out);
/* The answers without it. Of an open step (SELECTION_OPEN) names stay; files are numbered all the
 * same, "1", "2" … in the order in which they stand, for their ids are no reviewer's business. */
const Json *blind_answers(Arena *a, const Form *form, const SelectionStep *step,
                          const BlindNames *names, const Json *answers);
/* The id of the file with that number (from 1) among the answers that this step shows; false:
 * none. *out_name is what it is called to the reviewer. */
bool blind_file(Arena *a, const Form *form, const SelectionStep *step, const Json *answers,
                int64_t number, Str *out_id, Str *out_name);
/* A text with the names blacked out. */
Str blind_text(Arena *a, const BlindNames *names, Str text);
/* Is the field hidden in this step? */
bool blind_hides(const SelectionStep *step, const FormField *f);

#endif
