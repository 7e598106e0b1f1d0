/* access: see the header. */
#include "access/access.h"

#include "access/access.sql.h"
#include "access/signin.sql.h"
#include "base/hash.h"

#include <stdio.h>
#include <string.h>

/* The whole of it; docs/permissions.md shows it as a page. */
static const Permission visitor_may[] = {MAY_SEE_PUBLIC, MAY_SIGN_IN, MAY_NOTHING};
static const Permission person_may[] = {MAY_SIGN_OUT, MAY_SELF, MAY_NOTHING};
static const Permission head_may[] = {
        MAY_OPERATE,      MAY_HUB_EDIT,        MAY_PARTY_SEE,        MAY_PARTY_EDIT,
        MAY_MEMBER_EDIT,  MAY_PLEDGE_EDIT,     MAY_FIGURE_REPORT,    MAY_IMPORT,
        MAY_ROLE_SEE,     MAY_ROLE_GRANT,      MAY_PARTY_MERGE,      MAY_TEAM_SEE,
        MAY_TEAM_APPOINT, MAY_PRIVACY,         MAY_WEBHOOK,          MAY_MAIL,
        MAY_ROUND_EDIT,   MAY_APPLICATION_SEE, MAY_APPLICATION_EDIT, MAY_REVIEW_RUN,
        MAY_DECIDE,       MAY_COHORT_SEE,      MAY_COHORT_EDIT,      MAY_EVENT_EDIT,
        MAY_CHECK_IN,     MAY_SOLUTION_EDIT,   MAY_OUTCOME_EDIT,     MAY_DECIDE_APPROVE,
        MAY_LEDGER_SEE,   MAY_FUND_SIGN,       MAY_GRANT_EDIT,       MAY_NOTHING};
static const Permission operator_may[] = {
        MAY_OPERATE,         MAY_PARTY_SEE,        MAY_PARTY_EDIT, MAY_MEMBER_EDIT,
        MAY_FIGURE_REPORT,   MAY_IMPORT,           MAY_ROLE_SEE,   MAY_PARTY_MERGE,
        MAY_TEAM_SEE,        MAY_TEAM_APPOINT,     MAY_MAIL,       MAY_ROUND_EDIT,
        MAY_APPLICATION_SEE, MAY_APPLICATION_EDIT, MAY_REVIEW_RUN, MAY_DECIDE,
        MAY_COHORT_SEE,      MAY_COHORT_EDIT,      MAY_EVENT_EDIT, MAY_CHECK_IN,
        MAY_SOLUTION_EDIT,   MAY_OUTCOME_EDIT,     MAY_LEDGER_SEE, MAY_GRANT_EDIT,
        MAY_NOTHING};
static const Permission reviewer_may[] = {MAY_REVIEW, MAY_NOTHING};
static const Permission mentor_may[] = {MAY_MENTOR, MAY_NOTHING};
static const Permission finance_may[] = {
        MAY_OPERATE,     MAY_FIGURE_REPORT, MAY_PARTY_SEE,  MAY_LEDGER_SEE, MAY_LEDGER_SET,
        MAY_LEDGER_POST, MAY_FUND_SIGN,     MAY_GRANT_EDIT, MAY_USAGE_POST, MAY_NOTHING};
static const Permission auditor_may[] = {MAY_OPERATE,    MAY_PARTY_SEE,  MAY_ROLE_SEE,
                                         MAY_MEASURE,    MAY_TEAM_SEE,   MAY_APPLICATION_SEE,
                                         MAY_COHORT_SEE, MAY_LEDGER_SEE, MAY_NOTHING};
static const Permission owner_may[] = {
        MAY_PARTY_SEE,       MAY_PARTY_EDIT, MAY_TEAM_SEE,      MAY_TEAM_EDIT,  MAY_APPLY,
        MAY_APPLICATION_SEE, MAY_COHORT_SEE, MAY_SOLUTION_EDIT, MAY_LEDGER_SEE, MAY_NOTHING};
static const Permission editor_may[] = {MAY_PARTY_SEE,     MAY_PARTY_EDIT,      MAY_TEAM_SEE,
                                        MAY_APPLY,         MAY_APPLICATION_SEE, MAY_COHORT_SEE,
                                        MAY_SOLUTION_EDIT, MAY_LEDGER_SEE,      MAY_NOTHING};
static const Permission viewer_may[] = {MAY_PARTY_SEE,  MAY_TEAM_SEE,   MAY_APPLICATION_SEE,
                                        MAY_COHORT_SEE, MAY_LEDGER_SEE, MAY_NOTHING};

static const struct {
        const char *name;
        const Permission *may; /* ends with MAY_NOTHING; NULL: what a person may */
} roles[ROLE_COUNT] = {[ROLE_VISITOR] = {"visitor", visitor_may},
                       [ROLE_PERSON] = {"person", person_may},
                       [ROLE_ADMINISTRATOR] = {"administrator", NULL},
                       [ROLE_HEAD] = {"head", head_may},
                       [ROLE_OPERATOR] = {"operator", operator_may},
                       [ROLE_REVIEWER] = {"reviewer", reviewer_may},
                       [ROLE_MENTOR] = {"mentor", mentor_may},
                       [ROLE_EDUCATOR] = {"educator", NULL},
                       [ROLE_FINANCE] = {"finance", finance_may},
                       [ROLE_AUDITOR] = {"auditor", auditor_may},
                       [ROLE_TEAM_OWNER] = {"owner", owner_may},
                       [ROLE_TEAM_EDITOR] = {"editor", editor_may},
                       [ROLE_TEAM_VIEWER] = {"viewer", viewer_may}};

static bool is_in(const Permission *list, Permission may)
{
        for (; list && *list != MAY_NOTHING; list++)
                if (*list == may)
                        return true;
        return false;
}

bool role_may(Role role, Permission may)
{
        if ((unsigned)role >= ROLE_COUNT || may <= MAY_NOTHING || may >= MAY_COUNT)
                return false;
        if (role == ROLE_ADMINISTRATOR || is_in(visitor_may, may))
                return true;
        return role != ROLE_VISITOR && (is_in(person_may, may) || is_in(roles[role].may, may));
}

bool role_is_of_team(Role role)
{
        return role >= ROLE_TEAM_OWNER && role <= ROLE_TEAM_VIEWER;
}

bool role_may_give(Role giver, Role given)
{
        if (given <= ROLE_PERSON || given >= ROLE_COUNT || role_is_of_team(given))
                return false;
        return giver == ROLE_ADMINISTRATOR || (giver == ROLE_HEAD && given != ROLE_ADMINISTRATOR);
}

static bool in_scope(const Actor *actor, Permission may)
{
        return !actor->scope || may == MAY_SEE_PUBLIC || (actor->scope >> may & 1);
}

bool access_may(const Actor *actor, Permission may)
{
        if (!in_scope(actor, may))
                return false;
        if (role_may(actor->id ? ROLE_PERSON : ROLE_VISITOR, may))
                return true;
        for (size_t i = 0; i < actor->grants_n; i++)
                if (role_may(actor->grants[i].role, may))
                        return true;
        return false;
}

static bool reaches(const Grant *g, const Place *place)
{
        if (g->party || role_is_of_team(g->role)) /* hub 0 is not everywhere for these */
                return g->party && g->party == place->party;
        if (!g->hub && !g->programme)
                return true;
        for (size_t i = 0; i < place->spots_n; i++)
                if ((!g->hub || g->hub == place->spots[i].hub) &&
                    (!g->programme || g->programme == place->spots[i].programme))
                        return true;
        return false;
}

bool access_may_at(const Actor *actor, Permission may, const Place *place)
{
        if (!in_scope(actor, may))
                return false;
        if (place->is_own && role_may(actor->id ? ROLE_PERSON : ROLE_VISITOR, may))
                return true;
        for (size_t i = 0; i < actor->grants_n; i++)
                if (role_may(actor->grants[i].role, may) && reaches(&actor->grants[i], place))
                        return true;
        return false;
}

bool access_may_give(const Actor *actor, Role role, const Place *place, Id *out_delegation)
{
        const Grant *by = NULL;

        if (!in_scope(actor, MAY_ROLE_GRANT))
                return false;
        for (size_t i = 0; i < actor->grants_n && (!by || by->delegation); i++)
                if (role_may_give(actor->grants[i].role, role) && reaches(&actor->grants[i], place))
                        by = &actor->grants[i];
        if (by && out_delegation)
                *out_delegation = by->delegation;
        return by != NULL;
}

Id access_delegation(const Actor *actor, Permission may, const Place *place)
{
        Id found = 0;

        for (size_t i = 0; i < actor->grants_n; i++) {
                const Grant *g = &actor->grants[i];

                if (!role_may(g->role, may) || !reaches(g, place))
                        continue;
                if (!g->delegation)
                        return 0;
                found = g->delegation;
        }
        return found;
}

bool access_may_everywhere(const Actor *actor, Permission may)
{
        return access_may_at(actor, may, &(Place){0});
}

const char *permission_name(Permission may)
{
        static const char *const names[MAY_COUNT] = {
                "nothing",        "public.see",      "sign.in",
                "sign.out",       "operate",         "hub.edit",
                "party.see",      "party.edit",      "programme.edit",
                "member.edit",    "metric.edit",     "pledge.edit",
                "figure.report",  "import",          "measure",
                "role.see",       "role.grant",      "self",
                "mail",           "party.merge",     "team.see",
                "team.edit",      "team.appoint",    "privacy",
                "webhook",        "provider",        "round.edit",
                "apply",          "application.see", "application.edit",
                "review",         "review.run",      "decide",
                "decide.approve", "cohort.see",      "cohort.edit",
                "mentor",         "event.edit",      "check.in",
                "solution.edit",  "outcome.edit",    "ledger.see",
                "ledger.set",     "ledger.post",     "fund.sign",
                "grant.edit",     "usage.post"};

        return (unsigned)may < MAY_COUNT ? names[may] : "nothing";
}

const char *role_name(Role role)
{
        return (unsigned)role < ROLE_COUNT ? roles[role].name : "visitor";
}

static bool role_within(Str name, Role first, Role last, Role *out)
{
        for (Role r = first; r <= last; r++)
                if (str_is(name, roles[r].name)) {
                        *out = r;
                        return true;
                }
        return false;
}

bool role_parse(Str name, Role *out)
{
        return role_within(name, ROLE_ADMINISTRATOR, ROLE_AUDITOR, out);
}

bool role_parse_of_team(Str name, Role *out)
{
        return role_within(name, ROLE_TEAM_OWNER, ROLE_TEAM_VIEWER, out);
}

Status access_account_add(Db *db, Str name, int64_t now_us, Id *out)
{
        *out = db_id(db, now_us);
        return actor_add(db, *out, name, now_us);
}

Status access_account_by_email(Db *db, Arena *a, Str email, Id *out)
{
        ActorId row;

        TRY(actor_by_email(db, a, email, &row));
        *out = row.actor;
        return OK;
}

Status access_email_set(Db *db, Id actor, Str email, int64_t now_us)
{
        return actor_email_add(db, email, actor, now_us);
}

Status access_grant(Db *db, Id actor, const Grant *grant, int64_t until_at, Id given_by,
                    int64_t now_us, Id *out)
{
        *out = db_id(db, now_us);
        return role_grant_add(db, *out, actor, str_from(role_name(grant->role)), grant->hub,
                              grant->programme, until_at, given_by, grant->delegation, now_us);
}

Status access_administrator_add(Db *db, Str name, int64_t now_us, Id *out)
{
        Grant all = {.role = ROLE_ADMINISTRATOR};
        Id grant;

        TRY(access_account_add(db, name, now_us, out));
        return access_grant(db, *out, &all, 0, *out, now_us, &grant);
}

static Status with_grants(Db *db, Arena *a, const ActorRow *row, int64_t now_us, Actor *out)
{
        GrantRowList list, delegated = {0};
        TeamGrantList teams;
        Grant *grants;
        Role role;

        TRY(role_grants_of(db, a, row->id, now_us, &list));
        TRY(team_grants_of(db, a, row->id, &teams));
        if (teams.n)
                TRY(delegated_grants_of(db, a, row->id, now_us, &delegated));
        grants = arena_new(a, Grant, list.n + teams.n + delegated.n + 1);
        *out = (Actor){.id = row->id,
                       .name = row->name,
                       .grants = grants,
                       .language = language_find(row->language)};
        for (size_t i = 0; i < list.n; i++) /* a role of a newer program gives nothing here */
                if (role_parse(list.at[i].role, &role))
                        grants[out->grants_n++] = (Grant){.role = role,
                                                          .hub = list.at[i].hub,
                                                          .programme = list.at[i].programme,
                                                          .delegation = list.at[i].delegation};
        for (size_t i = 0; i < delegated.n; i++)
                if (role_parse(delegated.at[i].role, &role) && role != ROLE_ADMINISTRATOR)
                        grants[out->grants_n++] = (Grant){.role = role,
                                                          .hub = delegated.at[i].hub,
                                                          .programme = delegated.at[i].programme,
                                                          .delegation = delegated.at[i].delegation};
        for (size_t i = 0; i < teams.n; i++)
                if (teams.at[i].party && role_parse_of_team(teams.at[i].role, &role))
                        grants[out->grants_n++] = (Grant){.role = role, .party = teams.at[i].party};
        return OK;
}

Status access_actor(Db *db, Arena *a, Id id, int64_t now_us, Actor *out)
{
        ActorRow row;

        TRY(actor_by_id(db, a, id, &row));
        return with_grants(db, a, &row, now_us, out);
}

Status access_language_set(Db *db, Id actor, Language language)
{
        return actor_language_set(db, actor, str_from(language_tag(language)));
}

Status access_administrator_first(Db *db, Arena *a, int64_t now_us, Actor *out)
{
        ActorId row;

        TRY(role_first(db, a, str_from(role_name(ROLE_ADMINISTRATOR)), &row));
        return access_actor(db, a, row.actor, now_us, out);
}

/* Tokens are 32 random bytes, so a plain hash keeps them as well as a slow one would. */
static Str token_make(Arena *a, Hash *out_kept)
{
        unsigned char token[TOKEN_BYTES];
        Str text;

        random_fill(token, sizeof token);
        text = str_hex(a, token, sizeof token);
        *out_kept = hash_sha256(text);
        secret_wipe(token, sizeof token);
        return text;
}

Status access_link_make(Db *db, Arena *a, Id actor, int64_t now_us, Str *out_token)
{
        Hash kept;
        Str token = token_make(a, &kept);

        /* links and sessions are only made at sign-in, so sweeping here is often enough */
        TRY(signin_link_sweep(db, now_us));
        TRY(session_sweep(db, now_us, now_us - SESSION_IDLE_US));
        TRY(signin_link_add(db, hash_str(&kept), actor, now_us + SIGNIN_LINK_US));
        *out_token = token;
        return OK;
}

bool access_link_is_fresh(Db *db, Arena *a, Str token, int64_t now_us)
{
        Hash given = hash_sha256(token);
        LinkActor row;

        return signin_link_fresh(db, a, hash_str(&given), now_us, &row) == OK;
}

Status access_reset_make(Db *db, Arena *a, Id actor, int64_t now_us, Str *out_token)
{
        Hash kept;

        *out_token = token_make(a, &kept);
        return reset_link_set(db, actor, hash_str(&kept), now_us + RESET_LINK_US);
}

Status access_reset_find(Db *db, Arena *a, Str token, int64_t now_us, Id *out_actor)
{
        Hash given = hash_sha256(token);
        ActorId row;

        TRY(reset_link_find(db, a, hash_str(&given), now_us, &row));
        *out_actor = row.actor;
        return OK;
}

Status access_signup_make(Db *db, Arena *a, Str email, int64_t now_us, Str *out_token)
{
        Hash kept;

        *out_token = token_make(a, &kept);
        TRY(signup_sweep(db, now_us));
        return signup_set(db, email, hash_str(&kept), now_us + SIGNUP_LINK_US);
}

Status access_signup_find(Db *db, Arena *a, Str token, int64_t now_us, Str *out_email)
{
        Hash given = hash_sha256(token);
        SignupRow row;

        TRY(signup_find(db, a, hash_str(&given), now_us, &row));
        *out_email = row.email;
        return OK;
}

Status access_session_begin(Db *db, Arena *a, Id actor, int64_t now_us, Str *out_session)
{
        ActorId service;
        Hash kept;
        Status s = actor_is_service(db, a, actor, &service);

        if (s != NOT_FOUND)
                return s == OK ? FORBIDDEN : s;
        *out_session = token_make(a, &kept);
        TRY(signin_link_sweep(db, now_us));
        TRY(session_sweep(db, now_us, now_us - SESSION_IDLE_US));
        return session_add(db, hash_str(&kept), actor, now_us, now_us + SESSION_US);
}

Status access_link_use(Db *db, Arena *a, Str token, int64_t now_us, Str *out_session, Id *out_actor)
{
        Hash given = hash_sha256(token);
        LinkActor row;
        Status s = signin_link_take(db, hash_str(&given), now_us);

        if (s == NOT_FOUND)
                return FORBIDDEN;
        TRY(s);
        TRY(signin_link_actor(db, a, hash_str(&given), &row));
        *out_actor = row.actor;
        return access_session_begin(db, a, row.actor, now_us, out_session);
}

Status access_session_actor(Db *db, Arena *a, Str session, int64_t now_us, Actor *out)
{
        Hash kept = hash_sha256(session);
        SessionActor row;
        Status s;

        *out = (Actor){0};
        if (session.len != TOKEN_CHARS)
                return OK;
        s = session_actor(db, a, hash_str(&kept), now_us, now_us - SESSION_IDLE_US, &row);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(with_grants(db, a, &(ActorRow){row.id, row.name, row.language}, now_us, out));
        out->proved_at = row.proved_at;
        out->seen_at = row.seen_at;
        return OK;
}

Status access_session_seen(Db *db, Str session, int64_t now_us)
{
        Hash kept = hash_sha256(session);

        return session_seen(db, hash_str(&kept), now_us);
}

Status access_session_proved(Db *db, Str session, int64_t now_us)
{
        Hash kept = hash_sha256(session);

        return session_proved(db, hash_str(&kept), now_us);
}

Status access_session_end(Db *db, Str session)
{
        Hash kept = hash_sha256(session);

        return session_end(db, hash_str(&kept));
}

Status access_sessions_end_others(Db *db, Id actor, Str session)
{
        Hash kept = hash_sha256(session);

        return session_end_others(db, actor, hash_str(&kept));
}

Str access_form_token(Arena *a, Str session)
{
        Str parts[2] = {S("form token of "), session}; /* as it is */
        Hash h = hash_sha256(str_join(a, parts, 2, (Str){0}));

        return hash_hex(a, &h);
}

bool access_form_token_is(Arena *a, Str session, Str token)
{
        Str right = access_form_token(a, session);

        return token.len == right.len && secret_eq(token.at, right.at, right.len);
}

/* --- API tokens */

Status access_token_make(Db *db, Arena *a, Id actor, const ApiTokenFacts *facts, int64_t now_us,
                         Id *out, Str *out_token)
{
        Hash unused, kept;

        *out_token = access_token_text(a, token_make(a, &unused));
        kept = hash_sha256(*out_token);
        *out = db_id(db, now_us);
        return api_token_add(db, *out, hash_str(&kept), actor, facts->name, (int64_t)facts->scope,
                             facts->hub, facts->until_at, now_us);
}

/* Of the owner's grants what lies within the token's hub, and of a grant above it, that hub. */
static Status cut_grants(Db *db, Arena *a, Id hub, Actor *actor)
{
        Grant *cut = arena_new(a, Grant, actor->grants_n + 1);
        size_t n = 0;

        for (size_t i = 0; i < actor->grants_n; i++) {
                Grant g = actor->grants[i];
                TokenReach reach;
                Status s = g.party  ? NOT_FOUND /* a team is at no hub */
                           : !g.hub ? OK
                                    : token_hub_within(db, a, hub, g.hub, &reach);

                if (s == OK) /* the token's hub is below the grant's */
                        g.hub = hub;
                else if (s == NOT_FOUND && !g.party)
                        s = token_hub_within(db, a, g.hub, hub, &reach);
                if (s != OK && s != NOT_FOUND)
                        return s;
                if (s == OK)
                        cut[n++] = g;
        }
        actor->grants = cut;
        actor->grants_n = n;
        return OK;
}

Status access_token_actor(Db *db, Arena *a, Str token, int64_t now_us, Actor *out, Id *out_id)
{
        ApiTokenRow row;
        Hash kept;
        Status s;

        *out = (Actor){0};
        *out_id = 0;
        if (!access_token_is_one(token))
                return OK;
        kept = hash_sha256(token);
        s = api_token_find(db, a, hash_str(&kept), now_us, &row);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(access_actor(db, a, row.actor, now_us, out));
        out->scope = (uint64_t)row.scope;
        if (row.hub)
                TRY(cut_grants(db, a, row.hub, out));
        if (!out->scope)
                *out = (Actor){0};
        /* a use is noted once in ten minutes, not with every request */
        *out_id = row.used_at + 600 * INT64_C(1000000) < now_us ? row.id : 0;
        return OK;
}

Status access_token_used(Db *db, Id token, int64_t now_us)
{
        return api_token_used(db, token, now_us);
}
