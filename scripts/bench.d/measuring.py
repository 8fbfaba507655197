"""What the suites measure with: the settings, the servers and clients of a measurement, and what they tell."""

import json
import shutil
import signal
import tempfile
import urllib.error
import urllib.request
from contextlib import contextmanager

from figures import Side
from processes import Child, Failed

SOURCES = "127.0.0.1,127.0.0.2,127.0.0.3,127.0.0.4"
ID_TAG = "TAG1"


class Settings:
    """How long, how often and where a suite measures."""

    def __init__(self, quick, pairs, serverCore, clientCore):
        self.quick = quick
        self.pairs = pairs if pairs is not None else (1 if quick else 5)
        self.serverCore = serverCore
        self.clientCore = clientCore
        self.connections = 100 if quick else 1000
        self.warmup = 0.5 if quick else 2
        self.duration = 1.5 if quick else 10
        self.runSeconds = 6 if quick else 15
        self.memoryCounts = (200, 1800) if quick else (2000, 18000)
        self.memoryRuns = 1 if quick else min(3, self.pairs)
        self.settle = 1 if quick else 10
        self.stormPoints = 500 if quick else 19000
        self.stormSeconds = 12 if quick else 60
        self.calibrationSeconds = 10 if quick else 40
        self.rounds = 1 if quick else 3
        self.folder = ".build/bench"
        self.floor = f"{self.folder}/floor"
        self.wattswarm = ".build/release/wattswarm"
        self.codec = ".build/release/codec-benchmark"
        self.schedule = ".build/release/schedule-benchmark"
        self.fleetDay = ".build/release/fleet-day-benchmark"
        self.transfers = ".build/release/transfer-benchmark"

    def say(self, text):
        print(text, flush=True)


@contextmanager
def floorServer(settings):
    """`floor serve` on a free port of the server's core; yields the child and its URL."""
    child = Child(settings.serverCore, [settings.floor, "serve", "--listen", "127.0.0.1:0", "--duration", "600"])
    try:
        yield child, field(child.line("ready ", 10), "ocpp")
    finally:
        child.end()


def startCentralSystem(settings, folder, listen="127.0.0.1:0", tags=False, extra=()):
    """Starts `wattswarm csms` on the database of a folder, on the server's core."""
    command = [settings.wattswarm, "csms", "--listen", listen, "--api", "127.0.0.1:0"]
    command += ["--database", f"{folder}/csms.sqlite", *extra]
    if tags:
        with open(f"{folder}/tags.json", "w", encoding="utf-8") as file:
            file.write(json.dumps({"idTag": ID_TAG}) + "\n")
        command += ["--id-tags", f"{folder}/tags.json"]
    return Child(settings.serverCore, command)


@contextmanager
def centralSystem(settings, tags=False, extra=(), folder=None):
    """`wattswarm csms` with a new database on the server's core; yields the child, its URL and its API's URL."""
    folder = tempfile.mkdtemp(prefix="csms-", dir=folder or settings.folder)
    child = startCentralSystem(settings, folder, tags=tags, extra=extra)
    try:
        ready = child.line("ready ", 30)
        yield child, field(ready, "ocpp"), field(ready, "api")
    finally:
        child.end(timeout=60)
        shutil.rmtree(folder)


def field(line, name):
    """The value of `name=value` in a line of words."""
    for word in line.split():
        if word.startswith(name + "="):
            return word[len(name) + 1 :]
    raise Failed(f"no {name}= in '{line}'")


def floorLoad(settings, url, action, connections=None, duration=None, extra=()):
    """Starts `floor load` on the client's core."""
    command = [settings.floor, "load", "--url", url, "--action", action, "--source", SOURCES, "--id-tag", ID_TAG]
    command += ["--connections", str(connections or settings.connections), "--connect-timeout", "120"]
    command += ["--warmup", str(settings.warmup), "--duration", str(duration or settings.duration), *extra]
    return Child(settings.clientCore, command)


def finishLoad(settings, child, seconds=None):
    """Waits for `floor load` and returns its figures; any error fails the measurement."""
    code = child.wait((seconds or settings.duration) + settings.warmup + 150)
    figures = child.lastJSON()
    if code != 0:
        raise Failed(child.story(f"exit {code}, {figures['errors']} errors: {figures['errorCauses']}"))
    return figures


def clientSide(settings, action, extra=()):
    """The C client against the C server in a closed loop; the CPU is the client's."""
    with floorServer(settings) as (_, url):
        child = floorLoad(settings, url, action, extra=extra)
        figures = finishLoad(settings, child)
    return Side(figures["roundTripsPerSecond"], microseconds(child, figures["callsSent"]), **kept(figures))


def serverSide(settings, server, action, figure="roundTripsPerSecond", meanwhile=None):
    """The C client against a server in a closed loop; the CPU is the server's. `server` is a context manager."""
    with server as (process, url, *rest):
        child = floorLoad(settings, url, action)
        if meanwhile is not None:
            meanwhile(child, *rest)
        figures = finishLoad(settings, child)
    return Side(figures[figure], microseconds(process, figures["callsSent"]), **kept(figures))


def microseconds(child, calls):
    """CPU of the whole life of a process that has ended, per call."""
    return child.cpuSeconds() / calls * 1e6


def kept(figures):
    names = ["p50us", "p90us", "p99us", "maxus", "callBytes", "userCpuSeconds", "systemCpuSeconds", "rssKiB"]
    return {name: figures[name] for name in names if name in figures}


def fleetSide(settings, url, scenario, action, server):
    """`wattswarm run` in a closed loop as one side of a pair: the CALLs answered per second once all have booted."""
    folder = tempfile.mkdtemp(prefix="run-", dir=settings.folder)
    try:
        command = [settings.wattswarm, "run", f"scenarios/benchmark/{scenario}.yaml", "--target", url]
        command += ["--for", f"{settings.runSeconds}s", "--loops", "1", "--source", SOURCES, "--no-progress"]
        command += ["--set", f"fleet.points.count={settings.connections}", "--out", f"{folder}/out"]
        child = Child(settings.clientCore, command)
        code = child.wait(settings.runSeconds + 60)
        # 4: a closed loop drives the generator to its limit, which is what is measured here.
        if code not in (0, 4):
            raise Failed(child.story(f"exit {code}\n{child.output()[-2000:]}"))
        with open(f"{folder}/out/summary.json", encoding="utf-8") as file:
            summary = json.load(file)
    finally:
        shutil.rmtree(folder)
    calls = summary["calls"][action]
    fleet = summary["fleet"]
    faults = {name: calls[name] for name in ("callErrors", "timeouts", "late", "dropped") if calls.get(name)}
    if faults or fleet["booted"] != settings.connections or not calls.get("perSecond"):
        raise Failed(child.story(f"booted {fleet['booted']} of {settings.connections}, {action}: {calls}"))
    counters = askCounters(server)
    received = counters["calls"][action]
    return Side(
        calls["perSecond"],
        microseconds(child, calls["answered"]),
        verdict=summary["verdict"],
        answered=calls["answered"],
        service=calls["service"],
        callBytes=round(counters["callBytes"][action] / received) if received else None,
    )


def askCounters(server):
    seen = len(server.lines)
    server.process.send_signal(signal.SIGUSR1)
    return json.loads(server.line('"accepted"', 10, start=seen))


def metrics(api):
    """The counters of `/metrics` without their prefix; None where the API has none."""
    for path in ("/metrics", "/api/v1/metrics"):
        try:
            base = api if api.startswith("http") else f"http://{api}"
            with urllib.request.urlopen(base.rstrip("/") + path, timeout=5) as answer:
                text = answer.read().decode()
        except (urllib.error.URLError, OSError):
            continue
        counters = {}
        for line in text.splitlines():
            if line and not line.startswith("#") and "{" not in line:
                name, value = line.split()[:2]
                counters[name.replace("wattswarm_csms_", "")] = float(value)
        if {"commits_total", "starts_total", "stops_total"} <= counters.keys():
            return counters
    return None
