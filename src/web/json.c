/* web/json: models as JSON, and the description of all doors (OpenAPI 3.1), both from the same
 * tables. */
#include "web/site.h"

#include "base/time.h"
#include "base/words.h"

#include <stdio.h>
#include <string.h>

enum { JSON_BYTES_MAX = 8 * 1024 * 1024 };

static void write_value(Visit *v, JsonOut *j, ColumnKind kind, const void *at)
{
        switch (kind) {
        case COL_TEXT: jout_text(j, *(const Str *)at); break;
        case COL_BLOB:
                jout_text(j, str_base64(v->a, ((const Str *)at)->at, ((const Str *)at)->len));
                break;
        case COL_BOOL: jout_bool(j, *(const bool *)at); break;
        case COL_INT: jout_int(j, *(const int64_t *)at); break;
        case COL_ID:
                if (*(const Id *)at)
                        jout_text(j, id_text(v->a, *(const Id *)at));
                else
                        jout_null(j);
                break;
        case COL_TIME:
                if (*(const int64_t *)at)
                        jout_text(j, time_iso(v->a, *(const int64_t *)at));
                else
                        jout_null(j);
                break;
        }
}

static void write_row(Visit *v, JsonOut *j, const RowShape *shape, const char *row)
{
        jout_object(j);
        for (size_t i = 0; i < shape->columns_n; i++) {
                jout_key(j, str_from(shape->columns[i].name));
                write_value(v, j, shape->columns[i].kind, row + shape->columns[i].offset);
        }
        jout_object_end(j);
}

Str site_json(Visit *v, const void *model)
{
        Text t = text_begin(v->a, JSON_BYTES_MAX);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        jout_key(&j, S("as_of"));
        jout_object(&j);
        jout_key(&j, S("size"));
        jout_int(&j, v->size);
        jout_object_end(&j);
        for (const Part *p = v->view->parts; p && p->name; p++) {
                const char *at = (const char *)model + p->offset;

                jout_key(&j, str_from(p->name));
                if (p->how == PART_ROW) {
                        write_row(v, &j, p->shape, at);
                } else if (p->how == PART_VALUE) {
                        write_value(v, &j, p->kind, at);
                } else {
                        const RowList *list = (const RowList *)(const void *)at;

                        jout_list(&j);
                        for (size_t i = 0; i < list->n; i++)
                                write_row(v, &j, p->shape,
                                          (const char *)list->at + i * p->shape->bytes);
                        jout_list_end(&j);
                }
        }
        jout_object_end(&j);
        if (t.overflow)
                arena_too_much(v->a);
        return text_str(&t);
}

static void kind_schema(Text *t, ColumnKind kind)
{
        switch (kind) {
        case COL_INT: text_add(t, S("{\"type\":\"integer\"}")); break;
        case COL_BOOL: text_add(t, S("{\"type\":\"boolean\"}")); break;
        case COL_ID:
                text_add(t, S("{\"type\":[\"string\",\"null\"],\"pattern\":\"^[0-9A-HJKMNP-TV-Z]{"
                              "13}$\"}"));
                break;
        case COL_TIME:
                text_add(t, S("{\"type\":[\"string\",\"null\"],\"format\":\"date-time\"}"));
                break;
        case COL_TEXT: text_add(t, S("{\"type\":\"string\"}")); break;
        case COL_BLOB:
                text_add(t, S("{\"type\":\"string\",\"contentEncoding\":\"base64\"}"));
                break;
        }
}

static void row_schema(Text *t, const RowShape *shape)
{
        text_add(t, S("{\"type\":\"object\",\"additionalProperties\":false,\"required\":["));
        for (size_t i = 0; i < shape->columns_n; i++)
                text_fmt(t, "%s\"%s\"", i ? "," : "", shape->columns[i].name);
        text_add(t, S("],\"properties\":{"));
        for (size_t i = 0; i < shape->columns_n; i++) {
                text_fmt(t, "%s\"%s\":", i ? "," : "", shape->columns[i].name);
                kind_schema(t, shape->columns[i].kind);
        }
        text_add(t, S("}}"));
}

static void view_schema(Text *t, const View *v)
{
        text_add(t,
                 S("{\"type\":\"object\",\"additionalProperties\":false,\"required\":[\"as_of\""));
        for (const Part *p = v->parts; p && p->name; p++)
                text_fmt(t, ",\"%s\"", p->name);
        text_add(t, S("],\"properties\":{\"as_of\":{\"type\":\"object\",\"required\":[\"size\"],"
                      "\"properties\":"
                      "{\"size\":{\"type\":\"integer\",\"description\":"));
        jcs_text(t, S_("Entries in the record that this answer rests on"));
        text_add(t, S("}}}"));
        for (const Part *p = v->parts; p && p->name; p++) {
                text_fmt(t, ",\"%s\":", p->name);
                if (p->how == PART_VALUE)
                        kind_schema(t, p->kind);
                if (p->how == PART_LIST)
                        text_add(t, S("{\"type\":\"array\",\"items\":"));
                if (p->how != PART_VALUE)
                        row_schema(t, p->shape);
                if (p->how == PART_LIST)
                        text_char(t, '}');
        }
        text_add(t, S("}}"));
}

static void field_schema(Text *t, const Field *f)
{
        text_fmt(t, "{\"type\":\"%s\"", field_json_type(f));
        if (f->kind == FIELD_DATE)
                text_add(t, S(",\"format\":\"date\""));
        else if (f->kind == FIELD_ID)
                text_add(t, S(",\"pattern\":\"^[0-9A-HJKMNP-TV-Z]{13}$\""));
        else if (f->kind == FIELD_SLUG)
                text_add(t, S(",\"pattern\":\"^[a-z0-9]+(-+[a-z0-9]+)*$\""));
        else if (f->kind == FIELD_INT && (f->min || f->max))
                text_fmt(t, ",\"minimum\":%lld,\"maximum\":%lld", (long long)f->min,
                         (long long)f->max);
        else if (f->kind == FIELD_TEXT || f->kind == FIELD_LONG_TEXT)
                text_fmt(t, ",\"maxLength\":%d", field_chars_max(f));
        if (f->kind == FIELD_CHOICE) {
                text_add(t, S(",\"enum\":["));
                for (size_t i = 0; f->choices[i]; i++)
                        text_fmt(t, "%s\"%s\"", i ? "," : "", f->choices[i]);
                text_char(t, ']');
        }
        if (f->label) {
                text_add(t, S(",\"description\":"));
                jcs_text(t, str_from(_(f->label)));
        }
        text_char(t, '}');
}

static void parameters(Text *t, const char *path, const Field *query)
{
        Str rest = str_from(path), part;
        bool comma = false;

        text_add(t, S("\"parameters\":["));
        while (str_cut(&rest, '/', &part))
                if (part.len > 2 && part.at[0] == '{') {
                        text_fmt(t,
                                 "%s{\"name\":\"%.*s\",\"in\":\"path\",\"required\":true,"
                                 "\"schema\":{\"type\":\"string\"}}",
                                 comma ? "," : "", (int)part.len - 2, part.at + 1);
                        comma = true;
                }
        for (const Field *f = query; f && f->name; f++) {
                text_fmt(t, "%s{\"name\":\"%s\",\"in\":\"query\",\"required\":false,\"schema\":",
                         comma ? "," : "", f->name);
                field_schema(t, f);
                text_char(t, '}');
                comma = true;
        }
        text_add(t, S("]"));
}

static const char problems[] = "\"4XX\":{\"$ref\":\"#/components/responses/"
                               "Problem\"},\"5XX\":{\"$ref\":\"#/components/responses/Problem\"}";

static void describe_view(Text *t, const View *v)
{
        text_fmt(t, ",\"%s\":{\"get\":{\"summary\":", v->path);
        jcs_text(t, str_from(_(v->title)));
        text_add(t, S(",\"description\":"));
        jcs_text(t, str_from(_(v->help)));
        text_fmt(t, ",\"x-permission\":\"%s\",", permission_name(v->may));
        parameters(t, v->path, v->query);
        text_add(t, S(",\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{\"application/"
                      "json\":{\"schema\":"));
        view_schema(t, v);
        text_fmt(t, "}}},%s}}}", problems);
}

static void describe_action(Text *t, const Action *action)
{
        Str name = str_from(action->name);
        size_t space = str_find(name, ' ');
        bool comma = false;

        text_fmt(t, ",\"/%.*s/%.*s\":{\"post\":{\"summary\":", (int)space, name.at,
                 S_ARG(str_skip(name, space + 1)));
        jcs_text(t, str_from(_(action->title)));
        text_add(t, S(",\"description\":"));
        jcs_text(t, str_from(_(action->help)));
        text_fmt(t,
                 ",\"x-permission\":\"%s\",\"requestBody\":{\"required\":true,\"content\":{"
                 "\"application/json\":{\"schema\":"
                 "{\"type\":\"object\",\"additionalProperties\":%s,\"required\":[",
                 permission_name(action->may),
                 action->takes_more ? "{\"type\":[\"string\",\"number\",\"boolean\",\"array\","
                                      "\"object\",\"null\"]}"
                                    : "false");
        for (const Field *f = action->fields; f && f->name; f++)
                if (f->required) {
                        text_fmt(t, "%s\"%s\"", comma ? "," : "", f->name);
                        comma = true;
                }
        text_add(t, S("],\"properties\":{"));
        for (const Field *f = action->fields; f && f->name; f++) {
                text_fmt(t, "%s\"%s\":", f == action->fields ? "" : ",", f->name);
                field_schema(t, f);
        }
        text_fmt(t, "}}}}},\"responses\":{\"200\":{\"$ref\":\"#/components/responses/Done\"},%s}}}",
                 problems);
}

/* Everything before the doors: what they have in common. */
static void describe_all(Text *t)
{
        text_add(t, S("{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Seedbed\",\"version\":\"1\","
                      "\"license\":{\"name\":\"Apache-2.0\",\"identifier\":\"Apache-2.0\"},"
                      "\"description\":"));
        jcs_text(t, S_("Every page as JSON, every deed as a POST."));
        text_add(t, S("},\"servers\":[{\"url\":\"/api/"
                      "v1\"}],\"components\":{\"responses\":{\"Problem\":{\"description\":"));
        jcs_text(t, S_("What was wrong (RFC 9457)"));
        text_add(t, S(",\"content\":{\"application/"
                      "problem+json\":{\"schema\":{\"type\":\"object\",\"required\":[\"title\","
                      "\"status\"],\"properties\":{\"type\":{\"type\":\"string\"},\"title\":{"
                      "\"type\":\"string\"},\"status\":{\"type\":\"integer\"},\"detail\":{\"type\":"
                      "\"string\"},\"errors\":{\"type\":\"array\",\"items\":{\"type\":\"object\","
                      "\"properties\":{\"field\":{\"type\":\"string\"},\"detail\":{\"type\":"
                      "\"string\"}}}}}}}}},\"Done\":{\"description\":"));
        jcs_text(t, S_("Done, and on the record"));
        text_add(t, S(",\"content\":{\"application/"
                      "json\":{\"schema\":{\"type\":\"object\",\"required\":[\"id\",\"position\","
                      "\"note\"],\"properties\":{\"id\":{\"type\":[\"string\",\"null\"]},"
                      "\"position\":{\"type\":[\"integer\",\"null\"]},\"note\":{\"type\":"
                      "\"string\"},\"answer\":{\"type\":\"object\"}}}}}}}},\"paths\":{\"/"
                      "openapi.json\":{\"get\":{\"summary\":"));
        jcs_text(t, S_("This description"));
        text_add(t, S(",\"responses\":{\"200\":{\"description\":\"OK\"}}}}"));
}

/* Routes stand outside /api/v1 and say so. */
static void describe_route(Text *t, const Route *r)
{
        static const char *const methods[] = {"get", "head", "post", "put", "delete", "trace"};

        char path[128];
        size_t n = strlen(r->path);

        if (r->path[n - 1] == '*') /* the rest of the path, slashes and all */
                snprintf(path, sizeof path, "%.*s{path}", (int)n - 1, r->path);
        else
                snprintf(path, sizeof path, "%s", r->path);
        text_fmt(t, ",\"%s\":{\"%s\":{\"servers\":[{\"url\":\"/\"}],\"summary\":", path,
                 methods[r->method]);
        jcs_text(t, str_from(_(r->help)));
        text_fmt(t, ",\"x-permission\":\"%s\",", permission_name(r->may));
        if (r->describe) {
                r->describe(t);
                text_add(t, S("}}"));
                return;
        }
        parameters(t, path, NULL);
        text_fmt(t,
                 ",\"responses\":{\"200\":{\"description\":\"OK\",\"content\":{\"%s\":{}}},%s}}}",
                 r->type ? r->type : "*/*", problems);
}

Str site_openapi(Site *site, Arena *a)
{
        Text t = text_begin(a, 2 * MIB);

        describe_all(&t);
        for (const View *const *v = site->views; *v; v++)
                describe_view(&t, *v);
        for (const Action *const *p = site->actions; *p; p++)
                describe_action(&t, *p);
        for (const Route *const *r = site->routes; *r; r++)
                if (!(*r)->is_untold && !str_starts(str_from((*r)->path), S("/api/v1/")))
                        describe_route(&t, *r);
        text_add(&t, S("}}"));
        return text_str(&t);
}
