"""Command line of scripts/bench: builds, runs suites, writes results."""

import argparse
import datetime
import glob
import json
import os
import platform
import signal
import subprocess
import sys

import builds
import measuring
import suites
from figures import markdown
from processes import Child, Failed

EPILOG = """\
suites:
  floor                   the C floor against itself: shows the noise of the method; needs no Swift
  codec                   the codec beside Foundation's JSON, in nanoseconds and allocations
  composite-schedule      GetCompositeSchedule of 20 profiles over 24 h, in microseconds and allocations
  fleet-day               a virtual day of 10,000 charge points, the charge point model alone
  fleet-heartbeat         `wattswarm run` against the C server, closed loop of Heartbeat
  fleet-meter-values      the same with MeterValues of eight values built by the charge point's model
  csms-heartbeat          C clients against `wattswarm csms`, closed loop of Heartbeat
  csms-start-transaction  C clients against `wattswarm csms`, StartTransaction committed before its answer
  csms-meter-values       the same with MeterValues of eight values
  restart-storm           19,000 C clients whose central system ends and starts again: all back, nothing lost
  calibration             delays of `csms --calibration` as `wattswarm run` measures them
  transfers               1,000 files of 1 MiB by FTP beside `curl --parallel`, and the memory of 1,000 at once
  memory                  memory per idle charge point, by the slope between 2,000 and 18,000 of them

Each pair runs the C floor and Wattswarm one after the other on the same pinned cores (server on one, client on the
other), and the ratio is taken pair by pair: absolute figures move with the machine, ratios hardly.

With --old the same loads are made for two executables in turn, pair by pair, and the new one may lose 3 % at most; of
the suites fleet-heartbeat, fleet-meter-values, csms-heartbeat, csms-start-transaction and csms-meter-values.

exit codes: 0 measured, 1 a goal was missed (with --check) or the new build lost (with --old), 2 wrong usage, 3 could
not be measured.
examples:
  scripts/bench --quick --suite floor           smoke test, a few seconds
  scripts/bench --pairs 7 --suite fleet-heartbeat,csms-heartbeat --write table.md
  scripts/bench --old /opt/wattswarm-1.0/wattswarm --pairs 10
"""


def parse():
    parser = argparse.ArgumentParser(
        prog="scripts/bench",
        description="Measures Wattswarm against a C client and a C server that exchange the same OCPP messages.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--suite", metavar="NAME[,NAME]", default="all", help="suites to run (default: all)")
    parser.add_argument("--pairs", metavar="N", type=int, help="pairs per suite (default: 5; 1 with --quick)")
    parser.add_argument("--quick", action="store_true", help="one short pair with few connections: a smoke test")
    parser.add_argument("--check", action="store_true", help="exit 1 when the median misses its goal")
    parser.add_argument("--write", metavar="FILE", help="also writes the Markdown tables to a file")
    parser.add_argument("--no-build", action="store_true", help="uses the release build that is there")
    parser.add_argument("--wattswarm", metavar="FILE", help="measures this executable instead of building one")
    parser.add_argument("--old", metavar="FILE", help="pairs this executable with the new one")
    parser.add_argument("--server-core", metavar="N", type=int, help="core of the servers (default: the first)")
    parser.add_argument("--client-core", metavar="N", type=int, help="core of the clients (default: the second)")
    arguments = parser.parse_args()
    known = builds.LOADS if arguments.old else suites.ALL
    names = list(known) if arguments.suite == "all" else arguments.suite.split(",")
    for name in names:
        if name not in known:
            parser.error(f"unknown suite '{name}': choose from {', '.join(known)}")
    if arguments.old and not os.access(arguments.old, os.X_OK):
        parser.error(f"{arguments.old} cannot be executed")
    if arguments.pairs is not None and not 1 <= arguments.pairs <= 100:
        parser.error("--pairs must be 1 to 100")
    available = sorted(os.sched_getaffinity(0))
    server = available[0] if arguments.server_core is None else arguments.server_core
    client = available[min(1, len(available) - 1)] if arguments.client_core is None else arguments.client_core
    for core in (server, client):
        if core not in available:
            parser.error(f"core {core} is not among the cores of this process: {available}")
    settings = measuring.Settings(arguments.quick, arguments.pairs, server, client)
    if arguments.wattswarm:
        settings.wattswarm = arguments.wattswarm
    return arguments, names, settings


def run(command, environment=None):
    """Runs a build step; its output goes to standard error."""
    result = subprocess.run(command, stdout=sys.stderr, env=environment, check=False)
    if result.returncode != 0:
        raise Failed(f"{' '.join(command)}: exit {result.returncode}")


def build(settings, names, swift):
    os.makedirs(settings.folder, exist_ok=True)
    sources = sorted(glob.glob("Tests/Benchmarks/Floor/*.c"))
    flags = ["-std=c11", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror"]
    run(["cc", *flags, "-o", settings.floor, *sources])
    executables = {
        "wattswarm": settings.wattswarm,
        "codec-benchmark": settings.codec,
        "schedule-benchmark": settings.schedule,
        "fleet-day-benchmark": settings.fleetDay,
        "transfer-benchmark": settings.transfers,
    }
    products = sorted(set().union(*(suites.ALL[name][1] for name in names)))
    built = [product for product in products if executables[product] == f".build/release/{product}"]
    if built and swift:
        run(["bash", "-c", "source scripts/setup.sh && wattswarm_setup"])
    for product in products:
        if swift and product in built:
            print(f"building {product} ...", file=sys.stderr, flush=True)
            run(
                ["swift", "build", "-c", "release", "--product", product],
                {**os.environ, "WATTSWARM_BENCHMARKS": "1"},
            )
        if not os.access(executables[product], os.X_OK):
            raise Failed(f"{executables[product]} is missing: build it or leave out --no-build")


def describeMachine(settings):
    processor = platform.machine()
    with open("/proc/cpuinfo", encoding="utf-8", errors="replace") as file:
        for line in file:
            if line.startswith("model name"):
                processor = line.split(":", 1)[1].strip()
                break
    same = settings.serverCore == settings.clientCore
    return {
        "date": datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%d %H:%M UTC"),
        "processor": processor,
        "cores": os.cpu_count(),
        "system": f"Linux {platform.release()}",
        "pinning": f"both sides on core {settings.serverCore}"
        if same
        else f"server on core {settings.serverCore}, client on core {settings.clientCore}",
        "loadAverage": os.getloadavg()[0],
    }


def commit():
    result = subprocess.run(["git", "rev-parse", "HEAD"], capture_output=True, text=True, check=False)
    return result.stdout.strip() if result.returncode == 0 else None


def measure(settings, names):
    """Runs the suites; one that fails does not stop the others."""
    results, failures = [], []
    for name in names:
        settings.say(f"{name}:")
        try:
            results += suites.ALL[name][0](settings)
        except (Failed, OSError, ValueError, KeyError) as error:
            Child.endAll()
            failures.append({"suite": name, "error": f"{type(error).__name__}: {error}"})
            print(f"error: {name}: {error}", file=sys.stderr, flush=True)
    return results, failures


def compare(arguments, names, settings):
    """Two executables in turn; prints their table."""
    table, lost = builds.compare(settings, names, arguments.old, settings.wattswarm)
    print("\n" + table)
    if arguments.write:
        with open(arguments.write, "w", encoding="utf-8") as file:
            file.write(table)
    for line in lost:
        print(f"lost: {line}", file=sys.stderr)
    return 1 if lost else 0


def main():
    arguments, names, settings = parse()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(130))
    try:
        suites.raiseDescriptorLimit()
        build(settings, names, swift=not arguments.no_build)
        machine = describeMachine(settings)
        if machine["loadAverage"] > 0.5:
            print(
                f"warning: load average {machine['loadAverage']:.1f}: the machine does other work, mind the spread",
                file=sys.stderr,
            )
        if arguments.old:
            return compare(arguments, names, settings)
        results, failures = measure(settings, names)
    except Failed as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    except KeyboardInterrupt:
        return 130
    finally:
        Child.endAll()
    page = markdown(machine, results, arguments.quick)
    document = {
        "schemaVersion": 1,
        "commit": commit(),
        "quick": arguments.quick,
        "machine": machine,
        "results": [result.asJSON() for result in results],
        "failures": failures,
    }
    with open(f"{settings.folder}/results.json", "w", encoding="utf-8") as file:
        json.dump(document, file, indent=2, ensure_ascii=False)
        file.write("\n")
    print("\n" + page)
    if arguments.write:
        with open(arguments.write, "w", encoding="utf-8") as file:
            file.write(page)
    if failures:
        return 3
    missed = [result for result in results if result.met() is False]
    return 1 if arguments.check and missed else 0


if __name__ == "__main__":
    sys.exit(main())
