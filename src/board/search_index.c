/* board/search_index: how words come into the index, and out of it again. */
#include "board/search.h"

#include "board/search.sql.h"
#include "record/record.h"

#include <stdlib.h>

enum {
        STEP = 256,        /* entries, or things, that are looked at together */
        CHANGES_MAX = 24,  /* of which so many are written at once: others wait for the writer */
        READS_A_STEP = 16, /* without a change */
        INDEX_ARENA_BYTES = 64 * 1024 * 1024,
        TOUCHES_MAX = STEP * 6,
        TOUCHES_OF_ONE = 9, /* at most, of one entry */
        ZONES_MAX = 48
};

#define NOWHERE ((Id)1) /* at no hub: whoever may everywhere sees it */

typedef struct {
        SearchKind kind;
        Id id;
        int64_t done; /* what the step has come to behind it: a position, or an id */
} Touch;

/* --- one thing */

typedef struct {
        Db *db;
        Arena *a;
        Id doc, old_party, new_party;
        SearchKind kind;
        bool was, is; /* in the index; in the world */
        Str old_words, new_words;
        Str old_zones, new_zones;
} Change;

static bool has_piece(Str list, Str piece)
{
        Str one;

        while (str_cut(&list, ' ', &one))
                if (str_eq(one, piece))
                        return true;
        return false;
}

static Status word_begins(Db *db, Arena *a, Str word)
{
        int64_t near[SEARCH_NEAR_MAX];
        SearchWordRow row;
        size_t n;
        Status s = search_word_get(db, a, word, &row);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(search_word_count(db, word, 1));
        if (s == OK)
                return OK;
        n = search_near_keys(word, near);
        for (size_t i = 0; i < n; i++)
                TRY(search_near_add(db, near[i], word));
        return OK;
}

/* What nobody has any more is forgotten: it may be a person's name. */
static Status word_ends(Db *db, Arena *a, Str word)
{
        int64_t near[SEARCH_NEAR_MAX];
        SearchWordRow row;
        size_t n;
        Status s = search_word_get(db, a, word, &row);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        if (row.docs > 1)
                return search_word_count(db, word, -1);
        n = search_near_keys(word, near);
        for (size_t i = 0; i < n; i++)
                TRY(search_near_drop(db, near[i], word));
        return search_word_drop(db, word);
}

static Status drop_posts(const Change *c, Str word)
{
        Str zones = c->old_zones, zone;
        int64_t number;

        while (str_cut(&zones, ' ', &zone))
                if (str_to_int(zone, 0, INT64_MAX, &number))
                        TRY(search_post_drop(c->db, search_word_key(word), number, c->doc));
        return OK;
}

static Status add_posts(const Change *c, Str word)
{
        SearchPostAdd rows[ZONES_MAX];
        Str zones = c->new_zones, zone;
        size_t n = 0;

        while (str_cut(&zones, ' ', &zone) && n < ZONES_MAX) {
                rows[n] = (SearchPostAdd){.word = search_word_key(word), .doc = c->doc};
                if (str_to_int(zone, 0, INT64_MAX, &rows[n].zone))
                        n++;
        }
        return n ? search_post_add(c->db, rows, n) : OK;
}

static Status write_change(const Change *c)
{
        bool moved = !str_eq(c->old_zones, c->new_zones);
        Str rest = c->old_words, word;

        while (str_cut(&rest, ' ', &word)) {
                bool stays = has_piece(c->new_words, word);

                if (!stays || moved)
                        TRY(drop_posts(c, word));
                if (!stays)
                        TRY(word_ends(c->db, c->a, word));
        }
        rest = c->new_words;
        while (str_cut(&rest, ' ', &word)) {
                bool stayed = has_piece(c->old_words, word);

                if (!stayed)
                        TRY(word_begins(c->db, c->a, word));
                if (!stayed || moved)
                        TRY(add_posts(c, word));
        }
        return OK;
}

/* 0 where there is none yet: only the writer makes one. */
static Status zone_of(const Change *c, bool is_writer, Id hub, Id programme, int64_t *out)
{
        SearchZone zone = {0};
        Status s = search_zone_get(c->db, c->a, c->kind, hub, programme, &zone);

        if (s == NOT_FOUND && is_writer) {
                TRY(search_zone_add(c->db, c->kind, hub, programme));
                s = search_zone_get(c->db, c->a, c->kind, hub, programme, &zone);
        }
        *out = zone.id;
        return s == NOT_FOUND ? OK : s;
}

static Status zones_of(const Change *c, bool is_writer, const SearchThing *t, Str *out)
{
        Text text = text_begin(c->a, 4 * KIB);
        int64_t zone;

        if (t->is_public) {
                TRY(zone_of(c, is_writer, 0, 0, &zone));
                text_int(&text, zone);
        }
        for (size_t i = 0; i < t->spots_n; i++) {
                TRY(zone_of(c, is_writer, t->spots[i].hub ? t->spots[i].hub : NOWHERE,
                            t->spots[i].programme, &zone));
                text_fmt(&text, "%s%lld", text.len ? " " : "", (long long)zone);
        }
        if (!text.len) {
                TRY(zone_of(c, is_writer, NOWHERE, 0, &zone));
                text_int(&text, zone);
        }
        *out = text_str(&text);
        return OK;
}

/* How one thing stands in the index, and how it stands in the world. A reader finds what would
 * change; the writer looks again. */
static Status change_of(Db *db, Arena *a, const Touch *x, bool is_writer, Change *c)
{
        SearchWords *words = arena_new(a, SearchWords, 1);
        SearchThing *t = arena_new(a, SearchThing, 1);
        SearchDoc old = {0};
        Status s = search_doc_get(db, a, x->id, &old);

        *c = (Change){.db = db, .a = a, .doc = x->id, .kind = x->kind, .was = s == OK};
        if (s != OK && s != NOT_FOUND)
                return s;
        c->old_words = old.words;
        c->old_zones = old.zones;
        c->old_party = old.party;
        if (c->was && old.kind != (int64_t)x->kind) { /* an id names one thing alone */
                c->is = true;
                c->new_words = c->old_words;
                c->new_zones = c->old_zones;
                c->new_party = c->old_party;
                return OK;
        }
        s = search_kind_load(db, a, x->kind, x->id, t);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK) {
                search_words_add(a, t->title, words);
                search_words_add(a, t->also, words);
        }
        c->is = words->n > 0;
        if (!c->is)
                return OK;
        c->new_party = t->party;
        c->new_words = search_words_text(a, words);
        return zones_of(c, is_writer, t, &c->new_zones);
}

static bool is_same(const Change *c)
{
        return c->was == c->is && c->old_party == c->new_party &&
               str_eq(c->old_words, c->new_words) && str_eq(c->old_zones, c->new_zones);
}

static Status take_out(Db *db, Arena *a, const SearchDoc *doc)
{
        Change c = {
                .db = db, .a = a, .doc = doc->id, .old_words = doc->words, .old_zones = doc->zones};

        TRY(write_change(&c));
        return search_doc_drop(db, doc->party, doc->id);
}

/* Brings what is known of one thing to how it stands now. */
static Status put_one(Db *db, Arena *a, const Touch *x)
{
        Change c;

        TRY(change_of(db, a, x, true, &c));
        if (is_same(&c))
                return OK;
        TRY(write_change(&c));
        if (c.was)
                TRY(search_doc_drop(db, c.old_party, c.doc));
        return c.is ? search_doc_add(db, c.new_party, c.doc, c.kind, c.new_words, c.new_zones) : OK;
}

/* Everything of a party has its name among its words. */
static Status put_all_of(Db *db, Arena *a, Id party)
{
        SearchDocList list;
        Id after = 0;

        do {
                TRY(search_docs_of(db, a, party, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        after = list.at[i].id;
                        TRY(put_one(db, a, &(Touch){(SearchKind)list.at[i].kind, after, 0}));
                }
        } while (list.n == 200); /* the LIMIT of search_docs_of */
        return OK;
}

/* --- forgetting */

Status search_forget_party(Db *db, Id party)
{
        Arena a = arena_make(INDEX_ARENA_BYTES);
        SearchDocList list = {0};
        Status s;

        do {
                s = search_docs_of(db, &a, party, 0, &list);
                for (size_t i = 0; s == OK && i < list.n; i++)
                        s = take_out(db, &a, &list.at[i]);
        } while (s == OK && list.n == 200);
        arena_free(&a);
        return s;
}

Status search_forget_account(Db *db, Id actor)
{
        Arena a = arena_make(INDEX_ARENA_BYTES);
        SearchDoc doc;
        Status s = search_doc_get(db, &a, actor, &doc);

        if (s == OK)
                s = take_out(db, &a, &doc);
        arena_free(&a);
        return s == NOT_FOUND ? OK : s;
}

/* --- behind the record */

typedef struct {
        SearchAt from, to;
        int64_t done; /* of what is being looked at */
        Touch touches[TOUCHES_MAX];
        size_t touches_n;
        Touch parties[STEP * 2]; /* all of which is looked at again */
        size_t parties_n;
} Step;

static void touch(Step *st, SearchKind kind, Id id)
{
        if (id && st->touches_n < TOUCHES_MAX)
                st->touches[st->touches_n++] = (Touch){kind, id, st->done};
}

/* What the subject of an entry is, by its first word. */
static SearchKind subject_of(Str kind)
{
        static const struct {
                const char *head;
                SearchKind kind;
        } heads[] = {{"party.", SEARCH_PARTY},         {"member.", SEARCH_PARTY},
                     {"team.", SEARCH_PARTY},          {"application.", SEARCH_APPLICATION},
                     {"role.", SEARCH_ACCOUNT},        {"account.", SEARCH_ACCOUNT},
                     {"round.", SEARCH_ROUND},         {"cohort.", SEARCH_COHORT},
                     {"programme.", SEARCH_PROGRAMME}, {"hub.", SEARCH_HUB},
                     {"event.", SEARCH_EVENT},         {"pledge.", SEARCH_PLEDGE},
                     {"solution.", SEARCH_SOLUTION},   {"challenge.", SEARCH_CHALLENGE}};

        for (size_t i = 0; i < sizeof heads / sizeof *heads; i++)
                if (str_starts(kind, str_from(heads[i].head)))
                        return heads[i].kind;
        return SEARCH_KINDS;
}

/* A move within a programme changes no word and no place. */
static bool is_move(const Entry *e)
{
        return str_starts(e->kind, S("member.")) && entry_fact(e, S("from"));
}

static void look_at(Step *st, const Entry *e)
{
        static const struct {
                const char *fact;
                SearchKind kind;
        } facts[] = {{"application", SEARCH_APPLICATION},
                     {"party", SEARCH_PARTY},
                     {"into", SEARCH_PARTY},
                     {"person", SEARCH_ACCOUNT},
                     {"solution", SEARCH_SOLUTION},
                     {"challenge", SEARCH_CHALLENGE},
                     {"cohort", SEARCH_COHORT}};
        SearchKind kind = subject_of(e->kind);

        if (kind == SEARCH_KINDS || is_move(e))
                return;
        touch(st, kind, e->subject);
        if (kind == SEARCH_APPLICATION || kind == SEARCH_SOLUTION || kind == SEARCH_CHALLENGE)
                touch(st, SEARCH_PARTY, e->subject); /* some tell of their party */
        for (size_t i = 0; i < sizeof facts / sizeof *facts; i++)
                touch(st, facts[i].kind, search_fact_id(e, facts[i].fact));
        if (kind == SEARCH_PARTY && str_starts(e->kind, S("party.")) && !e->is_first &&
            !str_is(e->kind, "party.added") && st->parties_n < STEP * 2) {
                Id into = search_fact_id(e, "into");

                st->parties[st->parties_n++] = (Touch){kind, e->subject, st->done};
                if (into)
                        st->parties[st->parties_n++] = (Touch){kind, into, st->done};
        }
}

static Status write_step(void *ctx, Db *db)
{
        const Step *st = ctx;
        Arena a = arena_make(INDEX_ARENA_BYTES);
        Status s = search_at_move(db, st->to.position, st->to.kind, st->to.after_id,
                                  st->from.position, st->from.kind, st->from.after_id);

        for (size_t i = 0; s == OK && i < st->touches_n; i++) {
                ArenaMark mark = arena_mark(&a);

                s = put_one(db, &a, &st->touches[i]);
                arena_rewind(&a, mark);
        }
        for (size_t i = 0; s == OK && i < st->parties_n; i++) {
                ArenaMark mark = arena_mark(&a);

                s = put_all_of(db, &a, st->parties[i].id);
                arena_rewind(&a, mark);
        }
        arena_free(&a);
        return s;
}

static Status read_walk(Db *db, Arena *a, Step *st)
{
        SearchKind kind = (SearchKind)st->from.kind;
        Id *ids;
        size_t n;

        TRY(search_kind_next(db, a, kind, st->from.after_id, &ids, &n));
        for (size_t i = 0; i < n; i++) {
                st->done = ids[i];
                touch(st, kind, ids[i]);
        }
        st->to.after_id = n ? ids[n - 1] : 0;
        if (!n)
                st->to.kind++;
        return OK;
}

static Status read_record(Db *db, Arena *a, int64_t size, Step *st)
{
        int64_t from = st->to.position, end = (from / STEP + 1) * STEP;
        Str leaves[STEP];

        end = end < size ? end : size;
        TRY(record_leaves(db, a, from, end, leaves));
        for (int64_t i = 0; i < end - from; i++) {
                Entry e;

                TRY(record_unseal(a, leaves[i], &e));
                st->done = from + i + 1;
                look_at(st, &e);
                if (st->touches_n + TOUCHES_OF_ONE > TOUCHES_MAX)
                        end = st->done;
        }
        st->to.position = end;
        return OK;
}

static bool is_kept(const Step *st, size_t n, const Touch *x)
{
        for (size_t i = 0; i < n; i++)
                if (st->touches[i].id == x->id && st->touches[i].kind == x->kind)
                        return true;
        return false;
}

/* The step ends where it has enough: what lies behind is read again by the next. */
static void cut(Step *st, int64_t done)
{
        if (st->from.kind < SEARCH_KINDS) {
                st->to.after_id = done;
                st->to.kind = st->from.kind;
        } else {
                st->to.position = done;
        }
        while (st->parties_n && st->parties[st->parties_n - 1].done > done)
                st->parties_n--;
}

/* Most entries change no word and no place: what stays as it is costs the writer nothing. */
static Status keep_changed(Db *db, Arena *a, Step *st)
{
        size_t n = 0;

        for (size_t i = 0; i < st->touches_n; i++) {
                ArenaMark mark = arena_mark(a);
                Touch x = st->touches[i];
                Change c;

                if (n >= CHANGES_MAX && x.done != st->touches[n - 1].done) {
                        cut(st, st->touches[n - 1].done);
                        break;
                }
                if (is_kept(st, n, &x))
                        continue;
                TRY(change_of(db, a, &x, false, &c));
                if (!is_same(&c))
                        st->touches[n++] = x;
                arena_rewind(a, mark);
        }
        st->touches_n = n;
        return OK;
}

static Status begin_walk(void *ctx, Db *db)
{
        (void)ctx;
        TRY(search_docs_clear(db));
        TRY(search_words_clear(db));
        TRY(search_near_clear(db));
        TRY(search_posts_clear(db));
        return search_at_begin(db, *(const int64_t *)ctx);
}

static Status step(Store *store, Db *db, Arena *a, bool *out_more)
{
        Step *st = arena_new(a, Step, 1);
        int64_t size;
        Hash root;
        Status s;

        TRY(record_head(db, a, &size, &root));
        s = search_at_get(db, a, &st->from);
        if (s == NOT_FOUND) { /* the walk sees what is there; what comes from here on is followed */
                *out_more = true;
                return store_transact(store, begin_walk, &size);
        }
        TRY(s);
        st->to = st->from;
        if (st->from.kind < SEARCH_KINDS) {
                TRY(read_walk(db, a, st));
                TRY(keep_changed(db, a, st));
        }
        for (int i = 0; i < READS_A_STEP && st->from.kind == SEARCH_KINDS &&
                        st->to.position < size && !st->touches_n && !st->parties_n;
             i++) {
                TRY(read_record(db, a, size, st));
                TRY(keep_changed(db, a, st));
        }
        if (st->to.position == st->from.position && st->to.kind == st->from.kind &&
            st->to.after_id == st->from.after_id)
                return OK;
        *out_more = st->to.kind < SEARCH_KINDS || st->to.position < size;
        s = store_transact(store, write_step, st);
        return s == NOT_FOUND ? OK : s; /* another process was first */
}

Status search_work(Store *st, Db *db, bool *out_more)
{
        Arena a = arena_make(INDEX_ARENA_BYTES);
        Status s;

        *out_more = false;
        s = step(st, db, &a, out_more);
        arena_free(&a);
        return s;
}

Status search_rebuild(Store *st, Db *db)
{
        Arena a = arena_make(MIB);
        bool more = true;
        int64_t size;
        Hash root;
        Status s = record_head(db, &a, &size, &root);

        arena_free(&a);
        if (s == OK)
                s = store_transact(st, begin_walk, &size);
        while (s == OK && more)
                s = search_work(st, db, &more);
        return s;
}
