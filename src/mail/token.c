/* mail/token: see the header. */
#include "mail/token.h"

Str mail_token(Arena *a, const Seal *seal, Str address, Str kind)
{
        Hash mac = seal_mac(seal, "unsubscribe",
                            str_fmt(a, "%.*s\n%.*s", S_ARG(kind), S_ARG(address)));

        return str_hex(a, mac.b, MAIL_TOKEN_CHARS / 2);
}

bool mail_token_is(Arena *a, const Seal *seal, Str address, Str kind, Str token)
{
        Str right = mail_token(a, seal, address, kind);

        return token.len == right.len && secret_eq(token.at, right.at, right.len);
}

static void add_encoded(Text *t, Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];
                bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                             (c >= '0' && c <= '9') || c == '-' || c == '.' || c == '_';

                if (plain)
                        text_char(t, (char)c);
                else
                        text_fmt(t, "%%%02X", c);
        }
}

Str mail_unsubscribe_url(Arena *a, const Seal *seal, Str base_url, Str address, Str kind)
{
        Text t = text_begin(a, 4096);
        Str token = mail_token(a, seal, address, kind);

        text_fmt(&t, "%.*s/mail/unsubscribe?address=", S_ARG(base_url));
        add_encoded(&t, address);
        text_add(&t, S("&kind="));
        add_encoded(&t, kind);
        text_fmt(&t, "&token=%.*s", S_ARG(token));
        return text_str(&t);
}
