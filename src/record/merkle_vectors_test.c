/* The tree, against published vectors. */
#include "record/merkle.h"
#include "tests/check.h"

#include <glob.h>

/* The published vectors are flat, and hold integers past 2^63: they are read by hand here. */
static Str member(Str json, const char *name)
{
        char key[24];
        size_t at;

        snprintf(key, sizeof key, "\"%s\":", name);
        at = str_find_str(json, str_from(key));
        CHECK(at < json.len);
        return str_trim(str_skip(json, at + strlen(key)));
}

static uint64_t number(Str json, const char *name)
{
        Str s = member(json, name);
        uint64_t v;

        s.len = str_find(s, ',');
        CHECK(merkle_number_parse(str_trim(s), UINT64_MAX, &v));
        return v;
}

static Str bytes(Arena *a, Str quoted)
{
        Str s = str_skip(quoted, 1), out;

        s.len = str_find(s, '"');
        CHECK(str_unbase64(a, s, &out));
        return out;
}

static bool verify_vector(Arena *a, Str kind, Str json)
{
        Str proof[256], list = member(json, "proof"), piece;
        size_t n = 0;

        list.len = str_starts(list, S("[")) ? str_find(list, ']') : 0;
        list = str_trim(str_skip(list, 1));
        while (str_cut(&list, ',', &piece)) {
                CHECK(n < 256);
                proof[n++] = bytes(a, str_trim(piece));
        }
        if (str_is(kind, "inclusion"))
                return merkle_inclusion_verify(bytes(a, member(json, "leafHash")),
                                               number(json, "leafIdx"), number(json, "treeSize"),
                                               proof, n, bytes(a, member(json, "root")));
        if (str_is(kind, "consistency"))
                return merkle_consistency_verify(number(json, "size1"), number(json, "size2"),
                                                 proof, n, bytes(a, member(json, "root1")),
                                                 bytes(a, member(json, "root2")));
        if (str_is(kind, "subtreeinclusion"))
                return merkle_subtree_inclusion_verify(bytes(a, member(json, "leafHash")),
                                                       number(json, "leafIdx"),
                                                       number(json, "start"), number(json, "end"),
                                                       proof, n, bytes(a, member(json, "root")));
        return merkle_subtree_consistency_verify(
                number(json, "start"), number(json, "end"), number(json, "size"), proof, n,
                bytes(a, member(json, "root1")), bytes(a, member(json, "root2")));
}

TEST(all_518_published_proofs_get_the_right_answer)
{
        static const char *const kinds[] = {"inclusion", "consistency", "subtreeinclusion",
                                            "subtreeconsistency"};
        Str dir = check_shared(a, "crypto-vectors/merkle-rfc6962");
        int64_t all = 0, wrong = 0;

        for (size_t i = 0; i < 4; i++) {
                for (int depth = 0; depth < 2; depth++) {
                        Str pattern = str_fmt(a, "%.*s/%s/*/%s*.json", S_ARG(dir), kinds[i],
                                              depth ? "*/" : "");
                        glob_t found;

                        if (glob(pattern.at, 0, NULL, &found) != 0)
                                continue;
                        for (size_t k = 0; k < found.gl_pathc; k++) {
                                Str json = check_file(a, str_from(found.gl_pathv[k]));
                                bool wanted = str_starts(member(json, "wantErr"), S("false"));

                                all++;
                                if (verify_vector(a, str_from(kinds[i]), json) != wanted) {
                                        print_error("%s\n", found.gl_pathv[k]);
                                        wrong++;
                                }
                        }
                        globfree(&found);
                }
        }
        CHECK_INT(all, 518);
        CHECK_INT(wrong, 0);
}
