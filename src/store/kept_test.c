/* What is kept by its text is made once, outlives what takes its place, and goes with its holder.
 */
#include "store/kept.h"
#include "tests/check.h"

#include <pthread.h>
#include <string.h>

static Status make_length(Arena *a, Str text, void **out)
{
        size_t *length = arena_new(a, size_t, 1);

        if (str_is(text, "bad"))
                return INVALID;
        *length = text.len;
        *out = length;
        return OK;
}

static Status make_large(Arena *a, Str text, void **out)
{
        *out = arena_bytes(a, KEPT_ARENA_BYTES + text.len);
        return OK;
}

TEST(what_is_made_of_a_text_is_made_once_and_shared)
{
        Kept *k = kept_open();
        Arena other = arena_make(MIB);
        void *first = NULL, *second = NULL, *third = NULL;

        CHECK_OK(kept_get(k, a, make_length, S("four"), &first));
        CHECK_OK(kept_get(k, &other, make_length, S("four"), &second));
        CHECK_OK(kept_get(k, &other, make_length, S("fives"), &third));
        CHECK(first == second);
        CHECK(first != third);
        CHECK_INT((int64_t) * (size_t *)first, 4);
        CHECK_INT(kept_made(k), 2);
        CHECK_IS(kept_get(k, &other, make_length, S("bad"), &third), INVALID);
        CHECK_IS(kept_get(k, &other, make_large, S("much"), &third), TOO_LARGE);
        CHECK_INT(kept_made(k), 2);
        arena_free(&other);
        kept_close(k);
        CHECK_INT((int64_t) * (size_t *)first, 4); /* for as long as its arena */
        CHECK_OK(kept_get(NULL, a, make_length, S("none"), &first));
}

TEST(what_was_used_longest_ago_makes_room_but_stays_for_who_holds_it)
{
        Kept *k = kept_open();
        void *held = NULL, *again = NULL;

        CHECK_OK(kept_get(k, a, make_length, S("held"), &held));
        for (int i = 0; i < 2 * KEPT_MAX; i++) {
                Arena other = arena_make(MIB);
                void *made = NULL;

                CHECK_OK(kept_get(k, &other, make_length, str_fmt(&other, "%d", i), &made));
                arena_free(&other);
        }
        CHECK_INT((int64_t) * (size_t *)held, 4);
        CHECK_OK(kept_get(k, a, make_length, S("held"), &again));
        CHECK(again != held); /* it had made room */
        CHECK_INT(kept_made(k), 2 * KEPT_MAX + 2);
        kept_close(k);
}

typedef struct {
        Kept *k;
        int wrong; /* a check that fails may not leave a thread's stack */
} Asking;

static void *ask_often(void *ctx)
{
        Asking *x = ctx;
        Arena a = arena_make(MIB);

        for (int i = 0; i < 3000; i++) {
                ArenaMark mark = arena_mark(&a);
                void *made = NULL;
                char text[8];

                snprintf(text, sizeof text, "%d", i % (KEPT_MAX + 9));
                if (kept_get(x->k, &a, make_length, str_from(text), &made) != OK ||
                    *(size_t *)made != strlen(text))
                        x->wrong++;
                arena_rewind(&a, mark);
        }
        arena_free(&a);
        return NULL;
}

TEST(many_threads_ask_for_what_is_kept)
{
        Kept *k = kept_open();
        pthread_t threads[4];
        Asking asking[4];

        (void)a;
        for (int i = 0; i < 4; i++) {
                asking[i] = (Asking){k, 0};
                CHECK(pthread_create(&threads[i], NULL, ask_often, &asking[i]) == 0);
        }
        for (int i = 0; i < 4; i++) {
                pthread_join(threads[i], NULL);
                CHECK_INT(asking[i].wrong, 0);
        }
        kept_close(k);
}
