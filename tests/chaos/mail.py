"""Mails over a real mail server while the server that sends them is killed."""
import glob, os, re, subprocess, time
from harness import HERE, Server

MAILS = 40


class MailServer:
    """tests/smtp_server.py, with the Python that Debian's aiosmtpd is installed for."""

    def __init__(self, world, name, *modes):
        self.folder = os.path.join(world.root, name)
        os.makedirs(self.folder, exist_ok=True)
        self.process = subprocess.Popen(["/usr/bin/python3", "-B", os.path.join(HERE, "..", "smtp_server.py"), self.folder, *modes],
                                        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        world.ends.append(self.stop)
        assert self.process.stdout.readline() == b"ready\n"
        self.port = int(open(self.folder + "/port").read())

    def stop(self):
        self.process.kill()
        self.process.wait()

    def taken(self):
        """How often each receiver was served."""
        out = {}
        for path in glob.glob(self.folder + "/taken/*"):
            if not path.endswith(".part"):
                to = re.search(rb"X-Rcpt: (\S+)", open(path, "rb").read()).group(1).decode()
                out[to] = out.get(to, 0) + 1
        return out


def states(s):
    out, before = {}, ""
    while True:
        page = s.get("/api/v1/mails" + before).json
        out.update((m["address"], m["state"]) for m in page["mails"])
        if not page.get("next"):
            return out
        before = "?before=" + page["next"]


def wait_for(what, seconds=20):
    end = time.time() + seconds
    while time.time() < end:
        if what():
            return True
        time.sleep(0.1)
    return False


def run(tap, world):
    m = MailServer(world, "smtp")
    s = Server(world, "sender", flags=["--smtp-url", "smtp://localhost:%d" % m.port, "--smtp-tls", "none", "--mail-from", "Seedbed <mail@example.org>"])
    s.start().sign_in()
    for i in range(MAILS):
        s.api("mail test", address="p%d@example.org" % i)
    for i in range(3):
        time.sleep(0.15)
        s.kill()
        s.start()
    wait_for(lambda: list(states(s).values()).count("waiting") <= 3)
    ours = re.compile(r"p\d+@example\.org$")   # other parts of the run leave mails of their own
    at, taken = {a: state for a, state in states(s).items() if ours.match(a)}, m.taken()
    sent = [a for a in at if at[a] == "sent"]
    twice = [a for a in sent if taken.get(a) != 1]
    tap.ok(len(at) == MAILS and len(sent) >= MAILS - 3 and not twice,
           "a sender that is killed again and again sends no mail twice that it had marked as sent, and goes on with the others",
           "%d mails, %d sent, not once: %r" % (len(at), len(sent), twice))
    # killed while the mail server thinks: nobody can know, so the claim holds the mail back for now
    s.api("mail test", address="slow@example.org")
    wait_for(lambda: os.path.exists(m.folder + "/taken") and glob.glob(m.folder + "/taken/*.part"), 5)
    s.kill()
    s.start()
    time.sleep(4)
    tap.ok(states(s).get("slow@example.org") == "waiting" and m.taken().get("slow@example.org", 0) <= 1,
           "a mail whose sender was killed while it was on its way waits until its claim ends", "%r %r" % (states(s), m.taken()))
    m.stop()
    s.api("mail test", address="later@example.net")
    good = wait_for(lambda: [x for x in s.get("/api/v1/mails").json["mails"] if x["address"] == "later@example.net" and x["tries"] == 1], 10)
    tap.ok(good and s.get("/").status == 200, "a mail server that is gone troubles nobody but the mails", s.log_tail())
    tap.ok("example.org" not in s.log() and "example.net" not in s.log(), "no address stands in the log")
    s.stop()
