/* people/passkey: see the header.
 *
 * What the browser sends is verified before the transaction, which then spends the challenge,
 * whatever came of it, and moves the counter forwards. */
#include "people/passkey.h"

#include "access/access.sql.h"
#include "access/challenge.h"
#include "access/origin.h"
#include "action/session.h"
#include "base/hash.h"
#include "base/log.h"
#include "base/words.h"
#include "people/account.h"
#include "people/letter.h"
#include "people/signin_page.h"

/* as it is */
static const char use_add[] = "passkey add";
/* as it is */
static const char use_open[] = "passkey open";
/* as it is */
static const char use_prove[] = "passkey prove";
/* as it is */
static const char use_handle[] = "passkey handle";

/* So often at most a copy of a passkey is told of. */
#define DOUBT_US (3600 * (int64_t)1000000)

/* The relying party: the host of our address. Numbers are no names for it (Level 3, section
 * 5.1.3), so a server tried out at 127.0.0.1 takes passkeys at localhost. */
static Status site_of(Arena *a, Str base_url, Str name, WebauthnSite *out)
{
        Str origin = origin_of(base_url), host = origin_host(origin), *origins;

        if (str_is(host, "127.0.0.1") || str_is(host, "[::1]")) {
                size_t at = str_find_str(origin, host);

                origin = str_fmt(a, "%.*slocalhost%.*s", (int)at, origin.at,
                                 S_ARG(str_skip(origin, at + host.len)));
                host = S("localhost");
        }
        if (origin_is_numeric(origin))
                return NOT_FOUND;
        origins = arena_new(a, Str, 1);
        origins[0] = origin;
        *out = (WebauthnSite){.rp_id = host,
                              .name = name,
                              .origins = origins,
                              .origins_n = 1,
                              .must_verify_user = true};
        return OK;
}

static WebauthnKnown *known_of(Arena *a, const PasskeyRowList *rows)
{
        WebauthnKnown *known = arena_new(a, WebauthnKnown, rows->n + 1);

        for (size_t i = 0; i < rows->n; i++)
                known[i] = (WebauthnKnown){rows->at[i].credential, rows->at[i].transports};
        return known;
}

/* All passkeys of an account know it by the same random-looking bytes. */
static Str handle_of(Arena *a, const Seal *seal, Id actor, const PasskeyRowList *rows)
{
        Hash mac;

        if (rows->n)
                return rows->at[0].handle;
        mac = seal_mac(seal, use_handle, id_text(a, actor));
        return str_copy(a, hash_str(&mac));
}

Status passkey_add_options(Db *db, Arena *a, const Seal *seal, Str base_url, Str site_name,
                           const Actor *actor, Str session, int64_t now_us, Str *out)
{
        WebauthnUser user = {.name = actor->name, .display_name = actor->name};
        PasskeyRowList rows;
        WebauthnSite site;
        ActorEmail email;
        Status s;

        if (!seal)
                return NOT_FOUND;
        TRY(site_of(a, base_url, site_name, &site));
        TRY(passkey_rows_of(db, a, actor->id, &rows));
        s = actor_email_first(db, a, actor->id, &email);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (s == OK)
                user.name = email.email;
        user.id = handle_of(a, seal, actor->id, &rows);
        return webauthn_creation_options(a, &site, &user,
                                         challenge_make(seal, a, use_add, session, now_us),
                                         known_of(a, &rows), rows.n, out);
}

Status passkey_open_options(Arena *a, const Seal *seal, Str base_url, int64_t now_us, Str *out)
{
        WebauthnSite site;

        if (!seal)
                return NOT_FOUND;
        TRY(site_of(a, base_url, (Str){0}, &site));
        return webauthn_request_options(
                a, &site, challenge_make(seal, a, use_open, (Str){0}, now_us), NULL, 0, out);
}

Status passkey_prove_options(Db *db, Arena *a, const Seal *seal, Str base_url, Id actor,
                             Str session, int64_t now_us, Str *out)
{
        PasskeyRowList rows;
        WebauthnSite site;

        if (!seal)
                return NOT_FOUND;
        TRY(site_of(a, base_url, (Str){0}, &site));
        TRY(passkey_rows_of(db, a, actor, &rows));
        if (!rows.n)
                return NOT_FOUND;
        return webauthn_request_options(a, &site,
                                        challenge_make(seal, a, use_prove, session, now_us),
                                        known_of(a, &rows), rows.n, out);
}

/* --- what all deeds with an answer of a device have in common */

/* What was found out before the transaction. */
typedef struct {
        Str challenge;
        bool is_right, is_back; /* back: all is right but the counter */
        PasskeyRow row;
        WebauthnUse use;
        WebauthnCredential made;
        Str transports;
} Answer;

static Status too_late(Deed *d)
{
        return deed_fault(d, FORBIDDEN,
                          _("This took too long, or was sent twice. Open the page again and try "
                            "once more."));
}

static Status not_known(Deed *d)
{
        return deed_fault(d, FORBIDDEN,
                          _("This passkey is not known here. If it was removed from your account, "
                            "delete it on your device too, and sign in another way."));
}

static Status begin_answer(Deed *d, const char *use, Str session, Str client_data,
                           WebauthnSite *site, Answer *t)
{
        if (!d->seal || site_of(d->a, d->base_url, (Str){0}, site) != OK)
                return deed_fault(d, CONFLICT,
                                  _("No passkeys can be used at this server's address."));
        if (webauthn_challenge_of(d->a, client_data, &t->challenge) != OK ||
            !challenge_is_ours(d->seal, d->a, use, session, t->challenge, d->now_us))
                return too_late(d);
        return OK;
}

static Status no_form(Deed *d)
{
        return deed_fault(d, INVALID, _("This is not what a browser sends for a passkey."));
}

static void log_fault(const char *use, WebauthnFault fault)
{
        log_line(LOG_WARN, "event=\"%s\" refused=%s", use, webauthn_fault_name(fault));
}

/* Which passkey signed, and is it right? actor 0: anybody's. */
static Status prepare_assertion(Deed *d, const char *use, Str session, Id actor)
{
        Answer *t = d->prepared = arena_new(d->a, Answer, 1);
        WebauthnAssertion given;
        WebauthnFault fault = WEBAUTHN_BAD_CREDENTIAL;
        WebauthnKept kept;
        WebauthnSite site;
        Db *db;
        Status s;

        if (webauthn_assertion_parse(d->a, deed_text(d, "credential"), &given) != OK)
                return no_form(d);
        TRY(begin_answer(d, use, session, given.client_data, &site, t));
        TRY(store_reader(d->store, &db));
        s = passkey_by_credential(db, d->a, given.credential_id, &t->row);
        store_reader_close(db);
        if (s != OK && s != NOT_FOUND)
                return s;
        /* who is not signed in yet is named by the device; an empty name is no name */
        if (s == NOT_FOUND || (actor && t->row.actor != actor) ||
            (given.user_handle.len ? !str_eq(given.user_handle, t->row.handle) : !actor)) {
                t->row = (PasskeyRow){0};
                log_fault(use, fault);
                return OK;
        }
        kept = (WebauthnKept){t->row.credential, t->row.key, (uint32_t)t->row.sign_count,
                              t->row.is_backup_eligible};
        s = webauthn_assertion_verify(d->a, &site, t->challenge, &kept, &given, &t->use, &fault);
        if (s != OK)
                log_fault(use, fault);
        t->is_right = s == OK;
        t->is_back = s == CONFLICT;
        return s == OK || s == CONFLICT || s == FORBIDDEN || s == INVALID ? OK : s;
}

/* A copy of the device may be about. It is refused, stands in the record and on the account's page,
 * and is written to its owner, once an hour: who has the copy fills neither. */
static Status doubt(Deed *d, const PasskeyRow *row)
{
        Entry e = {.kind = S("account.passkey-doubted"), .subject = row->actor};
        Status s = passkey_doubted(d->db, row->id, d->now_us - DOUBT_US, d->now_us);

        d->refused =
                deed_fault(d, FORBIDDEN,
                           _("This passkey says that it was used before it was last used here: "
                             "somebody may have a copy of it. Sign in another way, and remove "
                             "it from your account."));
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        entry_id(&e, S("passkey"), row->id);
        TRY(letter_to_account(d->db, d->a, &letter_doubt, row->actor,
                              str_fmt(d->a, "%.*s/me", S_ARG(d->base_url)), d->now_us));
        return deed_tell(d, &e);
}

/* Spends the challenge, and moves the counter; what is wrong is left in d->refused, so that it
 * stays spent. */
static Status take_assertion(Deed *d, Answer *t)
{
        PasskeyRow now;
        Status s = challenge_take(d->db, t->challenge, d->now_us);

        if (s == FORBIDDEN)
                return too_late(d);
        TRY(s);
        if (t->row.id) {
                s = passkey_by_credential(d->db, d->a, t->row.credential, &now);
                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        if (!t->row.id || s == NOT_FOUND || now.id != t->row.id || !(t->is_right || t->is_back)) {
                d->refused = not_known(d);
                return OK;
        }
        if (t->is_right) {
                s = passkey_used(d->db, now.id, t->use.sign_count, t->use.is_backed_up, d->now_us);
                if (s != NOT_FOUND)
                        return s;
        }
        return doubt(d, &now);
}

static const Field answer_fields[] = {{"credential", FIELD_LONG_TEXT, .required = true,
                                       .chars_max = 20000, .label = N_("Answer of the passkey"),
                                       .help = N_("Your browser fills it in.")},
                                      SESSION_THEN,
                                      {0}};

/* --- signing in */

static Status prepare_open(Deed *d)
{
        return prepare_assertion(d, use_open, (Str){0}, 0);
}

static Status run_open(Deed *d)
{
        Answer *t = d->prepared;

        TRY(take_assertion(d, t));
        if (d->refused != OK)
                return OK;
        TRY(session_begin_anew(d, t->row.actor));
        d->made = t->row.actor;
        d->go_to = account_then(d);
        d->note = S_("Signed in.");
        return OK;
}

const Action passkey_open_action = {
        .name = "passkey open",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("Sign in with a passkey"),
        .help = N_("Your device asks for your finger, your face or its PIN."),
        .fields = answer_fields,
        .prepare = prepare_open,
        .run = run_open,
        .draw = signin_draw,
        .is_silent = true};

/* --- once more, before something dangerous */

static const Field prove_fields[] = {{"credential", FIELD_LONG_TEXT, .required = true,
                                      .chars_max = 20000, .label = N_("Answer of the passkey"),
                                      .help = N_("Your browser fills it in.")},
                                     SESSION_THEN,
                                     {0}};

static Status prepare_prove(Deed *d)
{
        return prepare_assertion(d, use_prove, d->session, d->actor.id);
}

static Status run_prove(Deed *d)
{
        TRY(take_assertion(d, d->prepared));
        if (d->refused != OK)
                return OK;
        TRY(access_session_proved(d->db, d->session, d->now_us));
        d->made = d->actor.id;
        d->go_to = account_then(d);
        d->note = S_("For a quarter of an hour you are not asked again.");
        return OK;
}

const Action passkey_prove_action = {
        .name = "passkey prove",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Show with a passkey that it is you"),
        .help = N_("Once more, before something that can not be taken back."),
        .fields = prove_fields,
        .prepare = prepare_prove,
        .run = run_prove,
        .draw = prove_draw,
        .is_silent = true};

/* --- a new one */

static const Field add_fields[] = {
        {"credential", FIELD_LONG_TEXT, .required = true, .chars_max = 20000,
         .label = N_("Answer of the passkey"), .help = N_("Your browser fills it in.")},
        {"name", FIELD_TEXT, .chars_max = PASSKEY_NAME_CHARS_MAX, .label = N_("Name"),
         .help = N_("So that you know it again, as in my telephone.")},
        SESSION_THEN,
        {0}};

static Status prepare_add(Deed *d)
{
        Answer *t = d->prepared = arena_new(d->a, Answer, 1);
        WebauthnRegistration given;
        WebauthnFault fault = WEBAUTHN_FINE;
        WebauthnSite site;
        Status s;

        if (webauthn_registration_parse(d->a, deed_text(d, "credential"), &given) != OK)
                return no_form(d);
        TRY(begin_answer(d, use_add, d->session, given.client_data, &site, t));
        s = webauthn_registration_verify(d->a, &site, t->challenge, &given, &t->made, &fault);
        if (s != OK)
                log_fault(use_add, fault);
        t->is_right = s == OK;
        t->transports = given.transports;
        return s == OK || s == FORBIDDEN || s == INVALID ? OK : s;
}

static Status keep(Deed *d, const Answer *t, const PasskeyRowList *mine)
{
        const WebauthnCredential *c = &t->made;
        Str name = deed_given(d, "name") ? deed_text(d, "name") : S_("Passkey");

        d->made = db_id(d->db, d->now_us);
        return passkey_insert(d->db, d->made, d->actor.id, c->id,
                              handle_of(d->a, d->seal, d->actor.id, mine), c->key, c->sign_count,
                              t->transports, c->is_backup_eligible, c->is_backed_up, name,
                              d->now_us);
}

static Status run_add(Deed *d)
{
        Answer *t = d->prepared;
        Entry e = {.kind = S("account.passkey-added"), .subject = d->actor.id};
        PasskeyRowList mine;
        PasskeyRow there;
        Status s = challenge_take(d->db, t->challenge, d->now_us);

        if (s == FORBIDDEN)
                return too_late(d);
        TRY(s);
        if (!t->is_right) {
                d->refused = deed_fault(d, FORBIDDEN,
                                        _("This passkey could not be checked. Try again, or use "
                                          "another device."));
                return OK;
        }
        s = passkey_by_credential(d->db, d->a, t->made.id, &there);
        if (s == OK) {
                d->refused = deed_fault(d, CONFLICT, _("This passkey is in use already."));
                return OK;
        }
        if (s != NOT_FOUND)
                return s;
        TRY(passkey_rows_of(d->db, d->a, d->actor.id, &mine));
        if (mine.n >= PASSKEYS_MAX)
                return deed_fault(d, CONFLICT,
                                  _("An account has %d passkeys at most: remove one first."),
                                  PASSKEYS_MAX);
        TRY(keep(d, t, &mine));
        TRY(letter_to_account(d->db, d->a, &letter_passkey, d->actor.id,
                              str_fmt(d->a, "%.*s/me", S_ARG(d->base_url)), d->now_us));
        entry_id(&e, S("passkey"), d->made);
        d->go_to = account_then(d);
        d->note = S_("The passkey is added: sign in with it from now on.");
        return deed_tell(d, &e);
}

const Action passkey_add_action = {
        .name = "passkey add",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Add a passkey"),
        .help = N_("Sign in with your finger, your face or the PIN of your device, without a "
                   "password."),
        .fields = add_fields,
        .prepare = prepare_add,
        .run = run_add,
        .draw = passkey_add_draw,
        .is_dangerous = true};

/* --- its name, and its end */

static const Field name_fields[] = {{"passkey", FIELD_ID, .required = true, .label = N_("Passkey")},
                                    {"name", FIELD_TEXT, .required = true,
                                     .chars_max = PASSKEY_NAME_CHARS_MAX, .label = N_("Name"),
                                     .help = N_("So that you know it again, as in my telephone.")},
                                    {0}};

static Status no_such(Deed *d, Status s)
{
        return s == NOT_FOUND ? deed_fault(d, s, _("Your account has no such passkey.")) : s;
}

static Status run_name(Deed *d)
{
        Id id = deed_int(d, "passkey");

        TRY(no_such(d, passkey_rename(d->db, id, d->actor.id, deed_text(d, "name"))));
        d->made = id;
        d->go_to = S("/me");
        d->note = S_("It has a new name.");
        return OK;
}

const Action passkey_name_action = {.name = "passkey name",
                                    .may = MAY_SELF,
                                    .where = where_own,
                                    .title = N_("Name a passkey"),
                                    .help = N_("What you call it; your device does not know."),
                                    .fields = name_fields,
                                    .run = run_name,
                                    .is_silent = true};

static const Field end_fields[] = {{"passkey", FIELD_ID, .required = true, .label = N_("Passkey")},
                                   {0}};

static Status run_end(Deed *d)
{
        Entry e = {.kind = S("account.passkey-removed"), .subject = d->actor.id};
        Id id = deed_int(d, "passkey");
        AccountWays ways;

        TRY(no_such(d, passkey_drop(d->db, id, d->actor.id)));
        TRY(account_ways(d->db, d->a, d->actor.id, &ways));
        if (ways.passwords + ways.passkeys + ways.identities == 0)
                return deed_fault(
                        d, CONFLICT,
                        _("This is the only way you sign in. Set a password or add another "
                          "passkey first, then remove it."));
        TRY(letter_to_account(d->db, d->a, &letter_passkey_gone, d->actor.id,
                              str_fmt(d->a, "%.*s/me", S_ARG(d->base_url)), d->now_us));
        entry_id(&e, S("passkey"), id);
        d->made = id;
        d->go_to = S("/me");
        d->note = S_("The passkey is removed here. Delete it on your device too.");
        return deed_tell(d, &e);
}

const Action passkey_end_action = {
        .name = "passkey end",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Remove a passkey"),
        .help = N_("It opens nothing here any more. The last way to sign in stays."),
        .fields = end_fields,
        .run = run_end,
        .is_dangerous = true};
