/* board/pick_page: see the header. */
#include "board/pick_page.h"

#include "board/search_page.h"

static Status by_id(Db *db, Arena *a, const Actor *actor, SearchKind kind, Id id, PickHitList *out)
{
        SearchThing thing;
        Status s = search_kind_show(db, a, kind, id, actor, &thing);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        out->at = arena_new(a, PickHit, 1);
        out->at[out->n++] = (PickHit){id, thing.title, thing.more};
        return OK;
}

Status pick_find(Db *db, Arena *a, const Actor *actor, const char *kind, Str words,
                 PickHitList *out)
{
        SearchKind only = search_kind_of(str_from(kind));
        SearchResult found;
        Id id;

        *out = (PickHitList){0};
        if (only == SEARCH_KINDS || str_chars(words) > SEARCH_ASKED_CHARS_MAX)
                return OK;
        if (id_parse(words, &id))
                return by_id(db, a, actor, only, id, out);
        TRY(search_find(db, a, actor, words, only, &found));
        out->at = arena_new(a, PickHit, found.hits.n + 1);
        for (size_t i = 0; i < found.hits.n && i < PICK_HITS_MAX; i++)
                out->at[out->n++] = (PickHit){found.hits.at[i].id, found.hits.at[i].title,
                                              found.hits.at[i].more};
        return OK;
}
