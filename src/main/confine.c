/* main/confine: see the header. */
#include "main/confine.h"

#include "base/words.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/landlock.h>
#include <seccomp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Of later kernels than the headers that this is built with. */
#ifndef LANDLOCK_ACCESS_FS_REFER
#define LANDLOCK_ACCESS_FS_REFER (1ULL << 13)
#endif
#ifndef LANDLOCK_ACCESS_FS_TRUNCATE
#define LANDLOCK_ACCESS_FS_TRUNCATE (1ULL << 14)
#endif

#define READ_FILE LANDLOCK_ACCESS_FS_READ_FILE
#define READ (LANDLOCK_ACCESS_FS_READ_FILE | LANDLOCK_ACCESS_FS_READ_DIR)
#define WRITE_FILE (LANDLOCK_ACCESS_FS_WRITE_FILE | LANDLOCK_ACCESS_FS_TRUNCATE)
#define WRITE                                                                            \
        (READ | WRITE_FILE | LANDLOCK_ACCESS_FS_MAKE_REG | LANDLOCK_ACCESS_FS_MAKE_DIR | \
         LANDLOCK_ACCESS_FS_REMOVE_FILE | LANDLOCK_ACCESS_FS_REMOVE_DIR |                \
         LANDLOCK_ACCESS_FS_REFER)
/* All that the first version knows of, so that what is not granted is refused: 13 bits. */
#define HANDLED_1 ((1ULL << 13) - 1)

/* What libraries read while a server runs: themselves (name look-up loads modules late), time
 * zones, certificates, who is called what. */
static const char *const always_read[] = {"/usr/lib",
                                          "/usr/lib64",
                                          "/usr/share/zoneinfo",
                                          "/usr/share/ca-certificates",
                                          "/usr/local/share/ca-certificates",
                                          "/usr/local/lib",
                                          "/lib",
                                          "/lib64",
                                          "/etc/ssl",
                                          "/etc/pki",
                                          "/etc/localtime",
                                          "/etc/timezone",
                                          "/etc/resolv.conf",
                                          "/etc/hosts",
                                          "/etc/host.conf",
                                          "/etc/nsswitch.conf",
                                          "/etc/gai.conf",
                                          "/etc/services",
                                          "/etc/protocols",
                                          "/etc/passwd",
                                          "/etc/ld.so.cache",
                                          "/etc/krb5.conf",
                                          "/etc/gnutls",
                                          "/etc/crypto-policies",
                                          "/run/systemd/resolve",
                                          "/dev/urandom",
                                          "/dev/random",
                                          "/proc/self",
                                          "/proc/sys",
                                          "/sys/devices/system/cpu",
                                          NULL};
static const char *const always_write[] = {"/dev/null", NULL};

static void add(Str *list, size_t *n, Str path)
{
        if (path.len && *n < CONFINE_PATHS_MAX)
                list[(*n)++] = path;
}

void confine_may_read(ConfinePaths *p, Str path)
{
        add(p->read, &p->read_n, path);
}

void confine_may_write(ConfinePaths *p, Str path)
{
        add(p->write, &p->write_n, path);
}

static Str folder_of(Arena *a, Str file)
{
        size_t n = file.len;

        while (n > 0 && file.at[n - 1] != '/')
                n--;
        return n > 1 ? str_copy(a, (Str){file.at, n - 1}) : n ? S("/") : S(".");
}

void confine_may_read_beside(Arena *a, ConfinePaths *p, Str file)
{
        char real[PATH_MAX];

        if (!file.len)
                return;
        confine_may_read(p, folder_of(a, file));
        if (realpath(str_z(a, file), real))
                confine_may_read(p, folder_of(a, str_from(real)));
}

/* A path that is not there, or may not be looked at, is nothing to grant. */
static bool grant(int rules, const char *path, uint64_t access)
{
        struct landlock_path_beneath_attr rule = {.allowed_access = access};
        struct stat st;
        bool good;

        rule.parent_fd = open(path, O_PATH | O_CLOEXEC);
        if (rule.parent_fd < 0)
                return true;
        if (fstat(rule.parent_fd, &st) == 0 && !S_ISDIR(st.st_mode))
                rule.allowed_access &= READ_FILE | WRITE_FILE;
        good = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule, 0) == 0;
        close(rule.parent_fd);
        return good;
}

static bool grant_all(int rules, const ConfinePaths *p, uint64_t handled)
{
        char path[PATH_MAX];
        bool good = true;

        for (size_t i = 0; always_read[i]; i++)
                good = good && grant(rules, always_read[i], READ & handled);
        for (size_t i = 0; always_write[i]; i++)
                good = good && grant(rules, always_write[i], (READ | WRITE_FILE) & handled);
        for (size_t i = 0; i < p->read_n; i++) {
                snprintf(path, sizeof path, "%.*s", S_ARG(p->read[i]));
                good = good && grant(rules, path, READ & handled);
        }
        for (size_t i = 0; i < p->write_n; i++) {
                snprintf(path, sizeof path, "%.*s", S_ARG(p->write[i]));
                good = good && grant(rules, path, WRITE & handled);
        }
        return good;
}

Status confine_files(const ConfinePaths *paths, int *out_version, char fault[CONFINE_FAULT_BYTES])
{
        struct landlock_ruleset_attr attr = {.handled_access_fs = HANDLED_1};
        long version =
                syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
        int rules;
        bool good;

        *out_version = 0;
        if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0) {
                snprintf(fault, CONFINE_FAULT_BYTES, _("no_new_privs: %s"), strerror(errno));
                return BROKEN;
        }
        if (version < 1) /* not in this kernel, or not switched on */
                return OK;
        if (version >= 2)
                attr.handled_access_fs |= LANDLOCK_ACCESS_FS_REFER;
        if (version >= 3)
                attr.handled_access_fs |= LANDLOCK_ACCESS_FS_TRUNCATE;
        rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);
        good = rules >= 0 && grant_all(rules, paths, attr.handled_access_fs) &&
               syscall(SYS_landlock_restrict_self, rules, 0) == 0;
        if (!good)
                snprintf(fault, CONFINE_FAULT_BYTES, _("Landlock refused: %s"), strerror(errno));
        if (rules >= 0)
                close(rules);
        *out_version = good ? (int)version : 0;
        return good ? OK : BROKEN;
}

/* What a server calls while it runs and when it ends: sockets, files of its folder, memory,
 * threads, time. Found by reading what the libraries do and by running every test under it. */
static const int allowed[] = {
        /* files */
        SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(pread64), SCMP_SYS(preadv), SCMP_SYS(write),
        SCMP_SYS(writev), SCMP_SYS(pwrite64), SCMP_SYS(pwritev), SCMP_SYS(open), SCMP_SYS(openat),
        SCMP_SYS(close), SCMP_SYS(close_range), SCMP_SYS(lseek), SCMP_SYS(stat), SCMP_SYS(fstat),
        SCMP_SYS(lstat), SCMP_SYS(newfstatat), SCMP_SYS(statx), SCMP_SYS(statfs), SCMP_SYS(fstatfs),
        SCMP_SYS(access), SCMP_SYS(faccessat), SCMP_SYS(faccessat2), SCMP_SYS(readlink),
        SCMP_SYS(readlinkat), SCMP_SYS(getcwd), SCMP_SYS(getdents64), SCMP_SYS(mkdir),
        SCMP_SYS(mkdirat), SCMP_SYS(unlink), SCMP_SYS(unlinkat), SCMP_SYS(rmdir), SCMP_SYS(rename),
        SCMP_SYS(renameat), SCMP_SYS(renameat2), SCMP_SYS(link), SCMP_SYS(linkat),
        SCMP_SYS(ftruncate), SCMP_SYS(truncate), SCMP_SYS(fallocate), SCMP_SYS(fsync),
        SCMP_SYS(fdatasync), SCMP_SYS(sync_file_range), SCMP_SYS(fadvise64), SCMP_SYS(fchmod),
        SCMP_SYS(fchown), SCMP_SYS(utimensat), SCMP_SYS(flock), SCMP_SYS(fcntl), SCMP_SYS(dup),
        SCMP_SYS(dup2), SCMP_SYS(dup3), SCMP_SYS(pipe), SCMP_SYS(pipe2), SCMP_SYS(memfd_create),
        SCMP_SYS(sendfile), SCMP_SYS(splice), SCMP_SYS(umask),
        /* sockets and waiting */
        SCMP_SYS(socket), SCMP_SYS(socketpair), SCMP_SYS(connect), SCMP_SYS(bind), SCMP_SYS(listen),
        SCMP_SYS(accept), SCMP_SYS(accept4), SCMP_SYS(getsockname), SCMP_SYS(getpeername),
        SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(sendto), SCMP_SYS(recvfrom),
        SCMP_SYS(sendmsg), SCMP_SYS(recvmsg), SCMP_SYS(sendmmsg), SCMP_SYS(recvmmsg),
        SCMP_SYS(shutdown), SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(select), SCMP_SYS(pselect6),
        SCMP_SYS(epoll_create), SCMP_SYS(epoll_create1), SCMP_SYS(epoll_ctl), SCMP_SYS(epoll_wait),
        SCMP_SYS(epoll_pwait), SCMP_SYS(epoll_pwait2), SCMP_SYS(eventfd2),
        /* memory and threads */
        SCMP_SYS(brk), SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(madvise), SCMP_SYS(msync),
        SCMP_SYS(mlock), SCMP_SYS(mlock2), SCMP_SYS(munlock), SCMP_SYS(mincore), SCMP_SYS(futex),
        SCMP_SYS(futex_waitv), SCMP_SYS(set_robust_list), SCMP_SYS(get_robust_list), SCMP_SYS(rseq),
        SCMP_SYS(membarrier), SCMP_SYS(sched_yield), SCMP_SYS(sched_getaffinity), SCMP_SYS(gettid),
        SCMP_SYS(getpid), SCMP_SYS(getppid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
        SCMP_SYS(getegid), SCMP_SYS(getresuid), SCMP_SYS(getresgid), SCMP_SYS(getgroups),
        SCMP_SYS(arch_prctl), SCMP_SYS(set_tid_address), SCMP_SYS(prlimit64), SCMP_SYS(getrlimit),
        SCMP_SYS(getrusage), SCMP_SYS(sysinfo), SCMP_SYS(uname), SCMP_SYS(getcpu),
        SCMP_SYS(getrandom), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(restart_syscall),
        /* time and signals to ourselves */
        SCMP_SYS(clock_gettime), SCMP_SYS(clock_getres), SCMP_SYS(clock_nanosleep),
        SCMP_SYS(nanosleep), SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(times),
        SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
        SCMP_SYS(rt_sigtimedwait), SCMP_SYS(rt_sigpending), SCMP_SYS(sigaltstack), SCMP_SYS(alarm),
        SCMP_SYS(setitimer)};

/* Nothing of ours calls these: whoever does has taken the process over. */
static const int deadly[] = {SCMP_SYS(execve),
                             SCMP_SYS(execveat),
                             SCMP_SYS(fork),
                             SCMP_SYS(vfork),
                             SCMP_SYS(ptrace),
                             SCMP_SYS(process_vm_readv),
                             SCMP_SYS(process_vm_writev),
                             SCMP_SYS(mount),
                             SCMP_SYS(umount2),
                             SCMP_SYS(pivot_root),
                             SCMP_SYS(chroot),
                             SCMP_SYS(setns),
                             SCMP_SYS(unshare),
                             SCMP_SYS(init_module),
                             SCMP_SYS(finit_module),
                             SCMP_SYS(delete_module),
                             SCMP_SYS(kexec_load),
                             SCMP_SYS(reboot),
                             SCMP_SYS(swapon),
                             SCMP_SYS(bpf),
                             SCMP_SYS(perf_event_open),
                             SCMP_SYS(userfaultfd),
                             SCMP_SYS(keyctl),
                             SCMP_SYS(add_key),
                             SCMP_SYS(request_key),
                             SCMP_SYS(setuid),
                             SCMP_SYS(setgid),
                             SCMP_SYS(setresuid),
                             SCMP_SYS(setresgid),
                             SCMP_SYS(setreuid),
                             SCMP_SYS(setregid),
                             SCMP_SYS(capset),
                             SCMP_SYS(acct),
                             SCMP_SYS(settimeofday),
                             SCMP_SYS(clock_settime),
                             SCMP_SYS(personality),
                             SCMP_SYS(open_by_handle_at),
                             SCMP_SYS(io_uring_setup)};

/* What is allowed with some arguments only. */
static int add_narrow(scmp_filter_ctx f)
{
        int bad = 0;

        /* threads, not processes; glibc goes on with clone when clone3 is not there, and only its
         * flags can be looked at */
        bad |= seccomp_rule_add(f, SCMP_ACT_ERRNO(ENOSYS), SCMP_SYS(clone3), 0);
        bad |= seccomp_rule_add(
                f, SCMP_ACT_ALLOW, SCMP_SYS(clone), 1,
                SCMP_A0(SCMP_CMP_MASKED_EQ, 0x00010000 /* CLONE_THREAD */, 0x00010000));
        /* no memory becomes code: what can be written can not be run, and the other way round */
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_WRITE | PROT_EXEC, PROT_EXEC));
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(mprotect), 1,
                                SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0));
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                SCMP_A1(SCMP_CMP_EQ, FIONREAD));
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(ioctl), 1,
                                SCMP_A1(SCMP_CMP_EQ, FIONBIO));
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(prctl), 1,
                                SCMP_A0(SCMP_CMP_EQ, PR_SET_NAME));
        /* an assertion that fails ends us by a signal to ourselves */
        /* a thread of ours steps back behind the others */
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(setpriority), 2,
                                SCMP_A0(SCMP_CMP_EQ, PRIO_PROCESS), SCMP_A1(SCMP_CMP_EQ, 0));
        bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
                                SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid()));
        return bad;
}

Status confine_calls(char fault[CONFINE_FAULT_BYTES])
{
        scmp_filter_ctx f = seccomp_init(SCMP_ACT_ERRNO(EPERM));
        int bad;

        if (!f) {
                snprintf(fault, CONFINE_FAULT_BYTES,
                         _("the filter of system calls can not be made"));
                return BROKEN;
        }
        bad = seccomp_attr_set(f, SCMP_FLTATR_CTL_TSYNC, 1);
        for (size_t i = 0; i < sizeof allowed / sizeof *allowed; i++)
                bad |= seccomp_rule_add(f, SCMP_ACT_ALLOW, allowed[i], 0);
        for (size_t i = 0; i < sizeof deadly / sizeof *deadly; i++)
                bad |= seccomp_rule_add(f, SCMP_ACT_KILL_PROCESS, deadly[i], 0);
        bad |= add_narrow(f);
        if (!bad)
                bad = seccomp_load(f);
        seccomp_release(f);
        if (bad)
                snprintf(fault, CONFINE_FAULT_BYTES, _("the filter of system calls was refused"));
        return bad ? BROKEN : OK;
}
