"""kill -9 while several people save a draft: what was acknowledged is there afterwards."""
import random, threading, time
from harness import Gone, Server

WRITERS = 4
FIELD = "pitch"


class Writer(threading.Thread):
    """Saves one application again and again, and knows the last text that the server said it has."""

    def __init__(self, server, application, n):
        super().__init__(daemon=True)
        self.s, self.application, self.n = server, application, n
        self.acknowledged = self.sent = 0
        self.seq, self.ends, self.fault = 0, False, None

    def run(self):
        while not self.ends:
            text = "writer %d, words %d" % (self.n, self.sent + 1)
            try:
                self.sent += 1
                r = self.s.api("application save", application=self.application, writer="w%d" % self.n, **{FIELD: text, "_seq." + FIELD: str(self.seq)})
                if r.status != 200:
                    self.fault = "%d %s" % (r.status, r.text[:300])
                    return
                one = r.json["answer"]["saved"][0]
                if "clash" in one:
                    self.fault = "it clashed with itself"
                    return
                self.seq, self.acknowledged = one["seq"], self.sent
            except Gone:
                time.sleep(0.01)


def kept(server, application):
    rows = server.get("/api/v1/applications/" + application).json["rows"]
    return next((r["value"] for r in rows if r["field"] == FIELD), "")


def run(tap, world):
    s = Server(world, "drafts").start().sign_in()
    r = s.api("round open", programme="startup-accelerator", hub="bangkok", title="T", closes="2030-01-01T00:00")
    round_id = r.json["id"]
    writers = []
    for n in range(WRITERS):
        party = s.api("party add", kind="organisation", name="Firm %d" % n).json["id"]
        writers.append(Writer(s, s.api("application begin", round=round_id, party=party).json["id"], n))
    for w in writers:
        w.start()
    kills = max(3, world.rounds // 4)
    for _ in range(kills):
        time.sleep(random.random() * 0.4)
        s.kill()
        s.start()
    for w in writers:
        w.ends = True
    for w in writers:
        w.join(30)
    faults = [w.fault for w in writers if w.fault]
    lost = []
    for w in writers:
        text = kept(s, w.application)
        have = int(text.rsplit(" ", 1)[1].rstrip('"')) if "words" in text else 0
        if not w.acknowledged <= have <= w.sent:
            lost.append("writer %d: acknowledged %d, kept %d" % (w.n, w.acknowledged, have))
    tap.ok(not faults, "saves go on after %d kills" % kills, "; ".join(faults))
    tap.ok(not lost and all(w.acknowledged for w in writers), "no save that was acknowledged is lost", "; ".join(lost))
    fault = s.record_fault([])
    tap.ok(not fault, "the record is whole", fault)
    s.stop()
