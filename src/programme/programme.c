/* programme: definitions, and members moving through them. */
#include "programme/programme.h"

#include "programme/benefit.h"
#include "programme/voucher.sql.h"

#include "base/words.h"
#include "form/kept.h"
#include "hub/hub.h"
#include "people/interest.h"

#include <assert.h>

Status programme_open(Db *db, Arena *a, Str slug, Programme *out, Definition **out_def)
{
        ProgrammeVersion version;

        TRY(programme_by_slug(db, a, slug, out));
        TRY(programme_version_get(db, a, out->id, out->version, &version));
        return definition_kept(db, a, version.definition, out_def);
}

static Status keep_retention(Deed *d, Id programme, const Definition *def)
{
        TRY(retention_rules_clear(d->db, programme));
        for (size_t i = 0; i < def->retention.n; i++) {
                const DefinitionRetention *r = &def->retention.at[i];

                for (size_t k = 0; k < r->stages.n; k++) {
                        Stage stage;

                        TRY(stage_by_slug(d->db, d->a, programme, r->stages.at[k], &stage));
                        TRY(retention_rule_add(d->db, stage.id, programme, r->keep_count,
                                               (int64_t)r->keep_unit));
                }
        }
        return OK;
}

/* The form of that name in the definition before, or NULL. */
static const Form *form_before(const Definition *before, Str slug)
{
        for (size_t i = 0; before && i < before->forms.n; i++)
                if (str_eq(before->forms.at[i].slug, slug))
                        return &before->forms.at[i];
        return NULL;
}

/* A form that the new definition does not change stays as operators made it since. */
static Status keep_forms(Deed *d, Id programme, const Definition *def, const Definition *before)
{
        for (size_t i = 0; i < def->forms.n; i++) {
                const Form *f = &def->forms.at[i], *old = form_before(before, f->slug);
                FormRow row;
                Status s;

                s = form_newest(d->db, d->a, programme, 0, f->slug, &row);
                if (s == OK && old && str_eq(form_yaml(d->a, old), form_yaml(d->a, f)))
                        continue;
                if (s != NOT_FOUND)
                        TRY(s);
                s = form_keep(d, programme, 0, f, &row);
                if (s != CONFLICT)
                        TRY(s);
        }
        return OK;
}

static Status load(Deed *d, const Definition *def, Str text)
{
        Definition *before = NULL;
        Programme p;
        Hash h = hash_sha256(text);
        Entry e = {.kind = S("programme.defined")};
        Str family = str_from(definition_family_name(def->family));
        Status s = programme_by_slug(d->db, d->a, def->slug, &p);

        if (s == NOT_FOUND) {
                p = (Programme){.id = db_id(d->db, d->now_us), .slug = def->slug};
                TRY(programme_insert(d->db, p.id, def->slug, def->version, def->title, def->summary,
                                     family, d->now_us));
        } else {
                TRY(s);
                if (def->version <= p.version)
                        return deed_fault(d, CONFLICT,
                                          _("Programme %.*s has version %lld already; give the "
                                            "changed definition a higher one."),
                                          S_ARG(def->slug), (long long)p.version);
                /* one that no longer parses is what this load may be about */
                if (programme_open(d->db, d->a, def->slug, &p, &before) != OK)
                        before = NULL;
                TRY(programme_set(d->db, p.id, def->version, def->title, def->summary, family));
        }
        TRY(programme_version_insert(d->db, p.id, def->version, text, hash_hex(d->a, &h),
                                     d->now_us));
        for (size_t i = 0; i < def->stages.n; i++)
                TRY(stage_insert(d->db, db_id(d->db, d->now_us), p.id, def->stages.at[i].slug,
                                 def->stages.at[i].title, (int64_t)i));
        TRY(keep_retention(d, p.id, def));
        TRY(keep_forms(d, p.id, def, before));
        e.subject = d->made = p.id;
        entry_text(&e, S("programme"), def->slug);
        entry_int(&e, S("version"), def->version);
        entry_text(&e, S("definition_sha256"), hash_hex(d->a, &h));
        d->go_to = str_fmt(d->a, "/programmes/%.*s", S_ARG(def->slug));
        d->note = str_fmt(d->a, _("Programme %.*s, version %lld."), S_ARG(def->slug),
                          (long long)def->version);
        return deed_tell(d, &e);
}

static Status run_load(Deed *d)
{
        YamlFaults faults = {0};
        Definition *def;
        Str text = deed_text(d, "definition");

        if (definition_parse(d->a, text, &def, &faults) != OK)
                return deed_fault_at(d, "definition", "%.*s",
                                     S_ARG(yaml_faults_text(d->a, &faults)));
        return load(d, def, text);
}

static const Field load_fields[] = {{"definition", FIELD_LONG_TEXT, .required = true,
                                     .chars_max = 200000, .label = N_("Definition"),
                                     .help = N_("YAML, as examples/README.md describes.")},
                                    {0}};

const Action programme_load_action = {.name = "programme load",
                                      .may = MAY_PROGRAMME_EDIT,
                                      .where = where_everywhere,
                                      .title = N_("Define a programme"),
                                      .help = N_("A new programme, or a new version of one. What "
                                                 "members did under older versions stays."),
                                      .fields = load_fields,
                                      .run = run_load};

static void describe(Entry *e, const Programme *p, Str stage, Str level)
{
        entry_text(e, S("programme"), p->slug);
        entry_int(e, S("version"), p->version);
        entry_text(e, S("stage"), stage);
        entry_text(e, S("level"), level);
}

static bool level_is(const Definition *def, Str level)
{
        if (str_empty(level))
                return true;
        for (size_t i = 0; i < def->levels.n; i++)
                if (str_eq(def->levels.at[i], level))
                        return true;
        return false;
}

static bool takes(const Definition *def, Str kind)
{
        return def->members &
               (str_is(kind, "person") ? DEFINITION_PERSON : DEFINITION_ORGANISATION);
}

static void begin_entry(Arena *a, const MemberBegin *b, const DefinitionStage *stage,
                        int64_t now_us, Entry *e)
{
        e->subject = b->party;
        e->hub = b->hub;
        e->on_us = b->on_us;
        e->is_first = b->salt.len > 0;
        e->kind = stage->join_entry.len ? stage->join_entry : S("member.joined");
        describe(e, b->programme, b->stage, b->level);
        party_entry(a, e, b->facts, b->salt, now_us);
}

Status member_begin_seal(Arena *a, const MemberBegin *b, Id actor, int64_t now_us, SealedEntry *out)
{
        const DefinitionStage *stage = definition_stage(b->def, b->stage);
        Entry e = {.at_us = now_us, .actor = actor};

        if (!stage || (!stage->is_first && !b->any_stage) || !takes(b->def, b->facts->kind) ||
            !level_is(b->def, b->level))
                return INVALID;
        begin_entry(a, b, stage, now_us, &e);
        return record_seal(a, record_entry_keep(a, &e), out);
}

static MemberInsert member_row(const Deed *d, const MemberBegin *b, Id stage)
{
        int64_t at = b->on_us ? b->on_us : d->now_us;

        return (MemberInsert){b->party,
                              b->programme->id,
                              b->hub,
                              stage,
                              b->level,
                              b->programme->version,
                              at,
                              at,
                              b->is_home || b->salt.len > 0};
}

Status members_begin(Deed *d, const MemberBegin *begins, size_t n)
{
        MemberInsert *rows = arena_new(d->a, MemberInsert, n + 1);

        for (size_t i = 0; i < n; i++)
                rows[i] = member_row(d, &begins[i], begins[i].stage_id);
        TRY(member_insert(d->db, rows, n));
        for (size_t i = 0; i < n; i++) {
                d->told++;
                TRY(record_append(d->db, begins[i].sealed, &d->position));
        }
        return OK;
}

Status member_begin(Deed *d, const MemberBegin *b)
{
        const DefinitionStage *stage = definition_stage(b->def, b->stage);
        Entry e = {0};
        Stage row = {.id = b->stage_id};
        MemberInsert member;

        if (!stage)
                return deed_fault(d, INVALID, _("Programme %.*s has no stage «%.*s»."),
                                  S_ARG(b->programme->slug), S_ARG(b->stage));
        if (!stage->is_first && !b->any_stage)
                return deed_fault(d, INVALID, _("A member can not begin in stage «%.*s»."),
                                  S_ARG(b->stage));
        if (!takes(b->def, b->facts->kind))
                return deed_fault(d, INVALID,
                                  str_is(b->facts->kind, "person")
                                          ? _("Programme %.*s is not for persons.")
                                          : _("Programme %.*s is not for organisations."),
                                  S_ARG(b->programme->slug));
        if (!level_is(b->def, b->level))
                return deed_fault(d, INVALID, _("Programme %.*s has no level «%.*s»."),
                                  S_ARG(b->programme->slug), S_ARG(b->level));
        if (!row.id)
                TRY(stage_by_slug(d->db, d->a, b->programme->id, b->stage, &row));
        member = member_row(d, b, row.id);
        TRY(member_insert(d->db, &member, 1));
        if (!b->counts_later)
                TRY(member_count_add(d->db, b->programme->id, b->hub, row.id, 1));
        begin_entry(d->a, b, stage, d->now_us, &e);
        TRY(deed_tell(d, &e));
        if (b->any_stage) /* a file tells of it: what was given, was given elsewhere */
                return OK;
        return benefits_give(d, &(BenefitsDue){.programme = b->programme,
                                               .def = b->def,
                                               .facts = b->facts,
                                               .party = b->party,
                                               .hub = b->hub,
                                               .stage = b->stage,
                                               .level = b->level});
}

Status member_moves(Deed *d, const MemberMove *m)
{
        const DefinitionMove *move = definition_move(m->def, m->from, m->to);
        Entry e = {.subject = m->party, .hub = m->hub, .on_us = m->on_us};
        Stage from, to;

        if (!move) {
                Text t = text_begin(d->a, 2048);

                for (size_t i = 0; i < m->def->stages.n; i++)
                        if (definition_move(m->def, m->from, m->def->stages.at[i].slug))
                                text_fmt(&t, "%s%.*s", t.len ? ", " : "",
                                         S_ARG(m->def->stages.at[i].slug));
                if (!t.len)
                        return deed_fault(d, INVALID,
                                          _("From stage «%.*s» a member can not move to «%.*s». No "
                                            "move leads out of it."),
                                          S_ARG(m->from), S_ARG(m->to));
                return deed_fault(d, INVALID,
                                  _("From stage «%.*s» a member can not move to «%.*s». It can "
                                    "move to: %.*s."),
                                  S_ARG(m->from), S_ARG(m->to), S_ARG(text_str(&t)));
        }
        if (move->reason == DEFINITION_REASON_REQUIRED && str_empty(m->reason))
                return deed_fault_at(d, "reason", _("This move needs a reason."));
        TRY(stage_by_slug(d->db, d->a, m->programme->id, m->from, &from));
        TRY(stage_by_slug(d->db, d->a, m->programme->id, m->to, &to));
        TRY(member_move(d->db, m->party, m->programme->id, m->hub, to.id, m->level,
                        m->on_us ? m->on_us : d->now_us));
        TRY(member_count_add(d->db, m->programme->id, m->hub, from.id, -1));
        TRY(member_count_add(d->db, m->programme->id, m->hub, to.id, 1));
        e.kind = move->entry;
        describe(&e, m->programme, m->to, m->level);
        entry_text(&e, S("from"), m->from);
        if (move->reason != DEFINITION_REASON_NONE)
                entry_text(&e, S("reason"), m->reason);
        party_entry(d->a, &e, m->facts, (Str){0}, 0);
        TRY(deed_tell(d, &e));
        if (m->is_told)
                return OK;
        return benefits_give(d, &(BenefitsDue){.programme = m->programme,
                                               .def = m->def,
                                               .facts = m->facts,
                                               .party = m->party,
                                               .hub = m->hub,
                                               .stage = m->to,
                                               .level = m->level});
}

/* --- the doors */

static Status programme_of(Deed *d, Programme *out, Definition **out_def)
{
        Status s = programme_open(d->db, d->a, deed_text(d, "programme"), out, out_def);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "programme", _("There is no programme «%.*s»."),
                                     S_ARG(deed_text(d, "programme")));
        return s;
}

static Status party_of(Deed *d, Party *out)
{
        Status s = party_by_id(d->db, d->a, deed_int(d, "party"), out);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "party", _("There is no such party."));
        TRY(s);
        return out->merged_into ? deed_fault_at(d, "party", _("This party was merged into %.*s."),
                                                S_ARG(id_text(d->a, out->merged_into)))
                                : OK;
}

/* The hub, and the programme at it. */
static Status where_member(Deed *d, Place *out)
{
        Programme programme = {0};
        Definition *def = NULL;

        TRY(programme_of(d, &programme, &def));
        return hub_where_field(d, "hub", programme.id, out);
}

/* Whoever may add a member somewhere must not learn of parties elsewhere by trying ids, nor come to
 * see what is not public of one that is listed by making it a member. */
static Status party_seen(Deed *d, const Party *party)
{
        bool sees;

        TRY(party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, party->id, &sees));
        if (sees)
                return OK;
        return deed_fault_at(d, "party",
                             party->is_listed
                                     ? _("This party is not yours to add: others look after it.")
                                     : _("There is no such party."));
}

static const Field member_add_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub")},
        {"stage", FIELD_SLUG, .chars_max = 64, .label = N_("Stage"),
         .help = N_("A stage that members can begin in; the first of these when empty.")},
        {"level", FIELD_SLUG, .chars_max = 64, .label = N_("Level")},
        {"date", FIELD_DATE, .label = N_("Since"), .help = N_("Today when empty.")},
        {0}};

static Status run_member_add(Deed *d)
{
        Programme programme = {0};
        Definition *def = NULL;
        Party party = {0};
        Hub hub = {0};
        PartyHubList places;
        Member there;
        MemberBegin b = {.stage = deed_text(d, "stage"),
                         .level = deed_text(d, "level"),
                         .on_us = deed_int(d, "date")};
        PartyFacts facts;

        TRY(programme_of(d, &programme, &def));
        assert(def != NULL);
        TRY(party_of(d, &party));
        TRY(interest_refuses(d, party.id));
        TRY(party_seen(d, &party));
        TRY(party_whole(d, &party));
        TRY(party_hubs(d->db, d->a, party.id, &places));
        b.is_home = places.n == 0;
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        if (member_get(d->db, d->a, party.id, programme.id, hub.id, &there) == OK)
                return deed_fault(d, CONFLICT, _("This party is a member of %.*s at %.*s already."),
                                  S_ARG(programme.slug), S_ARG(hub.slug));
        for (size_t i = 0; i < def->stages.n && str_empty(b.stage); i++)
                if (def->stages.at[i].is_first)
                        b.stage = def->stages.at[i].slug;
        facts = (PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector};
        b.programme = &programme;
        b.def = def;
        b.party = party.id;
        b.hub = hub.id;
        b.facts = &facts;
        TRY(member_begin(d, &b));
        d->made = party.id;
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, party.id)));
        d->note = S_("Joined.");
        return OK;
}

const Action member_add_action = {.name = "member add",
                                  .may = MAY_MEMBER_EDIT,
                                  .where = where_member,
                                  .title = N_("Add a member"),
                                  .help = N_("A party joins a programme at a hub."),
                                  .fields = member_add_fields,
                                  .run = run_member_add};

static const Field member_move_fields[] = {
        {"party", FIELD_ID, .required = true, .picks = "party", .label = N_("Party")},
        {"programme", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Programme")},
        {"hub", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("Hub")},
        {"to", FIELD_SLUG, .required = true, .chars_max = 64, .label = N_("To stage")},
        {"level", FIELD_SLUG, .chars_max = 64, .label = N_("Level"),
         .help = N_("Stays as it is when empty.")},
        {"reason", FIELD_TEXT, .chars_max = 500, .label = N_("Reason")},
        {"date", FIELD_DATE, .label = N_("On"), .help = N_("Today when empty.")},
        {0}};

static Status run_member_move(Deed *d)
{
        Programme programme = {0};
        Definition *def = NULL;
        Party party = {0};
        Hub hub = {0};
        Member member = {0};
        Stage from = {0};
        PartyFacts facts;
        MemberMove m = {.to = deed_text(d, "to"),
                        .reason = deed_text(d, "reason"),
                        .on_us = deed_int(d, "date")};
        Status s;

        TRY(programme_of(d, &programme, &def));
        assert(def != NULL);
        TRY(party_of(d, &party));
        TRY(interest_refuses(d, party.id)); /* a move can be what a determination would have been */
        TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        s = member_get(d->db, d->a, party.id, programme.id, hub.id, &member);
        if (s == NOT_FOUND)
                return deed_fault(d, s, _("This party is not a member of %.*s at %.*s."),
                                  S_ARG(programme.slug), S_ARG(hub.slug));
        TRY(s);
        TRY(stage_by_id(d->db, d->a, member.stage, &from));
        facts = (PartyFacts){.kind = party.kind, .country = party.country, .sector = party.sector};
        m.programme = &programme;
        m.def = def;
        m.facts = &facts;
        m.party = party.id;
        m.hub = hub.id;
        m.from = from.slug;
        m.level = deed_given(d, "level") ? deed_text(d, "level") : member.level;
        if (!level_is(def, m.level))
                return deed_fault_at(d, "level", _("Programme %.*s has no level «%.*s»."),
                                     S_ARG(programme.slug), S_ARG(m.level));
        TRY(member_moves(d, &m));
        d->made = party.id;
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, party.id)));
        d->note = S_("Moved.");
        return OK;
}

const Action member_move_action = {
        .name = "member move",
        .may = MAY_MEMBER_EDIT,
        .where = where_member,
        .title = N_("Move a member"),
        .help = N_("A member moves to another stage, by a move that its programme allows."),
        .fields = member_move_fields,
        .run = run_member_move};

/* --- merges */

static Status take_one(Db *db, Arena *a, const Member *m, Id from, Id into)
{
        Member there;
        Status s = member_get(db, a, into, m->programme, m->hub, &there);

        if (s == NOT_FOUND)
                return member_take(db, from, m->programme, m->hub, into);
        TRY(s); /* both were members at one place: the one that stays keeps its stage */
        TRY(member_delete(db, from, m->programme, m->hub));
        return member_count_add(db, m->programme, m->hub, m->stage, -1);
}

static Status take_over(Db *db, Arena *a, Id from, Id into)
{
        Id programme = 0, hub = 0;
        MemberList list;

        do {
                arena_reset(a);
                TRY(member_of_party(db, a, from, programme, hub, &list));
                for (size_t i = 0; i < list.n; i++) {
                        TRY(take_one(db, a, &list.at[i], from, into));
                        programme = list.at[i].programme;
                        hub = list.at[i].hub;
                }
        } while (list.n);
        return OK;
}

static Status watch_entry(void *ctx, Db *db, const Entry *e, int64_t position)
{
        Id from, into;
        Arena a;
        Status s;

        (void)ctx, (void)position;
        if (!entry_merged(e, &from, &into))
                return OK;
        a = arena_make(MIB);
        s = take_over(db, &a, from, into);
        if (s == OK)
                s = voucher_taken_party_set(db, from, into);
        arena_free(&a);
        return s;
}

RecordWatch programme_watch(void)
{
        return (RecordWatch){.entry = watch_entry};
}
