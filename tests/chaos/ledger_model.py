"""What a ledger is, told in a hundred lines: everything that was acknowledged is done again here, in the order of its ids, and must come out alike.

The server says with each answer in which order things happened (ids rise), so clients may ask at once and the model is still exact. Only what is
not a post (an account's limits, its end) has no such place: between two quiet moments each of the values that were asked for may have counted."""
import datetime, re

MOST = (2 ** 63 - 1) // 4
LAPSES_IN_POST = 64 # as many holds whose time is over end before a post; the others at the latest a moment later
SCALES = {"USD": 8, "gpu-hour": 6, "seat": 0}
EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)


def us_of(text):
    d = datetime.datetime.fromisoformat(text.replace("Z", "+00:00")) - EPOCH
    return (d.days * 86400 + d.seconds) * 1000000 + d.microseconds


def iso_of(us):
    return (EPOCH + datetime.timedelta(microseconds=us)).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def amount_of(text, scale):
    """The amount at the unit's scale, or None: not a decimal number, too fine, or past 64 bits."""
    m = re.fullmatch(r"(-?)([0-9]+)(?:\.([0-9]+))?", text)
    if not m or (m.group(3) or "")[scale:].strip("0"):
        return None
    value = int(m.group(1) + m.group(2) + (m.group(3) or "")[:scale].ljust(scale, "0"))
    return value if -2 ** 63 <= value < 2 ** 63 else None


def text_of(value, scale):
    digits = str(abs(value)).rjust(scale + 1, "0")
    return ("-" if value < 0 else "") + (digits[:-scale] + "." + digits[-scale:] if scale else digits)


class Account:
    def __init__(self, id, unit, least, most):
        self.id, self.unit, self.scale = id, unit, SCALES[unit]
        self.least, self.most = least, most # None: not known
        self.limits = {(least, most)} # that may have counted since the last quiet moment
        self.close_asked = self.closed_at = None # clocks of this machine: asked for the first time, answered
        self.balance = self.held_in = self.held_out = self.came = self.went = self.lines = 0
        self.last, self.new, self.sum = None, [], 0
        self.is_retired = False # closed, and seen to be

    def state(self):
        return (self.balance, self.held_in, self.held_out, self.came, self.went, self.lines, len(self.new))

    def back(self, state):
        self.balance, self.held_in, self.held_out, self.came, self.went, self.lines, n = state
        del self.new[n:]

    def closed(self, sent):
        """Whether it was for something that was first sent then: no, yes, None: it may have been."""
        if self.close_asked is None:
            return False
        return True if self.closed_at is not None and sent > self.closed_at else None


class Hold:
    def __init__(self, id, source, target, amount, until):
        self.id, self.source, self.target, self.amount, self.until, self.is_open = id, source, target, amount, until, True


class Wrong(Exception):
    pass


class Model:
    def __init__(self):
        self.accounts, self.holds, self.at, self.order, self.counts = {}, {}, 0, "", {}
        self.timed = set() # holds that end by themselves
        self.late = [] # those of them whose time is over at the post that is judged: they count for nothing, though their lines are still to come
        self.lapsed_at, self.lapsed_n, self.lapsed_last = 0, 0, (0, "") # when the last ones ended, how many at that time, and which

    def account(self, id, unit, least=0, most=MOST):
        self.accounts[id] = Account(id, unit, least, most)

    # --- what may come of a step

    def judge_move(self, step, at, sent):
        s, t = self.accounts.get(step["source"]), self.accounts.get(step["target"])
        if not s or not t:
            return {"no-account"}
        if s is t:
            return {"same-account"}
        closed = (s.closed(sent), t.closed(sent))
        if True in closed:
            return {"closed"}
        may = {"closed"} if None in closed else set()
        amount = amount_of(step["amount"], s.scale)
        if s.unit != t.unit:
            return may | {"other-unit"}
        if amount is None or not 0 < amount <= MOST:
            return may | {"bad-amount"}
        if step["kind"] == "hold" and step.get("until") and us_of(step["until"]) <= at:
            return may | {"bad-time"}
        left, room = s.balance - s.held_out + self.due(s)[0] - amount, t.balance + t.held_in - self.due(t)[1] + amount
        fits, passes = any(left >= l for l, _ in s.limits), any(room <= m for _, m in t.limits)
        if any(left < l for l, _ in s.limits):
            may.add("too-little")
        if fits and any(room > m for _, m in t.limits):
            may.add("too-much")
        return may | {"done"} if fits and passes else may

    def due(self, account):
        """What holds keep from it, and for it, whose time is over."""
        return sum(h.amount for h in self.late if h.source is account), sum(h.amount for h in self.late if h.target is account)

    def judge_end(self, step):
        hold = self.holds.get(step["hold"])
        if not hold:
            return {"no-hold"}
        if not hold.is_open or hold in self.late:
            return {"hold-over"}
        amount = amount_of(step["amount"], hold.source.scale) if step["kind"] == "settle" else hold.amount
        if amount is None or amount < 0:
            return {"bad-amount"}
        return {"hold-less"} if amount > hold.amount else {"done"}

    # --- what comes of it

    def line(self, id, at, kind, s, t, amount, hold):
        for account, other, is_in in ((s, t, False), (t, s, True)):
            account.lines += 1
            account.new.append((id, at, kind, other.id, is_in, amount, account.balance, hold))

    def move(self, s, t, amount):
        s.balance -= amount
        t.balance += amount
        s.went += amount
        t.came += amount

    def end(self, hold, id, at, kind, amount):
        hold.is_open = False
        self.timed.discard(hold.id)
        hold.source.held_out -= hold.amount
        hold.target.held_in -= hold.amount
        if kind == "settle":
            self.move(hold.source, hold.target, amount)
        self.line(id, at, kind, hold.source, hold.target, amount, hold.id)

    def do(self, step, id, at):
        if step["kind"] in ("settle", "release"):
            hold = self.holds[step["hold"]]
            return self.end(hold, id, at, step["kind"], amount_of(step["amount"], hold.source.scale) if step["kind"] == "settle" else hold.amount)
        s, t = self.accounts[step["source"]], self.accounts[step["target"]]
        amount = amount_of(step["amount"], s.scale)
        if step["kind"] == "transfer":
            self.move(s, t, amount)
        else:
            s.held_out += amount
            t.held_in += amount
            until = us_of(step["until"]) if step.get("until") else None
            self.holds[id] = Hold(id, s, t, amount, (until, until) if until else step.get("between") and tuple(at + b for b in step["between"]))
            if self.holds[id].until:
                self.timed.add(id)
        self.line(id, at, step["kind"], s, t, amount, None)

    def touched(self, steps):
        ids = [step[side] for step in steps for side in ("source", "target") if side in step]
        holds = [self.holds[step["hold"]] for step in steps if step.get("hold") in self.holds]
        accounts = {self.accounts[i] for i in ids if i in self.accounts} | {a for h in holds for a in (h.source, h.target)}
        return {a: a.state() for a in accounts}, {h: h.is_open for h in holds}

    def group(self, post, steps, results):
        accounts, holds = self.touched(steps)
        good = all(r == "done" for r, _ in results)
        wrong = [i for i, (r, _) in enumerate(results) if r not in ("done", "linked-failed")]
        if not good and (len(wrong) != 1 or any(r == "done" for r, _ in results)):
            raise Wrong("a group that neither happened whole nor was refused for one step")
        for i, (step, (result, line)) in enumerate(zip(steps, results)):
            may = self.judge_move(step, post.at, post.sent) if step["kind"] in ("transfer", "hold") else self.judge_end(step)
            want = result if good or i in wrong else "done"
            if want not in may:
                raise Wrong("%r was answered %s and may be %s" % (step, result, "|".join(sorted(may))))
            if i in wrong:
                break
            self.do(step, line or "?%d" % i, post.at)
        if good:
            return
        for a, state in accounts.items():
            a.back(state)
        for h, is_open in holds.items():
            h.is_open = is_open
            if is_open and h.until:
                self.timed.add(h.id)
        for i in range(len(steps)):
            self.holds.pop("?%d" % i, None)
            self.timed.discard("?%d" % i)

    # --- the two things that happen

    def in_order(self, order, at):
        if order <= self.order or at < self.at:
            raise Wrong("%s at %s comes after %s at %s" % (order, iso_of(at), self.order, iso_of(self.at)))
        self.order, self.at = order, at

    def look_for_late(self):
        self.late = [h for h in map(self.holds.get, self.timed) if h.until[1] <= self.at]

    def post(self, post):
        self.in_order(post.order, post.at)
        self.look_for_late()
        first = min(((h.until[1], h.id) for h in self.late), default=None)
        if first and (self.lapsed_at != post.at or self.lapsed_n < LAPSES_IN_POST or first < self.lapsed_last):
            raise Wrong("hold %s was to end at %s and had not at %s" % (first[1], iso_of(first[0]), iso_of(post.at)))
        self.counts["late"] = self.counts.get("late", 0) + len(self.late)
        begun = 0
        for i, step in enumerate(post.steps):
            self.counts[post.results[i][0]] = self.counts.get(post.results[i][0], 0) + 1
            if step.get("linked") and i + 1 < len(post.steps):
                continue
            self.group(post, post.steps[begun:i + 1], post.results[begun:i + 1])
            begun = i + 1

    def lapse(self, id, at, hold):
        self.in_order(id, at)
        h = self.holds.get(hold)
        if not h or not h.is_open or not h.until or h.until[0] > at:
            raise Wrong("a hold ended by itself, and should not: %s %s, at %s" % (hold, h and h.__dict__, iso_of(at)))
        self.end(h, id, at, "lapse", h.amount)
        self.lapsed_n = self.lapsed_n + 1 if at == self.lapsed_at else 1
        self.lapsed_at, self.lapsed_last = at, (h.until[0], hold)
        self.counts["lapse"] = self.counts.get("lapse", 0) + 1
