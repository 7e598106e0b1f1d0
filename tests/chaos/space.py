"""A full disk, and a folder that can not be written to."""
import glob, os, shutil, subprocess, time
from harness import Gone, Server, rows_of, words_of
from kill import members_fault


def run(tap, world):
    full(tap, world)
    read_only(tap, world)


def full(tap, world):
    """Imports until nothing more fits; the disk is a small tmpfs, or a limit on the size of files when we may not mount."""
    at = world.mount_small("small", "36m")
    wrap, ballast = [], None
    if at:
        ballast = os.path.join(at, "ballast")
        with open(ballast, "wb") as f:
            f.write(b"x" * (4 << 20))
        s = Server(world, "full", folder=os.path.join(at, "data"))
        s.start()
    else:
        s = Server(world, "full")
        s.start()
        subprocess.run(["prlimit", "--pid", str(s.process.pid), "--fsize=16000000"], check=True)
    s.sign_in()
    seen, statuses, words, n = [s.checkpoint()], [], "", 0
    rows = rows_of("developers.csv", 3)
    stuck = None
    while n < 20 and not words:
        n += 1
        data = rows.replace(b"dv-", b"f%d-" % n).replace(b"@", b".f%d@" % n)
        try:
            r = s.upload("example-developers", "full-%d.csv" % n, [data], len(data))
        except Gone as e:
            words = "upload: " + repr(e)
            break
        statuses.append(r.status)
        if r.status != 303:
            words = words_of(r)
            break
        id = r.headers["Location"].rsplit("/", 1)[1]
        for state, deed in (("checked", True), ("done", False)):
            i = s.wait_import(id, (state, "failed"), seconds=4)
            if i["state"] != state:
                words, stuck = "import %s: %s %s" % (id, i["state"], i["fault"]), id
                break
            if deed:
                r = s.api("import confirm", **{"import": id})
                if r.status != 200:
                    words, stuck = words_of(r), id
                    break
        seen.append(s.checkpoint())
    tap.note("full after %d files: %s" % (n, words))
    tap.ok(words and s.alive(), "the disk gets full, and the server lives", s.log_tail())
    r = s.api("party add", kind="organisation", name="One more", listed="yes", country="KE")
    for k in range(400): # until a deed does not fit either
        if r.status != 200:
            break
        r = s.api("party add", kind="organisation", name="One more %d" % k, listed="yes", country="KE")
    logged = s.log()
    tap.ok(r.status in (503, 507) and "full" in words_of(r), "a deed on a full disk is refused, and says that the disk is full",
           "%d %s" % (r.status, words_of(r)))
    tap.ok("disk is full" in logged, "and so does the log", "\n".join(l for l in logged.splitlines() if "store=" in l or "import=" in l)[-800:])
    before = os.path.getsize(s.log_path)
    time.sleep(2)
    grown = os.path.getsize(s.log_path) - before
    tap.ok(grown < 2000, "which is not filled with the same line again and again", "%d bytes in two seconds" % grown)
    faults = [w for w in (s.record_fault(seen), s.texts_fault(), members_fault(s.folder)) if w]
    faults += [p for p in ("/", "/hubs", "/record", "/api/v1/pledges", "/parties") if s.get(p).status != 200]
    tap.ok(not faults, "reads go on, and nothing is half", "%r" % faults)

    s.kill()
    try:
        s.start()
        again = s.get("/").status
    except RuntimeError as e:
        again = str(e)
    tap.ok(again == 200, "a server starts on the full disk and shows its pages", again)
    if not s.alive():
        os.remove(ballast) if ballast else None
        s.start()
    if ballast:
        if os.path.exists(ballast):
            os.remove(ballast)
        subprocess.run(["mount", "-o", "remount,size=200m", at], check=True)
    r = s.api("party add", kind="organisation", name="When there was room", listed="yes", country="KE")
    tap.ok(r.status == 200, "when there is room again, deeds work without a restart", "%d %s" % (r.status, words_of(r)))
    left = [i for i in s.imports() if i["state"] in ("checking", "running")]
    ends = [s.wait_import(i["id"], ("checked", "done", "failed"), seconds=40) for i in left]
    for i in ends:
        if i["state"] == "checked":
            s.api("import confirm", **{"import": i["id"]})
    ends = [s.wait_import(i["id"], ("done", "failed"), seconds=40) for i in ends]
    tap.ok(all(i["state"] == "done" and i["rows_new"] == 6000 for i in ends), "and the import goes on to its end by itself",
           "%r" % [(i["file_name"], i["state"], i["fault"], i["rows_done"], i["rows_new"]) for i in ends])
    faults = [w for w in (s.record_fault(seen), s.texts_fault(), members_fault(s.folder), s.proof_command("audit"), s.proof_command("verify")) if w]
    tap.ok(not faults, "on a good record", "\n".join(faults))
    left = [os.path.basename(p) for p in glob.glob(s.folder + "/imports/*")]
    known = {os.path.basename(s.import_state(i["id"])["file_path"]) for i in s.imports()}
    stray = [p for p in left if p not in known and not p.endswith(".csv")]
    tap.ok(not stray, "and no torn upload is left in the folder", "%r" % stray)
    s.stop()


def read_only(tap, world):
    """As somebody who may not write: root may everywhere, so the filesystem itself is made read-only."""
    at = world.mount_small("ro", "64m")
    if not at:
        s = Server(world, "ro").start().sign_in()
        s.stop()
        for path, folders, files in os.walk(s.folder):
            for name in files + ["."]:
                os.chmod(os.path.join(path, name), 0o500)
        s.start(wait=False)
        code = s.process.wait(timeout=20)
        tap.ok(code == 1 and "written" in s.log_tail(), "a server on a folder that can not be written to says so", s.log_tail())
        return
    s = Server(world, "ro", folder=os.path.join(at, "data")).start().sign_in()
    seen = [s.checkpoint()]
    s.stop()
    subprocess.run(["mount", "-o", "remount,ro", at], check=True)
    s.start(wait=False)
    try:
        code = s.process.wait(timeout=20)
    except subprocess.TimeoutExpired:
        code = "still running"
    log = s.log_tail().strip().splitlines()[-1:]
    tap.ok(code == 1 and log and "writ" in log[0] and "another server" not in log[0],
           "a server on a folder that can not be written to says so, and nothing else", "%r %s" % (code, log))
    s.kill()
    r = s.cli("party", "add", "--kind", "organisation", "--name", "Nobody", "--country", "KE")
    tap.ok(r.returncode != 0 and "writ" in r.stderr, "and so does the command line", "%d %s" % (r.returncode, r.stderr))
    r = s.cli("pledge", "list")
    tap.note("pledge list on a read-only folder: exit %d %s" % (r.returncode, r.stderr.strip()))
    subprocess.run(["mount", "-o", "remount,rw", at], check=True)
    s.start()
    tap.ok(s.api("party add", kind="organisation", name="Again", listed="yes", country="KE").status == 200 and not s.record_fault(seen),
           "made writable again, it works", s.log_tail())
    s.stop()
