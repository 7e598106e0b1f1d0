"""A receiver of webhooks for tests: webhook_server.py FOLDER [MODE].

It checks each signature by itself (Standard Webhooks; hmac, base64) with the secrets in FOLDER/secrets, one a line, and writes
what came to FOLDER/taken, one JSON object a line. FOLDER/port says where it listens. What it answers depends on the path:
/ok 200; /control what FOLDER/answer says (200 without it); /slow after 3 s; /redirect 302 to /ok; /large 200 with 1 MB;
/odd 200 with bytes that are not text; /gone 410; /die the process ends before it answers, /later 503 with Retry-After.
It ends when its standard input does."""
import base64, hashlib, hmac, json, os, sys, threading, time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

FOLDER = sys.argv[1]
lock = threading.Lock()
busy = {}


def secrets():
    try:
        with open(FOLDER + "/secrets") as f:
            return f.read().split()
    except OSError:
        return []


def signed_with(headers, body):
    """Which of the secrets, by number, the signatures were made with."""
    content = b"%s.%s.%s" % (headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body)
    given = headers["webhook-signature"].split(" ")
    found = []
    for i, secret in enumerate(secrets()):
        assert secret.startswith("whsec_")
        key = base64.b64decode(secret[len("whsec_"):], validate=True)
        assert 24 <= len(key) <= 64
        right = "v1," + base64.b64encode(hmac.new(key, content, hashlib.sha256).digest()).decode()
        if any(hmac.compare_digest(right, s) for s in given):
            found.append(i)
    return found, len(given)


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *words):
        pass

    def answer(self, code, body=b"", headers=()):
        self.send_response(code)
        for name, value in headers:
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        self.keep(b"")
        self.answer(200)

    def keep(self, body):
        found, given = signed_with(self.headers, body) if self.headers.get("webhook-id") else ([], 0)
        with lock:
            with open(FOLDER + "/taken", "a") as f:
                f.write(json.dumps({
                    "path": self.path, "method": self.command, "id": self.headers.get("webhook-id"),
                    "at": self.headers.get("webhook-timestamp"), "type": self.headers.get("content-type"),
                    "signed": "".join(map(str, found)), "signatures": given, "at_once": busy.get(self.path, 0),
                    "body": json.loads(body) if body else None}, sort_keys=True) + "\n")

    def do_POST(self):
        body = self.rfile.read(int(self.headers["Content-Length"]))
        path = self.path
        with lock:
            busy[path] = busy.get(path, 0) + 1
        self.keep(body)
        try:
            self.act(path)
        finally:
            with lock:
                busy[path] -= 1

    def act(self, path):
        if path.startswith("/slow"):
            time.sleep(3)
            self.answer(200, b"at last")
        elif path.startswith("/control"):
            code = 200
            if os.path.exists(FOLDER + "/answer"):
                with open(FOLDER + "/answer") as f:
                    code = int(f.read())
            self.answer(code, b"<b>answer</b> %d" % code)
        elif path == "/redirect":
            self.answer(302, headers=[("Location", "/ok")])
        elif path == "/large":
            self.answer(200, b"x" * 1000000)
        elif path == "/odd":
            self.answer(200, b"\xff\xfe\x00\x01")
        elif path == "/gone":
            self.answer(410, b"go away")
        elif path == "/later":
            self.answer(503, b"busy", [("Retry-After", "1200")])
        elif path == "/die":
            os._exit(1)
        else:
            self.answer(200, b"taken")


def main():
    port = int(open(FOLDER + "/port").read()) if os.path.exists(FOLDER + "/port") else 0
    server = ThreadingHTTPServer(("127.0.0.1", port), Handler)
    server.daemon_threads = True
    with open(FOLDER + "/port.part", "w") as f:
        f.write("%d" % server.server_address[1])
    os.rename(FOLDER + "/port.part", FOLDER + "/port")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print("ready", flush=True)
    sys.stdin.read()
    os._exit(0)


main()
