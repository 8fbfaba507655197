/// What `SummaryText` gives for the runs of `Fixture.swift`, read and approved by eye.

let goldenPassed120 = """
    ✓ PASS  all 5 expectations hold
    morning rush · ws://admin:***@127.0.0.1:9000/ocpp · 2m 00s · seed 7

    Charge points  1,000 planned · 1,000 booted · 1,000 connected · peak 1,000 · 0 reconnects
    Connecting     p50 4.50 ms · p99 7.92 ms · max 7.99 ms

    CALLs                                             response ─────────────────────────  service  slip p99 ───────
                         intended  errors  time-outs      p50      p99    p99.9      max      p99      own   target
    BootNotification        1,000       0          0  3.54 ms  5.01 ms  5.04 ms  5.05 ms  4.97 ms    40 µs     9 µs
    Heartbeat               4,000       0          0   550 µs   795 µs   799 µs   800 µs   795 µs     0 µs     0 µs
    StatusNotification          1       0          0   812 µs   812 µs   812 µs   812 µs   812 µs     0 µs     0 µs

    Commands of the central system
    ChangeConfiguration         1       0          0    95 µs    95 µs    95 µs    95 µs

    Transactions   412 started · 400 stopped · 0 lost · 0 duplicated
    Behaviours     812 rounds begun · 0 failed · 0 never begun

    Expectations
      ✓ p99(BootNotification) < 5s   5.01 ms
      ✓ count(connected) == planned  1,000
      ✓ share(errors) < 0.1%         0%
      ✓ booted == planned            1,000
      ✓ share(failed rounds) < 100%  0%

    Generator      valid · own slip p99 40 µs · loop lag max 3.10 ms · CPU 42 %
    Files          results/morning-rush-2026 · summary.json · manifest.json · events.jsonl · scenario.yaml

    """

let goldenPassed80 = """
    ✓ PASS  all 5 expectations hold
    morning rush · ws://admin:***@127.0.0.1:9000/ocpp · 2m 00s · seed 7

    Charge points  1,000 planned · 1,000 booted · 1,000 connected · peak 1,000
                   0 reconnects
    Connecting     p50 4.50 ms · p99 7.92 ms · max 7.99 ms

    CALLs                                             response ────────────────
                         intended  errors  time-outs      p50      p99      max
    BootNotification        1,000       0          0  3.54 ms  5.01 ms  5.05 ms
    Heartbeat               4,000       0          0   550 µs   795 µs   800 µs
    StatusNotification          1       0          0   812 µs   812 µs   812 µs

    Commands of the central system
    ChangeConfiguration         1       0          0    95 µs    95 µs    95 µs

    Transactions   412 started · 400 stopped · 0 lost · 0 duplicated
    Behaviours     812 rounds begun · 0 failed · 0 never begun

    Expectations
      ✓ p99(BootNotification) < 5s   5.01 ms
      ✓ count(connected) == planned  1,000
      ✓ share(errors) < 0.1%         0%
      ✓ booted == planned            1,000
      ✓ share(failed rounds) < 100%  0%

    Generator      valid · own slip p99 40 µs · loop lag max 3.10 ms · CPU 42 %
    Files          results/morning-rush-2026 · summary.json · manifest.json
                   events.jsonl · scenario.yaml

    """

let goldenFailed120 = """
    ✗ FAIL  p99(StartTransaction) < 5s, but was 30.0 s (2 more failed)
    morning rush · ws://admin:***@127.0.0.1:9000/ocpp · 2m 00s · seed 7
    9 rounds failed: authorize-rejected

    Charge points  1,000 planned · 1,000 booted · 999 connected · peak 1,000 · 1 reconnect
    Connecting     p50 4.50 ms · p99 7.92 ms · max 7.99 ms
    Not connected  12 refused · 3 handshake-timeout

    CALLs                                             response ─────────────────────────  service  slip p99 ───────
                         intended  errors  time-outs      p50      p99    p99.9      max      p99      own   target
    BootNotification        1,000       0          0  3.54 ms  5.01 ms  5.04 ms  5.05 ms  4.97 ms    40 µs     9 µs
    Heartbeat               4,000       0          0   550 µs   795 µs   799 µs   800 µs   795 µs     0 µs     0 µs
    StartTransaction            7       7          2   6.00 s   30.0 s   30.0 s   30.0 s   980 ms     0 µs  20.0 ms
    StatusNotification          1       0          0   812 µs   812 µs   812 µs   812 µs   812 µs     0 µs     0 µs

    Commands of the central system
    ChangeConfiguration         1       0          0    95 µs    95 µs    95 µs    95 µs

    Of the CALLs   1 CALLERROR · 1 invalid answer · 1 connection lost · 1 unanswered · 1 late · 4 over 5 s
                   1 never sent (overdue)
    Transactions   412 started · 400 stopped · 2 lost · 0 duplicated
    Behaviours     812 rounds begun · 9 failed · 4 never begun
    Failed rounds  9 authorize-rejected
    Violations     20 label-0 · 19 label-1 · 18 label-2 · 17 label-3 · 16 label-4 · 15 label-5 · and 3 more kinds

    Expectations
      ✗ p99(StartTransaction) < 5s   30.0 s
      ✓ booted == planned            1,000
      ✗ lost(transactions) == 0      2
      ✗ p99(Authorize) < 1s          there was no Authorize to measure
      ✓ rate(Heartbeat) > 100/s      500/s
      ✓ share(failed rounds) < 100%  1.112%

    Generator      valid · own slip p99 40 µs · loop lag max 3.10 ms · CPU 42 %
    Files          results/morning-rush-2026 · summary.json · manifest.json · events.jsonl · scenario.yaml

    """

let goldenInvalid80 = """
    ! INVALID  an event loop was 250 ms behind its plan, limit 100 ms: the planned
               load was not made
    morning rush · ws://admin:***@127.0.0.1:9000/ocpp · 2m 00s · seed 7

    Charge points  0 planned · 0 booted · 0 connected · peak 0 · 0 reconnects

    Transactions   0 started · 0 stopped · 0 lost · 0 duplicated

    Expectations
      ✓ booted == planned  0

    Generator      invalid · loop lag max 250 ms · CPU 42 %
                   an event loop was 250 ms behind its plan, limit 100 ms: the
                   planned load was not made
                   run it where nothing stops or delays it: a core of its own
                   (taskset), more loops (--loops N), or fewer charge points at one
                   instant
    Files          results/morning-rush-2026 · summary.json · manifest.json
                   events.jsonl · scenario.yaml

    """
