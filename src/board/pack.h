/* board/pack: the files of what was handed in for a round, as one ZIP.
 *
 * A folder for each application, named by its party and its id; a table of all files beside them.
 * Names from outside become plain ones: no path, no control character, nothing that a system treats
 * as its own. It is written as it is read, so memory does not grow with it. */
#ifndef SEEDBED_BOARD_PACK_H
#define SEEDBED_BOARD_PACK_H

#include "board/export.h"

enum { PACK_NAME_BYTES_MAX = 80 };
#define PACK_BYTES_MAX (2 * (int64_t)1024 * 1024 * 1024) /* of all files of one ZIP */

/* Files that stand in the newest revisions of the applications that the export is of. folder: the
 * data folder. Bytes that are gone stand in the table as missing. TOO_MANY: more than
 * PACK_BYTES_MAX, and nothing is written. BROKEN: the file takes no more. TOO_LARGE: as
 * round_export_write. */
Status round_pack_write(Db *db, const RoundExport *of, const ExportBy *by, Str folder, int fd);
/* A name that is safe in a ZIP on every system; never empty. */
Str pack_name(Arena *a, Str name);

#endif
