/* privacy/privacy_page: what is shown to whom; one's own data; who looked at a person's file; whose
 * time is over; what opens an entry's commitments; the copy of everything. */
#ifndef SEEDBED_PRIVACY_PRIVACY_PAGE_H
#define SEEDBED_PRIVACY_PRIVACY_PAGE_H

#include "people/own.h"
#include "privacy/opening.h"
#include "privacy/privacy.sql.h"
#include "web/site.h"

extern const View privacy_view, own_data_view, party_looks_view, retention_view, opening_view;
extern const Route export_route;

typedef struct {
        Str of, field, title, shown_to, why;
        bool is_personal;
} PrivacyLine;
typedef struct {
        const PrivacyLine *at;
        size_t n;
} PrivacyLineList;
typedef struct {
        PrivacyLineList fields;
        RetentionRuleLineList rules;
} PrivacyModel;

/* A look, as it is listed. */
typedef struct {
        Id party;
        Str party_name;
        int64_t at;
        Str actor_name; /* empty: the account was erased */
        Str what;
} LookLine;
typedef struct {
        const LookLine *at;
        size_t n;
} LookLineList;

typedef struct {
        PartyViewList persons;
        LookLineList looks;
} OwnDataModel;

typedef struct {
        PartyView party;
        LookLineList looks;
        int64_t erased_at;
        bool is_person;
} PartyLooksModel;

typedef struct {
        RetentionDueLineList due;
        RetentionRuleLineList rules;
} RetentionModel;

typedef struct {
        int64_t position;
        Id party;
        OpeningList values;
} OpeningModel;

/* "2 years". */
Str retention_words(Arena *a, int64_t count, int64_t unit);

#endif
