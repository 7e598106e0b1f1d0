/* people/team_probe: what tests of teams have in common: people, and how they come in. */
#ifndef SEEDBED_PEOPLE_TEAM_PROBE_H
#define SEEDBED_PEOPLE_TEAM_PROBE_H

#include "base/time.h"
#include "mail/mail.h"
#include "people/team.h"
#include "tests/world.h"

typedef struct {
        World *w;
        const char *name, *email;
        Id id;
} NewPerson;

static inline Status make_person(void *ctx, Db *db)
{
        NewPerson *p = ctx;
        int64_t now = time_now_us();

        TRY(access_account_add(db, str_from(p->name), now, &p->id));
        return access_email_set(db, p->id, str_from(p->email), now);
}

static inline Actor person(World *w, const char *name, const char *email)
{
        NewPerson p = {w, name, email, 0};
        Actor actor;

        CHECK_OK(store_transact(w->p.store, make_person, &p));
        CHECK_OK(access_actor(w->db, w->a, p.id, time_now_us(), &actor));
        return actor;
}

static inline Actor again(World *w, Id id)
{
        Actor actor;

        CHECK_OK(access_actor(w->db, w->a, id, time_now_us(), &actor));
        return actor;
}

/* Ada has a team of this name. */
static inline Id founded(World *w, const Actor *owner, const char *name, const char *hub)
{
        Actor first = w->actor;
        Id party;

        w->actor = *owner;
        CHECK_OK(act(w, "team found", "name", name, "country", "SG", "hub", hub, NULL));
        party = w->deed.made;
        w->actor = first;
        return party;
}

/* The newest letter with a link: its token. */
static inline const char *token_of(World *w)
{
        MailLineList mails;

        CHECK_OK(outbox_latest(w->db, w->a, INT64_MAX, &mails));
        for (size_t i = 0; i < mails.n; i++) {
                Mail mail;
                size_t at;

                CHECK_OK(outbox_by_id(w->db, w->a, mails.at[i].id, &mail));
                at = str_find_str(mail.plain, S("token="));
                if (at < mail.plain.len)
                        return str_z(w->a, str_head(str_skip(mail.plain, at + 6), TOKEN_CHARS));
        }
        CHECK(false);
        return "";
}

static inline const char *invited(World *w, Actor by, Id party, const char *email, const char *role)
{
        Actor first = w->actor;
        const char *token;

        w->actor = again(w, by.id);
        CHECK_OK(act(w, "team invite", "party", id_text(w->a, party).at, "email", email, "role",
                     role, NULL));
        token = token_of(w);
        w->actor = first;
        return token;
}

static inline Status by(World *w, Id who, const char *name, const char *field, const char *value,
                        const char *field2, const char *value2)
{
        Actor first = w->actor;
        Status s;

        w->actor = who ? again(w, who) : (Actor){0};
        s = act(w, name, field, value, field2, value2, NULL);
        w->actor = first;
        return s;
}

static inline void joins(World *w, Actor owner, Id party, Id who, const char *email,
                         const char *role)
{
        const char *token = invited(w, owner, party, email, role);

        CHECK_OK(by(w, who, "team join", "token", token, NULL, NULL));
}

static inline Str role_in(World *w, Id party, Id actor)
{
        TeamRole row;
        Status s = team_person_of(w->db, w->a, party, actor, &row);

        return s == OK ? row.role : (Str){0};
}

static inline Str path_of(World *w, Id party)
{
        return str_fmt(w->a, "/parties/%.*s", S_ARG(id_text(w->a, party)));
}

static inline int sees(World *w, Id who, Id party)
{
        Actor first = w->actor;

        w->actor = again(w, who);
        page(w, path_of(w, party).at);
        w->actor = first;
        return w->status;
}

#endif
