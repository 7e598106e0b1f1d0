/* tools/sqlc: queries of a .sql file become structs and typed functions.
 *
 *     sqlc --schema OUT.c MIGRATION.sql …          the migrations, expanded for both engines
 *     sqlc QUERIES.sql OUT.h OUT.c MIGRATION.sql … one file of queries
 *
 * A block is a line "-- name mode (param kind, …) -> Row (column kind, …)" and a statement that
 * ends with a semicolon. Modes: one, many, run, touch (run, and NOT_FOUND when no row was changed),
 * bulk (an INSERT whose function takes an array of rows and puts many of them in each statement).
 * Every statement is prepared against the migrated schema on SQLite here; the tests do the same on
 * PostgreSQL. */
#include "tools/sqlc.h"

#include "base/hash.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

_Noreturn void sqlc_stop(const char *file, int line, const char *format, ...)
{
        va_list args;

        fprintf(stderr, "%s:%d: error: ", file, line);
        va_start(args, format);
        vfprintf(stderr, format, args);
        va_end(args);
        fprintf(stderr, "\n");
        exit(1);
}

static Str read_file(Arena *a, const char *path)
{
        FILE *f = fopen(path, "rb");
        Text t = text_begin(a, 16 * MIB);
        char *room;
        size_t n;

        if (!f)
                sqlc_stop(path, 1, "can not be read");
        while ((room = text_room(&t, 4096)) && (n = fread(room, 1, 4096, f)) > 0)
                text_claim(&t, n);
        fclose(f);
        return text_str(&t);
}

static bool is_word(char c)
{
        return isalnum((unsigned char)c) || c == '_';
}

/* Copies quoted text and comments as they are; gives each bare word to the engine's table. */
typedef enum { FOR_SQLITE, FOR_POSTGRES } Dialect;

static Str type_word(Str word, Dialect d)
{
        if (str_eq(word, S("int")) || str_eq(word, S("id")) || str_eq(word, S("time")))
                return d == FOR_SQLITE ? S("INTEGER") : S("bigint");
        if (str_eq(word, S("blob")))
                return d == FOR_SQLITE ? S("BLOB") : S("bytea");
        if (str_eq(word, S("bool")))
                return d == FOR_SQLITE ? S("INTEGER") : S("boolean");
        if (str_eq(word, S("text")))
                return d == FOR_SQLITE ? S("TEXT") : S("text");
        return word;
}

static size_t quoted(Str s, size_t i)
{
        char q = s.at[i++];

        while (i < s.len && s.at[i] != q)
                i++;
        return i < s.len ? i + 1 : i;
}

/* "name int NOT NULL": a type word stands after a column's name, so after another word. */
static Str expand_schema(Arena *a, Str s, Dialect d)
{
        Text t = text_begin(a, 4 * s.len + 64);
        bool after_word = false;

        for (size_t i = 0; i < s.len;) {
                size_t from = i;

                if (s.at[i] == '-' && i + 1 < s.len && s.at[i + 1] == '-') {
                        i += str_find(str_skip(s, i), '\n');
                } else if (s.at[i] == '\'') {
                        i = quoted(s, i);
                        text_add(&t, (Str){s.at + from, i - from});
                } else if (is_word(s.at[i])) {
                        Str word;

                        while (i < s.len && is_word(s.at[i]))
                                i++;
                        word = (Str){s.at + from, i - from};
                        text_add(&t, after_word ? type_word(word, d) : word);
                        after_word = true;
                } else {
                        if (!isspace((unsigned char)s.at[i]))
                                after_word = false;
                        text_char(&t, s.at[i++]);
                }
        }
        if (d == FOR_POSTGRES) { /* table options that only SQLite has */
                static const char *const gone[] = {" STRICT, WITHOUT ROWID", " STRICT", NULL};
                Str all = text_str(&t);

                for (int k = 0; gone[k]; k++) {
                        Text u = text_begin(a, all.len + 1);
                        Str rest = all, cut = str_from(gone[k]);

                        for (size_t at; (at = str_find_str(rest, cut)) < rest.len;
                             rest = str_skip(rest, at + cut.len))
                                text_add(&u, (Str){rest.at, at});
                        text_add(&u, rest);
                        all = text_str(&u);
                }
                return all;
        }
        return text_str(&t);
}

static int migration_number(const char *path)
{
        const char *base = strrchr(path, '/');
        int64_t n;

        base = base ? base + 1 : path;
        if (strlen(base) < 5 || !str_to_int((Str){base, 4}, 0, 9999, &n))
                sqlc_stop(path, 1, "a migration's file name begins with four digits");
        return (int)n;
}

static int by_number(const void *x, const void *y)
{
        return migration_number(*(char *const *)x) - migration_number(*(char *const *)y);
}

void sqlc_print_c_text(FILE *f, Str s)
{
        fputs("\n        \"", f);
        for (size_t i = 0; i < s.len; i++) {
                char c = s.at[i];

                if (c == '\n')
                        fputs(i + 1 < s.len ? "\\n\"\n        \"" : "\\n", f);
                else if (c == '"' || c == '\\')
                        fprintf(f, "\\%c", c);
                else
                        fputc(c, f);
        }
        fputc('"', f);
}

static void load_schema(Sqlc *q, char **files, int n)
{
        qsort(files, (size_t)n, sizeof *files, by_number);
        if (sqlite3_open(":memory:", &q->db) != SQLITE_OK)
                sqlc_stop("sqlite", 0, "no memory");
        for (int i = 0; i < n; i++) {
                Str sql = expand_schema(q->a, read_file(q->a, files[i]), FOR_SQLITE);
                char *words = NULL;

                if (i && migration_number(files[i]) == migration_number(files[i - 1]))
                        sqlc_stop(files[i], 1, "another migration has this number: %s",
                                  files[i - 1]);
                if (sqlite3_exec(q->db, str_z(q->a, sql), NULL, NULL, &words) != SQLITE_OK)
                        sqlc_stop(files[i], 1, "%s", words);
        }
}

static void write_schema(Sqlc *q, const char *path, char **files, int n)
{
        FILE *f = fopen(path, "w");

        if (!f)
                sqlc_stop(path, 1, "can not be written");
        fprintf(f, "/* generated by tools/sqlc from the migrations; not committed */\n#include "
                   "\"store/engine.h\"\n\n"
                   "const Migration migrations[] = {\n");
        for (int i = 0; i < n; i++) {
                Str sql = read_file(q->a, files[i]);
                Hash h = hash_sha256(sql);
                const char *base = strrchr(files[i], '/');

                base = base ? base + 1 : files[i];
                fprintf(f, "{%d, \"%.*s\",", migration_number(files[i]),
                        (int)strcspn(base + 5, "."), base + 5);
                sqlc_print_c_text(f, expand_schema(q->a, sql, FOR_SQLITE));
                fputs(",", f);
                sqlc_print_c_text(f, expand_schema(q->a, sql, FOR_POSTGRES));
                fprintf(f, ",\n        \"%s\"},\n", hash_hex(q->a, &h).at);
        }
        fprintf(f, "};\nconst size_t migrations_n = %d;\n", n);
        if (fclose(f) != 0)
                sqlc_stop(path, 1, "can not be written");
}

static Str take_word(Str *s)
{
        size_t n = 0;

        *s = str_trim(*s);
        while (n < s->len && is_word(s->at[n]))
                n++;
        Str word = {s->at, n};
        *s = str_trim(str_skip(*s, n));
        return word;
}

static char kind_of(Str word)
{
        static const struct {
                const char *word;
                char kind;
        } kinds[] = {{"int", 'i'},  {"id", 'd'},   {"time", 'm'},
                     {"bool", 'b'}, {"text", 't'}, {"blob", 'x'}};

        for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++)
                if (str_is(word, kinds[i].word))
                        return kinds[i].kind;
        return 0;
}

static size_t take_list(Sqlc *q, int line, Str *s, Named *out)
{
        size_t end = str_find(*s, ')'), n = 0;
        Str list, item;

        if (str_empty(*s) || s->at[0] != '(' || end == s->len)
                sqlc_stop(q->file, line, "expected a list in brackets: (name kind, …)");
        list = (Str){s->at + 1, end - 1};
        *s = str_trim(str_skip(*s, end + 1));
        while (str_cut(&list, ',', &item)) {
                Str word, kind;

                if (str_empty(str_trim(item)))
                        continue;
                word = take_word(&item);
                kind = take_word(&item);
                if (n == FIELDS_MAX)
                        sqlc_stop(q->file, line, "more than %d fields", FIELDS_MAX);
                out[n] = (Named){word, kind_of(kind)};
                if (!out[n].kind || !str_empty(item))
                        sqlc_stop(q->file, line,
                                  "«%.*s» needs one of the kinds int, id, time, bool, text, blob",
                                  S_ARG(word));
                n++;
        }
        return n;
}

Str sqlc_camel(Arena *a, Str name)
{
        Text t = text_begin(a, name.len + 1);
        bool up = true;

        for (size_t i = 0; i < name.len; i++) {
                if (name.at[i] == '_') {
                        up = true;
                        continue;
                }
                text_char(&t, up ? (char)toupper((unsigned char)name.at[i]) : name.at[i]);
                up = false;
        }
        return text_str(&t);
}

/* "-- name mode (params) -> Row (columns)" */
static void parse_head(Sqlc *q, Str head, Block *b)
{
        b->name = take_word(&head);
        b->mode = take_word(&head);
        if (!str_is(b->mode, "one") && !str_is(b->mode, "many") && !str_is(b->mode, "run") &&
            !str_is(b->mode, "touch") && !str_is(b->mode, "bulk"))
                sqlc_stop(q->file, b->line, "the mode is one, many, run, touch or bulk, not «%.*s»",
                          S_ARG(b->mode));
        b->params_n = take_list(q, b->line, &head, b->params);
        if (!str_starts(head, S("->"))) {
                if (!str_empty(head))
                        sqlc_stop(q->file, b->line, "expected -> and the columns, found «%.*s»",
                                  S_ARG(head));
                if (str_is(b->mode, "one") || str_is(b->mode, "many"))
                        sqlc_stop(q->file, b->line,
                                  "a query that gives rows names its columns after ->");
                return;
        }
        head = str_trim(str_skip(head, 2));
        b->row = take_word(&head);
        b->row_is_new = true;
        if (str_empty(b->row)) {
                b->row = sqlc_camel(q->a, b->name);
        } else if (str_empty(head)) {
                b->row_is_new = false;
                for (size_t i = 0; i < q->n; i++)
                        if (q->blocks[i].row_is_new && str_eq(q->blocks[i].row, b->row)) {
                                memcpy(b->columns, q->blocks[i].columns, sizeof b->columns);
                                b->columns_n = q->blocks[i].columns_n;
                                return;
                        }
                sqlc_stop(q->file, b->line, "no row «%.*s» above", S_ARG(b->row));
        }
        b->columns_n = take_list(q, b->line, &head, b->columns);
}

static size_t param_index(const Block *b, Str name)
{
        for (size_t i = 0; i < b->params_n; i++)
                if (str_eq(b->params[i].name, name))
                        return i + 1;
        return 0;
}

/* :name becomes ?1 or $1 (of the row that it is asked for); text in quotes stays. A line
 * "-- sqlite: …" or "-- postgresql: …" stands only for that engine. */
static Str expand_query(Sqlc *q, const Block *b, Str sql, Dialect d, size_t row, bool *used)
{
        Text t = text_begin(q->a, sql.len * 2 + 64);

        for (size_t i = 0; i < sql.len;) {
                size_t from = i;

                if (sql.at[i] == '-' && i + 1 < sql.len && sql.at[i + 1] == '-') {
                        Str line = str_skip(sql, i),
                            mine = d == FOR_SQLITE ? S("-- sqlite:") : S("-- postgresql:");

                        line.len = str_find(line, '\n');
                        i += line.len;
                        if (str_starts(line, mine))
                                text_add(&t, expand_query(q, b, str_skip(line, mine.len), d, row,
                                                          used));
                } else if (sql.at[i] == '\'' || sql.at[i] == '"') {
                        i = quoted(sql, i);
                        text_add(&t, (Str){sql.at + from, i - from});
                } else if (sql.at[i] == ':' && i + 1 < sql.len && is_word(sql.at[i + 1]) &&
                           (i == 0 || sql.at[i - 1] != ':')) {
                        Str name;
                        size_t index;

                        for (i++; i < sql.len && is_word(sql.at[i]);)
                                i++;
                        name = (Str){sql.at + from + 1, i - from - 1};
                        index = param_index(b, name);
                        if (!index)
                                sqlc_stop(q->file, b->line,
                                          "%.*s: «:%.*s» is not among its parameters",
                                          S_ARG(b->name), S_ARG(name));
                        used[index - 1] = true;
                        text_char(&t, d == FOR_SQLITE ? '?' : '$');
                        text_int(&t, (int64_t)(row * b->params_n + index));
                } else if (isspace((unsigned char)sql.at[i])) {
                        while (i < sql.len && isspace((unsigned char)sql.at[i]))
                                i++;
                        text_char(&t, ' ');
                } else {
                        text_char(&t, sql.at[i++]);
                }
        }
        return str_trim(text_str(&t));
}

/* The bracket that closes the one at s.at[0]. */
static size_t bracket_end(Str s)
{
        int depth = 0;

        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] == '\'' || s.at[i] == '"')
                        i = quoted(s, i) - 1;
                else if (s.at[i] == '(')
                        depth++;
                else if (s.at[i] == ')' && --depth == 0)
                        return i;
        }
        return s.len;
}

/* INSERT … VALUES (…) …: the bracket stands there many times, each with parameters of its own. */
static Str expand_bulk(Sqlc *q, const Block *b, Str sql, Dialect d)
{
        static const char word[] = "VALUES (";
        bool used[FIELDS_MAX] = {0};
        size_t at = str_find_str(sql, S("VALUES (")), end;
        Text t = text_begin(q->a, 4 * MIB);
        Str row, rest;

        if (at == sql.len || b->params_n == 0)
                sqlc_stop(q->file, b->line, "%.*s: a bulk statement is an INSERT with VALUES (…)",
                          S_ARG(b->name));
        at += strlen(word) - 1;
        end = bracket_end(str_skip(sql, at));
        row = (Str){sql.at + at, end + 1};
        rest = str_skip(sql, at + end + 1);
        text_add(&t, expand_query(q, b, (Str){sql.at, at}, d, 0, used));
        for (size_t i = 0; i < b->params_n; i++)
                if (used[i])
                        sqlc_stop(q->file, b->line, "%.*s: a parameter before VALUES",
                                  S_ARG(b->name));
        for (size_t i = 0; i < b->bulk_n; i++) {
                text_add(&t, i ? S(", ") : S(" "));
                text_add(&t, expand_query(q, b, row, d, i, used));
        }
        memset(used, 0, sizeof used);
        text_char(&t, ' ');
        text_add(&t, expand_query(q, b, rest, d, 0, used));
        for (size_t i = 0; i < b->params_n; i++)
                if (used[i])
                        sqlc_stop(q->file, b->line, "%.*s: a parameter after VALUES (…)",
                                  S_ARG(b->name));
        return str_trim(text_str(&t));
}

static void check_bulk(Sqlc *q, Block *b, Str sql)
{
        sqlite3_stmt *stmt;

        if (b->columns_n)
                sqlc_stop(q->file, b->line, "%.*s: a bulk statement gives no rows", S_ARG(b->name));
        b->bulk_n = b->params_n ? SQLC_BULK_PARAMS / b->params_n : 1;
        if (b->bulk_n > SQLC_BULK_ROWS)
                b->bulk_n = SQLC_BULK_ROWS;
        b->bulk_sqlite = expand_bulk(q, b, sql, FOR_SQLITE);
        b->bulk_postgres = expand_bulk(q, b, sql, FOR_POSTGRES);
        if (sqlite3_prepare_v2(q->db, b->bulk_sqlite.at, (int)b->bulk_sqlite.len, &stmt, NULL) !=
            SQLITE_OK)
                sqlc_stop(q->file, b->line, "%.*s: %s", S_ARG(b->name), sqlite3_errmsg(q->db));
        sqlite3_finalize(stmt);
}

static bool type_fits(const char *declared, char kind)
{
        if (!declared)
                return true; /* an expression */
        if (kind == 't')
                return strcasecmp(declared, "TEXT") == 0;
        if (kind == 'x')
                return strcasecmp(declared, "BLOB") == 0;
        return strcasecmp(declared, "INTEGER") == 0;
}

static void check_block(Sqlc *q, Block *b, Str sql)
{
        bool used[FIELDS_MAX] = {0};
        sqlite3_stmt *stmt;

        b->sqlite = expand_query(q, b, sql, FOR_SQLITE, 0, used);
        b->postgres = expand_query(q, b, sql, FOR_POSTGRES, 0, used);
        for (size_t i = 0; i < b->params_n; i++)
                if (!used[i])
                        sqlc_stop(q->file, b->line, "%.*s: parameter «%.*s» is not used",
                                  S_ARG(b->name), S_ARG(b->params[i].name));
        if (sqlite3_prepare_v2(q->db, b->sqlite.at, (int)b->sqlite.len, &stmt, NULL) != SQLITE_OK)
                sqlc_stop(q->file, b->line, "%.*s: %s", S_ARG(b->name), sqlite3_errmsg(q->db));
        if ((size_t)sqlite3_column_count(stmt) != b->columns_n)
                sqlc_stop(q->file, b->line,
                          "%.*s: the statement gives %d columns, %zu are declared", S_ARG(b->name),
                          sqlite3_column_count(stmt), b->columns_n);
        for (size_t i = 0; i < b->columns_n; i++)
                if (!type_fits(sqlite3_column_decltype(stmt, (int)i), b->columns[i].kind))
                        sqlc_stop(q->file, b->line,
                                  "%.*s: column «%.*s» is declared as another kind in the schema "
                                  "(%s)",
                                  S_ARG(b->name), S_ARG(b->columns[i].name),
                                  sqlite3_column_decltype(stmt, (int)i));
        sqlite3_finalize(stmt);
        if (str_is(b->mode, "bulk"))
                check_bulk(q, b, sql);
}

/* The statement ends at the first ';' that is not in quotes or a comment. */
static size_t statement_end(Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                if (s.at[i] == '\'' || s.at[i] == '"')
                        i = quoted(s, i) - 1;
                else if (s.at[i] == '-' && i + 1 < s.len && s.at[i + 1] == '-')
                        i += str_find(str_skip(s, i), '\n') - 1;
                else if (s.at[i] == ';')
                        return i;
        }
        return s.len;
}

static void parse_queries(Sqlc *q, Str text)
{
        int line = 1;

        while (text.len) {
                Str head = {text.at, str_find(text, '\n')};
                size_t end;
                Block *b;

                if (!str_starts(head, S("-- ")) || str_find(head, '(') == head.len ||
                    !is_word(str_skip(head, 3).at[0])) {
                        if (!str_empty(str_trim(head)) && !str_starts(head, S("--")))
                                sqlc_stop(q->file, line,
                                          "expected «-- name mode (…)», found «%.*s»", S_ARG(head));
                        text = str_skip(text, head.len + 1);
                        line++;
                        continue;
                }
                if (q->n == BLOCKS_MAX)
                        sqlc_stop(q->file, line, "more than %d queries", BLOCKS_MAX);
                b = &q->blocks[q->n];
                b->line = line;
                text = str_skip(text, head.len + 1);
                line++;
                while (!str_ends(str_trim(head), S(")")) &&
                       str_starts(text, S("--  "))) { /* a head goes on */
                        Str more = {text.at, str_find(text, '\n')};
                        Str both[2] = {str_trim(head), str_trim(str_skip(more, 2))};

                        head = str_join(q->a, both, 2, S(" "));
                        text = str_skip(text, more.len + 1);
                        line++;
                }
                parse_head(q, str_skip(head, 3), b);
                end = statement_end(text);
                if (end == text.len)
                        sqlc_stop(q->file, line, "%.*s: the statement has no ;", S_ARG(b->name));
                check_block(q, b, (Str){text.at, end});
                for (size_t i = 0; i < end; i++)
                        line += text.at[i] == '\n';
                text = str_skip(text, end + 1);
                q->n++;
        }
}

int main(int argc, char **argv)
{
        static Sqlc q;
        static Arena a;

        a = arena_make(256 * MIB);
        q.a = &a;
        if (argc > 3 && strcmp(argv[1], "--schema") == 0) {
                q.file = argv[2];
                load_schema(&q, argv + 3, argc - 3);
                write_schema(&q, argv[2], argv + 3, argc - 3);
        } else if (argc > 4) {
                const char *include = argv[2], *gen;

                q.file = argv[1];
                load_schema(&q, argv + 4, argc - 4);
                parse_queries(&q, read_file(&a, argv[1]));
                sqlc_write_header(&q, argv[2]);
                gen = strstr(include, "/gen/");
                sqlc_write_source(&q, argv[3], gen ? gen + 5 : include);
        } else {
                fprintf(stderr, "usage: sqlc QUERIES.sql OUT.h OUT.c MIGRATION.sql … | sqlc "
                                "--schema OUT.c MIGRATION.sql …\n");
                return 2;
        }
        sqlite3_close(q.db);
        arena_free(&a);
        return 0;
}
