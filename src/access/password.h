/* access/password: which passwords may be chosen, how they are kept, and how many are worked on at
 * a time.
 *
 * A password is kept as an argon2id text that names its own parameters, so these can be raised
 * later. Making and checking one takes memory and time on purpose; the gate bounds both, whoever
 * asks. Why these numbers: docs/decisions/0017. Rules after NIST SP 800-63B-4, section 3.1.1. */
#ifndef SEEDBED_ACCESS_PASSWORD_H
#define SEEDBED_ACCESS_PASSWORD_H

#include "base/str.h"

enum {
        PASSWORD_CHARS_MIN = 15,     /* code points, when nothing else is asked for at sign-in */
        PASSWORD_CHARS_MIN_WITH = 8, /* beside a second factor */
        PASSWORD_CHARS_MAX = 200,
        PASSWORD_BYTES_MAX = 1024, /* as typed, UTF-8 */
        PASSWORD_PASSES = 3,
        PASSWORD_MEMORY_BYTES = 32 * 1024 * 1024, /* for each one that is worked on */
        PASSWORD_KEPT_BYTES_MAX = 128,
};

/* What a new password may not be made of, and how long it must be. */
typedef struct {
        Str email, name, site; /* any may be empty */
        bool has_other_factor;
} PasswordOwner;

typedef enum {
        PASSWORD_FINE,
        PASSWORD_NOT_TEXT, /* not UTF-8, or control characters */
        PASSWORD_TOO_SHORT,
        PASSWORD_TOO_LONG,
        PASSWORD_COMMON, /* made of what everybody tries first */
        PASSWORD_OWN,    /* made of the owner's e-mail, name or the site's name */
} PasswordFault;

/* May this be a new password? Lengths are counted after NFKC. There are no rules of composition:
 * what is refused besides the short is what few guesses find (words that everybody uses, runs,
 * repeats, walks over the keyboard, years, and what is put behind them). At most 2 ms. */
PasswordFault password_judge(Str typed, const PasswordOwner *owner);
/* The fault in the reader's words; the owner tells which length. */
Str password_fault_words(Arena *a, PasswordFault fault, const PasswordOwner *owner);

/* Lets at most running_max computations run at a time and waiting_max wait, first come first
 * served; whoever comes then is turned away. Each running one takes PASSWORD_MEMORY_BYTES and one
 * core for as long as it lasts. A caller waits inside of the call: keep running_max + waiting_max
 * below the number of workers, so that some are always left for pages. Safe from any thread. */
typedef struct PasswordGate PasswordGate;
/* How many to run at a time here: half of the cores, one at least. */
size_t password_lanes(void);
/* running_max is 1 at least; BROKEN without memory. */
Status password_gate_open(size_t running_max, size_t waiting_max, PasswordGate **out);
/* Waits for those inside; nobody may come any more. NULL is fine. */
void password_gate_close(PasswordGate *gate);

/* The text to keep for a password that was judged fine; its own salt each time. TOO_MANY: the gate
 * is full, try again; INVALID: no password could be this (not text, too long); BROKEN: no memory
 * for it. */
Status password_hash(PasswordGate *gate, Arena *a, Str typed, Str *out_kept);
/* OK: it is the one. FORBIDDEN: it is not. An empty kept (there is no such account, or it has no
 * password) is FORBIDDEN after the same work, so that time does not tell who has an account.
 * TOO_MANY as above, before any work; BROKEN: kept is not ours, or no memory. */
Status password_verify(PasswordGate *gate, Str typed, Str kept);
/* Was it kept with other parameters than today's? Then hash again, at the next sign-in that was
 * right. */
bool password_needs_rehash(Arena *a, Str kept);

#endif
