#!/usr/bin/env python3
"""tests/security.py: docs/security.md names only tests, files and targets that are there, each requirement once, and counts right. TAP."""
import glob
import os
import re

DOC = "docs/security.md"
# how many requirements of levels 1 and 2 each chapter of ASVS 4.0.3 has
CHAPTERS = {1: 38, 2: 53, 3: 18, 4: 9, 5: 30, 6: 13, 7: 12, 8: 15, 9: 7, 10: 5, 11: 8, 12: 15, 13: 13, 14: 23}


def read(path):
    with open(path, encoding="utf-8") as f:
        return f.read()


def main():
    text = read(DOC)
    rows = re.findall(r"^\| (\d+)\.(\d+)\.(\d+) \| [^|]+ \| \**([a-z/]+)\** \| (.*) \|$", text, re.M)
    tests = {name for path in glob.glob("src/*/*_test.c") for name in re.findall(r"^TEST\((\w+)\)", read(path), re.M)}
    sentences = "\n".join(read(p) for p in glob.glob("tests/*.sh") + glob.glob("tests/*.py") + glob.glob("tests/browser/*.mjs") + glob.glob("tests/chaos/*"))
    faults = {"each requirement stands once": [], "what it names is there": [], "it counts right": []}
    ids = [".".join(r[:3]) for r in rows]
    faults["each requirement stands once"] += [f"{i} twice" for i in ids if ids.count(i) > 1]
    for chapter, count in CHAPTERS.items():
        have = sum(int(r[0]) == chapter for r in rows)
        if have != count:
            faults["each requirement stands once"].append(f"V{chapter} has {have} of {count}")
    for r in rows:
        for name in re.findall(r"`([^`]+)`", r[4]):
            is_test = re.fullmatch(r"[a-z0-9]+(_[a-z0-9]+){3,}", name)
            if is_test and name not in tests:
                faults["what it names is there"].append(f"{'.'.join(r[:3])}: no test {name}")
            if " " in name and "a deed" in name and name not in sentences:
                faults["what it names is there"].append(f"{'.'.join(r[:3])}: no test «{name}»")
            if name.startswith("make ") and not re.search(rf"^{name[5:]}:", read("Makefile"), re.M):
                faults["what it names is there"].append(f"{'.'.join(r[:3])}: no target {name}")
        for link in re.findall(r"\]\(([^)#]+)[^)]*\)", r[4]):
            if not os.path.exists(os.path.join("docs", link)):
                faults["what it names is there"].append(f"{'.'.join(r[:3])}: no {link}")
        if r[3] == "open" and len(r[4]) < 10:
            faults["what it names is there"].append(f"{'.'.join(r[:3])}: open, and no word why")
    told = re.search(r"^(\d+) met, (\d+) n/a, (\d+) open\.$", text, re.M)
    counted = tuple(str(sum(r[3] == state for r in rows)) for state in ("met", "n/a", "open"))
    if not told or told.groups() != counted:
        faults["it counts right"].append(f"it has {counted}")
    for n, (sentence, found) in enumerate(faults.items(), 1):
        print(f"{'not ok' if found else 'ok'} {n} - the page of security: {sentence}")
        for f in found:
            print("#", f)
    print(f"1..{len(faults)}")
    return 1 if any(faults.values()) else 0


raise SystemExit(main())
