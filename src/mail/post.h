/* mail/post: sends what waits in the outbox.
 *
 * A mail is claimed in a transaction, handed to the mail server, and marked in a second one. Any
 * number of processes may do this: a claim belongs to one and ends by itself. What was marked as
 * sent is never sent again. A process that is killed after the server took a mail and before that
 * is durable leaves a claim that runs out, and the mail goes a second time, with the same
 * Message-ID; there is no third way with SMTP, and a mail twice is better than none. */
#ifndef SEEDBED_MAIL_POST_H
#define SEEDBED_MAIL_POST_H

#include "mail/mail.h"

enum { POST_FAULT_BYTES = 256 };

#define POST_CLAIM_US (5 * 60 * (int64_t)1000000)  /* longer than one message may take */
#define POST_FIRST_WAIT_US (60 * (int64_t)1000000) /* doubled by each try */
#define POST_WAIT_US_MAX (6 * 3600 * (int64_t)1000000)
#define POST_GIVE_UP_US (4 * 86400 * (int64_t)1000000)
#define POST_KEEP_US (90 * 86400 * (int64_t)1000000) /* what is over, for questions */

typedef struct {
        Str folder;       /* data folder: mail/ */
        const Seal *seal; /* signs the links; outlives the post */
        Str site_name, base_url;
        Str smtp_url; /* empty: mails become files in mail/ */
        Str smtp_user, smtp_password_file, smtp_ca;
        Str smtp_tls;    /* "none": smtp:// without STARTTLS; empty or "required" */
        Str from;        /* "Name <a@b>" or "a@b"; empty: seedbed@localhost, files only */
        int seconds_max; /* 0: SMTP_SECONDS_MAX */
        /* Holds some mails of a bulk that is being filled, for a room above; NOT_FOUND: none is.
         * May be NULL. */
        Status (*fill)(Store *st, Db *db, Arena *a, int64_t now_us);
} PostConfig;

typedef struct Post Post;

/* Checks the settings and makes what is not there. fault says in words what was wrong. config's
 * texts outlive it. */
Status post_open(Store *st, const PostConfig *config, Post **out, char fault[POST_FAULT_BYTES]);
/* NULL is fine. */
void post_close(Post *p);

/* Sends one mail, or does some other work of the outbox. NOT_FOUND when there is nothing to do
 * now, TOO_MANY while the server is left in peace after it was away. */
Status post_once(Post *p, Db *db, int64_t now_us);
/* Files in mail/ whose mail is no longer in the outbox: erased, or swept. */
Status post_sweep_files(Post *p, Db *db);

/* A thread that does post_once for as long as the program serves. */
Status post_start(Post *p);
/* Lets the mail that is on its way end, then stops the thread. NULL is fine. */
void post_stop(Post *p);

#endif
