#!/usr/bin/env python3
"""bench/flood.py SEEDBED [RATE] [SECONDS]: pages while somebody tries passwords, RATE (500) a second.

Starts the program on a folder of its own with the examples, asks for pages at a steady pace before and during the flood, and
prints what came of it as JSON. Attempts come from ever new addresses (a header that a trusted proxy would write), some at
addresses that have accounts; beside them somebody signs in with the right password, from one address. Latencies are counted from the
moment at which a request was due, so a server that answers late is not asked less."""
import asyncio
import json
import multiprocessing
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.parse

PAGES = [("impact page, kept ready", "/", False), ("pledge page, kept ready", "/pledges/cloud-10m", False),
         ("own account, made anew", "/me", True), ("sign-in form, made anew", "/do/session/open", False)]
PAGES_A_SECOND = 100
PASSWORD = "nine tall herons over a cold lake"


def request(method, path, headers, body=b""):
    head = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", *headers]
    if method == "POST":
        head += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(body)}"]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


async def ask(pool, port, data):
    """The status and the head of the answer; one connection of the pool, or a new one."""
    while True:
        is_old = bool(pool)
        reader, writer = pool.pop() if pool else await asyncio.open_connection("127.0.0.1", port)
        try:
            writer.write(data)
            head = await reader.readuntil(b"\r\n\r\n")
            break
        except (OSError, asyncio.IncompleteReadError):
            writer.close()
            if not is_old:  # one that waited for long may have been closed meanwhile
                raise
    length = re.search(rb"\r\ncontent-length: (\d+)", head, re.I)
    if length:
        await reader.readexactly(int(length[1]))
    if re.search(rb"\r\nconnection: close", head, re.I):
        writer.close()
    else:
        pool.append((reader, writer))
    return int(head[9:12]), head


async def paced(rate, seconds, one):
    """Calls one(i, due) at that rate, whatever became of those before."""
    begun, tasks = time.perf_counter(), []
    for i in range(int(rate * seconds)):
        due = begun + i / rate
        await asyncio.sleep(max(0, due - time.perf_counter()))
        tasks.append(asyncio.ensure_future(one(i, due)))
    return await asyncio.gather(*tasks)


def pages(port, cookie, seconds, out):
    """In a process of its own, so that the flood's own work does not count as the server's."""
    async def run():
        pool, times = [], {name: [] for name, _, _ in PAGES}

        async def one(i, due):
            name, path, signed_in = PAGES[i % len(PAGES)]
            status, _ = await ask(pool, port, request("GET", path, [f"Cookie: {cookie}"] if signed_in else []))
            times[name].append((time.perf_counter() - due if status == 200 else 1e9) * 1e3)

        await paced(PAGES_A_SECOND, seconds, one)
        return times

    out.put(asyncio.run(run()))


def measure_pages(port, cookie, seconds):
    out = multiprocessing.Queue()
    process = multiprocessing.Process(target=pages, args=(port, cookie, seconds, out))
    process.start()
    return process, out


def quantile(values, q):
    values = sorted(values)
    return round(values[min(len(values) - 1, int(len(values) * q))], 3) if values else None


def told(times):
    all_times = [t for values in times.values() for t in values]
    rows = {name: {"p50_ms": quantile(v, .5), "p99_ms": quantile(v, .99)} for name, v in times.items()}
    return {"all": {"p50_ms": quantile(all_times, .5), "p99_ms": quantile(all_times, .99), "max_ms": quantile(all_times, 1)}, **rows}


def attempt(email, password, address):
    body = urllib.parse.urlencode({"email": email, "password": password}).encode()
    return request("POST", "/do/session/open", [f"X-Forwarded-For: {address}"], body)


async def flood(port, rate, seconds, email):
    pool, statuses, good = [], {}, []

    async def wrong(i, due):
        address = ".".join(str(random.randrange(1, 250)) for _ in range(4))
        who = email if i % 10 == 0 else f"nobody-{i}@example.org"
        try:
            status, _ = await ask(pool, port, attempt(who, "not the right password", address))
        except (OSError, asyncio.IncompleteReadError):
            status = 0
        statuses[status] = statuses.get(status, 0) + 1

    async def right():
        own, end = [], time.perf_counter() + seconds
        while time.perf_counter() < end:
            begun, tries = time.perf_counter(), 0
            while time.perf_counter() < end:
                tries += 1
                status, _ = await ask(own, port, attempt("real@example.org", PASSWORD, "198.51.100.7"))
                if status == 303:
                    good.append((time.perf_counter() - begun, tries))
                    break
                await asyncio.sleep(0.5)
            await asyncio.sleep(0.5)

    await asyncio.gather(paced(rate, seconds, wrong), right())
    return statuses, good


def token_of(text):
    return re.search(r"[0-9a-f]{64}", text)[0]


async def sign_ins(port, count):
    """Milliseconds of a sign-in with the right password while nobody else does anything."""
    pool, took = [], []
    for _ in range(count):
        begun = time.perf_counter()
        status, _ = await ask(pool, port, attempt("real@example.org", PASSWORD, "198.51.100.7"))
        if status != 303:
            sys.exit(f"flood: the right password was answered {status}")
        took.append((time.perf_counter() - begun) * 1e3)
    return took


async def account(port, token):
    """Signs in by a one-time link and sets a password; the session's cookie."""
    status, head = await ask([], port, request("POST", "/do/session/begin", [], f"token={token}".encode()))
    cookie = re.search(rb"\r\nset-cookie: ([^;]+)", head, re.I)[1].decode()
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request("GET", "/do/password/change", [f"Cookie: {cookie}", "Connection: close"]))
    page = (await reader.read()).decode()
    form_token = re.search(r'name="form_token" value="([^"]+)"', page)[1]
    body = urllib.parse.urlencode({"form_token": form_token, "new_password": PASSWORD}).encode()
    status, head = await ask([], port, request("POST", "/do/password/change", [f"Cookie: {cookie}"], body))
    if status != 303:
        sys.exit(f"flood: the password could not be set ({status})")
    return re.search(rb"\r\nset-cookie: ([^;]+)", head, re.I)[1].decode()


def main():
    program, rate, seconds = sys.argv[1], int((sys.argv[2:] or [500])[0]), int((sys.argv[3:] or [20])[0])
    folder = tempfile.mkdtemp(prefix="seedbed-flood-", dir="/var/tmp")
    data, server = os.path.join(folder, "data"), None
    try:
        subprocess.run([program, "init", "--examples", "--data", data], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        root = ["--as-root"] if os.geteuid() == 0 else []
        server = subprocess.Popen([program, "serve", "--data", data, "--port", "0", "--trusted-proxy", "loopback", "--trial", "no", *root],
                                  stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        port = next(int(m[1]) for line in server.stdout if (m := re.search(r"is at http://127\.0\.0\.1:(\d+)", line)))
        granted = subprocess.run([program, "role", "grant", "--data", data, "--email", "real@example.org", "--name", "Real Person", "--role",
                                  "auditor"], check=True, capture_output=True, text=True).stdout
        cookie = asyncio.run(account(port, token_of(granted)))
        took = asyncio.run(sign_ins(port, 9))
        calm, out = measure_pages(port, cookie, seconds / 2)
        before = out.get(timeout=60)
        calm.join()
        busy, out = measure_pages(port, cookie, seconds)
        statuses, good = asyncio.run(flood(port, rate, seconds, "operator@example.org"))
        during = out.get(timeout=60)
        busy.join()
        print(json.dumps({"attempts_a_second": rate, "seconds": seconds, "sign_in_ms": quantile(took, .5), "answers": {str(k): v for k, v in sorted(statuses.items())},
                          "right_sign_ins": len(good), "right_tries_mean": round(sum(t for _, t in good) / len(good), 1) if good else None,
                          "right_seconds_p50": quantile([s for s, _ in good], .5), "pages_before": told(before), "pages_during": told(during)}, indent=1))
    finally:
        if server:
            server.terminate()
            server.wait()
        shutil.rmtree(folder, ignore_errors=True)


main()
