/* board/bulk_act: see the header. */
#include "board/bulk_act.h"

#include "apply/hint.h"
#include "apply/reopen.h"
#include "base/words.h"

/* --- what can be chosen */

bool bulk_is_decided(const Selection *sel, Str stage)
{
        for (size_t i = 0; i < sel->determinations.n; i++) {
                const SelectionDetermination *d = &sel->determinations.at[i];

                if (str_eq(d->to, stage) || str_eq(d->confirmed, stage) || str_eq(d->lapsed, stage))
                        return true;
        }
        return false;
}

static bool leads_there(const Definition *def, Str stage)
{
        for (size_t i = 0; i < def->stages.n; i++)
                if (definition_move(def, def->stages.at[i].slug, stage))
                        return true;
        return false;
}

Status bulk_offers(Db *db, Arena *a, const BoardSpace *space, BulkOffers *out)
{
        const Definition *def = space->def;

        *out = (BulkOffers){.stages = arena_new(a, BulkStage, def->stages.n + 1)};
        for (size_t i = 0; i < def->stages.n; i++) {
                const DefinitionStage *s = &def->stages.at[i];

                if (!bulk_is_decided(&def->selection, s->slug) && leads_there(def, s->slug))
                        out->stages[out->stages_n++] = (BulkStage){s->slug, s->title};
        }
        return board_bulk_reviewers(db, a, space->round.id, &out->reviewers);
}

Permission bulk_permission(const Bulk *bulk)
{
        return str_is(bulk->what, "move")     ? MAY_MEMBER_EDIT
               : str_is(bulk->what, "assign") ? MAY_REVIEW_RUN
                                              : MAY_APPLICATION_EDIT;
}

static Status open_other(Db *db, Arena *a, BulkAct *act)
{
        Party party;
        Id id;

        if (!id_parse(act->bulk.value, &id))
                return NOT_FOUND;
        TRY(application_get(db, a, id, &act->other));
        if (act->other.round != act->bulk.round)
                return NOT_FOUND;
        TRY(party_by_id(db, a, act->other.party, &party));
        act->other_name = party.name;
        return OK;
}

Status bulk_act_open(Db *db, Arena *a, BulkAct *act)
{
        Str fault;

        TRY(board_space(db, a, act->bulk.round, &act->space));
        if (str_is(act->bulk.what, "double"))
                return open_other(db, a, act);
        if (str_is(act->bulk.what, "reopen"))
                return round_instant(a, act->bulk.value, act->space.round.zone, true, &act->until,
                                     &fault) == OK
                               ? OK
                               : NOT_FOUND;
        if (!str_is(act->bulk.what, "assign"))
                return OK;
        TRY(review_in(db, a, act->bulk.round, act->bulk.step, &act->in));
        TRY(reviewer_by_id(db, a, act->bulk.reviewer, &act->reviewer));
        return act->reviewer.round == act->bulk.round ? OK : NOT_FOUND;
}

/* --- what would happen */

static Status member_stage(Db *db, Arena *a, const Application *x, Member *out_member, Stage *out)
{
        TRY(member_get(db, a, x->party, x->programme, x->hub, out_member));
        return stage_by_id(db, a, out_member->stage, out);
}

static Status plan_move(Db *db, Arena *a, const BulkAct *act, const Application *x, BulkChange *out)
{
        const Definition *def = act->space.def;
        const DefinitionMove *move;
        Member member;
        Stage stage;
        Status s = member_stage(db, a, x, &member, &stage);

        if (s == NOT_FOUND) {
                out->fault = S_("No member of the programme there.");
                return OK;
        }
        TRY(s);
        out->was = stage.slug;
        out->from = definition_stage_title(def, stage.slug);
        move = definition_move(def, stage.slug, act->bulk.value);
        if (!str_is(x->state, "submitted"))
                out->fault = S_("This application does not count any more.");
        else if (str_eq(stage.slug, act->bulk.value))
                out->fault = S_("Stands there already.");
        else if (!move)
                out->fault = str_fmt(a, _("From the stage «%.*s» no move leads to «%.*s»."),
                                     S_ARG(out->from), S_ARG(out->to));
        else if (move->reason == DEFINITION_REASON_REQUIRED && !act->bulk.reason.len)
                out->fault = S_("This move needs a reason.");
        return OK;
}

static Status plan_tag(Db *db, Arena *a, const BulkAct *act, const Application *x, BulkChange *out)
{
        bool has = false, adds = str_is(act->bulk.what, "tag");
        BoardTagList tags;

        TRY(board_tags(db, a, x->party, x->id, &tags));
        for (size_t i = 0; i < tags.n; i++)
                has = has || str_eq(tags.at[i].tag, act->bulk.value);
        if (adds && has)
                out->fault = S_("Has this tag already.");
        else if (!adds && !has)
                out->fault = S_("Does not have this tag.");
        else if (adds && tags.n >= TAGS_OF_ONE_MAX)
                out->fault = S_("Has as many tags as there may be.");
        return OK;
}

static Status plan_assign(Db *db, Arena *a, const BulkAct *act, const Application *x,
                          int64_t now_us, BulkChange *out)
{
        AssignmentBar bar;
        ReviewFile file;

        TRY(review_application(db, a, x->id, &file));
        TRY(assignment_bar(db, a, &act->in, &act->reviewer, &file, now_us, &bar));
        out->fault = bar.words;
        return OK;
}

Str bulk_goes_to(const BulkAct *act)
{
        if (str_is(act->bulk.what, "double"))
                return act->other_name;
        if (str_is(act->bulk.what, "move"))
                return definition_stage_title(act->space.def, act->bulk.value);
        if (str_is(act->bulk.what, "assign"))
                return act->reviewer.called.len ? act->reviewer.called : act->reviewer.name;
        return act->bulk.value;
}

Status bulk_plan(Db *db, Arena *a, const BulkAct *act, Id application, int64_t now_us,
                 BulkChange *out)
{
        Application x;

        *out = (BulkChange){.application = application, .to = bulk_goes_to(act)};
        TRY(application_get(db, a, application, &x));
        if (x.round != act->space.round.id)
                return NOT_FOUND;
        out->party = x.party;
        if (str_is(act->bulk.what, "move"))
                return plan_move(db, a, act, &x, out);
        if (str_is(act->bulk.what, "assign"))
                return plan_assign(db, a, act, &x, now_us, out);
        if (str_is(act->bulk.what, "reopen"))
                return reopen_bar(db, a, &act->space.round, &x, act->until, now_us, &out->fault);
        if (str_is(act->bulk.what, "double")) {
                mark_bar(&x, &act->other, &out->fault);
                return OK;
        }
        return plan_tag(db, a, act, &x, out);
}

void bulk_shown(const BulkAct *act, const BulkLine *line, BulkChange *out)
{
        *out = (BulkChange){.application = line->application,
                            .party = line->party,
                            .name = line->name,
                            .was = line->was,
                            .from = definition_stage_title(act->space.def, line->was),
                            .to = bulk_goes_to(act),
                            .fault = line->left_out};
}

/* --- doing it */

static Status do_move(Deed *d, const BulkAct *act, const Application *x)
{
        Member member;
        Party party;
        Stage stage;
        PartyFacts facts;

        TRY(member_stage(d->db, d->a, x, &member, &stage));
        TRY(party_by_id(d->db, d->a, x->party, &party));
        facts = (PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector};
        TRY(application_stage_set(d, x, act->bulk.value));
        return member_moves(d, &(MemberMove){.programme = &act->space.programme,
                                             .def = act->space.def,
                                             .facts = &facts,
                                             .party = x->party,
                                             .hub = x->hub,
                                             .from = stage.slug,
                                             .to = act->bulk.value,
                                             .level = member.level,
                                             .reason = act->bulk.reason});
}

static Status do_assign(Deed *d, BulkAct *act, const Application *x)
{
        ReviewFile file;

        TRY(review_application(d->db, d->a, x->id, &file));
        return assignment_give(d, &act->in, &act->reviewer, &file);
}

Status bulk_do(Deed *d, BulkAct *act, Id application)
{
        Application x;

        TRY(application_get(d->db, d->a, application, &x));
        if (str_is(act->bulk.what, "move"))
                TRY(do_move(d, act, &x));
        else if (str_is(act->bulk.what, "assign"))
                TRY(do_assign(d, act, &x));
        else if (str_is(act->bulk.what, "reopen"))
                TRY(reopen(d, &x, act->space.programme.slug, act->until, act->bulk.reason));
        else if (str_is(act->bulk.what, "double"))
                TRY(application_marks(d, &x, &act->other));
        else if (str_is(act->bulk.what, "tag"))
                TRY(tag_add(d->db, x.party, x.id, act->bulk.value));
        else if (str_is(act->bulk.what, "untag"))
                TRY(tag_drop(d->db, x.party, x.id, act->bulk.value));
        return application_touch(d->db, x.party, x.id);
}

Status bulk_close(Deed *d, const BulkAct *act, int64_t done)
{
        if (done && str_is(act->bulk.what, "assign"))
                return assignment_letter(d, &act->in, &act->reviewer, done);
        return OK;
}
