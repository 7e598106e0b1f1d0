/* tests/world: a fresh store with its record, on the engine that the run is for, and doors to go
 * through.
 *
 *     World *w = world(a);
 *     CHECK_OK(act(w, "pledge withdraw", "pledge", "spark", "reason", "Funding fell through",
 * NULL)); CHECK_STR(page(w, "/pledges"), CONTAINS, "Funding fell through");
 *
 * SEEDBED_TEST_STORE names the engine: empty for SQLite, or a postgresql:// address of a database
 * that may be emptied. */
#ifndef SEEDBED_TESTS_WORLD_H
#define SEEDBED_TESTS_WORLD_H

#include "import/import.h"
#include "main/program.h"
#include "tests/check.h"

typedef struct {
        Program p;
        Arena *a;
        Str folder;
        Db *db;
        Actor actor;       /* the first operator */
        Deed deed;         /* of the last act */
        int status;        /* of the last page */
        const char *host;  /* that it is asked as; NULL: as this machine */
        Language language; /* that the browser asks for, from now on */
        HttpReply reply;   /* the whole of it */
        int64_t ahead_us;  /* deeds from now on are done so much later */
        int64_t begun_us;  /* steady clock: when requests from now on were whole; 0: now */
} World;

/* Everything of the last world is closed and gone when the next begins, and at the end of the run.
 */
World *world(Arena *a);
/* A world with the hub tree, the programmes, the metrics and the pledges of the examples, without
 * members. */
World *world_of_examples(Arena *a);
/* Closes the store and opens it again, as a new process would. */
void world_again(World *w);
/* A deed by the operator; inputs are pairs that end with NULL. */
Status act(World *w, const char *name, ...) __attribute__((sentinel));
/* A page as the operator, or as a visitor, sees it. */
Str page(World *w, const char *path);
Str page_of_visitor(World *w, const char *path);
/* Any request: method and path; body as a form; the reply's body. */
Str request(World *w, HttpMethod method, const char *path, const char *type, const char *body,
            bool signed_in);
/* A file in imports/, as an upload would leave it; its path. */
Str given_file(World *w, Str text);
/* Checks and applies a file given as text. */
Status import_text(World *w, const char *mapping, const char *as_of, Str text, Import *out);
Status import_path(World *w, const char *mapping, const char *as_of, Str path, Import *out);
/* A new party; its id. */
Id given_party(World *w, const char *kind, const char *name);
/* Current number of a metric at a hub. */
int64_t number(World *w, const char *metric, const char *hub);

#endif
