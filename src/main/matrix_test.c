/* Every view, deed and route, by every role, at its own hub and at another. What has no row here
 * fails: whoever adds a door says whom it is for. */
#include "base/time.h"
#include "cohort/report.sql.h"
#include "decide/decide.h"
#include "hub/hub.h"
#include "main/matrix_rows.h"
#include "people/people.h"
#include "people/role.h"
#include "people/team.h"
#include "programme/programme.h"
#include "review/assign.h"
#include "review/conflict.h"
#include "review/pool.h"
#include "tests/world.h"
#include "web/site.h"
#include "webhook/webhook.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
        World *w;
        Id import[2], role[2], delegation[2], service[2]; /* at the own hub, at the other */
        Id party[2][2];                                   /* there; of the own team, of another */
        Id fund[2], paper[2];                             /* what waits for a signature */
        Id ledger[2], hold[2], grant[2][2], voucher[2];   /* an account, something held in it */
        Id webhook[2], delivery[2], bulk[2], mail[2];     /* own, other */
        Id round[2], application[2][2];
        Id reviewer[2], assignment[2], conflict[2]; /* of the first application */
        Id event[2];                                /* own, other */
        Id cohort[2], report[2][2];
        Id determination[2][2], batch_of[2]; /* of these applications, of the round */
        Id view[2], act[2];                  /* shared views, acts on many */
        Id challenge[2][2];                  /* drafts of these parties */
        int at, of;                          /* which are being made */
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
        Str role = str_from(role_name(g->role));
        int64_t now = time_now_us();
        Id id, actor;

        TRY(access_account_add(db, str_from(role_name(g->role)), now, &actor));
        for (int other = 0; other < 2 && role_is_of_team(g->role); other++)
                TRY(team_person_add(db, g->m->party[other][0], actor, role, now));
        if (g->role > ROLE_PERSON && !role_is_of_team(g->role))
                TRY(access_grant(db, actor, &grant, 0, w->actor.id, now, &id));
        return access_actor(db, w->a, actor, now, &g->m->by_role[g->role]);
}

static void board_at(Matrix *m, int i)
{
        World *w = m->w;
        const char *round = id_text(w->a, m->round[i]).at;

        CHECK_OK(act(w, "view set", "round", round, NULL));
        CHECK_OK(act(w, "view save", "view", id_text(w->a, w->deed.made).at, "title", "All",
                     "shared", "yes", NULL));
        m->view[i] = w->deed.made;
        CHECK_OK(act(w, "bulk prepare", "round", round, "what", "tag", "tag", "t", "applications",
                     id_text(w->a, m->application[i][0]).at, NULL));
        m->act[i] = w->deed.made;
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

/* The other team has an owner, so that hubs can be delegated to it. */
static Status make_trusted(void *ctx, Db *db)
{
        Matrix *m = ctx;

        return team_person_add(db, m->party[1][1], m->w->actor.id, S("owner"), time_now_us());
}

static void mail_at(Matrix *m, int i, const char *hub)
{
        World *w = m->w;
        MailLineList list;

        CHECK_OK(act(w, "mail compose", "to", "role", "role", "mentor", "hub", hub, "subject", "s",
                     "words", "w", NULL));
        m->bulk[i] = w->deed.made;
        CHECK_OK(outbox_of_bulk(w->db, w->a, m->bulk[i], INT64_MAX, &list));
        m->mail[i] = list.at[0].id;
}

static void webhook_at(Matrix *m, int i, const char *hub)
{
        World *w = m->w;
        WebhookDeliveryList list;

        CHECK_OK(act(w, "webhook make", "name", "n", "url", "https://example.org/", "kinds", "*",
                     "hub", hub, NULL));
        m->webhook[i] = w->deed.made;
        CHECK_OK(act(w, "webhook test", "webhook", id_text(w->a, m->webhook[i]).at, NULL));
        CHECK_OK(delivery_latest(w->db, w->a, m->webhook[i], INT64_MAX, &list));
        m->delivery[i] = list.at[0].id;
}

static void ledger_at(Matrix *m, int i, const char *hub)
{
        World *w = m->w;
        Id target;

        CHECK_OK(act(w, "ledger-account open", "hub", hub, "title", "T", "unit", "USD", "kind",
                     "own", NULL));
        target = w->deed.made;
        CHECK_OK(act(w, "ledger-account open", "hub", hub, "title", "T", "unit", "USD", "kind",
                     "outside", NULL));
        m->ledger[i] = w->deed.made;
        CHECK_OK(act(w, "hold open", "source", id_text(w->a, m->ledger[i]).at, "target",
                     id_text(w->a, target).at, "amount", "1", NULL));
        m->hold[i] = w->deed.made;
        CHECK_OK(act(w, "fund open", "hub", hub, "title", "T", "unit", "USD", "from", "2020-01-01",
                     "until", "2099-12-31", NULL));
        m->fund[i] = w->deed.made;
        CHECK_OK(act(w, "voucher load", "hub", hub, "programme", "cloud-pitstop", "title", "T",
                     "codes", hub, NULL));
        m->voucher[i] = w->deed.made;
        CHECK_OK(act(w, "fund allot", "fund", id_text(w->a, m->fund[i]).at, "amount", "9", NULL));
        CHECK_OK(act(w, "fund commit", "fund", id_text(w->a, m->fund[i]).at, "party",
                     id_text(w->a, m->party[i][1]).at, "title", "T", "amount", "1", NULL));
        m->paper[i] = w->deed.made;
        for (int foreign = 0; foreign < 2; foreign++) {
                CHECK_OK(act(w, "grant give", "party", id_text(w->a, m->party[i][foreign]).at,
                             "hub", hub, "title", "T", "unit", "USD", "amount", "5", NULL));
                m->grant[i][foreign] = w->deed.made;
        }
}

/* The administrator begins them: whose they are decides. */
static Status make_determination(void *ctx, Db *db)
{
        Matrix *m = ctx;
        Id *out = &m->determination[m->at][m->of];
        Application x;
        int64_t now = time_now_us();

        TRY(application_get(db, m->w->a, m->application[m->at][m->of], &x));
        *out = db_id(db, now);
        if (!m->of) {
                m->batch_of[m->at] = db_id(db, now);
                TRY(batch_insert(db, m->batch_of[m->at], x.round, false, 0, 0, m->w->actor.id,
                                 now));
        }
        return determination_insert(db, x.party, *out, x.id, x.round, x.programme, x.hub, 0,
                                    S("accept"), S("proposed"), 1, false, (Str){0}, (Str){0},
                                    (Str){0}, (Str){0}, 0, m->w->actor.id, now, 0, 0);
}

static void round_at(Matrix *m, int i, const char *hub)
{
        World *w = m->w;

        CHECK_OK(act(w, "round open", "programme", "startup-accelerator", "hub", hub, "title", "T",
                     "closes", "2030-01-01T00:00", NULL));
        m->round[i] = w->deed.made;
        for (int k = 0; k < 2; k++) {
                CHECK_OK(act(w, "application begin", "round", id_text(w->a, m->round[i]).at,
                             "party", id_text(w->a, m->party[i][k]).at, NULL));
                m->application[i][k] = w->deed.made;
                m->at = i;
                m->of = k;
                CHECK_OK(store_transact(w->p.store, make_determination, m));
        }
}

static void cohort_at(Matrix *m, int i, const char *hub)
{
        World *w = m->w;

        CHECK_OK(act(w, "cohort open", "programme", "startup-accelerator", "hub", hub, "title", "T",
                     "begins", "2026-01-01", "ends", "2026-06-30", NULL));
        m->cohort[i] = w->deed.made;
        for (int k = 0; k < 2; k++) {
                const char *party = id_text(w->a, m->party[i][k]).at;

                CHECK_OK(act(w, "member add", "party", party, "programme", "startup-accelerator",
                             "hub", hub, "stage", "active", NULL));
                CHECK_OK(act(w, "cohort add", "cohort", id_text(w->a, m->cohort[i]).at, "party",
                             party, NULL));
        }
        CHECK_OK(act(w, "report plan", "cohort", id_text(w->a, m->cohort[i]).at, NULL));
        for (int k = 0; k < 2; k++) {
                ReportLineList list;

                CHECK_OK(reports_of(w->db, w->a, m->party[i][k], m->cohort[i], &list));
                m->report[i][k] = list.at[0].id;
        }
}

typedef struct {
        Matrix *m;
        int i;
} Reviewed;

static Status review_of(void *ctx, Db *db)
{
        Reviewed *r = ctx;
        Matrix *m = r->m;
        int i = r->i;
        int64_t now = time_now_us();
        Id me = m->w->actor.id;

        m->reviewer[i] = db_id(db, now);
        m->assignment[i] = db_id(db, now);
        m->conflict[i] = db_id(db, now);
        TRY(reviewer_add(db, m->round[i], me, m->reviewer[i], (Str){0}, 0, (Str){0}, (Str){0}, me,
                         0, now));
        TRY(assignment_add(db, m->party[i][0], m->assignment[i], m->application[i][0], m->round[i],
                           S("screening"), me, 1, S("assigned"), 1, 0, (Str){0}, me, now));
        return conflict_add(db, m->party[i][0], m->application[i][0], me, S("declared"),
                            m->conflict[i], m->round[i], S("blocking"), S("declared"), S("pending"),
                            (Str){0}, me, now);
}

static void review_at(Matrix *m, int i)
{
        Reviewed r = {m, i};

        CHECK_OK(store_transact(m->w->p.store, review_of, &r));
}

/* It is in the network of investors, so that it may show an interest in a pitch. */
static void invest(Matrix *m, Id party, const char *hub)
{
        World *w = m->w;
        const char *id = id_text(w->a, party).at;

        CHECK_OK(act(w, "member add", "party", id, "programme", "investor-network", "hub", hub,
                     "stage", "applied", NULL));
        CHECK_OK(act(w, "member move", "party", id, "programme", "investor-network", "hub", hub,
                     "to", "verified", NULL));
}

static void prepare(Matrix *m, Arena *a)
{
        static const char *const hubs[2] = {"singapore", "bangkok"};
        World *w = m->w = world_of_examples(a);

        for (int i = 0; i < 2; i++) {
                for (int k = 0; k < 2; k++) {
                        CHECK_OK(act(w, "party add", "kind", "organisation", "name",
                                     i ? "Other" : "Mine", "hub", hubs[i], NULL));
                        m->party[i][k] = w->deed.made;
                        invest(m, m->party[i][k], hubs[i]);
                        CHECK_OK(act(w, "challenge open", "party", id_text(a, w->deed.made).at,
                                     "programme", "open-innovation", "title", "T", "problem", "P",
                                     NULL));
                        m->challenge[i][k] = w->deed.made;
                }
                m->import[i] = import_at(w, hubs[i]);
                CHECK_OK(act(w, "role grant", "email", i ? "o@example.org" : "m@example.org",
                             "name", "X", "role", "mentor", "hub", hubs[i], NULL));
                m->role[i] = w->deed.made;
                webhook_at(m, i, hubs[i]);
                ledger_at(m, i, hubs[i]);
                round_at(m, i, hubs[i]);
                review_at(m, i);
                mail_at(m, i, hubs[i]);
                CHECK_OK(act(w, "event open", "title", "E", "hub", hubs[i], "begins",
                             "2030-01-01 09:00", "ends", "2030-01-01 10:00", "place", "P",
                             "capacity", "9", NULL));
                m->event[i] = w->deed.made;
                cohort_at(m, i, hubs[i]);
                board_at(m, i);
        }
        CHECK_OK(store_transact(w->p.store, make_trusted, m));
        for (int i = 0; i < 2; i++) {
                CHECK_OK(act(w, "delegation give", "party", id_text(a, m->party[1][1]).at, "role",
                             "mentor", "hub", hubs[i], "until", "2030-01-01", NULL));
                m->delegation[i] = w->deed.made;
                CHECK_OK(act(w, "service add", "name", "N", "role", "auditor", "hub", hubs[i],
                             "until", time_date(a, time_now_us() + 30 * DAY_US).at, NULL));
                m->service[i] = w->deed.made;
        }
        for (Role r = ROLE_PERSON; r < ROLE_COUNT; r++) {
                Give g = {m, r, hub_id(w, hubs[0])};

                CHECK_OK(store_transact(w->p.store, give, &g));
        }
}

/* %P, %I, %R, %D, %S, %W, %V, %B, %M stand for ids. */
static Str fill(Matrix *m, const char *text, int other, int foreign)
{
        Text t = text_begin(m->w->a, 4096);

        for (const char *p = text; *p; p++) {
                Id id = p[0] == '%' && p[1] == 'P'   ? m->party[other][foreign]
                        : p[0] == '%' && p[1] == 'I' ? m->import[other]
                        : p[0] == '%' && p[1] == 'R' ? m->role[other]
                        : p[0] == '%' && p[1] == 'D' ? m->delegation[other]
                        : p[0] == '%' && p[1] == 'S' ? m->service[other]
                        : p[0] == '%' && p[1] == 'W' ? m->webhook[other]
                        : p[0] == '%' && p[1] == 'V' ? m->delivery[other]
                        : p[0] == '%' && p[1] == 'B' ? m->bulk[other]
                        : p[0] == '%' && p[1] == 'M' ? m->mail[other]
                        : p[0] == '%' && p[1] == 'O' ? m->round[other]
                        : p[0] == '%' && p[1] == 'A' ? m->application[other][foreign]
                        : p[0] == '%' && p[1] == 'a' ? m->application[other][0]
                        : p[0] == '%' && p[1] == 'r' ? m->reviewer[other]
                        : p[0] == '%' && p[1] == 'x' ? m->assignment[other]
                        : p[0] == '%' && p[1] == 'c' ? m->conflict[other]
                        : p[0] == '%' && p[1] == 'E' ? m->event[other]
                        : p[0] == '%' && p[1] == 'C' ? m->cohort[other]
                        : p[0] == '%' && p[1] == 'Q' ? m->report[other][foreign]
                        : p[0] == '%' && p[1] == 'X' ? m->determination[other][foreign]
                        : p[0] == '%' && p[1] == 'Y' ? m->batch_of[other]
                        : p[0] == '%' && p[1] == 'v' ? m->view[other]
                        : p[0] == '%' && p[1] == 'u' ? m->act[other]
                        : p[0] == '%' && p[1] == 'g' ? m->grant[other][foreign]
                        : p[0] == '%' && p[1] == 'F' ? m->fund[other]
                        : p[0] == '%' && p[1] == 'y' ? m->voucher[other]
                        : p[0] == '%' && p[1] == 'f' ? m->paper[other]
                        : p[0] == '%' && p[1] == 'L' ? m->ledger[other]
                        : p[0] == '%' && p[1] == 'l' ? m->hold[other]
                        : p[0] == '%' && p[1] == 'h' ? m->challenge[other][foreign]
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

/* A hub's role reaches what is at the hub, whose ever it is; a team's what is the team's, wherever
 * it is, and no hub. */
static bool should(Role role, Permission may, const Row *row, int other, int foreign)
{
        if (!role_may(role, may))
                return false;
        if (role == ROLE_ADMINISTRATOR || row->reach == OPEN || row->reach == OWN)
                return true;
        if (row->reach == WRITER)
                return role_is_of_team(role) && role_may(role, MAY_APPLY) && !foreign;
        if (row->reach == READER)
                return role_may(role, MAY_APPLICATION_SEE) &&
                       (role_is_of_team(role) ? !foreign : !other);
        if (role_is_of_team(role))
                return row->reach == HIDDEN && strstr(row->own, "%P") && !foreign;
        return row->reach != EVERYWHERE && !other;
}

static void wrong(const char *what, Role role, int other, int foreign, long got)
{
        print_error("%s by %s at %s, of %s: %ld\n", what, role_name(role),
                    other ? "another hub" : "its hub", foreign ? "another party" : "its party",
                    got);
        CHECK(false);
}

static void ask_deed(Matrix *m, const Action *action, const Row *row, Role role, int other,
                     int foreign)
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
        Str rest = fill(m, other ? row->other : row->own, other, foreign), pair;
        bool good = should(role, action->may, row, other, foreign);
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
        if (good ? s != OK
                 : s != FORBIDDEN &&
                            !((row->reach == HIDDEN || row->reach >= WRITER) && s == NOT_FOUND))
                wrong(action->name, role, other, foreign, (long)s);
        /* who may somewhere else is told nothing of what is hidden; who may nowhere, what it needs
         */
        if (!good && row->reach == HIDDEN && role_may(role, action->may) && s != NOT_FOUND)
                wrong(action->name, role, other, foreign, (long)s);
}

static void ask_page(Matrix *m, const char *name, Permission may, const Row *row, Role role,
                     int other, int foreign)
{
        World *w = m->w;
        Actor first = w->actor;
        bool is_party = strcmp(name, "/parties/{party}") == 0, good;
        /* a party's page is for everybody when it is listed, else for who may see it there */
        Permission needs = is_party ? MAY_PARTY_SEE : may;
        const char *path;

        if (!row->own)
                return; /* as public as the others of its kind; nothing in it to ask for here */
        path = fill(m, other ? row->other : row->own, other, foreign).at;
        good = should(role, needs, row, other, foreign);
        if (role != ROLE_VISITOR)
                w->actor = m->by_role[role];
        request(w, HTTP_GET, path, NULL, NULL, role != ROLE_VISITOR);
        w->actor = first;
        m->asked++;
        m->refused += !good;
        if (good ? w->status != 200 : w->status != 401 && w->status != 403 && w->status != 404)
                wrong(path, role, other, foreign, w->status);
}

TEST(every_door_is_open_to_whom_it_should_be_and_to_nobody_else)
{
        Matrix m = {0};

        prepare(&m, a);
        for (Role role = ROLE_VISITOR; role < ROLE_COUNT; role++)
                for (int pair = 0; pair < 4; pair++) {
                        int other = pair & 1, foreign = pair >> 1;

                        for (const Action *const *p = program_actions; *p; p++) {
                                const Row *row = row_of(deeds, (*p)->name);

                                if (!row)
                                        print_error("the deed %s has no row\n", (*p)->name);
                                CHECK(row != NULL);
                                ask_deed(&m, *p, row, role, other, foreign);
                        }
                        for (const Action *const *p = program_inner_actions; *p; p++) {
                                const Row *row = row_of(deeds, (*p)->name);

                                CHECK(row != NULL);
                                ask_deed(&m, *p, row, role, other, foreign);
                        }
                        for (const View *const *p = program_views; *p; p++) {
                                const Row *row = row_of(views, (*p)->path);

                                if (!row)
                                        print_error("the view %s has no row\n", (*p)->path);
                                CHECK(row != NULL);
                                ask_page(&m, (*p)->path, (*p)->may, row, role, other, foreign);
                        }
                        for (const Route *const *p = program_routes; *p; p++) {
                                const Row *row = row_of(routes, (*p)->path);

                                if (!row && (*p)->may != MAY_SEE_PUBLIC)
                                        print_error("the route %s has no row\n", (*p)->path);
                                CHECK(row || (*p)->may == MAY_SEE_PUBLIC);
                                if (row)
                                        ask_page(&m, (*p)->path, (*p)->may, row, role, other,
                                                 foreign);
                        }
                }
        CHECK(m.asked > 2500);
        CHECK(m.refused > 1000);
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

static const char *reach_words(const Row *row, Permission may)
{
        if (!row)
                return "";
        switch (row->reach) {
        case EVERYWHERE: return "everywhere only";
        case AT_HUB: return "there; refused elsewhere";
        case HIDDEN:
                return strstr(row->own, "%P") && role_may(ROLE_TEAM_OWNER, may)
                               ? "there, or in its team; elsewhere as if it did not exist"
                               : "there; elsewhere as if it did not exist";
        case OWN: return "one's own";
        case WRITER: return "editors of its team, and the person that it is of";
        case READER:
                return "its team, the person that it is of, operators and auditors there; "
                       "elsewhere "
                       "as if it did not exist";
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
                       "administrator's holds everywhere. Owner, editor and viewer are roles in "
                       "the team of a\nparty: they hold at this party, wherever it is, and at no "
                       "hub. What no row gives is refused.\n\n"
                       "## Permissions\n\n| permission | who |\n| --- | --- |\n"));
        for (Permission may = MAY_NOTHING + 1; may < MAY_COUNT; may++) {
                text_fmt(&t, "| `%s` | ", permission_name(may));
                put_who(&t, may);
                text_add(&t, S(" |\n"));
        }
        text_add(&t, S("\n## Deeds\n\n| deed | permission | where |\n| --- | --- | --- |\n"));
        for (const Action *const *p = program_actions; *p; p++)
                text_fmt(&t, "| %s | `%s` | %s |\n", (*p)->name, permission_name((*p)->may),
                         reach_words(row_of(deeds, (*p)->name), (*p)->may));
        text_add(
                &t,
                S("\n## What can be seen\n\n| path | permission | where |\n| --- | --- | --- |\n"));
        for (const View *const *p = program_views; *p; p++)
                text_fmt(&t, "| `%s` | `%s` | %s |\n", (*p)->path, permission_name((*p)->may),
                         reach_words(row_of(views, (*p)->path), (*p)->may));
        for (const Route *const *p = program_routes; *p; p++)
                text_fmt(&t, "| `%s` | `%s` | %s |\n", (*p)->path, permission_name((*p)->may),
                         reach_words(row_of(routes, (*p)->path), (*p)->may));
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
