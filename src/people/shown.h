/* people/shown: what is shown to whom, field by field, and why it is kept.
 *
 * One table. The pages and their JSON ask it before they load a field; /privacy shows it, and
 * docs/privacy.md is written from it. */
#ifndef SEEDBED_PEOPLE_SHOWN_H
#define SEEDBED_PEOPLE_SHOWN_H

#include "base/str.h"

/* Who looks, seen from the thing looked at; bits. */
enum {
        SHOWN_AS_ANYBODY = 1,
        SHOWN_AS_LISTED = 2, /* anybody, and it agreed to be listed */
        SHOWN_AS_TEAM = 4,   /* belongs to the team of the party */
        SHOWN_AS_SEES = 8,   /* has party.see there */
        SHOWN_AS_SELF = 16,
        SHOWN_AS_ROLES = 32,    /* has role.see there */
        SHOWN_AS_MAIL = 64,     /* has mail */
        SHOWN_AS_PRIVACY = 128, /* has privacy there */
        SHOWN_AS_HOME = 256     /* has party.see where the party is at home */
};

typedef enum {
        SHOWN_PARTY_KIND,
        SHOWN_PARTY_NAME,
        SHOWN_PARTY_WEBSITE,
        SHOWN_PARTY_COUNTRY,
        SHOWN_PARTY_SECTOR,
        SHOWN_PARTY_LISTED,
        SHOWN_PARTY_FORMER_NAMES,
        SHOWN_PARTY_OTHER_NAMES, /* former names of an organisation that agreed to be listed */
        SHOWN_PARTY_MEMBERSHIPS,
        SHOWN_PARTY_HISTORY,
        SHOWN_PARTY_IDENTITIES,
        SHOWN_PARTY_ATTRIBUTES,
        SHOWN_PARTY_SALT,
        SHOWN_PARTY_OPENING,
        SHOWN_PARTY_LOOKS,
        SHOWN_ACCOUNT_NAME,
        SHOWN_ACCOUNT_EMAILS,
        SHOWN_ACCOUNT_PASSWORD,
        SHOWN_ACCOUNT_SECOND,
        SHOWN_ACCOUNT_SESSIONS,
        SHOWN_ACCOUNT_TOKENS,
        SHOWN_ACCOUNT_ROLES,
        SHOWN_ACCOUNT_MAILS,
        SHOWN_FIELDS
} ShownField;

typedef struct {
        const char *of;   /* "party", "account" */
        const char *name; /* as in the JSON */
        unsigned to;      /* bits */
        bool is_personal;
        const char *title, *why; /* to be looked up */
} Shown;

extern const Shown shown_fields[SHOWN_FIELDS];

/* Is the field shown to who looks so? */
bool shown(ShownField field, unsigned as);
/* To whom, in words. */
Str shown_to(Arena *a, const Shown *f);

#endif
