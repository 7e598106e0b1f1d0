/* board/bulk: see the header. */
#include "board/bulk.h"

#include "apply/reopen.h"
#include "base/words.h"
#include "board/rows.h"
#include "decide/batch.h"
#include "people/interest.h"

#include <string.h>

static const char *const whats[] = {N_("decide"), N_("move"),   N_("tag"),    N_("untag"),
                                    N_("assign"), N_("reopen"), N_("double"), NULL};

static const Field prepare_fields[] = {
        {"round", FIELD_ID, .required = true, .label = N_("Round")},
        {"what", FIELD_CHOICE, .required = true, .choices = whats, .label = N_("What to do")},
        {"view", FIELD_ID, .label = N_("View"), .help = N_("With «all»: which ones are meant.")},
        {"all", FIELD_YES, .label = N_("All that the view finds")},
        {"applications", FIELD_LONG_TEXT, .chars_max = BULK_MAX * 14, .label = N_("Applications"),
         .help = N_("Their ids, with spaces or lines between.")},
        {"determination", FIELD_SLUG, .chars_max = 64, .label = N_("Determination")},
        {"stage", FIELD_SLUG, .chars_max = 64, .label = N_("Stage")},
        {"reason", FIELD_TEXT, .chars_max = BULK_REASON_CHARS_MAX, .label = N_("Why"),
         .help = N_("On the record: no names.")},
        {"tag", FIELD_TEXT, .chars_max = TAG_CHARS_MAX, .label = N_("Tag"),
         .help = N_("A word to find them again. Operators and auditors see it.")},
        {"reviewer", FIELD_ID, .label = N_("Reviewer")},
        {"step", FIELD_SLUG, .chars_max = 64, .label = N_("Step")},
        {"until", FIELD_TEXT, .chars_max = 19, .label = N_("Until"),
         .help = N_("Day and time in the round's zone, as in 2026-12-31T23:59.")},
        {"other", FIELD_ID, .picks = "application", .label = N_("Of which one it is a double")},
        {0}};

static const Field bulk_fields[] = {
        {"bulk", FIELD_ID, .required = true, .label = N_("Act on many")}, {0}};

/* --- which ones */

typedef struct {
        Id at[BULK_MAX + 1];
        size_t n;
} Chosen;

static Status too_many(Deed *d)
{
        return deed_fault(d, TOO_MANY, _("At most %d at once."), BULK_MAX);
}

static Status choose(Deed *d, Chosen *c, Id id)
{
        if (c->n == BULK_MAX)
                return too_many(d);
        c->at[c->n++] = id;
        return OK;
}

static Status choose_ids(Deed *d, Chosen *c)
{
        Str text = deed_text(d, "applications");

        for (size_t i = 0; i <= text.len; i++) {
                size_t from = i;
                Id id;

                while (i < text.len && text.at[i] > ' ' && text.at[i] != ',' && text.at[i] != ';')
                        i++;
                if (i == from)
                        continue;
                if (!id_parse((Str){text.at + from, i - from}, &id))
                        return deed_fault_at(d, "applications", _("«%.*s» is not an id."),
                                             S_ARG(str_head((Str){text.at + from, i - from}, 60)));
                TRY(choose(d, c, id));
        }
        for (size_t i = 0; i < d->more_n; i++) {
                Id id;

                if (!str_starts(d->more[i].name, S(BULK_CHOSEN)) ||
                    !id_parse(str_skip(d->more[i].name, strlen(BULK_CHOSEN)), &id))
                        return deed_fault(d, INVALID, _("There is no field «%.*s» here."),
                                          S_ARG(str_head(d->more[i].name, 60)));
                if (!deed_int(d, "all"))
                        TRY(choose(d, c, id));
        }
        return OK;
}

/* All that the view finds, as it is now. */
static Status choose_all(Deed *d, const BoardSpace *space, Chosen *c)
{
        BoardView view;
        ViewSpec spec;
        Scan scan;
        ScanFound found;
        Str fault = {0};

        if (view_spec(d->db, d->a, &d->actor, space, deed_int(d, "view"), &view, &spec) != OK)
                return deed_fault_at(d, "view", _("There is no such view."));
        if (view_scan(d->a, space, &spec, &scan, &fault) != OK)
                return deed_fault_at(d, "view", "%.*s", S_ARG(fault));
        scan.most = BULK_MAX;
        TRY(scan_leave_out(d->db, d->a, d->actor.id, space->round.id, &scan));
        TRY(scan_round(d->db, d->a, space->round.id, &scan, &found));
        if (found.total > BULK_MAX)
                return too_many(d);
        for (size_t i = 0; i < found.groups[0].n; i++) {
                BoardRow row;

                TRY(board_row_in(d->db, d->a, space->round.id, found.groups[0].slots[i], &row));
                TRY(choose(d, c, row.application));
        }
        return OK;
}

static Status choose_some(Deed *d, const BoardSpace *space, Chosen *c)
{
        TRY(choose_ids(d, c));
        if (deed_int(d, "all"))
                TRY(choose_all(d, space, c));
        return c->n ? OK : deed_fault(d, INVALID, _("Nothing is chosen."));
}

/* --- putting it down */

/* The same choice, as a batch of decisions. */
static Status hand_on(Deed *d, const Chosen *c)
{
        ActionWorld world = action_world_of(d);
        Deed *made = arena_new(d->a, Deed, 1);
        Text ids = text_begin(d->a, BULK_MAX * 14 + 1);
        Input inputs[3];
        Status s;

        if (!deed_given(d, "determination"))
                return deed_fault_at(d, "determination", _("Say what is to be decided."));
        for (size_t i = 0; i < c->n; i++)
                text_fmt(&ids, "%.*s ", S_ARG(id_text(d->a, c->at[i])));
        inputs[0] = (Input){S("round"), id_text(d->a, deed_int(d, "round"))};
        inputs[1] = (Input){S("determination"), deed_text(d, "determination")};
        inputs[2] = (Input){S("applications"), text_str(&ids)};
        s = action_do_inside(d->db, &world, &batch_gather_action, &d->actor, inputs, 3, d->a, made);
        for (size_t i = 0; i < made->faults_n; i++)
                (void)!deed_fault(d, s, "%.*s", S_ARG(made->faults[i].words));
        d->made = made->made;
        d->go_to = made->go_to;
        d->note = made->note;
        return s;
}

/* The deed that it is made of needs more than to choose and to tag. */
static Status may_act(Deed *d, const Round *r, const Bulk *bulk)
{
        Permission may = bulk_permission(bulk);
        Place place;

        TRY(round_place(d->db, d->a, r, &place));
        return access_may_at(&d->actor, may, &place)
                       ? OK
                       : deed_fault(d, FORBIDDEN,
                                    _("You may not do this: it needs the permission %s."),
                                    permission_name(may));
}

static Status check_reopen(Deed *d, const BoardSpace *space, Bulk *bulk)
{
        int64_t until;

        bulk->value = deed_text(d, "until");
        bulk->reason = str_trim(deed_text(d, "reason"));
        if (!bulk->reason.len)
                return deed_fault_at(d, "reason", _("Say why."));
        return reopen_until(d, &space->round, &until);
}

static Status check_other(Deed *d, const BoardSpace *space, Bulk *bulk)
{
        Application other;
        Status s = application_get(d->db, d->a, deed_int(d, "other"), &other);

        if (s == NOT_FOUND || (s == OK && other.round != space->round.id))
                return deed_fault_at(d, "other", _("There is no such application in this round."));
        TRY(s);
        bulk->value = id_text(d->a, other.id);
        return interest_refuses(d, other.party);
}

static Status check_value(Deed *d, const BoardSpace *space, Bulk *bulk)
{
        bool is_tag = str_is(bulk->what, "tag") || str_is(bulk->what, "untag");
        const Selection *sel = &space->def->selection;
        Reviewer reviewer;

        bulk->value = is_tag ? str_trim(deed_text(d, "tag")) : deed_text(d, "stage");
        if (is_tag && !bulk->value.len)
                return deed_fault_at(d, "tag", _("Say which tag."));
        if (str_is(bulk->what, "tag") && str_find(bulk->value, ';') < bulk->value.len)
                return deed_fault_at(d, "tag", _("A tag has no semicolon."));
        if (is_tag)
                return OK;
        if (str_is(bulk->what, "move")) {
                if (!definition_stage(space->def, bulk->value))
                        return deed_fault_at(d, "stage", _("The programme has no stage «%.*s»."),
                                             S_ARG(bulk->value));
                bulk->reason = str_trim(deed_text(d, "reason"));
                return bulk_is_decided(sel, bulk->value)
                               ? deed_fault_at(d, "stage",
                                               _("A decision leads there: decide on them."))
                               : OK;
        }
        if (str_is(bulk->what, "reopen"))
                return check_reopen(d, space, bulk);
        if (str_is(bulk->what, "double"))
                return check_other(d, space, bulk);
        bulk->value = (Str){0};
        bulk->reviewer = deed_int(d, "reviewer");
        bulk->step = deed_text(d, "step");
        if (!selection_step(sel, bulk->step))
                return deed_fault_at(d, "step", _("The programme has no such step of review."));
        if (reviewer_by_id(d->db, d->a, bulk->reviewer, &reviewer) != OK ||
            reviewer.round != space->round.id)
                return deed_fault_at(d, "reviewer", _("There is no such reviewer in this round."));
        return OK;
}

static Status put_lines(Deed *d, const BoardSpace *space, Id bulk, const Chosen *c)
{
        for (size_t i = 0; i < c->n; i++) {
                Application x;
                Status s = application_get(d->db, d->a, c->at[i], &x);

                if (s == NOT_FOUND || (s == OK && x.round != space->round.id))
                        return deed_fault(d, NOT_FOUND,
                                          _("There is no such application in this "
                                            "round: %.*s."),
                                          S_ARG(id_text(d->a, c->at[i])));
                TRY(s);
                TRY(interest_refuses(d, x.party));
                TRY(board_bulk_line_put(d->db, x.party, bulk, x.id));
        }
        return OK;
}

static Status run_prepare(Deed *d)
{
        Chosen *chosen = arena_new(d->a, Chosen, 1);
        Bulk bulk = {.what = deed_text(d, "what")};
        BoardSpace space = {0};

        TRY(board_space(d->db, d->a, deed_int(d, "round"), &space));
        TRY(choose_some(d, &space, chosen));
        if (str_is(bulk.what, "decide"))
                return hand_on(d, chosen);
        TRY(may_act(d, &space.round, &bulk));
        TRY(check_value(d, &space, &bulk));
        d->made = db_id(d->db, d->now_us);
        TRY(board_bulk_insert(d->db, d->made, space.round.id, d->actor.id, bulk.what, bulk.value,
                              bulk.reason, bulk.reviewer, bulk.step, (int64_t)chosen->n,
                              d->now_us));
        TRY(put_lines(d, &space, d->made, chosen));
        d->go_to = str_fmt(d->a, "/rounds/acts/%.*s", S_ARG(id_text(d->a, d->made)));
        d->note = S_("Nothing happens before you confirm it.");
        return OK;
}

const Action bulk_prepare_action = {
        .name = "bulk prepare",
        .may = MAY_APPLICATION_EDIT,
        .where = round_where_hidden,
        .title = N_("Act on many applications"),
        .help = N_("Those that are ticked, or all that a view finds. First you see what would "
                   "become of each."),
        .fields = prepare_fields,
        .run = run_prepare,
        .takes_more = true,
        .is_silent = true};

/* --- doing it */

/* One that can be done now, or is left out with the reason. What was looked at is given back: a
 * deed keeps what it told the record, which is little. */
static Status do_one(Deed *d, BulkAct *act, const BulkLine *line, bool *out_done)
{
        ArenaMark mark = arena_mark(d->a);
        BulkChange change;
        bool is_own;

        TRY(bulk_plan(d->db, d->a, act, line->application, d->now_us, &change));
        TRY(interest_in(d->db, d->a, d->actor.id, change.party, &is_own));
        if (is_own)
                change.fault =
                        S_("You applied yourself, or are in the team: somebody else decides.");
        *out_done = !change.fault.len;
        TRY(board_bulk_line_end(d->db, line->party, act->bulk.id, line->application, change.was,
                                change.fault));
        arena_rewind(d->a, mark);
        return *out_done ? bulk_do(d, act, line->application) : OK;
}

static Status bulk_of(Deed *d, Bulk *out)
{
        TRY(board_bulk_by(d->db, d->a, deed_int(d, "bulk"), out));
        if (!str_is(out->state, "draft"))
                return deed_fault(d, CONFLICT, _("This was done already, or discarded."));
        return OK;
}

static Status run_apply(Deed *d)
{
        BulkAct act = {0};
        BulkLineList lines;
        int64_t done = 0;

        TRY(bulk_of(d, &act.bulk));
        TRY(bulk_act_open(d->db, d->a, &act));
        TRY(may_act(d, &act.space.round, &act.bulk));
        if (act.other.id)
                TRY(interest_refuses(d, act.other.party));
        TRY(board_bulk_lines(d->db, d->a, act.bulk.id, &lines));
        for (size_t i = 0; i < lines.n; i++) {
                bool is_done = false;

                TRY(do_one(d, &act, &lines.at[i], &is_done));
                done += is_done;
        }
        TRY(bulk_close(d, &act, done));
        TRY(board_bulk_end(d->db, act.bulk.id, S("done"), done, d->now_us));
        d->made = act.bulk.id;
        d->go_to = str_fmt(d->a, "/rounds/acts/%.*s", S_ARG(id_text(d->a, act.bulk.id)));
        d->note = str_fmt(
                d->a, words_n("Done with %lld application.", "Done with %lld applications.", done),
                (long long)done);
        return OK;
}

/* At its round: a colleague may confirm it as well. */
static Status where_bulk(Deed *d, Place *out)
{
        Bulk bulk;
        Round r;

        *out = (Place){.is_hidden = true};
        TRY(board_bulk_by(d->db, d->a, deed_int(d, "bulk"), &bulk));
        TRY(round_get(d->db, d->a, bulk.round, &r));
        TRY(round_place(d->db, d->a, &r, out));
        out->is_hidden = true;
        return OK;
}

const Action bulk_apply_action = {
        .name = "bulk apply",
        .may = MAY_APPLICATION_EDIT,
        .where = where_bulk,
        .title = N_("Do it with all of them"),
        .help = N_("With what can be done now; the others are left out, with the reason."),
        .fields = bulk_fields,
        .run = run_apply,
        .is_silent = true};

static Status run_discard(Deed *d)
{
        Bulk bulk;

        TRY(bulk_of(d, &bulk));
        TRY(board_bulk_lines_drop(d->db, bulk.id));
        TRY(board_bulk_end(d->db, bulk.id, S("discarded"), 0, d->now_us));
        d->go_to = str_fmt(d->a, "/rounds/%.*s/table", S_ARG(id_text(d->a, bulk.round)));
        d->note = S_("Discarded: nothing was done.");
        return OK;
}

const Action bulk_discard_action = {.name = "bulk discard",
                                    .may = MAY_APPLICATION_EDIT,
                                    .where = where_bulk,
                                    .title = N_("Discard an act on many"),
                                    .help = N_("Nothing was done yet, and nothing will be."),
                                    .fields = bulk_fields,
                                    .run = run_discard,
                                    .is_silent = true};
