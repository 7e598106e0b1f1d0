/* Many at once: what is shown is what happens, what can not be done says why, and all of it can be
 * undone until it is told. */
#include "decide/decide_probe.h"
#include "review/score.sql.h"

#include <pthread.h>
#include <stdio.h>

typedef struct {
        Decided t;
        Filed f[3];
} Three;

static Three three(Arena *a)
{
        Three x = {.t = decided(a, 2)};

        x.f[0] = filed(&x.t, "Mango", "mango@example.org");
        x.f[1] = filed(&x.t, "Papaya", "papaya@example.org");
        x.f[2] = filed(&x.t, "Durian", "durian@example.org");
        return x;
}

static const char *box(Three *x, int i)
{
        return str_fmt(x->t.w->a, "a-%s", text_of(&x->t, x->f[i].id)).at;
}

static const char *batch_path(Three *x, Id batch)
{
        return str_fmt(x->t.w->a, "/determinations/batches/%s", text_of(&x->t, batch)).at;
}

/* 0 and 1 behind a # stand for the first two applications, d for what is decided. */
static Str table_file(Three *x, const char *text, const char *determination)
{
        Text t = text_begin(x->t.w->a, 1000);

        for (; *text; text++) {
                if (*text != '#') {
                        text_char(&t, *text);
                        continue;
                }
                text++;
                text_add(&t, *text == 'd' ? str_from(determination)
                                          : str_from(text_of(&x->t, x->f[*text - '0'].id)));
        }
        return given_file(x->t.w, text_str(&t));
}

TEST(a_batch_shows_every_move_and_mail_before_anything_happens)
{
        Three x = three(a);
        Decided *t = &x.t;
        Id batch;
        Str shown;
        Mail mail;

        CHECK_OK(does(t, &t->operator, "batch gather", "round", text_of(t, t->round),
                      "determination", "decline", "feedback", "Ten customers first.", box(&x, 0),
                      "yes", box(&x, 1), "yes", NULL));
        batch = t->w->deed.made;
        t->w->actor = t->operator;
        shown = page(t->w, batch_path(&x, batch));
        CHECK_STR(shown, CONTAINS, "Mango");
        CHECK_STR(shown, CONTAINS, "In review → Declined");
        CHECK_STR(shown, CONTAINS, "Ten customers first.");
        CHECK_STR(shown, CONTAINS, "papaya@example.org");
        CHECK(!str_has(shown, S("durian@example.org")));
        CHECK_INT(mails_of(t, "determination", NULL), 0);
        CHECK_OK(does(t, &t->operator, "batch apply", "batch", text_of(t, batch), NULL));
        CHECK_IS(does(t, &t->operator, "batch apply", "batch", text_of(t, batch), NULL), CONFLICT);
        passes(t, 10 * 60 * SECOND_US - 1);
        CHECK_INT(mails_of(t, "determination", NULL), 0);
        passes(t, 1);
        CHECK_INT(mails_of(t, "determination", &mail), 2);
        CHECK_STR(shown, CONTAINS, str_z(a, mail.subject));
        CHECK_STR(stage_of(t, x.f[0].party), IS, "declined");
        CHECK_IS(does(t, &t->operator, "batch undo", "batch", text_of(t, batch), NULL), CONFLICT);
}

TEST(a_batch_is_undone_as_a_whole_until_it_is_told)
{
        Three x = three(a);
        Decided *t = &x.t;
        Id batch;

        CHECK_OK(does(t, &t->operator, "batch gather", "round", text_of(t, t->round),
                      "determination", "accept", "stage", "in-review", "minutes", "0", NULL));
        batch = t->w->deed.made;
        CHECK_OK(does(t, &t->operator, "batch apply", "batch", text_of(t, batch), NULL));
        CHECK_IS(does(t, &t->operator, "batch approve", "batch", text_of(t, batch), NULL),
                 FORBIDDEN);
        CHECK_IS(does(t, &t->head, "batch approve", "batch", text_of(t, batch), "seen", "2", NULL),
                 CONFLICT);
        CHECK_OK(does(t, &t->head, "batch approve", "batch", text_of(t, batch), "seen", "3", NULL));
        passes(t, 30 * DAY_US); /* until somebody sends it */
        CHECK_STR(stage_of(t, x.f[2].party), IS, "in-review");
        CHECK_OK(does(t, &t->operator, "batch undo", "batch", text_of(t, batch), NULL));
        CHECK_OK(does(t, &t->operator, "batch gather", "round", text_of(t, t->round),
                      "determination", "accept", "stage", "in-review", "minutes", "0", NULL));
        batch = t->w->deed.made;
        CHECK_OK(does(t, &t->operator, "batch apply", "batch", text_of(t, batch), NULL));
        t->w->actor = t->head;
        CHECK_STR(page(t->w, "/determinations"), CONTAINS, "Spring 2027");
        CHECK_OK(does(t, &t->head, "batch approve", "batch", text_of(t, batch), NULL));
        CHECK_OK(does(t, &t->operator, "batch send", "batch", text_of(t, batch), NULL));
        passes(t, 0);
        CHECK_STR(stage_of(t, x.f[2].party), IS, "accepted");
        CHECK_STR(page(t->w, str_fmt(a, "/rounds/%s/determinations", text_of(t, t->round)).at),
                  CONTAINS, "1 over");
}

TEST(what_a_batch_can_not_do_is_left_out_with_its_reason_or_stops_it)
{
        Three x = three(a);
        Decided *t = &x.t;
        Id batch, other;

        decides(t, &t->head, x.f[1].id, "waitlist");
        for (int whole = 0; whole < 2; whole++) {
                CHECK_OK(does(t, &t->operator, "batch gather", "round", text_of(t, t->round),
                              "determination", "waitlist", "applications",
                              str_fmt(a, "%s, %s\n%s", text_of(t, x.f[0].id), text_of(t, x.f[1].id),
                                      text_of(t, t->round))
                                      .at,
                              "whole", whole ? "yes" : "no", NULL));
                batch = t->w->deed.made;
                t->w->actor = t->operator;
                CHECK_STR(page(t->w, batch_path(&x, batch)), CONTAINS, "by Hana");
                CHECK_STR(page(t->w, batch_path(&x, batch)), CONTAINS,
                          "There is no such application in this round.");
                if (whole)
                        CHECK_IS(does(t, &t->operator, "batch apply", "batch", text_of(t, batch),
                                      NULL),
                                 CONFLICT);
                else
                        other = batch;
        }
        CHECK_OK(does(t, &t->operator, "batch apply", "batch", text_of(t, other), NULL));
        CHECK_STR(t->w->deed.note, CONTAINS, "Decided: 1. Left out: 2.");
        CHECK_STR(page(t->w, batch_path(&x, other)), CONTAINS, "by Hana");
        CHECK_OK(does(t, &t->operator, "batch discard", "batch", text_of(t, batch), NULL));
        CHECK_IS(does(t, &t->operator, "batch apply", "batch", text_of(t, batch), NULL), CONFLICT);
}

TEST(what_was_decided_since_a_batch_was_shown_is_left_out)
{
        Three x = three(a);
        Decided *t = &x.t;
        Id batch, between;

        CHECK_OK(does(t, &t->operator, "batch gather", "round", text_of(t, t->round),
                      "determination", "waitlist", box(&x, 0), "yes", box(&x, 1), "yes", NULL));
        batch = t->w->deed.made;
        between = decides(t, &t->head, x.f[0].id, "decline");
        CHECK_OK(does(t, &t->head, "determination undo", "determination", text_of(t, between),
                      NULL));
        CHECK_OK(does(t, &t->operator, "batch apply", "batch", text_of(t, batch), NULL));
        CHECK_STR(t->w->deed.note, CONTAINS, "Decided: 1. Left out: 1.");
        CHECK_STR(page(t->w, batch_path(&x, batch)), CONTAINS, "Somebody else was here first");
}

TEST(a_table_decides_line_by_line_and_says_which_is_wrong)
{
        static const char *const bad[][2] = {
                {"name,determination\n#0,#d\n#1,x\n", "column «id»"},
                {"id,determination\n#0,#d\nnonsense,accept\n", "Line 3"},
                {"id,determination\n#0,\"#d\n#1", "its quotes"},
                {"id,determination\n#0,#d\n#1,\n", "Line 3 says no determination"},
        };
        Three x = three(a);
        Decided *t = &x.t;
        Id batch;

        for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
                CHECK_IS(does(t, &t->operator, "batch gather", "round", text_of(t, t->round),
                              "file", table_file(&x, bad[i][0], "accept").at, NULL),
                         INVALID);
                CHECK_STR(fault_of(t), CONTAINS, bad[i][1]);
        }
        CHECK_OK(does(t, &t->operator, "batch gather", "round", text_of(t, t->round), "file",
                      table_file(&x,
                                 "\xef\xbb\xbfID,Determination,Reason,Feedback\r\n#0,#d,,\"Two "
                                 "\"\"lines\"\",\nof it\"\r\n\r\n#1,waitlist,Later,",
                                 "decline")
                              .at,
                      NULL));
        batch = t->w->deed.made;
        CHECK_OK(does(t, &t->operator, "batch apply", "batch", text_of(t, batch), NULL));
        passes(t, 10 * 60 * SECOND_US);
        CHECK_STR(stage_of(t, x.f[0].party), IS, "declined");
        CHECK_STR(stage_of(t, x.f[1].party), IS, "waiting");
        t->w->actor = x.f[0].owner;
        CHECK_STR(page(t->w, str_fmt(a, "/applications/%s/outcome", text_of(t, x.f[0].id)).at),
                  CONTAINS, "Two \"lines\",");
}

static Status give_scores(void *ctx, Db *db)
{
        Three *x = ctx;

        for (int i = 0; i < 3; i++)
                TRY(tally_put(db, x->f[i].party, x->f[i].id, S("screening"), x->t.round, 3, 3, 0, 0,
                              0, 3000000 + 100000 * ((i + 2) % 3), S("{}")));
        return tally_calibrate(db, x->f[2].party, x->f[2].id, S("screening"), 4900000, 0);
}

TEST(the_best_by_score_are_decided_on_first)
{
        Three x = three(a);
        Decided *t = &x.t;
        const char *round = text_of(t, t->round);

        CHECK_IS(does(t, &t->operator, "batch gather", "round", round, "determination", "waitlist",
                      "first", "1", NULL),
                 INVALID); /* no scores yet */
        CHECK_OK(store_transact(t->w->p.store, give_scores, &x));
        t->w->actor = t->operator;
        CHECK_STR(page(t->w, str_fmt(a, "/rounds/%s/determinations", round).at), CONTAINS, "3.2");
        CHECK_OK(does(t, &t->operator, "batch gather", "round", round, "determination", "waitlist",
                      "first", "1", NULL));
        CHECK_STR(page(t->w, batch_path(&x, t->w->deed.made)), CONTAINS, "Mango");
        CHECK(!str_has(page(t->w, batch_path(&x, t->w->deed.made)), S("Durian")));
        CHECK_OK(does(t, &t->operator, "batch gather", "round", round, "determination", "waitlist",
                      "first", "1", "by", "calibrated", NULL));
        CHECK_STR(page(t->w, batch_path(&x, t->w->deed.made)), CONTAINS, "Durian");
}

/* --- two at once */

typedef struct {
        World *w;
        Actor who;
        Str application;
        const char *what;
        int64_t now_us;
        Status status;
        char words[400];
} Racer;

static void *race(void *ctx)
{
        Racer *r = ctx;
        Arena a = arena_make(8 * MIB);
        ActionWorld aw = {.store = r->w->p.store, .site = &r->w->p.site, .now_us = r->now_us};
        Input inputs[] = {{S("application"), r->application},
                          {S("determination"), str_from(r->what)},
                          {S("seen"), S("none")}};
        Deed d = {0};

        r->status = action_do(&aw, &determination_propose_action, &r->who, inputs, 3, &a, &d);
        if (d.faults_n)
                (void)snprintf(r->words, sizeof r->words, "%.*s", S_ARG(d.faults[0].words));
        arena_free(&a);
        return NULL;
}

TEST(of_two_who_decide_at_once_the_second_is_told_of_the_first)
{
        Three x = three(a);
        Decided *t = &x.t;

        for (int round = 0; round < 3; round++) {
                Racer two[2] = {{.who = t->operator, .what = "accept" },
                                 {.who = t->head, .what = "waitlist"}};
                pthread_t threads[2];
                int lost;

                for (int i = 0; i < 2; i++) {
                        two[i].w = t->w;
                        two[i].now_us = t->now_us;
                        two[i].application = id_text(a, x.f[round].id);
                        CHECK(pthread_create(&threads[i], NULL, race, &two[i]) == 0);
                }
                for (int i = 0; i < 2; i++)
                        pthread_join(threads[i], NULL);
                lost = two[0].status == OK;
                CHECK_OK(two[!lost].status);
                CHECK_IS(two[lost].status, CONFLICT);
                CHECK_STR(str_from(two[lost].words), CONTAINS, lost ? "Accept" : "Waiting list");
                CHECK_STR(str_from(two[lost].words), CONTAINS, lost ? "Omar" : "Hana");
        }
}
