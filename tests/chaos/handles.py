"""No file handles left: few are allowed, and many connections are held open."""
import resource, socket, time
from harness import Gone, Server, rows_of


def run(tap, world):
    for limit, held in ((64, 80), (24, 40)):
        s = Server(world, "few-%d" % limit, wrap=["prlimit", "--nofile=%d:%d" % (limit, limit)])
        s.start(wait=False)
        try:
            s.wait_up(5)
        except RuntimeError:
            tap.ok(s.process.poll() is not None and "seedbed:" in s.log(), "with %d file handles the server does not start, and says why" % limit, s.log_tail())
            continue
        s.sign_in()
        seen = [s.checkpoint()]
        open_ones, begun = [], time.time()
        for n in range(held):
            try:
                c = socket.create_connection(("127.0.0.1", s.port), timeout=0.2)
                c.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" if n % 2 else b"P")
                open_ones.append(c)
            except OSError:
                pass
        answers = []
        for n in range(3):
            try:
                answers.append(s.get("/checkpoint", timeout=1).status)
            except Gone:
                answers.append("none")
        rows = b"".join(rows_of("partners.csv").splitlines(True)[:50]).replace(b"pa-", b"fd-").replace(b"@", b".fd@")
        tap.note("held for %.1f s" % (time.time() - begun))
        for c in open_ones:
            c.close()
        tap.note("%d handles, %d connections held: answers %r" % (limit, len(open_ones), answers))
        good, end = 0, time.time() + 10
        while good < 10 and time.time() < end:
            try:
                good = good + 1 if s.get("/", timeout=2).status == 200 else 0
            except Gone:
                good = 0
                time.sleep(0.1)
        tap.note("answers again %.1f s after they were let go" % (time.time() - end + 10))
        tap.ok(s.alive() and good == 10 and 500 not in answers, "with %d file handles and %d connections held open the server lives, and answers again after"
               % (limit, held), "%r %s" % (answers, s.log_tail()))
        i = s.import_whole("example-partners", "few-after.csv", rows)
        tap.ok(i["state"] == "done" and not s.record_fault(seen), "and takes an import", "%r" % i)
        s.stop()
