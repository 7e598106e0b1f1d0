/* record/proof: see the header. */
#include "record/proof.h"

#define HEADER S("c2sp.org/tlog-proof@v1")
#define EXTRA S("extra ")
#define INDEX S("index ")

static Status check_checkpoint(Arena *a, Str note, uint64_t index);
static Status parse_path(Arena *a, Str *rest, Proof *p);

Status proof_write(Arena *a, const Proof *p, Str *out)
{
        Text t = text_begin(a, PROOF_BYTES_MAX);

        if (p->path_n > MERKLE_PROOF_MAX || p->index > MERKLE_SIZE_MAX ||
            p->extra.len > PROOF_EXTRA_MAX)
                return INVALID;
        TRY(check_checkpoint(a, p->checkpoint, p->index));
        text_add(&t, HEADER);
        text_char(&t, '\n');
        if (!str_empty(p->extra)) {
                text_add(&t, EXTRA);
                text_add(&t, str_base64(a, p->extra.at, p->extra.len));
                text_char(&t, '\n');
        }
        text_add(&t, INDEX);
        text_int(&t, (int64_t)p->index);
        text_char(&t, '\n');
        for (size_t i = 0; i < p->path_n; i++) {
                text_add(&t, str_base64(a, p->path[i].b, HASH_BYTES));
                text_char(&t, '\n');
        }
        text_char(&t, '\n');
        text_add(&t, p->checkpoint);
        if (t.overflow)
                return TOO_LARGE;
        *out = text_str(&t);
        return OK;
}

Status proof_parse(Arena *a, Str receipt, Proof *out)
{
        Str rest = receipt, line;
        Proof p = {0};

        if (receipt.len > PROOF_BYTES_MAX || !str_cut(&rest, '\n', &line) ||
            !str_eq(line, HEADER) || !str_cut(&rest, '\n', &line))
                return INVALID;
        if (str_starts(line, EXTRA)) {
                /* without extra data the line is left out, so an empty one is not this format */
                if (!str_unbase64(a, str_skip(line, EXTRA.len), &p.extra) || str_empty(p.extra) ||
                    p.extra.len > PROOF_EXTRA_MAX || !str_cut(&rest, '\n', &line))
                        return INVALID;
        }
        if (!str_starts(line, INDEX) ||
            !merkle_number_parse(str_skip(line, INDEX.len), MERKLE_SIZE_MAX, &p.index))
                return INVALID;
        TRY(parse_path(a, &rest, &p));
        p.checkpoint = rest;
        TRY(check_checkpoint(a, p.checkpoint, p.index));
        *out = p;
        return OK;
}

Status proof_verify(Arena *a, Str receipt, const Hash *leaf, Str origin, const NoteVerifier *keys,
                    size_t keys_n, uint64_t *out_index, Checkpoint *out)
{
        Str path[MERKLE_PROOF_MAX], text;
        Checkpoint c;
        Proof p;

        TRY(proof_parse(a, receipt, &p));
        TRY(note_verify(a, p.checkpoint, keys, keys_n, &text));
        TRY(checkpoint_parse(a, text, &c));
        if (!str_eq(c.origin, origin))
                return INVALID;
        for (size_t i = 0; i < p.path_n; i++)
                path[i] = hash_str(&p.path[i]);
        if (!merkle_inclusion_verify(hash_str(leaf), p.index, c.size, path, p.path_n,
                                     hash_str(&c.root)))
                return INVALID;
        if (out_index)
                *out_index = p.index;
        if (out)
                *out = c;
        return OK;
}

/* A signed checkpoint of a tree that has such an entry. */
static Status check_checkpoint(Arena *a, Str note, uint64_t index)
{
        Checkpoint c;
        Note n;

        TRY(note_parse(a, note, &n));
        TRY(checkpoint_parse(a, n.text, &c));
        return index < c.size ? OK : INVALID;
}

/* Hash lines, up to and with the empty line. */
static Status parse_path(Arena *a, Str *rest, Proof *p)
{
        Hash *path = arena_new(a, Hash, MERKLE_PROOF_MAX);
        Str line;

        while (str_cut(rest, '\n', &line)) {
                if (str_empty(line)) {
                        p->path = path;
                        return OK;
                }
                if (p->path_n == MERKLE_PROOF_MAX ||
                    !checkpoint_hash_parse(a, line, &path[p->path_n]))
                        return INVALID;
                p->path_n++;
        }
        return INVALID;
}
