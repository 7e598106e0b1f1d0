/* programme: a programme is a file; members move between its stages by the moves it allows.
 *
 * Every version of a definition is kept. A move makes the kind of record entry that the definition
 * names, with what metrics ask about: programme, stage, level, sector, country, kind of party. */
#ifndef SEEDBED_PROGRAMME_PROGRAMME_H
#define SEEDBED_PROGRAMME_PROGRAMME_H

#include "people/people.h"
#include "programme/definition.h"
#include "programme/programme.sql.h"

extern const Action programme_load_action, member_add_action, member_move_action;

/* A programme with its current definition, parsed. NOT_FOUND, or BROKEN when the kept text no
 * longer parses. */
Status programme_open(Db *db, Arena *a, Str slug, Programme *out, Definition **out_def);

/* A party begins in a first stage. facts describes the party; salt, when given, commits to its name
 * in the same entry: for a party that this very entry makes known. */
typedef struct {
        const Programme *programme;
        const Definition *def;
        Id party, hub;
        Str stage, level;
        const PartyFacts *facts;
        Str salt;
        int64_t on_us;             /* when it began; 0: now */
        bool is_home;              /* what the party begins with, when it has no hub of its own */
        bool any_stage;            /* an import tells of a member wherever it stands */
        Id stage_id;               /* 0: looked up */
        bool counts_later;         /* the caller adds to member_count itself, for many at once */
        const SealedEntry *sealed; /* by member_begin_seal; for members_begin */
} MemberBegin;
Status member_begin(Deed *d, const MemberBegin *b);
/* Many at once, each with its sealed entry and the id of its stage; counts_later is understood. */
Status members_begin(Deed *d, const MemberBegin *begins, size_t n);
/* The entry that member_begin would tell, made beforehand on any thread. INVALID when a member can
 * not begin so. */
Status member_begin_seal(Arena *a, const MemberBegin *b, Id actor, int64_t now_us,
                         SealedEntry *out);

/* A member moves. INVALID with words when the definition has no such move. */
typedef struct {
        const Programme *programme;
        const Definition *def;
        const PartyFacts *facts;
        Id party, hub;
        Str from, to, level, reason;
        int64_t on_us;
        bool is_told; /* by a file, of what happened elsewhere: nothing is given here */
} MemberMove;
Status member_moves(Deed *d, const MemberMove *m);

/* Follows merges of parties in the record: memberships of the one go to the other. ctx is not used.
 */
RecordWatch programme_watch(void);

#endif
