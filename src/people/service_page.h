/* people/service_page: services at the hubs that one has to do with. */
#ifndef SEEDBED_PEOPLE_SERVICE_PAGE_H
#define SEEDBED_PEOPLE_SERVICE_PAGE_H

#include "people/role_page.h"
#include "people/service.h"

extern const View service_list_view;

typedef struct {
        Id id;
        Str name, role, hub, hub_title, programme_title;
        int64_t until, made_at, used_at; /* 0: never used */
        bool has_ended;
        bool may_end; /* by who looks */
} ServiceLine;
typedef struct {
        const ServiceLine *at;
        size_t n;
} ServiceLineList;
extern const RowShape shape_ServiceLine;

typedef struct {
        ServiceLineList services;
        Id next; /* cursor; 0: no more */
} ServicesModel;

#endif
