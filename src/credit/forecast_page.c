/* credit/forecast_page: how long what a party has lasts, on the page of what it has. */
#include "credit/ledger_page.h"

static const RowColumn forecast_columns[] = {
        {"hub", COL_TEXT, offsetof(GrantForecastRow, hub)},
        {"unit", COL_TEXT, offsetof(GrantForecastRow, unit)},
        {"given", COL_TEXT, offsetof(GrantForecastRow, given)},
        {"left", COL_TEXT, offsetof(GrantForecastRow, left)},
        {"used_30_days", COL_TEXT, offsetof(GrantForecastRow, used_30_days)},
        {"ends_at", COL_TIME, offsetof(GrantForecastRow, ends_at)}};
const RowShape forecast_shape = {"GrantForecastRow", forecast_columns,
                                 sizeof forecast_columns / sizeof *forecast_columns,
                                 sizeof(GrantForecastRow)};

static const RowColumn lapse_columns[] = {{"grant", COL_ID, offsetof(GrantLapseRow, grant)},
                                          {"unit", COL_TEXT, offsetof(GrantLapseRow, unit)},
                                          {"amount", COL_TEXT, offsetof(GrantLapseRow, amount)},
                                          {"at", COL_TIME, offsetof(GrantLapseRow, at)}};
const RowShape lapse_shape = {"GrantLapseRow", lapse_columns,
                              sizeof lapse_columns / sizeof *lapse_columns, sizeof(GrantLapseRow)};

static Status sees(Visit *v, Id party, Id hub, bool *out)
{
        Place place;

        TRY(account_place(v->db, v->a, party, hub, &place));
        *out = access_may_at(&v->actor, MAY_LEDGER_SEE, &place);
        return OK;
}

static Status show_forecasts(Visit *v, const GrantForecastList *list, PartyLedgerModel *m)
{
        GrantForecastRow *rows = arena_new(v->a, GrantForecastRow, list->n + 1);
        size_t n = 0;

        for (size_t i = 0; i < list->n; i++) {
                const GrantForecast *f = &list->at[i];
                bool is_seen;
                Unit unit;
                Hub hub;

                TRY(sees(v, m->party, f->hub, &is_seen));
                if (!is_seen)
                        continue;
                TRY(unit_find(v->db, v->a, f->unit, &unit));
                TRY(hub_by_id(v->db, v->a, f->hub, &hub));
                rows[n++] = (GrantForecastRow){.hub = hub.slug,
                                               .hub_title = hub.title,
                                               .unit = f->unit,
                                               .given = unit_text(v->a, &unit, f->given),
                                               .left = unit_text(v->a, &unit, f->left),
                                               .used_30_days = unit_text(v->a, &unit, f->used),
                                               .ends_at = f->ends_at,
                                               .is_used = f->used > 0};
        }
        m->forecasts = (GrantForecastRowList){rows, n};
        return OK;
}

static Status show_lapses(Visit *v, const GrantLapseList *list, PartyLedgerModel *m)
{
        GrantLapseRow *rows = arena_new(v->a, GrantLapseRow, list->n + 1);
        size_t n = 0;

        for (size_t i = 0; i < list->n; i++) {
                const GrantLapse *l = &list->at[i];
                bool is_seen;
                Unit unit;

                TRY(sees(v, m->party, l->hub, &is_seen));
                if (!is_seen)
                        continue;
                TRY(unit_find(v->db, v->a, l->unit, &unit));
                rows[n++] = (GrantLapseRow){.grant = l->grant,
                                            .title = l->title,
                                            .unit = l->unit,
                                            .amount = unit_text(v->a, &unit, l->amount),
                                            .at = l->at};
        }
        m->lapses = (GrantLapseRowList){rows, n};
        return OK;
}

Status forecast_of_party(Visit *v, PartyLedgerModel *m)
{
        GrantForecastList list;
        GrantLapseList lapses;

        TRY(grant_forecasts(v->db, v->a, m->party, v->now_us, &list, &lapses));
        TRY(show_forecasts(v, &list, m));
        return show_lapses(v, &lapses, m);
}
