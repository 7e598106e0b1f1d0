/* web/upload: see the header. Runs on event threads, where no arena is at hand: an arena that runs
 * out jumps, and there is nothing to jump to. */
#include "web/upload.h"

#include "base/hash.h"
#include "web/multipart.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <unistd.h>

typedef struct {
        char *bytes; /* name, then value */
        size_t name_n, len, cap;
} Field;

struct Upload {
        UploadLimits limits;
        Multipart parser;
        Field fields[HTTP_FIELDS_MAX];
        size_t fields_n, fields_bytes;
        HttpUpload files[HTTP_UPLOADS_MAX];
        size_t files_n;
        uint64_t files_bytes;
        bool is_file, is_unnamed; /* the part at hand */
        int fd;
};

static Status part_begin(void *ctx, const MultipartPart *part);
static Status part_bytes(void *ctx, Str bytes);
static Status part_end(void *ctx);
static Status file_begin(Upload *u, const MultipartPart *part);
static Status field_add(Upload *u, Str bytes);
static Status write_all(int fd, Str bytes);
static char *copy(Str s);

Status upload_open(Str content_type, const UploadLimits *limits, Upload **out)
{
        Upload *u = calloc(1, sizeof *u);
        Status s;

        if (!u)
                return BROKEN;
        u->limits = *limits;
        u->fd = -1;
        s = multipart_begin(&u->parser, content_type,
                            (MultipartSink){u, part_begin, part_bytes, part_end});
        if (s != OK) {
                free(u);
                return s;
        }
        *out = u;
        return OK;
}

Status upload_feed(Upload *u, Str bytes)
{
        return multipart_feed(&u->parser, bytes);
}

Status upload_end(Upload *u)
{
        return multipart_end(&u->parser);
}

void upload_show(Upload *u, Arena *a, HttpPair **out_fields, size_t *out_fields_n,
                 HttpUpload **out_files, size_t *out_files_n)
{
        HttpPair *pairs = arena_new(a, HttpPair, u->fields_n + 1);

        for (size_t i = 0; i < u->fields_n; i++) {
                Str all = {u->fields[i].bytes, u->fields[i].len};

                pairs[i].name = (Str){all.at, u->fields[i].name_n};
                pairs[i].value = str_skip(all, u->fields[i].name_n);
        }
        *out_fields = pairs;
        *out_fields_n = u->fields_n;
        *out_files = u->files;
        *out_files_n = u->files_n;
}

void upload_close(Upload *u)
{
        if (!u)
                return;
        if (u->fd >= 0)
                close(u->fd);
        for (size_t i = 0; i < u->fields_n; i++)
                free(u->fields[i].bytes);
        for (size_t i = 0; i < u->files_n; i++) {
                HttpUpload *f = &u->files[i];

                if (!f->is_taken && f->path.at)
                        unlink(f->path.at);
                free((char *)f->field.at);
                free((char *)f->file_name.at);
                free((char *)f->content_type.at);
                free((char *)f->path.at);
        }
        free(u);
}

static Status part_begin(void *ctx, const MultipartPart *part)
{
        Upload *u = ctx;

        u->is_file = part->is_file;
        /* an empty file input is sent as a file without name or bytes */
        u->is_unnamed = part->is_file && str_empty(part->file_name);
        if (u->is_unnamed)
                return OK;
        if (part->is_file)
                return file_begin(u, part);
        if (u->fields_n == HTTP_FIELDS_MAX)
                return TOO_MANY;
        u->fields_n++;
        TRY(field_add(u, part->name));
        u->fields[u->fields_n - 1].name_n = part->name.len;
        return OK;
}

static Status part_bytes(void *ctx, Str bytes)
{
        Upload *u = ctx;

        if (u->is_unnamed)
                return INVALID;
        if (!u->is_file)
                return field_add(u, bytes);
        u->files_bytes += bytes.len;
        u->files[u->files_n - 1].bytes += bytes.len;
        if (u->files_bytes > u->limits.files_bytes_max)
                return TOO_LARGE;
        return write_all(u->fd, bytes);
}

static Status part_end(void *ctx)
{
        Upload *u = ctx;

        if (u->is_unnamed)
                return OK;
        if (u->is_file) {
                int failed = close(u->fd);

                u->fd = -1;
                return failed ? BROKEN : OK;
        }
        return str_is_utf8((Str){u->fields[u->fields_n - 1].bytes, u->fields[u->fields_n - 1].len})
                       ? OK
                       : INVALID;
}

static Status file_begin(Upload *u, const MultipartPart *part)
{
        unsigned char random[16];
        char path[512];
        Text t = text_over(path, sizeof path);
        HttpUpload *f;

        if (u->files_n == HTTP_UPLOADS_MAX)
                return TOO_MANY;
        random_fill(random, sizeof random);
        text_fmt(&t, "%.*s/upload-", S_ARG(u->limits.folder));
        for (size_t i = 0; i < sizeof random; i++)
                text_fmt(&t, "%02x", random[i]);
        text_char(&t, '\0');
        if (t.overflow)
                return BROKEN;
        u->fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0600);
        if (u->fd < 0)
                return BROKEN;
        (void)!flock(u->fd, LOCK_EX | LOCK_NB); /* nobody may take it for left over */
        f = &u->files[u->files_n++];
        f->path = (Str){copy((Str){path, t.len - 1}), t.len - 1};
        f->field = (Str){copy(part->name), part->name.len};
        f->file_name = (Str){copy(part->file_name), part->file_name.len};
        f->content_type = (Str){copy(part->content_type), part->content_type.len};
        if (!f->path.at) /* nothing else would remove it */
                unlink(path);
        return f->path.at && f->field.at && f->file_name.at && f->content_type.at ? OK : BROKEN;
}

static Status field_add(Upload *u, Str bytes)
{
        Field *f = &u->fields[u->fields_n - 1];

        u->fields_bytes += bytes.len;
        if (u->fields_bytes > u->limits.fields_bytes_max)
                return TOO_LARGE;
        if (f->len + bytes.len > f->cap) {
                size_t cap = (f->len + bytes.len) * 2;
                char *more = realloc(f->bytes, cap);

                if (!more)
                        return BROKEN;
                f->bytes = more;
                f->cap = cap;
        }
        if (bytes.len)
                memcpy(f->bytes + f->len, bytes.at, bytes.len);
        f->len += bytes.len;
        return OK;
}

static Status write_all(int fd, Str bytes)
{
        while (bytes.len) {
                ssize_t n = write(fd, bytes.at, bytes.len);

                if (n < 0 && errno == EINTR)
                        continue;
                if (n <= 0)
                        return BROKEN;
                bytes = str_skip(bytes, (size_t)n);
        }
        return OK;
}

static char *copy(Str s)
{
        char *z = malloc(s.len + 1);

        if (!z)
                return NULL;
        if (s.len)
                memcpy(z, s.at, s.len);
        z[s.len] = '\0';
        return z;
}
