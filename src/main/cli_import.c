/* main/cli_import: a file from the command line: what would change, a question, the import with its
 * progress. */
#include "main/cli.h"

#include "base/time.h"
#include "import/file.h"
#include "import/import.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
        int64_t begun_us, told_us, rows_before, rows_total;
        bool is_quiet;
} Bar;

static Status draw_bar(void *ctx, const Import *now)
{
        Bar *b = ctx;
        int64_t t = time_steady_us(), rows = now->rows_done - b->rows_before;
        double seconds = (double)(t - b->begun_us) / 1e6,
               rate = seconds > 0 ? (double)rows / seconds : 0;

        if (b->is_quiet || t - b->told_us < 200000)
                return OK;
        b->told_us = t;
        if (b->rows_total)
                fprintf(stderr, "\r%3d %%  %lld of %lld rows  %.0f rows/s  %.0f s left   ",
                        (int)(now->rows_done * 100 / b->rows_total), (long long)now->rows_done,
                        (long long)b->rows_total, rate,
                        rate > 0 ? (double)(b->rows_total - now->rows_done) / rate : 0.0);
        else
                fprintf(stderr, "\r%lld rows  %.0f rows/s   ", (long long)now->rows_done, rate);
        return OK;
}

/* The file as it came, in imports/; nothing stays there when it can not be kept whole. */
static Status keep_file(Arena *a, const char *from, Str folder, Str *out)
{
        char *buffer = arena_bytes(a, MIB);
        int in = open(from, O_RDONLY | O_CLOEXEC), to = -1;
        ssize_t n = 0;
        bool good = in >= 0 && import_file_make(a, folder, out, &to) == OK;

        while (good && (n = read(in, buffer, MIB)) > 0)
                good = write(to, buffer, (size_t)n) == n;
        good = good && n == 0;
        if (in >= 0)
                close(in);
        if (to >= 0 && close(to) != 0)
                good = false;
        if (to >= 0 && !good)
                import_file_remove(*out);
        return good ? OK : in < 0 ? NOT_FOUND : BROKEN;
}

static void print_import(Db *db, Arena *a, const Import *i, bool as_json)
{
        ImportMoveList moves;

        if (as_json) {
                Str id = id_text(a, i->id);

                printf("{\"id\":\"%.*s\",\"state\":\"%.*s\",\"rows\":%lld,\"new\":%lld,\"moved\":%"
                       "lld,\"renamed\":%lld,\"changed\":%lld,\"same\":%lld,"
                       "\"gone\":%lld,\"refused\":%lld,\"alike\":%lld}\n",
                       S_ARG(id), S_ARG(i->state), (long long)i->rows_done, (long long)i->rows_new,
                       (long long)i->rows_moved, (long long)i->rows_renamed,
                       (long long)i->rows_changed, (long long)i->rows_same, (long long)i->rows_gone,
                       (long long)i->rows_refused, (long long)i->rows_alike);
                return;
        }
        printf("rows %lld: new %lld, moved %lld, renamed %lld, changed %lld, the same %lld; gone "
               "%lld; refused %lld; perhaps known %lld\n",
               (long long)i->rows_done, (long long)i->rows_new, (long long)i->rows_moved,
               (long long)i->rows_renamed, (long long)i->rows_changed, (long long)i->rows_same,
               (long long)i->rows_gone, (long long)i->rows_refused, (long long)i->rows_alike);
        if (import_moves(db, a, i->id, &moves) == OK)
                for (size_t k = 0; k < moves.n; k++)
                        printf("    %.*s to %.*s: %lld\n", S_ARG(moves.at[k].from_stage),
                               S_ARG(moves.at[k].to_stage), (long long)moves.at[k].rows_n);
}

static void print_refused(Db *db, Arena *a, Id id)
{
        ImportNoteList list;

        if (import_notes(db, a, id, S("refused"), &list) != OK)
                return;
        for (size_t i = 0; i < list.n; i++)
                fprintf(stderr, "row %lld refused: %.*s\n", (long long)list.at[i].row_number,
                        S_ARG(list.at[i].words));
}

static Status work(Program *p, Db *db, Arena *a, Id id, bool quiet, int64_t total, Import *out)
{
        Bar bar = {.begun_us = time_steady_us(), .rows_total = total, .is_quiet = quiet};
        Status s;

        while ((s = import_work(p->store, db, id, (ImportTick){draw_bar, &bar})) ==
               TOO_MANY) /* a server does it for us */
                nanosleep(&(struct timespec){0, 100000000L}, NULL);

        if (!quiet && bar.told_us)
                fputs("\r\033[K", stderr);
        return s == OK ? import_by_id(db, a, id, out) : s;
}

static bool confirmed(const Command *c)
{
        char answer[16] = "";

        if (c->yes)
                return true;
        fputs("Apply this? yes or no: ", stderr);
        return fgets(answer, sizeof answer, stdin) && str_is(str_trim(str_from(answer)), "yes");
}

static void print_faults(const Deed *d)
{
        for (size_t i = 0; i < d->faults_n; i++)
                fprintf(stderr, "seedbed: %s%s%.*s\n", d->faults[i].field ? d->faults[i].field : "",
                        d->faults[i].field ? ": " : "", S_ARG(d->faults[i].words));
}

static Status act(Program *p, Arena *a, const Action *action, const Actor *actor,
                  const Input *inputs, size_t n, Deed *d)
{
        ActionWorld world = {p->store, &p->site, 0, p->site.base_url};
        Status s = action_do(&world, action, actor, inputs, n, a, d);

        if (s != OK)
                print_faults(d);
        return s;
}

static Status import_file(Command *c, Program *p, Arena *a, Db *db)
{
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;
        Actor actor;
        Deed d = {0};
        Import import;
        Str kept, mapping;
        Status s;

        TRY(program_local_actor(p, a, &actor));
        s = keep_file(a, c->words[1], p->conf.folder, &kept);
        if (s != OK) {
                fprintf(stderr, "seedbed: %s %s\n", c->words[1],
                        s == NOT_FOUND
                                ? "can not be opened"
                                : "can not be read to its end, or not be kept in the data folder");
                return s;
        }
        for (size_t i = 0; i < c->flags_n && n + 1 < ACTION_FIELDS_MAX; i++) {
                inputs[n] = c->flags[i];
                mapping = c->flags[i].value;
                if (str_is(c->flags[i].name, "mapping") && access(str_z(a, mapping), R_OK) == 0) {
                        Text t = text_begin(a, MIB);
                        int fd = open(str_z(a, mapping), O_RDONLY | O_CLOEXEC);
                        char *room;
                        ssize_t got;

                        while (fd >= 0 && (room = text_room(&t, 65536)) &&
                               (got = read(fd, room, 65536)) > 0)
                                text_claim(&t, (size_t)got);
                        if (fd >= 0)
                                close(fd);
                        inputs[n].value = text_str(&t);
                }
                n++;
        }
        inputs[n++] = (Input){S("file"), kept};
        d.file_name = str_from(c->words[1]);
        s = act(p, a, &import_check_action, &actor, inputs, n, &d);
        if (s != OK) {
                import_file_remove(kept);
                return s;
        }
        TRY(work(p, db, a, d.made, c->as_json, 0, &import));
        if (str_is(import.state, "failed")) {
                fprintf(stderr, "seedbed: %.*s\n", S_ARG(import.fault));
                return INVALID;
        }
        print_refused(db, a, import.id);
        if (!c->as_json || c->dry_run)
                print_import(db, a, &import, c->as_json);
        inputs[0] = (Input){S("import"), id_text(a, import.id)};
        if (c->dry_run || !confirmed(c)) {
                fputs("Nothing was changed.\n", stderr);
                return act(p, a, &import_cancel_action, &actor, inputs, 1, &d);
        }
        TRY(act(p, a, &import_confirm_action, &actor, inputs, 1, &d));
        TRY(work(p, db, a, import.id, c->as_json, import.rows_total, &import));
        print_import(db, a, &import, c->as_json);
        return str_is(import.state, "done") ? OK : INVALID;
}

int cli_import(Command *c)
{
        Program p;
        Arena a = arena_make(512 * MIB);
        char fault[PROGRAM_FAULT_BYTES] = "";
        Db *db = NULL;
        Status s;

        if (c->words_n < 2 || c->wants_help) {
                puts("seedbed import FILE --mapping NAME|FILE [--as-of DATE] [--hub HUB] "
                     "[--dry-run] [--yes] [--json]\n"
                     "    Reads the file, shows what would change, asks, and applies it. CSV or "
                     "NDJSON; plain, gzip or zstd.\n"
                     "    An import that was cut off goes on when the server is next started.");
                return c->wants_help ? 0 : 2;
        }
        s = program_open(&p, &c->conf, false, fault);
        if (s == OK)
                s = store_reader(p.store, &db);
        if (s == OK)
                s = import_file(c, &p, &a, db);
        else
                fprintf(stderr, "seedbed: %s\n", fault);
        store_reader_close(db);
        program_close(&p);
        arena_free(&a);
        return status_exit(s);
}
