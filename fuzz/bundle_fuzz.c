/* fuzz/bundle: an evidence bundle from a stranger.
 *
 * The bytes go to the verifier as they are, and again behind a header that is good (the proofs of a
 * record of one entry are empty), so that the lines are reached too. Whatever comes, only a claim
 * that the entries bear out passes. */
#include "pledge/bundle.h"

#include "base/json.h"
#include "record/checkpoint.h"
#include "record/note.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

#define DEFINITION                                                                         \
        "metric: startups\nversion: 1\ntitle: Start-ups\nwords: Joined.\ncount: parties\n" \
        "entries: [member.joined]\nunit: start-ups\n"
#define LEAF                                                                                \
        "{\"at\":1627776000000000,\"body\":{},\"hub\":\"0000000000005\",\"kind\":\"member." \
        "joined\",\"on\":1627776000000000,"                                                 \
        "\"subject\":\"00000000000AB\",\"v\":1}"

typedef struct {
        Str parts[2];
} Input;

static Status input_read(void *ctx, char *to, size_t room, size_t *out_n)
{
        Input *in = ctx;
        Str *s = in->parts[0].len ? &in->parts[0] : &in->parts[1];
        size_t n = s->len < room ? s->len : room;

        if (n)
                memcpy(to, s->at, n);
        *s = str_skip(*s, n);
        *out_n = n;
        return OK;
}

static Str header(Arena *a)
{
        unsigned char seed[NOTE_SEED_BYTES] = {42};
        Checkpoint c = {
                .origin = S("seedbed.example/record"), .size = 1, .root = merkle_leaf(S(LEAF))};
        Hash h = hash_sha256(S(DEFINITION));
        Text t = text_begin(a, 64 * KIB);
        NoteSigner signer;
        Str text, note;

        if (note_signer_make(a, c.origin, seed, &signer) != OK ||
            checkpoint_write(a, &c, &text) != OK || note_sign(a, text, &signer, 1, &note) != OK)
                abort();
        text_add(&t, S("{\"format\":\"" BUNDLE_FORMAT
                       "\",\"origin\":\"seedbed.example/record\",\"key\":"));
        jcs_text(&t, note_verifier_text(a, &signer.verifier));
        text_add(&t, S(",\"checkpoint\":"));
        jcs_text(&t, note);
        text_add(&t, S(",\"pledge\":{\"slug\":\"p\",\"hub\":\"world\",\"metric\":\"startups\","
                       "\"baseline\":0,\"target\":9,"
                       "\"start\":1627776000000000,\"deadline\":1627776000000000},\"metric\":{"
                       "\"slug\":\"startups\",\"version\":1,\"unit\":\"start-ups\","
                       "\"definition\":"));
        jcs_text(&t, S(DEFINITION));
        text_fmt(&t,
                 ",\"definition_sha256\":\"%.*s\"},\"hubs\":[\"0000000000005\"],\"from_month\":"
                 "\"2021-08\",",
                 S_ARG(hash_hex(a, &h)));
        text_add(&t, S("\"to_month\":\"2021-08\",\"counted\":1,\"actual\":1}\n"));
        return text_str(&t);
}

static void try(Str first, Str second)
{
        Input in = {{first, second}};
        BundleSource source = {&in, input_read};
        BundleReport r;
        Status s = bundle_verify(&source, (Str){0}, &r);

        if (s == OK && (r.counted != r.claimed_counted || r.actual != r.claimed_actual))
                abort();
        if (s == OK && first.len && (r.counted != 1 || r.entries != 1))
                abort();
        if (s == INVALID && !r.words[0])
                abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(4 * MIB);
        Str bytes = {(const char *)data, size};

        try((Str){0}, bytes);
        try(header(&a), bytes);
        arena_free(&a);
        return 0;
}
