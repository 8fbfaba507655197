import Measurement
import TerminalText

extension SummaryPage {
    /// How long connecting took, its parts, and when all had booted.
    mutating func connecting(_ fleet: FleetResult) {
        guard !fleet.connecting.isEmpty else { return }
        let whole = fleet.connecting
        field(
            "Connecting",
            [
                "p50 \(FigureText.latency(milliseconds: whole.p50))",
                "p99 \(FigureText.latency(milliseconds: whole.p99))",
                "max \(FigureText.latency(milliseconds: whole.max))",
            ])
        let words = ["waiting": "to begin", "tcp": "TCP", "tls": "TLS"]
        var parts = fleet.phases.parts.filter { !$0.summary.isEmpty }.map { name, summary in
            "\(words[name] ?? name) \(FigureText.latency(milliseconds: summary.p99))"
        }
        if let seconds = fleet.allBootedSeconds {
            parts.append("all booted after \(FigureText.latency(milliseconds: seconds * 1000))")
        }
        if !parts.isEmpty { field("  p99 of parts", parts) }
    }

    /// Losses of connections and the way back from them.
    mutating func outages(_ fleet: FleetResult) {
        guard !fleet.outages.isEmpty else { return }
        var items = fleet.outages.prefix(ReportLimits.listedOutages).map { outage in
            let lost =
                "\(FigureText.count(outage.lost)) lost at \(FigureText.span(seconds: Double(outage.began) / 1e9))"
            guard let recovery = outage.recovery else { return "\(lost), not all back" }
            return "\(lost), all back after \(FigureText.latency(milliseconds: Double(recovery) / 1e6))"
        }
        let rest = fleet.outages.count - items.count + Int(clamping: fleet.outagesLeftOut)
        if rest > 0 { items.append("and \(counted(UInt64(rest), "more outage"))") }
        field("Outages", items) { $0.hasSuffix("not all back") ? .red : nil }
    }
}
