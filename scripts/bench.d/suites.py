"""The suites: what runs against what, and which figure is taken."""

import json
import math
import os
import resource
import shutil
import signal
import sqlite3
import statistics
import sys
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


# MARK: The processes of a measurement


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
    comparison = Comparison("csms-heartbeat", what, "1/s", 0.5)
    floor = lambda: serverSide(settings, floorServer(settings), "Heartbeat")
    ours = lambda: serverSide(settings, centralSystem(settings), "Heartbeat")
    return [pairs(settings, comparison, floor, ours)]


def csmsDurable(settings, name, action, figure, goal, counters, what):
    """A closed loop whose answers leave after their commit. The C server keeps nothing, so the goal is on the rate."""
    latencies, commits, perCommit, rates = [], [], [], []

    def meanwhile(child, api):
        """Commits per second in the middle of the measurement, from the API's metrics."""
        child.waitForErrorLine("booted", 150)
        time.sleep(settings.warmup + 0.1 * settings.duration)
        first, began = metrics(api), time.monotonic()
        time.sleep(0.8 * settings.duration)
        second, seconds = metrics(api), time.monotonic() - began
        if first and second:
            count = second["commits_total"] - first["commits_total"]
            stored = sum(second[name] - first[name] for name in counters)
            commits.append(count / seconds)
            perCommit.append(stored / count if count else 0)

    def floor():
        return serverSide(settings, floorServer(settings), action, figure)

    def ours():
        server = centralSystem(settings, tags=True)
        side = serverSide(settings, server, action, figure, meanwhile)
        latencies.append(side.details["p99us"] / 1000)
        rates.append(side.value)
        return side

    results = [pairs(settings, Comparison(name, f"{what}, {settings.connections:,} C clients", "1/s"), floor, ours)]
    results.append(Figure(name, f"{what}, per second", "1/s", rates, goal))
    results.append(Figure(name, f"{action} p99 with commit", "ms", latencies))
    if commits:
        results.append(Figure(name, "commits per second", "1/s", commits))
        results.append(Figure(name, "messages per commit", "", perCommit))
    return results


def csmsStartTransaction(settings):
    what = "StartTransaction committed before the answer"
    counters = ("starts_total", "stops_total")
    return csmsDurable(
        settings, "csms-start-transaction", "StartTransaction", "startsPerSecond", 5000, counters, what)


def csmsMeterValues(settings):
    what = "MeterValues of eight values committed before the answer"
    counters = ("meter_values_total",)
    return csmsDurable(
        settings, "csms-meter-values", "MeterValues", "roundTripsPerSecond", 10000, counters, what)


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


def restartStorm(settings):
    """The central system is killed under everyone and started again: all come back at once, and nothing is lost."""
    results, ready = [], []
    for how in (signal.SIGTERM, signal.SIGKILL):
        seconds, sinceReady, details = oneStorm(settings, how)
        ready.append(sinceReady)
        settings.say(f"  restart-storm {how.name}: {seconds:.1f} s, {sinceReady:.1f} s after it was ready, {details}")
        what = f"{settings.stormPoints:,} charge points served again after {how.name} and restart"
        results.append(Figure("restart-storm", what, "s", [seconds], 30, least=False, details=[details]))
    results.append(Figure("restart-storm", "of it from the ready line on", "s", ready))
    return results


def oneStorm(settings, how):
    folder = tempfile.mkdtemp(prefix="storm-", dir=settings.folder)
    log = f"{folder}/transactions.txt"
    server = startCentralSystem(settings, folder, tags=True)
    try:
        url = field(server.line("ready ", 30), "ocpp")
        extra = ("--reconnect", "yes", "--batch", str(settings.stormPoints), "--log-transactions", log)
        client = floorLoad(settings, url, "StartTransaction", connections=settings.stormPoints,
                           duration=settings.stormSeconds, extra=extra)
        client.waitForErrorLine("booted", 150)
        time.sleep(settings.warmup + settings.stormSeconds / 6)
        server.end(how, timeout=60)
        listen = url.split("//")[1].split("/")[0]
        server = startCentralSystem(settings, folder, listen=listen, tags=True)
        server.line("ready ", 60)
        began = time.monotonic()
        client.waitForErrorLine("served again", settings.stormSeconds)
        sinceReady = time.monotonic() - began
        figures = finishLoad(settings, client, settings.stormSeconds)
        server.end(timeout=60)
        details = auditTransactions(f"{folder}/csms.sqlite", log)
    finally:
        Child.endAll()
        shutil.rmtree(folder)
    storm = figures["storm"]
    if storm["losses"] < settings.stormPoints or storm["unserved"] > 0:
        raise Failed(f"not everyone was lost and served again: {storm}")
    return storm["seconds"], sinceReady, {**storm, **details}


def auditTransactions(database, log):
    """Holds what was answered against the database: nothing lost, nothing twice."""
    with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
        stored = dict(connection.execute("SELECT transactionId, stopTimestamp IS NOT NULL FROM transactions"))
        twice = connection.execute(
            "SELECT count(*) FROM (SELECT 1 FROM transactions "
            "GROUP BY identity, connectorId, startTimestamp, meterStart HAVING count(*) > 1)"
        ).fetchone()[0]
        unmatched = connection.execute("SELECT count(*) FROM unmatchedStops").fetchone()[0]
    starts, stops = set(), set()
    with open(log, encoding="ascii") as file:
        for line in file:
            kind, _, transaction = line.split()
            (starts if kind == "start" else stops).add(int(transaction))
    lost = len(starts - stored.keys()) + sum(1 for transaction in stops if not stored.get(transaction))
    if lost or twice or unmatched:
        raise Failed(f"{lost} answered messages lost, {twice} transactions stored twice, {unmatched} stops unmatched")
    return {"starts": len(starts), "stops": len(stops), "lost": lost, "twice": twice}


CALIBRATION_SEED = 7
CALIBRATIONS = {
    # action: (delay, prefix of the identities that send it in scenarios/benchmark/calibrated.yaml, seconds over which
    # they arrive there, seconds between two of their CALLs)
    "Heartbeat": ("20ms", "HB", 2.03, 0.25),
    "DataTransfer": ({"from": "5ms", "to": "25ms"}, "DT", 2.11, 0.25),
    "Authorize": ({"median": "30ms", "p99": "150ms"}, "AU", 2.17, 0.25),
    "MeterValues": ({"mu": 3.2, "sigma": 0.4}, "MV", 2.29, 0.25),
}


def calibration(settings):
    """Calibrated delays as `wattswarm run` measures them: the difference to what was drawn.

    First with a fixed delay: what nine of ten Heartbeats take at most beyond it is the way there and back, the
    calibration's `transit`: it lies about in the middle between median and p99, and the p99 itself is noisy. The cores
    are kept awake by processes of the lowest priority, since a virtual core takes longer to wake than these delays may
    be off; the database is in memory, since this measures timers and no disk."""
    folder = tempfile.mkdtemp(prefix="calibration-", dir=settings.folder)
    memory = "/dev/shm" if os.access("/dev/shm", os.W_OK) else None
    awake = ["chrt", "-i", "0", sys.executable, "-c", "while True: pass"]
    try:
        wakers = [Child(core, awake) for core in {settings.serverCore, settings.clientCore}]
        with centralSystem(settings, tags=True, folder=memory) as (_, url, api):
            rounds = [calibrationRound(settings, f"{folder}/{number}", url, api) for number in range(settings.rounds)]
            for waker in wakers:
                if not waker.isAlive():
                    raise Failed(waker.story("ended, so a core was not kept awake"))
    finally:
        Child.endAll()
        shutil.rmtree(folder)
    return [calibrationTable(rounds)]


def calibrationRound(settings, folder, url, api):
    """One run with a fixed delay, which tells what the way takes, and one with all delays; gives its rows."""
    os.mkdir(folder)
    fixed = {"seed": CALIBRATION_SEED, "every-other-action": {"delay": "20ms"}}
    beats = calibratedRun(settings, f"{folder}/way", url, api, fixed)["Heartbeat"]["service"]
    transit = beats["p90"] - 20
    actions = {name: {"delay": spec} for name, (spec, *_) in CALIBRATIONS.items()}
    description = {"seed": CALIBRATION_SEED, "actions": actions, "transit": f"{round(transit * 1000)}us"}
    rows = calibrationRows(calibratedRun(settings, f"{folder}/delays", url, api, description))
    way = ", ".join(f"{name} {beats[name] - 20:.3f}" for name in ("p50", "p90", "p99"))
    settings.say(f"  calibration: way {way} ms, most off {max((abs(row[-1]) for row in rows)):.3f} ms")
    return rows


def calibratedRun(settings, folder, url, api, description):
    """Runs scenarios/benchmark/calibrated.yaml against the central system with that calibration; gives its calls."""
    body = json.dumps(description).encode()
    with urllib.request.urlopen(urllib.request.Request(f"{api}/api/v1/calibration", body, method="PUT")):
        pass
    command = [settings.wattswarm, "run", "scenarios/benchmark/calibrated.yaml", "--target", url]
    command += ["--for", f"{settings.calibrationSeconds}s", "--no-progress", "--out", folder]
    child = Child(settings.clientCore, command)
    if child.wait(settings.calibrationSeconds + 90) != 0:
        raise Failed(child.story(child.output()[-2000:]))
    with open(f"{folder}/summary.json", encoding="utf-8") as file:
        return json.load(file)["calls"]


def calibrationTable(rounds):
    """The median of the rounds, as everywhere: what else a machine does for a moment is no fault of a timer."""
    text = "| action | delay | CALLs | percentile | drawn ms | off by ms | min … max | within 1 % or 0.2 ms |\n"
    text += "|---|---|---|---|---|---|---|---|\n"
    missed = 0
    for rows in zip(*rounds):
        name, spec, count, percentile, delay, _ = rows[0]
        off = sorted(row[-1] for row in rows)
        kept = abs(statistics.median(off)) <= max(0.2, 0.01 * delay)
        missed += 0 if kept else 1
        text += f"| {name} | `{json.dumps(spec)}` | {count:,} | {percentile} | {delay:.3f} "
        text += f"| {statistics.median(off):+.3f} | {off[0]:+.3f} … {off[-1]:+.3f} | {'yes' if kept else 'no'} |\n"
    return Text("calibration", text, missed == 0)


def calibrationRows(calls):
    """Holds measured percentiles against those of the delays that were drawn: a sample's own percentiles, because those
    of a distribution are met by a sample of this size to a few percent only."""
    points = calls["BootNotification"]["answered"]
    before = round(sum(calls[name]["answered"] for name in ("BootNotification", "StatusNotification")) / points)
    rows = []
    for name, (spec, prefix, *pace) in CALIBRATIONS.items():
        service = calls[name]["service"]
        drawn = sorted(
            delayMilliseconds(spec, f"{prefix}{index:05}", before + call)
            for index, count in enumerate(shares(service["count"], points // len(CALIBRATIONS), *pace))
            for call in range(count)
        )
        for percentile, share in (("p50", 0.5), ("p90", 0.9), ("p99", 0.99)):
            delay = drawn[math.ceil(len(drawn) * share) - 1]
            rows.append((name, spec, service["count"], percentile, delay, service[percentile] - delay))
    return rows


def shares(total, points, arrival, period):
    """How many of all CALLs each charge point has sent: one in each period since it arrived."""
    for tick in range(total * 1000):
        end = tick * period / 100
        counts = [max(0, math.floor((end - index * arrival / points) / period)) for index in range(points)]
        if sum(counts) >= total:
            return counts
    raise Failed(f"{total} CALLs of {points} charge points")


def delayMilliseconds(spec, identity, call):
    """The delay that the central system draws for a charge point's CALL of that number: Calibration.draw again."""
    if isinstance(spec, str):
        return float(spec.removesuffix("ms"))
    mask, golden = (1 << 64) - 1, 0x9E3779B97F4A7C15

    def mix(z):
        z = ((z ^ (z >> 30)) * 0xBF58476D1CE4E5B9) & mask
        z = ((z ^ (z >> 27)) * 0x94D049BB133111EB) & mask
        return z ^ (z >> 31)

    value = mix((CALIBRATION_SEED + golden) & mask)
    for byte in identity.encode():
        value = (mix(value ^ byte) + golden) & mask
    state = mix(value ^ mix((call + 0xD1B54A32D192ED03) & mask))
    # The first number of the sequence decides on faults, the second on the delay.
    share = (mix((state + 2 * golden) & mask) >> 11) * 2.0**-53
    if "from" in spec:
        low, high = (float(spec[name].removesuffix("ms")) for name in ("from", "to"))
        return low + (high - low) * share
    deviate = statistics.NormalDist().inv_cdf(share)
    if "mu" in spec:
        return math.exp(spec["mu"] + spec["sigma"] * deviate)
    median, p99 = (float(spec[name].removesuffix("ms")) for name in ("median", "p99"))
    return median * (p99 / median) ** (deviate / statistics.NormalDist().inv_cdf(0.99))


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
    "csms-meter-values": (csmsMeterValues, {"wattswarm"}),
    "restart-storm": (restartStorm, {"wattswarm"}),
    "calibration": (calibration, {"wattswarm"}),
    "memory": (memory, {"wattswarm"}),
    "transfers": (transfers.transfers, {"transfer-benchmark"}),
}


def raiseDescriptorLimit():
    """The children inherit the limit; the memory suite needs a descriptor per charge point."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
