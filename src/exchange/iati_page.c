/* exchange/iati_page: see the header. */
#include "exchange/iati_page.h"

#include "base/language.h"
#include "base/time.h"
#include "base/words.h"
#include "credit/unit.h"
#include "exchange/iati.sql.h"
#include "hub/hub.h"
#include "pledge/pledge.h"
#include "programme/programme.h"

#include <libxml/xmlwriter.h>

enum { PAGE_ROWS = 500 }; /* of both queries */

typedef struct {
        Db *db;
        Arena *a;
        const Site *site;
        int64_t now_us;
        xmlTextWriterPtr w;
        bool is_broken;
        /* Entries that are in the file: two pledges may count the same one. Open addressing; one
         * more than the position, so that 0 is free. */
        int64_t *written;
        size_t written_n, written_room;
} Out;

/* --- elements */

static void attribute(Out *o, const char *name, Str value)
{
        o->is_broken |= xmlTextWriterWriteAttribute(o->w, (const xmlChar *)name,
                                                    (const xmlChar *)str_z(o->a, value)) < 0;
}

static void begin(Out *o, const char *name)
{
        o->is_broken |= xmlTextWriterStartElement(o->w, (const xmlChar *)name) < 0;
}

static void end(Out *o)
{
        o->is_broken |= xmlTextWriterEndElement(o->w) < 0;
}

/* What XML can not hold is left out (XML 1.0, section 2.2). */
static Str xml_text(Arena *a, Str s)
{
        Text t = text_begin(a, s.len + 1);

        for (size_t i = 0; i < s.len; i++)
                if ((unsigned char)s.at[i] >= ' ' || s.at[i] == '\n' || s.at[i] == '\t')
                        text_char(&t, s.at[i]);
        return text_str(&t);
}

static void narrative(Out *o, Str words)
{
        begin(o, "narrative");
        o->is_broken |= xmlTextWriterWriteString(
                                o->w, (const xmlChar *)str_z(o->a, xml_text(o->a, words))) < 0;
        end(o);
}

static void told(Out *o, const char *name, Str words)
{
        begin(o, name);
        narrative(o, words);
        end(o);
}

static void coded(Out *o, const char *name, const char *key, Str value)
{
        begin(o, name);
        attribute(o, key, value);
        end(o);
}

static void dated(Out *o, const char *name, const char *type, int64_t at_us)
{
        begin(o, name);
        if (type)
                attribute(o, "type", str_from(type));
        attribute(o, "iso-date", time_date(o->a, at_us));
        end(o);
}

static Str number(Out *o, int64_t n)
{
        return str_fmt(o->a, "%lld", (long long)n);
}

/* --- what all activities have */

static void begin_activity(Out *o, Str kind, Str slug, Str title, Str words, Str maker)
{
        const Site *s = o->site;

        begin(o, "iati-activity");
        attribute(o, "xml:lang", S("en"));
        attribute(o, "default-currency", S("USD"));
        begin(o, "iati-identifier");
        o->is_broken |=
                xmlTextWriterWriteString(
                        o->w, (const xmlChar *)str_z(o->a, str_fmt(o->a, "%.*s-%.*s-%.*s",
                                                                   S_ARG(s->iati_org), S_ARG(kind),
                                                                   S_ARG(slug)))) < 0;
        end(o);
        begin(o, "reporting-org");
        attribute(o, "ref", s->iati_org);
        attribute(o, "type", s->iati_org_type);
        narrative(o, s->name);
        end(o);
        told(o, "title", title);
        begin(o, "description");
        attribute(o, "type", S("1"));
        narrative(o, words);
        end(o);
        begin(o, "participating-org"); /* 2: accountable; 4: implementing */
        attribute(o, "role", maker.len ? S("2") : S("4"));
        if (!maker.len)
                attribute(o, "ref", s->iati_org);
        narrative(o, maker.len ? maker : s->name);
        end(o);
}

/* Codes of DAC's list of purposes, by what a programme is about. */
static Str purpose_of(Str family)
{
        static const struct {
                const char *family, *code;
        } purposes[] = {
                {"accelerator", "32130"},       {"onboarding", "22040"},  {"challenge", "32182"},
                {"innovation-centre", "32130"}, {"talent", "11430"},      {"developer", "11430"},
                {"educator", "11130"},          {"competition", "11430"}, {"internship", "11330"},
                {"partner", "33110"},           {"investor", "24030"},    {"fund", "24030"},
                {"university", "11420"},        {"community", "22040"},   {"compute", "22040"},
        };

        for (size_t i = 0; i < sizeof purposes / sizeof *purposes; i++)
                if (str_is(family, purposes[i].family))
                        return str_from(purposes[i].code);
        return S("43010");
}

static void purpose(Out *o, Str code)
{
        begin(o, "sector");
        attribute(o, "vocabulary", S("1"));
        attribute(o, "code", code);
        attribute(o, "percentage", S("100"));
        end(o);
}

static void status(Out *o, bool goes_on)
{
        coded(o, "activity-status", "code", goes_on ? S("2") : S("4"));
}

typedef struct {
        Str title, words, unit;
        int64_t baseline, target, actual, from_us, until_us;
        bool has_target, has_actual, at_most;
        Str comment; /* where the actual is from */
} Result;

static void result(Out *o, const Result *r)
{
        begin(o, "result");
        attribute(o, "type", S("1"));
        attribute(o, "aggregation-status", S("false"));
        told(o, "title", r->title);
        begin(o, "indicator");
        attribute(o, "measure", S("1"));
        attribute(o, "ascending", r->at_most ? S("false") : S("true"));
        told(o, "title", r->unit);
        if (r->words.len)
                told(o, "description", r->words);
        begin(o, "baseline");
        attribute(o, "iso-date", time_date(o->a, r->from_us));
        attribute(o, "year", number(o, time_civil(r->from_us).year));
        attribute(o, "value", number(o, r->baseline));
        end(o);
        begin(o, "period");
        dated(o, "period-start", NULL, r->from_us);
        dated(o, "period-end", NULL, r->until_us);
        if (r->has_target)
                coded(o, "target", "value", number(o, r->target));
        if (r->has_actual) {
                begin(o, "actual");
                attribute(o, "value", number(o, r->actual));
                if (r->comment.len)
                        told(o, "comment", r->comment);
                end(o);
        }
        end(o);
        end(o);
        end(o);
}

/* --- announcements */

typedef struct {
        const Pledge **at;
        size_t n;
        int64_t start, deadline;
        bool is_open;
} Pledges;

static void pledges_of(Out *o, const PledgeList *all, const Announcement *of, Pledges *out)
{
        *out = (Pledges){.at = arena_new(o->a, const Pledge *, all->n + 1), .start = INT64_MAX};
        for (size_t i = 0; i < all->n; i++) {
                const Pledge *p = &all->at[i];

                if (p->announcement != of->id)
                        continue;
                out->at[out->n++] = p;
                out->start = p->start_at < out->start ? p->start_at : out->start;
                out->deadline = p->deadline_at > out->deadline ? p->deadline_at : out->deadline;
                out->is_open |= p->is_open && p->deadline_at > o->now_us;
        }
}

static Status place(Out *o, Id id)
{
        Hub hub;
        Status s = hub_by_id(o->db, o->a, id, &hub);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        if (hub.country.len) {
                begin(o, "recipient-country");
                attribute(o, "code", hub.country);
                attribute(o, "percentage", S("100"));
                end(o);
        } else if (hub.m49.len && !str_is(hub.m49, "001")) {
                begin(o, "recipient-region");
                attribute(o, "vocabulary", S("2")); /* United Nations */
                attribute(o, "code", hub.m49);
                attribute(o, "percentage", S("100"));
                end(o);
        } else {
                coded(o, "activity-scope", "code", S("1"));
        }
        return OK;
}

static bool write_once(Out *o, int64_t position)
{
        size_t i = (uint64_t)position * 0x9e3779b97f4a7c15u % o->written_room;

        while (o->written[i] && o->written[i] != position + 1)
                i = (i + 1) % o->written_room;
        if (o->written[i])
                return false;
        o->written[i] = position + 1;
        o->written_n++;
        return true;
}

/* Before a page is read, as its memory goes again with the page. */
static void make_room(Out *o)
{
        const int64_t *old = o->written;
        size_t n = o->written_room;

        if ((o->written_n + PAGE_ROWS) * 2 <= n)
                return;
        o->written_room = n ? n * 2 : (size_t)4 * PAGE_ROWS;
        o->written = arena_new(o->a, int64_t, o->written_room);
        o->written_n = 0;
        for (size_t i = 0; i < n; i++)
                if (old[i])
                        (void)write_once(o, old[i] - 1);
}

typedef struct {
        const char *type; /* of the list TransactionType */
        int64_t position; /* of its entry of the record */
        int64_t on_at;
        Str currency, value;
} Transaction;

static void transaction(Out *o, const Transaction *t)
{
        if (!write_once(o, t->position))
                return;
        begin(o, "transaction");
        attribute(o, "ref", number(o, t->position));
        coded(o, "transaction-type", "code", str_from(t->type));
        dated(o, "transaction-date", NULL, t->on_at);
        begin(o, "value");
        attribute(o, "currency", t->currency);
        attribute(o, "value-date", time_date(o->a, t->on_at));
        o->is_broken |= xmlTextWriterWriteString(o->w, (const xmlChar *)str_z(o->a, t->value)) < 0;
        end(o);
        end(o);
}

static bool has_text(const YamlTexts *all, Str text)
{
        for (size_t i = 0; i < all->n; i++)
                if (str_eq(all->at[i], text))
                        return true;
        return false;
}

static void commitment(Out *o, const MetricDefinition *def, const Unit *unit,
                       const IatiCommitment *one)
{
        bool is_back = str_is(one->kind, "release");

        if (def->programme.n && !has_text(&def->programme, one->programme))
                return;
        transaction(o, &(Transaction){"2", one->position, one->on_at, unit->code,
                                      unit_text(o->a, unit, is_back ? -one->amount : one->amount)});
}

/* What funds promised of what the metric sums once it is paid: outgoing commitments
 * (TransactionType 2); what was let go of again is one below zero. Not where the metric counts some
 * parties alone: then what was promised to them is not known. */
static Status commitments(Out *o, const Pledge *p, const MetricDefinition *def, const Unit *unit)
{
        IatiCommitmentList list;
        int64_t after = -1;

        if (!has_text(&def->entries, S("fund.disbursed")) || def->where.n)
                return OK;
        do {
                ArenaMark mark;

                make_room(o);
                mark = arena_mark(o->a);
                TRY(iati_commitments(o->db, o->a, p->hub, unit->code, p->start_at, p->deadline_at,
                                     after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        commitment(o, def, unit, &list.at[i]);
                        after = list.at[i].position;
                }
                arena_rewind(o->a, mark);
        } while (list.n);
        return OK;
}

/* Those of funds to the last digit, where the metric sums whole units. */
static Status paid(Out *o, const Pledge *p, Id metric, const Unit *unit)
{
        IatiPaymentList list;
        int64_t after = -1;

        do {
                ArenaMark mark;

                make_room(o);
                mark = arena_mark(o->a);
                TRY(iati_payments(o->db, o->a, metric, p->hub, p->start_at, p->deadline_at, after,
                                  &list));
                for (size_t i = 0; i < list.n; i++) {
                        const IatiPayment *one = &list.at[i];

                        transaction(o,
                                    &(Transaction){"3", one->position, one->on_at, unit->code,
                                                   one->amount ? unit_text(o->a, unit, one->amount)
                                                               : number(o, one->value)});
                        after = one->position;
                }
                arena_rewind(o->a, mark);
        } while (list.n);
        return OK;
}

/* What was paid: disbursements (TransactionType 3), each an entry of the record. */
static Status payments(Out *o, const Pledge *p)
{
        Metric metric;
        MetricDefinition *def;
        YamlFaults faults = {0};
        Unit unit;
        Status s = metric_current(o->db, o->a, p->metric, &metric);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        if (!str_is(metric.count, "amount") ||
            metric_definition_parse(o->a, metric.definition, &def, &faults) != OK ||
            !currency_find(def->amount.unit, &unit))
                return OK;
        TRY(commitments(o, p, def, &unit));
        return paid(o, p, metric.id, &unit);
}

static Status pledge_result(Out *o, const Pledge *p)
{
        Metric metric;
        PledgeStanding standing = {0};
        Status s = metric_current(o->db, o->a, p->metric, &metric);
        bool known = s == OK;

        if (s != OK && s != NOT_FOUND)
                return s;
        if (known) {
                s = pledge_standing(o->db, o->a, p, &metric, o->now_us, &standing);
                known = s == OK;
                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        result(o,
               &(Result){.title = p->title,
                         .unit = known ? metric.unit : p->metric,
                         .words = known ? metric.title : (Str){0},
                         .baseline = p->baseline,
                         .target = p->target,
                         .has_target = true,
                         .actual = standing.actual,
                         .has_actual = known,
                         .at_most = p->at_most,
                         .from_us = p->start_at,
                         .until_us = p->deadline_at,
                         .comment = standing.is_reported
                                            ? S_("Reported from outside.")
                                            : str_fmt(o->a, "%.*s/pledges/%.*s/rows",
                                                      S_ARG(o->site->base_url), S_ARG(p->slug))});
        return OK;
}

static Status announcement(Out *o, const Announcement *one, const PledgeList *all)
{
        Pledges mine;

        pledges_of(o, all, one, &mine);
        if (mine.n == 0)
                return OK;
        begin_activity(o, S("announcement"), one->slug, one->title, one->words, one->made_by);
        status(o, mine.is_open);
        dated(o, "activity-date", "2", mine.start);
        dated(o, "activity-date", "3", mine.deadline);
        TRY(place(o, one->hub));
        purpose(o, S("43010"));
        for (size_t i = 0; i < mine.n; i++)
                TRY(payments(o, mine.at[i]));
        for (size_t i = 0; i < mine.n; i++)
                TRY(pledge_result(o, mine.at[i]));
        end(o);
        return OK;
}

/* --- programmes */

/* Shares of a hundred with two decimals that add up to it: each rounded down, and what is left goes
 * to the largest remainders, the first of equal ones. */
static void shares(Out *o, const IatiCountryList *list)
{
        int64_t total = 0, left = 10000, *share = arena_new(o->a, int64_t, list->n + 1);
        bool *more = arena_new(o->a, bool, list->n + 1);

        for (size_t i = 0; i < list->n; i++)
                total += list->at[i].members;
        for (size_t i = 0; i < list->n; i++) {
                share[i] = list->at[i].members * 10000 / total;
                left -= share[i];
        }
        while (left-- > 0) {
                size_t best = list->n;

                for (size_t i = 0; i < list->n; i++)
                        if (!more[i] &&
                            (best == list->n || list->at[i].members * 10000 % total >
                                                        list->at[best].members * 10000 % total))
                                best = i;
                more[best] = true;
                share[best]++;
        }
        for (size_t i = 0; i < list->n; i++) {
                begin(o, "recipient-country");
                attribute(o, "code", list->at[i].country);
                attribute(o, "percentage",
                          str_fmt(o->a, "%lld.%02lld", (long long)(share[i] / 100),
                                  (long long)(share[i] % 100)));
                end(o);
        }
}

static Status programme(Out *o, const ProgrammeLine *line)
{
        IatiCountryList countries;
        IatiStageList stages;
        Programme row;

        TRY(programme_by_slug(o->db, o->a, line->slug, &row));
        TRY(iati_countries(o->db, o->a, line->id, &countries));
        TRY(iati_stages(o->db, o->a, line->id, &stages));
        begin_activity(o, S("programme"), line->slug, line->title, line->summary, (Str){0});
        status(o, true);
        dated(o, "activity-date", "2", row.made_at);
        shares(o, &countries);
        purpose(o, purpose_of(line->family));
        for (size_t i = 0; i < stages.n; i++)
                result(o, &(Result){.title = stages.at[i].title,
                                    .unit = S_("members in this stage"),
                                    .actual = stages.at[i].members,
                                    .has_actual = true,
                                    .from_us = row.made_at,
                                    .until_us = o->now_us});
        end(o);
        return OK;
}

static Status write_all(Out *o)
{
        AnnouncementList announcements;
        PledgeList pledges;
        ProgrammeLineList programmes;

        TRY(announcement_all(o->db, o->a, &announcements));
        TRY(pledge_all(o->db, o->a, &pledges));
        TRY(programme_all(o->db, o->a, &programmes));
        o->is_broken |= xmlTextWriterStartDocument(o->w, "1.0", "UTF-8", NULL) < 0;
        begin(o, "iati-activities");
        attribute(o, "version", S("2.03"));
        attribute(o, "generated-datetime", time_iso(o->a, o->now_us));
        for (size_t i = 0; i < announcements.n; i++)
                TRY(announcement(o, &announcements.at[i], &pledges));
        for (size_t i = 0; i < programmes.n; i++)
                TRY(programme(o, &programmes.at[i]));
        end(o);
        o->is_broken |= xmlTextWriterEndDocument(o->w) < 0;
        return o->is_broken ? BROKEN : OK;
}

Status iati_activities(Db *db, Arena *a, const Site *site, int64_t now_us, Str *out)
{
        Language before = language_set(LANGUAGE_EN); /* as the file says of itself */
        xmlBufferPtr buffer = xmlBufferCreate();
        Out o = {.db = db, .a = a, .site = site, .now_us = now_us};
        Status s = BROKEN;

        if (buffer)
                o.w = xmlNewTextWriterMemory(buffer, 0);
        if (o.w) {
                xmlTextWriterSetIndent(o.w, 1);
                s = write_all(&o);
                xmlFreeTextWriter(o.w);
        }
        if (s == OK)
                *out = str_copy(a, (Str){(const char *)xmlBufferContent(buffer),
                                         (size_t)xmlBufferLength(buffer)});
        xmlBufferFree(buffer);
        language_set(before);
        return s;
}

bool iati_org_is(Str org)
{
        for (size_t i = 0; i < org.len; i++)
                if (!((org.at[i] >= 'a' && org.at[i] <= 'z') ||
                      (org.at[i] >= 'A' && org.at[i] <= 'Z') ||
                      (org.at[i] >= '0' && org.at[i] <= '9') || org.at[i] == '-' ||
                      org.at[i] == '.' || org.at[i] == '_'))
                        return false;
        return str_find(org, '-') < org.len && org.len <= 100;
}

static Status run_activities(Visit *v, HttpReply *reply)
{
        if (!v->site->iati_org.len)
                return visit_fault(
                        v, NOT_FOUND,
                        _("Nobody reports to IATI here: the setting iati-org is empty."));
        reply->content_type = S("application/xml; charset=utf-8");
        http_reply_header(v->rq, reply, S("Cache-Control"), S("no-cache"));
        return iati_activities(v->db, v->a, v->site, v->now_us, &reply->body);
}

const Route iati_activities_route = {
        .method = HTTP_GET,
        .path = "/iati/activities.xml",
        .may = MAY_SEE_PUBLIC,
        .help = N_("Announcements, pledges and programmes as activities of IATI 2.03."),
        .run = run_activities,
        .type = "application/xml"};
