/* main/verify_cmd: see the header. */
#include "main/verify_cmd.h"

#include "base/json.h"
#include "base/words.h"
#include "main/program.h"
#include "pledge/bundle.h"
#include "record/verify.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char usage[] =
        N_("usage: seedbed verify [--key KEY] [--json] [--store URL] TARGET\n"
           "\n"
           "TARGET is an evidence bundle, a data folder, a folder of exported tiles, a backup, or\n"
           "the http(s) address of a server. KEY is the record's verifier key (NAME+ID+KEY) or a\n"
           "file that holds it; without it the key that lies beside TARGET is used, which proves\n"
           "only that TARGET agrees with itself.\n"
           "Exit: 0 all is well, 10 something is wrong (the first is named), 3 there is no such\n"
           "target, 2 wrong use, 1 it could not be verified.\n");

typedef enum {
        TARGET_NONE,
        TARGET_BUNDLE,
        TARGET_DATA,
        TARGET_BACKUP,
        TARGET_TILES,
        TARGET_SERVER
} TargetKind;

typedef struct {
        Arena *a;
        Str key, store, target;
        bool as_json, key_is_given;
        TargetKind kind;
        Status status;
        VerifyReport log;
        BundleReport bundle;
        char fault[VERIFY_WORDS_BYTES];
} Command;

static const char *const kind_names[] = {"nothing", "bundle", "data folder", /* as it is */
                                         "backup",  "tiles",  "server"};

static bool there_is(Arena *a, Str folder, const char *name)
{
        return access(str_fmt(a, "%.*s/%s", S_ARG(folder), name).at, F_OK) == 0;
}

Status command_store_open(Arena *a, Str folder, Str url, Store **out, char fault[STORE_FAULT_BYTES])
{
        char words[PROGRAM_FAULT_BYTES] = "";
        StoreConfig config = {.url = url};
        Conf conf;
        Status s;

        conf_standard(&conf);
        if (str_empty(url)) {
                s = conf_read(a, str_fmt(a, "%.*s/seedbed.conf", S_ARG(folder)), &conf, words);
                if (s != OK) {
                        snprintf(fault, STORE_FAULT_BYTES, "%.250s", words);
                        return s;
                }
                config.url = conf.store;
        }
        if (str_empty(config.url))
                config.url = str_fmt(a, "sqlite:%.*s/seedbed.db", S_ARG(folder));
        return store_open(&config, out, fault);
}

static bool is_sqlite(const char *path)
{
        char head[16] = "";
        int fd = open(path, O_RDONLY | O_CLOEXEC);
        bool yes = fd >= 0 && read(fd, head, sizeof head) == sizeof head &&
                   memcmp(head, "SQLite format 3", 16) == 0;

        if (fd >= 0)
                close(fd);
        return yes;
}

static TargetKind kind_of(Command *c)
{
        struct stat st;
        char *path = str_z(c->a, c->target);

        if (str_starts(c->target, S("http://")) || str_starts(c->target, S("https://")))
                return TARGET_SERVER;
        if (stat(path, &st) != 0)
                return TARGET_NONE;
        if (!S_ISDIR(st.st_mode))
                return is_sqlite(path) ? TARGET_BACKUP : TARGET_BUNDLE;
        if (there_is(c->a, c->target, "checkpoint"))
                return TARGET_TILES;
        return there_is(c->a, c->target, "seedbed.db") ||
                               there_is(c->a, c->target, "seedbed.conf") || c->store.len
                       ? TARGET_DATA
                       : TARGET_NONE;
}

/* A key on the command line is the key, or the name of a file with it. */
static Status key_given(Command *c, Str word)
{
        char text[RECORD_KEY_CHARS_MAX + 2];
        int fd = open(str_z(c->a, word), O_RDONLY | O_CLOEXEC);
        ssize_t n = fd >= 0 ? read(fd, text, sizeof text) : -1;

        if (fd >= 0)
                close(fd);
        c->key = n > 0 ? str_copy(c->a, str_trim((Str){text, (size_t)n})) : word;
        c->key_is_given = true;
        return str_find(c->key, '+') < c->key.len ? OK : INVALID;
}

/* The key that lies beside the target; a bundle holds its own. */
static Status key_beside(Command *c)
{
        Status s = OK;

        if (c->key_is_given || c->kind == TARGET_BUNDLE || c->kind == TARGET_NONE)
                return OK;
        if (c->kind == TARGET_SERVER)
                return verify_server_key(c->target, c->a, &c->key, c->fault);
        if (c->kind != TARGET_BACKUP)
                s = verify_folder_key(c->target, c->a, &c->key);
        if (c->kind == TARGET_BACKUP || s != OK) {
                snprintf(c->fault, sizeof c->fault,
                         _("there is no record.pub beside it: give the record's key with --key"));
                return BROKEN;
        }
        return OK;
}

static Status verify_data(Command *c)
{
        Str url = c->kind == TARGET_BACKUP ? str_fmt(c->a, "sqlite:%.*s", S_ARG(c->target))
                                           : c->store;
        Store *st = NULL;
        Db *db = NULL;
        Status s = command_store_open(c->a, c->target, url, &st, c->fault);

        if (s == OK)
                s = store_reader(st, &db);
        if (s == OK)
                s = verify_store(db, c->key, &c->log);
        store_reader_close(db);
        store_close(st);
        return s;
}

static Status verify_target(Command *c)
{
        Status s = key_beside(c);

        if (s != OK)
                return s == INVALID ? BROKEN : s; /* the way to the key is wrong, not the log */
        switch (c->kind) {
        case TARGET_BUNDLE: return bundle_verify_file(c->target, c->key, &c->bundle);
        case TARGET_DATA:
        case TARGET_BACKUP: return verify_data(c);
        case TARGET_TILES: return verify_folder(c->target, c->key, &c->log);
        case TARGET_SERVER: return verify_server(c->target, c->key, &c->log);
        case TARGET_NONE: break;
        }
        snprintf(c->fault, sizeof c->fault,
                 _("there is no such bundle, data folder or folder of tiles"));
        return NOT_FOUND;
}

/* --- what is said */

static const char *words_of(const Command *c)
{
        const char *words = c->kind == TARGET_BUNDLE ? c->bundle.words : c->log.words;

        return c->fault[0] && !words[0] ? c->fault : words[0] ? words : status_name(c->status);
}

static void out_text(JsonOut *j, Str key, const char *value)
{
        jout_key(j, key);
        jout_text(j, str_from(value));
}

static void out_int(JsonOut *j, Str key, int64_t value)
{
        jout_key(j, key);
        jout_int(j, value);
}

static void say_json(const Command *c)
{
        bool is_bundle = c->kind == TARGET_BUNDLE;
        Text t = text_begin(c->a, 64 * KIB);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        jout_key(&j, S("target"));
        jout_text(&j, c->target);
        out_text(&j, S("kind"), kind_names[c->kind]);
        jout_key(&j, S("good"));
        jout_bool(&j, c->status == OK);
        out_text(&j, S("words"), words_of(c));
        jout_key(&j, S("key_is_given"));
        jout_bool(&j, c->key_is_given);
        out_text(&j, S("origin"), is_bundle ? c->bundle.origin : c->log.origin);
        out_int(&j, S("size"), is_bundle ? c->bundle.size : (int64_t)c->log.size);
        out_int(&j, S("first_wrong"), is_bundle ? c->bundle.first_wrong : c->log.first_wrong);
        if (is_bundle) {
                out_text(&j, S("pledge"), c->bundle.pledge);
                out_text(&j, S("metric"), c->bundle.metric);
                out_int(&j, S("version"), c->bundle.version);
                out_int(&j, S("entries"), c->bundle.entries);
                out_int(&j, S("rows"), c->bundle.rows);
                out_int(&j, S("claimed_actual"), c->bundle.claimed_actual);
                out_int(&j, S("actual"), c->bundle.actual);
                out_int(&j, S("target_value"), c->bundle.target);
        } else {
                jout_key(&j, S("root"));
                jout_text(&j, hash_hex(c->a, &c->log.root));
                out_int(&j, S("wrong"), (int64_t)c->log.wrong_n);
        }
        jout_object_end(&j);
        printf("%.*s\n", S_ARG(text_str(&t)));
}

static void say(const Command *c)
{
        const BundleReport *b = &c->bundle;
        FILE *to = c->status == OK ? stdout : stderr;

        fprintf(to, "%s: %.*s: %s\n",
                c->status == OK        ? _("good")
                : c->status == INVALID ? _("WRONG")
                                       : _("not verified"),
                S_ARG(c->target), words_of(c));
        if (c->kind != TARGET_BUNDLE) {
                if (c->status == OK)
                        printf(_("log %s, %llu entries, root %.*s\n"), c->log.origin,
                               (unsigned long long)c->log.size,
                               S_ARG(hash_hex(c->a, &c->log.root)));
                if (c->log.wrong_n > 1)
                        fprintf(to, _("and %llu more\n"), (unsigned long long)c->log.wrong_n - 1);
        } else if (c->status == OK) {
                printf(_("pledge %s at %s: %lld of %lld, by metric %s version %lld, log %s at %lld "
                         "entries\n"),
                       b->pledge, b->hub, (long long)b->actual, (long long)b->target, b->metric,
                       (long long)b->version, b->origin, (long long)b->size);
                if (!b->has_made || !b->has_definition)
                        fputs(b->has_made ? _("note: the record's own entry of the metric's "
                                              "definition is not in the bundle\n")
                                          : _("note: the record's own entry of the pledge is not "
                                              "in the bundle\n"),
                              stdout);
        }
        if (c->status == OK && !c->key_is_given)
                printf(_("note: the key is the one that came with it; compare it with one you "
                         "trust, or give --key\n"));
}

static int exit_code(Status s)
{
        switch (s) {
        case OK: return VERIFY_EXIT_GOOD;
        case INVALID: return VERIFY_EXIT_WRONG;
        case NOT_FOUND: return VERIFY_EXIT_NOT_FOUND;
        default: return VERIFY_EXIT_BROKEN;
        }
}

static Status parse(Command *c, int argc, char **argv)
{
        for (int i = 1; i < argc; i++) {
                Str word = str_from(argv[i]);

                if (str_is(word, "--json")) {
                        c->as_json = true;
                } else if (str_is(word, "--key") && i + 1 < argc) {
                        TRY(key_given(c, str_from(argv[++i])));
                } else if (str_is(word, "--store") && i + 1 < argc) {
                        c->store = str_from(argv[++i]);
                } else if (str_starts(word, S("-")) || c->target.len) {
                        return INVALID;
                } else {
                        c->target = word;
                }
        }
        while (c->target.len > 1 && str_ends(c->target, S("/")))
                c->target.len--;
        return c->target.len ? OK : INVALID;
}

int verify_command(int argc, char **argv)
{
        Arena a = arena_make(64 * MIB);
        Command c = {.a = &a};
        int code;

        c.log.first_wrong = c.bundle.first_wrong = -1;
        if (argc == 2 && (str_is(str_from(argv[1]), "--help") || str_is(str_from(argv[1]), "-h"))) {
                fputs(_(usage), stdout);
                return VERIFY_EXIT_GOOD;
        }
        if (parse(&c, argc, argv) != OK) {
                fputs(_(usage), stderr);
                arena_free(&a);
                return VERIFY_EXIT_USAGE;
        }
        c.kind = kind_of(&c);
        c.status = verify_target(&c);
        if (c.as_json)
                say_json(&c);
        else
                say(&c);
        code = exit_code(c.status);
        arena_free(&a);
        return code;
}
