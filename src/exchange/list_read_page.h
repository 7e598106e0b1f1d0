/* exchange/list_read_page: every list as a file, and what a file says of it.
 *
 * A list is a part of a view: what JSON and the page show is what stands in the file, by the same
 * permissions, for there is no other way in. Its address is the view's, with the part's name:
 * "/rounds?part=open". A row of program_lists says which deed changes which column; a column that
 * no deed changes is only read. Each row carries what it looked like (LIST_SEEN), so a file that
 * comes back tells what somebody changed from what others changed meanwhile. */
#ifndef SEEDBED_EXCHANGE_LIST_READ_PAGE_H
#define SEEDBED_EXCHANGE_LIST_READ_PAGE_H

#include "web/site.h"

enum {
        LIST_COLUMNS_MAX = 60,
        LIST_ROWS_MAX = 100000,           /* of one file that goes out */
        LIST_PAGES_MAX = 200,             /* pages that are loaded for it */
        LIST_CHANGES_MAX = 500,           /* rows of one file that are changed */
        LIST_BYTES_MAX = 4 * 1024 * 1024, /* of one that comes in */
        LIST_ADDRESS_CHARS_MAX = 500
};

#define LIST_SEEN "_seen"     /* what the row was when it went out */
#define LIST_REASON "_reason" /* why, for deeds that ask */

/* What changes a column. `inputs` are the deed's, with spaces between, each FIELD=SOURCE: a column
 * of the row, as the file has it; {name}, a part of the address; ?name, of its query; @part.column,
 * of another row that the view shows; LIST_REASON. Behind a column how it is written: ":local", an
 * instant by the wall clock of the zone in the column "zone" or in the source that follows, as in
 * ":local:@event/zone" or ":local:UTC"; ":day" and ":clock", its halves; ":minutes", how long after
 * "begins_at". */
typedef struct {
        const char *column, *deed, *inputs;
        const char *value; /* only when the cell becomes this; NULL: always */
        bool may_be_empty; /* an empty cell takes the value away; else it is refused */
} ListColumn;

typedef struct {
        const char *path, *part;
        const char *keys;          /* names of the columns that name a row, with + between */
        const ListColumn *columns; /* ends with {0}; NULL: only read */
        const char *why;           /* why it is only read */
} List;

/* NULL-terminated by path. */
extern const List program_lists[];

/* A list that is being read. */
typedef struct {
        Visit v;
        const View *view;
        const Part *part;
        const List *list; /* NULL: no deed changes it */
        Str address;
        size_t key_columns[4];
        size_t keys_n;
        const void *model; /* of the page that is being given */
        int pages_max;
} ListRead;

/* Who reads, from where. */
typedef struct {
        Site *site;
        Db *db;
        Arena *a;
        Actor actor;
        int64_t now_us;
} ListReader;

/* NOT_FOUND: there is no such view or part; INVALID: the address is broken. */
Status list_open(const ListReader *by, Str address, ListRead *out);
/* One after the other, each with its cells, in the order of the view, all as of one moment. A
 * status that row gives ends it. TOO_MANY: more than LIST_ROWS_MAX, or than pages_max pages: each
 * costs what the page costs. What the view refuses is refused, with words in v.fault.
 */
typedef struct {
        void *ctx;
        Status (*row)(void *ctx, const Str *cells);
} ListSink;
Status list_rows(ListRead *l, const ListSink *sink);

/* What a row is called: its key's cells. */
Str list_key(const ListRead *l, Arena *a, const Str *cells);
/* 16 hex digits of what stands in the row. */
Str list_seen(const ListRead *l, Arena *a, const Str *cells);
size_t list_columns_n(const ListRead *l);
const char *list_column_name(const ListRead *l, size_t i);
/* The column of that name; list_columns_n when there is none. */
size_t list_column(const ListRead *l, Str name);
bool list_asks_reason(const ListRead *l);
/* "event/zone": a column of a part that is one row; while rows are given. */
Str list_beside(const ListRead *l, Str name);
/* The row of program_lists, or NULL. */
const List *list_find(const View *view, const Part *part);
/* Does a view have a part that is a list? */
const Part *list_part(const View *view, Str name);

/* The whole as CSV, into a file. Formulas are made harmless. */
Status list_write(ListRead *l, int fd);

#endif
