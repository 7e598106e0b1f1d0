/* main/trial_page: whom one can come in as, in a trial. */
#ifndef SEEDBED_MAIN_TRIAL_PAGE_H
#define SEEDBED_MAIN_TRIAL_PAGE_H

#include "main/trial.h"

extern const View trial_view;

typedef struct {
        Str email, name, role, where, team, does;
} TrialLine;
typedef struct {
        const TrialLine *at;
        size_t n;
} TrialLineList;

typedef struct {
        TrialLineList people;
} TrialModel;

#endif
