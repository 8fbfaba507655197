/// What is moved between a charge point and a file server. The raw values are the words of summary and language.
package enum TransferKind: String, CaseIterable, Hashable, Sendable {
    /// Firmware, down.
    case firmware
    /// Diagnostics, up.
    case diagnostics
    /// Logs, up.
    case log
}

/// The protocol of a transfer. The raw values are the words of the summary.
package enum TransferScheme: String, CaseIterable, Hashable, Sendable {
    /// FTP without TLS.
    case ftp
    /// FTP with TLS.
    case ftps
    /// HTTP without TLS.
    case http
    /// HTTP with TLS.
    case https
    /// A location that is none of them.
    case other
}

/// Attempts to move files of one kind by one protocol.
package struct TransferStatistics: Sendable, Equatable {
    /// Attempts begun.
    package var started: UInt64 = 0
    /// Attempts that moved the whole file.
    package private(set) var succeeded: UInt64 = 0
    /// Attempts that came to nothing, by cause; those that another order or the end of the run gave up among them.
    package private(set) var failures = LabelCounts()
    /// Bytes moved, those of failed attempts among them.
    package private(set) var bytes: UInt64 = 0
    /// Attempts that went on behind the bytes of an earlier one.
    package private(set) var resumed: UInt64 = 0
    /// From the begin of the connection to the last byte, successes only.
    package private(set) var duration = LatencyHistogram()
    /// From the request to the begin: the wait for a free place among the parallel ones.
    package private(set) var queued = LatencyHistogram()
    /// Bytes per second of the successes, in the place of microseconds: its milliseconds are kB/s.
    package private(set) var throughput = LatencyHistogram()

    /// Starts with nothing counted.
    package init() {}

    /// Attempts that came to nothing.
    package var failed: UInt64 { failures.total }
    /// True when there was no attempt.
    package var isEmpty: Bool { started == 0 }

    /// Records the end of an attempt.
    ///
    /// - Parameters:
    ///   - cause: why it came to nothing; nil for a success.
    ///   - queuedNanoseconds: how long it waited for its turn.
    ///   - nanoseconds: how long it took from then.
    ///   - bytes: what it moved.
    ///   - wentOn: true when it went on behind the bytes of an earlier attempt.
    package mutating func ended(
        cause: String?, queuedNanoseconds: Int64, nanoseconds: Int64, bytes: Int64, wentOn: Bool
    ) {
        self.bytes += UInt64(max(0, bytes))
        if wentOn { resumed += 1 }
        queued.record(nanoseconds: queuedNanoseconds)
        if let cause {
            failures.count(cause)
            return
        }
        succeeded += 1
        duration.record(nanoseconds: nanoseconds)
        let perSecond = Double(max(0, bytes)) / (Double(max(1, nanoseconds)) / 1e9)
        throughput.record(nanoseconds: perSecond < 9e15 ? Int64(perSecond) * 1000 : .max)
    }

    /// Adds another's counts.
    package mutating func merge(_ other: TransferStatistics) {
        started += other.started
        succeeded += other.succeeded
        failures.merge(other.failures)
        bytes += other.bytes
        resumed += other.resumed
        duration.merge(other.duration)
        queued.merge(other.queued)
        throughput.merge(other.throughput)
    }
}

/// The orders of the central system to move files of one kind; an order has as many attempts as it takes.
package struct FileOrderStatistics: Sendable, Equatable {
    /// Orders whose end was good: Installed, Uploaded.
    package private(set) var done: UInt64 = 0
    /// Orders that ended otherwise, by outcome.
    package private(set) var failures = LabelCounts()
    /// From the order, or its later retrieveDate, to its good end.
    package private(set) var latency = LatencyHistogram()

    /// Starts with nothing counted.
    package init() {}

    /// Orders that ended otherwise.
    package var failed: UInt64 { failures.total }
    /// True when no order has ended.
    package var isEmpty: Bool { done == 0 && failed == 0 }

    /// Records a good end.
    package mutating func completed(nanoseconds: Int64) {
        done += 1
        latency.record(nanoseconds: nanoseconds)
    }

    /// Records another end.
    package mutating func failed(_ label: String) {
        failures.count(label)
    }

    /// Adds another's counts.
    package mutating func merge(_ other: FileOrderStatistics) {
        done += other.done
        failures.merge(other.failures)
        latency.merge(other.latency)
    }
}

/// All transfers of one event loop. What never occurs costs a word.
package struct TransfersStatistics: Sendable, Equatable {
    private var attempts: [TransferKind: [TransferScheme: TransferStatistics]] = [:]
    private var orders: [TransferKind: FileOrderStatistics] = [:]

    /// Starts with nothing counted.
    package init() {}

    /// Attempts of one kind and protocol.
    package subscript(kind: TransferKind, scheme: TransferScheme) -> TransferStatistics {
        get { attempts[kind]?[scheme] ?? TransferStatistics() }
        _modify { yield &attempts[kind, default: [:]][scheme, default: TransferStatistics()] }
    }

    /// Orders of one kind.
    package subscript(orders kind: TransferKind) -> FileOrderStatistics {
        get { orders[kind] ?? FileOrderStatistics() }
        _modify { yield &orders[kind, default: FileOrderStatistics()] }
    }

    /// Attempts of one kind, or of all, over all protocols.
    package func all(_ kind: TransferKind?) -> TransferStatistics {
        var sum = TransferStatistics()
        for each in TransferKind.allCases where kind == nil || kind == each {
            for scheme in TransferScheme.allCases {
                if let part = attempts[each]?[scheme] { sum.merge(part) }
            }
        }
        return sum
    }

    /// Orders of one kind, or of all.
    package func allOrders(_ kind: TransferKind?) -> FileOrderStatistics {
        var sum = FileOrderStatistics()
        for each in TransferKind.allCases where kind == nil || kind == each {
            if let part = orders[each] { sum.merge(part) }
        }
        return sum
    }

    /// True when there was neither an attempt nor an order.
    package var isEmpty: Bool { attempts.isEmpty && orders.isEmpty }

    /// Adds another loop's counts.
    package mutating func merge(_ other: TransfersStatistics) {
        for kind in TransferKind.allCases {
            for scheme in TransferScheme.allCases {
                if let part = other.attempts[kind]?[scheme] { self[kind, scheme].merge(part) }
            }
            if let part = other.orders[kind] { self[orders: kind].merge(part) }
        }
    }
}
