/* main/bench: the command: which parts to run, and the table that comes of it. */
#include "main/bench.h"

#include "base/time.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct {
        const char *name;
        Status (*run)(Bench *b);
} BenchPart;

/* In this order: later parts use what earlier ones made. */
static const BenchPart parts[] = {
        {"peers", bench_peers},   {"append", bench_append}, {"proof", bench_proof},
        {"verify", bench_verify}, {"import", bench_import}, {"access", bench_access},
        {"match", bench_match},   {"start", bench_start},   {"pages", bench_pages},
        {"event", bench_event},   {"rounds", bench_rounds}, {"rush", bench_rush},
        {"ledger", bench_ledger}};
enum { PARTS_N = sizeof parts / sizeof *parts };

void bench_put(Bench *b, const char *name, double value, const char *unit)
{
        if (b->figures_n < BENCH_FIGURES_MAX)
                b->figures[b->figures_n++] = (BenchFigure){name, unit, value};
        if (!b->as_json) {
                printf("%-44s %14.*f %s\n", name, value < 100 ? 3 : 0, value, unit);
                fflush(stdout);
        }
}

Str bench_path(Bench *b, const char *name)
{
        return str_fmt(&b->a, "%.*s/%s", S_ARG(b->folder), name);
}

double bench_seconds(int64_t since_us)
{
        double s = (double)(time_steady_us() - since_us) / 1e6;

        return s > 0 ? s : 1e-6;
}

void bench_entry(Arena *a, int64_t i, Entry *out)
{
        static const char *const sectors[] = {"fintech",   "ai",        "health",
                                              "education", "logistics", "games"};
        static const char *const countries[] = {"TH", "SG", "ID", "MY", "VN",
                                                "PH", "KE", "BR", "DE"};
        Hash h = hash_sha256((Str){(const char *)&i, sizeof i});

        *out = (Entry){.at_us = 1700000000000000 + i,
                       .on_us = 1650000000000000 + i % 1000 * DAY_US,
                       .kind = S("member.activated"),
                       .hub = 1000 + i % 30,
                       .subject = (Id)1 << 40 | i,
                       .actor = 77};
        entry_text(out, S("programme"), S("developer-programme"));
        entry_int(out, S("version"), 1);
        entry_text(out, S("stage"), S("active"));
        entry_text(out, S("level"), S("builder"));
        entry_text(out, S("party"), S("person"));
        entry_text(out, S("country"), str_from(countries[i % 9]));
        entry_text(out, S("sector"), str_from(sectors[i % 6]));
        entry_text(out, S("name_sha256"), hash_hex(a, &h));
}

static void print_json(const Bench *b)
{
        printf("{\"people\":%lld", (long long)b->people);
        for (size_t i = 0; i < b->figures_n; i++)
                printf(",\"%s\":%.6g", b->figures[i].name, b->figures[i].value);
        printf("}\n");
}

static int usage(int code)
{
        puts("seedbed bench [--people N] [--applications N] [--reviews N] [--transfers N] [--data "
             "DIR] [--json] "
             "[peers|append|proof|verify|import|access|match|start|pages|event|rounds|rush|ledger|"
             "all] …\n"
             "    Measures this machine: raw peers, the record, an import, matching, start and "
             "pages. DIR "
             "must be empty or one that a\n"
             "    bench made; without it a folder is made in /var/tmp and removed. N is 100000 "
             "(transfers: 1000000) "
             "when not said.\n"
             "    bench/run.sh runs it at several sizes, compares pages with nginx, and writes "
             "bench/RESULTS.md.");
        return code;
}

static bool take_words(Bench *b, int argc, char **argv, bool wanted[PARTS_N])
{
        bool any = false;

        for (int i = 1; i < argc; i++) {
                Str word = str_from(argv[i]);
                bool known = str_is(word, "all");

                if (str_is(word, "--json")) {
                        b->as_json = true;
                        continue;
                }
                if (str_is(word, "--people") && i + 1 < argc) {
                        if (!str_to_int(str_from(argv[++i]), 1, 100000000, &b->people))
                                return false;
                        continue;
                }
                if (str_is(word, "--applications") && i + 1 < argc) {
                        if (!str_to_int(str_from(argv[++i]), 100, 1000000, &b->applications))
                                return false;
                        continue;
                }
                if (str_is(word, "--reviews") && i + 1 < argc) {
                        if (!str_to_int(str_from(argv[++i]), 0, 10000000, &b->reviews))
                                return false;
                        continue;
                }
                if (str_is(word, "--transfers") && i + 1 < argc) {
                        if (!str_to_int(str_from(argv[++i]), 1, 1000000000, &b->transfers))
                                return false;
                        continue;
                }
                if (str_is(word, "--data") && i + 1 < argc) {
                        b->folder = str_from(argv[++i]);
                        continue;
                }
                for (size_t k = 0; k < PARTS_N; k++)
                        if (str_is(word, parts[k].name) || str_is(word, "all"))
                                known = wanted[k] = true;
                if (!known)
                        return false;
                any = true;
        }
        for (size_t k = 0; k < PARTS_N && !any; k++)
                wanted[k] = true;
        return true;
}

static void remove_tree(const char *path)
{
        char command[4200];
        FILE *f;

        snprintf(command, sizeof command, "rm -rf -- '%s'", path); /* a name that mkdtemp made */
        f = popen(command, "r");
        if (f)
                pclose(f);
}

int bench_command(int argc, char **argv)
{
        static Bench bench; /* large */
        Bench *b = &bench;
        bool wanted[PARTS_N] = {false};
        char made[] = "/var/tmp/seedbed-bench-XXXXXX";
        bool is_made = false;
        Status s = OK;

        *b = (Bench){.a = arena_make(256 * MIB),
                     .people = 100000,
                     .applications = 100000,
                     .reviews = 1000000,
                     .transfers = 1000000};
        if (!take_words(b, argc, argv, wanted))
                return usage(argc > 1 && (!strcmp(argv[1], "--help") || !strcmp(argv[1], "help"))
                                     ? 0
                                     : 2);
        if (str_empty(b->folder)) {
                is_made = mkdtemp(made) != NULL;
                b->folder = str_from(made);
        } else if (mkdir(str_z(&b->a, b->folder), 0700) != 0 && errno != EEXIST) {
                fprintf(stderr, "seedbed: %.*s can not be made: %m\n", S_ARG(b->folder));
                return 1;
        }
        for (size_t k = 0; k < PARTS_N && s == OK; k++)
                if (wanted[k]) {
                        s = parts[k].run(b);
                        if (s != OK)
                                fprintf(stderr, "seedbed: bench %s: %s\n", parts[k].name,
                                        b->fault[0] ? b->fault : status_name(s));
                }
        if (b->as_json)
                print_json(b);
        arena_free(&b->a);
        if (is_made)
                remove_tree(made);
        return s == OK ? 0 : 1;
}
