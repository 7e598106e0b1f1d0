/* credit/event_scan: JSON read from left to right, without a tree.
 *
 * base/json is for documents; this is for a stream of small events, where a tree would cost more
 * than the rest. The caller asks for what it expects; texts point into the bytes when nothing in
 * them was escaped. What is taken here is exactly JSON (RFC 8259) in UTF-8, but for U+0000 in a
 * text, which is refused. */
#ifndef SEEDBED_CREDIT_EVENT_SCAN_H
#define SEEDBED_CREDIT_EVENT_SCAN_H

#include "base/str.h"

enum { EVENT_SCAN_DEPTH_MAX = 32 };

typedef struct {
        Arena *a; /* for texts with escapes in them */
        const char *begin, *at, *end;
        const char *wrong; /* what was expected where `at` stands; NULL: well-formed so far */
        bool is_strange;   /* the last text holds more than printable ASCII */
} EventScan;

EventScan event_scan_begin(Arena *a, Str bytes);
/* The first byte of what comes next; 0 at the end. White space before it is taken. */
static inline char event_scan_peek(EventScan *s)
{
        for (; s->at < s->end; s->at++) {
                char c = *s->at;

                if (c != ' ' && c != '\n' && c != '\r' && c != '\t')
                        return c;
        }
        return '\0';
}

/* Takes that byte; false, and nothing is taken, when something else comes. */
static inline bool event_scan_has(EventScan *s, char c)
{
        if (event_scan_peek(s) != c || s->at == s->end)
                return false;
        s->at++;
        return true;
}

/* The same, and anything else is wrong. */
bool event_scan_take(EventScan *s, char c);
/* A text; a number, as it is written; true, false or null, as it is written. false: it is wrong. */
bool event_scan_text(EventScan *s, Str *out);
bool event_scan_number(EventScan *s, Str *out);
bool event_scan_word(EventScan *s, Str *out);
/* Any value. */
bool event_scan_skip(EventScan *s);
/* The name of the next member and its colon, after the opening brace or a member's value; false at
 * the closing brace, which is taken, and when something is wrong. *is_first is the caller's, true
 * before the first. */
bool event_scan_member(EventScan *s, bool *is_first, Str *out_name);
/* The same for the elements of a list. */
bool event_scan_element(EventScan *s, bool *is_first);
/* Nothing but white space is left. */
bool event_scan_end(EventScan *s);

/* What is wrong, and where: "1:17: expected ':' after a name". */
Str event_scan_fault(const EventScan *s);

/* A number as JSON writes them: -?(0|[1-9][0-9]*)(.[0-9]+)?([eE][+-]?[0-9]+)? */
bool event_scan_is_number(Str s);
/* UTF-8 without control characters (C0, C1, DEL) and noncharacters: what CloudEvents calls a String
 * (1.0.2, "Type System"). */
bool event_scan_is_plain(Str s);

#endif
