/* import/file: the files in imports/, and when one may go.
 *
 * A file of which anything was applied stays: its hash is in the record, and the rows that were
 * refused are read from it again. One that was given up, or failed before anything was applied,
 * goes at once; what a killed process left behind goes at the next start. Only files that the
 * program itself named are ever removed. */
#ifndef SEEDBED_IMPORT_FILE_H
#define SEEDBED_IMPORT_FILE_H

#include "import/import.sql.h"
#include "store/store.h"

/* A new file in FOLDER/imports for the command line, locked for as long as it is written to.
 * BROKEN: there can be none. */
Status import_file_make(Arena *a, Str folder, Str *out_path, int *out_fd);
/* What is left of a file whose import ended without it: the path to remove, or empty when another
 * import needs the file, or it is not one of ours. */
Status import_file_left_over(Db *db, Arena *a, Str path, Str *out);
/* Removes it, unless it is not one of ours; never what a link leads to. */
void import_file_remove(Str path);
/* Removes from FOLDER/imports what no import needs, nobody writes to, and is older than an hour;
 * nothing when the store knows no import that needs a file. */
Status import_file_sweep(Store *st, Str folder);

#endif
