/* tools/pagec_scan: see the header. */
#include "tools/pagec_scan.h"

#include <stdarg.h>

Status fault_set(Fault *f, size_t at, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        f->words = str_vfmt(f->arena, format, args);
        va_end(args);
        f->at = at;
        return INVALID;
}

bool html_is_space(char c)
{
        return c == ' ' || c == '\n' || c == '\t' || c == '\r' || c == '\f';
}

bool html_is_letter(char c)
{
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

bool html_is_name(char c)
{
        return html_is_letter(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == ':' ||
               c == '.';
}

bool html_is_one_of(Str name, const char *const *list)
{
        for (; *list; list++)
                if (str_is(name, *list))
                        return true;
        return false;
}
