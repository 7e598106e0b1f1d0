/* import/refused: the rows that were refused, read from the file again, to be mended. */
#include "base/csv_row.h"
#include "base/csv.h"
#include "import/import.h"
#include "base/table.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

static Status refused_rows(Db *db, Arena *a, const Import *import, Table *table, Text *out)
{
        ImportRefusedList list = {0};
        TableRow row, header = table_header(table);
        size_t i = 0;
        int64_t after = 0;
        Status s;
        Str *fields = arena_new(a, Str, TABLE_FIELDS_MAX + 1);

        memcpy(fields, header.field, header.n * sizeof *fields);
        fields[header.n] = S("refused_because");
        csv_write_row(out, fields, header.n + 1, CSV_AS_IS);
        while ((s = table_next(table, &row)) == OK || s == INVALID) {
                if (i == list.n) {
                        TRY(import_refused(db, a, import->id, after, &list));
                        if (list.n == 0)
                                return OK;
                        i = 0;
                        after = list.at[list.n - 1].row_number;
                }
                if (table_row(table) != list.at[i].row_number)
                        continue;
                if (s == OK) {
                        memcpy(fields, row.field, row.n * sizeof *fields);
                        fields[row.n] = list.at[i].words;
                        csv_write_row(out, fields, row.n + 1, CSV_AS_IS);
                } else { /* not a row of this table: as it stood */
                        text_add(out, table_raw(table));
                        text_char(out, '\n');
                }
                i++;
        }
        return s == NOT_FOUND ? OK : s;
}

Status import_refused_file(Db *db, Arena *a, const Import *import, Text *out)
{
        int fd = open(str_z(a, import->file_path), O_RDONLY | O_CLOEXEC);
        Source *source = NULL;
        Table *table = NULL;
        Str words;
        Status s = fd < 0 ? NOT_FOUND : source_open(fd, 0, &source);

        if (s == OK)
                s = table_open(a, source, &(TableOptions){0}, &table, &words);
        if (s == OK)
                s = refused_rows(db, a, import, table, out);
        table_close(table);
        source_close(source);
        if (fd >= 0)
                close(fd);
        return s;
}
