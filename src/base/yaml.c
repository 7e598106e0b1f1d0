/* base/yaml: libyaml's events become a tree. */
#include "base/yaml.h"

#include "base/words.h"

#include <limits.h>
#include <setjmp.h>
#include <string.h>
#include <unistr.h>
#include <yaml.h>

/* A mapping or sequence that is not finished. */
typedef struct {
        YamlNode *node;
        const YamlNode **tail; /* where the next child goes */
        YamlNode *key;         /* waits for its value */
} Open;

typedef struct {
        Arena *a;
        YamlFaults *faults;
        yaml_parser_t parser;
        yaml_event_t event; /* libyaml's, until it is deleted */
        Open open[YAML_DEPTH_MAX];
        int depth;
        int nodes;
        int documents;
        const YamlNode *root;
        bool ended; /* the stream is over, or there is no going on */
} Reading;

static bool check_bytes(Reading *r, Str text);
static void read_event(Reading *r, const yaml_event_t *e);
static void parser_fault(Reading *r);
static void fault_at(Reading *r, yaml_mark_t mark, const char *words);
static void begin_node(Reading *r, const yaml_event_t *e, YamlKind kind, const yaml_char_t *anchor,
                       const yaml_char_t *tag);
static void end_node(Reading *r);
static void place_node(Reading *r, YamlNode *node);
static void check_key(Reading *r, const YamlNode *key);
static void check_twice(Reading *r, const YamlNode *mapping);
static bool comes_later(const YamlFault *x, const YamlFault *y);

Status yaml_read(Arena *a, Str text, const YamlNode **out, YamlFaults *faults)
{
        Reading *r = arena_new(a, Reading, 1);
        jmp_buf trap, *outer = a->trap;
        size_t before = faults->n;

        r->a = a;
        r->faults = faults;
        if (!check_bytes(r, text))
                return INVALID;
        if (str_starts(text, S("\xEF\xBB\xBF")))
                text = str_skip(text, 3);
        if (!yaml_parser_initialize(&r->parser))
                arena_too_much(a);
        yaml_parser_set_encoding(&r->parser, YAML_UTF8_ENCODING);
        yaml_parser_set_input_string(&r->parser, (const unsigned char *)(text.at ? text.at : ""),
                                     text.len);
        a->trap = &trap;    /* cppcheck-suppress autoVariables ; put back below */
        if (setjmp(trap)) { /* libyaml's memory goes back before the arena's owner hears of it */
                yaml_event_delete(&r->event);
                yaml_parser_delete(&r->parser);
                a->trap = outer;
                arena_too_much(a);
        }
        while (!r->ended && r->faults->left_off == 0) {
                if (!yaml_parser_parse(&r->parser, &r->event)) {
                        parser_fault(r);
                        break;
                }
                read_event(r, &r->event);
                yaml_event_delete(&r->event);
        }
        a->trap = outer;
        yaml_parser_delete(&r->parser);
        if (faults->n == before && !r->root)
                yaml_fault(a, faults, &(YamlNode){.line = 1, .column = 1},
                           _("expected a mapping; found an empty file"));
        if (faults->n > before)
                return INVALID;
        *out = r->root;
        return OK;
}

/* Size and UTF-8, before libyaml sees a byte. */
static bool check_bytes(Reading *r, Str text)
{
        YamlNode at = {.line = 1, .column = 1};
        const char *bad;

        if (text.len > YAML_BYTES_MAX) {
                yaml_fault(r->a, r->faults, &at, _("expected at most %d bytes; found %zu"),
                           YAML_BYTES_MAX, text.len);
                return false;
        }
        if (str_is_utf8(text))
                return true;
        bad = memchr(text.at, 0, text.len);
        if (!bad || u8_check((const uint8_t *)text.at, (size_t)(bad - text.at)))
                bad = (const char *)u8_check((const uint8_t *)text.at, text.len);
        for (const char *p = text.at; bad && p < bad; p++) {
                if (*p == '\n') {
                        at.line++;
                        at.column = 1;
                } else if (((unsigned char)*p & 0xC0) != 0x80) {
                        at.column++;
                }
        }
        yaml_fault(r->a, r->faults, &at, _("expected UTF-8 text; found byte 0x%02x"),
                   bad ? (unsigned)(unsigned char)*bad : 0);
        return false;
}

static void read_event(Reading *r, const yaml_event_t *e)
{
        switch (e->type) {
        case YAML_STREAM_END_EVENT: r->ended = true; break;
        case YAML_DOCUMENT_START_EVENT:
                if (e->data.document_start.version_directive ||
                    e->data.document_start.tag_directives.start !=
                            e->data.document_start.tag_directives.end)
                        fault_at(r, e->start_mark,
                                 _("expected no directive (a line that begins with %)"));
                if (++r->documents > 1) {
                        fault_at(r, e->start_mark,
                                 _("expected one document; a second one begins here"));
                        r->ended = true;
                }
                break;
        case YAML_ALIAS_EVENT:
                fault_at(r, e->start_mark,
                         _("expected no alias: write the value out, or put a text that "
                           "begins with * in quotes"));
                begin_node(r, e, YAML_SCALAR, NULL, NULL);
                break;
        case YAML_SCALAR_EVENT:
                begin_node(r, e, YAML_SCALAR, e->data.scalar.anchor, e->data.scalar.tag);
                break;
        case YAML_SEQUENCE_START_EVENT:
                begin_node(r, e, YAML_SEQUENCE, e->data.sequence_start.anchor,
                           e->data.sequence_start.tag);
                break;
        case YAML_MAPPING_START_EVENT:
                begin_node(r, e, YAML_MAPPING, e->data.mapping_start.anchor,
                           e->data.mapping_start.tag);
                break;
        case YAML_SEQUENCE_END_EVENT:
        case YAML_MAPPING_END_EVENT: end_node(r); break;
        default: /* the begin of the stream, the end of a document */ break;
        }
}

/* libyaml stopped: its words, at its place. */
static void parser_fault(Reading *r)
{
        const yaml_parser_t *p = &r->parser;
        bool alias = p->context && strstr(p->context, "alias");
        YamlNode at = {.line = (int)p->problem_mark.line + 1,
                       .column = (int)p->problem_mark.column + 1};

        if (p->error == YAML_MEMORY_ERROR)
                arena_too_much(r->a);
        if (p->error == YAML_READER_ERROR)
                /* the reader runs ahead of the scanner and knows no line */
                at = (YamlNode){.line = (int)p->mark.line + 1, .column = (int)p->mark.column + 1};
        yaml_fault(r->a, r->faults, &at,
                   alias ? _("expected YAML; %s%s%s (put a text that begins with * in quotes)")
                         : _("expected YAML; %s%s%s"),
                   p->context ? p->context : "", p->context ? ": " : "",
                   p->problem ? p->problem : _("it can not be read"));
}

static void fault_at(Reading *r, yaml_mark_t mark, const char *words)
{
        YamlNode at = {.line = (int)mark.line + 1, .column = (int)mark.column + 1};

        yaml_fault(r->a, r->faults, &at, "%s", words);
}

static void begin_node(Reading *r, const yaml_event_t *e, YamlKind kind, const yaml_char_t *anchor,
                       const yaml_char_t *tag)
{
        YamlNode *node = arena_new(r->a, YamlNode, 1);

        node->kind = kind;
        node->line = (int)e->start_mark.line + 1;
        node->column = (int)e->start_mark.column + 1;
        if (anchor)
                fault_at(r, e->start_mark,
                         _("expected no anchor: write the value out where it is needed"));
        if (tag)
                fault_at(r, e->start_mark,
                         _("expected no tag: what a value is follows from its key"));
        if (e->type == YAML_SCALAR_EVENT) { /* else it is an alias, and stays empty */
                node->text = str_copy(
                        r->a, (Str){(const char *)e->data.scalar.value, e->data.scalar.length});
                node->quoted = e->data.scalar.style != YAML_PLAIN_SCALAR_STYLE;
        }
        if (++r->nodes > YAML_NODES_MAX) {
                yaml_fault(r->a, r->faults, node, _("expected at most %d values in a file"),
                           YAML_NODES_MAX);
                r->ended = true;
                return;
        }
        if (kind != YAML_SCALAR && r->depth == YAML_DEPTH_MAX) {
                yaml_fault(r->a, r->faults, node, _("expected values at most %d deep"),
                           YAML_DEPTH_MAX);
                r->ended = true;
                return;
        }
        place_node(r, node);
        if (kind != YAML_SCALAR)
                r->open[r->depth++] = (Open){.node = node, .tail = &node->child};
}

static void end_node(Reading *r)
{
        Open *top = &r->open[--r->depth];

        if (top->node->kind == YAML_MAPPING)
                check_twice(r, top->node);
}

/* Puts a node where it belongs: the root, an element, a key that waits, or the value of that key.
 */
static void place_node(Reading *r, YamlNode *node)
{
        Open *top = r->depth ? &r->open[r->depth - 1] : NULL;

        if (!top) {
                r->root = node;
                return;
        }
        if (top->node->kind == YAML_MAPPING && !top->key) {
                check_key(r, node);
                top->key = node;
                return;
        }
        node->key = top->key;
        top->key = NULL;
        *top->tail = node;
        top->tail = &node->next;
        top->node->count++;
}

static void check_key(Reading *r, const YamlNode *key)
{
        if (key->kind != YAML_SCALAR)
                yaml_fault(r->a, r->faults, key, _("expected a word as the key; found %s"),
                           yaml_found(r->a, key));
        else if (!key->quoted && str_is(key->text, "<<"))
                yaml_fault(r->a, r->faults, key, _("expected no merge key: write the values out"));
}

/* Keys that stand twice, found with a table of positions, so that a long mapping takes no long
 * time. */
static void check_twice(Reading *r, const YamlNode *mapping)
{
        ArenaMark mark;
        const YamlNode **slots;
        size_t n = 4;

        while (n < 2 * (size_t)mapping->count)
                n *= 2;
        mark = arena_mark(r->a);
        slots = arena_new(r->a, const YamlNode *, n);
        for (const YamlNode *v = mapping->child; v; v = v->next) {
                size_t i = str_hash(v->key->text) & (n - 1);

                if (str_empty(v->key->text) &&
                    !v->key->quoted) /* no key of ours; a list, an alias, nothing */
                        continue;
                while (slots[i] && !str_eq(slots[i]->text, v->key->text))
                        i = (i + 1) & (n - 1);
                if (slots[i]) {
                        yaml_fault(r->a, r->faults, v->key,
                                   _("expected each key once; found %s again (first in line %d)"),
                                   yaml_quote(r->a, v->key->text), slots[i]->line);
                        mark = (ArenaMark){
                                0}; /* the words stay, and so does what stands before them */
                } else {
                        slots[i] = v->key;
                }
        }
        if (mark.chunk)
                arena_rewind(r->a, mark);
}

const YamlNode *yaml_get(const YamlNode *mapping, const char *key)
{
        if (!mapping || mapping->kind != YAML_MAPPING)
                return NULL;
        for (const YamlNode *v = mapping->child; v; v = v->next)
                if (str_is(v->key->text, key))
                        return v;
        return NULL;
}

void yaml_fault(Arena *a, YamlFaults *faults, const YamlNode *at, const char *format, ...)
{
        va_list args;

        if (faults->n == YAML_FAULTS_MAX) {
                faults->left_off++;
                return;
        }
        va_start(args, format);
        faults->list[faults->n++] = (YamlFault){.line = at ? at->line : 0,
                                                .column = at ? at->column : 0,
                                                .words = str_vfmt(a, format, args)};
        va_end(args);
}

/* An insertion sort: there are at most twenty, and equal places keep their order. */
Status yaml_faults_end(YamlFaults *faults)
{
        size_t kept = 0;

        for (size_t i = 1; i < faults->n; i++) {
                YamlFault f = faults->list[i];
                size_t j = i;

                for (; j > 0 && comes_later(&faults->list[j - 1], &f); j--)
                        faults->list[j] = faults->list[j - 1];
                faults->list[j] = f;
        }
        for (size_t i = 0; i < faults->n; i++) {
                const YamlFault *f = &faults->list[i],
                                *last = kept ? &faults->list[kept - 1] : NULL;

                if (!last || f->line != last->line || f->column != last->column ||
                    !str_eq(f->words, last->words))
                        faults->list[kept++] = *f;
        }
        faults->n = kept;
        return kept ? INVALID : OK;
}

static bool comes_later(const YamlFault *x, const YamlFault *y)
{
        return x->line != y->line ? x->line > y->line : x->column > y->column;
}

Str yaml_faults_text(Arena *a, const YamlFaults *faults)
{
        Text t = text_begin(a, 64 * KIB);

        for (size_t i = 0; i < faults->n; i++) {
                const YamlFault *f = &faults->list[i];

                if (f->line)
                        text_fmt(&t, "%d:%d: ", f->line, f->column);
                text_add(&t, f->words);
                text_char(&t, '\n');
        }
        if (faults->left_off)
                text_fmt(&t, _("and %zu more\n"), faults->left_off);
        return text_str(&t);
}

const char *yaml_found(Arena *a, const YamlNode *node)
{
        if (node->kind != YAML_SCALAR)
                return node->kind == YAML_MAPPING ? _("a mapping") : _("a list");
        if (!node->quoted && str_empty(node->text))
                return _("nothing");
        return yaml_quote(a, node->text);
}

const char *yaml_quote(Arena *a, Str text)
{
        Str head = str_head(text, YAML_FOUND_CHARS_MAX);
        char *z = str_z(a, head);

        /* a fault is one line in a log and on a terminal, whatever the file held */
        for (size_t i = 0; i < head.len; i++)
                if ((unsigned char)z[i] < ' ' || z[i] == 0x7F)
                        z[i] = '?';
        return str_fmt(a, "'%s%s'", z, head.len < text.len ? "…" : "").at;
}

static int lower(char c)
{
        return c >= 'A' && c <= 'Z' ? c + 32 : (unsigned char)c;
}

static int least(int x, int y)
{
        return x < y ? x : y;
}

enum { WORD_MAX = 64 };

int yaml_distance(Str x, Str y, int max)
{
        int rows[3][WORD_MAX + 1]; /* of the matrix: the one before the last, the last, this one */

        if (x.len > WORD_MAX || y.len > WORD_MAX)
                return max + 1;
        for (size_t j = 0; j <= y.len; j++)
                rows[1][j] = (int)j;
        memcpy(rows[0], rows[1], sizeof rows[0]);
        for (size_t i = 1; i <= x.len; i++) {
                int *old = rows[(i + 2) % 3], *last = rows[i % 3], *now = rows[(i + 1) % 3];

                now[0] = (int)i;
                for (size_t j = 1; j <= y.len; j++) {
                        bool same = lower(x.at[i - 1]) == lower(y.at[j - 1]);

                        now[j] = least(last[j - 1] + !same, least(last[j], now[j - 1]) + 1);
                        if (i > 1 && j > 1 && lower(x.at[i - 1]) == lower(y.at[j - 2]) &&
                            lower(x.at[i - 2]) == lower(y.at[j - 1]))
                                now[j] = least(now[j], old[j - 2] + 1);
                }
        }
        return least(rows[(x.len + 1) % 3][y.len], max + 1);
}

Str yaml_nearest(Str text, const Str *words, size_t n)
{
        int max = text.len < 4 ? 1 : text.len < 8 ? 2 : 3, best = max + 1;
        Str nearest = {0};

        for (size_t i = 0; i < n; i++) {
                int d = yaml_distance(text, words[i], max);

                if (d < best && (size_t)d < words[i].len) {
                        best = d;
                        nearest = words[i];
                }
        }
        return nearest;
}
