/* main/bench_http: the least that a client needs, for benchmarks: one request after another on a
 * connection to this machine. */
#ifndef SEEDBED_MAIN_BENCH_HTTP_H
#define SEEDBED_MAIN_BENCH_HTTP_H

#include "base/arena.h"
#include "base/str.h"

/* A descriptor, or -1. */
int bench_connect(int port);
/* A form that is sent; session may be empty. */
Str bench_post(Arena *a, const char *path, Str session, Str body);
Str bench_get(Arena *a, Str path, Str session);
/* Status of the next answer, whose body is read away; 0: the connection ended. location (may be
 * NULL) gets where it leads to, at most `room` bytes with the NUL. */
int bench_answer(int fd, char *location, size_t room);

/* Sorts, and gives what so many of a thousand are at most. */
double bench_quantile(double *values, size_t n, int thousandth);

#endif
