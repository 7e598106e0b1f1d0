/* exchange/opportunity_page: see the header. */
#include "exchange/opportunity_page.h"

#include "base/hash.h"
#include "exchange/opportunity_json.h"
#include "exchange/opportunity_schema.h"
#include "exchange/uuid.h"

enum { ANSWER_BYTES_MAX = 4 * 1024 * 1024, PAGE_NUMBER_MAX = 1000000 };

/* --- answers */

static void send(Visit *v, HttpReply *reply, int status, const Text *t)
{
        Hash h;

        if (t->overflow)
                arena_too_much(v->a);
        reply->status = status;
        reply->content_type = S("application/json");
        reply->body = text_str(t);
        if (status != 200)
                return;
        h = hash_sha256(reply->body);
        reply->etag = str_fmt(v->a, "\"%.*s\"", S_ARG(str_head(hash_hex(v->a, &h), 32)));
        http_reply_header(v->rq, reply, S("Cache-Control"), S("no-cache"));
}

static Status answer_fault(Visit *v, HttpReply *reply, int status, Str words)
{
        Text t = text_begin(v->a, 10000);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        jout_key(&j, S("status"));
        jout_int(&j, status);
        jout_key(&j, S("message"));
        jout_text(&j, words);
        jout_key(&j, S("errors"));
        jout_list(&j);
        jout_text(&j, words);
        jout_list_end(&j);
        jout_object_end(&j);
        send(v, reply, status, &t);
        return OK;
}

/* What the store said, as the protocol says it. */
static Status answer_status(Visit *v, HttpReply *reply, Status s)
{
        return s == NOT_FOUND
                       ? answer_fault(v, reply, 404, S(PLAIN("There is nothing with this id.")))
                       : s;
}

static void begin(JsonOut *j)
{
        jout_object(j);
        jout_key(j, S("status"));
        jout_int(j, 200);
        jout_key(j, S("message"));
        jout_text(j, S("Success"));
}

static void put_page(JsonOut *j, int64_t page, int64_t size, size_t total)
{
        jout_key(j, S("paginationInfo"));
        jout_object(j);
        jout_key(j, S("page"));
        jout_int(j, page);
        jout_key(j, S("pageSize"));
        jout_int(j, size);
        jout_key(j, S("totalItems"));
        jout_int(j, (int64_t)total);
        jout_key(j, S("totalPages"));
        jout_int(j, ((int64_t)total + size - 1) / size);
        jout_object_end(j);
}

static OpportunityOut out_of(Visit *v, JsonOut *j, OpportunityBook *book)
{
        return (OpportunityOut){.j = j,
                                .book = book,
                                .a = v->a,
                                .space = record_origin(v->site->record),
                                .base_url = v->site->base_url};
}

static Status put_items(OpportunityOut *out, const OpportunityPage *page)
{
        jout_key(out->j, S("items"));
        jout_list(out->j);
        for (size_t i = 0; i < page->n; i++)
                TRY(opportunity_write(out, page->at[i], false));
        jout_list_end(out->j);
        return OK;
}

/* --- what is asked */

static bool query_number(Visit *v, const char *name, int64_t max, int64_t fallback, int64_t *out)
{
        Str text = visit_query(v, name);

        *out = fallback;
        return str_empty(text) || str_to_int(text, 1, max, out);
}

#define PAGE_FAULT PLAIN("page must be a whole number from 1 on, pageSize one between 1 and 100.")

static bool query_page(Visit *v, int64_t *page, int64_t *size)
{
        return query_number(v, "page", PAGE_NUMBER_MAX, 1, page) &&
               query_number(v, "pageSize", OPPORTUNITY_PAGE_MAX, OPPORTUNITY_PAGE_MAX, size);
}

static bool body_number(const Json *of, const char *name, int64_t max, int64_t fallback,
                        int64_t *out)
{
        const Json *n = json_get(of, str_from(name));

        *out = n && n->kind == JSON_KIND_INT ? n->integer : fallback;
        return (!n || n->kind == JSON_KIND_INT) && *out >= 1 && *out <= max;
}

/* --- GET, of all */

static Status list(Visit *v, HttpReply *reply)
{
        Text t = text_begin(v->a, ANSWER_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        OpportunityAsk ask = {.by = BY_MODIFIED};
        OpportunityBook *book;
        OpportunityPage page;
        OpportunityOut out;
        Str fault;

        if (!query_page(v, &ask.page, &ask.page_size))
                return answer_fault(v, reply, 400, str_from(PAGE_FAULT));
        TRY(opportunity_book(v->db, v->a, v->now_us, &book));
        TRY(opportunity_search(book, &ask, &page, &fault));
        out = out_of(v, &j, book);
        begin(&j);
        TRY(put_items(&out, &page));
        put_page(&j, ask.page, ask.page_size, page.total);
        jout_object_end(&j);
        send(v, reply, 200, &t);
        return OK;
}

/* All of an answer is read at one moment. */
static Status within_snapshot(Visit *v, HttpReply *reply, Status (*run)(Visit *, HttpReply *))
{
        Status s;

        TRY(db_snapshot_begin(v->db));
        s = run(v, reply);
        db_snapshot_end(v->db);
        return s;
}

static Status run_list(Visit *v, HttpReply *reply)
{
        return within_snapshot(v, reply, list);
}

const Route opportunity_list_route = {.method = HTTP_GET,
                                      .path = "/common-grants/opportunities",
                                      .may = MAY_SEE_PUBLIC,
                                      .help = N_("Listed rounds as opportunities (CommonGrants)."),
                                      .run = run_list,
                                      .describe = opportunity_list_describe,
                                      .type = "application/json"};

/* --- POST, a search */

typedef struct {
        OpportunityAsk ask;
        const Json *body;
        Str custom_sort; /* that we do not know */
} Search;

static const char *read_sorting(const Json *sorting, Search *s)
{
        Str by = json_get_text(sorting, S("sortBy")),
            order = json_get_text(sorting, S("sortOrder"));

        if (!sorting)
                return NULL;
        if (str_is(by, "custom"))
                s->custom_sort = json_get_text(sorting, S("customSortBy"));
        else if (!opportunity_sort_parse(by, &s->ask.by))
                return PLAIN(
                        "sorting.sortBy is none of the fields that opportunities are sorted by.");
        if (order.len && !str_is(order, "asc") && !str_is(order, "desc"))
                return PLAIN("sorting.sortOrder must be asc or desc.");
        s->ask.up = str_is(order, "asc");
        return NULL;
}

/* NULL, or an object; anything else is a fault. */
static bool part_of(const Json *body, const char *name, const Json **out)
{
        *out = json_get(body, str_from(name));
        if (*out && (*out)->kind == JSON_KIND_NULL)
                *out = NULL;
        return !*out || (*out)->kind == JSON_KIND_OBJECT;
}

static const char *read_search(const Json *body, Search *s)
{
        const Json *sorting, *pagination, *words = json_get(body, S("search"));

        if (body->kind != JSON_KIND_OBJECT || !part_of(body, "filters", &s->ask.filters) ||
            !part_of(body, "sorting", &sorting) || !part_of(body, "pagination", &pagination))
                return PLAIN("The body, filters, sorting and pagination must be objects.");
        if (words && words->kind != JSON_KIND_TEXT && words->kind != JSON_KIND_NULL)
                return PLAIN("search must be text.");
        s->ask.words = json_get_text(body, S("search"));
        if (!body_number(pagination, "page", PAGE_NUMBER_MAX, 1, &s->ask.page) ||
            !body_number(pagination, "pageSize", OPPORTUNITY_PAGE_MAX, OPPORTUNITY_PAGE_MAX,
                         &s->ask.page_size))
                return PAGE_FAULT;
        return read_sorting(sorting, s);
}

static void put_sort(JsonOut *j, Arena *a, const Search *s)
{
        jout_key(j, S("sortInfo"));
        jout_object(j);
        jout_key(j, S("sortBy"));
        jout_text(j, str_from(opportunity_sort_name(s->ask.by)));
        jout_key(j, S("sortOrder"));
        jout_text(j, s->ask.up ? S("asc") : S("desc"));
        if (s->custom_sort.len) {
                jout_key(j, S("errors"));
                jout_list(j);
                jout_text(j, str_fmt(a, PLAIN("Unsupported customSortBy: %.*s"),
                                     S_ARG(str_head(s->custom_sort, 100))));
                jout_list_end(j);
        }
        jout_object_end(j);
}

static Status put_filters(JsonOut *j, Arena *a, const Search *s, const OpportunityNotes *notes)
{
        Text filters = text_begin(a, 200000);

        jout_key(j, S("filterInfo"));
        jout_object(j);
        jout_key(j, S("filters"));
        if (s->ask.filters)
                TRY(jcs_write(a, s->ask.filters, &filters));
        jout_raw(j, s->ask.filters ? text_str(&filters) : S("{}"));
        if (notes->n) {
                jout_key(j, S("errors"));
                jout_list(j);
                for (size_t i = 0; i < notes->n; i++)
                        jout_text(j, notes->at[i]);
                jout_list_end(j);
        }
        jout_object_end(j);
        return OK;
}

static Status search(Visit *v, HttpReply *reply)
{
        Text t = text_begin(v->a, ANSWER_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        Search s = {.ask = {.by = BY_MODIFIED}};
        OpportunityBook *book;
        OpportunityPage page;
        OpportunityOut out;
        Str fault = {0};
        const char *wrong;

        if (json_parse(v->a, v->rq->body.len ? v->rq->body : S("{}"), &s.body, &fault) != OK)
                return answer_fault(
                        v, reply, 400,
                        str_fmt(v->a, PLAIN("The body is not JSON: %.*s"), S_ARG(fault)));
        wrong = read_search(s.body, &s);
        if (wrong)
                return answer_fault(v, reply, 400, str_from(wrong));
        TRY(opportunity_book(v->db, v->a, v->now_us, &book));
        if (opportunity_search(book, &s.ask, &page, &fault) != OK)
                return answer_fault(v, reply, 400, fault);
        out = out_of(v, &j, book);
        begin(&j);
        TRY(put_items(&out, &page));
        put_page(&j, s.ask.page, s.ask.page_size, page.total);
        put_sort(&j, v->a, &s);
        TRY(put_filters(&j, v->a, &s, &page.notes));
        jout_object_end(&j);
        send(v, reply, 200, &t);
        return OK;
}

static Status run_search(Visit *v, HttpReply *reply)
{
        if (!str_starts(http_header(v->rq, S("Content-Type")), S("application/json")))
                return answer_fault(v, reply, 415, S(PLAIN("The body must be application/json.")));
        return within_snapshot(v, reply, search);
}

const Route opportunity_search_route = {.method = HTTP_POST,
                                        .path = "/common-grants/opportunities/search",
                                        .may = MAY_SEE_PUBLIC,
                                        .help = N_("Searches listed rounds (CommonGrants)."),
                                        .run = run_search,
                                        .describe = opportunity_search_describe,
                                        .type = "application/json"};

/* --- GET, of one */

static Status find(Visit *v, const char *kind, OpportunityBook **book, const Opportunity **out)
{
        Id id;

        if (!uuid_id(v->a, record_origin(v->site->record), kind, v->params[0], &id))
                return NOT_FOUND;
        return opportunity_one(v->db, v->a, id, v->now_us, book, out);
}

static Status put_one(Visit *v, HttpReply *reply, bool is_competition)
{
        Text t = text_begin(v->a, ANSWER_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        OpportunityBook *book;
        const Opportunity *o;
        OpportunityOut out;
        Status s = find(v, is_competition ? UUID_COMPETITION : UUID_OPPORTUNITY, &book, &o);

        if (s != OK)
                return answer_status(v, reply, s);
        out = out_of(v, &j, book);
        begin(&j);
        jout_key(&j, S("data"));
        TRY(is_competition ? competition_write(&out, o) : opportunity_write(&out, o, true));
        jout_object_end(&j);
        send(v, reply, 200, &t);
        return OK;
}

static Status read_opportunity(Visit *v, HttpReply *reply)
{
        return put_one(v, reply, false);
}

static Status read_competition(Visit *v, HttpReply *reply)
{
        return put_one(v, reply, true);
}

static Status run_read(Visit *v, HttpReply *reply)
{
        return within_snapshot(v, reply, read_opportunity);
}

static Status run_competition(Visit *v, HttpReply *reply)
{
        return within_snapshot(v, reply, read_competition);
}

const Route opportunity_read_route = {.method = HTTP_GET,
                                      .path = "/common-grants/opportunities/{oppId}",
                                      .may = MAY_SEE_PUBLIC,
                                      .help = N_("A listed round as an opportunity with its "
                                                 "competition and form (CommonGrants)."),
                                      .run = run_read,
                                      .describe = opportunity_read_describe,
                                      .type = "application/json"};

const Route competition_read_route = {
        .method = HTTP_GET,
        .path = "/common-grants/competitions/{compId}",
        .may = MAY_SEE_PUBLIC,
        .help = N_("How one applies to a listed round (CommonGrants)."),
        .run = run_competition,
        .describe = competition_read_describe,
        .type = "application/json"};

/* --- forms */

static Status forms_of(Visit *v, OpportunityForm *all, size_t *n)
{
        OpportunityFormList rows;
        Id before = INT64_MAX;

        do {
                TRY(opportunity_forms(v->db, v->a, before, &rows));
                for (size_t i = 0; i < rows.n && *n < OPPORTUNITIES_MAX; i++)
                        all[(*n)++] = rows.at[i];
                before = rows.n ? rows.at[rows.n - 1].id : before;
        } while (rows.n == 500 && *n < OPPORTUNITIES_MAX); /* the LIMIT of the query */
        return OK;
}

static Status list_forms(Visit *v, HttpReply *reply)
{
        Text t = text_begin(v->a, ANSWER_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        OpportunityForm *all = arena_new(v->a, OpportunityForm, OPPORTUNITIES_MAX);
        OpportunityOut out = out_of(v, &j, NULL);
        int64_t page, size;
        size_t n = 0;

        if (!query_page(v, &page, &size))
                return answer_fault(v, reply, 400, str_from(PAGE_FAULT));
        TRY(forms_of(v, all, &n));
        begin(&j);
        jout_key(&j, S("items"));
        jout_list(&j);
        for (int64_t i = (page - 1) * size; i < page * size && i < (int64_t)n; i++)
                TRY(form_write(&out, v->db, &all[i]));
        jout_list_end(&j);
        put_page(&j, page, size, n);
        jout_object_end(&j);
        send(v, reply, 200, &t);
        return OK;
}

static Status run_forms(Visit *v, HttpReply *reply)
{
        return within_snapshot(v, reply, list_forms);
}

static Status read_form(Visit *v, HttpReply *reply)
{
        Text t = text_begin(v->a, ANSWER_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        OpportunityOut out = out_of(v, &j, NULL);
        OpportunityForm form;
        Status s = NOT_FOUND;
        Id id;

        if (uuid_id(v->a, out.space, UUID_FORM, v->params[0], &id))
                s = opportunity_form(v->db, v->a, id, &form);
        if (s != OK)
                return answer_status(v, reply, s);
        begin(&j);
        jout_key(&j, S("data"));
        TRY(form_write(&out, v->db, &form));
        jout_object_end(&j);
        send(v, reply, 200, &t);
        return OK;
}

static Status run_form(Visit *v, HttpReply *reply)
{
        return within_snapshot(v, reply, read_form);
}

const Route grants_form_list_route = {.method = HTTP_GET,
                                      .path = "/common-grants/forms",
                                      .may = MAY_SEE_PUBLIC,
                                      .help = N_("Forms of listed rounds (CommonGrants)."),
                                      .run = run_forms,
                                      .describe = grants_form_list_describe,
                                      .type = "application/json"};

const Route grants_form_read_route = {.method = HTTP_GET,
                                      .path = "/common-grants/forms/{formId}",
                                      .may = MAY_SEE_PUBLIC,
                                      .help = N_("A form of a listed round (CommonGrants)."),
                                      .run = run_form,
                                      .describe = grants_form_read_describe,
                                      .type = "application/json"};

/* --- anything else there */

static Status run_none(Visit *v, HttpReply *reply)
{
        return answer_fault(v, reply, 404, S(PLAIN("There is nothing at this address.")));
}

const Route grants_none_route = {.method = HTTP_GET,
                                 .path = "/common-grants/*",
                                 .may = MAY_SEE_PUBLIC,
                                 .help = N_("What CommonGrants has and this server has not."),
                                 .run = run_none,
                                 .is_untold = true};

const Route grants_none_post_route = {.method = HTTP_POST,
                                      .path = "/common-grants/*",
                                      .may = MAY_SEE_PUBLIC,
                                      .help = N_("What CommonGrants has and this server has not."),
                                      .run = run_none,
                                      .is_untold = true};
