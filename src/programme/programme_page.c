/* programme/programme_page: see the header. */
#include "programme/programme_page.h"

#include "base/decimal.h"
#include "base/words.h"
#include "people/shown.h"
#include "hub/hub.h"
#include "programme/programme.html.h"

#include <stdlib.h>

static const RowColumn stage_columns[] = {
        {"slug", COL_TEXT, offsetof(StageLine, slug)},
        {"title", COL_TEXT, offsetof(StageLine, title)},
        {"means", COL_TEXT, offsetof(StageLine, means)},
        {"members", COL_INT, offsetof(StageLine, members)},
        {"is_first", COL_BOOL, offsetof(StageLine, is_first)},
        {"ends", COL_BOOL, offsetof(StageLine, ends)},
        {"is_former", COL_BOOL, offsetof(StageLine, is_former)},
};
static const RowColumn move_columns[] = {
        {"from", COL_TEXT, offsetof(MoveLine, from)},
        {"to", COL_TEXT, offsetof(MoveLine, to)},
        {"title", COL_TEXT, offsetof(MoveLine, title)},
        {"entry", COL_TEXT, offsetof(MoveLine, entry)},
        {"needs_reason", COL_BOOL, offsetof(MoveLine, needs_reason)},
        {"is_back", COL_BOOL, offsetof(MoveLine, is_back)},
};
static const RowColumn benefit_columns[] = {
        {"slug", COL_TEXT, offsetof(BenefitLine, slug)},
        {"title", COL_TEXT, offsetof(BenefitLine, title)},
        {"unit", COL_TEXT, offsetof(BenefitLine, unit)},
        {"amount", COL_TEXT, offsetof(BenefitLine, amount)},
        {"on", COL_TEXT, offsetof(BenefitLine, on)},
        {"level", COL_TEXT, offsetof(BenefitLine, level)},
        {"expires_after", COL_TEXT, offsetof(BenefitLine, expires_after)},
};
static const RowColumn level_columns[] = {{"slug", COL_TEXT, offsetof(LevelLine, slug)}};
static const RowColumn form_columns[] = {
        {"slug", COL_TEXT, offsetof(FormLine, slug)},
        {"title", COL_TEXT, offsetof(FormLine, title)},
        {"help", COL_TEXT, offsetof(FormLine, help)},
        {"fields", COL_INT, offsetof(FormLine, fields)},
};
#define SHAPE(Row, columns)                                                                      \
        static const RowShape shape_##Row = {#Row, columns, sizeof(columns) / sizeof *(columns), \
                                             sizeof(Row)}
SHAPE(StageLine, stage_columns);
SHAPE(MoveLine, move_columns);
SHAPE(BenefitLine, benefit_columns);
SHAPE(LevelLine, level_columns);
SHAPE(FormLine, form_columns);

static void fill_stages(Arena *a, ProgrammeModel *m, const Definition *def, StageCountList counts);
static void fill_moves(Arena *a, ProgrammeModel *m, const Definition *def);
static void fill_benefits(Arena *a, ProgrammeModel *m, const Definition *def);
static void fill_forms(Arena *a, ProgrammeModel *m, const Definition *def);
static Str stage_titles(Arena *a, const Definition *def, YamlTexts slugs);

/* --- all of them */

static int family_place(Str family)
{
        int f = 0;

        while (f <= DEFINITION_COMPUTE &&
               !str_is(family, definition_family_name((DefinitionFamily)f)))
                f++;
        return f;
}

static int compare_lines(const void *x, const void *y)
{
        const ProgrammeLine *p = x, *q = y;
        int by_family = family_place(p->family) - family_place(q->family);

        return by_family ? by_family : str_cmp(p->slug, q->slug);
}

static Status load_list(Visit *v, void *out)
{
        ProgrammeListModel *m = out;
        ProgrammeLineList rows;
        ProgrammeLine *lines;
        ProgrammeFamily *families;
        size_t n = 0;

        TRY(programme_all(v->db, v->a, &rows));
        lines = arena_new(v->a, ProgrammeLine, rows.n + 1);
        families = arena_new(v->a, ProgrammeFamily, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                lines[i] = rows.at[i];
        qsort(lines, rows.n, sizeof *lines, compare_lines);
        for (size_t i = 0; i < rows.n; i++) {
                if (i == 0 || !str_eq(lines[i].family, lines[i - 1].family))
                        families[n++] = (ProgrammeFamily){lines[i].family, &lines[i], 0};
                families[n - 1].n++;
        }
        m->programmes = (ProgrammeLineList){lines, rows.n};
        m->families = (ProgrammeFamilyList){families, n};
        return OK;
}

static const Part list_parts[] = {PART_LIST_OF(ProgrammeListModel, programmes, ProgrammeLine), {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        programme_list_page(out, v, model);
}

const View programme_list_view = {.path = "/programmes",
                                  .word = "programme list",
                                  .may = MAY_SEE_PUBLIC,
                                  .title = N_("Programmes"),
                                  .help = N_("All programmes, by family, with their members."),
                                  .bytes = sizeof(ProgrammeListModel),
                                  .parts = list_parts,
                                  .load = load_list,
                                  .draw = draw_list,
                                  .is_hot = true};

/* --- one of them */

static const Field show_query[] = {
        {"hub", FIELD_SLUG, .chars_max = 64,
         .label = N_("Count members at this place and below; the whole tree when empty")},
        {0}};

static Status load_scope(Visit *v, Hub *out, bool *is_whole)
{
        Str slug = visit_query(v, "hub");
        Status s =
                str_empty(slug) ? hub_root(v->db, v->a, out) : hub_by_slug(v->db, v->a, slug, out);

        if (s == NOT_FOUND && slug.len)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(slug));
        if (s != OK && s != NOT_FOUND)
                return s;
        *is_whole = out->parent == 0;
        return OK;
}

static Status load_programme(Visit *v, void *out)
{
        ProgrammeModel *m = out;
        Definition *def;
        StageCountList counts;
        Status s = programme_open(v->db, v->a, v->params[0], &m->programme, &def);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no programme «%.*s»."), S_ARG(v->params[0]));
        TRY(s);
        TRY(load_scope(v, &m->scope, &m->is_whole));
        TRY(stage_counts(v->db, v->a, m->programme.id, m->scope.id, &counts));
        TRY(programme_hubs_below(v->db, v->a, m->programme.id, m->scope.id, 0, &m->hubs));
        TRY(programme_version_lines(v->db, v->a, m->programme.id, &m->versions));
        m->hub = m->scope.slug;
        m->hub_title = m->scope.title;
        m->takes_people = (def->members & DEFINITION_PERSON) != 0;
        m->has_selection = def->selection.node != NULL;
        m->takes_organisations = (def->members & DEFINITION_ORGANISATION) != 0;
        fill_stages(v->a, m, def, counts);
        fill_moves(v->a, m, def);
        fill_benefits(v->a, m, def);
        fill_forms(v->a, m, def);
        return OK;
}

static const Part programme_parts[] = {PART_ROW_OF(ProgrammeModel, programme, Programme),
                                       PART_VALUE_OF(ProgrammeModel, hub, COL_TEXT),
                                       PART_VALUE_OF(ProgrammeModel, hub_title, COL_TEXT),
                                       PART_VALUE_OF(ProgrammeModel, members, COL_INT),
                                       PART_VALUE_OF(ProgrammeModel, takes_people, COL_BOOL),
                                       PART_VALUE_OF(ProgrammeModel, takes_organisations, COL_BOOL),
                                       PART_LIST_OF(ProgrammeModel, stages, StageLine),
                                       PART_LIST_OF(ProgrammeModel, moves, MoveLine),
                                       PART_LIST_OF(ProgrammeModel, benefits, BenefitLine),
                                       PART_LIST_OF(ProgrammeModel, levels, LevelLine),
                                       PART_LIST_OF(ProgrammeModel, forms, FormLine),
                                       PART_LIST_OF(ProgrammeModel, hubs, ProgrammeHub),
                                       PART_LIST_OF(ProgrammeModel, versions, ProgrammeVersionLine),
                                       {0}};

static void draw_programme(Page *out, const Visit *v, const void *model)
{
        programme_page(out, v, model);
}

const View programme_show_view = {
        .path = "/programmes/{programme}",
        .word = "programme show",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Programme"),
        .help = N_("One programme: its stages with their members, allowed "
                   "moves, benefits, forms, hubs, versions."),
        .query = show_query,
        .bytes = sizeof(ProgrammeModel),
        .parts = programme_parts,
        .load = load_programme,
        .draw = draw_programme,
        .is_hot = true};

/* --- a definition as it was given */

static Status load_version(Visit *v, void *out)
{
        ProgrammeVersionModel *m = out;
        int64_t version;
        Status s = programme_by_slug(v->db, v->a, v->params[0], &m->programme);

        if (s == OK && !str_to_int(v->params[1], 1, DEFINITION_VERSION_MAX, &version))
                s = NOT_FOUND;
        if (s == OK)
                s = programme_version_get(v->db, v->a, m->programme.id, version, &m->version);
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no version «%.*s» of a programme «%.*s»."),
                                   S_ARG(v->params[1]), S_ARG(v->params[0]));
        return s;
}

static const Part version_parts[] = {PART_ROW_OF(ProgrammeVersionModel, programme, Programme),
                                     PART_ROW_OF(ProgrammeVersionModel, version, ProgrammeVersion),
                                     {0}};

static void draw_version(Page *out, const Visit *v, const void *model)
{
        (void)v;
        programme_version_page(out, model);
}

const View programme_version_view = {
        .path = "/programmes/{programme}/versions/{version}",
        .word = "programme version",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Definition of a programme"),
        .help = N_("A version of a programme's definition, as it was given."),
        .bytes = sizeof(ProgrammeVersionModel),
        .parts = version_parts,
        .load = load_version,
        .draw = draw_version,
        .is_hot = true};

/* --- members at a hub
 *
 * The query for visitors reads no party that did not agree to be listed, so that neither a page,
 * nor JSON, nor a cursor can hold one. The others are a number. */

static const Field members_query[] = {
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub")},
        {"stage", FIELD_SLUG, .chars_max = 64, .label = N_("Stage; all when empty")},
        {"after", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {0}};

static Status load_members(Visit *v, void *model);
static Status load_lines(Visit *v, MembersModel *m, Id stage);
static Status load_unlisted(Visit *v, MembersModel *m, Id stage);

static const Part members_parts[] = {PART_ROW_OF(MembersModel, programme, Programme),
                                     PART_VALUE_OF(MembersModel, hub, COL_TEXT),
                                     PART_VALUE_OF(MembersModel, hub_title, COL_TEXT),
                                     PART_VALUE_OF(MembersModel, stage, COL_TEXT),
                                     PART_LIST_OF(MembersModel, hubs, ProgrammeHub),
                                     PART_LIST_OF(MembersModel, stages, StageCount),
                                     PART_VALUE_OF(MembersModel, members, COL_INT),
                                     PART_VALUE_OF(MembersModel, unlisted, COL_INT),
                                     PART_LIST_OF(MembersModel, list, MemberLine),
                                     PART_NEXT_OF(MembersModel, page, COL_ID),
                                     {0}};

static void draw_members(Page *out, const Visit *v, const void *model)
{
        (void)v;
        members_page(out, model);
}

const View member_list_view = {
        .path = "/programmes/{programme}/members",
        .word = "member list",
        .may = MAY_SEE_PUBLIC,
        .title = N_("Members"),
        .help = N_("Members of a programme at a hub, 50 a page; without a hub, the hubs to choose "
                   "from. Visitors are given those that agreed to be listed, and the number of the "
                   "others."),
        .query = members_query,
        .bytes = sizeof(MembersModel),
        .parts = members_parts,
        .load = load_members,
        .draw = draw_members,
        .is_hot = true};

static Status load_choice(Visit *v, MembersModel *m, Id *out_stage)
{
        Str hub = visit_query(v, "hub"), slug = visit_query(v, "stage");
        Stage stage = {0};
        Status s;

        TRY(cursor_read(v, "after", 0, &m->page));
        if (slug.len) {
                s = stage_by_slug(v->db, v->a, m->programme.id, slug, &stage);
                if (s == NOT_FOUND)
                        return visit_fault(v, s, _("This programme has no stage «%.*s»."),
                                           S_ARG(slug));
                TRY(s);
        }
        *out_stage = stage.id;
        m->stage = stage.slug;
        m->stage_title = stage.title;
        s = hub.len ? hub_by_slug(v->db, v->a, hub, &m->place) : hub_root(v->db, v->a, &m->place);
        if (s == NOT_FOUND && hub.len)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(hub));
        return s == NOT_FOUND ? OK : s;
}

/* A hub is chosen when one is named at which members stand; a region leads to the hubs below it. */
static Status load_members(Visit *v, void *model)
{
        MembersModel *m = model;
        Place place;
        Id stage = 0;
        Status s = programme_by_slug(v->db, v->a, v->params[0], &m->programme);

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no programme «%.*s»."), S_ARG(v->params[0]));
        TRY(s);
        TRY(load_choice(v, m, &stage));
        TRY(programme_hubs_below(v->db, v->a, m->programme.id, m->place.id, stage, &m->hubs));
        if (str_empty(visit_query(v, "hub")))
                return OK;
        TRY(stage_counts_at(v->db, v->a, m->programme.id, m->place.id, &m->stages));
        if (m->stages.n == 0 && m->hubs.n > 0)
                return OK;
        for (size_t i = 0; i < m->stages.n; i++)
                if (!stage || str_eq(m->stages.at[i].slug, m->stage))
                        m->members += m->stages.at[i].members;
        m->hub = m->place.slug;
        m->hub_title = m->place.title;
        m->zone = m->place.zone;
        TRY(hub_place(v->db, v->a, m->place.id, m->programme.id, &place));
        m->sees_all = shown(SHOWN_PARTY_NAME, access_may_at(&v->actor, MAY_PARTY_SEE, &place)
                                                      ? SHOWN_AS_SEES
                                                      : SHOWN_AS_ANYBODY);
        TRY(load_lines(v, m, stage));
        return load_unlisted(v, m, stage);
}

static Status load_lines(Visit *v, MembersModel *m, Id stage)
{
        Db *db = v->db;
        Id programme = m->programme.id, hub = m->place.id;

        if (!m->sees_all) {
                TRY(member_listed(db, v->a, programme, hub, stage, m->page.at,
                                  MEMBERS_LOOKED_AT_MAX, &m->list));
        } else if (stage) {
                TRY(member_page_stage(db, v->a, programme, hub, stage, m->page.at, &m->list));
        } else {
                TRY(member_page(db, v->a, programme, hub, m->page.at, &m->list));
        }
        CURSOR_CUT(&m->page, &m->list, party);
        return OK;
}

static Status load_unlisted(Visit *v, MembersModel *m, Id stage)
{
        MemberListed listed;
        int64_t all = 0;

        if (m->sees_all)
                return OK;
        for (size_t i = 0; i < m->stages.n; i++)
                all += m->stages.at[i].members;
        m->unlisted = -1;
        if (all > MEMBERS_LOOKED_AT_MAX)
                return OK;
        TRY(member_listed_count(v->db, v->a, m->programme.id, m->place.id, stage, &listed));
        m->unlisted = m->members - listed.members;
        return OK;
}

/* --- from a definition to lines */

static void fill_stages(Arena *a, ProgrammeModel *m, const Definition *def, StageCountList counts)
{
        StageLine *lines = arena_new(a, StageLine, def->stages.n + counts.n + 1);
        size_t n = def->stages.n;

        for (size_t i = 0; i < def->stages.n; i++) {
                const DefinitionStage *s = &def->stages.at[i];

                lines[i] = (StageLine){.slug = s->slug,
                                       .title = s->title,
                                       .means = s->means,
                                       .is_first = s->is_first,
                                       .ends = s->ends,
                                       .evidence = s->evidence};
        }
        for (size_t k = 0; k < counts.n; k++) {
                const StageCount *c = &counts.at[k];
                size_t i = 0;

                while (i < n && !str_eq(lines[i].slug, c->slug))
                        i++;
                if (i == n && c->members == 0)
                        continue;
                if (i == n)
                        lines[n++] =
                                (StageLine){.slug = c->slug, .title = c->title, .is_former = true};
                lines[i].members = c->members;
                m->members += c->members;
        }
        m->stages = (StageLineList){lines, n};
}

static void fill_moves(Arena *a, ProgrammeModel *m, const Definition *def)
{
        MoveLine *lines = arena_new(a, MoveLine, def->moves.n + 1);

        for (size_t i = 0; i < def->moves.n; i++) {
                const DefinitionMove *move = &def->moves.at[i];
                const DefinitionStage *to = definition_stage(def, move->to);

                lines[i] = (MoveLine){.from = str_join(a, move->from.at, move->from.n, S(", ")),
                                      .to = move->to,
                                      .from_titles = stage_titles(a, def, move->from),
                                      .to_title = to ? to->title : move->to,
                                      .title = move->title,
                                      .entry = move->entry,
                                      .needs_reason = move->reason == DEFINITION_REASON_REQUIRED,
                                      .is_back = move->is_back};
        }
        m->moves = (MoveLineList){lines, def->moves.n};
}

/* Empty for "*": the page has the words for it. */
static Str stage_titles(Arena *a, const Definition *def, YamlTexts slugs)
{
        Str *titles = arena_new(a, Str, slugs.n + 1);

        for (size_t i = 0; i < slugs.n; i++) {
                const DefinitionStage *s = definition_stage(def, slugs.at[i]);

                if (str_is(slugs.at[i], "*"))
                        return (Str){0};
                titles[i] = s ? s->title : slugs.at[i];
        }
        return str_join(a, titles, slugs.n, S(", "));
}

static void fill_benefits(Arena *a, ProgrammeModel *m, const Definition *def)
{
        BenefitLine *lines = arena_new(a, BenefitLine, def->benefits.n + 1);
        LevelLine *levels = arena_new(a, LevelLine, def->levels.n + 1);

        for (size_t i = 0; i < def->benefits.n; i++) {
                const DefinitionBenefit *b = &def->benefits.at[i];
                const DefinitionStage *on = definition_stage(def, b->on);
                int64_t whole;
                bool is_whole = decimal_parse(b->amount, 0, &whole);

                lines[i] = (BenefitLine){.slug = b->slug,
                                         .title = b->title,
                                         .unit = b->unit,
                                         .amount = b->amount,
                                         .on = b->on,
                                         .on_title = on ? on->title : b->on,
                                         .level = b->level,
                                         .expires_after = b->expires_after,
                                         .amount_grouped =
                                                 is_whole ? number_grouped(a, whole) : b->amount};
        }
        for (size_t i = 0; i < def->levels.n; i++)
                levels[i].slug = def->levels.at[i];
        m->benefits = (BenefitLineList){lines, def->benefits.n};
        m->levels = (LevelLineList){levels, def->levels.n};
}

static void fill_forms(Arena *a, ProgrammeModel *m, const Definition *def)
{
        FormLine *lines = arena_new(a, FormLine, def->forms.n + 1);

        for (size_t i = 0; i < def->forms.n; i++) {
                const Form *f = &def->forms.at[i];

                lines[i] = (FormLine){f->slug, form_said(&f->title), form_said(&f->help),
                                      (int64_t)f->fields.n};
        }
        m->forms = (FormLineList){lines, def->forms.n};
}
