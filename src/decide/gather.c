/* decide/gather: the lines of a batch: chosen in a list, given as ids, all of a stage, or a table.
 */
#include "base/words.h"
#include "decide/batch.h"
#include "decide/csv.h"
#include "decide/score.h"
#include "people/interest.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static const char *const scores[] = {N_("raw"), N_("calibrated"), NULL};

static const Field gather_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"determination", FIELD_SLUG, .chars_max = 64, .label = N_("Determination"),
         .help = N_("As the round's programme calls it; of all that a table does not say it of.")},
        {"applications", FIELD_LONG_TEXT, .chars_max = DECIDE_BATCH_MAX * 14,
         .label = N_("Applications"), .help = N_("Their ids, with spaces or lines between.")},
        {"stage", FIELD_SLUG, .chars_max = 64, .label = N_("All in this stage"),
         .help = N_("On which nothing is decided yet.")},
        {"first", FIELD_INT, .min = 1, .max = DECIDE_BATCH_MAX, .label = N_("Only the first"),
         .help = N_("So many, by score; of the stage, or of all.")},
        {"by", FIELD_CHOICE, .choices = scores, .label = N_("By which score"),
         .help = N_("As reviewers gave it when empty.")},
        {"file", FIELD_FILE, .label = N_("Table"),
         .help = N_("CSV with a header: id, determination, and reason, conditions, feedback.")},
        {"reason", FIELD_LONG_TEXT, .chars_max = DECIDE_WORDS_CHARS_MAX, .label = N_("Reason"),
         .help = N_("For operators; who applied does not see it.")},
        {"conditions", FIELD_LONG_TEXT, .chars_max = DECIDE_WORDS_CHARS_MAX,
         .label = N_("Conditions"), .help = N_("Who applied is told them.")},
        {"feedback", FIELD_LONG_TEXT, .chars_max = DECIDE_WORDS_CHARS_MAX, .label = N_("Feedback"),
         .help = N_("Who applied is told it.")},
        {"minutes", FIELD_INT, .min = 0, .max = DECIDE_MINUTES_MAX, .label = N_("Held, in minutes"),
         .help = N_("Nobody is told before, and it can be undone. 10 when empty; 0: until somebody "
                    "sends it.")},
        {"whole", FIELD_YES, .label = N_("All or nothing"),
         .help = N_("Else what can not be done is left out.")},
        {0}};

typedef struct {
        Id application;
        Str slug, reason, conditions, feedback;
} Line;

typedef struct {
        Line *at;
        size_t n;
} Lines;

/* --- the table */

static Status read_file(Deed *d, Str *out)
{
        int fd = open(str_z(d->a, deed_text(d, "file")), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        Text t = text_begin(d->a, DECIDE_CSV_BYTES_MAX + 1);
        ssize_t n = 0;
        char *room;

        while (fd >= 0 && (room = text_room(&t, 65536)) && (n = read(fd, room, 65536)) > 0)
                text_claim(&t, (size_t)n);
        if (fd >= 0)
                close(fd);
        if (fd < 0 || n < 0)
                return deed_fault_at(d, "file", _("The file can not be read."));
        if (n > 0 || t.overflow || t.len > DECIDE_CSV_BYTES_MAX)
                return deed_fault_at(d, "file", _("The table is too large: at most 4 MiB."));
        *out = text_str(&t);
        if (str_starts(*out, S("\xef\xbb\xbf")))
                *out = str_skip(*out, 3);
        if (!str_is_utf8(*out))
                return deed_fault_at(d, "file",
                                     _("The table holds bytes that are not text (UTF-8)."));
        return OK;
}

static Str cell(const DecideCsvRow *row, size_t column)
{
        return column < row->n ? row->cells[column] : (Str){0};
}

static Status add_row(Deed *d, const DecideCsvRow *head, const DecideCsvRow *row, Lines *out)
{
        static const char *const words[] = {"reason", "conditions", "feedback"};
        size_t column = decide_csv_column(head, "id");
        Line line = {.slug = cell(row, decide_csv_column(head, "determination"))};
        Str *const texts[] = {&line.reason, &line.conditions, &line.feedback};

        if (column == head->n)
                column = decide_csv_column(head, "application");
        if (!id_parse(cell(row, column), &line.application))
                return deed_fault_at(d, "file", _("Line %lld: «%.*s» is not an id."),
                                     (long long)row->line, S_ARG(str_head(cell(row, column), 60)));
        for (int i = 0; i < 3; i++) {
                *texts[i] = cell(row, decide_csv_column(head, words[i]));
                if (str_chars(*texts[i]) > DECIDE_WORDS_CHARS_MAX)
                        return deed_fault_at(
                                d, "file", _("Line %lld: «%s» has more than %d characters."),
                                (long long)row->line, words[i], DECIDE_WORDS_CHARS_MAX);
        }
        if (!line.slug.len)
                line.slug = deed_text(d, "determination");
        if (!line.slug.len)
                return deed_fault_at(d, "file", _("Line %lld says no determination."),
                                     (long long)row->line);
        if (out->n == DECIDE_BATCH_MAX)
                return deed_fault_at(d, "file", _("A batch holds at most %d."), DECIDE_BATCH_MAX);
        out->at[out->n++] = line;
        return OK;
}

static Status prepare_gather(Deed *d)
{
        Lines *lines = d->prepared = arena_new(d->a, Lines, 1);
        DecideCsvRow head, row;
        int64_t line = 1;
        Str rest;
        Status s;

        lines->at = arena_new(d->a, Line, DECIDE_BATCH_MAX + 1);
        if (!deed_given(d, "file"))
                return OK;
        TRY(read_file(d, &rest));
        s = decide_csv_row(d->a, &rest, &line, &head);
        if (s == OK && decide_csv_column(&head, "id") == head.n &&
            decide_csv_column(&head, "application") == head.n)
                return deed_fault_at(d, "file", _("The table needs a column «id»."));
        while (s == OK && (s = decide_csv_row(d->a, &rest, &line, &row)) == OK)
                TRY(add_row(d, &head, &row, lines));
        if (s == INVALID)
                return deed_fault_at(d, "file",
                                     _("Line %lld is no row of a table: look at its quotes."),
                                     (long long)line);
        return OK;
}

/* An uploaded file is ours; one that the command line named is not. */
static void clear_up(const Deed *d)
{
        if (d->file_name.len)
                unlink(str_z(d->a, deed_text(d, "file")));
}

/* --- the other ways */

static Status add(Deed *d, Lines *lines, Id application)
{
        if (lines->n == DECIDE_BATCH_MAX)
                return deed_fault(d, INVALID, _("A batch holds at most %d."), DECIDE_BATCH_MAX);
        lines->at[lines->n++] =
                (Line){application, deed_text(d, "determination"), deed_text(d, "reason"),
                       deed_text(d, "conditions"), deed_text(d, "feedback")};
        return OK;
}

static Status add_ids(Deed *d, Lines *lines)
{
        Str text = deed_text(d, "applications");
        size_t i = 0;

        while (i < text.len) {
                size_t begin = i;
                Str piece;
                Id id;

                while (i < text.len && text.at[i] > ' ' && text.at[i] != ',' && text.at[i] != ';')
                        i++;
                piece = (Str){text.at + begin, i - begin};
                i++;
                if (!piece.len)
                        continue;
                if (!id_parse(piece, &id))
                        return deed_fault_at(d, "applications", _("«%.*s» is not an id."),
                                             S_ARG(str_head(piece, 60)));
                TRY(add(d, lines, id));
        }
        return OK;
}

static Status add_chosen(Deed *d, Lines *lines)
{
        for (size_t i = 0; i < d->more_n; i++) {
                Id id;

                if (!str_starts(d->more[i].name, S(BATCH_CHOSEN)) ||
                    !id_parse(str_skip(d->more[i].name, strlen(BATCH_CHOSEN)), &id))
                        return deed_fault(d, INVALID, _("There is no field «%.*s» here."),
                                          S_ARG(str_head(d->more[i].name, 60)));
                TRY(add(d, lines, id));
        }
        return OK;
}

static Status add_stage(Deed *d, const DecideRound *r, Lines *lines)
{
        DecideKeyList keys;
        Interest own;
        size_t n = 0;

        TRY(interest_of(d->db, d->a, d->actor.id, &own));
        if (deed_given(d, "stage") && !definition_stage(r->def, deed_text(d, "stage")))
                return deed_fault_at(d, "stage", _("The programme has no stage «%.*s»."),
                                     S_ARG(deed_text(d, "stage")));
        if (deed_given(d, "first")) {
                Status s = decide_best(d->db, d->a, r, deed_text(d, "stage"), deed_text(d, "by"),
                                       deed_int(d, "first") + (int64_t)own.n, &keys);

                if (s == NOT_FOUND)
                        return deed_fault_at(d, "first", _("There are no scores yet."));
                TRY(s);
        } else if (deed_given(d, "stage")) {
                TRY(decide_undecided(d->db, d->a, r->round.id, deed_text(d, "stage"),
                                     DECIDE_BATCH_MAX + 1, &keys));
        } else {
                return OK;
        }
        for (size_t i = 0; i < keys.n; i++) { /* where one's own stands among them is not told */
                if (interest_has(&own, keys.at[i].party))
                        continue;
                if (deed_given(d, "first") && (int64_t)n++ == deed_int(d, "first"))
                        break;
                TRY(add(d, lines, keys.at[i].application));
        }
        return OK;
}

/* --- putting it down */

static Status put_line(Deed *d, const DecideRound *r, Id batch, const Line *line)
{
        Application x;
        Str seen;
        Status s = application_get(d->db, d->a, line->application, &x);
        Id party = s == OK && x.round == r->round.id ? x.party : 0;

        if (s != OK && s != NOT_FOUND)
                return s;
        TRY(decide_seen(d->db, d->a, line->application, &seen));
        return batch_line_put(d->db, party, batch, line->application, line->slug, line->reason,
                              line->conditions, line->feedback, seen);
}

static int by_application(const void *x, const void *y)
{
        Id p = ((const Line *)x)->application, q = ((const Line *)y)->application;

        return p < q ? -1 : p > q;
}

/* What is chosen twice is meant once; what a table decides in two ways is a mistake. */
static Status once_each(Deed *d, Lines *lines)
{
        size_t n = 0;

        qsort(lines->at, lines->n, sizeof *lines->at, by_application);
        for (size_t i = 0; i < lines->n; i++) {
                if (!n || lines->at[n - 1].application != lines->at[i].application)
                        lines->at[n++] = lines->at[i];
                else if (!str_eq(lines->at[n - 1].slug, lines->at[i].slug))
                        return deed_fault(d, INVALID,
                                          _("The application %.*s is decided on in two ways."),
                                          S_ARG(id_text(d->a, lines->at[i].application)));
        }
        lines->n = n;
        return OK;
}

static Status gather(Deed *d, const DecideRound *r, Lines *lines)
{
        size_t of_table = lines->n;

        TRY(add_ids(d, lines));
        TRY(add_chosen(d, lines));
        TRY(add_stage(d, r, lines));
        if (lines->n > of_table && !deed_given(d, "determination"))
                return deed_fault_at(d, "determination", _("Say what is to be decided."));
        if (!lines->n)
                return deed_fault(d, INVALID, _("Nothing is chosen."));
        return once_each(d, lines);
}

static Status run_gather(Deed *d)
{
        const Lines *prepared = d->prepared;
        Lines lines = {arena_new(d->a, Line, DECIDE_BATCH_MAX + 1), 0};
        DecideRound r;
        Id batch = db_id(d->db, d->now_us);

        for (size_t i = 0; prepared && i < prepared->n; i++) /* it may run again */
                lines.at[lines.n++] = prepared->at[i];
        TRY(decide_round(d->db, d->a, deed_int(d, "round"), &r));
        TRY(gather(d, &r, &lines));
        for (size_t i = 0; i < lines.n; i++)
                TRY(put_line(d, &r, batch, &lines.at[i]));
        TRY(batch_insert(d->db, batch, r.round.id, deed_int(d, "whole") != 0,
                         deed_given(d, "minutes") ? deed_int(d, "minutes") : DECIDE_MINUTES,
                         (int64_t)lines.n, d->actor.id, d->now_us));
        d->made = batch;
        d->go_to = str_fmt(d->a, "/determinations/batches/%.*s", S_ARG(id_text(d->a, batch)));
        d->note = S_("Nothing is decided before you confirm it.");
        return OK;
}

const Action batch_gather_action = {
        .name = "batch gather",
        .may = MAY_DECIDE,
        .where = round_where_hidden,
        .title = N_("Decide on many"),
        .help = N_("First you see every change and every mail; nothing happens before you confirm "
                   "it."),
        .fields = gather_fields,
        .run = run_gather,
        .prepare = prepare_gather,
        .clear_up = clear_up,
        .takes_more = true,
        .is_silent = true};
