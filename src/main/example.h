/* main/example: the example ecosystem is made by the deeds that anybody else would do. */
#ifndef SEEDBED_MAIN_EXAMPLE_H
#define SEEDBED_MAIN_EXAMPLE_H

#include "main/program.h"

typedef struct {
        Program *p;
        Arena *a;
        const Actor *actor;
        char *fault; /* PROGRAM_FAULT_BYTES: which deed failed, and why */
        Id made;     /* by the last deed */
} Example;

#define END (const char *)NULL /* a bare NULL may be an int there */

/* Names and values of fields in turn, up to END. */
Status __attribute__((sentinel)) example_do(Example *x, const Action *action, ...);
const char *example_id(Example *x, Id id);
/* NOT_FOUND: no party of this name */
Status example_party(Example *x, const char *name, Id *out);

#endif
