/* credit/usage_load: usage comes in as a file. The file is read before the transaction, where
 * nobody waits; its events take the way of those that come through HTTP. */
#include "credit/usage.h"

#include "base/json.h"
#include "base/words.h"
#include "credit/load_file.h"
#include "credit/usage_file.h"
#include "hub/hub.h"

#include <stdlib.h>
#include <unistd.h>

enum {
        KEPT_BYTES_MAX = 64 * 1024 * 1024,
        TAKE_BYTES_MAX = 256 * 1024 * 1024,
        ANSWER_BYTES_MAX = 256 * 1024,
        NOTE_BYTES_MAX = 64 * 1024,
        NAME_CHARS_MAX = 64
};

static const char *const kinds[] = {"slurm", "tokens", NULL};

static const Field load_fields[] = {
        {"hub", FIELD_SLUG, .required = true, .label = N_("Hub"),
         .help = N_("Where it is told, and out of whose grants it is taken.")},
        {"kind", FIELD_CHOICE, .required = true, .choices = kinds, .label = N_("Kind"),
         .help = N_("«slurm»: lines of sacct --parsable2. «tokens»: requests to a language model "
                    "as CSV or NDJSON.")},
        {"file", FIELD_FILE, .required = true, .label = N_("File")},
        {"name", FIELD_SLUG, .required = true, .chars_max = NAME_CHARS_MAX, .label = N_("Name"),
         .help = N_("Of the cluster, or of the gateway. The source is slurm:NAME or tokens:NAME.")},
        {"zone", FIELD_TEXT, .chars_max = 64, .label = N_("Time zone"),
         .help = N_("Of times that name none. UTC, when empty.")},
        {"subject", FIELD_TEXT, .chars_max = CLOUD_VALUE_BYTES_MAX / 4, .label = N_("Subject"),
         .help = N_("Of «tokens»: who used. Of «slurm» it is the job's account.")},
        {"model", FIELD_TEXT, .chars_max = CLOUD_VALUE_BYTES_MAX / 4, .label = N_("Model"),
         .help = N_("Of «tokens»: what a price list may ask for.")},
        {"strict", FIELD_YES, .label = N_("Refuse the file for one bad row")},
        {0}};

/* What was found in the file; in an arena of its own, which ends with the deed's. */
typedef struct {
        Arena a;
        Arena work; /* while it is taken in */
        Hash hash;
        Source *source;
        UsageFileOptions options;
        UsageFile file;
        Db *db; /* the writer's */
        UsageAsk ask;
        UsageDone done;
        const char *wrong;
} Loaded;

/* --- reading */

static void end_loaded(void *ctx)
{
        Loaded *l = ctx;

        arena_free(&l->work);
        arena_free(&l->a);
        free(l);
}

static Status read_file(void *ctx)
{
        Loaded *l = ctx;

        return usage_file_read(&l->a, l->source, &l->options, &l->file);
}

/* Why a file is refused as a whole, in words. */
static Status explain(Deed *d, const Loaded *l, Status s)
{
        if (s == TOO_MANY)
                return deed_fault_at(d, "file",
                                     _("The file tells of more than %d events. Load it in parts."),
                                     USAGE_FILE_EVENTS_MAX);
        if (l->file.fault.len)
                return deed_fault_at(d, "file", "%.*s", S_ARG(l->file.fault));
        return s == TOO_LARGE
                       ? deed_fault_at(d, "file", _("The file is too large, or a sum of it is."))
                       : deed_fault_at(d, "file", _("The file can not be read."));
}

static UsageFileOptions options_of(const Deed *d)
{
        Str zone = str_trim(deed_text(d, "zone"));

        return (UsageFileOptions){.is_tokens = str_is(deed_text(d, "kind"), "tokens"),
                                  .name = deed_text(d, "name"),
                                  .time_zone = zone.len ? zone : S("UTC"),
                                  .subject = str_trim(deed_text(d, "subject")),
                                  .model = str_trim(deed_text(d, "model"))};
}

static Status judge(Deed *d, const Loaded *l)
{
        const UsageFinding *first = &l->file.finding[0];

        if (l->file.bad && deed_int(d, "strict"))
                return deed_fault_at(d, "file", _("Row %lld: %.*s"), (long long)first->line,
                                     S_ARG(first->words));
        return OK;
}

static Status prepare_load(Deed *d)
{
        Loaded *l = calloc(1, sizeof *l);
        int fd = -1;
        Status s;

        if (!l)
                return BROKEN;
        l->a = arena_make(KEPT_BYTES_MAX);
        l->work = arena_make(TAKE_BYTES_MAX);
        arena_at_end(d->a, end_loaded, l);
        d->prepared = l;
        l->options = options_of(d);
        if (l->options.is_tokens && !l->options.subject.len)
                return deed_fault_at(d, "subject", _("Say who used."));
        TRY(load_file_open(d, "file", &l->hash, &fd));
        s = source_open(fd, 0, &l->source);
        if (s == OK)
                s = arena_try(&l->a, read_file, l);
        if (s != OK)
                s = explain(d, l, s);
        source_close(l->source);
        close(fd);
        return s == OK ? judge(d, l) : s;
}

/* --- taking in */

static Status take(void *ctx)
{
        Loaded *l = ctx;

        return usage_take(l->db, &l->work, &l->ask, &l->file.events, &l->done, &l->wrong);
}

static Status tell(Deed *d, const Loaded *l)
{
        Entry e = {.kind = S("usage.loaded"), .hub = l->ask.hub};

        e.subject = l->done.batch ? l->done.batch : l->ask.hub;
        entry_text(&e, S("file"), hash_hex(d->a, &l->hash));
        entry_text(&e, S("kind"), deed_text(d, "kind"));
        entry_int(&e, S("rows"), l->file.rows);
        entry_int(&e, S("bad"), l->file.bad);
        for (UsageResult r = USAGE_TAKEN; r < USAGE_INVALID; r++)
                entry_int(&e, str_from(usage_result_name(r)), (int64_t)l->done.count[r]);
        return deed_tell(d, &e);
}

static Str answer_text(Deed *d, const Loaded *l)
{
        Text t = text_begin(d->a, ANSWER_BYTES_MAX);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        for (UsageResult r = USAGE_TAKEN; r < USAGE_INVALID; r++) {
                jout_key(&j, str_from(usage_result_name(r)));
                jout_int(&j, (int64_t)l->done.count[r]);
        }
        jout_key(&j, S("running"));
        jout_int(&j, l->file.running);
        jout_key(&j, S("bad"));
        jout_int(&j, l->file.bad);
        jout_key(&j, S("lines"));
        jout_list(&j);
        for (size_t i = 0; i < l->file.findings_n; i++) {
                jout_object(&j);
                jout_key(&j, S("line"));
                jout_int(&j, l->file.finding[i].line);
                jout_key(&j, S("reason"));
                jout_text(&j, l->file.finding[i].words);
                jout_object_end(&j);
        }
        jout_list_end(&j);
        jout_object_end(&j);
        return text_str(&t);
}

static Str note_text(Deed *d, const Loaded *l)
{
        Text t = text_begin(d->a, NOTE_BYTES_MAX);
        const size_t *n = l->done.count;

        text_fmt(&t,
                 _("Taken in: %zu. Known before: %zu. Waiting: %zu. Refused: %zu. Bad rows: %lld. "
                   "Jobs that still run: %lld."),
                 n[USAGE_TAKEN], n[USAGE_KNOWN], n[USAGE_UNMATCHED], n[USAGE_REFUSED],
                 (long long)l->file.bad, (long long)l->file.running);
        for (size_t i = 0; i < l->file.findings_n; i++) {
                text_char(&t, '\n');
                text_fmt(&t, _("Row %lld: %.*s"), (long long)l->file.finding[i].line,
                         S_ARG(l->file.finding[i].words));
        }
        return text_str(&t);
}

static Status run_load(Deed *d)
{
        Loaded *l = d->prepared;
        Hub hub;
        Status s;

        if (!l) /* nothing was prepared: may it be? */
                return deed_fault_at(d, "file", _("The file can not be read."));
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        arena_reset(&l->work); /* of a run before that was undone */
        l->db = d->db;
        l->ask = (UsageAsk){hub.id, d->actor.id, d->now_us};
        s = arena_try(&l->work, take, l);
        if (s == CONFLICT && l->wrong)
                return deed_fault(d, CONFLICT, "%s", l->wrong);
        TRY(s);
        d->made = l->done.batch;
        d->answer = answer_text(d, l);
        d->note = note_text(d, l);
        d->shows_note = true;
        d->go_to = str_fmt(d->a, "/usage?hub=%.*s", S_ARG(hub.slug));
        return tell(d, l);
}

const Action usage_load_action = {
        .name = "usage load",
        .may = MAY_USAGE_POST,
        .where = hub_where,
        .title = N_("Load usage"),
        .help = N_("A cluster's accounting or a gateway's requests, as a file. Each job and "
                   "request counts once, however often the file is loaded."),
        .fields = load_fields,
        .prepare = prepare_load,
        .run = run_load};
