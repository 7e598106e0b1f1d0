/* Passwords: what may be chosen, how they are kept, and that a flood of them waits. */
#include "access/password.h"
#include "access/password_inside.h"
#include "base/time.h"
#include "tests/check.h"

#include <pthread.h>
#include <sodium.h>
#include <unistd.h>

enum { WAITERS = 3 };

static const PasswordOwner nobody = {.has_other_factor = true};
static const PasswordOwner carmen = {.email = S_INIT("carmen.rivera@water-for-all.example"),
                                     .name = S_INIT("Carmen Rivera 李娜"),
                                     .site = S_INIT("Kisumu Hub"),
                                     .has_other_factor = true};

static Str repeated(Arena *a, const char *piece, size_t n)
{
        Text t = text_begin(a, 64 * KIB);

        for (size_t i = 0; i < n; i++)
                text_add(&t, str_from(piece));
        return text_str(&t);
}

/* n characters that follow no pattern, the same each time. */
static Str random_text(Arena *a, const char *from, size_t n, uint64_t *seed)
{
        char *z = arena_bytes(a, n + 1);

        for (size_t i = 0; i < n; i++) {
                *seed = *seed * 6364136223846793005U + 1442695040888963407U;
                z[i] = from[(*seed >> 33) % strlen(from)];
        }
        return str_from(z);
}

TEST(a_password_alone_is_longer_than_one_beside_a_second_factor)
{
        PasswordOwner alone = {0};

        CHECK_INT(password_judge(S("vGe7#kPw2xQm9t"), &alone), PASSWORD_TOO_SHORT);
        CHECK_INT(password_judge(S("vGe7#kPw2xQm9tz"), &alone), PASSWORD_FINE);
        CHECK_INT(password_judge(S("vGe7#kP"), &nobody), PASSWORD_TOO_SHORT);
        CHECK_INT(password_judge(S("vGe7#kPw"), &nobody), PASSWORD_FINE);
        CHECK_INT(password_judge(S(""), &nobody), PASSWORD_TOO_SHORT);
        CHECK_STR(password_fault_words(a, PASSWORD_TOO_SHORT, &alone), CONTAINS, "15");
        CHECK_STR(password_fault_words(a, PASSWORD_TOO_SHORT, &nobody), CONTAINS, "8");
        CHECK(str_empty(password_fault_words(a, PASSWORD_FINE, &nobody)));
        for (PasswordFault f = PASSWORD_NOT_TEXT; f <= PASSWORD_OWN; f++)
                CHECK(!str_empty(password_fault_words(a, f, &nobody)));
}

TEST(a_password_is_counted_in_characters_and_has_a_greatest_length)
{
        uint64_t seed = 1;
        const char *letters = "abcdefghijklmnopqrstuvwxyz";

        CHECK_INT(password_judge(random_text(a, letters, 200, &seed), &nobody), PASSWORD_FINE);
        CHECK_INT(password_judge(random_text(a, letters, 201, &seed), &nobody), PASSWORD_TOO_LONG);
        CHECK_INT(password_judge(repeated(a, "x", PASSWORD_BYTES_MAX + 1), &nobody),
                  PASSWORD_TOO_LONG);
        /* seven characters of four bytes each are seven characters */
        CHECK_INT(password_judge(S("🜁🜂🜃🜄🜅🜆🜇"), &nobody), PASSWORD_TOO_SHORT);
        CHECK_INT(password_judge(S("🜁🜆🜃🜍🜅🜂🜇🜔"), &nobody), PASSWORD_FINE);
        /* one character that NFKC makes eighteen of: the length counts after it */
        CHECK_INT(password_judge(repeated(a, "\xEF\xB7\xBA", 12), &nobody), PASSWORD_TOO_LONG);
        CHECK_INT(password_judge(S("vGe7#kPw\xFF"), &nobody), PASSWORD_NOT_TEXT);
        CHECK_INT(password_judge(S("vGe7#kPw\n"), &nobody), PASSWORD_NOT_TEXT);
        CHECK_INT(password_judge(S("vGe7#kPw\xC2\x85"), &nobody), PASSWORD_NOT_TEXT);
}

TEST(no_password_is_refused_for_what_it_is_made_of)
{
        static const char *const fine[] = {
                "kvxwmzqh", /* small letters alone */
                "KVXWMZQH",
                "4917306582", /* digits alone */
                "correct zebra battery violin",
                "wet towel on a warm violin",
                "mein Hund frisst gern Gurken",
                "ไปเที่ยวทะเลกับแม่",
                "今天下雨我没带伞回家",
                "anh thich an pho buoi sang",
                "makan malam di tepi pantai kuta",
                "#]>{%~^&",
                "  spaces at both ends kept  ",
        };

        for (size_t i = 0; i < sizeof fine / sizeof fine[0]; i++)
                if (password_judge(str_from(fine[i]), &carmen) != PASSWORD_FINE) {
                        print_error("refused: %s\n", fine[i]);
                        fail();
                }
}

TEST(what_everybody_tries_first_is_no_password)
{
        static const char *const common[] = {
                "password",         "Password1",         "P@ssw0rd!",
                "password123",      "PASSWORDPASSWORD",  "pa$$word2024",
                "123456789",        "12345678",          "1234567890123456",
                "9876543210",       "00000000",          "aaaaaaaaaaaaaaaaaaaaaaaa",
                "abcabcabcabcabc",  "abcdefghijklmnop",  "zyxwvutsrqponml",
                "13579246801357",   "qwertyuiop",        "qwertyuiopasdfgh",
                "1qaz2wsx3edc4rfv", "zaq12wsx",          "!QAZ@WSX#EDC",
                "asdfghjkl;'",      "1q2w3e4r5t6y7u",    "poiuytrewq",
                "letmein!!!",       "iloveyou2",         "ILoveYou4Ever",
                "Summer2024!",      "winter2023",        "January2026",
                "welcome1",         "Welcome123!",       "admin123",
                "administrator",    "dragon1987",        "monkey123456",
                "trustno1",         "sunshine!",         "football10",
                "liverpool1",       "qwerty123456789",   "passwordpassword",
                "changeme2025",     "letmein letmein",   "matkhau123",
                "anhyeuem123",      "sayang123",         "bismillah786",
                "woaini1314",       "iloveyou iloveyou", "密码密码密码密码",
                "รหัสผ่าน1234",       "mohammed1990",      "19871987",
                "20262026",         "12041987",          "dragonmonkey2024",
                "correct horse",    "Passw0rd.2025",     "l3tm31n99",
                "$uper$ecret1",
        };

        for (size_t i = 0; i < sizeof common / sizeof common[0]; i++)
                if (password_judge(str_from(common[i]), &nobody) != PASSWORD_COMMON) {
                        print_error("taken: %s\n", common[i]);
                        fail();
                }
}

TEST(a_password_made_of_its_owner_is_refused_and_says_why)
{
        static const char *const own[] = {
                "carmenrivera",       "Carmen.Rivera", "carmen.rivera@water-for-all.example",
                "c4rm3nr1v3r4",       "carmen2024!",   "kisumuhub123",
                "Kisumu Hub Kisumu",  "李娜rivera88",  "carmenriveracarmen",
                "riveracarmen1987!!", "water-for-all1"};

        for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
                if (password_judge(str_from(own[i]), &carmen) != PASSWORD_OWN) {
                        print_error("not own: %s\n", own[i]);
                        fail();
                }
        }
        CHECK_INT(password_judge(S("carmenrivera"), &nobody), PASSWORD_FINE);
        CHECK_INT(password_judge(S("carmen fed her parrot early"), &carmen), PASSWORD_FINE);
}

TEST(hardly_any_password_drawn_by_lot_is_taken_for_a_common_one)
{
        static const char *const from[] = {
                "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789",
                "abcdefghijklmnopqrstuvwxyz"};
        uint64_t seed = 42;
        int refused[2] = {0};

        for (int k = 0; k < 2; k++)
                for (int i = 0; i < 1000; i++)
                        refused[k] += password_judge(random_text(a, from[k], 8, &seed), &nobody) !=
                                      PASSWORD_FINE;
        CHECK(refused[0] < 15);
        CHECK(refused[1] < 15);
}

TEST(judging_the_longest_password_takes_no_time)
{
        int64_t begun_us = time_steady_us();

        CHECK_INT(password_judge(repeated(a, "a", 200), &carmen), PASSWORD_COMMON);
        CHECK_INT(password_judge(repeated(a, "ab", 100), &carmen), PASSWORD_COMMON);
        CHECK(time_steady_us() - begun_us < SECOND_US); /* with sanitizers and neighbours */
}

TEST(a_kept_password_names_its_parameters_and_is_right_for_one_password_alone)
{
        PasswordGate *gate;
        Str kept, again;
        char weak[crypto_pwhash_STRBYTES];

        CHECK_OK(password_gate_open(1, 0, &gate));
        CHECK_OK(password_hash(gate, a, S("wet towel on a warm violin"), &kept));
        CHECK_OK(password_hash(gate, a, S("wet towel on a warm violin"), &again));
        CHECK_STR(kept, STARTS, "$argon2id$v=19$m=32768,t=3,p=1$");
        CHECK(kept.len < PASSWORD_KEPT_BYTES_MAX && !str_eq(kept, again));
        CHECK_OK(password_verify(gate, S("wet towel on a warm violin"), kept));
        CHECK_IS(password_verify(gate, S("wet towel on a warm viola"), kept), FORBIDDEN);
        CHECK_IS(password_verify(gate, S("Wet towel on a warm violin"), kept), FORBIDDEN);
        CHECK_IS(password_verify(gate, S(""), kept), FORBIDDEN);
        CHECK_IS(password_verify(gate, S("\xFF"), kept), FORBIDDEN);
        CHECK_IS(password_verify(gate, S("wet towel on a warm violin"), S("")), FORBIDDEN);
        CHECK_IS(password_verify(gate, S("x"), S("$2b$12$abc")), BROKEN);
        CHECK_IS(password_verify(gate, S("x"), repeated(a, "$argon2id$", 20)), BROKEN);
        CHECK_IS(password_hash(gate, a, S("\xFF"), &again), INVALID);
        CHECK_IS(password_hash(gate, a, repeated(a, "x", 201), &again), INVALID);

        CHECK(!password_needs_rehash(a, kept));
        CHECK(crypto_pwhash_str(weak, "x", 1, 1, 8192) == 0);
        CHECK(password_needs_rehash(a, str_from(weak)));
        CHECK_OK(password_verify(gate, S("x"), str_from(weak)));
        CHECK(password_needs_rehash(a, S("")) && password_needs_rehash(a, S("plain")));
        password_gate_close(gate);
        password_gate_close(NULL);
}

TEST(a_password_is_the_same_from_every_keyboard)
{
        PasswordGate *gate;
        Str kept;

        CHECK_OK(password_gate_open(1, 0, &gate));
        CHECK_OK(password_hash(gate, a, S("caf\xC3\xA9 am Rande der Stadt"), &kept));
        CHECK_OK(password_verify(gate, S("cafe\xCC\x81 am Rande der Stadt"), kept));
        CHECK_OK(password_verify(gate, S("ｃａｆ\xC3\xA9 am Rande der Stadt"), kept));
        CHECK_IS(password_verify(gate, S("cafe am Rande der Stadt"), kept), FORBIDDEN);
        password_gate_close(gate);
}

/* How long the gate takes to refuse "wrong" against kept. */
static int64_t refusal_us(PasswordGate *gate, Str kept)
{
        int64_t begun_us = time_steady_us();

        CHECK_IS(password_verify(gate, S("wrong"), kept), FORBIDDEN);
        return time_steady_us() - begun_us;
}

/* The least of several is compared: what a busy machine adds to one is not the gate's. */
TEST(signing_in_without_an_account_takes_as_long_as_with_one)
{
        PasswordGate *gate;
        int64_t known_us = INT64_MAX, unknown_us = INT64_MAX;
        Str kept;

        CHECK_OK(password_gate_open(1, 0, &gate));
        CHECK_OK(password_hash(gate, a, S("wet towel on a warm violin"), &kept));
        for (int i = 0; i < 7; i++) {
                int64_t with_us = refusal_us(gate, kept), without_us = refusal_us(gate, S(""));

                known_us = with_us < known_us ? with_us : known_us;
                unknown_us = without_us < unknown_us ? without_us : unknown_us;
        }
        CHECK(unknown_us * 2 > known_us && known_us * 2 > unknown_us);
        password_gate_close(gate);
}

typedef struct {
        PasswordGate *gate;
        pthread_mutex_t lock;
        int order[WAITERS], arrived, inside, most;
} Crowd;
typedef struct {
        Crowd *crowd;
        int number;
} Guest;

static void *go_in(void *arg)
{
        Guest *g = arg;
        Crowd *c = g->crowd;

        if (password_gate_enter(c->gate) != OK)
                return NULL;
        pthread_mutex_lock(&c->lock);
        c->order[c->arrived++] = g->number;
        if (++c->inside > c->most)
                c->most = c->inside;
        pthread_mutex_unlock(&c->lock);
        usleep(2000);
        pthread_mutex_lock(&c->lock);
        c->inside--;
        pthread_mutex_unlock(&c->lock);
        password_gate_leave(c->gate);
        return g;
}

TEST(at_the_password_gate_one_works_the_others_wait_in_order_and_too_many_are_sent_away)
{
        Crowd crowd = {.lock = PTHREAD_MUTEX_INITIALIZER};
        Guest guests[WAITERS];
        pthread_t threads[WAITERS];
        Str kept;

        CHECK_OK(password_gate_open(1, WAITERS, &crowd.gate));
        CHECK_OK(password_gate_enter(crowd.gate));
        for (int i = 0; i < WAITERS; i++) {
                guests[i] = (Guest){&crowd, i};
                CHECK(pthread_create(&threads[i], NULL, go_in, &guests[i]) == 0);
                while (password_gate_waiting(crowd.gate) < (size_t)i + 1)
                        usleep(1000);
        }
        CHECK_IS(password_gate_enter(crowd.gate), TOO_MANY);
        CHECK_IS(password_hash(crowd.gate, a, S("x"), &kept), TOO_MANY);
        CHECK_IS(password_verify(crowd.gate, S("x"), S("")), TOO_MANY);
        CHECK_INT(crowd.arrived, 0);
        password_gate_leave(crowd.gate);
        for (int i = 0; i < WAITERS; i++) {
                void *got;

                CHECK(pthread_join(threads[i], &got) == 0 && got != NULL);
        }
        CHECK_INT(crowd.most, 1);
        for (int i = 0; i < WAITERS; i++)
                CHECK_INT(crowd.order[i], i);
        CHECK_INT((int64_t)password_gate_waiting(crowd.gate), 0);
        CHECK_OK(password_gate_enter(crowd.gate));
        password_gate_leave(crowd.gate);
        password_gate_close(crowd.gate);
}

static void *close_gate(void *arg)
{
        password_gate_close(arg);
        return NULL;
}

TEST(closing_the_password_gate_waits_for_those_inside)
{
        PasswordGate *gate;
        pthread_t closer;

        CHECK_OK(password_gate_open(2, 1, &gate));
        CHECK_OK(password_gate_enter(gate));
        CHECK_OK(password_gate_enter(gate));
        CHECK(pthread_create(&closer, NULL, close_gate, gate) == 0);
        usleep(20000);
        CHECK_INT((int64_t)password_gate_waiting(gate), 0); /* it is still there */
        CHECK_IS(password_gate_enter(gate), TOO_MANY);
        password_gate_leave(gate);
        password_gate_leave(gate);
        CHECK(pthread_join(closer, NULL) == 0);
}
