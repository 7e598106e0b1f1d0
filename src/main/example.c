/* main/example: see the header. */
#include "main/example.h"

#include "people/people.h"

#include <stdarg.h>
#include <stdio.h>

Status __attribute__((sentinel)) example_do(Example *x, const Action *action, ...)
{
        ActionWorld world = {.store = x->p->store,
                             .site = &x->p->site,
                             .base_url = x->p->site.base_url,
                             .gate = x->p->site.gate,
                             .seal = x->p->site.seal};
        Input inputs[ACTION_FIELDS_MAX];
        Deed d = {0};
        size_t n = 0;
        va_list args;
        const char *name;
        Status s;

        va_start(args, action);
        while (n < ACTION_FIELDS_MAX && (name = va_arg(args, const char *)))
                inputs[n++] = (Input){str_from(name), str_from(va_arg(args, const char *))};
        va_end(args);
        s = action_do(&world, action, x->actor, inputs, n, x->a, &d);
        if (s != OK)
                snprintf(x->fault, PROGRAM_FAULT_BYTES, "%s: %.300s", action->name,
                         d.faults_n ? str_z(x->a, d.faults[0].words) : status_name(s));
        x->made = d.made;
        return s;
}

const char *example_id(Example *x, Id id)
{
        return id_text(x->a, id).at;
}

Status example_party(Example *x, const char *name, Id *out)
{
        PartyViewList list = {0};
        Db *db;
        Status s;

        TRY(store_reader(x->p->store, &db));
        s = party_by_name_key(db, x->a, party_name_key(str_from(name)), 1, &list);
        store_reader_close(db);
        if (s == OK && !list.n)
                return NOT_FOUND;
        if (s == OK)
                *out = list.at[0].id;
        return s;
}
