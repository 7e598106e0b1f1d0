/* credit/focus_column: the columns of FOCUS, version by version, and the values that some may have.
 *
 * Source: FinOps Open Cost and Usage Specification 1.0, 1.1, 1.2, 1.3 and 1.4, dataset Cost and
 * Usage. Columns stand in the order of what they hold: numbers, times, choices, then the rest. */
#ifndef SEEDBED_CREDIT_FOCUS_COLUMN_H
#define SEEDBED_CREDIT_FOCUS_COLUMN_H

#include "base/str.h"

/* X(constant, name, kind, since, last version that has it or 0, mandatory, may be null) */
#define FOCUS_COLUMN_LIST(X)                                                                       \
        X(BILLED_COST, "BilledCost", NUMBER, 10, 0, true, false)                                   \
        X(EFFECTIVE_COST, "EffectiveCost", NUMBER, 10, 0, true, false)                             \
        X(LIST_COST, "ListCost", NUMBER, 10, 0, true, false)                                       \
        X(CONTRACTED_COST, "ContractedCost", NUMBER, 10, 0, true, false)                           \
        X(LIST_UNIT_PRICE, "ListUnitPrice", NUMBER, 10, 0, false, true)                            \
        X(CONTRACTED_UNIT_PRICE, "ContractedUnitPrice", NUMBER, 10, 0, false, true)                \
        X(PRICING_QUANTITY, "PricingQuantity", NUMBER, 10, 0, true, true)                          \
        X(CONSUMED_QUANTITY, "ConsumedQuantity", NUMBER, 10, 0, false, true)                       \
        X(COMMITMENT_DISCOUNT_QUANTITY, "CommitmentDiscountQuantity", NUMBER, 11, 0, false, true)  \
        X(PRICING_CURRENCY_CONTRACTED_UNIT_PRICE, "PricingCurrencyContractedUnitPrice", NUMBER,    \
          12, 0, false, true)                                                                      \
        X(PRICING_CURRENCY_EFFECTIVE_COST, "PricingCurrencyEffectiveCost", NUMBER, 12, 0, false,   \
          true)                                                                                    \
        X(PRICING_CURRENCY_LIST_UNIT_PRICE, "PricingCurrencyListUnitPrice", NUMBER, 12, 0, false,  \
          true)                                                                                    \
        X(BILLING_PERIOD_START, "BillingPeriodStart", TIME, 10, 0, true, false)                    \
        X(BILLING_PERIOD_END, "BillingPeriodEnd", TIME, 10, 0, true, false)                        \
        X(CHARGE_PERIOD_START, "ChargePeriodStart", TIME, 10, 0, true, false)                      \
        X(CHARGE_PERIOD_END, "ChargePeriodEnd", TIME, 10, 0, true, false)                          \
        X(CHARGE_CATEGORY, "ChargeCategory", CHOICE, 10, 0, true, false)                           \
        X(CHARGE_CLASS, "ChargeClass", CHOICE, 10, 0, true, true)                                  \
        X(CHARGE_FREQUENCY, "ChargeFrequency", CHOICE, 10, 0, false, false)                        \
        X(PRICING_CATEGORY, "PricingCategory", CHOICE, 10, 0, false, true)                         \
        X(SERVICE_CATEGORY, "ServiceCategory", CHOICE, 10, 0, true, false)                         \
        X(COMMITMENT_DISCOUNT_CATEGORY, "CommitmentDiscountCategory", CHOICE, 10, 0, false, true)  \
        X(COMMITMENT_DISCOUNT_STATUS, "CommitmentDiscountStatus", CHOICE, 10, 0, false, true)      \
        X(CAPACITY_RESERVATION_STATUS, "CapacityReservationStatus", CHOICE, 11, 0, false, true)    \
        X(BILLING_CURRENCY, "BillingCurrency", CURRENCY, 10, 0, true, false)                       \
        X(TAGS, "Tags", JSON, 10, 0, false, true)                                                  \
        X(SKU_PRICE_DETAILS, "SkuPriceDetails", JSON, 11, 0, false, true)                          \
        X(ALLOCATED_METHOD_DETAILS, "AllocatedMethodDetails", JSON, 13, 0, false, true)            \
        X(ALLOCATED_TAGS, "AllocatedTags", JSON, 13, 0, false, true)                               \
        X(CONTRACT_APPLIED, "ContractApplied", JSON, 13, 0, false, true)                           \
        X(COMMITMENT_PROGRAM_ELIGIBILITY_DETAILS, "CommitmentProgramEligibilityDetails", JSON, 14, \
          0, false, true)                                                                          \
        X(ALLOCATED_METHOD_ID, "AllocatedMethodId", TEXT, 13, 0, false, true)                      \
        X(ALLOCATED_RESOURCE_ID, "AllocatedResourceId", TEXT, 13, 0, false, true)                  \
        X(ALLOCATED_RESOURCE_NAME, "AllocatedResourceName", TEXT, 13, 0, false, true)              \
        X(AVAILABILITY_ZONE, "AvailabilityZone", TEXT, 10, 0, false, true)                         \
        X(BILLING_ACCOUNT_ID, "BillingAccountId", TEXT, 10, 0, true, false)                        \
        X(BILLING_ACCOUNT_NAME, "BillingAccountName", TEXT, 10, 0, true, true)                     \
        X(BILLING_ACCOUNT_TYPE, "BillingAccountType", TEXT, 12, 0, false, false)                   \
        X(CAPACITY_RESERVATION_ID, "CapacityReservationId", TEXT, 11, 0, false, true)              \
        X(CHARGE_DESCRIPTION, "ChargeDescription", TEXT, 10, 0, true, true)                        \
        X(COMMITMENT_DISCOUNT_ID, "CommitmentDiscountId", TEXT, 10, 0, false, true)                \
        X(COMMITMENT_DISCOUNT_NAME, "CommitmentDiscountName", TEXT, 10, 0, false, true)            \
        X(COMMITMENT_DISCOUNT_TYPE, "CommitmentDiscountType", TEXT, 10, 0, false, true)            \
        X(COMMITMENT_DISCOUNT_UNIT, "CommitmentDiscountUnit", TEXT, 11, 0, false, true)            \
        X(CONSUMED_UNIT, "ConsumedUnit", TEXT, 10, 0, false, true)                                 \
        X(HOST_PROVIDER_NAME, "HostProviderName", TEXT, 13, 0, true, false)                        \
        X(INVOICE_DETAIL_ID, "InvoiceDetailId", TEXT, 14, 0, false, true)                          \
        X(INVOICE_ID, "InvoiceId", TEXT, 12, 0, false, true)                                       \
        X(INVOICE_ISSUER_NAME, "InvoiceIssuerName", TEXT, 10, 0, true, false)                      \
        X(PRICING_CURRENCY, "PricingCurrency", TEXT, 12, 0, false, true)                           \
        X(PRICING_UNIT, "PricingUnit", TEXT, 10, 0, true, true)                                    \
        X(PROVIDER_NAME, "ProviderName", TEXT, 10, 13, true, false)                                \
        X(PUBLISHER_NAME, "PublisherName", TEXT, 10, 13, true, false)                              \
        X(REGION_ID, "RegionId", TEXT, 10, 0, false, true)                                         \
        X(REGION_NAME, "RegionName", TEXT, 10, 0, false, true)                                     \
        X(RESOURCE_ID, "ResourceId", TEXT, 10, 0, false, true)                                     \
        X(RESOURCE_NAME, "ResourceName", TEXT, 10, 0, false, true)                                 \
        X(RESOURCE_TYPE, "ResourceType", TEXT, 10, 0, false, true)                                 \
        X(SERVICE_NAME, "ServiceName", TEXT, 10, 0, true, false)                                   \
        X(SERVICE_PROVIDER_NAME, "ServiceProviderName", TEXT, 13, 0, true, false)                  \
        X(SERVICE_SUBCATEGORY, "ServiceSubcategory", TEXT, 11, 0, false, false)                    \
        X(SKU_ID, "SkuId", TEXT, 10, 0, false, true)                                               \
        X(SKU_METER, "SkuMeter", TEXT, 11, 0, false, true)                                         \
        X(SKU_PRICE_ID, "SkuPriceId", TEXT, 10, 0, false, true)                                    \
        X(SUB_ACCOUNT_ID, "SubAccountId", TEXT, 10, 0, false, true)                                \
        X(SUB_ACCOUNT_NAME, "SubAccountName", TEXT, 10, 0, false, true)                            \
        X(SUB_ACCOUNT_TYPE, "SubAccountType", TEXT, 12, 0, false, true)

typedef enum {
#define FOCUS_NAME(constant, name, kind, since, last, mandatory, null) FOCUS_##constant,
        FOCUS_COLUMN_LIST(FOCUS_NAME)
#undef FOCUS_NAME
                FOCUS_COLUMNS
} FocusColumn;

enum {
        FOCUS_NUMBERS = FOCUS_BILLING_PERIOD_START,
        FOCUS_TIME_FIRST = FOCUS_BILLING_PERIOD_START,
        FOCUS_TIMES = FOCUS_CHARGE_CATEGORY - FOCUS_TIME_FIRST,
        FOCUS_CHOICE_FIRST = FOCUS_CHARGE_CATEGORY,
        FOCUS_CHOICES = FOCUS_BILLING_CURRENCY - FOCUS_CHOICE_FIRST,
        FOCUS_JSON_FIRST = FOCUS_TAGS,
        FOCUS_JSONS = FOCUS_ALLOCATED_METHOD_ID - FOCUS_JSON_FIRST,
        FOCUS_VERSION_FIRST = 10,
        FOCUS_VERSION_LAST = 14
};

typedef enum {
        FOCUS_KIND_NUMBER,
        FOCUS_KIND_TIME,
        FOCUS_KIND_CHOICE,
        FOCUS_KIND_CURRENCY,
        FOCUS_KIND_JSON,
        FOCUS_KIND_TEXT
} FocusKind;

typedef enum {
        FOCUS_CATEGORY_NONE, /* null, or a value that is not allowed */
        FOCUS_CATEGORY_USAGE,
        FOCUS_CATEGORY_PURCHASE,
        FOCUS_CATEGORY_TAX,
        FOCUS_CATEGORY_CREDIT,
        FOCUS_CATEGORY_ADJUSTMENT,
        FOCUS_CATEGORIES
} FocusChargeCategory;

enum { FOCUS_CLASS_CORRECTION = 1, FOCUS_STATUS_USED = 1, FOCUS_STATUS_UNUSED = 2 };

typedef struct {
        Str name;
        FocusKind kind;
        int since, last; /* versions as 10 to 14; last 0: the newest has it */
        bool is_mandatory, may_be_null;
} FocusColumnInfo;

const FocusColumnInfo *focus_column_info(FocusColumn column);
/* The column of this name, or -1. Names of drafts and other spellings ("Billed Cost",
 * "billed_cost") are known, too; *out_is_exact says whether it is the specification's own. */
int focus_column_find(Str name, bool *out_is_exact);
/* The allowed values of a choice, ended by an empty one; place 1 is the first. */
const Str *focus_choice_values(FocusColumn choice);

#endif
