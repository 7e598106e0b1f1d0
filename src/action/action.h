/* action: one deed, three doors.
 *
 * A deed that changes something is declared once, as an Action. The HTML form and its POST, the
 * JSON endpoint and its description, and the command line's word are made from that row; around run
 * stand the check of the inputs, the permission, the transaction and the record. */
#ifndef SEEDBED_ACTION_ACTION_H
#define SEEDBED_ACTION_ACTION_H

#include "access/access.h"
#include "access/password.h"
#include "access/seal.h"
#include "record/record.h"

enum {
        ACTION_FIELDS_MAX = 24,
        FIELD_CHARS_MAX = 200,
        ACTION_FAULTS_MAX = 24,
        ACTION_MORE_MAX = 600,          /* inputs that are no declared fields, of one deed */
        ACTION_MORE_BYTES_MAX = 100000, /* of one of them */
        ACTION_MORE_NAME_MAX = 100,     /* bytes */
        ACTION_INPUTS_MAX = ACTION_FIELDS_MAX + ACTION_MORE_MAX
};

typedef enum {
        FIELD_TEXT,      /* one line */
        FIELD_LONG_TEXT, /* lines */
        FIELD_SLUG,      /* a-z 0-9 - */
        FIELD_ID,
        FIELD_INT,
        FIELD_DATE,
        FIELD_YES,
        FIELD_CHOICE,
        FIELD_DECIMAL6, /* a number with up to six decimals, as millionths */
        FIELD_URL,
        FIELD_PASSWORD, /* as it was typed, spaces too; shown to nobody, kept in no form */
        FIELD_FILE      /* path of an uploaded file; the command line gives a path */
} FieldKind;

/* A value that a form offers, and how it is called there. */
typedef struct {
        Str value, label;
} FieldOffer;

typedef struct {
        FieldOffer *at;
        size_t n;
} FieldOffers;

typedef struct {
        const char *name;
        FieldKind kind;
        bool required;
        int chars_max;    /* code points; 0: FIELD_CHARS_MAX */
        int64_t min, max; /* FIELD_INT, FIELD_DECIMAL6; both 0: any */
        const char *label, *help;
        const char *const *choices; /* NULL-terminated */
        /* Texts: the form asks for one of these. The other doors take any text. */
        FieldOffers (*offers)(Arena *a);
        /* FIELD_ID: the kind of thing it names ("party", "round"; board/search_kind). A form finds
         * it by its name, among what who asks may see; the other doors take the id alone. */
        const char *picks;
} Field;

typedef struct Action Action;
typedef struct Page Page;
typedef struct Visit Visit;

/* What was wrong with one input, or (field NULL) with the whole. */
typedef struct {
        const char *field;
        Str words;
} ActionFault;

typedef struct {
        Str name, value;
} Input;

typedef struct Deed {
        const Action *action;
        Db *db; /* the writer's, inside the transaction */
        Arena *a;
        Actor actor;
        int64_t now_us;
        void *site; /* what the program put there: folders, caches */
        Str base_url;
        Store *store; /* for prepare, which stands outside of any transaction */
        PasswordGate *gate;
        const Seal *seal;
        bool sends_mail; /* there is a mail server; else mails become files of the data folder */
        bool sign_up_is_closed;
        bool calls_private; /* webhooks may go to addresses of private networks, and without TLS */
        Str client;         /* address of who asks; empty on the command line */
        Str inputs[ACTION_FIELDS_MAX];
        int64_t numbers[ACTION_FIELDS_MAX];
        Str file_name; /* of FIELD_FILE, as the sender named it */
        /* takes_more: what is no declared field, as it came: UTF-8 without control characters but
         * line ends and tabs, not trimmed. A name may stand there more than once (boxes that were
         * ticked). Through JSON, lists and objects come as their canonical JSON, null as "". */
        const Input *more;
        size_t more_n;
        ActionFault faults[ACTION_FAULTS_MAX];
        size_t faults_n;
        Id made;           /* what run made or changed, for the answer */
        Str go_to;         /* page to show next */
        Str note;          /* what happened, in words */
        Str answer;        /* JSON object: "answer" of the JSON door; empty: none */
        bool shows_note;   /* the page shows the note instead of going on */
        int told;          /* entries appended */
        int64_t position;  /* of the last of them */
        Str session;       /* the caller's, if any */
        Str session_begun; /* sign-in only: the new session's token */
        bool session_ends;
        Language language; /* that was chosen: the browser keeps it */
        void *prepared;    /* what prepare found out, for run; in the deed's arena */
        /* What run counted stays, and yet it is refused, with these faults: a wrong password. */
        Status refused;
        Str left_over;        /* what run found that clear_up has to remove */
        struct AskGate *asks; /* for prepare, when it asks another server (net/ask) */
} Deed;

struct Action {
        const char *name; /* "pledge withdraw": noun, verb */
        Permission may;
        const char *title;
        const char *help;
        const Field *fields; /* ends with {0} */
        /* Where it is done: the permission must hold there. Inside the transaction, before run;
         * NOT_FOUND and INVALID with words when what the inputs name is not there. Every action
         * says so. */
        Status (*where)(Deed *d, Place *out);
        Status (*run)(Deed *d);
        /* Its form is opened with values in the address: says with faults what is known to be wrong
         * with them. d->db reads. May be NULL. */
        void (*look)(Deed *d);
        /* Optional: what takes long and needs no store, as reading a file does. Before the
         * transaction, so that nobody waits for it; permission and inputs were checked. */
        Status (*prepare)(Deed *d);
        /* Optional: what is outside the store, once the deed is durable. It may never come to it,
         * when the process is killed before. */
        void (*clear_up)(const Deed *d);
        bool is_silent; /* makes no entry: sign-in, dry runs */
        bool is_dangerous;
        /* What it did is told by the ledger, in one entry with all that its transaction moved. */
        bool is_told_by_ledger;
        /* Inputs that no table knows beforehand, as answers to a form: run finds them in d->more,
         * and must judge their names itself. */
        bool takes_more;
        bool is_slow; /* works on a password: waits apart from what is not, and gives way to it */
        /* Optional: the page of its form, and the page of its note (shows_note), where what is
         * drawn from the fields does not do. d->db is not theirs: they read with the visit's. */
        void (*draw)(Page *out, const Visit *v, const Deed *d);
        void (*draw_done)(Page *out, const Visit *v, const Deed *d);
};

typedef struct {
        Store *store;
        void *site;
        int64_t now_us; /* 0: the clock */
        Str base_url;   /* for links in notes */
        PasswordGate *gate;
        const Seal *seal;
        bool sends_mail, calls_private;
        Str client;
        bool is_busy; /* too many wait for what is slow: it is refused before any work */
        bool sign_up_is_closed;
        struct AskGate *asks;
} ActionWorld;

/* Checks permission and inputs, runs the deed in a transaction, and says in *d what came of it.
 * Inputs that are no fields are faults, unless the action takes more. Any status but OK comes with
 * at least one fault in words.
 */
Status action_do(const ActionWorld *world, const Action *action, const Actor *actor,
                 const Input *inputs, size_t inputs_n, Arena *a, Deed *d);
/* Same deed, without a transaction of its own: for deeds that are made of others, and for examples.
 * What clear_up would do is left to the caller. */
Status action_do_inside(Db *db, const ActionWorld *world, const Action *action, const Actor *actor,
                        const Input *inputs, size_t inputs_n, Arena *a, Deed *d);

/* As the deed has it, for deeds that it is made of. */
ActionWorld action_world_of(const Deed *d);

/* Whether the actor may do this with these inputs, without doing it: OK, FORBIDDEN, or what where
 * said. */
Status action_allowed(Db *db, const ActionWorld *world, const Action *action, const Actor *actor,
                      const Input *inputs, size_t inputs_n, Arena *a, Deed *d);

/* For the whole of this instance: only who may everywhere. */
Status where_everywhere(Deed *d, Place *out);
/* One's own account, or nobody's yet. */
Status where_own(Deed *d, Place *out);

/* Inputs, inside run. Asking for a field that the action does not have is a programming error. */
Str deed_text(const Deed *d, const char *field);
int64_t deed_int(const Deed *d, const char *field);
bool deed_given(const Deed *d, const char *field);
/* Faults; both return the status, so that a rule is one line. */
Status deed_fault(Deed *d, Status s, const char *format, ...) __attribute__((format(printf, 3, 4)));
Status deed_fault_at(Deed *d, const char *field, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* Appends an entry; fills in its time and actor. */
Status deed_tell(Deed *d, Entry *e);

size_t action_fields_n(const Action *action);
/* How many inputs a door takes in for it: ACTION_INPUTS_MAX at most. */
size_t action_inputs_max(const Action *action);
/* The value of an input that is no declared field; the empty text when it is not there. */
Str deed_more(const Deed *d, Str name);
int field_chars_max(const Field *f);
/* The form's type of input, the JSON schema's type. */
const char *field_json_type(const Field *f);

#endif
