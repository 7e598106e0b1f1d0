/* credit/load_file: see the header. */
#include "credit/load_file.h"

#include "base/words.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

enum { HASH_AT_ONCE = 64 * 1024 };

static bool hash_file(int fd, Hash *out)
{
        char *buffer = malloc(HASH_AT_ONCE);
        HashRun h;
        ssize_t n = -1;

        hash_begin(&h);
        while (buffer && (n = read(fd, buffer, HASH_AT_ONCE)) > 0)
                hash_add(&h, buffer, (size_t)n);
        free(buffer);
        *out = hash_end(&h);
        return n == 0 && lseek(fd, 0, SEEK_SET) == 0;
}

Status load_file_open(Deed *d, const char *field, Hash *out_hash, int *out_fd)
{
        int fd = open(str_z(d->a, deed_text(d, field)), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        struct stat st;

        if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode) || !hash_file(fd, out_hash)) {
                if (fd >= 0)
                        close(fd);
                return deed_fault_at(d, field, _("The file can not be read."));
        }
        *out_fd = fd;
        return OK;
}
