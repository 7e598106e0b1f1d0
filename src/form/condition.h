/* form/condition: a sentence over answers that is so, is not so, or is not known yet.
 *
 *     team_size >= 2 and country in [SG, MY] and not closed
 *     sector = "ai" or count(pilots) > 0
 *     founded > 2020-01-01 and filled(deck) and price <= 50000 SGD
 *
 * Numbers are compared as decimals, to the last digit; dates as days. A field that is not filled in
 * makes its part not known, and the three values join as Kleene said: no and anything is no, yes or
 * anything is yes. A bare name is a yes-no field. From the loosest: or, and, not, comparison;
 * parentheses as usual. `has` asks a field of choices for one of them: sectors has "ai". */
#ifndef SEEDBED_FORM_CONDITION_H
#define SEEDBED_FORM_CONDITION_H

#include "base/json.h"
#include "form/form.h"

enum { CONDITION_CHARS_MAX = 1000, CONDITION_DEPTH_MAX = 20, CONDITION_PARTS_MAX = 100 };

typedef enum { CONDITION_NO, CONDITION_YES, CONDITION_OPEN } ConditionTruth;

/* INVALID with *out_fault in words: what is not understood and where, a field that the form has
 * not, a value that its kind can not be, a choice that there is not. */
Status condition_parse(Arena *a, const Form *f, Str text, const Condition **out, Str *out_fault);
/* The same where only these fields are known: the columns of a table, or what stands before. */
Status condition_parse_of(Arena *a, const FormField *const *fields, size_t n, Str text,
                          const Condition **out, Str *out_fault);
/* Of answers as form/answer.h has them (an object); NULL is none. NULL condition: YES. What is
 * hidden must be left out before (answers_shown). */
ConditionTruth condition_holds(const Condition *c, const Json *answers);

/* One comparison of a condition, and what became of it. */
typedef struct {
        Str text;               /* as written: "team_size >= 2" */
        const FormField *field; /* that it asks */
        Str found;              /* the answer, for people; empty: none */
        ConditionTruth truth;   /* of this part, `not` before it counted in */
} ConditionPart;
typedef YAML_LIST(ConditionPart) ConditionParts;

/* Why it is as it is: the parts that make it NO or OPEN (all of them, when it is YES). */
ConditionTruth condition_explain(Arena *a, const Condition *c, const Json *answers,
                                 ConditionParts *out);
/* The condition as a tree of JSON lists, for scripts: ["and", x, y], ["or", x, y], ["not", x],
 * ["yes", field, wanted], ["filled", field], ["count", field, "=", ["2"]],
 * ["is", field, kind, "in", ["SG", "MY"], currency]. Empty for NULL. */
Str condition_json(Arena *a, const Condition *c);
/* Compares decimal numbers of any length: <0, 0, >0. Both must be form_is_number. */
int decimal_text_compare(Str x, Str y);
/* "-12.50": a sign, digits, a point and digits, FORM_NUMBER_DIGITS_MAX on each side; no exponent.
 */
bool form_is_number(Str s);

#endif
