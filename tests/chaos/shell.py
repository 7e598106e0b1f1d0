"""What a server gives up, whom it believes, whom it waits for: as root, confined, over TLS, with slow clients."""
import glob, os, socket, ssl, subprocess, time
from harness import AS_ROOT, Server, free_port, rows_of
from mail import MailServer, states, wait_for


def certificate(folder, name):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj", "/CN=" + name,
                    "-addext", "subjectAltName=DNS:localhost", "-keyout", folder + "/key.pem.new", "-out", folder + "/cert.pem.new"], check=True, capture_output=True)
    for f in ("key.pem", "cert.pem"):
        os.rename(folder + "/" + f + ".new", folder + "/" + f)


def over_tls(port, ca, request=b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", old=False):
    """(the reply, name in the certificate)"""
    context = ssl.create_default_context(cafile=ca)
    if old:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")
        context.minimum_version = context.maximum_version = ssl.TLSVersion.TLSv1_1
    with socket.create_connection(("127.0.0.1", port), 10) as raw, context.wrap_socket(raw, server_hostname="localhost") as s:
        name = dict(x[0] for x in s.getpeercert()["subject"])["commonName"] if not old else ""
        s.sendall(request)
        out = b""
        while True:
            more = s.recv(65536)
            if not more:
                break
            out += more
    return out.decode(), name


def run(tap, world):
    root(tap, world)
    confined(tap, world)
    tls(tap, world)
    slow(tap, world)


def root(tap, world):
    if not AS_ROOT:
        tap.skip("a server refuses to run as root unless told to", "not root here")
        return
    s = Server(world, "root", examples=False)
    r = subprocess.run([world.program, "serve", "--data", s.folder, "--port", "0"], capture_output=True, text=True, timeout=10)
    tap.ok(r.returncode == 1 and "--as-root" in r.stderr, "a server refuses to run as root unless told to", r.stderr)


def confined(tap, world):
    m = MailServer(world, "smtp", "starttls")
    s = Server(world, "confined", flags=["--smtp-url", "smtp://localhost:%d" % m.port, "--smtp-ca", m.folder + "/ca.pem", "--mail-from", "a@example.org"])
    s.start().sign_in()
    bad = []
    for path in glob.glob("/proc/%d/task/*/status" % s.process.pid):
        lines = dict(l.split(":\t", 1) for l in open(path).read().splitlines() if ":\t" in l)
        if lines.get("Seccomp") != "2" or lines.get("NoNewPrivs") != "1":
            bad.append((path, lines.get("Seccomp"), lines.get("NoNewPrivs")))
    tap.ok(not bad, "every thread of a server is filtered and gains no privileges", "%r" % bad)
    i = s.import_whole("example-startups", "startups.csv", rows_of("startups-2026.csv", 2), "2026-10-31")
    tap.ok(i["state"] == "done", "an import runs to its end in a confined server", "%r" % i)
    s.api("mail test", address="ama@example.org")
    good = wait_for(lambda: m.taken().get("ama@example.org") == 1)
    tap.ok(good, "a confined server finds a mail server by its name and trusts a certificate of its settings", "%r" % states(s))
    r = s.cli("export", "--backup", os.path.join(world.root, "copy.db"))
    tap.ok(r.returncode == 0 and s.get("/").status == 200, "a backup is made beside a confined server", r.stderr)
    code = s.stop()
    tap.ok(code == 0, "a confined server ends in good order", "%r %s" % (code, s.log_tail()))
    m.stop()


def tls(tap, world):
    s = Server(world, "tls", examples=False)
    certificate(world.root, "one")
    s.flags = ["--tls-cert", world.root + "/cert.pem", "--tls-key", world.root + "/key.pem"]
    ca = world.root + "/ca.pem"
    os.link(world.root + "/cert.pem", ca)
    s.start(wait=False)
    wait_for(lambda: "Seedbed is at https://" in s.log())
    reply, name = over_tls(s.port, ca)
    tap.ok(" 200 " in reply and name == "one" and "Strict-Transport-Security: max-age=31536000" in reply, "a server speaks TLS of its own and says so (HSTS)", reply)
    page, _ = over_tls(s.port, ca, b"GET /assets/favicon.svg HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    tap.ok("Strict-Transport-Security" in page, "pages kept ready say it too", page[:300])
    try:
        over_tls(s.port, ca, old=True)
        old = True
    except (ssl.SSLError, OSError):
        old = False
    tap.ok(not old, "TLS 1.1 is not spoken")
    with open(world.root + "/key.pem.good", "wb") as f:
        f.write(open(world.root + "/key.pem", "rb").read())
    with open(world.root + "/key.pem", "w") as f:
        f.write("no key\n")
    s.process.send_signal(1)
    wait_for(lambda: "event=reload status=" in s.log())
    tap.ok(over_tls(s.port, ca)[1] == "one" and "event=reload status=ok" not in s.log(), "a certificate that can not be used changes nothing", s.log_tail())
    held = ssl.create_default_context(cafile=ca).wrap_socket(socket.create_connection(("127.0.0.1", s.port), 10), server_hostname="localhost")
    certificate(world.root, "two")
    s.process.send_signal(1)
    wait_for(lambda: "event=reload status=ok" in s.log())
    held.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    old_one = held.recv(65536)
    held.close()
    os.unlink(ca)
    os.link(world.root + "/cert.pem", ca)
    names = {over_tls(s.port, ca)[1] for _ in range(20)}
    tap.ok(b" 200 " in old_one and names == {"two"}, "on SIGHUP new connections get the new certificate and open ones go on", "%r %r" % (old_one[:60], names))
    threads = lambda: len(os.listdir("/proc/%d/task" % s.process.pid))
    many = threads()
    wait_for(lambda: threads() < many, 5)
    with socket.create_connection(("127.0.0.1", s.port), 10) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n")
        plain.settimeout(5)
        try:
            heard = plain.recv(100)
        except OSError:
            heard = b""
    tap.ok(b"HTTP" not in heard, "who speaks without TLS at that port hears no page", "%r" % heard)
    tap.ok(s.stop() == 0, "a server with TLS ends in good order", s.log_tail())


def slow(tap, world):
    """A peer that gives a byte now and then is cut off, and holds nobody up meanwhile."""
    s = Server(world, "slow", examples=False).start()
    dripping = [socket.create_connection(("127.0.0.1", s.port), 10) for _ in range(50)]
    begun = time.time()
    for c in dripping:
        c.sendall(b"GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")
    worst, ended = 0.0, set()
    while time.time() - begun < 20 and len(ended) < len(dripping):
        for c in dripping:
            if c in ended:
                continue
            try:
                c.sendall(b"x")
                c.setblocking(False)
                if c.recv(10) == b"":
                    ended.add(c)
            except BlockingIOError:
                pass
            except OSError:
                ended.add(c)
            finally:
                c.setblocking(True)
        t = time.time()
        s.get("/healthz")
        worst = max(worst, time.time() - t)
        time.sleep(0.5)
    tap.ok(len(ended) == len(dripping) and time.time() - begun > 10, "fifty peers that drip their heads are cut off after their time",
           "%d of %d after %.1f s" % (len(ended), len(dripping), time.time() - begun))
    tap.ok(worst < 0.5, "and nobody waits for them", "%.3f s" % worst)
    for c in dripping:
        c.close()
    with socket.create_connection(("127.0.0.1", s.port), 10) as c: # refused by its head: nobody sends the rest
        c.sendall(b"POST /do/session/begin HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nContent-Length: 2097152\r\n\r\n")
        heard = c.recv(4096)
    tap.ok(b" 413 " in heard, "a form of two megabytes is refused", "%r" % heard[:100])
    r = s.request("GET", "/", headers={"X-Long": "x" * 20000})
    tap.ok(r.status in (413, 431), "a head of twenty kilobytes is refused", "%d" % r.status)
    r = s.request("GET", "/" + "x" * 9000)
    tap.ok(r.status == 414, "an address of nine kilobytes is refused", "%d" % r.status)
    s.stop()
