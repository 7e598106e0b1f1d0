/* people: see the header. */
#include "people/people.h"

#include "base/words.h"
#include "hub/hub.h"
#include "hub/place.h"
#include "people/own.h"
#include "people/team.h"
#include "store/runs.h"

#include <string.h>
#include <unicase.h>
#include <uninorm.h>
#include <unictype.h>
#include <unistr.h>

static const char *const kinds[] = {N_("organisation"), N_("person"), NULL};

/* Endings that say how a firm is incorporated, not what it is called; already folded. */
static bool is_legal_form(Str word)
{
        static const char *const forms[] = {
                "inc", "ltd", "llc", "gmbh", "limited", "corp", "corporation", "co",  "plc",
                "pte", "sdn", "bhd", "pt",   "tbk",     "sa",   "sas",         "srl", "ag",
                "bv",  "nv",  "oy",  "ab",   "kk",      "pty",  "company",     NULL};

        for (int i = 0; forms[i]; i++)
                if (str_is(word, forms[i]))
                        return true;
        return false;
}

/* Letters and digits only, without case and accents; words kept apart by one space. */
static size_t fold(Str name, char *out, size_t room)
{
        uint8_t buffer[PARTY_NAME_CHARS_MAX * 8];
        size_t n = sizeof buffer, len = 0;
        uint8_t *folded;
        bool gap = false;

        name = str_head(name, PARTY_NAME_CHARS_MAX * 2);
        folded = u8_casefold((const uint8_t *)name.at, name.len, NULL, UNINORM_NFKD, buffer, &n);
        if (!folded)
                return 0;
        for (size_t i = 0; i < n;) {
                ucs4_t c;
                int step = u8_mbtouc(&c, folded + i, n - i);

                if (uc_is_general_category_withtable(c, UC_CATEGORY_MASK_L | UC_CATEGORY_MASK_N)) {
                        if (gap && len && len < room)
                                out[len++] = ' ';
                        gap = false;
                        for (int k = 0; k < step && len < room; k++)
                                out[len++] = (char)folded[i + (size_t)k];
                } else if (!uc_is_general_category_withtable(c, UC_CATEGORY_MASK_M)) {
                        gap = true;
                }
                i += (size_t)step;
        }
        if (folded != buffer)
                free(folded);
        return len;
}

Str party_name_bare(Str name, char text[PARTY_NAME_BARE_BYTES])
{
        Str rest = {text, 0}, last;

        if (str_empty(name))
                return rest;
        rest.len = fold(name, text, PARTY_NAME_BARE_BYTES);
        for (;;) { /* "acme holdings pte ltd" is "acme holdings" */
                size_t at = rest.len;

                while (at > 0 && rest.at[at - 1] != ' ')
                        at--;
                last = str_skip(rest, at);
                if (at == 0 || !is_legal_form(last))
                        break;
                rest.len = at - 1;
        }
        return rest;
}

int64_t party_name_key(Str name)
{
        char text[PARTY_NAME_BARE_BYTES];
        Str rest = party_name_bare(name, text);
        uint64_t h;

        if (str_empty(rest))
                return 0;
        h = str_hash(rest) & INT64_MAX;
        return h ? (int64_t)h : 1;
}

Str party_domain(Arena *a, Str website)
{
        size_t at = str_find_str(website, S("://"));
        Str host = at < website.len ? str_skip(website, at + 3) : website;

        for (size_t i = 0; i < host.len; i++)
                if (host.at[i] == '/' || host.at[i] == '?' || host.at[i] == '#' ||
                    host.at[i] == ':') {
                        host.len = i;
                        break;
                }
        host = str_lower(a, host);
        if (str_starts(host, S("www.")))
                host = str_skip(host, 4);
        return str_find(host, '.') < host.len && str_find(host, '@') == host.len ? host : (Str){0};
}

/* People share names without being the same, so only organisations are looked up by theirs. */
static Status name_changes(Db *db, Str kind, Id party, Str from, Str to)
{
        bool is_person = str_is(kind, "person");
        int64_t old = is_person ? 0 : party_name_key(from);
        RunPair pair = {is_person ? 0 : party_name_key(to), party};

        if (old == pair.key)
                return OK;
        if (old)
                TRY(runs_remove(db, RUNS_NAMES, old, party));
        return pair.key ? runs_add(db, RUNS_NAMES, &pair, 1) : OK;
}

Status party_make(Deed *d, const PartyFacts *facts, Id *out, Str *out_salt)
{
        Id id = facts->id ? facts->id : db_id(d->db, d->now_us);
        Str salt = facts->salt;
        PartyInsert row;

        if (str_empty(salt)) {
                char *made = arena_bytes(d->a, PARTY_SALT_BYTES);

                random_fill(made, PARTY_SALT_BYTES);
                salt = (Str){made, PARTY_SALT_BYTES};
        }
        row = (PartyInsert){id,
                            facts->kind,
                            facts->name,
                            facts->website,
                            facts->country,
                            facts->sector,
                            facts->is_listed,
                            facts->hub,
                            salt,
                            d->now_us};
        TRY(party_insert(d->db, &row, 1));
        TRY(name_changes(d->db, facts->kind, id, (Str){0}, facts->name));
        *out = id;
        *out_salt = salt;
        return OK;
}

void party_entry(Arena *a, Entry *e, const PartyFacts *facts, Str salt, int64_t at_us)
{
        entry_text(e, S("party"), facts->kind);
        entry_text(e, S("country"), facts->country);
        entry_text(e, S("sector"), facts->sector);
        if (salt.len && facts->name.len) {
                Hash value_salt = record_value_salt(salt, S("name"), at_us);

                entry_text(e, S("name_sha256"), record_commit(a, &value_salt, facts->name));
        }
        if (salt.len && facts->website.len) {
                Hash value_salt = record_value_salt(salt, S("website"), at_us);

                entry_text(e, S("website_sha256"), record_commit(a, &value_salt, facts->website));
        }
}

Status party_now(Db *db, Arena *a, Id id, Party *out)
{
        TRY(party_by_id(db, a, id, out));
        return out->merged_into ? party_by_id(db, a, out->merged_into, out) : OK;
}

Status party_whole(Deed *d, const Party *p)
{
        return party_is_erased(p) ? deed_fault(d, CONFLICT, _("This person was erased.")) : OK;
}

static PartyFacts facts_of(const Party *p)
{
        return (PartyFacts){.kind = p->kind,
                            .name = p->name,
                            .website = p->website,
                            .country = p->country,
                            .sector = p->sector,
                            .is_listed = p->is_listed,
                            .salt = p->salt};
}

Status party_rename(Deed *d, const Party *party, Str name, Id hub, int64_t on_us)
{
        PartyFacts facts = facts_of(party);
        Entry e = {.kind = S("party.renamed"), .subject = party->id, .hub = hub, .on_us = on_us};

        TRY(former_name_add(d->db, party->id, party->name, on_us ? on_us : d->now_us));
        TRY(party_set(d->db, party->id, name, party->website, party->country, party->sector));
        TRY(name_changes(d->db, party->kind, party->id, party->name, name));
        facts.name = name;
        facts.website = (Str){0};
        party_entry(d->a, &e, &facts, party->salt, d->now_us);
        return deed_tell(d, &e);
}

static const Field add_fields[] = {
        {"kind", FIELD_CHOICE, .required = true, .choices = kinds, .label = N_("Kind")},
        {"name", FIELD_TEXT, .required = true, .chars_max = PARTY_NAME_CHARS_MAX,
         .label = N_("Name")},
        {"website", FIELD_URL, .label = N_("Website")},
        {"email", FIELD_TEXT, .chars_max = 254, .label = N_("E-mail address")},
        {"registration", FIELD_TEXT, .chars_max = 64, .label = N_("Registration number")},
        {"country", FIELD_TEXT, .chars_max = 2, .label = N_("Country"),
         .help = N_("ISO 3166-1 alpha-2 code, as in SG.")},
        {"sector", FIELD_SLUG, .chars_max = 64, .label = N_("Sector"),
         .help = N_("As in fintech.")},
        {"listed", FIELD_YES, .label = N_("Agreed to be listed publicly")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("Where it is at home: its operators look after it. The world when empty.")},
        {0}};

static Status identity_take(Deed *d, const char *field, Str scheme, Str value, Id party)
{
        Identity there;
        ErasedKey erased;
        bool sees = false;
        Status s;

        if (str_empty(value))
                return OK;
        s = erased_find(d->db, d->a, d->seal, scheme, value, &erased);
        if (s == OK)
                return deed_fault_at(d, field,
                                     _("Somebody known by this was erased. If they ask to come "
                                       "back, say so first: party readmit."));
        if (s != NOT_FOUND)
                return s;
        s = identity_find(d->db, d->a, scheme, value, &there);
        if (s == OK)
                TRY(party_may(d->db, d->a, &d->actor, MAY_PARTY_SEE, there.party, &sees));
        if (s == OK && there.party != party && !sees)
                return deed_fault_at(d, field, _("This belongs to another party already."));
        if (s == OK && there.party != party)
                return deed_fault_at(
                        d, field,
                        _("This belongs to another party already (%.*s). Merge the two "
                          "if they are one."),
                        S_ARG(id_text(d->a, there.party)));
        if (s == OK)
                return OK;
        return s == NOT_FOUND ? identity_add(d->db, scheme, value, party, d->now_us, true) : s;
}

static Status run_add(Deed *d)
{
        PartyFacts facts = {.kind = deed_text(d, "kind"),
                            .name = deed_text(d, "name"),
                            .website = deed_text(d, "website"),
                            .country = deed_text(d, "country"),
                            .sector = deed_text(d, "sector"),
                            .is_listed = deed_int(d, "listed") != 0};
        Entry e = {.kind = S("party.added")};
        Hub hub = {0};
        Str salt;
        Id id;

        TRY(name_check(d, "name"));
        if (facts.country.len && !place_country(facts.country))
                return deed_fault_at(d, "country", _("«%.*s» is not an ISO 3166-1 code."),
                                     S_ARG(facts.country));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        facts.hub = hub.id;
        TRY(party_make(d, &facts, &id, &salt));
        TRY(identity_take(d, "email", S("email"), str_lower(d->a, deed_text(d, "email")), id));
        TRY(identity_take(d, "registration", S("registration"), deed_text(d, "registration"), id));
        if (str_is(facts.kind, "organisation"))
                TRY(identity_take(d, "website", S("domain"), party_domain(d->a, facts.website),
                                  id));
        e.subject = d->made = id;
        e.hub = hub.id;
        party_entry(d->a, &e, &facts, salt, d->now_us);
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, id)));
        d->note = S_("Added.");
        return deed_tell(d, &e);
}

const Action party_add_action = {
        .name = "party add",
        .may = MAY_PARTY_EDIT,
        .where = hub_where,
        .title = N_("Add a party"),
        .help = N_("A person or an organisation that can be in programmes."),
        .fields = add_fields,
        .run = run_add};

static const Field edit_fields[] = {{"party", FIELD_ID, .required = true, .label = N_("Party")},
                                    {"name", FIELD_TEXT, .chars_max = PARTY_NAME_CHARS_MAX,
                                     .label = N_("Name"), .help = N_("The former name is kept.")},
                                    {"website", FIELD_URL, .label = N_("Website")},
                                    {"country", FIELD_TEXT, .chars_max = 2, .label = N_("Country")},
                                    {"sector", FIELD_SLUG, .chars_max = 64, .label = N_("Sector")},
                                    {0}};

static Status run_edit(Deed *d)
{
        Party p;
        PartyFacts facts;
        Entry e = {.kind = S("party.changed")};
        Str name = deed_text(d, "name");

        TRY(party_by_id(d->db, d->a, deed_int(d, "party"), &p));
        if (p.merged_into)
                return deed_fault(d, CONFLICT, _("This party was merged into %.*s."),
                                  S_ARG(id_text(d->a, p.merged_into)));
        TRY(party_whole(d, &p));
        if (name.len && !str_eq(name, p.name)) {
                TRY(name_check(d, "name"));
                TRY(party_rename(d, &p, name, 0, 0));
                p.name = name;
        }
        if (deed_given(d, "website"))
                p.website = deed_text(d, "website");
        if (deed_given(d, "country"))
                p.country = deed_text(d, "country");
        if (deed_given(d, "sector"))
                p.sector = deed_text(d, "sector");
        if (p.country.len && !place_country(p.country))
                return deed_fault_at(d, "country", _("«%.*s» is not an ISO 3166-1 code."),
                                     S_ARG(p.country));
        TRY(party_set(d->db, p.id, p.name, p.website, p.country, p.sector));
        facts = facts_of(&p);
        e.subject = d->made = p.id;
        party_entry(d->a, &e, &facts, p.salt, d->now_us);
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, p.id)));
        d->note = S_("Changed.");
        return deed_tell(d, &e);
}

const Action party_edit_action = {.name = "party edit",
                                  .may = MAY_PARTY_EDIT,
                                  .where = party_where,
                                  .title = N_("Change a party"),
                                  .help = N_("What is left empty stays as it is."),
                                  .fields = edit_fields,
                                  .run = run_edit};

static const Field list_fields[] = {
        {"party", FIELD_ID, .required = true, .label = N_("Party")},
        {"listed", FIELD_YES, .label = N_("Agreed to be listed publicly")},
        {0}};

static Status run_list(Deed *d)
{
        Party p;
        bool yes = deed_int(d, "listed") != 0;
        Entry e = {.kind = yes ? S("party.listed") : S("party.unlisted")};

        TRY(party_by_id(d->db, d->a, deed_int(d, "party"), &p));
        TRY(party_whole(d, &p));
        TRY(party_set_listed(d->db, p.id, yes));
        e.subject = d->made = p.id;
        entry_text(&e, S("party"), p.kind);
        d->go_to = str_fmt(d->a, "/parties/%.*s", S_ARG(id_text(d->a, p.id)));
        d->note = yes ? S_("Listed.") : S_("No longer listed.");
        return deed_tell(d, &e);
}

const Action party_list_action = {.name = "party consent",
                                  .may = MAY_PARTY_EDIT,
                                  .where = party_where,
                                  .title = N_("Set whether a party is listed"),
                                  .help = N_("Only parties that agreed to it are named on public "
                                             "pages; all others are counted."),
                                  .fields = list_fields,
                                  .run = run_list};
