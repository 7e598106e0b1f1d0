/* credit/load_file: a deed's file, opened before the transaction, and its hash for the record. */
#ifndef SEEDBED_CREDIT_LOAD_FILE_H
#define SEEDBED_CREDIT_LOAD_FILE_H

#include "action/action.h"
#include "base/hash.h"

/* The file in a field of the deed, at its beginning; the descriptor is the caller's. INVALID with
 * words at the field. */
Status load_file_open(Deed *d, const char *field, Hash *out_hash, int *out_fd);

#endif
