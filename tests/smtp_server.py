"""A real mail server (aiosmtpd) for tests: smtp_server.py FOLDER MODE...

Modes: starttls, tls, auth. Each mail that it takes is a file in FOLDER/taken; FOLDER/port says where it listens, and
FOLDER/ca.pem whom to trust. What it does depends on the receiver: refused@ 550, later@ 451, spam@ 554 after the content,
slow@ takes 3 s to say yes, torn@ loses the connection after the content. It ends when its standard input does."""
import asyncio, os, ssl, subprocess, sys, threading, time

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult

FOLDER, MODES = sys.argv[1], set(sys.argv[2:])


def openssl(*words):
    subprocess.run(["openssl", *words], cwd=FOLDER, check=True, capture_output=True)


def certificates():
    """A CA of our own, and a certificate for localhost that it signed."""
    if not os.path.exists(FOLDER + "/ca.pem"):
        openssl("req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                "-subj", "/CN=Test CA", "-keyout", "ca.key", "-out", "ca.pem")
        openssl("req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=localhost",
                "-keyout", "server.key", "-out", "server.csr")
        with open(FOLDER + "/names", "w") as f:
            f.write("subjectAltName=DNS:localhost\n")
        openssl("x509", "-req", "-in", "server.csr", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", "-days", "2",
                "-extfile", "names", "-out", "server.pem")
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(FOLDER + "/server.pem", FOLDER + "/server.key")
    return context


class Handler:
    n = 0

    async def handle_RCPT(self, server, session, envelope, address, options):
        if address.startswith("refused@"):
            return "550 5.1.1 Nobody of that name here"
        if address.startswith("later@"):
            return "451 4.3.0 Try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        to = envelope.rcpt_tos[0]
        if to.startswith("spam@"):
            return "554 5.7.1 We do not like what it says"
        Handler.n += 1
        name = "%s/taken/%d-%d" % (FOLDER, os.getpid(), Handler.n)
        with open(name + ".part", "wb") as f:
            f.write(b"X-Rcpt: %s\r\nX-Tls: %d\r\nX-Auth: %d\r\n" % (to.encode(), session.ssl is not None, bool(session.authenticated))
                    + envelope.original_content)
        if to.startswith("slow@"):
            await asyncio.sleep(3)
        os.rename(name + ".part", name)
        if to.startswith("torn@"):
            server.transport.abort()
        return "250 Taken"


def authenticator(server, session, envelope, mechanism, data):
    return AuthResult(success=data.login == b"seedbed" and data.password == b"a secret: \xc3\xa4")


def main():
    os.makedirs(FOLDER + "/taken", exist_ok=True)
    more = {}
    if MODES & {"starttls", "tls"}:
        context = certificates()
        more = {"ssl_context": context} if "tls" in MODES else {"tls_context": context, "require_starttls": True}
    if "auth" in MODES:
        more.update(authenticator=authenticator, auth_required=True, auth_require_tls="starttls" in MODES)
    port = int(open(FOLDER + "/port").read()) if os.path.exists(FOLDER + "/port") else 0
    if not port:
        import socket
        s = socket.socket()
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
        s.close()
    c = Controller(Handler(), hostname="127.0.0.1", port=port, **more)
    c.start()
    with open(FOLDER + "/port.part", "w") as f:
        f.write("%d" % port)
    os.rename(FOLDER + "/port.part", FOLDER + "/port")
    print("ready", flush=True)
    sys.stdin.read()
    os._exit(0)


main()
