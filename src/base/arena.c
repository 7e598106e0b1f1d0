/* base/arena: chunks that grow, given back together. */
#include "base/arena.h"

#include <assert.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct ArenaChunk {
        ArenaChunk *older;
        size_t size;
        size_t used;
        _Alignas(max_align_t) unsigned char bytes[];
};

/* Stands in the arena itself. */
struct ArenaEnd {
        ArenaEnd *older;
        void (*tell)(void *ctx);
        void *ctx;
};

enum { CHUNK_MIN = 16 * 1024, ALIGN = _Alignof(max_align_t) };

Arena arena_make(size_t bytes_max)
{
        return (Arena){.bytes_max = bytes_max};
}

static void tell_ends(Arena *a, const ArenaEnd *last)
{
        while (a->ends != last) {
                ArenaEnd *end = a->ends;

                assert(end != NULL);
                a->ends = end->older;
                end->tell(end->ctx);
        }
}

void arena_at_end(Arena *a, void (*tell)(void *ctx), void *ctx)
{
        ArenaEnd *end = arena_new(a, ArenaEnd, 1);

        *end = (ArenaEnd){a->ends, tell, ctx};
        a->ends = end;
}

void arena_free(Arena *a)
{
        tell_ends(a, NULL);
        while (a->chunk) {
                ArenaChunk *older = a->chunk->older;

                free(a->chunk);
                a->chunk = older;
        }
        a->bytes_used = 0;
}

void arena_reset(Arena *a)
{
        tell_ends(a, NULL);
        while (a->chunk && a->chunk->older) {
                ArenaChunk *older = a->chunk->older;

                a->bytes_used -= a->chunk->size;
                free(a->chunk);
                a->chunk = older;
        }
        if (a->chunk)
                a->chunk->used = 0;
}

_Noreturn void arena_too_much(Arena *a)
{
        if (a->trap)
                longjmp(*a->trap, 1);
        /* as it is */
        fprintf(stderr, "seedbed: a task needed more than its %zu bytes of memory\n", a->bytes_max);
        abort();
}

Status arena_try(Arena *a, Status (*run)(void *ctx), void *ctx)
{
        jmp_buf trap, *owner = a->trap;
        Status s;

        a->trap = &trap; /* cppcheck-suppress autoVariables ; put back below */
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = run(ctx);
        a->trap = owner;
        return s;
}

static ArenaChunk *chunk_add(Arena *a, size_t need)
{
        size_t size = a->chunk ? a->chunk->size * 2 : CHUNK_MIN;
        ArenaChunk *c;

        if (size > MIB)
                size = MIB;
        if (size < need)
                size = need;
        if (size > a->bytes_max - a->bytes_used)
                size = need;
        if (need > a->bytes_max - a->bytes_used)
                arena_too_much(a);
        c = malloc(sizeof *c + size);
        if (!c)
                arena_too_much(a);
        c->older = a->chunk;
        c->size = size;
        c->used = 0;
        a->chunk = c;
        a->bytes_used += size;
        return c;
}

void *arena_bytes(Arena *a, size_t n)
{
        ArenaChunk *c = a->chunk;
        void *p;

        if (n > SIZE_MAX / 2)
                arena_too_much(a);
        n = (n + ALIGN - 1) & ~(size_t)(ALIGN - 1);
        if (!c || c->size - c->used < n)
                c = chunk_add(a, n);
        p = c->bytes + c->used;
        c->used += n;
        memset(p, 0, n);
        return p;
}

void *arena_bytes_n(Arena *a, size_t size, size_t n)
{
        size_t all;

        if (__builtin_mul_overflow(size, n, &all))
                arena_too_much(a);
        return arena_bytes(a, all);
}

ArenaMark arena_mark(const Arena *a)
{
        return (ArenaMark){a->chunk, a->chunk ? a->chunk->used : 0, a->ends};
}

void arena_rewind(Arena *a, ArenaMark mark)
{
        if (!mark.chunk) { /* was empty: keep the first chunk */
                arena_reset(a);
                return;
        }
        tell_ends(a, mark.ends);
        while (a->chunk != mark.chunk) {
                ArenaChunk *older = a->chunk->older;

                assert(older != NULL);
                a->bytes_used -= a->chunk->size;
                free(a->chunk);
                a->chunk = older;
        }
        a->chunk->used = mark.used;
}
