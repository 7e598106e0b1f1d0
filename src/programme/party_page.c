/* programme/party_page: see the header. */
#include "programme/party_page.h"

#include "base/words.h"
#include "hub/place.h"
#include "programme/party.html.h"

#include <string.h>

static const RowColumn history_columns[] = {
        {"position", COL_INT, offsetof(HistoryLine, position)},
        {"kind", COL_TEXT, offsetof(HistoryLine, kind)},
        {"at", COL_TIME, offsetof(HistoryLine, at)},
        {"on", COL_TIME, offsetof(HistoryLine, on)},
        {"hub", COL_TEXT, offsetof(HistoryLine, hub)},
        {"hub_title", COL_TEXT, offsetof(HistoryLine, hub_title)},
};
const RowShape shape_HistoryLine = {"HistoryLine", history_columns,
                                    sizeof history_columns / sizeof *history_columns,
                                    sizeof(HistoryLine)};

static const RowColumn move_columns[] = {
        {"programme", COL_TEXT, offsetof(OpenMove, programme)},
        {"hub", COL_TEXT, offsetof(OpenMove, hub)},
        {"to", COL_TEXT, offsetof(OpenMove, to)},
        {"title", COL_TEXT, offsetof(OpenMove, title)},
};
static const RowShape shape_OpenMove = {
        "OpenMove", move_columns, sizeof move_columns / sizeof *move_columns, sizeof(OpenMove)};

static Status find_parties(Visit *v, Str text, PartyViewList *out);
static Status check_listed(Visit *v, PartyModel *m);
static Status load_private(Visit *v, PartyModel *m);
static Status find_erased(Visit *v, PartyModel *m);
static void note_look(Visit *v, const PartyModel *m);
static Status load_moves(Visit *v, PartyModel *m);
static Status load_team(Visit *v, PartyModel *m);
static Status load_history(Visit *v, PartyModel *m);

/* --- all of them */

static const Field list_query[] = {
        {"before", FIELD_ID, .label = N_("Cursor: next of the page before")},
        {"find", FIELD_TEXT,
         .label = N_("Exact e-mail address, domain, outside id, id, or name of an organisation")},
        {0}};

static Status load_list(Visit *v, void *out)
{
        PartiesModel *m = out;

        TRY(cursor_read(v, "before", INT64_MAX, &m->page));
        m->find = str_trim(visit_query(v, "find"));
        if (m->find.len > 4 * FIELD_CHARS_MAX || !str_is_utf8(m->find))
                return visit_fault(v, INVALID, _("«find» must be at most %d characters."),
                                   FIELD_CHARS_MAX);
        if (m->find.len)
                return find_parties(v, m->find, &m->parties);
        TRY(party_latest_seen(v->db, v->a, &v->actor, m->page.at, &m->parties));
        CURSOR_CUT(&m->page, &m->parties, id);
        return OK;
}

static const Part list_parts[] = {PART_VALUE_OF(PartiesModel, find, COL_TEXT),
                                  PART_LIST_OF(PartiesModel, parties, PartyView),
                                  PART_NEXT_OF(PartiesModel, page, COL_ID),
                                  {0}};

static void draw_list(Page *out, const Visit *v, const void *model)
{
        party_list_page(out, v, model);
}

const View party_list_view = {
        .path = "/parties",
        .word = "party list",
        .may = MAY_PARTY_SEE,
        .title = N_("Parties"),
        .help = N_("People and organisations, newest first, 50 a page; or those "
                   "that are known by what is looked for."),
        .query = list_query,
        .bytes = sizeof(PartiesModel),
        .parts = list_parts,
        .load = load_list,
        .draw = draw_list};

/* --- one of them */

static const Field show_query[] = {{"entries_before", FIELD_INT, .min = 0, .max = INT64_MAX,
                                    .label = N_("Tell of entries before this position only")},
                                   {0}};

static Status load_party(Visit *v, void *out)
{
        PartyModel *m = out;
        const PlaceCountry *country;
        Id id;
        Status s =
                id_parse(v->params[0], &id) ? party_public(v->db, v->a, id, &m->party) : NOT_FOUND;

        if (s == OK)
                s = party_seen_as(v->db, v->a, &v->actor, &m->party, &m->as);
        if (s == OK)
                s = party_may(v->db, v->a, &v->actor, MAY_PARTY_EDIT, id, &m->may_edit);
        if (s == OK)
                s = party_may(v->db, v->a, &v->actor, MAY_PARTY_MERGE, id, &m->may_merge);
        if (s == OK)
                s = check_listed(v, m);
        if (s == NOT_FOUND) /* in the same words, whether there is none or it is not listed */
                return visit_fault(v, s, _("There is no party «%.*s» to show."),
                                   S_ARG(v->params[0]));
        TRY(s);
        country = place_country(m->party.country);
        m->country_name = country ? country->name : m->party.country;
        m->is_person = str_is(m->party.kind, "person");
        TRY(find_erased(v, m));
        note_look(v, m);
        if (shown(SHOWN_PARTY_MEMBERSHIPS, m->as))
                TRY(party_memberships(v->db, v->a, id, &m->memberships));
        TRY(load_private(v, m));
        if (access_may(&v->actor, MAY_MEMBER_EDIT))
                TRY(load_moves(v, m));
        TRY(load_team(v, m));
        return shown(SHOWN_PARTY_HISTORY, m->as) ? load_history(v, m) : OK;
}

static const Part party_parts[] = {PART_ROW_OF(PartyModel, party, PartyView),
                                   PART_VALUE_OF(PartyModel, country_name, COL_TEXT),
                                   PART_LIST_OF(PartyModel, former_names, FormerName),
                                   PART_LIST_OF(PartyModel, memberships, PartyMembership),
                                   PART_LIST_OF(PartyModel, history, HistoryLine),
                                   PART_NEXT_OF(PartyModel, page, COL_INT),
                                   PART_LIST_OF(PartyModel, identities, Identity),
                                   PART_LIST_OF(PartyModel, attributes, Attribute),
                                   PART_LIST_OF(PartyModel, alike, PartyView),
                                   PART_LIST_OF(PartyModel, moves, OpenMove),
                                   PART_LIST_OF(PartyModel, people, TeamPerson),
                                   PART_LIST_OF(PartyModel, invitations, Invitation),
                                   {0}};

static void draw_party(Page *out, const Visit *v, const void *model)
{
        party_page(out, v, model);
}

/* Not hot: there are millions, and each is looked at rarely. */
const View party_show_view = {.path = "/parties/{party}",
                              .word = "party show",
                              .may = MAY_SEE_PUBLIC,
                              .title = N_("Party"),
                              .help = N_("A person or an organisation: memberships and history. "
                                         "Visitors are shown those that agreed to it."),
                              .query = show_query,
                              .bytes = sizeof(PartyModel),
                              .parts = party_parts,
                              .load = load_party,
                              .draw = draw_party};

/* --- what may be seen */

static Status check_listed(Visit *v, PartyModel *m)
{
        PartyView into = {0};
        unsigned as = m->as;

        m->sees_all = shown(SHOWN_PARTY_IDENTITIES, m->as);
        if (!shown(SHOWN_PARTY_NAME, m->as))
                return NOT_FOUND;
        if (!shown(SHOWN_PARTY_WEBSITE, m->as))
                m->party.website = (Str){0};
        if (!m->party.merged_into)
                return OK;
        TRY(party_public(v->db, v->a, m->party.merged_into, &into));
        if (!m->sees_all)
                TRY(party_seen_as(v->db, v->a, &v->actor, &into, &as));
        m->merged_name = into.name;
        return shown(SHOWN_PARTY_NAME, as) ? OK : NOT_FOUND;
}

static Status find_erased(Visit *v, PartyModel *m)
{
        Erased erased = {0};
        Status s = erased_of(v->db, v->a, m->party.id, &erased);

        m->erased_at = erased.at;
        return s == NOT_FOUND ? OK : s;
}

/* A person's file is looked at by others only so that the person can tell. What everybody sees of
 * somebody who agreed to be listed is no file. */
static void note_look(Visit *v, const PartyModel *m)
{
        if (m->is_person && !m->erased_at && m->sees_all && !(m->as & SHOWN_AS_SELF) &&
            v->site->looks)
                look_note(v->site->looks, v->site->store, v->actor.id, m->party.id, "page",
                          v->now_us);
}

/* Organisations of nearly the same name that are not this one, of those that who looks may see. */
static Status load_alike(Visit *v, PartyModel *m)
{
        PartyViewList named;
        PartyView *kept;
        size_t n = 0;

        TRY(party_by_name_key(v->db, v->a, party_name_key(m->party.name), PARTIES_ALIKE_MAX,
                              &named));
        kept = arena_new(v->a, PartyView, named.n + 1);
        for (size_t i = 0; i < named.n; i++)
                if (named.at[i].id != m->party.id && !named.at[i].merged_into) {
                        bool sees;

                        TRY(party_may(v->db, v->a, &v->actor, MAY_PARTY_SEE, named.at[i].id,
                                      &sees));
                        if (sees)
                                kept[n++] = named.at[i];
                }
        m->alike = (PartyViewList){kept, n};
        return OK;
}

static Status load_private(Visit *v, PartyModel *m)
{
        Id id = m->party.id;

        if (shown(SHOWN_PARTY_FORMER_NAMES, m->as))
                TRY(former_names(v->db, v->a, id, &m->former_names));
        else if (shown(SHOWN_PARTY_OTHER_NAMES, m->as))
                TRY(former_names_listed(v->db, v->a, id, &m->former_names));
        if (shown(SHOWN_PARTY_IDENTITIES, m->as))
                TRY(identity_of(v->db, v->a, id, &m->identities));
        if (shown(SHOWN_PARTY_ATTRIBUTES, m->as))
                TRY(attribute_of(v->db, v->a, id, &m->attributes));
        if (m->may_merge && str_is(m->party.kind, "organisation") && !m->party.merged_into)
                TRY(load_alike(v, m));
        return OK;
}

static Status load_team(Visit *v, PartyModel *m)
{
        if (!str_is(m->party.kind, "organisation") || m->party.merged_into)
                return OK;
        TRY(team_load(v, m->party.id, &m->team));
        m->people = m->team.people;
        m->invitations = m->team.waiting;
        return OK;
}

/* Memberships come sorted by programme, so each definition is read once. */
static Status load_moves(Visit *v, PartyModel *m)
{
        Programme programme = {0};
        Definition *def = NULL;
        OpenMove *moves = NULL;
        size_t n = 0;

        for (size_t i = 0; i < m->memberships.n; i++) {
                const PartyMembership *member = &m->memberships.at[i];

                if (!def || !str_eq(programme.slug, member->programme))
                        TRY(programme_open(v->db, v->a, member->programme, &programme, &def));
                for (size_t k = 0; k < def->stages.n; k++) {
                        Str to = def->stages.at[k].slug;
                        const DefinitionMove *move = definition_move(def, member->stage, to);

                        if (!move || str_eq(to, member->stage))
                                continue;
                        moves = query_grow(v->a, moves, n, sizeof *moves);
                        moves[n++] = (OpenMove){.programme = member->programme,
                                                .hub = member->hub,
                                                .to = to,
                                                .title = move->title,
                                                .programme_title = member->programme_title,
                                                .hub_title = member->hub_title,
                                                .to_title = def->stages.at[k].title};
                }
        }
        m->moves = (OpenMoveList){moves, n};
        return OK;
}

/* --- looking for one */

typedef struct {
        PartyView *at;
        size_t n;
} Found;

/* By what is not public of it, only whoever has to do with its home finds it. */
static Status add_found(Visit *v, Found *f, const PartyView *party, bool at_home)
{
        bool sees;

        for (size_t i = 0; i < f->n; i++)
                if (f->at[i].id == party->id)
                        return OK;
        TRY(at_home ? party_may_at_home(v->db, v->a, &v->actor, MAY_PARTY_SEE, party->id, &sees)
                    : party_may(v->db, v->a, &v->actor, MAY_PARTY_SEE, party->id, &sees));
        if (sees && f->n < PARTIES_FOUND_MAX)
                f->at[f->n++] = *party;
        return OK;
}

static Status find_id(Visit *v, Found *f, Id id, bool at_home)
{
        PartyView party;
        Status s = party_public(v->db, v->a, id, &party);

        if (s == OK)
                return add_found(v, f, &party, at_home);
        return s == NOT_FOUND ? OK : s;
}

static Status find_identity(Visit *v, Found *f, Str value)
{
        IdentityList list;

        if (str_empty(value))
                return OK;
        TRY(identity_any(v->db, v->a, value, &list));
        for (size_t i = 0; i < list.n; i++)
                TRY(find_id(v, f, list.at[i].party, true));
        return OK;
}

static Status find_parties(Visit *v, Str text, PartyViewList *out)
{
        Found f = {.at = arena_new(v->a, PartyView, PARTIES_FOUND_MAX)};
        Str lower = str_lower(v->a, text), domain = party_domain(v->a, text);
        PartyViewList named;
        Id id;

        if (id_parse(text, &id))
                TRY(find_id(v, &f, id, false));
        TRY(find_identity(v, &f, text));
        if (!str_eq(lower, text))
                TRY(find_identity(v, &f, lower));
        if (!str_eq(domain, lower))
                TRY(find_identity(v, &f, domain));
        TRY(party_by_name_key(v->db, v->a, party_name_key(text), PARTIES_FOUND_MAX, &named));
        for (size_t i = 0; i < named.n; i++)
                TRY(add_found(v, &f, &named.at[i], false));
        *out = (PartyViewList){f.at, f.n};
        return OK;
}

/* --- history */

static Status load_history(Visit *v, PartyModel *m)
{
        int64_t *positions;
        size_t n;

        TRY(cursor_read(v, "entries_before", INT64_MAX, &m->page));
        TRY(record_positions(v->db, v->a, m->party.id, m->page.at, &positions, &n));
        if (n > CURSOR_ROWS)
                cursor_goes_on(&m->page, positions[CURSOR_ROWS - 1]);
        return history_lines(v, positions, n > CURSOR_ROWS ? CURSOR_ROWS : n, &m->history);
}

/* A leaf comes with the 256 of its bundle, so the arena goes back after each: kind is room made
 * before. */
static Status read_line(Visit *v, int64_t position, char kind[RECORD_KIND_CHARS_MAX],
                        HistoryLine *out)
{
        ArenaMark mark = arena_mark(v->a);
        Entry e;
        Str leaf;
        Status s = record_leaf(v->db, v->a, position, &leaf);

        if (s == OK && record_unseal(v->a, leaf, &e) != OK)
                s = BROKEN;
        if (s == OK) {
                size_t n = e.kind.len < RECORD_KIND_CHARS_MAX ? e.kind.len : RECORD_KIND_CHARS_MAX;

                memcpy(kind, e.kind.at, n);
                *out = (HistoryLine){.position = position,
                                     .kind = {kind, n},
                                     .at = e.at_us,
                                     .on = e.on_us,
                                     .hub_id = e.hub};
        }
        arena_rewind(v->a, mark);
        return s == NOT_FOUND ? BROKEN : s;
}

Status history_lines(Visit *v, const int64_t *positions, size_t n, HistoryLineList *out)
{
        HistoryLine *lines = arena_new(v->a, HistoryLine, n + 1);
        char *kinds = arena_bytes_n(v->a, RECORD_KIND_CHARS_MAX, n + 1);

        for (size_t i = 0; i < n; i++)
                TRY(read_line(v, positions[i], kinds + i * RECORD_KIND_CHARS_MAX, &lines[i]));
        for (size_t i = 0; i < n; i++) {
                Hub hub = {0};
                Status s;

                if (!lines[i].hub_id)
                        continue;
                if (i > 0 && lines[i - 1].hub_id == lines[i].hub_id) {
                        lines[i].hub = lines[i - 1].hub;
                        lines[i].hub_title = lines[i - 1].hub_title;
                        lines[i].zone = lines[i - 1].zone;
                        continue;
                }
                s = hub_by_id(v->db, v->a, lines[i].hub_id, &hub);
                if (s != OK && s != NOT_FOUND)
                        return s;
                lines[i].hub = hub.slug;
                lines[i].hub_title = hub.title;
                lines[i].zone = hub.zone;
        }
        *out = (HistoryLineList){lines, n};
        return OK;
}
