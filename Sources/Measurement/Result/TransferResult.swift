/// The transfers of one kind in a run: all of them, by protocol, and the orders behind them.
package struct TransferResult: Hashable, Sendable {
    /// Attempts.
    package struct Attempts: Hashable, Sendable {
        /// Attempts begun.
        package let started: UInt64
        /// Attempts that moved the whole file.
        package let succeeded: UInt64
        /// Attempts that came to nothing.
        package let failed: UInt64
        /// Their causes, most frequent first.
        package let causes: [LabelCount]
        /// Bytes moved.
        package let bytes: UInt64
        /// Attempts that went on behind an earlier one.
        package let resumed: UInt64
        /// How long the good ones took.
        package let duration: LatencySummary
        /// How long attempts waited for their turn.
        package let queued: LatencySummary
        /// Throughput of the good ones; the figures are kB/s.
        package let throughput: LatencySummary

        init(_ transfers: TransferStatistics) {
            started = transfers.started
            succeeded = transfers.succeeded
            failed = transfers.failed
            causes = transfers.failures.sorted
            bytes = transfers.bytes
            resumed = transfers.resumed
            duration = transfers.duration.summary
            queued = transfers.queued.summary
            throughput = transfers.throughput.summary
        }
    }

    /// Orders of the central system.
    package struct Orders: Hashable, Sendable {
        /// Orders with a good end.
        package let done: UInt64
        /// Orders that ended otherwise.
        package let failed: UInt64
        /// How, most frequent first.
        package let outcomes: [LabelCount]
        /// From the order to its good end.
        package let latency: LatencySummary

        init(_ orders: FileOrderStatistics) {
            done = orders.done
            failed = orders.failed
            outcomes = orders.failures.sorted
            latency = orders.latency.summary
        }
    }

    /// Attempts by one protocol.
    package struct SchemeAttempts: Hashable, Sendable {
        /// The protocol.
        package let scheme: TransferScheme
        /// The attempts.
        package let attempts: Attempts
    }

    /// What was moved.
    package let kind: TransferKind
    /// All attempts.
    package let all: Attempts
    /// Attempts by protocol; only protocols that occurred.
    package let schemes: [SchemeAttempts]
    /// The orders.
    package let orders: Orders

    init(_ kind: TransferKind, _ statistics: TransfersStatistics) {
        self.kind = kind
        all = Attempts(statistics.all(kind))
        schemes = TransferScheme.allCases.compactMap { scheme in
            let part = statistics[kind, scheme]
            return part.isEmpty ? nil : SchemeAttempts(scheme: scheme, attempts: Attempts(part))
        }
        orders = Orders(statistics[orders: kind])
    }

    /// The kinds that occurred.
    static func all(_ statistics: TransfersStatistics) -> [TransferResult] {
        TransferKind.allCases.compactMap { kind in
            let result = TransferResult(kind, statistics)
            return result.all.started == 0 && result.orders.done == 0 && result.orders.failed == 0 ? nil : result
        }
    }
}
