/* programme/form_edit: see the header. */
#include "programme/form_edit.h"

#include "base/words.h"
#include "form/form_build.h"
#include "hub/hub.h"

static const char new_form[] =
        "form: application\ntitle: Application\nfields:\n"
        "  - {field: summary, title: Summary, kind: long-text}\n"; /* as it is */

static Status programme_named(Deed *d, Programme *out)
{
        Status s = programme_by_slug(d->db, d->a, deed_text(d, "programme"), out);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                     S_ARG(deed_text(d, "programme")));
        return s;
}

static Status where_form(Deed *d, Place *out)
{
        Programme p;

        TRY(programme_named(d, &p));
        return hub_where_field(d, "hub", p.id, out);
}

static Status form_read(Deed *d, Form **out)
{
        YamlFaults faults = {0};

        if (form_parse(d->a, deed_text(d, "definition"), out, &faults) == OK)
                return OK;
        return deed_fault_at(d, "definition", "%.*s", S_ARG(yaml_faults_text(d->a, &faults)));
}

/* The builder's own inputs come with its form, and are no fields of this deed. */
static Status only_builders(Deed *d)
{
        for (size_t i = 0; i < d->more_n; i++)
                if (!str_starts(d->more[i].name, S("_")))
                        return deed_fault(d, INVALID, _("There is no field «%.*s» here."),
                                          S_ARG(str_head(d->more[i].name, 100)));
        return OK;
}

static Status run_save(Deed *d)
{
        Entry e = {.kind = S("form.saved")};
        Programme p;
        Hub hub;
        Form *f = NULL;
        FormRow row;
        Hash h;
        Status s;

        TRY(only_builders(d));
        TRY(programme_named(d, &p));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(form_read(d, &f));
        s = form_keep(d, p.id, hub.id, f, &row);
        if (s == CONFLICT)
                return deed_fault(d, CONFLICT,
                                  _("This is what version %lld of the form says already."),
                                  (long long)row.number);
        TRY(s);
        h = hash_sha256(row.body);
        e.subject = d->made = row.id;
        e.hub = hub.id;
        entry_text(&e, S("programme"), p.slug);
        entry_text(&e, S("form"), row.slug);
        entry_int(&e, S("number"), row.number);
        entry_text(&e, S("form_sha256"), hash_hex(d->a, &h));
        d->go_to = str_fmt(d->a, "/forms/%.*s", S_ARG(id_text(d->a, row.id)));
        d->note = str_fmt(d->a, _("Form %.*s, version %lld."), S_ARG(row.slug),
                          (long long)row.number);
        return deed_tell(d, &e);
}

static const Field save_fields[] = {
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Rounds at this hub and below may use it.")},
        {"definition", FIELD_LONG_TEXT, .required = true, .chars_max = 200000,
         .label = N_("Definition"), .help = N_("YAML, as examples/README.md describes.")},
        {0}};

const Action form_save_action = {.name = "form save",
                                 .may = MAY_ROUND_EDIT,
                                 .where = where_form,
                                 .title = N_("Save a form"),
                                 .help = N_("A new version. What is in use stays as it is."),
                                 .fields = save_fields,
                                 .run = run_save,
                                 .takes_more = true,
                                 .draw = form_builder_draw};

static const Field build_fields[] = {
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub")},
        {"form", FIELD_ID, .label = N_("Form"), .help = N_("Begin with this one.")},
        {"definition", FIELD_LONG_TEXT, .chars_max = 200000, .label = N_("Definition")},
        {0}};

static Status yaml_of(Db *db, const Deed *d, Str *out)
{
        Str id = deed_text(d, "form"), given = deed_text(d, "definition");
        FormRow row;
        Id form;

        *out = given.len ? given : str_from(new_form);
        if (given.len || !id.len || !id_parse(id, &form))
                return OK;
        TRY(form_by_id(db, d->a, form, &row));
        *out = row.body;
        return OK;
}

Status form_builder(Db *db, const Deed *d, FormBuilder *out)
{
        YamlFaults faults = {0};
        Str what = deed_more(d, S("_do")), made;
        bool saves = d->action == &form_save_action;

        *out = (FormBuilder){0};
        TRY(programme_by_slug(db, d->a, deed_text(d, "programme"), &out->programme));
        if (hub_by_slug(db, d->a, deed_text(d, "hub"), &out->hub) != OK)
                out->hub = (Hub){.slug = deed_text(d, "hub")};
        if (saves)
                out->yaml = deed_text(d, "definition");
        else
                TRY(yaml_of(db, d, &out->yaml));
        if (!saves && what.len &&
            form_build(d->a, out->yaml, d->more, d->more_n, &made, &out->fault) == OK)
                out->yaml = made;
        if (str_starts(what, S("open:")))
                out->open = str_skip(what, 5);
        if (str_starts(what, S("change:")) && out->fault.len)
                out->open = str_skip(what, 7);
        if (form_parse(d->a, out->yaml, &out->form, &faults) != OK) {
                out->form = NULL;
                out->fault = yaml_faults_text(d->a, &faults);
        }
        return OK;
}

static Status run_build(Deed *d)
{
        FormBuilder b;
        Status s = form_builder(d->db, d, &b);

        TRY(only_builders(d));
        if (s == NOT_FOUND)
                return deed_fault(d, NOT_FOUND, _("There is no such form."));
        TRY(s);
        d->shows_note = true;
        d->note = b.fault.len ? b.fault : b.yaml;
        return OK;
}

const Action form_build_action = {.name = "form build",
                                  .may = MAY_ROUND_EDIT,
                                  .where = where_form,
                                  .title = N_("Make a form"),
                                  .help = N_("Changes a form that is not saved yet; nothing is "
                                             "kept."),
                                  .fields = build_fields,
                                  .run = run_build,
                                  .is_silent = true,
                                  .takes_more = true,
                                  .draw = form_builder_draw,
                                  .draw_done = form_builder_draw};
