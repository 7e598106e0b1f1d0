/* exchange/list_rows: which deed changes which column of which list. A list that is not here is
 * only read, and so is a column that its list does not name. */
#include "base/words.h"
#include "exchange/list_read_page.h"

#define ROUND(changed) "round=id " changed " reason=" LIST_REASON
static const ListColumn round_columns[] = {
        {.column = "title", .deed = "round change", .inputs = ROUND("title=title")},
        {.column = "opens_at", .deed = "round change", .inputs = ROUND("opens=opens_at:local")},
        {.column = "closes_at", .deed = "round change", .inputs = ROUND("closes=closes_at:local")},
        {.column = "places", .deed = "round change", .inputs = ROUND("places=places")},
        {0}};

static const ListColumn party_columns[] = {
        {.column = "name", .deed = "party edit", .inputs = "party=id name=name"},
        {.column = "website", .deed = "party edit", .inputs = "party=id website=website"},
        {.column = "country", .deed = "party edit", .inputs = "party=id country=country"},
        {.column = "sector", .deed = "party edit", .inputs = "party=id sector=sector"},
        {.column = "is_listed", .deed = "party consent", .inputs = "party=id listed=is_listed"},
        {0}};

#define MEMBER "party=party programme={programme} hub=?hub to=stage reason=" LIST_REASON
static const ListColumn member_columns[] = {
        {.column = "stage", .deed = "member move", .inputs = MEMBER},
        {.column = "level", .deed = "member move", .inputs = MEMBER " level=level"},
        {0}};

static const ListColumn person_columns[] = {
        {.column = "role", .deed = "team role", .inputs = "party={party} person=actor role=role"},
        {0}};

static const ListColumn conflict_columns[] = {
        {.column = "status",
         .deed = "conflict decide",
         .inputs = "conflict=id status=status why=why"},
        {.column = "why", .deed = "conflict decide", .inputs = "conflict=id status=status why=why"},
        {0}};

static const ListColumn waiting_columns[] = {
        {.column = "rank", .deed = "determination rank", .inputs = "determination=id rank=rank"},
        {0}};

#define COHORT "cohort=id title=title begins=begins_at:day:UTC ends=ends_at:day:UTC"
static const ListColumn cohort_columns[] = {
        {.column = "title", .deed = "cohort change", .inputs = COHORT},
        {.column = "begins_at", .deed = "cohort change", .inputs = COHORT},
        {.column = "ends_at", .deed = "cohort change", .inputs = COHORT},
        {0}};

#define MILESTONE                                                                          \
        "cohort={cohort} party={party} milestone=slug title=title due=due_at:day:@cohort/" \
        "zone"
static const ListColumn milestone_columns[] = {
        {.column = "title", .deed = "milestone set", .inputs = MILESTONE},
        {.column = "due_at", .deed = "milestone set", .inputs = MILESTONE},
        {0}};

/* The whole session is said again. */
#define SESSION                                                                                  \
        "cohort={cohort} session=id title=title day=begins_at:day time=begins_at:clock minutes=" \
        "ends_at:minutes zone=zone place=place link=link"
static const ListColumn session_columns[] = {
        {.column = "title", .deed = "agenda change", .inputs = SESSION},
        {.column = "begins_at", .deed = "agenda change", .inputs = SESSION},
        {.column = "ends_at", .deed = "agenda change", .inputs = SESSION},
        {.column = "zone", .deed = "agenda change", .inputs = SESSION},
        {.column = "place", .deed = "agenda change", .inputs = SESSION, .may_be_empty = true},
        {.column = "link", .deed = "agenda change", .inputs = SESSION, .may_be_empty = true},
        {0}};

static const ListColumn event_columns[] = {
        {.column = "title", .deed = "event change", .inputs = "event=id title=title"},
        {.column = "place", .deed = "event change", .inputs = "event=id place=place"},
        {.column = "begins_at",
         .deed = "event change",
         .inputs = "event=id begins=begins_at:local"},
        {.column = "ends_at", .deed = "event change", .inputs = "event=id ends=ends_at:local"},
        {.column = "capacity", .deed = "event change", .inputs = "event=id capacity=capacity"},
        {0}};

#define TRACK(changed) "event={event} track=id " changed
static const ListColumn track_columns[] = {
        {.column = "title", .deed = "track change", .inputs = TRACK("title=title")},
        {.column = "place", .deed = "track change", .inputs = TRACK("place=place")},
        {.column = "begins_at",
         .deed = "track change",
         .inputs = TRACK("begins=begins_at:local:@event/zone")},
        {.column = "ends_at",
         .deed = "track change",
         .inputs = TRACK("ends=ends_at:local:@event/zone")},
        {.column = "capacity", .deed = "track change", .inputs = TRACK("capacity=capacity")},
        {0}};

static const ListColumn own_solution_columns[] = {
        {.column = "title",
         .deed = "solution edit",
         .inputs = "party=party solution=id title=title"},
        {.column = "category",
         .deed = "solution edit",
         .inputs = "party=party solution=id category=category"},
        {0}};

#define CHALLENGE(changed) "party=party challenge=id " changed
static const ListColumn challenge_columns[] = {
        {.column = "title", .deed = "challenge change", .inputs = CHALLENGE("title=title")},
        {.column = "reward", .deed = "challenge change", .inputs = CHALLENGE("reward=reward")},
        {0}};

#define OUTCOME "party=party outcome=id"
static const ListColumn outcome_columns[] = {
        {.column = "state", .deed = "outcome confirm", .inputs = OUTCOME, .value = "confirmed"},
        {.column = "state", .deed = "outcome refuse", .inputs = OUTCOME, .value = "refused"},
        {0}};

static const ListColumn webhook_columns[] = {
        {.column = "name", .deed = "webhook edit", .inputs = "webhook=id name=name"},
        {.column = "url", .deed = "webhook edit", .inputs = "webhook=id url=url"},
        {.column = "kinds", .deed = "webhook edit", .inputs = "webhook=id kinds=kinds"},
        {0}};

#define WHOLE N_("All applications of a round, or of a view, are a file by «round export».")

const List program_lists[] = {
        {"/rounds", "open", "id", round_columns, NULL},
        {"/rounds", "coming", "id", round_columns, NULL},
        {"/rounds", "closed", "id", round_columns, NULL},
        {"/parties", "parties", "id", party_columns, NULL},
        {"/programmes/{programme}/members", "list", "party", member_columns, NULL},
        {"/parties/{party}", "people", "actor", person_columns, NULL},
        {"/rounds/{round}/conflicts", "conflicts", "id", conflict_columns, NULL},
        {"/rounds/{round}/determinations", "waiting", "id", waiting_columns, NULL},
        {"/cohorts", "list", "id", cohort_columns, NULL},
        {"/cohorts/{cohort}/agenda", "sessions", "id", session_columns, NULL},
        {"/cohorts/{cohort}/{party}", "milestones", "id", milestone_columns, NULL},
        {"/events", "events", "id", event_columns, NULL},
        {"/events/{event}", "tracks", "id", track_columns, NULL},
        {"/parties/{party}/network", "solutions", "id", own_solution_columns, NULL},
        {"/parties/{party}/network", "challenges", "id", challenge_columns, NULL},
        {"/challenges", "challenges", "id", challenge_columns, NULL},
        {"/network", "noted", "party+id", outcome_columns, NULL},
        {"/webhooks", "webhooks", "id", webhook_columns, NULL},
        {"/rounds/{round}/applications", "applications", "id", NULL,
         N_("What was handed in stays as it is: a decision is a determination.")},
        {"/rounds/{round}/table", "rows", "application", NULL, WHOLE},
        {"/rounds/{round}/board", "cards", "application", NULL, WHOLE},
        {"/hubs/{hub}/applications", "rows", "application", NULL, WHOLE},
        {"/rounds/{round}/determinations", "files", "application", NULL,
         N_("Decisions are proposed as a batch, with its preview.")},
        {"/rounds/{round}/assignments/{step}", "lines", "id", NULL,
         N_("Who reads what is assigned and taken away, never changed.")},
        {"/rounds/{round}/reviewers", "reviewers", "id", NULL,
         N_("Reviewers say themselves how much they read.")},
        {"/roles", "roles", "id", NULL, N_("A role is given and withdrawn, never changed.")},
        {"/cohorts/{cohort}", "list", "party", NULL,
         N_("Computed from milestones, reports and hours.")},
        {"/events/{event}/attendees", "attendees", "id", NULL, N_("Who came is told at the door.")},
        {"/pledges", "pledges", "slug", NULL, N_("A pledge stays as it was announced.")},
        {"/definitions", "metrics", "slug", NULL,
         N_("A metric changes by a new version of its definition.")},
        {0}};
