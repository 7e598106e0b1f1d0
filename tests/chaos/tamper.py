"""A changed byte in the database is named."""
import os, shutil, sqlite3, subprocess
from harness import HELP_MARK, Server

# what; the row to change, as (table, column, where); between which entries the named one is, or a word that must stand there
CASES = [("the text of an entry in a bundle", "log_bundle", "leaves", "n = 3", 3 * 256, 4 * 256),
         ("a hash of a tile", "log_tile", "hashes", "level = 0 AND n = 2", "tile 0/2", None),
         ("a hash of an upper tile", "log_edge", "hashes", "level = 1", None, None),
         ("the text of one of the last entries", "log_leaf", "leaf", "position = (SELECT MAX(position) FROM log_leaf)", None, None),
         ("the signed checkpoint", "log_checkpoint", "note", "size = (SELECT MAX(size) FROM log_checkpoint)", None, None)]


def run(tap, world):
    s = Server(world, "whole")
    verify = lambda folder: subprocess.run([world.program, "verify", folder], capture_output=True, text=True, errors="replace", timeout=60)
    r = verify(s.folder)
    if HELP_MARK in r.stdout + r.stderr:
        tap.skip("a changed byte is named", "this program has no verify yet")
        return
    tap.ok(r.returncode == 0, "a record that nobody touched is good", r.stdout + r.stderr)
    for what, table, column, where, first, end in CASES:
        folder = os.path.join(world.root, "bad-" + table)
        shutil.copytree(s.folder, folder)
        db = sqlite3.connect(folder + "/seedbed.db")
        value = db.execute("SELECT %s FROM %s WHERE %s" % (column, table, where)).fetchone()[0]
        is_text = isinstance(value, str)
        b = bytearray(value.encode() if is_text else value)
        at = len(b) // 2
        b[at] = b[at] ^ 1
        new = b.decode("utf-8", "surrogateescape") if is_text else bytes(b)
        db.execute("UPDATE %s SET %s = ? WHERE %s" % (table, column, where), (new,))
        db.commit()
        db.close()
        r = verify(folder)
        words = r.stdout + r.stderr
        numbers = [int(w) for w in "".join(c if c.isdigit() else " " for c in words).split()]
        named = first is None or (first in words if isinstance(first, str) else any(first <= n < end for n in numbers))
        tap.ok(r.returncode == 10 and named and "Traceback" not in words, "a changed byte in %s is found and named" % what, "exit %d: %s" % (r.returncode, words))
        tap.note(words.strip().splitlines()[-1][:200] if words.strip() else "")
    folder = os.path.join(world.root, "bad-tally")
    shutil.copytree(s.folder, folder)
    db = sqlite3.connect(folder + "/seedbed.db")
    # WITHOUT ROWID: by its key
    db.execute("UPDATE tally SET value = value + 1 WHERE (metric, scope, dim, key) = (SELECT metric, scope, dim, key FROM tally WHERE dim = 0 LIMIT 1)")
    db.commit()
    db.close()
    r = subprocess.run([world.program, "audit", "--data", folder], capture_output=True, text=True, errors="replace", timeout=60)
    if HELP_MARK not in r.stdout + r.stderr:
        tap.ok(r.returncode == 10, "a number that was changed by hand is found by the audit", "exit %d: %s" % (r.returncode, r.stdout + r.stderr))
        tap.note((r.stdout + r.stderr).strip().splitlines()[-1][:200])
