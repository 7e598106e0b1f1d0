/* action: see the header. */
#include "action/action.h"

#include "base/decimal.h"
#include "base/log.h"
#include "base/time.h"
#include "base/words.h"

#include <assert.h>
#include <stdarg.h>
#include <string.h>

static const Field *field_of(const Action *action, const char *name, size_t *out_i)
{
        for (size_t i = 0; action->fields && action->fields[i].name; i++)
                if (strcmp(action->fields[i].name, name) == 0) {
                        *out_i = i;
                        return &action->fields[i];
                }
        return NULL;
}

size_t action_fields_n(const Action *action)
{
        size_t n = 0;

        while (action->fields && action->fields[n].name)
                n++;
        assert(n <= ACTION_FIELDS_MAX);
        return n;
}

size_t action_inputs_max(const Action *action)
{
        return action->takes_more ? ACTION_INPUTS_MAX : ACTION_FIELDS_MAX;
}

Str deed_more(const Deed *d, Str name)
{
        for (size_t i = 0; i < d->more_n; i++)
                if (str_eq(d->more[i].name, name))
                        return d->more[i].value;
        return (Str){0};
}

int field_chars_max(const Field *f)
{
        return f->chars_max ? f->chars_max : FIELD_CHARS_MAX;
}

const char *field_json_type(const Field *f)
{
        return f->kind == FIELD_INT ? "integer" : f->kind == FIELD_YES ? "boolean" : "string";
}

static void fault_add(Deed *d, const char *field, Str words)
{
        if (d->faults_n < ACTION_FAULTS_MAX)
                d->faults[d->faults_n++] = (ActionFault){field, words};
}

Status deed_fault(Deed *d, Status s, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        fault_add(d, NULL, str_vfmt(d->a, format, args));
        va_end(args);
        return s;
}

Status deed_fault_at(Deed *d, const char *field, const char *format, ...)
{
        va_list args;

        va_start(args, format);
        fault_add(d, field, str_vfmt(d->a, format, args));
        va_end(args);
        return INVALID;
}

static size_t must_field(const Deed *d, const char *field)
{
        size_t i = 0;
        const Field *f = field_of(d->action, field, &i);

        assert(f != NULL);
        return i;
}

Str deed_text(const Deed *d, const char *field)
{
        return d->inputs[must_field(d, field)];
}

int64_t deed_int(const Deed *d, const char *field)
{
        return d->numbers[must_field(d, field)];
}

bool deed_given(const Deed *d, const char *field)
{
        return d->inputs[must_field(d, field)].len > 0;
}

Status deed_tell(Deed *d, Entry *e)
{
        e->at_us = d->now_us;
        e->actor = d->actor.id;
        d->told++;
        return record_tell(d->db, d->a, e, &d->position);
}

static bool is_slug(Str s)
{
        for (size_t i = 0; i < s.len; i++) {
                char c = s.at[i];

                if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') ||
                      (c == '-' && i && i + 1 < s.len)))
                        return false;
        }
        return s.len > 0;
}

static bool has_control(Str s, bool lines)
{
        for (size_t i = 0; i < s.len; i++) {
                unsigned char c = (unsigned char)s.at[i];

                if ((c < 0x20 && !(lines && (c == '\n' || c == '\r' || c == '\t'))) || c == 0x7F)
                        return true;
        }
        return false;
}

static void check_number(Deed *d, const Field *f, Str v, int64_t *out)
{
        bool limited = f->min || f->max;
        int64_t min = limited ? f->min : INT64_MIN, max = limited ? f->max : INT64_MAX;
        bool good = f->kind == FIELD_DECIMAL6 ? decimal_parse(v, 6, out)
                                              : str_to_int(v, INT64_MIN, INT64_MAX, out);

        if (!good)
                (void)!deed_fault_at(
                        d, f->name,
                        f->kind == FIELD_INT
                                ? _("This must be a whole number.")
                                : _("This must be a number with at most six decimals."));
        else if (*out < min || *out > max)
                (void)!deed_fault_at(d, f->name, _("This must be between %lld and %lld."),
                                     (long long)(f->kind == FIELD_DECIMAL6 ? min / 1000000 : min),
                                     (long long)(f->kind == FIELD_DECIMAL6 ? max / 1000000 : max));
}

static void check_choice(Deed *d, const Field *f, Str v)
{
        Text words = text_begin(d->a, 4096);

        for (size_t i = 0; f->choices[i]; i++) {
                if (str_is(v, f->choices[i]))
                        return;
                text_fmt(&words, "%s%s", i ? ", " : "", f->choices[i]);
        }
        (void)!deed_fault_at(d, f->name, _("This must be one of: %.*s."), S_ARG(text_str(&words)));
}

/* One input against its field. Faults gather in the deed, so that a person sees all of them at
 * once. */
static void check_field(Deed *d, const Field *f, size_t i)
{
        Str v = d->inputs[i];

        if (f->kind != FIELD_LONG_TEXT && f->kind != FIELD_FILE && f->kind != FIELD_PASSWORD)
                v = d->inputs[i] = str_trim(v);
        if (!str_is_utf8(v)) {
                (void)!deed_fault_at(d, f->name, _("This holds bytes that are not text (UTF-8)."));
                d->inputs[i] = (Str){0};
                return;
        }
        if (f->kind == FIELD_PASSWORD &&
            v.len) /* judged as a password; only too much is refused here */
                return v.len <= PASSWORD_BYTES_MAX
                               ? (void)0
                               : (void)!deed_fault_at(d, f->name, _("This is too long."));
        if (str_empty(str_trim(v))) {
                d->inputs[i] = (Str){0};
                if (f->required)
                        (void)!deed_fault_at(d, f->name, _("This is needed."));
                return;
        }
        if (has_control(v, f->kind == FIELD_LONG_TEXT)) {
                (void)!deed_fault_at(d, f->name, _("This holds control characters."));
                return;
        }
        if (f->kind != FIELD_FILE && str_chars(v) > (size_t)field_chars_max(f)) {
                (void)!deed_fault_at(d, f->name,
                                     _("This may be at most %d characters long; it has %zu."),
                                     field_chars_max(f), str_chars(v));
                return;
        }
        switch (f->kind) {
        case FIELD_SLUG:
                if (!is_slug(v))
                        (void)!deed_fault_at(
                                d, f->name,
                                _("This may hold only a to z, 0 to 9 and hyphens between them."));
                break;
        case FIELD_ID:
                if (!id_parse(v, &d->numbers[i]))
                        (void)!deed_fault_at(d, f->name,
                                             _("This is not an id: 13 letters and digits, as in "
                                               "01JD8ZK5T2M7Q."));
                break;
        case FIELD_INT:
        case FIELD_DECIMAL6: check_number(d, f, v, &d->numbers[i]); break;
        case FIELD_DATE:
                if (!time_parse(v, &d->numbers[i]))
                        (void)!deed_fault_at(d, f->name,
                                             _("This must be a date, as in 2026-11-21."));
                break;
        case FIELD_YES:
                d->numbers[i] =
                        str_is(v, "yes") || str_is(v, "true") || str_is(v, "on") || str_is(v, "1");
                if (!d->numbers[i] && !str_is(v, "no") && !str_is(v, "false") && !str_is(v, "0"))
                        (void)!deed_fault_at(d, f->name, _("This must be yes or no."));
                break;
        case FIELD_CHOICE: check_choice(d, f, v); break;
        case FIELD_URL:
                if (!str_starts(v, S("https://")) && !str_starts(v, S("http://")))
                        (void)!deed_fault_at(d, f->name,
                                             _("This must begin with https:// or http://."));
                break;
        case FIELD_TEXT:
        case FIELD_LONG_TEXT:
        case FIELD_PASSWORD:
        case FIELD_FILE: break;
        }
}

static bool is_more_name(Str s)
{
        if (!s.len || s.len > ACTION_MORE_NAME_MAX)
                return false;
        for (size_t i = 0; i < s.len; i++)
                if (s.at[i] <= ' ' || s.at[i] > '~')
                        return false;
        return true;
}

static void take_more(Deed *d, Input *more, const Input *in)
{
        const char *words = NULL;

        if (d->more_n == ACTION_MORE_MAX)
                words = _("This is more than one request may hold.");
        else if (!is_more_name(in->name) || !str_is_utf8(in->value))
                words = _("This holds bytes that are not text (UTF-8).");
        else if (has_control(in->value, true))
                words = _("This holds control characters.");
        else if (in->value.len > ACTION_MORE_BYTES_MAX)
                words = _("This is too long.");
        else
                more[d->more_n++] = *in;
        if (words)
                fault_add(d, is_more_name(in->name) ? str_z(d->a, in->name) : NULL,
                          str_from(words));
}

static Status check_inputs(Deed *d, const Input *inputs, size_t n)
{
        const Action *action = d->action;
        Input *more = action->takes_more && n ? arena_new(d->a, Input, n) : NULL;

        d->more = more;
        for (size_t k = 0; k < n; k++) {
                size_t i = 0;
                const Field *f = field_of(action, str_z(d->a, inputs[k].name), &i);

                if (!f && more)
                        take_more(d, more, &inputs[k]);
                else if (!f)
                        (void)!deed_fault(d, INVALID, _("There is no field «%.*s» here."),
                                          S_ARG(str_head(inputs[k].name, 60)));
                else if (d->inputs[i].len)
                        (void)!deed_fault_at(d, f->name, _("This was given twice."));
                else
                        d->inputs[i] = inputs[k].value;
        }
        for (size_t i = 0; i < action_fields_n(action); i++)
                check_field(d, &action->fields[i], i);
        return d->faults_n ? INVALID : OK;
}

/* Only of sessions: the command line has the machine, and a token cannot be asked. */
static bool is_proved(const Deed *d)
{
        return !d->actor.proved_at || d->actor.proved_at + SESSION_PROOF_US > d->now_us;
}

static Status enter(const ActionWorld *world, const Action *action, const Actor *actor,
                    const Input *inputs, size_t inputs_n, Arena *a, Deed *d)
{
        Str file_name = d->file_name, session = d->session;

        *d = (Deed){.action = action,
                    .a = a,
                    .actor = *actor,
                    .site = world->site,
                    .base_url = world->base_url,
                    .store = world->store,
                    .gate = world->gate,
                    .seal = world->seal,
                    .sends_mail = world->sends_mail,
                    .calls_private = world->calls_private,
                    .client = world->client,
                    .sign_up_is_closed = world->sign_up_is_closed,
                    .asks = world->asks,
                    .file_name = file_name,
                    .session = session};
        d->now_us = world->now_us ? world->now_us : time_now_us();
        if (!access_may(actor, action->may))
                return deed_fault(d, FORBIDDEN,
                                  actor->id ? _("You may not do this: it needs the permission %s.")
                                            : _("Sign in to do this: it needs the permission %s."),
                                  permission_name(action->may));
        if (action->is_dangerous && !is_proved(d))
                return deed_fault(d, FORBIDDEN,
                                  _("This can not be taken back, so show once more that it is you: "
                                    "%.*s/do/session/prove — then send it again."),
                                  S_ARG(world->base_url));
        return check_inputs(d, inputs, inputs_n);
}

static Status ready(const ActionWorld *world, const Action *action, const Actor *actor,
                    const Input *inputs, size_t inputs_n, Arena *a, Deed *d)
{
        TRY(enter(world, action, actor, inputs, inputs_n, a, d));
        if (world->is_busy && action->is_slow)
                return deed_fault(d, TOO_MANY,
                                  _("Many are signing in just now. Try again in a few seconds."));
        return action->prepare ? action->prepare(d) : OK;
}

Status where_everywhere(Deed *d, Place *out)
{
        (void)d;
        *out = (Place){0};
        return OK;
}

Status where_own(Deed *d, Place *out)
{
        (void)d;
        *out = (Place){.is_own = true};
        return OK;
}

/* The permission, at the place where it is done. */
static Status may_here(Deed *d)
{
        Place place = {0};

        assert(d->action->where != NULL);
        TRY(d->action->where(d, &place));
        if (access_may_at(&d->actor, d->action->may, &place))
                return OK;
        if (place.is_hidden)
                return deed_fault(d, NOT_FOUND, _("There is no such thing here."));
        return deed_fault(
                d, FORBIDDEN,
                _("You may do this elsewhere, but not here: it needs the permission %s at "
                  "this place."),
                permission_name(d->action->may));
}

static Status run_deed(Deed *d, Db *db)
{
        Status s;

        d->db = db;
        d->faults_n = 0;
        d->told = 0;
        d->refused = OK;
        d->answer = (Str){0};
        TRY(may_here(d));
        s = d->action->run(d);
        if (s == OK)
                assert(d->action->is_silent || d->action->is_told_by_ledger || d->refused != OK ||
                       d->told > 0); /* what moves someone is on the record */
        return s;
}

/* On the writer's thread: a deed that needs too much memory ends here, not in its caller's frames.
 */
static Status run_job(void *ctx, Db *db)
{
        Deed *d = ctx;
        jmp_buf trap, *outer = d->a->trap;
        Status s;

        d->a->trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = run_deed(d, db);
        d->a->trap = outer;
        return s;
}

/* Words for what the store itself said. */
static Status explain(Deed *d, Status s, Str fault)
{
        if (s == OK || d->faults_n)
                return s;
        if (s == BROKEN && str_has(fault, S("disk is full"))) /* nobody's mistake, and it passes */
                return deed_fault(d, UPSTREAM,
                                  _("The server's disk is full. Nothing was changed; its operator "
                                    "must make room."));
        if (s == UPSTREAM && str_has(fault, S("is not known")))
                return deed_fault(d, s,
                                  _("The database went away while this was being stored. Look "
                                    "whether it is there before you try again."));
        switch (s) {
        case NOT_FOUND: return deed_fault(d, s, _("There is no such thing here."));
        case CONFLICT: return deed_fault(d, s, _("Something with that name is there already."));
        case TOO_LARGE: return deed_fault(d, s, _("This is more than one request may hold."));
        case UPSTREAM:
                return deed_fault(
                        d, s,
                        _("The database can not be reached just now. Nothing was changed; "
                          "try again in a moment."));
        case RETRY:
                return deed_fault(d, s,
                                  _("Others changed the same thing at the same time. Nothing was "
                                    "changed; try again."));
        case FORBIDDEN:
        case INVALID:
        case TOO_MANY:
        case BROKEN:
        case OK: break;
        }
        return deed_fault(d, s, _("This could not be stored. Nothing was changed."));
}

Status action_do(const ActionWorld *world, const Action *action, const Actor *actor,
                 const Input *inputs, size_t inputs_n, Arena *a, Deed *d)
{
        Status s;

        TRY(ready(world, action, actor, inputs, inputs_n, a, d));
        s = store_transact(world->store, run_job, d);
        if (s == OK && d->refused != OK)
                return d->refused;
        if (s == OK && action->clear_up)
                action->clear_up(d);
        return explain(d, s, s == OK ? (Str){0} : store_fault(world->store, a));
}

Status action_allowed(Db *db, const ActionWorld *world, const Action *action, const Actor *actor,
                      const Input *inputs, size_t inputs_n, Arena *a, Deed *d)
{
        TRY(enter(world, action, actor, inputs, inputs_n, a, d));
        d->db = db;
        return may_here(d);
}

ActionWorld action_world_of(const Deed *d)
{
        return (ActionWorld){.store = d->store,
                             .site = d->site,
                             .now_us = d->now_us,
                             .base_url = d->base_url,
                             .gate = d->gate,
                             .seal = d->seal,
                             .sends_mail = d->sends_mail,
                             .calls_private = d->calls_private,
                             .client = d->client,
                             .sign_up_is_closed = d->sign_up_is_closed,
                             .asks = d->asks};
}

Status action_do_inside(Db *db, const ActionWorld *world, const Action *action, const Actor *actor,
                        const Input *inputs, size_t inputs_n, Arena *a, Deed *d)
{
        TRY(ready(world, action, actor, inputs, inputs_n, a, d));
        return explain(d, run_deed(d, db), (Str){0});
}
