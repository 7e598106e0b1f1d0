/* record/note: a text signed by one key or more (C2SP signed-note, with its Ed25519 signatures).
 *
 * A signature line names its key and the key's id, so one note carries the log's signature and
 * those of witnesses we have never heard of; only lines of keys the reader already has mean
 * anything. */
#ifndef SEEDBED_RECORD_NOTE_H
#define SEEDBED_RECORD_NOTE_H

#include "base/str.h"

enum {
        NOTE_BYTES_MAX = 1024 * 1024,
        NOTE_SIGNATURES_MAX = 64, /* the specification asks for 16 at least */
        NOTE_KEY_BYTES = 32,
        NOTE_SEED_BYTES = 32,
};

/* A public key under its name. */
typedef struct {
        Str name;
        uint32_t id; /* SHA-256(name, newline, 0x01, key), first four bytes */
        unsigned char key[NOTE_KEY_BYTES];
} NoteVerifier;

/* A secret key; wiped with note_signer_wipe. */
typedef struct {
        NoteVerifier verifier;
        unsigned char secret[64];
} NoteSigner;

typedef struct {
        Str name;
        uint32_t id;
        Str bytes; /* after the key id */
} NoteSignature;

/* A note taken apart; nothing of it is verified. */
typedef struct {
        Str text; /* with its last newline */
        NoteSignature *signatures;
        size_t signatures_n;
} Note;

/* Is this a key's name? Not empty, no Unicode white space, no plus, no control bytes, UTF-8. */
bool note_name_is_valid(Str name);
/* "name+8 hex digits+base64(0x01, key)". INVALID for other kinds of key and when the id is not the
 * key's own. */
Status note_verifier_parse(Arena *a, Str text, NoteVerifier *out);
Str note_verifier_text(Arena *a, const NoteVerifier *v);

/* The signer made from 32 secret bytes; INVALID when the name can not be a key's. */
Status note_signer_make(Arena *a, Str name, const unsigned char seed[NOTE_SEED_BYTES],
                        NoteSigner *out);
/* "PRIVATE+KEY+name+8 hex digits+base64(0x01, seed)", the form Go's sumdb/note keeps keys in. */
Status note_signer_parse(Arena *a, Str text, NoteSigner *out);
Str note_signer_text(Arena *a, const NoteSigner *s);
void note_signer_wipe(NoteSigner *s);

/* The text with one line from each signer. INVALID when the text can not be a note's: it must be
 * UTF-8, end in a newline and have no other control bytes. */
Status note_sign(Arena *a, Str text, const NoteSigner *signers, size_t n, Str *out);
/* Takes a note apart. INVALID when its form is wrong. out points into note. */
Status note_parse(Arena *a, Str note, Note *out);
/* OK when one of the known keys at least signed the text, and no line of a known key is wrong;
 * otherwise INVALID, and no text comes out. */
Status note_verify(Arena *a, Str note, const NoteVerifier *known, size_t n, Str *out_text);

#endif
