import OCPPTypes

/// Everything measured about the CALLs of one action in one direction (guide "Measuring honestly").
///
/// `intended` is the sum of the seven outcomes ``answered``, ``callErrors``, ``invalidAnswers``, ``timeouts``,
/// ``connectionLost``, ``unanswered`` and ``dropped``, because a CALL is counted when it ends.
package struct CallStatistics: Sendable, Equatable {
    /// Planned CALLs.
    package var intended: UInt64 = 0
    /// CALLs that went to the connection.
    package var sent: UInt64 = 0
    /// Ended with a good CALLRESULT.
    package var answered: UInt64 = 0
    /// Ended with a CALLERROR.
    package var callErrors: UInt64 = 0
    /// Ended with a CALLRESULT that does not fit.
    package var invalidAnswers: UInt64 = 0
    /// Ended by the CALL time-out.
    package var timeouts: UInt64 = 0
    /// Answers that came after the CALL had been given up; their CALLs are counted above already.
    package var late: UInt64 = 0
    /// Planned and never made.
    package var dropped: UInt64 = 0
    /// Ended by the end of the connection.
    package var connectionLost: UInt64 = 0
    /// Still open when the run ended.
    package var unanswered: UInt64 = 0
    /// Why CALLs of ``dropped`` were never sent; the sum is ``dropped``.
    package var neverSent = NeverSentCounts()
    /// Responses above five seconds, counted exactly.
    package var overFiveSeconds: UInt64 = 0
    /// Those of them that were above five seconds whatever the generator added.
    package var leastOverFiveSeconds: UInt64 = 0
    /// Good answers while all planned charge points were booted.
    package var steadyAnswered: UInt64 = 0
    /// The earliest intended instant.
    package var firstIntended: Instant?
    /// The latest end.
    package var lastEnded: Instant?

    /// Intended to answered; a CALL without answer counts with its age when given up. Dropped ones are not in it.
    package var response = LatencyHistogram()
    /// The same samples without all that the generator may have added to them: the true distribution lies between this
    /// one and ``response`` (see the guide "When figures are invalid").
    package var leastResponse = LatencyHistogram()
    /// Sent to answered, for CALLs with an answer of any kind.
    package var service = LatencyHistogram()
    /// The same samples without the time for which a CALL waited to be written and its answer may have waited to be read.
    package var leastService = LatencyHistogram()
    /// Intended to sent, for CALLs that were sent.
    package var slip = LatencyHistogram()
    /// The part of the slip that may be the generator's fault: intended until the charge point could queue the CALL, and
    /// what of the wait behind other CALLs or for the connection it may have added.
    package var slipOwn = LatencyHistogram()
    /// The part of the slip that is the target's doing: the rest of the wait behind an unanswered CALL, or for the
    /// connection.
    package var slipTarget = LatencyHistogram()

    /// Starts with nothing measured.
    package init() {}

    /// Nanoseconds above which a response counts in ``overFiveSeconds``.
    package static let slowResponseNanoseconds: Int64 = 5_000_000_000

    /// Records the end of one CALL.
    ///
    /// - Parameters:
    ///   - intended: when the charge point's own plan wanted it.
    ///   - enqueued: when the charge point handed it to its outgoing queue.
    ///   - sent: when it went to the connection; nil when it never did.
    ///   - ended: when it was answered or given up.
    ///   - outcome: how it ended.
    ///   - ownDelay: what else the generator may have added, beside the slip from `intended` to `enqueued`.
    ///   - neverSent: why it was never sent, when `outcome` is `dropped`.
    package mutating func record(
        intended: Instant, enqueued: Instant, sent: Instant?, ended: Instant, outcome: CallOutcome,
        ownDelay: OwnDelay = .none, neverSent: NeverSent = .overdue
    ) {
        self.intended += 1
        var hasAnswer = false
        switch outcome {
        case .answered:
            answered += 1
            hasAnswer = true
        case .callError:
            callErrors += 1
            hasAnswer = true
        case .invalidAnswer:
            invalidAnswers += 1
            hasAnswer = true
        case .timedOut: timeouts += 1
        case .connectionLost: connectionLost += 1
        case .unanswered: unanswered += 1
        case .dropped:
            dropped += 1
            self.neverSent[neverSent] += 1
        }
        firstIntended = earlier(firstIntended, intended)
        lastEnded = later(lastEnded, ended)
        if outcome == .dropped { return }

        let age = ended.nanoseconds(since: intended)
        response.record(nanoseconds: age)
        if age > Self.slowResponseNanoseconds { overFiveSeconds += 1 }
        let own = enqueued.nanoseconds(since: intended)
        guard let sent else { return recordLeast(age - max(0, own)) }
        self.sent += 1
        let queued = sent.nanoseconds(since: enqueued)
        slip.record(nanoseconds: sent.nanoseconds(since: intended))
        let ownQueue = min(max(0, ownDelay.queue), max(0, queued))
        slipOwn.record(nanoseconds: own + ownQueue)
        slipTarget.record(nanoseconds: queued - ownQueue)
        var late: Int64 = 0
        if hasAnswer {
            let time = ended.nanoseconds(since: sent)
            late = min(max(0, ownDelay.reading) + max(0, ownDelay.writing), max(0, time))
            service.record(nanoseconds: time)
            leastService.record(nanoseconds: time - late)
        }
        recordLeast(age - max(0, own) - ownQueue - late)
    }

    private mutating func recordLeast(_ nanoseconds: Int64) {
        leastResponse.record(nanoseconds: nanoseconds)
        if nanoseconds > Self.slowResponseNanoseconds { leastOverFiveSeconds += 1 }
    }

    /// CALLs that did not end with a good answer.
    package var errors: UInt64 { intended - answered }

    /// True when nothing of this action occurred.
    package var isEmpty: Bool { intended == 0 && late == 0 }

    /// Adds another's measurements; exact, in any order.
    package mutating func merge(_ other: CallStatistics) {
        intended += other.intended
        sent += other.sent
        answered += other.answered
        callErrors += other.callErrors
        invalidAnswers += other.invalidAnswers
        timeouts += other.timeouts
        late += other.late
        dropped += other.dropped
        connectionLost += other.connectionLost
        unanswered += other.unanswered
        neverSent.merge(other.neverSent)
        overFiveSeconds += other.overFiveSeconds
        leastOverFiveSeconds += other.leastOverFiveSeconds
        steadyAnswered += other.steadyAnswered
        if let first = other.firstIntended { firstIntended = earlier(firstIntended, first) }
        if let last = other.lastEnded { lastEnded = later(lastEnded, last) }
        response.merge(other.response)
        leastResponse.merge(other.leastResponse)
        service.merge(other.service)
        leastService.merge(other.leastService)
        slip.merge(other.slip)
        slipOwn.merge(other.slipOwn)
        slipTarget.merge(other.slipTarget)
    }
}

private func earlier(_ known: Instant?, _ new: Instant) -> Instant {
    guard let known else { return new }
    return known < new ? known : new
}

private func later(_ known: Instant?, _ new: Instant) -> Instant {
    guard let known else { return new }
    return known < new ? new : known
}
