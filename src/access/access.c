/* access: see the header. */
#include "access/access.h"

#include "access/access.sql.h"
#include "base/hash.h"

static const bool table[ROLE_COUNT][MAY_COUNT] = {
        [ROLE_VISITOR] = {[MAY_SEE_PUBLIC] = true, [MAY_SIGN_IN] = true},
        [ROLE_OPERATOR] = {[MAY_SEE_PUBLIC] = true,
                           [MAY_SIGN_IN] = true,
                           [MAY_SIGN_OUT] = true,
                           [MAY_OPERATE] = true,
                           [MAY_HUB_EDIT] = true,
                           [MAY_PARTY_SEE] = true,
                           [MAY_PARTY_EDIT] = true,
                           [MAY_PROGRAMME_EDIT] = true,
                           [MAY_MEMBER_EDIT] = true,
                           [MAY_METRIC_EDIT] = true,
                           [MAY_PLEDGE_EDIT] = true,
                           [MAY_FIGURE_REPORT] = true,
                           [MAY_IMPORT] = true,
                           [MAY_MEASURE] = true},
};

bool access_may(const Actor *actor, Permission may)
{
        return (unsigned)actor->role < ROLE_COUNT && may > MAY_NOTHING && may < MAY_COUNT &&
               table[actor->role][may];
}

const char *permission_name(Permission may)
{
        static const char *const names[MAY_COUNT] = {
                "nothing",     "public.see",  "sign.in",       "sign.out",       "operate",
                "hub.edit",    "party.see",   "party.edit",    "programme.edit", "member.edit",
                "metric.edit", "pledge.edit", "figure.report", "import",         "measure"};

        return (unsigned)may < MAY_COUNT ? names[may] : "nothing";
}

Status access_operator_add(Db *db, Str name, int64_t now_us, Id *out)
{
        Id id = db_id(db, now_us);

        TRY(actor_add(db, id, name, S("operator"), now_us));
        *out = id;
        return OK;
}

static Actor actor_of(const ActorRow *row)
{
        return (Actor){.id = row->id,
                       .name = row->name,
                       .role = str_eq(row->role, S("operator")) ? ROLE_OPERATOR : ROLE_VISITOR};
}

Status access_operator_first(Db *db, Arena *a, Actor *out)
{
        ActorRow row;

        TRY(actor_first(db, a, S("operator"), &row));
        *out = actor_of(&row);
        return OK;
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
        TRY(session_sweep(db, now_us));
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

Status access_link_use(Db *db, Arena *a, Str token, int64_t now_us, Str *out_session, Id *out_actor)
{
        Hash given = hash_sha256(token), kept;
        LinkActor row;
        Str session;
        Status s = signin_link_take(db, hash_str(&given), now_us);

        if (s == NOT_FOUND)
                return FORBIDDEN;
        TRY(s);
        TRY(signin_link_actor(db, a, hash_str(&given), &row));
        session = token_make(a, &kept);
        TRY(signin_link_sweep(db, now_us));
        TRY(session_sweep(db, now_us));
        TRY(session_add(db, hash_str(&kept), row.actor, now_us, now_us + SESSION_US));
        *out_session = session;
        *out_actor = row.actor;
        return OK;
}

Status access_session_actor(Db *db, Arena *a, Str session, int64_t now_us, Actor *out)
{
        Hash kept = hash_sha256(session);
        ActorRow row;
        Status s;

        *out = (Actor){0};
        if (session.len != TOKEN_CHARS)
                return OK;
        s = session_actor(db, a, hash_str(&kept), now_us, &row);
        if (s == OK)
                *out = actor_of(&row);
        return s == NOT_FOUND ? OK : s;
}

Status access_session_end(Db *db, Str session)
{
        Hash kept = hash_sha256(session);

        return session_end(db, hash_str(&kept));
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
