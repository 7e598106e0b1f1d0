/* base/source: the bytes of a file somebody sent, unpacked on the way.
 *
 * Plain, gzip (also several members one after the other) and zstd, told apart by their first bytes,
 * never by a name. Memory is one fixed buffer whatever comes, and whoever packs nonsense meets a
 * limit. */
#ifndef SEEDBED_BASE_SOURCE_H
#define SEEDBED_BASE_SOURCE_H

#include "base/str.h"

enum {
        SOURCE_BUFFER_BYTES = 256 * 1024,
        SOURCE_RATIO_MAX = 200,       /* unpacked bytes for each packed one ... */
        SOURCE_RATIO_FREE = 64 << 20, /* ... once there are more than these */
        SOURCE_ZSTD_WINDOW_LOG = 23   /* 8 MiB, what zstd -19 asks for */
};
#define SOURCE_BYTES_MAX ((int64_t)16 << 30)

typedef enum { SOURCE_PLAIN, SOURCE_GZIP, SOURCE_ZSTD } SourceKind;

typedef struct Source Source;

/* Reads from where the descriptor stands; it stays the caller's and must stay open. bytes_max is
 * the greatest unpacked size; 0 means SOURCE_BYTES_MAX. BROKEN when there is no memory or the first
 * bytes can not be read. */
Status source_open(int fd, int64_t bytes_max, Source **out);
/* The same from memory, which must stay. */
Status source_open_bytes(Str bytes, int64_t bytes_max, Source **out);
/* The next bytes, at most room of them (room > 0); 0 is the end, and then the file was whole.
 * INVALID: damaged, or it ends in the middle. TOO_LARGE: over a limit. BROKEN: reading failed. What
 * came before the damage was given out, so nothing may be relied on before the end is reached. A
 * failure repeats. */
Status source_read(Source *s, char *to, size_t room, size_t *out_n);
/* What to tell a person about a failure. Lives as long as the source. */
Str source_fault(const Source *s);
SourceKind source_kind(const Source *s);
/* For progress: bytes of the file (packed, if it is) used so far, and its size, -1 when not known.
 */
int64_t source_bytes_used(const Source *s);
int64_t source_bytes_total(const Source *s);
/* NULL is fine. */
void source_close(Source *s);

#endif
