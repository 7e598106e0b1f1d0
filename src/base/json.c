/* base/json: see the header. */
#include "base/json.h"

#include "base/words.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistr.h>

static Status convert(Arena *a, const json_t *from, int depth, Json *to)
{
        const json_t *value;
        const Json **tail = &to->child;

        if (depth > JSON_DEPTH_MAX)
                return INVALID;
        switch (json_typeof(from)) {
        case JSON_NULL: to->kind = JSON_KIND_NULL; break;
        case JSON_TRUE:
        case JSON_FALSE: to->kind = JSON_KIND_BOOL, to->yes = json_is_true(from); break;
        case JSON_INTEGER:
                to->kind = JSON_KIND_INT;
                to->integer = json_integer_value(from);
                to->real = (double)to->integer;
                break;
        case JSON_REAL: to->kind = JSON_KIND_REAL, to->real = json_real_value(from); break;
        case JSON_STRING:
                to->kind = JSON_KIND_TEXT;
                to->text = str_copy(a, (Str){json_string_value(from), json_string_length(from)});
                break;
        case JSON_ARRAY:
                to->kind = JSON_KIND_LIST;
                for (size_t i = 0; i < json_array_size(from); i++) {
                        Json *item = arena_new(a, Json, 1);

                        TRY(convert(a, json_array_get(from, i), depth + 1, item));
                        *tail = item;
                        tail = &item->next;
                }
                break;
        case JSON_OBJECT: {
                /* jansson's iterator wants a writable object; nothing is written */
                json_t *object = (json_t *)(uintptr_t)from;

                to->kind = JSON_KIND_OBJECT;
                for (void *it = json_object_iter(object); it;
                     it = json_object_iter_next(object, it)) {
                        Json *item = arena_new(a, Json, 1);

                        value = json_object_iter_value(it);
                        item->key = str_copy(a, str_from(json_object_iter_key(it)));
                        TRY(convert(a, value, depth + 1, item));
                        *tail = item;
                        tail = &item->next;
                }
                break;
        }
        }
        return OK;
}

Status json_parse(Arena *a, Str text, const Json **out, Str *out_fault)
{
        json_error_t error;
        json_t *root = json_loadb(text.at ? text.at : "", text.len,
                                  JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, &error);
        jmp_buf trap, *outer = a->trap;
        Json *top;
        Status s;

        if (!root) {
                if (out_fault)
                        *out_fault = str_fmt(a, _("line %d, column %d: %s"), error.line,
                                             error.column, error.text);
                return INVALID;
        }
        a->trap = &trap;
        if (setjmp(trap)) { /* the tree is given back before the arena's owner hears of it */
                json_decref(root);
                a->trap = outer;
                arena_too_much(a);
        }
        top = arena_new(a, Json, 1);
        s = convert(a, root, 0, top);
        a->trap = outer;
        json_decref(root);
        if (s != OK) {
                if (out_fault)
                        *out_fault = str_fmt(a, _("nested more than %d deep"), JSON_DEPTH_MAX);
                return s;
        }
        *out = top;
        return OK;
}

const Json *json_get(const Json *object, Str key)
{
        if (!object || object->kind != JSON_KIND_OBJECT)
                return NULL;
        for (const Json *m = object->child; m; m = m->next)
                if (str_eq(m->key, key))
                        return m;
        return NULL;
}

Str json_get_text(const Json *object, Str key)
{
        const Json *m = json_get(object, key);

        return m && m->kind == JSON_KIND_TEXT ? m->text : (Str){0};
}

/* Shortest digits that read back as v; *out_point is where the decimal point stands, counted from
 * the first digit. */
static size_t shortest_digits(double v, char out[24], int *out_point)
{
        char text[40];
        size_t n = 0;

        for (int precision = 0; precision < 17; precision++) {
                snprintf(text, sizeof text, "%.*e", precision, v);
                if (strtod(text, NULL) == v)
                        break;
        }
        for (const char *p = text; *p != 'e'; p++)
                if (*p != '.')
                        out[n++] = *p;
        *out_point = (int)strtol(strchr(text, 'e') + 1, NULL, 10) + 1;
        while (n > 1 && out[n - 1] == '0')
                n--;
        return n;
}

size_t jcs_number(double v, char out[32])
{
        char digit[24] = {0};
        int point;
        size_t n;
        Text t = text_over(out, 32);

        if (v >= -9007199254740991.0 && v <= 9007199254740991.0 && v == (double)(int64_t)v) {
                text_int(&t, (int64_t)v); /* exact, and most numbers are */
                return t.len;
        }
        if (v < 0)
                text_char(&t, '-');
        n = shortest_digits(fabs(v), digit, &point);
        if (point > 0 && point <= 21) {
                for (int i = 0; i < point || (size_t)i < n; i++) {
                        if (i == point)
                                text_char(&t, '.');
                        text_char(&t, (size_t)i < n ? digit[i] : '0');
                }
        } else if (point > -6 && point <= 0) {
                text_add(&t, S("0."));
                for (int i = point; i < 0; i++)
                        text_char(&t, '0');
                text_add(&t, (Str){digit, n});
        } else {
                text_char(&t, digit[0]);
                if (n > 1) {
                        text_char(&t, '.');
                        text_add(&t, (Str){digit + 1, n - 1});
                }
                text_add(&t, point > 0 ? S("e+") : S("e-"));
                text_int(&t, point > 0 ? point - 1 : 1 - point);
        }
        return t.len;
}

void jcs_text(Text *t, Str s)
{
        static const char hex[] = "0123456789abcdef";
        size_t from = 0;

        text_char(t, '"');
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];
                char escape = 0;

                if (c >= 0x20 && c != '"' && c != '\\')
                        continue;
                text_add(t, (Str){s.at + from, i - from});
                from = i + 1;
                switch (c) {
                case '"': escape = '"'; break;
                case '\\': escape = '\\'; break;
                case '\b': escape = 'b'; break;
                case '\f': escape = 'f'; break;
                case '\n': escape = 'n'; break;
                case '\r': escape = 'r'; break;
                case '\t': escape = 't'; break;
                default: break;
                }
                text_char(t, '\\');
                if (escape) {
                        text_char(t, escape);
                } else {
                        text_add(t, S("u00"));
                        text_char(t, hex[c >> 4]);
                        text_char(t, hex[c & 15]);
                }
        }
        if (s.len > from)
                text_add(t, (Str){s.at + from, s.len - from});
        text_char(t, '"');
}

/* Order of UTF-16 code units: as bytes, except that the plane above U+FFFF comes before U+E000. */
static int key_order(const void *x, const void *y)
{
        Str p = (*(const Json *const *)x)->key, q = (*(const Json *const *)y)->key;

        for (size_t i = 0; i < p.len && i < q.len; i++) {
                unsigned char c = (unsigned char)p.at[i], d = (unsigned char)q.at[i];

                if (c == d)
                        continue;
                if (c >= 0xEE && d >= 0xEE) { /* U+E000.. against surrogate pairs */
                        if (c >= 0xF0 && d < 0xF0)
                                return -1;
                        if (d >= 0xF0 && c < 0xF0)
                                return 1;
                }
                return c < d ? -1 : 1;
        }
        return p.len < q.len ? -1 : p.len > q.len;
}

static Status write_object(Arena *a, const Json *value, Text *out)
{
        size_t n = 0, i = 0;
        const Json **members;

        for (const Json *m = value->child; m; m = m->next)
                n++;
        members = arena_new(a, const Json *, n);
        for (const Json *m = value->child; m; m = m->next)
                members[i++] = m;
        qsort(members, n, sizeof(const Json *), key_order);
        text_char(out, '{');
        for (i = 0; i < n; i++) {
                if (i)
                        text_char(out, ',');
                jcs_text(out, members[i]->key);
                text_char(out, ':');
                TRY(jcs_write(a, members[i], out));
        }
        text_char(out, '}');
        return OK;
}

Status jcs_write(Arena *a, const Json *value, Text *out)
{
        char digits[32];

        switch (value->kind) {
        case JSON_KIND_NULL: text_add(out, S("null")); break;
        case JSON_KIND_BOOL: text_add(out, value->yes ? S("true") : S("false")); break;
        case JSON_KIND_INT:
        case JSON_KIND_REAL:
                if (!isfinite(value->real))
                        return INVALID;
                text_add(out, (Str){digits, jcs_number(value->real, digits)});
                break;
        case JSON_KIND_TEXT: jcs_text(out, value->text); break;
        case JSON_KIND_LIST:
                text_char(out, '[');
                for (const Json *m = value->child; m; m = m->next) {
                        TRY(jcs_write(a, m, out));
                        if (m->next)
                                text_char(out, ',');
                }
                text_char(out, ']');
                break;
        case JSON_KIND_OBJECT: return write_object(a, value, out);
        }
        return OK;
}

JsonOut jout_begin(Text *t)
{
        return (JsonOut){.t = t};
}

static void before(JsonOut *j)
{
        if (j->comma)
                text_char(j->t, ',');
        j->comma = true;
}

void jout_object(JsonOut *j)
{
        before(j);
        text_char(j->t, '{');
        j->comma = false;
}

void jout_object_end(JsonOut *j)
{
        text_char(j->t, '}');
        j->comma = true;
}

void jout_list(JsonOut *j)
{
        before(j);
        text_char(j->t, '[');
        j->comma = false;
}

void jout_list_end(JsonOut *j)
{
        text_char(j->t, ']');
        j->comma = true;
}

void jout_key(JsonOut *j, Str key)
{
        before(j);
        jcs_text(j->t, key);
        text_char(j->t, ':');
        j->comma = false;
}

void jout_text(JsonOut *j, Str s)
{
        before(j);
        jcs_text(j->t, s);
}

void jout_int(JsonOut *j, int64_t v)
{
        before(j);
        text_int(j->t, v);
}

void jout_real(JsonOut *j, double v)
{
        char digits[32];

        before(j);
        if (isfinite(v))
                text_add(j->t, (Str){digits, jcs_number(v, digits)});
        else
                text_add(j->t, S("null"));
}

void jout_bool(JsonOut *j, bool yes)
{
        before(j);
        text_add(j->t, yes ? S("true") : S("false"));
}

void jout_null(JsonOut *j)
{
        before(j);
        text_add(j->t, S("null"));
}

void jout_raw(JsonOut *j, Str json)
{
        before(j);
        text_add(j->t, json);
}
