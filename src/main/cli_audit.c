/* main/cli_audit: count everything again from the record, and compare. */
#include "main/cli.h"

#include "base/words.h"
#include "credit/ledger_audit.h"
#include "pledge/audit.h"

#include <stdio.h>

static void print_json(Arena *a, const AuditReport *r, const LedgerAudit *ledger)
{
        Text t = text_begin(a, MIB);
        JsonOut j = jout_begin(&t);

        jout_object(&j);
        jout_key(&j, S("good"));
        jout_bool(&j, r->log_status == OK && r->differences_all == 0 && ledger->is_whole);
        jout_key(&j, S("entries"));
        jout_int(&j, r->entries);
        jout_key(&j, S("metrics"));
        jout_int(&j, r->metrics);
        jout_key(&j, S("numbers"));
        jout_int(&j, r->numbers);
        jout_key(&j, S("memberships"));
        jout_int(&j, r->memberships);
        jout_key(&j, S("log"));
        jout_text(&j, str_from(status_name(r->log_status)));
        jout_key(&j, S("differences"));
        jout_int(&j, r->differences_all);
        jout_key(&j, S("ledger"));
        jout_object(&j);
        jout_key(&j, S("good"));
        jout_bool(&j, ledger->is_whole);
        jout_key(&j, S("lines"));
        jout_int(&j, ledger->lines);
        jout_key(&j, S("accounts"));
        jout_int(&j, ledger->accounts);
        jout_key(&j, S("holds"));
        jout_int(&j, ledger->held);
        jout_key(&j, S("wrong"));
        jout_text(&j, str_from(ledger->fault));
        jout_object_end(&j);
        jout_object_end(&j);
        printf("%.*s\n", S_ARG(text_str(&t)));
}

static void print_ledger(const LedgerAudit *ledger)
{
        printf(_("%lld lines of the ledger, %lld accounts, %lld holds: %s\n"),
               (long long)ledger->lines, (long long)ledger->accounts, (long long)ledger->held,
               ledger->is_whole ? _("all follow from the lines, and the lines stand in the record")
                                : ledger->fault);
}

static void print_words(Arena *a, const AuditReport *r)
{
        printf(_("%lld entries: %s\n"), (long long)r->entries,
               r->log_status == OK ? _("the log verifies") : r->log.words);
        printf(_("%lld numbers of %lld metrics and %lld memberships counted again: %lld differ\n"),
               (long long)r->numbers, (long long)r->metrics, (long long)r->memberships,
               (long long)r->differences_all);
        for (size_t i = 0; i < r->differences_n; i++) {
                const AuditDifference *d = &r->differences[i];
                Str scope = id_text(a, d->scope);

                printf(_("%.*s at %.*s, %.*s: the record says %lld, the table %lld. %.*s\n"),
                       S_ARG(d->name), S_ARG(scope), S_ARG(d->key), (long long)d->counted,
                       (long long)d->kept, S_ARG(d->words));
        }
}

int cli_audit(Command *c)
{
        Program p;
        Arena a = arena_make((size_t)16 << 30);
        char fault[PROGRAM_FAULT_BYTES] = "";
        static LedgerAudit ledger; /* large */
        AuditReport report = {0};
        Db *db = NULL;
        Status s = program_open(&p, &c->conf, false, fault);

        if (s == OK)
                s = program_catch_up(&p);
        if (s == OK)
                s = store_reader(p.store, &db);
        if (s == OK) {
                s = ledger_audit(db, &a, true, &ledger);
                if (s == OK)
                        s = audit_run(db, &a, record_verifier_key(p.record), &report);
                if (s == OK || s == INVALID) {
                        if (c->as_json) {
                                print_json(&a, &report, &ledger);
                        } else {
                                print_words(&a, &report);
                                print_ledger(&ledger);
                        }
                }
                if (s == OK && !ledger.is_whole)
                        s = INVALID;
        } else {
                fprintf(stderr, "seedbed: %s\n", fault);
        }
        store_reader_close(db);
        program_close(&p);
        arena_free(&a);
        return s == INVALID ? 10 : status_exit(s);
}
