/* solution/word: what is kept as a slug, as people read it. */
#include "solution/solution_page.h"

#include "base/words.h"

static const struct {
        const char *slug, *words;
} words_of[] = {
        {"accepted", N_("Taken on")},
        {"adopted", N_("Adopted")},
        {"agriculture", N_("Agriculture")},
        {"ai", N_("Artificial intelligence")},
        {"analytics", N_("Analytics")},
        {"asked", N_("Asked")},
        {"bought-elsewhere", N_("Bought elsewhere")},
        {"business-software", N_("Business software")},
        {"climate", N_("Climate")},
        {"closed", N_("Closed")},
        {"collaboration", N_("Collaboration")},
        {"commerce", N_("Commerce")},
        {"concluded", N_("Concluded")},
        {"confirmed", N_("Confirmed")},
        {"customer", N_("Customer")},
        {"data", N_("Data")},
        {"debt", N_("Debt")},
        {"declined", N_("Declined")},
        {"developer-tools", N_("Developer tools")},
        {"devices", N_("Devices")},
        {"draft", N_("Draft")},
        {"education", N_("Education")},
        {"ended", N_("Ended")},
        {"energy", N_("Energy")},
        {"finance", N_("Finance")},
        {"government", N_("Government")},
        {"grant", N_("Grant")},
        {"health", N_("Health")},
        {"hire", N_("People hired")},
        {"in-review", N_("In review")},
        {"industry", N_("Industry")},
        {"infrastructure", N_("Infrastructure")},
        {"investment", N_("Investment")},
        {"investor", N_("Investor")},
        {"known-already", N_("Known already")},
        {"later", N_("Later round")},
        {"logistics", N_("Logistics")},
        {"lost", N_("Lost")},
        {"made", N_("Made")},
        {"media", N_("Media")},
        {"mentor", N_("Mentor")},
        {"mobility", N_("Mobility")},
        {"no", N_("No")},
        {"no-answer", N_("No answer")},
        {"not-suitable", N_("Not suitable")},
        {"noted", N_("Noted")},
        {"open", N_("Open")},
        {"other", N_("Other")},
        {"paid", N_("Paid")},
        {"partner", N_("Partner")},
        {"pilot", N_("Pilot")},
        {"planned", N_("Planned")},
        {"pre-seed", N_("Pre-seed")},
        {"published", N_("Published")},
        {"refused", N_("Refused")},
        {"retail", N_("Retail")},
        {"running", N_("Running")},
        {"security", N_("Security")},
        {"seed", N_("Seed")},
        {"series-a", N_("Series A")},
        {"series-b", N_("Series B")},
        {"services", N_("Services")},
        {"tourism", N_("Tourism")},
        {"withdrawn", N_("Withdrawn")},
        {"won", N_("Won")},
        {"yes", N_("Yes")},
};

const char *solution_word(Str slug)
{
        for (size_t i = 0; i < sizeof words_of / sizeof *words_of; i++)
                if (str_is(slug, words_of[i].slug))
                        return words_of[i].words;
        return "" /* as it is */;
}
