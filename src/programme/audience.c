/* programme/audience: see the header. */
#include "programme/audience.h"

#include "base/words.h"
#include "hub/hub.h"
#include "programme/audience.sql.h"
#include "programme/programme.h"

enum { AUDIENCE_STEP = 500 }; /* as the queries say */

static const char *const audiences[] = {"members", "role", NULL};
/* As people/role gives them; an administrator is one everywhere. */
static const char *const roles[] = {"head",     "operator", "reviewer", "mentor",
                                    "educator", "finance",  "auditor",  NULL};

static const Field compose_fields[] = {
        {"to", FIELD_CHOICE, .required = true, .choices = audiences, .label = N_("To whom"),
         .help = N_("members: of a programme; role: who has a role there.")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("There and at all places below; everywhere when empty.")},
        {"programme", FIELD_SLUG, .chars_max = 64, .label = N_("Programme"),
         .help = N_("Members need one; of roles, those for this one only.")},
        {"stage", FIELD_SLUG, .chars_max = 64, .label = N_("Stage"),
         .help = N_("Members who stand there; all of them when empty.")},
        {"role", FIELD_CHOICE, .choices = roles, .label = N_("Role"),
         .help = N_("Any of them when empty.")},
        {"subject", FIELD_TEXT, .required = true, .label = N_("Subject")},
        {"words", FIELD_LONG_TEXT, .required = true, .chars_max = 20000, .label = N_("Text"),
         .help = N_("Plain words; each line is a paragraph.")},
        {0}};

static Status programme_of(Deed *d, Programme *out)
{
        Status s;

        if (!deed_given(d, "programme"))
                return OK;
        s = programme_by_slug(d->db, d->a, deed_text(d, "programme"), out);
        return s == NOT_FOUND ? deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                              S_ARG(deed_text(d, "programme")))
                              : s;
}

static Status where_compose(Deed *d, Place *out)
{
        Programme programme = {0};
        Hub hub = {0};

        TRY(programme_of(d, &programme));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        return hub_place(d->db, d->a, hub.id, programme.id, out);
}

static Status list_step(Db *db, Arena *a, const Audience *x, int64_t now_us, AudienceOneList *out)
{
        return str_is(x->who, "members")
                       ? audience_members(db, a, x->programme, x->hub, x->stage, x->done_until, out)
                       : audience_roles(db, a, x->role, x->hub, x->programme, now_us, x->done_until,
                                        out);
}

/* Holds the next mails; at the end it can be released. */
static Status step(Db *db, Arena *a, const Audience *x, int64_t now_us)
{
        MailAnnouncement said = {x->subject, x->words};
        bool are_actors = str_is(x->who, "role");
        AudienceOneList list;

        TRY(list_step(db, a, x, now_us, &list));
        for (size_t i = 0; i < list.n; i++) {
                ArenaMark mark = arena_mark(a);
                const AudienceOne *one = &list.at[i];
                MailDraft draft = {.kind = &mail_announcement_kind,
                                   .of = &said,
                                   .actor = are_actors ? one->who : 0,
                                   .address = one->address,
                                   .name = one->name};
                MailFate fate;

                TRY(mail_bulk_hold(db, a, x->bulk, &draft, now_us, &fate));
                arena_rewind(a, mark);
        }
        if (list.n == AUDIENCE_STEP)
                return bulk_done_until(db, x->bulk, list.at[list.n - 1].who);
        TRY(audience_drop(db, x->bulk));
        return bulk_filled(db, x->bulk);
}

static Status check(Deed *d, const Programme *programme, Stage *stage)
{
        bool to_members = str_is(deed_text(d, "to"), "members");
        Status s;

        if (to_members && !programme->id)
                return deed_fault_at(d, "programme", _("Say of which programme."));
        if (to_members && deed_given(d, "role"))
                return deed_fault_at(d, "role", _("Members of a programme have no role in it."));
        if (!to_members && deed_given(d, "stage"))
                return deed_fault_at(d, "stage", _("Only members stand at a stage."));
        if (!deed_given(d, "stage"))
                return OK;
        s = stage_by_slug(d->db, d->a, programme->id, deed_text(d, "stage"), stage);
        return s == NOT_FOUND
                       ? deed_fault_at(d, "stage", _("The programme %.*s has no stage «%.*s»."),
                                       S_ARG(programme->slug), S_ARG(deed_text(d, "stage")))
                       : s;
}

static Status run_compose(Deed *d)
{
        Entry e = {.kind = S("mail.drafted")};
        Programme programme = {0};
        Stage stage = {0};
        Audience x;
        MailBulk b;
        Hub hub = {0};
        Id bulk;

        TRY(programme_of(d, &programme));
        TRY(check(d, &programme, &stage));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        TRY(mail_bulk_begin(d->db, &mail_announcement_kind, deed_text(d, "subject"), d->actor.id,
                            d->now_us, &bulk));
        TRY(bulk_set_place(d->db, bulk, hub.id, programme.id));
        TRY(audience_insert(d->db, bulk, deed_text(d, "to"), stage.id, deed_text(d, "role"),
                            deed_text(d, "words")));
        /* few are held at once, many in the background */
        TRY(audience_of(d->db, d->a, bulk, &x));
        TRY(step(d->db, d->a, &x, d->now_us));
        TRY(bulk_by_id(d->db, d->a, bulk, &b));
        e.subject = d->made = bulk;
        e.hub = hub.id;
        entry_text(&e, S("to"), deed_text(d, "to"));
        entry_text(&e, S("programme"), programme.slug);
        entry_text(&e, S("stage"), stage.slug);
        entry_text(&e, S("role"), deed_text(d, "role"));
        d->go_to = str_fmt(d->a, "/mails/bulk/%.*s", S_ARG(id_text(d->a, bulk)));
        d->note = str_is(b.state, "held")
                          ? str_fmt(d->a,
                                    words_n("%lld mail would be sent; nothing is before you "
                                            "release it.",
                                            "%lld mails would be sent; nothing is before you "
                                            "release them.",
                                            b.held),
                                    (long long)b.held)
                          : S_("They are being written; nothing is sent before you release them.");
        return deed_tell(d, &e);
}

const Action mail_compose_action = {
        .name = "mail compose",
        .may = MAY_MAIL,
        .where = where_compose,
        .title = N_("Write to members or staff"),
        .help = N_("To all members of a programme at a hub, or to all who have a role there. First "
                   "you see what would go to how many. Who ended such mails gets none."),
        .fields = compose_fields,
        .run = run_compose,
        .is_dangerous = true};

/* --- in the background */

typedef struct {
        Arena *a;
        Id bulk;
        int64_t now_us;
} Filling;

static Status fill_job(void *ctx, Db *db)
{
        const Filling *f = ctx;
        Audience x;
        Status s = audience_of(db, f->a, f->bulk, &x);

        return s == NOT_FOUND ? OK /* another process was first, or it was given up */
               : s == OK      ? step(db, f->a, &x, f->now_us)
                              : s;
}

Status audience_fill(Store *st, Db *db, Arena *a, int64_t now_us)
{
        Filling f = {.a = a, .now_us = now_us};
        Audience x;

        TRY(audience_next(db, a, &x));
        f.bulk = x.bulk;
        return store_transact(st, fill_job, &f);
}
