#!/usr/bin/env python3
"""tools/tongues.py [--strict] TEMPLATE [FILE.po ...]: holds translations against the template and against their originals.

A file of locale/ must have each text of the template (build/seedbed.pot) and no other, none of them fuzzy; a translation keeps
what is filled in ({1}, {name}, and %s, which msgfmt --check looks at), begins and ends with a line end when its original
does, names a command, a file or an address as the original does (`…`), and leaves no text empty. Without --strict a text that nobody
translated yet is counted and passes. Prints TAP, and what is wrong with its msgid."""
import glob
import re
import sys

HOLE = re.compile(r"\{\w+\}")
FORMAT = re.compile(r"%(?:\d+\$)?[-+#0]*[\d*]*(?:\.[\d*]*)?(?:hh|h|ll|l|z|j|t)?[a-zA-Z]")
CODE = re.compile(r"`[^`]*`")
# paths of ours, addresses, flags of the command line and names of settings: what a program reads
EXACT = re.compile(r"(?:https?:/)?/[a-z][\w./-]*[?=][\w=&?]*|/(?:do|api|me|try|operate|roles|mails|imports|webhooks)\b[\w/-]*|(?<![A-Za-z0-9_-])--[a-z][a-z-]+")
ESCAPES = {"n": "\n", "t": "\t", '"': '"', "\\": "\\"}


def unquoted(line):
    return re.sub(r"\\(.)", lambda m: ESCAPES.get(m.group(1), m.group(0)), line[line.index('"') + 1:line.rindex('"')])


class Text:
    def __init__(self, line):
        self.line, self.id, self.plural, self.said, self.flags, self.is_obsolete = line, None, None, {}, set(), False


def texts(path):
    """Every text of a .po file but its header."""
    out, now, field = [], None, None
    for number, line in enumerate(open(path, encoding="utf-8"), 1):
        line = line.strip()
        if line.startswith("#~"):
            line, obsolete = line[2:].strip(), True
        else:
            obsolete = False
        if not line or (now and now.said and (line.startswith("#") or line.startswith("msgid "))):
            now = None
        if not line:
            continue
        if now is None:
            now = Text(number)
            out.append(now)
        now.is_obsolete = now.is_obsolete or obsolete
        if line.startswith("#,"):
            now.flags |= {f.strip() for f in line[2:].split(",")}
        elif line.startswith("#"):
            continue
        elif line.startswith("msgid "):
            now.line, field, now.id = number, "id", unquoted(line)
        elif line.startswith("msgid_plural "):
            field, now.plural = "plural", unquoted(line)
        elif line.startswith("msgstr"):
            found = re.match(r"msgstr(?:\[(\d+)\])?", line)
            field = int(found.group(1) or 0)
            now.said[field] = unquoted(line)
        elif line.startswith('"'):
            if field == "id":
                now.id += unquoted(line)
            elif field == "plural":
                now.plural += unquoted(line)
            else:
                now.said[field] += unquoted(line)
    return [t for t in out if t.id]


def faults_of(t, forms):
    """What is wrong with one translation, in words."""
    out = []
    if "fuzzy" in t.flags:
        out.append("is fuzzy")
    if sorted(t.said) != list(range(forms if t.plural is not None else 1)):
        out.append("has %d forms, the language %d" % (len(t.said), forms))
    if len([s for s in t.said.values() if not s]) not in (0, len(t.said)):
        out.append("lacks some of its plural forms")
    last = max(t.said) if t.said else 0
    for i, said in t.said.items():
        if not said:
            continue
        original = t.plural if t.plural is not None else t.id
        want, have = HOLE.findall(original), HOLE.findall(said)
        # a form of its own for one or two may say the number as a word
        few = t.plural is not None and forms > 1 and i < last
        if set(have) - set(want) or (set(want) - set(have) and not few):
            out.append("fills in %s, the original %s" % (" ".join(have) or "nothing", " ".join(want) or "nothing"))
        if "c-format" not in t.flags and sorted(FORMAT.findall(said)) != sorted(FORMAT.findall(original)) and not few:
            out.append("has other %-values than the original")
        for at, name in ((0, "begin"), (-1, "end")):
            if (said[at] == "\n") != (t.id[at] == "\n"):
                out.append("and the original do not both %s with a line end" % name)
        if said[0] == " " and t.id[0] != " " or said[-1] == " " and t.id[-1] != " ":
            out.append("has a space at its edge")
        if sorted(CODE.findall(said)) != sorted(CODE.findall(original)):
            out.append("changes what stands in ` `")
        if sorted(EXACT.findall(said)) != sorted(EXACT.findall(original)):
            out.append("changes what a program reads: %s" % ", ".join(set(EXACT.findall(original)) ^ set(EXACT.findall(said))))
        if "\ufffd" in said:
            out.append("holds a broken character")
    return out


def check(path, template, strict):
    """(faults, untranslated)"""
    out, missing = [], 0
    header = open(path, encoding="utf-8").read(4000)
    forms = int(re.search(r"nplurals=(\d+)", header).group(1))
    there = texts(path)
    wanted = {t.id: t for t in template}
    for t in there:
        where = '%s:%d: "%s" ' % (path, t.line, t.id)
        if t.is_obsolete or t.id not in wanted:
            out.append(where + "is not in the program any more: run `make words`")
            continue
        if wanted[t.id].plural != t.plural:
            out.append(where + "has another plural in the program: run `make words`")
        if not any(t.said.values()):
            missing += 1
            if strict:
                out.append(where + "is not translated")
        out += [where + f for f in faults_of(t, forms)]
    for gone in wanted.keys() - {t.id for t in there}:
        out.append('%s: "%s" is missing: run `make words`' % (path, gone))
    return out, missing


BAD = '''msgid ""
msgstr "Plural-Forms: nplurals=2; plural=n != 1;\\n"

msgid "Give {1} to {2}"
msgstr "{1}"

#, fuzzy
msgid "Yes"
msgstr "Ja"

msgid "One"
msgid_plural "{1} more"
msgstr[0] "Eins"
msgstr[1] "mehr"

msgid "Run `make`\\n"
msgstr "Los mit `machen`"

msgid "Open /do/session/begin?token=%s now"
msgstr "Öffne /do/session/begin？token=%s"

msgid "Good {1}"
msgstr "Gut {1}"

#~ msgid "Old"
#~ msgstr "Alt"
'''
WANTED = ["fills in {1}", "is fuzzy", "fills in nothing", "end with a line end", "stands in ` `", "what a program reads", "Old"]


def main():
    strict = "--strict" in sys.argv
    arguments = [a for a in sys.argv[1:] if a != "--strict"]
    if not arguments:
        print(__doc__)
        return 2
    with open(arguments[0] + ".bad", "w", encoding="utf-8") as f:
        f.write(BAD)
    bad, _ = check(f.name, [t for t in texts(f.name) if t.id != "Old"], True)
    good = len(bad) == len(WANTED) and all(w in b for w, b in zip(WANTED, bad))
    print("%s 1 - the check finds what is wrong with translations, and only that" % ("ok" if good else "not ok"))
    if not good:
        print("\n".join("# " + b for b in bad))
    template = texts(arguments[0])
    number, failed = 1, not good
    for path in arguments[1:] or sorted(glob.glob("locale/*.po")):
        number += 1
        found, missing = check(path, template, strict)
        failed = failed or bool(found)
        print("%s %d - %s is complete and fits (%d of %d texts translated)" %
              ("not ok" if found else "ok", number, path, len(template) - missing, len(template)))
        if found:
            print("\n".join("# " + x.replace("\n", "\\n") for x in found))
    print("1..%d" % number)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
