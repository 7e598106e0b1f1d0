/* people: parties, that is people and organisations, and how the outside knows them.
 *
 * Name and website are personal: they stand in the record only as commitments salted with the
 * party's own secret. A party that turns out to be another is merged into it; nothing of either is
 * lost. */
#ifndef SEEDBED_PEOPLE_PEOPLE_H
#define SEEDBED_PEOPLE_PEOPLE_H

#include "action/action.h"
#include "people/people.sql.h"

enum { PARTY_NAME_CHARS_MAX = 200, PARTY_SALT_BYTES = 32 };

extern const Action party_add_action, party_edit_action, party_merge_action, party_list_action;

/* Whose keys stand in the indexes of runs (store/runs). */
enum { RUNS_IDENTITIES = 1, RUNS_NAMES = 2 };

/* What a new party is made of. */
typedef struct {
        Str kind; /* "person" or "organisation" */
        Str name, website, country, sector;
        bool is_listed;
        Id hub;           /* where it is at home; 0: nowhere */
        Str salt;         /* PARTY_SALT_BYTES; made when empty */
        Id id;            /* made when 0 */
        int64_t name_key; /* of an organisation; made when 0 */
} PartyFacts;

/* Stores a party; its entry is the caller's, with party_entry. */
Status party_make(Deed *d, const PartyFacts *facts, Id *out, Str *out_salt);
/* Adds to an entry what may be said of a party: kind, country, sector; and, when salt is given,
 * commitments to its name and website as of at_us. */
void party_entry(Arena *a, Entry *e, const PartyFacts *facts, Str salt, int64_t at_us);
/* Names that differ only in case, accents, punctuation or legal form (Ltd, Inc, GmbH …) have the
 * same key. 0 for names without letters or digits. */
int64_t party_name_key(Str name);
/* What two such names have in common: small letters and digits without marks, words apart by one
 * space, without the legal form. Stands in text. */
enum { PARTY_NAME_BARE_BYTES = PARTY_NAME_CHARS_MAX * 8 };
Str party_name_bare(Str name, char text[PARTY_NAME_BARE_BYTES]);
/* Organisations whose names have that key, at most `most`, latest last; merged ones too. */
Status party_by_name_key(Db *db, Arena *a, int64_t key, size_t most, PartyViewList *out);

/* How the outside knows parties. A scheme is email, domain, registration or the name of a source;
 * scheme and value together belong to one party. */
int64_t identity_key(Str scheme, Str value);
/* NOT_FOUND when nobody is known by it. */
Status identity_find(Db *db, Arena *a, Str scheme, Str value, Identity *out);
/* Everybody known by that value, under whatever scheme. */
Status identity_any(Db *db, Arena *a, Str value, IdentityList *out);
/* Gives a party an identity that nobody has (the caller has looked); is_first: the party begins
 * with it, so that an account that confirmed it is this person's. */
Status identity_add(Db *db, Str scheme, Str value, Id party, int64_t seen_at, bool is_first);
/* A source showed it again; a negative moment: gone since. */
Status identity_seen(Db *db, const Identity *who, int64_t seen_at);
/* May this source name the party? What several sources know keeps the name that the first of them
 * gave, for as long as that one lists it; a source alone names it as it likes. */
Status party_may_name(Db *db, Arena *a, Id party, Str source, bool *out);
/* Another source comes to know a party (or none does, with an empty name): whoever alone knew it
 * until now goes on naming it. */
Status party_namer_keep(Db *db, Arena *a, Id party, Str other);
/* All identities of one party become another's. */
Status identity_move(Db *db, Id party, Id into);
/* The number of a scheme; made when it is new and db is a write job's, else NOT_FOUND. */
Status identity_scheme(Db *db, Str name, bool make, int64_t *out);

/* Host of a website without "www.", in small letters; empty when there is none. Points into website
 * or the arena. */
Str party_domain(Arena *a, Str website);
/* Everywhere that a party is at home or a member, with all above, and the party itself, for its
 * team; hidden from whoever is not there. */
Status party_place(Db *db, Arena *a, Id party, Place *out);
/* Where it is at home alone: its hub, or the membership that it began with. */
Status party_home(Db *db, Arena *a, Id party, Place *out);
/* Whether an actor may do something with it: see it wherever it is a member, all else at its home.
 */
Status party_may(Db *db, Arena *a, const Actor *actor, Permission may, Id party, bool *out);
Status party_may_at_home(Db *db, Arena *a, const Actor *actor, Permission may, Id party, bool *out);
/* Parties that an actor sees, newest first, before an id, at most 50. */
Status party_latest_seen(Db *db, Arena *a, const Actor *actor, Id before, PartyViewList *out);
/* For an action's `where`, the party in its field "party", by what the action needs. */
Status party_where(Deed *d, Place *out);
/* Follows merges to the party that stands for this one now. */
Status party_now(Db *db, Arena *a, Id id, Party *out);
/* CONFLICT with words when it was erased: nothing is added to what is left. */
Status party_whole(Deed *d, const Party *p);
/* The name changed: keeps the former one and tells it. */
Status party_rename(Deed *d, const Party *party, Str name, Id hub, int64_t on_us);

#endif
