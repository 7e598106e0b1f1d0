/* exchange/opportunity_schema: see the header. */
#include "exchange/opportunity_schema.h"

/* JSON with ' for ", so that it can be read here. */
static void put(Text *t, const char *json)
{
        for (; *json; json++)
                text_char(t, *json == '\'' ? '"' : *json);
}

#define TEXT "{'type':'string'}"
#define WHOLE "{'type':'integer','minimum':1}"
#define UUID "{'type':'string','format':'uuid'}"
#define INSTANT "{'type':'string','format':'date-time'}"
#define DAY "{'type':'string','format':'date'}"
#define CLOCK "{'type':'string','format':'time'}"
#define MONEY                                                              \
        "{'type':'object','required':['amount','currency'],'properties':{" \
        "'amount':{'type':'string','pattern':'^-?[0-9]+\\\\.?[0-9]*$'},'currency':" TEXT "}}"
#define CHOICE(values)                                                                             \
        "{'type':'object','required':['value'],'properties':{"                                     \
        "'value':{'type':'string','enum':[" values "]},'customValue':" TEXT ",'description':" TEXT \
        "}}"
#define ONE_DAY                                                                              \
        "{'type':'object','required':['name','eventType','date'],'properties':{'name':" TEXT \
        ",'eventType':{'type':'string','enum':['singleDate']},'date':" DAY ",'time':" CLOCK  \
        ",'description':" TEXT "}}"
#define OTHER_DAYS "'otherDates':{'type':'object','properties':{'opens':" ONE_DAY "}}"
#define APPLICANTS                                                  \
        "'acceptedApplicantTypes':{'type':'array','items':" CHOICE( \
                "'individual','organization'") "}"
#define MADE "'createdAt':" INSTANT ",'lastModifiedAt':" INSTANT
#define CUSTOM                                                                                  \
        "'customFields':{'type':'object','additionalProperties':{'type':'object',"              \
        "'required':['name','fieldType','value'],'properties':{'name':" TEXT                    \
        ",'fieldType':{'type':'string','enum':['string']},'value':" TEXT ",'description':" TEXT \
        "}}}"
#define FORM                                                                                    \
        "{'type':'object','required':['id','name','createdAt','lastModifiedAt'],'properties':{" \
        "'id':" UUID ",'name':" TEXT ",'version':" TEXT                                         \
        ",'jsonSchema':{'type':'object','additionalProperties':true},"                          \
        "'uiSchema':{'type':'object','additionalProperties':true}," MADE "}}"
#define COMPETITION                                                                                \
        "{'type':'object','required':['id','opportunityId','title','status','forms','createdAt',"  \
        "'lastModifiedAt'],'properties':{'id':" UUID ",'opportunityId':" UUID ",'title':" TEXT     \
        ",'status':" CHOICE(                                                                       \
                "'open','closed','custom'") ",'keyDates':{'type':'object',"                        \
                                            "'properties':{'openDate':" ONE_DAY                    \
                                            ",'closeDate':" ONE_DAY "}},"                          \
                                            "'forms':{'type':'object','required':['forms'],'"      \
                                            "properties':{"                                        \
                                            "'forms':{'type':'object','additionalProperties'"      \
                                            ":" FORM "},"                                          \
                                            "'validation':{'type':'object','additionalProperties'" \
                                            ":true}}}," APPLICANTS "," MADE "}}"

static void put_opportunity(Text *t, const char *competitions)
{
        put(t, "{'type':'object','required':['id','title','status','description','createdAt',"
               "'lastModifiedAt'],'properties':{'id':" UUID ",'title':" TEXT ",'status':" CHOICE(
                       "'forecasted','open','closed','custom'") ",'description':" TEXT
                                                                ",'funding':{'type':'object','"
                                                                "properties':{'details':" TEXT
                                                                ",'maxAwardAmount':" MONEY
                                                                ",'maxAwardCount':{'type':'integer'"
                                                                "}}},"
                                                                "'keyDates':{'type':'object','"
                                                                "properties':{'postDate':" ONE_DAY
                                                                ",'closeDate':" ONE_DAY
                                                                "," OTHER_DAYS "}}," APPLICANTS
                                                                ",'source':{'type':'string','"
                                                                "format':'uri'}," CUSTOM "," MADE);
        put(t, competitions);
        put(t, "}}");
}

/* --- what all answers have */

static void begin_answer(Text *t, const char *more)
{
        put(t, "'responses':{'200':{'description':'OK','content':{'application/json':{'schema':{"
               "'type':'object','required':['status','message',");
        put(t, more);
        put(t, "],'properties':{'status':{'type':'integer'},'message':" TEXT);
}

static void end_answer(Text *t, const char *codes)
{
        static const char fault[] =
                "':{'description':'What was wrong','content':{'application/json':{'schema':{"
                "'type':'object','required':['status','message','errors'],'properties':{"
                "'status':{'type':'integer'},'message':" TEXT
                ",'errors':{'type':'array','items':{}}}}}}}";
        Str rest = str_from(codes), code;

        put(t, "}}}}}");
        while (str_cut(&rest, ' ', &code)) {
                text_fmt(t, ",\"%.*s", S_ARG(code));
                put(t, fault);
        }
        put(t, "}");
}

#define PAGES                                                                              \
        ",'paginationInfo':{'type':'object','required':['page','pageSize'],'properties':{" \
        "'page':" WHOLE ",'pageSize':" WHOLE                                               \
        ",'totalItems':{'type':'integer'},'totalPages':{'type':'integer'}}}"
#define PAGE_QUERY                                                                       \
        "'parameters':[{'name':'page','in':'query','required':false,'schema':" WHOLE     \
        "},{'name':'pageSize','in':'query','required':false,'schema':{'type':'integer'," \
        "'minimum':1,'maximum':100}}],"
#define ID_PATH(name) \
        "'parameters':[{'name':'" name "','in':'path','required':true,'schema':" UUID "}],"

/* --- operations */

void opportunity_list_describe(Text *t)
{
        put(t, PAGE_QUERY);
        begin_answer(t, "'items','paginationInfo'");
        put(t, ",'items':{'type':'array','items':");
        put_opportunity(t, "");
        put(t, "}" PAGES);
        end_answer(t, "400");
}

#define SORTS                                                                               \
        "'lastModifiedAt','createdAt','title','status.value','keyDates.closeDate',"         \
        "'funding.maxAwardAmount','funding.minAwardAmount','funding.totalAmountAvailable'," \
        "'funding.estimatedAwardCount'"
#define ORDER "'sortOrder':{'type':'string','enum':['asc','desc']}"
#define RANGE(value)                                                                          \
        "{'type':'object','required':['operator','value'],'properties':{'operator':{"         \
        "'type':'string','enum':['between','outside']},'value':{'type':'object','required':[" \
        "'min','max'],'properties':{'min':" value ",'max':" value "}}}}"
#define MOMENT "{'anyOf':[" DAY "," INSTANT "]}"
#define FILTERS                                                                                                                                                                 \
        "{'type':'object','properties':{'status':{'type':'object','required':['operator',"                                                                                      \
        "'value'],'properties':{'operator':{'type':'string','enum':['in','notIn']},"                                                                                            \
        "'value':{'type':'array','items':" TEXT                                                                                                                                 \
        "}}},'closeDateRange':" RANGE(MOMENT) ",'totalFundingAvailableRange':" RANGE(                                                                                           \
                MONEY) ",'minAwardAmountRange':" RANGE(MONEY) ",'maxAwardAmountRange':" RANGE(MONEY) ",'customFilters':{'type':'object',"                                       \
                                                                                                     "'additionalProperties':{'type':'object','required':['operator','value']," \
                                                                                                     "'properties':{'operator':" TEXT                                           \
                                                                                                     ",'value':{}}}}}}"

void opportunity_search_describe(Text *t)
{
        put(t, "'requestBody':{'required':true,'content':{'application/json':{'schema':{"
               "'type':'object','properties':{'search':" TEXT ",'filters':" FILTERS
               ",'sorting':{'type':'object','required':['sortBy'],'properties':{"
               "'sortBy':{'type':'string','enum':[" SORTS ",'custom']},'customSortBy':" TEXT
               "," ORDER "}},'pagination':{'type':'object','properties':{'page':" WHOLE
               ",'pageSize':" WHOLE "}}}}}}},");
        begin_answer(t, "'items','paginationInfo','sortInfo','filterInfo'");
        put(t, ",'items':{'type':'array','items':");
        put_opportunity(t, "");
        put(t, "}" PAGES ",'sortInfo':{'type':'object','required':['sortBy','sortOrder'],"
               "'properties':{'sortBy':" TEXT ",'customSortBy':" TEXT "," ORDER
               ",'errors':{'type':'array','items':" TEXT
               "}}},'filterInfo':{'type':'object','required':['filters'],'properties':{"
               "'filters':" FILTERS ",'errors':{'type':'array','items':" TEXT "}}}");
        end_answer(t, "400 415");
}

void opportunity_read_describe(Text *t)
{
        put(t, ID_PATH("oppId"));
        begin_answer(t, "'data'");
        put(t, ",'data':");
        put_opportunity(t, ",'competitions':{'type':'array','items':" COMPETITION "}");
        end_answer(t, "404");
}

void competition_read_describe(Text *t)
{
        put(t, ID_PATH("compId"));
        begin_answer(t, "'data'");
        put(t, ",'data':" COMPETITION);
        end_answer(t, "404");
}

void grants_form_list_describe(Text *t)
{
        put(t, PAGE_QUERY);
        begin_answer(t, "'items','paginationInfo'");
        put(t, ",'items':{'type':'array','items':" FORM "}" PAGES);
        end_answer(t, "400");
}

void grants_form_read_describe(Text *t)
{
        put(t, ID_PATH("formId"));
        begin_answer(t, "'data'");
        put(t, ",'data':" FORM);
        end_answer(t, "404");
}
