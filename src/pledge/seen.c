/* pledge/seen: see the header. */
#include "pledge/seen.h"

#include <endian.h>
#include <stdlib.h>
#include <string.h>

enum { ROWS_AT_ONCE = 256 };

typedef struct SeenNew {
        Id metric, hub;
        Sight sight;
} SeenNew;

/* A sighting in a part: how far behind the part's first, month, party. */
static void sight_put(char *to, int64_t first, const Sight *s)
{
        uint32_t words[2] = {htole32((uint32_t)(s->position - first)), htole32((uint32_t)s->month)};
        uint64_t party = htole64((uint64_t)s->party);

        memcpy(to, words, sizeof words);
        memcpy(to + 8, &party, sizeof party);
}

static Sight sight_at(Str rows, int64_t first, size_t i)
{
        uint32_t words[2];
        uint64_t party;

        memcpy(words, rows.at + i * SEEN_SIGHT_BYTES, sizeof words);
        memcpy(&party, rows.at + i * SEEN_SIGHT_BYTES + 8, sizeof party);
        return (Sight){first + le32toh(words[0]), le32toh(words[1]), (Id)le64toh(party)};
}

/* --- reading */

static void take_part(const SeenPart *part, int64_t from, int64_t end, size_t most, Sight *list,
                      size_t *n)
{
        for (size_t i = 0; i < part->rows.len / SEEN_SIGHT_BYTES && *n < most; i++) {
                Sight s = sight_at(part->rows, part->first, i);

                if (s.position >= from && s.position < end)
                        list[(*n)++] = s;
        }
}

Status seen_page(Db *db, Arena *a, Id metric, Id hub, int64_t from, int64_t end, size_t most,
                 SightList *out)
{
        Sight *list = arena_new(a, Sight, most + 1);
        SeenPart before;
        size_t n = 0;
        int64_t after = from - 1;
        Status s = seen_part_before(db, a, metric, hub, from, &before);

        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK) {
                take_part(&before, from, end, most, list, &n);
                after = before.first;
        }
        for (bool more = true; more && n < most;) {
                SeenPartList parts;

                TRY(seen_parts(db, a, metric, hub, after, end, &parts));
                for (size_t i = 0; i < parts.n; i++) {
                        take_part(&parts.at[i], from, end, most, list, &n);
                        after = parts.at[i].first;
                }
                more = parts.n > 0;
        }
        *out = (SightList){list, n};
        return OK;
}

/* --- writing */

Status seen_note(SeenBuffer *b, Id metric, Id hub, const Sight *sight)
{
        if (b->n == b->room) {
                size_t room = b->room ? b->room * 2 : 256;
                SeenNew *grown = realloc(b->at, room * sizeof *grown);

                if (!grown)
                        return TOO_LARGE;
                b->at = grown;
                b->room = room;
        }
        b->at[b->n++] = (SeenNew){metric, hub, *sight};
        return OK;
}

Status seen_settle(SeenBuffer *b, Db *db)
{
        while (b->settled < b->n) {
                SeenAdd rows[ROWS_AT_ONCE];
                size_t n = 0;

                for (; n < ROWS_AT_ONCE && b->settled + n < b->n; n++) {
                        const SeenNew *x = &b->at[b->settled + n];

                        rows[n] = (SeenAdd){x->sight.party, x->metric, x->hub, x->sight.position};
                }
                TRY(seen_add(db, rows, n));
                b->settled += n;
        }
        return OK;
}

static int by_place(const void *x, const void *y)
{
        const SeenNew *p = x, *q = y;

        if (p->metric != q->metric)
                return p->metric < q->metric ? -1 : 1;
        if (p->hub != q->hub)
                return p->hub < q->hub ? -1 : 1;
        return p->sight.position < q->sight.position ? -1 : p->sight.position > q->sight.position;
}

/* The last part of the place takes what it has room for. */
static Status fill_last(Db *db, Arena *a, const SeenNew *list, size_t n, size_t *out_taken)
{
        char rows[SEEN_PART_SIGHTS * SEEN_SIGHT_BYTES];
        SeenPart last;
        size_t used;
        Status s = seen_part_before(db, a, list->metric, list->hub, INT64_MAX, &last);

        *out_taken = 0;
        if (s == NOT_FOUND || (s == OK && last.rows.len > sizeof rows - SEEN_SIGHT_BYTES))
                return OK;
        TRY(s);
        used = last.rows.len;
        memcpy(rows, last.rows.at, used);
        while (*out_taken < n && used < sizeof rows &&
               list[*out_taken].sight.position - last.first <= UINT32_MAX) {
                sight_put(rows + used, last.first, &list[(*out_taken)++].sight);
                used += SEEN_SIGHT_BYTES;
        }
        return seen_part_set(db, list->metric, list->hub, last.first, (Str){rows, used});
}

/* New parts of one place. */
static Status add_parts(Db *db, Arena *a, const SeenNew *list, size_t n)
{
        SeenPartAdd *parts = arena_new(a, SeenPartAdd, n);
        char *bytes = arena_bytes(a, n * SEEN_SIGHT_BYTES);
        size_t parts_n = 0;

        for (size_t i = 0; i < n; i++) {
                SeenPartAdd *part = parts_n ? &parts[parts_n - 1] : NULL;

                if (!part || part->rows.len == SEEN_PART_SIGHTS * SEEN_SIGHT_BYTES ||
                    list[i].sight.position - part->first > UINT32_MAX) {
                        part = &parts[parts_n++];
                        *part = (SeenPartAdd){list->metric,
                                              list->hub,
                                              list[i].sight.position,
                                              {bytes + i * SEEN_SIGHT_BYTES, 0}};
                }
                sight_put(bytes + i * SEEN_SIGHT_BYTES, part->first, &list[i].sight);
                part->rows.len += SEEN_SIGHT_BYTES;
        }
        return seen_part_add(db, parts, parts_n);
}

Status seen_flush(SeenBuffer *b, Db *db)
{
        Arena a = arena_make(512 * MIB);
        Status s = seen_settle(b, db);

        if (b->n)
                qsort(b->at, b->n, sizeof *b->at, by_place);
        for (size_t i = 0, end; i < b->n && s == OK; i = end) {
                size_t taken;

                arena_reset(&a);
                for (end = i + 1; end < b->n && b->at[end].metric == b->at[i].metric &&
                                  b->at[end].hub == b->at[i].hub;)
                        end++;
                s = fill_last(db, &a, &b->at[i], end - i, &taken);
                if (s == OK && i + taken < end)
                        s = add_parts(db, &a, &b->at[i + taken], end - i - taken);
        }
        arena_free(&a);
        seen_forget(b);
        return s;
}

void seen_forget(SeenBuffer *b)
{
        b->n = b->settled = 0;
}

void seen_close(SeenBuffer *b)
{
        free(b->at);
        *b = (SeenBuffer){0};
}
