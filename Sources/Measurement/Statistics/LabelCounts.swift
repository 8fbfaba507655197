/// A label and how often it occurred.
package struct LabelCount: Hashable, Sendable {
    /// The label: one of a bounded set, without dynamic text.
    package let label: String
    /// How often it occurred.
    package let count: UInt64

    /// Makes a pair.
    package init(label: String, count: UInt64) {
        self.label = label
        self.count = count
    }
}

/// Counts per label. Labels are a bounded set by contract; should one not be, everything beyond
/// ``MeasurementLimits/labels`` different ones counts as `other`, so a peer cannot fill the memory.
package struct LabelCounts: Hashable, Sendable {
    /// The label that takes what is beyond the limit.
    package static let overflowLabel = "other"

    private var counts: [String: UInt64] = [:]
    /// Sum over all labels.
    package private(set) var total: UInt64 = 0

    /// Starts with nothing counted.
    package init() {}

    /// Counts a label, `by` times.
    package mutating func count(_ label: String, by more: UInt64 = 1) {
        guard more > 0 else { return }
        total += more
        if counts[label] != nil || counts.count < MeasurementLimits.labels {
            counts[label, default: 0] += more
        } else {
            counts[Self.overflowLabel, default: 0] += more
        }
    }

    /// Adds another's counts. The limit holds for recording only: a merge keeps every label, so that order never
    /// matters.
    package mutating func merge(_ other: LabelCounts) {
        counts.merge(other.counts, uniquingKeysWith: +)
        total += other.total
    }

    /// How often a label occurred.
    package subscript(label: String) -> UInt64 { counts[label] ?? 0 }

    /// The most frequent first; equal ones by label.
    package var sorted: [LabelCount] {
        counts.map { LabelCount(label: $0.key, count: $0.value) }
            .sorted { $0.count != $1.count ? $0.count > $1.count : $0.label < $1.label }
    }

    /// True when nothing was counted.
    package var isEmpty: Bool { total == 0 }
}
