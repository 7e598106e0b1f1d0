/* base/arena: who dies together lives together.
 *
 * A request, a job or a test has one arena. Memory comes zeroed and is given back all at
 * once. An arena that reaches its limit jumps to the trap set by its owner (the door, which
 * answers 413), so that feature code never sees NULL. */
#ifndef SEEDBED_BASE_ARENA_H
#define SEEDBED_BASE_ARENA_H

#include "base/status.h"

#include <setjmp.h>
#include <stddef.h>

#define KIB ((size_t)1024)
#define MIB (1024 * KIB)

typedef struct ArenaChunk ArenaChunk;
typedef struct ArenaEnd ArenaEnd;

typedef struct Arena {
        ArenaChunk *chunk; /* newest first */
        size_t bytes_max;  /* all chunks together */
        size_t bytes_used; /* what the chunks take */
        ArenaEnd *ends;    /* what is told when the memory goes, newest first */
        jmp_buf *trap;     /* where too much jumps to; NULL: the process ends with a message */
} Arena;

/* A point to go back to with arena_rewind: a loop's memory. */
typedef struct {
        ArenaChunk *chunk;
        size_t used;
        ArenaEnd *ends;
} ArenaMark;

/* An empty arena of at most bytes_max bytes; takes no memory until first used. */
Arena arena_make(size_t bytes_max);
/* Gives back everything; the arena may be used again. */
void arena_free(Arena *a);
/* Gives back everything but the first chunk, which is kept for the next user. */
void arena_reset(Arena *a);
/* n bytes, zeroed, aligned for any type; never NULL. */
void *arena_bytes(Arena *a, size_t n) __attribute__((malloc, returns_nonnull, alloc_size(2)));
/* Remembers where the arena stands, and goes back there. */
ArenaMark arena_mark(const Arena *a);
void arena_rewind(Arena *a, ArenaMark mark);
/* tell(ctx) is called when what the arena holds now is given back: for something outside that it
 * points at. Newest first; tell must not use the arena. */
void arena_at_end(Arena *a, void (*tell)(void *ctx), void *ctx);
/* Runs out on purpose: for builders that met a limit of their own. */
_Noreturn void arena_too_much(Arena *a);

/* run(ctx); TOO_LARGE when it asks more of the arena than there is. What run holds beside the arena
 * is reached through ctx, and given back by who called this. */
Status arena_try(Arena *a, Status (*run)(void *ctx), void *ctx);

#define arena_new(a, Type, n) ((Type *)arena_bytes_n((a), sizeof(Type), (n)))
/* n things of size bytes each, zeroed; too much jumps, also when the product overflows. */
void *arena_bytes_n(Arena *a, size_t size, size_t n) __attribute__((returns_nonnull));

#endif
