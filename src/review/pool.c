/* review/pool: see the header. */
#include "review/pool.h"

#include "base/words.h"
#include "hub/hub.h"
#include "net/message.h"
#include "people/people.h"
#include "review/tally.h"

#include <string.h>

static const char code_purpose[] = "review file"; /* as it is */

Str review_code(const Seal *seal, Arena *a, Id account, Id application)
{
        Str box = seal_box(seal, a, code_purpose, id_text(a, account), id_text(a, application));

        return str_base64url(a, box.at, box.len);
}

Status review_code_open(const Seal *seal, Arena *a, Id account, Str code, Id *out)
{
        Str box, plain;

        if (!str_unbase64url(a, code, &box) ||
            seal_unbox(seal, a, code_purpose, id_text(a, account), box, &plain) != OK ||
            !id_parse(plain, out))
                return NOT_FOUND;
        return OK;
}

bool review_reads(const Definition *def, const SelectionStep *step, Str stage)
{
        return str_eq(stage, step->stage) ||
               (step == &def->selection.steps.at[0] && str_eq(stage, def->selection.begins));
}

bool review_is_in_step(const Definition *def, const SelectionStep *step, const ReviewFile *file)
{
        return str_is(file->state, "submitted") && review_reads(def, step, file->stage);
}

Status review_files_of(Db *db, Arena *a, const Definition *def, const SelectionStep *step, Id round,
                       ReviewFiles *out)
{
        ReviewFile *at = NULL;
        ReviewFileList list;
        size_t n = 0;
        Id after = 0;

        do {
                TRY(review_files(db, a, round, after, &list));
                for (size_t i = 0; i < list.n && n < REVIEW_FILES_MAX; i++) {
                        after = list.at[i].id;
                        if (!review_is_in_step(def, step, &list.at[i]))
                                continue;
                        at = query_grow(a, at, n, sizeof *at);
                        at[n++] = list.at[i];
                }
        } while (list.n == 1000 && n < REVIEW_FILES_MAX);
        *out = (ReviewFiles){at, n};
        return OK;
}

const SelectionStep *reviewer_step(const Definition *def, const Reviewer *reviewer)
{
        if (reviewer->step.len)
                return selection_step(&def->selection, reviewer->step);
        return def->selection.steps.n ? &def->selection.steps.at[0] : NULL;
}

Status review_letter(Deed *d, const MailKind *kind, const ReviewRound *round,
                     const Reviewer *reviewer, ReviewLetter *letter)
{
        ReviewerEmail email;
        MailDraft draft = {.kind = kind,
                           .of = letter,
                           .actor = reviewer->account,
                           .name = reviewer->name,
                           .locale = round->language};
        Status s = reviewer_email(d->db, d->a, reviewer->account, &email);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        draft.address = email.email;
        letter->name = reviewer->name;
        letter->round = round->title;
        letter->programme = round->programme_title;
        letter->hub = round->hub_title;
        if (str_empty(letter->link))
                letter->link = str_fmt(d->a, "%.*s/reviews", S_ARG(d->base_url));
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}

/* --- invited by who runs the reviews */

static const Field invite_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"email", FIELD_TEXT, .required = true, .chars_max = 254, .label = N_("E-mail address"),
         .help = N_("Of the account; one is made when there is none.")},
        {"name", FIELD_TEXT, .required = true, .chars_max = 100, .label = N_("Name"),
         .help = N_("As you know them: you see them listed by it. A new account begins with it.")},
        {"step", FIELD_SLUG, .chars_max = 64, .label = N_("Step"),
         .help = N_("For this one only; for all when empty.")},
        {"load", FIELD_INT, .min = 1, .max = POOL_LOAD_MAX, .label = N_("Files at most"),
         .help = N_("As the step says when empty.")},
        {"expertise", FIELD_LONG_TEXT, .chars_max = POOL_EXPERTISE_CHARS_MAX,
         .label = N_("Expertise"),
         .help = N_("Subjects and what they know of them; files that suit are looked for by it.")},
        {0}};

static Status account_of(Deed *d, Str email, Id *out, bool *out_is_new)
{
        Status s = access_account_by_email(d->db, d->a, email, out);

        *out_is_new = s == NOT_FOUND;
        if (s != NOT_FOUND)
                return s;
        TRY(access_account_add(d->db, deed_text(d, "name"), d->now_us, out));
        return access_email_set(d->db, *out, email, d->now_us);
}

static Status put_into_pool(Deed *d, const ReviewRound *round, Id account, Reviewer *out)
{
        int64_t load = deed_given(d, "load") ? deed_int(d, "load") : 0;
        Id delegation;
        Place place;
        Status s;

        TRY(review_place(d->db, d->a, round, &place));
        delegation = access_delegation(&d->actor, MAY_REVIEW_RUN, &place);
        s = reviewer_in(d->db, d->a, round->id, account, out);

        if (s == NOT_FOUND) {
                Id id = db_id(d->db, d->now_us);

                TRY(reviewer_add(d->db, round->id, account, id, deed_text(d, "step"), load,
                                 deed_text(d, "expertise"), deed_text(d, "name"), d->actor.id,
                                 delegation, d->now_us));
                return reviewer_by_id(d->db, d->a, id, out);
        }
        TRY(s);
        if (str_is(out->state, "invited") || str_is(out->state, "accepted"))
                return deed_fault(d, CONFLICT, _("They are invited to this round already."));
        TRY(reviewer_invite_again(d->db, out->id, deed_text(d, "step"), load,
                                  deed_text(d, "expertise"), d->actor.id, delegation, d->now_us));
        return OK;
}

static Status run_invite(Deed *d)
{
        Str email = mail_address_key(d->a, deed_text(d, "email")), token;
        Entry e = {.kind = S("reviewer.invited")};
        ReviewLetter letter = {0};
        const Definition *def;
        ReviewRound round;
        Reviewer reviewer;
        Id account;
        bool is_new;

        if (!message_address_is(email))
                return deed_fault_at(d, "email", _("This is no e-mail address."));
        TRY(review_round_open(d->db, d->a, deed_int(d, "round"), &round, &def));
        if (!def->selection.steps.n)
                return deed_fault_at(d, "round", _("This round has no steps of review."));
        if (deed_given(d, "step") && !selection_step(&def->selection, deed_text(d, "step")))
                return deed_fault_at(d, "step", _("This round has no such step."));
        TRY(account_of(d, email, &account, &is_new));
        TRY(put_into_pool(d, &round, account, &reviewer));
        if (is_new) {
                TRY(access_link_make(d->db, d->a, account, d->now_us, &token));
                letter.link = str_fmt(d->a, "%.*s/do/session/begin?token=%.*s&then=/reviews",
                                      S_ARG(d->base_url), S_ARG(token));
        }
        TRY(review_letter(d, &review_invitation_mail, &round, &reviewer, &letter));
        d->made = reviewer.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/reviewers", S_ARG(id_text(d->a, round.id)));
        d->note = str_fmt(d->a, _("Invited. A letter is on its way to %.*s."), S_ARG(email));
        e.subject = account;
        review_entry(&e, &round, deed_text(d, "step"));
        return deed_tell(d, &e);
}

const Action reviewer_invite_action = {
        .name = "reviewer invite",
        .may = MAY_REVIEW_RUN,
        .where = review_where_round,
        .title = N_("Invite a reviewer"),
        .help = N_("They get a letter and say yes or no. Once they said yes, files can be given to "
                   "them."),
        .fields = invite_fields,
        .run = run_invite};

/* --- the answer */

static const char *const answers[] = {N_("accept"), N_("decline"), NULL};

static const Field answer_fields[] = {
        {"reviewer", FIELD_ID, .required = true, .label = N_("Invitation")},
        {"answer", FIELD_CHOICE, .required = true, .choices = answers, .label = N_("Answer")},
        {"load", FIELD_INT, .min = 1, .max = POOL_LOAD_MAX, .label = N_("Files at most")},
        {"expertise", FIELD_LONG_TEXT, .chars_max = POOL_EXPERTISE_CHARS_MAX,
         .label = N_("Expertise")},
        {0}};

/* What somebody who leaves has not sent goes back; what was sent stays and counts. */
static Status let_go(Deed *d, const ReviewRound *round, const Definition *def, Id account,
                     int64_t *out_n)
{
        static const char *const open[] = {"assigned", "draft"};

        *out_n = 0;
        for (size_t i = 0; i < sizeof open / sizeof *open; i++) {
                AssignmentList list;
                Id after = 0;

                do {
                        TRY(assignments_of(d->db, d->a, account, str_from(open[i]), after, &list));
                        for (size_t k = 0; k < list.n; k++) {
                                const Assignment *x = &list.at[k];
                                ReviewIn in = {.round = *round, .def = def, .has_begun = true};

                                after = x->id;
                                in.step = selection_step(&def->selection, x->step);
                                if (x->round != round->id || !in.step)
                                        continue;
                                TRY(assignment_goes(d, &in, x, "ended"));
                                ++*out_n;
                        }
                } while (list.n > 200);
        }
        return OK;
}

/* It ends with the delegation by which they were invited. */
static Status give_role(Deed *d, const ReviewRound *round, const Reviewer *reviewer)
{
        Grant grant = {.role = ROLE_REVIEWER,
                       .hub = round->hub,
                       .programme = round->programme,
                       .delegation = reviewer->delegation};
        Entry e = {.kind = S("role.granted"), .subject = reviewer->account, .hub = round->hub};
        ReviewerRole role;
        Id id;
        Status s = reviewer_has_role(d->db, d->a, reviewer->account, round->hub, round->programme,
                                     d->now_us, &role);

        if (s == OK || s == NOT_FOUND)
                TRY(reviewer_given(d->db, reviewer->id, d->now_us));
        if (s != NOT_FOUND)
                return s;
        TRY(access_grant(d->db, reviewer->account, &grant, 0, reviewer->invited_by, d->now_us,
                         &id));
        entry_id(&e, S("grant"), id);
        entry_text(&e, S("role"), S("reviewer"));
        entry_text(&e, S("programme"), round->programme_slug);
        return deed_tell(d, &e);
}

/* Whoever was given the role by their yes and lost it since gets it back only when somebody invites
 * them again, also when they said no in between; nor does one come of an invitation by a delegation
 * that has ended. */
static Status lost_role(Deed *d, const ReviewRound *round, const Reviewer *reviewer, bool *out)
{
        ReviewerRole role;
        Status s = OK;

        if (reviewer->given_at || str_is(reviewer->state, "accepted"))
                s = reviewer_has_role(d->db, d->a, reviewer->account, round->hub, round->programme,
                                      d->now_us, &role);
        else if (reviewer->delegation)
                s = reviewer_delegation(d->db, d->a, reviewer->delegation, d->now_us, &role);

        *out = s == NOT_FOUND;
        return *out ? OK : s;
}

static Status run_answer(Deed *d)
{
        bool yes = str_is(deed_text(d, "answer"), "accept");
        Entry e = {.kind = yes ? S("reviewer.accepted") : S("reviewer.declined")};
        const Definition *def;
        ReviewRound round;
        Reviewer reviewer;
        int64_t open = 0;
        bool is_lost;

        TRY(reviewer_by_id(d->db, d->a, deed_int(d, "reviewer"), &reviewer));
        if (reviewer.account != d->actor.id || str_is(reviewer.state, "left"))
                return NOT_FOUND;
        TRY(review_round_open(d->db, d->a, reviewer.round, &round, &def));
        TRY(lost_role(d, &round, &reviewer, &is_lost));
        if (yes && is_lost)
                return NOT_FOUND;
        if (yes && str_is(reviewer.state, "accepted") && !deed_given(d, "load") &&
            !deed_given(d, "expertise"))
                return deed_fault(d, CONFLICT, _("You have said so already."));
        if (!yes && str_is(reviewer.state, "declined"))
                return deed_fault(d, CONFLICT, _("You have said so already."));
        TRY(reviewer_answer(d->db, reviewer.id,
                            yes       ? S("accepted")
                            : is_lost ? S("left")
                                      : S("declined"),
                            d->now_us));
        if (yes) {
                TRY(reviewer_describe(d->db, reviewer.id,
                                      deed_given(d, "load") ? deed_int(d, "load") : reviewer.load,
                                      deed_given(d, "expertise") ? deed_text(d, "expertise")
                                                                 : reviewer.expertise));
                TRY(give_role(d, &round, &reviewer));
        } else {
                TRY(let_go(d, &round, def, reviewer.account, &open));
        }
        d->made = reviewer.id;
        d->go_to = S("/reviews");
        d->note =
                yes ? S_("Thank you. Files that are given to you are listed here.") : S_("Noted.");
        e.subject = reviewer.account;
        review_entry(&e, &round, reviewer.step);
        if (open)
                entry_int(&e, S("files"), open);
        return deed_tell(d, &e);
}

const Action reviewer_answer_action = {
        .name = "reviewer answer",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Answer an invitation to review"),
        .help = N_("Say yes, with how many files you would read and what you know; or no, also "
                   "later: what you have not sent goes to others."),
        .fields = answer_fields,
        .run = run_answer};

static const Field remove_fields[] = {
        {"reviewer", FIELD_ID, .required = true, .label = N_("Reviewer")}, {0}};

static Status where_reviewer(Deed *d, Place *out)
{
        ReviewRound round;
        Reviewer reviewer;

        *out = (Place){.is_hidden = true};
        TRY(reviewer_by_id(d->db, d->a, deed_int(d, "reviewer"), &reviewer));
        TRY(review_round(d->db, d->a, reviewer.round, &round));
        return review_place(d->db, d->a, &round, out);
}

static Status run_remove(Deed *d)
{
        Entry e = {.kind = S("reviewer.removed")};
        const Definition *def;
        ReviewRound round;
        Reviewer reviewer;
        int64_t open;

        TRY(reviewer_by_id(d->db, d->a, deed_int(d, "reviewer"), &reviewer));
        if (str_is(reviewer.state, "left"))
                return deed_fault(d, CONFLICT, _("They are not in the pool any more."));
        TRY(review_round_open(d->db, d->a, reviewer.round, &round, &def));
        TRY(reviewer_answer(d->db, reviewer.id, S("left"), d->now_us));
        TRY(let_go(d, &round, def, reviewer.account, &open));
        d->made = reviewer.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/reviewers", S_ARG(id_text(d->a, round.id)));
        d->note = str_fmt(d->a,
                          words_n("Removed. %lld file waits for another reviewer.",
                                  "Removed. %lld files wait for other reviewers.", open),
                          (long long)open);
        e.subject = reviewer.account;
        review_entry(&e, &round, reviewer.step);
        entry_int(&e, S("files"), open);
        return deed_tell(d, &e);
}

const Action reviewer_remove_action = {
        .name = "reviewer remove",
        .may = MAY_REVIEW_RUN,
        .where = where_reviewer,
        .title = N_("Remove a reviewer"),
        .help = N_("What they sent stays and counts; what they did not waits for others."),
        .fields = remove_fields,
        .run = run_remove};

/* --- bids */

static const Field bid_fields[] = {
        {"reviewer", FIELD_ID, .required = true, .label = N_("Invitation")}, {0}};

static Status take_bid(Deed *d, const ReviewRound *round, const Input *in)
{
        ReviewFile file = {0};
        Id application;
        Status s = NOT_FOUND;

        if (str_starts(in->name, S("bid-")))
                s = review_code_open(d->seal, d->a, d->actor.id, str_skip(in->name, 4),
                                     &application);
        if (s == OK)
                s = review_application(d->db, d->a, application, &file);
        if (s == NOT_FOUND || (s == OK && file.round != round->id))
                return deed_fault(d, INVALID, _("There is no field «%.*s» here."),
                                  S_ARG(str_head(in->name, 60)));
        TRY(s);
        if (str_empty(str_trim(in->value)))
                return OK; /* no opinion, as before */
        if (!str_is(in->value, "yes") && !str_is(in->value, "maybe") && !str_is(in->value, "no"))
                return deed_fault(d, INVALID, _("This must be one of: %s."),
                                  "yes, maybe, no" /* as it is */);
        return bid_put(d->db, file.party, file.id, d->actor.id, round->id, in->value, d->now_us);
}

static Status run_bid(Deed *d)
{
        ReviewRound round;
        Reviewer reviewer;

        TRY(reviewer_by_id(d->db, d->a, deed_int(d, "reviewer"), &reviewer));
        if (reviewer.account != d->actor.id || !str_is(reviewer.state, "accepted"))
                return NOT_FOUND;
        TRY(review_round(d->db, d->a, reviewer.round, &round));
        for (size_t i = 0; i < d->more_n; i++)
                TRY(take_bid(d, &round, &d->more[i]));
        d->made = reviewer.id;
        d->go_to = str_fmt(d->a, "/bids/%.*s", S_ARG(id_text(d->a, reviewer.id)));
        d->note = S_("Saved.");
        return OK;
}

const Action review_bid_action = {
        .name = "review bid",
        .may = MAY_SELF,
        .where = where_own,
        .title = N_("Say what you would like to read"),
        .help = N_("For each file yes, maybe or no; files are given out with regard to it."),
        .fields = bid_fields,
        .run = run_bid,
        .takes_more = true,
        .is_silent = true};

/* --- reminders */

static const Field remind_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"step", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Step")},
        {0}};

/* Both lists are in order of accounts. */
static int64_t files_of(const ReviewerLoadList *list, Id account)
{
        size_t low = 0, high = list->n;

        while (low < high) {
                size_t middle = (low + high) / 2;

                if (list->at[middle].account < account)
                        low = middle + 1;
                else
                        high = middle;
        }
        return low < list->n && list->at[low].account == account ? list->at[low].files : 0;
}

static Status run_remind(Deed *d)
{
        Entry e = {.kind = S("review.reminded"), .subject = deed_int(d, "round")};
        ReviewerLoadList untouched, drafts;
        ReviewerList list;
        ReviewIn in;
        int64_t n = 0;

        TRY(review_in_given(d, &in));
        if (!review_takes(&in, d->now_us))
                return deed_fault(d, CONFLICT, _("This step is not open."));
        TRY(reviewer_loads(d->db, d->a, in.round.id, in.step->slug, S("assigned"), &untouched));
        TRY(reviewer_loads(d->db, d->a, in.round.id, in.step->slug, S("draft"), &drafts));
        TRY(reviewers_in(d->db, d->a, in.round.id, 0, &list));
        for (size_t i = 0; i < list.n; i++) {
                ReviewLetter letter = {.until = in.run.until_at};

                if (list.at[i].reminded_at + POOL_REMIND_US > d->now_us)
                        continue;
                letter.files = files_of(&untouched, list.at[i].account) +
                               files_of(&drafts, list.at[i].account);
                if (!letter.files)
                        continue;
                TRY(review_letter(d, &review_reminder_mail, &in.round, &list.at[i], &letter));
                TRY(reviewer_reminded(d->db, list.at[i].id, d->now_us));
                n++;
        }
        if (!n)
                return deed_fault(d, CONFLICT,
                                  _("Nobody has files that wait, or all were reminded today."));
        d->made = in.round.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/assignments/%.*s", S_ARG(id_text(d->a, in.round.id)),
                           S_ARG(in.step->slug));
        d->note = str_fmt(d->a,
                          words_n("%lld reviewer is reminded.", "%lld reviewers are reminded.", n),
                          (long long)n);
        review_entry(&e, &in.round, in.step->slug);
        entry_int(&e, S("reviewers"), n);
        return deed_tell(d, &e);
}

const Action review_remind_action = {
        .name = "review remind",
        .may = MAY_REVIEW_RUN,
        .where = review_where_round,
        .title = N_("Remind reviewers"),
        .help = N_("Whoever has files that wait gets a letter, at most once a day."),
        .fields = remind_fields,
        .run = run_remind};
