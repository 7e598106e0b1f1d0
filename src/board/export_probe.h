/* board/export_probe: answers as no form would let them be. */
#ifndef SEEDBED_BOARD_EXPORT_PROBE_H
#define SEEDBED_BOARD_EXPORT_PROBE_H

#include "apply/apply.h"
#include "tests/world.h"

typedef struct {
        Application x;
        Str answers;
        Id file; /* 0: none */
        int64_t bytes;
} ProbeAnswers;

static inline Status probe_answers_run(void *ctx, Db *db)
{
        const ProbeAnswers *p = ctx;
        const Application *x = &p->x;

        if (p->file)
                TRY(file_insert(db, x->party, x->id, p->file, S("deck"), S("deck.pdf"),
                                S("application/pdf"), p->bytes, S("00"), x->begun_by, x->begun_at));
        TRY(revision_insert(db, x->party, x->id, x->revision + 1, x->form, p->answers, S("h"),
                            S("s"), 0, x->begun_by, x->begun_at));
        return application_handed_in(db, x->party, x->id, x->stage, x->revision + 1, x->title,
                                     x->submitted_at);
}

/* Another revision. */
static inline void probe_answers(World *w, Id application, Str answers)
{
        ProbeAnswers p = {.answers = answers};

        CHECK_OK(application_get(w->db, w->a, application, &p.x));
        CHECK_OK(store_transact(w->p.store, probe_answers_run, &p));
}

/* Another revision, with a file that says that it has so many bytes. */
static inline void probe_file(World *w, Id application, int64_t bytes)
{
        ProbeAnswers p = {.file = store_id(w->p.store, 1), .bytes = bytes};

        p.answers = str_fmt(w->a, "{\"deck\":[{\"file\":\"%.*s\",\"name\":\"deck.pdf\"}]}",
                            S_ARG(id_text(w->a, p.file)));
        CHECK_OK(application_get(w->db, w->a, application, &p.x));
        CHECK_OK(store_transact(w->p.store, probe_answers_run, &p));
}

#endif
