/* credit/slurm: lines into jobs. Resources: credit/slurm_tres. */
#include "credit/slurm.h"

#include "base/time.h"
#include "base/words.h"
#include "base/yaml.h"
#include "credit/line_feed.h"
#include "credit/slurm_tres.h"
#include "credit/zone_clock.h"

#include <string.h>

enum { LINE_MEMORY_MAX = 64 * 1024 }; /* some words of what is wrong with it */

typedef enum {
        JOB_ID,
        RAW_ID,
        USER,
        ACCOUNT,
        PARTITION,
        STATE,
        SUBMIT,
        START,
        END,
        ELAPSED,
        TRES,
        COLUMNS
} Column;

static const struct {
        const char *name;
        bool is_needed;
} columns[COLUMNS] = {{"JobID", false},     {"JobIDRaw", true},   {"User", true},
                      {"Account", true},    {"Partition", false}, {"State", true},
                      {"Submit", true},     {"Start", true},      {"End", true},
                      {"ElapsedRaw", true}, {"AllocTRES", true}};

struct Slurm {
        Arena a; /* of the line last read */
        LineFeed lines;
        Str cluster, zone, fault;
        ZoneClock clock;
        int place[COLUMNS]; /* -1: not there */
        size_t fields_n;
        Str field[SLURM_COLUMNS_MAX];
        int64_t steps, idle;
};

static void end_line(void *ctx);
static Status read_header(Slurm *s);
static Status split(Slurm *s, Str line, size_t *out_n);
static Status read_job(Slurm *s, SlurmJob *job, bool *out_counts);
static Status refuse(Slurm *s, const char *format, ...) __attribute__((format(printf, 2, 3)));
static Status read_texts(Slurm *s, SlurmJob *job);
static Status read_time(Slurm *s, Column c, int64_t *out_us, bool *out_has);

Status slurm_open(Arena *a, Source *source, Str cluster, Str time_zone, Slurm **out, Str *out_fault)
{
        Slurm *s = arena_new(a, Slurm, 1);
        Status status;
        int64_t us;

        s->a = arena_make(LINE_MEMORY_MAX);
        arena_at_end(a, end_line, &s->a);
        s->cluster = str_copy(a, cluster);
        s->zone = str_copy(a, time_zone);
        s->lines = line_feed_begin(a, source, SLURM_LINE_BYTES_MAX);
        if (!zone_clock_wall(&s->clock, s->zone, 0, &us)) {
                *out_fault = str_fmt(a,
                                     _("expected a time zone such as Europe/Madrid or UTC; "
                                       "found %s"),
                                     yaml_quote(a, time_zone));
                return INVALID;
        }
        status = read_header(s);
        if (status != OK) {
                *out_fault = str_copy(a, s->fault);
                return status;
        }
        *out = s;
        return OK;
}

static void end_line(void *ctx)
{
        arena_free(ctx);
}

static Status ended(Slurm *s, Status status)
{
        if (status == NOT_FOUND || status == INVALID)
                return status;
        s->fault = source_fault(s->lines.source);
        return status;
}

static Status read_header(Slurm *s)
{
        Text missing = text_begin(&s->a, 4096);
        Str line = {0};
        Status status = ended(s, line_feed_next(&s->lines, &line));

        if (status == NOT_FOUND || status == INVALID)
                return refuse(s, _("expected the columns' names in the first line"));
        if (status != OK)
                return status;
        TRY(split(s, line, &s->fields_n));
        for (int c = 0; c < COLUMNS; c++) {
                s->place[c] = -1;
                for (size_t i = 0; i < s->fields_n; i++) {
                        if (!str_eq_nocase(s->field[i], str_from(columns[c].name)))
                                continue;
                        if (s->place[c] >= 0)
                                return refuse(s, _("expected one column '%s'"), columns[c].name);
                        s->place[c] = (int)i;
                }
                if (s->place[c] < 0 && columns[c].is_needed)
                        text_fmt(&missing, "%s%s", missing.len ? ", " : "", columns[c].name);
        }
        if (missing.len)
                return refuse(s, _("expected these columns, too: %.*s"), S_ARG(text_str(&missing)));
        return OK;
}

/* Slurm puts nothing in quotes: a | always ends a field. */
static Status split(Slurm *s, Str line, size_t *out_n)
{
        size_t n = 0;

        if (!str_is_utf8(line))
                return refuse(s, _("expected UTF-8"));
        for (;;) {
                size_t bar = str_find(line, '|');

                if (n == SLURM_COLUMNS_MAX)
                        return refuse(s, _("expected at most %d columns"), SLURM_COLUMNS_MAX);
                s->field[n++] = (Str){line.at, bar};
                if (bar == line.len)
                        break;
                line = str_skip(line, bar + 1);
        }
        *out_n = n;
        return OK;
}

static Status refuse(Slurm *s, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        s->fault = str_vfmt(&s->a, format, args);
        va_end(args);
        return INVALID;
}

Status slurm_next(Slurm *s, SlurmJob *out)
{
        for (;;) {
                SlurmJob job = {0};
                bool counts = false;
                Str line = {0};
                size_t n = 0;
                Status status;

                arena_reset(&s->a);
                s->fault = (Str){0};
                status = ended(s, line_feed_next(&s->lines, &line));
                if (status == INVALID)
                        return refuse(s, _("expected a line of at most %d bytes"),
                                      SLURM_LINE_BYTES_MAX);
                if (status != OK)
                        return status;
                if (str_empty(str_trim(line)))
                        continue;
                TRY(split(s, line, &n));
                if (n != s->fields_n)
                        return refuse(s, _("expected %zu fields, as the first line has; found %zu"),
                                      s->fields_n, n);
                TRY(read_job(s, &job, &counts));
                if (counts) {
                        *out = job;
                        return OK;
                }
        }
}

static Str field(const Slurm *s, Column c)
{
        return s->place[c] < 0 ? (Str){0} : s->field[s->place[c]];
}

/* Each part behind its length. */
static Hash parts_key(const Str *parts, size_t n)
{
        HashRun run;

        hash_begin(&run);
        for (size_t i = 0; i < n; i++) {
                unsigned char length[8];

                for (int k = 0; k < 8; k++)
                        length[k] = (unsigned char)((uint64_t)parts[i].len >> (56 - 8 * k));
                hash_add(&run, length, sizeof length);
                hash_add(&run, parts[i].at, parts[i].len);
        }
        return hash_end(&run);
}

Hash slurm_use_key(const SlurmJob *job, const SlurmUse *use)
{
        const Str parts[] = {hash_str(&job->key), use->meter, use->kind};

        return parts_key(parts, sizeof parts / sizeof *parts);
}

size_t slurm_use_dimensions(const Slurm *s, const SlurmJob *job, const SlurmUse *use,
                            UsagePair out[SLURM_DIMENSIONS])
{
        const UsagePair all[SLURM_DIMENSIONS] = {{S("cluster"), s->cluster},
                                                 {S("account"), job->account},
                                                 {S("partition"), job->partition},
                                                 {S("gpu"), use->kind}};
        size_t n = 0;

        for (size_t i = 0; i < SLURM_DIMENSIONS; i++)
                if (all[i].value.len)
                        out[n++] = all[i];
        return n;
}

static Status read_job(Slurm *s, SlurmJob *job, bool *out_counts)
{
        Str elapsed = field(s, ELAPSED), tres = field(s, TRES);
        const Str key[] = {s->cluster, field(s, RAW_ID), field(s, SUBMIT)};
        bool has_submit = false;
        SlurmTres used;
        const char *fault;

        TRY(read_texts(s, job));
        if (str_find(job->raw_id, '.') < job->raw_id.len) {
                s->steps++;
                return OK;
        }
        TRY(read_time(s, SUBMIT, &job->submit_us, &has_submit));
        TRY(read_time(s, START, &job->start_us, &job->has_start));
        TRY(read_time(s, END, &job->end_us, &job->has_end));
        if (!has_submit)
                return refuse(s, _("expected a time for 'Submit'"));
        /* what waits, or was given up while it waited */
        if ((str_empty(elapsed) || str_eq(elapsed, S("0"))) &&
            (!job->has_start || str_empty(tres) || str_eq(elapsed, S("0")))) {
                s->idle++;
                return OK;
        }
        if (!str_to_int(elapsed, 0, SLURM_SECONDS_MAX, &job->seconds))
                return refuse(s, _("expected whole seconds for 'ElapsedRaw'; found %s"),
                              yaml_quote(&s->a, elapsed));
        fault = slurm_tres_read(tres, &used);
        if (fault)
                return refuse(s, _("expected %s in 'AllocTRES'; found %s"), _(fault),
                              yaml_quote(&s->a, tres));
        if (!slurm_tres_use(&used, job->seconds, job))
                return refuse(s, _("expected less in 'AllocTRES'; found %s"),
                              yaml_quote(&s->a, tres));
        s->idle += job->n == 0;
        job->key = parts_key(key, sizeof key / sizeof *key);
        *out_counts = job->n > 0;
        return OK;
}

/* "123", "123_4", "123_[5-9%2]", "123+1": digits first. */
static bool is_job(Str id)
{
        for (size_t i = 0; i < id.len; i++)
                if ((unsigned char)id.at[i] <= ' ' || (unsigned char)id.at[i] >= 0x7f)
                        return false;
        return id.len > 0 && id.at[0] >= '0' && id.at[0] <= '9';
}

static Status read_texts(Slurm *s, SlurmJob *job)
{
        static const Column texts[] = {JOB_ID, RAW_ID, USER, ACCOUNT, PARTITION, STATE, SUBMIT};
        Str state = field(s, STATE);

        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
                Str text = field(s, texts[i]);

                for (size_t k = 0; k < text.len; k++)
                        if ((unsigned char)text.at[k] < ' ' || text.at[k] == 0x7f)
                                text.len = SLURM_TEXT_BYTES_MAX + 1;
                if (text.len > SLURM_TEXT_BYTES_MAX)
                        return refuse(s,
                                      _("expected at most %d bytes of text without control "
                                        "characters for '%s'"),
                                      SLURM_TEXT_BYTES_MAX, columns[texts[i]].name);
        }
        job->raw_id = field(s, RAW_ID);
        job->id = s->place[JOB_ID] < 0 ? job->raw_id : field(s, JOB_ID);
        if (!is_job(job->raw_id) || !is_job(job->id))
                return refuse(s, _("expected a job's number; found %s"),
                              yaml_quote(&s->a, is_job(job->id) ? job->raw_id : job->id));
        job->user = field(s, USER);
        job->account = field(s, ACCOUNT);
        job->partition = field(s, PARTITION);
        if (str_empty(state))
                return refuse(s, _("expected a state"));
        job->state = (Str){state.at, str_find(state, ' ')};
        return OK;
}

static Status read_time(Slurm *s, Column c, int64_t *out_us, bool *out_has)
{
        Str text = field(s, c);
        int64_t wall_us;

        *out_has = false;
        if (str_empty(text) || str_eq(text, S("Unknown")) || str_eq(text, S("None")))
                return OK;
        /* without zone; time_parse wants one */
        if (text.len != 19 || text.at[10] != 'T' ||
            !time_parse(str_fmt(&s->a, "%.*sZ", S_ARG(text)), &wall_us) ||
            !zone_clock_moment(&s->clock, s->zone, wall_us, out_us))
                return refuse(s, _("expected a time as 2026-11-21T06:42:28 for '%s'; found %s"),
                              columns[c].name, yaml_quote(&s->a, text));
        *out_has = true;
        return OK;
}

Str slurm_fault(const Slurm *s)
{
        return s->fault;
}

int64_t slurm_line(const Slurm *s)
{
        return s->lines.line;
}

int64_t slurm_steps(const Slurm *s)
{
        return s->steps;
}

int64_t slurm_idle(const Slurm *s)
{
        return s->idle;
}
