"""The part of bench/RESULTS.md on the ledger: ledger_results.py WORK RESULTS.md puts it in place there, with its own commit, and leaves what else was
measured. WORK holds what bench/ledger.sh wrote."""
import json, os, re, subprocess, sys, time


def replace(path, text):
    """Puts the section in place: of the one that is there, else before the targets."""
    old = open(path).read()
    begin = old.find("\n## Ledger")
    if begin < 0:
        begin = end = next((at for at in (old.find("\n## Targets"), len(old)) if at >= 0))
    else:
        end = old.find("\n## ", begin + 4)
        end = len(old) if end < 0 else end
    with open(path, "w") as out:
        out.write(old[:begin].rstrip("\n") + "\n" + text.rstrip("\n") + "\n" + old[end:])


def row(words, must, aim, here, met, aimed):
    return f"| {words} | {must} | {aim} | {here} | {'aim met' if met and aimed else 'met' if met else '**missed**'} |"


def main():
    work, out = sys.argv[1:3]
    r = json.load(open(f"{work}/ledger.json"))
    pg_lines, pg_singles = float(os.environ["PG_BATCHES"]) * 8190, float(os.environ["PG_SINGLES"])
    focus = {m[1].strip(): float(m[2]) for m in re.finditer(r"^(\S.{0,13}\S?)\s+(\d+)\s+\d+\s+[\d.]+\s+\d+$", open(f"{work}/focus.txt").read(), re.M)}
    groups = list(focus.values())[-1]
    usage = json.load(open(f"{work}/usage.json"))
    events = max(int(n) for n in re.findall(r"(\d+) events/s", open(f"{work}/events.txt").read()))
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    batches, single, p99 = r["ledger_transfers"], r["ledger_single_per_s"], r["ledger_single_p99_ms"]
    audit = r["ledger_audit"]
    text = f"""
## Ledger

{int(os.environ["TRANSFERS"]):,} lines in the ledger, 10,000 accounts, SQLite; batches of 8,190 from four clients, single transfers over HTTP from 64. Beside it on the
same disk: the same bytes at the end of a file, each batch synced ({r['raw_log_lines']:,.0f} lines/s), and PostgreSQL 15 with one row for each
transfer, balances added up once a batch, no keys, no holds, no limits, no record: {pg_lines:,.0f} lines/s in batches, {pg_singles:,.0f} single
transfers/s over its socket on one hot account. Measured with `bench/ledger.sh` at commit {commit}, {time.strftime("%Y-%m-%d")}, load average at
the end {open("/proc/loadavg").read().split()[0]}.

| what | must | aim | here | |
| --- | --- | --- | --- | --- |
{row("durable transfers, batches", "150,000/s", "350,000/s", f"{batches:,.0f}/s ({batches / pg_lines:.2f} of PostgreSQL, {batches / r['raw_log_lines']:.2f} of the raw log)", batches >= 150000, batches >= 350000)}
{row("durable single transfers, 64 clients over HTTP, one hot fund", "10,000/s, p99 under 20 ms", "30,000/s", f"{single:,.0f}/s ({single / pg_singles:.2f} of PostgreSQL), p99 {p99:.1f} ms, {r['ledger_single_cpu_us']:.0f} us of processor each", single >= 10000 and p99 < 20, single >= 30000)}
{row(f"CloudEvents in batches of 1,000 over HTTP, rated, counted once, durable, {usage['keys']:,} known", "80,000/s", "300,000/s", f"{usage['events_per_s']:,.0f}/s, a batch p50 {usage['batch_p50_ms']:.0f} ms, p99 {usage['batch_p99_ms']:.0f} ms, {usage['cpu_us_per_event']:.1f} us of processor each; sent again {usage['again_per_s']:,.0f}/s", usage["events_per_s"] >= 80000, usage["events_per_s"] >= 300000)}
{row("FOCUS parsed, checked, grouped exactly, a core", "500 MB/s", "1.5 GB/s", f"{groups:,.0f} MB/s", groups >= 500, groups >= 1500)}
{row("balance of an account", "1 ms", "0.1 ms", f"{r['ledger_balance'] / 1000:.4f} ms", r["ledger_balance"] < 1000, r["ledger_balance"] < 100)}
{row("statement of 50 lines", "1 ms", "0.1 ms", f"{r['ledger_statement_50'] / 1000:.3f} ms", r["ledger_statement_50"] < 1000, r["ledger_statement_50"] < 100)}
{row("audit: all balances again", "10 s", "3 s", f"{audit:.1f} s; with the roots in the record {r['ledger_audit_roots']:.1f} s", audit < 10, audit < 3)}

CloudEvents in batches of 1,000, read, keyed, hashed and rated on one core, without the store: {events:,} a second (`bench/events.sh`, the best of three).
"""
    replace(out, text)


if __name__ == "__main__":
    main()
