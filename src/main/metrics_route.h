/* main/metrics_route: the process's own figures, for Prometheus. */
#ifndef SEEDBED_MAIN_METRICS_ROUTE_H
#define SEEDBED_MAIN_METRICS_ROUTE_H

#include "web/site.h"

extern const Route metrics_route;

#endif
