/* form/answer: what was filled in, from inputs to values and back.
 *
 * Answers are a JSON object by the slugs of the form's fields:
 *     text, long-text, url, email, choice, date, country    "text"
 *     number                                                "12.5" (as text: decimals are exact)
 *     money                                                 {"amount": "12.50", "currency": "SGD"}
 *     choices                                               ["ai", "cloud"]
 *     yes-no                                                true
 *     file                                                  [{"file": ID, "name": …, "type": …,
 * "bytes": n}] table, group                                          [{column: value, …}, …] A
 * field that is not filled in is not there, or null. */
#ifndef SEEDBED_FORM_ANSWER_H
#define SEEDBED_FORM_ANSWER_H

#include "action/action.h"
#include "base/json.h"
#include "form/form.h"

enum { ANSWER_FAULTS_MAX = 60, ANSWERS_BYTES_MAX = 2 * 1024 * 1024 };

typedef struct {
        Str path; /* "team_size", or "team.2.name": rows count from 0 */
        Str words;
} AnswerFault;

/* The first ANSWER_FAULTS_MAX. Starts as {0}. */
typedef struct {
        AnswerFault list[ANSWER_FAULTS_MAX];
        size_t n, left_off;
} AnswerFaults;

/* From inputs as a browser without script posts them:
 *     field=…    field.amount=… field.currency=…    field=a field=b    field.0.column=…
 * and from other doors with a whole value as JSON: field=[{"name":"…"}]. A field that is named and
 * left empty becomes null: it was asked and emptied (choices, yes-no, tables and groups carry an
 * empty input of their own name for that). What is not named is not there. Rows that are empty
 * throughout are left out. Inputs whose name begins with "_" are no answers. Files are not taken
 * from inputs but as JSON. Texts are trimmed, line ends are \n, numbers and dates as they are kept.
 * INVALID with faults when an input is none of the form's, or can not be such a value at all; *out
 * then holds what was good, so nothing else that was typed is lost. */
Status answers_read(Arena *a, const Form *f, const Input *inputs, size_t n, const Json **out,
                    AnswerFaults *faults);
/* Answers from JSON text. INVALID with a fault at path "" when it is no object. */
Status answers_parse(Arena *a, const Form *f, Str json, const Json **out, AnswerFaults *faults);
/* kept with what was read over it; a null takes the answer away. */
const Json *answers_merge(Arena *a, const Form *f, const Json *kept, const Json *read);
/* Canonical JSON (RFC 8785), fields in order of name; empty answers left out. */
Str answers_text(Arena *a, const Json *answers);
/* One value, for a draft's row: canonical JSON; "null" when there is none. */
Str answer_value_text(Arena *a, const Json *answers, Str field);
/* Object made of such rows; a value that is no JSON is left out. */
const Json *answers_of_values(Arena *a, const Input *values, size_t n);

/* Without the fields that are not asked, because the conditions of the field or its section do not
 * hold; a field that is hidden counts as not filled in for those after it. */
const Json *answers_shown(Arena *a, const Form *f, const Json *answers);
/* Is the field asked, by these answers (as answers_shown gives them)? */
bool answer_is_asked(const Form *f, const FormField *field, const Json *shown);

/* As a draft: kinds and limits of what is there; nothing is missed. INVALID with faults. */
Status answers_check_draft(Arena *a, const Form *f, const Json *answers, AnswerFaults *faults);
/* As what is handed in: the same, and what is required and asked is there. *out: the answers shown,
 * without empty ones. */
Status answers_check_whole(Arena *a, const Form *f, const Json *answers, const Json **out,
                           AnswerFaults *faults);
/* How many of the fields that are required and asked are filled in. */
void answers_progress(Arena *a, const Form *f, const Json *answers, int *out_filled,
                      int *out_required);

/* What the party told before, for fields with `about`: inputs are its facts (name, website, email,
 * registration, country, sector, attributes), values as text. Only what fits the field's kind. */
const Json *answers_known(Arena *a, const Form *f, const Input *facts, size_t n);

/* Columns for tables and CSV, stable by slug. Each field is one column; money is two, slug and
 * slug_currency; choices are joined with "; "; tables, groups and files are JSON. */
typedef struct {
        Str name;
        Str title;
        const FormField *field;
        bool is_currency;
} AnswerColumn;
typedef YAML_LIST(AnswerColumn) AnswerColumns;

void answer_columns(Arena *a, const Form *f, AnswerColumns *out);
/* One cell for each of the columns. */
void answer_cells(Arena *a, const AnswerColumns *columns, const Json *answers, Str *out);
/* Back from cells: inputs for answers_read. */
void answer_inputs_of_cells(Arena *a, const AnswerColumns *columns, const Str *cells,
                            const Input **out, size_t *out_n);
/* Is there an answer? Empty texts, lists and null are none; `false` is one. */
bool answer_is_filled(const Json *value);
/* An answer in words, in one line, for lists and mails; files by name, unless hidden. */
Str answer_said(Arena *a, const FormField *f, const Json *value);

#endif
