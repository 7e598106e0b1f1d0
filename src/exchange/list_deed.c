/* exchange/list_deed: see the header. */
#include "exchange/list_deed.h"

#include "base/words.h"
#include "exchange/list_page.h"

#include <fcntl.h>
#include <setjmp.h>
#include <unistd.h>

enum { READING_BYTES = 32 * 1024 * 1024, TEXT_CHARS_MAX = 900000 };

/* --- what comes in */

static Status read_file(Deed *d, Str *out)
{
        int fd = open(str_z(d->a, deed_text(d, "file")), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        Text t = text_begin(d->a, LIST_BYTES_MAX + 1);
        ssize_t n = 0;
        char *room;

        while (fd >= 0 && (room = text_room(&t, 65536)) && (n = read(fd, room, 65536)) > 0)
                text_claim(&t, (size_t)n);
        if (fd >= 0)
                close(fd);
        if (fd < 0 || n < 0)
                return deed_fault_at(d, "file", _("The file can not be read."));
        if (n > 0 || t.overflow || t.len > LIST_BYTES_MAX)
                return deed_fault_at(d, "file", _("The table is too large: at most 4 MiB."));
        *out = text_str(&t);
        return OK;
}

static Status text_of(Deed *d, bool has_file, Str *out, const char **out_field)
{
        *out_field = has_file && deed_given(d, "file") ? "file" : "rows";
        *out = deed_text(d, "rows");
        if (str_is(str_from(*out_field), "file"))
                TRY(read_file(d, out));
        if (!out->len)
                return deed_fault_at(d, *out_field, _("This is needed."));
        if (!str_is_utf8(*out))
                return deed_fault_at(d, *out_field,
                                     _("The table holds bytes that are not text (UTF-8)."));
        return OK;
}

typedef struct {
        Deed *d;
        Arena arena; /* the view's: its pages come and go */
        Db *db;
        ListRead l;
        Str fault;
} Reading;

static Status read_list(Reading *r, Str text, ListPreview *out)
{
        Deed *d = r->d;
        ListReader by = {.site = d->site, .a = &r->arena, .actor = d->actor, .now_us = d->now_us};

        TRY(store_reader(d->store, &r->db));
        by.db = r->db;
        if (list_open(&by, deed_text(d, "of"), &r->l) != OK)
                return deed_fault_at(d, "of", _("There is no such list."));
        return list_take(&r->l, d->a, text, out, &r->fault);
}

/* With a connection of its own. What needs too much memory ends here, so that both are closed. */
static Status take(Deed *d, Str text, const char *field, ListPreview *out)
{
        Reading *r = arena_new(d->a, Reading, 1);
        jmp_buf trap, *outer = d->a->trap;
        volatile Status s = TOO_LARGE;
        Str said;

        r->d = d;
        r->arena = arena_make(READING_BYTES);
        r->arena.trap = d->a->trap = &trap;
        if (!setjmp(trap))
                s = read_list(r, text, out);
        d->a->trap = outer;
        said = str_copy(d->a, r->l.v.fault);
        store_reader_close(r->db);
        arena_free(&r->arena);
        if (s == TOO_LARGE && !d->faults_n)
                return deed_fault(d, s, _("This is more than one request may hold."));
        if (s != OK && !d->faults_n && r->fault.len)
                return deed_fault_at(d, field, "%.*s", S_ARG(r->fault));
        if (s != OK && !d->faults_n && said.len)
                return deed_fault(d, s, "%.*s", S_ARG(said));
        return s;
}

/* --- the deeds of a line */

/* The first fault of a deed that was refused, and the column that it is about. */
static Status do_line(Deed *d, Db *db, const ListLine *line, Str *out_words)
{
        ActionWorld world = action_world_of(d);

        for (size_t i = 0; i < line->deeds_n; i++) {
                const ListDeed *one = &line->deeds[i];
                Deed *inner = arena_new(d->a, Deed, 1);
                Status s = action_do_inside(db, &world, one->action, &d->actor, one->inputs, one->n,
                                            d->a, inner);

                if (s == OK && inner->refused != OK)
                        s = inner->refused;
                if (inner->told) {
                        d->told += inner->told;
                        d->position = inner->position;
                }
                if (s != OK) {
                        *out_words =
                                inner->faults_n ? inner->faults[0].words : str_from(status_name(s));
                        return s;
                }
        }
        return OK;
}

typedef struct {
        Deed *d;
        const ListLine *line;
        Status found;
        Str words;
} Trial;

/* On the writer's thread: never kept, whatever it says. */
static Status try_line(void *ctx, Db *db)
{
        Trial *t = ctx;
        jmp_buf trap, *outer = t->d->a->trap;

        t->d->a->trap = &trap;
        if (setjmp(trap))
                t->found = TOO_LARGE;
        else
                t->found = do_line(t->d, db, t->line, &t->words);
        t->d->a->trap = outer;
        return t->found == RETRY || t->found == BROKEN || t->found == UPSTREAM ? t->found
                                                                               : CONFLICT;
}

static Status try_all(Deed *d, ListPreview *p)
{
        for (size_t i = 0; i < p->n; i++) {
                Trial t = {.d = d, .line = &p->at[i], .found = BROKEN};

                if (p->at[i].state != LINE_CHANGED)
                        continue;
                if (store_transact(d->store, try_line, &t) != CONFLICT)
                        return deed_fault(d, UPSTREAM,
                                          _("This could not be stored. Nothing was changed."));
                if (t.found != OK)
                        list_refuse(p, &p->at[i],
                                    p->at[i].cells_n ? p->at[i].cells[0].column : (Str){0},
                                    t.words);
        }
        d->told = 0;
        return OK;
}

/* --- looking */

#define OF                                                                               \
        {                                                                                \
                "of", FIELD_TEXT, .required = true, .chars_max = LIST_ADDRESS_CHARS_MAX, \
                                  .label = N_("List"),                                   \
                                  .help = N_("Its address, as in /rounds?part=open.")    \
        }

static const Field check_fields[] = {
        OF,
        {"file", FIELD_FILE, .label = N_("Table"),
         .help = N_("CSV, as the list was taken out, with the column _seen.")},
        {"rows", FIELD_LONG_TEXT, .chars_max = TEXT_CHARS_MAX, .label = N_("Or its text")},
        {0}};

static void put_line(JsonOut *j, const ListLine *line)
{
        jout_object(j);
        jout_key(j, S("line"));
        jout_int(j, line->line);
        jout_key(j, S("row"));
        jout_text(j, line->key);
        jout_key(j, S("state"));
        jout_text(j, line->state == LINE_CHANGED ? S("changed") : S("refused"));
        jout_key(j, S("cells"));
        jout_list(j);
        for (size_t i = 0; i < line->cells_n; i++) {
                jout_object(j);
                jout_key(j, S("column"));
                jout_text(j, line->cells[i].column);
                jout_key(j, S("was"));
                jout_text(j, line->cells[i].was);
                jout_key(j, S("becomes"));
                jout_text(j, line->cells[i].becomes);
                jout_object_end(j);
        }
        jout_list_end(j);
        jout_key(j, S("deeds"));
        jout_list(j);
        for (size_t i = 0; i < line->deeds_n; i++)
                jout_text(j, str_from(line->deeds[i].action->name));
        jout_list_end(j);
        if (line->state == LINE_REFUSED) {
                jout_key(j, S("column"));
                jout_text(j, line->column);
                jout_key(j, S("why"));
                jout_text(j, line->words);
        }
        jout_object_end(j);
}

static Str answer_of(Arena *a, const ListPreview *p)
{
        Text t = text_begin(a, LIST_BYTES_MAX);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        jout_key(&j, S("rows"));
        jout_int(&j, (int64_t)p->rows);
        jout_key(&j, S("same"));
        jout_int(&j, (int64_t)p->same);
        jout_key(&j, S("changed"));
        jout_int(&j, (int64_t)p->changed);
        jout_key(&j, S("refused"));
        jout_int(&j, (int64_t)p->refused);
        jout_key(&j, S("unknown_columns"));
        jout_text(&j, p->unknown);
        jout_key(&j, S("lines"));
        jout_list(&j);
        for (size_t i = 0; i < p->n; i++)
                put_line(&j, &p->at[i]);
        jout_list_end(&j);
        jout_object_end(&j);
        if (t.overflow)
                arena_too_much(a);
        return text_str(&t);
}

static Status prepare_check(Deed *d)
{
        ListChecked *c = arena_new(d->a, ListChecked, 1);
        const char *field;
        Str text;

        TRY(text_of(d, true, &text, &field));
        c->address = deed_text(d, "of");
        TRY(take(d, text, field, &c->preview));
        TRY(try_all(d, &c->preview));
        list_take_again(d->a, &c->preview);
        d->prepared = c;
        return OK;
}

static Status run_check(Deed *d)
{
        const ListChecked *c = d->prepared;

        d->answer = answer_of(d->a, &c->preview);
        d->note = c->preview.changed
                          ? S_("This is what would change. Nothing has been changed yet.")
                          : S_("Nothing changes.");
        d->shows_note = true;
        return OK;
}

const Action list_check_action = {.name = "list check",
                                  .may = MAY_SELF,
                                  .where = where_own,
                                  .title = N_("Take in a list"),
                                  .help = N_("Shows what a file of a list would change, row by "
                                             "row, and changes nothing."),
                                  .fields = check_fields,
                                  .prepare = prepare_check,
                                  .run = run_check,
                                  .is_silent = true,
                                  .draw_done = list_checked_draw};

/* --- doing */

static const Field apply_fields[] = {OF,
                                     {"rows", FIELD_LONG_TEXT, .required = true,
                                      .chars_max = TEXT_CHARS_MAX, .label = N_("Rows"),
                                      .help = N_("Those that were shown, with their head.")},
                                     {0}};

static Status fault_of_line(Deed *d, Status s, const ListLine *line, Str words)
{
        return deed_fault(d, s, _("Line %lld, %.*s: %.*s Nothing was changed."),
                          (long long)line->line, S_ARG(line->column.len ? line->column : line->key),
                          S_ARG(words));
}

static Status prepare_apply(Deed *d)
{
        ListPreview *p = arena_new(d->a, ListPreview, 1);
        const char *field;
        Str text;

        TRY(text_of(d, false, &text, &field));
        TRY(take(d, text, field, p));
        for (size_t i = 0; i < p->n; i++)
                if (p->at[i].state == LINE_REFUSED)
                        return fault_of_line(d, CONFLICT, &p->at[i], p->at[i].words);
        d->prepared = p;
        return OK;
}

static Status run_apply(Deed *d)
{
        const ListPreview *p = d->prepared;

        for (size_t i = 0; i < p->n; i++) {
                Str words = {0};
                Status s = do_line(d, d->db, &p->at[i], &words);

                if (s != OK)
                        return fault_of_line(d, s, &p->at[i], words);
        }
        d->note = p->n ? str_fmt(d->a,
                                 words_n("%lld row is changed.", "%lld rows are changed.",
                                         (int64_t)p->n),
                                 (long long)p->n)
                       : S_("Nothing changes.");
        d->go_to = str_fmt(d->a, "%.*s",
                           S_ARG(str_head(deed_text(d, "of"), str_find(deed_text(d, "of"), '?'))));
        return OK;
}

/* Silent itself: each deed of its rows tells its own. */
const Action list_apply_action = {
        .name = "list apply",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Change the rows of a list"),
        .help = N_("Does what a file of a list was shown to change: all of it, or nothing."),
        .fields = apply_fields,
        .prepare = prepare_apply,
        .run = run_apply,
        .is_silent = true};
