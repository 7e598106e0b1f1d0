/* base/source: see the header.
 *
 * Plain bytes are read straight into the caller's memory; only what the first look at the file took
 * is copied. Packed bytes go through the one buffer. */
#include "base/source.h"

#include "base/words.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>
#include <zstd.h>
#include <zstd_errors.h>

enum { GZIP_WINDOW_BITS = 15 + 16 /* gzip only, not zlib's own wrapping */, FAULT_BYTES_MAX = 200 };

struct Source {
        int fd;
        bool is_memory;
        Str bytes; /* what is left of the memory */
        SourceKind kind;
        int64_t bytes_max;
        int64_t bytes_read; /* taken from the file into the buffer or past it */
        int64_t bytes_total;
        int64_t bytes_out;
        bool is_at_end;  /* of the file */
        bool is_between; /* members or frames: the file may end here */
        bool is_padded;  /* zeros follow the last gzip member, as tapes and disks leave them */
        bool has_inflate;
        Status failed;
        z_stream inflate;
        ZSTD_DStream *zstd;
        size_t at, end; /* what waits in the buffer */
        char fault[FAULT_BYTES_MAX];
        unsigned char buffer[SOURCE_BUFFER_BYTES];
};

static Status begin(Source *s, int64_t bytes_max, Source **out);
static Status fail(Source *s, Status status, const char *why, ...)
        __attribute__((format(printf, 3, 4)));
static Status take(Source *s, void *to, size_t room, size_t *out_n);
static Status refill(Source *s);
static Status unpack_begin(Source *s);
static Status read_plain(Source *s, char *to, size_t room, size_t *out_n);
static Status read_gzip(Source *s, char *to, size_t room, size_t *out_n);
static Status read_zstd(Source *s, char *to, size_t room, size_t *out_n);
static Status check_size(Source *s, size_t n, size_t *out_n);

Status source_open(int fd, int64_t bytes_max, Source **out)
{
        Source *s = calloc(1, sizeof *s);
        struct stat st;
        off_t at;

        if (!s)
                return BROKEN;
        s->fd = fd;
        s->bytes_total = -1;
        if (fstat(fd, &st) == 0 && S_ISREG(st.st_mode)) {
                at = lseek(fd, 0, SEEK_CUR);
                s->bytes_total = at > 0 && at <= st.st_size ? st.st_size - at : st.st_size;
        }
        return begin(s, bytes_max, out);
}

Status source_open_bytes(Str bytes, int64_t bytes_max, Source **out)
{
        Source *s = calloc(1, sizeof *s);

        if (!s)
                return BROKEN;
        s->is_memory = true;
        s->bytes = bytes;
        s->bytes_total = (int64_t)bytes.len;
        return begin(s, bytes_max, out);
}

/* Looks at the first bytes and makes ready. Takes s over: it is gone when this fails. */
static Status begin(Source *s, int64_t bytes_max, Source **out)
{
        static const unsigned char gzip_magic[] = {0x1F, 0x8B},
                                   zstd_magic[] = {0x28, 0xB5, 0x2F, 0xFD};
        Status status;

        s->bytes_max = bytes_max > 0 ? bytes_max : SOURCE_BYTES_MAX;
        status = refill(s);
        if (status == OK) {
                if (s->end >= sizeof gzip_magic &&
                    memcmp(s->buffer, gzip_magic, sizeof gzip_magic) == 0)
                        s->kind = SOURCE_GZIP;
                else if (s->end >= sizeof zstd_magic &&
                         memcmp(s->buffer, zstd_magic, sizeof zstd_magic) == 0)
                        s->kind = SOURCE_ZSTD;
                status = unpack_begin(s);
        }
        if (status != OK) {
                source_close(s);
                return BROKEN;
        }
        *out = s;
        return OK;
}

static Status unpack_begin(Source *s)
{
        if (s->kind == SOURCE_GZIP) {
                if (inflateInit2(&s->inflate, GZIP_WINDOW_BITS) != Z_OK)
                        return BROKEN;
                s->has_inflate = true;
        }
        if (s->kind == SOURCE_ZSTD) {
                s->zstd = ZSTD_createDStream();
                if (!s->zstd)
                        return BROKEN;
                if (ZSTD_isError(ZSTD_DCtx_setParameter(s->zstd, ZSTD_d_windowLogMax,
                                                        SOURCE_ZSTD_WINDOW_LOG)))
                        return BROKEN;
        }
        return OK;
}

Status source_read(Source *s, char *to, size_t room, size_t *out_n)
{
        size_t n = 0;

        assert(room > 0);
        if (s->failed != OK)
                return s->failed;
        switch (s->kind) {
        case SOURCE_PLAIN: TRY(read_plain(s, to, room, &n)); break;
        case SOURCE_GZIP: TRY(read_gzip(s, to, room, &n)); break;
        case SOURCE_ZSTD: TRY(read_zstd(s, to, room, &n)); break;
        }
        return check_size(s, n, out_n);
}

Str source_fault(const Source *s)
{
        return str_from(s->fault);
}

SourceKind source_kind(const Source *s)
{
        return s->kind;
}

int64_t source_bytes_used(const Source *s)
{
        return s->bytes_read - (int64_t)(s->end - s->at);
}

int64_t source_bytes_total(const Source *s)
{
        return s->bytes_total;
}

void source_close(Source *s)
{
        if (!s)
                return;
        if (s->has_inflate)
                inflateEnd(&s->inflate);
        ZSTD_freeDStream(s->zstd);
        free(s);
}

static Status fail(Source *s, Status status, const char *why, ...)
{
        va_list args;

        va_start(args, why);
        vsnprintf(s->fault, sizeof s->fault, why, args);
        va_end(args);
        s->failed = status;
        return status;
}

/* Bytes of the file as they are; 0 is its end. */
static Status take(Source *s, void *to, size_t room, size_t *out_n)
{
        ssize_t n;

        if (s->is_memory) {
                n = (ssize_t)(s->bytes.len < room ? s->bytes.len : room);
                if (n > 0)
                        memcpy(to, s->bytes.at, (size_t)n);
                s->bytes = str_skip(s->bytes, (size_t)n);
        } else {
                do
                        n = read(s->fd, to, room);
                while (n < 0 && errno == EINTR);
                if (n < 0)
                        return fail(s, BROKEN, _("The file can not be read: %s."),
                                    strerrordesc_np(errno));
        }
        s->is_at_end = n == 0;
        s->bytes_read += n;
        *out_n = (size_t)n;
        return OK;
}

/* Fills the empty buffer as far as it goes: a pipe gives little at a time, and the first look needs
 * the first four bytes together. */
static Status refill(Source *s)
{
        size_t n = 0;

        assert(s->at == s->end);
        s->at = s->end = 0;
        while (s->end < sizeof s->buffer && !s->is_at_end) {
                TRY(take(s, s->buffer + s->end, sizeof s->buffer - s->end, &n));
                s->end += n;
        }
        return OK;
}

static Status read_plain(Source *s, char *to, size_t room, size_t *out_n)
{
        size_t n = s->end - s->at;

        if (n == 0)
                return s->is_at_end ? OK : take(s, to, room, out_n);
        if (n > room)
                n = room;
        memcpy(to, s->buffer + s->at, n);
        s->at += n;
        *out_n = n;
        return OK;
}

/* The next read will say so; what was unpacked before the damage is given out first. */
static Status damaged(Source *s, const char *form, const char *why)
{
        return fail(s, INVALID, _("The %s data is damaged: %s."), form,
                    why ? why : _("it makes no sense"));
}

/* Between two gzip members: true when the file may end here and does. */
static Status next_member(Source *s, bool *out_ended)
{
        while (s->at < s->end && s->buffer[s->at] == 0) {
                s->is_padded = true;
                s->at++;
        }
        *out_ended = false;
        if (s->at == s->end) {
                *out_ended = s->is_at_end;
                return OK;
        }
        if (s->is_padded || s->buffer[s->at] != 0x1F)
                return fail(s, INVALID,
                            _("After the end of the gzip data stand bytes that are not gzip."));
        s->is_between = false;
        if (inflateReset(&s->inflate) != Z_OK)
                return fail(s, BROKEN, _("Unpacking could not go on."));
        return OK;
}

static Status read_gzip(Source *s, char *to, size_t room, size_t *out_n)
{
        z_stream *z = &s->inflate;
        int r;

        room = room < UINT32_MAX ? room : UINT32_MAX;
        z->next_out = (Bytef *)to;
        z->avail_out = (uInt)room;
        while (z->avail_out == room) {
                if (s->at == s->end && !s->is_at_end)
                        TRY(refill(s));
                if (s->is_between) {
                        bool ended;

                        TRY(next_member(s, &ended));
                        if (ended)
                                break;
                        if (s->is_between)
                                continue;
                }
                z->next_in = s->buffer + s->at;
                z->avail_in = (uInt)(s->end - s->at);
                r = inflate(z, Z_NO_FLUSH);
                s->at = s->end - z->avail_in;
                if (r == Z_STREAM_END)
                        s->is_between = true;
                else if (r == Z_BUF_ERROR && s->at == s->end && s->is_at_end)
                        return fail(s, INVALID, _("The file ends in the middle of its gzip data."));
                else if (r == Z_MEM_ERROR)
                        return fail(s, BROKEN, _("Unpacking needs more memory than there is."));
                else if (r != Z_OK && r != Z_BUF_ERROR && damaged(s, "gzip", z->msg) != OK)
                        break;
        }
        *out_n = room - z->avail_out;
        return *out_n ? OK : s->failed;
}

static Status read_zstd(Source *s, char *to, size_t room, size_t *out_n)
{
        ZSTD_outBuffer out = {to, room, 0};
        size_t r;

        while (out.pos == 0) {
                ZSTD_inBuffer in;

                if (s->at == s->end && !s->is_at_end)
                        TRY(refill(s));
                if (s->at == s->end && s->is_between)
                        break;
                in = (ZSTD_inBuffer){s->buffer + s->at, s->end - s->at, 0};
                r = ZSTD_decompressStream(s->zstd, &out, &in);
                s->at += in.pos;
                if (ZSTD_isError(r) &&
                    ZSTD_getErrorCode(r) == ZSTD_error_frameParameter_windowTooLarge)
                        return fail(s, TOO_LARGE,
                                    _("The file is packed so that unpacking needs more than"
                                      " 8 MiB at once; pack it with zstd -19 or lower."));
                if (ZSTD_isError(r) && damaged(s, "zstd", ZSTD_getErrorName(r)) != OK)
                        break;
                s->is_between = r == 0;
                if (out.pos == 0 && in.pos == 0 && s->at == s->end && s->is_at_end && r != 0)
                        return fail(s, INVALID, _("The file ends in the middle of its zstd data."));
        }
        *out_n = out.pos;
        return out.pos ? OK : s->failed;
}

/* A few kilobytes can unpack to a disk full of zeros. What stands within bytes_max is given out. */
static Status check_size(Source *s, size_t n, size_t *out_n)
{
        int64_t room = s->bytes_max - s->bytes_out;

        if ((int64_t)n > room) {
                Status status =
                        fail(s, TOO_LARGE,
                             s->kind == SOURCE_PLAIN
                                     ? _("The file has more than %lld bytes.")
                                     : _("The file has more than %lld bytes when unpacked."),
                             (long long)s->bytes_max);

                if (room == 0)
                        return status;
                n = (size_t)room;
        }
        s->bytes_out += (int64_t)n;
        if (s->kind != SOURCE_PLAIN && s->bytes_out > SOURCE_RATIO_FREE &&
            s->bytes_out / SOURCE_RATIO_MAX > source_bytes_used(s))
                return fail(s, TOO_LARGE,
                            _("The file unpacks to more than %d times its size, which no real"
                              " table does."),
                            SOURCE_RATIO_MAX);
        *out_n = n;
        return OK;
}
