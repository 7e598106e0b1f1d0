/* pledge/pledge_definition: the tables of the file, and what tables can not say. */
#include "pledge/pledge_definition.h"

#include "base/time.h"
#include "base/words.h"

#define VALUE_MAX INT64_C(1000000000000000)

static const char *const direction_words[] = {"at-least", "at-most", NULL};

static const YamlField pledge_fields[] = {
        {"pledge", YAML_SLUG, .offset = offsetof(PledgeDefinition, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(PledgeDefinition, title), .required = true,
         .max = 200},
        {"words", YAML_TEXT, .offset = offsetof(PledgeDefinition, words), .max = 5000},
        {"metric", YAML_SLUG, .offset = offsetof(PledgeDefinition, metric), .required = true},
        {"place", YAML_SLUG, .offset = offsetof(PledgeDefinition, place)},
        {"baseline", YAML_INT, .offset = offsetof(PledgeDefinition, baseline), .min = 0,
         .max = VALUE_MAX},
        {"target", YAML_INT, .offset = offsetof(PledgeDefinition, target), .required = true,
         .min = 0, .max = VALUE_MAX},
        {"start", YAML_DATE, .offset = offsetof(PledgeDefinition, start), .required = true},
        {"deadline", YAML_DATE, .offset = offsetof(PledgeDefinition, deadline), .required = true},
        {"direction", YAML_WORD, .offset = offsetof(PledgeDefinition, direction),
         .words = direction_words},
        {0}};
static const YamlTable pledge_table = {.noun = N_("pledge"),
                                       pledge_fields,
                                       sizeof(PledgeDefinition),
                                       .at = offsetof(PledgeDefinition, node)};

static const YamlField figure_fields[] = {
        {"figure", YAML_SLUG, .offset = offsetof(FigureDefinition, slug), .required = true},
        {"title", YAML_LINE, .offset = offsetof(FigureDefinition, title), .required = true,
         .max = 200},
        {"words", YAML_TEXT, .offset = offsetof(FigureDefinition, words), .max = 5000},
        {"metric", YAML_SLUG, .offset = offsetof(FigureDefinition, metric), .required = true},
        {"place", YAML_SLUG, .offset = offsetof(FigureDefinition, place)},
        {"value", YAML_INT, .offset = offsetof(FigureDefinition, value), .required = true, .min = 0,
         .max = VALUE_MAX},
        {"on", YAML_DATE, .offset = offsetof(FigureDefinition, on), .loose = true},
        {0}};
static const YamlTable figure_table = {.noun = N_("figure"),
                                       figure_fields,
                                       sizeof(FigureDefinition),
                                       .at = offsetof(FigureDefinition, node)};

static const YamlField announcement_fields[] = {
        {"announcement", YAML_SLUG, .offset = offsetof(AnnouncementDefinition, slug),
         .required = true},
        {"title", YAML_LINE, .offset = offsetof(AnnouncementDefinition, title), .required = true,
         .max = 200},
        {"by", YAML_LINE, .offset = offsetof(AnnouncementDefinition, by), .required = true,
         .max = 200},
        {"date", YAML_DATE, .offset = offsetof(AnnouncementDefinition, date), .required = true,
         .loose = true},
        {"place", YAML_SLUG, .offset = offsetof(AnnouncementDefinition, place), .required = true},
        {"source", YAML_TEXT, .offset = offsetof(AnnouncementDefinition, source), .required = true,
         .max = 2000},
        {"url", YAML_LINE, .offset = offsetof(AnnouncementDefinition, url), .max = 2000,
         .is = yaml_is_url, .expected = N_("an address that begins with https:// or http://")},
        {"words", YAML_TEXT, .offset = offsetof(AnnouncementDefinition, words), .max = 5000},
        {"pledges", YAML_STRUCTS, .offset = offsetof(AnnouncementDefinition, pledges),
         .items_max = ANNOUNCEMENT_PLEDGES_MAX, .required = true, .table = &pledge_table},
        {"figures", YAML_STRUCTS, .offset = offsetof(AnnouncementDefinition, figures),
         .items_max = ANNOUNCEMENT_PLEDGES_MAX, .table = &figure_table},
        {0}};
static const YamlTable announcement_table = {.noun = N_("announcement"),
                                             announcement_fields,
                                             sizeof(AnnouncementDefinition),
                                             .at = offsetof(AnnouncementDefinition, node)};

static void check_pledge(Arena *a, AnnouncementDefinition *m, size_t i, YamlFaults *faults);
static void check_figure(Arena *a, AnnouncementDefinition *m, size_t i, YamlFaults *faults);

Status announcement_definition_parse(Arena *a, Str text, AnnouncementDefinition **out,
                                     YamlFaults *faults)
{
        AnnouncementDefinition *m = arena_new(a, AnnouncementDefinition, 1);

        TRY(yaml_load(a, text, &announcement_table, m, faults));
        for (size_t i = 0; i < m->pledges.n; i++)
                check_pledge(a, m, i, faults);
        for (size_t i = 0; i < m->figures.n; i++)
                check_figure(a, m, i, faults);
        TRY(yaml_faults_end(faults));
        *out = m;
        return OK;
}

static void check_pledge(Arena *a, AnnouncementDefinition *m, size_t i, YamlFaults *faults)
{
        PledgeDefinition *p = &m->pledges.at[i];
        bool up = p->direction == PLEDGE_AT_LEAST,
             dated = p->start.text.len && p->deadline.text.len;

        if (str_empty(p->place))
                p->place = m->place;
        for (size_t k = 0; k < i; k++)
                if (!str_empty(p->slug) && str_eq(m->pledges.at[k].slug, p->slug))
                        yaml_fault(a, faults, yaml_at(p->node, "pledge"),
                                   _("expected each pledge once; found '%.*s' again"),
                                   S_ARG(p->slug));
        if (dated && p->deadline.at_us <= p->start.at_us)
                yaml_fault(a, faults, yaml_at(p->node, "deadline"),
                           _("expected a deadline after the start (%.*s)"), S_ARG(p->start.text));
        if (yaml_get(p->node, "baseline") && yaml_get(p->node, "target") &&
            (up ? p->baseline >= p->target : p->baseline <= p->target))
                yaml_fault(a, faults, yaml_at(p->node, "target"),
                           up ? _("expected a target above the baseline: it would be kept from the "
                                  "first day")
                              : _("expected a target below the baseline: it would be kept from the "
                                  "first day"));
}

static void check_figure(Arena *a, AnnouncementDefinition *m, size_t i, YamlFaults *faults)
{
        FigureDefinition *f = &m->figures.at[i];

        if (str_empty(f->place))
                f->place = m->place;
        if (str_empty(f->on.text))
                f->on = m->date;
        for (size_t k = 0; k < i; k++)
                if (!str_empty(f->slug) && str_eq(m->figures.at[k].slug, f->slug))
                        yaml_fault(a, faults, yaml_at(f->node, "figure"),
                                   _("expected each figure once; found '%.*s' again"),
                                   S_ARG(f->slug));
}
