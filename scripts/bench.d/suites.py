"""The suites: what runs against what, and which figure is taken."""

import json
import resource
import shutil
import signal
import tempfile
import time
import urllib.error
import urllib.request
from contextlib import contextmanager

import transfers
from figures import Comparison, Figure, Side, Text
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
        self.folder = ".build/bench"
        self.floor = f"{self.folder}/floor"
        self.wattswarm = ".build/release/wattswarm"
        self.codec = ".build/release/codec-benchmark"
        self.schedule = ".build/release/schedule-benchmark"
        self.fleetDay = ".build/release/fleet-day-benchmark"
        self.transfers = ".build/release/transfer-benchmark"

    def say(self, text):
        print(text, flush=True)


# MARK: The processes of a measurement


@contextmanager
def floorServer(settings):
    """`floor serve` on a free port of the server's core; yields the child and its URL."""
    child = Child(settings.serverCore, [settings.floor, "serve", "--listen", "127.0.0.1:0", "--duration", "600"])
    try:
        yield child, field(child.line("ready ", 10), "ocpp")
    finally:
        child.end()


@contextmanager
def centralSystem(settings, tags=False):
    """`wattswarm csms` with a new database on the server's core; yields the child, its URL and its API's URL."""
    folder = tempfile.mkdtemp(prefix="csms-", dir=settings.folder)
    command = [settings.wattswarm, "csms", "--listen", "127.0.0.1:0", "--api", "127.0.0.1:0"]
    command += ["--database", f"{folder}/csms.sqlite"]
    if tags:
        with open(f"{folder}/tags.json", "w", encoding="utf-8") as file:
            file.write(json.dumps({"idTag": ID_TAG}) + "\n")
        command += ["--id-tags", f"{folder}/tags.json"]
    child = Child(settings.serverCore, command)
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


# MARK: Suites


def pairs(settings, comparison, floorSide, oursSide):
    """A B A B …: each pair within the same minute, so that what else the machine does weighs on both."""
    for index in range(settings.pairs):
        floor = floorSide()
        ours = oursSide()
        comparison.add(floor, ours)
        settings.say(
            f"  {comparison.suite} pair {index + 1}/{settings.pairs}: C {floor.value:,.0f}/s, "
            f"ours {ours.value:,.0f}/s, ratio {ours.value / floor.value:.3f}"
        )
    return comparison


def floorSuite(settings):
    """The floor against itself: both sides are the same, so the ratio shows the noise of the method."""
    results = []
    for action in ("Heartbeat", "MeterValues"):
        comparison = Comparison("floor", f"{action}, the C floor against itself", "1/s")
        side = lambda action=action: clientSide(settings, action)
        results.append(pairs(settings, comparison, side, side))
    return results


def fleetSuite(settings, name, scenario, action, goal, extra=()):
    what = f"{action} closed loop, {settings.connections:,} charge points against the C server"

    def ours():
        with floorServer(settings) as (server, url):
            return fleetSide(settings, url, scenario, action, server)

    comparison = Comparison(name, what, "1/s", goal)
    return [pairs(settings, comparison, lambda: clientSide(settings, action, extra), ours)]


def askCounters(server):
    seen = len(server.lines)
    server.process.send_signal(signal.SIGUSR1)
    return json.loads(server.line('"accepted"', 10, start=seen))


def fleetHeartbeat(settings):
    return fleetSuite(settings, "fleet-heartbeat", "closed-loop-heartbeat", "Heartbeat", 0.55)


def fleetMeterValues(settings):
    # Plain: the fields that the fleet's charge points send, so that the C client does not send more bytes than ours.
    extra = ("--meter-values", "plain")
    return fleetSuite(settings, "fleet-meter-values", "closed-loop-meter-values", "MeterValues", 0.4, extra)


def csmsHeartbeat(settings):
    what = f"Heartbeat closed loop, {settings.connections:,} C clients against the included central system"
    comparison = Comparison("csms-heartbeat", what, "1/s", 0.45)
    floor = lambda: serverSide(settings, floorServer(settings), "Heartbeat")
    ours = lambda: serverSide(settings, centralSystem(settings), "Heartbeat")
    return [pairs(settings, comparison, floor, ours)]


def csmsStartTransaction(settings):
    """Durable starts: the answer leaves after its commit. The C server keeps nothing, so its rate has no goal."""
    latencies, commits, perCommit = [], [], []

    def rates(child, api):
        """Commits per second in the middle of the measurement, from the API's metrics."""
        child.waitForErrorLine("booted", 150)
        time.sleep(settings.warmup + 0.1 * settings.duration)
        first, began = metrics(api), time.monotonic()
        time.sleep(0.8 * settings.duration)
        second, seconds = metrics(api), time.monotonic() - began
        if first and second:
            count = second["commits_total"] - first["commits_total"]
            stored = sum(second[name] - first[name] for name in ("starts_total", "stops_total"))
            commits.append(count / seconds)
            perCommit.append(stored / count if count else 0)

    def floor():
        return serverSide(settings, floorServer(settings), "StartTransaction", "startsPerSecond")

    def ours():
        server = centralSystem(settings, tags=True)
        side = serverSide(settings, server, "StartTransaction", "startsPerSecond", rates)
        latencies.append(side.details["p99us"] / 1000)
        return side

    name = "csms-start-transaction"
    what = f"StartTransaction committed before the answer, {settings.connections:,} C clients"
    results = [pairs(settings, Comparison(name, what, "1/s"), floor, ours)]
    results.append(Figure(name, "StartTransaction p99 with commit", "ms", latencies))
    if commits:
        results.append(Figure(name, "commits per second", "1/s", commits))
        results.append(Figure(name, "starts and stops per commit", "", perCommit))
    return results


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


def memory(settings):
    """Anonymous memory of an idle booted charge point, by the slope between a small and a large fleet."""
    names = {
        "run": ("wattswarm run", 6),
        "csms": ("wattswarm csms", 6),
        "floor-load": ("C client", None),
        "floor-serve": ("C server", None),
    }
    slopes = {name: [] for name in names}
    samples = {name: [] for name in names}
    small, large = settings.memoryCounts
    for index in range(settings.memoryRuns):
        at = {count: {**runMemory(settings, count), **csmsMemory(settings, count)} for count in (small, large)}
        for name in names:
            slope = (at[large][name] - at[small][name]) / (large - small)
            slopes[name].append(slope)
            samples[name].append({"count": [small, large], "anonymousKiB": [at[small][name], at[large][name]]})
        shown = ", ".join(f"{names[name][0]} {slopes[name][-1]:.2f} KiB" for name in names)
        settings.say(f"  memory run {index + 1}/{settings.memoryRuns}: {shown}")
    return [
        Figure("memory", f"memory per idle charge point, {names[name][0]}", "KiB", slopes[name], names[name][1],
               least=False, details=samples[name])
        for name in names
    ]


def runMemory(settings, count):
    """`wattswarm run` with idle charge points against the C server: both processes' memory."""
    with floorServer(settings) as (server, url):
        folder = tempfile.mkdtemp(prefix="run-", dir=settings.folder)
        command = [settings.wattswarm, "run", "scenarios/benchmark/idle.yaml", "--target", url, "--loops", "1"]
        command += ["--set", f"fleet.points.count={count}", "--source", SOURCES, "--no-progress"]
        command += ["--out", f"{folder}/out"]
        child = Child(settings.clientCore, command)
        try:
            deadline = time.monotonic() + 120
            while True:
                counters = askCounters(server)
                if counters["open"] >= count and counters["calls"]["BootNotification"] >= count:
                    break
                if not child.isAlive() or time.monotonic() > deadline:
                    raise Failed(child.story(f"{counters['calls']['BootNotification']} of {count} booted"))
                time.sleep(0.2)
            time.sleep(settings.settle)
            if askCounters(server)["open"] != count:
                raise Failed(child.story("connections were lost"))
            return {"run": child.anonymousKiB(), "floor-serve": server.anonymousKiB()}
        finally:
            child.end(signal.SIGINT, timeout=60)
            shutil.rmtree(folder)


def csmsMemory(settings, count):
    """Idle C clients against the included central system: both processes' memory."""
    with centralSystem(settings) as (server, url, _):
        duration = settings.settle + 30
        child = floorLoad(settings, url, "Idle", connections=count, duration=duration)
        try:
            child.waitForErrorLine("booted", 150)
            if f"booted {count}\n" not in child.errorText():
                raise Failed(child.story(f"not all of {count} booted"))
            time.sleep(settings.settle)
            measured = {"csms": server.anonymousKiB(), "floor-load": child.anonymousKiB()}
        finally:
            child.end()
        if child.process.returncode != 0:
            raise Failed(child.story(f"exit {child.process.returncode}: {child.output()}"))
        return measured


def codec(settings):
    """The codec's own table: OCPPJSON beside Foundation's JSON."""
    child = Child(settings.clientCore, [settings.codec, *(["--rounds", "1"] if settings.quick else [])])
    if child.wait(300) != 0:
        raise Failed(child.story("failed\n" + child.output()))
    return [Text("codec", child.output())]


def compositeSchedule(settings):
    """GetCompositeSchedule of 20 profiles over 24 h: the benchmark's own table."""
    child = Child(settings.clientCore, [settings.schedule, *(["--rounds", "1"] if settings.quick else [])])
    if child.wait(300) != 0:
        raise Failed(child.story("failed\n" + child.output()))
    return [Text("composite-schedule", child.output())]


def fleetDay(settings):
    """A virtual day of 10,000 commuters, the charge point model alone: twice, since a repeated day must repeat."""
    size = ["--points", "500", "--hours", "6"] if settings.quick else []
    lines = []
    for _ in range(2):
        child = Child(settings.clientCore, [settings.fleetDay, *size])
        if child.wait(600) != 0:
            raise Failed(child.story("failed\n" + child.output()))
        lines.append(child.lastJSON())
    first, second = lines
    if (first["digest"], first["calls"]) != (second["digest"], second["calls"]):
        raise Failed(f"the second day differs from the first: {lines}")
    seconds = min(line["seconds"] for line in lines)
    text = "| what | value |\n|---|---|\n"
    text += f"| charge points, virtual hours | {first['points']:,}, {first['hours']} |\n"
    text += f"| seconds (the faster of two) | {seconds:.1f} |\n"
    text += f"| CALLs, MeterValues among them | {first['calls']:,}, {first['meterValues']:,} |\n"
    text += f"| nanoseconds per CALL | {seconds * 1e9 / first['calls']:,.0f} |\n"
    text += f"| transactions, kWh | {first['transactions']:,}, {first['kilowattHours']:,} |\n"
    text += f"| peak memory, MiB | {first['peakKibibytes'] / 1024:.1f} |\n"
    text += f"| digest | `{first['digest']}` |\n"
    return [Text("fleet-day", text)]


# name: (function, what must be built)
ALL = {
    "floor": (floorSuite, set()),
    "codec": (codec, {"codec-benchmark"}),
    "composite-schedule": (compositeSchedule, {"schedule-benchmark"}),
    "fleet-day": (fleetDay, {"fleet-day-benchmark"}),
    "fleet-heartbeat": (fleetHeartbeat, {"wattswarm"}),
    "fleet-meter-values": (fleetMeterValues, {"wattswarm"}),
    "csms-heartbeat": (csmsHeartbeat, {"wattswarm"}),
    "csms-start-transaction": (csmsStartTransaction, {"wattswarm"}),
    "memory": (memory, {"wattswarm"}),
    "transfers": (transfers.transfers, {"transfer-benchmark"}),
}


def raiseDescriptorLimit():
    """The children inherit the limit; the memory suite needs a descriptor per charge point."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
