/* credit/focus_inside: what the parts of the FOCUS reader share. */
#ifndef SEEDBED_CREDIT_FOCUS_INSIDE_H
#define SEEDBED_CREDIT_FOCUS_INSIDE_H

#include "base/table.h"
#include "credit/focus.h"

enum {
        FOCUS_SEEN_BYTES = 40,  /* of a value that is remembered with its verdict */
        FOCUS_JSON_SEEN = 4096, /* JSON texts that were good and are remembered, by hash */
        FOCUS_DAYS_SEEN = 32,
        FOCUS_CHOICES_SEEN = 16, /* values of a choice, by length and last letter */
        FOCUS_DATE_BYTES = 10
};

/* Neighbours repeat: the last value of a column that was found good, and what it came to. */
typedef struct {
        size_t len; /* 0: nothing yet; null never comes here */
        char text[FOCUS_SEEN_BYTES];
        union {
                Exact number;
                int64_t time_us;
                unsigned char choice;
        };
} FocusSeen;

typedef struct {
        char date[FOCUS_DATE_BYTES];
        int64_t us; /* its midnight */
} FocusDay;

typedef struct {
        const FocusOptions *o;
        Arena *a; /* the report's */
        FocusReport *report;
        FocusLine line;
        uint64_t nulls[2];    /* bits of the columns that are null here or absent */
        uint64_t not_null[2]; /* of those in the file that may not be null */
        uint32_t partners;    /* bits of the rules for two columns that are both in the file */
        bool is_refused;      /* the row at work */
        size_t n;             /* columns that are known: */
        uint16_t from[FOCUS_COLUMNS];          /* place in the row, */
        FocusColumn to[FOCUS_COLUMNS];         /* and which it is, in order; up to here are ... */
        size_t numbers, times, choices, jsons; /* ... behind the choices is the currency */
        FocusSeen time_seen[FOCUS_TIMES], currency_seen;
        FocusSeen choice_seen[FOCUS_CHOICES][FOCUS_CHOICES_SEEN];
        FocusDay day[FOCUS_DAYS_SEEN];
        uint64_t seed;
        uint64_t json_seen[FOCUS_JSON_SEEN];
        char *side; /* for JSON with escapes */
} Focus;

static inline bool focus_is_null(const Focus *f, FocusColumn column)
{
        return f->nulls[column / 64] >> (column % 64) & 1;
}

/* Counts a finding about the row at work, and keeps it with its words while there is room. column
 * is -1 for none. */
void focus_find(Focus *f, FocusRule rule, int column, bool is_refused, const char *format, ...)
        __attribute__((format(printf, 5, 6)));

static inline uint64_t focus_eight(const char *at)
{
        uint64_t v;

        memcpy(&v, at, sizeof v);
        return v;
}
/* Less than eight bytes as a number; of texts of one length, each has its own. */
static inline uint64_t focus_few(const char *at, size_t n)
{
        uint32_t first, last;

        if (n >= sizeof first) {
                memcpy(&first, at, sizeof first);
                memcpy(&last, at + n - sizeof last, sizeof last);
                return (uint64_t)last << 32 | first;
        }
        if (n == 0)
                return 0;
        return (uint64_t)(unsigned char)at[0] | (uint64_t)(unsigned char)at[n / 2] << 8 |
               (uint64_t)(unsigned char)at[n - 1] << 16;
}
/* As memcmp, where it is called for every field. */
static inline bool focus_same(const char *x, const char *y, size_t n)
{
        if (n < 8)
                return focus_few(x, n) == focus_few(y, n);
        for (size_t i = 0; i + 8 < n; i += 8)
                if (focus_eight(x + i) != focus_eight(y + i))
                        return false;
        return focus_eight(x + n - 8) == focus_eight(y + n - 8);
}
static inline bool focus_same_text(Str x, Str y)
{
        return x.len == y.len && focus_same(x.at, y.at, x.len);
}

/* 64 by 64 bits to 128, folded: quick, for tables. A seed makes what collides hard to choose. */
static inline uint64_t focus_mix(uint64_t h, uint64_t v)
{
        unsigned __int128 wide = (unsigned __int128)(h ^ v) * 0x9E3779B97F4A7C15u;

        return (uint64_t)wide ^ (uint64_t)(wide >> 64);
}
static inline uint64_t focus_mix_text(uint64_t h, Str s)
{
        h = focus_mix(h, s.len + 1);
        if (s.len < 8)
                return focus_mix(h, focus_few(s.at, s.len));
        for (size_t i = 0; i + 8 < s.len; i += 8)
                h = focus_mix(h, focus_eight(s.at + i));
        return focus_mix(h, focus_eight(s.at + s.len - 8));
}
/* From the system's randomness. */
uint64_t focus_seed(void);

static inline bool focus_seen(const FocusSeen *seen, Str text)
{
        return seen->len == text.len && focus_same(seen->text, text.at, text.len);
}
/* From now on this value is known; the caller says what it came to. */
void focus_see(FocusSeen *seen, Str text);

/* A time in any form that is met in bills, by the settings of o, as UTC. is_end: of a period.
 * *out_is_strict: written as the specification asks. false: not a time. */
bool focus_time_read(Str text, const FocusOptions *o, bool is_end, FocusDay days[FOCUS_DAYS_SEEN],
                     int64_t *out, bool *out_is_strict);

/* Once, when the columns are known. */
void focus_check_begin(Focus *f);
/* The row at work against every rule; what can not be read refuses it. f->line.text and f->nulls
 * are set. */
void focus_check(Focus *f);

#endif
