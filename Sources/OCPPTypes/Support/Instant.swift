/// A point on the driver's monotonic time line, in nanoseconds from an origin that the driver chooses.
///
/// Models only compare and add instants; they never read a clock. In the simulation the line is virtual.
package struct Instant: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Nanoseconds since the driver's origin.
    package var nanoseconds: Int64

    /// Makes an instant from nanoseconds since the origin.
    @inlinable package init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The driver's origin.
    @inlinable package static var zero: Instant { Instant(nanoseconds: 0) }

    /// Later than every instant that occurs.
    @inlinable package static var distantFuture: Instant { Instant(nanoseconds: .max) }

    @inlinable package static func < (a: Instant, b: Instant) -> Bool { a.nanoseconds < b.nanoseconds }

    /// The instant later by a number of nanoseconds; saturates.
    @inlinable package func adding(nanoseconds more: Int64) -> Instant {
        let (sum, overflow) = nanoseconds.addingReportingOverflow(more)
        return Instant(nanoseconds: overflow ? (more < 0 ? .min : .max) : sum)
    }

    /// The instant later by a number of milliseconds; saturates.
    @inlinable package func adding(milliseconds: Int64) -> Instant {
        let (product, overflow) = milliseconds.multipliedReportingOverflow(by: 1_000_000)
        return adding(nanoseconds: overflow ? (milliseconds < 0 ? .min : .max) : product)
    }

    /// The instant later by a number of seconds; saturates.
    @inlinable package func adding(seconds: Int64) -> Instant {
        let (product, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000_000)
        return adding(nanoseconds: overflow ? (seconds < 0 ? .min : .max) : product)
    }

    /// Nanoseconds from an earlier instant to this one; saturates.
    @inlinable package func nanoseconds(since earlier: Instant) -> Int64 {
        let (difference, overflow) = nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        return overflow ? (nanoseconds < 0 ? .min : .max) : difference
    }

    package var description: String {
        self == .distantFuture ? "never" : "\(nanoseconds / 1_000_000).\(nanoseconds / 1000 % 1000)ms"
    }
}
