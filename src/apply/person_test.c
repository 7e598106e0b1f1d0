/* A person who applies alone: a student, an intern, an investor without a company. */
#include "access/signin.sql.h"
#include "apply/apply.h"
#include "base/time.h"
#include "people/team_probe.h"
#include "programme/programme.h"
#include "tests/world.h"

typedef struct {
        World *w;
        Actor first, kim, eve;
        Id round;
        Status last;
} Intake;

static Status confirm(void *ctx, Db *db)
{
        return email_confirm(db, S("kim@example.org"), ((const Intake *)ctx)->kim.id,
                             time_now_us());
}

static Intake intake(World *w)
{
        Intake i = {.w = w, .first = w->actor};

        CHECK_OK(act(w, "round open", "programme", "mini-masters", "hub", "singapore", "title",
                     "Intake", "closes", "2029-12-31T23:59", NULL));
        i.round = w->deed.made;
        i.kim = person(w, "Kim Wobble", "kim@example.org");
        i.eve = person(w, "Eve", "eve@example.org");
        return i;
}

/* As somebody else than the first operator. */
#define AS(i, who, ...)                                                                  \
        ((i)->w->actor = again((i)->w, (who)->id), (i)->last = act((i)->w, __VA_ARGS__), \
         (i)->w->actor = (i)->first, (i)->last)

/* One's own application begins without a party or a name. */
static Status begin(Intake *i, const Actor *who)
{
        return AS(i, who, "application begin", "round", id_text(i->w->a, i->round).at, NULL);
}

static Status fill(Intake *i, const Actor *who, Id x)
{
        return AS(i, who, "application save", "application", id_text(i->w->a, x).at, "country",
                  "SG", "degree", "none", "years", "4", "motive", "Models that read old maps",
                  NULL);
}

static Status with(Intake *i, const Actor *who, const char *deed, Id x)
{
        return AS(i, who, deed, "application", id_text(i->w->a, x).at, NULL);
}

static Application given(Intake *i, Id x)
{
        Application row;

        CHECK_OK(application_get(i->w->db, i->w->a, x, &row));
        return row;
}

TEST(a_person_applies_alone_and_is_who_the_programme_takes_in)
{
        World *w = world_of_examples(a);
        Intake i = intake(w);
        Member member;
        Stage stage;
        Party party;
        Id x;

        CHECK_IS(begin(&i, &i.kim), CONFLICT); /* whose address it is has not been shown */
        CHECK_OK(store_transact(w->p.store, confirm, &i));
        CHECK_OK(begin(&i, &i.kim));
        x = w->deed.made;
        CHECK_OK(party_by_id(w->db, a, given(&i, x).party, &party));
        CHECK_STR(party.kind, IS, "person");
        CHECK_STR(party.name, IS, "Kim Wobble");
        CHECK_IS(begin(&i, &i.kim), CONFLICT); /* one in a round */
        CHECK_IS(with(&i, &i.kim, "application submit", x), INVALID);
        CHECK_OK(fill(&i, &i.kim, x));
        CHECK_IS(fill(&i, &i.eve, x), NOT_FOUND);
        CHECK_IS(with(&i, &i.eve, "application submit", x), NOT_FOUND);
        CHECK_OK(with(&i, &i.kim, "application submit", x));
        CHECK_IS(with(&i, &i.eve, "application withdraw", x), NOT_FOUND);
        CHECK_OK(member_get(w->db, a, party.id, given(&i, x).programme, given(&i, x).hub, &member));
        CHECK_OK(stage_by_id(w->db, a, member.stage, &stage));
        CHECK_STR(stage.slug, IS, "applied");
}

TEST(a_person_has_one_file_however_often_it_applies)
{
        World *w = world_of_examples(a);
        Intake i = intake(w);
        Id first;

        CHECK_OK(store_transact(w->p.store, confirm, &i));
        CHECK_OK(begin(&i, &i.kim));
        first = w->deed.made;
        CHECK_OK(with(&i, &i.kim, "application withdraw", first));
        CHECK_OK(begin(&i, &i.kim));
        CHECK(w->deed.made != first);
        CHECK_INT(given(&i, w->deed.made).party, given(&i, first).party);
        CHECK_IS(with(&i, &i.kim, "application submit", first), CONFLICT);
}

static Status known_later(void *ctx, Db *db)
{
        const World *w = ctx;

        return identity_add(db, S("email"), S("kim@example.org"), w->deed.made, time_now_us(),
                            false);
}

TEST(a_person_does_not_take_a_file_that_a_list_gave_the_address_later)
{
        World *w = world_of_examples(a);
        Intake i = intake(w);

        /* an address that came later, from a list: it may be another's */
        CHECK_OK(
                act(w, "party add", "kind", "person", "name", "Another", "hub", "singapore", NULL));
        CHECK_OK(store_transact(w->p.store, known_later, w));
        CHECK_OK(store_transact(w->p.store, confirm, &i));
        CHECK_IS(begin(&i, &i.kim), CONFLICT);
}

TEST(a_person_is_refused_by_a_programme_of_organisations)
{
        World *w = world_of_examples(a);
        Intake i = intake(w);

        CHECK_OK(store_transact(w->p.store, confirm, &i));
        CHECK_OK(act(w, "round open", "programme", "partner-network", "hub", "singapore", "title",
                     "Partners", "closes", "2029-12-31T23:59", NULL));
        i.round = w->deed.made;
        CHECK_IS(begin(&i, &i.kim), INVALID);
        CHECK_OK(act(w, "round open", "programme", "mini-masters", "hub", "singapore", "title",
                     "Other", "closes", "2029-12-31T23:59", NULL));
        i.round = w->deed.made;
        CHECK_IS(AS(&i, &i.kim, "application begin", "round", id_text(a, i.round).at, "name",
                    "Kim Ltd", NULL),
                 INVALID);
}
