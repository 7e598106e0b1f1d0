/* record/verify: hashing it all again, and finding who is wrong. */
#include "record/verify.h"

#include "base/words.h"
#include "record/tile.h"

#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BITS_TRIED_MAX = 10, WORK_BYTES_MAX = 96 * 1024 * 1024 };

/* What is amiss with a bundle of entries and its tile. */
enum { TEXT_MISSING = 1, TEXT_TORN = 2, TILE_MISSING = 4, TILE_TORN = 8, DIFFER = 16 };

/* The hashes of one bundle: by the texts, and as its tile has them. */
typedef struct {
        unsigned state;
        size_t n;
        Hash text[MERKLE_TILE_HASHES], tile[MERKLE_TILE_HASHES];
} Pair;

/* Roots of full bundles, and all levels above them. */
typedef struct {
        const Hash *at[MERKLE_LEVELS]; /* at[0] is the last bundle, that is not full */
        uint64_t n[MERKLE_LEVELS];
} Pyramid;

typedef struct {
        const VerifySource *source;
        VerifyReport *report;
        Language language;   /* of who asked */
        uint64_t size, full; /* entries; full bundles */
        Arena lasting;
        Hash *by_text, *by_tile, *kept; /* of full bundles; kept: as level 1 has them */
        unsigned char *state;
        Pair last;
        pthread_mutex_t lock; /* the source, and the four below */
        uint64_t next, unreadable;
        Status away;
} Verify;

static Status read_checkpoint(Verify *v, Str key);
static Status make_room(Verify *v);
static Status hash_all(Verify *v);
static void *work(void *arg);
static void pair_read(Verify *v, Arena *a, uint64_t n, Pair *p);
static void read_level_1(Verify *v, Arena *a);
static Status find_truth(Verify *v, const Hash **out_full, Hash out_last[MERKLE_TILE_HASHES]);
static void name_wrong(Verify *v, const Hash *full, const Hash *last);
static void check_above(Verify *v, const Hash *full, const Hash *last);
static void fault(Verify *v, int64_t entry, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

Status verify_log(const VerifySource *source, Str key, VerifyReport *out)
{
        Verify *v = calloc(1, sizeof *v);
        Status s;

        *out = (VerifyReport){.first_wrong = -1};
        if (!v)
                return BROKEN;
        v->source = source;
        v->report = out;
        v->language = language_now();
        v->lasting = arena_make(SIZE_MAX);
        pthread_mutex_init(&v->lock, NULL);
        s = read_checkpoint(v, key);
        if (s == OK && v->size)
                s = make_room(v);
        if (s == OK && v->size)
                s = hash_all(v);
        if (s == OK && out->wrong_n)
                s = INVALID;
        if (s == OK)
                snprintf(out->words, sizeof out->words,
                         _("all %llu entries lead to the signed root"),
                         (unsigned long long)out->size);
        free(v->by_text);
        free(v->by_tile);
        free(v->kept);
        free(v->state);
        arena_free(&v->lasting);
        pthread_mutex_destroy(&v->lock);
        free(v);
        return s;
}

static void fault(Verify *v, int64_t entry, const char *format, ...)
{
        va_list args;

        if (v->report->wrong_n++ == 0) {
                va_start(args, format);
                vsnprintf(v->report->words, sizeof v->report->words, format, args);
                va_end(args);
        }
        if (entry >= 0 && v->report->first_wrong < 0)
                v->report->first_wrong = entry;
}

static Status say(Verify *v, Status s, const char *words)
{
        snprintf(v->report->words, sizeof v->report->words, "%s", words);
        return s;
}

/* --- what was signed */

static Status check_note(Verify *v, Arena *a, Str note, Str key)
{
        NoteVerifier verifier;
        Checkpoint c;
        Str text;

        if (note_verifier_parse(a, str_trim(key), &verifier) != OK)
                return say(v, BROKEN, _("the key is not a verifier key (NAME+ID+KEY)"));
        if (note.len > CHECKPOINT_BYTES_MAX || note_verify(a, note, &verifier, 1, &text) != OK) {
                fault(v, -1, _("checkpoint: it is not signed by the key %.*s"),
                      S_ARG(str_head(str_trim(key), 200)));
                return INVALID;
        }
        if (checkpoint_parse(a, text, &c) != OK || c.origin.len > RECORD_ORIGIN_CHARS_MAX) {
                fault(v, -1, _("checkpoint: it is signed, but is not a checkpoint"));
                return INVALID;
        }
        memcpy(v->report->origin, c.origin.at, c.origin.len);
        v->report->size = v->size = c.size;
        v->report->root = c.root;
        v->full = c.size / MERKLE_TILE_HASHES;
        if (!str_eq(c.origin, verifier.name)) {
                fault(v, -1, _("checkpoint: it is of the log %.*s, the key is of %.*s"),
                      S_ARG(c.origin), S_ARG(verifier.name));
                return INVALID;
        }
        if (c.size == 0 && !hash_eq(&c.root, &(Hash[]){merkle_empty()}[0])) {
                fault(v, -1,
                      _("checkpoint: it says that the log is empty, with the root of another"));
                return INVALID;
        }
        return c.size <= VERIFY_SIZE_MAX
                       ? OK
                       : say(v, TOO_LARGE,
                             _("the log has more entries than this program can verify"));
}

static Status read_checkpoint(Verify *v, Str key)
{
        Arena a = arena_make(8 * MIB);
        jmp_buf trap;
        Str note = {0};
        Status s;

        a.trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = v->source->checkpoint(v->source->ctx, &a, &note);
        if (s == OK)
                s = check_note(v, &a, note, key);
        else if (!v->report->words[0])
                s = say(v, s,
                        s == NOT_FOUND ? _("there is no checkpoint")
                                       : _("the checkpoint can not be read"));
        arena_free(&a);
        return s;
}

static Status make_room(Verify *v)
{
        v->by_text = calloc(v->full + 1, sizeof *v->by_text);
        v->by_tile = calloc(v->full + 1, sizeof *v->by_tile);
        v->kept = calloc(v->full + 1, sizeof *v->kept);
        v->state = calloc(v->full + 1, 1);
        return v->by_text && v->by_tile && v->kept && v->state
                       ? OK
                       : say(v, TOO_LARGE, _("there is not enough memory for a log of that size"));
}

/* --- hashing */

/* n is a power of two, at most a tile. */
static Hash fold(const Hash *row, size_t n)
{
        Hash half[MERKLE_TILE_HASHES / 2];

        for (size_t i = 0; i < n / 2; i++)
                half[i] = merkle_node(&row[2 * i], &row[2 * i + 1]);
        for (n /= 2; n > 1; n /= 2)
                for (size_t i = 0; i < n / 2; i++)
                        half[i] = merkle_node(&half[2 * i], &half[2 * i + 1]);
        return half[0];
}

static Status hash_all(Verify *v)
{
        pthread_t other[VERIFY_THREADS - 1];
        size_t started = 0;
        Hash last[MERKLE_TILE_HASHES];
        const Hash *full;
        Arena a;
        Status s;

        for (; started < VERIFY_THREADS - 1; started++)
                if (pthread_create(&other[started], NULL, work, v) != 0)
                        break; /* fewer will do */
        work(v);
        for (size_t i = 0; i < started; i++)
                pthread_join(other[i], NULL);
        if (v->away != OK)
                return v->report->words[0]
                               ? v->away
                               : say(v, v->away,
                                     _("the log could not be read to its end: its source is away"));
        a = arena_make(WORK_BYTES_MAX);
        pair_read(v, &a, v->full, &v->last);
        read_level_1(v, &a);
        arena_free(&a);
        if (v->away != OK)
                return say(v, v->away,
                           _("the log could not be read to its end: its source is away"));
        s = find_truth(v, &full, last);
        if (s == OK) {
                name_wrong(v, full, last);
                check_above(v, full, last);
        }
        return v->away != OK ? v->away : s == INVALID ? OK : s;
}

static void *work(void *arg)
{
        Verify *v = arg;
        Pair *p = malloc(sizeof *p);
        Arena a = arena_make(WORK_BYTES_MAX);
        bool goes_on = p != NULL;

        language_set(v->language);
        while (goes_on) {
                uint64_t n;

                pthread_mutex_lock(&v->lock);
                n = v->next;
                goes_on = n < v->full && v->away == OK && v->unreadable < VERIFY_UNREADABLE_MAX;
                v->next += goes_on;
                pthread_mutex_unlock(&v->lock);
                if (!goes_on)
                        break;
                arena_reset(&a);
                pair_read(v, &a, n, p);
                v->state[n] = (unsigned char)p->state;
                if (!(p->state & (TEXT_MISSING | TEXT_TORN)))
                        v->by_text[n] = fold(p->text, MERKLE_TILE_HASHES);
                if (p->state & DIFFER)
                        v->by_tile[n] = fold(p->tile, MERKLE_TILE_HASHES);
                else
                        v->by_tile[n] = v->by_text[n];
                if (p->state & (TILE_MISSING | TILE_TORN))
                        v->by_tile[n] = v->by_text[n];
                else if (p->state & (TEXT_MISSING | TEXT_TORN))
                        v->by_text[n] = v->by_tile[n] = fold(p->tile, MERKLE_TILE_HASHES);
        }
        arena_free(&a);
        free(p);
        return NULL;
}

/* One part from the source, by one thread at a time. */
static Status part_read(Verify *v, Arena *a, bool is_tile, int level, uint64_t n, size_t width,
                        Str *out)
{
        jmp_buf trap;
        Status s;

        pthread_mutex_lock(&v->lock);
        a->trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else if (is_tile)
                s = v->source->tile(v->source->ctx, a, level, n, width, out);
        else
                s = v->source->entries(v->source->ctx, a, n, width, out);
        a->trap = NULL;
        if ((s == UPSTREAM || s == RETRY) && v->away == OK)
                v->away = s;
        v->unreadable += s != OK;
        pthread_mutex_unlock(&v->lock);
        return s;
}

static void pair_read(Verify *v, Arena *a, uint64_t n, Pair *p)
{
        size_t width = tile_width(0, n, v->size), have = 0;
        Str leaves[MERKLE_TILE_HASHES], bytes;
        Status s;

        p->state = 0;
        p->n = width;
        if (width == 0)
                return;
        s = part_read(v, a, false, 0, n, width, &bytes);
        if (s == OK && (tile_bundle_parse(bytes, leaves, &have) != OK || have != width))
                s = INVALID;
        if (s != OK)
                p->state |= s == NOT_FOUND ? TEXT_MISSING : TEXT_TORN;
        for (size_t i = 0; i < width && s == OK; i++)
                p->text[i] = merkle_leaf(leaves[i]);
        s = part_read(v, a, true, 0, n, width, &bytes);
        if (s == OK && bytes.len != width * HASH_BYTES)
                s = INVALID;
        if (s == OK)
                memcpy(p->tile, bytes.at, bytes.len);
        else
                p->state |= s == NOT_FOUND ? TILE_MISSING : TILE_TORN;
        if (p->state == 0 && memcmp(p->text, p->tile, width * HASH_BYTES) != 0)
                p->state |= DIFFER;
}

/* Roots of full bundles as the tiles of level 1 have them; where these can not be read, by the
 * texts. */
static void read_level_1(Verify *v, Arena *a)
{
        for (uint64_t n = 0; n * MERKLE_TILE_HASHES < v->full; n++) {
                size_t width = tile_width(1, n, v->size);
                Str bytes = {0};

                arena_reset(a);
                if (part_read(v, a, true, 1, n, width, &bytes) != OK ||
                    bytes.len != width * HASH_BYTES)
                        bytes = (Str){(const char *)(v->by_text + n * MERKLE_TILE_HASHES),
                                      width * HASH_BYTES};
                memcpy(v->kept + n * MERKLE_TILE_HASHES, bytes.at, bytes.len);
        }
}

/* --- which of the readings is the signed one */

static Pyramid pyramid_make(Verify *v, const Hash *full, const Hash *last)
{
        Pyramid p = {.at = {last, full}, .n = {v->size, v->full}};

        for (int level = 2; level < MERKLE_LEVELS; level++) {
                Hash *row;

                p.n[level] = p.n[level - 1] / MERKLE_TILE_HASHES;
                row = arena_new(&v->lasting, Hash, p.n[level] + 1);
                for (uint64_t i = 0; i < p.n[level]; i++)
                        row[i] = fold(p.at[level - 1] + i * MERKLE_TILE_HASHES, MERKLE_TILE_HASHES);
                p.at[level] = row;
        }
        return p;
}

static Status pyramid_read(void *ctx, int level, uint64_t n, Hash out[MERKLE_TILE_HASHES],
                           size_t want)
{
        const Pyramid *p = ctx;

        /* of level 0 only the last tile is ever asked for: the others are complete */
        memcpy(out, level == 0 ? p->at[0] : p->at[level] + n * MERKLE_TILE_HASHES,
               want * HASH_BYTES);
        return OK;
}

static bool is_signed(Verify *v, Pyramid *p, const Hash *last)
{
        MerkleTiles tiles = {.read = pyramid_read, .ctx = p};
        Hash root;

        p->at[0] = last;
        return merkle_root(&tiles, v->size, &root) == OK && hash_eq(&root, &v->report->root);
}

/* Tries every way to take the hashes that differ from one of the two sides, when these are few. */
static bool mix(const Pair *p, Hash out[MERKLE_TILE_HASHES],
                bool (*is_right)(void *ctx, const Hash *row), void *ctx)
{
        size_t at[BITS_TRIED_MAX], n = 0;

        memcpy(out, p->state & (TEXT_MISSING | TEXT_TORN) ? p->tile : p->text, p->n * HASH_BYTES);
        if (p->state & ~(unsigned)DIFFER)
                return is_right(ctx, out);
        if (is_right(ctx, out))
                return true;
        for (size_t i = 0; i < p->n; i++)
                if (!hash_eq(&p->text[i], &p->tile[i])) {
                        if (n < BITS_TRIED_MAX)
                                at[n] = i;
                        n++;
                }
        memcpy(out, p->tile, p->n * HASH_BYTES);
        if (n == 0 || n > BITS_TRIED_MAX)
                return n > 0 && is_right(ctx, out);
        for (unsigned bits = 0; bits < 1u << n; bits++) {
                for (size_t i = 0; i < n; i++)
                        out[at[i]] = bits >> i & 1 ? p->text[at[i]] : p->tile[at[i]];
                if (is_right(ctx, out))
                        return true;
        }
        return false;
}

typedef struct {
        Verify *v;
        Pyramid pyramid;
} Whole;

static bool is_whole(void *ctx, const Hash *row)
{
        Whole *w = ctx;

        return is_signed(w->v, &w->pyramid, row);
}

/* Where two of three agree they are taken to be right. */
static Hash *majority(Verify *v)
{
        Hash *row = arena_new(&v->lasting, Hash, v->full + 1);

        for (uint64_t i = 0; i < v->full; i++)
                row[i] = hash_eq(&v->by_tile[i], &v->kept[i]) ? v->kept[i] : v->by_text[i];
        return row;
}

static Status find_truth(Verify *v, const Hash **out_full, Hash out_last[MERKLE_TILE_HASHES])
{
        const Hash *readings[] = {v->by_text, v->kept, v->by_tile, majority(v)};

        for (size_t i = 0; i < sizeof readings / sizeof *readings; i++) {
                Whole w = {v, pyramid_make(v, readings[i], v->last.text)};

                if (mix(&v->last, out_last, is_whole, &w)) {
                        *out_full = readings[i];
                        return OK;
                }
        }
        for (uint64_t n = 0; n <= v->full; n++) {
                unsigned state = n < v->full ? v->state[n] : v->last.state;

                if (state)
                        fault(v, (int64_t)(n * MERKLE_TILE_HASHES),
                              state & DIFFER
                                      ? _("entries %llu to %llu: texts and tiles differ, and what "
                                          "is left does not lead to the signed root")
                                      : _("entries %llu to %llu: texts and tiles are missing or "
                                          "torn, and what is left does not lead to the signed "
                                          "root"),
                              (unsigned long long)n * MERKLE_TILE_HASHES,
                              (unsigned long long)(n * MERKLE_TILE_HASHES +
                                                   tile_width(0, n, v->size) - 1));
        }
        if (v->report->wrong_n == 0)
                fault(v, -1, _("the entries lead to another root than the one that was signed"));
        return INVALID;
}

/* --- naming what is wrong */

typedef struct {
        const Hash *root;
} One;

static bool is_one(void *ctx, const Hash *row)
{
        Hash root = fold(row, MERKLE_TILE_HASHES);

        return hash_eq(&root, ((One *)ctx)->root);
}

static void name_pair(Verify *v, uint64_t n, const Pair *p, const Hash *truth)
{
        uint64_t first = n * MERKLE_TILE_HASHES, last = first + p->n - 1;

        if (p->state & (TEXT_MISSING | TEXT_TORN))
                fault(v, (int64_t)first, _("entries %llu to %llu: their bundle is %s"),
                      (unsigned long long)first, (unsigned long long)last,
                      p->state & TEXT_MISSING ? _("missing") : _("torn"));
        if (p->state & (TILE_MISSING | TILE_TORN))
                fault(v, -1, _("tile 0/%llu: it is %s"), (unsigned long long)n,
                      p->state & TILE_MISSING ? _("missing") : _("torn"));
        if (!truth) {
                fault(v, (int64_t)first,
                      _("entries %llu to %llu: neither their texts nor their hashes lead to the "
                        "signed root"),
                      (unsigned long long)first, (unsigned long long)last);
                return;
        }
        for (size_t i = 0; i < p->n; i++) {
                if (!(p->state & (TEXT_MISSING | TEXT_TORN)) && !hash_eq(&p->text[i], &truth[i]))
                        fault(v, (int64_t)(first + i),
                              _("entry %llu: its text does not match its hash"),
                              (unsigned long long)(first + i));
                if (!(p->state & (TILE_MISSING | TILE_TORN)) && !hash_eq(&p->tile[i], &truth[i]))
                        fault(v, -1, _("tile 0/%llu: hash %zu is wrong"), (unsigned long long)n, i);
        }
}

static void name_wrong(Verify *v, const Hash *full, const Hash *last)
{
        Arena a = arena_make(WORK_BYTES_MAX);
        Pair *p = arena_new(&v->lasting, Pair, 1);
        Hash truth[MERKLE_TILE_HASHES];

        for (uint64_t n = 0; n < v->full; n++) {
                One one = {&full[n]};

                if (v->state[n] == 0 && hash_eq(&v->by_text[n], &full[n]))
                        continue;
                arena_reset(&a);
                pair_read(v, &a, n, p);
                name_pair(v, n, p, mix(p, truth, is_one, &one) ? truth : NULL);
        }
        if (v->last.n)
                name_pair(v, v->full, &v->last, last);
        arena_free(&a);
}

/* Tiles over the leaves' own. */
static void check_above(Verify *v, const Hash *full, const Hash *last)
{
        Pyramid p = pyramid_make(v, full, last);
        Arena a = arena_make(WORK_BYTES_MAX);

        for (int level = 1; level < MERKLE_LEVELS; level++)
                for (uint64_t n = 0; n * MERKLE_TILE_HASHES < p.n[level]; n++) {
                        size_t width = tile_width(level, n, v->size);
                        const Hash *right = p.at[level] + n * MERKLE_TILE_HASHES;
                        Str bytes;
                        Status s;

                        arena_reset(&a);
                        s = part_read(v, &a, true, level, n, width, &bytes);
                        if (s == UPSTREAM || s == RETRY)
                                break;
                        if (s != OK || bytes.len != width * HASH_BYTES) {
                                fault(v, -1, _("tile %d/%llu: it is %s"), level,
                                      (unsigned long long)n,
                                      s == NOT_FOUND ? _("missing") : _("torn"));
                                continue;
                        }
                        for (size_t i = 0; i < width; i++)
                                if (memcmp(bytes.at + i * HASH_BYTES, right[i].b, HASH_BYTES) != 0)
                                        fault(v, -1, _("tile %d/%llu: hash %zu is wrong"), level,
                                              (unsigned long long)n, i);
                }
        arena_free(&a);
}
