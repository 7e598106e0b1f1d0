/* Sealed secrets: opened by the folder that made them, for what they were made for. */
#include "access/seal.h"
#include "tests/check.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

TEST(a_box_opens_for_its_purpose_and_owner_and_no_other)
{
        Seal *seal, *other;
        Str box, plain, folder = check_folder(a);
        char *bent;

        CHECK_OK(seal_open(a, folder, &seal));
        box = seal_box(seal, a, "second factor", S("mina"), S("twenty secret bytes."));
        CHECK_OK(seal_unbox(seal, a, "second factor", S("mina"), box, &plain));
        CHECK_STR(plain, IS, "twenty secret bytes.");
        CHECK_IS(seal_unbox(seal, a, "second factor", S("tom"), box, &plain), BROKEN);
        CHECK_IS(seal_unbox(seal, a, "webhook", S("mina"), box, &plain), BROKEN);
        for (size_t i = 0; i < box.len; i++) {
                bent = str_z(a, box);
                memcpy(bent, box.at, box.len);
                bent[i] ^= 1;
                CHECK_IS(seal_unbox(seal, a, "second factor", S("mina"), (Str){bent, box.len},
                                    &plain),
                         BROKEN);
                CHECK_IS(seal_unbox(seal, a, "second factor", S("mina"), (Str){box.at, i}, &plain),
                         BROKEN);
        }
        /* the same folder again */
        CHECK_OK(seal_open(a, folder, &other));
        CHECK_OK(seal_unbox(other, a, "second factor", S("mina"), box, &plain));
        seal_close(other);
        CHECK_OK(seal_open(a, check_folder(a), &other));
        CHECK_IS(seal_unbox(other, a, "second factor", S("mina"), box, &plain), BROKEN);
        seal_close(other);
        seal_close(seal);
}

TEST(the_secret_of_a_folder_is_read_by_its_owner_only_and_must_be_whole)
{
        Str folder = check_folder(a), path = str_fmt(a, "%.*s/secret.key", S_ARG(folder));
        struct stat st;
        Seal *seal;

        CHECK_OK(seal_open(a, folder, &seal));
        seal_close(seal);
        CHECK(stat(path.at, &st) == 0);
        CHECK_INT(st.st_mode & 0777, 0600);
        CHECK_INT(st.st_size, 32);
        CHECK(truncate(path.at, 31) == 0);
        CHECK_IS(seal_open(a, folder, &seal), BROKEN);
        CHECK_IS(seal_open(a, S("/nowhere/at/all"), &seal), BROKEN);
}
