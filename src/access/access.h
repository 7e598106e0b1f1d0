/* access: who asks, and what they may do. One table says which role may do what; the answer without
 * a row in it is no. */
#ifndef SEEDBED_ACCESS_ACCESS_H
#define SEEDBED_ACCESS_ACCESS_H

#include "base/id.h"
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
        MAY_MEASURE, /* the process's own figures */
        MAY_COUNT    /* how many there are */
} Permission;

typedef enum { ROLE_VISITOR, ROLE_OPERATOR, ROLE_COUNT } Role;

typedef struct {
        Id id; /* 0: nobody we know */
        Str name;
        Role role;
} Actor;

enum { TOKEN_BYTES = 32, TOKEN_CHARS = 64 };
#define SESSION_US (12 * 3600 * (int64_t)1000000)
#define SIGNIN_LINK_US (24 * 3600 * (int64_t)1000000)

bool access_may(const Actor *actor, Permission may);
/* "hub.edit". Never NULL. */
const char *permission_name(Permission may);

/* Makes a new operator; inside a write job. */
Status access_operator_add(Db *db, Str name, int64_t now_us, Id *out);
/* First operator; NOT_FOUND when there is none. */
Status access_operator_first(Db *db, Arena *a, Actor *out);
/* One-time link's token, as text; kept hashed; inside a write job. */
Status access_link_make(Db *db, Arena *a, Id actor, int64_t now_us, Str *out_token);
/* Whether the link still works. */
bool access_link_is_fresh(Db *db, Arena *a, Str token, int64_t now_us);
/* Spends the token and begins a session; inside a write job. FORBIDDEN when the token is unknown,
 * used or old. */
Status access_link_use(Db *db, Arena *a, Str token, int64_t now_us, Str *out_session,
                       Id *out_actor);
/* Who has this session token; a visitor when nobody has. */
Status access_session_actor(Db *db, Arena *a, Str session, int64_t now_us, Actor *out);
Status access_session_end(Db *db, Str session);
/* Token that a form of this session carries, so that no other site can post it. */
Str access_form_token(Arena *a, Str session);
bool access_form_token_is(Arena *a, Str session, Str token);

#endif
