/* credit/cloud_event_inside: what the files of cloud_event share. */
#ifndef SEEDBED_CREDIT_CLOUD_EVENT_INSIDE_H
#define SEEDBED_CREDIT_CLOUD_EVENT_INSIDE_H

#include "credit/cloud_event.h"
#include "credit/event_scan.h"

/* An event while it is read: pairs are copied once their number is known. */
typedef struct {
        Arena *a;
        CloudEvent *e;
        UsagePair extensions[CLOUD_EXTENSIONS_MAX], dimensions[CLOUD_DIMENSIONS_MAX];
} CloudReading;

/* The first fault of an event stays. */
void cloud_fault(CloudReading *r, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* An attribute of the context, its value as text. */
void cloud_attribute(CloudReading *r, Str name, Str value, bool is_strange);
/* The data, as JSON. false: the scan is wrong. */
bool cloud_data(CloudReading *r, EventScan *s);
/* Checks what must be there, and keeps the pairs. */
void cloud_end(CloudReading *r);

#endif
