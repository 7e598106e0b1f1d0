/* import: a file becomes parties and memberships, after it was shown what would change.
 *
 * A file is kept as it came. First it is read without changing anything (a check); when that was
 * confirmed it is read again and applied, some thousand rows in each transaction together with how
 * far it got, so that an import that is cut off goes on where it stood. A snapshot is as of its
 * day: a row that is older than what is known changes nothing. */
#ifndef SEEDBED_IMPORT_IMPORT_H
#define SEEDBED_IMPORT_IMPORT_H

#include "action/action.h"
#include "import/import.sql.h"

enum {
        IMPORT_NOTES_MAX = 50,
        IMPORT_REFUSED_MAX = 100000,
        IMPORT_GONE_MIN = 20 /* so few gone are never asked about twice */
};

extern const Action import_check_action, import_confirm_action, import_cancel_action;

/* Why confirming needs gone_ok as well: some would be marked as gone, and perhaps they are not. */
typedef enum {
        IMPORT_NO_DOUBT,
        IMPORT_LACKS_MOST, /* of those known; a file that was cut, or of another list, looks so */
        IMPORT_NAMELESS    /* rows were refused that name nobody: they may stand in those */
} ImportDoubt;

ImportDoubt import_doubt(const Import *i);
/* The same in words that end with what is known, for a fault, a page or the command line; empty
 * without a doubt. */
Str import_doubt_words(Arena *a, const Import *i);

/* Told after each batch; anything but OK stops the work, to be resumed later. */
typedef struct {
        Status (*tick)(void *ctx, const Import *now);
        void *ctx;
        const Seal *seal; /* by which those are known who were erased; without it none is */
} ImportTick;

/* The first import after that one (0: of all) that waits to be checked or applied; NOT_FOUND when
 * there is none. */
Status import_waiting(Db *db, Arena *a, Id after, Id *out);
/* Checks or applies it, as its state says; db is a reader's. A file that is wrong as a whole ends
 * the import as failed, with words; that is OK here, and so is an import that waits for nothing.
 * TOO_MANY: another process is at it. */
Status import_work(Store *st, Db *db, Id id, ImportTick tick);
/* The rows that were refused, as a file of the same form with the reason in a last column, to mend
 * and send again. */
Status import_refused_file(Db *db, Arena *a, const Import *import, Text *out);

#endif
