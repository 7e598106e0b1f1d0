/* tests/check: tests as sentences, on cmocka.
 *
 *     TEST(an_empty_text_has_no_pieces)
 *     {
 *             CHECK(str_empty((Str){0}));
 *     }
 *
 * Every test of every *_test.c file is one function that registers itself; tests/check.c runs them
 * all (or those whose name holds the first argument) and prints TAP. */
#ifndef SEEDBED_TESTS_CHECK_H
#define SEEDBED_TESTS_CHECK_H

#include "base/str.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

typedef struct TestCase TestCase;
struct TestCase {
        const char *name;
        void (*run)(Arena *a);
        const char *file;
        TestCase *next;
};

void check_register(TestCase *test);

#define TEST(sentence)                                                        \
        static void sentence(Arena *a);                                       \
        static TestCase case_##sentence = {#sentence, sentence, __FILE__, 0}; \
        __attribute__((constructor)) static void register_##sentence(void)    \
        {                                                                     \
                check_register(&case_##sentence);                             \
        }                                                                     \
        static void sentence(__attribute__((unused)) Arena *a)

/* How CHECK_STR compares. */
typedef enum { IS, CONTAINS, LACKS, STARTS } CheckHow;

void check_true(bool yes, const char *claim, const char *file, int line);
void check_status(Status is, Status wanted, const char *claim, const char *file, int line);
void check_int(int64_t is, int64_t wanted, const char *claim, const char *file, int line);
void check_str(Str is, CheckHow how, Str wanted, const char *claim, const char *file, int line);

#define CHECK(claim) check_true((claim), #claim, __FILE__, __LINE__)
#define CHECK_OK(call) check_status((call), OK, #call, __FILE__, __LINE__)
#define CHECK_IS(call, status) check_status((call), (status), #call, __FILE__, __LINE__)
#define CHECK_INT(call, wanted) check_int((call), (wanted), #call, __FILE__, __LINE__)
#define CHECK_STR(call, how, text) \
        check_str((call), (how), str_from(text), #call, __FILE__, __LINE__)

/* The test ends here as skipped. */
#define SKIP(why) check_skip(why)
void check_skip(const char *why);

/* From now on every text that is looked up begins with ¤; off again when the next test begins. */
void check_other_tongue(bool on);

/* Path below the real data that stands beside the checkout; skips the test when it is not there. */
Str check_shared(Arena *a, const char *path);
/* A whole file; fails the test when it can not be read. */
Str check_file(Arena *a, Str path);
/* A fresh folder for this test, removed at the end of the run. */
Str check_folder(Arena *a);

#endif
