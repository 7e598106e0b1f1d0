"""The part of bench/RESULTS.md on rounds. Alone: rounds_results.py ONCE.json RESULTS.md puts it in place there, with its own machine and commit,
and leaves what else was measured."""
import json, subprocess, sys, time


def pages_of(once):
    return {key[5:-7]: key[:-7] for key in once if key.startswith("page_") and key.endswith("_p50_ms")}


def section(once, print):
    round_pages = pages_of(once)
    print(f"""
## Rounds

A round of {once['rounds_applications']:,.0f} applications with {once['rounds_reviews']:,.0f} reviews, filled in {once['rounds_fill_s']:.0f} s with {once['rounds_entries']:,.0f} entries in the record (`seedbed
bench rounds rush`): names, texts in five scripts, revisions, reviewers of different strictness and determinations, as their deeds
would have left them. The server is asked over HTTP, one request after another on one connection, by somebody who is signed in.

| page | p50, ms | p99, ms |
| --- | ---: | ---: |""")
    for name, key in round_pages.items():
        print(f"| {name.replace('_', ' ')} | {once[key + '_p50_ms']:.2f} | {once[key + '_p99_ms']:.2f} |")
    print(f"""
The last {once['rush_taken'] / once['rush_per_s']:.0f} seconds before a deadline, {once['rush_per_s']:.0f} people a second, each with a session of their own, at uneven distances:
{once['rush_taken']:,.0f} were taken, {once['rush_refused']:,.0f} came after it and were refused; every answer was held against the store and the record.

| | |
| --- | ---: |
| from send to answer, durable, p50, ms | {once['rush_p50_ms']:.2f} |
| the same, p99, ms | {once['rush_p99_ms']:.2f} |
| the slowest, ms | {once['rush_max_ms']:.2f} |
| counted from when it was due, p99, ms | {once['rush_due_p99_ms']:.2f} |
| sent before the end and refused, as they were whole after it | {once['rush_cut']:.0f} |
| no answer | {once['rush_silent']:.0f} |
| acknowledged before a kill -9 in the middle, and there afterwards | {once['killed_taken']:.0f} of {once['killed_taken']:.0f} |

| all {once['rounds_applications']:,.0f} as | s | rows/s | first byte, ms | MB | more memory at the most, MiB |
| --- | ---: | ---: | ---: | ---: | ---: |""")
    for kind, words in (("csv", "CSV"), ("xlsx", "a workbook")):
        e = {what: once[f"export_{kind}_{what}"] for what in ("s", "rows_per_s", "first_ms", "mb", "growth_mib")}
        print(f"| {words} | {e['s']:.2f} | {e['rows_per_s']:,.0f} | {e['first_ms']:.0f} | {e['mb']:.1f} | {e['growth_mib']:.1f} |")
    print(f"""
At a door {once['door_per_s']:.0f} tickets a second by one scanner (p99 {once['door_p99_ms']:.1f} ms); {once['here_at_once']:,.0f} people who come online in one moment are all
in, durable, after {once['here_all_s']:.2f} s.""")


def targets(once, target):
    round_pages = pages_of(once)
    r = max(once["assign_s"], once["assign_dense_s"])
    target("5,000 files to 2,000 reviewers at 3 each, the best there is", "10 s, 1 GB", "",
           f"{once['assign_s']:.2f} s; all 10 M pairs known {once['assign_dense_s']:.2f} s; fair {once['assign_fair_s']:.2f} s; {once['assign_over_greedy']:.3f} of the greedy total",
           r < 10 and once["assign_peak_mib"] < 1024, False)
    target("calibration of a million scores", "2 s", "", f"{once['calibrate_million_s']:.2f} s", once["calibrate_million_s"] < 2, False)
    large = f"round of {once['rounds_applications']:,.0f}"
    for name, must in (("board", 30), ("table", 30), ("search", 50)):
        rows = {k: once[key + "_p99_ms"] for k, key in round_pages.items() if k.startswith(name)}
        if rows:
            target(f"{name}, {large}, p99", f"{must} ms", "", ", ".join(f"{k.replace('_', ' ')} {v:.1f} ms" for k, v in rows.items()), max(rows.values()) < must, False)
    r = once["rush_p99_ms"]
    target("submission before a deadline, durable, at 200 a second, p99; none lost", "10 ms", "", f"{r:.1f} ms, none lost", r < 10 and not once["rush_silent"], False)
    r = max(once["export_csv_growth_mib"], once["export_xlsx_growth_mib"])
    target(f"export, {large}: more memory", "40 MiB", "", f"{r:.1f} MiB", r < 40, False)
    target("a door", "50 tickets/s", "", f"{once['door_per_s']:.0f}", once["door_per_s"] >= 50, False)


def replace(path, text):
    """Puts the section in place: of the one that is there, else before the pages under attack or the targets."""
    old = open(path).read()
    begin = old.find("\n## Rounds")
    if begin < 0:
        begin = min(at for at in (old.find("\n## Pages while"), old.find("\n## Targets"), len(old)) if at >= 0)
        end = begin
    else:
        end = old.find("\n## ", begin + 4)
        end = len(old) if end < 0 else end
    with open(path, "w") as out:
        out.write(old[:begin].rstrip("\n") + "\n" + text.rstrip("\n") + "\n" + old[end:])


def main():
    once, lines = json.load(open(sys.argv[1])), []
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True).stdout.strip()
    section(once, lines.append)
    lines.append(f"""
Measured by itself with `bench/rounds.sh` at commit {commit}, {time.strftime("%Y-%m-%d")}, load average at the end {open("/proc/loadavg").read().split()[0]}.

| target | must | aim | here | |
| --- | --- | --- | --- | --- |""")
    targets(once, lambda words, must, aim, here, met, aimed: lines.append(
        f"| {words} | {must} | {aim} | {here} | {'aim met' if met and aimed else 'met' if met else '**missed**'} |"))
    replace(sys.argv[2], "\n".join(lines))


if __name__ == "__main__":
    main()
