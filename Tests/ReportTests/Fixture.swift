import Measurement
import OCPPTypes

/// The testing library has a type of the same name.
typealias Expectation = Measurement.Expectation

/// A run of known figures: 1,000 charge points, three actions, one command.
func exampleStatistics(failures: Bool = false) -> RunStatistics {
    var statistics = RunStatistics()
    statistics.fleet.planned = 1000
    for index in 0..<1000 { statistics.fleet.connectionOpened(nanoseconds: 1_000_000 + Int64(index) * 7_000) }
    statistics.fleet.booted = 1000
    statistics.steadyBegan(at: .zero)
    for index in 0..<1000 {
        let intended = Instant(nanoseconds: Int64(index) * 1_000_000)
        let enqueued = intended.adding(nanoseconds: 40_000)
        let sent = enqueued.adding(nanoseconds: Int64(index % 10) * 1_000)
        statistics.record(
            action: .bootNotification, intended: intended, enqueued: enqueued, sent: sent,
            ended: sent.adding(nanoseconds: 2_000_000 + Int64(index) * 3_000), outcome: .answered)
        for beat in 0..<4 {
            let intended = intended.adding(seconds: Int64(beat))
            statistics.record(
                action: .heartbeat, intended: intended, enqueued: intended, sent: intended,
                ended: intended.adding(nanoseconds: 300_000 + Int64(index) * 500), outcome: .answered)
        }
    }
    statistics.record(
        action: .statusNotification, intended: .zero, enqueued: .zero, sent: .zero,
        ended: Instant(nanoseconds: 812_000), outcome: .answered)
    statistics.recordCommand(
        action: .changeConfiguration, received: .zero, ended: Instant(nanoseconds: 95_000), outcome: .answered)
    statistics.steadyEnded(at: Instant(nanoseconds: 8_000_000_000))
    statistics.loopLag.record(nanoseconds: 3_100_000)
    statistics.transactions = TransactionStatistics(started: 412, stopped: 400)
    statistics.behaviour.rounds = 812
    statistics.behaviour.done = 800
    if failures { addFailures(to: &statistics) }
    return statistics
}

private func addFailures(to statistics: inout RunStatistics) {
    statistics.fleet.connectionClosed()
    statistics.fleet.reconnects = 1
    statistics.fleet.connectFailures.count("refused", by: 12)
    statistics.fleet.connectFailures.count("handshake-timeout", by: 3)
    let outcomes: [(CallOutcome, Int64)] = [
        (.timedOut, 30), (.timedOut, 30), (.callError, 1), (.invalidAnswer, 1), (.connectionLost, 7), (.unanswered, 6),
        (.dropped, 0),
    ]
    for (outcome, age) in outcomes {
        statistics.record(
            action: .startTransaction, intended: .zero, enqueued: .zero, sent: Instant(nanoseconds: 20_000_000),
            ended: Instant.zero.adding(seconds: age), outcome: outcome)
    }
    statistics.recordLateAnswer(action: .startTransaction)
    statistics.transactions.lost = 2
    statistics.behaviour.failedRounds.count("authorize-rejected", by: 9)
    statistics.behaviour.dropped = 4
    for index in 0..<9 { statistics.violations.count("label-\(index)", by: UInt64(20 - index)) }
}

/// What was run.
func exampleContext(ending: RunEnding = .completed) -> RunContext {
    RunContext(
        scenario: "morning rush", target: "ws://admin:hunter2@127.0.0.1:9000/ocpp", seed: 7, durationSeconds: 120,
        planDigest: "00ff", ending: ending, cpuPercent: 41.7)
}

/// The expectations of those texts.
func expectations(_ texts: String...) -> [Expectation] {
    texts.map { text in
        do throws(ExpectationError) { return try Expectation.parse(text) } catch {
            preconditionFailure("\(text): \(error.message)")
        }
    }
}
