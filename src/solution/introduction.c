/* solution/introduction: see the header; outcomes stand in solution/outcome. */
#include "solution/introduction.h"

#include "access/access.sql.h"
#include "base/time.h"
#include "base/words.h"
#include "people/team.sql.h"
#include "solution/letter.h"
#include "solution/tell.h"

static Status append(Deed *d, const char *kind, const Introduction *i)
{
        Party party;
        Entry e;

        TRY(party_by_id(d->db, d->a, i->party, &party));
        e = solution_entry(d, kind, &party, i->hub);
        entry_id(&e, S("introduction"), i->id);
        entry_id(&e, S("other"), i->other);
        entry_text(&e, S("as"), i->kind);
        d->made = i->id;
        return deed_tell(d, &e);
}

/* --- asking both */

static const char *const kinds[] = {N_("mentor"), N_("investor"), N_("partner"), N_("customer"),
                                    NULL};
static const Field offer_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Start-up")},
        {"other", FIELD_ID, .required = true, .picks = "party", .label = N_("Whom it should meet")},
        {"kind", FIELD_CHOICE, .required = true, .choices = kinds, .label = N_("As")},
        {"words", FIELD_LONG_TEXT, .required = true, .chars_max = 2000,
         .label = N_("Why they should meet"), .help = N_("Both sides read it.")},
        {0}};

/* A link of their own for everybody of the team who may answer. */
static Status ask_side(Deed *d, const Introduction *i, const Party *side, const Party *other)
{
        TeamPersonList people;
        size_t n = 0;

        TRY(team_people(d->db, d->a, side->id, &people));
        for (size_t k = 0; k < people.n; k++) {
                SolutionLetter letter = {
                        .party = side->name, .other = other->name, .words = i->words};
                char token[TOKEN_BYTES];
                Str text;
                Hash kept;
                Status s;

                if (str_is(people.at[k].role, "viewer"))
                        continue;
                random_fill(token, sizeof token);
                text = str_hex(d->a, token, sizeof token);
                secret_wipe(token, sizeof token);
                kept = hash_sha256(text);
                letter.link = str_fmt(d->a, "%.*s/do/introduction/reply?token=%.*s",
                                      S_ARG(d->base_url), S_ARG(text));
                s = letter_to_actor(d, people.at[k].actor, &letter_introduction_ask, &letter);
                if (s == NOT_FOUND)
                        continue;
                TRY(s);
                TRY(introduction_ask_add(d->db, i->party, i->id, db_id(d->db, d->now_us), side->id,
                                         hash_str(&kept), people.at[k].actor));
                n++;
        }
        return n ? OK
                 : deed_fault(d, CONFLICT,
                              _("Nobody of the team of %.*s can be asked: it has no owner or "
                                "editor with an e-mail address."),
                              S_ARG(side->name));
}

static Status run_offer(Deed *d)
{
        Party party, other;
        IntroductionId same;
        bool sees;
        Introduction i = {.kind = deed_text(d, "kind"),
                          .words = deed_text(d, "words"),
                          .ends_at = d->now_us + INTRODUCTION_DAYS * DAY_US};
        Status s;

        TRY(solution_organisation(d, "party", &party));
        TRY(solution_organisation(d, "other", &other));
        TRY(party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, other.id, &sees));
        if (!sees && !other.is_listed)
                return deed_fault_at(d, "other", _("There is no such party."));
        if (party.id == other.id)
                return deed_fault_at(d, "other", _("These are the same party."));
        s = introduction_same(d->db, d->a, party.id, other.id, d->now_us, &same);
        if (s == OK)
                return deed_fault(d, CONFLICT, _("They are being asked already."));
        if (s != NOT_FOUND)
                return s;
        TRY(solution_home(d, party.id, &i.hub));
        i.id = db_id(d->db, d->now_us);
        i.party = party.id;
        i.other = other.id;
        TRY(introduction_add(d->db, i.party, i.id, i.other, i.kind, i.hub, i.words, d->actor.id,
                             d->now_us, i.ends_at));
        TRY(ask_side(d, &i, &party, &other));
        TRY(ask_side(d, &i, &other, &party));
        d->go_to = solution_network_path(d->a, party.id);
        d->note = S_("Both sides are asked.");
        return append(d, "introduction.asked", &i);
}

const Action introduction_offer_action = {
        .name = "introduction offer",
        .may = MAY_OUTCOME_EDIT,
        .where = party_where,
        .title = N_("Introduce two parties"),
        .help = N_("Each is asked by mail. They get each other's name and address when both say "
                   "yes."),
        .fields = offer_fields,
        .run = run_offer};

/* --- answering */

static Status tell_contact(Deed *d, const Introduction *i, const Party *to, Id to_actor,
                           const Party *of, Id of_actor)
{
        ActorRow who;
        ActorEmail email;
        SolutionLetter letter = {.party = to->name, .other = of->name, .words = i->words};
        Status s;

        TRY(actor_by_id(d->db, d->a, of_actor, &who));
        TRY(actor_email_first(d->db, d->a, of_actor, &email));
        letter.name = who.name;
        letter.address = email.email;
        s = letter_to_actor(d, to_actor, &letter_introduction_made, &letter);
        return s == NOT_FOUND ? OK : s;
}

/* Whoever agreed and has no address any more can not be written to. */
static Status make_it(Deed *d, const Introduction *i)
{
        Party party, other;
        ActorEmail email;
        Status s = actor_email_first(d->db, d->a, i->party_actor, &email);

        if (s == OK)
                s = actor_email_first(d->db, d->a, i->other_actor, &email);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT,
                                  _("Whoever agreed has no e-mail address, so nothing can be "
                                    "passed on."));
        TRY(s);
        TRY(party_by_id(d->db, d->a, i->party, &party));
        TRY(party_by_id(d->db, d->a, i->other, &other));
        TRY(tell_contact(d, i, &party, i->party_actor, &other, i->other_actor));
        return tell_contact(d, i, &other, i->other_actor, &party, i->party_actor);
}

static Status answer(Deed *d, Introduction *i, Id side, Id actor, bool yes)
{
        bool is_party = side == i->party;
        Str *says = is_party ? &i->party_says : &i->other_says;
        bool is_made;
        Status s;

        if (!str_is(i->state, "asked") || i->ends_at <= d->now_us)
                return deed_fault(d, CONFLICT, _("This is over: nobody is asked any more."));
        if (says->len)
                return deed_fault(d, CONFLICT, _("This side has answered already."));
        *says = yes ? S("yes") : S("no");
        *(is_party ? &i->party_actor : &i->other_actor) = actor;
        is_made = str_is(i->party_says, "yes") && str_is(i->other_says, "yes");
        TRY(introduction_set(d->db, i->party, i->id,
                             is_made ? S("made")
                             : yes   ? S("asked")
                                     : S("declined"),
                             i->party_says, i->other_says, i->party_actor, i->other_actor,
                             yes && !is_made ? 0 : d->now_us));
        if (is_made || !yes)
                TRY(introduction_asks_drop(d->db, i->party, i->id));
        if (is_made)
                TRY(make_it(d, i));
        d->note = is_made ? S_("Both agreed: you get a mail with the name and address.")
                  : yes   ? S_("Noted. When the other side agrees, too, you get a mail.")
                          : S_("Noted. Nothing was passed on.");
        /* whose answer it was is between them and us: the record is public, and an actor in it
         * would tell on which side they stand */
        d->actor.id = 0;
        s = append(d,
                   is_made ? "introduction.made"
                   : yes   ? "introduction.agreed"
                           : "introduction.declined",
                   i);
        d->actor.id = actor;
        return s;
}

static const char *const answers[] = {N_("yes"), N_("no"), NULL};
static const Field answer_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"introduction", FIELD_ID, .required = true, .label = N_("Introduction")},
        {"answer", FIELD_CHOICE, .required = true, .choices = answers, .label = N_("Answer")},
        {0}};

static Status run_answer(Deed *d)
{
        Introduction i;
        Id side = deed_int(d, "party");
        Status s = introduction_by_id(d->db, d->a, deed_int(d, "introduction"), &i);
        TeamRole role;

        if (s == NOT_FOUND || (s == OK && side != i.party && side != i.other))
                return deed_fault(d, NOT_FOUND, _("There is no such introduction."));
        TRY(s);
        s = team_person_of(d->db, d->a, side, d->actor.id, &role);
        if (s == NOT_FOUND)
                return deed_fault(d, FORBIDDEN, _("Only one of its team answers for a party."));
        TRY(s);
        d->go_to = solution_network_path(d->a, side);
        return answer(d, &i, side, d->actor.id, str_is(deed_text(d, "answer"), "yes"));
}

const Action introduction_answer_action = {
        .name = "introduction answer",
        .may = MAY_SOLUTION_EDIT,
        .where = party_where,
        .title = N_("Answer an introduction"),
        .help = N_("When both sides say yes, your name and address go to the other side, and "
                   "theirs to you."),
        .fields = answer_fields,
        .run = run_answer};

/* --- by the link of a mail: it shows to be who was asked, for as long as they are in the team */

static const Field reply_fields[] = {
        {"token", FIELD_TEXT, .required = true, .chars_max = TOKEN_CHARS, .label = N_("Token")},
        {"answer", FIELD_CHOICE, .required = true, .choices = answers, .label = N_("Answer")},
        {0}};

static Status run_reply(Deed *d)
{
        Hash kept = hash_sha256(deed_text(d, "token"));
        IntroductionAsk ask;
        Introduction i;
        TeamRole role = {0};
        Status s = introduction_by_token(d->db, d->a, hash_str(&kept), &ask);

        if (s == OK)
                s = team_person_of(d->db, d->a, ask.side, ask.actor, &role);
        if (s == OK && str_is(role.role, "viewer"))
                s = NOT_FOUND;
        if (s == OK)
                s = introduction_by_id(d->db, d->a, ask.introduction, &i);
        if (s == NOT_FOUND)
                return deed_fault(d, FORBIDDEN, _("This link does nothing any more."));
        TRY(s);
        d->shows_note = true;
        d->actor.id = ask.actor;
        return answer(d, &i, ask.side, ask.actor, str_is(deed_text(d, "answer"), "yes"));
}

const Action introduction_reply_action = {
        .name = "introduction reply",
        .may = MAY_SIGN_IN,
        .where = where_own,
        .title = N_("May we introduce you?"),
        .help = N_("When both sides say yes, your name and address go to the other side, and "
                   "theirs to you."),
        .fields = reply_fields,
        .run = run_reply};

static const Field withdraw_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Start-up")},
        {"introduction", FIELD_ID, .required = true, .label = N_("Introduction")},
        {0}};

static Status run_withdraw(Deed *d)
{
        Introduction i;
        Status s = introduction_by_id(d->db, d->a, deed_int(d, "introduction"), &i);

        if (s == NOT_FOUND || (s == OK && i.party != deed_int(d, "party")))
                return deed_fault(d, NOT_FOUND, _("There is no such introduction."));
        TRY(s);
        s = introduction_set(d->db, i.party, i.id, S("withdrawn"), i.party_says, i.other_says,
                             i.party_actor, i.other_actor, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This is over: nobody is asked any more."));
        TRY(s);
        TRY(introduction_asks_drop(d->db, i.party, i.id));
        d->go_to = solution_network_path(d->a, i.party);
        d->note = S_("Withdrawn. Nothing was passed on.");
        return append(d, "introduction.withdrawn", &i);
}

const Action introduction_withdraw_action = {
        .name = "introduction withdraw",
        .may = MAY_OUTCOME_EDIT,
        .where = party_where,
        .title = N_("Withdraw an introduction"),
        .help = N_("The links in the mails do nothing any more."),
        .fields = withdraw_fields,
        .run = run_withdraw};
