/* board/search_find: from words to what is found.
 *
 * For each word that was asked for, the words of the index that are like it; from these the things
 * that have them, zone by zone of the visitor's reach, those of the rarest words first; of these
 * the likest are looked at as they stand. Each step reads at most so much, whatever there is. */
#include "board/search.h"

#include "base/words.h"
#include "board/search.sql.h"
#include "people/own.h"

#include <stdlib.h>
#include <string.h>

enum {
        ALTERNATIVES_MAX = 48, /* words of the index for one that was asked for */
        POSTS_OF_WORD = 20000, /* rows that are read for one word that was asked for */
        POSTS_IN_ALL = 45000,
        CANDIDATES_MAX = 1 << 16,
        SLOTS = CANDIDATES_MAX * 2,
        RANKED_MAX = 320, /* whose words are looked at */
        SHOWN_MAX = 120,  /* that are looked at as they stand */
        ZONES_APART_MAX = 64,
        OWN_MAX = 40
};

static const RowColumn hit_columns[] = {{"kind", COL_TEXT, offsetof(SearchHit, kind)},
                                        {"id", COL_ID, offsetof(SearchHit, id)},
                                        {"title", COL_TEXT, offsetof(SearchHit, title)},
                                        {"also", COL_TEXT, offsetof(SearchHit, also)},
                                        {"more", COL_TEXT, offsetof(SearchHit, more)},
                                        {"link", COL_TEXT, offsetof(SearchHit, link)},
                                        {"likeness", COL_INT, offsetof(SearchHit, likeness)}};
const RowShape shape_SearchHit = {"SearchHit", hit_columns,
                                  sizeof hit_columns / sizeof *hit_columns, sizeof(SearchHit)};

static const RowColumn count_columns[] = {{"kind", COL_TEXT, offsetof(SearchCount, kind)},
                                          {"hits", COL_INT, offsetof(SearchCount, hits)}};
const RowShape shape_SearchCount = {"SearchCount", count_columns,
                                    sizeof count_columns / sizeof *count_columns,
                                    sizeof(SearchCount)};

typedef struct {
        Str word;
        int64_t docs;
        int like;
} Alternative;

typedef struct {
        Alternative at[ALTERNATIVES_MAX];
        size_t n;
        int64_t docs; /* of all of them */
        size_t place; /* among the words that were asked for */
} Asked;

typedef struct {
        Id doc;
        int score;
        int word; /* the last that it was met by */
} Candidate;

typedef struct {
        Db *db;
        Arena *a;
        const Actor *actor;
        SearchKind kind; /* SEARCH_KINDS: all */
        SearchWords words;
        Asked *asked;
        int64_t *zones; /* within reach, in order; unless is_all */
        size_t zones_n;
        bool is_all;
        Arena *room; /* of the candidates, given back as soon as the likest are known */
        Candidate *candidates;
        size_t candidates_n;
        int32_t *slots; /* 0: free; else one more than the candidate's place */
        int64_t posts;  /* read so far */
        bool has_more;
} Find;

/* --- reach */

static int by_value(const void *x, const void *y)
{
        int64_t p = *(const int64_t *)x, q = *(const int64_t *)y;

        return p < q ? -1 : p > q;
}

static void zones_take(Find *f, const SearchZoneList *list)
{
        for (size_t i = 0; i < list->n; i++)
                if (f->kind == SEARCH_KINDS || list->at[i].kind == (int64_t)f->kind) {
                        f->zones = query_grow(f->a, f->zones, f->zones_n, sizeof *f->zones);
                        f->zones[f->zones_n++] = list->at[i].id;
                }
}

static Status reach_of_kind(Find *f, SearchKind kind)
{
        Permission may = search_kind_may(kind);
        SearchZoneList list;

        if (access_may_everywhere(f->actor, may)) {
                TRY(search_zones_of(f->db, f->a, kind, &list));
                zones_take(f, &list);
                return OK;
        }
        for (size_t i = 0; i < f->actor->grants_n; i++) {
                const Grant *g = &f->actor->grants[i];

                if (g->party || !role_may(g->role, may))
                        continue;
                if (g->hub)
                        TRY(search_zones_below(f->db, f->a, kind, g->hub, g->programme, &list));
                else
                        TRY(search_zones_in(f->db, f->a, kind, g->programme, &list));
                zones_take(f, &list);
        }
        return OK;
}

static Status find_reach(Find *f)
{
        SearchZoneList list;
        size_t kept = 0;
        bool all = f->kind == SEARCH_KINDS;

        for (SearchKind k = SEARCH_PARTY; k < SEARCH_KINDS && all; k++)
                all = access_may_everywhere(f->actor, search_kind_may(k));
        f->is_all = all;
        if (all)
                return OK;
        TRY(search_zones_public(f->db, f->a, &list));
        zones_take(f, &list);
        for (SearchKind k = SEARCH_PARTY; k < SEARCH_KINDS; k++)
                if (f->kind == SEARCH_KINDS || f->kind == k)
                        TRY(reach_of_kind(f, k));
        if (f->zones_n)
                qsort(f->zones, f->zones_n, sizeof *f->zones, by_value);
        for (size_t i = 0; i < f->zones_n; i++)
                if (!kept || f->zones[kept - 1] != f->zones[i])
                        f->zones[kept++] = f->zones[i];
        f->zones_n = kept;
        return OK;
}

static bool reaches(const Find *f, int64_t zone)
{
        return f->is_all || (f->zones_n > 0 && bsearch(&zone, f->zones, f->zones_n,
                                                       sizeof *f->zones, by_value) != NULL);
}

/* --- words of the index that are like one that was asked for */

static void take_alternative(Asked *x, Str asked, Str word, int64_t docs)
{
        Alternative now = {word, docs, search_word_likeness(asked, word)};
        size_t at = x->n;

        if (!now.like)
                return;
        for (size_t i = 0; i < x->n; i++)
                if (str_eq(x->at[i].word, word))
                        return;
        while (at > 0 && (x->at[at - 1].like < now.like || (x->at[at - 1].like == now.like &&
                                                            str_cmp(x->at[at - 1].word, word) > 0)))
                at--;
        if (at == ALTERNATIVES_MAX)
                return;
        if (x->n < ALTERNATIVES_MAX)
                x->n++;
        memmove(x->at + at + 1, x->at + at, (x->n - at - 1) * sizeof *x->at);
        x->at[at] = now;
}

static Status find_near(Find *f, Asked *x, Str word)
{
        int64_t near[SEARCH_NEAR_MAX + 8];
        SearchWordRowList list;
        size_t n = search_near_keys(word, near);

        for (size_t i = 0; i < n; i += 8) {
                for (size_t k = n; k < i + 8; k++)
                        near[k] = near[i];
                TRY(search_near_words(f->db, f->a, near[i], near[i + 1], near[i + 2], near[i + 3],
                                      near[i + 4], near[i + 5], near[i + 6], near[i + 7], &list));
                for (size_t k = 0; k < list.n; k++)
                        take_alternative(x, word, list.at[k].word, list.at[k].docs);
        }
        return OK;
}

static Status find_alternatives(Find *f, Asked *x)
{
        Str word = f->words.at[x->place].word, high = str_fmt(f->a, "%.*s\xff", S_ARG(word));
        SearchWordRowList list;
        SearchWordRow same;
        Status s = search_word_get(f->db, f->a, word, &same);

        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK)
                take_alternative(x, word, same.word, same.docs);
        /* of one Latin letter too many words begin */
        if (word.len > 1) {
                TRY(search_words_from(f->db, f->a, word, high, &list));
                for (size_t i = 0; i < list.n; i++)
                        take_alternative(x, word, list.at[i].word, list.at[i].docs);
        }
        TRY(find_near(f, x, word));
        for (size_t i = 0; i < x->n; i++)
                x->docs += x->at[i].docs;
        return OK;
}

/* --- things that have them */

static Candidate *candidate_of(Find *f, Id doc)
{
        uint64_t h = (uint64_t)doc * 0x9E3779B97F4A7C15u >> 20;

        for (;; h++) {
                int32_t *slot = &f->slots[h & (SLOTS - 1)];

                if (*slot && f->candidates[*slot - 1].doc == doc)
                        return &f->candidates[*slot - 1];
                if (*slot)
                        continue;
                if (f->candidates_n == CANDIDATES_MAX)
                        return NULL;
                f->candidates[f->candidates_n] = (Candidate){.doc = doc, .word = -1};
                *slot = (int32_t)++f->candidates_n;
                return &f->candidates[f->candidates_n - 1];
        }
}

static void meet(Find *f, Id doc, const Asked *x, int like)
{
        Candidate *c = candidate_of(f, doc);

        if (!c || c->word == (int)x->place) /* the likest word came first */
                return;
        c->word = (int)x->place;
        c->score += like * (int)(4 + f->words.at[x->place].word.len);
}

static void meet_all(Find *f, const SearchPostList *list, const Asked *x, int like)
{
        f->posts += (int64_t)list->n;
        for (size_t i = 0; i < list->n; i++)
                if (reaches(f, list->at[i].zone))
                        meet(f, list->at[i].doc, x, like);
}

/* A word that many have, for somebody who sees few of them: zone by zone. */
static Status meet_apart(Find *f, const Asked *x, const Alternative *alt, int64_t most)
{
        ArenaMark mark = arena_mark(f->a);

        for (size_t i = 0; i < f->zones_n; i++) {
                SearchPostList list;

                TRY(search_posts_at(f->db, f->a, search_word_key(alt->word), f->zones[i], most,
                                    &list));
                meet_all(f, &list, x, alt->like);
                arena_rewind(f->a, mark);
        }
        return OK;
}

static Status meet_word(Find *f, const Asked *x)
{
        int64_t left = POSTS_OF_WORD;

        for (size_t i = 0; i < x->n && left > 0; i++) {
                const Alternative *alt = &x->at[i];
                ArenaMark mark = arena_mark(f->a);
                int64_t before = f->posts;
                SearchPostList list;

                if (!f->is_all && alt->docs > left / 4 && f->zones_n <= ZONES_APART_MAX) {
                        TRY(meet_apart(f, x, alt, left / (int64_t)(f->zones_n + 1) + 1));
                } else {
                        TRY(search_posts(f->db, f->a, search_word_key(alt->word), left, &list));
                        meet_all(f, &list, x, alt->like);
                        arena_rewind(f->a, mark);
                }
                left -= f->posts - before;
        }
        return OK;
}

static int by_docs(const void *x, const void *y)
{
        const Asked *p = x, *q = y;

        if (p->docs != q->docs)
                return p->docs < q->docs ? -1 : 1;
        return p->place < q->place ? -1 : p->place > q->place;
}

/* What belongs to the visitor's own teams, or is the visitor: few, so all of it. */
static Status meet_own(Find *f)
{
        Id own[OWN_MAX + OWN_PARTIES_MAX];
        SearchDocList list;
        size_t n = 0, more = 0;

        for (size_t i = 0; i < f->actor->grants_n && n < OWN_MAX; i++)
                if (f->actor->grants[i].party)
                        own[n++] = f->actor->grants[i].party;
        if (!f->actor->scope)
                TRY(party_own(f->db, f->a, f->actor->id, own + n, &more));
        for (size_t i = 0; i < n + more; i++) {
                TRY(search_docs_of(f->db, f->a, own[i], 0, &list));
                for (size_t k = 0; k < list.n; k++)
                        (void)candidate_of(f, list.at[k].id);
        }
        return OK;
}

static Status find_candidates(Find *f)
{
        f->asked = arena_new(f->a, Asked, f->words.n);
        f->candidates = arena_new(f->room, Candidate, CANDIDATES_MAX);
        f->slots = arena_new(f->room, int32_t, SLOTS);
        TRY(meet_own(f));
        for (size_t i = 0; i < f->words.n; i++) {
                f->asked[i].place = i;
                TRY(find_alternatives(f, &f->asked[i]));
        }
        qsort(f->asked, f->words.n, sizeof *f->asked, by_docs);
        for (size_t i = 0; i < f->words.n && f->posts < POSTS_IN_ALL; i++)
                TRY(meet_word(f, &f->asked[i]));
        return OK;
}

/* --- the likest of them */

typedef struct {
        SearchKind kind;
        Id id;
        int like;
        SearchHit hit;
} Ranked;

static int by_score(const void *x, const void *y)
{
        const Candidate *p = x, *q = y;

        if (p->score != q->score)
                return p->score > q->score ? -1 : 1;
        return p->doc > q->doc ? -1 : p->doc < q->doc;
}

static int by_likeness(const void *x, const void *y)
{
        const Ranked *p = x, *q = y;

        if (p->like != q->like)
                return p->like > q->like ? -1 : 1;
        if (p->kind != q->kind)
                return p->kind < q->kind ? -1 : 1;
        return p->id > q->id ? -1 : p->id < q->id;
}

static int like_row(Find *f, Str text)
{
        SearchWords *words = arena_new(f->a, SearchWords, 1);
        Str word;

        while (words->n < SEARCH_WORDS_MAX && str_cut(&text, ' ', &word))
                words->at[words->n++] = (SearchWord){word, false};
        return search_likeness(&f->words, words, words->n);
}

static Status rank(Find *f, Ranked *out, size_t *out_n)
{
        size_t n = f->candidates_n, kept = 0;

        qsort(f->candidates, n, sizeof *f->candidates, by_score);
        n = n < RANKED_MAX ? n : RANKED_MAX;
        for (size_t i = 0; i < n; i += 8) {
                ArenaMark mark = arena_mark(f->a);
                SearchDocList list;
                Id d[8];

                for (size_t k = 0; k < 8; k++)
                        d[k] = f->candidates[i + k < n ? i + k : i].doc;
                TRY(search_docs(f->db, f->a, d[0], d[1], d[2], d[3], d[4], d[5], d[6], d[7],
                                &list));
                for (size_t k = 0; k < list.n; k++) {
                        SearchKind kind = (SearchKind)list.at[k].kind;
                        int like = like_row(f, list.at[k].words);

                        if (like && (f->kind == SEARCH_KINDS || f->kind == kind))
                                out[kept++] =
                                        (Ranked){.kind = kind, .id = list.at[k].id, .like = like};
                }
                arena_rewind(f->a, mark);
        }
        qsort(out, kept, sizeof *out, by_likeness);
        *out_n = kept;
        return OK;
}

/* As it stands, as the visitor sees it, by the words that are shown. */
static Status look_at(Find *f, Ranked *r, bool *out_seen)
{
        SearchThing *t = arena_new(f->a, SearchThing, 1);
        SearchWords *words = arena_new(f->a, SearchWords, 1);
        Status s = search_kind_show(f->db, f->a, r->kind, r->id, f->actor, t);
        size_t title_n;

        *out_seen = false;
        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        search_words_add(f->a, t->title, words);
        title_n = words->n;
        search_words_add(f->a, t->also, words);
        r->like = search_likeness(&f->words, words, title_n);
        r->hit = (SearchHit){.kind = str_from(search_kinds[r->kind]),
                             .id = r->id,
                             .title = t->title,
                             .also = t->also,
                             .more = t->more,
                             .link = t->link,
                             .likeness = r->like};
        *out_seen = r->like > 0;
        return OK;
}

static Status look_at_all(Find *f, Ranked *ranked, size_t n, size_t *out_n)
{
        size_t kept = 0, looked = 0;

        for (; looked < n && looked < SHOWN_MAX && kept < SEARCH_HITS_MAX; looked++) {
                Ranked r = ranked[looked];
                bool seen;

                TRY(look_at(f, &r, &seen));
                if (seen)
                        ranked[kept++] = r;
        }
        f->has_more = kept == SEARCH_HITS_MAX; /* and nothing of what the visitor does not see */
        qsort(ranked, kept, sizeof *ranked, by_likeness);
        *out_n = kept;
        return OK;
}

/* An id stands in addresses and in the record: who pastes one wants that thing. */
static Status find_by_id(Find *f, Id id, Ranked *out, size_t *out_n)
{
        SearchThing *t = arena_new(f->a, SearchThing, 1);
        SearchDoc doc;
        Status s = search_doc_get(f->db, f->a, id, &doc);

        if (s == OK && f->kind != SEARCH_KINDS && f->kind != (SearchKind)doc.kind)
                s = NOT_FOUND;
        if (s == OK)
                s = search_kind_show(f->db, f->a, (SearchKind)doc.kind, id, f->actor, t);
        *out_n = s == OK;
        if (s == OK)
                *out = (Ranked){.kind = (SearchKind)doc.kind,
                                .id = id,
                                .hit = {.kind = str_from(search_kinds[doc.kind]),
                                        .id = id,
                                        .title = t->title,
                                        .also = t->also,
                                        .more = t->more,
                                        .link = t->link,
                                        .likeness = SEARCH_LIKE_WHOLE}};
        return s == NOT_FOUND ? OK : s;
}

static void tell(Arena *a, const Ranked *ranked, size_t n, SearchResult *out)
{
        SearchHit *hits = arena_new(a, SearchHit, n + 1);
        SearchCount *counts = arena_new(a, SearchCount, SEARCH_KINDS);
        size_t counts_n = 0;

        for (size_t i = 0; i < n; i++)
                hits[i] = ranked[i].hit;
        for (SearchKind k = SEARCH_PARTY; k < SEARCH_KINDS; k++) {
                SearchCount c = {str_from(search_kinds[k]), 0};

                for (size_t i = 0; i < n; i++)
                        c.hits += ranked[i].kind == k;
                if (c.hits)
                        counts[counts_n++] = c;
        }
        out->hits = (SearchHitList){hits, n};
        out->counts = (SearchCountList){counts, counts_n};
}

static void give_back(void *room)
{
        arena_free(room);
}

Status search_find(Db *db, Arena *a, const Actor *actor, Str words, SearchKind kind,
                   SearchResult *out)
{
        Find *f = arena_new(a, Find, 1);
        Ranked *ranked = arena_new(a, Ranked, RANKED_MAX + 8);
        size_t n = 0;
        Id id;

        *out = (SearchResult){0};
        *f = (Find){.db = db, .a = a, .actor = actor, .kind = kind};
        words = str_trim(words);
        search_words_add(a, words, &f->words);
        if (f->words.n > SEARCH_ASKED_WORDS)
                f->words.n = SEARCH_ASKED_WORDS;
        if (!f->words.n)
                return OK;
        if (words.len == ID_CHARS && id_parse(words, &id))
                TRY(find_by_id(f, id, ranked, &n));
        if (!n) {
                f->room = arena_new(a, Arena, 1);
                *f->room = arena_make(2 * sizeof(Candidate) * CANDIDATES_MAX);
                arena_at_end(a, give_back, f->room); /* when what follows fails */
                TRY(find_reach(f));
                TRY(find_candidates(f));
                TRY(rank(f, ranked, &n));
                arena_free(f->room);
                TRY(look_at_all(f, ranked, n, &n));
        }
        tell(a, ranked, n, out);
        out->has_more = f->has_more;
        return OK;
}
