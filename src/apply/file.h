/* apply/file: files of answers.
 *
 * Bytes lie in files/ of the data folder, under their SHA-256, so the same file sent twice lies
 * there once. What a file is, is told by its own bytes, not by its name; archives, which office
 * documents are too, are read to their end, so one that is broken or swells is refused. */
#ifndef SEEDBED_APPLY_FILE_H
#define SEEDBED_APPLY_FILE_H

#include "apply/apply.h"

enum {
        APPLICATION_FILE_BYTES_MAX = 100 * 1024 * 1024,
        APPLICATION_FILES_MAX = 200, /* of one application, removed ones too */
        ARCHIVE_ENTRIES_MAX = 10000,
        ARCHIVE_RATIO_MAX = 200 /* bytes inside for each outside */
};
#define ARCHIVE_BYTES_MAX (1024 * (int64_t)1024 * 1024)

extern const Action application_attach_action, application_detach_action;

/* What was found out about a file that was sent, before the transaction; its bytes are kept. */
typedef struct {
        Str name, type, sha256;
        int64_t bytes;
} FileKept;

/* For .prepare: looks at the file in a field and keeps its bytes, durable before any row names
 * them. Only after it is known that the actor may send it: it writes to the disk. INVALID,
 * NOT_FOUND, UPSTREAM with words at the field. */
Status file_keep(Deed *d, const char *field, FileKept *out);
/* For .clear_up: the upload itself, of which the bytes were copied. */
void file_clear(const Deed *d, const char *field);
/* Whether rows of one kind name these bytes. */
typedef Status (*FileNamed)(Db *db, Arena *a, Str sha256, bool *out);
Status application_file_named(Db *db, Arena *a, Str sha256, bool *out);

/* What the bytes at a path are: "pdf"; empty when they are none of the kinds that are known.
 * *out_fault in words when an archive is broken, locked or a bomb. */
Status file_look(Arena *a, const char *path, Str name, Str *out_type, Str *out_fault);

/* The data folder of the deed's program (apply_page.c). */
Str application_folder(const Deed *d);
/* Where bytes lie. */
Str application_file_place(Arena *a, Str folder, Str sha256);
/* A file of an application by its id. NOT_FOUND. */
Status application_file_get(Db *db, Arena *a, const Application *x, Id file, ApplicationFile *out);
/* Removes bytes in files/ that none of these name and that are older than an hour. */
Status files_sweep(Db *db, Arena *a, Str folder, int64_t now_us, const FileNamed *named, size_t n);

#endif
