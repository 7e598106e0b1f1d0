"""Makes bench/RESULTS.md from what bench/run.sh measured: figures, ratios, targets met and missed."""
import glob, json, os, platform, subprocess, time

import rounds_results

work, sizes = os.environ["WORKED"], [int(n) for n in os.environ["SIZES"].split()]
run = {n: json.load(open(f"{work}/{n}.json")) for n in sizes}
last = sizes[-1]
top = run[last]
once = json.load(open(f"{work}/once.json"))


def rounds(name):
    rows = [line.split() for line in open(f"{work}/{name}.rounds")]
    return [float(r[0]) for r in rows], [float(r[1]) for r in rows], any(len(r) > 2 for r in rows)


def median(values):
    values = sorted(values)
    return values[len(values) // 2]


def read(path, default=""):
    try:
        return open(path).read()
    except OSError:
        return default


def number(x):
    return f"{x:,.0f}" if x >= 100 else f"{x:.3g}"


cpu = next((line.split(":")[1].strip() for line in read("/proc/cpuinfo").splitlines() if line.startswith("model name")), "?")
memory = int(read("/proc/meminfo", "MemTotal: 0").split()[1]) / 1048576
disk = subprocess.run(["df", "--output=source,fstype", work], capture_output=True, text=True).stdout.splitlines()[-1].split()
rota = read(f"/sys/block/{os.path.basename(disk[0]).rstrip('0123456789')}/queue/rotational", "?").strip()
kind = {"0": "solid state, or says so", "1": "rotating, or a virtual disk that does not say"}.get(rota, "unknown")
commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()

print(f"""# What this machine measured

Made by `bench/run.sh`; no figure in the tables is typed in. The machine: {os.cpu_count()} cores of {cpu}, {memory:.0f} GiB, {disk[1]} on
{disk[0]} ({kind}), Linux {platform.release()}; commit {commit}, {time.strftime("%Y-%m-%d")}; load average at the end
{read("/proc/loadavg").split()[0]}. The cores and the disk may have been shared with others while this ran, so the ratios to peers in the same
run say more than the figures. Again: `make bench`, or `PEOPLE_MAX=10000000 bench/run.sh build/seedbed`.

## Growth
""")
rows = [("import_rows_per_s", "import: new people with membership and entry, rows/s"), ("import_check_rows_per_s", "the check before it, rows/s"),
        ("import_bytes_per_row", "store, bytes a row"), ("append_entries_per_s", "append to the record in batches of 8,192, entries/s"),
        ("peer_sqlite_rows_per_s", "peer: bare SQLite table, the same leaves and batches, rows/s"),
        ("peer_file_entries_per_s", "peer: bare file, fdatasync for each batch, entries/s"), ("proof_p50_ms", "inclusion proof, p50, ms"),
        ("proof_p99_ms", "inclusion proof, p99, ms"), ("verify_s", "full verification, s"), ("start_ms", "start until it listens, best of 5, ms"),
        ("start_worst_ms", "the worst of them, ms"), ("rest_rss_mib", "resident memory at rest, MiB"),
        ("rest_rss_own_mib", "of it not shared with the file, MiB"), ("who_asks_p50_us", "who asks, with eight roles, from the store, p50, us"), ("page_impact_p50_us", "impact page over one connection, p50, us"),
        ("page_impact_p99_us", "the same, p99, us"), ("page_pledge_p50_us", "pledge page, p50, us"), ("page_pledge_p99_us", "the same, p99, us")]
print("| people in the store, entries in the record | " + " | ".join(f"{n:,}" for n in sizes) + " |")
print("| --- |" + " ---: |" * len(sizes))
for key, words in rows:
    if key in top:
        print(f"| {words} | " + " | ".join(number(run[n][key]) if key in run[n] else "" for n in sizes) + " |")

print(f"""
Peers are measured with at most 1,000,000 rows. Appending seals (canonical JSON, SHA-256) on two threads and writes leaves, tiles, a
signed checkpoint and the index of subjects; the bare table has its leaves made beforehand and keeps nothing else.
Appending is {top['append_entries_per_s'] / top['peer_sqlite_rows_per_s']:.2f} of the bare table and {top['append_entries_per_s'] / top['peer_file_entries_per_s']:.2f} of the bare file.

## Pages against nginx, {last:,} people in the store

wrk -t2 -c{os.environ['CONNECTIONS']} --latency, {os.environ['ROUNDS']} rounds of {os.environ['SECONDS_EACH']} s by turns, on the same {os.cpu_count()} cores; nginx: 2 workers, no access log, sendfile, a
static file of the same bytes. Medians of the rounds. wrk sends no Accept-Encoding, so both send plain bytes.

| page | bytes | Seedbed, requests/s | p99, ms | nginx, requests/s | p99, ms | ratio |
| --- | ---: | ---: | ---: | ---: | ---: | ---: |""")
pages = {}
for page in os.environ["PAGES"].split():
    name = page.split(":")[0]
    ours, ours99, bad = rounds(f"ours-{name}")
    peer, peer99, _ = rounds(f"nginx-{name}")
    ratio = median([o / p for o, p in zip(ours, peer)])
    pages[name] = (ratio, median(ours99), bad)
    print(f"| {page.split(':')[1]}{' (with errors)' if bad else ''} | {os.path.getsize(f'{work}/www/{name}.html'):,} | {median(ours):,.0f} | {median(ours99):.2f} | "
          f"{median(peer):,.0f} | {median(peer99):.2f} | {ratio:.2f} |")

rounds_results.section(once, print)

flood = json.load(open(f"{work}/flood.json"))
calm, busy = flood["pages_before"], flood["pages_during"]
told = sum(n for code, n in flood["answers"].items() if code == "401")
print(f"""
## Pages while somebody tries passwords

`bench/flood.py`: {flood['attempts_a_second']} attempts a second for {flood['seconds']} s, each from another address; 100 pages a second beside them, counted from when
each was due. {told / flood['seconds']:.0f} attempts a second were worked on (argon2id, {top['password_ms']:.0f} ms each, one at a time on {os.cpu_count()} cores), the others were asked to come back.
Somebody with the right password came in {flood['right_sign_ins']} times meanwhile.

| page | calm: p50, ms | p99, ms | flood: p50, ms | p99, ms |
| --- | ---: | ---: | ---: | ---: |""")
for name in busy:
    print(f"| {'all four by turns' if name == 'all' else name} | {calm[name]['p50_ms']:.2f} | {calm[name]['p99_ms']:.2f} | {busy[name]['p50_ms']:.2f} | {busy[name]['p99_ms']:.2f} |")
beside = flood["sign_in_ms"] - top["password_ms"]

size = int(os.environ["BYTES"]) / 1e6
print(f"""
After this load the server had {os.environ['LOADED']} MiB in memory, caches included (64 MiB of pages of the store at most, 16 MiB of ready pages).

## Targets

| target | must | aim | here | |
| --- | --- | --- | --- | --- |""")


def target(words, must, aim, here, met, aimed):
    print(f"| {words} | {must} | {aim} | {here} | {'aim met' if met and aimed else 'met' if met else '**missed**'} |")


for name, (ratio, p99, bad) in pages.items():
    target(f"{name} page against nginx, {last:,} people", "1.00 of nginx, p99 under 10 ms", "", f"{ratio:.2f}, p99 {p99:.2f} ms", ratio >= 1 and p99 < 10 and not bad, False)
for n in sizes:
    if n in (1000000, 10000000):
        r, must = run[n]["import_rows_per_s"], 100000 if n == 1000000 else 50000
        target(f"import, {n:,} rows", f"{must:,} rows/s", "200,000" if n == 1000000 else "", f"{r:,.0f}", r >= must, n == 1000000 and r >= 200000)
r = top["append_entries_per_s"]
target(f"append, {last:,} entries", "300,000 entries/s", "1,000,000", f"{r:,.0f}", r >= 300000, r >= 1000000)
r = top["proof_p99_ms"]
target(f"inclusion proof, {last:,} entries, p99", "1 ms", "0.1 ms", f"{r:.3f} ms", r < 1, r < 0.1)
r = top["verify_s"]
target(f"full verification, {last:,} entries", "30 s at 10,000,000", "10 s", f"{r:.2f} s", r < 30 * last / 1e7, r < 10 * last / 1e7)
r = top["start_ms"]
target(f"start, {last:,} people", "100 ms", "30 ms", f"{r:.0f} ms", r < 100, r < 30)
r = top["rest_rss_mib"]
target("resident memory at rest", "30 MB", "10", f"{r * 1.048576:.1f} MB", r * 1.048576 < 30, r * 1.048576 < 10)
target("binary, stripped, assets inside", "6 MB", "4", f"{size:.2f} MB", size < 6, size < 4)
target("pages during 500 sign-in attempts a second, p99", "50 ms", "", f"{busy['all']['p99_ms']:.1f} ms", busy["all"]["p99_ms"] < 50, False)
target("a sign-in beside the password's own work", "20 ms", "", f"{max(beside, 0):.1f} ms", beside < 20, False)
target("permission check, eight roles, six places", "1 us", "", f"{top['may_no_ns'] / 1000:.3f} us", top["may_no_ns"] < 1000, False)
rounds_results.targets(once, target)
notes = read("bench/NOTES.md")
if notes:
    print("\n" + notes.strip())
