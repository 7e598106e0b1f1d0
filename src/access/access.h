/* access: who asks, and what they may do. One table says which role may do what; the answer without
 * a row in it is no. */
#ifndef SEEDBED_ACCESS_ACCESS_H
#define SEEDBED_ACCESS_ACCESS_H

#include "base/id.h"
#include "base/language.h"
#include "store/store.h"

typedef enum {
        MAY_NOTHING, /* zero: a route that names no permission serves nobody */
        MAY_SEE_PUBLIC,
        MAY_SIGN_IN,
        MAY_SIGN_OUT,
        MAY_OPERATE, /* see the operators' pages */
        MAY_HUB_EDIT,
        MAY_PARTY_SEE, /* parties that did not agree to be listed */
        MAY_PARTY_EDIT,
        MAY_PROGRAMME_EDIT,
        MAY_MEMBER_EDIT,
        MAY_METRIC_EDIT,
        MAY_PLEDGE_EDIT,
        MAY_FIGURE_REPORT,
        MAY_IMPORT,
        MAY_MEASURE,    /* the process's own figures */
        MAY_ROLE_SEE,   /* who has which role */
        MAY_ROLE_GRANT, /* give roles and take them */
        MAY_SELF,       /* one's own account */
        MAY_MAIL,       /* what is written to people, and to whom */
        MAY_PARTY_MERGE,
        MAY_TEAM_SEE,     /* who is in a party's team */
        MAY_TEAM_EDIT,    /* who comes in, and who is what */
        MAY_TEAM_APPOINT, /* from outside, when the team can no longer help itself */
        MAY_PRIVACY,      /* hand out all that is kept on a person; erase it */
        MAY_WEBHOOK,      /* where events are sent to */
        MAY_PROVIDER,     /* who vouches for people who sign in */
        MAY_ROUND_EDIT,   /* open rounds, give more time, make forms */
        MAY_APPLY,        /* write applications of a party and hand them in */
        MAY_APPLICATION_SEE,
        MAY_APPLICATION_EDIT, /* reopen, mark as doubles, fetch files */
        MAY_REVIEW,           /* what was assigned to oneself */
        MAY_REVIEW_RUN,       /* pools, assignments, conflicts, scores */
        MAY_DECIDE,           /* propose determinations */
        MAY_DECIDE_APPROVE,   /* as the second person */
        MAY_COHORT_SEE,
        MAY_COHORT_EDIT, /* agenda, mentors, milestones, reports */
        MAY_MENTOR,      /* one's own hours */
        MAY_EVENT_EDIT,
        MAY_CHECK_IN,      /* at the door */
        MAY_SOLUTION_EDIT, /* what a party offers */
        MAY_OUTCOME_EDIT,  /* referrals, introductions, investments, pilots, hires */
        MAY_LEDGER_SEE,    /* accounts, their statements, what was used */
        MAY_LEDGER_SET,    /* units, accounts and their limits */
        MAY_LEDGER_POST,   /* move amounts, hold and settle them */
        MAY_FUND_SIGN,     /* sign or refuse what is asked of a fund */
        MAY_GRANT_EDIT,    /* give credits, hours and seats; note what was used */
        MAY_USAGE_POST,    /* tell what was used */
        MAY_COUNT          /* how many there are */
} Permission;

/* The first two nobody is given: a visitor is who has not signed in, a person is who has. */
typedef enum {
        ROLE_VISITOR,
        ROLE_PERSON,
        ROLE_ADMINISTRATOR,
        ROLE_HEAD,
        ROLE_OPERATOR,
        ROLE_REVIEWER,
        ROLE_MENTOR,
        ROLE_EDUCATOR,
        ROLE_FINANCE,
        ROLE_AUDITOR,
        ROLE_TEAM_OWNER, /* these are of a team, and hold at its party only */
        ROLE_TEAM_EDITOR,
        ROLE_TEAM_VIEWER,
        ROLE_COUNT
} Role;

/* A role somewhere: at a hub and all below it, in one programme or in all; or at a party, and then
 * nowhere else. */
typedef struct {
        Role role;
        Id hub;        /* 0: everywhere, also where there is no hub */
        Id programme;  /* 0: all */
        Id party;      /* of a team's role, and of no other */
        Id delegation; /* the actor has it as one of a team that runs the hub */
} Grant;

/* Who asks. grants are those that hold at this moment. */
typedef struct {
        Id id; /* 0: nobody we know */
        Str name;
        const Grant *grants;
        size_t grants_n;
        int64_t proved_at, seen_at; /* of a session; 0: without one */
        Language language;          /* that was chosen; NONE: none yet */
        uint64_t scope; /* of an API token: a bit for each permission; 0: no token, everything */
} Actor;

/* A hub, or one above it, and the programme that something belongs to there. */
typedef struct {
        Id hub, programme; /* 0: none */
} Spot;

/* Where something is or is done: a role that reaches one of the spots is enough. */
typedef struct {
        const Spot *spots; /* of each hub all above it, too */
        size_t spots_n;    /* 0: at no hub, so only those may who may everywhere */
        Id party;          /* whose it is: a role in its team is enough */
        bool is_own;       /* the actor's own: the role of a person is enough */
        bool is_hidden;    /* whoever may not, is told that there is no such thing */
} Place;

enum { TOKEN_BYTES = 32, TOKEN_CHARS = 64 };
/* A session ends after so long, or when it was not used for so long. */
#define SESSION_US (12 * 3600 * (int64_t)1000000)
#define SESSION_IDLE_US (2 * 3600 * (int64_t)1000000)
/* That it is used is noted so often. */
#define SESSION_SEEN_US (600 * (int64_t)1000000)
/* What is dangerous asks for the password again when it was not given for so long. */
#define SESSION_PROOF_US (900 * (int64_t)1000000)
#define SIGNIN_LINK_US (24 * 3600 * (int64_t)1000000)

/* Somewhere at all: what is worth a link, and who may come to the door. */
bool access_may(const Actor *actor, Permission may);
/* There. A loop over the actor's grants; touches no store. */
bool access_may_at(const Actor *actor, Permission may, const Place *place);
/* Everywhere. */
bool access_may_everywhere(const Actor *actor, Permission may);
bool role_may(Role role, Permission may);
/* Is it one of a team? */
bool role_is_of_team(Role role);
/* Who has the first may give and take the second, there. */
bool role_may_give(Role giver, Role given);
/* Whether the actor may give and take that role there. *out_delegation (may be NULL): the one that
 * this right is from, and 0 when the actor has it without. */
bool access_may_give(const Actor *actor, Role role, const Place *place, Id *out_delegation);
/* Of what the actor may do there, the delegation that it is from; 0: they may without one. */
Id access_delegation(const Actor *actor, Permission may, const Place *place);
/* "hub.edit". Never NULL. */
const char *permission_name(Permission may);
/* "operator"; visitor and person too. Never NULL. */
const char *role_name(Role role);
/* false: there is no such role that can be given at a hub. */
bool role_parse(Str name, Role *out);
/* "owner", "editor", "viewer"; false for any other. */
bool role_parse_of_team(Str name, Role *out);

/* Makes a new account; inside a write job. */
Status access_account_add(Db *db, Str name, int64_t now_us, Id *out);
/* The account with that e-mail address, in small letters. NOT_FOUND. */
Status access_account_by_email(Db *db, Arena *a, Str email, Id *out);
Status access_email_set(Db *db, Id actor, Str email, int64_t now_us);

/* A role from now until a moment (0: until it is taken away); inside a write job. The record is the
 * caller's to tell. */
Status access_grant(Db *db, Id actor, const Grant *grant, int64_t until_at, Id given_by,
                    int64_t now_us, Id *out);
/* An account that may do everything everywhere: the first one. */
Status access_administrator_add(Db *db, Str name, int64_t now_us, Id *out);
/* The account with its grants. NOT_FOUND. */
Status access_actor(Db *db, Arena *a, Id id, int64_t now_us, Actor *out);
/* Keeps the language that the account chose; inside a write job. */
Status access_language_set(Db *db, Id actor, Language language);
/* Who was the first to administrate; NOT_FOUND when there is none. */
Status access_administrator_first(Db *db, Arena *a, int64_t now_us, Actor *out);
/* One-time link's token, as text; kept hashed; inside a write job. */
Status access_link_make(Db *db, Arena *a, Id actor, int64_t now_us, Str *out_token);
/* Whether the link still works. */
bool access_link_is_fresh(Db *db, Arena *a, Str token, int64_t now_us);
/* Spends the token and begins a session; inside a write job. FORBIDDEN when the token is unknown,
 * used or old. */
Status access_link_use(Db *db, Arena *a, Str token, int64_t now_us, Str *out_session,
                       Id *out_actor);
/* A link for a new password, as text; kept hashed; inside a write job. */
#define RESET_LINK_US (3600 * (int64_t)1000000)
Status access_reset_make(Db *db, Arena *a, Id actor, int64_t now_us, Str *out_token);
/* Whose it is. NOT_FOUND: nobody's, or it has ended. */
Status access_reset_find(Db *db, Arena *a, Str token, int64_t now_us, Id *out_actor);
/* A link that makes an account for this address, as text; kept hashed; inside a write job. Those
 * that were asked for before end. */
#define SIGNUP_LINK_US (24 * 3600 * (int64_t)1000000)
Status access_signup_make(Db *db, Arena *a, Str email, int64_t now_us, Str *out_token);
/* Whose address it is. NOT_FOUND: nobody's, or it has ended. */
Status access_signup_find(Db *db, Arena *a, Str token, int64_t now_us, Str *out_email);
/* Begins a session; inside a write job. FORBIDDEN for a service, which is nobody's. */
Status access_session_begin(Db *db, Arena *a, Id actor, int64_t now_us, Str *out_session);
/* Who has this session token; a visitor when nobody has. */
Status access_session_actor(Db *db, Arena *a, Str session, int64_t now_us, Actor *out);
/* Notes that it is used; that its holder gave the password again. Inside a write job. */
Status access_session_seen(Db *db, Str session, int64_t now_us);
Status access_session_proved(Db *db, Str session, int64_t now_us);
Status access_session_end(Db *db, Str session);
/* Ends all sessions of an account but this one. */
Status access_sessions_end_others(Db *db, Id actor, Str session);
/* API tokens: "seedbed_", 64 hex digits, and eight of a CRC-32 over what is before, so that a
 * scanner for secrets is not wrong by chance. Kept hashed, shown once. */
#define API_TOKEN_PREFIX "seedbed_"
enum { API_TOKEN_SUM_CHARS = 8, API_TOKEN_CHARS = 8 + TOKEN_CHARS + API_TOKEN_SUM_CHARS };

/* What a token may do: of what its owner may, only these permissions, at that hub and below (0:
 * wherever the owner may), until a moment. */
typedef struct {
        Str name;
        uint64_t scope; /* 0 gives nothing */
        Id hub;
        int64_t until_at;
} ApiTokenFacts;

/* Inside a write job. */
Status access_token_make(Db *db, Arena *a, Id actor, const ApiTokenFacts *facts, int64_t now_us,
                         Id *out, Str *out_token);
/* The token that holds a secret of TOKEN_CHARS hex digits. */
Str access_token_text(Arena *a, Str secret);
/* Has it the form and the checksum of one? */
bool access_token_is_one(Str token);
/* The owner as far as the token goes; a visitor when it is unknown or has ended. */
Status access_token_actor(Db *db, Arena *a, Str token, int64_t now_us, Actor *out, Id *out_id);
/* Notes that it was used; inside a write job. */
Status access_token_used(Db *db, Id token, int64_t now_us);

/* Token that a form of this session carries, so that no other site can post it. */
Str access_form_token(Arena *a, Str session);
bool access_form_token_is(Arena *a, Str session, Str token);

#endif
