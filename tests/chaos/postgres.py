"""The database server goes away in the middle, and comes back."""
import glob, os, pwd, shutil, subprocess, tempfile, threading, time
from harness import Gone, Server, rows_of, words_of


class Cluster:
    """A throw-away PostgreSQL on a socket of its own."""

    def __init__(self, bin):
        self.bin = bin
        self.root = tempfile.mkdtemp(prefix="seedbed-chaos-pg-")
        self.user = "postgres" if os.geteuid() == 0 else pwd.getpwuid(os.geteuid()).pw_name
        if os.geteuid() == 0:
            shutil.chown(self.root, "postgres")
        self.run("initdb", "-D", self.root + "/data", "-A", "trust", "--no-sync", "-E", "UTF8", "--locale=C.UTF-8")
        with open(self.root + "/data/postgresql.conf", "a") as f:
            f.write("listen_addresses = ''\nunix_socket_directories = '%s'\nshared_buffers = 32MB\n" % self.root)

    def run(self, tool, *args):
        command = [os.path.join(self.bin, tool), *args]
        if os.geteuid() == 0:
            command = ["runuser", "-u", "postgres", "--", *command]
        r = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, cwd=self.root, timeout=60)
        if r.returncode:
            raise RuntimeError("%s: %s" % (tool, r.stdout[-500:]))

    def start(self):
        self.run("pg_ctl", "-D", self.root + "/data", "-w", "-l", self.root + "/log", "start")
        return self

    def stop(self, how="immediate"):
        self.run("pg_ctl", "-D", self.root + "/data", "-w", "-m", how, "stop")

    def fresh(self, name):
        self.run("createdb", "-h", self.root, name)
        return "postgresql://%s@/%s?host=%s" % (self.user, name, self.root)

    def end(self):
        try:
            self.stop()
        except Exception:
            pass
        shutil.rmtree(self.root, ignore_errors=True)


def settle(server, paths, seconds=20):
    """How long until every one of 12 requests in a row is answered well."""
    begun, good = time.time(), 0
    while good < 12 and time.time() - begun < seconds:
        status = server.get(paths[good % len(paths)], signed=good % 2 == 0).status
        good = good + 1 if status == 200 else 0
        if status != 200:
            time.sleep(0.05)
    return time.time() - begun if good == 12 else None


def run(tap, world):
    bins = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not bins or (os.geteuid() == 0 and "postgres" not in [p.pw_name for p in pwd.getpwall()]):
        tap.skip("PostgreSQL goes away and comes back", "no PostgreSQL server on this machine")
        return
    c = Cluster(bins[-1])
    world.ends.append(c.end)
    c.start()
    calm = Server(world, "pg-calm", store=c.fresh("calm")).start().sign_in()
    times = 2 if world.rounds <= 20 else 6
    todo = [("example-developers", "developers-x.csv", rows_of("developers.csv", times), None),
            ("example-startups", "startups-x-2024.csv", rows_of("startups-2024.csv", times), "2024-12-31"),
            ("example-startups", "startups-x-2026.csv", rows_of("startups-2026.csv", times), "2026-10-31")]
    for f in todo:
        calm.import_whole(*f)
    from kill import Doer, Operator, acknowledged_fault, outcome
    want = outcome(calm)
    calm.stop()
    s = Server(world, "pg", store=c.fresh("wild")).start().sign_in()
    paths = ["/", "/hubs/europe", "/api/v1/pledges", "/record", "/programmes", "/hubs"]
    for how in ("fast", "immediate"):
        away(tap, s, c, how, paths)

    # an import, deeds and pages while the database is torn away again and again
    operator, doer, seen, faults = Operator(s, todo), Doer(s, world.seed), [], []
    operator.start()
    doer.start()
    for n in range(max(2, world.rounds // 8)):
        time.sleep(world.random.choice([0.1, 0.3, 0.6]) * (0.5 + world.random.random()))
        c.stop("immediate")
        time.sleep(world.random.choice([0.05, 0.5, 1.0]))
        c.start()
        if settle(s, ["/programmes", "/checkpoint"]) is None:
            faults.append("stop %d: no answer" % n)
        fault = s.record_fault(seen)
        if fault:
            faults.append("stop %d: %s" % (n, fault))
    operator.join(90)
    doer.is_ending = True
    doer.join(30)
    time.sleep(0.5)
    got = outcome(s) if operator.is_done else {}
    for k in want:
        if got.get(k) != want[k]:
            faults.append("%s differ: got and wanted %r" % (k, [p for p in zip(got.get(k, []), want[k]) if p[0] != p[1]][:3] or operator.fault))
    faults += [w for w in (s.record_fault(seen), s.texts_fault(), acknowledged_fault(s, doer.kept), s.proof_command("audit"), s.proof_command("verify")) if w]
    faults += [f for f in doer.faults if ": 503" not in f][:3]
    tap.ok(not faults and doer.kept, "imports go on by themselves when the database was torn away %d times, to the same numbers"
           % max(2, world.rounds // 8), "\n".join(faults[:8] + [l for l in s.log().splitlines() if "store=" in l][-8:]))
    s.stop()


def away(tap, s, c, how, paths):
    c.stop(how)
    reads = [s.get(p, signed=signed) for p in paths[1:4] for signed in (False, True)]
    begun = time.time()
    write = s.api("party add", kind="organisation", name="While it was away", listed="yes", country="KE")
    took = time.time() - begun
    form = s.form("/do/party/add", {"kind": "organisation", "name": "While it was away", "listed": "yes", "country": "KE"})
    bad = [(r.status, words_of(r)) for r in reads if r.status != 200 and (r.status != 503 or "database can not be reached" not in r.text)]
    tap.ok(not bad and any(r.status == 503 for r in reads), "database stopped (%s): pages say 503 in words" % how, "%r" % (bad or [r.status for r in reads]))
    tap.ok(write.status == 503 and form.status == 503 and "database" in words_of(write) and took < 10, "and so do deeds, soon",
           "json %d %s; form %d %s; %.1f s" % (write.status, words_of(write), form.status, words_of(form), took))
    c.start()
    took = settle(s, paths)
    tap.ok(took is not None and took < 5, "started again: pages work again by themselves", "%r %s" % (took, s.log_tail()[-600:]))
    again = s.api("party add", kind="organisation", name="When it was back (%s)" % how, listed="yes", country="KE")
    tap.ok(again.status == 200 and s.alive(), "and so do deeds", "%d %s" % (again.status, again.text))
