/* privacy/privacy_page: see the header. */
#include "privacy/privacy_page.h"

#include "access/look.sql.h"
#include "base/words.h"
#include "privacy/export.h"
#include "privacy/privacy.html.h"
#include "privacy/retention.h"
#include "programme/definition.h"
#include "web/reply_file.h"

/* --- what is shown to whom */

static const RowColumn line_columns[] = {
        {"of", COL_TEXT, offsetof(PrivacyLine, of)},
        {"field", COL_TEXT, offsetof(PrivacyLine, field)},
        {"title", COL_TEXT, offsetof(PrivacyLine, title)},
        {"shown_to", COL_TEXT, offsetof(PrivacyLine, shown_to)},
        {"is_personal", COL_BOOL, offsetof(PrivacyLine, is_personal)},
        {"why", COL_TEXT, offsetof(PrivacyLine, why)},
};
static const RowShape shape_PrivacyLine = {"PrivacyLine", line_columns,
                                           sizeof line_columns / sizeof *line_columns,
                                           sizeof(PrivacyLine)};

static Status load_privacy(Visit *v, void *model)
{
        PrivacyModel *m = model;
        PrivacyLine *lines = arena_new(v->a, PrivacyLine, SHOWN_FIELDS);

        for (size_t i = 0; i < SHOWN_FIELDS; i++) {
                const Shown *f = &shown_fields[i];

                lines[i] = (PrivacyLine){.of = str_from(f->of),
                                         .field = str_from(f->name),
                                         .title = str_from(_(f->title)),
                                         .shown_to = shown_to(v->a, f),
                                         .is_personal = f->is_personal,
                                         .why = str_from(_(f->why))};
        }
        m->fields = (PrivacyLineList){lines, SHOWN_FIELDS};
        return retention_rule_lines(v->db, v->a, &m->rules);
}

static const Part privacy_parts[] = {PART_LIST_OF(PrivacyModel, fields, PrivacyLine),
                                     PART_LIST_OF(PrivacyModel, rules, RetentionRuleLine),
                                     {0}};

static void draw_privacy(Page *out, const Visit *v, const void *model)
{
        privacy_page(out, v, model);
}

const View privacy_view = {.path = "/privacy",
                           .word = "privacy show",
                           .may = MAY_SEE_PUBLIC,
                           .title = N_("Privacy"),
                           .help = N_("What is kept on people and parties, why, to whom it is "
                                      "shown, and for how long."),
                           .bytes = sizeof(PrivacyModel),
                           .parts = privacy_parts,
                           .load = load_privacy,
                           .draw = draw_privacy};

/* --- who looked */

static const RowColumn look_columns[] = {
        {"party", COL_ID, offsetof(LookLine, party)},
        {"at", COL_TIME, offsetof(LookLine, at)},
        {"actor", COL_TEXT, offsetof(LookLine, actor_name)},
        {"what", COL_TEXT, offsetof(LookLine, what)},
};
static const RowShape shape_LookLine = {
        "LookLine", look_columns, sizeof look_columns / sizeof *look_columns, sizeof(LookLine)};

static Status add_looks(Visit *v, const PartyView *party, LookLineList *out)
{
        LookRowList rows;
        LookLine *lines;

        TRY(look_of(v->db, v->a, party->id, INT64_MAX, &rows));
        lines = arena_new(v->a, LookLine, out->n + rows.n + 1);
        for (size_t i = 0; i < out->n; i++)
                lines[i] = out->at[i];
        for (size_t i = 0; i < rows.n; i++)
                lines[out->n + i] = (LookLine){.party = party->id,
                                               .party_name = party->name,
                                               .at = rows.at[i].at,
                                               .actor_name = rows.at[i].actor_name,
                                               .what = rows.at[i].what};
        *out = (LookLineList){lines, out->n + rows.n};
        return OK;
}

static Status load_looks(Visit *v, void *model)
{
        PartyLooksModel *m = model;
        Erased erased = {0};
        unsigned as = 0;
        Id id;
        Status s =
                id_parse(v->params[0], &id) ? party_public(v->db, v->a, id, &m->party) : NOT_FOUND;

        if (s == OK)
                s = party_seen_as(v->db, v->a, &v->actor, &m->party, &as);
        if (s == NOT_FOUND || (s == OK && !shown(SHOWN_PARTY_LOOKS, as)))
                return visit_fault(v, NOT_FOUND, _("There is no party «%.*s» to show."),
                                   S_ARG(v->params[0]));
        TRY(s);
        m->is_person = str_is(m->party.kind, "person");
        s = erased_of(v->db, v->a, id, &erased);
        if (s != OK && s != NOT_FOUND)
                return s;
        m->erased_at = erased.at;
        return add_looks(v, &m->party, &m->looks);
}

static const Part looks_parts[] = {PART_ROW_OF(PartyLooksModel, party, PartyView),
                                   PART_LIST_OF(PartyLooksModel, looks, LookLine),
                                   PART_VALUE_OF(PartyLooksModel, erased_at, COL_TIME),
                                   {0}};

static void draw_looks(Page *out, const Visit *v, const void *model)
{
        (void)v;
        party_looks_page(out, model);
}

const View party_looks_view = {.path = "/parties/{party}/looks",
                               .word = "party looks",
                               .may = MAY_PRIVACY,
                               .title = N_("Privacy of a person"),
                               .help = N_("Who looked at a person's file, the last hundred times."),
                               .bytes = sizeof(PartyLooksModel),
                               .parts = looks_parts,
                               .load = load_looks,
                               .draw = draw_looks};

/* --- one's own */

static Status load_own(Visit *v, void *model)
{
        OwnDataModel *m = model;
        Id own[OWN_PARTIES_MAX];
        PartyView *persons;
        size_t n;

        TRY(party_own(v->db, v->a, v->actor.id, own, &n));
        persons = arena_new(v->a, PartyView, n + 1);
        for (size_t i = 0; i < n; i++) {
                TRY(party_public(v->db, v->a, own[i], &persons[i]));
                TRY(add_looks(v, &persons[i], &m->looks));
        }
        m->persons = (PartyViewList){persons, n};
        return OK;
}

static const Part own_parts[] = {PART_LIST_OF(OwnDataModel, persons, PartyView),
                                 PART_LIST_OF(OwnDataModel, looks, LookLine),
                                 {0}};

static void draw_own(Page *out, const Visit *v, const void *model)
{
        (void)v;
        own_data_page(out, model);
}

const View own_data_view = {.path = "/me/data",
                            .word = "account data",
                            .may = MAY_SELF,
                            .title = N_("Your data"),
                            .help = N_("What is kept on you, who looked at it, a copy of all of "
                                       "it, and how to have it erased."),
                            .bytes = sizeof(OwnDataModel),
                            .parts = own_parts,
                            .load = load_own,
                            .draw = draw_own};

/* --- whose time is over */

Str retention_words(Arena *a, int64_t count, int64_t unit)
{
        return str_fmt(a,
                       unit == DEFINITION_DAYS     ? words_n("%lld day", "%lld days", count)
                       : unit == DEFINITION_MONTHS ? words_n("%lld month", "%lld months", count)
                                                   : words_n("%lld year", "%lld years", count),
                       (long long)count);
}

static Status load_retention(Visit *v, void *model)
{
        RetentionModel *m = model;
        RetentionDueLineList all;
        RetentionDueLine *seen;
        size_t n = 0;

        TRY(retention_rule_lines(v->db, v->a, &m->rules));
        TRY(retention_due_list(v->db, v->a, v->now_us + RETENTION_AHEAD_US, &all));
        seen = arena_new(v->a, RetentionDueLine, all.n + 1);
        for (size_t i = 0; i < all.n; i++) {
                bool may;

                TRY(party_may(v->db, v->a, &v->actor, MAY_PRIVACY, all.at[i].party, &may));
                if (may)
                        seen[n++] = all.at[i];
        }
        m->due = (RetentionDueLineList){seen, n};
        return OK;
}

static const Part retention_parts[] = {PART_LIST_OF(RetentionModel, due, RetentionDueLine),
                                       PART_LIST_OF(RetentionModel, rules, RetentionRuleLine),
                                       {0}};

static void draw_retention(Page *out, const Visit *v, const void *model)
{
        (void)v;
        retention_page(out, model);
}

const View retention_view = {.path = "/retention",
                             .word = "retention list",
                             .may = MAY_PRIVACY,
                             .title = N_("Whose time is over"),
                             .help = N_("People who will be erased within 30 days, because all of "
                                        "their memberships ended long ago; the first thousand."),
                             .bytes = sizeof(RetentionModel),
                             .parts = retention_parts,
                             .load = load_retention,
                             .draw = draw_retention};

/* --- what opens an entry */

static const RowColumn opening_columns[] = {{"field", COL_TEXT, offsetof(Opening, field)},
                                            {"commitment", COL_TEXT, offsetof(Opening, commitment)},
                                            {"value", COL_TEXT, offsetof(Opening, value)},
                                            {"salt", COL_TEXT, offsetof(Opening, salt)}};
static const RowShape shape_Opening = {"Opening", opening_columns, 4, sizeof(Opening)};

/* Whoever sees only what is public is given the value of now, not those of before. */
static void keep_public(OpeningModel *m, const PartyView *party)
{
        Opening *kept = (Opening *)m->values.at;
        bool keeps_former = !str_is(party->kind, "person");

        for (size_t i = 0; i < m->values.n; i++)
                if (!keeps_former && !str_eq(kept[i].value, party->name) &&
                    !str_eq(kept[i].value, party->website))
                        kept[i].value = kept[i].salt = (Str){0};
}

static Status load_opening(Visit *v, void *model)
{
        OpeningModel *m = model;
        PartyView party;
        unsigned as = 0;
        Entry e = {0};
        Str leaf;
        Status s = str_to_int(v->params[0], 0, v->size - 1, &m->position)
                           ? record_leaf(v->db, v->a, m->position, &leaf)
                           : NOT_FOUND;

        if (s == OK && record_unseal(v->a, leaf, &e) != OK)
                s = NOT_FOUND;
        if (s == OK)
                s = e.subject ? party_public(v->db, v->a, e.subject, &party) : NOT_FOUND;
        if (s == OK)
                s = party_seen_as(v->db, v->a, &v->actor, &party, &as);
        if (s == OK && !shown(SHOWN_PARTY_OPENING, as))
                s = NOT_FOUND;
        if (s == OK)
                s = opening_find(v->db, v->a, &e, &m->values);
        if (s == NOT_FOUND)
                return visit_fault(v, s, _("There is nothing to open in entry «%.*s»."),
                                   S_ARG(v->params[0]));
        TRY(s);
        m->party = e.subject;
        if (!shown(SHOWN_PARTY_FORMER_NAMES, as))
                keep_public(m, &party);
        else if (str_is(party.kind, "person") && !(as & SHOWN_AS_SELF) && v->site->looks)
                look_note(v->site->looks, v->site->store, v->actor.id, party.id, "values",
                          v->now_us);
        return OK;
}

static const Part opening_parts[] = {PART_VALUE_OF(OpeningModel, position, COL_INT),
                                     PART_VALUE_OF(OpeningModel, party, COL_ID),
                                     PART_LIST_OF(OpeningModel, values, Opening),
                                     {0}};

static void draw_opening(Page *out, const Visit *v, const void *model)
{
        (void)v;
        opening_page(out, model);
}

const View opening_view = {.path = "/record/{position}/values",
                           .word = "record values",
                           .may = MAY_SEE_PUBLIC,
                           .title = N_("Values behind an entry"),
                           .help = N_("The personal values that an entry commits to, each with its "
                                      "salt, for who may see them."),
                           .bytes = sizeof(OpeningModel),
                           .parts = opening_parts,
                           .load = load_opening,
                           .draw = draw_opening};

/* --- the copy of everything */

static Status find_export(Visit *v, Export *out)
{
        Id id;
        Status s = id_parse(v->params[0], &id) ? export_get(v->db, v->a, id, out) : NOT_FOUND;

        if (s == OK && (out->actor != v->actor.id || out->made_at + EXPORT_US <= v->now_us))
                s = NOT_FOUND;
        return s == NOT_FOUND ? visit_fault(v, s,
                                            _("There is no such copy, or its quarter of an hour is "
                                              "over: ask for it again."))
                              : s;
}

/* The role may have gone since it was asked for; and a copy of a party is of where it is now. */
static Status still_may(Visit *v, Id party)
{
        bool may = true;
        Party now;

        if (party) {
                TRY(party_now(v->db, v->a, party, &now));
                TRY(party_may(v->db, v->a, &v->actor, MAY_PRIVACY, now.id, &may));
        }
        return may ? OK
                   : visit_fault(v, NOT_FOUND,
                                 _("There is no such copy, or its quarter of an hour is over: "
                                   "ask for it again."));
}

typedef struct {
        Db *db;
        ExportAsk ask;
} Writing;

static Status write_export(void *ctx, int fd)
{
        const Writing *w = ctx;

        return export_write(w->db, &w->ask, fd);
}

static Status run_export(Visit *v, HttpReply *reply)
{
        ExportAsk ask = {.record = v->site->record,
                         .actor = v->actor.id,
                         .now_us = v->now_us,
                         .folder = v->site->folder};
        Export row = {0};

        TRY(find_export(v, &row));
        TRY(still_may(v, row.party));
        TRY(visit_query_int(v, "entries_before", 0, INT64_MAX, INT64_MAX, &ask.entries_before));
        ask.party = row.party;
        ask.has_mails = access_may_everywhere(&v->actor, MAY_MAIL);
        TRY(visit_reply_file(v, reply, write_export, &(Writing){v->db, ask}));
        reply->content_type = S("application/zip");
        reply->no_store = true;
        http_reply_header(v->rq, reply, S("Content-Disposition"),
                          str_fmt(v->a, "attachment; filename=\"seedbed-%.*s.zip\"",
                                  S_ARG(id_text(v->a, row.party ? row.party : row.actor))));
        return OK;
}

const Route export_route = {.method = HTTP_GET,
                            .path = "/exports/{export}",
                            .may = MAY_SELF,
                            .help = N_("Everything kept on a person as one ZIP, for who asked for "
                                       "it within the last quarter of an hour."),
                            .run = run_export,
                            .type = "application/zip"};
