/* people/signin_model: what the pages of signing in show. */
#ifndef SEEDBED_PEOPLE_SIGNIN_MODEL_H
#define SEEDBED_PEOPLE_SIGNIN_MODEL_H

#include "access/qr.h"
#include "people/second.h"

typedef struct {
        Str email, name, token, passed;
        Str options;      /* for the browser; empty: no passkey can be used */
        bool is_password; /* the form that was sent is the one with the password */
        bool is_asked;    /* the code is asked for, and none was given yet */
        bool has_password;
        bool is_stale; /* who has signed in a while ago shows once more who they are */
        Str then;      /* where to go on after that */
} SigninModel;

#endif
