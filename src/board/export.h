/* board/export: what was handed in for a round, as a table to work with elsewhere.
 *
 * That it was taken out is an entry of the record; whoever did it fetches the file within
 * ROUND_EXPORT_US. It is written row after row, so memory does not grow with the round. */
#ifndef SEEDBED_BOARD_EXPORT_H
#define SEEDBED_BOARD_EXPORT_H

#include "access/look.h"
#include "action/action.h"
#include "base/sheet.h"
#include "board/export.sql.h"

#define ROUND_EXPORT_US (900 * (int64_t)1000000)

extern const Action round_export_action;

typedef struct {
        Looks *looks; /* notes who looked at persons; or NULL */
        Store *store;
        Id actor;
        int64_t now_us;
} ExportBy;

/* What an export is of, one after the other: the rows of the view that it was asked with, in its
 * order, or those of its state that were handed in, in the order of handing in. Only keys are held:
 * what row takes of the arena goes back after each. db within a snapshot. */
typedef struct {
        void *ctx;
        Status (*row)(void *ctx, const ExportKey *key);
} ExportSink;
Status export_each(Db *db, Arena *a, const RoundExport *of, const ExportBy *by,
                   const ExportSink *sink);

/* One row for each: what is known of it and its party, then the columns of the round's form
 * (form/answer). Answers to other versions of the form stand in the columns of the same name.
 * BROKEN: the file takes no more. TOO_LARGE: an application takes more memory than there is. */
Status round_export_write(Db *db, const RoundExport *of, const ExportBy *by, int fd);

/* The rows of one that was asked with a view: its columns, behind the two ids. Inside a snapshot.
 */
Status export_view_write(Db *db, Arena *a, const RoundExport *of, const ExportBy *by, Sheet *sheet);

#endif
