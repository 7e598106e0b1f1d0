/* base/log: one line per event, on standard error, in logfmt. Low rooms do not log; doors do. */
#ifndef SEEDBED_BASE_LOG_H
#define SEEDBED_BASE_LOG_H

#include "base/str.h"

typedef enum { LOG_DEBUG, LOG_INFO, LOG_WARN, LOG_ERROR } LogLevel;

/* One line "time=… level=… FORMAT"; control bytes in it become spaces, so that no value can forge a
 * line. Never given personal data. */
void log_line(LogLevel level, const char *format, ...) __attribute__((format(printf, 2, 3)));

#endif
