/* Rare names are put everywhere that an application keeps one; then everything that a reviewer can
 * get is looked at for them. */
#include "base/asset.h"
#include "board/search_probe.h"
#include "form/answer.h"
#include "review/blind.h"
#include "review/review_probe.h"
#include "web/site.h"

#include <stdlib.h>

static const char *const form_text =
        "form: f\ntitle: F\nfields:\n"
        "  - {field: pitch, title: Pitch, kind: long-text}\n"
        "  - {field: site, title: Site, kind: url}\n"
        "  - {field: deck, title: Deck, kind: file}\n"
        "  - {field: extra, title: Extra, kind: file}\n"
        "  - field: team\n    title: Team\n    kind: table\n    columns:\n"
        "      - {column: who, title: Who, kind: text}\n"
        "      - {column: mail, title: Mail, kind: email}\n";

static const char *const answers_text_of =
        "{\"pitch\":\"ZYXQUOLL makes pumps; ask Vandersloot, or Peregrin Vandersloot. The quoll is "
        "an animal.\","
        "\"site\":\"https://www.zyxquoll.example/x\","
        "\"deck\":[{\"file\":\"00000000000A1\",\"name\":\"zyxquoll-deck.pdf\",\"type\":\"pdf\","
        "\"bytes\":5}],"
        "\"extra\":[{\"file\":\"00000000000A2\",\"name\":\"Zyxquoll plan.xlsx\",\"type\":\"xlsx\","
        "\"bytes\":6}],"
        "\"team\":[{\"who\":\"Clementine Dashwood\",\"mail\":\"c@zyxquoll.example\"}]}";

TEST(what_is_hidden_in_a_table_is_hidden_in_texts_too)
{
        BlindNames none = {0};
        SelectionStep step = {.blind = SELECTION_SINGLE};
        Text t = text_begin(a, 64 * KIB);
        YamlFaults faults = {0};
        const Json *answers;
        Form *form;

        CHECK_OK(form_parse(a, str_from(form_text), &form, &faults));
        CHECK_OK(
                json_parse(a,
                           S("{\"pitch\":\"Write to Wombatella@Quokkaville.example, the founder of "
                             "Quokkaville.\",\"team\":[{\"who\":\"W\",\"mail\":"
                             "\"wombatella@quokkaville.example\"}]}"),
                           &answers, NULL));
        CHECK_OK(jcs_write(a, blind_answers(a, form, &step, &none, answers), &t));
        CHECK_STR(str_lower(a, text_str(&t)), LACKS, "wombatella");
        CHECK_STR(str_lower(a, text_str(&t)), LACKS, "quokkaville");
}

TEST(what_would_tell_is_taken_out_of_answers_before_anybody_draws_them)
{
        BlindName list[] = {{S_INIT("Zyxquoll"), false, false},
                            {S_INIT("Peregrin Vandersloot"), false, false},
                            {S_INIT("Vandersloot"), true, false}};
        BlindNames names = {.at = list, .n = 3};
        SelectionStep step = {.blind = SELECTION_SINGLE};
        Text t = text_begin(a, 64 * KIB), open = text_begin(a, 64 * KIB);
        Str hide[] = {S("deck")}, id, name;
        YamlFaults faults = {0};
        const Json *answers;
        Form *form;
        Str out;

        step.hide.at = hide;
        step.hide.n = 1;
        if (form_parse(a, str_from(form_text), &form, &faults) != OK)
                print_error("%.*s", S_ARG(yaml_faults_text(a, &faults)));
        CHECK_INT((int64_t)faults.n, 0);
        CHECK_OK(json_parse(a, str_from(answers_text_of), &answers, NULL));
        CHECK_OK(jcs_write(a, blind_answers(a, form, &step, &names, answers), &t));
        out = str_lower(a, text_str(&t));
        CHECK_STR(out, LACKS, "zyxquoll");
        CHECK_STR(out, LACKS, "vandersloot");
        CHECK_STR(out, LACKS, "peregrin");
        CHECK_STR(out, LACKS, "deck");
        CHECK_STR(out, LACKS, "00000000000a");
        CHECK_STR(out, CONTAINS, "the quoll is an animal");
        CHECK_STR(out, CONTAINS, "\"name\":\"1.xlsx\"");
        /* the number leads to the file that is shown, and to no hidden one */
        CHECK(blind_file(a, form, &step, answers, 1, &id, &name));
        CHECK_STR(id, IS, "00000000000A2");
        CHECK_STR(name, IS, "1.xlsx");
        CHECK(!blind_file(a, form, &step, answers, 2, &id, &name));
        CHECK(!blind_file(a, form, &step, answers, 0, &id, &name));
        step.blind = SELECTION_OPEN;
        CHECK_OK(jcs_write(a, blind_answers(a, form, &step, &names, answers), &open));
        CHECK_STR(text_str(&open), CONTAINS, "ZYXQUOLL");
}

TEST(one_word_of_a_name_blacks_out_no_ordinary_word)
{
        BlindName list[] = {{S_INIT("Clean Water Labs"), false, false},
                            {S_INIT("Water"), true, false}};
        BlindNames names = {.at = list, .n = 2};

        CHECK_STR(blind_text(a, &names, S("We clean water. clean water labs does.")), IS,
                  "We clean water. █████ does.");
        CHECK_STR(blind_text(a, &names, S("At Water we do, not at Underwater.")), IS,
                  "At █████ we do, not at Underwater.");
        CHECK_STR(blind_text(a, &names, S("")), IS, "");
}

/* --- everything that a reviewer, or an applicant, can get */

enum { SEEN_MAX = 20 };

typedef struct {
        World *w;
        const char *needles[4];
        Str candidates[SEEN_MAX]; /* for parts of addresses */
        size_t candidates_n;
        int asked, answered;
} Walk;

static void look(Walk *k, const char *path)
{
        World *w = k->w;
        Str body = str_lower(w->a, request(w, HTTP_GET, path, NULL, NULL, true));

        k->asked++;
        k->answered += w->status == 200;
        for (size_t i = 0; i < 4 && k->needles[i]; i++) {
                if (str_has(body, str_from(k->needles[i])))
                        print_error("%s tells %s\n", path, k->needles[i]);
                CHECK(!str_has(body, str_from(k->needles[i])));
                for (size_t h = 0; h < w->reply.headers_n; h++)
                        CHECK(!str_has(str_lower(w->a, w->reply.headers[h].value),
                                       str_from(k->needles[i])));
                CHECK(!str_has(str_lower(w->a, w->reply.etag), str_from(k->needles[i])));
        }
}

/* The path with its first part in braces filled in every way, then the next; past the second only
 * with every third one, as there are ten times as many ways with each. */
static void walk_path(Walk *k, Str path, size_t filled)
{
        size_t from = str_find(path, '{'), to = str_find(path, '}');

        if (from == path.len || to == path.len) {
                ArenaMark mark = arena_mark(k->w->a);

                look(k, str_z(k->w->a, path));
                look(k, str_fmt(k->w->a, "/api/v1%.*s", S_ARG(path)).at);
                arena_rewind(k->w->a, mark);
                return;
        }
        for (size_t i = filled < 2 ? 0 : filled % 2; i < k->candidates_n; i += filled < 2 ? 1 : 3)
                walk_path(k,
                          str_fmt(k->w->a, "%.*s%.*s%.*s", S_ARG(str_head(path, from)),
                                  S_ARG(k->candidates[i]), S_ARG(str_skip(path, to + 1))),
                          filled + 1);
}

static bool is_of_reviews(const char *path)
{
        static const char *const parts[] = {"/review", "/round",   "/applic",   "/bids",
                                            "/compar", "/parties", "/record",   "/me",
                                            "/cohort", "/event",   "/solution", NULL};

        for (size_t i = 0; parts[i]; i++)
                if (strncmp(path, parts[i], strlen(parts[i])) == 0)
                        return true;
        return strchr(path, '{') == NULL;
}

static void walk(Walk *k)
{
        int64_t size;
        Hash root;

        for (const View *const *p = program_views; *p; p++)
                if (is_of_reviews((*p)->path))
                        walk_path(k, str_from((*p)->path), 0);
        for (const Route *const *p = program_routes; *p; p++)
                if ((*p)->method == HTTP_GET && is_of_reviews((*p)->path) &&
                    !strchr((*p)->path, '*'))
                        walk_path(k, str_from((*p)->path), 0);
        CHECK_OK(record_head(k->w->db, k->w->a, &size, &root));
        for (int64_t i = 0; i < size; i++) {
                Str leaf;

                CHECK_OK(record_leaf(k->w->db, k->w->a, i, &leaf));
                leaf = str_lower(k->w->a, leaf);
                for (size_t n = 0; n < 4 && k->needles[n]; n++)
                        CHECK(!str_has(leaf, str_from(k->needles[n])));
        }
}

/* What a deed answers: note, faults, where it goes. */
static void check_deed(Walk *k)
{
        const Deed *d = &k->w->deed;

        for (size_t n = 0; n < 4 && k->needles[n]; n++) {
                Str needle = str_from(k->needles[n]);

                CHECK(!str_has(str_lower(k->w->a, d->note), needle));
                CHECK(!str_has(str_lower(k->w->a, d->go_to), needle));
                for (size_t i = 0; i < d->faults_n; i++)
                        CHECK(!str_has(str_lower(k->w->a, d->faults[i].words), needle));
        }
}

/* The example with a first step that is double blind. */
static void load_double(World *w)
{
        for (size_t i = 0; i < assets_n; i++) {
                Str text, blind = S("blind: single"), version = S("version: 1\n");
                size_t at, v;

                if (!assets[i].is_example ||
                    !str_has(str_from(assets[i].name), S("startup-accelerator")))
                        continue;
                text = asset_bytes(w->a, &assets[i]);
                v = str_find_str(text, version);
                text = str_fmt(w->a, "%.*sversion: 99\n%.*s", S_ARG(str_head(text, v)),
                               S_ARG(str_skip(text, v + version.len)));
                at = str_find_str(text, blind);
                text = str_fmt(w->a, "%.*sblind: double%.*s", S_ARG(str_head(text, at)),
                               S_ARG(str_skip(text, at + blind.len)));
                CHECK_OK(act(w, "programme load", "definition", text.at, NULL));
        }
}

/* The record is public: nowhere does one entry name a file as its reviewer knows it and what it is
 * about. */
static void check_record(World *w, Id assignment, Id application, Id party)
{
        Str names[2] = {id_text(w->a, application), id_text(w->a, party)};
        Str file = id_text(w->a, assignment);
        int64_t size;
        Hash root;
        int told = 0;

        CHECK_OK(record_head(w->db, w->a, &size, &root));
        for (int64_t i = 0; i < size; i++) {
                Str leaf;

                CHECK_OK(record_leaf(w->db, w->a, i, &leaf));
                if (!str_has(leaf, file))
                        continue;
                told++;
                CHECK(!str_has(leaf, names[0]) && !str_has(leaf, names[1]));
        }
        CHECK(told >= 3);
}

TEST(no_door_tells_a_blind_reviewer_who_applies_nor_anybody_who_reviews)
{
        World *w = world_of_examples(a);
        Actor boss = w->actor, who, other, owner;
        Walk k = {.w = w, .needles = {"zyxquoll", "vandersloot", "quackenbush", NULL}};
        Id round, file, x, y, owner_id;
        ReviewFile row;

        load_double(w);
        round = probe_round(w, "startup-accelerator");
        file = probe_application(w, round, "Zyxquoll Robotics Ltd",
                                 "Zyxquoll makes pumps. Peregrin Vandersloot began it; write to "
                                 "p@zyxquoll.example.");
        CHECK_OK(review_application(w->db, a, file, &row));
        owner_id = probe_account(w, "p@zyxquoll.example", "Peregrin Vandersloot");
        probe_team(w, row.party, owner_id);
        who = probe_reviewer(w, round, "one@r1.example", "One");
        other = probe_reviewer(w, round, "two@r2.example", "Ottoline Quackenbush");
        CHECK_OK(probe_step(w, "review begin", round));
        x = probe_assign(w, round, file, &who);
        y = probe_assign(w, round, file, &other);
        CHECK_OK(probe_review(w, &who, file, 3));
        check_deed(&k);
        CHECK_OK(probe_review(w, &other, file, 4));
        CHECK_OK(act(w, "review comment", "assignment", id_text(a, y).at, "words", "Look again",
                     NULL));
        w->actor = who;
        CHECK_OK(act(w, "review comment", "assignment", id_text(a, x).at, "words", "Pumps", NULL));
        check_deed(&k);
        k.candidates[k.candidates_n++] = id_text(a, x);
        k.candidates[k.candidates_n++] = id_text(a, y);
        k.candidates[k.candidates_n++] = id_text(a, file);
        k.candidates[k.candidates_n++] = id_text(a, row.party);
        k.candidates[k.candidates_n++] = id_text(a, round);
        k.candidates[k.candidates_n++] = id_text(a, probe_reviewer_id(w, round, &who));
        k.candidates[k.candidates_n++] = S("screening");
        k.candidates[k.candidates_n++] = S("1");
        k.needles[2] = "quackenbush";
        walk(&k);
        CHECK(k.answered > 20);
        probe_index(w);
        for (size_t i = 0; i < 3; i++) { /* by its own name, and by half of it */
                look(&k, str_fmt(a, "/api/v1/search?find=%s", k.needles[i]).at);
                look(&k, str_fmt(a, "/api/v1/search?find=%.6s", k.needles[i]).at);
                CHECK_INT(w->status, 200);
        }
        look(&k, str_fmt(a, "/search?find=%.*s", S_ARG(id_text(a, file))).at);
        /* what it does show */
        CHECK_STR(page(w, str_fmt(a, "/reviews/%.*s", S_ARG(id_text(a, x))).at), CONTAINS,
                  "makes pumps");
        CHECK_STR(page(w, str_fmt(a, "/reviews/%.*s", S_ARG(id_text(a, x))).at), CONTAINS,
                  "Look again");
        check_record(w, x, file, row.party);
        /* the applicant: nothing of any reviewer */
        CHECK_OK(access_actor(w->db, a, owner_id, time_now_us(), &owner));
        w->actor = owner;
        k = (Walk){.w = w,
                   .needles = {"quackenbush", "two@r2", "look again", NULL},
                   .candidates_n = k.candidates_n};
        k.candidates[0] = id_text(a, x);
        k.candidates[1] = id_text(a, y);
        k.candidates[2] = id_text(a, file);
        k.candidates[3] = id_text(a, row.party);
        k.candidates[4] = id_text(a, round);
        k.candidates[5] = id_text(a, probe_reviewer_id(w, round, &other));
        k.candidates[6] = S("screening");
        k.candidates[7] = S("1");
        walk(&k);
        CHECK(k.answered > 5);
        w->actor = boss;
        (void)boss;
}

TEST(letters_to_reviewers_name_no_applicant)
{
        World *w = world_of_examples(a);
        Id round = probe_round(w, "startup-accelerator"), file;
        Actor who;
        MailLineList mails;
        Mail mail;

        file = probe_application(w, round, "Zyxquoll Robotics Ltd", "Pumps");
        who = probe_reviewer(w, round, "one@r1.example", "One");
        CHECK_OK(probe_step(w, "review begin", round));
        probe_assign(w, round, file, &who);
        CHECK_OK(probe_step(w, "review remind", round));
        CHECK_OK(outbox_latest(w->db, a, INT64_MAX, &mails));
        CHECK(mails.n >= 3);
        for (size_t i = 0; i < mails.n; i++) {
                CHECK_OK(outbox_by_id(w->db, a, mails.at[i].id, &mail));
                CHECK_STR(mail.plain, LACKS, "Zyxquoll");
                CHECK_STR(mail.html, LACKS, "Zyxquoll");
                CHECK_STR(mail.subject, LACKS, "Zyxquoll");
        }
}
