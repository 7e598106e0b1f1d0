/* tests/browser: a browser as far as signing in by a provider needs one: two cookies, and where it
 * is sent. The provider is tests/provider, added as "uni". */
#ifndef SEEDBED_TESTS_BROWSER_H
#define SEEDBED_TESTS_BROWSER_H

#include "tests/provider.h"
#include "tests/world.h"

typedef struct {
        World *w;
        Str session, secret; /* cookies */
        Str origin;          /* of the page that posts; empty: it says none */
        int status;
        Str body, go_to; /* of what came last */
} Browser;

extern const ProviderPerson mina;

void browser_go(Browser *b, HttpMethod method, Str address, const char *form);
/* Whose session it has; 0: nobody's. */
Id browser_actor(Browser *b);
/* With a session of the first operator. */
void browser_come_in(Browser *b);
/* Presses the button; where the provider sends it back to when that person signs in there. */
Str browser_leave(Browser *b, Provider *p, const ProviderPerson *person);
/* The same, after another way there. */
Str browser_way_back(Browser *b, Provider *p, const ProviderPerson *person);
/* There and back. */
void browser_sign_on(Browser *b, Provider *p, const ProviderPerson *person);
/* Presses "Connect". */
void browser_connect(Browser *b);
/* Comes back, is not let in, and is told why. */
void check_refused(Browser *b, Str address, int status, const char *words);
Status provider_add(World *w, Provider *p, const char *domains, const char *accounts);
Str last_leaf(World *w);

#endif
