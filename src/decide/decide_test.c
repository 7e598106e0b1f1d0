/* Determinations: proposed, approved by somebody else, held, told, answered; and what is refused.
 */
#include "decide/decide_probe.h"

static Str leaf_of(Decided *t, const char *kind)
{
        int64_t size;
        Hash root;
        Str leaf = {0};

        CHECK_OK(record_head(t->w->db, t->w->a, &size, &root));
        for (int64_t i = size - 1; i >= 0; i--) {
                CHECK_OK(record_leaf(t->w->db, t->w->a, i, &leaf));
                if (str_has(leaf, str_fmt(t->w->a, "\"%s\"", kind)))
                        return leaf;
        }
        return (Str){0};
}

TEST(a_determination_is_approved_by_somebody_else_held_told_and_confirmed)
{
        Decided t = decided(a, 2);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Id x = decides(&t, &t.operator, f.id, "accept");
        Mail mail;
        Str leaf;

        CHECK_STR(now_of(&t, x).state, IS, "proposed");
        CHECK_IS(does(&t, &t.operator, "determination approve", "determination", text_of(&t, x),
                      NULL),
                 FORBIDDEN);
        CHECK_OK(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL));
        CHECK_STR(now_of(&t, x).state, IS, "approved");
        passes(&t, 10 * 60 * SECOND_US - 1);
        CHECK_STR(now_of(&t, x).state, IS, "approved");
        CHECK_STR(stage_of(&t, f.party), IS, "in-review");
        CHECK_INT(number(t.w, "startups-recruited", "singapore"), 0);
        CHECK_INT(mails_of(&t, "determination", NULL), 0);
        leaf = leaf_of(&t, "determination.proposed"); /* tells nobody what is coming */
        CHECK(leaf.len && !str_has(leaf, S("accept")) && !str_has(leaf, id_text(a, f.id)) &&
              !str_has(leaf, id_text(a, f.party)));
        passes(&t, 1);
        CHECK_STR(now_of(&t, x).state, IS, "announced");
        CHECK_STR(stage_of(&t, f.party), IS, "accepted");
        CHECK_INT(number(t.w, "startups-recruited", "singapore"), 1);
        CHECK_INT(mails_of(&t, "determination", &mail), 1);
        CHECK_STR(mail.address, IS, "mango@example.org");
        CHECK_STR(mail.subject, CONTAINS, "Accepted");
        CHECK_STR(mail.plain, CONTAINS, "https://x.example/applications/");
        CHECK_STR(leaf_of(&t, "determination.announced"), CONTAINS, "accept");
        CHECK_STR(leaf_of(&t, "member.accepted"), CONTAINS, "accepted");
        CHECK_OK(
                does(&t, &f.owner, "determination confirm", "determination", text_of(&t, x), NULL));
        CHECK_STR(now_of(&t, x).state, IS, "confirmed");
        CHECK_STR(stage_of(&t, f.party), IS, "active");
        CHECK_IS(does(&t, &f.owner, "determination decline", "determination", text_of(&t, x), NULL),
                 CONFLICT);
}

TEST(nobody_approves_their_own_proposal_or_decides_on_their_own_team)
{
        Decided t = decided(a, 0);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Id x = decides(&t, &t.head, f.id, "accept");
        ProbeJob j = {
                .w = t.w, .t = &t, .owner = f.owner.id, .role = ROLE_HEAD, .hub = "singapore"};

        CHECK_IS(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL),
                 CONFLICT);
        CHECK_STR(fault_of(&t), CONTAINS, "yourself");
        CHECK_OK(store_transact(t.w->p.store, probe_staff, &j));
        f.owner = again(t.w, f.owner.id);
        CHECK_IS(does(&t, &f.owner, "determination approve", "determination", text_of(&t, x), NULL),
                 NOT_FOUND);
        CHECK_OK(
                does(&t, &t.first, "determination approve", "determination", text_of(&t, x), NULL));
}

TEST(more_than_there_are_places_is_said_before_and_after_it_is_decided)
{
        Decided t = decided(a, 1);
        Filed f = filed(&t, "Mango", "mango@example.org"),
              g = filed(&t, "Papaya", "papaya@example.org");
        const char *path = str_fmt(a, "/applications/%s/decide", text_of(&t, g.id)).at;
        const char *over = "1 more than the round has places";

        CHECK_STR(page(t.w, path), LACKS, over);
        (void)decides(&t, &t.head, f.id, "accept");
        CHECK_STR(t.w->deed.note, LACKS, over);
        CHECK_STR(page(t.w, path), CONTAINS, over);
        CHECK_OK(does(&t, &t.head, "batch gather", "round", text_of(&t, t.round), "applications",
                      text_of(&t, g.id), "determination", "accept", NULL));
        CHECK_STR(
                page(t.w, str_fmt(a, "/determinations/batches/%s", text_of(&t, t.w->deed.made)).at),
                CONTAINS, over);
        (void)decides(&t, &t.head, g.id, "decline"); /* takes none */
        CHECK_STR(t.w->deed.note, LACKS, over);
        CHECK_OK(does(&t, &t.head, "determination undo", "determination",
                      text_of(&t, t.w->deed.made), NULL));
        (void)decides(&t, &t.head, g.id, "accept");
        CHECK_STR(t.w->deed.note, CONTAINS, over);
}

TEST(what_is_decided_follows_its_party_into_a_merge)
{
        Decided t = decided(a, 1);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Id x = decides(&t, &t.operator, f.id, "accept"), into;
        const char *path = str_fmt(a, "/rounds/%s/determinations", text_of(&t, t.round)).at;

        into = given_party(t.w, "organisation", "Mango Holding");
        CHECK_OK(act(t.w, "party merge", "party", text_of(&t, f.party), "into", text_of(&t, into),
                     NULL));
        CHECK_INT(now_of(&t, x).party, into);
        CHECK_STR(page(t.w, "/determinations"), CONTAINS, "Mango Holding");
        CHECK_OK(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL));
        CHECK_STR(page(t.w, path), CONTAINS, "Decided, not told yet");
        CHECK_STR(page(t.w, str_fmt(a, "/api/v1%s", path).at), CONTAINS, "\"approved\":1");
        passes(&t, 10 * 60 * SECOND_US);
        CHECK_STR(now_of(&t, x).state, IS, "announced");
        CHECK_STR(stage_of(&t, into), IS, "accepted");
}

TEST(what_a_service_proposed_is_not_approved_by_who_made_it)
{
        Decided t = decided(a, 0);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Actor service;
        Str until = str_head(time_iso(a, t.now_us + 30 * DAY_US), 10);
        Id id, x;

        CHECK_OK(does(&t, &t.head, "service add", "name", "Sock", "role", "operator", "hub",
                      "singapore", "until", until.at, NULL));
        id = t.w->deed.made;
        service = again(t.w, id);
        x = decides(&t, &service, f.id, "accept");
        CHECK_STR(now_of(&t, x).state, IS, "proposed");
        CHECK_IS(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL),
                 CONFLICT);
        CHECK_STR(fault_of(&t), CONTAINS, "yourself");
        /* whoever made its newest token has it now */
        CHECK_OK(does(&t, &t.first, "service token", "service", text_of(&t, id), "until", until.at,
                      NULL));
        CHECK_IS(does(&t, &t.first, "determination approve", "determination", text_of(&t, x), NULL),
                 CONFLICT);
        CHECK_OK(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL));
}

TEST(what_is_not_told_is_undone_without_a_trace_of_what_it_was)
{
        Decided t = decided(a, 0);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Id x = decides(&t, &t.operator, f.id, "decline");

        CHECK_STR(now_of(&t, x).state, IS, "approved"); /* nobody else has to agree */
        CHECK_OK(does(&t, &t.operator, "determination undo", "determination", text_of(&t, x), "seq",
                      "1", NULL));
        CHECK_STR(now_of(&t, x).state, IS, "undone");
        passes(&t, DAY_US);
        CHECK_STR(stage_of(&t, f.party), IS, "in-review");
        CHECK_INT(mails_of(&t, "determination", NULL), 0);
        CHECK(!leaf_of(&t, "member.declined").len);
        CHECK_IS(does(&t, &t.operator, "determination send", "determination", text_of(&t, x), NULL),
                 CONFLICT);
        x = decides(&t, &t.operator, f.id, "decline");
        CHECK_OK(
                does(&t, &t.operator, "determination send", "determination", text_of(&t, x), NULL));
        passes(&t, 0);
        CHECK_STR(stage_of(&t, f.party), IS, "declined");
        CHECK_IS(does(&t, &t.operator, "determination undo", "determination", text_of(&t, x), NULL),
                 CONFLICT);
        CHECK_STR(fault_of(&t), CONTAINS, "Told");
}

TEST(words_of_operators_stay_with_them_and_feedback_reaches_who_applied)
{
        Decided t = decided(a, 0);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Mail mail;
        Str outcome = str_fmt(a, "/applications/%s/outcome", text_of(&t, f.id));

        CHECK_IS(does(&t, &t.operator, "determination propose", "application", text_of(&t, f.id),
                      "determination", "decline", NULL),
                 INVALID); /* feedback is required */
        CHECK_OK(does(&t, &t.operator, "determination propose", "application", text_of(&t, f.id),
                      "determination", "decline", "reason", "Weak team, says Ravi.", "conditions",
                      "None at all.", "feedback", "Find ten customers.\nThen come back.", NULL));
        t.w->actor = f.owner;
        CHECK_STR(page(t.w, outcome.at), CONTAINS, "Nothing is decided yet");
        passes(&t, 10 * 60 * SECOND_US);
        CHECK_INT(mails_of(&t, "determination", &mail), 1);
        CHECK_STR(mail.plain, CONTAINS, "Find ten customers.");
        CHECK_STR(mail.plain, CONTAINS, "None at all.");
        CHECK(!str_has(mail.plain, S("Ravi")) && !str_has(mail.html, S("Ravi")));
        CHECK_STR(page(t.w, outcome.at), CONTAINS, "Then come back.");
        CHECK(!str_has(page(t.w, outcome.at), S("Ravi")));
        CHECK(!str_has(page(t.w, str_fmt(a, "/api/v1%.*s", S_ARG(outcome)).at), S("Ravi")));
        page(t.w, str_fmt(a, "/applications/%s/decide", text_of(&t, f.id)).at);
        CHECK_INT(t.w->status, 404);
        CHECK(!str_has(leaf_of(&t, "determination.announced"), S("Ravi")));
        CHECK(!str_has(leaf_of(&t, "member.declined"), S("Ravi")));
        t.w->actor = t.operator;
        CHECK_STR(page(t.w, str_fmt(a, "/applications/%s/decide", text_of(&t, f.id)).at), CONTAINS,
                  "Ravi");
}

TEST(a_place_lapses_at_its_microsecond_and_the_next_is_named)
{
        Decided t = decided(a, 1);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Filed g = filed(&t, "Papaya", "papaya@example.org");
        Filed h = filed(&t, "Durian", "durian@example.org");
        Id x = decides(&t, &t.operator, f.id, "accept"), y, z;
        Mail mail;
        Str list;
        int64_t due;

        CHECK_OK(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL));
        y = decides(&t, &t.operator, g.id, "waitlist");
        z = decides(&t, &t.operator, h.id, "waitlist");
        passes(&t, 10 * 60 * SECOND_US);
        CHECK_STR(stage_of(&t, g.party), IS, "waiting");
        CHECK_OK(does(&t, &t.operator, "determination rank", "determination", text_of(&t, z),
                      "rank", "1", NULL));
        due = now_of(&t, x).due_at;
        CHECK_INT(due - t.now_us, 14 * DAY_US);
        t.now_us = due - DECIDE_REMIND_US;
        passes(&t, -1);
        CHECK_INT(mails_of(&t, "determination-reminder", NULL), 0);
        passes(&t, 1);
        passes(&t, 1);
        CHECK_INT(mails_of(&t, "determination-reminder", NULL), 1);
        t.now_us = due - 1;
        passes(&t, 0);
        CHECK_STR(now_of(&t, x).state, IS, "announced");
        t.now_us = due; /* before the background came to it, too */
        CHECK_IS(does(&t, &f.owner, "determination confirm", "determination", text_of(&t, x), NULL),
                 CONFLICT);
        CHECK_STR(fault_of(&t), CONTAINS, "was over");
        passes(&t, 0);
        CHECK_STR(now_of(&t, x).state, IS, "lapsed");
        CHECK_STR(stage_of(&t, f.party), IS, "withdrawn");
        CHECK_INT(mails_of(&t, "determination-lapsed", NULL), 1);
        CHECK_INT(mails_of(&t, "determination-place", &mail), 1);
        CHECK_STR(mail.address, IS, "omar@example.org");
        CHECK_STR(mail.plain, CONTAINS, "Durian");
        t.w->actor = t.operator;
        list = page(t.w, str_fmt(a, "/rounds/%s/determinations", text_of(&t, t.round)).at);
        CHECK_STR(list, CONTAINS, "The next on the waiting list is Durian");
        CHECK_STR(list, CONTAINS, "1 free");
        /* the button of that page */
        CHECK_OK(does(&t, &t.operator, "determination propose", "application", text_of(&t, h.id),
                      "determination", "accept", "seen",
                      str_fmt(a, "%s.%lld", text_of(&t, z), (long long)now_of(&t, z).seq).at,
                      NULL));
        x = t.w->deed.made;
        CHECK_OK(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL));
        passes(&t, 10 * 60 * SECOND_US);
        CHECK_STR(now_of(&t, z).state, IS, "superseded");
        CHECK_STR(now_of(&t, y).state, IS, "announced");
        CHECK_STR(stage_of(&t, h.party), IS, "accepted");
        CHECK_OK(
                does(&t, &h.owner, "determination decline", "determination", text_of(&t, x), NULL));
        CHECK_STR(stage_of(&t, h.party), IS, "withdrawn");
        CHECK_INT(mails_of(&t, "determination-place", &mail), 2);
        CHECK_STR(mail.plain, CONTAINS, "Papaya");
}

TEST(only_who_applied_answers_and_nobody_learns_of_what_is_not_theirs)
{
        Decided t = decided(a, 0);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Filed g = filed(&t, "Papaya", "papaya@example.org");
        Actor far = probe_actor(&t, "Fah", "fah@example.org", ROLE_HEAD, "bangkok");
        Id x = decides(&t, &t.operator, f.id, "accept");
        const char *id = text_of(&t, x);

        CHECK_IS(does(&t, &f.owner, "determination confirm", "determination", id, NULL), NOT_FOUND);
        CHECK_OK(does(&t, &t.head, "determination approve", "determination", id, NULL));
        CHECK_IS(does(&t, &f.owner, "determination confirm", "determination", id, NULL), NOT_FOUND);
        passes(&t, 10 * 60 * SECOND_US);
        CHECK_IS(does(&t, &g.owner, "determination confirm", "determination", id, NULL), NOT_FOUND);
        CHECK_IS(does(&t, &t.operator, "determination confirm", "determination", id, NULL),
                 NOT_FOUND);
        CHECK_IS(does(&t, &far, "determination undo", "determination", id, NULL), NOT_FOUND);
        CHECK_IS(does(&t, &far, "determination propose", "application", text_of(&t, g.id),
                      "determination", "accept", NULL),
                 NOT_FOUND);
        CHECK_IS(does(&t, &f.owner, "determination propose", "application", text_of(&t, g.id),
                      "determination", "accept", NULL),
                 FORBIDDEN);
        t.w->actor = far;
        page(t.w, str_fmt(a, "/rounds/%s/determinations", text_of(&t, t.round)).at);
        CHECK_INT(t.w->status, 404);
        t.w->actor = g.owner;
        page(t.w, str_fmt(a, "/rounds/%s/determinations", text_of(&t, t.round)).at);
        CHECK_INT(t.w->status, 404);
        page(t.w, str_fmt(a, "/applications/%s/outcome", text_of(&t, f.id)).at);
        CHECK_INT(t.w->status, 404);
}

TEST(what_can_not_be_decided_says_why)
{
        Decided t = decided(a, 0);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Id x;

        CHECK_IS(does(&t, &t.operator, "determination propose", "application", text_of(&t, f.id),
                      "determination", "adopt", NULL),
                 INVALID);
        CHECK_STR(fault_of(&t), CONTAINS, "accept, waitlist, decline");
        set_state(&t, &f, "withdrawn");
        CHECK_IS(does(&t, &t.operator, "determination propose", "application", text_of(&t, f.id),
                      "determination", "accept", NULL),
                 CONFLICT);
        set_state(&t, &f, "submitted");
        x = decides(&t, &t.operator, f.id, "accept");
        CHECK_IS(does(&t, &t.first, "determination propose", "application", text_of(&t, f.id),
                      "determination", "waitlist", "seen", "none", NULL),
                 CONFLICT);
        CHECK_STR(fault_of(&t), CONTAINS, "Omar"); /* who was first, and what it was */
        CHECK_STR(fault_of(&t), CONTAINS, "Accept");
        CHECK_OK(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), "seq",
                      "1", NULL));
        CHECK_IS(does(&t, &t.head, "determination undo", "determination", text_of(&t, x), "seq",
                      "1", NULL),
                 CONFLICT);
        CHECK_STR(fault_of(&t), CONTAINS, "Hana");
        /* somebody moves the member by hand: it stays held, and operators see why */
        CHECK_OK(act(t.w, "member move", "party", text_of(&t, f.party), "programme",
                     "startup-accelerator", "hub", "singapore", "to", "declined", "reason", "R",
                     NULL));
        passes(&t, DAY_US);
        CHECK_STR(now_of(&t, x).state, IS, "approved");
        CHECK_STR(now_of(&t, x).fault, IS, "stuck");
        t.w->actor = t.operator;
        CHECK_STR(page(t.w, str_fmt(a, "/applications/%s/decide", text_of(&t, f.id)).at), CONTAINS,
                  "no move leads to");
        CHECK_INT(mails_of(&t, "determination", NULL), 0);
}

TEST(an_application_that_is_withdrawn_gives_its_place_back)
{
        Decided t = decided(a, 1);
        Filed f = filed(&t, "Mango", "mango@example.org");
        Filed g = filed(&t, "Papaya", "papaya@example.org");
        Id x = decides(&t, &t.operator, f.id, "accept");
        Id y = decides(&t, &t.operator, g.id, "waitlist");

        CHECK_OK(does(&t, &t.head, "determination approve", "determination", text_of(&t, x), NULL));
        set_state(&t, &g, "withdrawn");
        passes(&t, 10 * 60 * SECOND_US);
        CHECK_STR(now_of(&t, y).state, IS, "undone");
        CHECK_STR(stage_of(&t, g.party), IS, "in-review");
        set_state(&t, &f, "withdrawn");
        passes(&t, 10 * SECOND_US);
        CHECK_STR(now_of(&t, x).state, IS, "declined");
        CHECK_INT(mails_of(&t, "determination-place", NULL), 1);
}
