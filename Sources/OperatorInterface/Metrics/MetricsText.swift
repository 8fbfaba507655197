/// Writes Prometheus' text format 0.0.4.
///
/// ```swift
/// var text = MetricsText(prefix: "wattswarm_csms_")
/// text.gauge("connected", "Charge points connected.", 3)
/// // # HELP wattswarm_csms_connected Charge points connected.
/// // # TYPE wattswarm_csms_connected gauge
/// // wattswarm_csms_connected 3
/// ```
package struct MetricsText: Sendable {
    /// What every name begins with.
    package let prefix: String
    /// What was written.
    package private(set) var text = ""

    /// An empty text.
    package init(prefix: String) {
        self.prefix = prefix
    }

    /// A value that rises and falls.
    package mutating func gauge(_ name: String, _ help: String, _ value: Int) {
        head(name, "gauge", help)
        text += "\(prefix)\(name) \(value)\n"
    }

    /// A count since the start.
    package mutating func counter(_ name: String, _ help: String, _ value: Int) {
        head(name, "counter", help)
        text += "\(prefix)\(name) \(value)\n"
    }

    /// Counts since the start, one per value of a label.
    package mutating func counters(_ name: String, _ help: String, label: String, _ values: [(String, Int)]) {
        head(name, "counter", help)
        for (value, count) in values { text += "\(prefix)\(name){\(label)=\"\(value)\"} \(count)\n" }
    }

    /// Durations in seconds, one histogram per value of a label; those without a duration are left out.
    package mutating func histograms(
        _ name: String, _ help: String, label: String?, _ values: [(String, TimeHistogram)]
    ) {
        head(name, "histogram", help)
        for (value, histogram) in values where histogram.count > 0 || label == nil {
            let own = label.map { "\($0)=\"\(value)\"" } ?? ""
            var sum: UInt64 = 0
            for (index, bound) in TimeHistogram.bounds.enumerated() {
                sum += histogram.counts[index]
                bucket(name, own, Self.seconds(bound), sum)
            }
            bucket(name, own, "+Inf", histogram.count)
            let labels = own.isEmpty ? "" : "{\(own)}"
            text += "\(prefix)\(name)_sum\(labels) \(Double(histogram.sumNanoseconds) / 1e9)\n"
            text += "\(prefix)\(name)_count\(labels) \(histogram.count)\n"
        }
    }

    private mutating func bucket(_ name: String, _ label: String, _ bound: String, _ count: UInt64) {
        let labels = label.isEmpty ? "" : label + ","
        text += "\(prefix)\(name)_bucket{\(labels)le=\"\(bound)\"} \(count)\n"
    }

    private mutating func head(_ name: String, _ kind: String, _ help: String) {
        text += "# HELP \(prefix)\(name) \(help)\n# TYPE \(prefix)\(name) \(kind)\n"
    }

    /// Nanoseconds as seconds without an exponent.
    private static func seconds(_ nanoseconds: Int64) -> String {
        let whole = nanoseconds / 1_000_000_000
        var fraction = String(nanoseconds % 1_000_000_000)
        fraction = String(repeating: "0", count: 9 - fraction.utf8.count) + fraction
        while fraction.hasSuffix("0") { fraction.removeLast() }
        return fraction.isEmpty ? "\(whole)" : "\(whole).\(fraction)"
    }
}
