/* programme/definition_kept: what was read of a definition is kept, for all who need it. */
#include "programme/definition.h"
#include "store/kept.h"

static Status make_kept(Arena *a, Str text, void **out)
{
        YamlFaults faults = {0};
        Definition *def = NULL;

        if (definition_parse(a, text, &def, &faults) != OK)
                return BROKEN;
        *out = def;
        return OK;
}

Status definition_kept(Db *db, Arena *a, Str text, Definition **out)
{
        void *made = NULL;

        TRY(db_kept(db, a, make_kept, text, &made));
        *out = made;
        return OK;
}
