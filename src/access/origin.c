/* access/origin: see the header. */
#include "access/origin.h"

static size_t host_at(Str url)
{
        size_t at = str_find_str(url, S("://"));

        return at < url.len ? at + 3 : url.len;
}

Str origin_of(Str url)
{
        size_t at = host_at(url);
        Str rest = str_skip(url, at), host = {rest.at, str_find(rest, '/')};

        if (at == url.len || !host.len)
                return (Str){0};
        return (Str){url.at, at + host.len};
}

Str origin_host(Str origin)
{
        Str host = str_skip(origin, host_at(origin));
        size_t end;

        if (host.len && host.at[0] == '[')
                end = str_find(host, ']') + 1;
        else
                end = str_find(host, ':');
        return (Str){host.at, end < host.len ? end : host.len};
}

bool origin_is_numeric(Str origin)
{
        Str host = origin_host(origin);
        bool has_letter = false;

        for (size_t i = 0; i < host.len; i++)
                has_letter =
                        has_letter || (host.at[i] != '.' && (host.at[i] < '0' || host.at[i] > '9'));
        return host.len == 0 || host.at[0] == '[' || !has_letter;
}
