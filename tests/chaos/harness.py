"""What all scenarios stand on: servers in folders of their own, requests, the record seen from outside, TAP."""
import base64, csv, hashlib, http.client, io, json, os, random, re, shutil, signal, socket, subprocess, sys, tempfile, time
import urllib.parse

HERE = os.path.dirname(os.path.abspath(__file__))
DATA = os.path.join(HERE, "..", "..", "examples", "data")
HELP_MARK = "run start-up, developer and talent programmes"
AS_ROOT = ["--as-root"] if os.geteuid() == 0 else []


class Tap:
    def __init__(self):
        self.n = self.bad = 0

    def ok(self, good, sentence, detail=""):
        self.n += 1
        self.bad += not good
        print("%sok %d - %s" % ("" if good else "not ", self.n, sentence), flush=True)
        if not good and detail:
            self.note(detail)
        return bool(good)

    def skip(self, sentence, why):
        self.n += 1
        print("ok %d - %s # SKIP %s" % (self.n, sentence, why), flush=True)

    def note(self, words):
        for line in str(words)[:4000].splitlines():
            print("# " + line, flush=True)

    def end(self):
        print("1..%d" % self.n, flush=True)
        return 1 if self.bad else 0


class Gone(Exception):
    """The server did not answer: it is down, or went away in the middle."""


class Reply:
    def __init__(self, status, headers, body):
        self.status, self.headers, self.body = status, headers, body

    @property
    def text(self):
        return self.body.decode("utf-8", "replace")

    @property
    def json(self):
        return json.loads(self.body)


def free_port():
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        return s.getsockname()[1]


def root_of(hashes):
    """RFC 6962 tree head of a list of leaf hashes."""
    level = list(hashes)
    if not level:
        return hashlib.sha256(b"").digest()
    while len(level) > 1: # a lone last node rises by itself, which is the RFC's split at powers of two
        up = [hashlib.sha256(b"\x01" + level[i] + level[i + 1]).digest() for i in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            up.append(level[-1])
        level = up
    return level[0]


def tile_path(kind, n, width):
    parts = ["%03d" % (n % 1000)]
    while n >= 1000:
        n //= 1000
        parts.insert(0, "x%03d" % (n % 1000))
    return "/tile/%s/%s%s" % (kind, "/".join(parts), "" if width == 256 else ".p/%d" % width)


class Server:
    """One data folder and the server on it."""

    def __init__(self, world, name, store=None, folder=None, examples=True, wrap=(), user=None, flags=()):
        self.world, self.program, self.store = world, world.program, store
        self.folder = folder or os.path.join(world.root, name)
        self.log_path = os.path.join(world.root, name + ".log")
        self.port, self.process, self.cookie = free_port(), None, None
        self.wrap, self.user, self.flags = list(wrap), user, list(flags)
        self.form_tokens = {}
        world.servers.append(self)
        if not os.path.exists(os.path.join(self.folder, "record.key")):
            os.makedirs(os.path.dirname(self.folder), exist_ok=True)
            r = self.cli("init", *(["--examples"] if examples else []))
            if r.returncode:
                raise RuntimeError("init: " + r.stderr)

    def _store(self):
        return ["--store", self.store] if self.store else []

    def cli(self, *words, input=None, timeout=120):
        return subprocess.run([self.program, *words, "--data", self.folder, *self._store()], text=True, errors="replace",
                              capture_output=True, input=input, timeout=timeout)

    def start(self, wait=True):
        log = open(self.log_path, "ab")
        self.process = subprocess.Popen([*self.wrap, self.program, "serve", "--data", self.folder, "--port", str(self.port), *AS_ROOT,
                                         *self._store(), *self.flags], stdout=log, stderr=log, stdin=subprocess.DEVNULL)
        log.close()
        if wait:
            self.wait_up()
        return self

    def wait_up(self, seconds=20):
        end = time.time() + seconds
        while time.time() < end:
            if self.process.poll() is not None:
                raise RuntimeError("the server ended: " + self.log_tail())
            try:
                if self.get("/healthz", timeout=2).status == 200:
                    return
            except Gone:
                pass
            time.sleep(0.01)
        raise RuntimeError("the server does not answer: " + self.log_tail())

    def kill(self, how=signal.SIGKILL):
        if self.process and self.process.poll() is None:
            self.process.send_signal(how)
        code = self.process.wait(timeout=30) if self.process else None
        self.process = None
        return code

    def stop(self):
        return self.kill(signal.SIGTERM)

    def alive(self):
        return self.process is not None and self.process.poll() is None

    def log(self):
        with open(self.log_path, "rb") as f:
            return f.read().decode("utf-8", "replace")

    def log_tail(self):
        return self.log()[-1500:]

    def memory_mib(self):
        for line in open("/proc/%d/status" % self.process.pid):
            if line.startswith("VmRSS"):
                return int(line.split()[1]) / 1024
        return 0

    def memory_peak_mib(self):
        for line in open("/proc/%d/status" % self.process.pid):
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1024
        return 0

    # --- requests

    def request(self, method, path, body=None, headers=None, timeout=30, signed=True):
        h = dict(headers or {})
        if signed and self.cookie:
            h.setdefault("Cookie", self.cookie)
        c = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            c.request(method, path, body=body, headers=h)
            r = c.getresponse()
            return Reply(r.status, r.headers, r.read())
        except (OSError, http.client.HTTPException) as e:
            raise Gone(repr(e))
        finally:
            c.close()

    def get(self, path, **more):
        return self.request("GET", path, **more)

    def form(self, path, fields, **more):
        """A form as a browser sends it: with the token that stands in the page."""
        if self.cookie and path not in self.form_tokens:
            m = re.search(r'name="form_token" value="([^"]*)"', self.get(path).text)
            self.form_tokens[path] = m.group(1) if m else ""
        pairs = list(fields.items()) if isinstance(fields, dict) else list(fields)
        pairs.append(("form_token", self.form_tokens.get(path, "")))
        return self.request("POST", path, urllib.parse.urlencode(pairs), {"Content-Type": "application/x-www-form-urlencoded"}, **more)

    def api(self, deed, **fields):
        return self.request("POST", "/api/v1/" + deed.replace(" ", "/"), json.dumps(fields), {"Content-Type": "application/json"})

    def sign_in(self):
        token = open(os.path.join(self.folder, "first-sign-in")).read().strip()
        r = self.form("/do/session/begin", {"token": token})
        if r.status != 303:
            r2 = self.cli("operator", "link")
            r = self.form("/do/session/begin", {"token": r2.stdout.split()[0]})
        self.cookie = r.headers["Set-Cookie"].split(";")[0]
        self.form_tokens = {}
        return self

    def upload(self, mapping, name, chunks, size, as_of=None, timeout=120):
        """A file through the import form; chunks is any iterable of bytes that are size bytes together."""
        path, edge = "/do/import/check", "chaos-edge-4711"
        self.form_tokens.pop(path, None)
        m = re.search(r'name="form_token" value="([^"]*)"', self.get(path).text)
        fields = {"form_token": m.group(1) if m else "", "mapping": mapping}
        if as_of:
            fields["as_of"] = as_of
        head = "".join('--%s\r\nContent-Disposition: form-data; name="%s"\r\n\r\n%s\r\n' % (edge, k, v) for k, v in fields.items())
        head += '--%s\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\nContent-Type: text/csv\r\n\r\n' % (edge, name)
        tail = "\r\n--%s--\r\n" % edge
        head, tail = head.encode(), tail.encode()

        def body():
            yield head
            yield from chunks
            yield tail
        return self.request("POST", path, body(), {"Content-Type": "multipart/form-data; boundary=" + edge,
                                                   "Content-Length": str(len(head) + size + len(tail))}, timeout=timeout)

    def imports(self):
        return self.get("/api/v1/imports").json["imports"]

    def import_state(self, id):
        return self.get("/api/v1/imports/" + id).json["import"]

    def wait_import(self, id, states, seconds=60):
        end = time.time() + seconds
        while time.time() < end:
            i = self.import_state(id)
            if i["state"] in states:
                return i
            time.sleep(0.05)
        return self.import_state(id)

    def import_whole(self, mapping, name, data, as_of=None):
        """Sends, confirms, waits; the import's row."""
        r = self.upload(mapping, name, [data], len(data), as_of)
        if r.status != 303:
            raise RuntimeError("upload: %d %s" % (r.status, words_of(r)))
        id = r.headers["Location"].rsplit("/", 1)[1]
        i = self.wait_import(id, ("checked", "failed"))
        if i["state"] != "checked":
            return i
        r = self.api("import confirm", **{"import": id})
        if r.status != 200:
            raise RuntimeError("confirm: " + r.text)
        return self.wait_import(id, ("done", "failed"))

    # --- the record from outside

    def checkpoint(self):
        lines = self.get("/checkpoint").text.split("\n")
        return int(lines[1]), base64.b64decode(lines[2])

    def leaf_hashes(self, size):
        out = []
        for n in range((size + 255) // 256):
            width = min(256, size - n * 256)
            body = self.get(tile_path("0", n, width)).body
            if len(body) != 32 * width:
                raise RuntimeError("tile %d has %d bytes, not %d" % (n, len(body), 32 * width))
            out += [body[i:i + 32] for i in range(0, len(body), 32)]
        return out

    def entries(self, n, width):
        body, out, at = self.get(tile_path("entries", n, width)).body, [], 0
        while at < len(body):
            size = body[at] << 8 | body[at + 1]
            out.append(body[at + 2:at + 2 + size])
            at += 2 + size
        return out

    def record_fault(self, seen):
        """None when the record continues every (size, root) of seen; else words. Adds what is served now to seen."""
        size, root = self.checkpoint()
        for old_size, _ in seen:
            if old_size > size:
                return "the record shrank from %d to %d entries" % (old_size, size)
        hashes = self.leaf_hashes(size)
        if root_of(hashes) != root:
            return "the tiles of %d entries do not lead to the checkpoint's root" % size
        for old_size, old_root in seen[-5:]:
            if root_of(hashes[:old_size]) != old_root:
                return "the first %d entries are not those that were signed before" % old_size
        seen.append((size, root))
        return None

    def texts_fault(self):
        size, _ = self.checkpoint()
        hashes = self.leaf_hashes(size)
        for n in range((size + 255) // 256):
            width = min(256, size - n * 256)
            texts = self.entries(n, width)
            if [hashlib.sha256(b"\x00" + t).digest() for t in texts] != hashes[n * 256:n * 256 + width]:
                return "the texts of bundle %d are not those of its tile" % n
        return None

    def proof_command(self, word):
        """None when `seedbed audit` or `seedbed verify FOLDER` says good or is not there; else its words."""
        target = [self.folder] if word == "verify" else []
        if word == "verify":
            r = subprocess.run([self.program, word, *target, *self._store()], text=True, errors="replace", capture_output=True, timeout=300)
        else:
            r = self.cli(word, timeout=300)
        if HELP_MARK in r.stdout + r.stderr:
            self.world.without.add(word)
            return None
        return None if r.returncode == 0 else "seedbed %s: exit %d: %s %s" % (word, r.returncode, r.stdout[-600:], r.stderr[-600:])


def words_of(reply):
    """What the page or the problem says, without its markup."""
    if reply.headers.get("Content-Type", "").startswith("application/"):
        return reply.text[:600]
    main = re.sub(r"(?s)^.*<main[^>]*>|</main>.*$", "", reply.text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", main))[:600]


def rows_of(name, times=1, marks=("id", "email", "website", "registration", "name")):
    """An example list, repeated with other ids, names and addresses, as CSV bytes."""
    with open(os.path.join(DATA, name), newline="", encoding="utf-8") as f:
        rows = list(csv.DictReader(f))
    out = io.StringIO()
    w = csv.DictWriter(out, rows[0].keys(), lineterminator="\n")
    w.writeheader()
    for k in range(times):
        for row in rows:
            new = dict(row)
            for m in marks if k else ():
                if new.get(m):
                    new[m] = new[m].replace("https://", "https://r%d." % k) if m == "website" else \
                        "%s %d" % (new[m], k) if m == "name" else "r%d.%s" % (k, new[m]) if m == "email" else "%s-r%d" % (new[m], k)
            w.writerow(new)
    return out.getvalue().encode()


class World:
    def __init__(self, program, rounds, seed):
        self.program, self.rounds, self.seed = os.path.abspath(program), rounds, seed
        self.root = tempfile.mkdtemp(prefix="seedbed-chaos-")
        self.servers, self.mounts, self.ends, self.without = [], [], [], set()
        self.random = random.Random(seed)

    def mount_small(self, name, size):
        """A small filesystem, or None when we may not make one."""
        at = os.path.join(self.root, name)
        os.makedirs(at)
        if os.geteuid() == 0 and subprocess.run(["mount", "-t", "tmpfs", "-o", "size=" + size, "tmpfs", at],
                                                capture_output=True).returncode == 0:
            self.mounts.append(at)
            return at
        return None

    def clean(self):
        for s in self.servers:
            try:
                s.kill()
            except Exception:
                pass
        self.servers = []
        for end in self.ends:
            end()
        self.ends = []
        for at in self.mounts:
            subprocess.run(["umount", "-l", at], capture_output=True)
        self.mounts = []
        shutil.rmtree(self.root, ignore_errors=True)
        os.makedirs(self.root, exist_ok=True)

    def end(self):
        self.clean()
        shutil.rmtree(self.root, ignore_errors=True)
