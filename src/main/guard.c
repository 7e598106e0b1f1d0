/* main/guard: see the header. */
#include "main/guard.h"

#include "base/log.h"
#include "base/words.h"
#include "exchange/iati_page.h"

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

/* Only who sits at this machine may be anybody. */
static bool is_own_address(Str address)
{
        return str_starts(address, S("127.")) || str_is(address, "::1") ||
               str_is(address, "localhost") || str_empty(address);
}

bool guard_may_serve(const Conf *conf)
{
        if (str_is(conf->trial, "yes") &&
            (!is_own_address(conf->address) || conf->trusted_proxy.len || conf->proxy.len)) {
                fprintf(stderr, "%s",
                        _("seedbed: in a trial whoever opens the page can be anybody, so it is "
                          "served "
                          "at 127.0.0.1 and without a proxy only. Set trial = no in seedbed.conf, "
                          "or say --trial no\n"));
                return false;
        }
        if (conf->iati_org.len && !iati_org_is(conf->iati_org)) {
                fprintf(stderr, "%s",
                        _("seedbed: iati-org is a register's code, a hyphen and the number there, "
                          "as in GB-COH-1234567\n"));
                return false;
        }
        if (geteuid() != 0 || conf->as_root)
                return true;
        fprintf(stderr, "%s",
                _("seedbed: this would serve as root. Make a user of its own for it, as "
                  "docs/operations.md shows, or say --as-root\n"));
        return false;
}

static bool is_off(const Conf *conf)
{
        return str_is(conf->confine, "off");
}

static void may_use_folder(Arena *a, ConfinePaths *p, Str path)
{
        char real[PATH_MAX];

        confine_may_write(p, path);
        if (realpath(str_z(a, path), real)) /* imports/ may be a link */
                confine_may_write(p, str_copy(a, str_from(real)));
}

/* Passwords and certificates of the database, where its library looks for them. */
static void may_read_home(Arena *a, ConfinePaths *p)
{
        const char *home = getenv("HOME");

        if (!home || home[0] != '/')
                return;
        confine_may_read(p, str_fmt(a, "%s/.pgpass", home));
        confine_may_read(p, str_fmt(a, "%s/.postgresql", home));
        confine_may_read(p, str_fmt(a, "%s/.pg_service.conf", home));
}

static void fill_paths(Arena *a, const Conf *conf, ConfinePaths *p)
{
        Str rest = conf->read_also, piece, store = conf->store;
        const Str files[] = {conf->tls_cert, conf->tls_key, conf->smtp_password_file,
                             conf->smtp_ca};

        may_use_folder(a, p, conf->folder);
        may_use_folder(a, p, str_fmt(a, "%.*s/imports", S_ARG(conf->folder)));
        may_use_folder(a, p, str_fmt(a, "%.*s/mail", S_ARG(conf->folder)));
        may_use_folder(a, p, str_fmt(a, "%.*s/files", S_ARG(conf->folder)));
        if (str_starts(store, S("sqlite:"))) { /* its log stands beside it */
                size_t n;

                store = str_skip(store, 7);
                for (n = store.len; n > 0 && store.at[n - 1] != '/';)
                        n--;
                may_use_folder(a, p, n > 1 ? (Str){store.at, n - 1} : n ? S("/") : S("."));
        } else if (store.len) {
                may_read_home(a, p);
        }
        for (size_t i = 0; i < sizeof files / sizeof *files; i++)
                confine_may_read_beside(a, p, files[i]);
        while (str_cut(&rest, ',', &piece))
                confine_may_read(p, str_trim(piece));
}

Status guard_files(Arena *a, Conf *conf, char fault[PROGRAM_FAULT_BYTES])
{
        ConfinePaths paths = {0};
        int version = 0;
        Status s;

        TRY(conf_read(a, str_fmt(a, "%.*s/seedbed.conf", S_ARG(conf->folder)), conf, fault));
        if (conf->confine.len && !is_off(conf)) {
                snprintf(fault, PROGRAM_FAULT_BYTES, _("confine can only be off"));
                return INVALID;
        }
        if (is_off(conf))
                return OK;
        fill_paths(a, conf, &paths);
        s = confine_files(&paths, &version, fault);
        log_line(s == OK ? LOG_INFO : LOG_ERROR, "event=confined files=%s landlock=%d",
                 version ? "yes" : "no", version);
        return s;
}

Status guard_calls(const Conf *conf, char fault[PROGRAM_FAULT_BYTES])
{
#ifdef __SANITIZE_ADDRESS__
        /* the sanitizer's look for leaks at the end is a process that traces us */
        (void)conf, (void)fault;
        return OK;
#else
        return is_off(conf) ? OK : confine_calls(fault);
#endif
}
