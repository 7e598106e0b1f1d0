/* programme/programme_page: programmes as pages: all of them, one of them with its stages and
 * moves, the definitions as they were given, and the members at a hub.
 *
 * Only parties that agreed to be listed are named to visitors; the others never reach a visitor's
 * model. */
#ifndef SEEDBED_PROGRAMME_PROGRAMME_PAGE_H
#define SEEDBED_PROGRAMME_PROGRAMME_PAGE_H

#include "hub/hub.h"
#include "programme/programme.h"
#include "web/cursor.h"

enum {
        /* A visitor's page of names looks at so many members, listed or not, and goes no further.
         */
        MEMBERS_LOOKED_AT_MAX = 100000
};

extern const View programme_list_view, programme_show_view, programme_version_view,
        member_list_view;

typedef struct {
        Str family;
        const ProgrammeLine *at;
        size_t n;
} ProgrammeFamily;
typedef struct {
        const ProgrammeFamily *at;
        size_t n;
} ProgrammeFamilyList;

typedef struct {
        ProgrammeLineList programmes; /* those of a family together */
        ProgrammeFamilyList families;
} ProgrammeListModel;

typedef struct {
        Str slug, title, means;
        int64_t members;
        bool is_first, ends;
        bool is_former; /* of an older version; members still stand there */
        YamlTexts evidence;
} StageLine;
typedef struct {
        const StageLine *at;
        size_t n;
} StageLineList;

typedef struct {
        Str from, to; /* slugs; from: several with commas, or "*" */
        Str from_titles, to_title, title, entry;
        bool needs_reason, is_back;
} MoveLine;
typedef struct {
        const MoveLine *at;
        size_t n;
} MoveLineList;

typedef struct {
        Str slug, title, unit, amount, on, on_title, level, expires_after;
        Str amount_grouped; /* as pages show it */
} BenefitLine;
typedef struct {
        const BenefitLine *at;
        size_t n;
} BenefitLineList;

typedef struct {
        Str slug;
} LevelLine;
typedef struct {
        const LevelLine *at;
        size_t n;
} LevelLineList;

typedef struct {
        Str slug, title, help;
        int64_t fields;
} FormLine;
typedef struct {
        const FormLine *at;
        size_t n;
} FormLineList;

typedef struct {
        Programme programme;
        Hub scope; /* id 0: there is no place yet */
        Str hub, hub_title;
        bool is_whole; /* the scope is the root */
        int64_t members;
        bool takes_people, takes_organisations;
        bool has_selection; /* rounds of it can be opened */
        StageLineList stages;
        MoveLineList moves;
        BenefitLineList benefits;
        LevelLineList levels;
        FormLineList forms;
        ProgrammeHubList hubs;
        ProgrammeVersionLineList versions;
} ProgrammeModel;

typedef struct {
        Programme programme;
        ProgrammeVersion version;
} ProgrammeVersionModel;

typedef struct {
        Programme programme;
        Hub place;
        Str hub, hub_title, zone; /* empty: one has to be chosen */
        Str stage, stage_title;   /* empty: all */
        ProgrammeHubList hubs;    /* to choose from */
        StageCountList stages;    /* at the hub */
        int64_t members;          /* at the hub and stage */
        int64_t unlisted; /* of these, not named to this visitor; -1: too many members to tell */
        MemberLineList list;
        Cursor page;
        bool sees_all; /* also those who did not agree to be listed */
} MembersModel;

/* The title of a stage that members stand in. */
static inline Str members_stage_title(const MembersModel *m, Str slug)
{
        for (size_t i = 0; i < m->stages.n; i++)
                if (str_eq(m->stages.at[i].slug, slug))
                        return m->stages.at[i].title;
        return slug;
}

#endif
