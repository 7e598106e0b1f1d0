/* review/move_in: see the header. */
#include "review/move_in.h"

#include "apply/apply.h"

static Status move_one(Deed *d, const ReviewIn *in, const Programme *programme, Id application,
                       bool *out)
{
        PartyFacts facts;
        Application x;
        Member member;
        Party party;
        Stage stage;
        Status s;

        *out = false;
        TRY(application_get(d->db, d->a, application, &x));
        s = member_get(d->db, d->a, x.party, x.programme, x.hub, &member);
        if (s != OK)
                return s == NOT_FOUND ? OK : s;
        TRY(stage_by_id(d->db, d->a, member.stage, &stage));
        if (!str_eq(stage.slug, in->def->selection.begins))
                return OK;
        TRY(party_by_id(d->db, d->a, x.party, &party));
        facts = (PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector};
        TRY(application_stage_set(d, &x, in->step->stage));
        *out = true;
        return member_moves(d, &(MemberMove){.programme = programme,
                                             .def = in->def,
                                             .facts = &facts,
                                             .party = x.party,
                                             .hub = x.hub,
                                             .from = stage.slug,
                                             .to = in->step->stage,
                                             .level = member.level,
                                             .reason = S("review")});
}

Status review_move_in(Deed *d, const ReviewIn *in, int64_t *out_n)
{
        Str begins = in->def->selection.begins;
        Programme programme;
        ReviewFileList list;
        Id after = 0;

        *out_n = 0;
        if (in->step != &in->def->selection.steps.at[0] || str_eq(begins, in->step->stage) ||
            !definition_move(in->def, begins, in->step->stage))
                return OK;
        TRY(programme_by_slug(d->db, d->a, in->round.programme_slug, &programme));
        do {
                TRY(review_files(d->db, d->a, in->round.id, after, &list));
                for (size_t i = 0; i < list.n && *out_n < MOVE_IN_MAX; i++) {
                        bool moved = false;

                        after = list.at[i].id;
                        if (str_eq(list.at[i].stage, begins))
                                TRY(move_one(d, in, &programme, after, &moved));
                        *out_n += moved;
                }
        } while (list.n == 1000 && *out_n < MOVE_IN_MAX);
        return OK;
}
