/* programme/form_edit_page: forms of a programme: their versions, one of them with its preview, and
 * the page on which one is made. */
#ifndef SEEDBED_PROGRAMME_FORM_EDIT_PAGE_H
#define SEEDBED_PROGRAMME_FORM_EDIT_PAGE_H

#include "form/form_page.h"
#include "programme/form_edit.h"
#include "web/site.h"

extern const View form_list_view, form_show_view;
extern const Route form_schema_route, form_layout_route;

typedef struct {
        Programme programme;
        FormLineRowList forms;
        Str hub; /* where who looks may make one; empty: nowhere */
} FormListModel;

typedef struct {
        Str section, slug, title, kind;
        bool is_required, identifies;
        Str shows_if;
} FormFieldLine;
typedef struct {
        const FormFieldLine *at;
        size_t n;
} FormFieldLineList;

typedef struct {
        FormRow form;
        Programme programme;
        Hub hub;
        FormFieldLineList fields;
        Form *read;
        FormDraw preview;
        Str edit_hub;
} FormShowModel;

/* For forms.html: the field that is being changed, or NULL. */
const FormField *form_builder_open(const FormBuilder *b);
Str form_builder_choices(Arena *a, const FormField *f);
Str form_builder_columns(Arena *a, const FormField *f);
Str form_builder_list(Arena *a, const YamlTexts *list);
FormDraw form_builder_preview(const FormBuilder *b);
/* A kind in words: "Long text". */
Str form_kind_word(FormKind kind);

#endif
