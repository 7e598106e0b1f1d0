/* access/password_inside: what the files of password share, and its tests look at. */
#ifndef SEEDBED_ACCESS_PASSWORD_INSIDE_H
#define SEEDBED_ACCESS_PASSWORD_INSIDE_H

#include "access/password.h"

/* A password in the form that is judged and hashed: NFKC, so that it is the same from every
 * keyboard. Wiped by whoever made it. */
typedef struct {
        size_t len, chars; /* bytes, code points */
        char at[PASSWORD_CHARS_MAX * 4];
} PasswordText;

/* PASSWORD_FINE, PASSWORD_NOT_TEXT or PASSWORD_TOO_LONG; the last with nothing in out. */
PasswordFault password_text(Str typed, PasswordText *out);

/* A place inside, waited for in order; TOO_MANY when the gate is full or closing. */
Status password_gate_enter(PasswordGate *gate);
void password_gate_leave(PasswordGate *gate);
/* How many wait now. */
size_t password_gate_waiting(PasswordGate *gate);

/* How hard a password is to guess, in tenths of a bit, by someone who tries the cheap things first
 * and knows these words of the owner's. */
int password_guess_tenths(const PasswordText *p, const Str *own, size_t own_n);

#endif
