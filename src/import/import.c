/* import: the deeds around the work: send a file, confirm what it would change, give it up. */
#include "import/import.h"

#include "base/asset.h"
#include "base/time.h"
#include "base/words.h"
#include "hub/hub.h"
#include "import/file.h"
#include "import/mapping.h"
#include "base/source.h"
#include "programme/programme.h"

#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* In place of a name, in the form: the text stands in a field of its own. */
#define OWN_MAPPING "own"

static FieldOffers mapping_offers(Arena *a);

static const Field check_fields[] = {
        {"file", FIELD_FILE, .required = true, .label = N_("File"),
         .help = N_("CSV or NDJSON, plain or packed with gzip or zstd.")},
        {"mapping", FIELD_LONG_TEXT, .required = true, .chars_max = 200000, .label = N_("Mapping"),
         .help = N_(
                 "Says what the file's columns mean: the name of one that comes with Seedbed, or "
                 "its text (YAML)."),
         .offers = mapping_offers},
        {"as_of", FIELD_DATE, .label = N_("As of"),
         .help = N_("The day the file tells of; needed for snapshots.")},
        {"hub", FIELD_SLUG, .chars_max = 64, .label = N_("Hub"),
         .help = N_("For rows that name none, as in bangkok; the world when empty.")},
        {"mapping_text", FIELD_LONG_TEXT, .chars_max = 200000, .label = N_("My own mapping"),
         .help = N_("In YAML, as in the folder examples/mappings. Only when «My own» is chosen "
                    "above.")},
        {0}};

static FieldOffers mapping_offers(Arena *a)
{
        const Str folder = S("mappings/");
        FieldOffers list = {.at = arena_new(a, FieldOffer, assets_n + 1)};

        for (size_t i = 0; i < assets_n; i++) {
                Str name = str_from(assets[i].name);
                YamlFaults faults = {0};
                Mapping *m;

                if (!assets[i].is_example || !str_starts(name, folder) ||
                    mapping_parse(a, asset_bytes(a, &assets[i]), &m, &faults) != OK)
                        continue;
                name = str_skip(name, folder.len);
                name.len -= str_ends(name, S(".yaml")) ? 5 : 0;
                list.at[list.n++] =
                        (FieldOffer){name, str_fmt(a, "%.*s (%.*s)", S_ARG(m->title), S_ARG(name))};
        }
        list.at[list.n++] = (FieldOffer){S(OWN_MAPPING), S_("My own, written below")};
        return list;
}

static Status no_mapping(Deed *d, Str given)
{
        FieldOffers there = mapping_offers(d->a);
        Text names = text_begin(d->a, 4096);

        for (size_t i = 0; i + 1 < there.n; i++)
                text_fmt(&names, "%s%.*s", i ? ", " : "", S_ARG(there.at[i].value));
        return deed_fault_at(
                d, "mapping",
                _("There is no mapping «%.*s»; give the text of one, or the name: %.*s."),
                S_ARG(str_head(given, 60)), S_ARG(text_str(&names)));
}

/* The mapping's text: given, or by the name of one that comes with the program. */
static Status mapping_text(Deed *d, Str *out)
{
        Str given = str_trim(deed_text(d, "mapping"));

        if (str_is(given, OWN_MAPPING)) {
                if (!deed_given(d, "mapping_text"))
                        return deed_fault_at(d, "mapping_text",
                                             _("Write the mapping here, or choose one above."));
                *out = str_trim(deed_text(d, "mapping_text"));
                return OK;
        }
        if (deed_given(d, "mapping_text"))
                return deed_fault_at(d, "mapping_text",
                                     _("There are two mappings: choose «My own» above to use this "
                                       "one, or leave it empty."));
        if (yaml_is_slug(given)) {
                Str name = str_fmt(d->a, "mappings/%.*s.yaml", S_ARG(given));

                if (asset_example(d->a, name.at, out) != OK)
                        return no_mapping(d, given);
                return OK;
        }
        *out = given;
        return OK;
}

/* What is found out before the transaction. */
typedef struct {
        Str text, path, hash;
        Mapping *mapping;
        int64_t bytes;
} Given;

static Status hash_file(Deed *d, int fd, Given *g)
{
        char buffer[65536];
        HashRun run;
        Hash h;
        ssize_t n;

        hash_begin(&run);
        while ((n = read(fd, buffer, sizeof buffer)) > 0) {
                hash_add(&run, buffer, (size_t)n);
                g->bytes += n;
        }
        if (n < 0)
                return deed_fault_at(d, "file", _("The file can not be read."));
        h = hash_end(&run);
        g->hash = hash_hex(d->a, &h);
        return OK;
}

/* The path that is kept must be good from any folder, for whoever does the work. */
static Status look_at_file(Deed *d, Given *g)
{
        char absolute[PATH_MAX];
        struct stat st;
        int fd = -1;
        Status s;

        if (realpath(str_z(d->a, deed_text(d, "file")), absolute))
                fd = open(absolute, O_RDONLY | O_CLOEXEC | O_NONBLOCK); /* no waiting at a pipe */
        if (fd < 0 || fstat(fd, &st) != 0 || !S_ISREG(st.st_mode)) {
                if (fd >= 0)
                        close(fd);
                return deed_fault_at(d, "file", _("The file can not be read."));
        }
        g->path = str_copy(d->a, str_from(absolute));
        s = hash_file(d, fd, g);
        close(fd);
        return s;
}

/* A file of gigabytes is hashed here, where nobody waits for it. */
static Status prepare_check(Deed *d)
{
        Given *g = d->prepared = arena_new(d->a, Given, 1);
        YamlFaults faults = {0};
        int64_t as_of = deed_int(d, "as_of");

        TRY(mapping_text(d, &g->text));
        if (mapping_parse(d->a, g->text, &g->mapping, &faults) != OK)
                return deed_fault_at(d, deed_given(d, "mapping_text") ? "mapping_text" : "mapping",
                                     "%.*s", S_ARG(yaml_faults_text(d->a, &faults)));
        if (g->mapping->as_of == MAPPING_AS_OF_REQUIRED && !deed_given(d, "as_of"))
                return deed_fault_at(
                        d, "as_of",
                        _("This mapping is of snapshots: say of which day this one is."));
        if (as_of > d->now_us)
                return deed_fault_at(d, "as_of", _("This day is still to come."));
        if (deed_given(d, "as_of") && as_of <= 0)
                return deed_fault_at(d, "as_of", _("This must be a day after 1 January 1970."));
        return look_at_file(d, g);
}

static Status run_check(Deed *d)
{
        const Given *g = d->prepared;
        const Mapping *mapping = g->mapping;
        Str file_name = d->file_name;
        Programme programme = {0};
        Definition *def = NULL;
        Hub hub;
        int64_t as_of = deed_int(d, "as_of");
        ImportNext same;

        if (programme_open(d->db, d->a, mapping->programme, &programme, &def) != OK)
                return deed_fault_at(d, "mapping", _("There is no programme «%.*s»."),
                                     S_ARG(mapping->programme));
        if (!(def->members &
              (mapping->party == MAPPING_PERSON ? DEFINITION_PERSON : DEFINITION_ORGANISATION)))
                return deed_fault_at(
                        d, "mapping",
                        _("Programme %.*s is not for the kind of party that this mapping names."),
                        S_ARG(mapping->programme));
        if (deed_given(d, "hub"))
                TRY(hub_find(d, "hub", deed_text(d, "hub"), &hub));
        else
                TRY(hub_root(d->db, d->a, &hub));
        if (import_same(d->db, d->a, g->hash, g->text, as_of ? as_of : d->now_us, &same) == OK)
                return deed_fault(d, CONFLICT, _("This very file was imported already, as %.*s."),
                                  S_ARG(id_text(d->a, same.id)));
        if (str_empty(file_name))
                file_name = str_from(strrchr(g->path.at, '/') + 1);
        d->made = db_id(d->db, d->now_us);
        TRY(import_insert(d->db, d->made, d->actor.id, str_head(file_name, 200), g->path, g->hash,
                          g->bytes, g->text, mapping->slug, as_of ? as_of : d->now_us, hub.id,
                          programme.id, S("checking"), d->now_us));
        d->go_to = str_fmt(d->a, "/imports/%.*s", S_ARG(id_text(d->a, d->made)));
        d->note = S_("The file is being read; nothing is changed before you confirm.");
        return OK;
}

/* At a hub, for the programme that the mapping names: a role for that one only is enough. */
static Status where_check(Deed *d, Place *out)
{
        const Given *g = d->prepared;
        Mapping *mapping = g ? g->mapping : NULL;
        YamlFaults faults = {0};
        Programme programme = {0};
        Str text = {0};

        if (!mapping && mapping_text(d, &text) == OK && /* nothing was prepared: may it be? */
            mapping_parse(d->a, text, &mapping, &faults) != OK)
                mapping = NULL;
        if (mapping) {
                Status s = programme_by_slug(d->db, d->a, mapping->programme, &programme);

                if (s != OK && s != NOT_FOUND)
                        return s;
        }
        return hub_where_field(d, "hub", programme.id, out);
}

const Action import_check_action = {
        .name = "import check",
        .may = MAY_IMPORT,
        .where = where_check,
        .title = N_("Import a file"),
        .help = N_("The file is read and you are shown what would change. "
                   "Nothing changes before you confirm."),
        .fields = check_fields,
        .run = run_check,
        .prepare = prepare_check,
        .is_silent = true};

/* Where its rows go that name no hub; nobody else hears of it. */
static Status where_import(Deed *d, Place *out)
{
        Import import;

        *out = (Place){.is_hidden = true};
        TRY(import_by_id(d->db, d->a, deed_int(d, "import"), &import));
        TRY(hub_place(d->db, d->a, import.hub, import.programme, out));
        out->is_hidden = true;
        return OK;
}

static const Field id_fields[] = {{"import", FIELD_ID, .required = true, .label = N_("Import")},
                                  {0}};

static const Field confirm_fields[] = {
        {"import", FIELD_ID, .required = true, .label = N_("Import")},
        {"gone_ok", FIELD_YES, .label = N_("Yes, those that are not in the file are gone"),
         .help = N_("Needed when more than half of those known from this source, and at least 20, "
                    "would be marked as gone, and when rows were refused that name nobody.")},
        {0}};

ImportDoubt import_doubt(const Import *i)
{
        if (!i->gone_of || !i->rows_gone)
                return IMPORT_NO_DOUBT;
        if (i->rows_gone >= IMPORT_GONE_MIN && i->rows_gone > i->gone_of / 2)
                return IMPORT_LACKS_MOST;
        return i->rows_nameless ? IMPORT_NAMELESS : IMPORT_NO_DOUBT;
}

Str import_doubt_words(Arena *a, const Import *i)
{
        Str most = {0}, nameless = {0};

        if (import_doubt(i) == IMPORT_NO_DOUBT)
                return most;
        if (import_doubt(i) == IMPORT_LACKS_MOST)
                most = str_fmt(a,
                               _("%lld of %lld that were known from this source are not in the "
                                 "file and would be marked as gone."),
                               (long long)i->rows_gone, (long long)i->gone_of);
        if (i->rows_nameless)
                nameless = str_fmt(a,
                                   _("%lld refused rows name nobody, and the %lld that would be "
                                     "marked as gone may stand in them."),
                                   (long long)i->rows_nameless, (long long)i->rows_gone);
        return str_fmt(a, "%.*s%s%.*s", S_ARG(most), most.len && nameless.len ? " " : "",
                       S_ARG(nameless));
}

static Status run_confirm(Deed *d)
{
        Entry e = {.kind = S("import.begun")};
        Import import = {0};
        Hash mapping;
        Status s;

        TRY(import_by_id(d->db, d->a, deed_int(d, "import"), &import));
        if (str_is(import.state, "checked") && import_doubt(&import) != IMPORT_NO_DOUBT &&
            !deed_int(d, "gone_ok"))
                return deed_fault_at(
                        d, "gone_ok",
                        _("%.*s If they are gone, confirm with gone_ok=yes (in the form: tick the "
                          "box); if not, give this import up. Nothing was changed."),
                        S_ARG(import_doubt_words(d->a, &import)));
        mapping = hash_sha256(import.mapping);
        e.subject = d->made = import.id;
        e.hub = import.hub;
        entry_text(&e, S("file_sha256"), import.file_hash);
        entry_text(&e, S("mapping"), import.mapping_slug);
        entry_text(&e, S("mapping_sha256"), hash_hex(d->a, &mapping));
        entry_int(&e, S("as_of"), import.as_of);
        TRY(deed_tell(d, &e));
        TRY(import_note_clear(d->db, import.id));
        TRY(import_move_clear(d->db, import.id));
        s = import_begin(d->db, import.id, d->now_us, d->position);
        if (s == NOT_FOUND)
                return deed_fault(
                        d, CONFLICT,
                        _("Only an import that was checked, and that nobody confirmed or gave up "
                          "meanwhile, can be confirmed."));
        d->go_to = str_fmt(d->a, "/imports/%.*s", S_ARG(id_text(d->a, import.id)));
        d->note = S_("Begun.");
        return s;
}

const Action import_confirm_action = {
        .name = "import confirm",
        .may = MAY_IMPORT,
        .where = where_import,
        .title = N_("Confirm an import"),
        .help = N_("What the check showed is done now. An import that "
                   "is cut off goes on where it stood."),
        .fields = confirm_fields,
        .run = run_confirm};

static Status run_cancel(Deed *d)
{
        Entry e = {.kind = S("import.cancelled")};
        Import import;
        Status s;

        TRY(import_by_id(d->db, d->a, deed_int(d, "import"), &import));
        if (str_is(import.state, "running"))
                return deed_fault(
                        d, CONFLICT,
                        _("This import is being applied; what a file tells is taken whole."));
        e.subject = d->made = import.id;
        entry_text(&e, S("file_sha256"), import.file_hash);
        s = import_end(d->db, import.id, S("cancelled"), (Str){0}, d->now_us, 0);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This import has ended already."));
        TRY(s);
        TRY(import_file_left_over(d->db, d->a, import.file_path, &d->left_over));
        d->go_to = S("/imports");
        d->note = S_("Cancelled; nothing was changed.");
        return deed_tell(d, &e);
}

static void clear_up_cancel(const Deed *d)
{
        import_file_remove(d->left_over);
}

const Action import_cancel_action = {
        .name = "import cancel",
        .may = MAY_IMPORT,
        .where = where_import,
        .title = N_("Give up an import"),
        .help = N_("Nothing of it is applied, and its file is removed."),
        .fields = id_fields,
        .run = run_cancel,
        .clear_up = clear_up_cancel};
