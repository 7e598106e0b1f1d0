/* exchange/list_page: see the header. */
#include "exchange/list_page.h"

#include "base/words.h"
#include "exchange/list.html.h"
#include "exchange/list_deed.h"
#include "web/decode.h"
#include "web/reply_file.h"

#include <string.h>

/* --- a file goes out */

static Status write_file(void *ctx, int fd)
{
        return list_write(ctx, fd);
}

/* "/csv/rounds?part=open": the list's address behind "/csv". */
static Status run_list(Visit *v, HttpReply *reply)
{
        ListReader by = {v->site, v->db, v->a, v->actor, v->now_us};
        ListRead l;
        Str address = str_skip(v->rq->raw_path, 4);
        Status s;

        if (v->rq->query.len)
                address = str_fmt(v->a, "%.*s?%.*s", S_ARG(address), S_ARG(v->rq->query));
        TRY(list_open(&by, address, &l));
        s = visit_reply_file(v, reply, write_file, &l);
        if (s == TOO_MANY)
                return visit_fault(v, TOO_LARGE, "%s %s",
                                   _("This is more than one request may hold."),
                                   l.list && l.list->why ? _(l.list->why) : "");
        if (s != OK) {
                v->fault = l.v.fault;
                return s;
        }
        reply->content_type = S("text/csv; charset=utf-8");
        reply->no_store = true;
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          str_fmt(v->a, "attachment; filename=\"%s.csv\"", l.part->name));
        return OK;
}

const Route list_route = {
        .method = HTTP_GET,
        .path = "/csv/*",
        .may = MAY_SEE_PUBLIC,
        .help = N_("The list of a page as CSV, by the permission of that page: its path behind "
                   "/csv, and part=NAME of the list when it has several."),
        .run = run_list,
        .type = "text/csv"};

/* --- which lists a page has */

static const Field offers_query[] = {{"of", FIELD_TEXT, .chars_max = LIST_ADDRESS_CHARS_MAX,
                                      .label = N_("List"),
                                      .help = N_("Its address, as in /rounds?part=open.")},
                                     {0}};

static const RowColumn offer_columns[] = {{"part", COL_TEXT, offsetof(ListOffer, part)},
                                          {"address", COL_TEXT, offsetof(ListOffer, address)},
                                          {"changes", COL_TEXT, offsetof(ListOffer, changes)},
                                          {"why", COL_TEXT, offsetof(ListOffer, why)}};
static const RowShape shape_ListOffer = {"ListOffer", offer_columns, 4, sizeof(ListOffer)};

static Str changes_of(Arena *a, const List *l)
{
        Text t = text_begin(a, 2000);

        for (const ListColumn *c = l ? l->columns : NULL; c && c->column; c++)
                if (c == l->columns || strcmp(c->column, c[-1].column) != 0)
                        text_fmt(&t, "%s%s", t.len ? ", " : "", c->column);
        return text_str(&t);
}

static void add_offer(Visit *v, ListsModel *m, const View *view, const Part *p, Str path)
{
        const List *l = list_find(view, p);
        bool has_query = str_find(path, '?') < path.len;

        Str address = str_fmt(v->a, "%.*s%spart=%s", S_ARG(path), has_query ? "&" : "?", p->name);

        m->lists.at[m->lists.n++] = (ListOffer){.part = str_from(p->name),
                                                .address = address,
                                                .file = str_fmt(v->a, "/csv%.*s", S_ARG(address)),
                                                .changes = changes_of(v->a, l),
                                                .why = str_from(l && l->why ? _(l->why) : "")};
}

/* Without an address: those that some deed changes, or that say why none does. */
static void offers_of_table(Visit *v, ListsModel *m)
{
        for (const List *l = program_lists; l->path; l++)
                m->lists.at[m->lists.n++] = (ListOffer){.part = str_from(l->part),
                                                        .address = str_from(l->path),
                                                        .changes = changes_of(v->a, l),
                                                        .why = str_from(l->why ? _(l->why) : "")};
}

static Status load_offers(Visit *v, void *model)
{
        ListsModel *m = model;
        Str params[SITE_PARAMS_MAX], path;
        const View *view;

        m->of = visit_query(v, "of");
        m->lists.at = arena_new(v->a, ListOffer, 100);
        if (!m->of.len) {
                offers_of_table(v, m);
                return OK;
        }
        if (decode_path(v->a, str_head(m->of, str_find(m->of, '?')), &path) != OK)
                return NOT_FOUND;
        view = site_view(v->site, path, params);
        if (!view || !access_may(&v->actor, view->may))
                return NOT_FOUND;
        m->title = str_from(_(view->title));
        for (const Part *p = view->parts; p && p->name && m->lists.n < 100; p++)
                if (p->how == PART_LIST && path.len > 1) /* the front page's stand elsewhere, too */
                        add_offer(v, m, view, p, m->of);
        return OK;
}

static const Part offers_parts[] = {
        PART_VALUE_OF(ListsModel, of, COL_TEXT), PART_LIST_OF(ListsModel, lists, ListOffer), {0}};

static void draw_offers(Page *out, const Visit *v, const void *model)
{
        (void)v;
        list_offers_page(out, model);
}

const View list_offers_view = {.path = "/lists",
                               .word = "list show",
                               .may = MAY_SEE_PUBLIC,
                               .title = N_("Lists as files"),
                               .help = N_("The lists of a page as CSV, and what a file that comes "
                                          "back can change."),
                               .query = offers_query,
                               .bytes = sizeof(ListsModel),
                               .parts = offers_parts,
                               .load = load_offers,
                               .draw = draw_offers};

void list_checked_draw(Page *out, const Visit *v, const Deed *d)
{
        const ListChecked *c = d->prepared;

        list_checked_page(out, v, &c->preview, c->address);
}
