/* people/sso_page: providers for who administrates, and the way to them and back for everybody. */
#ifndef SEEDBED_PEOPLE_SSO_PAGE_H
#define SEEDBED_PEOPLE_SSO_PAGE_H

#include "people/sso.h"
#include "web/site.h"

extern const View provider_list_view;
extern const Route sso_begin_route, sso_connect_route, sso_return_route;

typedef struct {
        SsoProviderLineList providers;
} ProvidersModel;

#endif
