/* What is promised and counted, as IATI: an activity for each announcement and programme. */
#include "exchange/iati_page.h"

#include "base/time.h"
#include "hub/hub.h"
#include "credit/staff_probe.h"

#include <libxml/parser.h>
#include <libxml/xmlschemas.h>
#include <libxml/xpath.h>
#include <stdlib.h>

static xmlDocPtr read_xml(Str text)
{
        xmlDocPtr doc = xmlReadMemory(text.at, (int)text.len, "activities.xml", NULL,
                                      XML_PARSE_NONET | XML_PARSE_NOERROR);

        CHECK(doc != NULL);
        return doc;
}

static double asked(xmlDocPtr doc, const char *path)
{
        xmlXPathContextPtr c = xmlXPathNewContext(doc);
        xmlXPathObjectPtr found = xmlXPathEvalExpression((const xmlChar *)path, c);
        double n;

        CHECK(found != NULL);
        n = xmlXPathCastToNumber(found);
        xmlXPathFreeObject(found);
        xmlXPathFreeContext(c);
        return n;
}

static void build(World *w)
{
        static const char *const hubs[] = {"singapore", "bangkok", "bangkok"};

        for (int i = 0; i < 3; i++) {
                Str party = id_text(w->a, given_party(w, "organisation", "Firm"));

                CHECK_OK(act(w, "member add", "party", str_z(w->a, party), "programme",
                             "startup-accelerator", "hub", hubs[i], "stage", "active", NULL));
        }
        w->p.site.iati_org = S("XI-TEST-1");
        w->p.site.iati_org_type = S("70");
}

/* What is asked of a fund, and signed by somebody else. */
static Str signed_paper(World *w, const Actor *second)
{
        Actor me = w->actor;
        Str paper = id_text(w->a, w->deed.made);

        w->actor = *second;
        CHECK_OK(act(w, "fund sign", "paper", str_z(w->a, paper), NULL));
        w->actor = me;
        return paper;
}

/* 600.25 promised, 250.75 of it paid, 100.50 of it let go. */
static void build_fund(World *w)
{
        Actor second = somebody(w, ROLE_FINANCE, "singapore");
        Str fund, paper, party = id_text(w->a, given_party(w, "organisation", "Kelp"));

        w->ahead_us = time_month_begin(2024 * 12 + 2) - time_now_us(); /* while the pledge ran */
        CHECK_OK(act(w, "fund open", "hub", "singapore", "title", "Seed", "unit", "USD",
                     "programme", "startup-fund", "from", "2020-01-01", "until", "2036-12-31",
                     NULL));
        fund = id_text(w->a, w->deed.made);
        CHECK_OK(act(w, "fund allot", "fund", str_z(w->a, fund), "amount", "1000", NULL));
        CHECK_OK(act(w, "fund commit", "fund", str_z(w->a, fund), "party", str_z(w->a, party),
                     "title", "First cheque", "amount", "600.25", NULL));
        paper = signed_paper(w, &second);
        CHECK_OK(act(w, "fund pay", "paper", str_z(w->a, paper), "amount", "250.75", NULL));
        signed_paper(w, &second);
        CHECK_OK(act(w, "fund release", "paper", str_z(w->a, paper), "amount", "100.50", "why",
                     "less is needed", NULL));
        signed_paper(w, &second);
        CHECK_OK(act(w, "fund commit", "fund", str_z(w->a, fund), "party", str_z(w->a, party),
                     "title", "Nobody signs it", "amount", "1", NULL));
        w->ahead_us = 0;
}

#define NOW time_now_us()

#define OF_FUND                                                                             \
        "//iati-activity[iati-identifier='XI-TEST-1-announcement-spark-2021']/transaction[" \
        "transaction-type/@code='%s' and value='%s' and value/@currency='USD']"

static double transactions(World *w, xmlDocPtr doc, const char *type, const char *value)
{
        return asked(doc, str_fmt(w->a, "count(" OF_FUND ")", type, value).at);
}

TEST(what_a_fund_promised_paid_and_let_go_are_transactions_to_the_last_digit)
{
        World *w = world_of_examples(a);
        xmlDocPtr doc;
        Str xml;

        build(w);
        build_fund(w);
        CHECK_OK(iati_activities(w->db, a, &w->p.site, NOW + DAY_US, &xml));
        doc = read_xml(xml);
        CHECK(transactions(w, doc, "2", "600.25") == 1);
        CHECK(transactions(w, doc, "2", "-100.50") == 1);
        CHECK(transactions(w, doc, "3", "250.75") == 1);
        CHECK(asked(doc, "count(//iati-activity[iati-identifier="
                         "'XI-TEST-1-announcement-spark-2021']/transaction)") == 3);
        CHECK(asked(doc, "count(//transaction)") == 3); /* though more pledges than one count it */
        xmlFreeDoc(doc);
}

enum { PAYMENTS = 1201 };

static Status add_payments(void *ctx, Db *db)
{
        const World *w = ctx;
        PledgeList pledges;
        Metric metric;

        TRY(pledge_all(db, w->a, &pledges));
        for (size_t i = 0; i < pledges.n; i++) {
                const Pledge *p = &pledges.at[i];

                TRY(metric_current(db, w->a, p->metric, &metric));
                if (!str_is(metric.count, "amount"))
                        continue;
                for (int k = 0; k < PAYMENTS; k++)
                        TRY(figure_add(db, metric.id, p->hub, 1000 + k, 0, 5, p->start_at,
                                       (Str){0}));
                return OK;
        }
        return NOT_FOUND;
}

TEST(all_payments_are_transactions_however_many)
{
        World *w = world_of_examples(a);
        xmlDocPtr doc;
        Str xml;

        build(w);
        CHECK_OK(store_transact(w->p.store, add_payments, w));
        CHECK_OK(iati_activities(w->db, a, &w->p.site, NOW, &xml));
        doc = read_xml(xml);
        CHECK(asked(doc, "count(//transaction)") == PAYMENTS);
        xmlFreeDoc(doc);
}

TEST(announcements_and_programmes_are_activities_with_their_results)
{
        World *w = world_of_examples(a);
        xmlDocPtr doc;
        Str xml;
        double shares;

        build(w);
        CHECK_OK(iati_activities(w->db, a, &w->p.site, NOW, &xml));
        doc = read_xml(xml);
        CHECK(asked(doc, "count(//iati-activity[starts-with(iati-identifier, "
                         "'XI-TEST-1-announcement-')])") >= 5);
        CHECK(asked(doc, "count(//iati-activity[starts-with(iati-identifier, "
                         "'XI-TEST-1-programme-')])") >= 15);
        /* a pledge's target as its announcement's file has it */
        CHECK(asked(doc, "//iati-activity[iati-identifier='XI-TEST-1-announcement-spark-2021']"
                         "/result[title/narrative='1,000 start-ups in the Spark programme']"
                         "//target/@value") == 1000);
        CHECK(asked(doc, "count(//iati-activity[iati-identifier="
                         "'XI-TEST-1-programme-startup-accelerator']/recipient-country)") == 2);
        shares = asked(doc, "sum(//iati-activity[iati-identifier="
                            "'XI-TEST-1-programme-startup-accelerator']"
                            "/recipient-country/@percentage)");
        CHECK(shares > 99.999 && shares < 100.001);
        xmlFreeDoc(doc);
}

/* The published schemas are not ours to keep: SEEDBED_IATI_SCHEMAS names the folder that has them.
 */
TEST(the_published_schema_finds_nothing_wrong)
{
        const char *folder = getenv("SEEDBED_IATI_SCHEMAS");
        World *w;
        xmlSchemaParserCtxtPtr parser;
        xmlSchemaPtr schema;
        xmlSchemaValidCtxtPtr valid;
        xmlDocPtr doc;
        Str xml;

        if (!folder)
                skip();
        w = world_of_examples(a);
        build(w);
        build_fund(w);
        CHECK_OK(iati_activities(w->db, a, &w->p.site, NOW + DAY_US, &xml));
        doc = read_xml(xml);
        parser = xmlSchemaNewParserCtxt(str_fmt(a, "%s/iati-activities-schema.xsd", folder).at);
        schema = xmlSchemaParse(parser);
        CHECK(schema != NULL);
        valid = xmlSchemaNewValidCtxt(schema);
        CHECK_INT(xmlSchemaValidateDoc(valid, doc), 0);
        xmlSchemaFreeValidCtxt(valid);
        xmlSchemaFree(schema);
        xmlSchemaFreeParserCtxt(parser);
        xmlFreeDoc(doc);
}

TEST(nobody_reports_unless_it_is_said_who)
{
        World *w = world_of_examples(a);

        page_of_visitor(w, "/iati/activities.xml");
        CHECK_INT(w->status, 404);
        build(w);
        CHECK_STR(page_of_visitor(w, "/iati/activities.xml"), CONTAINS,
                  "<iati-activities version=");
        CHECK_INT(w->status, 200);
}

TEST(who_reports_has_a_register_and_a_number)
{
        CHECK(iati_org_is(S("GB-COH-1234")) && iati_org_is(S("XI-IATI-x.y_z")));
        CHECK(!iati_org_is(S("")) && !iati_org_is(S("acme")) && !iati_org_is(S("GB-COH 1")));
}
