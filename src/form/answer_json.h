/* form/answer_json: JSON trees made by hand, for the files of form/answer. */
#ifndef SEEDBED_FORM_ANSWER_JSON_H
#define SEEDBED_FORM_ANSWER_JSON_H

#include "base/json.h"

/* A list or an object that grows at its end. */
typedef struct {
        Json *whole, *last;
} JsonMake;

static inline Json *json_new(Arena *a, JsonKind kind)
{
        Json *v = arena_new(a, Json, 1);

        v->kind = kind;
        return v;
}

static inline Json *json_new_text(Arena *a, Str text)
{
        Json *v = json_new(a, JSON_KIND_TEXT);

        v->text = text;
        return v;
}

static inline JsonMake json_make(Arena *a, JsonKind kind)
{
        return (JsonMake){json_new(a, kind), NULL};
}

/* Adds a copy of the value (not of what it holds); key for objects. */
static inline Json *json_add(Arena *a, JsonMake *m, Str key, const Json *value)
{
        Json *v = arena_new(a, Json, 1);

        *v = *value;
        v->key = key;
        v->next = NULL;
        if (m->last)
                m->last->next = v;
        else
                m->whole->child = v;
        m->last = v;
        return v;
}

#endif
