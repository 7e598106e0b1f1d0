/* main/init: a new data folder, and the example ecosystem in it. */
#include "main/program.h"

#include "apply/round.h"
#include "access/signin.sql.h"
#include "base/asset.h"
#include "base/time.h"
#include "base/words.h"
#include "credit/price_load.h"
#include "hub/hub.h"
#include "import/import.h"
#include "main/event_example.h"
#include "main/example_cohort.h"
#include "main/example_ledger.h"
#include "main/example_network.h"
#include "main/trial.h"
#include "people/role.h"
#include "people/team.h"
#include "pledge/pledge.h"
#include "programme/programme.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

typedef struct {
        Arena *a;
        Id actor;
        Str token;
        int64_t now_us;
        Str name;
} FirstOperator;

static Status make_operator(void *ctx, Db *db)
{
        FirstOperator *f = ctx;
        Entry e = {.kind = S("role.granted"), .at_us = f->now_us};

        TRY(access_administrator_add(db, f->name, f->now_us, &f->actor));
        TRY(access_link_make(db, f->a, f->actor, f->now_us, &f->token));
        e.subject = e.actor = f->actor;
        entry_text(&e, S("role"), S("administrator"));
        return record_tell(db, f->a, &e, NULL);
}

static Status write_file(Arena *a, Str folder, const char *name, Str text)
{
        int fd = open(str_fmt(a, "%.*s/%s", S_ARG(folder), name).at,
                      O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
        bool good = fd >= 0 && write(fd, text.at, text.len) == (ssize_t)text.len && fsync(fd) == 0;

        if (fd >= 0)
                close(fd);
        return good ? OK : BROKEN;
}

/* --- the example ecosystem */

typedef struct {
        Program *p;
        Arena *a;
        Actor actor;
        char *fault;
} Examples;

static Status act(Examples *x, const Action *action, const Input *inputs, size_t n,
                  const char *what, Deed *d)
{
        ActionWorld world = {.store = x->p->store,
                             .site = &x->p->site,
                             .base_url = x->p->site.base_url,
                             .gate = x->p->site.gate,
                             .seal = x->p->site.seal};
        Status s = action_do(&world, action, &x->actor, inputs, n, x->a, d);

        if (s != OK)
                snprintf(x->fault, PROGRAM_FAULT_BYTES, "%s: %.300s", what,
                         d->faults_n ? str_z(x->a, d->faults[0].words) : status_name(s));
        return s;
}

static Status load_folder(Examples *x, const char *folder, const Action *action)
{
        for (size_t i = 0; i < assets_n; i++) {
                Deed d = {0};
                Input input = {S("definition"), {0}};

                if (!assets[i].is_example ||
                    !str_starts(str_from(assets[i].name), str_from(folder)))
                        continue;
                input.value = asset_bytes(x->a, &assets[i]);
                TRY(act(x, action, &input, 1, assets[i].name, &d));
        }
        return OK;
}

static Status import_example(Examples *x, const char *file, const char *mapping, const char *as_of)
{
        Str folder = x->p->conf.folder, name = str_fmt(x->a, "imports/%s", file), data;
        Input inputs[3] = {{S("file"), str_fmt(x->a, "%.*s/%.*s", S_ARG(folder), S_ARG(name))},
                           {S("mapping"), str_from(mapping)},
                           {S("as_of"), str_from(as_of)}};
        Deed d = {0};
        Db *db;
        Status s;

        TRY(asset_example(x->a, str_fmt(x->a, "data/%s", file).at, &data));
        TRY(write_file(x->a, folder, name.at, data));
        TRY(act(x, &import_check_action, inputs, 3, file, &d));
        TRY(store_reader(x->p->store, &db));
        s = import_work(x->p->store, db, d.made, (ImportTick){0});
        if (s == OK) {
                Input id = {S("import"), id_text(x->a, d.made)};
                Id import = d.made;

                s = act(x, &import_confirm_action, &id, 1, file, &d);
                if (s == OK)
                        s = import_work(x->p->store, db, import, (ImportTick){0});
        }
        store_reader_close(db);
        return s;
}

/* --- its people */

typedef struct {
        Examples *x;
        const TrialPerson *person;
        Id made;
} NewPerson;

/* Somebody with an account and no role. */
static Status make_person(void *ctx, Db *db)
{
        NewPerson *n = ctx;
        int64_t now_us = time_now_us();
        Entry e = {.kind = S("account.made"), .at_us = now_us};

        TRY(access_account_add(db, n->person->name, now_us, &e.subject));
        TRY(access_email_set(db, e.subject, n->person->email, now_us));
        e.actor = n->made = e.subject;
        return record_tell(db, n->x->a, &e, NULL);
}

/* Who that is now, with all roles. */
static Status look_up(Examples *x, Id id, Actor *out)
{
        Db *db;
        Status s;

        TRY(store_reader(x->p->store, &db));
        s = access_actor(db, x->a, id, time_now_us(), out);
        store_reader_close(db);
        return s;
}

static Status make_actor(Examples *x, const TrialPerson *p, Actor *out)
{
        NewPerson fresh = {.x = x, .person = p};

        TRY(store_transact(x->p->store, make_person, &fresh));
        return look_up(x, fresh.made, out);
}

/* The owner founds the team; the others are invited by the owner and accept. */
typedef struct {
        Str name;
        Actor owner;
        Id party;
} ExampleTeam;

static Status found_team(Examples *x, const TrialPerson *p, ExampleTeam *team)
{
        Input inputs[2] = {{S("name"), p->team}, {S("hub"), p->hub}};
        Actor first = x->actor;
        Deed d = {0};
        Status s;

        TRY(make_actor(x, p, &team->owner));
        x->actor = team->owner;
        s = act(x, &team_found_action, inputs, p->hub.len ? 2 : 1, "people.yaml", &d);
        x->actor = first;
        team->name = p->team;
        team->party = d.made;
        return s == OK ? look_up(x, team->owner.id, &team->owner) : s;
}

typedef struct {
        Examples *x;
        const ExampleTeam *team;
        Id person;
        Role role;
} Joining;

/* As an invitation does it once it is accepted: nobody is here to open a mail. */
static Status take_in(void *ctx, Db *db)
{
        Joining *j = ctx;
        Deed d = {.action = &team_join_action,
                  .db = db,
                  .a = j->x->a,
                  .actor = {.id = j->person},
                  .now_us = time_now_us()};
        Party party;

        TRY(party_by_id(db, j->x->a, j->team->party, &party));
        TRY(team_take_in(&d, party.id, j->person, j->role));
        return team_tell(&d, "team.joined", &party, j->person, str_from(role_name(j->role)),
                         (Str){0});
}

static Status join_team(Examples *x, const TrialPerson *p, const ExampleTeam *team)
{
        Joining j = {.x = x, .team = team};
        Actor who;

        j.role = p->role == TRIAL_EDITOR ? ROLE_TEAM_EDITOR : ROLE_TEAM_VIEWER;
        TRY(make_actor(x, p, &who));
        j.person = who.id;
        return store_transact(x->p->store, take_in, &j);
}

static Status add_person(Examples *x, const TrialPerson *p, ExampleTeam *team)
{
        Input inputs[5] = {{S("email"), p->email},
                           {S("name"), p->name},
                           {S("role"), str_from(trial_role_word(p->role))}};
        size_t n = 3;
        Deed d = {0};
        Actor who;

        if (p->role == TRIAL_PERSON)
                return make_actor(x, p, &who);
        if (p->team.len)
                return str_eq(p->team, team->name) ? join_team(x, p, team) : found_team(x, p, team);
        if (p->hub.len)
                inputs[n++] = (Input){S("hub"), p->hub};
        if (p->programme.len)
                inputs[n++] = (Input){S("programme"), p->programme};
        return act(x, &role_grant_action, inputs, n, "people.yaml", &d);
}

typedef struct {
        Arena *a;
        const TrialPeople *people;
} Confirmed;

/* Nobody reads their mail: who comes in as one of them applies and takes places as somebody whose
 * address is known. */
static Status confirm_addresses(void *ctx, Db *db)
{
        const Confirmed *c = ctx;
        Id actor;

        for (size_t i = 0; i < c->people->people.n; i++) {
                Str email = c->people->people.at[i].email;

                TRY(access_account_by_email(db, c->a, email, &actor));
                TRY(email_confirm(db, email, actor, time_now_us()));
        }
        return OK;
}

static Status add_people(Examples *x)
{
        TrialPeople people;
        ExampleTeam team = {0};
        Confirmed confirmed = {x->a, &people};

        TRY(trial_people(x->a, &people));
        for (size_t i = 0; i < people.people.n; i++)
                TRY(add_person(x, &people.people.at[i], &team));
        TRY(store_transact(x->p->store, confirm_addresses, &confirmed));
        return example_cohort(x->p, x->a, x->actor, team.owner.id, team.party,
                              S("samuel.otieno@example.org"), x->fault);
}

static Status add_events(Examples *x)
{
        ActionWorld world = {.store = x->p->store,
                             .site = &x->p->site,
                             .base_url = x->p->site.base_url,
                             .seal = x->p->site.seal};
        Deed d = {0};
        Status s = event_examples(&world, &x->actor, x->a, time_now_us(), &d);

        if (s != OK)
                snprintf(x->fault, PROGRAM_FAULT_BYTES, "events: %.300s",
                         d.faults_n ? str_z(x->a, d.faults[0].words) : status_name(s));
        return s;
}

/* Two that are open for some weeks from now: one told in its hub's time, one as anywhere on earth.
 */
static Status open_rounds(Examples *x)
{
        static const struct {
                const char *programme, *hub, *zone, *title;
                int days;
        } rounds[] = {{"startup-accelerator", "bangkok", "Asia/Bangkok", N_("Open call"), 30},
                      {"startup-accelerator", "singapore", "AoE", N_("Open call"), 12}};
        int64_t now_us = time_now_us();

        for (size_t i = 0; i < sizeof rounds / sizeof *rounds; i++) {
                Str zone = str_from(rounds[i].zone);
                Str day = str_head(round_local(x->a, zone, now_us + rounds[i].days * DAY_US), 10);
                Input inputs[] = {{S("programme"), str_from(rounds[i].programme)},
                                  {S("hub"), str_from(rounds[i].hub)},
                                  {S("title"), str_from(_(rounds[i].title))},
                                  {S("closes"), str_fmt(x->a, "%.*sT23:59", S_ARG(day))},
                                  {S("zone"), zone},
                                  {S("places"), S("10")}};
                Deed d = {0};

                TRY(act(x, &round_open_action, inputs, 6, "rounds", &d));
        }
        return OK;
}

Status program_examples(Program *p, void (*tell)(const char *words),
                        char fault[PROGRAM_FAULT_BYTES])
{
        Arena a = arena_make(256 * MIB);
        Examples x = {.p = p, .a = &a, .fault = fault};
        static const struct {
                const char *file, *mapping, *as_of;
        } files[] = {{"startups-2024.csv", "example-startups", "2024-12-31"},
                     {"startups-2026.csv", "example-startups", "2026-10-31"},
                     {"developers.csv", "example-developers", "2026-10-31"},
                     {"partners.csv", "example-partners", "2026-10-31"},
                     {"educators.csv", "example-educators", "2026-10-31"}};
        Status s = program_local_actor(p, &a, &x.actor);

        if (tell)
                tell(_("hubs, programmes, metrics, pledges"));
        if (s == OK)
                s = load_folder(&x, "hubs.yaml", &hub_load_action);
        if (s == OK)
                s = load_folder(&x, "programmes/", &programme_load_action);
        if (s == OK)
                s = load_folder(&x, "metrics/", &metric_load_action);
        if (s == OK)
                s = load_folder(&x, "prices/", &price_load_action);
        if (s == OK)
                s = load_folder(&x, "pledges/", &announcement_load_action);
        if (s == OK)
                s = program_catch_up(p);
        for (size_t i = 0; i < sizeof files / sizeof *files && s == OK; i++) {
                if (tell)
                        tell(files[i].file);
                s = import_example(&x, files[i].file, files[i].mapping, files[i].as_of);
        }
        if (tell)
                tell("people.yaml" /* as it is */);
        if (s == OK)
                s = add_people(&x);
        if (s == OK)
                s = add_events(&x);
        if (s == OK)
                s = open_rounds(&x);
        if (s == OK)
                s = example_network(p, &a, &x.actor, fault);
        if (s == OK)
                s = example_ledger(&(Example){.p = p, .a = &a, .actor = &x.actor, .fault = fault});
        if (s != OK && !fault[0])
                snprintf(fault, PROGRAM_FAULT_BYTES,
                         _("the example ecosystem could not be made: %s"), status_name(s));
        arena_free(&a);
        return s;
}

/* What later commands must know; a file that is there already stays. */
static Status write_conf(Arena *a, const Conf *conf, bool with_examples)
{
        Text t = text_begin(a, 16 * KIB);

        if (access(str_fmt(a, "%.*s/seedbed.conf", S_ARG(conf->folder)).at, F_OK) == 0)
                return OK;
        text_add(&t, S_("# key = value; see docs/operations.md\n"));
        if (conf->store.len)
                text_fmt(&t, "store = %.*s\n", S_ARG(conf->store));
        if (with_examples)
                text_fmt(&t, "notice = %s\n",
                         _("Example data: the pledges are facts from public announcements; every "
                           "member counted here is invented."));
        if (with_examples)
                text_add(&t, S("trial = yes\n"));
        return write_file(a, conf->folder, "seedbed.conf", text_str(&t));
}

static void tell_line(const char *words)
{
        printf(_("seedbed: example ecosystem: %s\n"), words);
        fflush(stdout);
}

int init_command(const Conf *conf, bool with_examples)
{
        Program p;
        Arena a = arena_make(MIB);
        char fault[PROGRAM_FAULT_BYTES] = "";
        FirstOperator first = {.a = &a, .now_us = time_now_us(), .name = S_("First operator")};
        Actor there;
        Status s;

        if (access(str_fmt(&a, "%.*s/record.key", S_ARG(conf->folder)).at, F_OK) == 0) {
                fprintf(stderr, _("seedbed: %.*s is a data folder already; nothing was changed\n"),
                        S_ARG(conf->folder));
                arena_free(&a);
                return 5;
        }
        s = program_open(&p, conf, true, fault);
        if (s == OK && program_local_actor(&p, &a, &there) == OK) {
                snprintf(fault, sizeof fault,
                         _("this store belongs to another data folder already"));
                s = CONFLICT;
        }
        if (s == OK)
                s = store_transact(p.store, make_operator, &first);
        if (s == OK)
                s = write_file(&a, conf->folder, "first-sign-in", first.token);
        if (s == OK)
                s = write_conf(&a, conf, with_examples);
        if (s == OK && with_examples)
                s = program_examples(&p, tell_line, fault);
        if (s == OK)
                printf(_("seedbed: %.*s is ready. Serve it with: seedbed serve --data %.*s\n"),
                       S_ARG(conf->folder), S_ARG(conf->folder));
        else
                fprintf(stderr, "seedbed: %s\n",
                        fault[0] ? fault : _("the data folder could not be made"));
        program_close(&p);
        arena_free(&a);
        return s == OK ? 0 : status_exit(s);
}
