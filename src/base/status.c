/* base/status: names for the log. */
#include "base/status.h"

const char *status_name(Status s)
{
        static const char *const names[] = {"ok",       "not-found", "forbidden", "invalid",
                                            "conflict", "too-large", "too-many",  "retry",
                                            "upstream", "broken"};

        return (unsigned)s < sizeof names / sizeof names[0] ? names[s] : "unknown";
}
