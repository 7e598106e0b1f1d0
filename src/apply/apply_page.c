/* apply/apply_page: see the header. */
#include "apply/apply_page.h"

#include "apply/apply.html.h"
#include "apply/file.h"
#include "apply/letter.html.h"
#include "base/words.h"
#include "form/answer.h"
#include "web/web.html.h"
#include "form/kept.h"
#include "people/own.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

/* --- mine */

typedef struct {
        ApplicationLine *at;
        size_t n;
} Gathered;

static Status add_of(Visit *v, Id party, Id round, Gathered *out)
{
        ApplicationLineList list;

        TRY(applications_of_party(v->db, v->a, party, &list));
        for (size_t i = 0; i < list.n; i++) {
                if (round && list.at[i].round != round)
                        continue;
                out->at = query_grow(v->a, out->at, out->n, sizeof *out->at);
                out->at[out->n++] = list.at[i];
        }
        return OK;
}

Status applications_own(Visit *v, Id round, ApplicationLineList *out)
{
        Id own[OWN_PARTIES_MAX];
        size_t own_n = 0;
        TeamOfList teams;
        Gathered all = {0};

        TRY(party_own(v->db, v->a, v->actor.id, own, &own_n));
        for (size_t i = 0; i < own_n; i++)
                TRY(add_of(v, own[i], round, &all));
        TRY(team_of(v->db, v->a, v->actor.id, &teams));
        for (size_t i = 0; i < teams.n; i++)
                TRY(add_of(v, teams.at[i].party, round, &all));
        *out = (ApplicationLineList){all.at, all.n};
        return OK;
}

static Status load_own(Visit *v, void *model)
{
        OwnApplicationsModel *m = model;

        TRY(applications_own(v, 0, &m->applications));
        return rounds_open(v, &m->rounds);
}

static const Part own_parts[] = {PART_LIST_OF(OwnApplicationsModel, applications, ApplicationLine),
                                 PART_LIST_OF(OwnApplicationsModel, rounds, RoundLine),
                                 {0}};

static void draw_own(Page *out, const Visit *v, const void *model)
{
        (void)v;
        own_applications_page(out, model);
}

const View application_list_view = {.path = "/applications",
                                    .may = MAY_SELF,
                                    .title = N_("Your applications"),
                                    .help = N_("Those of your organisations, and your own."),
                                    .bytes = sizeof(OwnApplicationsModel),
                                    .parts = own_parts,
                                    .load = load_own,
                                    .draw = draw_own};

/* --- one */

/* As if it did not exist for whoever may not read it. */
static Status find_application(Visit *v, Application *out, ApplicationLine *line, RoundLine *round)
{
        ApplicationLineList list;
        bool sees;
        Id id;

        if (!id_parse(v->params[0], &id))
                return NOT_FOUND;
        TRY(application_get(v->db, v->a, id, out));
        TRY(application_sees(v->db, v->a, &v->actor, out, &sees));
        if (!sees)
                return NOT_FOUND;
        TRY(round_line(v->db, v->a, out->round, round));
        TRY(applications_of_party(v->db, v->a, out->party, &list));
        for (size_t i = 0; i < list.n; i++)
                if (list.at[i].id == id)
                        *line = list.at[i];
        return OK;
}

static Status rights(Visit *v, ApplicationModel *m)
{
        Round r;

        TRY(round_get(v->db, v->a, m->row.round, &r));
        TRY(application_closes(v->db, v->a, &m->row, &r, &m->closes_at));
        m->is_open = !r.cancelled_at && v->now_us >= r.opens_at && v->now_us <= m->closes_at;
        m->is_live = str_is(m->row.state, "draft") || str_is(m->row.state, "submitted");
        m->has_newer_form = r.form != m->row.form;
        TRY(application_writes(v->db, v->a, &v->actor, &m->row, &m->may_write));
        m->may_write = m->may_write && m->is_live;
        return application_may(v->db, v->a, &v->actor, MAY_APPLICATION_EDIT, &m->row, &m->may_edit);
}

static Status application_load(Visit *v, ApplicationModel *m)
{
        Round r;
        Programme programme = {0};
        Definition *def = NULL;
        const DefinitionStage *stage;
        const Json *draft = NULL;
        int filled = 0, required = 0;

        TRY(rights(v, m));
        TRY(round_get(v->db, v->a, m->row.round, &r));
        TRY(round_definition(v->db, v->a, &r, &programme, &def));
        stage = definition_stage(def, m->row.stage);
        m->stage_title = stage ? stage->title : (Str){0};
        TRY(form_open(v->db, v->a, m->row.form, NULL, &m->form));
        TRY(draft_answers(v->db, v->a, &m->row, &draft));
        m->answers = draft_fitting(v->a, m->form, draft);
        m->rest = draft_rest(v->a, m->form, draft);
        m->faults = arena_new(v->a, AnswerFaults, 1);
        (void)!answers_check_draft(v->a, m->form, m->answers, m->faults);
        answers_progress(v->a, m->form, m->answers, &filled, &required);
        m->filled = filled;
        m->required = required;
        TRY(rules_look(v->a, m->form, &def->selection, answers_shown(v->a, m->form, m->answers),
                       m->rules, &m->rules_n));
        TRY(answers_of(v->db, v->a, m->row.party, m->row.id, &m->rows));
        TRY(clashes_open(v->db, v->a, m->row.party, m->row.id, &m->clashes));
        return revisions_of(v->db, v->a, m->row.party, m->row.id, &m->revisions);
}

static Status load_show(Visit *v, void *model)
{
        ApplicationModel *m = model;

        TRY(find_application(v, &m->row, &m->application, &m->round));
        m->is_saved = visit_query(v, "saved").len > 0;
        return application_load(v, m);
}

static const Part show_parts[] = {PART_ROW_OF(ApplicationModel, application, ApplicationLine),
                                  PART_VALUE_OF(ApplicationModel, closes_at, COL_TIME),
                                  PART_VALUE_OF(ApplicationModel, is_open, COL_BOOL),
                                  PART_VALUE_OF(ApplicationModel, filled, COL_INT),
                                  PART_VALUE_OF(ApplicationModel, required, COL_INT),
                                  PART_LIST_OF(ApplicationModel, rows, AnswerRow),
                                  PART_LIST_OF(ApplicationModel, clashes, Clash),
                                  PART_LIST_OF(ApplicationModel, revisions, RevisionLine),
                                  {0}};

static const Field show_query[] = {{"saved", FIELD_YES, .label = N_("It was saved just now")}, {0}};

static void draw_show(Page *out, const Visit *v, const void *model)
{
        application_page(out, v, model);
}

const View application_show_view = {
        .path = "/applications/{application}",
        .word = "application show",
        .may = MAY_SELF,
        .title = N_("Application"),
        .help = N_("Its draft, to be written by its people; its revisions and where it stands."),
        .query = show_query,
        .bytes = sizeof(ApplicationModel),
        .parts = show_parts,
        .load = load_show,
        .draw = draw_show};

/* --- what was handed in */

static Str said(Arena *a, const FormField *f, const Json *answers)
{
        const Json *value = json_get(answers, f->slug);

        return value ? answer_said(a, f, value) : (Str){0};
}

static Status compare(Visit *v, RevisionModel *m)
{
        Revision before;
        const Json *was;
        Status s = m->revision.number > 1
                           ? revision_get(v->db, v->a, &m->row, m->revision.number - 1, &before)
                           : NOT_FOUND;

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        TRY(revision_answers(v->a, &before, &was));
        m->before = before.number;
        m->differences.at = arena_new(v->a, Difference, m->form->fields.n + 1);
        for (size_t i = 0; i < m->form->fields.n; i++) {
                const FormField *f = m->form->fields.at[i];
                Difference d = {form_said(&f->title), said(v->a, f, was),
                                said(v->a, f, m->answers)};

                if (!str_eq(d.before, d.now))
                        m->differences.at[m->differences.n++] = d;
        }
        return OK;
}

static Status load_revision(Visit *v, void *model)
{
        RevisionModel *m = model;
        int64_t number;
        Status s;

        TRY(find_application(v, &m->row, &m->application, &m->round));
        if (!str_to_int(v->params[1], 1, 1000000, &number))
                return NOT_FOUND;
        TRY(revision_get(v->db, v->a, &m->row, number, &m->revision));
        s = form_open(v->db, v->a, m->revision.form, NULL, &m->form);
        TRY(s);
        TRY(revision_answers(v->a, &m->revision, &m->answers));
        m->text = m->revision.answers;
        TRY(revisions_of(v->db, v->a, m->row.party, m->row.id, &m->revisions));
        return compare(v, m);
}

static const Part revision_parts[] = {PART_ROW_OF(RevisionModel, application, ApplicationLine),
                                      PART_ROW_OF(RevisionModel, revision, Revision),
                                      PART_LIST_OF(RevisionModel, revisions, RevisionLine),
                                      {0}};

static void draw_revision(Page *out, const Visit *v, const void *model)
{
        (void)v;
        revision_page(out, model);
}

const View revision_show_view = {
        .path = "/applications/{application}/revisions/{number}",
        .word = "application revision",
        .may = MAY_SELF,
        .title = N_("What was handed in"),
        .help = N_("One revision, what changed since the one before, and its proof."),
        .bytes = sizeof(RevisionModel),
        .parts = revision_parts,
        .load = load_revision,
        .draw = draw_revision};

/* --- a file */

Str application_folder(const Deed *d)
{
        return ((const Site *)d->site)->folder;
}

/* RFC 6266, RFC 8187: a plain name for old programs, the whole one for others. */
static Str disposition(Arena *a, Str name)
{
        Text t = text_begin(a, 2000);

        text_add(&t, S("attachment; filename=\""));
        for (size_t i = 0; i < name.len; i++)
                text_char(&t, (unsigned char)name.at[i] < 0x7F && name.at[i] != '\\' ? name.at[i]
                                                                                     : '_');
        text_add(&t, S("\"; filename*=UTF-8''"));
        for (size_t i = 0; i < name.len; i++) {
                unsigned char c = (unsigned char)name.at[i];

                if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                    c == '.' || c == '-' || c == '_')
                        text_char(&t, (char)c);
                else
                        text_fmt(&t, "%%%02X", c);
        }
        return text_str(&t);
}

Status application_file_serve(HttpRequest *rq, HttpReply *reply, Str folder,
                              const ApplicationFile *file, Str name)
{
        struct stat st;
        int fd = open(application_file_place(rq->arena, folder, file->sha256).at,
                      O_RDONLY | O_CLOEXEC);

        if (fd < 0)
                return NOT_FOUND;
        if (fstat(fd, &st) != 0) {
                close(fd);
                return BROKEN;
        }
        reply->content_type = S("application/octet-stream");
        reply->file_fd = fd;
        reply->file_bytes = (uint64_t)st.st_size;
        reply->no_store = true;
        http_reply_header(rq, reply, S("Content-Disposition"), disposition(rq->arena, name));
        return OK;
}

static Status run_file(Visit *v, HttpReply *reply)
{
        Application x;
        ApplicationLine line;
        RoundLine round;
        ApplicationFile file;
        Id id;

        TRY(find_application(v, &x, &line, &round));
        if (!id_parse(v->params[1], &id))
                return NOT_FOUND;
        TRY(application_file_get(v->db, v->a, &x, id, &file));
        return application_file_serve(v->rq, reply, v->site->folder, &file, file.name);
}

const Route application_file_route = {.method = HTTP_GET,
                                      .path = "/applications/{application}/files/{file}",
                                      .may = MAY_SELF,
                                      .help = N_("A file of an application, for those who may read "
                                                 "it."),
                                      .run = run_file,
                                      .type = "application/octet-stream"};

/* --- words for pages */

Str application_files(Arena *a, const Application *x)
{
        return str_fmt(a, "/applications/%.*s/files/", S_ARG(id_text(a, x->id)));
}

Str answer_shown(Arena *a, const Form *f, Str field, Str value)
{
        const FormField *asked = form_find(f, field);
        const Json *j;

        if (json_parse(a, value, &j, NULL) != OK || j->kind == JSON_KIND_NULL)
                return S_("(empty)");
        if (asked && (asked->kind == FORM_TEXT || asked->kind == FORM_LONG_TEXT))
                return j->text;
        return asked ? answer_said(a, asked, j) : value;
}

Str clash_now(const ApplicationModel *m, Str field)
{
        for (size_t i = 0; i < m->rows.n; i++)
                if (str_eq(m->rows.at[i].field, field))
                        return m->rows.at[i].value;
        return S("null");
}

Str fault_title(Arena *a, const Form *f, const char *path)
{
        Str rest = str_from(path), slug;
        const FormField *field;

        (void)a;
        if (!str_cut(&rest, '.', &slug))
                return str_from(path);
        field = form_find(f, slug);
        return field ? form_said(&field->title) : slug;
}

/* --- pages of deeds */

static Id input_id(const Deed *d, const char *field)
{
        Id id = 0;

        for (size_t i = 0; i < action_fields_n(d->action); i++)
                if (str_is(str_from(d->action->fields[i].name), field) &&
                    id_parse(d->inputs[i], &id))
                        return id;
        return 0;
}

void application_begin_draw(Page *out, const Visit *v, const Deed *d)
{
        BeginModel m = {.id = input_id(d, "round"), .chosen = input_id(d, "party")};
        Round r;
        Programme programme = {0};
        Definition *def = NULL;
        TeamOfList teams = {0};

        m.has_round = m.id && round_get(v->db, v->a, m.id, &r) == OK &&
                      round_line(v->db, v->a, m.id, &m.round) == OK &&
                      round_definition(v->db, v->a, &r, &programme, &def) == OK;
        m.takes_persons = m.has_round && def->members & DEFINITION_PERSON;
        m.takes_organisations = m.has_round && def->members & DEFINITION_ORGANISATION;
        if (m.takes_organisations && team_of(v->db, v->a, v->actor.id, &teams) == OK) {
                TeamOf *kept = arena_new(v->a, TeamOf, teams.n + 1);

                for (size_t i = 0; i < teams.n; i++)
                        if (!str_is(teams.at[i].role, role_name(ROLE_TEAM_VIEWER)))
                                kept[m.teams.n++] = teams.at[i];
                m.teams.at = kept;
        }
        application_begin_page(out, v, d, &m);
}

void application_submit_draw(Page *out, const Visit *v, const Deed *d)
{
        ApplicationModel *m = arena_new(v->a, ApplicationModel, 1);
        Id id = input_id(d, "application");
        bool sees = false;

        if (id && application_get(v->db, v->a, id, &m->row) == OK &&
            application_writes(v->db, v->a, &v->actor, &m->row, &sees) == OK && sees &&
            round_line(v->db, v->a, m->row.round, &m->round) == OK &&
            application_load((Visit *)(uintptr_t)v, m) == OK)
                application_submit_page(out, v, d, m);
        else
                action_page(out, v, d);
}

/* --- the receipt */

static Str receipt_subject(Arena *a, const void *of)
{
        const ReceiptLetter *m = of;

        return str_fmt(a, _("Handed in: %.*s"), S_ARG(m->round));
}

static void receipt_draw(Page *out, const void *of)
{
        receipt_mail(out, of);
}

const MailKind receipt_mail_kind = {.name = "receipt",
                                    .title = N_("Receipts of applications"),
                                    .is_essential = true,
                                    .subject = receipt_subject,
                                    .draw = receipt_draw};
