/* Views, acts on many, and files of a view: through their doors. */
#include "board/bulk.h"
#include "board/hub_table_page.h"
#include "board/rows.h"
#include "privacy/privacy.sql.h"
#include "review/review_probe.h"

#include <unistd.h>

enum { FIRMS = 6 };

static const char *text_of(World *w, Id id)
{
        return id_text(w->a, id).at;
}

typedef struct {
        World *w;
        Id round, files[FIRMS];
} Some;

static const char *const names[FIRMS] = {"Étoile Farms", "Blue Water", "Zed Pumps",
                                         "alpha Grid",   "Mekong Pay", "Coral Labs"};

static void hand_in(World *w, Id x, const char *size, const char *others)
{
        CHECK_OK(act(w, "application save", "application", text_of(w, x), "team_size", size,
                     "other_programmes", others, NULL));
        (void)!act(w, "application submit", "application", text_of(w, x), NULL);
}

/* Six applications, teams of 3, 4, 5 … */
static Some some(Arena *a)
{
        Some s = {.w = world_of_examples(a)};

        s.round = probe_round(s.w, "startup-accelerator");
        for (int i = 0; i < FIRMS; i++) {
                s.files[i] = probe_application(s.w, s.round, names[i], "Pumps that tell");
                if (i)
                        hand_in(s.w, s.files[i], str_fmt(a, "%d", 3 + i).at, "no");
        }
        return s;
}

/* The table with one filter; the names in it, in their order. */
static Str found(Some *s, const char *column, const char *how, const char *value, const char *to)
{
        World *w = s->w;
        Str rest, out = S(""), piece;

        if (act(w, "view set", "round", text_of(w, s->round), "columns", "name stage", "sort",
                "name", "f.0.column", column, "f.0.how", how, "f.0.value", value, "f.0.to", to,
                NULL) != OK)
                return S("refused");
        rest = page(w, str_fmt(w->a, "/api/v1%.*s", S_ARG(w->deed.go_to)).at);
        CHECK_INT(w->status, 200);
        rest = str_skip(rest, str_find_str(rest, S("\"rows\":")));
        rest = (Str){rest.at, str_find_str(rest, S("\"values\":"))};
        while (str_find_str(rest, S("\"name\":\"")) < rest.len) {
                rest = str_skip(rest, str_find_str(rest, S("\"name\":\"")) + 8);
                CHECK(str_cut(&rest, '"', &piece));
                out = str_fmt(w->a, "%.*s%.*s,", S_ARG(out), (int)str_find(piece, ' '), piece.at);
        }
        return out;
}

TEST(a_table_is_filtered_by_any_kind_of_column)
{
        Some s = some(a);

        CHECK_STR(found(&s, "name", "filled", "", ""), IS, "alpha,Blue,Coral,Étoile,Mekong,Zed,");
        CHECK_STR(found(&s, "name", "contains", "ETOILE", ""), IS, "Étoile,");
        CHECK_STR(found(&s, "name", "is", "blue water", ""), IS, "Blue,");
        CHECK_STR(found(&s, "name", "is-not", "blue water", ""), IS,
                  "alpha,Coral,Étoile,Mekong,Zed,");
        CHECK_STR(found(&s, "answer.team_size", "at-least", "6", ""), IS, "alpha,Coral,Mekong,");
        CHECK_STR(found(&s, "answer.team_size", "at-most", "4.5", ""), IS, "Blue,Étoile,");
        CHECK_STR(found(&s, "answer.team_size", "between", "4", "5"), IS, "Blue,Zed,");
        CHECK_STR(found(&s, "answer.founded", "at-most", "2021-05-06", ""), IS,
                  "alpha,Blue,Coral,Étoile,Mekong,Zed,");
        CHECK_STR(found(&s, "answer.founded", "at-least", "2021-05-07", ""), IS, "");
        CHECK_STR(found(&s, "stage", "is", "applied", ""), IS,
                  "alpha,Blue,Coral,Étoile,Mekong,Zed,");
        CHECK_STR(found(&s, "screening.mean", "empty", "", ""), IS,
                  "alpha,Blue,Coral,Étoile,Mekong,Zed,");
        CHECK_STR(found(&s, "submitted", "at-most", "2020-01-01", ""), IS, "");
        CHECK_STR(found(&s, "decision", "filled", "", ""), IS, "");
        CHECK_STR(found(&s, "answer.team_size", "at-least", "many", ""), IS, "refused");
        CHECK_STR(found(&s, "stage", "is", "moon", ""), IS, "refused");
        CHECK_STR(found(&s, "no-such", "is", "x", ""), IS, "refused");
        CHECK_STR(found(&s, "name", "like", "x", ""), IS, "refused");
        CHECK_STR(found(&s, "name", "contains", "", ""), IS, "refused");
}

TEST(every_tag_is_found_however_many_and_long_they_are)
{
        Some s = some(a);
        World *w = s.w;
        const char *tag;

        for (int i = 0; i < TAGS_OF_ONE_MAX; i++) {
                tag = str_fmt(a, "%02d a tag that is forty characters lo", i).at;
                CHECK_OK(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "tag", "tag",
                             tag, "applications", text_of(w, s.files[1]), NULL));
                CHECK_OK(act(w, "bulk apply", "bulk", text_of(w, w->deed.made), NULL));
        }
        tag = "19 A TAG that is forty characters lo";
        for (int i = 0; i < 2; i++) { /* beside the columns, then in them */
                CHECK_STR(found(&s, "tags", "is", tag, ""), IS, "Blue,");
                CHECK_STR(found(&s, "tags", "is-not", tag, ""), IS,
                          "alpha,Coral,Étoile,Mekong,Zed,");
                CHECK_STR(found(&s, "tags", "contains", "18 a", ""), IS, "Blue,");
                CHECK_STR(found(&s, "tags", "empty", "", ""), IS, "alpha,Coral,Étoile,Mekong,Zed,");
                CHECK_OK(board_rebuild(w->p.store, w->db, s.round, NULL));
        }
        CHECK_IS(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "tag", "tag", "a;b",
                     "applications", text_of(w, s.files[1]), NULL),
                 INVALID);
}

TEST(a_long_answer_is_found_by_its_beginning_and_nothing_is_asked_of_the_rest)
{
        Some s = some(a);
        World *w = s.w;
        const char
                *pitch = "Pumps that tell the whole village, by radio and by mail, that the water "
                         "stands low, long before anybody has to walk down to the river to see",
                *part = "pumps that tell the whole village, by radio and by mail, that the water "
                        "stands low, long before anybody";

        CHECK_OK(act(w, "application save", "application", text_of(w, s.files[2]), "pitch", pitch,
                     NULL));
        CHECK_OK(act(w, "application submit", "application", text_of(w, s.files[2]), NULL));
        CHECK_STR(found(&s, "answer.pitch", "is", pitch, ""), IS, "Zed,");
        CHECK_STR(found(&s, "answer.pitch", "is-not", pitch, ""), IS,
                  "alpha,Blue,Coral,Étoile,Mekong,");
        CHECK_STR(found(&s, "answer.pitch", "contains", "whole Village", ""), IS, "Zed,");
        CHECK_STR(found(&s, "answer.pitch", "contains", part, ""), IS, "refused");
}

TEST(texts_of_a_column_are_read_as_they_were_written)
{
        const size_t sizes[] = {0, 1, 254, 255, 256, 4000, 65535};
        char *bytes = arena_bytes(a, 70000);
        Text t = text_begin(a, 200000);
        size_t at = 0;

        memset(bytes, 'x', 70000);
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
                cell_pack(&t, (Str){bytes, sizes[i]});
        for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++)
                CHECK_INT((int64_t)cell_unpack(text_str(&t), &at).len, (int64_t)sizes[i]);
        CHECK_INT((int64_t)at, (int64_t)t.len);
        at = 0; /* cut short, it ends */
        CHECK_INT((int64_t)cell_unpack(S("\377\377"), &at).len, 1);
        CHECK_INT((int64_t)cell_unpack(S("\377\377\377a"), &(size_t){0}).len, 1);
}

TEST(an_address_of_a_view_says_nothing_of_whom_is_looked_for)
{
        Some s = some(a);
        World *w = s.w;

        CHECK_OK(act(w, "view set", "round", text_of(w, s.round), "columns", "name", "f.0.column",
                     "name", "f.0.how", "contains", "f.0.value", "Mekong", NULL));
        CHECK_STR(w->deed.go_to, LACKS, "ekong");
        CHECK_STR(page(w, w->deed.go_to.at), CONTAINS, "Mekong Pay");
        CHECK_STR(page(w, w->deed.go_to.at), LACKS, "Zed Pumps");
}

TEST(a_view_of_another_is_not_there_until_it_is_shared)
{
        Some s = some(a);
        World *w = s.w;
        Actor first = w->actor;
        Id view;
        const char *path;

        CHECK_OK(act(w, "view set", "round", text_of(w, s.round), "columns", "name", NULL));
        CHECK_OK(act(w, "view save", "view", text_of(w, w->deed.made), "title", "Mine", NULL));
        view = w->deed.made;
        path = str_z(a, w->deed.go_to);
        CHECK_OK(act(w, "role grant", "email", "au@example.org", "name", "Au", "role", "auditor",
                     "hub", "bangkok", NULL));
        CHECK_OK(act(w, "role grant", "email", "op@example.org", "name", "Op", "role", "operator",
                     "hub", "singapore", NULL));
        w->actor = probe_actor(w, "au@example.org");
        page(w, path);
        CHECK_INT(w->status, 404);
        CHECK_IS(act(w, "view save", "view", text_of(w, view), "title", "Theirs", NULL), NOT_FOUND);
        w->actor = first;
        CHECK_OK(act(w, "view save", "view", text_of(w, view), "title", "Mine", "shared", "yes",
                     NULL));
        CHECK_INT(w->deed.made, view); /* the same title is the same view */
        w->actor = probe_actor(w, "au@example.org");
        CHECK_STR(page(w, path), CONTAINS, "Zed Pumps");
        CHECK_IS(act(w, "view end", "view", text_of(w, view), NULL), FORBIDDEN);
        w->actor = probe_actor(w, "op@example.org"); /* of another hub */
        page(w, path);
        CHECK_INT(w->status, 404);
        CHECK_IS(act(w, "view set", "round", text_of(w, s.round), NULL), NOT_FOUND);
        w->actor = first;
        CHECK_OK(act(w, "view end", "view", text_of(w, view), NULL));
        page(w, path);
        CHECK_INT(w->status, 404);
}

TEST(many_are_moved_after_what_would_change_was_shown)
{
        Some s = some(a);
        World *w = s.w;
        Application x;
        Id acts;

        CHECK_OK(act(w, "application withdraw", "application", text_of(w, s.files[2]), NULL));
        CHECK_IS(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "move", "stage",
                     "accepted", "applications", text_of(w, s.files[0]), NULL),
                 INVALID); /* a decision leads there */
        CHECK_OK(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "move", "stage",
                     "in-review", str_fmt(a, "a-%s", text_of(w, s.files[0])).at, "yes",
                     str_fmt(a, "a-%s", text_of(w, s.files[2])).at, "yes", NULL));
        acts = w->deed.made;
        CHECK_STR(page(w, w->deed.go_to.at), CONTAINS, "Zed Pumps");
        CHECK_STR(page(w, str_fmt(a, "/api/v1%.*s", S_ARG(w->deed.go_to)).at), CONTAINS,
                  "\"good\":1,\"bad\":1");
        CHECK_OK(application_get(w->db, a, s.files[0], &x));
        CHECK_STR(x.stage, IS, "applied");
        CHECK_OK(act(w, "bulk apply", "bulk", text_of(w, acts), NULL));
        CHECK_OK(application_get(w->db, a, s.files[0], &x));
        CHECK_STR(x.stage, IS, "in-review");
        CHECK_IS(act(w, "bulk apply", "bulk", text_of(w, acts), NULL), CONFLICT);
        CHECK_IS(act(w, "bulk discard", "bulk", text_of(w, acts), NULL), CONFLICT);
        CHECK_STR(found(&s, "stage", "is", "in-review", ""), IS, "Étoile,");
        CHECK_STR(page(w, str_fmt(a, "/api/v1/rounds/%s/board", text_of(w, s.round)).at), CONTAINS,
                  "\"stage\":\"in-review\",\"title\":\"In review\",\"applications\":1");
}

TEST(all_that_a_view_finds_get_a_tag_and_a_decision_goes_its_own_way)
{
        Some s = some(a);
        World *w = s.w;
        Id other = probe_round(w, "startup-accelerator");
        Id view;

        CHECK_STR(found(&s, "answer.team_size", "at-least", "6", ""), IS, "alpha,Coral,Mekong,");
        view = w->deed.made;
        CHECK_OK(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "tag", "tag", "Large",
                     "all", "yes", "view", text_of(w, view), NULL));
        CHECK_OK(act(w, "bulk apply", "bulk", text_of(w, w->deed.made), NULL));
        CHECK_STR(found(&s, "tags", "is", "large", ""), IS, "alpha,Coral,Mekong,");
        CHECK_STR(found(&s, "tags", "is", "larg", ""), IS, "");
        CHECK_OK(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "decide",
                     "determination", "accept", "applications", text_of(w, s.files[0]), NULL));
        CHECK_STR(w->deed.go_to, STARTS, "/determinations/batches/");
        CHECK_IS(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "decide",
                     "applications", text_of(w, s.files[0]), NULL),
                 INVALID);
        CHECK_IS(act(w, "bulk prepare", "round", text_of(w, other), "what", "tag", "tag", "t",
                     "applications", text_of(w, s.files[0]), NULL),
                 NOT_FOUND);
        CHECK_IS(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "tag", "tag", "t",
                     NULL),
                 INVALID); /* nobody */
}

static Str file_of(World *w, Id round, Id view)
{
        char *bytes = arena_bytes(w->a, 1 << 20);
        ssize_t n;

        CHECK_OK(act(w, "round export", "round", text_of(w, round), "kind", "csv", "view",
                     text_of(w, view), NULL));
        request(w, HTTP_GET, str_z(w->a, w->deed.go_to), NULL, NULL, true);
        CHECK_INT(w->status, 200);
        n = read(w->reply.file_fd, bytes, 1 << 20);
        close(w->reply.file_fd);
        return (Str){bytes, n > 0 ? (size_t)n : 0};
}

TEST(a_file_has_the_columns_the_filter_and_the_order_of_its_view)
{
        Some s = some(a);
        World *w = s.w;
        Str csv, row;

        CHECK_OK(act(w, "view set", "round", text_of(w, s.round), "columns",
                     "name answer.team_size stage", "sort", "answer.team_size", "order", "down",
                     "f.0.column", "answer.team_size", "f.0.how", "at-least", "f.0.value", "6",
                     NULL));
        csv = file_of(w, s.round, w->deed.made);
        CHECK(str_cut(&csv, '\n', &row));
        CHECK_STR(row, STARTS, "application,party,name,answer.team_size,stage");
        CHECK(str_cut(&csv, '\n', &row));
        CHECK_STR(row, CONTAINS, ",Coral Labs,8,applied");
        CHECK(str_cut(&csv, '\n', &row));
        CHECK_STR(row, CONTAINS, ",Mekong Pay,7,applied");
        CHECK(str_cut(&csv, '\n', &row));
        CHECK_STR(row, CONTAINS, ",alpha Grid,6,applied");
        CHECK(csv.len == 0);
}

typedef struct {
        Id party;
} Forget;

static Status run_forget(void *ctx, Db *db)
{
        const Forget *f = ctx;

        TRY(party_blank(db, f->party, (Str){0}));
        return board_forget_party(db, f->party);
}

TEST(nothing_of_an_erased_party_stays_in_the_columns)
{
        Some s = some(a);
        World *w = s.w;
        Application x;
        BoardChunkList chunks;
        BoardRow row;
        Forget job = {0};
        size_t before = 0, after = 0;

        CHECK_OK(act(w, "bulk prepare", "round", text_of(w, s.round), "what", "tag", "tag", "pump",
                     "applications", text_of(w, s.files[2]), NULL));
        CHECK_OK(act(w, "bulk apply", "bulk", text_of(w, w->deed.made), NULL));
        CHECK_OK(board_rebuild(w->p.store, w->db, s.round, NULL));
        CHECK_OK(application_get(w->db, a, s.files[2], &x));
        CHECK_OK(board_chunk_all(w->db, a, s.round, 0, &chunks));
        for (size_t i = 0; i < chunks.n; i++)
                before += str_has(chunks.at[i].data, S("zed pumps"));
        CHECK_INT((int64_t)before, 1);
        job.party = x.party;
        CHECK_OK(store_transact(w->p.store, run_forget, &job));
        CHECK_OK(board_chunk_all(w->db, a, s.round, 0, &chunks));
        for (size_t i = 0; i < chunks.n; i++)
                after += str_has(chunks.at[i].data, S("zed pumps")) ||
                         str_has(chunks.at[i].data, S(";pump;"));
        CHECK_INT((int64_t)after, 0);
        CHECK_OK(board_row_by(w->db, a, s.files[2], &row));
        CHECK(!str_has(row.cells, S("zed")));
        CHECK_OK(board_rebuild(w->p.store, w->db, s.round, NULL));
}

TEST(pages_of_a_table_come_one_after_the_other_and_none_twice)
{
        Some s = some(a);
        World *w = s.w;
        Scan scan = {.most = 2, .only_stage = -1};
        BoardSpace space;
        ScanFound found;
        bool seen[FIRMS] = {0};

        CHECK_OK(board_space(w->db, a, s.round, &space));
        scan.sort = board_column(&space, S("country"))->number; /* nobody has one */
        for (int i = 0; i < 3; i++) {
                CHECK_OK(scan_round(w->db, a, s.round, &scan, &found));
                CHECK_INT((int64_t)found.groups[0].n, 2);
                CHECK_INT(found.total, FIRMS);
                for (size_t k = 0; k < 2; k++) {
                        CHECK(!seen[found.groups[0].slots[k]]);
                        seen[scan.after = found.groups[0].slots[k]] = true;
                }
                scan.has_after = true;
        }
        CHECK_OK(scan_round(w->db, a, s.round, &scan, &found));
        CHECK_INT((int64_t)found.groups[0].n, 0);
}

TEST(rounds_of_a_hub_are_one_list)
{
        Some s = some(a);
        World *w = s.w;
        Id other = probe_round(w, "startup-accelerator");
        Str first;

        (void)probe_application(w, other, "Aaa", "Kites");
        first = page(w, "/api/v1/hubs/bangkok/applications?sort=name&order=up");
        CHECK_INT(w->status, 200);
        CHECK_STR(first, CONTAINS, "\"applications\":7");
        CHECK(str_find_str(first, S("Aaa")) < str_find_str(first, S("alpha Grid")));
        CHECK_STR(page(w, "/hubs/bangkok/applications"), CONTAINS, "Zed Pumps");
        page(w, "/hubs/bangkok/applications?sort=pitch");
        CHECK_INT(w->status, 422);
}

TEST(a_hubs_list_tells_nothing_of_ones_own_and_says_that_older_rounds_are_elsewhere)
{
        Some s = some(a);
        World *w = s.w;
        Application x;
        const char *path =
                str_fmt(a, "/hubs/bangkok/applications?after=%s", text_of(w, s.files[1])).at;

        page(w, path);
        CHECK_INT(w->status, 200);
        CHECK_OK(application_get(w->db, a, s.files[1], &x));
        probe_team(w, x.party, w->actor.id);
        page(w, path);
        CHECK_INT(w->status, 404);
        for (int i = 1; i < HUB_TABLE_ROUNDS_MAX; i++)
                (void)probe_round(w, "startup-accelerator");
        CHECK_STR(page(w, "/hubs/bangkok/applications"), LACKS, "rounds that close last");
        CHECK_STR(page(w, "/api/v1/hubs/bangkok/applications"), CONTAINS, "\"has_older\":false");
        (void)probe_round(w, "startup-accelerator");
        CHECK_STR(page(w, "/hubs/bangkok/applications"), CONTAINS, "40 rounds that close last");
        CHECK_STR(page(w, "/api/v1/hubs/bangkok/applications"), CONTAINS, "\"has_older\":true");
}
