/* pledge/metric_count: see the header. */
#include "pledge/metric_count.h"

#include "base/decimal.h"
#include "hub/place.h"

static bool among(const YamlTexts *list, Str value)
{
        for (size_t i = 0; i < list->n; i++)
                if (str_eq(list->at[i], value))
                        return true;
        return list->n == 0;
}

static bool holds(const MetricWhere *w, const Entry *e)
{
        const Fact *f = entry_fact(e, w->attribute);
        Str value = f && f->kind == FACT_TEXT ? f->text : (Str){0};

        if (str_empty(value))
                return false;
        if (w->is.n)
                return among(&w->is, value);
        return place_country(value) && place_in_region(place_country(value), w->in_region);
}

bool metric_counts(const MetricDefinition *m, const Entry *e)
{
        if (m->count == METRIC_REPORTED)
                return str_eq(e->kind, S("figure.reported")) &&
                       str_eq(entry_fact_text(e, S("metric")), m->slug);
        if (m->entries.n == 0 || !among(&m->entries, e->kind))
                return false;
        if (m->programme.n && !among(&m->programme, entry_fact_text(e, S("programme"))))
                return false;
        if (m->stage.n && !among(&m->stage, entry_fact_text(e, S("stage"))))
                return false;
        if (m->level.n && !among(&m->level, entry_fact_text(e, S("level"))))
                return false;
        if (m->party != METRIC_ANY_PARTY &&
            !str_eq(entry_fact_text(e, S("party")),
                    m->party == METRIC_PERSON ? S("person") : S("organisation")))
                return false;
        for (size_t i = 0; i < m->where.n; i++)
                if (!holds(&m->where.at[i], e))
                        return false;
        return e->hub != 0;
}

/* An entry that says in what its amount is must say the metric's unit: nothing is ever added to
 * something else. */
static bool is_in_unit(const Entry *e, Str unit)
{
        Str own = entry_fact_text(e, S("unit"));

        if (!own.len)
                own = entry_fact_text(e, S("currency"));
        return !own.len || str_eq(own, unit);
}

/* Whole units of an exact amount, down: "12.99" counts as 12, "-0.01" as -1; so many amounts added
 * up never say more than there was. */
static bool whole_of(Str text, int64_t *out)
{
        size_t point = str_find(text, '.');
        bool is_below = text.len && text.at[0] == '-';
        Str fraction = str_skip(text, point + 1);

        if (!decimal_parse(str_head(text, point), 0, out))
                return false;
        for (size_t i = 0; i < fraction.len; i++)
                if (fraction.at[i] < '0' || fraction.at[i] > '9')
                        return false;
        for (size_t i = 0; is_below && i < fraction.len; i++)
                if (fraction.at[i] != '0')
                        return !__builtin_sub_overflow(*out, 1, out);
        return true;
}

bool metric_amount(const MetricDefinition *m, const Entry *e, int64_t *out)
{
        const Fact *f;

        if (m->count == METRIC_PARTIES) {
                *out = 1;
                return true;
        }
        f = entry_fact(e, m->count == METRIC_REPORTED ? S("value") : m->amount.field);
        if (!f)
                return false;
        if (m->count == METRIC_AMOUNT && !is_in_unit(e, m->amount.unit))
                return false;
        *out = f->value;
        return f->kind == FACT_INT || whole_of(f->text, out);
}
