/* apply/application: who may do what with an application, and how it begins. Its draft stands in
 * apply/draft, what is handed in in apply/submit. */
#include "apply/apply.h"

#include "base/time.h"
#include "base/words.h"
#include "form/answer.h"
#include "form/kept.h"
#include "hub/hub.h"
#include "people/own.h"
#include "people/team.h"

Status application_get(Db *db, Arena *a, Id id, Application *out)
{
        return application_by_id(db, a, id, out);
}

Status application_of(Deed *d, Application *out)
{
        return application_get(d->db, d->a, deed_int(d, "application"), out);
}

Status application_place(Db *db, Arena *a, const Actor *actor, const Application *x, Place *out)
{
        Place place;
        bool is_own;

        TRY(hub_place(db, a, x->hub, x->programme, &place));
        TRY(party_is_own(db, a, actor, x->party, &is_own));
        place.party = x->party;
        place.is_own = is_own;
        place.is_hidden = true;
        *out = place;
        return OK;
}

Status application_may(Db *db, Arena *a, const Actor *actor, Permission may, const Application *x,
                       bool *out)
{
        Place place;

        TRY(application_place(db, a, actor, x, &place));
        *out = access_may_at(actor, may, &place);
        return OK;
}

Status application_sees(Db *db, Arena *a, const Actor *actor, const Application *x, bool *out)
{
        Place place;

        TRY(application_place(db, a, actor, x, &place));
        *out = place.is_own || access_may_at(actor, MAY_APPLICATION_SEE, &place);
        return OK;
}

Status application_writes(Db *db, Arena *a, const Actor *actor, const Application *x, bool *out)
{
        Place place;

        TRY(application_place(db, a, actor, x, &place));
        *out = place.is_own || access_may_at(actor, MAY_APPLY, &place);
        return OK;
}

Status application_where_own(Deed *d, Place *out)
{
        Application x;
        bool writes;

        TRY(application_of(d, &x));
        TRY(application_writes(d->db, d->a, &d->actor, &x, &writes));
        *out = (Place){.is_own = true};
        return writes ? OK : NOT_FOUND;
}

Status application_where(Deed *d, Place *out)
{
        Application x;

        *out = (Place){.is_hidden = true};
        TRY(application_of(d, &x));
        return application_place(d->db, d->a, &d->actor, &x, out);
}

Status application_closes(Db *db, Arena *a, const Application *x, const Round *r, int64_t *out)
{
        RoundExtension more;
        Status s = round_extension_of(db, a, x->party, r->id, &more);

        if (s != OK && s != NOT_FOUND)
                return s;
        *out = s == OK && more.until_at > r->closes_at ? more.until_at : r->closes_at;
        return OK;
}

Status application_stage_set(Deed *d, const Application *x, Str stage)
{
        TRY(application_touch(d->db, x->party, x->id));
        return application_stage_keep(d->db, x->party, x->id, stage);
}

Status application_state_move(Deed *d, const Application *x, Str state, Id double_of)
{
        TRY(application_touch(d->db, x->party, x->id));
        TRY(application_state_set(d->db, x->party, x->id, state, double_of));
        TRY(application_count_add(d->db, x->round, x->state, -1));
        return application_count_add(d->db, x->round, state, 1);
}

Status revision_get(Db *db, Arena *a, const Application *x, int64_t number, Revision *out)
{
        return revision_by_number(db, a, x->party, x->id, number ? number : x->revision, out);
}

Status revision_answers(Arena *a, const Revision *r, const Json **out)
{
        static const Json none = {.kind = JSON_KIND_OBJECT};

        *out = &none;
        if (!r->answers.len)
                return OK;
        return json_parse(a, r->answers, out, NULL) == OK ? OK : BROKEN;
}

Status draft_answers(Db *db, Arena *a, const Application *x, const Json **out)
{
        AnswerRowList rows;
        Input *values;

        TRY(answers_of(db, a, x->party, x->id, &rows));
        values = arena_new(a, Input, rows.n + 1);
        for (size_t i = 0; i < rows.n; i++)
                values[i] = (Input){rows.at[i].field, rows.at[i].value};
        *out = answers_of_values(a, values, rows.n);
        return OK;
}

/* --- beginning */

static const Field begin_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"party", FIELD_ID, .label = N_("Who applies"),
         .help = N_("An organisation whose team you are in. Empty: you yourself, or a new one.")},
        {"name", FIELD_TEXT, .chars_max = PARTY_NAME_CHARS_MAX,
         .label = N_("Name of the organisation"),
         .help = N_("One that is not here yet: you are its owner.")},
        {0}};

/* Somebody else's party is as if it did not exist. */
static Status where_begin(Deed *d, Place *out)
{
        Application x = {.party = deed_int(d, "party")};
        Round r;
        bool writes;

        *out = (Place){.is_own = true};
        if (!x.party)
                return OK;
        TRY(round_of(d, &r));
        x.hub = r.hub;
        x.programme = r.programme;
        TRY(application_writes(d->db, d->a, &d->actor, &x, &writes));
        return writes ? OK : NOT_FOUND;
}

/* A new organisation, with the actor as its owner: the deed that founds one. */
static Status found(Deed *d, const Hub *hub, Id *out)
{
        ActionWorld world = action_world_of(d);
        Input inputs[] = {{S("name"), deed_text(d, "name")}, {S("hub"), hub->slug}};
        Deed *made = arena_new(d->a, Deed, 1);
        Status s = action_do_inside(d->db, &world, &team_found_action, &d->actor, inputs, 2, d->a,
                                    made);

        for (size_t i = 0; i < made->faults_n; i++)
                d->faults[d->faults_n++] = made->faults[i];
        d->told += made->told;
        if (s == OK)
                *out = made->made;
        return s;
}

/* The actor as a participant: the file of one of its confirmed addresses, made when there is none.
 */
static Status oneself(Deed *d, const Hub *hub, Id *out)
{
        Id own[OWN_PARTIES_MAX];
        size_t own_n = 0;
        OwnAddressList addresses;
        Identity known;
        Entry e = {.kind = S("party.added")};
        PartyFacts facts = {.kind = S("person"), .name = d->actor.name, .hub = hub->id};
        Str salt;

        TRY(party_own(d->db, d->a, d->actor.id, own, &own_n));
        if (own_n) {
                *out = own[0];
                return OK;
        }
        TRY(own_addresses(d->db, d->a, d->actor.id, &addresses));
        if (!addresses.n)
                return deed_fault(d, CONFLICT,
                                  _("Confirm an e-mail address of your account first."));
        if (identity_find(d->db, d->a, S("email"), addresses.at[0].email, &known) == OK)
                return deed_fault(d, CONFLICT,
                                  _("Your address belongs to a file that is not yet yours. Ask an "
                                    "operator of the hub."));
        TRY(party_make(d, &facts, out, &salt));
        TRY(identity_add(d->db, S("email"), addresses.at[0].email, *out, d->now_us, true));
        e.subject = *out;
        e.hub = hub->id;
        party_entry(d->a, &e, &facts, salt, d->now_us);
        return deed_tell(d, &e);
}

static Status who_applies(Deed *d, const Definition *def, const Hub *hub, Party *out)
{
        Id id = deed_int(d, "party");
        bool is_person;

        if (id && deed_given(d, "name"))
                return deed_fault_at(d, "name",
                                     _("Say one of the two: who applies, or the name of "
                                       "a new organisation."));
        if (!id && !deed_given(d, "name") && !(def->members & DEFINITION_PERSON))
                return deed_fault_at(d, "party",
                                     _("This programme is for organisations: say which one "
                                       "applies."));
        if (!id && deed_given(d, "name"))
                TRY(found(d, hub, &id));
        else if (!id)
                TRY(oneself(d, hub, &id));
        TRY(party_by_id(d->db, d->a, id, out));
        if (out->merged_into)
                return deed_fault_at(d, "party", _("This party was merged into %.*s."),
                                     S_ARG(id_text(d->a, out->merged_into)));
        TRY(party_whole(d, out));
        is_person = str_is(out->kind, "person");
        if (!(def->members & (is_person ? DEFINITION_PERSON : DEFINITION_ORGANISATION)))
                return deed_fault_at(d, "party",
                                     is_person ? _("Programme %.*s is not for persons.")
                                               : _("Programme %.*s is not for organisations."),
                                     S_ARG(def->slug));
        return OK;
}

/* What the party told before, into the fields that ask about it. */
static Status prefill(Deed *d, const Party *p, const Application *x, const Form *f)
{
        Input *facts = arena_new(d->a, Input, 240);
        size_t n = 0;
        IdentityList identities;
        AttributeList attributes;
        const Json *known;

        facts[n++] = (Input){S("name"), p->name};
        facts[n++] = (Input){S("website"), p->website};
        facts[n++] = (Input){S("country"), p->country};
        facts[n++] = (Input){S("sector"), p->sector};
        TRY(identity_of(d->db, d->a, p->id, &identities));
        for (size_t i = 0; i < identities.n && n < 100; i++)
                if (str_is(identities.at[i].scheme, "email") ||
                    str_is(identities.at[i].scheme, "registration"))
                        facts[n++] = (Input){identities.at[i].scheme, identities.at[i].value};
        TRY(attribute_of(d->db, d->a, p->id, &attributes));
        for (size_t i = 0; i < attributes.n && n < 230; i++)
                facts[n++] = (Input){attributes.at[i].name, attributes.at[i].value};
        known = answers_known(d->a, f, facts, n);
        for (const Json *v = known ? known->child : NULL; v; v = v->next)
                TRY(answer_put(d->db, x->party, x->id, v->key,
                               answer_value_text(d->a, known, v->key), 1, (Str){0}, d->actor.id,
                               d->now_us));
        return OK;
}

static Status may_begin(Deed *d, const Round *r, const Party *p)
{
        Application there = {.party = p->id};
        ApplicationsBegun of_party, of_actor;
        int64_t closes;

        TRY(application_closes(d->db, d->a, &there, r, &closes));
        if (r->cancelled_at)
                return deed_fault(d, CONFLICT, _("This round was cancelled."));
        if (d->now_us < r->opens_at)
                return deed_fault(d, CONFLICT, _("This round opens on %.*s."),
                                  S_ARG(round_moment(d->a, r->zone, r->opens_at)));
        if (d->now_us > closes)
                return deed_fault(d, CONFLICT, _("This round closed on %.*s."),
                                  S_ARG(round_moment(d->a, r->zone, closes)));
        TRY(applications_begun(d->db, d->a, p->id, r->id, &of_party));
        TRY(applications_drafted(d->db, d->a, d->actor.id, r->id, &of_actor));
        if (of_party.applications >= APPLICATIONS_BEGUN_MAX ||
            of_actor.applications >= APPLICATIONS_BEGUN_MAX)
                return deed_fault(d, TOO_MANY,
                                  _("%d applications were begun in this round already: hand those "
                                    "in, or ask an operator."),
                                  APPLICATIONS_BEGUN_MAX);
        if (application_live(d->db, d->a, p->id, r->id, &there) == OK)
                return deed_fault(d, CONFLICT,
                                  _("There is an application of %.*s in this round already."),
                                  S_ARG(p->name));
        return OK;
}

static Status run_begin(Deed *d)
{
        Round r;
        Programme programme = {0};
        Definition *def = NULL;
        Form *form = NULL;
        Party party = {0};
        Hub hub;
        Application x;
        Status s = round_of(d, &r);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "round", _("There is no such round."));
        TRY(s);
        TRY(round_definition(d->db, d->a, &r, &programme, &def));
        TRY(hub_by_id(d->db, d->a, r.hub, &hub));
        TRY(who_applies(d, def, &hub, &party));
        TRY(may_begin(d, &r, &party));
        TRY(form_open(d->db, d->a, r.form, NULL, &form));
        x = (Application){.party = party.id, .id = db_id(d->db, d->now_us)};
        TRY(application_insert(d->db, x.party, x.id, r.id, r.programme, r.hub, r.form,
                               str_head(party.name, APPLICATION_TITLE_CHARS_MAX), d->now_us,
                               d->actor.id));
        TRY(application_count_add(d->db, r.id, S("draft"), 1));
        TRY(application_touch(d->db, x.party, x.id));
        TRY(prefill(d, &party, &x, form));
        Entry e = {.kind = S("application.begun"), .subject = x.id, .hub = r.hub};
        entry_id(&e, S("round"), r.id);
        entry_id(&e, S("party"), party.id);
        entry_text(&e, S("programme"), programme.slug);
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/applications/%.*s", S_ARG(id_text(d->a, x.id)));
        d->note = S_("Begun. What you type is kept as you go.");
        return deed_tell(d, &e);
}

const Action application_begin_action = {
        .name = "application begin",
        .may = MAY_SELF,
        .where = where_begin,
        .title = N_("Begin an application"),
        .help = N_(
                "For an organisation of yours, for a new one, or for yourself. Nothing is handed "
                "in yet."),
        .fields = begin_fields,
        .run = run_begin,
        .draw = application_begin_draw};
