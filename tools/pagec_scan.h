/* tools/pagec_scan: the place in HTML that is followed, and what its characters are: what tags and
 * attributes both stand on. */
#ifndef SEEDBED_TOOLS_PAGEC_SCAN_H
#define SEEDBED_TOOLS_PAGEC_SCAN_H

#include "base/str.h"

enum { HTML_DEPTH_MAX = 200, HTML_ATTRS_MAX = 64 };

/* The first fault found: where, and in plain words. */
typedef struct {
        Arena *arena;
        size_t at;
        Str words;
} Fault;

/* Always INVALID, so that it can be returned. */
Status fault_set(Fault *f, size_t at, const char *format, ...)
        __attribute__((format(printf, 3, 4)));

typedef enum {
        HTML_TEXT,
        HTML_RCDATA, /* in a title or textarea: no tags, references work */
        HTML_EMPTY,  /* in a script or iframe, which must close at once */
        HTML_TAG_NAME,
        HTML_TAG_SPACE, /* in a tag, an attribute may begin */
        HTML_TAG_TIGHT, /* in a tag, a space is needed first */
        HTML_ATTR_NAME,
        HTML_ATTR_AFTER, /* a space after an attribute's name */
        HTML_VALUE_WAIT, /* after = */
        HTML_VALUE
} HtmlState;

/* How far an address has come, in an attribute that holds one. */
typedef enum {
        ADDRESS_START,
        ADDRESS_HEAD,  /* letters that may yet turn out to be a scheme */
        ADDRESS_LOOSE, /* the same, but partly unknown: no : may follow */
        ADDRESS_PATH,
        ADDRESS_QUERY,
        ADDRESS_MIXED /* begun in one branch and not in the other: no value may follow */
} Address;

typedef enum { VALUE_PLAIN, VALUE_ADDRESS, VALUE_FIXED } ValueKind;

/* All that has to be the same where branches meet. Serials tell one tag or value from the next. */
typedef struct {
        HtmlState state;
        Address address;
        bool is_whole; /* a whole address may just have ended: with "/", one more would make a host
                        */
        char quote;    /* 0: none */
        size_t depth;
        unsigned tag, attr;
} HtmlPoint;

typedef struct {
        Str name;
        size_t at;
} HtmlElement;

typedef struct {
        Str name;
        bool is_elsewhere; /* in a branch that excludes the one we are in */
} HtmlAttr;

typedef struct {
        Str source;
        size_t at; /* the next byte; shared with the compiler, which moves it over its own marks */
        HtmlPoint now;
        HtmlElement open[HTML_DEPTH_MAX];
        size_t floor;          /* elements below were opened outside the block we are in */
        size_t preserved;      /* open pre and textarea */
        bool begins_preserved; /* just opened one: a browser drops a line end here */
        Str tag;
        size_t begin; /* of the name or value we are in */
        HtmlAttr attrs[HTML_ATTRS_MAX];
        size_t attrs_n;
        ValueKind kind;
        Fault *fault;
} HtmlScan;

/* Where a value stands, and so which function writes it. */
typedef enum { PLACE_TEXT, PLACE_ATTR, PLACE_URL, PLACE_BASE, PLACE_PATH, PLACE_QUERY } Place;

bool html_is_space(char c);
bool html_is_letter(char c);
bool html_is_name(char c);
bool html_is_one_of(Str name, const char *const *list);

#endif
