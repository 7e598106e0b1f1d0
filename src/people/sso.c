/* people/sso: providers, and what one's own account has of them; see the header. */
#include "people/sso.h"

#include "access/signin.sql.h"
#include "base/words.h"
#include "hub/hub.h"
#include "people/letter.h"

#include <string.h>

static const char purpose[] = "sign-on client secret"; /* as it is */

static Status domains_of(Deed *d, Str *out);
static bool domain_is(Str s);

/* --- a provider is added */

static const Field add_fields[] = {
        {"slug", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Short name"),
         .help = N_("In addresses; it can not be used again.")},
        {"title", FIELD_TEXT, .required = true, .chars_max = 60, .label = N_("Name"),
         .help = N_("As people know it: the button says “Sign in with …”.")},
        {"issuer", FIELD_URL, .required = true, .chars_max = OIDC_URL_BYTES_MAX,
         .label = N_("Issuer"),
         .help = N_("Its address, exactly as it gives it itself. https, unless it runs on this "
                    "very machine.")},
        {"client_id", FIELD_TEXT, .required = true, .chars_max = 300, .label = N_("Client ID")},
        {"client_secret", FIELD_PASSWORD, .required = true, .label = N_("Client secret"),
         .help = N_("Both are given by the provider. The secret is kept sealed and never shown.")},
        {"domains", FIELD_TEXT, .chars_max = 2000, .label = N_("E-mail domains"),
         .help = N_("It may speak for addresses of these, with spaces between: whoever comes from "
                    "it with such an address is that account. When empty, people connect it to "
                    "their accounts by themselves.")},
        {"accounts", FIELD_YES, .label = N_("It may make new accounts, for these domains")},
        {"private", FIELD_YES,
         .label = N_("Its host is in our own network, and may be asked there")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Whose provider it is; nobody's in particular when empty.")},
        {0}};

static Status check_add(Deed *d, SsoProvider *out)
{
        Str secret = deed_text(d, "client_secret");

        out->slug = deed_text(d, "slug");
        out->title = deed_text(d, "title");
        out->issuer = deed_text(d, "issuer");
        out->client_id = deed_text(d, "client_id");
        out->makes_accounts = deed_int(d, "accounts") != 0;
        out->is_private = deed_int(d, "private") != 0;
        TRY(domains_of(d, &out->domains));
        if (!oidc_issuer_is(out->issuer))
                return deed_fault_at(d, "issuer",
                                     _("This must be an https address without ?, # and user; http "
                                       "only for a provider on this very machine."));
        if (secret.len > SSO_SECRET_BYTES_MAX)
                return deed_fault_at(d, "client_secret", _("This is too long."));
        if (out->makes_accounts && !out->domains.len)
                return deed_fault_at(d, "domains",
                                     _("Say for which domains it may make new accounts."));
        return OK;
}

static Status prepare_add(Deed *d)
{
        SsoProvider *p = d->prepared = arena_new(d->a, SsoProvider, 1);

        TRY(check_add(d, p));
        TRY(sso_secret_box(d, p->slug, deed_text(d, "client_secret"), &p->secret));
        return sso_look_at(d, p);
}

static Status is_new(Deed *d, const SsoProvider *p)
{
        SsoProviderSlug other;
        SsoProvider same;
        SsoDoorList live;
        Status s = sso_provider_by_slug(d->db, d->a, p->slug, &same);

        if (s == OK)
                return deed_fault_at(d, "slug", _("There is or was a provider of that name."));
        if (s == NOT_FOUND)
                s = sso_provider_of_issuer(d->db, d->a, p->issuer, &other);
        if (s == OK)
                return deed_fault_at(d, "issuer", _("The provider «%.*s» has this issuer."),
                                     S_ARG(other.slug));
        if (s != NOT_FOUND)
                return s;
        TRY(sso_providers_live(d->db, d->a, &live));
        return live.n < SSO_LIVE_MAX
                       ? OK
                       : deed_fault(d, TOO_MANY, _("There are %d providers; end one first."),
                                    SSO_LIVE_MAX);
}

static Status run_add(Deed *d)
{
        const SsoProvider *p = d->prepared;
        Entry e = {.kind = S("provider.added")};
        Hub hub = {0};

        TRY(is_new(d, p));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        d->made = e.subject = db_id(d->db, d->now_us);
        TRY(sso_provider_add(d->db, p->slug, d->made, p->title, p->issuer, p->client_id, p->secret,
                             p->domains, p->makes_accounts, p->is_private, hub.id, d->now_us));
        d->go_to = S("/providers");
        d->note = str_fmt(
                d->a, _("Added. Tell the provider this redirect address: %.*s/sign-on/%.*s/return"),
                S_ARG(d->base_url), S_ARG(p->slug));
        d->shows_note = true;
        e.hub = hub.id;
        entry_text(&e, S("provider"), p->slug);
        entry_text(&e, S("issuer"), p->issuer);
        entry_text(&e, S("domains"), p->domains);
        entry_int(&e, S("makes_accounts"), p->makes_accounts);
        return deed_tell(d, &e);
}

const Action provider_add_action = {
        .name = "provider add",
        .may = MAY_PROVIDER,
        .where = where_everywhere,
        .title = N_("Add a provider of sign-on"),
        .help = N_(
                "An organisation's own sign-on (OpenID Connect): people come in with the account "
                "they have there. What it publishes is looked at before it is added."),
        .fields = add_fields,
        .prepare = prepare_add,
        .run = run_add,
        .is_dangerous = true};

/* --- and ended */

static const Field end_fields[] = {
        {"provider", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Provider")}, {0}};

static Status run_end(Deed *d)
{
        Entry e = {.kind = S("provider.ended")};
        SsoProvider p = {0};

        TRY(sso_live(d, d->db, deed_text(d, "provider"), &p));
        TRY(sso_provider_end(d->db, p.slug, d->now_us));
        d->made = e.subject = p.id;
        d->go_to = S("/providers");
        d->note = S_("Ended. Nobody signs in through it any more; who is in stays in until the "
                     "session ends.");
        e.hub = p.hub;
        entry_text(&e, S("provider"), p.slug);
        return deed_tell(d, &e);
}

const Action provider_end_action = {
        .name = "provider end",
        .may = MAY_PROVIDER,
        .where = where_everywhere,
        .title = N_("End a provider of sign-on"),
        .help = N_(
                "Nobody signs in through it from now on. Accounts stay; those that have no other "
                "way to sign in need a one-time link."),
        .fields = end_fields,
        .run = run_end,
        .is_dangerous = true};

/* --- a person's own */

static const Field identity_fields[] = {
        {"identity", FIELD_ID, .required = true, .label = N_("Connection")}, {0}};

static Status run_identity_end(Deed *d)
{
        Entry e = {.kind = S("account.sign-on-unlinked"), .subject = d->actor.id};
        const SsoLink *link = NULL;
        AccountWays ways;
        SsoLinkList links;

        TRY(account_ways(d->db, d->a, d->actor.id, &ways));
        TRY(sso_identities_of(d->db, d->a, d->actor.id, &links));
        for (size_t i = 0; i < links.n; i++)
                if (links.at[i].id == deed_int(d, "identity"))
                        link = &links.at[i];
        if (!link)
                return deed_fault(d, NOT_FOUND, _("Your account has no such connection."));
        if (link->title.len && ways.passwords + ways.passkeys + ways.identities < 2)
                return deed_fault(d, CONFLICT,
                                  _("This is your last way to sign in. Set a password first, or "
                                    "connect another provider."));
        TRY(sso_identity_drop(d->db, link->id, d->actor.id));
        d->made = d->actor.id;
        d->go_to = S("/me");
        d->note = S_("Disconnected.");
        TRY(letter_of_ways(d, d->actor.id, e.kind));
        return deed_tell(d, &e);
}

const Action identity_end_action = {
        .name = "identity end",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Disconnect a provider of sign-on"),
        .help = N_("You do not sign in to this account through it any more."),
        .fields = identity_fields,
        .run = run_identity_end,
        .is_dangerous = true};

/* --- what others ask */

Status sso_live(Deed *d, Db *db, Str slug, SsoProvider *out)
{
        SsoProvider p;
        Status s = sso_provider_by_slug(db, d->a, slug, &p);

        if (s == NOT_FOUND)
                return deed_fault(d, s, _("There is no provider «%.*s»."), S_ARG(slug));
        TRY(s);
        if (p.ended_at)
                return deed_fault(d, NOT_FOUND, _("Nobody signs in through %.*s any more."),
                                  S_ARG(p.title));
        *out = p;
        return OK;
}

FieldOffers sso_doors(Db *db, Arena *a)
{
        FieldOffers doors = {0};
        SsoDoorList list;

        if (sso_providers_live(db, a, &list) != OK)
                return doors; /* the page of the password is still good */
        doors.at = arena_new(a, FieldOffer, list.n + 1);
        for (size_t i = 0; i < list.n; i++)
                doors.at[doors.n++] =
                        (FieldOffer){str_fmt(a, "/sign-on/%.*s", S_ARG(list.at[i].slug)),
                                     str_fmt(a, _("Sign in with %.*s"), S_ARG(list.at[i].title))};
        return doors;
}

Status sso_secret_box(Deed *d, Str slug, Str secret, Str *out)
{
        if (!d->seal)
                return deed_fault(d, BROKEN, _("This server has no key to keep secrets with."));
        *out = seal_box(d->seal, d->a, purpose, slug, secret);
        return OK;
}

Status sso_secret_open(Deed *d, const SsoProvider *p, Str *out)
{
        if (d->seal && seal_unbox(d->seal, d->a, purpose, p->slug, p->secret, out) == OK)
                return OK;
        return deed_fault(d, BROKEN,
                          _("This server lost the key of the secrets it keeps: whoever runs it has "
                            "to add %.*s again."),
                          S_ARG(p->title));
}

bool sso_speaks_for(const SsoProvider *p, Str email)
{
        Str rest = p->domains, one, domain = email;
        size_t at;

        while ((at = str_find(domain, '@')) < domain.len)
                domain = str_skip(domain, at + 1);
        if (domain.len == email.len)
                return false;
        while (str_cut(&rest, ' ', &one))
                if (one.len && str_eq_nocase(one, domain))
                        return true;
        return false;
}

/* Names with single spaces between them, in small letters. */
static Status domains_of(Deed *d, Str *out)
{
        Str rest = str_lower(d->a, deed_text(d, "domains")), one, found[SSO_DOMAINS_MAX];
        size_t n = 0;

        while (str_cut(&rest, ' ', &one)) {
                if (str_ends(one, S(",")))
                        one.len--;
                if (!one.len)
                        continue;
                if (!domain_is(one))
                        return deed_fault_at(d, "domains",
                                             _("«%.*s» is no domain, as in example.org."),
                                             S_ARG(one));
                if (n == SSO_DOMAINS_MAX)
                        return deed_fault_at(d, "domains", _("At most %d domains."),
                                             SSO_DOMAINS_MAX);
                found[n++] = one;
        }
        *out = str_join(d->a, found, n, S(" "));
        return OK;
}

static bool domain_is(Str s)
{
        bool has_dot = false;

        for (size_t i = 0; i < s.len; i++) {
                char c = s.at[i], before = i ? s.at[i - 1] : '.';

                if (c == '.' ? before == '.' || before == '-' || i + 1 == s.len
                             : !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                                 (c == '-' && before != '.' && i + 1 < s.len)))
                        return false;
                has_dot = has_dot || c == '.';
        }
        return has_dot && s.len <= 253;
}
