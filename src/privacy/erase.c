/* privacy/erase: see the header. */
#include "privacy/erase.h"

#include "apply/keep.h"
#include "base/words.h"
#include "board/rows.h"
#include "board/search.h"
#include "cohort/demo_day.h"
#include "credit/bill_period.sql.h"
#include "credit/ledger.h"
#include "event/event.h"
#include "decide/decide.h"
#include "mail/mail.h"
#include "people/own.h"
#include "privacy/kept.h"
#include "privacy/privacy.sql.h"
#include "solution/follow.h"
#include "store/runs.h"

static bool is_source(Str scheme)
{
        return !str_is(scheme, "email") && !str_is(scheme, "domain") &&
               !str_is(scheme, "registration");
}

/* Mails to that address, unless they are an account's: that one is erased by itself. */
static Status forget_mails(Deed *d, Str address)
{
        Id account;
        Status s = access_account_by_email(d->db, d->a, address, &account);

        return s == NOT_FOUND ? mail_forget_address(d->db, d->a, address) : s;
}

/* Notes of imports that repeat it. Short words stand in many of them, and tell of nobody. */
static Status forget_notes(Deed *d, Str value)
{
        if (value.len)
                TRY(import_note_forget_name(d->db, value));
        return value.len >= 4 ? import_note_forget_words(d->db, value) : OK;
}

static Status forget_identity(Deed *d, const Identity *x)
{
        int64_t key = identity_key(x->scheme, x->value);

        TRY(runs_remove(d->db, RUNS_IDENTITIES, key, x->party));
        if (!str_is(x->scheme, "domain"))
                TRY(erased_key_add(d->db, erased_key(d->seal, x->scheme, x->value), d->now_us));
        if (is_source(x->scheme))
                TRY(erased_source_add(d->db, x->scheme, d->now_us));
        if (str_is(x->scheme, "email"))
                TRY(forget_mails(d, x->value));
        return forget_notes(d, x->value);
}

static Status forget_one(Deed *d, Id party, Str name, Str why)
{
        IdentityList identities;
        FormerNameList names;

        TRY(event_forget_party(d, party));
        TRY(identity_of(d->db, d->a, party, &identities));
        for (size_t i = 0; i < identities.n; i++)
                TRY(forget_identity(d, &identities.at[i]));
        TRY(former_names(d->db, d->a, party, &names));
        for (size_t i = 0; i < names.n; i++)
                TRY(forget_notes(d, names.at[i].name));
        TRY(forget_notes(d, name));
        TRY(import_note_forget(d->db, party));
        TRY(identity_forget(d->db, party));
        TRY(former_names_forget(d->db, party));
        TRY(attributes_forget(d->db, party));
        TRY(namer_forget(d->db, party));
        TRY(party_blank(d->db, party, (Str){0}));
        TRY(apply_forget_party(d->db, party));
        TRY(retention_due_drop(d->db, party));
        TRY(erase_conflicts(d->db, party));
        TRY(erase_reviews(d->db, party));
        TRY(erase_comments(d->db, party));
        TRY(solution_forget(d->db, party));
        TRY(forget_evidence(d->db, party));
        TRY(forget_booking_words(d->db, party));
        TRY(forget_report_drafts(d->db, party));
        TRY(forget_report_answers(d->db, party));
        TRY(forget_wishes_of(d->db, party));
        TRY(pitch_interest_forget(d->db, party));
        TRY(bill_sums_forget(d->db, party));
        TRY(bill_whos_forget(d->db, party));
        TRY(ledger_forget_party(d->db, d->a, party));
        TRY(decide_forget(d->db, party));
        TRY(board_forget_party(d->db, party));
        TRY(search_forget_party(d->db, party));
        return erased_add(d->db, party, S("party"), why, d->now_us);
}

Status erase_party(Deed *d, Id id, Str why)
{
        Entry e = {.kind = S("party.erased")};
        MergedPartyList merged;
        Party party = {0};

        if (!d->seal)
                return deed_fault(d, BROKEN, _("The data folder's secret can not be read."));
        TRY(party_now(d->db, d->a, id, &party));
        if (!str_is(party.kind, "person"))
                return deed_fault(d, CONFLICT, _("Only a person can be erased."));
        if (party_is_erased(&party))
                return deed_fault(d, CONFLICT, _("This person was erased already."));
        TRY(party_merged_of(d->db, d->a, party.id, &merged));
        for (size_t i = 0; i < merged.n; i++)
                TRY(forget_one(d, merged.at[i].id, merged.at[i].name, why));
        TRY(forget_one(d, party.id, party.name, why));
        e.subject = d->made = party.id;
        entry_text(&e, S("party"), party.kind);
        entry_text(&e, S("why"), why);
        return deed_tell(d, &e);
}

/* --- by an operator */

static const char *const whys[] = {N_("request"), N_("mistake"), N_("law"), NULL};

static const Field party_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"why", FIELD_CHOICE, .required = true, .choices = whys, .label = N_("Why"),
         .help = N_("The person asked for it; it should never have been kept; a law wants it.")},
        {"name", FIELD_TEXT, .required = true, .chars_max = PARTY_NAME_CHARS_MAX,
         .label = N_("Name, once more"),
         .help = N_("As it stands on the person's page, so that nobody else is erased.")},
        {0}};

static Status run_party(Deed *d)
{
        Party party = {0};

        TRY(party_now(d->db, d->a, deed_int(d, "party"), &party));
        if (!party_is_erased(&party) && !str_eq(party.name, deed_text(d, "name")))
                return deed_fault_at(d, "name", _("The person to be erased has another name."));
        TRY(erase_party(d, party.id, deed_text(d, "why")));
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, party.id)));
        d->note = S_("Erased. What was counted stays counted.");
        return OK;
}

const Action party_erase_action = {
        .name = "party erase",
        .may = MAY_PRIVACY,
        .where = party_where_now,
        .title = N_("Erase a person"),
        .help = N_("Name, addresses, attributes and mails go at once and can not be brought back. "
                   "What the person did stays counted and provable, without telling who it was."),
        .fields = party_fields,
        .run = run_party,
        .is_dangerous = true};

/* --- one's own account */

static const Field account_fields[] = {
        {"email", FIELD_TEXT, .required = true, .chars_max = 254,
         .label = N_("Your e-mail address"),
         .help = N_("Once more, to be sure. Your name, when no address is known.")},
        {"files", FIELD_YES, .label = N_("Erase my files as a participant, too"),
         .help = N_("What programmes keep on the person with your confirmed address.")},
        {0}};

/* The second question: one of its addresses; of an account without one, its name. */
static Status is_meant(Deed *d)
{
        Str given = mail_address_key(d->a, deed_text(d, "email"));
        KeptEmailList emails;

        TRY(kept_emails(d->db, d->a, d->actor.id, &emails));
        for (size_t i = 0; i < emails.n; i++)
                if (str_eq(emails.at[i].email, given))
                        return OK;
        if (!emails.n && str_eq(d->actor.name, deed_text(d, "email")))
                return OK;
        return deed_fault_at(d, "email", _("This is not an address of your account."));
}

static Status forget_account(Deed *d, Id actor)
{
        KeptEmailList emails;

        TRY(kept_emails(d->db, d->a, actor, &emails));
        TRY(mail_forget_actor(d->db, actor));
        for (size_t i = 0; i < emails.n; i++) {
                TRY(mail_forget_address(d->db, d->a, emails.at[i].email));
                TRY(forget_notes(d, emails.at[i].email));
        }
        for (const KeptTable *t = kept_tables; t->table; t++)
                if (t->forget)
                        TRY(t->forget(d->db, actor));
        return erased_add(d->db, actor, S("account"), S("request"), d->now_us);
}

static Status run_account(Deed *d)
{
        Entry e = {.kind = S("account.erased"), .subject = d->actor.id};
        Id own[OWN_PARTIES_MAX];
        size_t own_n = 0;

        TRY(is_meant(d));
        for (const KeptBar *bar = kept_bars; *bar; bar++) {
                const char *words;

                TRY((*bar)(d->db, d->a, d->actor.id, &words));
                if (words)
                        return deed_fault(d, CONFLICT, "%s", words);
        }
        if (deed_int(d, "files"))
                TRY(party_own(d->db, d->a, d->actor.id, own, &own_n));
        TRY(forget_account(d, d->actor.id)); /* first: then its addresses are nobody's */
        for (size_t i = 0; i < own_n; i++)
                TRY(erase_party(d, own[i], S("request")));
        d->made = d->actor.id;
        d->session_ends = true;
        d->go_to = S("/");
        d->note = S_("Your account is erased.");
        return deed_tell(d, &e);
}

const Action account_erase_action = {
        .name = "account erase",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Erase your account"),
        .help = N_("At once, and it can not be brought back: name, addresses, password, sessions, "
                   "tokens, roles and mails go. What you did stays in the record, under a number "
                   "that names nobody."),
        .fields = account_fields,
        .run = run_account,
        .is_dangerous = true};
