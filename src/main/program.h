/* main/program: all rooms put together: what serve, the command line and the tests stand on. */
#ifndef SEEDBED_MAIN_PROGRAM_H
#define SEEDBED_MAIN_PROGRAM_H

#include "board/rows.h"
#include "credit/grant.h"
#include "pledge/tally.h"
#include "web/site.h"

enum { PROGRAM_FAULT_BYTES = 512 };

/* What DATA/seedbed.conf and the flags say. */
typedef struct {
        Str folder;   /* data folder */
        Str store;    /* URL; empty: sqlite:FOLDER/seedbed.db */
        Str name;     /* of this instance */
        Str notice;   /* on top of every page */
        Str base_url; /* empty: http://ADDRESS:PORT */
        Str origin;   /* name of the record; set at init */
        Str address;
        int64_t port, workers, event_threads, cache_mib, hot_mib, node;
        bool is_server; /* takes its node number for itself */
        uint64_t given; /* a bit for each key that a flag gave: the file does not change it */
        Str smtp_url, smtp_user, smtp_password_file, smtp_tls, smtp_ca, mail_from;
        Str trial;         /* "yes": visitors may be any of the examples' people */
        Str trusted_proxy; /* addresses and networks that are believed; proxy is its old name */
        Str tls_cert, tls_key;
        Str confine;   /* "off": takes nothing away after the start */
        Str read_also; /* folders that may be read beside the data folder */
        bool as_root;  /* serves although it is root */
        Str proxy;
        Str sign_up;                 /* "closed": nobody makes an account by themselves */
        Str iati_org, iati_org_type; /* who reports to IATI, and its OrganisationType */
        Str webhook_private;         /* "yes": webhooks also to private networks, and without TLS */
} Conf;

typedef struct {
        Arena a; /* conf's texts */
        Conf conf;
        Store *store;
        Record *record;
        Tally *tally;
        BoardKeeper *board;
        Ledger *ledger;
        Site site;
} Program;

/* Reads "key = value" lines into *conf; unknown keys and wrong values are faults with their line. A
 * missing file is fine. */
Status conf_read(Arena *a, Str path, Conf *conf, char fault[PROGRAM_FAULT_BYTES]);
/* One key, as a flag gives it: it goes before what the file says. NOT_FOUND when there is no such
 * setting. */
Status conf_set(Arena *a, Conf *conf, Str key, Str value, char fault[PROGRAM_FAULT_BYTES]);
void conf_standard(Conf *conf);

/* Opens store and record, brings the schema up to date, starts the writer. create makes what is not
 * there. */
Status program_open(Program *p, const Conf *conf, bool create, char fault[PROGRAM_FAULT_BYTES]);
void program_close(Program *p);
/* Two servers on one data folder would be two writers of its files: who serves it or puts another
 * store into it holds its lock. The descriptor, or -1 with words. */
int program_lock(Str folder, char fault[PROGRAM_FAULT_BYTES]);
/* Links lead to where a server of this folder was last to be reached: for the command line, which
 * serves nothing. */
void program_use_last_address(Program *p);
/* Counts what new metrics have not counted yet. */
Status program_catch_up(Program *p);
/* The operator who sits at this machine: the first. */
Status program_local_actor(Program *p, Arena *a, Actor *out);
/* The example ecosystem: hubs, programmes, metrics, pledges, members. Words for progress go to tell
 * (may be NULL). */
Status program_examples(Program *p, void (*tell)(const char *words),
                        char fault[PROGRAM_FAULT_BYTES]);

/* The program's tables. */
extern const View *const program_views[];
extern const Action *const program_actions[];
extern const Action *const program_inner_actions[];
extern const Route *const program_routes[];

int serve_command(const Conf *conf);
int init_command(const Conf *conf, bool with_examples);
int bench_command(int argc, char **argv);

#endif
