"""The suites: what runs against what, and which figure is taken."""

import resource
import shutil
import signal
import sqlite3
import tempfile
import time

import calibration
import goals
import transfers
from figures import Comparison, Figure, Text
from measuring import (
    SOURCES, askCounters, centralSystem, clientSide, field, finishLoad, fleetSide, floorLoad, floorServer, metrics,
    serverSide, startCentralSystem)
from processes import Child, Failed


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


def fleetSuite(settings, name, scenario, action, extra=()):
    what = f"{action} closed loop, {settings.connections:,} charge points against the C server"

    def ours():
        with floorServer(settings) as (server, url):
            return fleetSide(settings, url, scenario, action, server)

    comparison = Comparison(name, what, "1/s", goals.RATIOS[name])
    return [pairs(settings, comparison, lambda: clientSide(settings, action, extra), ours)]


def fleetHeartbeat(settings):
    return fleetSuite(settings, "fleet-heartbeat", "closed-loop-heartbeat", "Heartbeat")


def fleetMeterValues(settings):
    # Plain: the fields that the fleet's charge points send, so that the C client does not send more bytes than ours.
    extra = ("--meter-values", "plain")
    return fleetSuite(settings, "fleet-meter-values", "closed-loop-meter-values", "MeterValues", extra)


def csmsHeartbeat(settings):
    what = f"Heartbeat closed loop, {settings.connections:,} C clients against the included central system"
    comparison = Comparison("csms-heartbeat", what, "1/s", goals.RATIOS["csms-heartbeat"])
    floor = lambda: serverSide(settings, floorServer(settings), "Heartbeat")
    ours = lambda: serverSide(settings, centralSystem(settings), "Heartbeat")
    return [pairs(settings, comparison, floor, ours)]


def csmsDurable(settings, name, action, figure, counters, what):
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
    results.append(Figure(name, f"{what}, per second", "1/s", rates, goals.COMMITTED_PER_SECOND[name]))
    results.append(Figure(name, f"{action} p99 with commit", "ms", latencies))
    if commits:
        results.append(Figure(name, "commits per second", "1/s", commits))
        results.append(Figure(name, "messages per commit", "", perCommit))
    return results


def csmsStartTransaction(settings):
    what = "StartTransaction committed before the answer"
    counters = ("starts_total", "stops_total")
    return csmsDurable(settings, "csms-start-transaction", "StartTransaction", "startsPerSecond", counters, what)


def csmsMeterValues(settings):
    what = "MeterValues of eight values committed before the answer"
    counters = ("meter_values_total",)
    return csmsDurable(settings, "csms-meter-values", "MeterValues", "roundTripsPerSecond", counters, what)


def memory(settings):
    """Anonymous memory of an idle booted charge point, by the slope between a small and a large fleet."""
    names = {
        "run": "wattswarm run",
        "csms": "wattswarm csms",
        "floor-load": "C client",
        "floor-serve": "C server",
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
        shown = ", ".join(f"{names[name]} {slopes[name][-1]:.2f} KiB" for name in names)
        settings.say(f"  memory run {index + 1}/{settings.memoryRuns}: {shown}")
    return [
        Figure("memory", f"memory per idle charge point, {names[name]}", "KiB", slopes[name], goals.IDLE_KIB.get(name),
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
        results.append(Figure("restart-storm", what, "s", [seconds], goals.RESTART_STORM_SECONDS, least=False,
                              details=[details]))
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
    "calibration": (calibration.calibration, {"wattswarm"}),
    "memory": (memory, {"wattswarm"}),
    "transfers": (transfers.transfers, {"transfer-benchmark"}),
}


def raiseDescriptorLimit():
    """The children inherit the limit; the memory suite needs a descriptor per charge point."""
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard, hard))
