/* import/met: at which row of a file something stood first.
 *
 * A key is a hash of 64 bits, so what has the same key is taken to be the same. A row costs eight
 * bytes and a slot four: ten million rows are 144 MiB at most, and half of that while the table is
 * copied into a larger one. */
#ifndef SEEDBED_IMPORT_MET_H
#define SEEDBED_IMPORT_MET_H

#include "base/status.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MET_ROW_MAX = INT32_MAX };

typedef struct {
        uint64_t *keys; /* by row; 0: none */
        size_t keys_room;
        uint32_t *slots; /* rows, by their keys; open addressing */
        size_t slots_room, slots_n;
} Met;

/* Notes that key stands in this row, and gives the first good row at which it stood before, or 0;
 * the same when it is asked again. A row that is not good only makes the key known. TOO_LARGE: no
 * memory, or too many rows. */
Status met_add(Met *s, uint64_t key, int64_t row, bool is_good, int64_t *out_before);
bool met_has(const Met *s, uint64_t key);
void met_close(Met *s);

/* At which hubs rows tell of the same party, told by the first row of it. */
typedef struct {
        uint16_t *hub; /* by row: its place in the list of hubs */
        size_t room;
        Met more; /* hubs that later rows name */
} MetHubs;

/* A row that the party may be met in again. */
Status met_hub_keep(MetHubs *h, int64_t row, uint16_t hub);
/* A later row: did an earlier one of the party name this hub? */
Status met_hub_again(MetHubs *h, int64_t first_row, int64_t row, uint16_t hub, bool *out);
void met_hubs_close(MetHubs *h);

#endif
