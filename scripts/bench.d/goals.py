"""The goals of the benchmarks, all in one place: `scripts/bench --check` ends with 1 when the median of a figure misses
its goal. The codec's and the schedule's own tables name their goals in their columns."""

# Ratio to the C floor in the same run, at least.
RATIOS = {
    "fleet-heartbeat": 0.55,
    "fleet-meter-values": 0.4,
    "csms-heartbeat": 0.5,
    # MB/s of files by FTP, beside `curl --parallel`.
    "transfers": 0.8,
}

# Answers per second that leave after their commit, at least.
COMMITTED_PER_SECOND = {
    "csms-start-transaction": 5000,
    "csms-meter-values": 10000,
}

# Anonymous memory of an idle booted charge point in KiB, at most.
IDLE_KIB = {
    "run": 6,
    "csms": 6,
}

# Seconds until all charge points are served again after the central system was killed and started, at most.
RESTART_STORM_SECONDS = 30

# Calibrated delays: how far the median may be off, in milliseconds or as a share of the delay, whichever is more.
CALIBRATION_MILLISECONDS = 0.2
CALIBRATION_SHARE = 0.01
