/* web/visitor: who asks: a browser with a session, a program with a token, or nobody we know. */
#ifndef SEEDBED_WEB_VISITOR_H
#define SEEDBED_WEB_VISITOR_H

#include "web/site.h"

/* Fills in actor and session. FORBIDDEN with words: a token that is none. */
Status visitor_find(Visit *v);
/* Does it ask for this machine by a name that no other's DNS can give: localhost, 127.0.0.1, [::1]?
 * A page of another site reaches a server on loopback under its own name (DNS rebinding). */
bool visitor_names_loopback(const HttpRequest *rq);
bool visitor_has_token(const HttpRequest *rq);
/* What this browser asks for, else the instance's: of a visitor. */
Language visitor_language(const Visit *v);
/* Sets the thread's language and the visit's: what the account chose, else the visitor's. What
 * programs read (/api/) is the same in all of them. */
void visitor_speak(Visit *v);
/* Keeps the choice in this browser. */
void visitor_set_language(Visit *v, HttpReply *reply, Language language);
/* Did a page of ours send it, or no browser at all? What a browser says of itself is believed
 * (Sec-Fetch-Site, W3C Fetch Metadata section 2.3; Origin, RFC 6454 section 7): it is its user who
 * is to be protected. A token of a program is no cookie, so no other page can use it. */
bool visitor_is_from_here(const Visit *v);
/* The cookie of a session that begins; an empty token ends it. */
void visitor_set_session(Visit *v, HttpReply *reply, Str token);

#endif
