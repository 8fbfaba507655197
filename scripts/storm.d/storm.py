"""Command line of scripts/storm: pairs of two executables under a storm of charge points."""

import argparse
import json
import os
import resource
import signal
import statistics
import sys
import tempfile
import time
import urllib.request

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "bench.d"))
from processes import Child, Failed  # noqa: E402

EPILOG = """\
Each run starts `csms` of an executable on one core and `run` of the same executable on another. The time until all have
booted is seen from outside, the same way for both: from the start of the run's process, whose own start is part of it,
to the last BootNotification in the central system's metrics, looked at every 50 ms, on the core of `csms`. What the run
says of itself stands beside it: its verdict, the longest turn of its loop (or the loop's lag, where the executable
knows no turns), and its own time until all had booted.

exit codes: 0 measured, 2 wrong usage, 3 could not be measured.
example:
  scripts/storm --old /opt/wattswarm-1.0/wattswarm --pairs 5
"""

SCENARIO = """\
scenario: storm
seed: 1
duration: {seconds}s
target: ws://127.0.0.1:1/ocpp
fleet:
  storm:
    count: {count}
    charge-point: ac-11kw
    identity: "CP{{index:05}}"
    arrive: at once
    behaviour: idle
expect:
  - booted == planned
  - connected == planned
"""


def parse():
    parser = argparse.ArgumentParser(
        prog="scripts/storm",
        description="Compares two executables while thousands of charge points arrive at once.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument(
        "--new", metavar="FILE", default=".build/release/wattswarm", help="executable (default: %(default)s)")
    parser.add_argument("--old", metavar="FILE", help="executable to compare with; without it one is measured alone")
    parser.add_argument("--count", metavar="N", type=int, default=19_000, help="charge points (default: %(default)s)")
    parser.add_argument("--seconds", metavar="N", type=int, default=20, help="duration of a run (default: %(default)s)")
    parser.add_argument("--pairs", metavar="N", type=int, default=5, help="pairs (default: %(default)s)")
    parser.add_argument("--json", action="store_true", help="prints the figures as one JSON object a run")
    arguments = parser.parse_args()
    for path in (arguments.new, arguments.old):
        if path and not os.access(path, os.X_OK):
            parser.error(f"{path} cannot be executed")
    if not 1 <= arguments.pairs <= 100 or arguments.count < 1 or arguments.seconds < 1:
        parser.error("--pairs, --count and --seconds are positive")
    return arguments


def boots(api):
    """BootNotifications received so far."""
    with urllib.request.urlopen(f"{api}/metrics", timeout=60) as answer:
        for line in answer.read().decode().splitlines():
            if line.startswith('wattswarm_csms_calls_total{action="BootNotification"}'):
                return float(line.split()[-1])
    return 0.0


def watch(api, count, run, began, seconds):
    """Seconds from the start of the process to the last boot; None when not all booted."""
    deadline = began + seconds + 30
    while time.monotonic() < deadline and run.isAlive():
        if boots(api) >= count:
            return time.monotonic() - began
        time.sleep(0.05)
    return None


def measure(executable, arguments, cores, folder):
    """One storm with one executable."""
    database = os.path.join(folder, "storm.sqlite")
    for suffix in ("", "-wal", "-shm"):
        if os.path.exists(database + suffix):
            os.remove(database + suffix)
    scenario = os.path.join(folder, "storm.yaml")
    with open(scenario, "w", encoding="utf-8") as file:
        file.write(SCENARIO.format(count=arguments.count, seconds=arguments.seconds))
    out = tempfile.mkdtemp(dir=folder)
    server = Child(
        cores[0], [executable, "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0", "--database", database])
    ready = dict(word.split("=", 1) for word in server.line("ready ", 30).split()[1:])
    began = time.monotonic()
    run = Child(
        cores[1],
        [executable, "run", scenario, "--target", ready["ocpp"], "--out", os.path.join(out, "results"), "--no-progress",
         "--json"])
    allBooted = watch(ready["api"], arguments.count, run, began, arguments.seconds)
    run.wait(arguments.seconds + 60)
    server.end()
    summary = json.loads(run.output())
    fleet, generator = summary["fleet"], summary["generator"]
    line = next((line for line in server.errorText().splitlines() if line.startswith("csms exit ")), "csms exit {}")
    turn = json.loads(line.removeprefix("csms exit ")).get("longestTurnMicroseconds")
    return {
        "verdict": summary["verdict"],
        "reason": summary["reason"],
        "booted": fleet["booted"],
        "allBooted": allBooted,
        "ownAllBooted": fleet.get("allBootedSeconds"),
        "longestTurn": generator.get("longestTurn"),
        "loopLag": generator["loopLagMax"],
        "serverTurn": None if turn is None else turn / 1000,
        "connecting": fleet["connecting"]["p99"],
        "phases": {name: part["p99"] for name, part in fleet.get("connectingPhases", {}).items()},
        "slip": generator["slipP99"],
        "cpu": [round(child.cpuSeconds(), 2) for child in (run, server)],
    }


def text(value, unit="", digits=1):
    return "–" if value is None else f"{value:.{digits}f}{unit}"


def show(name, pair, figures):
    still = figures["longestTurn"]
    print(
        f"{pair:>4}  {name:<4} {figures['verdict']:<8} {figures['booted']:>6} booted  "
        f"all after {text(figures['allBooted'], ' s', 2)} (own {text(figures['ownAllBooted'], ' s', 2)})  "
        f"longest turn {text(still, ' ms')}  loop lag {text(figures['loopLag'], ' ms')}  "
        f"csms turn {text(figures['serverTurn'], ' ms')}",
        flush=True)


def main():
    arguments = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    cores = sorted(os.sched_getaffinity(0))
    cores = [cores[0], cores[min(1, len(cores) - 1)]]
    # Looking at the metrics costs time: the fleet's core is not for it.
    os.sched_setaffinity(0, {cores[0]})
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
    sides = [("old", arguments.old)] if arguments.old else []
    sides.append(("new", arguments.new))
    results = {name: [] for name, _ in sides}
    try:
        with tempfile.TemporaryDirectory(prefix="wattswarm-storm-") as folder:
            for pair in range(1, arguments.pairs + 1):
                # Alternating, so that what drifts meets both.
                for name, executable in sides if pair % 2 else reversed(sides):
                    figures = measure(executable, arguments, cores, folder)
                    results[name].append(figures)
                    if arguments.json:
                        print(json.dumps({"pair": pair, "side": name, **figures}), flush=True)
                    else:
                        show(name, pair, figures)
    except (Failed, OSError, ValueError, KeyError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    finally:
        Child.endAll()
    for name, runs in results.items():
        times = [run["allBooted"] for run in runs if run["allBooted"] is not None]
        turns = [run["longestTurn"] if run["longestTurn"] is not None else run["loopLag"] for run in runs]
        if times and not arguments.json:
            print(f"{name}: all booted after {statistics.median(times):.2f} s (median of {len(times)}), "
                  f"longest stand-still {max(turns):.1f} ms")
    return 0


if __name__ == "__main__":
    sys.exit(main())
