/* form/form_page: a form as a page asks it, and answers as a page shows them. Draw with form_inputs
 * and form_answers of form/form.html.h. */
#ifndef SEEDBED_FORM_FORM_PAGE_H
#define SEEDBED_FORM_FORM_PAGE_H

#include "form/answer.h"
#include "hub/place.h"
#include "web/page.h"

/* For {% show form_inputs(&draw) %}, inside a <form> of the caller. Sections are fieldsets. What is
 * not asked by the answers is drawn hidden, for scripts that show it when it is. Buttons that add
 * and take rows post the whole form with _row=+field or _row=-field.2: see form_rows. */
typedef struct {
        const Form *form;
        const Json *answers;        /* NULL: none */
        const AnswerFaults *faults; /* NULL: none */
        Str section;                /* only this one; empty: all */
        Str files_form;  /* files: input and button belong to the form with this id, "-" and the
                            field's slug, which the caller draws elsewhere; empty: to the form around
                            them */
        Str files_base;  /* address of a file, its id follows; empty: names without links */
        bool is_preview; /* can not be filled in */
} FormDraw;

/* For {% show form_answers(&show) %}. */
typedef struct {
        const Form *form;
        const Json *answers;
        const YamlTexts *hide; /* slugs that are not shown; NULL: none */
        bool is_blind;         /* what identifies is hidden too, and names of files */
        Str files_base;        /* as above */
        bool with_empty;       /* what was asked and not filled in is shown as such */
        bool is_first;         /* right below the page's title: sections are headed by h2 */
} FormShow;

/* Does the field's answer not show? */
bool form_show_hides(const FormShow *s, const FormField *f);

/* What the buttons for rows ask for, done to answers that were read with the same inputs: an empty
 * row more, or one less. Gives the answers as they were when there is none such. */
const Json *form_rows(Arena *a, const Form *f, const Json *answers, const Input *inputs, size_t n);
/* Was a button for rows pressed? Then the page is drawn again. */
bool form_rows_asked(const Input *inputs, size_t n);

/* --- for form.html */

/* One question: a field of the form, or a column in one of its rows. */
typedef struct {
        const FormDraw *draw;
        const FormField *field;
        const Json *value; /* NULL: none */
        Str name;          /* of the input: "team.2.name" */
        Str label;         /* of a cell, for aria-label: "Name, row 3"; empty: there is a <label> */
        bool is_asked;
} FormQuestion;

typedef struct {
        FormQuestion *at;
        size_t n;
} FormQuestions;

typedef struct {
        const FormSection *section;
        FormQuestions questions;
        bool is_asked;
} FormPart;

typedef struct {
        FormPart *at;
        size_t n;
} FormParts;

typedef struct {
        FormQuestions questions;
        size_t number; /* from 0 */
} FormRowDrawn;

typedef struct {
        FormRowDrawn *at;
        size_t n;
} FormRowsDrawn;

typedef struct {
        const PlaceCountry *at;
        size_t n;
} FormCountries;

typedef struct {
        const FormField *field;
        const Json *value; /* NULL: none */
} FormShown;

typedef struct {
        const FormSection *section;
        struct {
                FormShown *at;
                size_t n;
        } answers;
} FormShownPart;

typedef struct {
        FormShownPart *at;
        size_t n;
} FormShownParts;

/* Sections that have something to show. */
FormShownParts form_shown_parts(Arena *a, const FormShow *s);
/* Long texts whole, all others as answer_said says them. */
Str form_answer_said(Arena *a, const FormField *f, const Json *value);
FormParts form_parts(Arena *a, const FormDraw *d);
FormRowsDrawn form_rows_drawn(Arena *a, const FormQuestion *q);
/* Text of a value in an input; of a member of it. */
Str form_value(const FormQuestion *q);
Str form_value_of(const FormQuestion *q, const char *member);
bool form_has_pick(const FormQuestion *q, Str choice);
/* A value that is among no choices, and is not lost for that. */
bool form_is_stray(const FormQuestion *q);
Str form_why_not(Arena *a, const FormQuestion *q);
Str form_label_of(const FormQuestion *q);
/* "At most 2,000 characters." and the like; empty: no limit worth a word. */
Str form_limits(Arena *a, const FormField *f);
/* Endings for <input accept>. */
Str form_accept(Arena *a, const FormField *f);
Str form_condition_json(Arena *a, const Condition *c);
const char *form_control_type(const FormQuestion *q);
bool form_is_small(const FormField *f);
FormCountries form_countries(void);
/* lang="": the tag of words, or of the page when they name none. */
Str form_lang(const YamlLocal *words);
Str form_yes_no(const Json *value);

#endif
