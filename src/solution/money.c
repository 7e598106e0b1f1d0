/* solution/money: see the header. */
#include "solution/money.h"

#include "base/decimal.h"
#include "hub/place.h"

#include <assert.h>

bool money_currency_is(Str currency)
{
        size_t n;
        const PlaceCountry *all = place_countries(&n);

        for (size_t i = 0; i < n; i++)
                if (currency.len && str_eq(all[i].currency, currency))
                        return true;
        return false;
}

int money_decimals(Str currency)
{
        static const char none[] = "BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF "
                                   "XOF XPF" /* as it is */;
        static const char three[] = "BHD IQD JOD KWD LYD OMR TND" /* as it is */;

        if (currency.len == 3 && str_has(str_from(none), currency))
                return 0;
        return currency.len == 3 && str_has(str_from(three), currency) ? 3 : 2;
}

bool money_parse(Str text, Str currency, int64_t *out_minor)
{
        int64_t v;

        if (!decimal_parse(text, money_decimals(currency), &v) || v < 0 || v > MONEY_MINOR_MAX)
                return false;
        *out_minor = v;
        return true;
}

Str money_text(Arena *a, int64_t minor, Str currency)
{
        return decimal_text(a, minor, money_decimals(currency));
}

int64_t money_share(int64_t minor, int64_t bps)
{
        assert(minor >= 0 && minor <= MONEY_MINOR_MAX && bps >= 0 && bps <= BPS_ALL);
        return (int64_t)(((__int128)minor * bps + BPS_ALL / 2) / BPS_ALL);
}

Str money_percent(Arena *a, int64_t bps)
{
        Str text = decimal_text(a, bps, 2);

        while (str_ends(text, S("0")) || str_ends(text, S("."))) {
                bool is_point = str_ends(text, S("."));

                text.len--;
                if (is_point)
                        break;
        }
        return str_fmt(a, "%.*s %%", S_ARG(text));
}
