/* web/http_probe: a server on a free port of this machine, and a client that speaks raw bytes, for
 * the tests of this room. */
#ifndef SEEDBED_WEB_HTTP_PROBE_H
#define SEEDBED_WEB_HTTP_PROBE_H

#include "tests/check.h"
#include "web/hot.h"
#include "web/http.h"

#include <semaphore.h>
#include <stdatomic.h>

/* What the test's answers need and tell. */
typedef struct {
        HttpServer *server;
        Hot *hot;
        Arena *a;
        Str folder;
        sem_t gate; /* /wait waits for it */
        atomic_int asked, opened, closed;
} Probe;

/* Small limits; a test changes what it is about. */
HttpConfig probe_usual(void);
Probe *probe_open(Arena *a, HttpConfig config);
void probe_close(Probe *w);
int probe_dial(Probe *w);
void probe_say(int fd, Str s);
/* Everything until the server closes. */
Str probe_hear(Probe *w, int fd);
Str probe_ask(Probe *w, Str request);
Str probe_get(Probe *w, const char *path, const char *headers);
int probe_files(Str folder);
int probe_status(Str reply);
Str probe_body(Str reply);
int probe_count(Str s, Str needle);

#endif
