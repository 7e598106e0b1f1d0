/* record/leaf: an entry as canonical JSON, and back. */
#include "record/record.h"

#include "base/json.h"

#include <stddef.h>
#include <string.h>

/* A handful, mostly in order already. */
static void sort_facts(Entry *e)
{
        for (size_t i = 1; i < e->facts_n; i++) {
                Fact f = e->facts[i];
                size_t k = i;

                for (; k > 0 && str_cmp(e->facts[k - 1].name, f.name) > 0; k--)
                        e->facts[k] = e->facts[k - 1];
                e->facts[k] = f;
        }
}

Entry *record_entry_keep(Arena *a, const Entry *e)
{
        size_t bytes = offsetof(Entry, facts) + e->facts_n * sizeof(Fact);
        Entry *kept = arena_bytes(a, bytes);

        memcpy(kept, e, bytes);
        return kept;
}

const Fact *entry_fact(const Entry *e, Str name)
{
        for (size_t i = 0; i < e->facts_n; i++)
                if (str_eq(e->facts[i].name, name))
                        return &e->facts[i];
        return NULL;
}

Str entry_fact_text(const Entry *e, Str name)
{
        const Fact *f = entry_fact(e, name);

        return f && f->kind == FACT_TEXT ? f->text : (Str){0};
}

bool entry_merged(const Entry *e, Id *out_from, Id *out_into)
{
        const Fact *into = str_is(e->kind, "party.merged") ? entry_fact(e, S("into")) : NULL;

        if (!into)
                return false;
        *out_from = e->subject;
        *out_into = into->value;
        return true;
}

static void write_id(Text *t, Str key, Id id)
{
        char text[ID_CHARS];

        id_write(id, text);
        text_add(t, key);
        text_add(t, (Str){text, ID_CHARS});
        text_char(t, '"');
}

static void write_facts(Text *t, const Entry *e)
{
        for (size_t i = 0; i < e->facts_n; i++) {
                const Fact *f = &e->facts[i];
                char id[ID_CHARS];

                if (i)
                        text_char(t, ',');
                jcs_text(t, f->name);
                text_char(t, ':');
                if (f->kind == FACT_INT) {
                        text_int(t, f->value);
                } else if (f->kind == FACT_ID) {
                        id_write(f->value, id);
                        jcs_text(t, (Str){id, ID_CHARS});
                } else {
                        jcs_text(t, f->text);
                }
        }
}

/* Names of facts are ASCII, so byte order is the order that RFC 8785 asks for. The nine keys of the
 * leaf stand in that order here. */
Status record_seal(Arena *a, Entry *e, SealedEntry *out)
{
        char buffer[2048];
        Text t = text_over(buffer, sizeof buffer);
        static const unsigned char leaf_prefix = 0;
        HashRun h;

        sort_facts(e);
        for (int i = 0; i < 2; i++) {
                text_char(&t, '{');
                if (e->actor) {
                        write_id(&t, S("\"actor\":\""), e->actor);
                        text_char(&t, ',');
                }
                text_add(&t, S("\"at\":"));
                text_int(&t, e->at_us);
                text_add(&t, S(",\"body\":{"));
                write_facts(&t, e);
                text_add(&t, S("},"));
                if (e->hub) {
                        write_id(&t, S("\"hub\":\""), e->hub);
                        text_char(&t, ',');
                }
                text_add(&t, S("\"kind\":"));
                jcs_text(&t, e->kind);
                text_add(&t, S(",\"on\":"));
                text_int(&t, e->on_us ? e->on_us : e->at_us);
                if (e->subject)
                        write_id(&t, S(",\"subject\":\""), e->subject);
                text_add(&t, S(",\"v\":1}"));
                if (!t.overflow)
                        break;
                t = text_begin(a, RECORD_LEAF_BYTES_MAX);
        }
        if (t.overflow)
                return TOO_LARGE;
        hash_begin(&h);
        hash_add(&h, &leaf_prefix, 1);
        hash_add(&h, t.at, t.len);
        *out = (SealedEntry){.entry = e, .leaf = str_copy(a, text_str(&t)), .hash = hash_end(&h)};
        return OK;
}

static bool read_id(const Json *leaf, Str key, Id *out)
{
        const Json *m = json_get(leaf, key);

        *out = 0;
        return !m || (m->kind == JSON_KIND_TEXT && id_parse(m->text, out));
}

Status record_unseal(Arena *a, Str leaf, Entry *out)
{
        const Json *j, *body, *at, *on;
        Entry e = {0};

        TRY(json_parse(a, leaf, &j, NULL));
        body = json_get(j, S("body"));
        at = json_get(j, S("at"));
        on = json_get(j, S("on"));
        if (!body || body->kind != JSON_KIND_OBJECT || !at || at->kind != JSON_KIND_INT || !on ||
            on->kind != JSON_KIND_INT || !read_id(j, S("actor"), &e.actor) ||
            !read_id(j, S("hub"), &e.hub) || !read_id(j, S("subject"), &e.subject))
                return INVALID;
        e.at_us = at->integer;
        e.on_us = on->integer;
        e.kind = json_get_text(j, S("kind"));
        for (const Json *m = body->child; m; m = m->next) {
                Fact f = {.name = m->key,
                          .kind = m->kind == JSON_KIND_INT ? FACT_INT : FACT_TEXT,
                          .text = m->text,
                          .value = m->integer};

                if (e.facts_n == RECORD_FACTS_MAX ||
                    (m->kind != JSON_KIND_INT && m->kind != JSON_KIND_TEXT))
                        return INVALID;
                if (f.kind == FACT_TEXT &&
                    id_parse(f.text, &f.value)) /* an id prints as text: both readings stand */
                        f.kind = FACT_TEXT;
                e.facts[e.facts_n++] = f;
        }
        *out = e;
        return e.kind.len ? OK : INVALID;
}

Hash record_value_salt(Str party_salt, Str field, int64_t at_us)
{
        HashRun h;

        hash_begin(&h);
        hash_add(&h, party_salt.at, party_salt.len);
        hash_add(&h, field.at, field.len);
        hash_add(&h, &at_us, sizeof at_us);
        return hash_end(&h);
}

Str record_commit(Arena *a, const Hash *value_salt, Str value)
{
        HashRun h;
        Hash out;

        hash_begin(&h);
        hash_add(&h, value_salt->b, HASH_BYTES);
        hash_add(&h, value.at, value.len);
        out = hash_end(&h);
        return hash_hex(a, &out);
}
