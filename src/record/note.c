/* record/note: see the header. */
#include "record/note.h"

#include "base/hash.h"

#include <sodium.h>
#include <string.h>
#include <unictype.h>
#include <unistr.h>

enum {
        TYPE_ED25519 = 1, /* C2SP signed-note, signature types */
        ID_BYTES = 4,
        TYPED_BYTES = 1 + NOTE_KEY_BYTES,
};
_Static_assert((int)NOTE_KEY_BYTES == (int)crypto_sign_PUBLICKEYBYTES, "Ed25519 public key");
_Static_assert((int)NOTE_SEED_BYTES == (int)crypto_sign_SEEDBYTES, "Ed25519 seed");
_Static_assert(sizeof((NoteSigner){0}.secret) == crypto_sign_SECRETKEYBYTES, "Ed25519 secret key");

#define SIGNATURE_BEGIN S("\xE2\x80\x94 ") /* em dash, space */
#define SIGNER_BEGIN S("PRIVATE+KEY+")

static bool text_is_clean(Str s);
static Status parse_key(Arena *a, Str text, NoteVerifier *out, unsigned char bytes[TYPED_BYTES]);
static Status parse_signature(Arena *a, Str line, NoteSignature *out);
static uint32_t key_id(Str name, const unsigned char key[NOTE_KEY_BYTES]);
static uint32_t read_id(const char *at);
static void write_id(uint32_t id, unsigned char out[ID_BYTES]);
static Str key_text(Arena *a, Str before, const NoteVerifier *v, const unsigned char *bytes);

bool note_name_is_valid(Str name)
{
        if (name.len == 0 || !str_is_utf8(name) || !text_is_clean(name))
                return false;
        for (size_t i = 0; i < name.len;) {
                ucs4_t c;
                int n = u8_mbtouc(&c, (const uint8_t *)name.at + i, name.len - i);

                if (c == '+' || c == '\n' || uc_is_property_white_space(c))
                        return false;
                i += (size_t)n;
        }
        return true;
}

Status note_verifier_parse(Arena *a, Str text, NoteVerifier *out)
{
        unsigned char bytes[TYPED_BYTES];
        NoteVerifier v;

        TRY(parse_key(a, text, &v, bytes));
        memcpy(v.key, bytes + 1, NOTE_KEY_BYTES);
        if (v.id != key_id(v.name, v.key))
                return INVALID;
        *out = v;
        return OK;
}

Str note_verifier_text(Arena *a, const NoteVerifier *v)
{
        return key_text(a, (Str){0}, v, v->key);
}

Status note_signer_make(Arena *a, Str name, const unsigned char seed[NOTE_SEED_BYTES],
                        NoteSigner *out)
{
        if (!note_name_is_valid(name))
                return INVALID;
        if (crypto_sign_seed_keypair(out->verifier.key, out->secret, seed) != 0)
                return BROKEN;
        out->verifier.name = str_copy(a, name);
        out->verifier.id = key_id(name, out->verifier.key);
        return OK;
}

Status note_signer_parse(Arena *a, Str text, NoteSigner *out)
{
        unsigned char bytes[TYPED_BYTES];
        NoteVerifier stated;
        NoteSigner s = {0};
        Status status;

        if (!str_starts(text, SIGNER_BEGIN))
                return INVALID;
        TRY(parse_key(a, str_skip(text, SIGNER_BEGIN.len), &stated, bytes));
        status = note_signer_make(a, stated.name, bytes + 1, &s);
        secret_wipe(bytes, sizeof bytes);
        if (status == OK && s.verifier.id != stated.id)
                status = INVALID;
        if (status == OK)
                *out = s;
        note_signer_wipe(&s);
        return status;
}

Str note_signer_text(Arena *a, const NoteSigner *s)
{
        return key_text(a, SIGNER_BEGIN, &s->verifier, s->secret); /* the seed stands first in it */
}

void note_signer_wipe(NoteSigner *s)
{
        secret_wipe(s, sizeof *s);
}

Status note_sign(Arena *a, Str text, const NoteSigner *signers, size_t n, Str *out)
{
        Text t = text_begin(a, NOTE_BYTES_MAX);

        if (n == 0 || n > NOTE_SIGNATURES_MAX || !str_ends(text, S("\n")) || !str_is_utf8(text) ||
            !text_is_clean(text))
                return INVALID;
        text_add(&t, text);
        text_char(&t, '\n');
        for (size_t i = 0; i < n; i++) {
                unsigned char bytes[ID_BYTES + crypto_sign_BYTES];

                write_id(signers[i].verifier.id, bytes);
                if (crypto_sign_detached(bytes + ID_BYTES, NULL, (const unsigned char *)text.at,
                                         text.len, signers[i].secret) != 0)
                        return BROKEN;
                text_add(&t, SIGNATURE_BEGIN);
                text_add(&t, signers[i].verifier.name);
                text_char(&t, ' ');
                text_add(&t, str_base64(a, bytes, sizeof bytes));
                text_char(&t, '\n');
        }
        if (t.overflow)
                return TOO_LARGE;
        *out = text_str(&t);
        return OK;
}

Status note_parse(Arena *a, Str note, Note *out)
{
        Str rest, line;
        size_t split, lines = 0;
        Note parsed = {0};

        if (note.len > NOTE_BYTES_MAX || !str_ends(note, S("\n")) || !str_is_utf8(note) ||
            !text_is_clean(note))
                return INVALID;
        /* the last empty line parts text and signatures: the text may have empty lines of its own
         */
        for (split = note.len - 1; split > 0; split--)
                if (note.at[split] == '\n' && note.at[split - 1] == '\n')
                        break;
        if (split == 0 || split + 1 == note.len)
                return INVALID;
        parsed.text = (Str){note.at, split};
        for (rest = str_skip(note, split + 1); str_cut(&rest, '\n', &line);)
                lines++;
        if (lines > NOTE_SIGNATURES_MAX)
                return INVALID;
        parsed.signatures = arena_new(a, NoteSignature, lines);
        for (rest = str_skip(note, split + 1); str_cut(&rest, '\n', &line);)
                TRY(parse_signature(a, line, &parsed.signatures[parsed.signatures_n++]));
        *out = parsed;
        return OK;
}

Status note_verify(Arena *a, Str note, const NoteVerifier *known, size_t n, Str *out_text)
{
        bool is_signed = false;
        Note parsed;

        TRY(note_parse(a, note, &parsed));
        for (size_t i = 0; i < parsed.signatures_n; i++) {
                const NoteSignature *s = &parsed.signatures[i];

                for (size_t k = 0; k < n; k++) {
                        if (s->id != known[k].id || !str_eq(s->name, known[k].name))
                                continue;
                        if (s->bytes.len != crypto_sign_BYTES ||
                            crypto_sign_verify_detached((const unsigned char *)s->bytes.at,
                                                        (const unsigned char *)parsed.text.at,
                                                        parsed.text.len, known[k].key) != 0)
                                return INVALID;
                        is_signed = true;
                }
        }
        if (!is_signed)
                return INVALID;
        *out_text = parsed.text;
        return OK;
}

/* No ASCII control bytes but newlines. */
static bool text_is_clean(Str s)
{
        for (size_t i = 0; i < s.len; i++)
                if ((unsigned char)s.at[i] < 0x20 && s.at[i] != '\n')
                        return false;
        return true;
}

/* "name+id+base64(type, 32 bytes)" */
static Status parse_key(Arena *a, Str text, NoteVerifier *out, unsigned char bytes[TYPED_BYTES])
{
        Str rest = text, name, hex, decoded;
        unsigned char id[ID_BYTES];

        if (text.len > NOTE_BYTES_MAX || !str_cut(&rest, '+', &name) || !str_cut(&rest, '+', &hex))
                return INVALID;
        if (!note_name_is_valid(name) || !str_unhex(hex, id, sizeof id) ||
            !str_eq(hex, str_lower(a, hex)))
                return INVALID;
        if (!str_unbase64(a, rest, &decoded) || decoded.len != TYPED_BYTES ||
            decoded.at[0] != TYPE_ED25519)
                return INVALID;
        memcpy(bytes, decoded.at, TYPED_BYTES);
        *out = (NoteVerifier){.name = str_copy(a, name), .id = read_id((const char *)id)};
        return OK;
}

/* "— name base64(id, signature)" */
static Status parse_signature(Arena *a, Str line, NoteSignature *out)
{
        Str rest = str_skip(line, SIGNATURE_BEGIN.len), name, bytes;

        if (!str_starts(line, SIGNATURE_BEGIN) || !str_cut(&rest, ' ', &name) ||
            !note_name_is_valid(name) || !str_unbase64(a, rest, &bytes) || bytes.len <= ID_BYTES)
                return INVALID;
        *out = (NoteSignature){name, read_id(bytes.at), str_skip(bytes, ID_BYTES)};
        return OK;
}

static uint32_t key_id(Str name, const unsigned char key[NOTE_KEY_BYTES])
{
        HashRun run;
        Hash h;

        hash_begin(&run);
        hash_add(&run, name.at, name.len);
        hash_add(&run, "\n\x01", 2);
        hash_add(&run, key, NOTE_KEY_BYTES);
        h = hash_end(&run);
        return read_id((const char *)h.b);
}

static uint32_t read_id(const char *at)
{
        const unsigned char *b = (const unsigned char *)at;

        return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static void write_id(uint32_t id, unsigned char out[ID_BYTES])
{
        for (int i = 0; i < ID_BYTES; i++)
                out[i] = (unsigned char)(id >> (24 - 8 * i));
}

static Str key_text(Arena *a, Str before, const NoteVerifier *v, const unsigned char *bytes)
{
        unsigned char typed[TYPED_BYTES] = {TYPE_ED25519}, id[ID_BYTES];
        Str text, hex, base64;

        memcpy(typed + 1, bytes, NOTE_KEY_BYTES);
        write_id(v->id, id);
        hex = str_hex(a, id, sizeof id);
        base64 = str_base64(a, typed, sizeof typed);
        text = str_fmt(a, "%.*s%.*s+%.*s+%.*s", S_ARG(before), S_ARG(v->name), S_ARG(hex),
                       S_ARG(base64));
        secret_wipe(typed, sizeof typed);
        return text;
}
