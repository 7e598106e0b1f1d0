/* apply/rules: a selection's rules of eligibility, and why they hold or not. */
#ifndef SEEDBED_APPLY_RULES_H
#define SEEDBED_APPLY_RULES_H

#include "apply/apply.h"
#include "form/condition.h"
#include "mail/mail.h"
#include "programme/selection.h"

enum { RULES_MAX = 30 };

/* What became of a rule, for the given answers. */
typedef struct {
        Str rule, says;
        ConditionTruth truth;
        Str found; /* the answers it rests on, for people */
} RuleLine;

/* At most RULES_MAX. BROKEN: a rule does not fit the form, which a round does not open with. */
Status rules_look(Arena *a, const Form *f, const Selection *s, const Json *answers, RuleLine *out,
                  size_t *out_n);
/* Does each rule fit this form? INVALID with words. */
Status rules_check(Deed *d, const Form *f, const Selection *s);
/* Of a draft, only what the form asks; the rest is kept and shown by itself. */
const Json *draft_fitting(Arena *a, const Form *f, const Json *draft);
const Json *draft_rest(Arena *a, const Form *f, const Json *draft);

typedef struct {
        Str name, party, round, at, until, link, proof;
        int64_t number;
} ReceiptLetter;

/* To who handed in, in their language, when an address of theirs is known. */
Status receipt_send(Deed *d, ReceiptLetter *letter);

extern const MailKind receipt_mail_kind;

#endif
