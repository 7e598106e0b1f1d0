/* web/reply_file: see the header. */
#include "web/reply_file.h"

#include "base/words.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Some file systems know no O_TMPFILE. */
static int file_without_name(Visit *v)
{
        Str folder = v->site->folder.len ? v->site->folder : S(".");
        int fd = open(str_z(v->a, folder), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
        char *name;

        if (fd >= 0)
                return fd;
        name = str_z(v->a, str_fmt(v->a, "%.*s/reply-XXXXXX", S_ARG(folder)));
        fd = mkostemp(name, O_CLOEXEC);
        if (fd >= 0 && unlink(name) != 0) {
                close(fd);
                fd = -1;
        }
        return fd;
}

typedef struct {
        ReplyFileFn write;
        void *ctx;
        int fd;
} Writing;

static Status run_write(void *ctx)
{
        const Writing *w = ctx;

        return w->write(w->ctx, w->fd);
}

Status visit_reply_file(Visit *v, HttpReply *reply, ReplyFileFn write, void *ctx)
{
        Writing w = {write, ctx, file_without_name(v)};
        struct stat st;
        Status s;

        if (w.fd < 0)
                return visit_fault(v, BROKEN, _("There is no room to make the file in."));
        s = arena_try(v->a, run_write, &w);
        if (s == OK && (fstat(w.fd, &st) != 0 || lseek(w.fd, 0, SEEK_SET) != 0))
                s = BROKEN;
        if (s != OK) {
                close(w.fd);
                return s;
        }
        reply->file_fd = w.fd;
        reply->file_bytes = (uint64_t)st.st_size;
        return OK;
}
