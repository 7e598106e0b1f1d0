/* solution/solution_page: see the header. */
#include "solution/solution_page.h"

#include "base/words.h"
#include "hub/hub.h"
#include "hub/place.h"
#include "programme/programme.sql.h"
#include "solution/solution.html.h"
#include "solution/term.h"

/* --- the catalogue */

static const Field list_query[] = {
        {"find", FIELD_TEXT, .label = N_("Words, or how they begin")},
        {"category", FIELD_CHOICE, .choices = solution_categories, .label = N_("Category")},
        {"sector", FIELD_CHOICE, .choices = solution_sectors, .label = N_("Sector")},
        {"country", FIELD_TEXT, .chars_max = 2,
         .label = N_("Country where it is sold: ISO 3166-1 alpha-2 code")},
        {"programme", FIELD_SLUG, .label = N_("Programme that its party is a member of")},
        {"hub", FIELD_SLUG, .label = N_("Hub, with all below it")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static bool is_one_of(Str value, const char *const *list)
{
        for (; *list; list++)
                if (str_is(value, *list))
                        return true;
        return false;
}

static Status read_filters(Visit *v, SolutionsModel *m, SolutionSearch *q)
{
        Programme programme;
        Hub hub;
        Status s = OK;

        q->words = m->find = str_trim(visit_query(v, "find"));
        q->category = m->category = visit_query(v, "category");
        q->sector = m->sector = visit_query(v, "sector");
        m->country = visit_query(v, "country");
        m->programme = visit_query(v, "programme");
        m->hub = visit_query(v, "hub");
        m->is_filtered = m->find.len || m->category.len || m->sector.len || m->country.len ||
                         m->programme.len || m->hub.len;
        if (m->find.len > 4 * FIELD_CHARS_MAX || !str_is_utf8(m->find))
                return visit_fault(v, INVALID, _("«find» must be at most %d characters."),
                                   FIELD_CHARS_MAX);
        if ((m->category.len && !is_one_of(m->category, solution_categories)) ||
            (m->sector.len && !is_one_of(m->sector, solution_sectors)))
                return visit_fault(v, INVALID, _("There is no such category or sector."));
        if (m->country.len) {
                const PlaceCountry *c = place_country(m->country);

                if (!c)
                        return visit_fault(v, INVALID, _("«%.*s» is not an ISO 3166-1 code."),
                                           S_ARG(str_head(m->country, 40)));
                q->country = m->country = c->alpha2;
        }
        if (m->programme.len)
                s = programme_by_slug(v->db, v->a, m->programme, &programme);
        if (s == OK && m->programme.len)
                q->programme = programme.id;
        if (s == OK && m->hub.len)
                s = hub_by_slug(v->db, v->a, m->hub, &hub);
        if (s == OK && m->hub.len)
                q->hub = hub.id;
        return s == NOT_FOUND ? visit_fault(v, s, _("There is no such programme or hub.")) : s;
}

/* Path and query of the same list, for the next page. */
static Str list_path(Arena *a, const SolutionsModel *m)
{
        const struct {
                const char *name;
                Str value;
        } all[] = {{"category", m->category},
                   {"sector", m->sector},
                   {"country", m->country},
                   {"programme", m->programme},
                   {"hub", m->hub}};
        Page p = page_begin(a, 8 * KIB);
        const char *between = "?";

        page_raw(&p, "/solutions", 10);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++)
                if (all[i].value.len) {
                        Str head =
                                str_fmt(a, "%s%s=%.*s", between, all[i].name, S_ARG(all[i].value));

                        page_raw(&p, head.at, head.len);
                        between = "&";
                }
        if (m->find.len) {
                Str head = str_fmt(a, "%sfind=", between);

                page_raw(&p, head.at, head.len);
                page_query_str(&p, m->find);
        }
        return page_html(&p).bytes;
}

static Status load_list(Visit *v, void *out)
{
        SolutionsModel *m = out;
        SolutionSearch q = {0};

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        TRY(read_filters(v, m, &q));
        q.before = m->page.at;
        TRY(solution_search(v->db, v->a, &q, &m->solutions));
        CURSOR_CUT(&m->page, &m->solutions, id);
        m->path = list_path(v->a, m);
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(SolutionsModel, solutions, SolutionLine),
                                  PART_NEXT_OF(SolutionsModel, page, COL_ID),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        solution_list_page(out, v, model);
}

const View solution_list_view = {
        .path = "/solutions",
        .word = "solution list",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Solutions"),
        .help = N_("What members offer, newest first, 50 a page; of parties that agreed to be "
                   "listed. Each word must begin a word of the solution or of its party's name."),
        .query = list_query,
        .bytes = sizeof(SolutionsModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list};

/* --- one of them */

static Str names_of(Arena *a, Str countries)
{
        Text t = text_begin(a, 8 * KIB);
        Str code;

        while (str_cut(&countries, ' ', &code)) {
                const PlaceCountry *c = place_country(code);

                text_fmt(&t, "%s%.*s", t.len ? ", " : "", S_ARG(c ? c->name : code));
        }
        return text_str(&t);
}

static Status load_one(Visit *v, void *out)
{
        SolutionModel *m = out;
        PartyView party = {0};
        Hub hub;
        Id id;
        Status s = id_parse(v->params[0], &id) ? solution_by_id(v->db, v->a, id, &m->solution)
                                               : NOT_FOUND;

        if (s == OK)
                s = party_public(v->db, v->a, m->solution.party, &party);
        if (s == OK)
                s = party_may_at_home(v->db, v->a, &v->actor, MAY_SOLUTION_EDIT, party.id,
                                      &m->may_edit);
        if (s == OK)
                s = party_may_at_home(v->db, v->a, &v->actor, MAY_OUTCOME_EDIT, party.id,
                                      &m->may_check);
        m->is_public = party.is_listed && str_is(m->solution.state, "published");
        if (s == OK && !m->is_public && !m->may_edit)
                s = NOT_FOUND;
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no solution «%.*s» to show."),
                                   S_ARG(str_head(v->params[0], 40)));
        TRY(s);
        if (!m->may_edit)
                m->solution.reason = (Str){0};
        m->party_name = party.name;
        m->countries = names_of(v->a, m->solution.countries);
        TRY(hub_by_id(v->db, v->a, m->solution.hub, &hub));
        m->hub = hub.slug;
        m->hub_title = hub.title;
        m->may_check = m->may_check && str_is(m->solution.state, "in-review");
        m->may_ask = m->is_public && !m->may_edit;
        for (size_t i = 0; i < v->actor.grants_n && !m->own_party; i++)
                if (role_may(v->actor.grants[i].role, MAY_SOLUTION_EDIT))
                        m->own_party = v->actor.grants[i].party;
        return OK;
}

static const Part one_parts[] = {PART_ROW_OF(SolutionModel, solution, Solution),
                                 PART_VALUE_OF(SolutionModel, party_name, COL_TEXT),
                                 PART_VALUE_OF(SolutionModel, hub, COL_TEXT),
                                 PART_VALUE_OF(SolutionModel, hub_title, COL_TEXT),
                                 {0}};

static void draw_one(Page *out, const Visit *v, const void *model)
{
        solution_show_page(out, v, model);
}

const View solution_show_view = {
        .path = "/solutions/{solution}",
        .word = "solution show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Solution"),
        .help = N_("What a member offers. What is not published is shown to its team and to the "
                   "operators of its hub."),
        .bytes = sizeof(SolutionModel),
        .parts = one_parts,
        .load = load_one,
        .draw = draw_one};

/* --- challenges */

static const char *const states[] = {"open", "closed", NULL};
static const Field challenges_query[] = {
        {"state", FIELD_CHOICE, .choices = states, .label = N_("State: open when not said")},
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_challenges(Visit *v, void *out)
{
        ChallengesModel *m = out;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        m->state = visit_query(v, "state");
        if (str_empty(m->state))
                m->state = S("open");
        if (!is_one_of(m->state, states))
                return visit_fault(v, INVALID, _("A challenge is open or closed."));
        TRY(challenges_at(v->db, v->a, m->state, m->page.at, &m->challenges));
        CURSOR_CUT(&m->page, &m->challenges, id);
        return OK;
}

static const Part challenges_parts[] = {PART_LIST_OF(ChallengesModel, challenges, ChallengeLine),
                                        PART_NEXT_OF(ChallengesModel, page, COL_ID),
                                        {0}};

static void draw_challenges(Page *out, const Visit *v, const void *model)
{
        (void)v;
        challenge_list_page(out, model);
}

const View challenge_list_view = {
        .path = "/challenges",
        .word = "challenge list",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Challenges"),
        .help = N_("Problems that enterprises pose, newest first, 50 a page."),
        .query = challenges_query,
        .bytes = sizeof(ChallengesModel),
        .parts = challenges_parts,
        .load = load_challenges,
        .draw = draw_challenges};

static Status load_round(Visit *v, ChallengeModel *m)
{
        ChallengeRound round;
        AnswerCount answers;
        Id id = m->challenge.round;
        Status s = id ? challenge_round(v->db, v->a, id, &round) : NOT_FOUND;

        if (s == NOT_FOUND) {
                m->challenge.round = 0;
                return OK;
        }
        TRY(s);
        TRY(challenge_answers(v->db, v->a, id, &answers));
        m->answers = answers.answers;
        m->round_title = round.title;
        m->round_closes_at = round.closes_at;
        m->round_is_open = !round.cancelled_at && round.opens_at <= v->now_us &&
                           v->now_us < round.closes_at && str_is(m->challenge.state, "open");
        return OK;
}

static Status no_challenge(Visit *v)
{
        return visit_fault(v, NOT_FOUND, _("There is no challenge «%.*s»."),
                           S_ARG(str_head(v->params[0], 40)));
}

/* Nobody announced it. */
static bool is_hidden(const Challenge *c)
{
        return str_is(c->state, "draft") || str_is(c->state, "withdrawn");
}

static Status load_challenge(Visit *v, void *out)
{
        ChallengeModel *m = out;
        PartyView party;
        Place place;
        Programme programme;
        bool sees;
        Hub hub;
        Id id;
        Status s = id_parse(v->params[0], &id) ? challenge_by_id(v->db, v->a, id, &m->challenge)
                                               : NOT_FOUND;

        if (s == NOT_FOUND)
                return no_challenge(v);
        TRY(s);
        TRY(party_public(v->db, v->a, m->challenge.party, &party));
        TRY(party_may(v->db, v->a, &v->actor, MAY_PARTY_SEE, party.id, &sees));
        TRY(party_may_at_home(v->db, v->a, &v->actor, MAY_SOLUTION_EDIT, party.id, &m->may_edit));
        TRY(hub_place(v->db, v->a, m->challenge.hub, m->challenge.programme, &place));
        m->may_announce = access_may_at(&v->actor, MAY_OUTCOME_EDIT, &place);
        if (is_hidden(&m->challenge) && !m->may_edit && !m->may_announce)
                return no_challenge(v);
        m->may_edit = m->may_edit &&
                      (str_is(m->challenge.state, "open") || str_is(m->challenge.state, "draft"));
        m->may_announce = m->may_announce && str_is(m->challenge.state, "draft");
        sees = sees || m->may_announce; /* whoever vouches for it knows whose it is */
        if (party.is_listed || sees)
                m->party_name = party.name;
        TRY(hub_by_id(v->db, v->a, m->challenge.hub, &hub));
        TRY(programme_by_id(v->db, v->a, m->challenge.programme, &programme));
        m->hub = hub.slug;
        m->hub_title = hub.title;
        m->programme = programme.slug;
        m->programme_title = programme.title;
        TRY(load_round(v, m));
        if (!party.is_listed && !sees)
                m->challenge.party = 0;
        return OK;
}

static const Part challenge_parts[] = {PART_ROW_OF(ChallengeModel, challenge, Challenge),
                                       PART_VALUE_OF(ChallengeModel, party_name, COL_TEXT),
                                       PART_VALUE_OF(ChallengeModel, hub, COL_TEXT),
                                       PART_VALUE_OF(ChallengeModel, programme, COL_TEXT),
                                       PART_VALUE_OF(ChallengeModel, answers, COL_INT),
                                       {0}};

static void draw_challenge(Page *out, const Visit *v, const void *model)
{
        (void)v;
        challenge_show_page(out, model);
}

const View challenge_show_view = {
        .path = "/challenges/{challenge}",
        .word = "challenge show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Challenge"),
        .help = N_("An enterprise's problem, and how many answers were handed in."),
        .bytes = sizeof(ChallengeModel),
        .parts = challenge_parts,
        .load = load_challenge,
        .draw = draw_challenge};
