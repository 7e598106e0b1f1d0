/* board/search_page: see the header. */
#include "board/search_page.h"

#include "base/words.h"
#include "board/search.html.h"

static const Field search_query[] = {
        {"find", FIELD_TEXT, .chars_max = SEARCH_ASKED_CHARS_MAX,
         .label = N_("Words, also mistyped, or how they begin; or an id")},
        {"kind", FIELD_CHOICE, .choices = search_kinds, .label = N_("Only things of this kind")},
        {0}};

static Status load_search(Visit *v, void *out)
{
        SearchModel *m = out;
        SearchResult r;

        m->find = str_trim(visit_query(v, "find"));
        m->kind = visit_query(v, "kind");
        m->only = m->kind.len ? search_kind_of(m->kind) : SEARCH_KINDS;
        if (m->find.len > 4 * SEARCH_ASKED_CHARS_MAX || !str_is_utf8(m->find) ||
            str_chars(m->find) > SEARCH_ASKED_CHARS_MAX)
                return visit_fault(v, INVALID, _("«find» must be at most %d characters."),
                                   SEARCH_ASKED_CHARS_MAX);
        if (m->kind.len && m->only == SEARCH_KINDS)
                return visit_fault(v, INVALID, _("There is no such kind of thing."));
        TRY(search_find(v->db, v->a, &v->actor, m->find, m->only, &r));
        m->hits = r.hits;
        m->counts = r.counts;
        m->has_more = r.has_more;
        m->has_searched = m->find.len > 0;
        return OK;
}

static const Part search_parts[] = {PART_LIST_OF(SearchModel, hits, SearchHit),
                                    PART_LIST_OF(SearchModel, counts, SearchCount),
                                    PART_VALUE_OF(SearchModel, has_more, COL_BOOL),
                                    {0}};

static void draw_search(Page *out, const Visit *v, const void *model)
{
        (void)v;
        search_page(out, model);
}

const View search_view = {
        .path = "/search",
        .word = "search find",
        .may = MAY_SELF,
        .title = N_("Search"),
        .help = N_(
                "Participants, applications, people, rounds and all else that has a name and that "
                "you may see, the likest first, 50 at most. Typing errors are forgiven."),
        .query = search_query,
        .bytes = sizeof(SearchModel),
        .parts = search_parts,
        .load = load_search,
        .draw = draw_search};
