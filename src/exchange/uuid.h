/* exchange/uuid: our ids as UUIDs, for protocols that know no others.
 *
 * A UUID of version 8 (RFC 9562, section 5.8). Its first 63 bits that are free hold the id, so it
 * sorts by time of making and resolves back without a table; the other 59 are from a hash of the
 * log's name, the kind of thing and the id. So two instances make different ones, a form's is not a
 * round's, and one that somebody made up resolves to nothing. */
#ifndef SEEDBED_EXCHANGE_UUID_H
#define SEEDBED_EXCHANGE_UUID_H

#include "base/id.h"

enum { UUID_CHARS = 36 };

/* kind: "opportunity"; space: what names this instance for good. 36 characters, small letters. */
Str uuid_of(Arena *a, Str space, const char *kind, Id id);
/* The id, if uuid_of makes this text (in either case) of it. */
bool uuid_id(Arena *a, Str space, const char *kind, Str text, Id *out);

#endif
