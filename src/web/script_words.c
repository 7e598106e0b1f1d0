/* web/script_words: see the header. tools/words.py holds this table against the scripts. */
#include "web/script_words.h"

#include "base/json.h"
#include "base/words.h"

enum { SCRIPT_WORDS_BYTES_MAX = 64 * 1024 };

/* clang-format off */
static const struct {
        const char *key, *english;
} said[] = {
        {"answers.count", N_("{n} of {max}")},
        {"beat.here", N_("You are here.")},
        {"beat.lost", N_("No network just now; trying again.")},
        {"beat.over", N_("This is over, or the ticket is no longer good.")},
        {"chart.name", N_("Chart")},
        {"chart.now", N_("Today")},
        {"chart.table", N_("The figures as a table")},
        {"copy.done", N_("Copied")},
        {"copy.failed", N_("Not copied")},
        {"countdown.days", N_("{d} d {h} h")},
        {"countdown.hours", N_("{h} h {m} min")},
        {"countdown.minutes", N_("{m} min {s} s")},
        {"countdown.over", N_("over")},
        {"draft.clash", N_("Somebody else changed the same answer. Both are kept: load the page again and choose.")},
        {"draft.news", N_("Somebody changed other answers: load the page again to see them.")},
        {"draft.offline", N_("Not connected. What you type is kept in this browser and sent later.")},
        {"draft.part", N_("Saved, but for: {what}")},
        {"draft.people", N_("At work here, too: {names}.")},
        {"draft.saved", N_("Saved at {time}")},
        {"draft.saving", N_("Saving …")},
        {"door.left", N_("{n} to send")},
        {"door.no_camera", N_("The camera can not be used.")},
        {"door.waiting", N_("No network: {n} kept here, sent when it is back.")},
        {"filter.shown", N_("{shown} of {all} rows")},
        {"map.all", N_("The whole world")},
        {"map.controls", N_("Map")},
        {"map.in", N_("Closer")},
        {"map.out", N_("Further away")},
        {"passkey.elsewhere", N_("Passkeys of this site work at the address {host} only: open it there.")},
        {"passkey.failed", N_("This did not work with a passkey. Try again, or sign in another way.")},
        {"passkey.not_given", N_("No passkey was used: it was cancelled, took too long, or this device has none for this site.")},
        {"passkey.not_made", N_("No passkey was made: it was cancelled, or took too long. Try again when you are ready.")},
        {"passkey.there", N_("This device has a passkey of your account already.")},
        {"pick.none", N_("Nothing is found by this name.")},
        {"progress.left", N_("{time} left")},
        {"progress.lost", N_("No answer just now; asking again.")},
        {"progress.rate", N_("{rate} a second")},
        {"progress.rows", N_("{done} of {total} rows")},
        {"progress.some", N_("{done} rows")},
        {"theme.auto", N_("Theme: as the system")},
        {"theme.dark", N_("Theme: dark")},
        {"theme.light", N_("Theme: light")},
        {"time.hours", N_("{n} h")},
        {"time.minutes", N_("{n} min")},
        {"time.seconds", N_("{n} s")},
        {"time.yours", N_("{time} your time")},
        {"verify.bad", N_("The proof can not be read.")},
        {"verify.bad_base64", N_("A hash or signature is not proper base64.")},
        {"verify.bad_checkpoint", N_("The checkpoint's text can not be read.")},
        {"verify.bad_index", N_("The entry's position lies beyond the tree.")},
        {"verify.bad_key", N_("The key is malformed, or its number does not fit it.")},
        {"verify.bad_length", N_("The path has the wrong length for this tree.")},
        {"verify.bad_note", N_("The checkpoint is not a signed note.")},
        {"verify.checkpoint", N_("The checkpoint of {origin} states this size and this root")},
        {"verify.checkpoint_wrong", N_("The checkpoint states another size or another root.")},
        {"verify.fails", N_("Not verified.")},
        {"verify.holds", N_("Verified in this browser: the entry is in the record, unchanged.")},
        {"verify.insecure", N_("This browser checks proofs only on pages that came over HTTPS.")},
        {"verify.key_other", N_("The key belongs to {name}, the checkpoint to {origin}.")},
        {"verify.leaf", N_("Hash of the entry")},
        {"verify.no_ed25519",
         N_("This browser has no Ed25519, so the signature stays unchecked; all before it holds.")},
        {"verify.open", N_("Not fully checked.")},
        {"verify.other", N_("The entry on this page is not the entry that the proof is for.")},
        {"verify.root", N_("{n} hashes lead from entry {index} to the root of {size} entries")},
        {"verify.root_wrong", N_("The path from the entry does not lead to the stated root: this entry is not in that tree.")},
        {"verify.shown", N_("The entry on this page is the one that the proof is for")},
        {"verify.signature", N_("Signed by {name}, key {id}")},
        {"verify.signature_wrong", N_("The checkpoint is not signed by {name} with this key.")},
        {"verify.unreachable", N_("The proof could not be fetched.")},
};
/* clang-format on */

Str script_words(Arena *a, Language language)
{
        Text t = text_begin(a, SCRIPT_WORDS_BYTES_MAX);
        Language before = language_set(language);
        JsonOut j;

        text_add(&t, S("window.seedbedWords = "));
        j = jout_begin(&t);
        jout_object(&j);
        for (size_t i = 0; i < sizeof said / sizeof *said; i++) {
                jout_key(&j, str_from(said[i].key));
                jout_text(&j, str_from(_(said[i].english)));
        }
        jout_object_end(&j);
        text_add(&t, S(";\n"));
        language_set(before);
        return text_str(&t);
}
