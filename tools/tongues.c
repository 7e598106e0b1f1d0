/* tools/tongues: translations become tables in the program.
 *
 *     tongues OUT.c LANGUAGE.mo …
 *
 * Reads what msgfmt made (the GNU MO format, of this machine's byte order): one table of all texts
 * that some language translates, found by a hash of their bytes, and for each language a list of
 * what is said. The rule of plurals, an expression in C, is copied into a function. */
#include "base/words_data.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>

enum { TEXTS_MAX = 8192, SLOTS = 4 * TEXTS_MAX, TONGUES_MAX = LANGUAGE_COUNT };

typedef struct {
        char name[32]; /* "ZH_CN" */
        const char *said[TEXTS_MAX];
        size_t said_bytes[TEXTS_MAX]; /* with the NULs between the forms */
        char rule[400];
        unsigned long forms_n;
} Tongue;

static Arena arena;
static WordsText texts[TEXTS_MAX];
static size_t texts_n;
static uint16_t slots[SLOTS];
static Tongue tongues[TONGUES_MAX];

static void fail(const char *path, const char *why)
{
        fprintf(stderr, "%s: %s\n", path, why);
        exit(1);
}

static Str read_file(const char *path)
{
        FILE *f = fopen(path, "rb");
        Text t = text_begin(&arena, 16 * MIB);
        char *room;
        size_t n;

        if (!f)
                fail(path, "can not be read");
        while ((room = text_room(&t, 65536)) && (n = fread(room, 1, 65536, f)) > 0)
                text_claim(&t, n);
        fclose(f);
        return text_str(&t);
}

static uint32_t number_at(const char *path, Str file, size_t at)
{
        uint32_t v;

        if (at + 4 > file.len)
                fail(path, "ends too early");
        memcpy(&v, file.at + at, 4);
        return v;
}

/* The i-th text of the table at that place. */
static Str text_at(const char *path, Str file, uint32_t table, uint32_t i)
{
        size_t len = number_at(path, file, table + 8 * (size_t)i),
               at = number_at(path, file, table + 8 * (size_t)i + 4);

        if (at + len + 1 > file.len)
                fail(path, "ends too early");
        return (Str){file.at + at, len};
}

static size_t number_of(const char *path, const char *msgid)
{
        size_t len = strlen(msgid);
        uint32_t slot = words_hash(msgid, len) % SLOTS;

        for (; slots[slot]; slot = (slot + 1) % SLOTS)
                if (strcmp(texts[slots[slot] - 1].msgid, msgid) == 0)
                        return slots[slot] - 1u;
        if (texts_n == TEXTS_MAX)
                fail(path, "holds more texts than tools/tongues.c takes");
        texts[texts_n] = (WordsText){msgid, len};
        slots[slot] = (uint16_t)++texts_n;
        return texts_n - 1;
}

/* "Plural-Forms: nplurals=2; plural=n != 1;" */
static void take_rule(const char *path, Tongue *t, const char *header)
{
        const char *forms = strstr(header, "nplurals="),
                   *rule = forms ? strstr(forms, "plural=") : NULL;
        size_t n = 0;

        if (rule && rule == forms + 1) /* that of nplurals */
                rule = strstr(rule + 1, "plural=");
        if (!rule)
                fail(path, "has no Plural-Forms");
        t->forms_n = strtoul(forms + strlen("nplurals="), NULL, 10);
        for (rule += strlen("plural="); *rule && *rule != ';' && *rule != '\n'; rule++) {
                if (!strchr("n0123456789 ?:%&|!=<>()", *rule) || n + 1 == sizeof t->rule)
                        fail(path, "has a rule of plurals that is none");
                t->rule[n++] = *rule;
        }
}

static void take_name(const char *path, Tongue *t)
{
        const char *from = strrchr(path, '/') ? strrchr(path, '/') + 1 : path;

        for (size_t i = 0; from[i] && from[i] != '.' && i + 1 < sizeof t->name; i++)
                t->name[i] = (char)toupper((unsigned char)from[i]);
}

static void take(const char *path, Tongue *t)
{
        Str file = read_file(path);
        uint32_t n = number_at(path, file, 8), ids = number_at(path, file, 12),
                 said = number_at(path, file, 16);

        take_name(path, t);
        if (number_at(path, file, 0) != 0x950412de)
                fail(path, "is not a file of msgfmt for this machine");
        for (uint32_t i = 0; i < n; i++) {
                Str id = text_at(path, file, ids, i), words = text_at(path, file, said, i);
                size_t number;

                if (id.len == 0) {
                        take_rule(path, t, words.at);
                        continue;
                }
                number = number_of(path, id.at); /* of a plural: its singular */
                t->said[number] = words.at;
                t->said_bytes[number] = words.len;
        }
        if (!t->forms_n)
                fail(path, "has no header");
}

static void put_literal(FILE *f, const char *z, size_t n)
{
        fputc('"', f);
        for (size_t i = 0; i < n; i++) {
                unsigned char c = (unsigned char)z[i];

                if (c < 32 || c >= 127 || c == '"' || c == '\\' || c == '?')
                        fprintf(f, "\\%03o", c);
                else
                        fputc(c, f);
        }
        fputc('"', f);
}

static void put_texts(FILE *f)
{
        uint32_t size = 64, *at;

        fprintf(f, "const WordsText words_texts[] = {\n");
        for (size_t i = 0; i < texts_n; i++) {
                fputs("        {", f);
                put_literal(f, texts[i].msgid, texts[i].len);
                fprintf(f, ", %zu},\n", texts[i].len);
        }
        while (size < 2 * texts_n)
                size *= 2;
        at = arena_new(&arena, uint32_t, size);
        for (size_t i = 0; i < texts_n; i++) {
                uint32_t slot = words_hash(texts[i].msgid, texts[i].len) & (size - 1);

                while (at[slot])
                        slot = (slot + 1) & (size - 1);
                at[slot] = (uint32_t)i + 1;
        }
        fprintf(f,
                "        {\"\", 0}};\nconst uint32_t words_mask = %u;\nconst uint16_t "
                "words_slots[] = {",
                size - 1);
        for (uint32_t i = 0; i < size; i++)
                fprintf(f, "%s%u", i ? i % 20 ? "," : ",\n" : "", at[i]);
        fprintf(f, "};\n");
}

static void put_tongue(FILE *f, const Tongue *t)
{
        fprintf(f,
                "static unsigned long form_%s(unsigned long n)\n{\n        (void)n;\n        "
                "return (unsigned long)(%s);\n}\n",
                t->name, t->rule);
        fprintf(f, "static const char *const said_%s[] = {\n", t->name);
        for (size_t i = 0; i < texts_n; i++) {
                fputs("        ", f);
                if (t->said[i] && t->said_bytes[i])
                        put_literal(f, t->said[i], t->said_bytes[i]);
                else
                        fputs("NULL", f);
                fputs(",\n", f);
        }
        fprintf(f, "        NULL};\n");
}

int main(int argc, char **argv)
{
        FILE *f;
        int n = argc - 2;

        arena = arena_make(256 * MIB);
        if (n < 0 || n > TONGUES_MAX) {
                fprintf(stderr, "usage: tongues OUT.c LANGUAGE.mo ...\n");
                return 2;
        }
        for (int i = 0; i < n; i++)
                take(argv[i + 2], &tongues[i]);
        f = fopen(argv[1], "w");
        if (!f)
                fail(argv[1], "can not be written");
        fprintf(f, "/* Made by tools/tongues of locale/. Do not edit. */\n#include "
                   "\"base/words_data.h\"\n\n");
        put_texts(f);
        for (int i = 0; i < n; i++)
                put_tongue(f, &tongues[i]);
        fprintf(f, "const WordsTongue words_tongues[LANGUAGE_COUNT] = {\n");
        for (int i = 0; i < n; i++)
                fprintf(f, "        [LANGUAGE_%s] = {said_%s, form_%s, %lu},\n", tongues[i].name,
                        tongues[i].name, tongues[i].name, tongues[i].forms_n);
        fprintf(f, "        [LANGUAGE_NONE] = {0}};\n");
        if (fclose(f) != 0)
                fail(argv[1], "can not be written");
        return 0;
}
