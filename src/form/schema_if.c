/* form/schema_if: see the header. */
#include "form/schema_if.h"

#include "hub/place.h"
#include "form/condition_inside.h"

enum { DEPTH_MAX = 8 };

static void node(JsonOut *j, const Condition *c, bool wanted, int depth);

/* --- numbers */

/* A whole number from 0 on, without zeros before it. */
static bool whole(Str s, Str *out)
{
        while (s.len > 1 && s.at[0] == '0')
                s = str_skip(s, 1);
        for (size_t i = 0; i < s.len; i++)
                if (s.at[i] < '0' || s.at[i] > '9')
                        return false;
        *out = s;
        return s.len > 0;
}

/* Digits of whole numbers above n (or below it), alternatives with | between; false: there is none.
 */
static bool digits_beyond(Text *t, Str n, bool above)
{
        bool any = false;

        for (size_t i = 0; i < n.len; i++) {
                char d = n.at[i], from = above ? (char)(d + 1) : i || n.len == 1 ? '0' : '1';
                char to = above ? '9' : (char)(d - 1);

                if (from > to)
                        continue;
                text_fmt(t, "%s%.*s[%c-%c]", any ? "|" : "", (int)i, n.at, from, to);
                if (n.len - i - 1)
                        text_fmt(t, "[0-9]{%zu}", n.len - i - 1);
                any = true;
        }
        if (above)
                text_fmt(t, "%s[1-9][0-9]{%zu,}", any ? "|" : "", n.len);
        else if (n.len > 1)
                text_fmt(t, "%s[0-9]{1,%zu}", any ? "|" : "", n.len - 1);
        return any || above || n.len > 1;
}

static void number_above(Text *t, Str n, bool or_same)
{
        text_add(t, S("^(0*("));
        (void)digits_beyond(t, n, true);
        text_fmt(t, ")(\\.[0-9]+)?|0*%.*s", S_ARG(n));
        text_add(t, or_same ? S("(\\.[0-9]+)?") : S("\\.[0-9]*[1-9][0-9]*"));
        if (or_same && str_is(n, "0"))
                text_add(t, S("|-0+(\\.0+)?"));
        text_add(t, S(")$"));
}

static void number_below(Text *t, Str n, bool or_same)
{
        bool is_zero = str_is(n, "0");

        text_add(t, is_zero && !or_same ? S("^(-[0-9]*[1-9][0-9]*(\\.[0-9]+)?"
                                            "|-[0-9]+\\.[0-9]*[1-9][0-9]*")
                                        : S("^(-[0-9]+(\\.[0-9]+)?"));
        if (!is_zero) {
                text_add(t, S("|0*("));
                (void)digits_beyond(t, n, false);
                text_add(t, S(")(\\.[0-9]+)?"));
        }
        if (or_same)
                text_fmt(t, "|0*%.*s(\\.0+)?", S_ARG(n));
        text_add(t, S(")$"));
}

bool schema_number_from(Text *t, Str least)
{
        Str n;

        if (!whole(least, &n))
                return false;
        number_above(t, n, true);
        return true;
}

bool schema_number_to(Text *t, Str most)
{
        Str n;

        if (!whole(most, &n))
                return false;
        number_below(t, n, true);
        return true;
}

/* --- parts of a condition; each is an object, or false */

static void key(JsonOut *j, const char *name)
{
        jout_key(j, str_from(name));
}

/* {"properties": {FIELD: … and at the end }}, "required": [FIELD]} */
static void field_begin(JsonOut *j, const FormField *f)
{
        jout_object(j);
        key(j, "properties");
        jout_object(j);
        jout_key(j, f->slug);
        jout_object(j);
}

static void field_end(JsonOut *j, const FormField *f)
{
        jout_object_end(j);
        jout_object_end(j);
        key(j, "required");
        jout_list(j);
        jout_text(j, f->slug);
        jout_list_end(j);
        jout_object_end(j);
}

static void values(JsonOut *j, const Condition *c)
{
        size_t n;
        const PlaceCountry *all = place_countries(&n);

        key(j, "enum");
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

static void among(JsonOut *j, const Condition *c, bool wanted)
{
        field_begin(j, c->field);
        key(j, "type");
        jout_text(j, S("string"));
        if (!wanted) {
                key(j, "not");
                jout_object(j);
        }
        values(j, c);
        if (!wanted)
                jout_object_end(j);
        field_end(j, c->field);
}

static void contains(JsonOut *j, const Condition *c, bool wanted)
{
        field_begin(j, c->field);
        key(j, "type");
        jout_text(j, S("array"));
        if (!wanted) {
                key(j, "not");
                jout_object(j);
        }
        key(j, "contains");
        jout_object(j);
        values(j, c);
        jout_object_end(j);
        if (!wanted)
                jout_object_end(j);
        field_end(j, c->field);
}

static How other_way(How how)
{
        switch (how) {
        case PART_LESS: return PART_FROM;
        case PART_UP_TO: return PART_MORE;
        case PART_MORE: return PART_UP_TO;
        case PART_FROM: return PART_LESS;
        case PART_IS: return PART_NOT;
        case PART_NOT: return PART_IS;
        case PART_IN:
        case PART_HAS: break;
        }
        return how;
}

static void number(JsonOut *j, const Condition *c, bool wanted)
{
        How how = wanted ? c->how : other_way(c->how);
        char pattern[512];
        Text t = text_over(pattern, sizeof pattern);
        Str n;

        if (c->values_n != 1 || !whole(c->values[0], &n) || how == PART_IS || how == PART_NOT ||
            how == PART_IN || how == PART_HAS) {
                jout_bool(j, false);
                return;
        }
        if (how == PART_MORE || how == PART_FROM)
                number_above(&t, n, how == PART_FROM);
        else
                number_below(&t, n, how == PART_UP_TO);
        if (t.overflow) {
                jout_bool(j, false);
                return;
        }
        field_begin(j, c->field);
        key(j, "type");
        jout_text(j, S("string"));
        key(j, "pattern");
        jout_text(j, text_str(&t));
        field_end(j, c->field);
}

static void yes_no(JsonOut *j, const Condition *c, bool wanted)
{
        field_begin(j, c->field);
        key(j, "const");
        jout_bool(j, c->is_wanted == wanted);
        field_end(j, c->field);
}

static void filled(JsonOut *j, const Condition *c, bool wanted)
{
        if (wanted) {
                field_begin(j, c->field);
                key(j, "not");
                jout_raw(j, S("{\"enum\":[null,\"\",[]]}"));
                field_end(j, c->field);
                return;
        }
        jout_object(j);
        key(j, "not");
        jout_object(j);
        key(j, "required");
        jout_list(j);
        jout_text(j, c->field->slug);
        jout_list_end(j);
        jout_object_end(j);
        jout_object_end(j);
}

static void part(JsonOut *j, const Condition *c, bool wanted)
{
        FormKind kind = c->field->kind;
        bool is_one = kind == FORM_CHOICE || kind == FORM_COUNTRY;
        bool is_same = c->how == PART_IS || c->how == PART_IN;

        if (c->ask == ASK_FILLED)
                filled(j, c, wanted);
        else if (c->ask == ASK_COUNT)
                jout_bool(j, false);
        else if (kind == FORM_YES_NO)
                yes_no(j, c, wanted);
        else if (is_one && (is_same || c->how == PART_NOT))
                among(j, c, is_same == wanted);
        else if (kind == FORM_CHOICES && c->how == PART_HAS)
                contains(j, c, wanted);
        else if (kind == FORM_NUMBER)
                number(j, c, wanted);
        else
                jout_bool(j, false);
}

/* An answer counts only where its field is asked. */
static void shown_part(JsonOut *j, const Condition *c, bool wanted, int depth)
{
        bool is_absent = c->ask == ASK_FILLED && !wanted;

        if (!c->field->condition || is_absent) {
                part(j, c, wanted);
                return;
        }
        jout_object(j);
        key(j, "allOf");
        jout_list(j);
        part(j, c, wanted);
        node(j, c->field->condition, true, depth + 1);
        jout_list_end(j);
        jout_object_end(j);
}

static void node(JsonOut *j, const Condition *c, bool wanted, int depth)
{
        if (depth > DEPTH_MAX) {
                jout_bool(j, false);
        } else if (c->op == OP_PART) {
                shown_part(j, c, wanted, depth);
        } else if (c->op == OP_NOT) {
                node(j, c->left, !wanted, depth + 1);
        } else {
                jout_object(j);
                key(j, (c->op == OP_AND) == wanted ? "allOf" : "anyOf");
                jout_list(j);
                node(j, c->left, wanted, depth + 1);
                node(j, c->right, wanted, depth + 1);
                jout_list_end(j);
                jout_object_end(j);
        }
}

/* --- what is required under them */

static bool is_conditional(const FormField *f, const Condition *section)
{
        return f->required && (f->condition || section);
}

static void require_if(JsonOut *j, const FormField *f, const Condition *section)
{
        const Condition *both[] = {section, f->condition};

        jout_object(j);
        key(j, "if");
        jout_object(j);
        key(j, "allOf");
        jout_list(j);
        for (size_t i = 0; i < 2; i++)
                if (both[i])
                        node(j, both[i], true, 0);
        jout_list_end(j);
        jout_object_end(j);
        key(j, "then");
        jout_object(j);
        key(j, "required");
        jout_list(j);
        jout_text(j, f->slug);
        jout_list_end(j);
        jout_object_end(j);
        jout_object_end(j);
}

static void required_if(JsonOut *j, const FormFields *fields, const Condition *section, bool *begun)
{
        for (size_t i = 0; i < fields->n; i++) {
                if (!is_conditional(&fields->at[i], section))
                        continue;
                if (!*begun) {
                        key(j, "allOf");
                        jout_list(j);
                }
                *begun = true;
                require_if(j, &fields->at[i], section);
        }
}

void schema_required_if(JsonOut *j, const FormSection *sections, size_t n)
{
        bool begun = false;

        for (size_t i = 0; i < n; i++)
                required_if(j, &sections[i].fields, sections[i].condition, &begun);
        if (begun)
                jout_list_end(j);
}

void schema_columns_if(JsonOut *j, const FormFields *fields)
{
        bool begun = false;

        required_if(j, fields, NULL, &begun);
        if (begun)
                jout_list_end(j);
}
