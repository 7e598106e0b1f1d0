/* credit/focus_report: what was found, counted, and kept with words while there is room. */
#include "base/words.h"
#include "credit/focus_inside.h"

#include <assert.h>

enum { WORDS_BYTES_MAX = 400 };

static const struct {
        const char *id, *words;
} rules[FOCUS_RULES] = {
        [FOCUS_COLUMN_MISSING] = {"column-missing", N_("A column that every file must have.")},
        [FOCUS_COLUMN_UNKNOWN] = {"column-unknown",
                                  N_("Columns have the names that FOCUS 1.0 to 1.4 give them, or"
                                     " begin with x_.")},
        [FOCUS_COLUMN_RENAMED] = {"column-renamed",
                                  N_("A column has the name that the specification gives it.")},
        [FOCUS_ROW_TORN] = {"row-torn", N_("A row has as many fields as the header.")},
        [FOCUS_NOT_NULL] = {"not-null", N_("This column always has a value.")},
        [FOCUS_NUMBER_FORM] = {"number-form",
                               N_("A number has digits, one point, perhaps an exponent; up to 18"
                                  " decimals are kept.")},
        [FOCUS_TIME_FORM] = {"time-form", N_("A time is a day and a clock time.")},
        [FOCUS_TIME_ZONE] = {"time-zone", N_("A time is written YYYY-MM-DDTHH:MM:SSZ, in UTC.")},
        [FOCUS_CHOICE_UNKNOWN] = {"choice-unknown", N_("The value is one of those allowed.")},
        [FOCUS_CHOICE_SPELLING] = {"choice-spelling",
                                   N_("An allowed value is written as the specification does.")},
        [FOCUS_CURRENCY_FORM] = {"currency-form", N_("A currency is three capital letters.")},
        [FOCUS_CURRENCY_UNKNOWN] = {"currency-unknown", N_("A currency is one of ISO 4217.")},
        [FOCUS_PERIOD_ORDER] = {"period-order", N_("A period begins before it ends.")},
        [FOCUS_PERIOD_OUTSIDE] = {"period-outside",
                                  N_("The charge period lies in the billing period, except for"
                                     " corrections.")},
        [FOCUS_COST_PRODUCT] = {"cost-product",
                                N_("Cost is unit price times pricing quantity, to a millionth.")},
        [FOCUS_JSON_FORM] = {"json-form", N_("The value is one JSON object.")},
        [FOCUS_TAG_KEY] = {"tag-key", N_("A tag's key has no white space around it.")},
        [FOCUS_NULL_TOGETHER] = {"null-together",
                                 N_("A value and what it belongs to are null together.")},
};

const char *focus_rule_id(FocusRule rule)
{
        assert(rule < FOCUS_RULES);
        return rules[rule].id;
}

const char *focus_rule_words(FocusRule rule)
{
        assert(rule < FOCUS_RULES);
        return _(rules[rule].words);
}

/* A strict reading ends with what it says. */
static void tell_fault(Focus *f, int column, Str words)
{
        if (column < 0)
                f->report->fault = str_copy(f->a, words); /* names the row itself */
        else
                f->report->fault =
                        str_fmt(f->a, _("Row %lld, %s: %.*s."), (long long)f->line.row,
                                focus_column_info((FocusColumn)column)->name.at, S_ARG(words));
}

void focus_find(Focus *f, FocusRule rule, int column, bool is_refused, const char *format, ...)
{
        FocusReport *r = f->report;
        int64_t n = r->found_in[rule][column < 0 ? FOCUS_COLUMNS : column]++;
        bool is_kept = r->n < FOCUS_FINDINGS_MAX && n < FOCUS_FINDINGS_EACH_MAX,
             is_last = is_refused && f->o->is_strict && !f->is_refused;
        char words[WORDS_BYTES_MAX];
        va_list args;
        Str shown;

        r->found[rule]++;
        f->is_refused |= is_refused;
        if (!is_kept && !is_last)
                return;
        va_start(args, format);
        vsnprintf(words, sizeof words, format, args);
        va_end(args);
        shown = str_from(words);
        while (shown.len && !str_is_utf8(shown))
                shown.len--; /* cut in the middle of a letter */
        if (is_last)
                tell_fault(f, column, shown);
        if (!is_kept)
                return;
        if (!r->finding)
                r->finding = arena_new(f->a, FocusFinding, FOCUS_FINDINGS_MAX);
        r->finding[r->n++] = (FocusFinding){.rule = rule,
                                            .column = column,
                                            .row = f->line.row,
                                            .is_refused = is_refused,
                                            .words = str_copy(f->a, shown)};
}
