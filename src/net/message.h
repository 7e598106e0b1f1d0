/* net/message: a mail as it travels (RFC 5322, MIME): one sender, one receiver, plain text and
 * HTML.
 *
 * Whatever a value holds, it stays in its header: control characters become spaces, what is not
 * plain ASCII becomes encoded words, and bodies are encoded so that every line is short and ASCII.
 * An address is either strictly an address, or there is no message. */
#ifndef SEEDBED_NET_MESSAGE_H
#define SEEDBED_NET_MESSAGE_H

#include "base/id.h"

enum {
        MESSAGE_ADDRESS_BYTES_MAX = 254,
        MESSAGE_LOCAL_BYTES_MAX = 64,
        MESSAGE_SUBJECT_BYTES_MAX = 1000,
        MESSAGE_NAME_BYTES_MAX = 300,
        MESSAGE_URL_BYTES_MAX = 900,
        MESSAGE_BYTES_MAX = 8 * 1024 * 1024
};

typedef struct {
        Str name, address;
} MessageParty;

typedef struct {
        MessageParty from, to;
        Str subject;
        Str text, html; /* of the same content; html may be empty */
        Id id;          /* the left half of Message-ID: stays when it is sent again */
        int64_t at_us;
        Str locale;      /* "en"; empty: not said */
        Str unsubscribe; /* https address that takes RFC 8058's one-click POST; empty: none */
        Str calendar; /* iCalendar object with a METHOD (RFC 5546), lines ending in CRLF, without an
                         ORGANIZER: from becomes that of its events; needs html; empty: none */
} Message;

/* Whether it is an address as SMTP takes it without extensions: local part of dot-separated atoms,
 * a domain of letters, digits and hyphens with a dot in it, or "localhost". */
bool message_address_is(Str address);
/* The whole message, lines ending in CRLF, all bytes ASCII. INVALID when an address is none or the
 * unsubscribe address holds what may not stand in one, TOO_LARGE past MESSAGE_BYTES_MAX. */
Status message_write(Arena *a, const Message *m, Str *out);
/* "ID@DOMAIN" back to the id; false when the left half is none. Angle brackets may stand around. */
bool message_id_parse(Str text, Id *out);

#endif
