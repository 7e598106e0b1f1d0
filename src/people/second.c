/* people/second: see the header. The secret is sealed with the data folder's; the last step that
 * was accepted is kept in the transaction that lets in, so a code is good once. */
#include "people/second.h"

#include "access/otp.h"
#include "access/throttle.h"
#include "base/hash.h"
#include "base/words.h"
#include "people/account.h"
#include "people/letter.h"
#include "people/signin_page.h"

#include <string.h>

static const char purpose[] = "second factor"; /* as it is */

static Str owner_of(Arena *a, Id actor)
{
        return id_text(a, actor);
}

Status second_wanted(Db *db, Arena *a, Id actor, SecondRow *out)
{
        TRY(second_of(db, a, actor, out));
        return out->confirmed_at ? OK : NOT_FOUND;
}

static Status secret_of(Deed *d, Id actor, const SecondRow *row, Str *out)
{
        if (!d->seal ||
            seal_unbox(d->seal, d->a, purpose, owner_of(d->a, actor), row->secret, out) != OK)
                return deed_fault(
                        d, BROKEN,
                        _("This server lost the key of the second factors: use a recovery "
                          "code, or ask whoever runs it."));
        return OK;
}

/* Recovery codes are longer than those of an app. */
static bool is_recovery(Str code)
{
        size_t n = 0;

        for (size_t i = 0; i < code.len; i++)
                n += code.at[i] != ' ' && code.at[i] != '-';
        return n > OTP_DIGITS_MAX;
}

Status second_use(Deed *d, Id actor, const SecondRow *row, Str code)
{
        Str secret = {0}, left;
        int64_t step;

        if (is_recovery(code)) {
                TRY(otp_recovery_use(d->a, row->recovery, code, &left));
                return second_step(d->db, actor, row->last_step, left);
        }
        TRY(secret_of(d, actor, row, &secret));
        TRY(otp_totp_verify(secret, &(OtpKind){0}, code, d->now_us, row->last_step, &step));
        return second_step(d->db, actor, step, row->recovery);
}

/* --- setting it up: a secret, then a code that shows it arrived */

static const Field no_fields[] = {{0}};

static Status run_begin(Deed *d)
{
        unsigned char secret[OTP_SECRET_BYTES];
        Str plain = {(const char *)secret, sizeof secret}, uri;
        SecondShown *shown;
        ActorEmail email;
        SecondRow there;
        Status s = second_wanted(d->db, d->a, d->actor.id, &there);

        if (s == OK)
                return deed_fault(d, CONFLICT, _("A second factor is set up; end it first."));
        if (s != NOT_FOUND)
                return s;
        s = actor_email_first(d->db, d->a, d->actor.id, &email);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (!d->seal)
                return deed_fault(d, BROKEN, _("This server has no key to keep secrets with."));
        otp_secret_make(secret);
        TRY(otp_uri(d->a, plain, &(OtpKind){0}, S("Seedbed"), s == OK ? email.email : d->actor.name,
                    &uri));
        TRY(second_set(d->db, d->actor.id,
                       seal_box(d->seal, d->a, purpose, owner_of(d->a, d->actor.id), plain),
                       (Str){0}, d->now_us));
        d->note =
                str_fmt(d->a,
                        _("Give this to your authenticator app: %.*s — or open on the device that "
                          "has it: %.*s Then confirm with a code it shows: %.*s/do/second/confirm"),
                        S_ARG(otp_base32(d->a, plain)), S_ARG(uri), S_ARG(d->base_url));
        shown = d->prepared = arena_new(d->a, SecondShown, 1);
        *shown = (SecondShown){otp_base32(d->a, plain), uri};
        secret_wipe(secret, sizeof secret);
        d->shows_note = true;
        d->made = d->actor.id;
        return OK;
}

const Action second_begin_action = {
        .name = "second begin",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Set up a second factor"),
        .help = N_(
                "An app on your telephone shows a code, which is asked for beside the password."),
        .fields = no_fields,
        .run = run_begin,
        .draw_done = second_begin_done_draw,
        .is_silent = true,
        .is_dangerous = true};

static const Field code_fields[] = {{"code", FIELD_TEXT, .required = true, .chars_max = 40,
                                     .label = N_("Code"),
                                     .help = N_("Six digits from the app, or a recovery code.")},
                                    {0}};

static Str account_id(const Deed *d)
{
        return id_text(d->a, d->actor.id);
}

/* Six digits can be tried out, so wrong ones are counted as wrong passwords are. */
static Status was_wrong(Deed *d)
{
        TRY(throttle_failed(d->db, d->a, account_id(d), d->client, d->now_us));
        d->refused = deed_fault_at(d, "code", _("This code is not right, or was used already."));
        return OK;
}

static Status run_confirm(Deed *d)
{
        Entry e = {.kind = S("account.second-factor-set"), .subject = d->actor.id};
        Str secret = {0}, kept, codes[OTP_RECOVERY_CODES];
        SecondCodes *shown;
        SecondRow row;
        int64_t step;
        Status s = second_of(d->db, d->a, d->actor.id, &row);

        if (s == NOT_FOUND || (s == OK && row.confirmed_at))
                return deed_fault(d, CONFLICT, _("Nothing waits to be confirmed."));
        TRY(s);
        TRY(account_wait(d, d->db, account_id(d)));
        TRY(secret_of(d, d->actor.id, &row, &secret));
        s = otp_totp_verify(secret, &(OtpKind){0}, deed_text(d, "code"), d->now_us, row.last_step,
                            &step);
        if (s == FORBIDDEN || s == INVALID)
                return was_wrong(d);
        TRY(s);
        otp_recovery_make(d->a, codes, &kept);
        TRY(second_confirm(d->db, d->actor.id, step, kept, d->now_us));
        shown = d->prepared = arena_new(d->a, SecondCodes, 1);
        memcpy(shown->at, codes, sizeof codes);
        d->note = str_fmt(
                d->a,
                _("It is set up. Keep these recovery codes where the telephone is not; each "
                  "works once, and they are not shown again: %.*s"),
                S_ARG(str_join(d->a, codes, OTP_RECOVERY_CODES, S("  "))));
        d->shows_note = true;
        d->made = d->actor.id;
        TRY(letter_of_ways(d, d->actor.id, e.kind));
        return deed_tell(d, &e);
}

const Action second_confirm_action = {
        .name = "second confirm",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Confirm the second factor"),
        .help = N_("With a code from the app; from then on one is asked for at sign-in."),
        .fields = code_fields,
        .run = run_confirm,
        .draw = second_confirm_draw,
        .draw_done = second_confirm_done_draw};

static Status run_end(Deed *d)
{
        Entry e = {.kind = S("account.second-factor-ended"), .subject = d->actor.id};
        SecondRow row;
        Status s = second_wanted(d->db, d->a, d->actor.id, &row);

        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("There is no second factor."));
        TRY(s);
        TRY(account_wait(d, d->db, account_id(d)));
        s = second_use(d, d->actor.id, &row, deed_text(d, "code"));
        if (s == FORBIDDEN || s == INVALID)
                return was_wrong(d);
        TRY(s);
        TRY(second_drop(d->db, d->actor.id));
        d->made = d->actor.id;
        d->go_to = S("/me");
        d->note = S_("The second factor is off.");
        TRY(letter_of_ways(d, d->actor.id, e.kind));
        return deed_tell(d, &e);
}

const Action second_end_action = {.name = "second end",
                                  .may = MAY_SELF,
                                  .where = where_own,
                                  .title = N_("End the second factor"),
                                  .help = N_("With a code of it, or a recovery code."),
                                  .fields = code_fields,
                                  .run = run_end,
                                  .is_dangerous = true};
