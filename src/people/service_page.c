/* people/service_page: see the header. */
#include "people/service_page.h"

#include "base/words.h"
#include "people/service.html.h"

enum { SERVICES_A_PAGE = 50, SERVICES_READ = 200 };

static const RowColumn service_columns[] = {
        {"id", COL_ID, offsetof(ServiceLine, id)},
        {"name", COL_TEXT, offsetof(ServiceLine, name)},
        {"role", COL_TEXT, offsetof(ServiceLine, role)},
        {"hub", COL_TEXT, offsetof(ServiceLine, hub)},
        {"hub_title", COL_TEXT, offsetof(ServiceLine, hub_title)},
        {"programme_title", COL_TEXT, offsetof(ServiceLine, programme_title)},
        {"until", COL_TIME, offsetof(ServiceLine, until)},
        {"made_at", COL_TIME, offsetof(ServiceLine, made_at)},
        {"used_at", COL_TIME, offsetof(ServiceLine, used_at)},
        {"has_ended", COL_BOOL, offsetof(ServiceLine, has_ended)},
};
const RowShape shape_ServiceLine = {"ServiceLine", service_columns,
                                    sizeof service_columns / sizeof *service_columns,
                                    sizeof(ServiceLine)};

static Status take_seen(Visit *v, const ServiceList *rows, ServiceLine *lines, size_t *n, Id *last)
{
        for (size_t i = 0; i < rows->n && *n < SERVICES_A_PAGE; i++) {
                const Service *row = &rows->at[i];
                RoleRow role;
                RoleLine line;
                Place place;

                *last = row->actor;
                TRY(role_by_id(v->db, v->a, row->role_grant, &role));
                TRY(role_place(v->db, v->a, &role, &place));
                if (!access_may_at(&v->actor, MAY_ROLE_SEE, &place))
                        continue;
                TRY(role_line(v, &role, &place, &line));
                lines[(*n)++] = (ServiceLine){.id = row->actor,
                                              .name = row->name,
                                              .role = line.role,
                                              .hub = line.hub,
                                              .hub_title = line.hub_title,
                                              .programme_title = line.programme_title,
                                              .until = row->until_at - 1,
                                              .made_at = row->made_at,
                                              .used_at = row->used_at,
                                              .has_ended = line.has_ended,
                                              .may_end = line.may_withdraw};
        }
        return OK;
}

static const Field list_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")}, {0}};

static Status load_services(Visit *v, void *model)
{
        ServicesModel *m = model;
        ServiceLine *lines = arena_new(v->a, ServiceLine, SERVICES_A_PAGE);
        Str before = visit_query(v, "before");
        Id last = INT64_MAX;
        ServiceList rows;
        size_t n = 0;

        if (before.len && !id_parse(before, &last))
                return visit_fault(v, INVALID, _("«before» is not an id."));
        do {
                TRY(services_latest(v->db, v->a, last, &rows));
                TRY(take_seen(v, &rows, lines, &n, &last));
        } while (rows.n == SERVICES_READ && n < SERVICES_A_PAGE);
        m->services = (ServiceLineList){lines, n};
        m->next = n == SERVICES_A_PAGE ? last : 0;
        return OK;
}

static const Part service_parts[] = {PART_LIST_OF(ServicesModel, services, ServiceLine),
                                     PART_VALUE_OF(ServicesModel, next, COL_ID),
                                     {0}};

static void draw_services(Page *out, const Visit *v, const void *model)
{
        service_list_page(out, v, model);
}

const View service_list_view = {
        .path = "/services",
        .word = "service list",
        .may = MAY_ROLE_SEE,
        .title = N_("Services"),
        .help = N_("Programs with a role at the hubs that you have to do with, newest first."),
        .query = list_query,
        .bytes = sizeof(ServicesModel),
        .parts = service_parts,
        .load = load_services,
        .draw = draw_services};
