/* base/json: JSON read into an arena, JSON written piece by piece, and JSON in its one canonical
 * form.
 *
 * Reading goes through jansson and ends as a tree in the arena. The canonical form is RFC 8785
 * (JCS). */
#ifndef SEEDBED_BASE_JSON_H
#define SEEDBED_BASE_JSON_H

#include "base/str.h"

typedef enum {
        JSON_KIND_NULL,
        JSON_KIND_BOOL,
        JSON_KIND_INT,
        JSON_KIND_REAL,
        JSON_KIND_TEXT,
        JSON_KIND_LIST,
        JSON_KIND_OBJECT
} JsonKind;

typedef struct Json Json;
struct Json {
        JsonKind kind;
        bool yes;          /* JSON_KIND_BOOL */
        int64_t integer;   /* JSON_KIND_INT */
        double real;       /* JSON_KIND_REAL and JSON_KIND_INT */
        Str text;          /* JSON_KIND_TEXT */
        Str key;           /* in an object */
        const Json *child; /* first member or element */
        const Json *next;  /* next in the same list or object */
};

enum { JSON_DEPTH_MAX = 64 };

/* Parses one whole JSON value: UTF-8, no duplicate keys, nothing after it, at most JSON_DEPTH_MAX
 * deep. INVALID says why and where in *out_fault when that is not NULL. */
Status json_parse(Arena *a, Str text, const Json **out, Str *out_fault);
/* Member by name, or NULL; NULL object gives NULL. */
const Json *json_get(const Json *object, Str key);
/* Member's text, or the empty text when there is none or it is not text. */
Str json_get_text(const Json *object, Str key);
/* Canonical form, RFC 8785. INVALID for numbers that are not finite. */
Status jcs_write(Arena *a, const Json *value, Text *out);
/* A number as ECMAScript prints it (RFC 8785, section 3.2.2.3); out holds 32 bytes; gives the
 * length. */
size_t jcs_number(double v, char out[32]);
/* Text in quotes with the escapes of RFC 8785. */
void jcs_text(Text *t, Str s);

/* Writes JSON in order. The comma is the writer's business. */
typedef struct {
        Text *t;
        bool comma;
} JsonOut;

JsonOut jout_begin(Text *t);
void jout_object(JsonOut *j);
void jout_object_end(JsonOut *j);
void jout_list(JsonOut *j);
void jout_list_end(JsonOut *j);
void jout_key(JsonOut *j, Str key);
void jout_text(JsonOut *j, Str s);
void jout_int(JsonOut *j, int64_t v);
void jout_real(JsonOut *j, double v);
void jout_bool(JsonOut *j, bool yes);
void jout_null(JsonOut *j);
/* JSON text that stands as it is. */
void jout_raw(JsonOut *j, Str json);

#endif
