/* people/shown: see the header. */
#include "people/shown.h"

#include "base/words.h"

#define OWN_AND_HOME (SHOWN_AS_SELF | SHOWN_AS_TEAM | SHOWN_AS_HOME)
#define WHEN_LISTED (SHOWN_AS_LISTED | SHOWN_AS_SEES | OWN_AND_HOME)
#define LISTED_OR_HOME (SHOWN_AS_LISTED | OWN_AND_HOME)

const Shown shown_fields[SHOWN_FIELDS] = {
        [SHOWN_PARTY_KIND] = {"party", "kind", WHEN_LISTED, false, N_("Person or organisation"),
                              N_("A programme takes one or the other; numbers count them apart.")},
        [SHOWN_PARTY_NAME] =
                {"party", "name", WHEN_LISTED, true, N_("Name"),
                 N_("To speak of the participant; on public pages only after consent.")},
        [SHOWN_PARTY_WEBSITE] = {"party", "website", WHEN_LISTED, true, N_("Website"),
                                 N_("To find the participant, and to know one that came twice.")},
        [SHOWN_PARTY_COUNTRY] = {"party", "country", WHEN_LISTED, false, N_("Country"),
                                 N_("Numbers are told by country.")},
        [SHOWN_PARTY_SECTOR] = {"party", "sector", WHEN_LISTED, false, N_("Sector"),
                                N_("Numbers are told by sector.")},
        [SHOWN_PARTY_LISTED] =
                {"party", "is_listed", WHEN_LISTED, false, N_("Consent to be listed"),
                 N_("It decides what the public sees; given and withdrawn by entry.")},
        [SHOWN_PARTY_FORMER_NAMES] =
                {"party", "former_names", OWN_AND_HOME, true, N_("Former names, of a person too"),
                 N_("To know a participant again whom a file calls otherwise.")},
        [SHOWN_PARTY_OTHER_NAMES] = {"party", "former_names", WHEN_LISTED, false,
                                     N_("Former names of an organisation"),
                                     N_("An organisation is still known by the name it had.")},
        [SHOWN_PARTY_MEMBERSHIPS] = {"party", "memberships", WHEN_LISTED, true, N_("Memberships"),
                                     N_("Which programmes it is in, where, and how far it came.")},
        [SHOWN_PARTY_HISTORY] = {"party", "history", LISTED_OR_HOME, true,
                                 N_("Entries in the record"),
                                 N_("Every number rests on them. The record itself is public and "
                                    "names nobody.")},
        [SHOWN_PARTY_IDENTITIES] = {"party", "identities", OWN_AND_HOME, true,
                                    N_("E-mail address, registration number, ids of sources"),
                                    N_("To write to the participant, and to count nobody twice.")},
        [SHOWN_PARTY_ATTRIBUTES] = {"party", "attributes", OWN_AND_HOME, true,
                                    N_("Further facts from files"),
                                    N_("What a programme asked its sources to tell.")},
        [SHOWN_PARTY_SALT] = {"party", "salt", 0, true, N_("Secret of the commitments"),
                              N_("Makes commitments in the record tell nothing; its loss is what "
                                 "erasure stands on.")},
        [SHOWN_PARTY_OPENING] = {"party", "values", LISTED_OR_HOME, true,
                                 N_("One value with its own salt"),
                                 N_("Proves that value against the record, and no other.")},
        [SHOWN_PARTY_LOOKS] = {"party", "looks", SHOWN_AS_SELF | SHOWN_AS_PRIVACY, true,
                               N_("Who looked at a person's file"),
                               N_("So that nobody looks without being seen; kept for two years.")},
        [SHOWN_ACCOUNT_NAME] =
                {"account", "name", SHOWN_AS_SELF | SHOWN_AS_ROLES | SHOWN_AS_PRIVACY, true,
                 N_("Name"),
                 N_("To know who has which role; told to the person whose file it looked at.")},
        [SHOWN_ACCOUNT_EMAILS] = {"account", "emails", SHOWN_AS_SELF, true, N_("E-mail addresses"),
                                  N_("To sign in, and to get mails.")},
        [SHOWN_ACCOUNT_PASSWORD] = {"account", "password", 0, true, N_("Password"),
                                    N_("Only as a slow hash (argon2id).")},
        [SHOWN_ACCOUNT_SECOND] =
                {"account", "second_factor", 0, true, N_("Second factor"),
                 N_("Its secret is sealed; that there is one is shown to oneself.")},
        [SHOWN_ACCOUNT_SESSIONS] = {"account", "sessions", SHOWN_AS_SELF, true, N_("Sessions"),
                                    N_("Where the account is signed in; their tokens only as "
                                       "hashes.")},
        [SHOWN_ACCOUNT_TOKENS] = {"account", "tokens", SHOWN_AS_SELF, true,
                                  N_("Tokens of programs"),
                                  N_("What may act in one's name; the tokens only as hashes.")},
        [SHOWN_ACCOUNT_ROLES] = {"account", "roles", SHOWN_AS_SELF | SHOWN_AS_ROLES, true,
                                 N_("Roles"), N_("Who may do what, where and until when.")},
        [SHOWN_ACCOUNT_MAILS] = {"account", "mails", SHOWN_AS_SELF | SHOWN_AS_MAIL, true,
                                 N_("Mails to one's addresses"),
                                 N_("What waits and what was sent, for a time; secrets are wiped "
                                    "once they left.")},
};

bool shown(ShownField field, unsigned as)
{
        return (shown_fields[field].to & (as | SHOWN_AS_ANYBODY)) != 0;
}

Str shown_to(Arena *a, const Shown *f)
{
        static const struct {
                unsigned bit;
                const char *words;
        } whom[] = {{SHOWN_AS_ANYBODY, N_("everybody")},
                    {SHOWN_AS_LISTED, N_("everybody, once it agreed to be listed")},
                    {SHOWN_AS_SELF, N_("oneself")},
                    {SHOWN_AS_TEAM, N_("its team")},
                    {SHOWN_AS_SEES, N_("who has party.see there")},
                    {SHOWN_AS_HOME, N_("who has party.see at its home")},
                    {SHOWN_AS_ROLES, N_("who has role.see there")},
                    {SHOWN_AS_MAIL, N_("who has mail")},
                    {SHOWN_AS_PRIVACY, N_("who has privacy there")}};
        Text t = text_begin(a, KIB);

        for (size_t i = 0; i < sizeof whom / sizeof *whom; i++)
                if (f->to & whom[i].bit)
                        text_fmt(&t, "%s%s", t.len ? "; " : "", _(whom[i].words));
        return t.len ? text_str(&t) : S_("nobody");
}
