/* apply/hint: see the header. */
#include "apply/hint.h"

#include "apply/likeness.h"
#include "base/words.h"
#include "form/answer.h"
#include "form/kept.h"
#include "people/interest.h"
#include "people/people.h"

enum { HINT_ARENA_BYTES = 64 * 1024 * 1024, MARKS_MAX = 60, HINT_TEXT_BYTES_MAX = 200000 };

typedef struct {
        const char *kind;
        int64_t key;
} Mark;

/* One application, as it is compared. */
typedef struct {
        Arena a;
        Application x;
        Party party;
        TextSketch sketch;
        Mark marks[MARKS_MAX];
        size_t marks_n;
        int64_t now_us;
} Look;

/* Half the world has an address there. */
static bool is_common(Str domain)
{
        static const char *const common[] = {
                "gmail.com",   "googlemail.com",  "outlook.com", "hotmail.com", "live.com",
                "yahoo.com",   "icloud.com",      "me.com",      "proton.me",   "protonmail.com",
                "gmx.net",     "gmx.de",          "web.de",      "qq.com",      "163.com",
                "126.com",     "mail.ru",         "yandex.ru",   "naver.com",   "linkedin.com",
                "github.com",  "facebook.com",    "twitter.com", "x.com",       "instagram.com",
                "youtube.com", "medium.com",      "notion.site", "wixsite.com", "google.com",
                "t.me",        "sites.google.com"};

        for (size_t i = 0; i < sizeof common / sizeof *common; i++)
                if (str_is(domain, common[i]))
                        return true;
        return false;
}

static void mark(Look *l, const char *kind, int64_t key)
{
        if (l->marks_n < MARKS_MAX)
                l->marks[l->marks_n++] = (Mark){kind, key};
}

static void mark_text(Look *l, const char *kind, Str value)
{
        uint64_t h = str_hash(str_lower(&l->a, str_trim(value))) & INT64_MAX;

        if (value.len)
                mark(l, kind, h ? (int64_t)h : 1);
}

static void mark_domain(Look *l, Str value)
{
        size_t at = str_find(value, '@');
        Str domain = at < value.len ? str_lower(&l->a, str_skip(value, at + 1))
                                    : party_domain(&l->a, value);

        if (domain.len && !is_common(domain))
                mark_text(l, "domain", domain);
}

static Status gather(Look *l, Db *db, Id id)
{
        Revision r;
        Form *form = NULL;
        const Json *answers;
        Text text = text_begin(&l->a, HINT_TEXT_BYTES_MAX + 100);
        IdentityList identities;
        int64_t keys[NAME_BANDS > SKETCH_BANDS ? NAME_BANDS : SKETCH_BANDS];
        size_t n;

        TRY(application_get(db, &l->a, id, &l->x));
        TRY(party_by_id(db, &l->a, l->x.party, &l->party));
        TRY(revision_get(db, &l->a, &l->x, 0, &r));
        TRY(form_open(db, &l->a, r.form, NULL, &form));
        TRY(revision_answers(&l->a, &r, &answers));
        mark_domain(l, l->party.website);
        TRY(identity_of(db, &l->a, l->x.party, &identities));
        for (size_t i = 0; i < identities.n; i++)
                if (str_is(identities.at[i].scheme, "registration"))
                        mark_text(l, "registration", identities.at[i].value);
                else if (str_is(identities.at[i].scheme, "email") ||
                         str_is(identities.at[i].scheme, "domain"))
                        mark_domain(l, identities.at[i].value);
        for (size_t i = 0; i < form->fields.n; i++) {
                const FormField *f = form->fields.at[i];
                Str value = json_get_text(answers, f->slug);

                if (f->kind == FORM_URL || f->kind == FORM_EMAIL)
                        mark_domain(l, value);
                else if (str_is(f->about, "registration"))
                        mark_text(l, "registration", value);
                else if (f->kind == FORM_LONG_TEXT && text.len < HINT_TEXT_BYTES_MAX)
                        text_fmt(&text, "%.*s\n", S_ARG(str_head(value, 20000)));
        }
        sketch_of(text_str(&text), &l->sketch);
        n = name_keys(l->party.name, keys);
        for (size_t i = 0; i < n; i++)
                mark(l, "name", keys[i]);
        n = sketch_keys(&l->sketch, keys);
        for (size_t i = 0; i < n; i++)
                mark(l, "text", keys[i]);
        return OK;
}

/* How like they are by that kind, 0 when not enough to say it. */
static Status compare(Look *l, Db *db, const char *kind, const MarkOther *o, int *out)
{
        Str k = str_from(kind);

        *out = LIKE_WHOLE;
        if (str_is(k, "name")) {
                Party other;

                TRY(party_by_id(db, &l->a, o->party, &other));
                *out = name_likeness(l->party.name, other.name);
                if (*out < HINT_NAME_MIN)
                        *out = 0;
        } else if (str_is(k, "text")) {
                Sketch row;
                TextSketch other;

                TRY(sketch_get(db, &l->a, o->party, o->application, &row));
                *out = sketch_parse(row.sketch, &other) ? sketch_likeness(&l->sketch, &other) : 0;
                if (*out < HINT_TEXT_MIN)
                        *out = 0;
        }
        return OK;
}

static Status meet(Look *l, Db *db, const Mark *m, int *told)
{
        MarkOtherList others;

        TRY(mark_others(db, &l->a, str_from(m->kind), m->key, l->x.round, l->x.id, &others));
        for (size_t i = 0; i < others.n && *told < HINTS_OF_ONE_MAX; i++) {
                int likeness = 0;

                if (others.at[i].party == l->x.party)
                        continue;
                TRY(compare(l, db, m->kind, &others.at[i], &likeness));
                if (!likeness)
                        continue;
                ++*told;
                TRY(hint_add(db, l->x.party, l->x.id, others.at[i].party, others.at[i].application,
                             str_from(m->kind), likeness, l->x.round, l->now_us));
                TRY(application_touch(db, others.at[i].party, others.at[i].application));
                TRY(application_touch(db, l->x.party, l->x.id));
        }
        return OK;
}

static Status keep(void *ctx, Db *db)
{
        Look *l = ctx;
        int told = 0;

        TRY(mark_drop(db, l->x.party, l->x.id));
        for (size_t i = 0; i < l->marks_n; i++)
                TRY(meet(l, db, &l->marks[i], &told));
        for (size_t i = 0; i < l->marks_n; i++)
                TRY(mark_add(db, l->x.party, l->x.id, str_from(l->marks[i].kind), l->marks[i].key,
                             l->x.round));
        TRY(sketch_put(db, l->x.party, l->x.id, sketch_text(&l->a, &l->sketch)));
        return unseen_drop(db, l->x.party, l->x.id);
}

static Status drop(void *ctx, Db *db)
{
        const Unseen *u = ctx;

        return unseen_drop(db, u->party, u->application);
}

Status hint_work(Store *st, Db *db, int64_t now_us, bool *out_more)
{
        Arena own = arena_make(MIB);
        UnseenList list = {0};
        Status s = unseen_next(db, &own, &list);

        *out_more = s == OK && list.n == 20;
        for (size_t i = 0; s == OK && i < list.n; i++) {
                Look l = {.a = arena_make(HINT_ARENA_BYTES), .now_us = now_us};
                Unseen u = list.at[i];

                s = gather(&l, db, u.application);
                if (s == OK)
                        s = store_transact(st, keep, &l);
                else if (s == NOT_FOUND || s == BROKEN) /* erased since, or can not be read */
                        s = store_transact(st, drop, &u);
                arena_free(&l.a);
        }
        arena_free(&own);
        return s;
}

/* --- what an operator makes of it */

static const Field mark_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"other", FIELD_ID, .required = true, .label = N_("Of which one it is a double")},
        {0}};

static Status other_of(Deed *d, const Application *x, Application *out)
{
        Status s = application_get(d->db, d->a, deed_int(d, "other"), out);

        if (s == NOT_FOUND || (s == OK && (out->round != x->round || out->id == x->id)))
                return deed_fault_at(d, "other", _("There is no such application in this round."));
        return s;
}

static Status settle(Deed *d, const Application *x, const Application *other, Str state)
{
        TRY(application_touch(d->db, x->party, x->id));
        TRY(application_touch(d->db, other->party, other->id));
        return hint_settle(d->db, x->round, x->id, other->id, state);
}

void mark_bar(const Application *x, const Application *other, Str *out)
{
        *out = (Str){0};
        if (!str_is(x->state, "submitted") && !str_is(x->state, "draft"))
                *out = S_("This application does not count any more.");
        else if (str_is(other->state, "double") || x->id == other->id)
                *out = S_("This one is a double itself.");
}

Status application_marks(Deed *d, const Application *x, const Application *other)
{
        Entry e = {.kind = S("application.marked"), .subject = x->party, .hub = x->hub};

        TRY(application_state_move(d, x, S("double"), other->id));
        TRY(settle(d, x, other, S("double")));
        entry_id(&e, S("application"), x->id);
        entry_id(&e, S("round"), x->round);
        entry_id(&e, S("double_of"), other->id);
        return deed_tell(d, &e);
}

static Status run_mark(Deed *d)
{
        Application x, other;
        Str fault;

        TRY(application_of(d, &x));
        TRY(other_of(d, &x, &other));
        TRY(interest_refuses(d, x.party));
        TRY(interest_refuses(d, other.party));
        if (str_is(other.state, "double"))
                return deed_fault_at(d, "other", _("This one is a double itself."));
        mark_bar(&x, &other, &fault);
        if (fault.len)
                return deed_fault(d, CONFLICT, "%.*s", S_ARG(fault));
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/doubles", S_ARG(id_text(d->a, x.round)));
        d->note = S_("Marked. It can be reopened.");
        return application_marks(d, &x, &other);
}

const Action application_mark_action = {
        .name = "application mark",
        .may = MAY_APPLICATION_EDIT,
        .where = application_where,
        .title = N_("Mark an application as a double of another"),
        .help = N_("It no longer counts in the round. Nothing of it is lost. When both parties are "
                   "one, merge them, too."),
        .fields = mark_fields,
        .run = run_mark};

static Status run_dismiss(Deed *d)
{
        Application x, other;

        TRY(application_of(d, &x));
        TRY(other_of(d, &x, &other));
        TRY(interest_refuses(d, x.party));
        TRY(interest_refuses(d, other.party));
        TRY(settle(d, &x, &other, S("dismissed")));
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/rounds/%.*s/doubles", S_ARG(id_text(d->a, x.round)));
        d->note = S_("Dismissed.");
        return OK;
}

const Action application_dismiss_action = {.name = "application dismiss",
                                           .may = MAY_APPLICATION_EDIT,
                                           .where = application_where,
                                           .title = N_("Dismiss a hint of a double"),
                                           .help = N_("The two are different."),
                                           .fields = mark_fields,
                                           .run = run_dismiss,
                                           .is_silent = true};
