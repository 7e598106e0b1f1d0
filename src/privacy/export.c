/* privacy/export: see the header. */
#include "privacy/export.h"

#include "access/look.sql.h"
#include "apply/apply.h"
#include "base/json.h"
#include "base/time.h"
#include "base/words.h"
#include "event/event.sql.h"
#include "decide/decide.h"
#include "mail/mail.h"
#include "people/own.h"
#include "privacy/kept.h"
#include "privacy/opening.h"
#include "privacy/privacy.sql.h"
#include "programme/programme.sql.h"
#include "record/proof.h"
#include "solution/outcome.sql.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <unistd.h>

enum { FILE_BYTES_MAX = 8 * 1024 * 1024, ARENA_BYTES = 48 * 1024 * 1024 };

typedef struct {
        Db *db;
        const ExportAsk *ask;
        Arena a; /* goes back after each file */
        struct archive *zip;
        int64_t entries, mails;
        int64_t next_before; /* 0: all entries are in it */
        bool lacks_mails;
} Out;

/* --- files of the archive */

static Status put(Out *o, Str name, Str bytes)
{
        struct archive_entry *e = archive_entry_new();
        bool good;

        if (!e)
                return BROKEN;
        archive_entry_set_pathname_utf8(e, str_z(&o->a, name));
        archive_entry_set_filetype(e, AE_IFREG);
        archive_entry_set_perm(e, 0600);
        archive_entry_set_size(e, (int64_t)bytes.len);
        archive_entry_set_mtime(e, o->ask->now_us / SECOND_US, 0);
        good = archive_write_header(o->zip, e) == ARCHIVE_OK &&
               archive_write_data(o->zip, bytes.at, bytes.len) == (la_ssize_t)bytes.len;
        archive_entry_free(e);
        return good ? OK : BROKEN;
}

static void put_value(Out *o, JsonOut *j, ColumnKind kind, const void *at)
{
        int64_t n =
                kind == COL_BOOL || kind == COL_TEXT || kind == COL_BLOB ? 0 : *(const int64_t *)at;

        switch (kind) {
        case COL_TEXT: jout_text(j, *(const Str *)at); break;
        case COL_BLOB: jout_null(j); break; /* none is asked for */
        case COL_BOOL: jout_bool(j, *(const bool *)at); break;
        case COL_INT: jout_int(j, n); break;
        case COL_ID:
        case COL_TIME:
                if (n)
                        jout_text(j, kind == COL_ID ? id_text(&o->a, n) : time_iso(&o->a, n));
                else
                        jout_null(j);
                break;
        }
}

static void put_row(Out *o, JsonOut *j, const RowShape *shape, const void *row)
{
        jout_object(j);
        for (size_t i = 0; i < shape->columns_n; i++) {
                jout_key(j, str_from(shape->columns[i].name));
                put_value(o, j, shape->columns[i].kind,
                          (const char *)row + shape->columns[i].offset);
        }
        jout_object_end(j);
}

static void put_rows(Out *o, JsonOut *j, const char *name, const RowShape *shape, RowList list)
{
        jout_key(j, str_from(name));
        jout_list(j);
        for (size_t i = 0; i < list.n; i++)
                put_row(o, j, shape, (const char *)list.at + i * shape->bytes);
        jout_list_end(j);
}

static Status put_text(Out *o, Str name, const Text *t)
{
        return t->overflow ? TOO_LARGE : put(o, name, text_str(t));
}

/* --- the record */

static void put_openings(JsonOut *j, const OpeningList *list)
{
        jout_key(j, S("values"));
        jout_list(j);
        for (size_t i = 0; i < list->n; i++) {
                const Opening *x = &list->at[i];

                jout_object(j);
                jout_key(j, S("field"));
                jout_text(j, x->field);
                jout_key(j, S("commitment"));
                jout_text(j, x->commitment);
                if (x->salt.len) {
                        jout_key(j, S("value"));
                        jout_text(j, x->value);
                        jout_key(j, S("salt"));
                        jout_text(j, x->salt);
                }
                jout_object_end(j);
        }
        jout_list_end(j);
}

static Status put_receipt(Out *o, int64_t position, Str leaf)
{
        MerkleTiles tiles = record_tiles_kept(o->ask->record, o->db);
        Proof proof = {.extra = leaf, .index = (uint64_t)position};
        int64_t size;
        Hash *path;
        Str receipt;

        TRY(record_checkpoint(o->db, &o->a, &size, &proof.checkpoint));
        if (position >= size) /* its checkpoint is not given out yet */
                return OK;
        TRY(merkle_inclusion(&tiles, (uint64_t)position, (uint64_t)size, &o->a, &path,
                             &proof.path_n));
        proof.path = path;
        TRY(proof_write(&o->a, &proof, &receipt));
        return put(o, str_fmt(&o->a, "record/%lld.tlog-proof", (long long)position), receipt);
}

static Status put_entry(Out *o, int64_t position)
{
        Text t = text_begin(&o->a, 256 * KIB);
        JsonOut j = jout_begin(&t);
        OpeningList openings = {0};
        Entry e;
        Str leaf;
        Status s;

        TRY(record_leaf(o->db, &o->a, position, &leaf));
        if (record_unseal(&o->a, leaf, &e) != OK)
                return BROKEN;
        s = opening_find(o->db, &o->a, &e, &openings);
        if (s != OK && s != NOT_FOUND)
                return s;
        jout_object(&j);
        jout_key(&j, S("position"));
        jout_int(&j, position);
        jout_key(&j, S("leaf"));
        jout_text(&j, leaf);
        put_openings(&j, &openings);
        jout_object_end(&j);
        TRY(put_text(o, str_fmt(&o->a, "record/%lld.json", (long long)position), &t));
        return put_receipt(o, position, leaf);
}

static Status put_entries(Out *o, Id subject)
{
        int64_t before = o->ask->entries_before, *positions;
        size_t n;

        do {
                int64_t page[100];

                TRY(record_positions(o->db, &o->a, subject, before, &positions, &n));
                for (size_t i = 0; i < n; i++)
                        page[i] = positions[i];
                for (size_t i = 0; i < n; i++) {
                        ArenaMark mark = arena_mark(&o->a);

                        if (o->entries == EXPORT_ENTRIES_MAX) {
                                if (page[i] + 1 > o->next_before)
                                        o->next_before = page[i] + 1;
                                return OK;
                        }
                        TRY(put_entry(o, page[i]));
                        o->entries++;
                        arena_rewind(&o->a, mark);
                        before = page[i];
                }
        } while (n);
        return OK;
}

/* --- mails */

static Status put_mails_to(Out *o, Id actor, Str address)
{
        Str key = mail_address_key(&o->a, address);
        KeptMailList list;
        Id after = 0;

        do {
                ArenaMark mark = arena_mark(&o->a);

                TRY(kept_mails(o->db, &o->a, actor, key, after, &list));
                for (size_t i = 0; i < list.n; i++) {
                        Text t = text_begin(&o->a, FILE_BYTES_MAX);
                        JsonOut j = jout_begin(&t);

                        if (o->mails++ >= EXPORT_MAILS_MAX) {
                                o->lacks_mails = true;
                                return OK;
                        }
                        put_row(o, &j, &shape_KeptMail, &list.at[i]);
                        TRY(put_text(o,
                                     str_fmt(&o->a, "mails/%.*s.json",
                                             S_ARG(id_text(&o->a, list.at[i].id))),
                                     &t));
                        after = list.at[i].id;
                }
                arena_rewind(&o->a, mark);
        } while (list.n);
        return OK;
}

/* --- applications */

/* Block by block: a file may be larger than what an archive may hold in memory. */
static Status put_bytes(Out *o, Str name, Str path, int64_t bytes)
{
        struct archive_entry *e = archive_entry_new();
        int fd = open(str_z(&o->a, path), O_RDONLY | O_CLOEXEC);
        char block[65536];
        ssize_t n = 0;
        bool good = e && fd >= 0;

        if (good) {
                archive_entry_set_pathname_utf8(e, str_z(&o->a, name));
                archive_entry_set_filetype(e, AE_IFREG);
                archive_entry_set_perm(e, 0600);
                archive_entry_set_size(e, bytes);
                good = archive_write_header(o->zip, e) == ARCHIVE_OK;
        }
        while (good && (n = read(fd, block, sizeof block)) > 0)
                good = archive_write_data(o->zip, block, (size_t)n) == n;
        archive_entry_free(e);
        if (fd >= 0)
                close(fd);
        return fd < 0 || (good && n == 0) ? OK : BROKEN; /* bytes that are gone are left out */
}

static Status put_applications(Out *o, Id party)
{
        Text t = text_begin(&o->a, 2 * FILE_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        ApplicationLineList list;
        KeptAnswerList answers;
        KeptRevisionList revisions;
        KeptClashList clashes;
        KeptFileList files;

        TRY(applications_of_party(o->db, &o->a, party, &list));
        if (!list.n)
                return OK;
        TRY(kept_answers(o->db, &o->a, party, &answers));
        TRY(kept_revisions(o->db, &o->a, party, &revisions));
        TRY(kept_clashes(o->db, &o->a, party, &clashes));
        TRY(kept_files(o->db, &o->a, party, &files));
        jout_object(&j);
        put_rows(o, &j, "applications", &shape_ApplicationLine, (RowList){list.at, list.n});
        put_rows(o, &j, "drafts", &shape_KeptAnswer, (RowList){answers.at, answers.n});
        put_rows(o, &j, "other_answers", &shape_KeptClash, (RowList){clashes.at, clashes.n});
        put_rows(o, &j, "handed_in", &shape_KeptRevision, (RowList){revisions.at, revisions.n});
        put_rows(o, &j, "files", &shape_KeptFile, (RowList){files.at, files.n});
        jout_object_end(&j);
        TRY(put_text(o, str_fmt(&o->a, "applications/%.*s.json", S_ARG(id_text(&o->a, party))),
                     &t));
        for (size_t i = 0; i < files.n && o->ask->folder.len; i++)
                TRY(put_bytes(o,
                              str_fmt(&o->a, "applications/files/%.*s-%.*s",
                                      S_ARG(id_text(&o->a, files.at[i].id)),
                                      S_ARG(files.at[i].name)),
                              str_fmt(&o->a, "%.*s/files/%.*s", S_ARG(o->ask->folder),
                                      S_ARG(files.at[i].sha256)),
                              files.at[i].bytes));
        return OK;
}

/* --- a person */

static Status put_person(Out *o, Id party)
{
        Text t = text_begin(&o->a, FILE_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        PartyView view;
        IdentityList identities;
        FormerNameList names;
        AttributeList attributes;
        PartyMembershipList memberships;
        KeptLookList looks;
        SeatKeptList tickets;
        KeptMilestoneList milestones;
        KeptHoursList hours;
        KeptInterestList interests;
        KeptReportList reports;
        DeterminationToldList told;
        OutcomeLineList outcomes;

        TRY(party_public(o->db, &o->a, party, &view));
        TRY(identity_of(o->db, &o->a, party, &identities));
        TRY(former_names(o->db, &o->a, party, &names));
        TRY(attribute_of(o->db, &o->a, party, &attributes));
        TRY(party_memberships(o->db, &o->a, party, &memberships));
        TRY(kept_looks(o->db, &o->a, party, &looks));
        TRY(seats_kept(o->db, &o->a, party, &tickets));
        TRY(kept_milestones(o->db, &o->a, party, &milestones));
        TRY(kept_interests(o->db, &o->a, party, &interests));
        TRY(kept_bookings(o->db, &o->a, party, &hours));
        TRY(kept_reports(o->db, &o->a, party, &reports));
        TRY(determinations_told(o->db, &o->a, party, &told));
        TRY(outcomes_of(o->db, &o->a, party, &outcomes));
        jout_object(&j);
        jout_key(&j, S("person"));
        put_row(o, &j, &shape_PartyView, &view);
        put_rows(o, &j, "known_by", &shape_Identity, (RowList){identities.at, identities.n});
        put_rows(o, &j, "former_names", &shape_FormerName, (RowList){names.at, names.n});
        put_rows(o, &j, "attributes", &shape_Attribute, (RowList){attributes.at, attributes.n});
        put_rows(o, &j, "memberships", &shape_PartyMembership,
                 (RowList){memberships.at, memberships.n});
        put_rows(o, &j, "tickets", &shape_SeatKept, (RowList){tickets.at, tickets.n});
        put_rows(o, &j, "who_looked", &shape_KeptLook, (RowList){looks.at, looks.n});
        put_rows(o, &j, "milestones", &shape_KeptMilestone, (RowList){milestones.at, milestones.n});
        put_rows(o, &j, "interests_in_pitches", &shape_KeptInterest,
                 (RowList){interests.at, interests.n});
        put_rows(o, &j, "hours_with_mentors", &shape_KeptHours, (RowList){hours.at, hours.n});
        put_rows(o, &j, "reports", &shape_KeptReport, (RowList){reports.at, reports.n});
        put_rows(o, &j, "determinations", &shape_DeterminationTold, (RowList){told.at, told.n});
        put_rows(o, &j, "outcomes", &shape_OutcomeLine, (RowList){outcomes.at, outcomes.n});
        jout_object_end(&j);
        TRY(put_text(o, str_fmt(&o->a, "persons/%.*s.json", S_ARG(id_text(&o->a, party))), &t));
        TRY(put_applications(o, party));
        for (size_t i = 0; i < milestones.n; i++) {
                const KeptMilestone *m = &milestones.at[i];

                if (m->file_sha256.len && o->ask->folder.len)
                        TRY(put_bytes(o,
                                      str_fmt(&o->a, "milestones/files/%.*s-%lld-%.*s",
                                              S_ARG(id_text(&o->a, m->milestone)),
                                              (long long)m->number, S_ARG(m->file_name)),
                                      str_fmt(&o->a, "%.*s/files/%.*s", S_ARG(o->ask->folder),
                                              S_ARG(m->file_sha256)),
                                      m->file_bytes));
        }
        for (size_t i = 0; i < identities.n && o->ask->party && o->ask->has_mails; i++)
                if (str_is(identities.at[i].scheme, "email"))
                        TRY(put_mails_to(o, 0, identities.at[i].value));
        return put_entries(o, party);
}

static Status put_persons(Out *o, Id party)
{
        MergedPartyList merged;
        Arena own = arena_make(4 * MIB);
        Status s = party_merged_of(o->db, &own, party, &merged);

        if (s == OK)
                s = put_person(o, party);
        for (size_t i = 0; s == OK && i < merged.n; i++) {
                arena_reset(&o->a);
                s = put_person(o, merged.at[i].id);
        }
        arena_free(&own);
        return s;
}

/* --- an account */

static Status put_account(Out *o)
{
        Text t = text_begin(&o->a, FILE_BYTES_MAX);
        JsonOut j = jout_begin(&t);
        Id actor = o->ask->actor, own[OWN_PARTIES_MAX];
        KeptAccount account;
        KeptEmailList emails;
        size_t own_n;

        TRY(kept_account(o->db, &o->a, actor, &account));
        TRY(kept_emails(o->db, &o->a, actor, &emails));
        jout_object(&j);
        jout_key(&j, S("account"));
        put_row(o, &j, &shape_KeptAccount, &account);
        for (const KeptList *k = kept_account_lists; k->name; k++) {
                RowList list;

                TRY(k->load(o->db, &o->a, actor, &list));
                put_rows(o, &j, k->name, k->shape, list);
        }
        jout_key(&j, S("mails_not_wanted"));
        jout_list(&j);
        for (size_t i = 0; i < emails.n; i++) {
                KeptUnwantedList unwanted;

                TRY(kept_unwanted(o->db, &o->a, emails.at[i].email, &unwanted));
                for (size_t k = 0; k < unwanted.n; k++)
                        put_row(o, &j, &shape_KeptUnwanted, &unwanted.at[k]);
        }
        jout_list_end(&j);
        jout_object_end(&j);
        TRY(put_text(o, S("account.json"), &t));
        TRY(put_mails_to(o, actor, emails.n ? emails.at[0].email : (Str){0}));
        for (size_t i = 1; i < emails.n; i++)
                TRY(put_mails_to(o, 0, emails.at[i].email));
        TRY(put_entries(o, actor));
        TRY(party_own(o->db, &o->a, actor, own, &own_n));
        for (size_t i = 0; i < own_n; i++) {
                arena_reset(&o->a);
                TRY(put_persons(o, own[i]));
        }
        return OK;
}

static Status put_readme(Out *o)
{
        Text t = text_begin(&o->a, 64 * KIB);

        text_fmt(
                &t,
                _("Everything that is kept on a person, as of %.*s.\n\n"
                  "account.json   the account: addresses, sessions, roles, tokens (no secret is in "
                  "it)\n"
                  "persons/       what programmes keep, and who looked at it\n"
                  "mails/         mails to the person's addresses that are still kept\n"
                  "record/        entries about the person: N.json is the entry with the values "
                  "that it\n"
                  "               commits to, each with its salt; N.tlog-proof is its receipt\n"
                  "record.pub     the key that receipts are checked with\n\n"
                  "A commitment is SHA-256(salt, value), the salt as 32 bytes.\n"),
                S_ARG(time_iso(&o->a, o->ask->now_us)));
        if (o->next_before)
                text_fmt(&t,
                         _("\nThere are more entries than fit into one archive: ask again with "
                           "?entries_before=%lld\n"),
                         (long long)o->next_before);
        if (o->lacks_mails)
                text_fmt(&t, _("\nOf the mails the first %d are in it.\n"), EXPORT_MAILS_MAX);
        TRY(put(o, S("record.pub"),
                str_fmt(&o->a, "%.*s\n", S_ARG(record_verifier_key(o->ask->record)))));
        return put_text(o, S("README.txt"), &t);
}

static la_ssize_t write_fd(struct archive *zip, void *ctx, const void *bytes, size_t n)
{
        ssize_t done = write(*(int *)ctx, bytes, n);

        if (done < 0)
                archive_set_error(zip, 5, "write");
        return done;
}

static Status write_all(Out *o)
{
        TRY(o->ask->party ? put_persons(o, o->ask->party) : put_account(o));
        arena_reset(&o->a);
        return put_readme(o);
}

/* An arena that is full ends it like any other fault. */
static Status write_trapped(Out *o)
{
        jmp_buf trap;
        Status s;

        o->a.trap = &trap;
        if (setjmp(trap))
                s = TOO_LARGE;
        else
                s = write_all(o);
        o->a.trap = NULL;
        return s;
}

Status export_write(Db *db, const ExportAsk *ask, int fd)
{
        Out o = {.db = db, .ask = ask, .a = arena_make(ARENA_BYTES), .zip = archive_write_new()};
        Status s =
                o.zip && archive_write_set_format_zip(o.zip) == ARCHIVE_OK &&
                                archive_write_set_bytes_in_last_block(o.zip, 1) == ARCHIVE_OK &&
                                archive_write_open(o.zip, &fd, NULL, write_fd, NULL) == ARCHIVE_OK
                        ? OK
                        : BROKEN;

        if (s == OK)
                s = db_snapshot_begin(db);
        if (s == OK) {
                s = write_trapped(&o);
                db_snapshot_end(db);
        }
        if (o.zip && archive_write_close(o.zip) != ARCHIVE_OK && s == OK)
                s = BROKEN;
        archive_write_free(o.zip);
        arena_free(&o.a);
        return s;
}
