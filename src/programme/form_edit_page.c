/* programme/form_edit_page: see the header. */
#include "programme/form_edit_page.h"

#include "base/words.h"
#include "form/condition.h"
#include "programme/forms.html.h"
#include "web/web.html.h"

/* A hub where the actor may open rounds of the programme: what the builder begins with. */
static Status hub_to_edit(Visit *v, Id programme, Str *out)
{
        *out = (Str){0};
        if (access_may_everywhere(&v->actor, MAY_ROUND_EDIT)) {
                Hub root;
                Status s = hub_by_slug(v->db, v->a, S("world"), &root);

                if (s == NOT_FOUND)
                        return OK;
                TRY(s);
                *out = root.slug;
                return OK;
        }
        for (size_t i = 0; i < v->actor.grants_n && str_empty(*out); i++) {
                const Grant *g = &v->actor.grants[i];
                Place place;
                Hub hub;

                if (!g->hub || (g->programme && g->programme != programme))
                        continue;
                TRY(hub_place(v->db, v->a, g->hub, programme, &place));
                if (!access_may_at(&v->actor, MAY_ROUND_EDIT, &place))
                        continue;
                TRY(hub_by_id(v->db, v->a, g->hub, &hub));
                *out = hub.slug;
        }
        return OK;
}

/* --- all of a programme */

static Status load_list(Visit *v, void *model)
{
        FormListModel *m = model;
        Status s = programme_by_slug(v->db, v->a, v->params[0], &m->programme);

        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no programme «%.*s»."),
                                   S_ARG(v->params[0]));
        TRY(s);
        TRY(hub_to_edit(v, m->programme.id, &m->hub));
        return form_lines(v->db, v->a, m->programme.id, &m->forms);
}

static const Part list_parts[] = {PART_ROW_OF(FormListModel, programme, Programme),
                                  PART_LIST_OF(FormListModel, forms, FormLineRow),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        (void)v;
        form_list_page(out, model);
}

const View form_list_view = {.path = "/programmes/{programme}/forms",
                             .word = "form list",
                             .may = MAY_SEE_PUBLIC,
                             .title = N_("Forms"),
                             .help = N_("The forms of a programme, all their versions."),
                             .bytes = sizeof(FormListModel),
                             .parts = list_parts,
                             .load = load_list,
                             .draw = draw_list};

/* --- one of them */

static const RowColumn field_columns[] = {
        {"section", COL_TEXT, offsetof(FormFieldLine, section)},
        {"field", COL_TEXT, offsetof(FormFieldLine, slug)},
        {"title", COL_TEXT, offsetof(FormFieldLine, title)},
        {"kind", COL_TEXT, offsetof(FormFieldLine, kind)},
        {"required", COL_BOOL, offsetof(FormFieldLine, is_required)},
        {"identifies", COL_BOOL, offsetof(FormFieldLine, identifies)},
        {"if", COL_TEXT, offsetof(FormFieldLine, shows_if)},
};
const RowShape shape_FormFieldLine = {"FormFieldLine", field_columns,
                                      sizeof field_columns / sizeof *field_columns,
                                      sizeof(FormFieldLine)};

static Status open_form(Visit *v, FormRow *row, Form **out)
{
        Status s = NOT_FOUND;
        Id id;

        if (id_parse(v->params[0], &id))
                s = form_open(v->db, v->a, id, row, out);
        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND, _("There is no such form."));
        return s;
}

static void fill_fields(Arena *a, FormShowModel *m)
{
        const Form *f = m->read;
        FormFieldLine *lines = arena_new(a, FormFieldLine, f->fields.n + 1);

        for (size_t i = 0; i < f->fields.n; i++) {
                const FormField *field = f->fields.at[i];

                lines[i] = (FormFieldLine){.section = form_section_of(f, field)->slug,
                                           .slug = field->slug,
                                           .title = form_said(&field->title),
                                           .kind = str_from(form_kind_name(field->kind)),
                                           .is_required = field->required,
                                           .identifies = field->identifies,
                                           .shows_if = field->shows_if};
        }
        m->fields = (FormFieldLineList){lines, f->fields.n};
}

static Status load_show(Visit *v, void *model)
{
        FormShowModel *m = model;

        TRY(open_form(v, &m->form, &m->read));
        TRY(programme_by_id(v->db, v->a, m->form.programme, &m->programme));
        if (m->form.hub)
                TRY(hub_by_id(v->db, v->a, m->form.hub, &m->hub));
        TRY(hub_to_edit(v, m->programme.id, &m->edit_hub));
        fill_fields(v->a, m);
        m->preview = (FormDraw){.form = m->read};
        return OK;
}

static const Part show_parts[] = {PART_ROW_OF(FormShowModel, form, FormRow),
                                  PART_ROW_OF(FormShowModel, programme, Programme),
                                  PART_LIST_OF(FormShowModel, fields, FormFieldLine),
                                  {0}};

static void draw_show(Page *out, const Visit *v, const void *model)
{
        (void)v;
        form_show_page(out, model);
}

const View form_show_view = {.path = "/forms/{form}",
                             .word = "form show",
                             .may = MAY_SEE_PUBLIC,
                             .title = N_("Form"),
                             .help = N_("One version of a form, its fields, and how it looks."),
                             .bytes = sizeof(FormShowModel),
                             .parts = show_parts,
                             .load = load_show,
                             .draw = draw_show};

static Status run_schema(Visit *v, HttpReply *reply)
{
        FormRow row;
        Form *f = NULL;

        TRY(open_form(v, &row, &f));
        reply->content_type = S("application/schema+json");
        reply->body = form_schema(v->a, f,
                                  str_fmt(v->a, "%.*s/forms/%.*s/schema.json",
                                          S_ARG(v->site->base_url), S_ARG(v->params[0])));
        return OK;
}

const Route form_schema_route = {.method = HTTP_GET,
                                 .path = "/forms/{form}/schema.json",
                                 .may = MAY_SEE_PUBLIC,
                                 .help = N_("JSON Schema (2020-12) of what is handed in."),
                                 .run = run_schema,
                                 .type = "application/schema+json"};

static Status run_layout(Visit *v, HttpReply *reply)
{
        FormRow row;
        Form *f = NULL;

        TRY(open_form(v, &row, &f));
        reply->content_type = S("application/json");
        reply->body = form_layout(v->a, f);
        return OK;
}

const Route form_layout_route = {.method = HTTP_GET,
                                 .path = "/forms/{form}/layout.json",
                                 .may = MAY_SEE_PUBLIC,
                                 .help = N_("How a form is asked: sections, fields, conditions, "
                                            "words in all languages."),
                                 .run = run_layout,
                                 .type = "application/json"};

/* --- making one */

const FormField *form_builder_open(const FormBuilder *b)
{
        return b->form && b->open.len ? form_find(b->form, b->open) : NULL;
}

Str form_builder_choices(Arena *a, const FormField *f)
{
        Text t = text_begin(a, 256 * KIB);

        for (size_t i = 0; i < f->choices.n; i++) {
                text_add(&t, f->choices.at[i].value);
                text_char(&t, '\n');
        }
        return text_str(&t);
}

Str form_builder_columns(Arena *a, const FormField *f)
{
        Text t = text_begin(a, 64 * KIB);

        for (size_t i = 0; i < f->fields.n; i++) {
                text_add(&t, form_said(&f->fields.at[i].title));
                text_char(&t, '\n');
        }
        return text_str(&t);
}

Str form_builder_list(Arena *a, const YamlTexts *list)
{
        return str_join(a, list->at, list->n, S(", "));
}

FormDraw form_builder_preview(const FormBuilder *b)
{
        return (FormDraw){.form = b->form};
}

Str form_kind_word(FormKind kind)
{
        switch (kind) {
        case FORM_TEXT: return S_("Text");
        case FORM_LONG_TEXT: return S_("Long text");
        case FORM_NUMBER: return S_("Number");
        case FORM_MONEY: return S_("Money");
        case FORM_DATE: return S_("Date");
        case FORM_CHOICE: return S_("One choice");
        case FORM_CHOICES: return S_("Several choices");
        case FORM_FILE: return S_("File");
        case FORM_TABLE: return S_("Table");
        case FORM_URL: return S_("Web address");
        case FORM_EMAIL: return S_("Mail address");
        case FORM_YES_NO: return S_("Yes or no");
        case FORM_COUNTRY: return S_("Country");
        case FORM_GROUP: break;
        }
        return S_("Repeated group");
}

void form_builder_draw(Page *out, const Visit *v, const Deed *d)
{
        FormBuilder b;

        if (form_builder(v->db, d, &b) == OK)
                form_builder_page(out, v, d, &b);
        else
                action_page(out, v, d);
}
