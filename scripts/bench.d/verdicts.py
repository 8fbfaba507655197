"""Command line of scripts/verdicts: runs generators that are well and ones that are not, and counts the verdicts."""

import argparse
import collections
import glob
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time

from processes import Child, Failed

EPILOG = """\
tables:
  well      scenarios that a machine can make easily, at rest and beside a busy core: none may be invalid, and none fail
  unwell    the generator is stopped (SIGSTOP), shares its core with a hog, or has 15,000 closed loops against the C
            server, which is faster than any generator: every run must be invalid, or its expectations must hold in
            spite of what is named as bent; none may blame the target (fail),
            and one that was stopped must be invalid

Each run has a time limit of its own. A run that ends without a summary is wrong in either table. The whole ends after
--minutes: rows that were not reached are named.

exit codes: 0 as it should be, 1 a verdict was wrong, 2 wrong usage, 3 could not be measured.
examples:
  scripts/verdicts --runs 3
  scripts/verdicts --table well --runs 50 --busy-runs 10 --minutes 120 --write table.md
"""

SMALLEST = """scenario: smallest
duration: 3s
fleet:
  depot:
    count: {count}
"""

AT_ONCE = """scenario: at once
duration: {seconds}s
fleet:
  depot:
    count: {count}
    arrive: at once
expect:
  - p99(BootNotification) < {limit}s
  - p99(StatusNotification) < {limit}s
"""

# An open loop that the machine makes easily: whatever its p99 is beyond a millisecond or two is not the target's.
STEADY = """scenario: steady
duration: 8s
fleet:
  depot:
    count: 200
    arrive: over 1s
    behaviour: beat
behaviours:
  beat:
    - every: 200ms
      steps:
        - send: {{Heartbeat: {{}}}}
expect:
  - p99(Heartbeat) < {limit}
"""

BURST = """scenario: burst
duration: 8s
fleet:
  depot:
    count: 1000
    arrive: at once
expect:
  - p99(BootNotification) < 1s
"""

OVERLOAD = """scenario: overload
duration: 12s
fleet:
  points:
    count: 15000
    arrive: over 4s
    behaviour: heartbeats
behaviours:
  heartbeats:
    - repeat: forever
      steps:
        - send: {{Heartbeat: {{}}}}
expect:
  - p99(Heartbeat) < 100ms
"""

HOG = "while True: pass"


class Bench:
    """The executable, a folder for everything, and the clock of the whole."""

    def __init__(self, arguments):
        self.tool = arguments.wattswarm
        self.cores = sorted(os.sched_getaffinity(0))
        self.folder = tempfile.mkdtemp(prefix="wattswarm-verdicts-")
        self.deadline = time.monotonic() + arguments.minutes * 60
        self.number = 0

    def isLate(self):
        return time.monotonic() > self.deadline

    def scenario(self, text, **values):
        self.number += 1
        path = f"{self.folder}/{self.number}.yaml"
        with open(path, "w", encoding="utf-8") as file:
            file.write(text.format(**values))
        return path

    def run(self, scenario, *options, core=None, meanwhile=None, timeout=120):
        """One run; its summary."""
        self.number += 1
        out = f"{self.folder}/out-{self.number}"
        cores = ",".join(map(str, self.cores)) if core is None else core
        child = Child(cores, [self.tool, "run", scenario, "--out", out, "--no-progress", *options])
        thread = threading.Thread(target=meanwhile, args=(child.pid,)) if meanwhile else None
        if thread:
            thread.start()
        try:
            code = child.wait(timeout)
        finally:
            if thread:
                thread.join()
        path = f"{out}/summary.json"
        if not os.path.exists(path):
            raise Failed(child.story(f"ended with {code} and no summary"))
        with open(path, encoding="utf-8") as file:
            summary = json.load(file)
        shutil.rmtree(out, ignore_errors=True)
        return summary

    def close(self):
        shutil.rmtree(self.folder, ignore_errors=True)


class Hogs:
    """Processes that use a core for nothing while the block runs."""

    def __init__(self, *cores):
        self.cores = cores

    def __enter__(self):
        self.children = [Child(core, [sys.executable, "-c", HOG]) for core in self.cores]

    def __exit__(self, *_):
        for child in self.children:
            child.end(signal.SIGKILL)


class CentralSystem:
    """The included central system as a process of its own, with listeners for passwords and certificates on demand."""

    def __init__(self, bench, core, certificates=False):
        self.bench, self.core, self.certificates = bench, core, certificates

    def __enter__(self):
        folder = tempfile.mkdtemp(dir=self.bench.folder)
        command = [self.bench.tool, "csms", "--api", "127.0.0.1:0", "--http-files", "127.0.0.1:0", "--ftp",
                   "127.0.0.1:0", "--database", f"{folder}/csms.sqlite"]
        if self.certificates:
            self.makeCertificates(folder)
            names = {"--certificate": "server-ecdsa.pem", "--key": "server-ecdsa.key", "--client-ca": "ca.pem",
                     "--charge-point-ca": "ca.pem", "--charge-point-ca-key": "ca.key",
                     "--authorization-keys": "authorization-keys.jsonl"}
            for profile in (1, 2, 3):
                command += ["--listen", f"{profile}@127.0.0.1:900{profile}"]
            command += ["--cpo-name", "Wattswarm"]
            for option, name in names.items():
                command += [option, f"certs/{name}"]
        else:
            command += ["--listen", "127.0.0.1:0"]
        self.child = Child(self.core, command)
        line = self.child.line("ready ocpp=", 30)
        self.target = line.split("ocpp=")[1].split()[0]
        return self

    @staticmethod
    def makeCertificates(_):
        """The scenario names its files from the folder in which the tool runs."""
        if not os.path.exists("certs"):
            raise Failed("three-listeners.yaml needs its certificates: `wattswarm pki certs --scenario "
                         "scenarios/security/three-listeners.yaml`")

    def __exit__(self, *_):
        self.child.end()


def stop(seconds, after):
    """Stops a process for a while, `after` seconds from now."""

    def body(pid):
        time.sleep(after)
        try:
            os.kill(pid, signal.SIGSTOP)
            time.sleep(seconds)
            os.kill(pid, signal.SIGCONT)
        except ProcessLookupError:
            pass

    return body


class Row:
    """The verdicts of one case."""

    def __init__(self, name, isWell, mustBeInvalid=False):
        self.name, self.isWell, self.mustBeInvalid = name, isWell, mustBeInvalid
        self.verdicts = collections.Counter()
        self.broken = 0
        self.silent = 0
        self.suspect = 0
        self.named = 0
        self.widest = None
        self.reason = ""

    def add(self, summary):
        verdict = summary["verdict"]
        generator = summary["generator"]
        self.verdicts[verdict] += 1
        self.suspect += generator["verdict"] == "suspect"
        bent = generator["bent"]
        isNamed = bool(bent) or any(e["outcome"] == "undecided" for e in summary["expectations"])
        self.named += isNamed
        self.silent += verdict == "pass" and not isNamed
        for figure in bent:
            width = figure["most"] - figure["least"]
            if self.widest is None or width > self.widest[0]:
                self.widest = (width, f"{figure['figure']} {figure['least']:.1f} to {figure['most']:.1f} ms")
        if verdict == "invalid" or (verdict == "fail" and not self.reason):
            self.reason = summary["reason"]

    def addBroken(self, failure):
        """A run that ended without a summary."""
        self.broken += 1
        self.reason = str(failure).splitlines()[0]

    @property
    def runs(self):
        return sum(self.verdicts.values()) + self.broken

    @property
    def isWrong(self):
        counts = self.verdicts
        if self.broken or counts["fail"] or counts["error"]:
            return True
        if self.isWell:
            return counts["pass"] < self.runs
        return self.silent > 0 or (self.mustBeInvalid and counts["invalid"] < self.runs)

    HEAD = "| case | runs | pass | suspect | invalid | fail | broken | bent figure named | widest bar | a reason |"

    def line(self):
        counts = self.verdicts
        widest = self.widest[1] if self.widest else "–"
        return (f"| {self.name} | {self.runs} | {counts['pass']} | {self.suspect} | {counts['invalid']} | "
                f"{counts['fail']} | {self.broken} | {self.named} | {widest} | {self.reason or '–'} |")


def wellCases(bench):
    """Name and a function that makes one run."""
    steady = bench.scenario(STEADY, limit="1s")
    cases = [
        ("smallest scenario, 10 at once", lambda s=bench.scenario(SMALLEST, count=10): bench.run(s)),
        ("100 at once", lambda s=bench.scenario(SMALLEST, count=100): bench.run(s)),
        ("smoke/ten.yaml", lambda: bench.run("scenarios/smoke/ten.yaml")),
        ("smoke/security-profiles.yaml", lambda: bench.run("scenarios/smoke/security-profiles.yaml")),
        ("security/three-listeners.yaml", lambda: threeListeners(bench)),
        ("smoke/quickstart.yaml", lambda: bench.run("scenarios/smoke/quickstart.yaml")),
        ("200 points, a Heartbeat every 200 ms", lambda: bench.run(steady)),
    ]
    for count in (500, 1000, 3000):
        scenario = bench.scenario(AT_ONCE, count=count, seconds=6, limit=1)
        cases.append((f"{count:,} at once, p99 < 1 s", lambda s=scenario: bench.run(s)))
    for count in (9500, 19000):
        scenario = bench.scenario(AT_ONCE, count=count, seconds=15, limit=5)
        cases.append((f"{count:,} at once, p99 < 5 s", lambda s=scenario: storm(bench, s)))
    return cases


def storm(bench, scenario):
    """So many need the descriptors of a process on each side."""
    with CentralSystem(bench, bench.cores[-1]) as system:
        return bench.run(scenario, "--target", system.target, core=str(bench.cores[0]))


def threeListeners(bench):
    with CentralSystem(bench, bench.cores[-1], certificates=True):
        return bench.run("scenarios/security/three-listeners.yaml")


def unwellCases(bench):
    steady = bench.scenario(STEADY, limit="20ms")
    burst = bench.scenario(BURST)
    overload = bench.scenario(OVERLOAD)
    cases = []
    for seconds in (0.5, 1, 3):
        cases.append((f"stopped {seconds} s",
                      lambda s=seconds: bench.run(steady, meanwhile=stop(s, 4))))
        cases.append((f"stopped {seconds} s in the burst",
                      lambda s=seconds: bench.run(burst, meanwhile=stop(s, 0.8))))

    def starved(hogs):
        core = bench.cores[0]
        with CentralSystem(bench, bench.cores[-1]) as system, Hogs(*[core] * hogs):
            return bench.run(steady, "--target", system.target, core=core)

    cases.append(("a hog on its core", lambda: starved(1)))
    cases.append(("four hogs on its core", lambda: starved(4)))
    cases.append(("15,000 closed loops", lambda: overloaded(bench, overload)))
    return cases


def overloaded(bench, scenario):
    """More than the generator's core can do, and a target that is never the slower one."""
    floor = f"{bench.folder}/floor"
    if not os.path.exists(floor):
        sources = sorted(glob.glob("Tests/Benchmarks/Floor/*.c"))
        subprocess.run(["cc", "-std=c11", "-D_GNU_SOURCE", "-O2", "-o", floor, *sources], check=True)
    server = Child(bench.cores[-1], [floor, "serve", "--listen", "127.0.0.1:0", "--duration", "120"])
    try:
        target = server.line("ready ", 10).split("ocpp=")[1].split()[0]
        return bench.run(scenario, "--target", target, core=str(bench.cores[0]), timeout=180)
    finally:
        server.end()


def measure(bench, cases, isWell, runs, suffix=""):
    rows = []
    for name, once in cases:
        row = Row(name + suffix, isWell, name.startswith("stopped"))
        while row.runs < runs and not bench.isLate():
            try:
                row.add(once())
            except Failed as failure:
                print(f"{name}: {failure}", file=sys.stderr)
                row.addBroken(failure)
        if row.runs < runs:
            print(f"{row.name}: the time was over after {row.runs} of {runs} runs", file=sys.stderr)
        if row.runs:
            rows.append(row)
            print(row.line(), flush=True)
    return rows


def arguments():
    parser = argparse.ArgumentParser(
        prog="scripts/verdicts",
        description="Counts the verdicts of runs whose generator is well, and of runs whose generator is not.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--table", choices=["well", "unwell", "both"], default="both")
    parser.add_argument("--runs", metavar="N", type=int, default=3, help="runs of each case (default: 3)")
    parser.add_argument("--busy-runs", metavar="N", type=int, help="runs beside a busy core (default: as --runs)")
    parser.add_argument("--case", metavar="TEXT", help="only cases whose name has that text")
    parser.add_argument("--minutes", metavar="N", type=float, default=60, help="ends after so long (default: 60)")
    parser.add_argument("--write", metavar="FILE", help="also writes the Markdown tables to a file")
    parser.add_argument("--wattswarm", metavar="FILE", default=".build/release/wattswarm", help="the executable")
    given = parser.parse_args()
    if not os.access(given.wattswarm, os.X_OK):
        print(f"error: {given.wattswarm} is not there: swift build -c release --product wattswarm", file=sys.stderr)
        sys.exit(3)
    return given


def main():
    given = arguments()
    most = resource.getrlimit(resource.RLIMIT_NOFILE)[1]
    resource.setrlimit(resource.RLIMIT_NOFILE, (most, most))
    bench = Bench(given)
    rows = []
    rule = "|" + "---|" * Row.HEAD.count(" |")
    made = False
    try:
        if given.table != "unwell" and not os.path.exists("certs"):
            subprocess.run([given.wattswarm, "pki", "certs", "--scenario", "scenarios/security/three-listeners.yaml"],
                           check=True, stdout=subprocess.DEVNULL)
            made = True

        def chosen(cases):
            return [case for case in cases if not given.case or given.case in case[0]]

        print(Row.HEAD + "\n" + rule, flush=True)
        if given.table != "unwell":
            rows += measure(bench, chosen(wellCases(bench)), True, given.runs)
            with Hogs(bench.cores[0]):
                busy = given.busy_runs if given.busy_runs is not None else given.runs
                rows += measure(bench, chosen(wellCases(bench)), True, busy, ", beside a busy core")
        if given.table != "well":
            rows += measure(bench, chosen(unwellCases(bench)), False, given.runs)
    except (Failed, subprocess.CalledProcessError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 3
    finally:
        Child.endAll()
        bench.close()
        if made:
            shutil.rmtree("certs", ignore_errors=True)
    if given.write:
        with open(given.write, "w", encoding="utf-8") as file:
            file.write("\n".join([Row.HEAD, rule] + [row.line() for row in rows]) + "\n")
    wrong = [row for row in rows if row.isWrong]
    for row in wrong:
        print(f"wrong: {row.name}: {row.reason}", file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
