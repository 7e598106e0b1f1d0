/* apply/rules: see the header. */
#include "apply/rules.h"

#include "access/access.sql.h"
#include "base/words.h"
#include "form/answer.h"

Status rules_look(Arena *a, const Form *f, const Selection *s, const Json *answers, RuleLine *out,
                  size_t *out_n)
{
        size_t n = 0;

        for (size_t i = 0; i < s->eligibility.n && n < RULES_MAX; i++) {
                const SelectionRule *rule = &s->eligibility.at[i];
                const Condition *c = NULL;
                ConditionParts parts = {0};
                Text found = text_begin(a, 2000);
                Str fault;

                if (condition_parse(a, f, rule->when, &c, &fault) != OK)
                        return BROKEN;
                out[n] = (RuleLine){.rule = rule->slug, .says = rule->says};
                out[n].truth = condition_explain(a, c, answers, &parts);
                for (size_t k = 0; k < parts.n; k++)
                        if (parts.at[k].field && parts.at[k].found.len && found.len < 1000)
                                text_fmt(&found, "%s%.*s: %.*s", found.len ? "; " : "",
                                         S_ARG(form_said(&parts.at[k].field->title)),
                                         S_ARG(str_head(parts.at[k].found, 200)));
                out[n++].found = text_str(&found);
        }
        *out_n = n;
        return OK;
}

Status rules_check(Deed *d, const Form *f, const Selection *s)
{
        for (size_t i = 0; i < s->eligibility.n; i++) {
                const Condition *c = NULL;
                Str fault = {0};

                if (condition_parse(d->a, f, s->eligibility.at[i].when, &c, &fault) != OK)
                        return deed_fault_at(d, "form",
                                             _("The rule «%.*s» does not fit this form: %.*s"),
                                             S_ARG(s->eligibility.at[i].slug), S_ARG(fault));
        }
        return OK;
}

static const Json *those(Arena *a, const Form *f, const Json *draft, bool asked)
{
        Json *out = arena_new(a, Json, 1), **last = NULL;

        out->kind = JSON_KIND_OBJECT;
        for (const Json *v = draft->child; v; v = v->next) {
                Json *copy;

                if ((form_find(f, v->key) != NULL) != asked || v->kind == JSON_KIND_NULL)
                        continue;
                copy = arena_new(a, Json, 1);
                *copy = *v;
                copy->next = NULL;
                if (last)
                        *last = copy;
                else
                        out->child = copy;
                last = (Json **)(void *)&copy->next;
        }
        return out;
}

const Json *draft_fitting(Arena *a, const Form *f, const Json *draft)
{
        return those(a, f, draft, true);
}

const Json *draft_rest(Arena *a, const Form *f, const Json *draft)
{
        return those(a, f, draft, false);
}

Status receipt_send(Deed *d, ReceiptLetter *letter)
{
        MailDraft draft = {.kind = &receipt_mail_kind, .of = letter, .actor = d->actor.id};
        ActorEmail email;
        Status s = actor_email_first(d->db, d->a, d->actor.id, &email);

        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        draft.address = email.email;
        letter->name = draft.name = d->actor.name;
        return mail_send(d->db, d->a, &draft, d->now_us, NULL);
}
