"""The ledger under kill -9: ten clients at once, and after each restart every account, line by line, against a simple model.

CHAOS_LEDGER_SECONDS says how long on each engine (20), CHAOS_LEDGER_SEED what the clients ask for (another each time; it is printed)."""
import collections, concurrent.futures, glob, os, pwd, random, re, shutil, signal, time
from harness import Gone, Server
from ledger_client import ANSWER_SECONDS_MAX, Hand, Poster, Shared, Warden
from ledger_model import MOST, SCALES, Model, Wrong, amount_of, us_of

CLIENTS = 8
LOG_BYTES_MAX = 20000000
AUDIT_SECONDS_MAX = 1 # audits that take longer are made at every fifth look only


def patiently(ask):
    """A database that was torn away is missed by each worker once more: 503. What comes then is right."""
    end = time.monotonic() + 10
    while True:
        try:
            return ask()
        except (Gone, IndexError, RuntimeError, ValueError, Wrong):
            if time.monotonic() > end:
                raise
            time.sleep(0.05)


class Look:
    """One look at a server that nobody uses just now."""

    def __init__(self, servers, shared, headers):
        self.servers, self.sh, self.model, self.headers, self.faults = servers, shared, shared.model, headers, []

    def wrong(self, words):
        if len(self.faults) < 10:
            self.faults.append(words)

    def page(self, account, before=None):
        s = self.servers[hash(account.id) % len(self.servers)]
        path = "/api/v1/ledger/accounts/%s%s" % (account.id, "?before=" + before if before else "")
        return patiently(lambda: self.good(s.get(path, headers=self.headers, signed=False)))

    def good(self, r):
        if r.status != 200:
            raise Wrong("a statement: %d %s" % (r.status, r.text[:200]))
        return r.json

    def statement(self, account, until):
        """The account, and its lines after that one, oldest first."""
        first = page = self.page(account)
        lines = []
        while True:
            for line in page["lines"]:
                if line["line"] == until:
                    return first, lines[::-1]
                lines.append(line)
            if not page["next"]:
                if until:
                    self.wrong("line %s of %s is gone" % (until, account.id))
                return first, lines[::-1]
            page = self.page(account, page["next"])

    def statements(self):
        """All of them as they were at one moment: a hold may end by itself while they are read."""
        accounts = [a for a in self.model.accounts.values() if not a.is_retired]
        with concurrent.futures.ThreadPoolExecutor(4) as pool:
            while True:
                read = dict(zip(accounts, pool.map(lambda a: self.statement(a, a.last), accounts)))
                again = pool.map(self.page, accounts)
                if all(page["account"]["lines"] == read[a][0]["account"]["lines"] for a, page in zip(accounts, again)):
                    return read

    def told(self, read):
        """Everything that was acknowledged, and every end of a hold's time, in its order."""
        at_of = {line["line"]: line["at"] for _, lines in read.values() for line in lines}
        lapses = {line["line"]: (line["at"], line["hold"]) for _, lines in read.values() for line in lines if line["kind"] == "lapse"}
        events = [(post.order, post) for post in self.sh.fresh] + [(id, lapse) for id, lapse in lapses.items()]
        self.sh.fresh.clear()
        events.sort(key=lambda e: e[0])
        for id, what in events:
            try:
                if isinstance(what, tuple):
                    self.model.lapse(id, us_of(what[0]), what[1])
                    continue
                at = what.at or next((at_of[line] for _, line in what.results if line in at_of), None)
                if not at:
                    raise Wrong("a line that was acknowledged is in no statement")
                what.at = us_of(at)
                self.model.post(what)
            except Wrong as w:
                self.wrong("%s %s: %s" % (id, "" if isinstance(what, tuple) else what.body[:300], w))

    def account(self, a, page, lines):
        got = [(l["line"], us_of(l["at"]), l["kind"], l["other"], bool(l["in"]), amount_of(l["in"] or l["out"], a.scale),
                amount_of(l["balance"], a.scale), l["hold"]) for l in lines]
        if got != a.new:
            n = next((i for i, (g, w) in enumerate(zip(got, a.new)) if g != w), min(len(got), len(a.new)))
            self.wrong("%s has %d new lines and should have %d; line %d is %r and should be %r" % (a.id, len(got), len(a.new), n, got[n:n + 1], a.new[n:n + 1]))
        row = page["account"]
        wanted = [(k, amount_of(row[k], a.scale), w) for k, w in (("balance", a.balance), ("held", a.held_out), ("free", a.balance - a.held_out))]
        wanted.append(("lines", row["lines"], a.lines))
        for k, got_one, want in wanted:
            if got_one != want:
                self.wrong("%s: %s is %r and should be %r" % (a.id, k, got_one, want))
        self.totals(a, page)
        self.limits(a, page, row)
        self.holds(a, page)
        a.last = got[-1][0] if got else a.last
        a.new = []

    def totals(self, a, page):
        for word, want in (("came", a.came), ("went", a.went)):
            whole, _, part = page[word].partition(".")
            if int(whole + part.ljust(a.scale, "0")) != want:
                self.wrong("%s: %s %s, and should be %d" % (a.id, word, page[word], want))

    def limits(self, a, page, row):
        least, most = amount_of(page["least"], a.scale), amount_of(page["most"], a.scale)
        if a.least is not None and (least, most) != (a.least, a.most) or (least, most) not in a.limits:
            self.wrong("%s: limits are %d to %d and should be %r" % (a.id, least, most, (a.least, a.most)))
        due_out, due_in = self.model.due(a)
        if a.balance - a.held_out + due_out < least or a.balance + a.held_in - due_in > most:
            self.wrong("%s: %d, %d held in and %d out, is beyond its limits %d to %d" % (a.id, a.balance, a.held_in, a.held_out, least, most))
        a.limits, a.least, a.most = {(least, most)}, least, most
        if (row["state"] == "closed") != (a.closed_at is not None):
            self.wrong("%s is %s, and that was answered at %r" % (a.id, row["state"], a.closed_at))
        a.is_retired = a.closed_at is not None

    def holds(self, a, page):
        want = sorted(h.id for h in self.model.holds.values() if h.is_open and a in (h.source, h.target))[:50]
        got = [h["hold"] for h in page["holds"]]
        if want != got:
            self.wrong("%s: open holds are %r and should be %r" % (a.id, got[:8], want[:8]))

    def all(self):
        read = self.statements()
        self.told(read)
        self.model.look_for_late()
        for a, (page, lines) in read.items():
            self.account(a, page, lines)
        for unit in SCALES:
            total = sum(a.balance for a in self.model.accounts.values() if a.unit == unit)
            if total:
                self.wrong("all accounts in %s together have %d" % (unit, total))
        for id in [id for id, h in self.model.holds.items() if not h.is_open][:-500]:
            del self.model.holds[id]
        return self.faults


class Siege:
    """Servers on one store, clients that never rest, and kills."""
    pauses = [0.02, 0.1, 0.3, 0.8] # seconds from one kill to the next

    def __init__(self, world, servers, seed, with_hand=True):
        self.world, self.servers, self.r = world, servers, random.Random(seed)
        self.kills, self.looks, self.seen, self.faults, self.did = 0, 0, [], [], collections.Counter()
        self.sh = Shared(Model(), random.Random(seed + 1))
        first = servers[0].start().sign_in()
        tokens = [self.service(first, name) for name in "ab"]
        self.headers = {"Authorization": "Bearer " + tokens[0]}
        narrow = self.accounts(first)
        for s in servers[1:]:
            s.start()
        self.posters = [Poster(self.sh, servers[i % len(servers)], "client %d" % i, seed + 10 + i, i % 2, tokens[i % 2], "c%d" % (i // 2)) for i in range(CLIENTS)]
        self.clients = self.posters + [Warden(self.sh, first, seed + 2, tokens[0], narrow)] + ([Hand(self.sh, first, "hand", seed + 3)] if with_hand else [])

    def service(self, server, name):
        until = time.strftime("%Y-%m-%d", time.gmtime(time.time() + 200 * 86400))
        r = server.api("service add", name="ledger " + name, role="finance", hub="singapore", until=until)
        return re.search(r"seedbed_[0-9a-f]+", r.text).group(0)

    def accounts(self, server):
        """In each unit one outside, three that are free and two whose limits change; the latter."""
        narrow = []
        for unit in SCALES:
            for n in range(6):
                kind = "own" if n else "outside"
                r = server.api("ledger-account open", hub="singapore", title="%s %d" % (unit, n), unit=unit, kind=kind)
                self.sh.model.account(r.json["id"], unit, 0 if n else -MOST)
                self.sh.units[unit].append(r.json["id"])
                if n > 3:
                    narrow.append(self.sh.model.accounts[r.json["id"]])
        return narrow

    def hurt(self):
        """One server is killed, at times while it starts, and started again."""
        s, how = self.r.choice(self.servers), signal.SIGTERM if self.r.random() < 0.1 else signal.SIGKILL
        s.kill(how)
        self.kills += 1
        if os.path.getsize(s.log_path) > LOG_BYTES_MAX:
            os.truncate(s.log_path, 0)
        while self.r.random() < 0.2:
            s.start(wait=False)
            time.sleep(self.r.random() * 0.06)
            s.kill()
            self.kills += 1
        s.start()

    def look(self):
        if not self.sh.shut(ANSWER_SECONDS_MAX + 30):
            return self.faults.append("clients still wait: %r" % self.servers[0].log_tail())
        first, begun = self.servers[0], time.monotonic()
        self.looks += 1
        self.faults += Look(self.servers, self.sh, self.headers).all()
        for _ in range(10):
            self.posters[0].again(self.sh.random.choice([p for p in self.sh.kept[-300:] if p.actor == 0]))
        words = [patiently(lambda: first.record_fault(self.seen))]
        self.did["look ms"] += int((time.monotonic() - begun) * 1000)
        begun = time.monotonic()
        if self.looks % 5 == 0 or self.did["audit ms"] < AUDIT_SECONDS_MAX * 1000:
            words += [first.proof_command("audit"), first.proof_command("verify")]
            self.did["audit ms"] = int((time.monotonic() - begun) * 1000)
        self.faults += [w for w in words if w] + self.sh.faults

    def run(self, seconds):
        end = time.monotonic() + seconds
        for c in self.clients:
            c.start()
        while time.monotonic() < end and not self.faults:
            self.sh.open()
            for _ in range(self.r.choice([1, 1, 2, 3])):
                time.sleep(self.r.choice(self.pauses) * (0.5 + self.r.random()))
                self.hurt()
            self.look()
        self.sh.is_ending = True
        self.sh.open()
        for c in self.clients:
            c.join(30)
        self.last()

    def last(self):
        """Once more, and all of it: what was asked first, and audits of the whole."""
        first = self.servers[0]
        self.sh.is_ending = False # so that posters go on asking
        for post in self.sh.kept[:60] + self.sh.kept[-60:]:
            self.posters[post.actor].again(post) if isinstance(post.actor, int) else None
        self.faults += [w for w in (first.proof_command("audit"), first.proof_command("verify"), patiently(lambda: first.record_fault(self.seen)),
                                    patiently(first.texts_fault)) if w]
        self.faults += [f for f in self.sh.faults if f not in self.faults]
        for s in self.servers:
            s.stop()

    def told(self):
        return "%d kills, %d looks, %r; steps: %r; %r" % (self.kills, self.looks, dict(self.sh.counts), dict(sorted(self.sh.model.counts.items())), dict(self.did))

    def untested(self):
        """What should have happened and did not: then the test tests nothing."""
        if self.sh.counts["asked"] < 200: # so short a time proves little, and is no fault
            return [] if self.sh.model.counts.get("done") else ["done"]
        want = ["done", "too-little", "linked-failed", "hold-over", "bad-amount", "lapse"]
        return [w for w in want if not self.sh.model.counts.get(w)] + [w for w in ("again", "other", "lost") if not self.sh.counts[w]]


class ClockSiege(Siege):
    """The server's clock jumps, back too (libfaketime, Debian's package faketime). The command line has its own clock, and is left out."""

    def __init__(self, world, server, seed, file):
        self.file = file
        super().__init__(world, [server], seed, with_hand=False)

    def hurt(self):
        self.sh.ahead_us = 1000 * self.r.choice([-7200000, -60000, -500, -3, 0, 3, 700, 60000, 7200000])
        turn(self.file, self.sh.ahead_us)
        self.did["clock set"] += 1
        if not self.kills or self.r.random() < 0.4:
            super().hurt()


def turn(file, ahead_us):
    with open(file + ".new", "w") as f:
        f.write("%+.6f" % (ahead_us / 1e6))
    os.replace(file + ".new", file)


class ClusterSiege(Siege):
    """Two nodes on one PostgreSQL, which is torn away, too."""
    pauses = [0.02, 0.1, 0.3]

    def __init__(self, world, servers, seed, cluster):
        self.cluster = cluster
        super().__init__(world, servers, seed)

    def hurt(self):
        if self.r.random() < 0.85:
            return super().hurt()
        self.cluster.stop("immediate")
        time.sleep(self.r.random() * 0.3)
        self.cluster.start()
        self.did["database stopped"] += 1
        for s in self.servers:
            s.wait_up()


def report(tap, name, siege, seconds):
    siege.run(seconds)
    missing = siege.untested()
    tap.note(siege.told())
    tap.ok(not siege.faults and not missing, "the ledger %s: after %d kills every account is what a simple model of the acknowledged says, and each key "
           "answers as it did" % (name, siege.kills), "\n".join(siege.faults[:10] + (["never happened: %r" % missing] if missing else [])))


def run(tap, world):
    seconds = float(os.environ.get("CHAOS_LEDGER_SECONDS", "20"))
    seed = int(os.environ.get("CHAOS_LEDGER_SEED", "") or random.SystemRandom().randrange(1000000))
    tap.note("CHAOS_LEDGER_SEED=%d CHAOS_LEDGER_SECONDS=%g" % (seed, seconds))
    report(tap, "on SQLite", Siege(world, [Server(world, "ledger")], seed), seconds * 0.7)
    clock(tap, world, seed, seconds * 0.3)
    cluster(tap, world, seed, seconds)


def clock(tap, world, seed, seconds):
    library = sorted(glob.glob("/usr/lib/*/faketime/libfaketimeMT.so*"))
    if not library:
        return tap.skip("the ledger while the clock jumps", "libfaketime is not there: apt-get install faketime")
    s = Server(world, "ledger-clock")
    file = s.folder + "/clock" # the server reads nothing outside of its data folder
    turn(file, 0)
    s.wrap = ["env", "LD_PRELOAD=" + library[0], "FAKETIME_TIMESTAMP_FILE=" + file, "FAKETIME_NO_CACHE=1", "FAKETIME_DONT_FAKE_MONOTONIC=1"]
    report(tap, "while the clock is set back and forth", ClockSiege(world, s, seed, file), seconds)


def cluster(tap, world, seed, seconds):
    from postgres import Cluster
    bins = sorted(glob.glob("/usr/lib/postgresql/*/bin"))
    if not bins or (os.geteuid() == 0 and "postgres" not in [p.pw_name for p in pwd.getpwall()]):
        return tap.skip("the ledger on PostgreSQL", "no PostgreSQL server on this machine")
    c = Cluster(bins[-1])
    world.ends.append(c.end)
    with open(c.root + "/data/postgresql.conf", "a") as f:
        f.write("fsync = off\n") # servers are killed here, not the machine
    store = c.start().fresh("ledger")
    one = Server(world, "ledger-node-0", store=store)
    shutil.copytree(one.folder, one.folder + "-copy")
    other = Server(world, "ledger-node-1", store=store, folder=one.folder + "-copy", flags=["--node", "1"])
    report(tap, "on PostgreSQL, two nodes", ClusterSiege(world, [one, other], seed, c), seconds)
