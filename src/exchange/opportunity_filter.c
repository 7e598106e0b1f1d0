/* exchange/opportunity_filter: see the header. */
#include "exchange/opportunity_filter.h"

#include "base/decimal.h"
#include "base/time.h"
#include "exchange/opportunity_inside.h"

#include <stdlib.h>
#include <unicase.h>
#include <uninorm.h>

/* Programs read these faults: they are English, as the protocol is. */
typedef struct {
        OpportunityBook *b;
        OpportunityNotes *notes;
        Str *fault;
} Reading;

static Status mistake(Reading *r, const char *name, const char *what)
{
        *r->fault = str_fmt(r->b->a, "filters.%s: %s", name, what);
        return INVALID;
}

static void note(Reading *r, Str name)
{
        if (r->notes->n < OPPORTUNITY_NOTES_MAX)
                r->notes->at[r->notes->n++] = str_fmt(r->b->a, PLAIN("Unsupported filter: %.*s"),
                                                      S_ARG(str_head(name, 100)));
}

/* --- one filter */

static bool is_texts(const Json *list)
{
        if (!list || list->kind != JSON_KIND_LIST)
                return false;
        for (const Json *v = list->child; v; v = v->next)
                if (v->kind != JSON_KIND_TEXT)
                        return false;
        return true;
}

static Status read_texts(Reading *r, const char *name, const Json *f, TextsFilter *out)
{
        Str op = json_get_text(f, S("operator"));
        const Json *value = json_get(f, S("value"));

        if (!str_is(op, "in") && !str_is(op, "notIn"))
                return mistake(r, name, PLAIN("the operator must be in or notIn"));
        if (!is_texts(value))
                return mistake(r, name, PLAIN("the value must be a list of strings"));
        *out = (TextsFilter){.any = value, .is_not = str_is(op, "notIn")};
        return OK;
}

static Status read_range(Reading *r, const char *name, const Json *f, bool *out_outside,
                         const Json **out_min, const Json **out_max)
{
        Str op = json_get_text(f, S("operator"));
        const Json *value = json_get(f, S("value"));

        if (!str_is(op, "between") && !str_is(op, "outside"))
                return mistake(r, name, PLAIN("the operator must be between or outside"));
        *out_min = value && value->kind == JSON_KIND_OBJECT ? json_get(value, S("min")) : NULL;
        *out_max = value && value->kind == JSON_KIND_OBJECT ? json_get(value, S("max")) : NULL;
        if (!*out_min || !*out_max)
                return mistake(r, name, PLAIN("the value must have min and max"));
        *out_outside = str_is(op, "outside");
        return OK;
}

static bool read_moment(const Json *v, bool *out_is_day, Str *out_day, int64_t *out_at)
{
        *out_is_day = v->kind == JSON_KIND_TEXT && v->text.len == 10;
        *out_day = v->text;
        return v->kind == JSON_KIND_TEXT && time_parse(v->text, out_at);
}

static Status read_dates(Reading *r, const char *name, const Json *f, DatesFilter *out)
{
        const Json *min, *max;

        TRY(read_range(r, name, f, &out->is_outside, &min, &max));
        if (!read_moment(min, &out->min_is_day, &out->min_day, &out->min_at) ||
            !read_moment(max, &out->max_is_day, &out->max_day, &out->max_at))
                return mistake(r, name,
                               PLAIN("min and max must be dates, or instants with their offset"));
        out->is_asked = true;
        return OK;
}

static bool read_amount(const Json *money, int64_t *out_e6, Str *out_currency)
{
        *out_currency = json_get_text(money, S("currency"));
        return money->kind == JSON_KIND_OBJECT && out_currency->len == 3 &&
               decimal_parse(json_get_text(money, S("amount")), 6, out_e6);
}

static Status read_money(Reading *r, const char *name, const Json *f, MoneyFilter *out)
{
        const Json *min, *max;
        Str other;

        TRY(read_range(r, name, f, &out->is_outside, &min, &max));
        if (!read_amount(min, &out->min_e6, &out->currency) ||
            !read_amount(max, &out->max_e6, &other) || !str_eq(out->currency, other))
                return mistake(
                        r, name,
                        PLAIN("min and max must have an amount as decimal text of at most six "
                              "decimals, and the same currency"));
        out->is_asked = true;
        return OK;
}

/* --- those that are ours */

static void read_custom(Reading *r, const Json *custom, OpportunityFilter *out)
{
        for (const Json *f = custom->child; f; f = f->next) {
                TextsFilter *into = str_is(f->key, "programme") ? &out->programme
                                    : str_is(f->key, "hub")     ? &out->hub
                                    : str_is(f->key, "country") ? &out->country
                                                                : NULL;
                Str ignored, *was = r->fault;

                r->fault = &ignored;
                if (!into || read_texts(r, "customFilters", f, into) != OK)
                        note(r, f->key);
                r->fault = was;
        }
}

static Status read_one(Reading *r, const Json *f, OpportunityFilter *out)
{
        MoneyFilter ignored;

        if (f->kind == JSON_KIND_NULL)
                return OK;
        if (f->kind != JSON_KIND_OBJECT)
                return mistake(r, str_z(r->b->a, str_head(f->key, 100)),
                               PLAIN("this must be an object"));
        if (str_is(f->key, "status"))
                return read_texts(r, "status", f, &out->status);
        if (str_is(f->key, "closeDateRange"))
                return read_dates(r, "closeDateRange", f, &out->close);
        if (str_is(f->key, "maxAwardAmountRange"))
                return read_money(r, "maxAwardAmountRange", f, &out->most);
        if (str_is(f->key, "minAwardAmountRange") || str_is(f->key, "totalFundingAvailableRange")) {
                out->has_nothing = true;
                return read_money(r, str_z(r->b->a, f->key), f, &ignored);
        }
        if (str_is(f->key, "customFilters"))
                read_custom(r, f, out);
        else
                note(r, f->key);
        return OK;
}

/* --- words */

/* Without case and accents; empty when it can not be folded. */
static Str fold(Arena *a, Str s)
{
        size_t n = 0;
        uint8_t *got =
                s.len ? u8_casefold((const uint8_t *)s.at, s.len, NULL, UNINORM_NFKD, NULL, &n)
                      : NULL;
        Str out = got ? str_copy(a, (Str){(const char *)got, n}) : (Str){0};

        free(got);
        return out;
}

Status opportunity_filter_read(OpportunityBook *b, const OpportunityAsk *ask,
                               OpportunityFilter *out, OpportunityNotes *notes, Str *out_fault)
{
        Reading r = {b, notes, out_fault};
        Str rest = fold(b->a, str_head(ask->words, OPPORTUNITY_SEARCH_BYTES_MAX)), word;

        *out = (OpportunityFilter){0};
        while (out->words_n < OPPORTUNITY_WORDS_MAX && str_cut(&rest, ' ', &word))
                if (word.len)
                        out->words[out->words_n++] = word;
        for (const Json *f = ask->filters ? ask->filters->child : NULL; f; f = f->next)
                TRY(read_one(&r, f, out));
        return OK;
}

/* --- does it fit */

static bool texts_fit(const TextsFilter *f, Str value)
{
        if (!f->any)
                return true;
        for (const Json *v = f->any->child; v; v = v->next)
                if (str_eq(v->text, value))
                        return !f->is_not;
        return f->is_not;
}

/* A day counts whole. */
static bool dates_fit(Arena *a, const DatesFilter *f, const OpportunityRow *r)
{
        Str day;
        bool is_before, is_after;

        if (!f->is_asked)
                return true;
        day = str_head(round_local(a, r->zone, r->closes_at), 10);
        is_before = f->min_is_day ? str_cmp(day, f->min_day) < 0 : r->closes_at < f->min_at;
        is_after = f->max_is_day ? str_cmp(day, f->max_day) > 0 : r->closes_at > f->max_at;
        return f->is_outside == (is_before || is_after);
}

static bool money_fits(OpportunityBook *b, const MoneyFilter *f, const Opportunity *o)
{
        const OpportunityTerms *t;

        if (!f->is_asked)
                return true;
        t = opportunity_terms(b, o);
        return t->currency.len && str_eq(t->currency, f->currency) &&
               f->is_outside == (t->most_e6 < f->min_e6 || t->most_e6 > f->max_e6);
}

static bool words_fit(OpportunityBook *b, const OpportunityFilter *f, const Opportunity *o)
{
        ArenaMark mark = arena_mark(b->a);
        const ProgrammeLine *p = o->programme;
        Str text;
        bool fits = true;

        if (!f->words_n)
                return true;
        text = fold(b->a, str_fmt(b->a, "%.*s %.*s %.*s %.*s", S_ARG(o->row.title),
                                  S_ARG(p ? p->title : (Str){0}), S_ARG(p ? p->summary : (Str){0}),
                                  S_ARG(o->row.hub)));
        for (size_t i = 0; i < f->words_n; i++)
                fits &= str_has(text, f->words[i]);
        arena_rewind(b->a, mark);
        return fits;
}

bool opportunity_fits(OpportunityBook *b, const OpportunityFilter *f, const Opportunity *o)
{
        return !f->has_nothing && texts_fit(&f->status, str_from(opportunity_status(o))) &&
               texts_fit(&f->programme, o->programme ? o->programme->slug : (Str){0}) &&
               texts_fit(&f->hub, o->row.hub) && texts_fit(&f->country, o->row.country) &&
               dates_fit(b->a, &f->close, &o->row) && words_fit(b, f, o) &&
               money_fits(b, &f->most, o);
}
