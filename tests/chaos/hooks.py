"""Webhooks to a real receiver while the server that sends them is killed."""
import json, os, re, subprocess, time
from harness import HERE, Server
from mail import wait_for

EVENTS = 60


class Receiver:
    """tests/webhook_server.py."""

    def __init__(self, world, name):
        self.folder = os.path.join(world.root, name)
        os.makedirs(self.folder, exist_ok=True)
        self.process = subprocess.Popen(["/usr/bin/python3", "-B", os.path.join(HERE, "..", "webhook_server.py"), self.folder],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        world.ends.append(self.stop)
        assert self.process.stdout.readline() == b"ready\n"
        self.port = int(open(self.folder + "/port").read())

    def stop(self):
        self.process.kill()
        self.process.wait()

    def taken(self):
        try:
            with open(self.folder + "/taken") as f:
                return [json.loads(line) for line in f if line.endswith("\n")]
        except OSError:
            return []


def positions(r, path):
    return [t["body"]["data"]["position"] for t in r.taken() if t["path"] == path]


def make(s, r, path):
    made = s.api("webhook make", name="To the CRM", url="http://127.0.0.1:%d%s" % (r.port, path), kinds="party.added").json
    with open(r.folder + "/secrets", "a") as f:
        f.write(re.search(r"whsec_\S+", made["note"]).group() + "\n")
    return made["id"]


def run(tap, world):
    r = Receiver(world, "receiver")
    s = Server(world, "hooks", flags=["--webhook-private", "yes"])
    s.start().sign_in()
    quick, slow = make(s, r, "/ok"), make(s, r, "/slow")
    told = []
    for i in range(EVENTS):
        told.append(s.api("party add", kind="organisation", name="Firm %d" % i).json["position"])
        if i % 20 == 19: # in the middle of it: the slow one always has one on its way
            time.sleep(0.2)
            s.kill()
            s.start()
    # the claim that a killed server left ends after a minute
    tap.ok(wait_for(lambda: set(told) <= set(positions(r, "/ok")), 90), "every event arrives, however often its sender is killed",
           "missing: %r" % sorted(set(told) - set(positions(r, "/ok"))))
    came = positions(r, "/ok")
    firsts = list(dict.fromkeys(came))
    tap.ok(firsts == sorted(firsts), "and in the order of the record", repr(came))
    tap.ok(len(came) <= len(told) + 3, "none that was marked as delivered goes twice", "%d for %d" % (len(came), len(told)))
    tap.ok(all(t["signed"] for t in r.taken()), "the receiver finds every signature right")
    tap.ok(len(positions(r, "/slow")) >= 1 and max(t["at_once"] for t in r.taken()) == 1, "a slow receiver has one event on its way at most")
    # what was answered is written a moment after the answer
    wait_for(lambda: {d["state"] for d in s.get("/api/v1/webhooks/" + quick).json["deliveries"]} == {"delivered"}, 90)
    seen = s.get("/api/v1/webhooks/" + quick).json
    tap.ok({d["state"] for d in seen["deliveries"]} == {"delivered"} and "whsec_" not in json.dumps(seen), "the log of deliveries says so",
           json.dumps(seen)[:500])
    tap.ok("whsec_" not in s.log() and "127.0.0.1:%d" % r.port not in s.log(), "neither secret nor address stands in the log")
    begun = time.time()
    s.stop()
    tap.ok(time.time() - begun < 10, "a server that has an event on its way ends soon all the same", "%.1f s" % (time.time() - begun))
    r.stop()
