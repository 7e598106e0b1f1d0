/* Draws the pages of ok_all.html with values that try to break out, once as they are written and
 * once in a language that turns everything round. */
#include "base/language.h"
#include "ok_all.html.h"

static bool is_backwards;

/* Stand in the place of src/base/language.c. */
Language language_now(void)
{
        return LANGUAGE_NONE;
}

const char *language_direction(Language language)
{
        (void)language;
        return "ltr";
}

/* Stand in the place of src/base/words.c. */
const char *words_z(const char *msgid)
{
        return is_backwards && strcmp(msgid, "Search in {1} places") == 0
                       ? "{1} < \"platser\" {1} {2}"
                       : msgid;
}

const char *words_n(const char *one, const char *many, int64_t n)
{
        return is_backwards ? n == 3 ? "{1} & {2} {9}" : "?" : n == 1 ? one : many;
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
        is_backwards = true;
        people(&out, (PersonList){list, 3}, "q", (Html){0});
        fwrite(page_html(&out).bytes.at, 1, page_html(&out).bytes.len, stdout);
        arena_free(&a);
        return 0;
}
