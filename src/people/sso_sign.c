/* people/sso_sign: the way to a provider and back. See people/sso.h.
 *
 * Who leaves gets a state, which is kept hashed beside the hash of a secret that the browser has as
 * a cookie; nonce and PKCE verifier are made from the state with the data folder's secret, so they
 * are kept nowhere. Who comes back spends the state before anything else is done with the answer.
 */
#include "access/signin.sql.h"
#include "action/session.h"
#include "base/words.h"
#include "net/ask.h"
#include "net/message.h"
#include "mail/mail.h"
#include "people/letter.h"
#include "people/second.h"
#include "people/sso.h"
#include "people/team.h"

static Status run_begin(Deed *d);
static Status prepare_begin(Deed *d);
static Status prepare_return(Deed *d);
static Status run_return(Deed *d);
static Status take_attempt(Deed *d, SsoAttempt *out);
static Status check_answer(Deed *d, const SsoProvider *p, const OidcPlaces *places);
static Status exchange(Deed *d, const SsoProvider *p, const OidcPlaces *places, Str *out_id_token,
                       Str *out_access_token);
static Status verify(Deed *d, const SsoKnown *known, const OidcPlaces *places, Str id_token,
                     Str access_token, SsoArrival *out);
static Status account_of(Deed *d, const SsoArrival *r, Id *out);
static Status link_to(Deed *d, const SsoArrival *r, Id actor);

static const char for_nonce[] = "sign-on nonce", for_verifier[] = "sign-on verifier"; /* as it is */

/* Nobody but us can make it of that state. */
static Str derived(Deed *d, const char *purpose, Str state)
{
        Hash mac = seal_mac(d->seal, purpose, state);

        return str_base64url(d->a, mac.b, HASH_BYTES);
}

/* What we say of an attempt, on the way there and back. */
static Status request_of(Deed *d, const SsoProvider *p, Str state, OidcRequest *out)
{
        OidcRequest r = {.client_id = p->client_id, .state = state};

        TRY(sso_secret_open(d, p, &r.client_secret));
        r.redirect_uri =
                str_fmt(d->a, "%.*s/sign-on/%.*s/return", S_ARG(d->base_url), S_ARG(p->slug));
        r.nonce = derived(d, for_nonce, state);
        r.verifier = derived(d, for_verifier, state);
        *out = r;
        return OK;
}

/* --- there */

static const Field begin_fields[] = {
        {"provider", FIELD_SLUG, .required = true, .chars_max = 64},
        {"browser", FIELD_TEXT, .required = true, .chars_max = TOKEN_CHARS},
        {0}};

const Action sso_begin_action = {.name = "sso begin",
                                 .may = MAY_SIGN_IN,
                                 .where = where_own,
                                 .title = N_("Sign in"),
                                 .help = N_("At a provider of sign-on."),
                                 .fields = begin_fields,
                                 .prepare = prepare_begin,
                                 .run = run_begin,
                                 .is_silent = true};

const Action sso_connect_action = {.name = "sso connect",
                                   .may = MAY_SELF,
                                   .where = where_own,
                                   .title = N_("Connect a provider of sign-on"),
                                   .help = N_("It signs in to this account from then on."),
                                   .fields = begin_fields,
                                   .prepare = prepare_begin,
                                   .run = run_begin,
                                   .is_silent = true,
                                   .is_dangerous = true};

typedef struct {
        SsoProvider p;
        Hash state;
} Departure;

static Status prepare_begin(Deed *d)
{
        Departure *to = d->prepared = arena_new(d->a, Departure, 1);
        unsigned char random[TOKEN_BYTES];
        OidcRequest request;
        OidcPlaces places;
        SsoKnown known;
        Str state;

        TRY(sso_known(d, deed_text(d, "provider"), &known));
        TRY(sso_places(d, &known, &places));
        random_fill(random, sizeof random);
        state = str_hex(d->a, random, sizeof random);
        TRY(request_of(d, &known.p, state, &request));
        to->p = known.p;
        to->state = hash_sha256(state);
        d->go_to = oidc_authorize_url(d->a, &places, &request);
        d->note = known.p.title;
        return OK;
}

static Status run_begin(Deed *d)
{
        const Departure *to = d->prepared;
        bool connects = d->action == &sso_connect_action;
        Hash browser = hash_sha256(deed_text(d, "browser")), session = hash_sha256(d->session);
        SsoProvider now;

        if (connects && !d->session.len)
                return deed_fault(d, FORBIDDEN, _("Only who is signed in can connect an account."));
        TRY(sso_live(d, d->db, to->p.slug, &now));
        TRY(sso_attempt_sweep(d->db, d->now_us));
        return sso_attempt_add(d->db, hash_str(&to->state), hash_str(&browser), to->p.slug,
                               connects ? d->actor.id : 0, connects ? hash_str(&session) : (Str){0},
                               d->now_us + SSO_ATTEMPT_US);
}

/* --- and back */

static const Field return_fields[] = {{"provider", FIELD_SLUG, .required = true, .chars_max = 64},
                                      {"browser", FIELD_TEXT, .chars_max = TOKEN_CHARS},
                                      {"state", FIELD_TEXT, .chars_max = TOKEN_CHARS},
                                      {"code", FIELD_TEXT, .chars_max = OIDC_CODE_CHARS_MAX},
                                      {"iss", FIELD_TEXT, .chars_max = OIDC_URL_BYTES_MAX},
                                      {"error", FIELD_TEXT, .chars_max = 200},
                                      {0}};

const Action sso_return_action = {.name = "sso return",
                                  .may = MAY_SIGN_IN,
                                  .where = where_own,
                                  .title = N_("Sign in"),
                                  .help = N_("Back from a provider of sign-on."),
                                  .fields = return_fields,
                                  .prepare = prepare_return,
                                  .run = run_return,
                                  .is_silent = true};

static Status prepare_return(Deed *d)
{
        SsoArrival *r = d->prepared = arena_new(d->a, SsoArrival, 1);
        Hash session = hash_sha256(d->session);
        Str id_token = {0}, access_token = {0};
        SsoAttempt attempt = {0};
        OidcPlaces places;
        SsoKnown known;

        TRY(take_attempt(d, &attempt));
        if (attempt.actor &&
            (attempt.actor != d->actor.id || !str_eq(attempt.session, hash_str(&session))))
                return deed_fault(d, FORBIDDEN,
                                  _("You signed out meanwhile, or in as somebody else. Sign in and "
                                    "connect again."));
        TRY(sso_known(d, deed_text(d, "provider"), &known));
        TRY(sso_places(d, &known, &places));
        r->p = known.p;
        r->for_actor = attempt.actor;
        TRY(check_answer(d, &known.p, &places));
        TRY(exchange(d, &known.p, &places, &id_token, &access_token));
        return verify(d, &known, &places, id_token, access_token, r);
}

static Status spend(void *ctx, Db *db)
{
        const Hash *state = ctx;

        return sso_attempt_drop(db, hash_str(state));
}

static Status find_attempt(Deed *d, const Hash *state, SsoAttempt *out)
{
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = sso_attempt_find(db, d->a, hash_str(state), d->now_us, out);
        store_reader_close(db);
        return s;
}

/* The words are the same for what never was, is over, was used, and is another's. */
static Status take_attempt(Deed *d, SsoAttempt *out)
{
        Hash state = hash_sha256(deed_text(d, "state")),
             browser = hash_sha256(deed_text(d, "browser"));
        SsoAttempt found = {0};
        Status s = deed_given(d, "state") && deed_given(d, "browser")
                           ? find_attempt(d, &state, &found)
                           : NOT_FOUND;

        if (s == OK && (!str_eq(found.browser, hash_str(&browser)) ||
                        !str_eq(found.provider, deed_text(d, "provider"))))
                s = NOT_FOUND;
        if (s == OK)
                s = store_transact(d->store, spend, &state);
        if (s == NOT_FOUND)
                return deed_fault(d, FORBIDDEN,
                                  _("This was not begun in this browser, or more than ten minutes "
                                    "ago, or was used already. Begin again."));
        TRY(s);
        *out = found;
        return OK;
}

/* RFC 9207: whose answer it is; RFC 6749, section 4.1.2.1: an answer may be a no. */
static Status check_answer(Deed *d, const SsoProvider *p, const OidcPlaces *places)
{
        Str iss = deed_text(d, "iss"), error = deed_text(d, "error"), word = oidc_error_word(error);

        if (iss.len ? !str_eq(iss, p->issuer) : places->names_issuer)
                return deed_fault(
                        d, UPSTREAM,
                        _("This answer is from somebody else than %.*s. Nobody was signed "
                          "in."),
                        S_ARG(p->title));
        if (str_is(word, "access_denied"))
                return deed_fault(d, FORBIDDEN,
                                  _("%.*s did not let you in, or you said no there. Nothing was "
                                    "changed."),
                                  S_ARG(p->title));
        if (error.len)
                return deed_fault(d, UPSTREAM,
                                  _("%.*s could not sign you in (%.*s). Try again, or ask who runs "
                                    "it."),
                                  S_ARG(p->title), S_ARG(word.len ? word : S_("unknown error")));
        if (!deed_given(d, "code"))
                return deed_fault(d, UPSTREAM,
                                  _("%.*s sent you back without an answer. Begin again."),
                                  S_ARG(p->title));
        return OK;
}

static Status ask_tokens(Deed *d, const SsoProvider *p, const OidcPlaces *places, Answer *out)
{
        OidcRequest request;
        Ask what = {.url = places->token,
                    .bytes_max = OIDC_TOKENS_BYTES_MAX,
                    .may_be_private = sso_may_be_private(p, places->token),
                    .gate = d->asks};
        Status s;

        TRY(request_of(d, p, deed_text(d, "state"), &request));
        what.form = oidc_exchange_form(d->a, places, &request, deed_text(d, "code"),
                                       &what.authorization);
        s = ask(d->a, &what, out);
        if (s == TOO_MANY)
                return deed_fault(d, s,
                                  _("Many are signing in just now. Begin again in a few seconds."));
        return s == OK || s == BROKEN ? s
                                      : deed_fault(d, UPSTREAM, _("%.*s could not be asked: %s."),
                                                   S_ARG(p->title), out->fault);
}

static Status exchange(Deed *d, const SsoProvider *p, const OidcPlaces *places, Str *out_id_token,
                       Str *out_access_token)
{
        Answer answer = {0};
        const Json *top;
        Str word = {0};

        TRY(ask_tokens(d, p, places, &answer));
        if (answer.code == 200) {
                if (oidc_tokens_parse(d->a, answer.body, out_id_token, out_access_token) == OK)
                        return OK;
                return deed_fault(d, UPSTREAM,
                                  _("%.*s answered with something that can not be read. Nobody was "
                                    "signed in."),
                                  S_ARG(p->title));
        }
        if (answer.body.len <= OIDC_TOKENS_BYTES_MAX &&
            json_parse(d->a, answer.body, &top, NULL) == OK)
                word = oidc_error_word(json_get_text(top, S("error")));
        return deed_fault(
                d, UPSTREAM,
                _("%.*s did not confirm that it let you in (%ld%s%.*s). Nobody was signed "
                  "in; begin again."),
                S_ARG(p->title), answer.code, word.len ? " " : "", S_ARG(word));
}

static Status verify(Deed *d, const SsoKnown *known, const OidcPlaces *places, Str id_token,
                     Str access_token, SsoArrival *out)
{
        JwtWanted wanted = {.issuer = known->p.issuer,
                            .client_id = known->p.client_id,
                            .nonce = derived(d, for_nonce, deed_text(d, "state")),
                            .access_token = access_token,
                            .now_us = d->now_us};
        Jwks keys = {0};
        Status s;

        TRY(sso_keys(d, known, places, false, &keys));
        s = jwt_verify(d->a, id_token, &keys, &wanted, &out->token, &out->fault);
        if (s == NOT_FOUND) { /* perhaps a new key */
                TRY(sso_keys(d, known, places, true, &keys));
                s = jwt_verify(d->a, id_token, &keys, &wanted, &out->token, &out->fault);
        }
        if (s == OK)
                return OK;
        return deed_fault(d, UPSTREAM,
                          _("What %.*s says of you can not be trusted (%s). Nobody was signed in."),
                          S_ARG(known->p.title), jwt_fault_name(out->fault));
}

static Status run_return(Deed *d)
{
        const SsoArrival *r = d->prepared;
        SsoIdentity there;
        SsoProvider now = {0};
        Id actor = 0;
        Status s;

        TRY(sso_live(d, d->db, r->p.slug, &now)); /* it may have ended meanwhile */
        s = sso_identity_find(d->db, d->a, r->token.issuer, r->token.subject, &there);
        if (s == OK && r->for_actor && there.actor != r->for_actor)
                return deed_fault(d, CONFLICT,
                                  _("That account at %.*s signs in to another account here. "
                                    "Disconnect it there first."),
                                  S_ARG(now.title));
        if (s == OK) {
                actor = there.actor;
                TRY(sso_identity_used(d->db, there.id, actor, d->now_us));
        } else if (s == NOT_FOUND) {
                TRY(account_of(d, r, &actor));
                TRY(link_to(d, r, actor));
        } else {
                return s;
        }
        d->made = actor;
        d->go_to = S("/me");
        d->note = r->for_actor ? S_("Connected.") : S_("Signed in.");
        if (r->for_actor)
                return OK;
        return session_begin_anew(d, actor);
}

/* --- whose it is, at the first time */

/* The name that the provider gives, or what stands before the @. */
static Str name_of(const Deed *d, const SsoArrival *r, Str email)
{
        static const Field fields[] = {{"name", FIELD_TEXT, .required = true}, {0}};
        static const Action naming = {.fields = fields};
        Str name = str_trim(r->token.name);
        Deed probe = {.action = &naming, .a = d->a};
        bool good;

        probe.inputs[0] = name;
        good = name.len > 0 && str_chars(name) <= 100 && name_check(&probe, "name") == OK;
        return good ? name : (Str){email.at, str_find(email, '@')};
}

static Status make_account(Deed *d, const SsoArrival *r, Str email, Id *out)
{
        if (!r->p.makes_accounts)
                return deed_fault(d, FORBIDDEN,
                                  _("There is no account for your address here, and %.*s may not "
                                    "make one. Ask whoever runs your programme."),
                                  S_ARG(r->p.title));
        TRY(access_account_add(d->db, name_of(d, r, email), d->now_us, out));
        return access_email_set(d->db, *out, email, d->now_us);
}

/* An account that others may have made under this address, or that asks for more than a provider
 * can show, is its owner's to connect. */
static Status may_take(Deed *d, const SsoArrival *r, const SsoEmail *account)
{
        AccountWays ways;
        SecondRow second;
        Status s = second_wanted(d->db, d->a, account->actor, &second);

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(account_ways(d->db, d->a, account->actor, &ways));
        if (s == NOT_FOUND &&
            (account->confirmed_at || !(ways.passwords + ways.passkeys + ways.identities)))
                return OK;
        return deed_fault(d, FORBIDDEN,
                          _("There is an account with your address already. Sign in to it as until "
                            "now, and connect %.*s on the page of your account."),
                          S_ARG(r->p.title));
}

static Status account_of(Deed *d, const SsoArrival *r, Id *out)
{
        Str email = mail_address_key(d->a, r->token.email);
        SsoEmail there;
        Status s;

        if (r->for_actor) {
                *out = r->for_actor;
                return OK;
        }
        if (!r->token.is_email_verified || !message_address_is(email) ||
            !sso_speaks_for(&r->p, email))
                return deed_fault(
                        d, FORBIDDEN,
                        _("%.*s vouches for no e-mail address that it may speak for here. "
                          "Sign in as until now, and connect it on the page of your "
                          "account."),
                        S_ARG(r->p.title));
        s = sso_email_find(d->db, d->a, email, &there);
        if (s == NOT_FOUND) {
                TRY(make_account(d, r, email, out));
        } else {
                TRY(s);
                TRY(may_take(d, r, &there));
                *out = there.actor;
        }
        return sso_email_confirm(d->db, email, d->now_us);
}

static Status link_to(Deed *d, const SsoArrival *r, Id actor)
{
        Entry e = {.kind = S("account.sign-on-linked"), .subject = actor};
        SsoLinkList links;

        TRY(sso_identities_of(d->db, d->a, actor, &links));
        if (links.n >= SSO_IDENTITIES_OF_ONE_MAX)
                return deed_fault(d, TOO_MANY, _("An account has at most %d connections."),
                                  SSO_IDENTITIES_OF_ONE_MAX);
        TRY(sso_identity_add(d->db, r->token.issuer, r->token.subject, db_id(d->db, d->now_us),
                             actor, r->p.slug, d->now_us));
        d->actor.id = actor; /* who came in does it, not a visitor */
        TRY(letter_of_ways(d, actor, e.kind));
        return deed_tell(d, &e);
}
