/* store/query: what the generated query functions stand on.
 *
 * Each query of a .sql file becomes a Query (its text for both engines, the kinds of its parameters
 * and columns) and one typed function. Only generated code and the store's tests use this header.
 */
#ifndef SEEDBED_STORE_QUERY_H
#define SEEDBED_STORE_QUERY_H

#include "base/id.h"
#include "base/str.h"

typedef struct Db Db;

/* The kinds of a parameter or column. An id is an int that prints in base32; a time is an int in
 * microseconds since 1970, UTC. */
typedef enum {
        COL_INT = 'i',
        COL_ID = 'd',
        COL_TIME = 'm',
        COL_BOOL = 'b',
        COL_TEXT = 't',
        COL_BLOB = 'x'
} ColumnKind;

typedef struct {
        const char *name;
        const char *file;
        int line;
        const char *sqlite;
        const char *postgres;
        const char *params;  /* one ColumnKind letter each */
        const char *columns; /* the same */
} Query;

/* A row's shape, for JSON and its description. */
typedef struct {
        const char *name;
        ColumnKind kind;
        uint32_t offset;
} RowColumn;

typedef struct {
        const char *name;
        const RowColumn *columns;
        size_t columns_n;
        size_t bytes; /* sizeof the struct */
} RowShape;

/* Every list of rows looks like this. */
typedef struct {
        const void *at;
        size_t n;
} RowList;

typedef struct {
        ColumnKind kind;
        int64_t integer;
        Str text;
} Value;

static inline Value value_int(int64_t v)
{
        return (Value){.kind = COL_INT, .integer = v};
}

static inline Value value_bool(bool yes)
{
        return (Value){.kind = COL_BOOL, .integer = yes};
}

static inline Value value_text(Str s)
{
        return (Value){.kind = COL_TEXT, .text = s};
}

static inline Value value_blob(Str s)
{
        return (Value){.kind = COL_BLOB, .text = s};
}

/* A running statement; belongs to its Db and is reset when the query is next opened. */
typedef struct Statement Statement;

/* Starts a query. BROKEN, RETRY, CONFLICT (a unique key) or UPSTREAM (the server is gone). */
Status query_open(Db *db, const Query *q, const Value *params, Statement **out);
/* OK: there is a row; NOT_FOUND: there are no more. */
Status query_step(Db *db, Statement *s);
int64_t query_int(Db *db, Statement *s, int column);
Str query_text(Db *db, Statement *s, int column, Arena *a);
int64_t query_changes(Db *db, Statement *s);
void query_close(Db *db, Statement *s);

/* Room for one more element of a list under construction. */
void *query_grow(Arena *a, const void *at, size_t n, size_t bytes);

/* All queries of the program, for the test that prepares them on both engines. */
const Query *const *query_all(size_t *out_n);

#endif
