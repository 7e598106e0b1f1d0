/* form/answer_fault: faults of answers, for the files of form/answer. */
#ifndef SEEDBED_FORM_ANSWER_FAULT_H
#define SEEDBED_FORM_ANSWER_FAULT_H

#include "form/answer.h"
#include "form/condition.h"

/* Adds one; counts those that are too many. */
void answer_fault(Arena *a, AnswerFaults *faults, Str path, const char *format, ...)
        __attribute__((format(printf, 4, 5)));
/* That it is missing. */
void answer_fault_needed(Arena *a, AnswerFaults *faults, Str path);
/* "team.2" and "name" as "team.2.name"; the slug alone when path is empty. */
Str answer_path(Arena *a, Str path, Str slug);
/* Whatever is wrong with one value that is there; rows with what is required in them when whole. */
void answer_check_value(Arena *a, const FormField *f, const Json *v, Str path, bool whole,
                        AnswerFaults *faults);

#endif
