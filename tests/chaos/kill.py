"""kill -9 at any moment, while an import is applied, pages are read and deeds are done."""
import json, random, re, signal, sqlite3, threading, time
from harness import Gone, Server, rows_of

PAGES = ["/", "/hubs", "/programmes", "/parties", "/record", "/metrics", "/api/v1/pledges", "/checkpoint", "/imports"]


def files(times):
    return [("example-developers", "developers-x.csv", rows_of("developers.csv", times), None),
            ("example-startups", "startups-x-2024.csv", rows_of("startups-2024.csv", times), "2024-12-31"),
            ("example-startups", "startups-x-2026.csv", rows_of("startups-2026.csv", times), "2026-10-31")]


def outcome(server):
    """What must be the same with and without kills."""
    keep = ("file_name", "file_hash", "state", "rows_total", "rows_done", "rows_new", "rows_changed", "rows_moved", "rows_same",
            "rows_gone", "rows_refused", "rows_alike", "rows_renamed")
    imports = sorted(json.dumps({k: i[k] for k in keep}) for i in server.imports() if i["state"] == "done")
    moves = []
    for i in server.imports():
        if i["state"] == "done":
            moves.append((i["file_name"], sorted((m["from_stage"], m["to_stage"], m["rows_n"])
                                                 for m in server.get("/api/v1/imports/" + i["id"]).json["moves"])))
    pledges = [(p["slug"], p["counted"], p["actual"]) for p in server.get("/api/v1/pledges").json["pledges"]]
    programmes = [(p["slug"], p["members"]) for p in server.get("/api/v1/programmes").json["programmes"]]
    return {"imports": imports, "moves": sorted(moves), "pledges": pledges, "programmes": programmes}


def members_fault(folder):
    """Counts of members are kept apart from the members; both must tell the same."""
    db = sqlite3.connect("file:%s/seedbed.db?mode=ro" % folder, uri=True, timeout=10)
    try:
        db.execute("BEGIN")
        kept = {tuple(r[:3]): r[3] for r in db.execute("SELECT programme, hub, stage, SUM(members) FROM member_count GROUP BY 1, 2, 3") if r[3]}
        told = {tuple(r[:3]): r[3] for r in db.execute("SELECT programme, hub, stage, COUNT(*) FROM member GROUP BY 1, 2, 3")}
        whole = db.execute("PRAGMA quick_check").fetchone()[0]
    finally:
        db.close()
    if whole != "ok":
        return "the database is damaged: " + whole
    differ = [(k, kept.get(k, 0), told.get(k, 0)) for k in set(kept) | set(told) if kept.get(k, 0) != told.get(k, 0)]
    return "programme, hub, stage; counted; there: %r" % differ[:5] if differ else None


class Operator(threading.Thread):
    """Sends the files one after the other, whatever happens to the server."""

    def __init__(self, server, todo):
        super().__init__(daemon=True)
        self.s, self.todo, self.is_done, self.fault = server, todo, False, None

    def run(self):
        try:
            for mapping, name, data, as_of in self.todo:
                self.one(mapping, name, data, as_of)
            self.is_done = True
        except Exception as e:
            self.fault = repr(e)

    def one(self, mapping, name, data, as_of):
        while True:
            try:
                mine = [i for i in self.s.imports() if i["file_name"] == name and i["state"] not in ("cancelled", "failed")]
                states = {i["state"]: i for i in mine}
                if "done" in states:
                    return
                if "running" in states or "checking" in states:
                    time.sleep(0.02)
                elif "checked" in states:
                    self.s.api("import confirm", **{"import": states["checked"]["id"]})
                else:
                    r = self.s.upload(mapping, name, [data], len(data), as_of)
                    if r.status != 303:
                        raise RuntimeError("upload: %d %s" % (r.status, r.text[:500]))
            except (Gone, KeyError, json.JSONDecodeError):
                time.sleep(0.02)


class Doer(threading.Thread):
    """Deeds and pages; remembers what was acknowledged."""

    def __init__(self, server, seed):
        super().__init__(daemon=True)
        self.s, self.r, self.kept, self.faults, self.is_ending, self.n = server, random.Random(seed), [], [], False, 0

    def run(self):
        while not self.is_ending:
            try:
                if self.r.random() < 0.5:
                    self.n += 1
                    r = self.s.api("party add", kind="organisation", name="Acknowledged %d of %d" % (self.n, self.r.getrandbits(40)),
                                   listed="yes", country="KE")
                    if r.status == 200:
                        self.kept.append((r.json["position"], r.json["id"]))
                    elif r.status >= 500:
                        self.faults.append("party add: %d %s" % (r.status, r.text[:300]))
                else:
                    path = self.r.choice(PAGES)
                    r = self.s.get(path)
                    if r.status >= 500:
                        self.faults.append("%s: %d" % (path, r.status))
            except Gone:
                time.sleep(0.01)


def acknowledged_fault(server, kept):
    bundles = {}
    size = server.checkpoint()[0]
    for position, id in kept:
        n = position // 256
        if n not in bundles:
            bundles[n] = server.entries(n, min(256, size - n * 256))
        if position % 256 >= len(bundles[n]) or id.encode() not in bundles[n][position % 256]:
            return "position %d was acknowledged for %s and holds %r" % (position, id, bundles[n][position % 256:][:1])
    return None


def run(tap, world):
    times = 12 if world.rounds <= 20 else 40
    todo = files(times)
    calm = Server(world, "calm").start().sign_in()
    for f in todo:
        i = calm.import_whole(*f)
        if i["state"] != "done":
            raise RuntimeError("the undisturbed import of %s: %s" % (f[1], i))
    want = outcome(calm)
    calm.stop()

    wild = Server(world, "wild").start().sign_in()
    operator, doer = Operator(wild, todo), Doer(wild, world.seed)
    seen, faults, states = [], [], {}
    operator.start()
    doer.start()
    for n in range(world.rounds):
        if operator.is_done: # more kills than the files lasted: begin again in a new folder
            faults += finish(wild, operator, doer, want, seen)
            wild = Server(world, "wild-%d" % n).start().sign_in()
            operator, doer, seen = Operator(wild, todo), Doer(wild, world.seed + n), []
            operator.start()
            doer.start()
        time.sleep(world.random.choice([0.01, 0.05, 0.15, 0.3, 0.5]) * (0.5 + world.random.random()))
        try:
            seen.append(wild.checkpoint())
        except Gone:
            pass
        wild.kill()
        wild.start()
        words = [wild.record_fault(seen), members_fault(wild.folder), acknowledged_fault(wild, doer.kept[-20:])]
        if n % 5 == 4:
            words += [wild.proof_command("audit"), wild.proof_command("verify")]
        faults += ["kill %d: %s" % (n, w) for w in words if w]
        for i in wild.imports():
            states[i["state"]] = states.get(i["state"], 0) + 1
    faults += finish(wild, operator, doer, want, seen)
    tap.note("imports found after the restarts: %r" % states)
    tap.ok(not faults, "after each of %d kills the record goes on, what was acknowledged is there, counts are right, and imports end as "
           "they do undisturbed" % world.rounds, "\n".join(faults[:8]))


def finish(server, operator, doer, want, seen):
    """The import goes on by itself to the very numbers of the undisturbed run."""
    faults = []
    operator.join(120)
    doer.is_ending = True
    doer.join(30)
    if not operator.is_done:
        return ["the imports did not end: %s %r" % (operator.fault, [(i["file_name"], i["state"], i["rows_done"]) for i in server.imports()])]
    time.sleep(0.5)
    got = outcome(server)
    for k in want:
        if got[k] != want[k]:
            pairs = [(g, w) for g, w in zip(got[k], want[k]) if g != w]
            faults.append("%s differ from the undisturbed run: got and wanted %r" % (k, pairs[:3] or (len(got[k]), len(want[k]))))
    faults += [w for w in (server.record_fault(seen), server.texts_fault(), members_fault(server.folder),
                           acknowledged_fault(server, doer.kept), server.proof_command("audit"), server.proof_command("verify")) if w]
    faults += doer.faults[:3]
    if not doer.kept:
        faults.append("no deed was acknowledged: the test tests nothing")
    server.stop()
    return faults
