"""The suite of calibrated delays: what `wattswarm run` measures beside what the central system drew."""

import json
import math
import os
import shutil
import statistics
import sys
import tempfile
import urllib.request

import goals
from figures import Text
from measuring import centralSystem
from processes import Child, Failed

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
        bound = max(goals.CALIBRATION_MILLISECONDS, goals.CALIBRATION_SHARE * delay)
        kept = abs(statistics.median(off)) <= bound
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
