/* mail/mail_page: see the header. */
#include "mail/mail_page.h"

#include "base/words.h"
#include "mail/mail.html.h"
#include "mail/token.h"

enum { BULKS_A_PAGE = 20 };

/* --- the outbox */

static const Field list_query[] = {
        {"state", FIELD_CHOICE, .label = N_("Only mails in this state"),
         .choices = (const char *const[]){"waiting", "held", "sent", "kept", "failed", "bounced",
                                          "dropped", NULL}},
        {"before", FIELD_ID, .label = N_("Only mails older than this one")},
        {0}};

static Status before_of(Visit *v, Id *out)
{
        Str before = visit_query(v, "before");

        *out = INT64_MAX;
        if (before.len && !id_parse(before, out))
                return visit_fault(v, INVALID, _("«before» is not an id."));
        return OK;
}

static Status may_see_bulk(Visit *v, const MailBulk *b, bool *out)
{
        Place place;

        TRY(mail_bulk_place(v->db, v->a, b, &place));
        *out = access_may_at(&v->actor, MAY_MAIL, &place);
        return OK;
}

/* Those to many that the visitor may see, newest first. */
static Status load_bulks(Visit *v, MailBulkList *out)
{
        MailBulk *seen = arena_new(v->a, MailBulk, BULKS_A_PAGE);
        Id before = INT64_MAX;
        MailBulkList list;
        size_t n = 0;

        do {
                TRY(bulk_latest(v->db, v->a, before, &list));
                for (size_t i = 0; i < list.n && n < BULKS_A_PAGE; i++) {
                        bool may;

                        TRY(may_see_bulk(v, &list.at[i], &may));
                        if (may)
                                seen[n++] = list.at[i];
                        before = list.at[i].id;
                }
        } while (list.n == BULKS_A_PAGE && n < BULKS_A_PAGE);
        *out = (MailBulkList){seen, n};
        return OK;
}

static Status load_list(Visit *v, void *model)
{
        MailsModel *m = model;
        Id before;

        TRY(before_of(v, &before));
        m->state = visit_query(v, "state");
        m->sees_all = access_may_everywhere(&v->actor, MAY_MAIL);
        if (before == INT64_MAX && !m->state.len)
                TRY(load_bulks(v, &m->bulks));
        if (!m->sees_all) /* single mails are of accounts, not of a place */
                return OK;
        TRY(mail_counts(v->db, v->a, &m->counts));
        TRY(m->state.len ? outbox_latest_of(v->db, v->a, m->state, before, &m->mails)
                         : outbox_latest(v->db, v->a, before, &m->mails));
        if (m->mails.n == 50)
                m->next = m->mails.at[49].id;
        return OK;
}

static void draw_list(Page *out, const Visit *v, const void *model)
{
        mail_list_page(out, v, model);
}

static const Part list_parts[] = {PART_LIST_OF(MailsModel, counts, MailCount),
                                  PART_LIST_OF(MailsModel, bulks, MailBulk),
                                  PART_LIST_OF(MailsModel, mails, MailLine),
                                  PART_VALUE_OF(MailsModel, next, COL_ID),
                                  {0}};

const View mail_list_view = {.path = "/mails",
                             .word = "mail list",
                             .may = MAY_MAIL,
                             .title = N_("Mails"),
                             .help = N_("What was written to people, newest first."),
                             .query = list_query,
                             .bytes = sizeof(MailsModel),
                             .parts = list_parts,
                             .load = load_list,
                             .draw = draw_list};

/* --- one mail */

/* Who may not see all sees those that went to many at places of theirs. */
static Status may_see_mail(Visit *v, const Mail *mail, bool *out_sees_all)
{
        MailBulk b;
        bool may = false;

        *out_sees_all = access_may_everywhere(&v->actor, MAY_MAIL);
        if (*out_sees_all)
                return OK;
        if (!mail->bulk)
                return NOT_FOUND;
        TRY(bulk_by_id(v->db, v->a, mail->bulk, &b));
        TRY(may_see_bulk(v, &b, &may));
        return may ? OK : NOT_FOUND;
}

static Status load_show(Visit *v, void *model)
{
        MailModel *m = model;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(outbox_by_id(v->db, v->a, id, &m->mail));
        TRY(may_see_mail(v, &m->mail, &m->sees_all));
        if (m->mail.is_secret) /* nor does an operator sign in as somebody else by it */
                m->mail.plain = m->mail.html = (Str){0};
        return OK;
}

static void draw_show(Page *out, const Visit *v, const void *model)
{
        mail_show_page(out, v, model);
}

static const Part show_parts[] = {PART_ROW_OF(MailModel, mail, Mail), {0}};

const View mail_show_view = {.path = "/mails/{mail}",
                             .word = "mail show",
                             .may = MAY_MAIL,
                             .title = N_("Mail"),
                             .help = N_("What it says, and whether it arrived."),
                             .bytes = sizeof(MailModel),
                             .parts = show_parts,
                             .load = load_show,
                             .draw = draw_show};

/* --- a mail to many */

static const Field bulk_query[] = {
        {"before", FIELD_ID, .label = N_("Only mails older than this one")}, {0}};

static Status load_bulk(Visit *v, void *model)
{
        MailBulkModel *m = model;
        Id id, before;
        bool may;

        TRY(before_of(v, &before));
        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(bulk_by_id(v->db, v->a, id, &m->bulk));
        TRY(may_see_bulk(v, &m->bulk, &may));
        if (!may)
                return NOT_FOUND;
        TRY(outbox_of_bulk(v->db, v->a, id, before, &m->mails));
        if (m->mails.n)
                TRY(outbox_by_id(v->db, v->a, m->mails.at[0].id, &m->sample));
        if (m->sample.is_secret)
                m->sample.plain = m->sample.html = (Str){0};
        if (m->mails.n == 50)
                m->next = m->mails.at[49].id;
        return OK;
}

static void draw_bulk(Page *out, const Visit *v, const void *model)
{
        mail_bulk_page(out, v, model);
}

static const Part bulk_parts[] = {PART_ROW_OF(MailBulkModel, bulk, MailBulk),
                                  PART_ROW_OF(MailBulkModel, sample, Mail),
                                  PART_LIST_OF(MailBulkModel, mails, MailLine),
                                  PART_VALUE_OF(MailBulkModel, next, COL_ID),
                                  {0}};

const View mail_bulk_view = {
        .path = "/mails/bulk/{bulk}",
        .word = "mail bulk",
        .may = MAY_MAIL,
        .title = N_("Mail to many"),
        .help = N_("What would be sent to how many, before anything is; then what came of it."),
        .query = bulk_query,
        .bytes = sizeof(MailBulkModel),
        .parts = bulk_parts,
        .load = load_bulk,
        .draw = draw_bulk};

/* --- the way out; whoever has the link may use it, signed in or not */

static const Field unsubscribe_query[] = {
        {"address", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("Address")},
        {"kind", FIELD_TEXT, .required = true, .chars_max = MAIL_KIND_CHARS_MAX,
         .label = N_("Kind of mail, or * for all that is not essential")},
        {"token", FIELD_TEXT, .required = true, .chars_max = MAIL_TOKEN_CHARS,
         .label = N_("From the link in the mail")},
        {0}};

static Status read_link(Visit *v, UnsubscribeModel *m)
{
        bool good;

        m->address = visit_query(v, "address");
        m->kind = visit_query(v, "kind");
        m->token = visit_query(v, "token");
        good = m->address.len && m->kind.len && m->kind.len <= MAIL_KIND_CHARS_MAX &&
               v->site->seal && mail_token_is(v->a, v->site->seal, m->address, m->kind, m->token);
        return good ? OK
                    : visit_fault(v, NOT_FOUND,
                                  _("This link is not whole. Open it from the mail once more."));
}

static Status load_unsubscribe(Visit *v, void *model)
{
        UnsubscribeModel *m = model;
        MailUnwanted row;
        Status s;

        if (!v->query_n)
                return OK; /* without a link there is nothing to ask */
        TRY(read_link(v, m));
        s = unwanted_of(v->db, v->a, m->address, m->kind, &row);
        m->is_ended = s == OK;
        return s == NOT_FOUND ? OK : s;
}

static void draw_unsubscribe(Page *out, const Visit *v, const void *model)
{
        (void)v;
        mail_unsubscribe_page(out, model);
}

static const Part unsubscribe_parts[] = {PART_VALUE_OF(UnsubscribeModel, kind, COL_TEXT),
                                         PART_VALUE_OF(UnsubscribeModel, is_ended, COL_BOOL),
                                         {0}};

const View mail_unsubscribe_view = {.path = "/mail/unsubscribe",
                                    .may = MAY_SEE_PUBLIC,
                                    .title = N_("Mails to you"),
                                    .help = N_("Asks whether a kind of mail shall end."),
                                    .query = unsubscribe_query,
                                    .bytes = sizeof(UnsubscribeModel),
                                    .parts = unsubscribe_parts,
                                    .load = load_unsubscribe,
                                    .draw = draw_unsubscribe};

typedef struct {
        Arena *a;
        Str address, kind;
        int64_t now_us;
} Ending;

static Status end_job(void *ctx, Db *db)
{
        const Ending *e = ctx;

        return mail_end_kind(db, e->a, e->address, e->kind, e->now_us);
}

/* RFC 8058: a mail program posts here by itself, without cookies, and wants no redirect. A person's
 * browser gets the page that says it is done. The token is the right to do it. */
static Status run_unsubscribe(Visit *v, HttpReply *reply)
{
        UnsubscribeModel m = {0};
        Ending e = {.a = v->a, .now_us = v->now_us};
        const HttpPair *pairs;
        size_t n;
        bool one_click = false;

        TRY(read_link(v, &m));
        e.address = m.address;
        e.kind = m.kind;
        TRY(store_transact(v->site->store, end_job, &e));
        for (size_t i = 0; http_form(v->rq, &pairs, &n) == OK && i < n; i++)
                one_click = one_click || str_eq_nocase(pairs[i].name, S("List-Unsubscribe"));
        if (one_click) {
                reply->content_type = S("text/plain; charset=utf-8");
                reply->body = S_("Done.\n");
                return OK;
        }
        reply->status = 303;
        http_reply_header(v->rq, reply, S("Location"),
                          str_fmt(v->a, "/mail/unsubscribe?%.*s", S_ARG(v->rq->query)));
        return OK;
}

const Route mail_unsubscribe_route = {.method = HTTP_POST,
                                      .path = "/mail/unsubscribe",
                                      .may = MAY_SEE_PUBLIC,
                                      .help = N_("Ends a kind of mail for an address (RFC 8058)."),
                                      .run = run_unsubscribe,
                                      .type = "text/plain"};
