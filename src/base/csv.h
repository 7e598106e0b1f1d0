/* base/csv: where the fields of a CSV row begin and end (RFC 4180).
 *
 * The scan looks at 64 bytes at a time and keeps one bit for each byte that could matter. It knows
 * nothing of files: it works on a window of bytes and says when it needs a longer one. What it
 * finds never depends on where a window ended, so that a row number means the same row every time.
 *
 * There are two ways to a row. The careful one goes from mark to mark and knows every case. The
 * quick one reckons for blocks ahead what is inside quotes and goes from field to field; it
 * gives up, without a trace, where something is unusual or the window ends. */
#ifndef SEEDBED_BASE_CSV_H
#define SEEDBED_BASE_CSV_H

#include "base/str.h"

enum {
        CSV_BLOCK = 64,
        CSV_PAD = CSV_BLOCK, /* readable bytes that must follow a window */
        CSV_AHEAD_MAX = 16   /* blocks, at most 64 */
};

typedef struct {
        const char *at;  /* where the next row begins */
        const char *end; /* of the window; CSV_PAD readable bytes follow */
        bool is_last;    /* nothing follows the window */
        char delimiter;
        size_t row_bytes_max;
        bool is_narrow; /* does without newer instructions, as older processors must; for tests */
        const char *block; /* the bits in marks stand for the bytes from here on */
        uint64_t marks;    /* delimiters, quotes and line ends not yet looked at */
        /* the quick way's: so many blocks from ahead on are reckoned; NULL: it begins again at at
         */
        const char *ahead;
        size_t ahead_n, ahead_at;      /* and the one at work */
        uint64_t ends[CSV_AHEAD_MAX];  /* delimiters and line feeds outside quotes */
        uint64_t twins[CSV_AHEAD_MAX]; /* second quotes of two */
        uint64_t odd;                  /* bit for a block: only the careful way understands it */
        uint64_t inside;               /* behind them: all bits when in quotes */
        uint64_t after_end, after_quote, after_close; /* 1: the last byte was a delimiter or line
                                                         feed; a quote; one that closed */
        bool is_wide;
} CsvScan;

typedef enum {
        CSV_ROW,
        CSV_MORE,       /* the row goes on after the window; begin again with a longer one */
        CSV_TOO_LONG,   /* more than row_bytes_max */
        CSV_OPEN_QUOTE, /* a quote was not closed before the end or row_bytes_max */
        CSV_AFTER_QUOTE /* a closing quote is not followed by a delimiter or line end */
} CsvEnd;

typedef struct {
        Str *field;           /* given by the caller ... */
        size_t fields_max;    /* ... with so many places */
        char *side;           /* row_bytes_max + CSV_PAD bytes, for fields with doubled quotes */
        size_t n;             /* fields found, which may be more than fields_max */
        size_t bytes_longest; /* of all fields */
        size_t column;        /* from 1: of the longest field or of the wrong quote */
        size_t byte;          /* from 1, in the row: of the wrong quote */
        const char *stop;     /* where the row ends, before its line end; where the scan stopped */
        int64_t lines;        /* line ends inside quotes */
        size_t side_used;
} CsvRow;

/* Makes the scan go on at at, in a window that may be new. */
void csv_scan_at(CsvScan *s, const char *at, const char *end, bool is_last);
/* The row at s->at. On CSV_ROW s->at moves behind its line end; otherwise it stays. */
CsvEnd csv_scan_row(CsvScan *s, CsvRow *r);
/* The first LF or CR, or end. CSV_PAD readable bytes follow end. */
const char *csv_line_end(const char *at, const char *end);
/* Only ASCII, and no NUL. */
bool csv_is_plain(const char *at, size_t n);
/* Which of , ; tab | separates the fields of a header: the one that stands there most often. */
char csv_delimiter_of(Str header);

#endif
