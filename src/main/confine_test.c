/* What a confined process can still do, and what not; each try in a process of its own. */
#include "main/confine.h"

#include "tests/check.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

enum { GOOD = 0, WRONG = 7, NO_LANDLOCK = 8 };

static Str folder; /* of the running test */

/* Runs it in a child; the wait status. */
static int in_child(int (*try)(void))
{
        int status = 0;
        pid_t pid = fork();

        CHECK(pid >= 0);
        if (pid == 0)
                _exit(try());
        CHECK(waitpid(pid, &status, 0) == pid);
        return status;
}

static int path_open(const char *name, int flags)
{
        char path[512];

        snprintf(path, sizeof path, "%.*s/%s", S_ARG(folder), name);
        return open(path, flags | O_CLOEXEC, 0600);
}

static int try_files(void)
{
        ConfinePaths p = {0};
        char inside[512], beside[512], fault[CONFINE_FAULT_BYTES];
        int version;

        snprintf(inside, sizeof inside, "%.*s/data", S_ARG(folder));
        snprintf(beside, sizeof beside, "%.*s/read", S_ARG(folder));
        if (mkdir(inside, 0700) != 0 || mkdir(beside, 0700) != 0 ||
            path_open("read/file", O_RDWR | O_CREAT) < 0 ||
            path_open("secret", O_RDWR | O_CREAT) < 0)
                return WRONG;
        confine_may_write(&p, str_from(inside));
        confine_may_read(&p, str_from(beside));
        confine_may_read(&p, S("/no/such/folder"));
        if (confine_files(&p, &version, fault) != OK)
                return WRONG;
        if (!version)
                return NO_LANDLOCK;
        if (path_open("data/x", O_RDWR | O_CREAT) < 0 || path_open("read/file", O_RDONLY) < 0)
                return WRONG;
        if (path_open("secret", O_RDONLY) >= 0 || errno != EACCES)
                return WRONG;
        if (path_open("read/file", O_WRONLY) >= 0 || errno != EACCES)
                return WRONG;
        if (path_open("read/new", O_WRONLY | O_CREAT) >= 0 || errno != EACCES)
                return WRONG;
        if (open("/etc/shadow", O_RDONLY | O_CLOEXEC) >= 0)
                return WRONG;
        return open("/dev/urandom", O_RDONLY | O_CLOEXEC) >= 0 ? GOOD : WRONG;
}

TEST(a_confined_server_reads_and_writes_its_folders_and_nothing_else)
{
        int status;

        folder = check_folder(a);
        status = in_child(try_files);
        if (WIFEXITED(status) && WEXITSTATUS(status) == NO_LANDLOCK)
                SKIP("this kernel has no Landlock");
        CHECK(WIFEXITED(status));
        CHECK_INT(WEXITSTATUS(status), GOOD);
}

static bool confined(void)
{
        ConfinePaths p = {0};
        char fault[CONFINE_FAULT_BYTES];
        int version;

        confine_may_write(&p, S("/"));
        return confine_files(&p, &version, fault) == OK && confine_calls(fault) == OK;
}

static void *add_one(void *ctx)
{
        ++*(int *)ctx;
        return NULL;
}

static int try_calls(void)
{
        int n = 0, fd;
        pthread_t thread;
        void *page;

        if (!confined())
                return WRONG;
        if (pthread_create(&thread, NULL, add_one, &n) != 0 || pthread_join(thread, NULL) != 0 ||
            n != 1)
                return WRONG;
        fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        page = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (fd < 0 || page == MAP_FAILED)
                return WRONG;
        if (mprotect(page, 4096, PROT_READ | PROT_EXEC) == 0 || errno != EPERM)
                return WRONG;
        if (mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
                 0) != MAP_FAILED ||
            errno != EPERM)
                return WRONG;
        if (chmod("/tmp", 0777) == 0 || errno != EPERM)
                return WRONG;
        if (kill(getppid(), 0) == 0 || errno != EPERM)
                return WRONG;
        return syscall(SYS_clone, SIGCHLD, NULL, NULL, NULL, NULL) < 0 && errno == EPERM ? GOOD
                                                                                         : WRONG;
}

TEST(a_confined_server_has_threads_sockets_and_memory_but_no_new_code_and_no_children)
{
        int status = in_child(try_calls);

        CHECK(WIFEXITED(status));
        CHECK_INT(WEXITSTATUS(status), GOOD);
}

static void *wait_for_it(void *ctx)
{
        int *go = ctx;

        while (!__atomic_load_n(go, __ATOMIC_ACQUIRE))
                usleep(1000);
        return chmod("/tmp", 0777) != 0 && errno == EPERM ? NULL : ctx;
}

static int try_old_thread(void)
{
        int go = 0;
        pthread_t thread;
        void *wrong = &go;

        if (pthread_create(&thread, NULL, wait_for_it, &go) != 0 || !confined())
                return WRONG;
        __atomic_store_n(&go, 1, __ATOMIC_RELEASE);
        return pthread_join(thread, &wrong) == 0 && !wrong ? GOOD : WRONG;
}

TEST(threads_that_stood_before_are_confined_too)
{
        int status = in_child(try_old_thread);

        CHECK(WIFEXITED(status));
        CHECK_INT(WEXITSTATUS(status), GOOD);
}

static int try_exec(void)
{
        char *argv[] = {"/bin/true", NULL};

        if (!confined())
                return WRONG;
        execve(argv[0], argv, NULL);
        return WRONG;
}

static int try_trace(void)
{
        if (!confined())
                return WRONG;
        syscall(SYS_ptrace, 0, 0, 0, 0);
        return WRONG;
}

TEST(a_confined_process_that_starts_a_program_or_traces_one_is_ended_at_once)
{
        int status = in_child(try_exec);

        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
        status = in_child(try_trace);
        CHECK(WIFSIGNALED(status) && WTERMSIG(status) == SIGSYS);
}

TEST(the_folder_beside_a_certificate_is_known_through_its_links)
{
        ConfinePaths p = {0};
        Str link = str_fmt(a, "%.*s/live", S_ARG(check_folder(a))), target;

        folder = check_folder(a);
        target = str_fmt(a, "%.*s/cert1.pem", S_ARG(folder));
        CHECK(path_open("cert1.pem", O_RDWR | O_CREAT) >= 0);
        CHECK(symlink(target.at, link.at) == 0);
        confine_may_read_beside(a, &p, link);
        CHECK_INT((int64_t)p.read_n, 2);
        CHECK(str_starts(p.read[1], folder) || str_ends(folder, p.read[1]));
        confine_may_read_beside(a, &p, (Str){0});
        CHECK_INT((int64_t)p.read_n, 2);
        for (int i = 0; i < 2 * CONFINE_PATHS_MAX; i++)
                confine_may_read(&p, S("/x"));
        CHECK_INT((int64_t)p.read_n, CONFINE_PATHS_MAX);
}
