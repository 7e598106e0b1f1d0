/* credit/cloud_event_hash: whether an event came before, and whether it said the same. */
#include "credit/cloud_event.h"

#include <assert.h>
#include <string.h>

/* Small pieces gathered, so that the hash is fed by blocks. */
typedef struct {
        HashRun run;
        size_t n;
        unsigned char bytes[1024];
} Feed;

static void feed(Feed *f, const void *bytes, size_t n)
{
        if (n > sizeof f->bytes - f->n) {
                hash_add(&f->run, f->bytes, f->n);
                f->n = 0;
                if (n > sizeof f->bytes) {
                        hash_add(&f->run, bytes, n);
                        return;
                }
        }
        if (n)
                memcpy(f->bytes + f->n, bytes, n);
        f->n += n;
}

static void feed_number(Feed *f, uint64_t v)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
        v = __builtin_bswap64(v);
#endif
        feed(f, &v, sizeof v);
}

static void feed_text(Feed *f, Str s)
{
        feed_number(f, s.len);
        feed(f, s.at, s.len);
}

static void feed_pairs(Feed *f, const UsagePair *pairs, size_t n)
{
        unsigned char order[CLOUD_DIMENSIONS_MAX];

        _Static_assert(CLOUD_DIMENSIONS_MAX >= CLOUD_EXTENSIONS_MAX, "one order serves both");
        assert(n <= sizeof order);
        for (size_t i = 0; i < n; i++) {
                size_t k = i;

                for (; k > 0 && str_cmp(pairs[order[k - 1]].name, pairs[i].name) > 0; k--)
                        order[k] = order[k - 1];
                order[k] = (unsigned char)i;
        }
        feed_number(f, n);
        for (size_t i = 0; i < n; i++) {
                feed_text(f, pairs[order[i]].name);
                feed_text(f, pairs[order[i]].value);
        }
}

static Hash feed_end(Feed *f)
{
        hash_add(&f->run, f->bytes, f->n);
        return hash_end(&f->run);
}

static void feed_begin(Feed *f)
{
        hash_begin(&f->run);
        f->n = 0;
}

Hash cloud_event_key(Str source, Str id)
{
        Feed f;

        feed_begin(&f);
        feed_text(&f, source);
        feed_text(&f, id);
        return feed_end(&f);
}

Hash cloud_event_content(const CloudEvent *e)
{
        Feed f;

        assert(e->fault.len == 0);
        feed_begin(&f);
        feed_text(&f, e->type);
        feed_text(&f, e->subject);
        feed_text(&f, e->dataschema);
        feed_number(&f, e->has_time);
        feed_number(&f, (uint64_t)e->time_us);
        feed_text(&f, e->meter);
        feed_number(&f, (uint64_t)((unsigned __int128)e->quantity.atto >> 64));
        feed_number(&f, (uint64_t)e->quantity.atto);
        feed_pairs(&f, e->dimensions, e->dimensions_n);
        feed_pairs(&f, e->extensions, e->extensions_n);
        return feed_end(&f);
}
