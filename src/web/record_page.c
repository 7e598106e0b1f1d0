/* web/record_page: see the header.
 *
 * Everything here is public and nothing is personal: leaves hold commitments where personal values
 * would stand. Proofs are made from the newest checkpoint, within one snapshot, so that the tree
 * and its signed note agree. */
#include "web/record_page.h"

#include "base/time.h"
#include "base/words.h"
#include "base/yaml_table.h"
#include "record/log.sql.h"
#include "record/proof.h"
#include "record/tile.h"
#include "web/record.html.h"

enum { PROOF_JSON_BYTES_MAX = 2 * 1024 * 1024 };

static const RowColumn line_columns[] = {{"position", COL_INT, offsetof(RecordLine, position)},
                                         {"at", COL_TIME, offsetof(RecordLine, at_us)},
                                         {"on", COL_TIME, offsetof(RecordLine, on_us)},
                                         {"kind", COL_TEXT, offsetof(RecordLine, kind)},
                                         {"hub", COL_ID, offsetof(RecordLine, hub)},
                                         {"subject", COL_ID, offsetof(RecordLine, subject)},
                                         {"actor", COL_ID, offsetof(RecordLine, actor)}};
static const RowShape shape_RecordLine = {
        "RecordLine", line_columns, sizeof line_columns / sizeof *line_columns, sizeof(RecordLine)};
static const RowColumn fact_columns[] = {{"name", COL_TEXT, offsetof(RecordFact, name)},
                                         {"value", COL_TEXT, offsetof(RecordFact, value)}};
static const RowShape shape_RecordFact = {"RecordFact", fact_columns, 2, sizeof(RecordFact)};

/* --- the list */

static const Field list_fields[] = {
        {"before", FIELD_INT, .min = 0, .max = INT64_MAX, .label = N_("Before entry"),
         .help = N_("Entries with a lower position; the newest when not given.")},
        {0}};

static RecordLine line_of(const Entry *e, int64_t position)
{
        return (RecordLine){.position = position,
                            .at_us = e->at_us,
                            .on_us = e->on_us,
                            .kind = e->kind,
                            .hub = e->hub,
                            .subject = e->subject,
                            .actor = e->actor,
                            .facts_n = (int64_t)e->facts_n};
}

/* Leaves of from..end, at most 256, whichever bundles they lie in. */
static Status read_leaves(Visit *v, int64_t from, int64_t end, Str *out)
{
        while (from < end) {
                int64_t stop = from - from % MERKLE_TILE_HASHES + MERKLE_TILE_HASHES;

                if (stop > end)
                        stop = end;
                TRY(record_leaves(v->db, v->a, from, stop, out));
                out += stop - from;
                from = stop;
        }
        return OK;
}

static Status load_entries(Visit *v, RecordModel *m, int64_t before)
{
        int64_t from = before > CURSOR_ROWS ? before - CURSOR_ROWS : 0;
        size_t n = (size_t)(before - from);
        RecordLine *lines = arena_new(v->a, RecordLine, n + 1);
        Str leaves[CURSOR_ROWS] = {{0}};

        TRY(read_leaves(v, from, before, leaves));
        for (size_t i = 0; i < n; i++) {
                Entry e = {0};

                if (record_unseal(v->a, leaves[i], &e) != OK)
                        e.kind = S("?"); /* of a program that is not this one; its page shows the
                                            leaf as it is */
                lines[n - 1 - i] = line_of(&e, from + (int64_t)i);
        }
        m->entries = (RecordLineList){lines, n};
        if (from > 0)
                cursor_goes_on(&m->page, from);
        return OK;
}

/* When the newest checkpoint was given out, and for how many entries; zero before the first. */
static Status newest_checkpoint(Visit *v, int64_t *out_size, int64_t *out_at)
{
        LogCheckpoint row = {0};
        Status s = log_checkpoint_last(v->db, v->a, &row);

        *out_size = row.size;
        *out_at = row.at;
        return s == NOT_FOUND ? OK : s;
}

static Status load_list(Visit *v, void *model)
{
        RecordModel *m = model;
        Hash root;

        TRY(cursor_read(v, "before", v->size, &m->page));
        TRY(record_head(v->db, v->a, &m->size, &root));
        m->root_hex = hash_hex(v->a, &root);
        m->root_base64 = str_base64(v->a, root.b, HASH_BYTES);
        m->key = record_verifier_key(v->site->record);
        m->origin = record_origin(v->site->record);
        TRY(newest_checkpoint(v, &m->checkpoint_size, &m->checkpoint_at));
        return load_entries(v, m, m->page.at < v->size ? m->page.at : v->size);
}

static void draw_list(Page *out, const Visit *v, const void *model)
{
        (void)v;
        record_list_page(out, model);
}

static const Part list_parts[] = {PART_VALUE_OF(RecordModel, size, COL_INT),
                                  PART_VALUE_OF(RecordModel, root_hex, COL_TEXT),
                                  PART_VALUE_OF(RecordModel, root_base64, COL_TEXT),
                                  PART_VALUE_OF(RecordModel, checkpoint_size, COL_INT),
                                  PART_VALUE_OF(RecordModel, checkpoint_at, COL_TIME),
                                  PART_VALUE_OF(RecordModel, origin, COL_TEXT),
                                  PART_VALUE_OF(RecordModel, key, COL_TEXT),
                                  PART_LIST_OF(RecordModel, entries, RecordLine),
                                  PART_NEXT_OF(RecordModel, page, COL_INT),
                                  {0}};

const View record_list_view = {
        .path = "/record",
        .word = "record list",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Record"),
        .help = N_("The size and root of the record, its key, and its entries, "
                   "newest first. `next` of the answer is "
                   "`before` of the next page; 0: there is none."),
        .query = list_fields,
        .bytes = sizeof(RecordModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list,
        .is_hot = true};

/* --- one entry */

static Status find_position(Visit *v, int64_t *out)
{
        uint64_t n;

        if (!merkle_number_parse(v->params[0], MERKLE_SIZE_MAX, &n))
                return visit_fault(v, NOT_FOUND,
                                   _("An entry's position is a whole number, from 0 on."));
        *out = (int64_t)n;
        return OK;
}

static Status past_the_end(Visit *v, Status s, int64_t position)
{
        return s == NOT_FOUND ? visit_fault(v, NOT_FOUND, _("The record has no entry %lld yet."),
                                            (long long)position)
                              : s;
}

/* Facts that hold the short name of something with a page of its own. */
static Str fact_link(Arena *a, const Fact *f)
{
        static const struct {
                const char *name, *base;
        } pages[] = {{"pledge", "/pledges"},
                     {"announcement", "/announcements"},
                     {"metric", "/metrics"},
                     {"programme", "/programmes"}};

        for (size_t i = 0; i < sizeof pages / sizeof *pages; i++)
                if (str_is(f->name, pages[i].name) && yaml_is_slug(f->text))
                        return str_fmt(a, "%s/%.*s", pages[i].base, S_ARG(f->text));
        return (Str){0};
}

static RecordFactList facts_of(Arena *a, const Entry *e)
{
        RecordFact *facts = arena_new(a, RecordFact, e->facts_n + 1);

        for (size_t i = 0; i < e->facts_n; i++) {
                const Fact *f = &e->facts[i];

                facts[i].name = f->name;
                if (f->kind == FACT_INT) {
                        facts[i].value = str_fmt(a, "%lld", (long long)f->value);
                } else {
                        facts[i].value = f->text;
                        facts[i].link = fact_link(a, f);
                }
        }
        return (RecordFactList){facts, e->facts_n};
}

static Status load_show(Visit *v, void *model)
{
        EntryModel *m = model;
        Entry e = {0};
        Hash hash, root;
        int64_t at, position = 0;

        TRY(find_position(v, &position));
        TRY(past_the_end(
                v, position < v->size ? record_leaf(v->db, v->a, position, &m->leaf) : NOT_FOUND,
                position));
        if (record_unseal(v->a, m->leaf, &e) != OK)
                e.kind = S("?");
        m->entry = line_of(&e, position);
        m->facts = facts_of(v->a, &e);
        if (e.subject && (str_starts(e.kind, S("party.")) || str_starts(e.kind, S("member."))))
                m->subject_link = str_fmt(v->a, "/parties/%.*s", S_ARG(id_text(v->a, e.subject)));
        hash = merkle_leaf(m->leaf);
        m->leaf_hash = hash_hex(v->a, &hash);
        TRY(record_head(v->db, v->a, &m->size, &root));
        m->root_hex = hash_hex(v->a, &root);
        m->root_base64 = str_base64(v->a, root.b, HASH_BYTES);
        return newest_checkpoint(v, &m->checkpoint_size, &at);
}

static void draw_show(Page *out, const Visit *v, const void *model)
{
        record_entry_page(out, v, model);
}

static const Part show_parts[] = {PART_ROW_OF(EntryModel, entry, RecordLine),
                                  PART_VALUE_OF(EntryModel, leaf, COL_TEXT),
                                  PART_VALUE_OF(EntryModel, leaf_hash, COL_TEXT),
                                  PART_LIST_OF(EntryModel, facts, RecordFact),
                                  PART_VALUE_OF(EntryModel, size, COL_INT),
                                  PART_VALUE_OF(EntryModel, root_hex, COL_TEXT),
                                  PART_VALUE_OF(EntryModel, root_base64, COL_TEXT),
                                  {0}};

const View record_show_view = {
        .path = "/record/{position}",
        .word = "record show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Entry"),
        .help = N_("One entry of the record: its leaf, byte for byte, its facts and its hash."),
        .bytes = sizeof(EntryModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show};

/* --- how to verify */

static Status load_verify(Visit *v, void *model)
{
        VerifyModel *m = model;
        int64_t size;

        m->key = record_verifier_key(v->site->record);
        m->origin = record_origin(v->site->record);
        m->size = v->size;
        m->key_base64 =
                str_skip(m->key, m->origin.len + 1 + 2 * sizeof(uint32_t) + 1); /* name+id+key */
        return newest_checkpoint(v, &size, &m->checkpoint_at);
}

static void draw_verify(Page *out, const Visit *v, const void *model)
{
        verify_page(out, v, model);
}

static const Part verify_parts[] = {PART_VALUE_OF(VerifyModel, key, COL_TEXT),
                                    PART_VALUE_OF(VerifyModel, origin, COL_TEXT),
                                    PART_VALUE_OF(VerifyModel, size, COL_INT),
                                    PART_VALUE_OF(VerifyModel, checkpoint_at, COL_TIME),
                                    {0}};

const View record_verify_view = {
        .path = "/verify",
        .word = "record key",
        .may = MAY_SEE_PUBLIC,
        .title = N_("How to verify"),
        .help = N_("The record's key, and how anyone checks an entry with it."),
        .bytes = sizeof(VerifyModel),
        .parts = verify_parts,
        .load = load_verify,
        .draw = draw_verify};

/* --- proofs */

typedef struct {
        int64_t position, size;
        Str leaf, note;
        Hash root;
        Hash *path;
        size_t path_n;
} Proven;

static Status root_of(Arena *a, Str note, Hash *out)
{
        Note parts;
        Checkpoint c;

        if (note_parse(a, note, &parts) != OK || checkpoint_parse(a, parts.text, &c) != OK)
                return BROKEN;
        *out = c.root;
        return OK;
}

static Status prove_inside(Visit *v, Proven *p)
{
        MerkleTiles tiles = record_tiles_kept(v->site->record, v->db);

        TRY(find_position(v, &p->position));
        TRY(past_the_end(v, record_checkpoint(v->db, v->a, &p->size, &p->note), p->position));
        TRY(past_the_end(v,
                         p->position < p->size ? record_leaf(v->db, v->a, p->position, &p->leaf)
                                               : NOT_FOUND,
                         p->position));
        TRY(root_of(v->a, p->note, &p->root));
        return merkle_inclusion(&tiles, (uint64_t)p->position, (uint64_t)p->size, v->a, &p->path,
                                &p->path_n);
}

static Status prove(Visit *v, Proven *out)
{
        Proven p = {0};
        Status s;

        TRY(db_snapshot_begin(v->db));
        s = prove_inside(v, &p);
        db_snapshot_end(v->db);
        *out = p;
        return s;
}

static Status run_proof(Visit *v, HttpReply *reply)
{
        Text t = text_begin(v->a, PROOF_JSON_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        Proven p;

        TRY(prove(v, &p));
        jout_object(&j);
        jout_key(&j, S("leaf"));
        jout_text(&j, p.leaf);
        jout_key(&j, S("index"));
        jout_int(&j, p.position);
        jout_key(&j, S("tree_size"));
        jout_int(&j, p.size);
        jout_key(&j, S("proof"));
        jout_list(&j);
        for (size_t i = 0; i < p.path_n; i++)
                jout_text(&j, str_base64(v->a, p.path[i].b, HASH_BYTES));
        jout_list_end(&j);
        jout_key(&j, S("root"));
        jout_text(&j, str_base64(v->a, p.root.b, HASH_BYTES));
        jout_key(&j, S("checkpoint"));
        jout_text(&j, p.note);
        jout_key(&j, S("key"));
        jout_text(&j, record_verifier_key(v->site->record));
        jout_object_end(&j);
        if (t.overflow)
                return TOO_LARGE;
        reply->content_type = S("application/json");
        reply->body = text_str(&t);
        http_reply_header(v->rq, reply, S("Cache-Control"), S("no-cache"));
        return OK;
}

const Route record_proof_route = {
        .method = HTTP_GET,
        .path = "/record/{position}/proof.json",
        .may = MAY_SEE_PUBLIC,
        .help = N_("What a browser needs to prove one entry: leaf, path, checkpoint, key."),
        .run = run_proof,
        .type = "application/json"};

/* The leaf travels as the receipt's extra data, so that the file is enough by itself. */
static Status run_receipt(Visit *v, HttpReply *reply)
{
        Proven p;
        Proof proof;

        TRY(prove(v, &p));
        proof = (Proof){.extra = p.leaf,
                        .index = (uint64_t)p.position,
                        .path = p.path,
                        .path_n = p.path_n,
                        .checkpoint = p.note};
        TRY(proof_write(v->a, &proof, &reply->body));
        reply->content_type = S("text/plain; charset=utf-8");
        http_reply_header(v->rq, reply, S("Cache-Control"), S("no-cache"));
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          str_fmt(v->a, "attachment; filename=\"entry-%lld.tlog-proof\"",
                                  (long long)p.position));
        return OK;
}

const Route record_receipt_route = {.method = HTTP_GET,
                                    .path = "/record/{position}/receipt",
                                    .may = MAY_SEE_PUBLIC,
                                    .help = N_("The entry's receipt (C2SP tlog-proof): checked "
                                               "offline, with the record's key alone."),
                                    .run = run_receipt,
                                    .type = "text/plain"};

static Status run_checkpoint(Visit *v, HttpReply *reply)
{
        int64_t size;
        Status s = record_checkpoint(v->db, v->a, &size, &reply->body);

        if (s == NOT_FOUND)
                return visit_fault(v, NOT_FOUND,
                                   _("The record is empty: there is no checkpoint yet."));
        TRY(s);
        reply->content_type = S("text/plain; charset=utf-8");
        http_reply_header(v->rq, reply, S("Cache-Control"), S("no-cache"));
        return OK;
}

const Route record_checkpoint_route = {
        .method = HTTP_GET,
        .path = "/checkpoint",
        .may = MAY_SEE_PUBLIC,
        .help = N_("The newest checkpoint, a signed note (C2SP tlog-checkpoint)."),
        .run = run_checkpoint,
        .type = "text/plain"};

static Status run_key(Visit *v, HttpReply *reply)
{
        reply->content_type = S("text/plain; charset=utf-8");
        reply->body = str_fmt(v->a, "%.*s\n", S_ARG(record_verifier_key(v->site->record)));
        return OK;
}

const Route record_key_route = {
        .method = HTTP_GET,
        .path = "/record.pub",
        .may = MAY_SEE_PUBLIC,
        .help = N_("The record's public key, as a verifier key of signed notes."),
        .run = run_key,
        .type = "text/plain"};

/* --- tiles */

static Status tile_hashes(Visit *v, TilePath path, Str *out)
{
        MerkleTiles tiles = record_tiles(v->db);
        Hash *hashes = arena_new(v->a, Hash, MERKLE_TILE_HASHES);

        TRY(tiles.read(tiles.ctx, path.level, path.n, hashes, path.width));
        *out = (Str){(const char *)hashes, path.width * HASH_BYTES};
        return OK;
}

static Status tile_entries(Visit *v, TilePath path, Str *out)
{
        Text t = text_begin(v->a, TILE_BUNDLE_BYTES_MAX);
        Str leaves[MERKLE_TILE_HASHES];
        int64_t from = (int64_t)(path.n * MERKLE_TILE_HASHES);

        TRY(record_leaves(v->db, v->a, from, from + (int64_t)path.width, leaves));
        for (size_t i = 0; i < path.width; i++)
                TRY(tile_bundle_add(&t, leaves[i]));
        *out = text_str(&t);
        return OK;
}

static Status tile_inside(Visit *v, TilePath path, Str *out)
{
        int64_t size;
        Hash root;

        TRY(record_head(v->db, v->a, &size, &root));
        if (path.width > tile_width(path.level, path.n, (uint64_t)size))
                return NOT_FOUND;
        return path.kind == TILE_ENTRIES ? tile_entries(v, path, out) : tile_hashes(v, path, out);
}

/* A tile of a width names bytes that never change, whether it is full or not. */
static Status run_tile(Visit *v, HttpReply *reply)
{
        TilePath path;
        Status s;

        if (!tile_path_parse(str_fmt(v->a, "tile/%.*s", S_ARG(v->params[0])), &path))
                return NOT_FOUND;
        TRY(db_snapshot_begin(v->db));
        s = tile_inside(v, path, &reply->body);
        db_snapshot_end(v->db);
        TRY(s);
        reply->content_type = S("application/octet-stream");
        http_reply_header(v->rq, reply, S("Cache-Control"),
                          path.width == MERKLE_TILE_HASHES
                                  ? S("public, max-age=31536000, immutable")
                                  : S("public, max-age=3600"));
        return OK;
}

const Route record_tile_route = {
        .method = HTTP_GET,
        .path = "/tile/*",
        .may = MAY_SEE_PUBLIC,
        .help = N_("Tiles of the tree and bundles of entries (C2SP tlog-tiles)."),
        .run = run_tile,
        .type = "application/octet-stream"};
