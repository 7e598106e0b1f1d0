/* credit/unit: see the header. */
#include "credit/unit.h"

#include "base/words.h"
#include "credit/ledger.sql.h"

#include <string.h>

/* Code and decimals of its coins (ISO 4217, list one), funds and metals left out. */
static const char currencies[][5] = {
        "AED2", "AFN2", "ALL2", "AMD2", "AOA2", "ARS2", "AUD2", "AWG2", "AZN2", "BAM2", "BBD2",
        "BDT2", "BHD3", "BIF0", "BMD2", "BND2", "BOB2", "BRL2", "BSD2", "BTN2", "BWP2", "BYN2",
        "BZD2", "CAD2", "CDF2", "CHF2", "CLF4", "CLP0", "CNY2", "COP2", "CRC2", "CUP2", "CVE2",
        "CZK2", "DJF0", "DKK2", "DOP2", "DZD2", "EGP2", "ERN2", "ETB2", "EUR2", "FJD2", "FKP2",
        "GBP2", "GEL2", "GHS2", "GIP2", "GMD2", "GNF0", "GTQ2", "GYD2", "HKD2", "HNL2", "HTG2",
        "HUF2", "IDR2", "ILS2", "INR2", "IQD3", "IRR2", "ISK0", "JMD2", "JOD3", "JPY0", "KES2",
        "KGS2", "KHR2", "KMF0", "KPW2", "KRW0", "KWD3", "KYD2", "KZT2", "LAK2", "LBP2", "LKR2",
        "LRD2", "LSL2", "LYD3", "MAD2", "MDL2", "MGA2", "MKD2", "MMK2", "MNT2", "MOP2", "MRU2",
        "MUR2", "MVR2", "MWK2", "MXN2", "MYR2", "MZN2", "NAD2", "NGN2", "NIO2", "NOK2", "NPR2",
        "NZD2", "OMR3", "PAB2", "PEN2", "PGK2", "PHP2", "PKR2", "PLN2", "PYG0", "QAR2", "RON2",
        "RSD2", "RUB2", "RWF0", "SAR2", "SBD2", "SCR2", "SDG2", "SEK2", "SGD2", "SHP2", "SLE2",
        "SOS2", "SRD2", "SSP2", "STN2", "SVC2", "SYP2", "SZL2", "THB2", "TJS2", "TMT2", "TND3",
        "TOP2", "TRY2", "TTD2", "TWD2", "TZS2", "UAH2", "UGX0", "USD2", "UYU2", "UZS2", "VED2",
        "VES2", "VND0", "VUV0", "WST2", "XAF0", "XCD2", "XCG2", "XOF0", "XPF0", "YER2", "ZAR2",
        "ZMW2", "ZWG2"};

/* Of which one needs more than fifty for a dollar, and more than five thousand: with two and four
 * decimals less, a fund of a billion dollars fits all the same. */
static const char many[][4] = {
        "AFN", "ALL", "AMD", "AOA", "ARS", "BDT", "BIF", "BTN", "CDF", "CLP", "COP", "CRC", "CVE",
        "DJF", "DOP", "DZD", "EGP", "ETB", "GMD", "GYD", "HTG", "HUF", "INR", "IQD", "ISK", "JMD",
        "JPY", "KES", "KGS", "KHR", "KMF", "KPW", "KRW", "KZT", "LKR", "LRD", "MGA", "MKD", "MMK",
        "MNT", "MWK", "MZN", "NGN", "NPR", "PHP", "PKR", "RSD", "RUB", "RWF", "SDG", "SOS", "SSP",
        "TZS", "UGX", "UYU", "VES", "VED", "VUV", "XAF", "XOF", "XPF", "YER"};
static const char very_many[][4] = {"GNF", "IDR", "IRR", "LAK", "LBP", "PYG", "SYP", "UZS", "VND"};

enum { SCALE_USUAL = 8, SCALE_MANY = 6, SCALE_VERY_MANY = 4 };

/* What programmes give besides money, as their files call it. */
static const struct {
        const char *code, *title;
        int scale;
} well_known[] = {
        {"gpu-hour", N_("GPU-hours"), 6},       {"cpu-hour", N_("CPU-hours"), 6},
        {"mentor-hour", N_("Mentor hours"), 2}, {"hour", N_("Hours of work"), 2},
        {"token", N_("Model tokens"), 0},       {"seat", N_("Seats"), 0},
        {"request", N_("Requests"), 0},         {"gb-hour", N_("Gigabyte-hours"), 6},
        {"gb-month", N_("Gigabyte-months"), 6}, {"tb-month", N_("Terabyte-months"), 6},
        {"voucher", N_("Vouchers"), 0},
};

static bool stands_in(const char (*list)[4], size_t n, const char *code)
{
        for (size_t i = 0; i < n; i++)
                if (memcmp(list[i], code, 3) == 0)
                        return true;
        return false;
}

static int scale_of(const char *code)
{
        return stands_in(many, sizeof many / sizeof *many, code)                  ? SCALE_MANY
               : stands_in(very_many, sizeof very_many / sizeof *very_many, code) ? SCALE_VERY_MANY
                                                                                  : SCALE_USUAL;
}

bool currency_find(Str code, Unit *out)
{
        for (size_t i = 0; code.len == 3 && i < sizeof currencies / sizeof *currencies; i++) {
                const char *c = currencies[i];

                if (memcmp(code.at, c, 3) != 0)
                        continue;
                *out = (Unit){.code = {c, 3},
                              .scale = scale_of(c),
                              .shown = c[3] - '0',
                              .is_currency = true};
                return true;
        }
        return false;
}

Status unit_find(Db *db, Arena *a, Str code, Unit *out)
{
        LedgerUnit row;
        Status s;

        if (currency_find(code, out))
                return OK;
        for (size_t i = 0; i < sizeof well_known / sizeof *well_known; i++)
                if (str_is(code, well_known[i].code)) {
                        *out = (Unit){.code = str_from(well_known[i].code),
                                      .title = str_from(_(well_known[i].title)),
                                      .scale = well_known[i].scale};
                        return OK;
                }
        s = ledger_unit_get(db, a, code, &row);
        if (s == OK)
                *out = (Unit){.code = row.code, .title = row.title, .scale = (int)row.scale};
        return s;
}

Str unit_text(Arena *a, const Unit *u, int64_t amount)
{
        Str t = decimal_text(a, amount, u->scale);
        size_t least = t.len - (size_t)(u->scale - (u->shown < u->scale ? u->shown : u->scale));

        if (u->scale == 0)
                return t;
        while (t.len > least && t.at[t.len - 1] == '0')
                t.len--;
        if (t.at[t.len - 1] == '.')
                t.len--;
        return t;
}

bool unit_parse(const Unit *u, Str text, int64_t *out)
{
        return decimal_parse(text, u->scale, out);
}

bool amount_add(Amount x, Amount y, Amount *out)
{
        Amount sum = {x.unit, 0};

        if (strcmp(x.unit, y.unit) != 0 || __builtin_add_overflow(x.value, y.value, &sum.value))
                return false;
        *out = sum;
        return true;
}

/* --- defining one */

static const Field define_fields[] = {
        {"code", FIELD_SLUG, .required = true, .chars_max = UNIT_CODE_CHARS_MAX,
         .label = N_("Code of the unit"),
         .help = N_("As programmes and price lists call it: gpu-hour.")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 80, .label = N_("Title")},
        {"decimals", FIELD_INT, .required = true, .min = 0, .max = UNIT_SCALE_MAX,
         .label = N_("Decimals"),
         .help = N_("How fine it is counted. This can never be changed. Nine decimals hold nine "
                    "billion.")},
        {0}};

static Status run_define(Deed *d)
{
        Unit known;
        Entry e = {.kind = S("unit.defined")};
        Str code = deed_text(d, "code");
        Status s = unit_find(d->db, d->a, code, &known);

        if (s == OK)
                return deed_fault_at(d, "code", _("There is such a unit already."));
        if (s != NOT_FOUND)
                return s;
        TRY(ledger_unit_add(d->db, code, deed_text(d, "title"), deed_int(d, "decimals"), d->now_us,
                            d->actor.id));
        entry_text(&e, S("code"), code);
        entry_text(&e, S("title"), deed_text(d, "title"));
        entry_int(&e, S("decimals"), deed_int(d, "decimals"));
        d->note = S_("Defined.");
        d->go_to = S("/ledger");
        return deed_tell(d, &e);
}

const Action unit_define_action = {
        .name = "unit define",
        .may = MAY_LEDGER_SET,
        .where = where_everywhere,
        .title = N_("Define a unit"),
        .help = N_("Something that is given and counted, besides money: hours of an accelerator, "
                   "seats, vouchers."),
        .fields = define_fields,
        .run = run_define};
