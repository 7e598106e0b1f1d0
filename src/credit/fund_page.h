/* credit/fund_page: funds of a hub as a tree, a fund with its papers, a paper with its signatures.
 */
#ifndef SEEDBED_CREDIT_FUND_PAGE_H
#define SEEDBED_CREDIT_FUND_PAGE_H

#include "credit/fund.h"
#include "hub/hub.h"
#include "web/cursor.h"

extern const View funds_view, fund_view, fund_paper_view;

enum { FUND_MONTHS = 12 };

/* A fund in the tree; amounts as exact texts. whole: all that it has and what came of it. */
typedef struct {
        Id fund, above, hub;
        Str title, hub_title, unit, state;
        Str whole, free, asked, committed, paid;
        int64_t depth;
        int share;    /* of the whole that was paid, in hundredths */
        int promised; /* the same of what is promised or asked for */
} FundRow;

typedef struct {
        const FundRow *at;
        size_t n;
} FundRowList;

typedef struct {
        Id paper, fund, party, commitment;
        Str kind, title, party_name, amount, left, unit, state, fund_title;
        int64_t asked_at, decided_at, on_at, instalment;
} PaperRow;

typedef struct {
        const PaperRow *at;
        size_t n;
} PaperRowList;

typedef struct {
        Hub hub;
        bool has_hub, may_set;
        FundRowList funds;
        PaperRowList asked;
        Cursor page;
} FundsModel;

/* Where it stood at the end of a month. */
typedef struct {
        Str month, free, committed, paid;
        int share, promised;
} FundMonth;

typedef struct {
        const FundMonth *at;
        size_t n;
} FundMonthList;

typedef struct {
        FundRow fund;
        Id above;
        Str above_title, programme, large, on;
        int64_t begins_at, ends_at, signs;
        bool may_set, may_post, is_open;
        FundRowList below;
        FundMonthList months;
        PaperRowList papers;
        Cursor page;
} FundModel;

typedef struct {
        int64_t step, signed_at;
        Str hub, name;
} SignRow;

typedef struct {
        const SignRow *at;
        size_t n;
} SignRowList;

typedef struct {
        int64_t number, due_at;
        Str amount, milestone, state; /* state: open, waits, asked */
        Id paper;
} InstalmentRow;

typedef struct {
        const InstalmentRow *at;
        size_t n;
} InstalmentRowList;

typedef struct {
        PaperRow paper;
        Str reason, asked_by;
        int64_t entry;
        bool may_sign, may_ask; /* ask: to pay out of it, or let it go */
        SignRowList signs;
        InstalmentRowList instalments;
        PaperRowList outs;
} PaperModel;

#endif
