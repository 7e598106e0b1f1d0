/* exchange/opportunity_json: see the header. */
#include "exchange/opportunity_json.h"

#include "base/decimal.h"
#include "base/time.h"
#include "exchange/opportunity_inside.h"
#include "exchange/uuid.h"
#include "form/kept.h"

static void put_text(JsonOut *j, const char *key, Str value)
{
        jout_key(j, str_from(key));
        jout_text(j, value);
}

static void put_uuid(OpportunityOut *out, const char *key, const char *kind, Id id)
{
        put_text(out->j, key, uuid_of(out->a, out->space, kind, id));
}

static void put_times(OpportunityOut *out, int64_t made_at, int64_t modified_at)
{
        put_text(out->j, "createdAt", time_iso(out->a, made_at));
        put_text(out->j, "lastModifiedAt", time_iso(out->a, modified_at));
}

/* --- when: wall clocks of the round's zone, as the protocol's dates have none */

/* "2026-12-01T23:59:59": zones are whole minutes away from UTC. */
static Str wall(OpportunityOut *out, const OpportunityRow *r, int64_t at_us)
{
        return str_fmt(out->a, "%.*s:%02d", S_ARG(round_local(out->a, r->zone, at_us)),
                       time_civil(at_us).second);
}

static void put_date(OpportunityOut *out, const char *key, const char *name,
                     const OpportunityRow *r, int64_t at_us)
{
        JsonOut *j = out->j;
        Str local = wall(out, r, at_us);

        jout_key(j, str_from(key));
        jout_object(j);
        put_text(j, "name", str_from(name));
        put_text(j, "eventType", S("singleDate"));
        put_text(j, "date", str_head(local, 10));
        put_text(j, "time", str_skip(local, 11));
        put_text(j, "description",
                 str_fmt(out->a, "%.*s, %.*s", S_ARG(r->zone), S_ARG(time_iso(out->a, at_us))));
        jout_object_end(j);
}

/* A competition opens; an opportunity is posted, and opens later. */
static void put_dates(OpportunityOut *out, const OpportunityRow *r, bool of_competition)
{
        JsonOut *j = out->j;

        jout_key(j, S("keyDates"));
        jout_object(j);
        if (of_competition)
                put_date(out, "openDate", "Opens", r, r->opens_at);
        else
                put_date(out, "postDate", "Posted", r, r->made_at);
        put_date(out, "closeDate", "Closes", r, r->closes_at);
        if (!of_competition) {
                jout_key(j, S("otherDates"));
                jout_object(j);
                put_date(out, "opens", "Opens", r, r->opens_at);
                jout_object_end(j);
        }
        jout_object_end(j);
}

/* --- who may, what for */

static void put_custom_value(JsonOut *j, const char *value, const char *custom,
                             const char *description)
{
        jout_object(j);
        put_text(j, "value", str_from(value));
        if (custom)
                put_text(j, "customValue", str_from(custom));
        put_text(j, "description", str_from(description));
        jout_object_end(j);
}

/* A competition that did not open yet has no word of its own in the protocol. */
static void put_status(JsonOut *j, const Opportunity *o, bool of_competition)
{
        jout_key(j, S("status"));
        switch (o->state) {
        case ROUND_COMING:
                if (of_competition)
                        put_custom_value(j, "custom", "coming",
                                         PLAIN("Applications are not taken yet."));
                else
                        put_custom_value(j, "forecasted", NULL,
                                         PLAIN("Applications are not taken yet."));
                break;
        case ROUND_OPEN: put_custom_value(j, "open", NULL, PLAIN("Applications are taken.")); break;
        case ROUND_CLOSED:
                put_custom_value(j, "closed", NULL, PLAIN("Applications are no longer taken."));
                break;
        case ROUND_CANCELLED:
                put_custom_value(j, "custom", "cancelled", PLAIN("The round was cancelled."));
                break;
        }
}

static void put_applicants(OpportunityOut *out, const Opportunity *o)
{
        unsigned members = opportunity_terms(out->book, o)->members;

        if (!members)
                return;
        jout_key(out->j, S("acceptedApplicantTypes"));
        jout_list(out->j);
        if (members & DEFINITION_ORGANISATION)
                put_custom_value(out->j, "organization", NULL, PLAIN("An organisation"));
        if (members & DEFINITION_PERSON)
                put_custom_value(out->j, "individual", NULL, "A person");
        jout_list_end(out->j);
}

static void put_funding(OpportunityOut *out, const Opportunity *o)
{
        const OpportunityTerms *t = opportunity_terms(out->book, o);
        JsonOut *j = out->j;

        if (!t->details.len && !o->row.places)
                return;
        jout_key(j, S("funding"));
        jout_object(j);
        if (t->details.len)
                put_text(j, "details", t->details);
        if (t->currency.len) {
                bool is_fine = t->most_e6 % 10000;

                jout_key(j, S("maxAwardAmount"));
                jout_object(j);
                put_text(j, "amount",
                         decimal_text(out->a, is_fine ? t->most_e6 : t->most_e6 / 10000,
                                      is_fine ? 6 : 2));
                put_text(j, "currency", t->currency);
                jout_object_end(j);
        }
        if (o->row.places) {
                jout_key(j, S("maxAwardCount"));
                jout_int(j, o->row.places);
        }
        jout_object_end(j);
}

static void put_field(JsonOut *j, const char *name, Str value, const char *description)
{
        jout_key(j, str_from(name));
        jout_object(j);
        put_text(j, "name", str_from(name));
        put_text(j, "fieldType", S("string"));
        put_text(j, "value", value);
        put_text(j, "description", str_from(description));
        jout_object_end(j);
}

static void put_fields(OpportunityOut *out, const Opportunity *o)
{
        JsonOut *j = out->j;

        jout_key(j, S("customFields"));
        jout_object(j);
        if (o->programme)
                put_field(j, "programme", o->programme->slug,
                          PLAIN("The programme, by its slug here"));
        put_field(j, "hub", o->row.hub, PLAIN("The hub that runs the round, by its slug here"));
        if (o->row.country.len)
                put_field(j, "country", o->row.country, PLAIN("Of the hub: ISO 3166-1 alpha-2"));
        put_field(j, "timeZone", o->row.zone,
                  PLAIN("In which dates and times are told; AoE is anywhere on earth, UTC-12"));
        put_field(j, "opensAt", time_iso(out->a, o->row.opens_at), PLAIN("The instant, in UTC"));
        put_field(j, "closesAt", time_iso(out->a, o->row.closes_at),
                  PLAIN("The last instant at which applications are taken, in UTC"));
        jout_object_end(j);
}

static Str source_of(OpportunityOut *out, const Opportunity *o)
{
        return str_fmt(out->a, "%.*s/rounds/%.*s", S_ARG(out->base_url),
                       S_ARG(id_text(out->a, o->row.id)));
}

Status opportunity_write(OpportunityOut *out, const Opportunity *o, bool with_competitions)
{
        const OpportunityTerms *t = opportunity_terms(out->book, o);
        JsonOut *j = out->j;

        jout_object(j);
        put_uuid(out, "id", UUID_OPPORTUNITY, o->row.id);
        put_text(j, "title", o->row.title);
        put_status(j, o, false);
        put_text(j, "description",
                 str_fmt(out->a, "%.*s%s%.*s", S_ARG(t->title), t->summary.len ? ": " : "",
                         S_ARG(t->summary)));
        put_funding(out, o);
        put_dates(out, &o->row, false);
        put_applicants(out, o);
        put_text(j, "source", source_of(out, o));
        put_fields(out, o);
        put_times(out, o->row.made_at, o->modified_at);
        if (with_competitions) {
                jout_key(j, S("competitions"));
                jout_list(j);
                TRY(competition_write(out, o));
                jout_list_end(j);
        }
        jout_object_end(j);
        return OK;
}

Status competition_write(OpportunityOut *out, const Opportunity *o)
{
        OpportunityForm form;
        JsonOut *j = out->j;
        Str form_uuid = uuid_of(out->a, out->space, UUID_FORM, o->row.form);

        TRY(opportunity_form(out->book->db, out->a, o->row.form, &form));
        jout_object(j);
        put_uuid(out, "id", UUID_COMPETITION, o->row.id);
        put_uuid(out, "opportunityId", UUID_OPPORTUNITY, o->row.id);
        put_text(j, "title", o->row.title);
        put_status(j, o, true);
        put_dates(out, &o->row, true);
        jout_key(j, S("forms"));
        jout_object(j);
        jout_key(j, S("forms"));
        jout_object(j);
        jout_key(j, form_uuid);
        TRY(form_write(out, out->book->db, &form));
        jout_object_end(j);
        jout_key(j, S("validation"));
        jout_object(j);
        jout_key(j, S("required"));
        jout_list(j);
        jout_text(j, form_uuid);
        jout_list_end(j);
        jout_object_end(j);
        jout_object_end(j);
        put_applicants(out, o);
        put_times(out, o->row.made_at, o->modified_at);
        jout_object_end(j);
        return OK;
}

Status form_write(OpportunityOut *out, Db *db, const OpportunityForm *f)
{
        JsonOut *j = out->j;
        Form *form;

        TRY(form_open(db, out->a, f->id, NULL, &form));
        jout_object(j);
        put_uuid(out, "id", UUID_FORM, f->id);
        put_text(j, "name", f->title);
        put_text(j, "version", str_fmt(out->a, "%lld", (long long)f->number));
        jout_key(j, S("jsonSchema"));
        jout_raw(j, form_schema(out->a, form,
                                str_fmt(out->a, "%.*s/forms/%.*s/schema.json", S_ARG(out->base_url),
                                        S_ARG(id_text(out->a, f->id)))));
        jout_key(j, S("uiSchema"));
        jout_raw(j, form_layout(out->a, form));
        put_times(out, f->made_at, f->made_at); /* a form that is kept never changes */
        jout_object_end(j);
        return OK;
}
