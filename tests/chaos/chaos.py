"""Runs the scenarios one after the other; see run.sh."""
import os, signal, sys, time, traceback
import drafts, handles, hooks, input, kill, ledger, mail, postgres, rivals, shell, space, tamper
from harness import Tap, World

SCENARIOS = {"kill": kill, "space": space, "handles": handles, "postgres": postgres, "input": input, "rivals": rivals,
             "tamper": tamper, "mail": mail, "shell": shell, "hooks": hooks, "drafts": drafts, "ledger": ledger}


def main(argv):
    if len(argv) < 2:
        print("usage: tests/chaos/run.sh path/to/seedbed [ROUNDS [SCENARIO ...]]", file=sys.stderr)
        return 2
    tap = Tap()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1)) # so that a time limit leaves nothing behind
    rounds = int(argv[2]) if len(argv) > 2 else int(os.environ.get("ROUNDS", "20"))
    world = World(argv[1], rounds, int(os.environ.get("CHAOS_SEED", "1")))
    try:
        for name in argv[3:] or SCENARIOS:
            begun = time.time()
            tap.note(name)
            try:
                SCENARIOS[name].run(tap, world)
            except Exception as e:
                tap.ok(False, "%s runs to its end" % name, "%r\n%s\n%s" % (e, traceback.format_exc(), "".join(
                    s.log_tail() for s in world.servers if os.path.exists(s.log_path))[-1500:]))
            world.clean()
            tap.note("%s took %.1f s" % (name, time.time() - begun))
        if world.without:
            tap.note("not in this program, so not asked: " + ", ".join(sorted(world.without)))
    finally:
        world.end()
    return tap.end()


sys.exit(main(sys.argv))
