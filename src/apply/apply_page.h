/* apply/apply_page: rounds and applications as pages. */
#ifndef SEEDBED_APPLY_APPLY_PAGE_H
#define SEEDBED_APPLY_APPLY_PAGE_H

#include "apply/apply.h"
#include "apply/hint.h"
#include "apply/rules.h"
#include "form/form_page.h"
#include "people/team.h"
#include "web/cursor.h"

typedef struct {
        RoundLineList open, coming, closed;
} RoundsModel;

typedef struct {
        Round row;
        RoundLine round;
        Str state, summary;
        ApplicationCountList counts; /* for operators */
        ApplicationLineList own;
        bool may_edit, may_see;
        const Definition *def;
} RoundModel;

/* A round that is opened or changed: what was typed, or stands there now. */
typedef struct {
        bool is_change, is_typed;
        Id id;
        Str round, programme, hub, title, opens, closes, zone, places, form, reason;
        bool is_listed, is_unlisted, is_newest, has_opened;
        FieldOffer *programmes, *hubs; /* to choose from */
        size_t programmes_n, hubs_n;
} RoundFormModel;

typedef struct {
        RoundLine round;
        Str state; /* of the applications */
        ApplicationCountList counts;
        ApplicationLineList applications;
        Cursor page;
} RoundApplicationsModel;

typedef struct {
        RoundLine round;
        HintLineList hints;
} DoublesModel;

typedef struct {
        ApplicationLineList applications;
        RoundLineList rounds; /* open ones */
} OwnApplicationsModel;

/* One answer that another revision has otherwise. */
typedef struct {
        Str title, before, now;
} Difference;

typedef struct {
        Difference *at;
        size_t n;
} DifferenceList;

typedef struct {
        Application row;
        ApplicationLine application;
        RoundLine round;
        int64_t closes_at;
        bool is_open, is_live, may_write, may_edit;
        Form *form;
        bool has_newer_form;
        const Json *answers, *rest;
        AnswerFaults *faults;
        int64_t filled, required;
        AnswerRowList rows;
        ClashList clashes;
        RevisionLineList revisions;
        RuleLine rules[RULES_MAX];
        size_t rules_n;
        bool is_saved;
        Str stage_title; /* empty before it was handed in */
} ApplicationModel;

typedef struct {
        Application row;
        ApplicationLine application;
        RoundLine round;
        Revision revision;
        RevisionLineList revisions;
        Form *form;
        const Json *answers;
        Str text; /* answers, as they were handed in */
        DifferenceList differences;
        int64_t before; /* number of the one compared with; 0: none */
} RevisionModel;

typedef struct {
        Id id, chosen;
        bool has_round, takes_persons, takes_organisations;
        RoundLine round;
        TeamOfList teams;
} BeginModel;

/* Answers with a file's bytes as a download under that name. The caller has looked who asks;
 * reviewers that must not know whose it is get a name that does not tell. NOT_FOUND: the bytes are
 * gone. */
Status application_file_serve(HttpRequest *rq, HttpReply *reply, Str folder,
                              const ApplicationFile *file, Str name);
/* Listed rounds that are open now. */
Status rounds_open(Visit *v, RoundLineList *out);
/* Applications of the actor's parties; of one round (0: of all). */
Status applications_own(Visit *v, Id round, ApplicationLineList *out);

extern const Route application_file_route;
extern const View round_doubles_view, round_list_view, round_show_view, round_applications_view,
        application_list_view, application_show_view, revision_show_view;

/* What a member is given, "25,000". */
Str round_amount(Arena *a, const DefinitionBenefit *b);
/* What two have in common, in words. */
const char *hint_words(Str kind);
/* For pages. Where its files are; an answer's kept value in words; what stands in the draft; how a
 * faulty field is called. */
Str application_files(Arena *a, const Application *x);
Str answer_shown(Arena *a, const Form *f, Str field, Str value);
Str clash_now(const ApplicationModel *m, Str field);
Str fault_title(Arena *a, const Form *f, const char *path);

#endif
