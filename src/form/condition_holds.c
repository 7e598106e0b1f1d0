/* form/condition: a walk over the tree: whether it holds, why, and how it is told to scripts. */
#include "form/answer.h"
#include "form/condition_inside.h"
#include "hub/place.h"

static ConditionTruth part_holds(const Condition *c, const Json *answers);
static ConditionTruth value_holds(const Condition *c, const Json *value);
static void explain(Arena *a, const Condition *c, const Json *answers, bool negated,
                    ConditionParts *out);

static ConditionTruth not_so(ConditionTruth t)
{
        return t == CONDITION_OPEN  ? CONDITION_OPEN
               : t == CONDITION_YES ? CONDITION_NO
                                    : CONDITION_YES;
}

ConditionTruth condition_holds(const Condition *c, const Json *answers)
{
        ConditionTruth left, right, strong;

        if (!c)
                return CONDITION_YES;
        if (c->op == OP_PART)
                return part_holds(c, answers);
        left = condition_holds(c->left, answers);
        if (c->op == OP_NOT)
                return not_so(left);
        strong = c->op == OP_OR ? CONDITION_YES : CONDITION_NO;
        if (left == strong)
                return strong;
        right = condition_holds(c->right, answers);
        if (right == strong)
                return strong;
        return left == CONDITION_OPEN || right == CONDITION_OPEN ? CONDITION_OPEN : not_so(strong);
}

static size_t json_count(const Json *list)
{
        size_t n = 0;

        if (list && list->kind == JSON_KIND_LIST)
                for (const Json *v = list->child; v; v = v->next)
                        n++;
        return n;
}

static ConditionTruth truth(bool so)
{
        return so ? CONDITION_YES : CONDITION_NO;
}

static ConditionTruth ordered(How how, int is)
{
        return truth(how == PART_IS      ? is == 0
                     : how == PART_NOT   ? is != 0
                     : how == PART_LESS  ? is < 0
                     : how == PART_UP_TO ? is <= 0
                     : how == PART_MORE  ? is > 0
                                         : is >= 0);
}

static ConditionTruth part_holds(const Condition *c, const Json *answers)
{
        const Json *value = json_get(answers, c->field->slug);
        char count[24];
        int n;

        if (c->ask == ASK_FILLED)
                return truth(answer_is_filled(value));
        if (c->ask == ASK_COUNT) {
                Text t = text_over(count, sizeof count);
                Str is;

                text_int(&t, (int64_t)json_count(value));
                is = text_str(&t);
                if (c->how != PART_IN)
                        return ordered(c->how, decimal_text_compare(is, c->values[0]));
                for (size_t i = 0; i < c->values_n; i++)
                        if (decimal_text_compare(is, c->values[i]) == 0)
                                return CONDITION_YES;
                return CONDITION_NO;
        }
        if (!answer_is_filled(value))
                return CONDITION_OPEN;
        if (c->field->kind == FORM_YES_NO)
                return value->kind != JSON_KIND_BOOL ? CONDITION_OPEN
                                                     : truth(value->yes == c->is_wanted);
        if (c->how == PART_HAS) {
                n = 0;
                if (value->kind != JSON_KIND_LIST)
                        return CONDITION_OPEN;
                for (const Json *v = value->child; v; v = v->next)
                        n += v->kind == JSON_KIND_TEXT && str_eq(v->text, c->values[0]);
                return truth(n > 0);
        }
        return value_holds(c, value);
}

/* <0, 0, >0 as the field's kind is ordered. */
static int compare(const FormField *f, Str x, Str y)
{
        const PlaceCountry *country;

        if (f->kind == FORM_NUMBER || f->kind == FORM_MONEY)
                return decimal_text_compare(x, y);
        country = f->kind == FORM_COUNTRY && y.len == 3 ? place_country(x) : NULL;
        if (country && place_in_region(country, y))
                return 0;
        return f->kind == FORM_COUNTRY && x.len == y.len ? !str_eq_nocase(x, y) : str_cmp(x, y);
}

static ConditionTruth value_holds(const Condition *c, const Json *value)
{
        Str text = value->text;
        bool decimal = c->field->kind == FORM_NUMBER || c->field->kind == FORM_MONEY;

        if (c->field->kind == FORM_MONEY) {
                text = json_get_text(value, S("amount"));
                if (!str_eq(json_get_text(value, S("currency")), c->currency))
                        return CONDITION_OPEN; /* another currency: nobody can tell */
        } else if (value->kind != JSON_KIND_TEXT)
                return CONDITION_OPEN;
        if (decimal && !form_is_number(text))
                return CONDITION_OPEN;
        if (c->how != PART_IN)
                return ordered(c->how, compare(c->field, text, c->values[0]));
        for (size_t i = 0; i < c->values_n; i++)
                if (compare(c->field, text, c->values[i]) == 0)
                        return CONDITION_YES;
        return CONDITION_NO;
}

ConditionTruth condition_explain(Arena *a, const Condition *c, const Json *answers,
                                 ConditionParts *out)
{
        *out = (ConditionParts){0};
        if (!c)
                return CONDITION_YES;
        out->at = arena_new(a, ConditionPart, CONDITION_PARTS_MAX);
        explain(a, c, answers, false, out);
        return condition_holds(c, answers);
}

/* Goes down only to what made the whole so: a no among `and` is not mended by what holds beside it.
 */
static void explain(Arena *a, const Condition *c, const Json *answers, bool negated,
                    ConditionParts *out)
{
        ConditionTruth is = condition_holds(c, answers);
        const Condition *sides[] = {c->left, c->right};

        if (c->op == OP_PART) {
                Str found = answer_said(a, c->field, json_get(answers, c->field->slug));

                out->at[out->n++] = (ConditionPart){
                        .text = negated ? str_fmt(a, "not %.*s", S_ARG(c->text)) : c->text,
                        .field = c->field,
                        .found = found,
                        .truth = negated ? not_so(is) : is};
                return;
        }
        if (c->op == OP_NOT) {
                explain(a, c->left, answers, !negated, out);
                return;
        }
        for (size_t i = 0; i < 2; i++)
                if (condition_holds(sides[i], answers) == is)
                        explain(a, sides[i], answers, negated, out);
}

static void json_values(JsonOut *j, const Condition *c)
{
        size_t n;
        const PlaceCountry *all = place_countries(&n);

        jout_list(j);
        for (size_t i = 0; i < c->values_n; i++) {
                bool region = c->field->kind == FORM_COUNTRY && c->values[i].len == 3;

                if (!region)
                        jout_text(j, c->values[i]);
                for (size_t k = 0; region && k < n; k++)
                        if (place_in_region(&all[k], c->values[i]))
                                jout_text(j, all[k].alpha2);
        }
        jout_list_end(j);
}

static void json_part(JsonOut *j, const Condition *c)
{
        static const char *const how[] = {"=", "!=", "<", "<=", ">", ">=", "in", "has"};
        bool yes = c->ask == ASK_VALUE && c->field->kind == FORM_YES_NO;

        jout_text(j, c->ask == ASK_FILLED  ? S("filled")
                     : c->ask == ASK_COUNT ? S("count")
                     : yes                 ? S("yes")
                                           : S("is"));
        jout_text(j, c->field->slug);
        if (yes)
                jout_bool(j, c->is_wanted);
        if (yes || c->ask == ASK_FILLED)
                return;
        if (c->ask == ASK_VALUE)
                jout_text(j, str_from(form_kind_name(c->field->kind)));
        jout_text(j, str_from(how[c->how]));
        json_values(j, c);
        if (c->currency.len)
                jout_text(j, c->currency);
}

static void json_node(JsonOut *j, const Condition *c)
{
        jout_list(j);
        if (c->op == OP_PART)
                json_part(j, c);
        else {
                jout_text(j, c->op == OP_OR ? S("or") : c->op == OP_AND ? S("and") : S("not"));
                json_node(j, c->left);
                if (c->right)
                        json_node(j, c->right);
        }
        jout_list_end(j);
}

Str condition_json(Arena *a, const Condition *c)
{
        Text t = text_begin(a, 256 * KIB);
        JsonOut j = jout_begin(&t);

        if (c)
                json_node(&j, c);
        return text_str(&t);
}

/* --- decimal numbers of any length */

bool form_is_number(Str s)
{
        size_t digits = 0, i = s.len && s.at[0] == '-' ? 1 : 0;
        bool point = false;

        for (; i < s.len; i++) {
                if (s.at[i] == '.' && !point && digits) {
                        point = true;
                        digits = 0;
                } else if (s.at[i] >= '0' && s.at[i] <= '9' && digits < FORM_NUMBER_DIGITS_MAX)
                        digits++;
                else
                        return false;
        }
        return digits > 0;
}

/* Takes the number apart: without zeros that say nothing. */
static bool parts_of(Str s, Str *out_whole, Str *out_rest)
{
        bool minus = s.len && s.at[0] == '-';
        Str digits = str_skip(s, minus);
        size_t point = str_find(digits, '.');

        *out_whole = (Str){digits.at, point};
        *out_rest = str_skip(digits, point + 1);
        while (out_whole->len && out_whole->at[0] == '0')
                *out_whole = str_skip(*out_whole, 1);
        while (out_rest->len && out_rest->at[out_rest->len - 1] == '0')
                out_rest->len--;
        return minus && (out_whole->len || out_rest->len);
}

int decimal_text_compare(Str x, Str y)
{
        Str whole[2], rest[2];
        bool minus[2] = {parts_of(x, &whole[0], &rest[0]), parts_of(y, &whole[1], &rest[1])};
        int is;

        if (minus[0] != minus[1])
                return minus[0] ? -1 : 1;
        if (whole[0].len != whole[1].len)
                is = whole[0].len < whole[1].len ? -1 : 1;
        else
                is = str_cmp(whole[0], whole[1]);
        if (!is)
                is = str_cmp(rest[0], rest[1]);
        return minus[0] ? -is : is;
}
