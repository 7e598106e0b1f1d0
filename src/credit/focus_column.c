/* credit/focus_column: see the header. */
#include "credit/focus_column.h"

#include <assert.h>

enum { NAME_BYTES_MAX = 64 };

static const FocusColumnInfo columns[FOCUS_COLUMNS] = {
#define FOCUS_INFO(constant, name, kind, since, last, mandatory, null) \
        [FOCUS_##constant] = {S_INIT(name), FOCUS_KIND_##kind, since, last, mandatory, null},
        FOCUS_COLUMN_LIST(FOCUS_INFO)
#undef FOCUS_INFO
};

/* What drafts (0.5, 1.0-preview) and vendors call them, folded. */
static const struct {
        Str name;
        FocusColumn column;
} aliases[] = {
        {S_INIT("amortizedcost"), FOCUS_EFFECTIVE_COST},
        {S_INIT("chargetype"), FOCUS_CHARGE_CATEGORY},
        {S_INIT("invoiceissuer"), FOCUS_INVOICE_ISSUER_NAME},
        {S_INIT("provider"), FOCUS_PROVIDER_NAME},
        {S_INIT("publisher"), FOCUS_PUBLISHER_NAME},
        {S_INIT("region"), FOCUS_REGION_NAME},
        {S_INIT("usagequantity"), FOCUS_CONSUMED_QUANTITY},
        {S_INIT("usageunit"), FOCUS_CONSUMED_UNIT},
};

static const Str categories[] = {S_INIT("Usage"),  S_INIT("Purchase"),   S_INIT("Tax"),
                                 S_INIT("Credit"), S_INIT("Adjustment"), {0}};
static const Str classes[] = {S_INIT("Correction"), {0}};
static const Str frequencies[] = {
        S_INIT("One-Time"), S_INIT("Recurring"), S_INIT("Usage-Based"), {0}};
static const Str pricings[] = {
        S_INIT("Standard"), S_INIT("Dynamic"), S_INIT("Committed"), S_INIT("Other"), {0}};
static const Str services[] = {S_INIT("AI and Machine Learning") /* as it is */,
                               S_INIT("Analytics"),
                               S_INIT("Business Applications") /* as it is */,
                               S_INIT("Compute"),
                               S_INIT("Databases"),
                               S_INIT("Developer Tools") /* as it is */,
                               S_INIT("Multicloud"),
                               S_INIT("Identity"),
                               S_INIT("Integration"),
                               S_INIT("Internet of Things") /* as it is */,
                               S_INIT("Management and Governance") /* as it is */,
                               S_INIT("Media"),
                               S_INIT("Migration"),
                               S_INIT("Mobile"),
                               S_INIT("Networking"),
                               S_INIT("Security"),
                               S_INIT("Storage"),
                               S_INIT("Web"),
                               S_INIT("Other"),
                               {0}};
static const Str commitments[] = {S_INIT("Spend"), S_INIT("Usage"), {0}};
static const Str uses[] = {S_INIT("Used"), S_INIT("Unused"), {0}};

const FocusColumnInfo *focus_column_info(FocusColumn column)
{
        assert(column < FOCUS_COLUMNS);
        return &columns[column];
}

const Str *focus_choice_values(FocusColumn choice)
{
        switch (choice) {
        case FOCUS_CHARGE_CATEGORY: return categories;
        case FOCUS_CHARGE_CLASS: return classes;
        case FOCUS_CHARGE_FREQUENCY: return frequencies;
        case FOCUS_PRICING_CATEGORY: return pricings;
        case FOCUS_SERVICE_CATEGORY: return services;
        case FOCUS_COMMITMENT_DISCOUNT_CATEGORY: return commitments;
        default: return uses;
        }
}

/* Letters small, without spaces and underscores; longer names than any are left empty. */
static Str fold(Str name, char out[NAME_BYTES_MAX])
{
        size_t n = 0;

        for (size_t i = 0; i < name.len; i++) {
                char c = name.at[i];

                if (c == ' ' || c == '_')
                        continue;
                if (n == NAME_BYTES_MAX)
                        return (Str){0};
                out[n++] = c >= 'A' && c <= 'Z' ? (char)(c + 32) : c;
        }
        return (Str){out, n};
}

int focus_column_find(Str name, bool *out_is_exact)
{
        char folded[NAME_BYTES_MAX];
        Str small;

        *out_is_exact = true;
        for (int i = 0; i < FOCUS_COLUMNS; i++)
                if (str_eq(name, columns[i].name))
                        return i;
        *out_is_exact = false;
        if (str_starts(name, S("x_")) || str_starts(name, S("X_")))
                return -1;
        small = fold(name, folded);
        for (int i = 0; i < FOCUS_COLUMNS; i++)
                if (str_eq_nocase(small, columns[i].name))
                        return i;
        for (size_t i = 0; i < sizeof aliases / sizeof aliases[0]; i++)
                if (str_eq(small, aliases[i].name))
                        return (int)aliases[i].column;
        return -1;
}
