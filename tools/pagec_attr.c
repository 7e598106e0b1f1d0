/* tools/pagec_attr: see the header. */
#include "tools/pagec_attr.h"

static Status step_name(HtmlScan *h);
static Status step_wait(HtmlScan *h);
static Status step_value(HtmlScan *h);
static Status address_step(HtmlScan *h, char c);
static Status address_scheme(HtmlScan *h);
static ValueKind value_kind(Str name);

Status attr_step(HtmlScan *h)
{
        char c = h->source.at[h->at];

        switch (h->now.state) {
        case HTML_ATTR_NAME: return step_name(h);
        case HTML_ATTR_AFTER:
                if (c == '=') {
                        h->now.state = HTML_VALUE_WAIT;
                        h->at++;
                } else if (html_is_space(c))
                        h->at++;
                else
                        h->now.state = HTML_TAG_SPACE;
                return OK;
        case HTML_VALUE_WAIT: return step_wait(h);
        default: return step_value(h);
        }
}

Status attr_name_end(HtmlScan *h, size_t at)
{
        Str name = str_lower(h->fault->arena, (Str){h->source.at + h->begin, at - h->begin});
        Str bare = str_starts(name, S("data-hx-")) ? str_skip(name, 5) : name;

        if (str_starts(bare, S("on")) || str_starts(bare, S("hx-on")))
                return fault_set(h->fault, h->begin,
                                 "%.*s= is not allowed: scripts are files of ours", S_ARG(name));
        if (str_is(name, "style"))
                return fault_set(h->fault, h->begin, "style= is not allowed: use a class");
        if (str_is(name, "http-equiv"))
                return fault_set(h->fault, h->begin,
                                 "http-equiv= is not allowed: send the header itself");
        if (attr_is_given(h, name))
                return fault_set(h->fault, h->begin, "this tag has %.*s= already", S_ARG(name));
        if (h->attrs_n == HTML_ATTRS_MAX)
                return fault_set(h->fault, h->begin, "more than %d attributes", HTML_ATTRS_MAX);
        h->attrs[h->attrs_n++] = (HtmlAttr){name, false};
        h->kind = value_kind(bare);
        h->now.attr++;
        h->now.state = HTML_TAG_TIGHT;
        return OK;
}

bool attr_may_begin(char c)
{
        return html_is_letter(c) || c == '_' || c == ':' || c == '@';
}

bool attr_is_given(const HtmlScan *h, Str name)
{
        for (size_t i = 0; i < h->attrs_n; i++)
                if (!h->attrs[i].is_elsewhere && str_eq(h->attrs[i].name, name))
                        return true;
        return false;
}

static Status step_name(HtmlScan *h)
{
        char c = h->source.at[h->at];

        if (html_is_name(c) || c == '@') {
                h->at++;
                return OK;
        }
        if (c != '=' && c != '>' && c != '/' && !html_is_space(c))
                return fault_set(h->fault, h->at, "an attribute's name can not hold this");
        TRY(attr_name_end(h, h->at));
        if (c == '=')
                h->now.state = HTML_VALUE_WAIT;
        else if (html_is_space(c))
                h->now.state = HTML_ATTR_AFTER;
        else
                return OK; /* the tag's end sees to it */
        h->at++;
        return OK;
}

static Status step_wait(HtmlScan *h)
{
        char c = h->source.at[h->at];

        if (html_is_space(c)) {
                h->at++;
                return OK;
        }
        if (c == '>')
                return fault_set(h->fault, h->at, "this attribute has no value after its =");
        h->now.quote = c == '"' || c == '\'' ? c : 0;
        h->at += h->now.quote != 0;
        h->begin = h->at;
        h->now.address = ADDRESS_START;
        h->now.is_whole = false;
        h->now.state = HTML_VALUE;
        return OK;
}

static Status step_value(HtmlScan *h)
{
        char c = h->source.at[h->at];
        bool is_bare = !h->now.quote;

        if (is_bare && (html_is_space(c) || c == '>')) {
                h->now.state = HTML_TAG_TIGHT;
                return OK;
        }
        if (is_bare && (c == '"' || c == '\'' || c == '<' || c == '=' || c == '`'))
                return fault_set(h->fault, h->at, "quote this attribute's value");
        if (!is_bare && c == h->now.quote) {
                h->now.state = HTML_TAG_TIGHT;
                h->at++;
                return OK;
        }
        if (h->kind == VALUE_ADDRESS)
                TRY(address_step(h, c));
        h->at++;
        return OK;
}

/* The author's own bytes in an address. Until it is clear that no scheme follows, they are watched:
 * "java{{ x }}:" must not become one. */
static Status address_step(HtmlScan *h, char c)
{
        Address *now = &h->now.address;
        bool is_open = *now == ADDRESS_START || *now == ADDRESS_HEAD || *now == ADDRESS_LOOSE ||
                       *now == ADDRESS_MIXED;

        if (c == '/' && h->now.is_whole)
                return fault_set(h->fault, h->at, "write this / directly behind the {{ }}");
        h->now.is_whole = false;
        if (c == '?' || c == '#')
                *now = ADDRESS_QUERY;
        else if (is_open && c == '/')
                *now = ADDRESS_PATH;
        else if (is_open && c == '&')
                return fault_set(h->fault, h->at,
                                 "write the beginning of an address without references");
        else if (is_open && c == ':') {
                if (*now != ADDRESS_HEAD)
                        return fault_set(h->fault, h->at,
                                         "a : after an unknown beginning would make it a scheme");
                TRY(address_scheme(h));
                *now = ADDRESS_PATH;
        } else if (*now == ADDRESS_START)
                *now = ADDRESS_HEAD;
        return OK;
}

static Status address_scheme(HtmlScan *h)
{
        static const char *const schemes[] = {"http", "https", "mailto", "tel", NULL};
        Str scheme = {h->source.at + h->begin, h->at - h->begin};

        if (html_is_one_of(str_lower(h->fault->arena, scheme), schemes))
                return OK;
        return fault_set(h->fault, h->begin,
                         "an address is http:, https:, mailto:, tel: or of our own site");
}

Status attr_address_hole(HtmlScan *h, size_t at, char after, Place *out)
{
        h->now.is_whole = h->now.address == ADDRESS_START && after != '/';
        switch (h->now.address) {
        case ADDRESS_START:
                *out = after == '/' ? PLACE_BASE : PLACE_URL;
                h->now.address = ADDRESS_PATH;
                return OK;
        case ADDRESS_MIXED:
                return fault_set(h->fault, at,
                                 "in one branch the address has begun here, in another not");
        case ADDRESS_QUERY: *out = PLACE_QUERY; return OK;
        case ADDRESS_HEAD: h->now.address = ADDRESS_LOOSE; break;
        case ADDRESS_LOOSE:
        case ADDRESS_PATH: break;
        }
        *out = PLACE_PATH;
        return OK;
}

static ValueKind value_kind(Str name)
{
        static const char *const addresses[] = {
                "href",        "src",        "action",     "formaction",  "poster",
                "cite",        "data",       "background", "longdesc",    "manifest",
                "xlink:href",  "ping",       "codebase",   "hx-get",      "hx-post",
                "hx-put",      "hx-patch",   "hx-delete",  "hx-push-url", "hx-replace-url",
                "sse-connect", "ws-connect", NULL};
        /* lists of addresses, pages in a page, and what htmx reads as a script */
        static const char *const fixed[] = {"srcset",     "imagesrcset", "srcdoc",
                                            "hx-vals",    "hx-vars",     "hx-headers",
                                            "hx-request", "hx-trigger",  NULL};

        if (html_is_one_of(name, addresses))
                return VALUE_ADDRESS;
        return html_is_one_of(name, fixed) ? VALUE_FIXED : VALUE_PLAIN;
}
