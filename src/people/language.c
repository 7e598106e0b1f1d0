/* people/language: choosing the language of pages and mails. A person's is kept with the account, a
 * visitor's by the browser alone, in a cookie that holds nothing but the language. */
#include "people/language.h"

#include "access/access.h"
#include "base/words.h"

static FieldOffers offer_languages(Arena *a)
{
        FieldOffers offers = {arena_new(a, FieldOffer, LANGUAGE_COUNT), 0};

        for (Language i = LANGUAGE_EN; i < LANGUAGE_COUNT; i++)
                offers.at[offers.n++] =
                        (FieldOffer){str_from(language_tag(i)), str_from(language_name(i))};
        return offers;
}

static const Field choose_fields[] = {
        {"language", FIELD_TEXT, .required = true, .chars_max = 35, .label = N_("Language"),
         .offers = offer_languages},
        {"back", FIELD_TEXT, .chars_max = 2000, .label = N_("Page to show next"),
         .help = N_("An address on this site, from its first slash on.")},
        {0}};

/* "/pledges?x=1"; not "//elsewhere", which browsers take for another site. */
static bool is_here(Str path)
{
        return str_starts(path, S("/")) && !str_starts(path, S("//")) &&
               !str_starts(path, S("/\\"));
}

static Status run_choose(Deed *d)
{
        Str back = deed_text(d, "back");

        d->language = language_find(deed_text(d, "language"));
        if (d->language == LANGUAGE_NONE)
                return deed_fault_at(d, "language", _("Pages are not written in this language."));
        if (back.len && !is_here(back))
                return deed_fault_at(d, "back", _("This must be an address on this site."));
        d->go_to = back;
        return d->actor.id ? access_language_set(d->db, d->actor.id, d->language) : OK;
}

const Action language_choose_action = {.name = "language choose",
                                       .may = MAY_SIGN_IN, /* whoever comes */
                                       .where = where_own,
                                       .title = N_("Choose a language"),
                                       .help = N_("Pages and mails are in it from now on."),
                                       .fields = choose_fields,
                                       .run = run_choose,
                                       .is_silent = true};
