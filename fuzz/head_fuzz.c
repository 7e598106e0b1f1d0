/* What a request's head says of who asks and in which language: cookies, API tokens,
 * Accept-Language, encodings and entity tags. The first byte picks the reader. What is checked
 * besides memory: what was read lies within what was given, and a token that is made is one. */
#include "access/access.h"
#include "base/language.h"
#include "web/gate.h"

#include <assert.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static bool lies_within(Str whole, Str part)
{
        return !part.len || (part.at >= whole.at && part.at + part.len <= whole.at + whole.len);
}

static void try_cookie(Str cookies)
{
        static const char *const names[] = {"__Host-seedbed", "seedbed", "language", "a", ""};

        for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
                Str value = {0};

                if (!gate_cookie(cookies, str_from(names[i]), &value))
                        continue;
                assert(lies_within(cookies, value));
                assert(str_find(value, ';') == value.len);
        }
}

static void try_token(Arena *a, Str text)
{
        Str secret = str_head(text, TOKEN_CHARS), token;

        (void)access_token_is_one(text);
        if (secret.len != TOKEN_CHARS || str_find(secret, '\0') < secret.len)
                return;
        token = access_token_text(a, secret);
        assert(token.len == API_TOKEN_CHARS && access_token_is_one(token));
        for (size_t i = 0; i < token.len; i++) { /* one changed character is noticed */
                char *changed = arena_bytes(a, token.len);

                memcpy(changed, token.at, token.len);
                changed[i] ^= 1;
                assert(!access_token_is_one((Str){changed, token.len}));
        }
}

static void try_language(Str text)
{
        Language found = language_accepted(text);

        assert(found == LANGUAGE_NONE || language_find(str_from(language_tag(found))) == found);
        (void)language_find(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(16 * MIB);
        Str rest = {(const char *)data, size}, first = {0};

        if (size < 1)
                return 0;
        rest = str_skip(rest, 1);
        switch (data[0] % 5) {
        case 0: try_cookie(rest); break;
        case 1: try_token(&a, rest); break;
        case 2: try_language(rest); break;
        case 3: (void)gate_takes_gzip(rest); break;
        default: (void)str_cut(&rest, '\n', &first); (void)gate_etag_matches(rest, first);
        }
        arena_free(&a);
        return 0;
}
