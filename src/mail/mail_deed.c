/* mail/mail_deed: what operators do with mails. No entry names an address: who was written to is
 * nobody else's business. */
#include "mail/bounce.h"
#include "mail/mail.h"

#include "base/words.h"
#include "net/message.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* --- a test */

static const Field test_fields[] = {{"address", FIELD_TEXT, .required = true,
                                     .chars_max = MESSAGE_ADDRESS_BYTES_MAX, .label = N_("Address"),
                                     .help = N_("Where the test goes, as in ama@example.org.")},
                                    {0}};

static Status run_test(Deed *d)
{
        MailDraft draft = {.kind = &mail_test_kind,
                           .of = &d->base_url,
                           .actor = d->actor.id,
                           .address = deed_text(d, "address")};
        Entry e = {.kind = S("mail.tested"), .subject = d->actor.id};

        if (!message_address_is(draft.address))
                return deed_fault_at(d, "address",
                                     _("This is not an address, as ama@example.org is one."));
        TRY(mail_send(d->db, d->a, &draft, d->now_us, NULL));
        d->go_to = S("/mails");
        d->note = S_("A test mail waits to be sent.");
        return deed_tell(d, &e);
}

const Action mail_test_action = {.name = "mail test",
                                 .may = MAY_MAIL,
                                 .where = where_everywhere,
                                 .title = N_("Send a test mail"),
                                 .help = N_("Shows whether mails reach people."),
                                 .fields = test_fields,
                                 .run = run_test};

/* --- once more */

static const Field mail_fields[] = {{"mail", FIELD_ID, .required = true, .label = N_("Mail")}, {0}};

static Status run_resend(Deed *d)
{
        Id id = deed_int(d, "mail");
        Entry e = {.kind = S("mail.resent"), .subject = id};
        Mail m;
        Status s;

        TRY(outbox_by_id(d->db, d->a, id, &m));
        if (m.is_secret)
                return deed_fault(d, CONFLICT,
                                  _("What this mail held was for its receiver alone and is not "
                                    "kept; let them ask for it once more."));
        s = outbox_again(d->db, id, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This mail has not been sent yet."));
        TRY(s);
        d->made = id;
        d->go_to = str_fmt(d->a, "/mails/%.*s", S_ARG(id_text(d->a, id)));
        d->note = S_("It will be sent once more.");
        return deed_tell(d, &e);
}

const Action mail_resend_action = {.name = "mail resend",
                                   .may = MAY_MAIL,
                                   .where = where_everywhere,
                                   .title = N_("Send a mail again"),
                                   .help = N_("One that failed, came back, or was lost on the way. "
                                              "Whoever got it gets it twice."),
                                   .fields = mail_fields,
                                   .run = run_resend};

/* --- what came back */

static const Field bounce_fields[] = {
        {"file", FIELD_FILE, .required = true, .label = N_("Notification"),
         .help = N_("The mail in which a server said that it could not deliver (RFC 3464).")},
        {0}};

static Status prepare_bounce(Deed *d)
{
        char *text = arena_bytes(d->a, BOUNCE_BYTES_MAX + 1);
        Bounce *b = arena_new(d->a, Bounce, 1);
        int fd = open(str_z(d->a, deed_text(d, "file")), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
        size_t n = 0;
        ssize_t got = -1;

        while (fd >= 0 && n <= BOUNCE_BYTES_MAX &&
               (got = read(fd, text + n, BOUNCE_BYTES_MAX + 1 - n)) > 0)
                n += (size_t)got;
        if (fd >= 0)
                close(fd);
        if (got < 0)
                return deed_fault_at(d, "file", _("The file can not be read."));
        if (n > BOUNCE_BYTES_MAX)
                return deed_fault_at(d, "file", _("This is too large for a notification."));
        if (bounce_read(d->a, (Str){text, n}, b) != OK)
                return deed_fault_at(d, "file",
                                     _("This is no notification of a mail server that names the "
                                       "mail and the address it is about."));
        d->prepared = b;
        return OK;
}

static Status run_bounce(Deed *d)
{
        const Bounce *b = d->prepared;
        Entry e = {.kind = S("mail.bounced"), .subject = b->mail};
        Mail m;
        Status s = outbox_by_id(d->db, d->a, b->mail, &m);

        if (s != OK && s != NOT_FOUND)
                return s;
        /* anybody can write such a mail: it counts for what we sent to whom it names, or nothing */
        if (s == NOT_FOUND ||
            (!str_eq_nocase(b->address, m.address) && !str_eq_nocase(b->original, m.address)))
                return deed_fault_at(d, "file",
                                     _("No mail was sent from here that this could be about."));
        if (!b->is_permanent)
                return deed_fault_at(d, "file",
                                     _("The server still tries: nothing was marked. It said: %.*s"),
                                     S_ARG(b->words));
        TRY(bounced_add(d->db, m.address, d->now_us, b->words));
        s = outbox_bounce(d->db, m.id, b->words);
        if (s != OK && s != NOT_FOUND)
                return s;
        d->made = m.id;
        d->go_to = str_fmt(d->a, "/mails/%.*s", S_ARG(id_text(d->a, m.id)));
        d->note = S_("The address is marked: what is not essential goes there no more.");
        return deed_tell(d, &e);
}

/* An uploaded file is ours; one that the command line named is not. */
static void clear_bounce(const Deed *d)
{
        if (d->file_name.len)
                unlink(str_z(d->a, deed_text(d, "file")));
}

const Action mail_bounce_action = {
        .name = "mail bounce",
        .may = MAY_MAIL,
        .where = where_everywhere,
        .title = N_("Take in a notification"),
        .help = N_("Marks an address that does not work, from what its server wrote."),
        .fields = bounce_fields,
        .run = run_bounce,
        .prepare = prepare_bounce,
        .clear_up = clear_bounce};

static Status run_mend(Deed *d)
{
        Str address = mail_address_key(d->a, deed_text(d, "address"));
        Entry e = {.kind = S("mail.mended"), .subject = d->actor.id};
        Status s = bounced_clear(d->db, address);

        if (s == NOT_FOUND)
                return deed_fault_at(d, "address", _("This address is not marked."));
        TRY(s);
        d->go_to = S("/mails");
        d->note = S_("The address is taken to work again.");
        return deed_tell(d, &e);
}

const Action mail_mend_action = {.name = "mail mend",
                                 .may = MAY_MAIL,
                                 .where = where_everywhere,
                                 .title = N_("Take an address to work again"),
                                 .help = N_("After its owner made it work, or it was mistaken."),
                                 .fields = test_fields,
                                 .run = run_mend};

/* --- to many */

static const Field draft_fields[] = {
        {"subject", FIELD_TEXT, .required = true, .label = N_("Subject")},
        {"words", FIELD_LONG_TEXT, .required = true, .chars_max = 20000, .label = N_("Text"),
         .help = N_("Plain words; each line is a paragraph.")},
        {"addresses", FIELD_LONG_TEXT, .required = true, .chars_max = 200000,
         .label = N_("Addresses"), .help = N_("One on each line, 1,000 at most.")},
        {0}};

static Status run_draft(Deed *d)
{
        MailAnnouncement said = {deed_text(d, "subject"), deed_text(d, "words")};
        MailDraft draft = {.kind = &mail_announcement_kind, .of = &said};
        Entry e = {.kind = S("mail.drafted")};
        Str rest = deed_text(d, "addresses"), line;
        int64_t lines = 0, held = 0;
        Id bulk;

        TRY(mail_bulk_begin(d->db, draft.kind, said.subject, d->actor.id, d->now_us, &bulk));
        while (str_cut(&rest, '\n', &line)) {
                MailFate fate;

                draft.address = str_trim(line);
                if (!draft.address.len)
                        continue;
                if (++lines > MAIL_BULK_ADDRESSES_MAX)
                        return deed_fault_at(d, "addresses", _("These are more than %d addresses."),
                                             MAIL_BULK_ADDRESSES_MAX);
                TRY(mail_bulk_hold(d->db, d->a, bulk, &draft, d->now_us, &fate));
                held += fate == MAIL_QUEUED;
        }
        e.subject = d->made = bulk;
        entry_int(&e, S("mails"), held);
        d->go_to = str_fmt(d->a, "/mails/bulk/%.*s", S_ARG(id_text(d->a, bulk)));
        d->note = str_fmt(d->a,
                          words_n("%lld mail would be sent; nothing is before you release it.",
                                  "%lld mails would be sent; nothing is before you release them.",
                                  held),
                          (long long)held);
        return deed_tell(d, &e);
}

const Action mail_draft_action = {
        .name = "mail draft",
        .may = MAY_MAIL,
        .where = where_everywhere,
        .title = N_("Write to many"),
        .help = N_("First you see what would go to how many; nothing does until you say so."),
        .fields = draft_fields,
        .run = run_draft};

static const Field bulk_fields[] = {
        {"bulk", FIELD_ID, .required = true, .label = N_("Mail to many")}, {0}};

static Status where_bulk(Deed *d, Place *out)
{
        MailBulk b;

        *out = (Place){.is_hidden = true};
        TRY(bulk_by_id(d->db, d->a, deed_int(d, "bulk"), &b));
        return mail_bulk_place(d->db, d->a, &b, out);
}

static Status decide(Deed *d, bool release, Str kind)
{
        Id bulk = deed_int(d, "bulk");
        Entry e = {.kind = kind, .subject = bulk};
        MailBulk b;
        Status s;

        TRY(bulk_by_id(d->db, d->a, bulk, &b));
        if (release && str_is(b.state, "filling"))
                return deed_fault(d, CONFLICT, _("Its mails are still being written."));
        s = release ? bulk_decide(d->db, bulk, S("releasing"), d->now_us)
                    : bulk_give_up(d->db, bulk, d->now_us);
        if (s == NOT_FOUND)
                return deed_fault(d, CONFLICT, _("This was decided already."));
        TRY(s);
        e.hub = b.hub;
        entry_int(&e, S("mails"), b.held);
        d->made = bulk;
        d->go_to = str_fmt(d->a, "/mails/bulk/%.*s", S_ARG(id_text(d->a, bulk)));
        return deed_tell(d, &e);
}

static Status run_release(Deed *d)
{
        d->note = S_("They are being sent.");
        return decide(d, true, S("mail.released"));
}

static Status run_discard(Deed *d)
{
        d->note = S_("Nothing was sent.");
        return decide(d, false, S("mail.discarded"));
}

const Action mail_release_action = {
        .name = "mail release",
        .may = MAY_MAIL,
        .where = where_bulk,
        .title = N_("Send what was shown"),
        .help = N_("To all that the preview counts. It can not be called back."),
        .fields = bulk_fields,
        .run = run_release,
        .is_dangerous = true};

const Action mail_discard_action = {.name = "mail discard",
                                    .may = MAY_MAIL,
                                    .where = where_bulk,
                                    .title = N_("Give a mail to many up"),
                                    .help = N_("Nothing of it is sent, and its texts go."),
                                    .fields = bulk_fields,
                                    .run = run_discard};
