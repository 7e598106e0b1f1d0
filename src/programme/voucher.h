/* programme/voucher: codes of partners, one for each member.
 *
 * A pool of codes is loaded once; a member takes one, and sees it on the answer of that deed alone.
 * Until then it stands sealed with the data folder's key, and afterwards nowhere: not in the row,
 * a list, a log line or the record, which knows how many there were and the root over their salted
 * hashes. A hash with that key stays, so that no code is ever given twice. */
#ifndef SEEDBED_PROGRAMME_VOUCHER_H
#define SEEDBED_PROGRAMME_VOUCHER_H

#include "programme/programme.h"
#include "programme/voucher.sql.h"

enum { VOUCHER_CODES_MAX = 10000, VOUCHER_CODE_CHARS_MAX = 200 };

extern const Action voucher_load_action, voucher_take_action, voucher_withdraw_action;

#endif
