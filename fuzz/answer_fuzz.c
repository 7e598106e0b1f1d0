/* Forms, conditions and answers from outside: a form in the first part, then conditions, inputs and
 * JSON, parts ended by a line of "===".
 *
 * Beyond not crashing: a form that is read is written so that it reads the same again; answers that
 * are accepted are accepted again as written, and a draft misses nothing. */
#include "form/answer.h"
#include "form/condition.h"
#include "form/form_build.h"

#include <assert.h>

enum { MEMORY_MAX = 256 << 20, INPUTS_MAX = 300 };

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static Str part(Str *rest)
{
        size_t at = str_find_str(*rest, S("\n===\n"));
        Str piece = str_head(*rest, at);

        *rest = str_skip(*rest, at + 5);
        return piece;
}

static void try_form(Arena *a, const Form *f)
{
        Str text = form_yaml(a, f);
        YamlFaults faults = {0};
        Form *again;
        Status s = form_parse(a, text, &again, &faults);

        if (text.len > 200000) /* quotes may lead past what a file may hold */
                return;
        assert(s == OK);
        assert(str_eq(form_yaml(a, again), text));
        (void)form_schema(a, f, (Str){0});
        (void)form_layout(a, f);
}

static void try_conditions(Arena *a, const Form *f, Str lines, const Json *answers)
{
        Str line;

        while (str_cut(&lines, '\n', &line)) {
                const Condition *c;
                ConditionParts why;
                Str fault = {0};
                const Json *tree;

                if (condition_parse(a, f, line, &c, &fault) != OK) {
                        assert(fault.len && str_is_utf8(fault));
                        continue;
                }
                assert(condition_explain(a, c, answers, &why) == condition_holds(c, answers));
                assert(why.n > 0 && why.n <= CONDITION_PARTS_MAX);
                assert(condition_holds(c, NULL) != CONDITION_YES || str_has(line, S("filled")) ||
                       str_has(line, S("count")));
                assert(json_parse(a, condition_json(a, c), &tree, NULL) == OK);
        }
}

static void try_whole(Arena *a, const Form *f, const Json *answers)
{
        AnswerFaults faults = {0}, again = {0};
        AnswerColumns columns;
        const Json *kept, *parsed;
        Str text, *cells;

        answer_columns(a, f, &columns);
        cells = arena_new(a, Str, columns.n + 1);
        answer_cells(a, &columns, answers, cells);
        if (answers_check_whole(a, f, answers, &kept, &faults) != OK) {
                assert(faults.n > 0);
                return;
        }
        text = answers_text(a, kept);
        assert(answers_parse(a, f, text, &parsed, &again) == OK);
        assert(answers_check_whole(a, f, parsed, &kept, &again) == OK);
        assert(str_eq(answers_text(a, kept), text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
        Arena a = arena_make(MEMORY_MAX);
        Str rest = {(const char *)data, size}, yaml, conditions, pairs, line;
        YamlFaults faults = {0};
        AnswerFaults read = {0}, parsed = {0};
        Input inputs[INPUTS_MAX];
        const Json *answers;
        size_t n = 0;
        Form *f;

        if (!str_is_utf8(rest)) /* so it is where it enters */
                return 0;
        yaml = part(&rest);
        conditions = part(&rest);
        pairs = part(&rest);
        while (n < INPUTS_MAX && str_cut(&pairs, '\n', &line)) {
                inputs[n].name = str_head(line, str_find(line, '='));
                inputs[n].value = str_skip(line, inputs[n].name.len + 1);
                n++;
        }
        if (form_parse(&a, yaml, &f, &faults) == OK) {
                Str made, why = {0};

                try_form(&a, f);
                (void)!answers_read(&a, f, inputs, n, &answers, &read);
                try_conditions(&a, f, conditions, answers);
                try_whole(&a, f, answers);
                (void)!answers_parse(&a, f, rest, &answers, &parsed);
                try_whole(&a, f, answers);
                (void)!form_build(&a, yaml, inputs, n, &made, &why);
        }
        arena_free(&a);
        return 0;
}
