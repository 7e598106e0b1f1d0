/* people/signin_page: the pages of signing in and up, of passkeys and of the second factor: the
 * forms that are not drawn from their fields alone. */
#ifndef SEEDBED_PEOPLE_SIGNIN_PAGE_H
#define SEEDBED_PEOPLE_SIGNIN_PAGE_H

#include "action/action.h"

void signin_draw(Page *out, const Visit *v, const Deed *d);
void prove_draw(Page *out, const Visit *v, const Deed *d);
void passkey_add_draw(Page *out, const Visit *v, const Deed *d);
void signup_draw(Page *out, const Visit *v, const Deed *d);
void signup_done_draw(Page *out, const Visit *v, const Deed *d);
void signup_confirm_draw(Page *out, const Visit *v, const Deed *d);
void forgot_draw(Page *out, const Visit *v, const Deed *d);
void reset_draw(Page *out, const Visit *v, const Deed *d);
void second_begin_done_draw(Page *out, const Visit *v, const Deed *d);
void second_confirm_draw(Page *out, const Visit *v, const Deed *d);
void second_confirm_done_draw(Page *out, const Visit *v, const Deed *d);

#endif
