/* people/name: names that look like others.
 *
 * Not a check of who somebody is: two scripts alone can imitate a word as well, and operators are
 * shown names that are alike. What is refused has no honest use. */
#include "people/team.h"

#include "base/words.h"

#include <string.h>
#include <unictype.h>
#include <unistr.h>

/* Alphabets with letters that look the same. */
static bool is_alike_alphabet(const uc_script_t *script)
{
        static const char *const names[] = {"Latin",    "Cyrillic", "Greek", "Armenian",
                                            "Cherokee", "Coptic",   NULL};

        for (int i = 0; names[i]; i++)
                if (strcmp(script->name, names[i]) == 0)
                        return true;
        return false;
}

/* Joiners are part of how words of Persian and of India are written. */
static bool is_unseen(ucs4_t c)
{
        if (c == 0x200C || c == 0x200D)
                return false;
        return uc_is_general_category_withtable(
                c, UC_CATEGORY_MASK_Cf | UC_CATEGORY_MASK_Cc | UC_CATEGORY_MASK_Cn |
                           UC_CATEGORY_MASK_Co | UC_CATEGORY_MASK_Zl | UC_CATEGORY_MASK_Zp);
}

Status name_check(Deed *d, const char *field)
{
        Str name = deed_text(d, field);
        const uc_script_t *word = NULL; /* alphabet of the word so far */
        bool has_letter = false;

        /* it stands in mails to others */
        if (str_has(name, S("://")) || str_has(str_lower(d->a, name), S("www.")) ||
            str_find(name, '@') < name.len)
                return deed_fault_at(d, field, _("A name holds no address."));
        for (size_t i = 0; i < name.len;) {
                ucs4_t c;
                int step = u8_mbtouc(&c, (const uint8_t *)name.at + i, name.len - i);
                const uc_script_t *script = uc_script(c);

                i += (size_t)step;
                if (is_unseen(c))
                        return deed_fault_at(d, field,
                                             _("This holds characters that nobody sees."));
                if ((c == 0x200C || c == 0x200D) && (!word || strcmp(word->name, "Latin") == 0))
                        return deed_fault_at(d, field,
                                             _("This holds characters that nobody sees."));
                if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M))
                        continue;
                if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L)) {
                        if (c != 0x200C && c != 0x200D)
                                word = NULL;
                        continue;
                }
                has_letter = true;
                if (word && script && word != script && is_alike_alphabet(word) &&
                    is_alike_alphabet(script))
                        return deed_fault_at(
                                d, field,
                                _("One word of this mixes alphabets whose letters look alike."));
                word = script;
        }
        return has_letter ? OK : deed_fault_at(d, field, _("A name has letters."));
}
