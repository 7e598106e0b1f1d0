/* main/cli: see the header. */
#include "main/cli.h"

#include "base/time.h"
#include "base/words.h"

#include <ctype.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { FILE_TEXT_MAX = 1024 * 1024 };

static Status take_flag(Arena *a, Command *c, Str name, const char *value)
{
        if (str_is(name, "data")) {
                c->conf.folder = str_from(value);
                return OK;
        }
        if (c->flags_n == ACTION_INPUTS_MAX) {
                fprintf(stderr, _("seedbed: too many flags\n"));
                return INVALID;
        }
        /* --as-of and as_of are the same word */
        char *field = str_z(a, name);

        for (char *p = field; *p; p++)
                if (*p == '-')
                        *p = '_';
        c->flags[c->flags_n++] = (Input){str_from(field), str_from(value)};
        return OK;
}

Status cli_parse(Arena *a, int argc, char **argv, Command *out)
{
        static const struct {
                const char *name;
                size_t offset;
        } switches[] = {{"--json", offsetof(Command, as_json)},
                        {"--help", offsetof(Command, wants_help)},
                        {"-h", offsetof(Command, wants_help)},
                        {"--yes", offsetof(Command, yes)},
                        {"--dry-run", offsetof(Command, dry_run)},
                        {"--examples", offsetof(Command, examples)},
                        {"--as-root", offsetof(Command, conf.as_root)}};

        for (int i = 1; i < argc; i++) {
                Str word = str_from(argv[i]);
                bool is_switch = false;
                size_t equals;

                for (size_t k = 0; k < sizeof switches / sizeof *switches; k++)
                        if (str_is(word, switches[k].name)) {
                                *((bool *)(void *)((char *)out + switches[k].offset)) = true;
                                is_switch = true;
                        }
                if (is_switch)
                        continue;
                if (!str_starts(word, S("--"))) {
                        if (out->words_n == 64)
                                return INVALID;
                        out->words[out->words_n++] = argv[i];
                        continue;
                }
                word = str_skip(word, 2);
                equals = str_find(word, '=');
                if (equals < word.len) {
                        TRY(take_flag(a, out, (Str){word.at, equals}, word.at + equals + 1));
                } else if (i + 1 < argc) {
                        TRY(take_flag(a, out, word, argv[++i]));
                } else {
                        fprintf(stderr, _("seedbed: --%.*s needs a value\n"), S_ARG(word));
                        return INVALID;
                }
        }
        return OK;
}

/* Whether a word's own inputs have this name; they go before settings of the same name. */
static bool is_input(const Field *fields, Str name)
{
        for (const Field *f = fields; f && f->name; f++)
                if (str_is(name, f->name))
                        return true;
        return false;
}

/* What is no input of the word is a setting. */
static Status take_settings(Arena *a, Command *c, const Field *fields)
{
        size_t n = 0;

        for (size_t i = 0; i < c->flags_n; i++) {
                Input flag = c->flags[i];
                char fault[PROGRAM_FAULT_BYTES], *key = str_z(a, flag.name);
                Status s;

                for (char *p = key; *p; p++)
                        if (*p == '_')
                                *p = '-';
                s = is_input(fields, flag.name)
                            ? NOT_FOUND
                            : conf_set(a, &c->conf, str_from(key), flag.value, fault);
                if (s == NOT_FOUND) {
                        c->flags[n++] = flag;
                } else if (s != OK) {
                        fprintf(stderr, "seedbed: %s\n", fault);
                        return s;
                }
        }
        c->flags_n = n;
        return OK;
}

/* What the first two words name, if they do. */
static const View *view_word(const char *two)
{
        for (const View *const *v = program_views; *v; v++)
                if ((*v)->word && strcmp((*v)->word, two) == 0)
                        return *v;
        return NULL;
}

static const Action *action_word(const char *two)
{
        for (const Action *const *p = program_actions; *p; p++)
                if (strcmp((*p)->name, two) == 0)
                        return *p;
        return NULL;
}

Status cli_settle(Arena *a, Command *c)
{
        char two[128];
        const View *view;
        const Action *action;

        snprintf(two, sizeof two, "%s %s", c->words_n ? c->words[0] : "",
                 c->words_n > 1 ? c->words[1] : "");
        view = view_word(two);
        action = action_word(two);
        return take_settings(a, c, action ? action->fields : view ? view->query : NULL);
}

bool cli_is_word(const Command *c)
{
        char two[128];

        snprintf(two, sizeof two, "%s %s", c->words_n ? c->words[0] : "",
                 c->words_n > 1 ? c->words[1] : "");
        return view_word(two) || action_word(two);
}

/* --- views */

static void print_value(Arena *a, ColumnKind kind, const void *at)
{
        switch (kind) {
        case COL_TEXT: { /* one line, one column */
                Str text = *(const Str *)at;

                for (size_t i = 0; i < text.len; i++)
                        putchar((unsigned char)text.at[i] < 0x20 ? ' ' : text.at[i]);
                break;
        }
        case COL_BLOB: {
                Str hex = str_hex(a, ((const Str *)at)->at, ((const Str *)at)->len);

                printf("%.*s", S_ARG(hex));
                break;
        }
        case COL_BOOL: fputs(*(const bool *)at ? "yes" : "no", stdout); break;
        case COL_INT: printf("%lld", (long long)*(const int64_t *)at); break;
        case COL_ID:
                if (*(const Id *)at) {
                        Str id = id_text(a, *(const Id *)at);

                        printf("%.*s", S_ARG(id));
                }
                break;
        case COL_TIME:
                if (*(const int64_t *)at) {
                        Str iso = time_iso(a, *(const int64_t *)at);

                        printf("%.*s", S_ARG(iso));
                }
                break;
        }
}

static void print_row(Arena *a, const RowShape *shape, const char *row)
{
        for (size_t i = 0; i < shape->columns_n; i++) {
                printf("%-16s ", shape->columns[i].name);
                print_value(a, shape->columns[i].kind, row + shape->columns[i].offset);
                putchar('\n');
        }
}

static void print_list(Arena *a, const Part *p, const RowList *list)
{
        for (size_t i = 0; i < p->shape->columns_n; i++)
                printf("%s%s", i ? "\t" : "", p->shape->columns[i].name);
        putchar('\n');
        for (size_t k = 0; k < list->n; k++) {
                const char *row = (const char *)list->at + k * p->shape->bytes;

                for (size_t i = 0; i < p->shape->columns_n; i++) {
                        if (i)
                                putchar('\t');
                        print_value(a, p->shape->columns[i].kind,
                                    row + p->shape->columns[i].offset);
                }
                putchar('\n');
        }
}

/* Key and value for one thing, tab-separated columns for lists: made for eyes and for cut(1). */
static void print_model(Visit *v, const void *model)
{
        for (const Part *p = v->view->parts; p && p->name; p++) {
                const char *at = (const char *)model + p->offset;

                if (p->how == PART_VALUE) {
                        printf("%-16s ", p->name);
                        print_value(v->a, p->kind, at);
                        putchar('\n');
                        continue;
                }
                printf("\n[%s]\n", p->name);
                if (p->how == PART_ROW)
                        print_row(v->a, p->shape, at);
                else
                        print_list(v->a, p, (const RowList *)(const void *)at);
        }
}

/* "PROGRAMME VERSION": what stands in braces in the view's path. */
static int view_words(const View *view, char *out, size_t room)
{
        Str rest = str_from(view->path), part;
        Text t = text_over(out, room - 1);
        int n = 0;

        while (str_cut(&rest, '/', &part))
                if (part.len > 2 && part.at[0] == '{') {
                        text_char(&t, ' ');
                        for (size_t i = 1; i + 1 < part.len; i++)
                                text_char(&t, (char)toupper((unsigned char)part.at[i]));
                        n++;
                }
        out[t.len] = '\0';
        return n;
}

static int show_view(Command *c, const View *view, int first)
{
        Program p;
        Arena a = arena_make(256 * MIB);
        char fault[PROGRAM_FAULT_BYTES] = "";
        HttpPair query[ACTION_INPUTS_MAX];
        Visit v = {.site = &p.site,
                   .view = view,
                   .a = &a,
                   .now_us = time_now_us(),
                   .query = query,
                   .query_n = c->flags_n};
        void *model;
        Db *db = NULL;
        char words[128];
        int words_n = view_words(view, words, sizeof words);
        Status s;

        if (c->words_n - first != words_n) {
                fprintf(stderr, _("seedbed: this is said as: seedbed %s%s\n"), view->word, words);
                arena_free(&a);
                return 2;
        }
        s = program_open(&p, &c->conf, false, fault);
        for (size_t i = 0; i < c->flags_n; i++)
                query[i] = (HttpPair){c->flags[i].name, c->flags[i].value};
        for (int i = 0; i < SITE_PARAMS_MAX && first + i < c->words_n; i++)
                v.params[i] = str_from(c->words[first + i]);
        if (s == OK)
                s = store_reader(p.store, &db);
        if (s == OK)
                s = access_administrator_first(db, &a, time_now_us(), &v.actor) == OK ? OK
                                                                                      : FORBIDDEN;
        v.db = db;
        if (s == OK)
                s = site_load(&v, &model);
        if (s == OK && c->as_json) {
                Str json = site_json(&v, model);

                printf("%.*s\n", S_ARG(json));
        } else if (s == OK) {
                print_model(&v, model);
        } else {
                fprintf(stderr, "seedbed: %s%.*s\n", fault,
                        S_ARG(v.fault.len                   ? v.fault
                              : s == NOT_FOUND && !fault[0] ? S_("there is no such thing")
                                                            : (Str){0}));
        }
        store_reader_close(db);
        program_close(&p);
        arena_free(&a);
        return status_exit(s);
}

/* --- deeds */

/* "@FILE" stands for the file's text. */
static Status value_of(Arena *a, const Field *f, Str value, Str *out)
{
        char *text;
        ssize_t n;
        int fd;

        *out = value;
        if (f->kind != FIELD_LONG_TEXT || value.len < 2 || value.at[0] != '@')
                return OK;
        fd = open(str_z(a, str_skip(value, 1)), O_RDONLY | O_CLOEXEC);
        text = arena_bytes(a, FILE_TEXT_MAX);
        n = fd >= 0 ? read(fd, text, FILE_TEXT_MAX) : -1;
        if (fd >= 0)
                close(fd);
        if (n < 0) {
                fprintf(stderr, _("seedbed: %.*s can not be read\n"), S_ARG(str_skip(value, 1)));
                return NOT_FOUND;
        }
        *out = (Str){text, (size_t)n};
        return OK;
}

/* "--more NAME=VALUE", for a deed that takes more than its fields. */
static bool more_of(const Action *action, Input *flag)
{
        size_t at = str_find(flag->value, '=');

        if (!action->takes_more || !str_is(flag->name, "more") || at == flag->value.len)
                return false;
        *flag = (Input){{flag->value.at, at}, str_skip(flag->value, at + 1)};
        return true;
}

static Status inputs_of(Command *c, Arena *a, const Action *action, int first, Input *out,
                        size_t *out_n)
{
        static const Field more = {.name = "more", .kind = FIELD_LONG_TEXT};
        size_t n = 0;

        for (size_t i = 0; i < c->flags_n; i++) {
                out[n] = c->flags[i];
                if (more_of(action, &out[n]))
                        TRY(value_of(a, &more, out[n].value, &out[n].value));
                n++;
        }
        for (size_t i = 0; i < action_fields_n(action) && first < c->words_n;
             i++) { /* words fill the fields in order */
                bool given = false;

                for (size_t k = 0; k < c->flags_n; k++)
                        given |= str_is(c->flags[k].name, action->fields[i].name);
                if (!given && n < ACTION_INPUTS_MAX)
                        out[n++] = (Input){str_from(action->fields[i].name),
                                           str_from(c->words[first++])};
        }
        for (size_t i = 0; i < n; i++)
                for (size_t k = 0; k < action_fields_n(action); k++)
                        if (str_is(out[i].name, action->fields[k].name))
                                TRY(value_of(a, &action->fields[k], out[i].value, &out[i].value));
        *out_n = n;
        return OK;
}

static int do_action(Command *c, const Action *action, int first)
{
        Program p;
        Arena a = arena_make(256 * MIB);
        char fault[PROGRAM_FAULT_BYTES] = "";
        Input inputs[ACTION_INPUTS_MAX];
        size_t n = 0;
        Deed d = {0};
        Actor actor = {0};
        Status s = program_open(&p, &c->conf, false, fault);
        ActionWorld world = {.store = p.store,
                             .site = &p.site,
                             .base_url = p.site.base_url,
                             .gate = p.site.gate,
                             .seal = p.site.seal,
                             .calls_private = p.site.calls_private};

        if (s == OK) {
                program_use_last_address(&p);
                world.base_url = p.site.base_url;
                s = program_local_actor(&p, &a, &actor);
        }
        if (s == OK)
                s = inputs_of(c, &a, action, first, inputs, &n);
        if (s == OK)
                s = action_do(&world, action, &actor, inputs, n, &a, &d);
        if (s == OK)
                s = program_catch_up(&p);
        if (s == OK && c->as_json) {
                Str id = id_text(&a, d.made);

                printf("{\"id\":\"%.*s\",\"position\":%lld}\n", S_ARG(id),
                       d.told ? (long long)d.position : -1LL);
        } else if (s == OK) {
                Str id = id_text(&a, d.made);

                printf("%.*s\nid %.*s\n", S_ARG(d.note), S_ARG(id));
        } else {
                if (fault[0])
                        fprintf(stderr, "seedbed: %s\n", fault);
                for (size_t i = 0; i < d.faults_n; i++)
                        fprintf(stderr, "seedbed: %s%s%.*s\n",
                                d.faults[i].field ? d.faults[i].field : "",
                                d.faults[i].field ? ": " : "", S_ARG(d.faults[i].words));
        }
        program_close(&p);
        arena_free(&a);
        return status_exit(s);
}

/* --- help */

/* As it is written on the command line, where as_of is --as-of. */
static void help_field(const Field *f)
{
        char name[64];

        snprintf(name, sizeof name, "%s", f->name);
        for (char *p = name; *p; p++)
                if (*p == '_')
                        *p = '-';
        printf("    --%-14s %s%s%s%s\n", name, f->label ? _(f->label) : "",
               f->required ? _(" (needed)") : "", f->help ? ". " : "", f->help ? _(f->help) : "");
}

static void help_action(const Action *action)
{
        printf("seedbed %s\n    %s\n", action->name, _(action->help));
        for (const Field *f = action->fields; f->name; f++)
                help_field(f);
        if (action->takes_more)
                printf("    --%-14s %s\n", "more", _("NAME=VALUE, as often as there are answers"));
}

static void help_view(const View *view)
{
        char words[128];

        view_words(view, words, sizeof words);
        printf("seedbed %s%s\n    %s\n", view->word, words, _(view->help));
        for (const Field *f = view->query; f && f->name; f++)
                help_field(f);
}

static void help_all(void)
{
        puts(_("seedbed: run start-up, developer and talent programmes; give real resources; prove "
               "the numbers.\n\n"
               "  seedbed init [--examples]          make a data folder\n"
               "  seedbed serve                      serve it\n"
               "  seedbed import FILE --mapping M    import a file: shows what would change, then "
               "asks\n"
               "  seedbed verify TARGET              verify a bundle, a data folder, a tile folder "
               "or a server\n"
               "  seedbed audit                      count everything again from the record and "
               "compare\n"
               "  seedbed export --backup|--tiles|--bundle …\n"
               "  seedbed restore BACKUP             put a backup in place, after checking all of "
               "it\n"
               "  seedbed bench                      measure this machine\n"));
        for (const View *const *v = program_views; *v; v++)
                if ((*v)->word)
                        printf("  seedbed %-26s %s\n", (*v)->word, _((*v)->title));
        for (const Action *const *p = program_actions; *p; p++)
                printf("  seedbed %-26s %s\n", (*p)->name, _((*p)->title));
        puts(_("\nEverywhere: --data DIR, --store URL, --json, --help. A text that begins with @ "
               "is "
               "read from that file.\n"
               "Exit codes: 0 good, 1 broken, 2 wrong input, 3 not found, 4 not allowed, 5 "
               "conflict, "
               "6 try again, 7 not confirmed, 10 verification failed."));
}

void cli_help(const char *word)
{
        Str want = str_from(word);
        bool found = word && str_is(want, "import");

        if (found)
                cli_import_help();
        for (const View *const *v = program_views; *v && word; v++)
                if ((*v)->word && str_starts(str_from((*v)->word), want)) {
                        help_view(*v);
                        found = true;
                }
        for (const Action *const *p = program_actions; *p && word; p++)
                if (str_starts(str_from((*p)->name), want)) {
                        help_action(*p);
                        found = true;
                }
        if (!found)
                help_all();
}

int cli_word(Command *c)
{
        char two[128];
        const View *view;
        const Action *action;

        snprintf(two, sizeof two, "%s %s", c->words[0], c->words_n > 1 ? c->words[1] : "");
        view = view_word(two);
        action = action_word(two);
        if (c->wants_help && view)
                help_view(view);
        if (c->wants_help && action)
                help_action(action);
        if (c->wants_help && (view || action))
                return 0;
        return view ? show_view(c, view, 2) : action ? do_action(c, action, 2) : -1;
}
