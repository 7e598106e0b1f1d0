/* main/cli_import: a file from the command line: what would change, a question, the import with its
 * progress. */
#include "main/cli.h"

#include "base/time.h"
#include "base/words.h"
#include "base/yaml_table.h"
#include "import/file.h"
#include "import/import.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { EXIT_NOT_CONFIRMED = 7, REFUSED_SHOWN_MAX = 20 };

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
        fputc('\r', stderr);
        if (b->rows_total)
                fprintf(stderr, _("%3d %%  %lld of %lld rows  %.0f rows/s  %.0f s left   "),
                        (int)(now->rows_done * 100 / b->rows_total), (long long)now->rows_done,
                        (long long)b->rows_total, rate,
                        rate > 0 ? (double)(b->rows_total - now->rows_done) / rate : 0.0);
        else
                fprintf(stderr, _("%lld rows  %.0f rows/s   "), (long long)now->rows_done, rate);
        return OK;
}

/* The file as it came, in imports/; nothing stays there when it can not be kept whole. */
static Status keep_file(Arena *a, const char *from, Str folder, Str *out)
{
        char *buffer = arena_bytes(a, MIB);
        int in = open(from, O_RDONLY | O_CLOEXEC), to = -1;
        ssize_t n = 0;
        struct stat st;

        if (in >= 0 && fstat(in, &st) == 0 && S_ISDIR(st.st_mode)) {
                close(in);
                return INVALID;
        }
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

static void print_json(Arena *a, const Import *i)
{
        Str id = id_text(a, i->id);

        printf("{\"id\":\"%.*s\",\"state\":\"%.*s\",\"rows\":%lld,\"new\":%lld,\"joined\":%lld,"
               "\"moved\":%lld,\"renamed\":%lld,\"changed\":%lld,\"same\":%lld,\"gone\":%lld,"
               "\"gone_of\":%lld,\"refused\":%lld,\"alike\":%lld,\"named\":%lld,\"twice\":%lld,"
               "\"nameless\":%lld}\n",
               S_ARG(id), S_ARG(i->state), (long long)i->rows_done, (long long)i->rows_new,
               (long long)i->rows_joined, (long long)i->rows_moved, (long long)i->rows_renamed,
               (long long)i->rows_changed, (long long)i->rows_same, (long long)i->rows_gone,
               (long long)i->gone_of, (long long)i->rows_refused, (long long)i->rows_alike,
               (long long)i->rows_named, (long long)i->rows_twice, (long long)i->rows_nameless);
}

static void print_import(FILE *to, Db *db, Arena *a, const Import *i)
{
        ImportMoveList moves;

        fprintf(to,
                _("rows %lld: new %lld, joined %lld, moved %lld, changed %lld (renamed %lld), the "
                  "same %lld, refused %lld; perhaps known %lld\n"),
                (long long)i->rows_done, (long long)i->rows_new, (long long)i->rows_joined,
                (long long)i->rows_moved, (long long)i->rows_changed, (long long)i->rows_renamed,
                (long long)i->rows_same, (long long)i->rows_refused, (long long)i->rows_alike);
        if (i->rows_named)
                fprintf(to,
                        _("called otherwise by another source: %lld; that name stays, this one is "
                          "kept beside\n"),
                        (long long)i->rows_named);
        if (i->rows_twice)
                fprintf(to, _("twice in the file, under another id: %lld\n"),
                        (long long)i->rows_twice);
        if (i->gone_of)
                fprintf(to,
                        _("not in the file: %lld of %lld known from this source, marked as gone\n"),
                        (long long)i->rows_gone, (long long)i->gone_of);
        else if (i->rows_gone)
                fprintf(to, _("not in the file: %lld known from this source, left as they are\n"),
                        (long long)i->rows_gone);
        if (import_moves(db, a, i->id, &moves) == OK)
                for (size_t k = 0; k < moves.n; k++)
                        fprintf(to, "    %.*s to %.*s: %lld\n", S_ARG(moves.at[k].from_stage),
                                S_ARG(moves.at[k].to_stage), (long long)moves.at[k].rows_n);
}

static void print_refused(Db *db, Arena *a, const Import *import)
{
        ImportNoteList list;

        if (import_notes(db, a, import->id, S("refused"), &list) != OK)
                return;
        list.n = list.n < REFUSED_SHOWN_MAX ? list.n : REFUSED_SHOWN_MAX;
        for (size_t i = 0; i < list.n; i++)
                fprintf(stderr, _("row %lld refused: %.*s\n"), (long long)list.at[i].row_number,
                        S_ARG(list.at[i].words));
        if (import->rows_refused > (int64_t)list.n)
                fprintf(stderr, _("and %lld more; the import's page gives them as a file\n"),
                        (long long)(import->rows_refused - (int64_t)list.n));
        if (import->rows_done && import->rows_refused == import->rows_done)
                fputs(_("Every row was refused. Is this the mapping for "
                        "this "
                        "file?\n"),
                      stderr);
}

static Status work(Program *p, Db *db, Arena *a, Id id, bool quiet, int64_t total, Import *out)
{
        Bar bar = {
                .begun_us = time_steady_us(), .rows_total = total, .is_quiet = quiet || !isatty(2)};
        Status s;

        while ((s = import_work(p->store, db, id, (ImportTick){draw_bar, &bar, p->site.seal})) ==
               TOO_MANY) /* a server does it for us */
                nanosleep(&(struct timespec){0, 100000000L}, NULL);

        if (bar.told_us)
                fputs("\r\033[K", stderr);
        return s == OK ? import_by_id(db, a, id, out) : s;
}

/* Out of the terminal or a pipe; false also when it has ended. */
static bool asked(const char *question, bool *out_ended)
{
        char answer[16] = "";

        fputs(question, stderr);
        if (!fgets(answer, sizeof answer, stdin)) {
                fputc('\n', stderr);
                *out_ended = true;
        }
        return str_is(str_trim(str_from(answer)), "yes") || str_is(str_trim(str_from(answer)), "y");
}

/* Says what to do when it is not. --yes does not answer the second question. */
static bool confirmed(const Command *c, Arena *a, const Import *i, Str *gone_ok)
{
        bool has_ended = false;

        if (!c->yes && !asked(_("Apply this? yes or no: "), &has_ended)) {
                fputs(has_ended
                              ? _("Nothing was imported: there was no answer. To import without a "
                                  "question, add --yes.\n")
                              : _("Nothing was imported. To import without a question, add "
                                  "--yes.\n"),
                      stderr);
                return false;
        }
        if (import_doubt(i) == IMPORT_NO_DOUBT || str_is(*gone_ok, "yes"))
                return true;
        fprintf(stderr, "%.*s\n", S_ARG(import_doubt_words(a, i)));
        if (!c->yes && asked(_("Are they gone? yes or no: "), &has_ended)) {
                *gone_ok = S("yes");
                return true;
        }
        fputs(_("Nothing was imported. If they are gone, say so with --gone-ok yes.\n"), stderr);
        return false;
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
        ActionWorld world = {.store = p->store,
                             .site = &p->site,
                             .base_url = p->site.base_url,
                             .gate = p->site.gate,
                             .seal = p->site.seal};
        Status s = action_do(&world, action, actor, inputs, n, a, d);

        if (s != OK)
                print_faults(d);
        return s;
}

/* A mapping is a name or a file; "@FILE", as everywhere, says that it is a file. */
static Status mapping_of(Arena *a, Str given, Str *out)
{
        bool says_file = str_starts(given, S("@"));
        Str path = says_file ? str_skip(given, 1) : given;
        int fd = open(str_z(a, path), O_RDONLY | O_CLOEXEC);
        char *text = arena_bytes(a, MIB);
        ssize_t n = 0;
        size_t len = 0;

        *out = given;
        if (fd < 0 && !says_file && yaml_is_slug(given))
                return OK;
        while (fd >= 0 && len < MIB && (n = read(fd, text + len, MIB - len)) > 0)
                len += (size_t)n;
        if (fd >= 0)
                close(fd);
        *out = (Str){text, len};
        if (fd >= 0 && n >= 0)
                return OK;
        fprintf(stderr, _("seedbed: mapping: there is no file «%.*s» that can be read%s\n"),
                S_ARG(path), says_file ? "" : _(", and no mapping has such a name"));
        return NOT_FOUND;
}

/* The flags are the check's inputs, but for the one that is the confirmation's. */
static Status inputs_of(const Command *c, Arena *a, Input *out, size_t *out_n, Str *out_gone_ok)
{
        size_t n = 0;

        for (size_t i = 0; i < c->flags_n; i++) {
                if (str_is(c->flags[i].name, "gone_ok")) {
                        *out_gone_ok = c->flags[i].value;
                        continue;
                }
                if (n + 1 == ACTION_FIELDS_MAX)
                        break;
                out[n] = c->flags[i];
                if (str_is(out[n].name, "mapping"))
                        TRY(mapping_of(a, out[n].value, &out[n].value));
                n++;
        }
        *out_n = n;
        return OK;
}

/* Takes the file in and reads it, so that it can be said what would change. */
static Status check_file(Command *c, Program *p, Arena *a, Db *db, const Actor *actor,
                         Input *inputs, size_t n, Import *out)
{
        const char *last = strrchr(c->words[1], '/');
        Deed d = {.file_name = str_from(last && last[1] ? last + 1 : c->words[1])};
        Str kept;
        Status s = keep_file(a, c->words[1], p->conf.folder, &kept);

        if (s != OK) {
                fprintf(stderr, "seedbed: %s %s\n", c->words[1],
                        s == NOT_FOUND ? _("can not be opened")
                        : s == INVALID ? _("is a folder")
                                       : _("can not be read to its end, or not be kept in the data "
                                           "folder"));
                return s;
        }
        inputs[n] = (Input){S("file"), kept};
        s = act(p, a, &import_check_action, actor, inputs, n + 1, &d);
        if (s != OK) {
                import_file_remove(kept);
                return s;
        }
        TRY(work(p, db, a, d.made, c->as_json, 0, out));
        if (!str_is(out->state, "failed"))
                return OK;
        fprintf(stderr, "seedbed: %.*s\n", S_ARG(out->fault));
        return INVALID;
}

static Status import_file(Command *c, Program *p, Arena *a, Db *db, bool *out_is_confirmed)
{
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;
        Actor actor;
        Deed d = {0};
        Import import;
        Str gone_ok = {0};

        TRY(program_local_actor(p, a, &actor));
        TRY(inputs_of(c, a, inputs, &n, &gone_ok));
        TRY(check_file(c, p, a, db, &actor, inputs, n, &import));
        print_refused(db, a, &import);
        if (c->as_json && c->dry_run)
                print_json(a, &import);
        else
                print_import(c->as_json ? stderr : stdout, db, a, &import);
        inputs[0] = (Input){S("import"), id_text(a, import.id)};
        *out_is_confirmed = c->dry_run || confirmed(c, a, &import, &gone_ok);
        if (c->dry_run)
                fputs(_("Nothing was changed.\n"), stderr);
        if (c->dry_run || !*out_is_confirmed)
                return act(p, a, &import_cancel_action, &actor, inputs, 1, &d);
        inputs[1] = (Input){S("gone_ok"), gone_ok};
        TRY(act(p, a, &import_confirm_action, &actor, inputs, 2, &d));
        TRY(work(p, db, a, import.id, c->as_json, import.rows_total, &import));
        if (c->as_json)
                print_json(a, &import);
        else
                print_import(stdout, db, a, &import);
        if (str_is(import.state, "done"))
                return OK;
        fprintf(stderr, "seedbed: %.*s\n", S_ARG(import.fault));
        return INVALID;
}

void cli_import_help(void)
{
        puts(_("seedbed import FILE --mapping NAME|FILE [--as-of DATE] [--hub HUB] "
               "[--dry-run] [--yes] [--gone-ok yes] [--json]\n"
               "    Reads the file, shows what would change, asks, and applies it. CSV or "
               "NDJSON; plain, gzip or zstd.\n"
               "    --as-of is the day the file tells of; --hub is for rows that name none.\n"
               "    --yes answers the question. A snapshot that lacks more than half of those "
               "known "
               "from its source (and at least 20)\n"
               "    is asked about once more, and so is one with refused rows that name nobody;\n"
               "    --gone-ok yes answers that.\n"
               "    Without a yes nothing is imported and the exit code is 7. An import that was "
               "cut "
               "off goes on when the server is\n"
               "    next started."));
}

int cli_import(Command *c)
{
        Program p;
        Arena a = arena_make(512 * MIB);
        char fault[PROGRAM_FAULT_BYTES] = "";
        bool is_confirmed = false;
        Db *db = NULL;
        Status s;

        if (c->words_n < 2 || c->wants_help) {
                cli_import_help();
                return c->wants_help ? 0 : 2;
        }
        if (c->words_n > 2) {
                fprintf(stderr, _("seedbed: one file at a time; what is «%s»?\n"), c->words[2]);
                return 2;
        }
        s = program_open(&p, &c->conf, false, fault);
        if (s == OK)
                s = store_reader(p.store, &db);
        if (s == OK)
                s = import_file(c, &p, &a, db, &is_confirmed);
        else
                fprintf(stderr, "seedbed: %s\n", fault);
        store_reader_close(db);
        program_close(&p);
        arena_free(&a);
        return s == OK && !is_confirmed ? EXIT_NOT_CONFIRMED : status_exit(s);
}
