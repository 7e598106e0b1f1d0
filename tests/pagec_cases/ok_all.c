/* Draws the pages of ok_all.html with values that try to break out, once as they are written and
 * once in a language that turns everything round. */
#include "ok_all.html.h"

static Str backwards(void *words, Str msgid)
{
        (void)words;
        return str_is(msgid, "Search in {1} places") ? S("{1} < \"platser\" {1} {2}") : msgid;
}

static Str backwards_plural(void *words, Str msgid, Str msgid_plural, int64_t n)
{
        (void)words, (void)msgid, (void)msgid_plural;
        return n == 3 ? S("{1} & {2} {9}") : S("?");
}

int main(void)
{
        static const Person list[] = {
                {S_INIT("<\"'&>javascript:"), "javascript:alert(1)", true},
                {S_INIT(".."), "https://x.example/a b?c=1&d='\\", false},
                {S_INIT("."), "/", false},
        };
        Arena a = arena_make(MIB);
        Page out = page_begin(&a, MIB);
        Html note = {S("<hr>\n")};

        people(&out, (PersonList){list, 3}, "\n<b>\"q\"", note);
        people(&out, (PersonList){list, 0}, "q", (Html){0});
        out.translate = backwards;
        out.translate_plural = backwards_plural;
        people(&out, (PersonList){list, 3}, "q", (Html){0});
        fwrite(page_html(&out).bytes.at, 1, page_html(&out).bytes.len, stdout);
        arena_free(&a);
        return 0;
}
