/* people/role_page: see the header. */
#include "people/role_page.h"

#include "base/words.h"
#include "hub/hub.h"
#include "people/role.html.h"

enum { ROLES_A_PAGE = 50, ROLES_READ = 200 };

static const RowColumn role_columns[] = {
        {"id", COL_ID, offsetof(RoleLine, id)},
        {"actor", COL_ID, offsetof(RoleLine, actor)},
        {"name", COL_TEXT, offsetof(RoleLine, name)},
        {"role", COL_TEXT, offsetof(RoleLine, role)},
        {"hub", COL_TEXT, offsetof(RoleLine, hub)},
        {"hub_title", COL_TEXT, offsetof(RoleLine, hub_title)},
        {"programme_title", COL_TEXT, offsetof(RoleLine, programme_title)},
        {"until", COL_TIME, offsetof(RoleLine, until)},
        {"made_at", COL_TIME, offsetof(RoleLine, made_at)},
        {"has_ended", COL_BOOL, offsetof(RoleLine, has_ended)},
};
const RowShape shape_RoleLine = {"RoleLine", role_columns,
                                 sizeof role_columns / sizeof *role_columns, sizeof(RoleLine)};

Status role_line(Visit *v, const RoleRow *row, const Place *place, RoleLine *out)
{
        RoleTitle programme = {0};
        Delegation delegation = {.until_at = INT64_MAX};
        Hub hub = {0};
        Role role;
        Status s = row->hub ? hub_by_id(v->db, v->a, row->hub, &hub) : OK;

        if (s == OK && row->programme)
                s = role_programme_title(v->db, v->a, row->programme, &programme);
        if (s != OK && s != NOT_FOUND)
                return s;
        if (row->delegation) { /* it ended with this, if that is gone */
                s = delegation_by_id(v->db, v->a, row->delegation, &delegation);
                if (s == NOT_FOUND)
                        delegation.until_at = 1;
                else if (s != OK)
                        return s;
        }
        *out = (RoleLine){.id = row->id,
                          .actor = row->actor,
                          .name = row->called.len && !access_may_everywhere(&v->actor, MAY_ROLE_SEE)
                                          ? row->called
                                          : row->actor_name,
                          .role = row->role,
                          .hub = hub.slug,
                          .hub_title = hub.title,
                          .programme_title = programme.title,
                          .until = row->until_at,
                          .made_at = row->made_at,
                          .has_ended = (row->until_at && row->until_at <= v->now_us) ||
                                       delegation.until_at <= v->now_us};
        out->may_withdraw =
                role_parse(row->role, &role) && access_may_give(&v->actor, role, place, NULL);
        return OK;
}

/* Those that the visitor may see, of a batch. */
static Status take_seen(Visit *v, const RoleRowList *rows, RoleLine *lines, size_t *n, Id *last)
{
        for (size_t i = 0; i < rows->n && *n < ROLES_A_PAGE; i++) {
                Place place;

                TRY(role_place(v->db, v->a, &rows->at[i], &place));
                *last = rows->at[i].id;
                if (access_may_at(&v->actor, MAY_ROLE_SEE, &place))
                        TRY(role_line(v, &rows->at[i], &place, &lines[(*n)++]));
        }
        return OK;
}

static const Field list_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Only at this hub and below")},
        {0}};

static Status load_roles(Visit *v, void *model)
{
        RolesModel *m = model;
        RoleLine *lines = arena_new(v->a, RoleLine, ROLES_A_PAGE);
        Str before = visit_query(v, "before"), slug = visit_query(v, "hub");
        Id last = INT64_MAX;
        Hub hub = {0};
        size_t n = 0;
        RoleRowList rows;
        Status s = slug.len ? hub_by_slug(v->db, v->a, slug, &hub) : OK;

        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is no hub «%.*s»."), S_ARG(slug));
        TRY(s);
        if (before.len && !id_parse(before, &last))
                return visit_fault(v, INVALID, _("«before» is not an id."));
        do {
                if (hub.id)
                        TRY(role_latest_at(v->db, v->a, hub.id, last, &rows));
                else
                        TRY(role_latest(v->db, v->a, last, &rows));
                TRY(take_seen(v, &rows, lines, &n, &last));
        } while (rows.n == ROLES_READ && n < ROLES_A_PAGE);
        m->roles = (RoleLineList){lines, n};
        if (str_empty(before))
                TRY(team_hubs_seen(v, hub.id, &m->delegations));
        m->next = n == ROLES_A_PAGE ? last : 0;
        return OK;
}

static const Part role_parts[] = {PART_LIST_OF(RolesModel, roles, RoleLine),
                                  PART_LIST_OF(RolesModel, delegations, TeamHub),
                                  PART_VALUE_OF(RolesModel, next, COL_ID),
                                  {0}};

static void draw_roles(Page *out, const Visit *v, const void *model)
{
        role_list_page(out, v, model);
}

const View role_list_view = {
        .path = "/roles",
        .word = "role list",
        .may = MAY_ROLE_SEE,
        .title = N_("Who does what"),
        .help = N_("Roles at the hubs that you have to do with, newest first."),
        .query = list_query,
        .bytes = sizeof(RolesModel),
        .parts = role_parts,
        .load = load_roles,
        .draw = draw_roles};
