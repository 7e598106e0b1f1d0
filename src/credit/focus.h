/* credit/focus: bills in the FinOps Open Cost and Usage Specification (FOCUS), 1.0 to 1.4, as CSV.
 *
 * A file is read row by row in bounded memory, plain, gzip or zstd. Each row becomes a FocusLine
 * with exact amounts and times in UTC and goes to the caller; what breaks a rule of the
 * specification is counted and reported with row, column and rule. A row whose money or time can
 * not be told is refused; all others are lines, whatever else is wrong with them, because a bill
 * must add up.
 *
 * Amounts are base/exact: no file's number is ever rounded. */
#ifndef SEEDBED_CREDIT_FOCUS_H
#define SEEDBED_CREDIT_FOCUS_H

#include "base/exact.h"
#include "base/source.h"
#include "credit/focus_column.h"

enum {
        FOCUS_FINDINGS_MAX = 1000,       /* kept with words, in all ... */
        FOCUS_FINDINGS_EACH_MAX = 20,    /* ... and of one rule in one column */
        FOCUS_VALUE_SHOWN_MAX = 40,      /* bytes of a value in a finding's words */
        FOCUS_UNKNOWN_MAX = 100,         /* names of unknown columns that are kept */
        FOCUS_UNKNOWN_NAME_BYTES = 80,   /* of such a name */
        FOCUS_WINDOW_BYTES = 64 * 1024,  /* read at once: stays in a processor's near cache */
        FOCUS_JSON_BYTES_MAX = 32 * 1024 /* of tags and the like */
};

/* Unit price times quantity may differ from the cost by so much: vendors round both. */
#define FOCUS_COST_TOLERANCE_ATTO ((__int128)1000000000000) /* 0.000001 */

typedef enum {
        FOCUS_COLUMN_MISSING,  /* mandatory, and not in the file */
        FOCUS_COLUMN_UNKNOWN,  /* a vendor's own, or of a version we do not know */
        FOCUS_COLUMN_RENAMED,  /* known by another name than the specification's */
        FOCUS_ROW_TORN,        /* number of fields, quotes, length, encoding */
        FOCUS_NOT_NULL,        /* null where none may be */
        FOCUS_NUMBER_FORM,     /* not a number, too large or too fine */
        FOCUS_TIME_FORM,       /* not a time at all */
        FOCUS_TIME_ZONE,       /* a time, but not as YYYY-MM-DDTHH:MM:SSZ */
        FOCUS_CHOICE_UNKNOWN,  /* not an allowed value */
        FOCUS_CHOICE_SPELLING, /* an allowed value but for its case */
        FOCUS_CURRENCY_FORM,   /* not three capital letters */
        FOCUS_CURRENCY_UNKNOWN,
        FOCUS_PERIOD_ORDER,   /* does not begin before it ends */
        FOCUS_PERIOD_OUTSIDE, /* the charge period is not inside the billing period */
        FOCUS_COST_PRODUCT,   /* cost is not unit price times pricing quantity */
        FOCUS_JSON_FORM,      /* not one JSON object */
        FOCUS_TAG_KEY,        /* white space at an end of a tag's key */
        FOCUS_NULL_TOGETHER,  /* null although its partner is not, or the other way */
        FOCUS_RULES
} FocusRule;

/* "number-form": the same in every language and version. */
const char *focus_rule_id(FocusRule rule);
/* What the rule asks for, for a person. */
const char *focus_rule_words(FocusRule rule);

typedef struct {
        FocusRule rule;
        int column;      /* FocusColumn, or -1 */
        int64_t row;     /* from 1; 0: of the file */
        bool is_refused; /* the row is no line because of it */
        Str words;       /* in the reader's language: what was found; values are cut */
} FocusFinding;

/* What a number, a time or a choice says stands here; the text of every column in text. */
typedef struct {
        int64_t row;             /* from 1; the header and blank lines are not rows */
        Str text[FOCUS_COLUMNS]; /* until the call ends; null and absent: {0} */
        Exact number[FOCUS_NUMBERS];
        uint32_t has_number;          /* bit for each that is not null */
        int64_t time_us[FOCUS_TIMES]; /* by column - FOCUS_TIME_FIRST; ends are exclusive */
        uint32_t has_time;
        unsigned char
                choice[FOCUS_CHOICES]; /* by column - FOCUS_CHOICE_FIRST; 0: null or unknown */
} FocusLine;

static inline bool focus_has(const FocusLine *line, FocusColumn number)
{
        return line->has_number >> number & 1;
}
static inline int64_t focus_time_us(const FocusLine *line, FocusColumn time)
{
        return line->time_us[time - FOCUS_TIME_FIRST];
}
static inline FocusChargeCategory focus_category(const FocusLine *line)
{
        return line->choice[FOCUS_CHARGE_CATEGORY - FOCUS_CHOICE_FIRST];
}
/* Who charges: ServiceProviderName, before 1.3 ProviderName. */
static inline Str focus_provider(const FocusLine *line)
{
        Str name = line->text[FOCUS_SERVICE_PROVIDER_NAME];

        return name.len ? name : line->text[FOCUS_PROVIDER_NAME];
}
/* The value of a tag, {0} when there is none or it is null; side holds 2 * FOCUS_JSON_BYTES_MAX
 * bytes, into which *out may point. */
bool focus_tag(const FocusLine *line, Str key, char *side, Str *out);

typedef struct {                 /* zero everywhere reads what the specification says */
        bool ends_are_inclusive; /* period ends name the last moment, by what they are written to:
                                    a day, a second ... */
        int offset_seconds;      /* of times that name no zone, east of UTC */
        bool offset_is_for_all;  /* ... and of those that do: some write Z and mean another */
        bool is_strict;          /* the first refused row ends the reading */
        int64_t rows_skipped;    /* begin behind this row, as an earlier reading left off */
        bool (*is_currency)(Str code); /* ISO 4217; NULL: any three capital letters */
        size_t window_bytes;           /* read at once; 0: what is best. Tests make it small */
} FocusOptions;

typedef struct {
        int version;         /* 10 to 14: the lowest that has all known columns of the file */
        uint64_t present[2]; /* bits of the columns the file has */
        int64_t rows, lines; /* read, and of them given to the caller */
        int64_t refused;     /* rows - lines */
        int64_t found[FOCUS_RULES];
        int64_t found_in[FOCUS_RULES][FOCUS_COLUMNS + 1]; /* the last: of no column */
        FocusFinding *finding;
        size_t n;
        Str unknown[FOCUS_UNKNOWN_MAX]; /* names of unknown columns, cut */
        size_t unknown_n;
        bool is_whole; /* read to the end; otherwise fault says why not */
        Str fault;
} FocusReport;

static inline bool focus_is_present(const FocusReport *report, FocusColumn column)
{
        return report->present[column / 64] >> (column % 64) & 1;
}

typedef Status (*FocusTake)(void *ctx, const FocusLine *line);

/* Reads the file and gives every line to take. What take returns ends the reading when it is not
 * OK, and is returned. Otherwise: OK, all was read (some rows may be refused). INVALID: no bill at
 * all (no header, a column without which no money can be told is missing or stands there twice), or
 * is_strict and a row was refused. CONFLICT: the file is cut or damaged; the lines before that were
 * given, and report->rows says how many rows were read. TOO_LARGE, TOO_MANY, BROKEN as from
 * base/table. The report is written in every case; its texts are in a. Nothing is written to *out
 * but the report, and take is called from this thread only. */
Status focus_read(Arena *a, Source *source, const FocusOptions *options, FocusTake take, void *ctx,
                  FocusReport *out);

#endif
