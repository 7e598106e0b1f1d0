#!/bin/sh
# Breaks a running Seedbed on purpose and looks at what is left: TAP on standard output.
#
#     tests/chaos/run.sh path/to/seedbed [ROUNDS [SCENARIO ...]]
#
# ROUNDS is the number of kills (20; the full run has 200). Scenarios: kill space handles postgres input rivals tamper
# mail shell hooks drafts ledger.
# CHAOS_SEED picks another order of events. Only loopback is used; everything made is taken away again.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
exec python3 -B "$here/chaos.py" "$@"
