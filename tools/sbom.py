#!/usr/bin/env python3
"""tools/sbom.py PROGRAM: what the program is made of, as CycloneDX 1.5 JSON: the libraries that it loads, with the Debian packages and
versions they are from on this machine, and what npm brought for the browser, from the lock file."""
import json
import re
import subprocess
import sys


def run(*words):
    return subprocess.run(words, capture_output=True, text=True, check=False).stdout


def debian(program):
    """The packages of all libraries that the loader would take."""
    found = {}
    for path in re.findall(r"=> (/\S+)", run("ldd", program)):
        # the list of a package may name /usr/lib what the loader calls /lib
        for name in (path, "/usr" + path, re.sub("^/usr", "", path)):
            owner = run("dpkg", "-S", name)
            if owner:
                package = owner.split(": ")[0].split(",")[0]
                version = run("dpkg-query", "-W", "-f", "${Version}", package)
                arch = package.partition(":")[2]
                found[package] = (package.partition(":")[0], version, f"pkg:deb/debian/{package.partition(':')[0]}@{version}" + (f"?arch={arch}" if arch else ""))
                break
    return [found[k] for k in sorted(found)]


def npm():
    with open("package-lock.json", encoding="utf-8") as f:
        packages = json.load(f)["packages"]
    for path, p in sorted(packages.items()):
        if path and "version" in p:
            name = path.rpartition("node_modules/")[2]
            yield name, p["version"], f"pkg:npm/{name.replace('@', '%40', 1)}@{p['version']}", bool(p.get("dev"))


def main():
    parts = [{"type": "library", "name": n, "version": v, "purl": u, "scope": "required"} for n, v, u in debian(sys.argv[1])]
    parts += [{"type": "library", "name": n, "version": v, "purl": u, "scope": "excluded" if dev else "required"} for n, v, u, dev in npm()]
    print(json.dumps({"bomFormat": "CycloneDX", "specVersion": "1.5", "version": 1,
                      "metadata": {"component": {"type": "application", "name": "seedbed", "licenses": [{"license": {"id": "Apache-2.0"}}]}},
                      "components": parts}, indent=1))


main()
