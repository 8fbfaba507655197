"""Pairs of two executables under the same load: the old build against the new one."""

import statistics

import measuring


class Build:
    """Settings that measure one executable."""

    def __init__(self, name, settings, executable):
        self.name = name
        self.settings = measuring.Settings(settings.quick, settings.pairs, settings.serverCore, settings.clientCore)
        self.settings.wattswarm = executable
        if not settings.quick:
            # Shorter sides make more pairs: what drifts for a minute meets both.
            self.settings.warmup = 1
            self.settings.duration = 6
            self.settings.runSeconds = 9


def fleet(settings, scenario, action):
    with measuring.floorServer(settings) as (server, url):
        return measuring.fleetSide(settings, url, scenario, action, server)


def store(settings, action, figure):
    return measuring.serverSide(settings, measuring.centralSystem(settings, tags=True), action, figure)


# What is measured of one executable; more is better. Their answers per second, and their CPU per CALL beside it.
LOADS = {
    "fleet-heartbeat": lambda settings: fleet(settings, "closed-loop-heartbeat", "Heartbeat"),
    "fleet-meter-values": lambda settings: fleet(settings, "closed-loop-meter-values", "MeterValues"),
    "csms-heartbeat": lambda settings: measuring.serverSide(settings, measuring.centralSystem(settings), "Heartbeat"),
    "csms-start-transaction": lambda settings: store(settings, "StartTransaction", "startsPerSecond"),
    "csms-meter-values": lambda settings: store(settings, "MeterValues", "roundTripsPerSecond"),
}
# A median ratio below this is a loss.
LEAST = 0.97


def compare(settings, names, old, new):
    """A table of the ratios, and the names of what has lost more than 3 %."""
    builds = [Build("old", settings, old), Build("new", settings, new)]
    lines = ["| load | pairs | old | new | new / old, median | from | to | CPU per CALL, new / old |",
             "|---|---|---|---|---|---|---|---|"]
    lost = []
    for name in names:
        rates = {"old": [], "new": []}
        costs = {"old": [], "new": []}
        for pair in range(settings.pairs):
            # Alternating, so that whoever is second is not always the same.
            for build in builds if pair % 2 == 0 else reversed(builds):
                side = LOADS[name](build.settings)
                rates[build.name].append(side.value)
                costs[build.name].append(side.cpu)
            settings.say(f"  {name} pair {pair + 1}/{settings.pairs}: old {rates['old'][-1]:,.0f}/s, "
                         f"new {rates['new'][-1]:,.0f}/s, ratio {rates['new'][-1] / rates['old'][-1]:.3f}")
        ratios = [new / old for old, new in zip(rates["old"], rates["new"])]
        cost = statistics.median(new / old for old, new in zip(costs["old"], costs["new"]))
        median = statistics.median(ratios)
        lines.append(f"| {name} | {len(ratios)} | {statistics.median(rates['old']):,.0f}/s | "
                     f"{statistics.median(rates['new']):,.0f}/s | {median:.3f} | {min(ratios):.3f} | "
                     f"{max(ratios):.3f} | {cost:.3f} |")
        if median < LEAST:
            lost.append(f"{name}: {median:.3f} of the old build's rate")
    return "\n".join(lines) + "\n", lost
