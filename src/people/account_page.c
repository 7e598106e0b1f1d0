/* people/account_page: see the header. */
#include "people/account_page.h"

#include "access/otp.h"
#include "base/words.h"
#include "people/account.html.h"
#include "people/shown.h"

/* Providers that are not connected yet. */
static void keep_new_doors(Arena *a, AccountModel *m)
{
        SsoDoor *kept = arena_new(a, SsoDoor, m->doors.n + 1);
        size_t n = 0;

        for (size_t i = 0; i < m->doors.n; i++) {
                bool is_new = true;

                for (size_t k = 0; k < m->identities.n; k++)
                        is_new = is_new &&
                                 !str_eq(m->identities.at[k].issuer, m->doors.at[i].issuer);
                if (is_new)
                        kept[n++] = m->doors.at[i];
        }
        m->doors = (SsoDoorList){kept, n};
}

static Status load_account(Visit *v, void *model)
{
        AccountModel *m = model;
        PasswordRow password;
        SecondRow second;
        RoleRowList rows = {0};
        RoleLine *lines;
        Status s;

        m->name = v->actor.name;
        if (shown(SHOWN_ACCOUNT_EMAILS, SHOWN_AS_SELF))
                TRY(account_emails(v->db, v->a, v->actor.id, &m->emails));
        if (shown(SHOWN_ACCOUNT_SESSIONS, SHOWN_AS_SELF))
                TRY(account_sessions(v->db, v->a, v->actor.id, v->now_us, &m->sessions));
        if (shown(SHOWN_ACCOUNT_ROLES, SHOWN_AS_SELF))
                TRY(role_of(v->db, v->a, v->actor.id, &rows));
        s = password_of(v->db, v->a, v->actor.id, &password);
        if (s != OK && s != NOT_FOUND)
                return s;
        m->has_password = s == OK;
        s = second_of(v->db, v->a, v->actor.id, &second);
        if (s != OK && s != NOT_FOUND)
                return s;
        m->has_second = s == OK && second.confirmed_at;
        m->codes_left = m->has_second ? otp_recovery_left(second.recovery) : 0;
        if (shown(SHOWN_ACCOUNT_TOKENS, SHOWN_AS_SELF))
                TRY(api_tokens_of(v->db, v->a, v->actor.id, &m->tokens));
        TRY(passkeys_of(v->db, v->a, v->actor.id, &m->passkeys));
        TRY(team_of(v->db, v->a, v->actor.id, &m->teams));
        TRY(team_hubs_of(v, m->teams, &m->hubs));
        TRY(sso_identities_of(v->db, v->a, v->actor.id, &m->identities));
        TRY(sso_providers_live(v->db, v->a, &m->doors));
        keep_new_doors(v->a, m);
        lines = arena_new(v->a, RoleLine, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                TRY(role_line(v, &rows.at[i], &(Place){0}, &lines[i]));
        m->roles = (RoleLineList){lines, rows.n};
        return OK;
}

static const Part account_parts[] = {PART_VALUE_OF(AccountModel, name, COL_TEXT),
                                     PART_LIST_OF(AccountModel, emails, AccountEmail),
                                     PART_LIST_OF(AccountModel, sessions, AccountSession),
                                     PART_LIST_OF(AccountModel, roles, RoleLine),
                                     PART_VALUE_OF(AccountModel, has_password, COL_BOOL),
                                     PART_VALUE_OF(AccountModel, has_second, COL_BOOL),
                                     PART_VALUE_OF(AccountModel, codes_left, COL_INT),
                                     PART_LIST_OF(AccountModel, tokens, ApiTokenRow),
                                     PART_LIST_OF(AccountModel, passkeys, PasskeyLine),
                                     PART_LIST_OF(AccountModel, teams, TeamOf),
                                     PART_LIST_OF(AccountModel, hubs, TeamHub),
                                     PART_LIST_OF(AccountModel, identities, SsoLink),
                                     {0}};

static void draw_account(Page *out, const Visit *v, const void *model)
{
        account_page(out, v, model);
}

const View account_view = {.path = "/me",
                           .word = "account show",
                           .may = MAY_SELF,
                           .title = N_("Your account"),
                           .help = N_("What you may do and where, and where you are signed in."),
                           .bytes = sizeof(AccountModel),
                           .parts = account_parts,
                           .load = load_account,
                           .draw = draw_account};
