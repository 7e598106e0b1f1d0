/* credit/token_trace: what requests to a language model took, from a table of requests.
 *
 *     TIMESTAMP,ContextTokens,GeneratedTokens
 *     2023-11-16 18:17:03.9799600,4808,10
 *
 * CSV or NDJSON, plain or packed; other columns are passed over. Times have up to nine digits
 * behind the second, are in a stated zone unless they name an offset, and do not go back: so a
 * request is told from others of the same moment by its place among them, and is the same one when
 * the file comes again, longer or with its beginning cut off. */
#ifndef SEEDBED_CREDIT_TOKEN_TRACE_H
#define SEEDBED_CREDIT_TOKEN_TRACE_H

#include "base/exact.h"
#include "base/hash.h"
#include "base/source.h"

enum { TOKEN_TIME_BYTES_MAX = 40, TOKEN_ROW_BYTES_MAX = 16 * 1024 };
#define TOKENS_MAX ((int64_t)1000000000000)

typedef enum { TOKENS_IN, TOKENS_OUT, TOKEN_METERS } TokenMeter;

typedef struct {
        Hash key;      /* of the request: name of the trace, time, place among those of that time */
        int64_t at_us; /* what is finer is cut */
        Exact quantity[TOKEN_METERS];
} TokenRequest;

typedef struct TokenTrace TokenTrace;

/* "tokens-in", "tokens-out". */
Str token_meter_name(TokenMeter meter);
/* Reads up to the header. The source stays the caller's. The name goes into keys: the same requests
 * under another name are others. INVALID, TOO_LARGE and BROKEN with *out_fault, as table_open. */
Status token_trace_open(Arena *a, Source *source, Str name, Str time_zone, TokenTrace **out,
                        Str *out_fault);
/* As table_next: INVALID refuses one row, NOT_FOUND is the end, others end the reading. */
Status token_trace_next(TokenTrace *t, TokenRequest *out);
/* Why a row was refused or why reading ended, and the row's line. Until the next call. */
Str token_trace_fault(const TokenTrace *t);
int64_t token_trace_line(const TokenTrace *t);
/* NULL is fine. */
void token_trace_close(TokenTrace *t);

#endif
