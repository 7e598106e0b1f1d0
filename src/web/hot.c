/* web/hot: see the header.
 *
 * One table behind a read-write lock: an event thread holds it for reading while it looks up and
 * hands the ready response (which counts its users itself) to the library; putting a page makes
 * everything first and takes the lock only to link it in. */
#include "web/hot.h"

#include "base/hash.h"
#include "web/http_inside.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { HOT_SLOTS = 8192, HOT_ZIP_LEVEL = 6, HOT_OVERHEAD_BYTES = 2048 };

typedef struct Entry Entry;
struct Entry {
        Entry *next;          /* same slot */
        Entry *newer, *older; /* those that expire, by the time they were put */
        uint64_t hash, epoch;
        Language language;
        bool is_forever;
        atomic_bool is_used; /* since eviction last came by */
        size_t bytes, plain_n, zip_n;
        struct MHD_Response *plain, *zip, *unchanged;
        char *etag;
        size_t key_n;
        char key[];
};

struct Hot {
        pthread_rwlock_t lock;
        _Atomic uint64_t epoch;
        _Atomic Language language;
        size_t bytes, bytes_max;
        bool tells_tls_only;
        Entry *oldest, *newest;
        Entry *slots[HOT_SLOTS];
};

static Status put(Hot *hot, Str key, uint64_t epoch, bool is_forever, const HotPage *page);
static Entry *make_entry(const Hot *hot, Str key, const HotPage *page, bool is_forever);
static bool keep_bytes(Str *s);
static bool pack(Str plain, Str *out);
static struct MHD_Response *make_response(const Hot *hot, const HotPage *page, const Entry *e,
                                          Str bytes, bool is_zip, bool is_mine);
static bool make_etag(Entry *e, const HotPage *page);
static Entry **find(Hot *hot, Str key, uint64_t hash, Language language);
static void unlink_entry(Hot *hot, Entry **at);
static void make_room(Hot *hot, size_t bytes);
static void free_entry(Entry *e);

Hot *hot_open(size_t bytes_max)
{
        Hot *hot = calloc(1, sizeof *hot);
        pthread_rwlockattr_t how;

        if (!hot)
                return NULL;
        hot->bytes_max = bytes_max;
        pthread_rwlockattr_init(&how);
        /* or a steady stream of readers would keep a new page out for ever */
        pthread_rwlockattr_setkind_np(&how, PTHREAD_RWLOCK_PREFER_WRITER_NONRECURSIVE_NP);
        pthread_rwlock_init(&hot->lock, &how);
        pthread_rwlockattr_destroy(&how);
        return hot;
}

void hot_close(Hot *hot)
{
        if (!hot)
                return;
        for (size_t i = 0; i < HOT_SLOTS; i++)
                while (hot->slots[i])
                        unlink_entry(hot, &hot->slots[i]);
        pthread_rwlock_destroy(&hot->lock);
        free(hot);
}

void hot_set_epoch(Hot *hot, uint64_t epoch)
{
        atomic_store(&hot->epoch, epoch);
}

uint64_t hot_epoch(Hot *hot)
{
        return atomic_load(&hot->epoch);
}

void hot_set_language(Hot *hot, Language language)
{
        atomic_store(&hot->language, language);
}

void hot_tell_tls_only(Hot *hot)
{
        hot->tells_tls_only = true;
}

Status hot_put(Hot *hot, Str key, uint64_t epoch, const HotPage *page)
{
        return put(hot, key, epoch, false, page);
}

Status hot_put_forever(Hot *hot, Str key, const HotPage *page)
{
        return put(hot, key, UINT64_MAX, true, page);
}

size_t hot_bytes(Hot *hot)
{
        size_t bytes;

        pthread_rwlock_rdlock(&hot->lock);
        bytes = hot->bytes;
        pthread_rwlock_unlock(&hot->lock);
        return bytes;
}

bool hot_answer(Hot *hot, struct MHD_Connection *c, Str key, const GateVerdict *gate,
                int *out_status, size_t *out_bytes)
{
        bool is_answered = false;
        uint64_t hash = str_hash(key);
        Language language = gate_language(gate);
        Entry *e;

        if (language == LANGUAGE_NONE)
                language = atomic_load_explicit(&hot->language, memory_order_relaxed);

        pthread_rwlock_rdlock(&hot->lock);
        e = *find(hot, key, hash, language);
        if (e && (e->is_forever || gate->is_anonymous) &&
            e->epoch >= atomic_load_explicit(&hot->epoch, memory_order_acquire)) {
                struct MHD_Response *r = e->plain;

                *out_status = 200;
                *out_bytes = gate->method == HTTP_HEAD ? 0 : e->plain_n;
                if (!str_empty(gate->if_none_match) &&
                    gate_etag_matches(gate->if_none_match, str_from(e->etag))) {
                        r = e->unchanged;
                        *out_status = 304;
                        *out_bytes = 0;
                } else if (gate->takes_gzip && e->zip) {
                        r = e->zip;
                        *out_bytes = gate->method == HTTP_HEAD ? 0 : e->zip_n;
                }
                if (!atomic_load_explicit(&e->is_used, memory_order_relaxed))
                        atomic_store_explicit(&e->is_used, true, memory_order_relaxed);
                is_answered = MHD_queue_response(c, (unsigned)*out_status, r) == MHD_YES;
        }
        pthread_rwlock_unlock(&hot->lock);
        return is_answered;
}

static Status put(Hot *hot, Str key, uint64_t epoch, bool is_forever, const HotPage *page)
{
        Entry *e, **at;

        if (!is_forever && page->body.len > hot->bytes_max / 4)
                return TOO_LARGE;
        e = make_entry(hot, key, page, is_forever);
        if (!e)
                return BROKEN;
        e->epoch = epoch;
        if (!is_forever && e->bytes > hot->bytes_max / 4) {
                free_entry(e);
                return TOO_LARGE;
        }
        pthread_rwlock_wrlock(&hot->lock);
        at = find(hot, key, e->hash, e->language);
        if (*at)
                unlink_entry(hot, at);
        if (!is_forever) {
                make_room(hot, e->bytes);
                hot->bytes += e->bytes;
                e->older = hot->newest;
                *(hot->newest ? &hot->newest->newer : &hot->oldest) = e;
                hot->newest = e;
        }
        at = &hot->slots[e->hash % HOT_SLOTS];
        e->next = *at;
        *at = e;
        pthread_rwlock_unlock(&hot->lock);
        return OK;
}

static Entry *make_entry(const Hot *hot, Str key, const HotPage *page, bool is_forever)
{
        Entry *e = calloc(1, sizeof *e + key.len + 1);
        Str plain = page->body, zip = page->packed;

        if (!e)
                return NULL;
        memcpy(e->key, key.at, key.len);
        e->key_n = key.len;
        e->hash = str_hash(key);
        e->is_forever = is_forever;
        e->language = page->language;
        e->plain_n = plain.len;
        if (!make_etag(e, page) || (!is_forever && !keep_bytes(&plain))) {
                free_entry(e);
                return NULL;
        }
        e->plain = make_response(hot, page, e, plain, false, !is_forever);
        if (zip_pays(page->content_type, plain.len) && (zip.len || pack(plain, &zip))) {
                e->zip_n = zip.len;
                e->zip = make_response(hot, page, e, zip, true, !page->packed.len);
        }
        e->unchanged = make_response(hot, page, e, (Str){0}, false, false);
        e->bytes = sizeof *e + key.len + e->plain_n + e->zip_n + HOT_OVERHEAD_BYTES;
        if (!e->plain || !e->unchanged) {
                free_entry(e);
                return NULL;
        }
        return e;
}

static bool keep_bytes(Str *s)
{
        char *mine = malloc(s->len + 1);

        if (mine && s->len)
                memcpy(mine, s->at, s->len);
        s->at = mine;
        return mine != NULL;
}

static bool pack(Str plain, Str *out)
{
        Zip *z = zip_open(HOT_ZIP_LEVEL);
        char *bytes;
        bool good = z && zip_bytes(z, plain, &bytes, &out->len);

        if (good)
                out->at = bytes;
        zip_close(z);
        return good;
}

/* is_mine: frees the bytes, now or with the response. */
static struct MHD_Response *make_response(const Hot *hot, const HotPage *page, const Entry *e,
                                          Str bytes, bool is_zip, bool is_mine)
{
        struct MHD_Response *r = MHD_create_response_from_buffer(
                bytes.len, (void *)(uintptr_t)bytes.at,
                is_mine ? MHD_RESPMEM_MUST_FREE : MHD_RESPMEM_PERSISTENT);
        Str cache = str_empty(page->cache_control) ? S("no-cache") : page->cache_control;
        bool good;

        if (!r) {
                if (is_mine)
                        free((void *)(uintptr_t)bytes.at);
                return NULL;
        }
        good = reply_header_set(r, "Content-Type", page->content_type) &&
               reply_header_set(r, "ETag", str_from(e->etag)) &&
               reply_header_set(r, "Cache-Control", cache) &&
               /* a page looks different to who is signed in; an asset does not */
               reply_header_set(r, "Vary", e->is_forever ? S("Accept-Encoding") : S(PAGE_VARY)) &&
               (!is_zip || reply_header_set(r, "Content-Encoding", S("gzip"))) &&
               (!hot->tells_tls_only || reply_tls_only_add(r)) &&
               reply_headers_add(r, page->headers, page->headers_n);
        if (!good) {
                MHD_destroy_response(r);
                return NULL;
        }
        return r;
}

/* Weak, as the plain and the gzip bytes share it. */
static bool make_etag(Entry *e, const HotPage *page)
{
        char etag[256];
        Text t = text_over(etag, sizeof etag);

        if (!str_empty(page->etag)) {
                text_add(&t, page->etag);
        } else {
                Hash h = hash_sha256(page->body);

                text_add(&t, S("W/\""));
                for (int i = 0; i < 12; i++)
                        text_fmt(&t, "%02x", h.b[i]);
                text_char(&t, '"');
        }
        if (t.overflow)
                return false;
        e->etag = strndup(etag, t.len);
        return e->etag != NULL;
}

/* Where the pointer to the entry stands, or where it would. */
static Entry **find(Hot *hot, Str key, uint64_t hash, Language language)
{
        Entry **at = &hot->slots[hash % HOT_SLOTS];

        while (*at && ((*at)->hash != hash || !str_eq((Str){(*at)->key, (*at)->key_n}, key) ||
                       ((*at)->language != language && !(*at)->is_forever)))
                at = &(*at)->next;
        return at;
}

static void unlink_entry(Hot *hot, Entry **at)
{
        Entry *e = *at;

        *at = e->next;
        if (!e->is_forever) {
                *(e->older ? &e->older->newer : &hot->oldest) = e->newer;
                *(e->newer ? &e->newer->older : &hot->newest) = e->older;
                hot->bytes -= e->bytes;
        }
        free_entry(e);
}

/* Oldest first; one that was asked for since gets a second round, unless its epoch is over. */
static void make_room(Hot *hot, size_t bytes)
{
        uint64_t epoch = atomic_load(&hot->epoch);

        while (hot->oldest && hot->bytes + bytes > hot->bytes_max) {
                Entry *e = hot->oldest;

                if (e->epoch >= epoch && atomic_load(&e->is_used) && e->newer) {
                        atomic_store(&e->is_used, false);
                        hot->oldest = e->newer;
                        e->newer->older = NULL;
                        e->newer = NULL;
                        e->older = hot->newest;
                        hot->newest->newer = e;
                        hot->newest = e;
                        continue;
                }
                unlink_entry(hot, find(hot, (Str){e->key, e->key_n}, e->hash, e->language));
        }
        assert(hot->bytes + bytes <= hot->bytes_max);
}

static void free_entry(Entry *e)
{
        if (e->plain)
                MHD_destroy_response(e->plain);
        if (e->zip)
                MHD_destroy_response(e->zip);
        if (e->unchanged)
                MHD_destroy_response(e->unchanged);
        free(e->etag);
        free(e);
}
