#!/usr/bin/env python3
"""tools/doors.py FILE.c ...: every declared Action, View and Route names the one permission it needs, every Action says where it
is done, and every one stands in the tables. The build stops at the first file where one does not: default deny would
serve nobody there, and nobody would notice until somebody asked."""
import re
import sys

DOOR = re.compile(r"^(?:static )?const (Action|View|Route) (\w+) = \{", re.M)
COMMENT_OR_TEXT = re.compile(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\])*"|\'(?:\\.|[^\'\\])\'', re.S)
TABLES = "src/main/tables.c"
PERMISSIONS = "src/access/access.h"


def blank(m):
    return re.sub(r"[^\n]", " ", m.group())


def body_of(text, begin):
    """What stands between the brace before begin and its like; only the outermost level."""
    depth, out = 1, []
    for at in range(begin, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            break
        out.append(text[at] if depth == 1 else " ")
    return "".join(out)


def faults(path, text, permissions, listed):
    for m in DOOR.finditer(text):
        kind, name = m.groups()
        body, line = body_of(text, m.end()), text.count("\n", 0, m.start()) + 1
        may = re.search(r"\.may\s*=\s*(\w+)", body)
        if not may:
            yield f"{path}:{line}: the {kind} {name} names no permission (.may)"
        elif may[1] not in permissions:
            yield f"{path}:{line}: the {kind} {name} names {may[1]}, which is no permission that anybody can have"
        if kind == "Action" and not re.search(r"\.where\s*=\s*\w+", body):
            yield f"{path}:{line}: the Action {name} does not say where it is done (.where)"
        if name not in listed:
            yield f"{path}:{line}: the {kind} {name} stands in no table of {TABLES}"


def main():
    def read(path):
        with open(path, encoding="utf-8") as f:
            return COMMENT_OR_TEXT.sub(blank, f.read())

    enum = re.search(r"typedef enum \{(.*?)\} Permission;", read(PERMISSIONS), re.S)[1]
    permissions = set(re.findall(r"\bMAY_\w+", enum)) - {"MAY_NOTHING", "MAY_COUNT"}
    listed = set(re.findall(r"&(\w+)", read(TABLES)))
    found = [f for path in sys.argv[1:] for f in faults(path, read(path), permissions, listed)]
    print("\n".join(found), end="\n" if found else "", file=sys.stderr)
    return 1 if found else 0


sys.exit(main())
