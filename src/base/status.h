/* base/status: how a call ended.
 *
 * Every call that can fail returns a Status. What to tell a person is said once, in
 * the Deed, by the place that knows; what HTTP status or exit code it makes stands in one
 * table, in the door. */
#ifndef SEEDBED_BASE_STATUS_H
#define SEEDBED_BASE_STATUS_H

#ifdef __clang__
#define STATUS_MUST_BE_USED __attribute__((warn_unused_result))
#else
#define STATUS_MUST_BE_USED [[nodiscard]]
#endif

typedef enum STATUS_MUST_BE_USED {
        OK,
        NOT_FOUND,
        FORBIDDEN,
        INVALID,
        CONFLICT,
        TOO_LARGE,
        TOO_MANY,
        RETRY,    /* the store lost a race: run the transaction again */
        UPSTREAM, /* someone else's server failed */
        BROKEN    /* ours: logged where it happened, shown as a number */
} Status;

#define TRY(call)                   \
        do {                        \
                Status s_ = (call); \
                if (s_ != OK)       \
                        return s_;  \
        } while (0)

/* Name of a status in lower case, for logs. Never NULL. */
const char *status_name(Status s);

#endif
