/* web/visitor: who asks: a browser with a session, a program with a token, or nobody we know. */
#ifndef SEEDBED_WEB_VISITOR_H
#define SEEDBED_WEB_VISITOR_H

#include "web/site.h"

/* Fills in actor and session. FORBIDDEN with words: a token that is none. */
Status visitor_find(Visit *v);
bool visitor_has_token(const HttpRequest *rq);
/* The cookie of a session that begins; an empty token ends it. */
void visitor_set_session(Visit *v, HttpReply *reply, Str token);

#endif
