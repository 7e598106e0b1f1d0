/* What the pages of ok_all.html show. */
#ifndef SEEDBED_TESTS_PAGEC_OK_ALL_H
#define SEEDBED_TESTS_PAGEC_OK_ALL_H

#include "base/str.h"

typedef struct {
        Str name;
        const char *site;
        bool is_new;
} Person;

typedef struct {
        const Person *at;
        size_t n;
} PersonList;

#endif
