/// A time during which not all charge points that had booted were connected and booted.
package struct Outage: Hashable, Sendable {
    /// When the first of them lost its connection, in nanoseconds since the start of the run.
    package var began: Int64
    /// When all of them were back; nil when the run ended before.
    package var ended: Int64?
    /// Connections lost in it.
    package var lost: UInt64

    /// Makes an outage.
    package init(began: Int64, ended: Int64?, lost: UInt64) {
        self.began = began
        self.ended = ended
        self.lost = lost
    }

    /// How long it took until all were back, in nanoseconds; nil when they never were.
    package var recovery: Int64? { ended.map { $0 - began } }
}

/// The outages of the charge points of one event loop.
///
/// An outage begins when a charge point that had booted loses a connection that it did not close itself, and ends when
/// every charge point that lost one is connected again and accepted. Outages of several loops that overlap are one, since
/// the fleet is whole only while each part of it is: a merge is the union of the times, exact in any order and grouping.
///
/// ```swift
/// var outages = OutageStatistics()
/// outages.lost(at: 1_000)
/// outages.lost(at: 1_500)
/// outages.back(at: 4_000)
/// outages.back(at: 6_000)
/// outages.all  // one: began 1,000, ended 6,000, 2 lost
/// ```
package struct OutageStatistics: Hashable, Sendable {
    /// Those that are over, in order, without overlap.
    private var over: [Outage] = []
    /// The one that goes on.
    private var current: Outage?
    /// Charge points that lost their connection and are not back.
    package private(set) var missing = 0
    /// Outages that were not kept because there were more than ``MeasurementLimits/outages``.
    package private(set) var leftOut: UInt64 = 0
    /// The longest recovery among those, in nanoseconds.
    package private(set) var longestLeftOut: Int64 = 0

    /// Starts without outages.
    package init() {}

    /// A charge point that had booted lost its connection.
    ///
    /// - Parameter offset: nanoseconds since the start of the run.
    package mutating func lost(at offset: Int64) {
        missing += 1
        if current == nil { current = Outage(began: offset, ended: nil, lost: 0) }
        current?.lost += 1
    }

    /// A charge point that had lost its connection is connected and accepted again.
    ///
    /// - Parameter offset: nanoseconds since the start of the run.
    package mutating func back(at offset: Int64) {
        precondition(missing > 0, "nobody is back who was not lost")
        missing -= 1
        guard missing == 0, var outage = current else { return }
        current = nil
        outage.ended = offset
        if over.count < MeasurementLimits.outages {
            over.append(outage)
        } else {
            leftOut += 1
            longestLeftOut = max(longestLeftOut, offset - outage.began)
        }
    }

    /// All outages that were kept, in order; the last one may not be over.
    package var all: [Outage] { over + (current.map { [$0] } ?? []) }

    /// True when nobody lost a connection.
    package var isEmpty: Bool { over.isEmpty && current == nil && leftOut == 0 }

    /// The longest recovery in nanoseconds; nil without an outage, and when one is not over.
    package var worstRecovery: Int64? {
        guard current == nil, !isEmpty else { return nil }
        return over.reduce(longestLeftOut) { max($0, $1.recovery ?? 0) }
    }

    /// Adds another loop's outages. The limit holds for recording only: a merge keeps all, so that order never matters.
    package mutating func merge(_ other: OutageStatistics) {
        missing += other.missing
        leftOut += other.leftOut
        longestLeftOut = max(longestLeftOut, other.longestLeftOut)
        var union: [Outage] = []
        // By the same begin the longer one goes first; which one makes no difference to the union.
        for next in (all + other.all).sorted(by: Self.precedes) {
            guard let last = union.last, next.began < last.ended ?? .max else {
                union.append(next)
                continue
            }
            let end: Int64? =
                if let one = last.ended, let two = next.ended { max(one, two) } else { nil }
            union[union.count - 1] = Outage(began: last.began, ended: end, lost: last.lost + next.lost)
        }
        current = nil
        if let last = union.last, last.ended == nil { current = union.removeLast() }
        over = union
    }

    private static func precedes(_ a: Outage, _ b: Outage) -> Bool {
        a.began != b.began ? a.began < b.began : (a.ended ?? .max, a.lost) > (b.ended ?? .max, b.lost)
    }
}
