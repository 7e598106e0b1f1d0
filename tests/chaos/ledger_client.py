"""Clients of the ledger: each request has a key and is sent until it is answered, whatever happens to the server meanwhile."""
import collections, http.client, json, random, signal, subprocess, threading, time
from harness import Gone, Reply
from ledger_model import MOST, SCALES, amount_of, iso_of, text_of

HOSTILE = ["0", "-1", "-0", "1e400", "NaN", "Infinity", "1,5", " 1", "1 ", "+1", "0x10", ".5", "1.", "1.2.3", "٣", "0.0000000001",
           "23058430092.13693951", "23058430092.13693952", "92233720368.54775807", "92233720368.54775808", "2305843009213693951",
           "2305843009213693952", "9223372036854775807", "-9223372036854775808", "0" * 300 + "1", "1" * 300, "12.3400000000000"]
NOBODY = ["0S00000000001", "0S00000000002"]
ANSWER_SECONDS_MAX = 90


class Post:
    def __init__(self, path, actor, key, steps, body):
        self.path, self.actor, self.key, self.steps, self.body = path, actor, key, steps, body
        self.sent = self.answer = self.results = self.at = self.order = None


class Shared:
    """What all clients know, and the gate at which they wait while one looks."""

    def __init__(self, model, random):
        self.model, self.lock, self.random = model, threading.Condition(), random
        self.units = {u: [] for u in SCALES} # accounts that are used
        self.short = {u: [] for u in SCALES} # those that may be closed
        self.holds = collections.deque(maxlen=60)
        self.fresh, self.kept, self.faults, self.counts = [], [], [], collections.Counter()
        self.ahead_us, self.is_shut, self.is_ending, self.busy = 0, False, False, 0

    def fault(self, words):
        with self.lock:
            self.counts["fault"] += 1
            if len(self.faults) < 20:
                self.faults.append(words)

    def count(self, word):
        with self.lock:
            self.counts[word] += 1

    def now_us(self):
        return int(time.time() * 1e6) + self.ahead_us

    def enter(self):
        with self.lock:
            while self.is_shut and not self.is_ending:
                self.lock.wait()
            self.busy += 1
        return not self.is_ending

    def leave(self):
        with self.lock:
            self.busy -= 1
            self.lock.notify_all()

    def shut(self, seconds):
        """Waits until every request has its answer."""
        with self.lock:
            self.is_shut = True
            return self.lock.wait_for(lambda: not self.busy, seconds)

    def open(self):
        with self.lock:
            self.is_shut = False
            self.lock.notify_all()

    def take(self, post):
        """What was answered is to be told by the model, and sometimes asked again."""
        with self.lock:
            if post.results:
                self.fresh.append(post)
                for step, (_, line) in zip(post.steps, post.results):
                    if line and step["kind"] == "hold":
                        self.holds.append((line, step["amount"], self.model.accounts[step["source"]].scale))
            if not post.body: # it can not be sent again
                return
            if len(self.kept) < 4000:
                self.kept.append(post)
            else:
                self.kept[self.random.randrange(4000)] = post


class Client(threading.Thread):
    def __init__(self, shared, server, name, seed):
        super().__init__(daemon=True)
        self.sh, self.server, self.who, self.r, self.n = shared, server, name, random.Random(seed), 0

    def run(self):
        while True:
            try:
                if not self.sh.enter():
                    return
                self.act()
            except Exception as e:
                self.sh.fault("%s: %r" % (self.who, e))
            finally:
                self.sh.leave()

    def wait(self, begun):
        if self.sh.is_ending or time.monotonic() - begun > ANSWER_SECONDS_MAX:
            raise RuntimeError("no answer for %d s" % (time.monotonic() - begun))
        time.sleep(0.02 + self.r.random() * 0.03)


class Poster(Client):
    """Over HTTP, with a token; some share their keys with a client of another actor."""

    def __init__(self, shared, server, name, seed, actor, token, keys):
        super().__init__(shared, server, name, seed)
        self.actor, self.keys, self.line = actor, keys, None
        self.headers = {"Content-Type": "application/json", "Authorization": "Bearer " + token}

    # --- sending

    def once(self, path, body):
        try:
            if not self.line:
                self.line = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
            self.line.request("POST", "/api/v1" + path, body, self.headers)
            r = self.line.getresponse()
            return Reply(r.status, r.headers, r.read())
        except (OSError, http.client.HTTPException) as e:
            self.hang_up()
            raise Gone(repr(e))

    def hang_up(self):
        if self.line:
            self.line.close()
        self.line = None

    def told(self, path, body):
        """The answer, and how often it was asked for."""
        begun, tries = time.monotonic(), 0
        while True:
            tries += 1
            try:
                r = self.once(path, body)
                if r.status != 503:
                    return r, tries
                self.sh.count("503")
                time.sleep(0.1)
            except Gone:
                self.sh.count("lost")
            self.wait(begun)

    def side_by_side(self, path, body):
        """The same on two connections at once, or on one that is closed before the answer."""
        other = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=30)
        try:
            other.request("POST", "/api/v1" + path, body, self.headers)
            if self.r.random() < 0.5:
                return None
            mine = self.once(path, body)
            r = other.getresponse()
            return [mine, Reply(r.status, r.headers, r.read())]
        except (OSError, http.client.HTTPException, Gone):
            return None
        finally:
            other.close()

    # --- what is asked for

    def amount(self, scale):
        return self.r.choice(HOSTILE) if self.r.random() < 0.06 else text_of(self.r.randrange(1, 400 * 10 ** scale), scale)

    def pair(self):
        unit = self.r.choice(list(SCALES))
        ids = self.sh.units[unit]
        source, target = ids[0] if self.r.random() < 0.3 else self.r.choice(ids), self.r.choice(ids)
        if self.sh.short[unit] and self.r.random() < 0.15:
            target = self.r.choice(self.sh.short[unit][-3:])
        if self.sh.short[unit] and self.r.random() < 0.05:
            source = self.r.choice(self.sh.short[unit][-3:])
        if self.r.random() < 0.02:
            target = self.r.choice(self.sh.units[self.r.choice(list(SCALES))])
        if self.r.random() < 0.02:
            source = self.r.choice(NOBODY)
        if self.r.random() < 0.02:
            target = self.r.choice(NOBODY)
        return source, target, SCALES[unit]

    def step(self):
        kind = self.r.choice(["transfer"] * 4 + ["hold"] * 3 + ["settle"] * 2 + ["release"])
        if kind in ("transfer", "hold") or not self.sh.holds:
            source, target, scale = self.pair()
            step = {"kind": "hold" if kind == "hold" else "transfer", "source": source, "target": target, "amount": self.amount(scale)}
            if kind == "hold" and self.r.random() < 0.6: # some of them in a moment, some a moment ago
                step["until"] = iso_of(self.sh.now_us() + self.r.choice([-1000, 1000, 20000, 100000, 500000, 2000000, 600000000]) + self.r.randrange(1000))
        else:
            hold, held, scale = self.r.choice(list(self.sh.holds))
            step = {"kind": kind, "hold": hold if self.r.random() > 0.02 else self.r.choice(NOBODY)}
            if kind == "settle":
                whole = amount_of(held, scale) or 1
                step["amount"] = held if self.r.random() < 0.2 else self.amount(scale) if self.r.random() < 0.1 else \
                    text_of(self.r.randrange(0, whole + whole // 10 + 1), scale)
        if self.r.random() < 0.2:
            step["linked"] = True
        return step

    def post_of(self, steps):
        self.n += 1
        key = "%s-%d" % (self.keys, self.n)
        return Post("/ledger/posts", self.actor, key, steps, json.dumps({"key": key, "steps": steps}))

    def deed_of(self):
        """One step through a deed's door. Nothing hostile: what a deed's fields refuse is not kept under the key."""
        self.n += 1
        while True:
            step = self.step()
            step.pop("linked", None)
            scale = self.sh.model.accounts[step["source"]].scale if step.get("source") in self.sh.model.accounts else 0
            if not set(NOBODY) & set(step.values()) and "until" not in step and step.get("amount") not in HOSTILE + ["0"] and \
                    (step["kind"] == "settle" or "amount" not in step or amount_of(step["amount"], scale)):
                break
        word = {"transfer": "/transfer/make", "hold": "/hold/open", "settle": "/hold/settle", "release": "/hold/release"}[step["kind"]]
        key = "%s-%d" % (self.keys, self.n)
        body = {**{k: v for k, v in step.items() if k != "kind"}, "key": key}
        if step["kind"] == "hold" and not self.sh.ahead_us and self.r.random() < 0.5:
            body["minutes"] = self.r.randrange(1, 4)
            step["between"] = (body["minutes"] * 60000000 - 30000000, body["minutes"] * 60000000)
        return Post(word, self.actor, key, [step], json.dumps(body))

    # --- doing it

    def read(self, post, r):
        """Puts the answer into the post; None, or words when it is none."""
        if post.path != "/ledger/posts":
            if r.status == 409:
                post.answer = (409, r.json["detail"])
                return None
            if r.status != 200:
                return "%d %s" % (r.status, r.text[:300])
            a = r.json["answer"]
            post.answer, post.results, post.order = (200, a["post"], a["line"], a["result"]), [(a["result"], a["line"])], a["post"]
            return None
        if r.status != 200 or len(r.json["steps"]) != len(post.steps):
            return "%d %s" % (r.status, r.text[:300])
        a = r.json
        post.answer = (a["post"], a["at"], json.dumps(a["steps"]), a["refused"])
        post.results, post.order, post.at = [(s["result"], s.get("line")) for s in a["steps"]], a["post"], a["at"]
        return None

    def is_known(self, r):
        return r.json["known"] if "known" in r.json else r.json.get("answer", {}).get("known")

    def ask(self, post):
        post.sent = time.monotonic()
        twice = self.side_by_side(post.path, post.body) if self.r.random() < 0.08 else []
        r, tries = self.told(post.path, post.body)
        words = self.read(post, r)
        if words:
            return self.sh.fault("%s %s %s: %s" % (self.who, post.path, post.body[:600], words))
        if twice == [] and tries == 1 and self.is_known(r):
            self.sh.fault("%s was known before it was sent" % post.body[:300])
        for other in twice or []:
            again = Post(post.path, self.actor, post.key, post.steps, post.body)
            if other.status != 503 and (self.read(again, other) or again.answer != post.answer):
                self.sh.fault("asked twice at once, answered %r and %r: %s" % (post.answer, other.text[:300], post.body[:300]))
        if twice and len(twice) == 2 and all(o.status == 200 for o in twice) and [self.is_known(o) for o in twice].count(False) != 1:
            self.sh.fault("asked twice at once, and not done once: %s" % post.body[:300])
        self.sh.take(post)
        self.sh.count("asked")

    def again(self, post):
        r, _ = self.told(post.path, post.body)
        now = Post(post.path, post.actor, post.key, post.steps, post.body)
        words = self.read(now, r)
        if words or now.answer != post.answer or self.is_known(r) is False:
            self.sh.fault("%s was answered %r, and now %s" % (post.body[:600], post.answer, r.text[:600]))
        self.sh.count("again")

    def other(self, post):
        """The same key for something else."""
        body = json.loads(post.body)
        step = self.r.choice(body["steps"])
        kind = self.r.randrange(5)
        if kind == 0:
            body["steps"].append({"kind": "release", "hold": NOBODY[0]})
        elif kind == 1 and "amount" in step:
            step["amount"] = "oh" if step["amount"] != "oh" else "no"
        elif kind == 2 and "target" in step:
            step["target"] = NOBODY[step["target"] == NOBODY[0]]
        elif kind == 3 and "hold" in step:
            step["hold"] = NOBODY[step["hold"] == NOBODY[0]]
        else:
            step["about"] = NOBODY[0]
        r, _ = self.told(post.path, json.dumps(body))
        if r.status != 409:
            self.sh.fault("%s under the key of %s: %d %s" % (json.dumps(body)[:500], post.body[:500], r.status, r.text[:300]))
        self.sh.count("other")

    def nonsense(self):
        source, target, _ = self.pair()
        good = {"kind": "transfer", "source": source, "target": target, "amount": "1"}
        body = self.r.choice([{"steps": [good]}, {"key": "x" * 201, "steps": [good]}, {"key": "x", "steps": []}, {"key": "x", "steps": [{**good, "amount": 1}]},
                              {"key": "x", "steps": [{**good, "amont": "1"}]}, {"key": "x", "steps": [{**good, "kind": "lapse"}]}, {"key": "x", "steps": [{**good, "linked": 1}]},
                              {"key": "x", "steps": [{**good, "source": "me"}]}, {"key": "x", "steps": [{**good, "until": "soon"}]},
                              {"key": "x", "steps": [good] * 8191}, {"key": 7, "steps": [good]}, [good], "x"])
        try:
            r = self.once("/ledger/posts", json.dumps(body)[:self.r.choice([40, 2000000])])
        except Gone:
            return
        if r.status != 503 and not 400 <= r.status < 500:
            self.sh.fault("%s: %d %s" % (json.dumps(body)[:300], r.status, r.text[:300]))

    def act(self):
        roll, kept = self.r.random(), self.sh.kept
        post = self.r.choice(kept[-200:] if self.r.random() < 0.5 else kept) if kept else None
        if post and roll < 0.14 and post.actor == self.actor:
            self.again(post)
        elif post and roll < 0.2 and post.actor == self.actor and post.path == "/ledger/posts":
            self.other(post)
        elif roll < 0.22:
            self.nonsense()
        elif roll < 0.4:
            self.ask(self.deed_of())
        else:
            self.ask(self.post_of([self.step() for _ in range(self.r.choice([1, 1, 2, 3, 5, 12, 40]))]))


class Warden(Poster):
    """Changes limits, and opens accounts that it closes again while the others use them."""

    def __init__(self, shared, server, seed, token, narrow):
        super().__init__(shared, server, "warden", seed, "warden", token, "warden")
        self.narrow, self.open_ones = narrow, []

    def act(self):
        time.sleep(0.02)
        if self.r.random() < 0.6:
            self.limit(self.r.choice(self.narrow))
        elif len(self.open_ones) < 3:
            self.begin()
        else:
            self.close(self.open_ones.pop(0))

    def limit(self, account):
        least, most = -self.r.choice([0, 50, 500]) * 10 ** account.scale, self.r.choice([300, 1000, MOST // 10 ** account.scale]) * 10 ** account.scale
        was = (account.least, account.most)
        with self.sh.lock:
            account.limits.add((least, most))
        body = {"account": account.id, "overdraft": text_of(-least, account.scale), "most": text_of(most, account.scale)}
        r, tries = self.told("/ledger-account/limit", json.dumps(body))
        if r.status == 200:
            account.least, account.most = least, most
            self.sh.count("limited")
        elif r.status != 409:
            self.sh.fault("limit: %d %s" % (r.status, r.text[:300]))
        elif tries == 1:
            account.least, account.most = was
        else: # the one that was not answered may have been in time
            account.least = account.most = None

    def begin(self):
        unit = self.r.choice(list(SCALES))
        self.n += 1
        r, _ = self.told("/ledger-account/open", json.dumps({"hub": "singapore", "title": "Short-lived %d" % self.n, "unit": unit, "kind": "own"}))
        if r.status != 200:
            return self.sh.fault("open: %d %s" % (r.status, r.text[:300]))
        with self.sh.lock:
            self.sh.model.account(r.json["id"], unit)
            self.sh.short[unit].append(r.json["id"])
        self.open_ones.append(self.sh.model.accounts[r.json["id"]])

    def close(self, account):
        """Takes out what is in it, and closes it if it is faster than the others; else another time."""
        try:
            r = self.server.get("/api/v1/ledger/accounts/" + account.id, headers={"Authorization": self.headers["Authorization"]})
        except Gone:
            self.open_ones.append(account)
            return
        if r.status == 200 and amount_of(r.json["account"]["free"], account.scale) > 0:
            self.ask(self.post_of([{"kind": "transfer", "source": account.id, "target": self.sh.units[account.unit][0], "amount": r.json["account"]["free"]}]))
        account.close_asked = account.close_asked or time.monotonic()
        r, tries = self.told("/ledger-account/close", json.dumps({"account": account.id}))
        if r.status == 200 or (r.status == 409 and "already" in r.text):
            account.closed_at = time.monotonic()
            self.sh.count("closed")
        elif r.status == 409:
            self.open_ones.append(account)
        else:
            self.sh.fault("close: %d %s" % (r.status, r.text[:300]))


class Hand(Client):
    """The command line beside the server, on the same store; sometimes it is killed as well."""

    def act(self):
        self.n += 1
        unit = self.r.choice(list(SCALES))
        source, target = self.r.sample(self.sh.units[unit], 2)
        amount = text_of(self.r.randrange(1, 100 * 10 ** SCALES[unit]), SCALES[unit])
        key = "c0-%d" % self.n # others use the same keys
        post = Post("", "hand", key, [{"kind": "transfer", "source": source, "target": target, "amount": amount}], "")
        post.sent = begun = time.monotonic()
        words = [self.server.program, "transfer", "make", "--source", source, "--target", target, "--amount", amount, "--key", key,
                 "--data", self.server.folder, *self.server._store()]
        while True:
            p = subprocess.Popen(words, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, errors="replace")
            if self.r.random() < 0.3:
                time.sleep(self.r.random() * 0.15)
                p.send_signal(signal.SIGKILL)
            out, err = p.communicate(timeout=60)
            if p.returncode in (0, 5):
                break
            if p.returncode not in (6, -9):
                return self.sh.fault("%s: exit %d %s" % (" ".join(words), p.returncode, err[:300]))
            self.wait(begun)
        if p.returncode == 0:
            line = out.split("id ")[1].split()[0]
            post.results, post.order = [("done", line)], line
            self.sh.take(post)
        self.sh.count("by hand")
        time.sleep(0.1)
