#!/usr/bin/env python3
"""bench/usage.py SEEDBED [KEYS] [FOLDER]: usage over HTTP, with KEYS (10000000) events known already.

Starts the program on a folder of its own; a hundred parties are linked to subjects, with a price list and a grant each. Events come as
CloudEvents in batches of 1,000 from some connections at once, each batch acknowledged when it is durable: claimed once, rated, summed by day, spent,
in the record. Bodies are made before the clock runs. Then every tenth batch is sent again: nothing of it may count. Prints JSON."""
import http.client
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import threading
import time

PARTIES, BATCH, CLIENTS, MEASURED = 100, 1000, 8, 400
PRICES = os.path.join(os.path.dirname(os.path.dirname(os.path.abspath(__file__))), "examples/prices/model-tokens.yaml")
METERS = ["tokens-in", "tokens-out"]


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


class Program:
    def __init__(self, path, folder):
        self.path, self.folder, self.port = path, folder, free_port()
        self.cli("init", "--examples")

    def cli(self, *words):
        r = subprocess.run([self.path, *words, "--data", self.folder], text=True, capture_output=True)
        if r.returncode:
            raise SystemExit("%s: %s" % (" ".join(words), r.stderr or r.stdout))
        return r.stdout

    def serve(self):
        root = ["--as-root"] if os.geteuid() == 0 else []
        self.process = subprocess.Popen([self.path, "serve", "--data", self.folder, "--port", str(self.port), *root], stdout=subprocess.DEVNULL,
                                        stderr=open(self.folder + ".log", "w"))
        for _ in range(200):
            try:
                return socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                time.sleep(0.05)
        raise SystemExit("the server does not answer")

    def cpu_seconds(self):
        fields = open("/proc/%d/stat" % self.process.pid).read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def resident_mib(self):
        return int(re.search(r"VmHWM:\s+(\d+)", open("/proc/%d/status" % self.process.pid).read())[1]) / 1024


def people(p):
    """Parties that use, each with what it may spend; and the token of who tells it."""
    for n in range(PARTIES):
        party = json.loads(p.cli("party", "add", "--kind", "organisation", "--name", "Member %03d" % n, "--hub", "singapore", "--json"))["id"]
        p.cli("grant", "give", "--party", party, "--hub", "singapore", "--title", "Credits", "--unit", "USD", "--amount", "1000000")
        p.cli("usage", "link", "--hub", "singapore", "--source", "/gateway", "--subject", "member-%d" % n, "--party", party, "--unit", "USD",
              "--prices", "model-tokens")
    told = p.cli("service", "add", "--name", "gateway", "--role", "finance", "--hub", "singapore", "--until",
                 time.strftime("%Y-%m-%d", time.gmtime(time.time() + 90 * 86400)))
    return re.search(r"seedbed_[0-9a-f]+", told).group(0)


def body(batch):
    day = time.strftime("%Y-%m-%dT", time.gmtime())
    events = []
    for i in range(BATCH):
        n = batch * BATCH + i
        events.append('{"specversion":"1.0","id":"e-%d","source":"/gateway","type":"usage.reported","subject":"member-%d","time":"%s%02d:%02d:%02dZ",'
                      '"data":{"meter":"%s","quantity":"%d","dimensions":{"model":"%s"}}}'
                      % (n, n * 7919 % PARTIES, day, batch % 24, n % 60, i % 60, METERS[n & 1], 1 + n * 31 % 5000, "large" if n % 3 else "small"))
    return ("[" + ",".join(events) + "]").encode()


class Client(threading.Thread):
    def __init__(self, p, token, bodies, out):
        super().__init__(daemon=True)
        self.p, self.token, self.bodies, self.out = p, token, bodies, out

    def run(self):
        link = http.client.HTTPConnection("127.0.0.1", self.p.port)
        head = {"Authorization": "Bearer " + self.token, "Content-Type": "application/cloudevents-batch+json"}
        for data in iter(self.bodies, None):
            begun = time.perf_counter()
            link.request("POST", "/api/v1/usage?hub=singapore", data, head)
            r = link.getresponse()
            answer = r.read()
            self.out.append((time.perf_counter() - begun, r.status, answer[:200]))


def send(p, token, source):
    """Takes bodies out of the iterator from several connections at once; the time and the answers."""
    lock, out = threading.Lock(), []

    def next_one():
        with lock:
            return next(source, None)

    begun = time.perf_counter()
    clients = [Client(p, token, next_one, out) for _ in range(CLIENTS)]
    for c in clients:
        c.start()
    for c in clients:
        c.join()
    bad = [o for o in out if o[1] != 200]
    if bad:
        raise SystemExit("a batch was answered %d: %s" % bad[0][1:])
    return time.perf_counter() - begun, out


def count(out, word):
    return sum(int(re.search(rb'"%s":(\d+)' % word, o[2])[1]) for o in out)


def main():
    keys = int(sys.argv[2]) if len(sys.argv) > 2 else 10000000
    with tempfile.TemporaryDirectory(dir=sys.argv[3] if len(sys.argv) > 3 else "/var/tmp") as folder:
        p = Program(sys.argv[1], folder + "/data")
        token = people(p)
        p.serve()
        before = max(keys // BATCH, 1)
        filled, _ = send(p, token, (body(i) for i in range(before)))
        bodies = [body(before + i) for i in range(MEASURED)]
        cpu = p.cpu_seconds()
        took, out = send(p, token, iter(bodies))
        cpu = p.cpu_seconds() - cpu
        if count(out, b"taken") != MEASURED * BATCH:
            raise SystemExit("not every event was taken: %r" % (out[0],))
        again_took, again = send(p, token, iter(bodies[::10]))
        if count(again, b"known") != MEASURED // 10 * BATCH or count(again, b"taken"):
            raise SystemExit("an event counted twice")
        late = sorted(o[0] for o in out)
        print(json.dumps({"keys": before * BATCH, "events_per_s": MEASURED * BATCH / took, "fill_per_s": before * BATCH / filled,
                          "again_per_s": MEASURED // 10 * BATCH / again_took, "batch_p50_ms": late[len(late) // 2] * 1e3,
                          "batch_p99_ms": late[len(late) * 99 // 100] * 1e3, "cpu_us_per_event": cpu / (MEASURED * BATCH) * 1e6,
                          "resident_mib": p.resident_mib()}))
        p.process.terminate()
        p.process.wait(60)


main()
