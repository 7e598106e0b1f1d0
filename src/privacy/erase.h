/* privacy/erase: what is personal goes, what was counted stays.
 *
 * A person's file or an account keeps its id, and the memberships, sightings and entries that point
 * to it: so every number is what it was, and every proof verifies. Name, addresses, attributes and
 * the salt go, with the mails, the notes of imports, and the keys by which a party is found.
 * Without the salt nothing opens the record's commitments again. It happens at once; there is no
 * period of grace. What it was known by stays as a keyed hash (people/own), so that the next file
 * does not bring it back unsaid. */
#ifndef SEEDBED_PRIVACY_ERASE_H
#define SEEDBED_PRIVACY_ERASE_H

#include "action/action.h"

extern const Action account_erase_action, party_erase_action;

/* Erases a person with all that were merged into it, and tells why, as "request" or "retention";
 * inside a write job. CONFLICT with words: it is no person, or was erased. */
Status erase_party(Deed *d, Id party, Str why);

#endif
