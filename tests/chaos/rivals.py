"""Two servers on one folder; the command line beside a running server."""
import glob, os, subprocess, threading, time
from harness import AS_ROOT, Server, free_port, rows_of
from kill import members_fault, outcome


def run(tap, world):
    s = Server(world, "first").start().sign_in()
    second = subprocess.run([world.program, "serve", "--data", s.folder, "--port", str(free_port()), *AS_ROOT], capture_output=True, text=True, timeout=20)
    tap.ok(second.returncode != 0 and "in use by another server" in second.stderr and s.get("/").status == 200,
           "a second server on the same folder refuses with words, and the first goes on", "%d %s" % (second.returncode, second.stderr))
    busy = subprocess.run([world.program, "serve", "--data", Server(world, "other").folder, "--port", str(s.port), *AS_ROOT], capture_output=True, text=True, timeout=20)
    tap.ok(busy.returncode != 0 and "can not listen" in busy.stderr, "a server whose port is taken says so", busy.stderr)
    beside(tap, world, s)
    dry(tap, world, s)
    metric(tap, world, s)
    second_try(tap, world, s)
    s.stop()


def second_try(tap, world, s):
    s.kill()
    torn, own = [s.folder + "/imports/" + name for name in ("upload-" + "0" * 32, "mine.csv")]
    named = glob.glob(s.folder + "/imports/cli-*") # of the imports before
    for path in (torn, own):
        with open(path, "wb") as f:
            f.write(b"id,na")
    for path in [torn, own] + named:
        os.utime(path, (time.time() - 7200,) * 2)
    s.start()
    tap.ok(s.get("/").status == 200, "the folder is free again when its server was killed")
    for _ in range(50):
        if not os.path.exists(torn):
            break
        time.sleep(0.1)
    lost = [p for p in [own] + named if not os.path.exists(p)]
    tap.ok(not os.path.exists(torn) and named and not lost, "what was left of an upload goes at the start, files of imports and one's own stay",
           "%r lost, of %d" % (lost, len(named)))


def write(world, name, data):
    path = "%s/%s" % (world.root, name)
    with open(path, "wb") as f:
        f.write(data)
    return path


def beside(tap, world, s):
    """The same import by the command line alone in a folder, and beside a server that also looks for work."""
    file = write(world, "beside.csv", rows_of("developers.csv", 8))
    alone = Server(world, "alone").start()
    alone.sign_in()
    alone.stop()
    r = alone.cli("import", file, "--mapping", "example-developers", "--yes")
    alone.start()
    r2 = s.cli("import", file, "--mapping", "example-developers", "--yes")
    time.sleep(0.5)
    last = lambda text: text.strip().splitlines()[-1:] # words of both ways
    one, other = outcome(alone), outcome(s)
    same = one == other
    tap.ok(r.returncode == 0 and r2.returncode == 0 and same and last(r.stdout) == last(r2.stdout),
           "an import by the command line beside a running server ends as it does alone",
           "alone %d %s, beside %d %s\n%s" % (r.returncode, last(r.stdout), r2.returncode, last(r2.stdout) or r2.stderr[-300:], "\n".join(
               "%s: alone %r beside %r" % (k, x, y) for k in one for x, y in zip(one[k], other[k]) if x != y)))
    faults = [w for w in (members_fault(s.folder), s.record_fault([]), s.texts_fault(), s.proof_command("audit")) if w]
    tap.ok(not faults, "and leaves a good record and right counts", "\n".join(faults))
    alone.stop()


def dry(tap, world, s):
    """A dry run must stay one, whoever does the checking."""
    faults = []
    for n in range(6):
        before = s.checkpoint()[0]
        rows = rows_of("partners.csv", 1).replace(b"pa-", b"dry%d-" % n).replace(b"@", b".dry%d@" % n)
        r = s.cli("import", write(world, "dry-%d.csv" % n, rows), "--mapping", "example-partners", "--dry-run")
        time.sleep(0.4)
        told = s.checkpoint()[0] - before # the cancelling is told
        if r.returncode or told > 1 or "Nothing was changed" not in r.stderr:
            faults.append("run %d: exit %d, %d entries: %s" % (n, r.returncode, told, r.stderr[-300:]))
    left = [(i["file_name"], i["state"]) for i in s.imports() if "dry-" in i["file_name"] and i["state"] != "cancelled"]
    tap.ok(not faults and not left, "a dry run beside a running server changes nothing", "%r %r" % (faults, left))


def metric(tap, world, s):
    """A metric that the command line adds is counted by the server that was running."""
    import glob, os, re
    from harness import DATA
    text = open(os.path.join(DATA, "..", "metrics", "developers.yaml"), encoding="utf-8").read()
    text = re.sub(r"(?m)^metric: .*$", "metric: chaos-developers", text)
    path = write(world, "metric.yaml", text.encode())
    # after this the server has its metrics in memory
    s.import_whole("example-developers", "before.csv", rows_of("developers.csv", 1).replace(b"dv-", b"bef-").replace(b"@", b".bef@"))
    r = s.cli("metric", "load", "@" + path)
    if r.returncode:
        tap.ok(False, "the command line adds a metric beside a running server", r.stderr)
        return
    time.sleep(1)
    rows = rows_of("developers.csv", 1).replace(b"dv-", b"met-").replace(b"@", b".met@").split(b"\n")[:101]
    i = s.import_whole("example-developers", "metric.csv", b"\n".join(rows) + b"\n")

    import sqlite3
    db = sqlite3.connect("file:%s/seedbed.db?mode=ro" % s.folder, uri=True, timeout=10)
    number = lambda slug: db.execute("SELECT SUM(value), COUNT(*) FROM tally WHERE dim = 0 AND metric = (SELECT id FROM metric WHERE slug = ?)", (slug,)).fetchone()
    a, b = number("developers"), number("chaos-developers")
    db.close()
    tap.ok(i["state"] == "done" and a == b and a[0], "a metric that the command line added is counted by the running server from then on",
           "sum over places, places: developers %r, the same metric loaded later %r" % (a, b))
