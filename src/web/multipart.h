/* web/multipart: multipart/form-data (RFC 7578) as it streams in, strictly.
 *
 * Our own and not the library's post processor: that one guesses where we want a refusal (nested
 * parts, any preamble, half-made headers), has had a memory fault, and can not be tried without a
 * live connection. This parser knows nothing of sockets or files; it calls a sink, keeps no more
 * than the head of one part, and is fed any pieces of any size. */
#ifndef SEEDBED_WEB_MULTIPART_H
#define SEEDBED_WEB_MULTIPART_H

#include "base/str.h"

enum { MULTIPART_BOUNDARY_MAX = 70, MULTIPART_HEAD_MAX = 4096 };

/* What a part says of itself; the texts live until the sink's call returns, are UTF-8 without
 * control bytes, and file_name is only its last segment. */
typedef struct {
        Str name, file_name, content_type;
        bool is_file;
} MultipartPart;

/* A sink's fault ends the parse and is handed on. */
typedef struct {
        void *ctx;
        Status (*begin)(void *ctx, const MultipartPart *part);
        Status (*bytes)(void *ctx, Str bytes);
        Status (*end)(void *ctx);
} MultipartSink;

typedef enum {
        MULTIPART_DATA,
        MULTIPART_AFTER,      /* behind a delimiter: CRLF or "--" */
        MULTIPART_AFTER_CR,   /* … and its CR */
        MULTIPART_AFTER_DASH, /* … and its first dash */
        MULTIPART_HEAD,
        MULTIPART_DONE
} MultipartState;

typedef struct {
        MultipartSink sink;
        MultipartState state;
        bool is_in_part; /* false before the first delimiter */
        Status fault;    /* sticky */
        size_t matched;  /* bytes of the delimiter seen so far */
        size_t delimiter_n, head_n, epilogue_n;
        char delimiter[4 + MULTIPART_BOUNDARY_MAX]; /* CRLF, two dashes, boundary */
        char head[MULTIPART_HEAD_MAX];
} Multipart;

/* From the whole Content-Type value. INVALID without a proper boundary. */
Status multipart_begin(Multipart *m, Str content_type, MultipartSink sink);
Status multipart_feed(Multipart *m, Str bytes);
/* INVALID when the last delimiter has not come. */
Status multipart_end(const Multipart *m);

#endif
