/* web/cursor: see the header. */
#include "web/cursor.h"

#include "base/words.h"

#include <string.h>

Status cursor_read(Visit *v, const char *name, int64_t first, Cursor *out)
{
        Str given = visit_query(v, name);
        const Field *f = v->view->query;

        while (strcmp(f->name, name) != 0)
                f++;
        *out = (Cursor){name, first, 0, f->kind == FIELD_ID, str_empty(given), false};
        if (!out->is_id)
                return visit_query_int(v, name, f->min, f->max, first, &out->at);
        if (out->is_first || id_parse(given, &out->at))
                return OK;
        return visit_fault(v, INVALID,
                           _("«%s» must be an id, as «next» of the page before gave it."), name);
}

void cursor_goes_on(Cursor *c, int64_t next)
{
        c->has_next = true;
        c->next = next;
}

Str cursor_next_path(Arena *a, const Cursor *c, Str path)
{
        return str_fmt(
                a, "%.*s%c%s=%.*s", S_ARG(path), str_find(path, '?') < path.len ? '&' : '?',
                c->name,
                S_ARG(c->is_id ? id_text(a, c->next) : str_fmt(a, "%lld", (long long)c->next)));
}
