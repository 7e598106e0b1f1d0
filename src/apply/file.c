/* apply/file: see the header; what a file is stands in apply/file_look. */
#include "apply/file.h"

#include "apply/draft.h"
#include "base/time.h"
#include "base/words.h"
#include "form/answer.h"
#include "form/kept.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

Str application_file_place(Arena *a, Str folder, Str sha256)
{
        return str_fmt(a, "%.*s/files/%.*s", S_ARG(folder), S_ARG(sha256));
}

static Status copy_bytes(int from, int to, HashRun *h, int64_t *out_bytes)
{
        char block[65536];
        ssize_t n;

        *out_bytes = 0;
        while ((n = read(from, block, sizeof block)) > 0) {
                hash_add(h, block, (size_t)n);
                *out_bytes += n;
                if (*out_bytes > APPLICATION_FILE_BYTES_MAX)
                        return TOO_LARGE;
                if (write(to, block, (size_t)n) != n)
                        return UPSTREAM;
        }
        return n == 0 && fsync(to) == 0 ? OK : UPSTREAM;
}

/* Under its hash, durable before any row names it. What no row comes to name is swept. */
static Status keep_bytes(Deed *d, const char *path, FileKept *out)
{
        Str half = str_fmt(d->a, "%.*s/files/.%.*s", S_ARG(application_folder(d)),
                           S_ARG(id_text(d->a, store_id(d->store, d->now_us))));
        int from = open(path, O_RDONLY | O_CLOEXEC);
        int to = open(half.at, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
        HashRun h;
        Hash sum;
        Status s = UPSTREAM;

        hash_begin(&h);
        if (from >= 0 && to >= 0)
                s = copy_bytes(from, to, &h, &out->bytes);
        sum = hash_end(&h);
        if (from >= 0)
                close(from);
        if (to >= 0)
                close(to);
        out->sha256 = hash_hex(d->a, &sum);
        if (s == OK &&
            rename(half.at, application_file_place(d->a, application_folder(d), out->sha256).at) !=
                    0)
                s = UPSTREAM;
        if (s != OK)
                unlink(half.at);
        return s;
}

/* The name as people see it: no path, no control characters. */
static Str plain_name(Arena *a, Str name)
{
        Text t = text_begin(a, 300);
        size_t from = 0;

        for (size_t i = 0; i < name.len; i++)
                if (name.at[i] == '/' || name.at[i] == '\\')
                        from = i + 1;
        name = str_skip(name, from);
        for (size_t i = 0; i < name.len && t.len < 200; i++)
                text_char(&t,
                          (unsigned char)name.at[i] < 0x20 || name.at[i] == '"' ? '_' : name.at[i]);
        name = text_str(&t);
        while (name.len && !str_is_utf8(name))
                name.len--;
        return name.len ? name : S("file");
}

/* Only who may write it brings bytes to the disk. */
static Status may_bring(Deed *d)
{
        Application x;
        bool writes = false;
        Db *db;
        Status s;

        TRY(store_reader(d->store, &db));
        s = application_get(db, d->a, deed_int(d, "application"), &x);
        if (s == OK)
                s = application_writes(db, d->a, &d->actor, &x, &writes);
        store_reader_close(db);
        if (s == NOT_FOUND || (s == OK && !writes))
                return deed_fault(d, NOT_FOUND, _("There is no such thing here."));
        return s;
}

Status file_keep(Deed *d, const char *field, FileKept *out)
{
        Str path = deed_text(d, field), fault = {0};
        Status s;

        *out = (FileKept){.name = plain_name(d->a, d->file_name.len ? d->file_name : path)};
        s = file_look(d->a, str_z(d->a, path), d->file_name.len ? d->file_name : path, &out->type,
                      &fault);
        if (s == INVALID)
                return deed_fault_at(d, field, "%.*s", S_ARG(fault));
        if (s == OK)
                s = keep_bytes(d, str_z(d->a, path), out);
        if (s == NOT_FOUND)
                return deed_fault_at(d, field, _("There is no such file."));
        return s == OK ? OK : deed_fault(d, s, _("The file could not be kept. Try again."));
}

void file_clear(const Deed *d, const char *field)
{
        Str in = str_fmt(d->a, "%.*s/imports/", S_ARG(application_folder(d)));

        if (str_starts(deed_text(d, field), in))
                unlink(str_z(d->a, deed_text(d, field)));
}

static Status prepare_attach(Deed *d)
{
        FileKept *found = arena_new(d->a, FileKept, 1);

        TRY(may_bring(d));
        TRY(file_keep(d, "file", found));
        d->prepared = found;
        return OK;
}

static bool is_among(const YamlTexts *types, Str type)
{
        for (size_t i = 0; i < types->n; i++)
                if (str_eq_nocase(types->at[i], type) ||
                    (str_is(type, "jpeg") && str_is(types->at[i], "jpg")) ||
                    (str_is(type, "jpg") && str_is(types->at[i], "jpeg")))
                        return true;
        return types->n == 0;
}

/* The answer as it is, without one file (0: none) and with one more (empty id: none). */
static Status answer_change(Deed *d, const Application *x, Str field, Id without,
                            const ApplicationFile *more, size_t *out_n)
{
        AnswerKept now = {.value = S("null")};
        const Json *list = NULL;
        Text t = text_begin(d->a, 64 * KIB);
        JsonOut j = jout_begin(&t);
        Status s = answer_get(d->db, d->a, x->party, x->id, field, &now);
        size_t n = 0;

        if (s != OK && s != NOT_FOUND)
                return s;
        if (json_parse(d->a, now.value, &list, NULL) != OK)
                return BROKEN;
        jout_list(&j);
        for (const Json *f = list->kind == JSON_KIND_LIST ? list->child : NULL; f; f = f->next) {
                Text one = text_begin(d->a, 4096);

                if (without && str_eq(json_get_text(f, S("file")), id_text(d->a, without)))
                        continue;
                TRY(jcs_write(d->a, f, &one));
                jout_raw(&j, text_str(&one));
                n++;
        }
        if (more) { /* in the canonical order of its members */
                jout_object(&j);
                jout_key(&j, S("bytes"));
                jout_int(&j, more->bytes);
                jout_key(&j, S("file"));
                jout_text(&j, id_text(d->a, more->id));
                jout_key(&j, S("name"));
                jout_text(&j, more->name);
                jout_key(&j, S("type"));
                jout_text(&j, more->type);
                jout_object_end(&j);
                n++;
        }
        jout_list_end(&j);
        *out_n = n;
        TRY(application_saved(d->db, x->party, x->id, d->now_us));
        return answer_put(d->db, x->party, x->id, field, n ? text_str(&t) : S("null"), now.seq + 1,
                          (Str){0}, d->actor.id, d->now_us);
}

static const Field attach_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"field", FIELD_TEXT, .required = true, .chars_max = 100, .label = N_("Question")},
        {"file", FIELD_FILE, .required = true, .label = N_("File")},
        {0}};

static Status file_fits(Deed *d, const FormField *f, const FileKept *found)
{
        if (!f || f->kind != FORM_FILE)
                return deed_fault_at(d, "field", _("The form asks for no such file."));
        if (!is_among(&f->types, found->type))
                return deed_fault_at(d, "file", _("This kind of file is not taken here."));
        if (f->bytes_max && found->bytes > f->bytes_max)
                return deed_fault_at(d, "file", _("This file is too large."));
        return OK;
}

static Status run_attach(Deed *d)
{
        const FileKept *found = d->prepared;
        Application x;
        Form *form = NULL;
        const FormField *f;
        ApplicationFileList all;
        ApplicationFile made;
        size_t n = 0;

        TRY(application_of(d, &x));
        TRY(draft_is_live(d, &x));
        TRY(form_open(d->db, d->a, x.form, NULL, &form));
        f = form_find(form, deed_text(d, "field"));
        TRY(file_fits(d, f, found));
        TRY(files_of(d->db, d->a, x.party, x.id, &all));
        if (all.n >= APPLICATION_FILES_MAX)
                return deed_fault(d, TOO_MANY, _("These are too many files for one application."));
        made = (ApplicationFile){.id = db_id(d->db, d->now_us),
                                 .name = found->name,
                                 .type = found->type,
                                 .bytes = found->bytes};
        TRY(file_insert(d->db, x.party, x.id, made.id, f->slug, made.name, made.type, made.bytes,
                        found->sha256, d->actor.id, d->now_us));
        TRY(answer_change(d, &x, f->slug, 0, &made, &n));
        if (f->files_max && n > (size_t)f->files_max)
                return deed_fault_at(d, "file",
                                     _("No more than %lld can be sent here: remove one."),
                                     (long long)f->files_max);
        d->made = made.id;
        d->go_to = str_fmt(d->a, "/applications/%.*s?saved=1#q-%.*s", S_ARG(id_text(d->a, x.id)),
                           S_ARG(f->slug));
        d->note = S_("The file is kept.");
        return OK;
}

static void clear_attach(const Deed *d)
{
        file_clear(d, "file");
}

const Action application_attach_action = {
        .name = "application attach",
        .may = MAY_SELF,
        .where = application_where_own,
        .title = N_("Add a file to a draft"),
        .help = N_("Its own bytes say what kind it is; broken archives are refused."),
        .fields = attach_fields,
        .prepare = prepare_attach,
        .run = run_attach,
        .clear_up = clear_attach,
        .is_silent = true};

static const Field detach_fields[] = {
        {"application", FIELD_ID, .required = true, .label = N_("Application")},
        {"file", FIELD_ID, .required = true, .label = N_("File")},
        {0}};

static Status run_detach(Deed *d)
{
        Application x;
        ApplicationFile file;
        size_t n;
        Status s;

        TRY(application_of(d, &x));
        TRY(draft_is_live(d, &x));
        s = file_get(d->db, d->a, x.party, x.id, deed_int(d, "file"), &file);
        if (s == NOT_FOUND)
                return deed_fault_at(d, "file", _("There is no such file."));
        TRY(s);
        d->made = x.id;
        d->go_to = str_fmt(d->a, "/applications/%.*s?saved=1#q-%.*s", S_ARG(id_text(d->a, x.id)),
                           S_ARG(file.field));
        d->note = S_("Removed from the draft. What was handed in with it keeps it.");
        return answer_change(d, &x, file.field, file.id, NULL, &n);
}

const Action application_detach_action = {
        .name = "application detach",
        .may = MAY_SELF,
        .where = application_where_own,
        .title = N_("Remove a file from a draft"),
        .help = N_("Versions that were handed in with it keep it."),
        .fields = detach_fields,
        .run = run_detach,
        .is_silent = true};

/* --- giving it out */

Status application_file_get(Db *db, Arena *a, const Application *x, Id file, ApplicationFile *out)
{
        return file_get(db, a, x->party, x->id, file, out);
}

/* A name under which bytes are kept; half of one is what a killed process left. */
static bool is_old(Arena *a, Str folder, const char *name, int64_t now_us)
{
        struct stat st;

        return stat(str_fmt(a, "%.*s/files/%s", S_ARG(folder), name).at, &st) == 0 &&
               S_ISREG(st.st_mode) && st.st_mtime < now_us / SECOND_US - 3600;
}

Status application_file_named(Db *db, Arena *a, Str sha256, bool *out)
{
        FileKnown known = {0};
        Status s = file_known(db, a, sha256, &known);

        *out = known.files > 0;
        return s;
}

/* Half of a file is what a killed process left: no row can name it. */
static Status sweep_one(Db *db, Arena *a, Str path, Str name, const FileNamed *named, size_t n)
{
        bool is_named = false;

        for (size_t i = 0; i < n && name.at[0] != '.' && !is_named; i++)
                TRY(named[i](db, a, name, &is_named));
        if (!is_named)
                unlink(path.at);
        return OK;
}

Status files_sweep(Db *db, Arena *a, Str folder, int64_t now_us, const FileNamed *named, size_t n)
{
        DIR *dir = opendir(str_fmt(a, "%.*s/files", S_ARG(folder)).at);
        struct dirent *e;
        Status s = OK;

        if (!dir)
                return errno == ENOENT ? OK : BROKEN;
        while (s == OK && (e = readdir(dir))) {
                ArenaMark mark = arena_mark(a);

                if (is_old(a, folder, e->d_name, now_us))
                        s = sweep_one(db, a, str_fmt(a, "%.*s/files/%s", S_ARG(folder), e->d_name),
                                      str_from(e->d_name), named, n);
                arena_rewind(a, mark);
        }
        closedir(dir);
        return s;
}
