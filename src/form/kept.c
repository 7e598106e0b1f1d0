/* form/kept: see the header. */
#include "form/kept.h"

#include "base/hash.h"
#include "store/kept.h"

static Status make(Arena *a, Str text, void **out)
{
        YamlFaults faults = {0};
        Form *form = NULL;

        if (form_parse(a, text, &form, &faults) != OK)
                return BROKEN;
        *out = form;
        return OK;
}

Status form_open(Db *db, Arena *a, Id id, FormRow *out_row, Form **out)
{
        FormRow row;
        void *made = NULL;

        TRY(form_by_id(db, a, id, &row));
        TRY(db_kept(db, a, make, row.body, &made));
        *out = made;
        if (out_row)
                *out_row = row;
        return OK;
}

Status form_newest(Db *db, Arena *a, Id programme, Id hub, Str slug, FormRow *out)
{
        return form_newest_at(db, a, programme, hub, slug, out);
}

Status form_keep(Deed *d, Id programme, Id hub, const Form *f, FormRow *out)
{
        Str body = form_yaml(d->a, f);
        Hash h = hash_sha256(body);
        Str hash = hash_hex(d->a, &h);
        FormNumber last;
        Status s = form_newest_at(d->db, d->a, programme, hub, f->slug, out);

        if (s == OK && str_eq(out->hash, hash))
                return CONFLICT;
        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(form_number_last(d->db, d->a, programme, f->slug, &last));
        *out = (FormRow){.id = db_id(d->db, d->now_us),
                         .programme = programme,
                         .hub = hub,
                         .slug = f->slug,
                         .number = last.number + 1,
                         .title = form_said_plain(&f->title),
                         .body = body,
                         .hash = hash,
                         .made_at = d->now_us,
                         .made_by = d->actor.id};
        return form_insert(d->db, out->id, programme, hub, f->slug, out->number, out->title, body,
                           hash, d->now_us, d->actor.id);
}
