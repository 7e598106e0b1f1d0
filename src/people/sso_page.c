/* people/sso_page: see the header.
 *
 * A form of ours may post to nobody but us (the policy's form-action, which counts what follows a
 * redirect as well), so who begins gets a page that leads on by itself. */
#include "people/sso_page.h"

#include "base/log.h"
#include "base/words.h"
#include "people/sso.html.h"
#include "web/peer.h"
#include "web/visitor.h"
#include "web/web.html.h"

enum { RETURN_INPUTS_MAX = 8, PAGE_BYTES_MAX = 256 * 1024 };

static const char cookie_plain[] = "seedbed-sign-on", cookie_secure[] = "__Host-seedbed-sign-on";

static void draw(Visit *v, HttpReply *reply, Str title, const Page *body);

/* --- providers */

static Status load_providers(Visit *v, void *model)
{
        ProvidersModel *m = model;

        return sso_providers_all(v->db, v->a, &m->providers);
}

static const Part provider_parts[] = {PART_LIST_OF(ProvidersModel, providers, SsoProviderLine),
                                      {0}};

static void draw_providers(Page *out, const Visit *v, const void *model)
{
        provider_list_page(out, v, model);
}

const View provider_list_view = {.path = "/providers",
                                 .word = "provider list",
                                 .may = MAY_PROVIDER,
                                 .title = N_("Providers of sign-on"),
                                 .help = N_("Organisations whose own sign-on lets people in here."),
                                 .bytes = sizeof(ProvidersModel),
                                 .parts = provider_parts,
                                 .load = load_providers,
                                 .draw = draw_providers};

/* --- there and back */

static const char *cookie_name(const Visit *v)
{
        return v->site->is_secure ? cookie_secure : cookie_plain;
}

/* Lax: the way back begins at the provider. */
static void set_cookie(Visit *v, HttpReply *reply, Str value)
{
        http_reply_header(v->rq, reply, S("Set-Cookie"),
                          str_fmt(v->a, "%s=%.*s; Path=/; HttpOnly; SameSite=Lax; Max-Age=%d%s",
                                  cookie_name(v), S_ARG(value),
                                  value.len ? (int)(SSO_ATTEMPT_US / 1000000) : 0,
                                  v->site->is_secure ? "; Secure" : ""));
}

/* The one it has, so that two tabs do not take it from each other, or a new one. */
static Str browser_secret(Visit *v)
{
        Str had = http_cookie(v->rq, str_from(cookie_name(v)));
        unsigned char bytes[TOKEN_BYTES];

        if (had.len == TOKEN_CHARS && str_unhex(had, bytes, sizeof bytes))
                return had;
        random_fill(bytes, sizeof bytes);
        return str_hex(v->a, bytes, sizeof bytes);
}

static Status do_it(Visit *v, const Action *action, const Input *inputs, size_t n, Deed *d)
{
        const Site *site = v->site;
        ActionWorld world = {.store = site->store,
                             .site = v->site,
                             .base_url = site->base_url,
                             .gate = site->gate,
                             .seal = site->seal,
                             .sends_mail = site->sends_mail,
                             .client = peer_network(v->a, v->client),
                             .asks = site->asks};
        Status s;

        *d = (Deed){.action = action, .session = v->session};
        s = action_do(&world, action, &v->actor, inputs, n, v->a, d);
        log_line(s == BROKEN ? LOG_ERROR : LOG_INFO,
                 "request=%.*s deed=\"%s\" actor=%.*s status=%s position=%lld words=\"%.*s\"",
                 S_ARG(v->rq->id), action->name, S_ARG(id_text(v->a, d->actor.id)), status_name(s),
                 d->told ? (long long)d->position : -1,
                 S_ARG(d->faults_n ? d->faults[0].words : (Str){0}));
        return s;
}

static Status did_not_work(Visit *v, HttpReply *reply, Status s, const Deed *d)
{
        Page p = page_begin(v->a, PAGE_BYTES_MAX);

        reply->status = s == FORBIDDEN && !v->actor.id ? 401 : status_http(s);
        sso_fault_page(&p, v, d->faults_n ? d->faults[0].words : S_("This can not be done."));
        draw(v, reply, S_("Signing in did not work"), &p);
        return OK;
}

static Status begin(Visit *v, HttpReply *reply, const Action *action)
{
        Str browser = browser_secret(v);
        Input inputs[] = {{S("provider"), v->params[0]}, {S("browser"), browser}};
        Page p;
        Deed d;
        Status s = do_it(v, action, inputs, 2, &d);

        if (s != OK)
                return did_not_work(v, reply, s, &d);
        set_cookie(v, reply, browser);
        http_reply_header(v->rq, reply, S("Refresh"), str_fmt(v->a, "0;url=%.*s", S_ARG(d.go_to)));
        p = page_begin(v->a, PAGE_BYTES_MAX);
        sso_go_page(&p, d.note, d.go_to);
        draw(v, reply, S_("Sign in"), &p);
        return OK;
}

static Status run_begin(Visit *v, HttpReply *reply)
{
        if (!visitor_is_from_here(v))
                return visit_fault(v, FORBIDDEN, _("Open the page of signing in and press there."));
        return begin(v, reply, &sso_begin_action);
}

static Str form_token(Visit *v)
{
        const HttpPair *pairs;
        size_t n;

        if (http_form(v->rq, &pairs, &n) == OK)
                for (size_t i = 0; i < n; i++)
                        if (str_is(pairs[i].name, "form_token"))
                                return pairs[i].value;
        return (Str){0};
}

static Status run_connect(Visit *v, HttpReply *reply)
{
        if (!visitor_is_from_here(v) || !v->session.len ||
            !access_form_token_is(v->a, v->session, form_token(v)))
                return visit_fault(v, FORBIDDEN,
                                   _("This form is from another session. Open it again and send it "
                                     "once more."));
        return begin(v, reply, &sso_connect_action);
}

/* RFC 6749, section 4.1.2: parameters that we do not know are passed over; one that comes twice is
 * a fault of the deed. */
static Status run_return(Visit *v, HttpReply *reply)
{
        static const char *const names[] = {"state", "code", "iss", "error"};
        Input inputs[RETURN_INPUTS_MAX];
        Str had = http_cookie(v->rq, str_from(cookie_name(v)));
        size_t n = 0;
        Deed d;
        Status s;

        inputs[n++] = (Input){S("provider"), v->params[0]};
        inputs[n++] = (Input){S("browser"), had};
        for (size_t i = 0; i < v->query_n && n < RETURN_INPUTS_MAX; i++)
                for (size_t k = 0; k < sizeof names / sizeof *names; k++)
                        if (str_is(v->query[i].name, names[k]))
                                inputs[n++] = (Input){v->query[i].name, v->query[i].value};
        s = do_it(v, &sso_return_action, inputs, n, &d);
        if (s != OK)
                return did_not_work(v, reply, s, &d);
        set_cookie(v, reply, (Str){0});
        if (d.session_begun.len)
                visitor_set_session(v, reply, d.session_begun);
        reply->status = 303;
        reply->no_store = true;
        http_reply_header(v->rq, reply, S("Location"), d.go_to);
        return OK;
}

static void draw(Visit *v, HttpReply *reply, Str title, const Page *body)
{
        Page p = page_begin(v->a, PAGE_BYTES_MAX);

        layout(&p, v, title, page_html(body));
        reply->content_type = S("text/html; charset=utf-8");
        reply->body = page_html(&p).bytes;
        reply->no_store = true;
}

const Route sso_begin_route = {.method = HTTP_POST,
                               .path = "/sign-on/{provider}",
                               .may = MAY_SIGN_IN,
                               .help = N_("Leads a browser to a provider of sign-on."),
                               .run = run_begin,
                               .type = "text/html"};

const Route sso_connect_route = {.method = HTTP_POST,
                                 .path = "/sign-on/{provider}/connect",
                                 .may = MAY_SELF,
                                 .help = N_("The same, to connect it to one's account."),
                                 .run = run_connect,
                                 .type = "text/html"};

const Route sso_return_route = {.method = HTTP_GET,
                                .path = "/sign-on/{provider}/return",
                                .may = MAY_SIGN_IN,
                                .help = N_("Where the provider sends the browser back to."),
                                .run = run_return,
                                .type = "text/html"};
