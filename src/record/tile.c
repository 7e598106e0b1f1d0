/* record/tile: see the header. */
#include "record/tile.h"

#include <assert.h>
#include <string.h>

static void write_path(Text *t, TilePath path);
static bool parse_n(Str *rest, uint64_t *out);

Str tile_path_write(Arena *a, TilePath path)
{
        Text t = text_begin(a, TILE_PATH_BYTES_MAX);

        assert(path.level >= 0 && path.level <= TILE_LEVEL_MAX && path.n <= MERKLE_SIZE_MAX);
        assert(path.width >= 1 && path.width <= MERKLE_TILE_HASHES);
        write_path(&t, path);
        assert(!t.overflow);
        return text_str(&t);
}

bool tile_path_parse(Str text, TilePath *out)
{
        char again[TILE_PATH_BYTES_MAX];
        Text t = text_over(again, sizeof again);
        Str rest = text, piece;
        TilePath p = {.width = MERKLE_TILE_HASHES};
        uint64_t number;

        if (text.len > TILE_PATH_BYTES_MAX || !str_cut(&rest, '/', &piece) ||
            !str_eq(piece, S("tile")) || !str_cut(&rest, '/', &piece))
                return false;
        if (str_eq(piece, S("entries"))) {
                p.kind = TILE_ENTRIES;
        } else {
                if (!merkle_number_parse(piece, TILE_LEVEL_MAX, &number))
                        return false;
                p.level = (int)number;
        }
        if (!parse_n(&rest, &p.n))
                return false;
        if (!str_empty(rest)) {
                if (!merkle_number_parse(rest, MERKLE_TILE_HASHES - 1, &number) || number == 0)
                        return false;
                p.width = (size_t)number;
        }
        write_path(&t, p); /* leading zeroes, "x000", a slash too many: all differ now */
        if (!str_eq(text_str(&t), text))
                return false;
        *out = p;
        return true;
}

size_t tile_width(int level, uint64_t n, uint64_t size)
{
        uint64_t hashes = level < MERKLE_LEVELS ? size >> (MERKLE_TILE_BITS * level) : 0;

        if (n > hashes / MERKLE_TILE_HASHES)
                return 0;
        hashes -= n * MERKLE_TILE_HASHES;
        return hashes < MERKLE_TILE_HASHES ? (size_t)hashes : MERKLE_TILE_HASHES;
}

Status tile_bundle_add(Text *bundle, Str entry)
{
        char *to;

        if (entry.len > TILE_ENTRY_BYTES_MAX)
                return TOO_LARGE;
        to = text_room(bundle, 2 + entry.len);
        if (!to)
                return TOO_LARGE;
        to[0] = (char)(entry.len >> 8);
        to[1] = (char)(entry.len & 0xFF);
        if (entry.len)
                memcpy(to + 2, entry.at, entry.len);
        text_claim(bundle, 2 + entry.len);
        return OK;
}

Status tile_bundle_parse(Str bundle, Str out[MERKLE_TILE_HASHES], size_t *out_n)
{
        size_t n = 0, len;

        for (Str rest = bundle; rest.len > 0; rest = str_skip(rest, 2 + len)) {
                if (n == MERKLE_TILE_HASHES || rest.len < 2)
                        return INVALID;
                len = (size_t)(unsigned char)rest.at[0] << 8 | (unsigned char)rest.at[1];
                if (rest.len - 2 < len)
                        return INVALID;
                out[n++] = (Str){rest.at + 2, len};
        }
        *out_n = n;
        return OK;
}

static void write_path(Text *t, TilePath path)
{
        uint64_t unit = 1;

        text_add(t, S("tile/"));
        if (path.kind == TILE_ENTRIES)
                text_add(t, S("entries"));
        else
                text_int(t, path.level);
        while (path.n / unit >= 1000)
                unit *= 1000;
        for (; unit > 0; unit /= 1000)
                text_fmt(t, unit > 1 ? "/x%03u" : "/%03u", (unsigned)(path.n / unit % 1000));
        if (path.width < MERKLE_TILE_HASHES) {
                text_add(t, S(".p/"));
                text_int(t, (int64_t)path.width);
        }
}

/* "x001/x234/067", and when ".p/" follows, that is taken too; *rest is what comes then. Lenient
 * about lengths, and wraps when there are too many digits: the caller writes the path again and
 * compares. */
static bool parse_n(Str *rest, uint64_t *out)
{
        uint64_t n = 0;
        Str piece;

        while (str_cut(rest, '/', &piece)) {
                bool more = str_starts(piece, S("x")), partial = str_ends(piece, S(".p"));

                if (more)
                        piece = str_skip(piece, 1);
                if (partial)
                        piece.len -= 2;
                for (size_t i = 0; i < piece.len; i++) {
                        if (piece.at[i] < '0' || piece.at[i] > '9')
                                return false;
                        n = n * 10 + (uint64_t)(piece.at[i] - '0');
                }
                if (more)
                        continue;
                *out = n;
                return n <= MERKLE_SIZE_MAX && (partial || str_empty(*rest));
        }
        return false;
}
