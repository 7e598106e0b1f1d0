/* main/measures: the doors for machines that watch it: health, its own figures, the description of
 * all doors. */
#ifndef SEEDBED_MAIN_MEASURES_H
#define SEEDBED_MAIN_MEASURES_H

#include "web/site.h"

extern const Route health_route, openapi_route, metrics_route;

#endif
