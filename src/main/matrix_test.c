/* Every view, deed and route, by every role, at its own hub and at another. What has no row here
 * fails: whoever adds a door says whom it is for. */
#include "base/time.h"
#include "hub/hub.h"
#include "people/people.h"
#include "people/role.h"
#include "programme/programme.h"
#include "tests/world.h"
#include "web/site.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Roles are given at singapore; the other hub is bangkok. */
typedef enum {
        OPEN,       /* a view or route for whoever has the permission somewhere */
        EVERYWHERE, /* only with the role everywhere */
        AT_HUB,     /* public things: refused elsewhere */
        HIDDEN,     /* elsewhere it is as if it did not exist */
        OWN         /* of one's own account */
} Reach;

typedef struct {
        const char *name; /* of the action; path of the view or route */
        Reach reach;
        const char *own,
                *other; /* inputs as "a=b;c=d", or the path to ask; %P party, %I import, %R role */
} Row;

static const Row deeds[] = {
        {"session begin", OWN, "token=x", "token=x"},
        {"session open", OWN, "email=a@example.org;password=p", "email=a@example.org;password=p"},
        {"password change", OWN, "new_password=p", "new_password=p"},
        {"token make", OWN, "name=n;scopes=import;until=2026-12-31",
         "name=n;scopes=import;until=2026-12-31"},
        {"token end", OWN, "token=%R", "token=%R"},
        {"session prove", OWN, "password=p", "password=p"},
        {"second begin", OWN, "", ""},
        {"second confirm", OWN, "code=123456", "code=123456"},
        {"second end", OWN, "code=123456", "code=123456"},
        {"mail test", EVERYWHERE, "address=a@example.org", "address=a@example.org"},
        {"mail resend", EVERYWHERE, "mail=%R", "mail=%R"},
        {"mail bounce", EVERYWHERE, "file=/x", "file=/x"},
        {"mail mend", EVERYWHERE, "address=a@example.org", "address=a@example.org"},
        {"mail draft", EVERYWHERE, "subject=s;words=w;addresses=a@example.org",
         "subject=s;words=w;addresses=a@example.org"},
        {"mail release", EVERYWHERE, "bulk=%R", "bulk=%R"},
        {"mail discard", EVERYWHERE, "bulk=%R", "bulk=%R"},
        {"password forgot", OWN, "email=a@example.org", "email=a@example.org"},
        {"password reset", OWN, "token=x;new_password=p", "token=x;new_password=p"},
        {"session end", OWN, "", ""},
        {"session close", OWN, "", ""},
        {"operator link", OWN, "", ""},
        {"hub add", AT_HUB,
         "slug=x;title=X;kind=hub;parent=singapore;lon=1;lat=1;zone=Asia/"
         "Singapore;currency=SGD;language=en",
         "slug=x;title=X;kind=hub;parent=bangkok;lon=1;lat=1;zone=Asia/"
         "Bangkok;currency=THB;language=th"},
        {"hub load", EVERYWHERE, "definition=x", "definition=x"},
        {"party add", AT_HUB, "kind=person;name=N;hub=singapore", "kind=person;name=N;hub=bangkok"},
        {"party edit", HIDDEN, "party=%P;name=N", "party=%P;name=N"},
        {"party consent", HIDDEN, "party=%P;listed=yes", "party=%P;listed=yes"},
        {"party merge", HIDDEN, "party=%P;into=%P", "party=%P;into=%P"},
        {"programme load", EVERYWHERE, "definition=x", "definition=x"},
        {"member add", AT_HUB, "party=%P;programme=startup-accelerator;hub=singapore",
         "party=%P;programme=startup-accelerator;hub=bangkok"},
        {"member move", AT_HUB, "party=%P;programme=startup-accelerator;hub=singapore;to=in-review",
         "party=%P;programme=startup-accelerator;hub=bangkok;to=in-review"},
        {"metric load", EVERYWHERE, "definition=x", "definition=x"},
        {"pledge load", EVERYWHERE, "definition=x", "definition=x"},
        {"pledge withdraw", EVERYWHERE, "pledge=cloud-10m;reason=R", "pledge=cloud-10m;reason=R"},
        {"figure report", AT_HUB, "metric=m;place=singapore;value=1;date=2026-01-01;source=S",
         "metric=m;place=bangkok;value=1;date=2026-01-01;source=S"},
        {"import check", AT_HUB, "file=/x;mapping=example-developers;hub=singapore",
         "file=/x;mapping=example-developers;hub=bangkok"},
        {"import confirm", HIDDEN, "import=%I", "import=%I"},
        {"import cancel", HIDDEN, "import=%I", "import=%I"},
        {"role grant", AT_HUB, "email=a@example.org;role=mentor;hub=singapore",
         "email=a@example.org;role=mentor;hub=bangkok"},
        {"role withdraw", HIDDEN, "role=%R", "role=%R"},
        {0}};

static const Row views[] = {
        {"/", OPEN, "/", "/"},
        {"/pledges", OPEN, "/pledges", "/pledges"},
        {"/announcements/{announcement}", OPEN, NULL, NULL},
        {"/pledges/{pledge}", OPEN, "/pledges/cloud-10m", "/pledges/cloud-10m"},
        {"/pledges/{pledge}/as-of", OPEN, "/pledges/cloud-10m/as-of?size=1",
         "/pledges/cloud-10m/as-of?size=1"},
        {"/pledges/{pledge}/rows", OPEN, "/pledges/cloud-10m/rows", "/pledges/cloud-10m/rows"},
        {"/metrics/{metric}", OPEN, "/metrics/startups-recruited", "/metrics/startups-recruited"},
        {"/metrics/{metric}/rows", OPEN, "/metrics/startups-recruited/rows",
         "/metrics/startups-recruited/rows"},
        {"/definitions", OPEN, "/definitions", "/definitions"},
        {"/hubs", OPEN, "/hubs", "/hubs"},
        {"/hubs/{hub}", OPEN, "/hubs/singapore", "/hubs/bangkok"},
        {"/programmes", OPEN, "/programmes", "/programmes"},
        {"/programmes/{programme}", OPEN, "/programmes/startup-accelerator",
         "/programmes/startup-accelerator"},
        {"/programmes/{programme}/versions/{version}", OPEN, NULL, NULL},
        {"/programmes/{programme}/members", OPEN, "/programmes/startup-accelerator/members",
         "/programmes/startup-accelerator/members"},
        {"/parties", OPEN, "/parties", "/parties"},
        /* public when it agreed to be listed; these did not: see below */
        {"/parties/{party}", HIDDEN, "/parties/%P", "/parties/%P"},
        {"/record", OPEN, "/record", "/record"},
        {"/record/{position}", OPEN, "/record/0", "/record/0"},
        {"/verify", OPEN, "/verify", "/verify"},
        {"/imports", OPEN, "/imports", "/imports"},
        {"/imports/{import}", HIDDEN, "/imports/%I", "/imports/%I"},
        {"/mails", OPEN, "/mails", "/mails"},
        {"/mails/{mail}", OPEN, NULL, NULL},
        {"/mails/bulk/{bulk}", OPEN, NULL, NULL},
        {"/mail/unsubscribe", OPEN, NULL, NULL},
        {"/roles", OPEN, "/roles", "/roles"},
        {"/me", OPEN, "/me", "/me"},
        {"/operate", OPEN, "/operate", "/operate"},
        {0}};

static const Row routes[] = {
        {"/healthz", OPEN, "/healthz", "/healthz"},
        {"/api/v1/openapi.json", OPEN, "/api/v1/openapi.json", "/api/v1/openapi.json"},
        {"/metrics", OPEN, "/metrics", "/metrics"},
        {"/imports/{import}/refused.csv", HIDDEN, "/imports/%I/refused.csv",
         "/imports/%I/refused.csv"},
        {"/pledges/{pledge}/bundle", OPEN, "/pledges/cloud-10m/bundle",
         "/pledges/cloud-10m/bundle"},
        {"/checkpoint", OPEN, "/checkpoint", "/checkpoint"},
        {0}};

typedef struct {
        World *w;
        Id party[2], import[2], role[2]; /* own, other */
        Actor by_role[ROLE_COUNT];
        int64_t asked, refused;
} Matrix;

static const Row *row_of(const Row *rows, const char *name)
{
        for (; rows->name; rows++)
                if (strcmp(rows->name, name) == 0)
                        return rows;
        return NULL;
}

typedef struct {
        Matrix *m;
        Role role;
        Id hub;
} Give;

static Status give(void *ctx, Db *db)
{
        Give *g = ctx;
        World *w = g->m->w;
        Grant grant = {.role = g->role, .hub = g->role == ROLE_ADMINISTRATOR ? 0 : g->hub};
        int64_t now = time_now_us();
        Id id, actor;

        TRY(access_account_add(db, str_from(role_name(g->role)), now, &actor));
        if (g->role > ROLE_PERSON)
                TRY(access_grant(db, actor, &grant, 0, w->actor.id, now, &id));
        return access_actor(db, w->a, actor, now, &g->m->by_role[g->role]);
}

static Id import_at(World *w, const char *hub)
{
        static int n;
        Str path = str_fmt(w->a, "%.*s/imports/matrix-%d", S_ARG(w->folder), ++n);
        FILE *f = fopen(path.at, "wb");

        CHECK(f && fprintf(f, "id,name,email,country,hub,sector,joined,stage,level\n") > 0 &&
              fclose(f) == 0);
        CHECK_OK(act(w, "import check", "file", path.at, "mapping", "example-developers", "hub",
                     hub, "as_of", n == 1 ? "2026-01-01" : "2026-01-02", NULL));
        return w->deed.made;
}

static Id hub_id(World *w, const char *slug)
{
        Hub h;

        CHECK_OK(hub_by_slug(w->db, w->a, str_from(slug), &h));
        return h.id;
}

static void prepare(Matrix *m, Arena *a)
{
        static const char *const hubs[2] = {"singapore", "bangkok"};
        World *w = m->w = world_of_examples(a);

        for (int i = 0; i < 2; i++) {
                CHECK_OK(act(w, "party add", "kind", "organisation", "name", i ? "Other" : "Mine",
                             "hub", hubs[i], NULL));
                m->party[i] = w->deed.made;
                m->import[i] = import_at(w, hubs[i]);
                CHECK_OK(act(w, "role grant", "email", i ? "o@example.org" : "m@example.org",
                             "name", "X", "role", "mentor", "hub", hubs[i], NULL));
                m->role[i] = w->deed.made;
        }
        for (Role r = ROLE_PERSON; r < ROLE_COUNT; r++) {
                Give g = {m, r, hub_id(w, hubs[0])};

                CHECK_OK(store_transact(w->p.store, give, &g));
        }
}

/* %P, %I, %R stand for ids. */
static Str fill(Matrix *m, const char *text, int other)
{
        Text t = text_begin(m->w->a, 4096);

        for (const char *p = text; *p; p++) {
                Id id = p[0] == '%' && p[1] == 'P'   ? m->party[other]
                        : p[0] == '%' && p[1] == 'I' ? m->import[other]
                        : p[0] == '%' && p[1] == 'R' ? m->role[other]
                                                     : 0;

                if (id) {
                        text_add(&t, id_text(m->w->a, id));
                        p++;
                } else {
                        text_char(&t, *p);
                }
        }
        return text_str(&t);
}

static bool should(Role role, Permission may, Reach reach, int other)
{
        if (!role_may(role, may))
                return false;
        if (role == ROLE_ADMINISTRATOR || reach == OPEN || reach == OWN)
                return true;
        return reach != EVERYWHERE && !other;
}

static void wrong(const char *what, Role role, int other, long got)
{
        print_error("%s by %s at %s: %ld\n", what, role_name(role),
                    other ? "another hub" : "its hub", got);
        CHECK(false);
}

static void ask_deed(Matrix *m, const Action *action, const Row *row, Role role, int other)
{
        World *w = m->w;
        ActionWorld aw = {.store = w->p.store,
                          .site = &w->p.site,
                          .base_url = w->p.site.base_url,
                          .gate = w->p.site.gate,
                          .seal = w->p.site.seal};
        Input inputs[ACTION_FIELDS_MAX];
        size_t n = 0;
        Deed d = {0};
        Str rest = fill(m, other ? row->other : row->own, other), pair;
        bool good = should(role, action->may, row->reach, other);
        Status s;

        while (str_cut(&rest, ';', &pair)) {
                size_t at = str_find(pair, '=');

                if (pair.len)
                        inputs[n++] = (Input){{pair.at, at}, str_skip(pair, at + 1)};
        }
        s = action_allowed(w->db, &aw, action, &m->by_role[role], inputs, n, w->a, &d);
        m->asked++;
        m->refused += !good;
        for (size_t i = 0; good && i < d.faults_n; i++)
                print_message("# %s: %.*s\n", d.faults[i].field, S_ARG(d.faults[i].words));
        if (good ? s != OK : s != FORBIDDEN && !(row->reach == HIDDEN && s == NOT_FOUND))
                wrong(action->name, role, other, (long)s);
        /* who may somewhere else is told nothing of what is hidden; who may nowhere, what it needs
         */
        if (!good && row->reach == HIDDEN && role_may(role, action->may) && s != NOT_FOUND)
                wrong(action->name, role, other, (long)s);
}

static void ask_page(Matrix *m, const char *name, Permission may, const Row *row, Role role,
                     int other)
{
        World *w = m->w;
        Actor first = w->actor;
        bool is_party = strcmp(name, "/parties/{party}") == 0, good;
        /* a party's page is for everybody when it is listed, else for who may see it there */
        Permission needs = is_party ? MAY_PARTY_SEE : may;
        const char *path;

        if (!row->own)
                return; /* as public as the others of its kind; nothing in it to ask for here */
        path = fill(m, other ? row->other : row->own, other).at;
        good = should(role, needs, row->reach, other);
        if (role != ROLE_VISITOR)
                w->actor = m->by_role[role];
        request(w, HTTP_GET, path, NULL, NULL, role != ROLE_VISITOR);
        w->actor = first;
        m->asked++;
        m->refused += !good;
        if (good ? w->status != 200 : w->status != 401 && w->status != 403 && w->status != 404)
                wrong(path, role, other, w->status);
}

TEST(every_door_is_open_to_whom_it_should_be_and_to_nobody_else)
{
        Matrix m = {0};

        prepare(&m, a);
        for (Role role = ROLE_VISITOR; role < ROLE_COUNT; role++)
                for (int other = 0; other < 2; other++) {
                        for (const Action *const *p = program_actions; *p; p++) {
                                const Row *row = row_of(deeds, (*p)->name);

                                if (!row)
                                        print_error("the deed %s has no row\n", (*p)->name);
                                CHECK(row != NULL);
                                ask_deed(&m, *p, row, role, other);
                        }
                        for (const View *const *p = program_views; *p; p++) {
                                const Row *row = row_of(views, (*p)->path);

                                if (!row)
                                        print_error("the view %s has no row\n", (*p)->path);
                                CHECK(row != NULL);
                                ask_page(&m, (*p)->path, (*p)->may, row, role, other);
                        }
                        for (const Route *const *p = program_routes; *p; p++) {
                                const Row *row = row_of(routes, (*p)->path);

                                if (!row && (*p)->may != MAY_SEE_PUBLIC)
                                        print_error("the route %s has no row\n", (*p)->path);
                                CHECK(row || (*p)->may == MAY_SEE_PUBLIC);
                                if (row)
                                        ask_page(&m, (*p)->path, (*p)->may, row, role, other);
                        }
                }
        CHECK(m.asked > 900);
        CHECK(m.refused > 300);
}

/* --- docs/permissions.md is this table, written down */

static void put_who(Text *t, Permission may)
{
        const char *between = "";

        if (role_may(ROLE_VISITOR, may)) {
                text_add(t, S("everybody"));
                return;
        }
        if (role_may(ROLE_PERSON, may)) {
                text_add(t, S("whoever has signed in"));
                return;
        }
        for (Role r = ROLE_ADMINISTRATOR; r < ROLE_COUNT; r++)
                if (role_may(r, may)) {
                        text_fmt(t, "%s%s", between, role_name(r));
                        between = ", ";
                }
}

static const char *reach_words(const Row *row)
{
        if (!row)
                return "";
        switch (row->reach) {
        case EVERYWHERE: return "everywhere only";
        case AT_HUB: return "there; refused elsewhere";
        case HIDDEN: return "there; elsewhere as if it did not exist";
        case OWN: return "one's own";
        case OPEN: break;
        }
        return "";
}

static Str permissions_page(Arena *a)
{
        Text t = text_begin(a, MIB);

        text_add(&t, S("# Who may do what\n\nMade from the tables of the program by a test; "
                       "`SEEDBED_WRITE_DOCS=1 build/tests-san permissions` writes it again. A role "
                       "holds at its hub and all\nplaces below, for one programme or all; the "
                       "administrator's holds everywhere. What no row gives is refused.\n\n"
                       "## Permissions\n\n| permission | who |\n| --- | --- |\n"));
        for (Permission may = MAY_NOTHING + 1; may < MAY_COUNT; may++) {
                text_fmt(&t, "| `%s` | ", permission_name(may));
                put_who(&t, may);
                text_add(&t, S(" |\n"));
        }
        text_add(&t, S("\n## Deeds\n\n| deed | permission | where |\n| --- | --- | --- |\n"));
        for (const Action *const *p = program_actions; *p; p++)
                text_fmt(&t, "| %s | `%s` | %s |\n", (*p)->name, permission_name((*p)->may),
                         reach_words(row_of(deeds, (*p)->name)));
        text_add(
                &t,
                S("\n## What can be seen\n\n| path | permission | where |\n| --- | --- | --- |\n"));
        for (const View *const *p = program_views; *p; p++)
                text_fmt(&t, "| `%s` | `%s` | %s |\n", (*p)->path, permission_name((*p)->may),
                         reach_words(row_of(views, (*p)->path)));
        for (const Route *const *p = program_routes; *p; p++)
                text_fmt(&t, "| `%s` | `%s` | %s |\n", (*p)->path, permission_name((*p)->may),
                         reach_words(row_of(routes, (*p)->path)));
        return text_str(&t);
}

TEST(the_page_of_permissions_says_what_the_tables_say)
{
        static const char path[] = "docs/permissions.md";
        Str want = permissions_page(a);
        char *room = arena_bytes(a, want.len + 2);
        FILE *f;
        size_t n;

        if (getenv("SEEDBED_WRITE_DOCS")) {
                f = fopen(path, "w");
                CHECK(f != NULL);
                CHECK(fwrite(want.at, 1, want.len, f) == want.len && fclose(f) == 0);
        }
        f = fopen(path, "r");
        CHECK(f != NULL);
        n = fread(room, 1, want.len + 1, f);
        fclose(f);
        CHECK(str_eq((Str){room, n}, want));
}
