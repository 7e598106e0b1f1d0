/* credit/focus_group: sums of a bill's lines, exact, by what the lines are told apart.
 *
 * Groups stand in the caller's arena and are found by hash; there is a greatest number of them. A
 * sum that does not fit is reported, never wrapped; the order in which lines come never matters. */
#ifndef SEEDBED_CREDIT_FOCUS_GROUP_H
#define SEEDBED_CREDIT_FOCUS_GROUP_H

#include "credit/focus.h"

enum { FOCUS_GROUPS_MAX = 4 << 20 };

/* Texts are bytes as in the file; the empty one is null. */
typedef struct {
        int64_t billing_start_us;
        int64_t charge_day; /* days since 1970, UTC, of the charge period's start */
        FocusChargeCategory category;
        Str currency, provider, sub_account, service;
        Str own; /* whatever else the caller tells apart: a member, a programme */
} FocusKey;

typedef enum {
        FOCUS_SUM_BILLED,
        FOCUS_SUM_EFFECTIVE,
        FOCUS_SUM_LIST,
        FOCUS_SUM_CONTRACTED,
        FOCUS_SUM_CONSUMED,
        FOCUS_SUMS
} FocusSum;

typedef struct {
        FocusKey key;
        int64_t lines, lines_below_zero; /* by billed cost */
        Exact sum[FOCUS_SUMS];
} FocusGroup;

typedef struct FocusGroups FocusGroups;

/* No groups yet, and at most groups_max (0: FOCUS_GROUPS_MAX). */
FocusGroups *focus_groups_begin(Arena *a, size_t groups_max);
/* Everything a line says; own is left empty. Texts are the line's. */
FocusKey focus_key_of(const FocusLine *line);
/* Adds the line to its group; null amounts add nothing. Nothing of the line is kept. A few lines
 * wait in between, so a failure may be that of an earlier line; it repeats. TOO_MANY: it would be
 * one group too many; TOO_LARGE: a sum would reach 10^20. */
Status focus_group_add(FocusGroups *groups, const FocusKey *key, const FocusLine *line);
/* To be called behind the last line, before the groups are looked at; more lines may follow. OK:
 * every line is in its group. Otherwise the failure, and the groups are not to be relied on. */
Status focus_groups_end(FocusGroups *groups);
/* How many there are, and each in the order in which they came; its texts live as long as all. */
size_t focus_groups_n(const FocusGroups *groups);
FocusGroup focus_groups_at(const FocusGroups *groups, size_t i);
/* All of them in an order that depends on the keys only. */
FocusGroup *focus_groups_sorted(Arena *a, const FocusGroups *groups);

#endif
