"""What nobody should send, sent to a running server: forms, JSON, headers, files."""
import gzip, html, html.parser, io, json, os, re, socket, subprocess, time, urllib.parse, zlib
from harness import HERE, Gone, Server, rows_of, words_of

MEMORY_MIB_MAX = 200
BLNS = os.path.join(HERE, "..", "..", "..", "shared", "data", "bad-input", "blns", "blns.json")
NASTY = ["<script>alert(1)</script>", "\"><img src=x onerror=alert(1)>", "' OR '1'='1' --", "'; DROP TABLE party; --", "{{7*7}} ${7*7} <%= 7*7 %>",
         "%s%s%s%n%n%d", "../../../../etc/passwd", "..\\..\\windows\\win.ini", "javascript:alert(1)", "https://example.org/\"onmouseover=\"alert(1)",
         "\u202eright to left\u202c", "\ufeffbyte order mark", "a\u0300" * 200, "\U0001f468\u200d\U0001f469\u200d\U0001f467", "\ud7ff\ue000\ufffd\U0010ffff",
         "İıſK\u212a", "9" * 400, "-0", "1e309", "NaN", "9223372036854775808", "-9223372036854775809", "\t\r\n", " " * 50, "=cmd|' /C calc'!A0",
         "&lt;b&gt;&amp;amp;", "]]>", "<!--", "\\u0000\\x00", "a" * 100000, "null", "true", "[]", "yes\r\nSet-Cookie: x=y", "2026-02-30", "0000-00-00",
         "key: [unclosed", "&a [*a, *a]", "- " * 3000, "? " * 2000, "{" * 5000, "!!python/object:os.system x"]


def nasty(full):
    strings = list(NASTY)
    if os.path.exists(BLNS):
        blns = [s for s in json.load(open(BLNS, encoding="utf-8")) if s]
        strings += blns if full else blns[::16]
    return strings


def run(tap, world):
    s = Server(world, "bad").start().sign_in()
    seen = [s.checkpoint()]
    full = world.rounds > 20
    fields(tap, s, nasty(full), full)
    parties(tap, s, nasty(True))
    bodies(tap, s)
    raw(tap, s)
    paths(tap, s)
    files(tap, world, s, full)
    door(tap, world, s)
    fault = s.record_fault(seen) or s.texts_fault() or s.proof_command("audit") or s.proof_command("verify")
    tap.ok(not fault, "after all of it the record is good", fault)
    errors = [l for l in s.log().splitlines() if "level=error" in l]
    tap.ok(not errors, "and the log holds no error", "\n".join(errors[:5]))
    s.stop()


def doors(s):
    """Every deed of the description with its fields; those that end the session are left out."""
    spec = s.get("/api/v1/openapi.json").json
    for path, methods in spec["paths"].items():
        post = methods.get("post")
        if not post or "requestBody" not in post or path.startswith(("/session/", "/operator/", "/password/change", "/second/")): # a route takes no fields
            continue
        schema = next(iter(post["requestBody"]["content"].values()))["schema"]
        yield path, schema.get("properties", {}), schema.get("required", [])


def fields(tap, s, strings, full):
    """Each string in each field: the others hold something that is good."""
    good = {"kind": "organisation", "name": "Fine", "listed": "yes", "country": "KE", "sector": "ai", "programme": "developer-programme",
            "hub": "europe", "stage": "active", "on": "2026-01-01", "parent": "europe", "slug": "fine", "title": "Fine"}
    bad, n, slow = [], 0, (0, "")
    for path, props, required in doors(s):
        for field in props:
            for k, text in enumerate(strings):
                send = {k: good.get(k, "fine") for k in required}
                send[field] = text
                for way in ("json", "form") if full else (("json", "form")[k % 2],):
                    begun = time.time()
                    try:
                        if way == "json":
                            r = s.request("POST", "/api/v1" + path, json.dumps(send), {"Content-Type": "application/json"})
                        else:
                            r = s.form("/do" + path, {k: v.encode("utf-8", "surrogatepass") for k, v in send.items()})
                    except Gone as e:
                        bad.append("%s %s.%s=%r: %r" % (way, path, field, text[:60], e))
                        continue
                    n += 1
                    slow = max(slow, (time.time() - begun, "%s.%s=%r" % (path, field, text[:40])))
                    if r.status >= 500:
                        bad.append("%s %s.%s=%r: %d %s" % (way, path, field, text[:60], r.status, words_of(r)[:200]))
    tap.note("%d requests; the slowest took %.2f s: %s" % (n, slow[0], slow[1]))
    tap.ok(not bad and s.alive() and n > 500, "no string in any field of any deed, as a form or as JSON, makes a 5xx", "\n".join(bad[:10]))
    tap.ok(slow[0] < 2, "and none takes long", slow)


class Markup(html.parser.HTMLParser):
    """Finds what would run in a browser."""

    def __init__(self):
        super().__init__()
        self.found = []

    def handle_starttag(self, tag, attributes):
        given = dict(attributes)
        if tag in ("iframe", "object", "embed", "base") or (tag == "script" and not (given.get("src") or "").startswith("/assets/")):
            self.found.append("<%s>" % tag)
        for name, value in attributes:
            if name.startswith("on") or (name in ("href", "src", "action") and not re.match(r"(/|#|\?|https?://|mailto:|data:image/|$)", value or "")):
                self.found.append("%s=%r in <%s>" % (name, value, tag))


def alive_in(page):
    m = Markup()
    m.feed(page)
    return m.found


def parties(tap, s, strings):
    """What was stored comes back escaped: the page holds the string only as text."""
    bad, kept = [], 0
    for text in strings:
        r = s.api("party add", kind="organisation", name=text, listed="yes", country="KE")
        if r.status != 200:
            continue
        kept += 1
        id = r.json["id"]
        page, view = s.get("/parties/" + id), s.get("/api/v1/parties/" + id)
        if page.status != 200 or view.status != 200:
            bad.append("%r: %d %d" % (text[:60], page.status, view.status))
            continue
        name = view.json["party"]["name"] if "party" in view.json else view.text
        if name != text.strip() and name.split() != text.split() and name.strip() != text.strip(" \t\r\n"):
            bad.append("%r came back as %r" % (text[:60], name[:60]))
        plain = lambda t: re.sub("[\x80-\x9f]", "", t) # C1 controls may be left out
        if plain(name) not in plain(html.unescape(page.text)):
            bad.append("%r is not in its page" % name[:60])
        bad += ["%r: %s" % (text[:60], w) for w in alive_in(page.text)]
    for path in ("/parties", "/record", "/operate"):
        bad += ["%s: %s" % (path, w) for w in alive_in(s.get(path).text)]
    tap.ok(not bad and kept > 20, "strings that were stored come back as they were, escaped (%d)" % kept, "\n".join(bad[:8]))


def bodies(tap, s):
    """Bodies that are no bodies."""
    json_type, form_type = {"Content-Type": "application/json"}, {"Content-Type": "application/x-www-form-urlencoded"}
    token = "form_token=" + urllib.parse.quote(s.form_tokens.get("/do/party/add", ""))
    many = "&".join("f%d=x" % i for i in range(10000))
    cases = [("/api/v1/party/add", json_type, b'{"name": "a\\u0000b", "kind": "organisation"}'), ("/api/v1/party/add", json_type, b'{"name": "a\0b"}'),
             ("/api/v1/party/add", json_type, b'{"name": "\xff\xfe"}'), ("/api/v1/party/add", json_type, b'{"name": "\\ud800"}'),
             ("/api/v1/party/add", json_type, b"[" * 100000), ("/api/v1/party/add", json_type, b'{"a":' * 50000), ("/api/v1/party/add", json_type, b""),
             ("/api/v1/party/add", json_type, b"{}"), ("/api/v1/party/add", json_type, b"null"), ("/api/v1/party/add", json_type, b'{"name": 1e400}'),
             ("/api/v1/party/add", json_type, b'{"name": "x", "name": "y"}'), ("/api/v1/party/add", json_type, b"{" + b",".join(b'"f%d":1' % i for i in range(10000)) + b"}"),
             ("/api/v1/party/add", json_type, b'{"' + b"k" * 900000 + b'": 1}'), ("/api/v1/party/add", {}, b"{}"),
             ("/api/v1/party/add", {"Content-Type": "text/plain"}, b'{"name": "x"}'), ("/api/v1/party/add", {"Content-Type": "application/json; charset=utf-16"}, '{"name":"x"}'.encode("utf-16")),
             ("/api/v1/party/add", {"Content-Type": "multipart/form-data"}, b"x"), ("/do/party/add", {"Content-Type": "multipart/form-data; boundary="}, b"--\r\n"),
             ("/do/party/add", {"Content-Type": "multipart/form-data; boundary=x"}, b"--x\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nno end"),
             ("/do/party/add", form_type, ("name=a%00b&" + token).encode()), ("/do/party/add", form_type, ("name=%FF%FE&" + token).encode()),
             ("/do/party/add", form_type, ("name=%zz%&&&=&=x&" + token).encode()), ("/do/party/add", form_type, (many + "&" + token).encode()),
             ("/do/party/add", form_type, b"\0" * 5000), ("/do/party/add", {"Content-Type": "text/xml"}, b"<x/>"), ("/do/party/add", {}, b"x=y"),
             ("/do/party/add", form_type, b"a=" + b"x" * 3000000), ("/do/no/thing", form_type, b""), ("/api/v1/no/thing", json_type, b"{}"), ("/do/", form_type, b""),
             ("/", form_type, b"x=y"), ("/healthz", json_type, b"{}")]
    bad = []
    for path, headers, body in cases:
        try:
            r = s.request("POST", path, body, headers)
            if r.status >= 500 or r.status < 400:
                bad.append("%s %r %r: %d %s" % (path, headers, body[:50], r.status, words_of(r)[:150]))
        except Gone as e:
            if len(body) < 2000000: # what is too large may be cut off while we still send
                bad.append("%s %r %r: %r" % (path, headers, body[:50], e))
    tap.ok(not bad and s.get("/").status == 200, "NUL bytes, wrong UTF-8, wrong types, deep and broken bodies are refused with a 4xx", "\n".join(bad[:8]))


def talk(s, data, seconds=5):
    """Bytes as they are; the status of the answer, 0 when the connection was closed without one."""
    with socket.create_connection(("127.0.0.1", s.port), timeout=seconds) as c:
        try:
            c.sendall(data)
            got = c.recv(4096)
        except OSError:
            return 0
    m = re.match(rb"HTTP/1\.[01] (\d{3})", got)
    return int(m.group(1)) if m else 0


def raw(tap, s):
    h = b"Host: x\r\n"
    cases = {"header of 1 MB": b"GET / HTTP/1.1\r\n" + h + b"X: " + b"y" * 1000000 + b"\r\n\r\n", "5000 headers": b"GET / HTTP/1.1\r\n" + h + b"".join(b"X%d: y\r\n" % i for i in range(5000)) + b"\r\n",
             "address of 100 kB": b"GET /" + b"a" * 100000 + b" HTTP/1.1\r\n" + h + b"\r\n", "two lengths": b"POST /do/party/add HTTP/1.1\r\n" + h + b"Content-Length: 1\r\nContent-Length: 2\r\n\r\nxx",
             "length and chunks": b"POST /do/party/add HTTP/1.1\r\n" + h + b"Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
             "a length that is none": b"POST /do/party/add HTTP/1.1\r\n" + h + b"Content-Length: -1\r\n\r\n", "a vast length": b"POST /do/party/add HTTP/1.1\r\n" + h + b"Content-Length: 99999999999999999999\r\n\r\n",
             "no host": b"GET / HTTP/1.1\r\n\r\n", "two hosts": b"GET / HTTP/1.1\r\n" + h + h + b"\r\n", "another method": b"BREW / HTTP/1.1\r\n" + h + b"\r\n",
             "NUL in the address": b"GET /a\0b HTTP/1.1\r\n" + h + b"\r\n", "noise": os.urandom(3000) + b"\r\n\r\n", "TLS": b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\0" * 600,
             "a wrong chunk": b"POST /do/party/add HTTP/1.1\r\n" + h + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", "a folded header": b"GET / HTTP/1.1\r\n" + h + b"X: a\r\n b\r\n\r\n",
             "a cookie of noise": b"GET / HTTP/1.1\r\n" + h + b"Cookie: seedbed=" + b"\xff\xfe'\"" * 50 + b"\r\n\r\n"}
    got = {k: talk(s, v) for k, v in cases.items()}
    fine = ("a folded header", "a cookie of noise")
    bad = {k: v for k, v in got.items() if v >= 500 and v not in (501, 505) or (v == 200 and k not in fine)}
    tap.ok(not bad and s.get("/").status == 200, "heads of a request that no browser sends are refused or closed, never a 5xx", "%r of %r" % (bad, got))


def paths(tap, s):
    tries = ["/../../etc/passwd", "/assets/../../../etc/passwd", "/assets/..%2f..%2f..%2fetc%2fpasswd", "/%2e%2e/%2e%2e/etc/passwd", "/assets/%00", "/assets/app.css%00.html",
             "/assets//app.css", "/assets/\\..\\..", "/%ff%fe", "/%", "/tile/0/../../x", "/tile/99/000", "/tile/0/x999/x999/x999/999", "/tile/entries/000.p/0",
             "/tile/0/000.p/999", "/tile/-1/000", "/api/v1/imports/..%2f..", "/imports/0000000000000/refused", "/record/-1", "/record/99999999999999999999", "/record?before=abc",
             "/record?before=-9223372036854775808", "/parties?after=%27", "/parties?q=" + "%25" * 500, "/pledges/%3Cscript%3E", "/pledges/europe-1000-startups/as-of/x", "/do/party/add?name=%3Cscript%3Ealert(1)%3C/script%3E",
             "/hubs/" + "a" * 5000, "/programmes/../record.key", "/record.key", "/seedbed.db", "/imports/../seedbed.db", "/?" + "&".join("a=%d" % i for i in range(2000))]
    bad = []
    for path in tries:
        try:
            r = s.get(path)
        except Gone as e:
            if len(path) < 8000: # past its limit the head may be dropped
                bad.append("%s: %r" % (path[:80], e))
            continue
        if r.status >= 500 or "root:" in r.text or "PRIVATE+KEY" in r.text or r.body[:6] == b"SQLite" or "<script>alert" in r.text:
            bad.append("%s: %d %s" % (path[:80], r.status, words_of(r)[:100]))
    tap.ok(not bad, "no path leads out of the folder or to a 5xx", "\n".join(bad))


def zeros(size, piece=bytes(1 << 20)):
    while size > 0:
        yield piece[:min(size, len(piece))]
        size -= len(piece)


def files(tap, world, s, full):
    """Files that are no lists. All end as failed with words, or with rows refused, and in little memory."""
    head = b"id,name,email,website,registration,country,hub,sector,team_size,founded,joined,stage,level\n"
    one_gib = (1 << 30) if full else (64 << 20)
    packer = zlib.compressobj(9, wbits=31)
    bomb = b"".join(packer.compress(c) for c in zeros(one_gib)) + packer.flush()
    packer = zlib.compressobj(9, wbits=31)
    list_bomb = packer.compress(head) + b"".join(packer.compress(b"".join(b"x%d,a,,,,KE,europe,ai,,,2025-01-01,member,explorer\n" % (i & 7) for i in range(20000))) for _ in range(60 if full else 15)) + packer.flush()
    torn = gzip.compress(rows_of("developers.csv"))
    good = rows_of("developers.csv")
    cases = [("gzip-bomb", [bomb], len(bomb)), ("torn.gz", [torn[:len(torn) // 2]], len(torn) // 2), ("utf16.csv", [good.decode().encode("utf-16")], None),
             ("line-of-zeros", zeros(one_gib), one_gib), ("line-of-letters", [head] + [b"a" * (1 << 20)] * (one_gib >> 21), None), ("empty", [b""], 0), ("head-only.csv", [head], None), ("noise", [os.urandom(300000)], None),
             ("quote-without-end.csv", [head + b'x1,"' + good[:200000]], None), ("latin1.csv", [head + b"z1,Caf\xe9,,,,KE,europe,ai,,,2025-01-01,member,explorer\n"], None),
             ("nul.csv", [head + b"z2,A\0B,,,,KE,europe,ai,,,2025-01-01,member,explorer\n"], None), ("wide.csv", [b",".join(b"c%d" % i for i in range(50000)) + b"\n"], None),
             ("nothing-known.csv", [b"a,b,c\n1,2,3\n"], None), ("list.json", [b"[" * 100000], None), ("deep.ndjson", [b'{"a":' * 100000 + b"\n"], None),
             ("elf", [open(world.program, "rb").read(1 << 20)], None), ("list-bomb", [list_bomb], len(list_bomb)), ("long-fields.csv", [head] + [b"".join(b"l%d,a,,,,KE,europe,%s,,,2025-01-01,member,explorer\n" % (k * 1000 + i, b"y" * 1500) for i in range(1000)) for k in range(120 if full else 60)], None),
              ("../../evil.csv", [head + b"z3,Evil,,,,KE,europe,ai,,,2025-01-01,member,explorer\n"], None)]
    bad, said = [], []
    for name, chunks, size in cases:
        if size is None:
            chunks = list(chunks)
            size = sum(map(len, chunks))
        begun = time.time()
        try:
            r = s.upload("example-developers", name, chunks, size)
        except Gone as e:
            bad.append("%s: %r" % (name, e))
            continue
        if r.status == 303:
            i = s.wait_import(r.headers["Location"].rsplit("/", 1)[1], ("checked", "failed"), seconds=30)
            end, words = i["state"], i["fault"] or "rows %d, refused %d" % (i["rows_done"], i["rows_refused"])
            if end not in ("checked", "failed"):
                bad.append("%s stays %s (rows %d)" % (name, end, i["rows_done"]))
                s.api("import cancel", **{"import": i["id"]})
            elif end == "failed" and not i["fault"]:
                bad.append("%s failed without words" % name)
            if s.get("/imports/" + i["id"]).status != 200:
                bad.append("%s: its page does not open" % name)
        else:
            end, words = r.status, words_of(r)[:150]
            if r.status >= 500:
                bad.append("%s: %d %s" % (name, r.status, words))
        said.append("%s (%d kB, %.1f s, peak %d MiB): %s: %s" % (name, size >> 10, time.time() - begun, s.memory_peak_mib(), end, words))
    for line in said:
        tap.note(line[:220])
    tap.ok(not bad and s.alive(), "files that are no lists end with words", "\n".join(bad))
    tap.ok(s.memory_peak_mib() < MEMORY_MIB_MAX, "in at most %d MiB of memory" % MEMORY_MIB_MAX, "peak %.0f MiB" % s.memory_peak_mib())
    tap.note("server's memory: %.0f MiB now, %.0f MiB at most" % (s.memory_mib(), s.memory_peak_mib()))
    i = s.import_whole("example-developers", "good-after-all.csv", good.replace(b"dv-", b"good-").replace(b"@", b".good@"))
    tap.ok(i["state"] == "done" and i["rows_done"] == 2000, "and a good list still goes in", "%r" % i)


def door(tap, world, s):
    """A file field takes files that were sent, not names of files on the server."""
    secret = os.path.join(world.root, "secret.csv")
    with open(secret, "w") as f:
        f.write("id,name\nx,TOP-SECRET-4711\n")
    got = []
    for r in (s.api("import check", file=secret, mapping="example-developers"), s.form("/do/import/check", {"file": secret, "mapping": "example-developers"}),
              s.api("import check", file=s.folder + "/imports/../record.key", mapping="example-developers")):
        got.append((r.status, words_of(r)[-160:]))
    before = set(os.listdir(s.folder + "/imports"))
    kept, s.cookie = s.cookie, None
    got.append((s.upload("example-developers", "stranger.csv", [b"id,name\n" * 100000], 800000).status, "a stranger's file"))
    s.cookie = kept
    got.append((s.upload("no-such-mapping", "wrong.csv", [b"id,name\n" * 100000], 800000).status, "a file with a wrong mapping"))
    time.sleep(1)
    left = set(os.listdir(s.folder + "/imports")) - before
    tap.ok(not left, "a file that was refused does not stay", "%r" % left)
    tap.ok(all(status in (400, 401, 403, 404, 422) for status, _ in got), "a path on the server is not taken for a file that was sent", "%r" % got)
