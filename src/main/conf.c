/* main/conf: one file of "key = value" lines; a flag of the same name goes before it. */
#include "main/program.h"

#include "base/words.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

enum { CONF_BYTES_MAX = 64 * 1024 };

typedef struct {
        const char *key;
        size_t offset;
        bool is_number;
        int64_t min, max;
} ConfKey;

static const ConfKey keys[] = {
        {"store", offsetof(Conf, store), false, 0, 0},
        {"name", offsetof(Conf, name), false, 0, 0},
        {"notice", offsetof(Conf, notice), false, 0, 0},
        {"base-url", offsetof(Conf, base_url), false, 0, 0},
        {"origin", offsetof(Conf, origin), false, 0, 0},
        {"address", offsetof(Conf, address), false, 0, 0},
        {"port", offsetof(Conf, port), true, 0, 65535},
        {"workers", offsetof(Conf, workers), true, 1, 256},
        {"event-threads", offsetof(Conf, event_threads), true, 1, 64},
        {"cache-mib", offsetof(Conf, cache_mib), true, 4, 65536},
        {"hot-mib", offsetof(Conf, hot_mib), true, 1, 4096},
        {"node", offsetof(Conf, node), true, 0, 255},
        {"smtp-url", offsetof(Conf, smtp_url), false, 0, 0},
        {"smtp-user", offsetof(Conf, smtp_user), false, 0, 0},
        {"smtp-password-file", offsetof(Conf, smtp_password_file), false, 0, 0},
        {"smtp-tls", offsetof(Conf, smtp_tls), false, 0, 0},
        {"smtp-ca", offsetof(Conf, smtp_ca), false, 0, 0},
        {"mail-from", offsetof(Conf, mail_from), false, 0, 0},
        {"trusted-proxy", offsetof(Conf, trusted_proxy), false, 0, 0},
        {"tls-cert", offsetof(Conf, tls_cert), false, 0, 0},
        {"tls-key", offsetof(Conf, tls_key), false, 0, 0},
        {"confine", offsetof(Conf, confine), false, 0, 0},
        {"read-also", offsetof(Conf, read_also), false, 0, 0},
        {"proxy", offsetof(Conf, proxy), false, 0, 0},
        {"trial", offsetof(Conf, trial), false, 0, 0},
        {"sign-up", offsetof(Conf, sign_up), false, 0, 0},
        {"iati-org", offsetof(Conf, iati_org), false, 0, 0},
        {"iati-org-type", offsetof(Conf, iati_org_type), false, 0, 0},
        {"webhook-private", offsetof(Conf, webhook_private), false, 0, 0},
};

void conf_standard(Conf *conf)
{
        *conf = (Conf){.folder = S("data"),
                       .name = S("Seedbed"),
                       .address = S("127.0.0.1"),
                       .port = 8460,
                       .workers = 16,
                       .event_threads = 2,
                       .cache_mib = 64,
                       .hot_mib = 16};
}

static Status set(Arena *a, Conf *conf, Str key, Str value, bool is_flag,
                  char fault[PROGRAM_FAULT_BYTES])
{
        for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
                char *at = (char *)conf + keys[i].offset;

                if (!str_is(key, keys[i].key))
                        continue;
                if (!is_flag && (conf->given >> i & 1))
                        return OK;
                if (is_flag)
                        conf->given |= (uint64_t)1 << i;
                if (!keys[i].is_number) {
                        Str kept = str_copy(a, value);

                        memcpy(at, &kept, sizeof kept);
                        return OK;
                }
                if (!str_to_int(value, keys[i].min, keys[i].max, (int64_t *)(void *)at)) {
                        snprintf(fault, PROGRAM_FAULT_BYTES,
                                 _("%s must be a whole number between %lld and %lld"), keys[i].key,
                                 (long long)keys[i].min, (long long)keys[i].max);
                        return INVALID;
                }
                return OK;
        }
        snprintf(fault, PROGRAM_FAULT_BYTES, _("there is no setting «%.*s»"),
                 (int)(key.len < 80 ? key.len : 80), key.at ? key.at : "");
        return NOT_FOUND;
}

Status conf_set(Arena *a, Conf *conf, Str key, Str value, char fault[PROGRAM_FAULT_BYTES])
{
        return set(a, conf, key, value, true, fault);
}

Status conf_read(Arena *a, Str path, Conf *conf, char fault[PROGRAM_FAULT_BYTES])
{
        char *text = arena_bytes(a, CONF_BYTES_MAX), words[PROGRAM_FAULT_BYTES];
        int fd = open(str_z(a, path), O_RDONLY | O_CLOEXEC), n = 0;
        ssize_t bytes = fd < 0 ? 0 : read(fd, text, CONF_BYTES_MAX);
        Str rest, line;

        if (fd >= 0)
                close(fd);
        if (bytes < 0) {
                snprintf(fault, PROGRAM_FAULT_BYTES, _("%.*s can not be read"), S_ARG(path));
                return BROKEN;
        }
        for (rest = (Str){text, (size_t)bytes}; str_cut(&rest, '\n', &line);) {
                size_t equals;

                n++;
                line = str_trim(line);
                if (str_empty(line) || line.at[0] == '#')
                        continue;
                equals = str_find(line, '=');
                if (equals == line.len ||
                    set(a, conf, str_trim((Str){line.at, equals}),
                        str_trim(str_skip(line, equals + 1)), false, words) != OK) {
                        snprintf(fault, PROGRAM_FAULT_BYTES, _("%.200s line %d: %.200s"),
                                 str_z(a, path), n,
                                 equals == line.len ? _("expected key = value") : words);
                        return INVALID;
                }
        }
        return OK;
}
