/// Counters of the charge points of one event loop, and how long connecting took.
package struct FleetStatistics: Sendable, Equatable {
    /// Charge points this loop is home to.
    package var planned = 0
    /// Connections open now; at the end of a run, before the mass close.
    package private(set) var connected = 0
    /// Most connections open at once. A merge adds the peaks of its parts, which need not fall together: an upper
    /// bound. Whoever sees all loops at once may give a measured peak to ``RunContext/peakConnected``.
    package private(set) var peakConnected = 0
    /// Charge points whose boot was accepted, each counted once.
    package var booted = 0
    /// Connections opened again after a loss.
    package var reconnects: UInt64 = 0
    /// Failed attempts to connect, by label.
    package var connectFailures = LabelCounts()
    /// Answers to BootNotification that were not Accepted, by status.
    package var bootsNotAccepted = LabelCounts()
    /// From the start of an attempt to the end of the WebSocket handshake (TCP and TLS included), successes only.
    package var connecting = LatencyHistogram()
    /// The parts of it, what came before and the boot behind it.
    package var phases = ConnectingStatistics()
    /// Losses of connections and the way back from them.
    package var outages = OutageStatistics()

    /// Starts with nothing counted.
    package init() {}

    /// Counts an opened connection and how long it took from the start of the attempt.
    package mutating func connectionOpened(nanoseconds: Int64) {
        connected += 1
        peakConnected = max(peakConnected, connected)
        connecting.record(nanoseconds: nanoseconds)
    }

    /// Counts the end of an open connection.
    package mutating func connectionClosed() {
        precondition(connected > 0, "a connection ended that was never counted as open")
        connected -= 1
    }

    /// Replaces the bound by a peak that was measured over all loops at once.
    package mutating func setPeak(_ connected: Int) {
        peakConnected = connected
    }

    /// Adds another's counts.
    package mutating func merge(_ other: FleetStatistics) {
        planned += other.planned
        connected += other.connected
        peakConnected += other.peakConnected
        booted += other.booted
        reconnects += other.reconnects
        connectFailures.merge(other.connectFailures)
        bootsNotAccepted.merge(other.bootsNotAccepted)
        connecting.merge(other.connecting)
        phases.merge(other.phases)
        outages.merge(other.outages)
    }

    /// When all planned charge points had booted, in nanoseconds since the start of the run; nil when they never had.
    package var allBooted: Int64? { booted == planned ? phases.lastFirstBoot : nil }
}

/// Transactions as the fleet saw them.
package struct TransactionStatistics: Hashable, Sendable {
    /// Starts that the central system confirmed.
    package var started: UInt64 = 0
    /// Stops that the central system confirmed.
    package var stopped: UInt64 = 0
    /// Transactions whose start or stop the central system never took.
    package var lost: UInt64 = 0
    /// Confirmed starts whose transactionId another transaction had been given before. Ids below 1 are no ids: central
    /// systems answer them where they refuse.
    package private(set) var duplicated: UInt64 = 0
    /// Ids given so far, up to ``rememberedIds`` of them; whatever is confirmed after that is not compared.
    private var ids: Set<Int> = []

    /// Most ids that are kept to recognise one that comes again, per event loop.
    package static let rememberedIds = 1 << 20

    /// Starts with nothing counted, or with known counts.
    package init(started: UInt64 = 0, stopped: UInt64 = 0, lost: UInt64 = 0, duplicated: UInt64 = 0) {
        self.started = started
        self.stopped = stopped
        self.lost = lost
        self.duplicated = duplicated
    }

    /// Counts a start that the central system confirmed with an id.
    package mutating func startConfirmed(transactionId: Int) {
        started += 1
        guard transactionId > 0 else { return }
        if ids.contains(transactionId) {
            duplicated += 1
        } else if ids.count < Self.rememberedIds {
            ids.insert(transactionId)
        }
    }

    /// Adds another's counts; an id that both know is one more duplicate.
    package mutating func merge(_ other: TransactionStatistics) {
        started += other.started
        stopped += other.stopped
        lost += other.lost
        duplicated += other.duplicated
        for id in other.ids where !ids.insert(id).inserted { duplicated += 1 }
    }
}

/// What became of the rounds of the behaviours (guide "Glossary").
package struct BehaviourStatistics: Hashable, Sendable {
    /// Rounds begun.
    package var rounds: UInt64 = 0
    /// Rounds that came to their end without a failed step. What is neither done nor failed was under way when the run
    /// ended.
    package var done: UInt64 = 0
    /// Rounds ended by a failed step, by label.
    package var failedRounds = LabelCounts()
    /// Overdue rounds that were given up without beginning.
    package var dropped: UInt64 = 0
    /// Those of them that would have sent no CALL; the others count as dropped CALLs too.
    package var droppedWithoutCall: UInt64 = 0

    /// Starts with nothing counted.
    package init() {}

    /// Failed rounds, of all that came to an end; nil when none has.
    package var failedShare: Double? {
        let ended = done + failedRounds.total
        return ended == 0 ? nil : Double(failedRounds.total) / Double(ended)
    }

    /// Adds another's counts.
    package mutating func merge(_ other: BehaviourStatistics) {
        rounds += other.rounds
        done += other.done
        failedRounds.merge(other.failedRounds)
        dropped += other.dropped
        droppedWithoutCall += other.droppedWithoutCall
    }
}

/// What happened since the live line was last drawn.
package struct WindowStatistics: Sendable, Equatable {
    /// CALLs that ended with a good answer.
    package var answered: UInt64 = 0
    /// CALLs that ended otherwise.
    package var errors: UInt64 = 0
    /// Responses, with two significant digits.
    package var response = LatencyHistogram(precision: .twoDigits)

    /// Starts with an empty window.
    package init() {}

    /// Adds the same window of another loop.
    package mutating func merge(_ other: WindowStatistics) {
        answered += other.answered
        errors += other.errors
        response.merge(other.response)
    }

    /// Empties the window and keeps its memory.
    package mutating func reset() {
        answered = 0
        errors = 0
        response.reset()
    }
}
