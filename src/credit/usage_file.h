/* credit/usage_file: files of what was used become usage events: lines of Slurm's accounting
 * (credit/slurm), requests to a language model (credit/token_trace).
 *
 * An event's source is "slurm:NAME" or "tokens:NAME", and its id is made of what makes a job or a
 * request the same one, and the meter: so a file that comes again, longer or cut, tells the same
 * events. A job counts once it has ended, at its end. */
#ifndef SEEDBED_CREDIT_USAGE_FILE_H
#define SEEDBED_CREDIT_USAGE_FILE_H

#include "base/source.h"
#include "credit/cloud_event.h"

enum {
        USAGE_FILE_EVENTS_MAX = 20000, /* of one file: they are one transaction */
        USAGE_FILE_FINDINGS_MAX = 100  /* kept with words */
};

typedef struct {
        bool is_tokens;
        Str name; /* of the cluster, or of the trace */
        Str time_zone;
        Str subject; /* TOKENS: who used; the file does not say */
        Str model;   /* TOKENS: a dimension; empty: none */
} UsageFileOptions;

typedef struct {
        int64_t line;
        Str words;
} UsageFinding;

typedef struct {
        CloudEvents events;
        UsageFinding finding[USAGE_FILE_FINDINGS_MAX];
        size_t findings_n;
        int64_t rows;    /* that tell of usage, good ones */
        int64_t bad;     /* lines that were refused */
        int64_t running; /* jobs that have not ended: they come again */
        Str fault;       /* why the file as a whole is refused */
} UsageFile;

/* All of the file, its texts in the arena. INVALID, CONFLICT and TOO_LARGE with out->fault (the
 * file is another one, or damaged); TOO_MANY: more events than one file may have; BROKEN: it can
 * not be read. */
Status usage_file_read(Arena *a, Source *source, const UsageFileOptions *o, UsageFile *out);

#endif
