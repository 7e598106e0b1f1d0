/* tools/plausible: plausible people as CSV on standard output.
 *
 *     plausible startup|developer|partner|educator ROWS [SEED [DAY|- [FOLDER-OF-NAMES]]]
 *
 * DAY ("2024-12-31") shows the world as of then: of the first ROWS those that had joined and were
 * not gone. */
#include "base/time.h"
#include "people/plausible.h"

#include <stdlib.h>

int main(int argc, char **argv)
{
        PlausibleWorld w = {.seed = 1};
        Arena a = arena_make(64 * MIB);
        int64_t n, seed = 1, at = 0;
        Status s = INVALID;

        if (argc >= 3 && argc <= 6 && plausible_kind_parse(str_from(argv[1]), &w.kind) &&
            str_to_int(str_from(argv[2]), 0, INT64_MAX, &n) &&
            (argc < 4 || str_to_int(str_from(argv[3]), 0, INT64_MAX, &seed)) &&
            (argc < 5 || str_is(str_from(argv[4]), "-") || time_parse(str_from(argv[4]), &at)))
                s = argc < 6 ? OK : plausible_names_read(&a, str_from(argv[5]), &w.names);
        if (s == OK) {
                w.seed = (uint64_t)seed;
                w.as_of_day = (int)(at / DAY_US);
                s = plausible_csv_world(stdout, &w, (uint64_t)n);
        } else {
                fprintf(stderr, "usage: plausible startup|developer|partner|educator ROWS "
                                "[SEED [DAY|- [FOLDER-OF-NAMES]]]\n");
        }
        arena_free(&a);
        return s == OK ? 0 : 1;
}
