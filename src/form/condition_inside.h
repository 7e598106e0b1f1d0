/* form/condition_inside: the tree of a condition, for the files of form/condition. */
#ifndef SEEDBED_FORM_CONDITION_INSIDE_H
#define SEEDBED_FORM_CONDITION_INSIDE_H

#include "form/condition.h"

typedef enum { OP_OR, OP_AND, OP_NOT, OP_PART } Op;
typedef enum {
        PART_IS,
        PART_NOT,
        PART_LESS,
        PART_UP_TO,
        PART_MORE,
        PART_FROM,
        PART_IN,
        PART_HAS
} How;
typedef enum { ASK_VALUE, ASK_FILLED, ASK_COUNT } Ask;

struct Condition {
        Op op;
        const Condition *left, *right; /* OP_NOT has only the left */
        Str text;                      /* OP_PART, as written */
        const FormField *field;
        Ask ask;
        How how;
        Str currency;
        const Str *values; /* one, or those of PART_IN */
        size_t values_n;
        bool is_wanted; /* a yes-no field */
};

#endif
