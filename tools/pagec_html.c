/* tools/pagec_html: see the header. Tags here; attributes and their values in pagec_attr.c. */
#include "tools/pagec_html.h"

#include "tools/pagec_attr.h"

static Status step_text(HtmlScan *h);
static Status step_rcdata(HtmlScan *h);
static Status step_empty(HtmlScan *h);
static Status step_tag(HtmlScan *h);
static Status step_tag_name(HtmlScan *h);
static Status tag_name_end(HtmlScan *h, size_t at);
static Status open_tag_end(HtmlScan *h, bool is_closed);
static Status comment(HtmlScan *h);
static Status doctype(HtmlScan *h);
static Status end_tag(HtmlScan *h);
static bool is_foreign(const HtmlScan *h);
static bool keeps_space(Str name);

static const char *const voids[] = {"area",  "base",   "br",    "col",  "embed",
                                    "hr",    "img",    "input", "link", "meta",
                                    "param", "source", "track", "wbr",  NULL};

Status html_step(HtmlScan *h)
{
        h->begins_preserved = false;
        switch (h->now.state) {
        case HTML_TEXT: return step_text(h);
        case HTML_RCDATA: return step_rcdata(h);
        case HTML_EMPTY: return step_empty(h);
        case HTML_TAG_NAME: return step_tag_name(h);
        case HTML_TAG_SPACE:
        case HTML_TAG_TIGHT: return step_tag(h);
        case HTML_ATTR_NAME:
        case HTML_ATTR_AFTER:
        case HTML_VALUE_WAIT:
        case HTML_VALUE: return attr_step(h);
        }
        return BROKEN;
}

bool html_in_tag(const HtmlScan *h)
{
        return h->now.state == HTML_TAG_SPACE || h->now.state == HTML_TAG_TIGHT;
}

bool html_is_exact(const HtmlScan *h)
{
        return h->preserved > 0 || h->now.state == HTML_VALUE;
}

const char *html_place_name(const HtmlScan *h)
{
        switch (h->now.state) {
        case HTML_TEXT: return "text";
        case HTML_RCDATA: return "a title or textarea";
        case HTML_EMPTY:
                return str_is(h->open[h->now.depth - 1].name, "script") ? "a script" : "an iframe";
        case HTML_TAG_NAME: return "a tag name";
        case HTML_TAG_SPACE:
        case HTML_TAG_TIGHT:
        case HTML_ATTR_NAME:
        case HTML_ATTR_AFTER: return "an attribute name";
        case HTML_VALUE_WAIT: return "an unquoted attribute value";
        case HTML_VALUE: return h->now.quote ? "an attribute value" : "an unquoted attribute value";
        }
        return "?";
}

Status html_hole(HtmlScan *h, size_t at, char after, Place *out)
{
        if (h->now.state == HTML_TEXT || h->now.state == HTML_RCDATA) {
                *out = h->now.state == HTML_TEXT ? PLACE_TEXT : PLACE_ATTR;
                return OK;
        }
        if (h->now.state != HTML_VALUE || !h->now.quote)
                return fault_set(h->fault, at, "{{ }} can not stand in %s", html_place_name(h));
        if (h->kind == VALUE_FIXED)
                return fault_set(h->fault, at,
                                 "{{ }} can not stand in %.*s=: no escaping makes it safe",
                                 S_ARG(h->attrs[h->attrs_n - 1].name));
        *out = PLACE_ATTR;
        return h->kind == VALUE_ADDRESS ? attr_address_hole(h, at, after, out) : OK;
}

Status html_words(HtmlScan *h, size_t at, Place *out)
{
        if (h->now.state == HTML_VALUE && h->now.quote && h->kind != VALUE_PLAIN)
                return fault_set(h->fault, at, "words to translate can not stand in %.*s=",
                                 S_ARG(h->attrs[h->attrs_n - 1].name));
        if (h->now.state != HTML_TEXT && h->now.state != HTML_RCDATA &&
            (h->now.state != HTML_VALUE || !h->now.quote))
                return fault_set(h->fault, at, "words to translate can not stand in %s",
                                 html_place_name(h));
        *out = h->now.state == HTML_TEXT ? PLACE_TEXT : PLACE_ATTR;
        return OK;
}

Status html_pause(HtmlScan *h, size_t at)
{
        switch (h->now.state) {
        case HTML_TEXT:
        case HTML_RCDATA:
        case HTML_TAG_SPACE:
        case HTML_TAG_TIGHT: return OK;
        case HTML_TAG_NAME: return tag_name_end(h, at);
        case HTML_ATTR_NAME: return attr_name_end(h, at);
        case HTML_ATTR_AFTER: h->now.state = HTML_TAG_SPACE; return OK;
        case HTML_VALUE:
                if (!h->now.quote)
                        break;
                if (h->kind == VALUE_ADDRESS && h->now.address == ADDRESS_HEAD)
                        h->now.address = ADDRESS_LOOSE;
                return OK;
        case HTML_EMPTY:
        case HTML_VALUE_WAIT: break;
        }
        return fault_set(h->fault, at, "{%% %%} can not stand in %s", html_place_name(h));
}

Status html_same(HtmlScan *h, const HtmlPoint *begin, size_t at)
{
        const HtmlPoint *now = &h->now;
        bool was_in_tag = begin->state == HTML_TAG_SPACE || begin->state == HTML_TAG_TIGHT;
        bool is_same;

        if (now->depth > begin->depth) {
                const HtmlElement *e = &h->open[now->depth - 1];

                return fault_set(h->fault, e->at, "<%.*s> is not closed before its block ends",
                                 S_ARG(e->name));
        }
        if (was_in_tag)
                is_same = html_in_tag(h) && now->tag == begin->tag;
        else if (begin->state == HTML_VALUE)
                is_same = now->state == HTML_VALUE && now->attr == begin->attr;
        else
                is_same = now->state == begin->state;
        if (!is_same)
                return fault_set(
                        h->fault, at,
                        "this block ends in another place of the HTML than it began: in %s",
                        html_place_name(h));
        return OK;
}

HtmlPoint html_join(HtmlPoint x, HtmlPoint y)
{
        bool is_far = x.address != ADDRESS_START && x.address != ADDRESS_MIXED &&
                      y.address != ADDRESS_START && y.address != ADDRESS_MIXED;

        x.is_whole |= y.is_whole;
        if (y.state == HTML_TAG_TIGHT)
                x.state = HTML_TAG_TIGHT;
        if (x.address == y.address && x.address != ADDRESS_HEAD)
                return x;
        if (!is_far)
                x.address = ADDRESS_MIXED;
        else if (x.address >= ADDRESS_PATH && y.address >= ADDRESS_PATH)
                x.address = ADDRESS_PATH; /* the stricter of the two */
        else
                x.address = ADDRESS_LOOSE;
        return x;
}

static Status tag_name_end(HtmlScan *h, size_t at)
{
        static const char *const refused[] = {"xmp",      "noembed", "noframes", "plaintext",
                                              "frameset", "frame",   NULL};
        static const char *const moving[] = {"animate", "animatemotion", "animatetransform", "set",
                                             NULL};
        Str name = str_lower(h->fault->arena, (Str){h->source.at + h->begin, at - h->begin});

        if (str_is(name, "style"))
                return fault_set(h->fault, h->begin - 1,
                                 "<style> is not allowed: styles are files of ours");
        if (html_is_one_of(name, refused))
                return fault_set(h->fault, h->begin - 1,
                                 "<%.*s> is not allowed: browsers read it in ways of their own",
                                 S_ARG(name));
        if (html_is_one_of(name, moving))
                return fault_set(h->fault, h->begin - 1,
                                 "<%.*s> is not allowed: it can change where a link leads",
                                 S_ARG(name));
        h->tag = name;
        h->attrs_n = 0;
        h->now.tag++;
        h->now.state = HTML_TAG_TIGHT;
        return OK;
}

static Str rest(const HtmlScan *h)
{
        return str_skip(h->source, h->at);
}

static Status step_text(HtmlScan *h)
{
        Str s = rest(h);
        char next = s.len > 1 ? s.at[1] : 0;

        if (s.at[0] != '<') {
                size_t n = 1;

                while (n < s.len && s.at[n] != '<' && s.at[n] != '{')
                        n++;
                h->at += n;
                return OK;
        }
        if (str_starts(s, S("<!--")))
                return comment(h);
        if (next == '!')
                return doctype(h);
        if (next == '/')
                return end_tag(h);
        if (str_starts(s, S("<{{")))
                return fault_set(h->fault, h->at + 1, "{{ }} can not stand in a tag name");
        if (!html_is_letter(next))
                return fault_set(h->fault, h->at, "write &lt; for a < that begins no tag");
        h->at++;
        h->begin = h->at;
        h->now.state = HTML_TAG_NAME;
        return OK;
}

static Status comment(HtmlScan *h)
{
        Str s = str_skip(rest(h), 4);
        size_t end = str_find_str(s, S("--"));

        if (end == s.len)
                return fault_set(h->fault, h->at, "this comment does not end");
        if (s.at[0] == '>' || str_starts(s, S("->")) || !str_starts(str_skip(s, end), S("-->")))
                return fault_set(h->fault, h->at,
                                 "a comment holds no -- and does not begin with >");
        for (size_t i = 0; i + 1 < end; i++) {
                char next = s.at[i + 1];

                if (s.at[i] == '{' && (next == '{' || next == '%' || next == '_' || next == '#'))
                        return fault_set(h->fault, h->at + 4 + i, "{%c can not stand in a comment",
                                         next);
        }
        h->at += 4 + end + 3;
        return OK;
}

static Status doctype(HtmlScan *h)
{
        Str wanted = S("<!doctype html>"), head = str_head(rest(h), wanted.len);

        if (!str_eq_nocase(head, wanted))
                return fault_set(h->fault, h->at,
                                 "after <! only <!doctype html> and comments are known");
        if (h->now.depth > 0)
                return fault_set(h->fault, h->at, "<!doctype html> stands before all elements");
        h->at += head.len;
        return OK;
}

static Status end_tag(HtmlScan *h)
{
        Str s = rest(h), name;
        size_t n = 2;

        while (n < s.len && html_is_name(s.at[n]))
                n++;
        name = str_lower(h->fault->arena, (Str){s.at + 2, n - 2});
        while (n < s.len && html_is_space(s.at[n]))
                n++;
        if (str_starts(str_skip(s, n), S("{{")))
                return fault_set(h->fault, h->at + n, "{{ }} can not stand in a tag name");
        if (name.len == 0 || n == s.len || s.at[n] != '>')
                return fault_set(h->fault, h->at, "an end tag is </name> and nothing else");
        if (h->now.depth == 0)
                return fault_set(h->fault, h->at, "</%.*s> closes nothing", S_ARG(name));
        if (h->now.depth == h->floor)
                return fault_set(h->fault, h->at,
                                 "</%.*s> closes what was opened outside this block", S_ARG(name));
        if (!str_eq(h->open[h->now.depth - 1].name, name))
                return fault_set(h->fault, h->at, "</%.*s> stands where </%.*s> is due",
                                 S_ARG(name), S_ARG(h->open[h->now.depth - 1].name));
        h->now.depth--;
        h->preserved -= keeps_space(name);
        h->now.state = HTML_TEXT;
        h->at += n + 1;
        return OK;
}

static Status step_rcdata(HtmlScan *h)
{
        Str s = rest(h), name = h->open[h->now.depth - 1].name;

        if (s.at[0] != '<') {
                h->at++;
                return OK;
        }
        if (!str_starts(s, S("</")) || !str_eq_nocase(str_head(str_skip(s, 2), name.len), name))
                return fault_set(h->fault, h->at,
                                 "write &lt; for a < in <%.*s>, which holds no tags", S_ARG(name));
        return end_tag(h);
}

static Status step_empty(HtmlScan *h)
{
        Str s = rest(h);

        if (str_starts(s, S("</")))
                return end_tag(h);
        if (!html_is_space(s.at[0]))
                return fault_set(h->fault, h->at, "%s has no content here", html_place_name(h));
        h->at++;
        return OK;
}

static Status step_tag_name(HtmlScan *h)
{
        if (!html_is_name(h->source.at[h->at]))
                return tag_name_end(h, h->at);
        h->at++;
        return OK;
}

static Status step_tag(HtmlScan *h)
{
        char c = h->source.at[h->at];

        if (html_is_space(c)) {
                h->now.state = HTML_TAG_SPACE;
                h->at++;
                return OK;
        }
        if (c == '>') {
                h->at++;
                return open_tag_end(h, false);
        }
        if (c == '/') {
                if (!str_starts(rest(h), S("/>")) ||
                    !(html_is_one_of(h->tag, voids) || is_foreign(h)))
                        return fault_set(h->fault, h->at,
                                         "a / does not close <%.*s>: write </%.*s>", S_ARG(h->tag),
                                         S_ARG(h->tag));
                h->at += 2;
                return open_tag_end(h, true);
        }
        if (h->now.state == HTML_TAG_TIGHT)
                return fault_set(h->fault, h->at, "a space is missing before this attribute");
        if (!attr_may_begin(c))
                return fault_set(h->fault, h->at, "an attribute's name can not begin with this");
        h->begin = h->at++;
        h->now.state = HTML_ATTR_NAME;
        return OK;
}

static Status open_tag_end(HtmlScan *h, bool is_closed)
{
        bool is_script = str_is(h->tag, "script");

        if (is_script && !attr_is_given(h, S("src")))
                return fault_set(h->fault, h->at - 1,
                                 "<script> needs a src: scripts are files of ours");
        h->now.state = HTML_TEXT;
        if (is_closed || html_is_one_of(h->tag, voids))
                return OK;
        if (h->now.depth == HTML_DEPTH_MAX)
                return fault_set(h->fault, h->at - 1, "more than %d elements in one another",
                                 HTML_DEPTH_MAX);
        h->open[h->now.depth++] = (HtmlElement){h->tag, h->at - 1};
        if (is_script || str_is(h->tag, "iframe"))
                h->now.state = HTML_EMPTY;
        else if (str_is(h->tag, "textarea") || str_is(h->tag, "title"))
                h->now.state = HTML_RCDATA;
        h->begins_preserved = keeps_space(h->tag);
        h->preserved += h->begins_preserved;
        return OK;
}

/* Inside an svg or math element, where <path/> closes itself. */
static bool is_foreign(const HtmlScan *h)
{
        static const char *const roots[] = {"svg", "math", NULL};
        static const char *const back[] = {"foreignobject", "desc", "title", NULL};

        if (html_is_one_of(h->tag, roots))
                return true;
        for (size_t i = h->now.depth; i > 0; i--) {
                if (html_is_one_of(h->open[i - 1].name, roots))
                        return true;
                if (html_is_one_of(h->open[i - 1].name, back))
                        return false;
        }
        return false;
}

static bool keeps_space(Str name)
{
        return str_is(name, "pre") || str_is(name, "textarea");
}
