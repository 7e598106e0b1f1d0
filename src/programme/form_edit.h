/* programme/form_edit: forms of a programme, made by those who open its rounds.
 *
 * A form belongs to a programme and to a place: a number that a hub's operators make is for rounds
 * there and below. The definition's own numbers hold everywhere. So nobody changes what others ask.
 */
#ifndef SEEDBED_PROGRAMME_FORM_EDIT_H
#define SEEDBED_PROGRAMME_FORM_EDIT_H

#include "form/kept.h"
#include "hub/hub.h"
#include "programme/programme.h"

/* form save: keeps a form as a new number. form build: one small change to a form that is not kept
 * yet (form/form_build.h), and nothing else. */
extern const Action form_save_action, form_build_action;

/* What the builder's page shows. */
typedef struct {
        Programme programme;
        Hub hub;    /* title empty: there is no such hub */
        Str yaml;   /* as it stands in the page */
        Form *form; /* NULL: it can not be read */
        Str fault;  /* why it was not changed, or can not be read */
        Str open;   /* slug of the field that is being changed */
} FormBuilder;

/* From a deed's inputs; does what a button asks for. NOT_FOUND: no such programme. */
Status form_builder(Db *db, const Deed *d, FormBuilder *out);

/* Its page; in form_edit_page.c. */
void form_builder_draw(Page *out, const Visit *v, const Deed *d);

#endif
