/* net/smtp: hands one message at a time to a mail server (RFC 5321), and sorts what it says.
 *
 * Three ends matter: the server took it; this message will never be taken (a permanent answer to
 * its receiver or its content); or nothing can be said yet, so try again later. A server that is
 * away, refuses our sign-in or has no good certificate is never the message's fault. One handle
 * belongs to one thread and keeps its connection for the next message. */
#ifndef SEEDBED_NET_SMTP_H
#define SEEDBED_NET_SMTP_H

#include "base/str.h"

enum {
        SMTP_FAULT_BYTES = 256,
        SMTP_CONNECT_SECONDS_MAX = 15,
        SMTP_SECONDS_MAX = 120, /* one message, from connecting to the last answer */
        SMTP_PASSWORD_BYTES_MAX = 1024
};

typedef struct {
        Str url;           /* smtp://host:587 or smtps://host:465 */
        Str user;          /* empty: no sign-in */
        Str password_file; /* read at each connection, so that it can be changed */
        Str ca_file;       /* certificates that are trusted; empty: the system's */
        bool in_clear;     /* smtp:// without STARTTLS: for a server on this machine */
        int seconds_max;   /* 0: SMTP_SECONDS_MAX */
} SmtpConfig;

typedef struct {
        /* OK: the server took it. INVALID: never. UPSTREAM: try again later. */
        Status status;
        bool is_receiver;    /* INVALID: it was the address that was refused */
        bool is_server_away; /* UPSTREAM: other messages would fare alike just now */
        int code;            /* the server's last answer; 0: none */
        char words[SMTP_FAULT_BYTES];
} SmtpEnd;

typedef struct Smtp Smtp;

/* INVALID when the address is not smtp:// or smtps://, BROKEN without memory. */
Status smtp_open(const SmtpConfig *config, Smtp **out);
/* NULL is fine. */
void smtp_close(Smtp *s);
/* The addresses are strictly addresses (message_address_is); the message has lines in CRLF. */
void smtp_send(Smtp *s, Str from, Str to, Str message, SmtpEnd *out);

#endif
