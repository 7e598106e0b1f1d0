/* credit/ledger_page: accounts and their statements, and the proof of a line. */
#ifndef SEEDBED_CREDIT_LEDGER_PAGE_H
#define SEEDBED_CREDIT_LEDGER_PAGE_H

#include "base/yaml_table.h"
#include "credit/account.h"
#include "credit/forecast.h"
#include "credit/grant.h"
#include "credit/usage_chart.h"
#include "hub/hub.h"
#include "web/cursor.h"

extern const View ledger_view, ledger_account_view, ledger_line_view, party_ledger_view;
extern const Route ledger_post_route;

/* An account as a list shows it; amounts as texts, for they may be longer than a number in JSON. */
typedef struct {
        Id account, owner;
        Str title, kind, unit, name, state; /* name: of the owner */
        Str balance, held, free;
        int64_t lines;
} AccountRow;

typedef struct {
        const AccountRow *at;
        size_t n;
} AccountRowList;

enum { LEDGER_ACCOUNT_COLUMNS = 11 };
extern const RowColumn ledger_account_columns[LEDGER_ACCOUNT_COLUMNS];
#define LEDGER_ACCOUNT_SHAPE                                                                     \
        {                                                                                        \
                "AccountRow", ledger_account_columns, LEDGER_ACCOUNT_COLUMNS, sizeof(AccountRow) \
        }
Status ledger_account_rows(Visit *v, LedgerAccountLineList list, AccountRowList *out);
/* The account that the path names, when the reader may see it; NOT_FOUND with words. */
Status ledger_account_seen(Visit *v, LedgerAccount *row, Place *place);
/* The other side of a line: its title, and whether the reader may open it. */
Status ledger_other_side(Visit *v, Id account, Str *out_title, Str *out_kind, bool *out_sees);
/* The hub that the query names, or the reader's own, whose ledger the reader sees; *out_has: there
 * is one. With words when it is named and not there, or not for the reader. */
Status ledger_hub_asked(Visit *v, Hub *hub, Place *place, bool *out_has);

/* A limit of what a hub and all below it give. */
typedef struct {
        Str programme, unit, per_party, in_all; /* empty: of all programmes; no limit */
} GrantLimitRow;

typedef struct {
        const GrantLimitRow *at;
        size_t n;
} GrantLimitRowList;

typedef struct {
        Hub hub;
        bool has_hub, may_set, may_post;
        Str kind, unit;
        YamlTexts kinds; /* that one can ask for */
        AccountRowList accounts;
        Cursor page;
        LedgerUnitList units;
        GrantLimitRowList limits;
} LedgerModel;

/* A line of a statement. */
typedef struct {
        Id line, other, hold;
        int64_t at;
        Str kind, why, other_title, other_kind;
        Str in, out, balance;
        bool is_held; /* moves nothing yet, or no more */
        bool sees_other;
} StatementRow;

typedef struct {
        const StatementRow *at;
        size_t n;
} StatementRowList;

typedef struct {
        Id hold, other;
        Str amount, other_title, other_kind;
        bool is_out;
        int64_t until_at;
} HoldRow;

typedef struct {
        const HoldRow *at;
        size_t n;
} HoldRowList;

typedef struct {
        AccountRow account;
        Id hub;
        Str least, most, came, went;
        Str on, balance_on; /* the day that was asked about; empty: none */
        bool may_set, may_post, is_limited;
        StatementRowList lines;
        HoldRowList holds;
        Cursor page;
} LedgerAccountModel;

typedef struct {
        Id line;
        Str leaf, root;
        int64_t index, lines, position;
        Str proof; /* hashes in hex, a line each, from the leaf up */
} LedgerLineModel;

/* What a party was given. */
typedef struct {
        Id grant, account;
        Str title, unit, amount, left, used, state, reason, ends_on;
        bool is_paid;
        int64_t begins_at, ends_at;
        int share; /* of what was given that is gone, in hundredths */
} CreditGrantRow;

typedef struct {
        const CreditGrantRow *at;
        size_t n;
} CreditGrantRowList;

/* What a party has of a unit at a hub, and how long it lasts. */
typedef struct {
        Str hub, hub_title, unit, given, left, used_30_days;
        int64_t ends_at;
        bool is_used; /* else there is no pace */
} GrantForecastRow;

typedef struct {
        const GrantForecastRow *at;
        size_t n;
} GrantForecastRowList;

/* What of a grant nobody will have used when it ends. */
typedef struct {
        Id grant;
        Str title, unit, amount;
        int64_t at;
} GrantLapseRow;

typedef struct {
        const GrantLapseRow *at;
        size_t n;
} GrantLapseRowList;

/* What was used on a day (UTC), of a unit. */
typedef struct {
        int64_t day, events;
        Str unit, amount;
} UsageDayRow;

typedef struct {
        const UsageDayRow *at;
        size_t n;
} UsageDayRowList;

/* What was used of a service, in USAGE_DAYS. */
typedef struct {
        int64_t events;
        Str service, unit, quantity, amount;
} UsageServiceRow;

typedef struct {
        const UsageServiceRow *at;
        size_t n;
} UsageServiceRowList;

typedef struct {
        Id party;
        Str name, month; /* the one that is now */
        bool may_give;
        CreditGrantRowList grants;
        Cursor page;
        GrantForecastRowList forecasts;
        GrantLapseRowList lapses;
        AccountRowList accounts; /* but those of grants */
        UsageDayRowList usage_days;
        UsageServiceRowList usage_services;
        UsageChartList usage_charts;
} PartyLedgerModel;

/* The party that the path names, when the reader sees its ledger; NOT_FOUND with words. */
Status ledger_party_seen(Visit *v, PartyView *out);
/* Fills in the usage of accounts, newest day first. */
Status usage_of_accounts(Visit *v, LedgerAccountLineList accounts, PartyLedgerModel *m);
extern const RowShape usage_day_shape, usage_service_shape;
/* Fills in the forecast, of hubs whose ledger the reader sees. */
Status forecast_of_party(Visit *v, PartyLedgerModel *m);
extern const RowShape forecast_shape, lapse_shape;

/* "2026-11-22 05:31", UTC. */
Str ledger_moment(Arena *a, int64_t at_us);

#endif
