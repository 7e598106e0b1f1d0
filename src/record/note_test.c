/* Signed texts and checkpoints: what is signed is read, and nothing else is. */
#include "base/hash.h"
#include "base/json.h"
#include "record/checkpoint.h"
#include "record/note.h"
#include "tests/check.h"

#define DASH "\xE2\x80\x94"

static NoteSigner given_signer(Arena *a, const char *name, unsigned char seed_byte)
{
        unsigned char seed[NOTE_SEED_BYTES];
        NoteSigner s;

        memset(seed, seed_byte, sizeof seed);
        CHECK_OK(note_signer_make(a, str_from(name), seed, &s));
        return s;
}

/* The key and the note that stand as example in C2SP signed-note. */
TEST(the_example_of_the_specification_verifies)
{
        Str note = S(
                "This is an example message.\n\n" DASH
                " example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYj"
                "OBH3mFXmRKuwHjG1Yu72IneyaQM=\n");
        Str key = S("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"), text;
        NoteVerifier v;

        CHECK_OK(note_verifier_parse(a, key, &v));
        CHECK(str_eq(note_verifier_text(a, &v), key));
        CHECK_OK(note_verify(a, note, &v, 1, &text));
        CHECK_STR(text, IS, "This is an example message.\n");
}

TEST(keys_and_notes_are_those_of_the_go_checksum_database)
{
        Str file = check_file(a, check_shared(a, "crypto-vectors/signed-note/sumdb-note.json"));
        Str text, signed_text, fault;
        const Json *j;
        NoteVerifier v;
        NoteSigner s;

        CHECK_OK(json_parse(a, file, &j, &fault));
        CHECK_OK(note_verifier_parse(a, json_get_text(j, S("verifierKey")), &v));
        CHECK_OK(note_signer_parse(a, json_get_text(j, S("signerKey")), &s));
        CHECK(str_eq(note_verifier_text(a, &s.verifier), json_get_text(j, S("verifierKey"))));
        CHECK(str_eq(note_signer_text(a, &s), json_get_text(j, S("signerKey"))));
        CHECK_OK(note_verify(a, json_get_text(j, S("note")), &v, 1, &text));
        CHECK(str_eq(text, json_get_text(j, S("text"))));
        CHECK_OK(note_sign(a, text, &s, 1, &signed_text));
        CHECK(str_eq(signed_text, json_get_text(j, S("note"))));
        for (const Json *bad = json_get(j, S("badVerifierKeys"))->child; bad; bad = bad->next)
                CHECK_IS(note_verifier_parse(a, bad->text, &v), INVALID);
}

TEST(lines_of_strangers_are_passed_over_and_lines_of_known_keys_must_hold)
{
        NoteSigner ours = given_signer(a, "seedbed.example/log", 1);
        NoteSigner other = given_signer(a, "witness.example", 2);
        NoteSigner same_name = given_signer(a, "seedbed.example/log", 3);
        NoteSigner both[] = {other, ours};
        NoteVerifier known[] = {ours.verifier, other.verifier};
        Str note, text, forged;

        CHECK_OK(note_sign(a, S("one\n\ntwo\n"), both, 2, &note));
        CHECK_OK(note_verify(a, note, &ours.verifier, 1, &text));
        CHECK_STR(text, IS, "one\n\ntwo\n");
        CHECK_OK(note_verify(a, note, known, 2, &text));
        CHECK_IS(note_verify(a, note, &same_name.verifier, 1, &text), INVALID);
        CHECK_IS(note_verify(a, note, known, 0, &text), INVALID);

        /* a wrong line of a known key spoils the note, though another key's line is right */
        CHECK_OK(note_sign(a, S("other\n"), &other, 1, &forged));
        forged = str_fmt(a, "%.*s%.*s", S_ARG(note), S_ARG(str_skip(forged, sizeof "other\n")));
        CHECK_IS(note_verify(a, forged, known, 2, &text), INVALID);
        CHECK_OK(note_verify(a, forged, &ours.verifier, 1, &text));
}

TEST(each_changed_bit_of_a_signed_text_is_noticed)
{
        NoteSigner s = given_signer(a, "n", 1);
        Str note, text;

        CHECK_OK(note_sign(a, S("amount 100\n"), &s, 1, &note));
        for (size_t bit = 0; bit < note.len * 8; bit++) {
                char *z = str_z(a, note);

                z[bit / 8] = (char)(z[bit / 8] ^ (1 << bit % 8));
                CHECK_IS(note_verify(a, (Str){z, note.len}, &s.verifier, 1, &text), INVALID);
        }
        for (size_t n = 0; n < note.len; n++)
                CHECK_IS(note_verify(a, (Str){note.at, n}, &s.verifier, 1, &text), INVALID);
}

TEST(a_note_of_another_form_is_refused)
{
        static const char *const bad[] = {
                "",
                "\n",
                "\n\n",
                "a\n",
                "a\n\n",
                "a\n\n\n",
                "a\n\n" DASH " n AAAAAAA=",            /* no last newline */
                "a\n" DASH " n AAAAAAA=\n",            /* no empty line */
                "a\n\n" DASH " n AAAAAA==\n",          /* key id alone */
                "a\n\n" DASH " n AAAAAAB=\n",          /* loose bits */
                "a\n\n" DASH "n AAAAAAA=\n",           /* no space */
                "a\n\n- n AAAAAAA=\n",                 /* not the dash */
                "a\n\n" DASH "  AAAAAAA=\n",           /* no name */
                "a\n\n" DASH " n+m AAAAAAA=\n",        /* plus in the name */
                "a\n\n" DASH " n\xC2\xA0m AAAAAAA=\n", /* no-break space in the name */
                "a\n\n" DASH " n AAAAAAA= \n",         /* space after */
                "a\tb\n\n" DASH " n AAAAAAA=\n",       /* control byte */
                "a\r\n\n" DASH " n AAAAAAA=\n",        /* carriage return */
                "a\xFF\n\n" DASH " n AAAAAAA=\n",      /* not UTF-8 */
                "a\n\n" DASH " n AAAAAAA=\nb\n",       /* something after */
        };
        NoteSigner s = given_signer(a, "n", 1);
        Text many = text_begin(a, NOTE_BYTES_MAX);
        Str out;
        Note n;

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK_IS(note_parse(a, str_from(bad[i]), &n), INVALID);
        CHECK_OK(note_parse(a, S("a\n\n" DASH " n AAAAAAA=\n"), &n));
        CHECK_OK(note_parse(a, S("\n\n" DASH " n AAAAAAA=\n"), &n));
        CHECK_STR(n.text, IS, "\n");
        CHECK_IS(note_sign(a, S("a"), &s, 1, &out), INVALID);
        CHECK_IS(note_sign(a, S("a\r\n"), &s, 1, &out), INVALID);
        CHECK_IS(note_sign(a, S("\xC0\x80\n"), &s, 1, &out), INVALID);
        CHECK_IS(note_sign(a, S("a\n"), &s, 0, &out), INVALID);
        text_add(&many, S("a\n\n"));
        for (int i = 0; i < NOTE_SIGNATURES_MAX; i++)
                text_add(&many, S(DASH " n AAAAAAA=\n"));
        CHECK_OK(note_parse(a, text_str(&many), &n));
        text_add(&many, S(DASH " n AAAAAAA=\n"));
        CHECK_IS(note_parse(a, text_str(&many), &n), INVALID);
}

TEST(a_key_of_another_form_is_refused)
{
        static const char *const bad[] = {
                "example.com/foo+530d903a",
                "example.com/foo+530d903b+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", /* id */
                "example.com/foo+530D903A+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", /* case */
                "example.com/fop+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", /* name */
                "example.com/foo+530d903a+BOkyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k", /* type */
                "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3Q==", /* short */
                "+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k",
        };
        unsigned char seed[NOTE_SEED_BYTES] = {0};
        NoteVerifier v;
        NoteSigner s;

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK_IS(note_verifier_parse(a, str_from(bad[i]), &v), INVALID);
        CHECK_IS(note_signer_make(a, S("a b"), seed, &s), INVALID);
        CHECK_IS(note_signer_make(a, S(""), seed, &s), INVALID);
        CHECK_IS(note_signer_parse(a, S("n+530d903a+AA=="), &s), INVALID);
        CHECK_OK(note_signer_make(a, S("n"), seed, &s));
        s.verifier.id++;
        CHECK_IS(note_signer_parse(a, note_signer_text(a, &s), &s), INVALID);
        s.verifier.id--;
        CHECK_OK(note_signer_parse(a, note_signer_text(a, &s), &s));
        CHECK(note_name_is_valid(S("ed.example/\xC3\xA8")));
        CHECK(!note_name_is_valid(S("a\xE2\x80\x83z")) && !note_name_is_valid(S("a\xFF")));
}

TEST(a_checkpoint_reads_back_as_written)
{
        Checkpoint c = {.origin = S("example.com/behind-the-sofa"), .size = 20852163}, back;
        Str text;

        CHECK_OK(checkpoint_parse(a,
                                  S("example.com/behind-the-sofa\n20852163\n"
                                    "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"),
                                  &back));
        c.root = back.root;
        CHECK_OK(checkpoint_write(a, &c, &text));
        CHECK_STR(text, IS,
                  "example.com/behind-the-sofa\n20852163\n"
                  "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n");
        c.extensions = S("more\nand more\n");
        CHECK_OK(checkpoint_write(a, &c, &text));
        CHECK_OK(checkpoint_parse(a, text, &back));
        CHECK_STR(back.extensions, IS, "more\nand more\n");
        CHECK_INT((int64_t)back.size, 20852163);

        c.extensions = S("more");
        CHECK_IS(checkpoint_write(a, &c, &text), INVALID);
        c.extensions = S("\n");
        CHECK_IS(checkpoint_write(a, &c, &text), INVALID);
        c.extensions = (Str){0};
        c.origin = S("two\nlines");
        CHECK_IS(checkpoint_write(a, &c, &text), INVALID);
        c.origin = S("");
        CHECK_IS(checkpoint_write(a, &c, &text), INVALID);
}

TEST(a_checkpoint_of_another_form_is_refused)
{
#define ROOT "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="
        static const char *const bad[] = {
                "",
                "o\n",
                "o\n1\n",
                "o\n1\n" ROOT,
                "\n1\n" ROOT "\n",
                "o\n01\n" ROOT "\n",
                "o\n-1\n" ROOT "\n",
                "o\n\n" ROOT "\n",
                "o\n1\n" ROOT "\n\n",
                "o\n1\n" ROOT "\nx",
                "o\n1\nAAAA\n",
                "o\n9223372036854775808\n" ROOT "\n",
                "o\n1\n" ROOT "\nx\n\ny\n",
                "o\n1\n" ROOT " \n",
                "o\r\n1\n" ROOT "\n",
                "o\n 1\n" ROOT "\n",
        };
        Checkpoint c;

        for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
                CHECK_IS(checkpoint_parse(a, str_from(bad[i]), &c), INVALID);
        CHECK_OK(checkpoint_parse(a, S("o\n0\n" ROOT "\nx\n"), &c));
#undef ROOT
}
