/* Escaping by place: what a value can not do, wherever it stands. */
#include "base/json.h"
#include "tests/check.h"
#include "web/page.h"

#include <string.h>

typedef void (*Put)(Page *p, Str s);

static const struct {
        const char *name;
        Put put;
} places[] = {{"text", page_text_str}, {"attr", page_attr_str}, {"url", page_url_str},
              {"base", page_base_str}, {"path", page_path_str}, {"query", page_query_str}};
enum { PLACES = sizeof places / sizeof *places };

static Str put(Arena *a, Put function, Str s)
{
        Page p = page_begin(a, MIB);

        function(&p, s);
        return page_html(&p).bytes;
}

static bool url_passes(Arena *a, const char *z)
{
        return !str_is(put(a, page_url_str, str_from(z)), "#");
}

TEST(each_place_has_its_own_escaping)
{
        Str probe = S("<\"'&>javascript:`\\ \xC3\xA9");

        CHECK_STR(put(a, page_text_str, probe), IS, "&lt;\"'&amp;&gt;javascript:`\\ \xC3\xA9");
        CHECK_STR(put(a, page_attr_str, probe), IS,
                  "&lt;&#34;&#39;&amp;&gt;javascript:&#96;\\ \xC3\xA9");
        CHECK_STR(put(a, page_url_str, probe), IS, "#");
        CHECK_STR(put(a, page_url_str, S("/a?<\"'&>`\\ \xC3\xA9")), IS,
                  "/a?%3C%22&#39;&amp;%3E%60%5C%20\xC3\xA9");
        CHECK_STR(put(a, page_path_str, probe), IS, "%3C%22%27%26%3Ejavascript%3A%60%5C%20%C3%A9");
        CHECK_STR(put(a, page_query_str, S("a/b?c#d&e=f+g%20-._~")), IS,
                  "a%2Fb%3Fc%23d%26e%3Df%2Bg%2520-._~");
}

TEST(an_address_is_of_our_own_site_or_has_a_harmless_scheme)
{
        static const char *const good[] = {"http://x.example",
                                           "HTTPS://x.example/a:b",
                                           "mailto:a@b.example",
                                           "/",
                                           "/a/b?c#d",
                                           "#top",
                                           "?page=2"};
        static const char *const bad[] = {"",
                                          "javascript:alert(1)",
                                          "JaVaScRiPt:alert(1)",
                                          " javascript:alert(1)",
                                          "java\tscript:alert(1)",
                                          "\x01javascript:x",
                                          "data:text/html,x",
                                          "vbscript:x",
                                          "//evil.example",
                                          "\\\\evil.example",
                                          "/\x01/evil.example",
                                          "/\xC2\x85/evil.example",
                                          "relative",
                                          "a:b",
                                          "https",
                                          "http\n://x",
                                          "file:///etc/passwd",
                                          "blob:x",
                                          "\xC2\xA0/x"};

        for (size_t i = 0; i < sizeof good / sizeof *good; i++)
                CHECK(url_passes(a, good[i]));
        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
                CHECK(!url_passes(a, bad[i]));
        /* browsers read over a tab and take \ for /: neither may make an address of another host */
        CHECK_STR(put(a, page_url_str, S("/\t/evil.example")), IS, "/%09/evil.example");
        CHECK_STR(put(a, page_url_str, S("/\\evil.example")), IS, "/%5Cevil.example");
}

TEST(an_address_that_goes_on_does_not_become_another_host)
{
        CHECK_STR(put(a, page_base_str, S("/")), IS, "");
        CHECK_STR(put(a, page_base_str, S("https://x.example/hub/")), IS, "https://x.example/hub");
        CHECK_STR(put(a, page_base_str, S("//evil.example")), IS, "#");
        CHECK_STR(put(a, page_base_str, S("javascript:x/")), IS, "#");
}

TEST(a_part_of_a_path_does_not_climb)
{
        CHECK_STR(put(a, page_path_str, S("..")), IS, "");
        CHECK_STR(put(a, page_path_str, S(".")), IS, "");
        CHECK_STR(put(a, page_path_str, S(".\x01.")), IS, "");
        CHECK_STR(put(a, page_path_str, S(".\xC2\x80.")), IS, "");
        CHECK_STR(put(a, page_path_str, S("")), IS, "");
        CHECK_STR(put(a, page_path_str, S("../..")), IS, "..%2F..");
        CHECK_STR(put(a, page_path_str, S("..a")), IS, "..a");
        CHECK_STR(put(a, page_query_str, S("..")), IS, "..");
}

TEST(an_empty_first_part_of_a_path_does_not_make_the_next_a_host)
{
        static const char *const empty[] = {"", ".", "..", "\x01"};
        static const char *const begins[] = {"/", "<a href=\"/", "<a href='/"};

        for (size_t i = 0; i < sizeof empty / sizeof *empty; i++)
                for (size_t k = 0; k < sizeof begins / sizeof *begins; k++) {
                        Page p = page_begin(a, KIB), *out = &p;

                        page_raw(out, begins[k], strlen(begins[k]));
                        page_path(out, empty[i]);
                        page_raw(out, "/", 1);
                        page_path(out, "evil.example");
                        CHECK(str_ends(page_html(out).bytes, S("/-/evil.example")));
                }
}

TEST(bytes_that_are_not_text_become_the_replacement_character)
{
        CHECK_STR(put(a, page_text_str, S("a\xFFz")), IS, "a\xEF\xBF\xBDz");
        CHECK_STR(put(a, page_text_str, S("\xC0\xAF")), IS, "\xEF\xBF\xBD\xEF\xBF\xBD");
        CHECK_STR(put(a, page_text_str, S("\xE2\x82<")), IS, "\xEF\xBF\xBD&lt;");
        CHECK_STR(put(a, page_text_str, S("\xED\xA0\x80")), IS,
                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        CHECK_STR(put(a, page_text_str, S("\xE0\x9F\xBC")), IS,
                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        CHECK_STR(put(a, page_text_str, S("\xF0\x8F\x80")), IS,
                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        CHECK_STR(put(a, page_attr_str, S("\xF4\x90\x80\x80")), IS,
                  "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
        CHECK_STR(put(a, page_attr_str, S("\xF0\x9F\x8C\xB1\xC2")), IS,
                  "\xF0\x9F\x8C\xB1\xEF\xBF\xBD");
        CHECK_STR(put(a, page_query_str, S("\xFF")), IS, "%EF%BF%BD");
        CHECK_STR(put(a, page_text_str, S("a\0\x01\x1F\x7F\xC2\x80\xC2\x9F\t\n\rz")), IS,
                  "a\t\n\rz");
}

TEST(no_naughty_string_breaks_out_of_its_place)
{
        Str path = check_shared(a, "bad-input/blns/blns.json");
        const Json *list;
        size_t n = 0;

        CHECK_OK(json_parse(a, check_file(a, path), &list, NULL));
        for (const Json *s = list->child; s; s = s->next, n++)
                for (size_t i = 0; i < PLACES; i++) {
                        Str out = put(a, places[i].put, s->text);

                        CHECK(str_is_utf8(out));
                        CHECK(!str_has(out, S("<")) && !str_has(out, S(">")));
                        CHECK(i == 0 || (!str_has(out, S("\"")) && !str_has(out, S("'"))));
                        CHECK(i < 2 || !str_starts(str_lower(a, out), S("javascript:")));
                }
        CHECK(n > 400);
}

TEST(every_byte_is_safe_beside_every_other)
{
        for (int x = 0; x < 256; x++)
                for (int y = 0; y < 256; y++) {
                        ArenaMark mark = arena_mark(a);
                        char pair[4] = {'/', (char)x, (char)y, 'z'};

                        for (size_t i = 0; i < PLACES; i++) {
                                Str out = put(a, places[i].put, (Str){pair, sizeof pair});

                                CHECK(str_is_utf8(out) && !str_has(out, S("<")));
                                CHECK(i == 0 || (!str_has(out, S("\"")) && !str_has(out, S("'"))));
                                CHECK(i == 0 || i == 1 || !str_starts(out, S("//")));
                        }
                        arena_rewind(a, mark);
                }
}

TEST(a_value_is_written_by_its_type)
{
        Page p = page_begin(a, MIB), *out = &p;
        const Str s = S("<");
        char z[] = "&";
        Html h = {S("<br>")};

        page_text(out, s);
        page_text(out, z);
        page_text(out, ">");
        page_text(out, h);
        page_text(out, -7);
        page_text(out, 7u);
        page_text(out, INT64_MIN);
        page_text(out, UINT64_MAX);
        page_text(out, (long long)-1);
        page_text(out, sizeof(char));
        page_text(out, (const char *)NULL);
        CHECK_STR(page_html(out).bytes, IS,
                  "&lt;&amp;&gt;<br>-77-922337203685477580818446744073709551615-11");
}

TEST(a_translation_may_order_and_repeat_what_it_holds)
{
        Page p = page_begin(a, MIB);
        Str words = S("i <{2}> \"{1}\" {2}{3} {x} {");
        int hole, seen = 0;

        while ((hole = page_words_attr(&p, &words)) != 0) {
                seen = seen * 10 + hole;
                page_attr(&p, hole);
        }
        CHECK_INT(seen, 2123);
        CHECK_STR(page_html(&p).bytes, IS, "i &lt;2&gt; &#34;1&#34; 23 {x} {");
}

TEST(a_page_past_its_limit_ends_its_arena_and_not_the_page)
{
        jmp_buf trap;
        volatile int rounds = 0;

        a->trap = &trap;
        if (setjmp(trap) == 0) {
                Page p = page_begin(a, 100);

                for (; rounds < 1000; rounds++)
                        page_text(&p, "123456789");
        }
        a->trap = NULL;
        CHECK_INT(rounds, 11);
}

TEST(a_page_grows_past_its_first_room)
{
        Page p = page_begin(a, MIB), part;

        for (int i = 0; i < 5000; i++)
                page_text(&p, "12345\xC3\xA9<");
        CHECK_INT((int64_t)page_html(&p).bytes.len, 5000 * 11);
        CHECK(str_ends(page_html(&p).bytes, S("12345\xC3\xA9&lt;")));
        part = page_part_of(&p);
        CHECK_INT((int64_t)page_html(&part).bytes.len, 0);
}

TEST(great_numbers_are_grouped_by_three)
{
        CHECK_STR(number_grouped(a, 0), IS, "0");
        CHECK_STR(number_grouped(a, 999), IS, "999");
        CHECK_STR(number_grouped(a, -1000), IS, "-1,000");
        CHECK_STR(number_grouped(a, 1234567), IS, "1,234,567");
        CHECK_STR(number_grouped(a, INT64_MIN), IS, "-9,223,372,036,854,775,808");
}
