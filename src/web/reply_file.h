/* web/reply_file: an answer that is made as a file first.
 *
 * Its size is known then, memory does not grow with it, and a fault half way is an answer that says
 * so, not a torn download. */
#ifndef SEEDBED_WEB_REPLY_FILE_H
#define SEEDBED_WEB_REPLY_FILE_H

#include "web/site.h"

typedef Status (*ReplyFileFn)(void *ctx, int fd);

/* What write puts into a file without a name, in the data folder: there is room for it, rather than
 * in a /tmp that may be memory. BROKEN, with words: no file can be made; else what write said. */
Status visit_reply_file(Visit *v, HttpReply *reply, ReplyFileFn write, void *ctx);

#endif
