/* web/site: what the program shows and takes, as tables.
 *
 * A View is one thing to see: a path, a permission, the query parameters, a function that loads its
 * model, and a page that draws it. From the same row come the HTML page, the JSON under /api/v1,
 * its description, and the command line's word. A Route is for what is neither page nor JSON:
 * tiles, receipts, files. A path without a permission serves nobody. */
#ifndef SEEDBED_WEB_SITE_H
#define SEEDBED_WEB_SITE_H

#include "access/look.h"
#include "action/action.h"
#include "base/json.h"
#include "store/query.h"
#include "web/hot.h"
#include "web/http.h"
#include "web/page.h"

enum { SITE_PARAMS_MAX = 4, SITE_PAGE_BYTES_MAX = 4 * 1024 * 1024 };

typedef struct View View;
typedef struct Route Route;
struct Visit;

/* What may be meant by a name. */
typedef struct {
        Id id;
        Str title, more;
} PickHit;

typedef struct {
        PickHit *at;
        size_t n;
} PickHitList;

typedef struct Site {
        Store *store;
        Record *record;
        Hot *hot;
        Str name;                 /* of this instance: "Seedbed" */
        Str notice;               /* on top of every page; empty: none */
        Str base_url;             /* "http://127.0.0.1:8460", without a last slash */
        Str folder;               /* data folder; files below it */
        bool is_secure;           /* base_url begins https: cookies say so */
        const View *const *views; /* NULL-terminated */
        const Action *const *actions;
        const Route *const *routes;
        HttpServer *server;
        void (*wake)(struct Site *site); /* tells the background worker that there is work */
        void *worker;
        PasswordGate *gate;
        Seal *seal;
        bool sends_mail, calls_private;
        bool is_trial; /* whoever comes may be any of the example ecosystem's people */
        int64_t begun_us;
        bool sign_up_is_closed;      /* accounts are made by those who give roles only */
        Looks *looks;                /* who looks at persons */
        struct AskGate *asks;        /* how many ask other servers at a time */
        Str iati_org, iati_org_type; /* who reports to IATI; empty: nobody */
        /* How much waits for who visits, for the head of each page; NULL: nobody counts. */
        int64_t (*waits)(const struct Visit *v);
        struct WaitCounts *wait_counts;
        /* What is known to fit into a field that takes a name, as of a hub; NULL: nothing is said.
         */
        FieldOffers (*offers)(const struct Visit *v, const Action *action, const Field *f);
        /* Things of a kind that the actor may see, found by words of their name, the likest first,
         * or by an id. NULL: this program finds nothing. */
        Status (*pick)(Db *db, Arena *a, const Actor *actor, const char *kind, Str words,
                       PickHitList *out);
        _Atomic Language language; /* of those who chose none: the hub's; NONE: not known */
} Site;

/* One request, or one command, on its way through a view. */
typedef struct Visit {
        Site *site;
        const View *view;
        Db *db;
        Arena *a;
        Actor actor;
        Str session;       /* token; empty without one */
        Language language; /* the page's */
        Str client; /* address of who asks, through trusted proxies; empty on the command line */
        int64_t now_us;
        int64_t size;    /* entries in the record, as this visit sees it */
        HttpRequest *rq; /* NULL on the command line */
        Str params[SITE_PARAMS_MAX];
        const HttpPair *query;
        size_t query_n;
        Str fault; /* in words, when load fails */
        Str notice;
} Visit;

typedef enum { PART_ROW, PART_LIST, PART_VALUE } PartHow;

/* One member of a view's JSON, found in its model. */
typedef struct {
        const char *name;
        PartHow how;
        ColumnKind kind;       /* PART_VALUE */
        const RowShape *shape; /* PART_ROW, PART_LIST */
        size_t offset;
        const char *help;
} Part;

#define PART_ROW_OF(Model, member, Row)                                        \
        {                                                                      \
#member, PART_ROW, 0, &shape_##Row, offsetof(Model, member), 0 \
        }
#define PART_LIST_OF(Model, member, Row)                                        \
        {                                                                       \
#member, PART_LIST, 0, &shape_##Row, offsetof(Model, member), 0 \
        }
#define PART_VALUE_OF(Model, member, column_kind)                               \
        {                                                                       \
#member, PART_VALUE, column_kind, 0, offsetof(Model, member), 0 \
        }

struct View {
        const char *path; /* "/pledges/{pledge}" */
        const char *word; /* "pledge show": on the command line; NULL: not there */
        Permission may;
        const char *title, *help;
        const Field *query;
        size_t bytes; /* of the model, zeroed before load */
        const Part *parts;
        Status (*load)(Visit *v, void *model);
        void (*draw)(Page *out, const Visit *v, const void *model);
        bool is_hot;      /* the same for every visitor until the record grows */
        bool uses_camera; /* its page may ask for the camera; no other may */
};

struct Route {
        HttpMethod method;
        const char *path; /* a last "*" takes the rest */
        Permission may;
        const char *help;
        Status (*run)(Visit *v, HttpReply *reply);
        const char *type; /* of the answer, for the description */
        /* Optional, for a form that is not ours: writes what the description says of it beside its
         * help: parameters, body and answers (OpenAPI 3.1, Operation Object). */
        void (*describe)(Text *t);
        bool is_untold; /* it answers what no other does, and stands in no description */
};

/* A worker's own connection; opened again when the store was away. */
typedef struct {
        Db *db;
} SiteWorker;

/* What answers every request: give it to http_start. ctx is the Site; the worker is a SiteWorker.
 */
/* Whether that is a deed which is slow on purpose; on an event thread. */
bool site_is_slow(void *site, HttpMethod method, Str path);
void site_answer(void *site, HttpRequest *rq, HttpReply *reply);
void *site_worker_open(void *site);
void site_worker_close(void *site, void *worker);

/* Loads a view's model; the permission is checked here. */
Status site_load(Visit *v, void **out_model);
/* The same in the snapshot that the caller has begun. */
Status site_load_within(Visit *v, void **out_model);
/* The model as JSON. */
Str site_json(Visit *v, const void *model);
/* The description of all of it, OpenAPI 3.1. */
Str site_openapi(Site *site, Arena *a);

const Action *site_action(const Site *site, Str name);
/* The view at a decoded path, and the parts of it that stand in braces; NULL: there is none. */
const View *site_view(const Site *site, Str path, Str params[SITE_PARAMS_MAX]);
/* Pages kept ready are good for this long: until the record grows, and no longer than the hour, for
 * where a pledge stands depends on the day. */
uint64_t site_epoch(int64_t size, int64_t now_us);
/* HTTP status and command line exit code of a Status. */
int status_http(Status s);
int status_exit(Status s);

Status visit_fault(Visit *v, Status s, const char *format, ...)
        __attribute__((format(printf, 3, 4)));
/* Query parameter; empty when it is not there. */
Str visit_query(const Visit *v, const char *name);
/* Whole number between min and max; INVALID with words otherwise; fallback when it is not there. */
Status visit_query_int(Visit *v, const char *name, int64_t min, int64_t max, int64_t fallback,
                       int64_t *out);

/* Is what is shown at or below this path? Marks the way in the navigation. */
static inline bool in_part(const Visit *v, const char *path)
{
        return v->rq && str_starts(v->rq->path, str_from(path));
}

/* Where a form may lead back to: what is shown, when it can be asked for again. */
Str page_address(const Visit *v);

static inline Str id_of(Page *p, Id id)
{
        return id_text(p->arena, id);
}

#endif
