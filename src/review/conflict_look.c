/* review/conflict_look: conflicts that are found, see conflict.h.
 *
 * What a reviewer is tied to becomes keys: parties, domains, the account itself, investors. What
 * would be a conflict at a file becomes keys too; equal keys meet. So five thousand files and two
 * thousand reviewers cost what reading them costs, and not their product.
 *
 * Mentors stand in a higher room. It tells the record of the party, and it is the record that is
 * read here: a match, or an hour that was booked, with the mentor as "person". */
#include "review/conflict.h"

#include "people/people.h"

#include <stdlib.h>

enum { LOOK_KEYS_MAX = 4000000, LOOK_ENTRIES_MAX = 500 };

/* Domains in which millions have an address: to share one tells nothing. */
static const char public_mail[] =
        " 126.com 163.com aol.com duck.com fastmail.com foxmail.com gmail.com gmx.com "
        "gmx.de gmx.net googlemail.com hey.com hotmail.com icloud.com inbox.com live.com "
        "mac.com mail.com mail.ru me.com msn.com naver.com outlook.com pm.me proton.me "
        "protonmail.com qq.com rediffmail.com sina.com sohu.com tutanota.com web.de "
        "yahoo.co.id yahoo.co.in yahoo.co.jp yahoo.co.uk yahoo.com yahoo.com.sg "
        "yandex.com yandex.ru yeah.net ymail.com zoho.com "; /* as it is */

typedef struct {
        uint64_t key;
        uint32_t of; /* number of the reviewer, or kind at the file */
} Key;

typedef struct {
        Db *db;
        Arena *a;
        Key *at;
        size_t n, cap;
} Keys;

static Status add_reviewer(Keys *k, Id account, uint32_t number);
static Status add_file(Keys *k, const ReviewFile *file);
static void meet(Keys *reviewers, const Keys *file, uint32_t number, ConflictFoundList *out,
                 Arena *a, size_t *cap);

static int by_key(const void *x, const void *y)
{
        const Key *p = x, *q = y;

        if (p->key != q->key)
                return p->key < q->key ? -1 : 1;
        return p->of < q->of ? -1 : p->of > q->of;
}

static int by_place(const void *x, const void *y)
{
        const ConflictFound *p = x, *q = y;

        if (p->file != q->file)
                return p->file < q->file ? -1 : 1;
        if (p->reviewer != q->reviewer)
                return p->reviewer < q->reviewer ? -1 : 1;
        return p->kind < q->kind ? -1 : p->kind > q->kind;
}

Status conflict_look(Db *db, Arena *a, const Id *accounts, size_t accounts_n,
                     const ReviewFile *files, size_t files_n, ConflictFoundList *out)
{
        Keys reviewers = {.db = db, .a = a};
        size_t cap = 0, kept = 0;

        *out = (ConflictFoundList){0};
        for (size_t i = 0; i < accounts_n; i++)
                TRY(add_reviewer(&reviewers, accounts[i], (uint32_t)i));
        if (reviewers.n)
                qsort(reviewers.at, reviewers.n, sizeof *reviewers.at, by_key);
        for (size_t i = 0; i < files_n; i++) {
                Keys file = {.db = db, .a = a};

                TRY(add_file(&file, &files[i]));
                meet(&reviewers, &file, (uint32_t)i, out, a, &cap);
        }
        if (out->n)
                qsort(out->at, out->n, sizeof *out->at, by_place);
        for (size_t i = 0; i < out->n; i++)
                if (!i || by_place(&out->at[i], &out->at[kept - 1]))
                        out->at[kept++] = out->at[i];
        out->n = kept;
        return OK;
}

static void *room(Arena *a, void *at, size_t n, size_t *cap, size_t bytes)
{
        char *more;

        if (n < *cap)
                return at;
        *cap = *cap ? *cap * 2 : 16;
        more = arena_bytes_n(a, bytes, *cap);
        for (size_t i = 0; i < n * bytes; i++)
                more[i] = ((const char *)at)[i];
        return more;
}

static void add_text(Keys *k, const char *what, Str text, uint32_t of)
{
        Str whole = str_fmt(k->a, "%s:%.*s", what, S_ARG(text));

        if (k->n >= LOOK_KEYS_MAX)
                return;
        k->at = room(k->a, k->at, k->n, &k->cap, sizeof *k->at);
        k->at[k->n++] = (Key){str_hash(whole), of};
}

static void add_id(Keys *k, const char *what, Id id, uint32_t of)
{
        if (id)
                add_text(k, what, id_text(k->a, id), of);
}

/* A website or an address of mail. */
static void add_domain(Keys *k, Str value, uint32_t of)
{
        size_t at = str_find(value, '@');
        Str domain = str_lower(k->a, at < value.len ? str_skip(value, at + 1)
                                                    : party_domain(k->a, value));

        if (str_empty(domain) && str_find(value, '.') < value.len && at == value.len)
                domain = str_lower(k->a, value); /* an identity of scheme domain */
        if (str_has(str_from(public_mail), str_fmt(k->a, " %.*s ", S_ARG(domain))))
                return;
        if (domain.len)
                add_text(k, "domain", domain, of);
}

/* An id among an entry's facts; in a leaf it is text. 0: none. */
static Id told_id(const Entry *e, Str name)
{
        const Fact *f = entry_fact(e, name);
        Id id = 0;

        if (f && f->kind == FACT_TEXT)
                return id_parse(f->text, &id) ? id : 0;
        return f && f->kind == FACT_ID ? f->value : 0;
}

/* Who was its mentor, or in its team: entries of the record that tell of it, newest first. */
static Status add_told(Keys *k, Id party)
{
        int64_t *positions, before = INT64_MAX;
        size_t n, seen = 0;

        do {
                TRY(record_positions(k->db, k->a, party, before, &positions, &n));
                for (size_t i = 0; i < n && seen < LOOK_ENTRIES_MAX; i++, seen++) {
                        Entry e;
                        Str leaf;

                        before = positions[i];
                        TRY(record_leaf(k->db, k->a, positions[i], &leaf));
                        TRY(record_unseal(k->a, leaf, &e));
                        if (str_is(e.kind, "team.left") || str_is(e.kind, "team.removed") ||
                            str_is(e.kind, "team.dismissed"))
                                add_id(k, "account", told_id(&e, S("person")),
                                       CONFLICT_FORMER_ROLE);
                        else if (str_is(e.kind, "cohort.matched") || told_id(&e, S("booking")))
                                add_id(k, "account", told_id(&e, S("person")), CONFLICT_MENTOR_OF);
                }
        } while (n == 100 && seen < LOOK_ENTRIES_MAX);
        return OK;
}

static Status add_investors(Keys *k, Id party, uint32_t of)
{
        ReviewTieList list;

        TRY(tie_investors(k->db, k->a, party, &list));
        for (size_t i = 0; i < list.n; i++)
                add_id(k, "investor", list.at[i].party, of);
        return OK;
}

static Status add_own_party(Keys *k, Id party, uint32_t number)
{
        TieTextList domains;
        TieNow now;
        Status s = tie_now(k->db, k->a, party, &now);

        if (s == NOT_FOUND)
                return OK;
        TRY(s);
        add_id(k, "party", now.party, number);
        add_id(k, "investor", now.party, number);
        TRY(tie_domains(k->db, k->a, now.party, &domains));
        for (size_t i = 0; i < domains.n; i++)
                add_domain(k, domains.at[i].value, number);
        return add_investors(k, now.party, number);
}

static Status add_reviewer(Keys *k, Id account, uint32_t number)
{
        ReviewTieList teams;
        TieTextList emails;

        add_id(k, "account", account, number);
        TRY(tie_teams(k->db, k->a, account, &teams));
        for (size_t i = 0; i < teams.n; i++)
                TRY(add_own_party(k, teams.at[i].party, number));
        TRY(tie_emails(k->db, k->a, account, &emails));
        for (size_t i = 0; i < emails.n; i++) {
                Identity who;
                Status s = identity_find(k->db, k->a, S("email"), emails.at[i].value, &who);

                add_domain(k, emails.at[i].value, number);
                if (s == OK) /* a person's own file */
                        TRY(add_own_party(k, who.party, number));
                else if (s != NOT_FOUND)
                        return s;
        }
        return OK;
}

/* Somebody of the applicant: whatever other teams they are in. */
static Status add_person(Keys *k, Id account, Id party)
{
        ReviewTieList teams;
        TieTextList emails;

        add_id(k, "account", account, CONFLICT_SAME_ORGANISATION);
        TRY(tie_emails(k->db, k->a, account, &emails));
        for (size_t i = 0; i < emails.n; i++)
                add_domain(k, emails.at[i].value, CONFLICT_SAME_DOMAIN);
        TRY(tie_teams(k->db, k->a, account, &teams));
        for (size_t i = 0; i < teams.n; i++) {
                TieNow now;

                TRY(tie_now(k->db, k->a, teams.at[i].party, &now));
                if (now.party != party)
                        add_id(k, "party", now.party, CONFLICT_CO_MEMBER);
        }
        return OK;
}

static Status add_party(Keys *k, Id party, Id stands_for)
{
        TieTextList domains, emails;
        TiePersonList people;

        add_id(k, "party", party, CONFLICT_SAME_ORGANISATION);
        TRY(tie_domains(k->db, k->a, party, &domains));
        for (size_t i = 0; i < domains.n; i++)
                add_domain(k, domains.at[i].value, CONFLICT_SAME_DOMAIN);
        TRY(tie_people(k->db, k->a, party, &people));
        for (size_t i = 0; i < people.n; i++)
                TRY(add_person(k, people.at[i].account, stands_for));
        TRY(tie_person_emails(k->db, k->a, party, &emails));
        for (size_t i = 0; i < emails.n; i++) {
                TiePerson who;
                Status s = tie_account(k->db, k->a, emails.at[i].value, &who);

                if (s == OK)
                        TRY(add_person(k, who.account, stands_for));
                else if (s != NOT_FOUND)
                        return s;
        }
        TRY(add_investors(k, party, CONFLICT_SHARED_INVESTOR));
        return add_told(k, party);
}

static Status add_file(Keys *k, const ReviewFile *file)
{
        ReviewTieList merged;
        TieNow now;

        TRY(tie_now(k->db, k->a, file->party, &now));
        TRY(add_party(k, now.party, now.party));
        TRY(ties_merged(k->db, k->a, now.party, &merged));
        for (size_t i = 0; i < merged.n; i++)
                TRY(add_party(k, merged.at[i].party, now.party));
        return OK;
}

static void meet(Keys *reviewers, const Keys *file, uint32_t number, ConflictFoundList *out,
                 Arena *a, size_t *cap)
{
        for (size_t i = 0; i < file->n; i++) {
                size_t low = 0, high = reviewers->n;

                while (low < high) {
                        size_t middle = (low + high) / 2;

                        if (reviewers->at[middle].key < file->at[i].key)
                                low = middle + 1;
                        else
                                high = middle;
                }
                for (; low < reviewers->n && reviewers->at[low].key == file->at[i].key; low++) {
                        out->at = room(a, out->at, out->n, cap, sizeof *out->at);
                        out->at[out->n++] = (ConflictFound){reviewers->at[low].of, number,
                                                            (ConflictKind)file->at[i].of};
                }
        }
}
