#!/usr/bin/env python3
"""tools/words.py [--mark] [FILE ...]: finds words in C that a person reads and that are not marked for translation.

Marked is what stands in _(), N_(), S_() or words_n() (src/base/words.h). Three rules say what must be: a member of
MEMBERS, an argument of a function in MAKERS, and whatever reads as words (two or more, with a space) and is not quiet:
given to a function of QUIET, a member of QUIET_MEMBERS, or with the comment /* as it is */ behind it or on the line
above it, for texts that are the same in every language. Prints TAP.

With --mark it writes the marks that are missing into the files: read what it did, and run make format."""
import glob
import re
import sys

MARKS = {"_", "N_", "S_", "words_n", "words_n_str"}
# members whose text is shown, in any table or assignment
MEMBERS = {"label", "help", "title", "note", "expected", "noun"}
# functions that make words for people, with the first argument (from 0) that is words
MAKERS = {
    "deed_fault": 2, "deed_fault_at": 2, "visit_fault": 2, "http_problem": 3, "reply_problem": 3,
    "yaml_fault": 3, "fault_at": 2, "refuse": 1, "fail": 1, "bad": 1, "expect": 2, "end_reading": 2,
    "wrong": 2, "bundle_wrong": 2, "say": 1, "tell": 0, "puts": 0,
}
# functions whose texts are for programs and logs: SQL, headers, comparisons, what the store tells the log
QUIET = {
    "log_line", "_Static_assert", "static_assert", "assert", "exec", "exec_once", "pg_exec", "lite_exec", "sqlite3_exec", "PQexec",
    "db_fault_set", "str_eq", "str_is", "str_eq_nocase", "str_starts", "str_ends", "str_has", "strcmp", "strchr",
    "strstr", "memcmp", "reply_header_set", "has_header", "http_header", "http_reply_header", "gauge",
    "is_one_of", "jout_key", "__attribute__", "include", "PLAIN",
}
QUIET_MEMBERS = {"name", "word", "path", "type", "kind", "deed", "inputs"}
# what they are given comes out again
CLEAR = {"S", "S_INIT", "str_from", "str_fmt", "str_join", "Str"}
# what reads as the kind of an entry, and what only looks like one
ENTRY_WORDS = "src/web/entry_word.c"
TOLD = re.compile(r'"((?:account|agenda|announcement|application|bill|booking|calendar|challenge|cohort|conflict|determination|event|figure|fund|grant|hours|hub|import|introduction|ledger|mail|metric|milestone|operator|outcome|party|pilot|pledge|programme|provider|referral|report|review|role|round|scale-up|service|solution|team|ticket|token|unit|webhook|wish)\.[a-z-]+)"')
NO_ENTRIES = {"mail.ru", "webhook.test", "account.json", "party.json"}
WORDS_H = '#include "base/words.h"\n'
AS_IS = "/* as it is */"

TOKEN = re.compile(r"""//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\])*"|'(?:\\.|[^'\\])+'|[A-Za-z_]\w*|\d[\w.]*|->|==|!=|<=|>=|\s+|.""", re.S)
FORMAT = re.compile(r"%[-+ #0]*[\d*]*(?:\.[\d*]*)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z%]|\\x[0-9A-Fa-f]+|\\.")

# what a script says, and the table it must stand in
SAID = re.compile(r'say\("([\w.]+)",\s*"((?:[^"\\]|\\.)*)"')
ROW = re.compile(r'\{"([\w.]+)",\s*N_\("((?:[^"\\]|\\.)*)"\)\}')
WORD = re.compile(r"""[«("'\[]*[^\W\d_]{2,}(?:[-'][^\W\d_]+)*[»)"'\].,;:!?]*$""")


class Frame:
    def __init__(self, name):
        self.name, self.argument, self.member = name, 0, None


class Literal:
    def __init__(self, begin, line, frames):
        self.begin, self.end, self.line, self.frames, self.text, self.is_as_is = begin, begin, line, frames, "", False


def literals(source):
    """Every string literal, neighbours joined, with the calls and braces it stands in."""
    stack, out, open_one, before, mark_before, line, directive = [Frame("")], [], None, "", "", 1, False
    for m in TOKEN.finditer(source):
        t = m.group()
        if t.isspace() or t.startswith("//") or t.startswith("/*"):
            if "\n" in t and not t.startswith("/*"):
                if directive and source[m.start() - 1] != "\\":
                    directive, stack[-1].member = False, None
            line += t.count("\n")
            continue
        if t == "\\":
            continue
        if t == "#" and not directive and source[:m.start()].rsplit("\n", 1)[-1].strip() == "":
            directive = True
            if re.match(r"#\s*(include|pragma|error)", source[m.start():m.start() + 20]):
                stack[-1].member = "include"
        if t[0] == '"':
            if open_one is None:
                open_one = Literal(m.start(), line, [(f.name, f.argument, f.member) for f in stack])
                out.append(open_one)
            open_one.text += t[1:-1]
            open_one.end = m.end()
            above = source.rfind("\n", 0, source.rfind("\n", 0, open_one.begin))
            open_one.is_as_is = (AS_IS in source[m.end():source.find("\n", m.end())] or
                                 AS_IS in source[above:open_one.begin])
            line += t.count("\n")
            if stack[-1].member == "include":
                out.pop()
                open_one, stack[-1].member = None, None
            before = t
            continue
        open_one = None
        top = stack[-1]
        if t in "({[":
            name = before if t == "(" and re.match(r"\w", before) else "={" if t == "{" and before == "=" else t
            stack.append(Frame(name))
        elif t in ")}]":
            if len(stack) > 1:
                stack.pop()
            if t == "}" and stack[-1].name in ("", "{"):
                stack[-1].member = None if stack[-1].name == "" else stack[-1].member
        elif t == ",":
            top.argument += 1
            top.member = None
        elif t == ";":
            top.member = None
        elif t == "=" and re.match(r"[A-Za-z_]", before) and mark_before in (".", "->"):
            top.member = before
        if re.match(r"[A-Za-z_]", t):
            mark_before = before
        before = t
    return out


def is_marked(literal):
    return any(name in MARKS for name, _, _ in literal.frames)


def reads_as_words(text):
    if re.search(r'\\"\s*:|charset=', text) or re.match(r"(PRAGMA|BEGIN|SELECT|SET|# HELP) ", text):
        # JSON, MIME, SQL, Prometheus
        return False
    return sum(WORD.match(x) is not None for x in FORMAT.sub("%", text).split()) >= 2


def has_letters(text):
    return re.search(r"[^\W\d_]{2,}", FORMAT.sub(" ", text)) is not None


def fault_of(literal):
    """Why this literal must be marked, or None."""
    if is_marked(literal) or literal.is_as_is:
        return None
    is_told = True  # not yet inside of a call that only asks for something by this text
    for name, argument, member in reversed(literal.frames):
        if name in QUIET or name == "include" or member in QUIET_MEMBERS:
            return None
        if is_told and member in MEMBERS and has_letters(literal.text):
            return "." + member
        if is_told and name in MAKERS and argument >= MAKERS[name] and has_letters(literal.text):
            return name + "()"
        is_told = is_told and (name in CLEAR or not name[:1].isalpha())
    return "words" if reads_as_words(literal.text) else None


def faults(source):
    return [(x.line, why, x.text) for x in literals(source) for why in [fault_of(x)] if why]


def marked(source, path):
    """The source with the marks that are missing, and its include of base/words.h."""
    edits = []
    for x in literals(source):
        if not fault_of(x):
            continue
        if source[x.begin - 2:x.begin] == "S(" and source[x.end] == ")":
            edits.append((x.begin - 2, x.begin - 1, "S_"))
            continue
        is_table = len(x.frames) == 1 or x.frames[1][0] == "={"  # at file scope, or in a macro
        edits += [(x.begin, x.begin, "N_(" if is_table else "_("), (x.end, x.end, ")")]
    for begin, end, text in sorted(edits, reverse=True):
        source = source[:begin] + text + source[end:]
    own = '#include "%s.h"\n' % path[len("src/"):].rsplit(".", 1)[0]
    if edits and WORDS_H not in source:
        source = source.replace(own, own + "\n" + WORDS_H, 1) if own in source else WORDS_H + source
    return source


BAD = r'''
#define CHECK .expected = "a name"
static const Field fields[] = {{"reason", FIELD_TEXT, .label = "Why", .help = N_("For all.")}, {0}};
const Action a = {.name = "pledge withdraw", .title = N_("Withdraw"), .help = "It stays visible, "
                  "with the reason."};
static Status run(Deed *d)
{
        d->note = yes ? S("Listed.") : S_("No longer listed.");
        log_line(LOG_INFO, "nobody reads this one");
        if (str_has(fault, S("disk is full")))
                return deed_fault(d, CONFLICT, "Already %s.", n ? _("done") : "gone");
        text_add(&t, S("there is no such thing")); /* a comment "with words in it" */
        text_add(&t, S("the same in every language")); /* as it is */
        d->title = deed_text(d, "title");
        return deed_fault_at(d, deed_text(d, "which"), _("Say why, "
                                            "for those who counted on it."));
}
'''
WANTED = [(2, ".expected", "a name"), (3, ".label", "Why"), (4, ".help", "It stays visible, with the reason."), (8, ".note", "Listed."),
          (11, "deed_fault()", "Already %s."), (11, "deed_fault()", "gone"), (12, "words", "there is no such thing")]


def files():
    """Not what speaks to developers, nor what the example ecosystem's invented people have written."""
    return sorted(f for f in glob.glob("src/*/*.[ch]")
                  if not re.search(r"_test\.c$|_probe\.[ch]$|/bench[_.]|/plausible|/example_|/matrix_rows", f))


def main():
    if sys.argv[1:2] == ["--mark"]:
        for f in sys.argv[2:] or files():
            before = open(f, encoding="utf-8").read()
            after = marked(before, f)
            if after != before:
                open(f, "w", encoding="utf-8").write(after)
                print("marked " + f)
        return 0
    found = faults(BAD)
    good = found == WANTED and not faults(marked(BAD, "src/bad.c"))
    if good:
        print("ok 1 - the check finds words that are not marked, and only these")
    else:
        print("not ok 1 - the check finds words that are not marked, and only these\n# wanted %r\n# found  %r" % (WANTED, found))
    bad = ["# %s:%d: %s: \"%s\"" % (f, line, why, text) for f in sys.argv[1:] or files()
           for line, why, text in faults(open(f, encoding="utf-8").read())]
    print("%s 2 - words in C that a person reads are marked for translation" % ("not ok" if bad else "ok"))
    if bad:
        print("\n".join(bad))
    table = open("src/web/script_words.c", encoding="utf-8").read()
    said = {text for f in glob.glob("assets/*.js") + glob.glob("assets/behaviours/*.js")
            for text in SAID.findall(open(f, encoding="utf-8").read())}
    # the names of themes are said from a table
    lacking = sorted(said ^ {row for row in ROW.findall(table) if not row[0].startswith("theme.")})
    print("%s 3 - what scripts say stands in src/web/script_words.c" % ("not ok" if lacking or len(said) < 30 else "ok"))
    if lacking:
        print("\n".join('# {"%s", N_("%s")}' % row for row in lacking))
    told = set()
    for f in files():
        if f != ENTRY_WORDS and not f.startswith("src/access/"):  # names of permissions look alike
            told |= set(TOLD.findall(open(f, encoding="utf-8").read()))
    named = set(re.findall(r'\{"([a-z.-]+)", N_', open(ENTRY_WORDS, encoding="utf-8").read()))
    nameless = sorted(told - named - NO_ENTRIES)
    print("%s 4 - every kind of entry that is told has a name" % ("not ok" if nameless or len(told) < 60 else "ok"))
    print("\n".join("# " + kind for kind in nameless), end="\n" if nameless else "")
    print("1..4")
    return 1 if bad or lacking or nameless or not good else 0


if __name__ == "__main__":
    sys.exit(main())
