/* All lists that a file can change, each with a world in which it has a row: what goes out comes
 * back as nothing, and one edited cell is one deed. */
#include "exchange/list_deed.h"

#include "base/csv_row.h"
#include "cohort/cohort_probe.h"
#include "exchange/list_csv.h"

#include <string.h>
#include <unistd.h>

typedef struct {
        Camp c;
        const char *event, *second; /* an event; who is in the first team beside its owner */
} Full;

/* One cell of one list. */
typedef struct {
        const char *address; /* %C cohort, %P party, %E event */
        const char *row;     /* what its row has in it */
        const char *column, *becomes;
        bool by_owner; /* of the first team; else by the operator */
} Sample;

static const Sample samples[] = {
        {"/rounds?part=open", "Open call", "places", "9", false},
        {"/rounds?part=open", "Open call", "title", "Open \"call\", again", false},
        {"/rounds?part=coming", "Later call", "opens_at", "2029-02-01T02:00:00Z", false},
        {"/parties", "Mango Works", "website", "https://mango.example", false},
        {"/parties", "Mango Works", "is_listed", "yes", false},
        {"/programmes/startup-accelerator/members?hub=singapore&part=list", "Mango Works", "stage",
         "graduated", false},
        {"/parties/%P?part=people", "Second", "role", "editor", true},
        {"/cohorts?part=list", "Spring", "title", "Spring 2026", false},
        {"/cohorts/%C/agenda?part=sessions", "Kick-off", "place", "Hall 2", false},
        {"/cohorts/%C/agenda?part=sessions", "Kick-off", "ends_at", "2029-03-01T03:00:00Z", false},
        {"/cohorts/%C/%P?part=milestones", "First pilot", "title", "A first pilot", false},
        {"/events?part=events", "Demo day", "capacity", "60", false},
        {"/events?part=events", "Demo day", "begins_at", "2029-05-01T03:00:00Z", false},
        {"/events/%E?part=tracks", "Workshop", "capacity", "12", false},
        {"/events/%E?part=tracks", "Workshop", "begins_at", "2029-05-01T04:00:00Z", false},
        {"/parties/%P/network?part=solutions", "Ripe", "title", "Riper", true},
        {"/parties/%P/network?part=challenges", "Count our fruit", "reward", "Two pilots", true},
        {"/network?part=noted", "investment", "state", "confirmed", false},
        {"/webhooks", "To the CRM", "name", "To our CRM", false},
};

static void given_deals(World *w, const Camp *c)
{
        CHECK_OK(AS(w, c->owner[0],
                    act(w, "solution add", "party", c->party[0], "title", "Ripe", "summary", "S",
                        "description", "D", "category", "ai", NULL)));
        CHECK_OK(AS(w, c->owner[0],
                    act(w, "challenge open", "party", c->party[0], "programme", "open-innovation",
                        "title", "Count our fruit", "problem", "Nobody knows how many.", "reward",
                        "A paid pilot", NULL)));
        CHECK_OK(AS(w, c->owner[0],
                    act(w, "outcome note", "party", c->party[0], "kind", "investment", "on",
                        "2026-05-04", "amount", "250000", "currency", "SGD", "round_type", "seed",
                        "evidence", "https://example.org/contract", NULL)));
        CHECK_OK(act(w, "webhook make", "name", "To the CRM", "url", "https://example.org/events",
                     "kinds", "*", NULL));
}

static Full full(World *w)
{
        Full f = {.c = camp(w, 2)};
        Actor second = person(w, "Second", "second@example.org"), owner = again(w, f.c.owner[0]);
        Id party;

        CHECK(id_parse(str_from(f.c.party[0]), &party));
        joins(w, owner, party, second.id, "second@example.org", "viewer");
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Open call", "closes", "2029-12-31T23:59", "places", "5", NULL));
        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", "bangkok", "title",
                     "Later call", "opens", "2029-01-01T09:00", "closes", "2029-12-31T23:59",
                     NULL));
        CHECK_OK(act(w, "agenda add", "cohort", f.c.cohort, "title", "Kick-off", "day",
                     "2029-03-01", "time", "09:00", "minutes", "90", NULL));
        CHECK_OK(act(w, "milestone set", "cohort", f.c.cohort, "milestone", "pilot", "title",
                     "First pilot", "due", "2029-03-01", NULL));
        CHECK_OK(act(w, "event open", "title", "Demo day", "hub", "bangkok", "begins",
                     "2029-05-01T09:00", "ends", "2029-05-01T17:00", "place", "Hall 1", "capacity",
                     "50", NULL));
        f.event = made(w);
        CHECK_OK(act(w, "track add", "event", f.event, "title", "Workshop", "begins",
                     "2029-05-01T10:30", "ends", "2029-05-01T12:00", "capacity", "10", NULL));
        given_deals(w, &f.c);
        return f;
}

static const char *address_of(const Full *f, const char *pattern)
{
        Text t = text_begin(f->c.w->a, 500);

        for (const char *p = pattern; *p; p++)
                if (*p == '%')
                        text_add(&t, str_from(*++p == 'C' ? f->c.cohort
                                              : *p == 'P' ? f->c.party[0]
                                                          : f->event));
                else
                        text_char(&t, *p);
        return str_z(f->c.w->a, text_str(&t));
}

static Str taken(World *w, const char *address)
{
        char *bytes = arena_bytes(w->a, 1 << 20);
        ssize_t n;

        request(w, HTTP_GET, str_fmt(w->a, "/csv%s", address).at, NULL, NULL, true);
        if (w->status != 200)
                print_error("%s\n", address);
        CHECK_INT(w->status, 200);
        n = read(w->reply.file_fd, bytes, 1 << 20);
        CHECK(n > 0);
        close(w->reply.file_fd);
        return (Str){bytes, (size_t)n};
}

static Str edited(World *w, Str csv, const Sample *s)
{
        ListCsv c = list_csv_begin(csv);
        ListCsvRow *head = arena_new(w->a, ListCsvRow, 1), *row = arena_new(w->a, ListCsvRow, 1);
        Text out = text_begin(w->a, 1 << 20);
        size_t at = 0;
        bool is_done = false;

        CHECK_OK(list_csv_row(&c, w->a, head));
        while (at < head->n && !str_is(head->cells[at], s->column))
                at++;
        CHECK(at < head->n);
        csv_write_row(&out, head->cells, head->n, CSV_AS_IS);
        while (list_csv_row(&c, w->a, row) == OK) {
                for (size_t i = 0; !is_done && i < row->n; i++)
                        if (str_is(row->cells[i], s->row)) {
                                row->cells[at] = str_from(s->becomes);
                                is_done = true;
                        }
                csv_write_row(&out, row->cells, row->n, CSV_AS_IS);
        }
        CHECK(is_done);
        return text_str(&out);
}

static int64_t entries(World *w)
{
        Hash root;
        int64_t n;

        CHECK_OK(record_head(w->db, w->a, &n, &root));
        return n;
}

static void is_one_change(const Full *f, const Sample *s)
{
        World *w = f->c.w;
        const char *address = address_of(f, s->address);
        Str csv = taken(w, address), rows;
        int64_t before = entries(w);
        const Json *j, *line;
        Str fault;

        CHECK_OK(act(w, "list check", "of", address, "rows", str_z(w->a, csv), NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"changed\":0,\"refused\":0");
        CHECK_OK(act(w, "list apply", "of", address, "rows", str_z(w->a, csv), NULL));
        CHECK_INT(entries(w), before);
        rows = edited(w, csv, s);
        CHECK_OK(act(w, "list check", "of", address, "rows", str_z(w->a, rows), NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"changed\":1,\"refused\":0");
        CHECK_OK(json_parse(w->a, w->deed.answer, &j, &fault));
        line = json_get(j, S("lines"))->child;
        CHECK(json_get(line, S("deeds"))->child && !json_get(line, S("deeds"))->child->next);
        CHECK_INT(entries(w), before);
        CHECK_OK(act(w, "list apply", "of", address, "rows", str_z(w->a, rows), NULL));
        CHECK(entries(w) > before);
        before = entries(w);
        CHECK_OK(act(w, "list check", "of", address, "rows", str_z(w->a, taken(w, address)), NULL));
        CHECK_STR(w->deed.answer, CONTAINS, "\"changed\":0,\"refused\":0");
        CHECK_INT(entries(w), before);
}

TEST(one_edited_cell_of_any_list_is_one_deed_and_nothing_else)
{
        World *w = world_of_examples(a);
        Full f = full(w);
        Actor operator= w->actor;

        for (size_t i = 0; i < sizeof samples / sizeof *samples; i++) {
                if (samples[i].by_owner)
                        w->actor = again(w, f.c.owner[0]);
                is_one_change(&f, &samples[i]);
                w->actor = operator;
        }
}

static const View *view_at(const Site *site, const char *path)
{
        for (const View *const *v = site->views; *v; v++)
                if (strcmp((*v)->path, path) == 0)
                        return *v;
        return NULL;
}

static bool has_field(const Action *action, Str name)
{
        for (size_t i = 0; i < action_fields_n(action); i++)
                if (str_is(name, action->fields[i].name))
                        return true;
        return false;
}

static bool has_column(const Part *part, Str name)
{
        for (size_t i = 0; i < part->shape->columns_n; i++)
                if (str_is(name, part->shape->columns[i].name))
                        return true;
        return false;
}

TEST(every_row_of_the_table_names_a_list_its_columns_and_deeds_that_can_be_tried)
{
        World *w = world_of_examples(a);

        for (const List *l = program_lists; l->path; l++) {
                const View *view = view_at(&w->p.site, l->path);
                const Part *part = view ? list_part(view, str_from(l->part)) : NULL;
                Str keys = str_from(l->keys), key;

                CHECK(part != NULL);
                while (str_cut(&keys, '+', &key))
                        CHECK(has_column(part, key));
                CHECK((l->columns != NULL) != (l->why != NULL));
                for (const ListColumn *c = l->columns; c && c->column; c++) {
                        const Action *action = site_action(&w->p.site, str_from(c->deed));
                        Str inputs = str_from(c->inputs), pair;

                        CHECK(action != NULL && !action->prepare && !action->clear_up);
                        CHECK(has_column(part, str_from(c->column)));
                        while (str_cut(&inputs, ' ', &pair))
                                CHECK(has_field(action, str_head(pair, str_find(pair, '='))));
                }
        }
}

TEST(every_list_of_a_page_without_parts_in_its_address_goes_out_and_comes_back_as_nothing)
{
        World *w = world_of_examples(a);
        int lists = 0;

        full(w);
        for (const View *const *v = w->p.site.views; *v; v++)
                for (const Part *p = strchr((*v)->path, '{') ? NULL : (*v)->parts; p && p->name;
                     p++) {
                        const char *address = str_fmt(a, "%s?part=%s", (*v)->path, p->name).at;
                        ArenaMark mark = arena_mark(a); /* behind the address, which stays */

                        page(w, (*v)->path);
                        if (p->how != PART_LIST || w->status != 200 || strlen((*v)->path) == 1)
                                continue; /* /ticket is for who has its code */
                        CHECK_OK(act(w, "list check", "of", address, "rows",
                                     str_z(a, taken(w, address)), NULL));
                        CHECK_STR(w->deed.answer, CONTAINS, "\"changed\":0,\"refused\":0");
                        lists++;
                        arena_rewind(a, mark);
                }
        CHECK(lists > 30);
}
