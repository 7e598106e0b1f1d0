/* apply/draft: answers as they are typed.
 *
 * Each answer has a number that grows with every change. Who saves says which number they saw: a
 * change of something that another changed meanwhile is kept beside it, and a person chooses. The
 * open page that wrote last (writer) does not clash with itself: it may not have heard that its
 * save arrived. */
#include "apply/apply.h"

#include "apply/draft.h"
#include "base/time.h"
#include "base/words.h"
#include "form/answer.h"
#include "form/form_page.h"
#include "form/kept.h"

/* --- one answer */

static bool is_stale(const Deed *d, const AnswerKept *now, Str writer, int64_t seen)
{
        if (seen >= now->seq)
                return false;
        if (writer.len && str_eq(now->writer, writer) && now->saved_by == d->actor.id)
                return false;
        return seen >= 0 || now->saved_by != d->actor.id;
}

/* The same burst sent twice leaves one row. */
static Status clash_keep(Deed *d, const Application *x, const DraftPut *p, Id *out)
{
        ClashList list;

        TRY(clashes_open(d->db, d->a, x->party, x->id, &list));
        for (size_t i = 0; i < list.n; i++)
                if (str_eq(list.at[i].field, p->field) && str_eq(list.at[i].value, p->value)) {
                        *out = list.at[i].id;
                        return OK;
                }
        *out = db_id(d->db, d->now_us);
        return clash_add(d->db, x->party, x->id, *out, p->field, p->value, d->actor.id, d->now_us);
}

Status draft_put(Deed *d, const Application *x, const DraftPut *p, DraftKept *out)
{
        AnswerKept now = {0};
        Status s = answer_get(d->db, d->a, x->party, x->id, p->field, &now);

        if (s != OK && s != NOT_FOUND)
                return s;
        *out = (DraftKept){.field = p->field, .seq = now.seq};
        if (s == OK && str_eq(now.value, p->value))
                return OK;
        if (s == NOT_FOUND && str_is(p->value, "null"))
                return OK; /* empty, as it was */
        if (s == OK && is_stale(d, &now, p->writer, p->seen))
                return clash_keep(d, x, p, &out->clash);
        out->seq = now.seq + 1;
        return answer_put(d->db, x->party, x->id, p->field, p->value, out->seq, p->writer,
                          d->actor.id, d->now_us);
}

/* Which number the writer saw; -1: it does not say. */
static int64_t seen_of(Deed *d, Str field)
{
        Str text = deed_more(d, str_fmt(d->a, "_seq.%.*s", S_ARG(field)));
        int64_t seen;

        return text.len && str_to_int(text, 0, INT64_MAX, &seen) ? seen : -1;
}

/* --- saving */

static const Field save_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"writer", FIELD_TEXT, .chars_max = WRITER_CHARS_MAX, .label = N_("Which open page"),
         .help = N_("Any word that stays the same for one open page.")},
        {0}};

Status draft_is_live(Deed *d, const Application *x)
{
        Round r;

        if (!str_is(x->state, "draft") && !str_is(x->state, "submitted"))
                return deed_fault(d, CONFLICT,
                                  str_is(x->state, "double")
                                          ? _("This application is marked as a double "
                                              "of another.")
                                          : _("This application was withdrawn."));
        TRY(round_get(d->db, d->a, x->round, &r));
        return r.cancelled_at ? deed_fault(d, CONFLICT, _("This round was cancelled.")) : OK;
}

static void tell_faults(JsonOut *j, const AnswerFaults *faults)
{
        jout_key(j, S("faults"));
        jout_list(j);
        for (size_t i = 0; i < faults->n; i++) {
                jout_object(j);
                jout_key(j, S("field"));
                jout_text(j, faults->list[i].path);
                jout_key(j, S("words"));
                jout_text(j, faults->list[i].words);
                jout_object_end(j);
        }
        jout_list_end(j);
}

static Status put_all(Deed *d, const Application *x, const Form *f, const Json *read, JsonOut *j,
                      int64_t *out_clashes)
{
        jout_key(j, S("saved"));
        jout_list(j);
        for (const Json *v = read->child; v; v = v->next) {
                const FormField *field = form_find(f, v->key);
                DraftPut put = {v->key, answer_value_text(d->a, read, v->key),
                                deed_text(d, "writer"), seen_of(d, v->key)};
                DraftKept kept;

                if (!field || field->kind == FORM_FILE) /* files come by themselves */
                        continue;
                TRY(draft_put(d, x, &put, &kept));
                *out_clashes += kept.clash != 0;
                jout_object(j);
                jout_key(j, S("field"));
                jout_text(j, kept.field);
                jout_key(j, S("seq"));
                jout_int(j, kept.seq);
                if (kept.clash) {
                        jout_key(j, S("clash"));
                        jout_text(j, id_text(d->a, kept.clash));
                }
                jout_object_end(j);
        }
        jout_list_end(j);
        return OK;
}

/* Files of the draft are no inputs: their answers are made by the deeds that take them in. */
static Status run_save(Deed *d)
{
        Application x;
        Form *form = NULL;
        AnswerFaults *faults = arena_new(d->a, AnswerFaults, 1);
        const Json *read = NULL;
        Text t = text_begin(d->a, 256 * KIB);
        JsonOut j = jout_begin(&t);
        int64_t clashes = 0;
        Status s;

        TRY(application_of(d, &x));
        TRY(draft_is_live(d, &x));
        TRY(form_open(d->db, d->a, x.form, NULL, &form));
        s = answers_read(d->a, form, d->more, d->more_n, &read, faults);
        if (s != OK && s != INVALID)
                return s;
        if (read) /* a button that adds a row or takes one */
                read = form_rows(d->a, form, read, d->more, d->more_n);
        jout_object(&j);
        if (read)
                TRY(put_all(d, &x, form, read, &j, &clashes));
        tell_faults(&j, faults);
        jout_key(&j, S("at"));
        jout_text(&j, time_iso(d->a, d->now_us));
        jout_object_end(&j);
        TRY(application_saved(d->db, x.party, x.id, d->now_us));
        d->answer = text_str(&t);
        d->made = x.id;
        d->go_to =
                str_is(deed_more(d, S("_next")), "submit")
                        ? str_fmt(d->a, "/do/application/submit?application=%.*s",
                                  S_ARG(id_text(d->a, x.id)))
                        : str_fmt(d->a, "/applications/%.*s?saved=1", S_ARG(id_text(d->a, x.id)));
        d->note = clashes ? S_("Saved. Somebody else changed the same answers: both are kept.")
                          : S_("Saved.");
        return OK;
}

const Action application_save_action = {
        .name = "application save",
        .may = MAY_SELF,
        .where = application_where_own,
        .title = N_("Save a draft"),
        .help = N_(
                "Any of the form's fields, by their names; _seq.FIELD is the number that you saw. "
                "What can be kept is kept, and the answer says the rest."),
        .fields = save_fields,
        .run = run_save,
        .takes_more = true,
        .is_silent = true};

/* --- choosing between two */

static const char *const choices[] = {N_("this"), N_("other"), NULL};

static const Field choose_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"clash", FIELD_ID, .required = true, .label = N_("Which of two answers")},
        {"keep", FIELD_CHOICE, .required = true, .choices = choices, .label = N_("Keep"),
         .help = N_("This: what stands in the draft. Other: what came after it.")},
        {0}};

/* What is not chosen stays, in the place of the other. */
static Status run_choose(Deed *d)
{
        Application x;
        Clash clash;
        AnswerKept now = {.value = S("null")};
        Status s;

        TRY(application_of(d, &x));
        TRY(draft_is_live(d, &x));
        s = clash_get(d->db, d->a, x.party, x.id, deed_int(d, "clash"), &clash);
        if (s == NOT_FOUND || (s == OK && clash.settled_at))
                return deed_fault_at(d, "clash", _("Somebody has chosen already."));
        TRY(s);
        s = answer_get(d->db, d->a, x.party, x.id, clash.field, &now);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (str_is(deed_text(d, "keep"), "other")) {
                TRY(answer_put(d->db, x.party, x.id, clash.field, clash.value, now.seq + 1,
                               (Str){0}, d->actor.id, d->now_us));
                clash.value = now.value;
                clash.saved_by = now.saved_by;
                clash.saved_at = now.saved_at;
        }
        TRY(clash_settle(d->db, x.party, x.id, clash.id, clash.value, clash.saved_by,
                         clash.saved_at, d->now_us));
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/applications/%.*s", S_ARG(id_text(d->a, x.id)));
        d->note = S_("Chosen. The other one is kept.");
        return OK;
}

const Action application_choose_action = {.name = "application choose",
                                          .may = MAY_SELF,
                                          .where = application_where_own,
                                          .title = N_("Choose between two answers"),
                                          .help = N_("When two people changed the same answer."),
                                          .fields = choose_fields,
                                          .run = run_choose,
                                          .is_silent = true};

/* --- who is where */

static const Field here_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"section", FIELD_TEXT, .chars_max = 100, .label = N_("Section")},
        {0}};

static Status run_here(Deed *d)
{
        Application x;
        PresenceList people;
        AnswerRowList rows;
        ClashList clashes;
        Text t = text_begin(d->a, 256 * KIB);
        JsonOut j = jout_begin(&t);

        TRY(application_of(d, &x));
        TRY(presence_put(d->db, x.party, x.id, d->actor.id, deed_text(d, "section"), d->now_us));
        TRY(presence_sweep(d->db, x.party, x.id, d->now_us - PRESENCE_US));
        TRY(presence_of(d->db, d->a, x.party, x.id, d->now_us - PRESENCE_US, &people));
        TRY(answers_of(d->db, d->a, x.party, x.id, &rows));
        TRY(clashes_open(d->db, d->a, x.party, x.id, &clashes));
        jout_object(&j);
        jout_key(&j, S("people"));
        jout_list(&j);
        for (size_t i = 0; i < people.n; i++) {
                if (people.at[i].actor == d->actor.id)
                        continue;
                jout_object(&j);
                jout_key(&j, S("name"));
                jout_text(&j, people.at[i].name);
                jout_key(&j, S("section"));
                jout_text(&j, people.at[i].section);
                jout_object_end(&j);
        }
        jout_list_end(&j);
        jout_key(&j, S("seqs"));
        jout_object(&j);
        for (size_t i = 0; i < rows.n; i++) {
                jout_key(&j, rows.at[i].field);
                jout_int(&j, rows.at[i].seq);
        }
        jout_object_end(&j);
        jout_key(&j, S("clashes"));
        jout_int(&j, (int64_t)clashes.n);
        jout_object_end(&j);
        d->answer = text_str(&t);
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/applications/%.*s", S_ARG(id_text(d->a, x.id)));
        d->note = S_("Noted.");
        return OK;
}

const Action application_here_action = {
        .name = "application here",
        .may = MAY_SELF,
        .where = application_where_own,
        .title = N_("Tell the others of the team that you are at work on a section"),
        .help = N_("Answers who else is, and which answers have changed."),
        .fields = here_fields,
        .run = run_here,
        .is_silent = true};
