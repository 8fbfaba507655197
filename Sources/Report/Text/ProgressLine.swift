import Measurement
import TerminalText

/// What the live line shows.
package struct ProgressSnapshot: Hashable, Sendable {
    /// What the run is doing.
    package enum Phase: String, CaseIterable, Hashable, Sendable {
        /// Charge points arrive.
        case starting
        /// All have arrived.
        case running
        /// Open CALLs may still be answered.
        case draining
        /// Connections close.
        case closing
    }

    /// What the run is doing.
    package var phase: Phase
    /// Seconds since the start.
    package var elapsedSeconds: Double
    /// Planned seconds; nil when it has no end.
    package var durationSeconds: Double?
    /// Charge points in the scenario.
    package var planned: Int
    /// Connections open now.
    package var connected: Int
    /// Charge points whose boot was accepted.
    package var booted: Int
    /// Good answers per second in the last window.
    package var callsPerSecond: Double
    /// 99th percentile of the responses of the last window, in milliseconds; nil without one.
    package var responseP99: Double?
    /// CALLs without a good answer since the start: the `errors` of the summary.
    package var errors: UInt64
    /// Rounds ended by a failed step since the start.
    package var failedRounds: UInt64

    /// Makes a snapshot.
    package init(
        phase: Phase, elapsedSeconds: Double, durationSeconds: Double?, planned: Int, connected: Int, booted: Int,
        callsPerSecond: Double, responseP99: Double?, errors: UInt64, failedRounds: UInt64 = 0
    ) {
        self.phase = phase
        self.elapsedSeconds = elapsedSeconds
        self.durationSeconds = durationSeconds
        self.planned = planned
        self.connected = connected
        self.booted = booted
        self.callsPerSecond = callsPerSecond
        self.responseP99 = responseP99
        self.errors = errors
        self.failedRounds = failedRounds
    }
}

/// The live line. Numbers keep their places from one drawing to the next; what says least goes first on a narrow
/// terminal.
package enum ProgressLine {
    private struct Part {
        let text: String
        /// The part with the lowest rank is left out first.
        let rank: Int
        let look: Paint.Look?
    }

    private static let separator = "  "
    private static let barWidth = 16

    /// Renders one line without its end, at most `width` columns wide.
    package static func render(_ snapshot: ProgressSnapshot, width: Int, color: Bool) -> String {
        var parts = parts(snapshot)
        while parts.count > 1, visibleWidth(parts) > width,
            let victim = parts.indices.min(by: { parts[$0].rank < parts[$1].rank })
        {
            parts.remove(at: victim)
        }
        if visibleWidth(parts) > width { return parts.map(\.text).joined(separator: separator).cut(to: max(0, width)) }
        let paint = Paint(isOn: color)
        return parts.map { paint($0.text, $0.look) }.joined(separator: separator).trimmedRight
    }

    private static func visibleWidth(_ parts: [Part]) -> Int {
        parts.reduce(separator.count * (parts.count - 1)) { $0 + $1.text.count }
    }

    private static func parts(_ snapshot: ProgressSnapshot) -> [Part] {
        let planned = FigureText.count(snapshot.planned)
        let booted = FigureText.count(snapshot.booted).paddedLeft(to: planned.count)
        let connected = FigureText.count(snapshot.connected).paddedLeft(to: planned.count)
        let rate = FigureText.count(wholeRate(snapshot.callsPerSecond)).paddedLeft(to: 6)
        let p99 = (snapshot.responseP99.map(FigureText.latency(milliseconds:)) ?? "–").paddedLeft(to: 7)
        var parts: [Part] = []
        if let duration = snapshot.durationSeconds, duration > 0 {
            parts.append(Part(text: bar(snapshot.elapsedSeconds / duration), rank: 1, look: .dim))
        }
        parts += [
            Part(text: snapshot.phase.rawValue, rank: 2, look: .bold),
            Part(text: elapsed(snapshot), rank: 8, look: nil),
            Part(
                text: "\(booted)/\(planned) booted", rank: 9,
                look: snapshot.booted == snapshot.planned ? .green : nil),
            Part(text: "\(connected) connected", rank: 4, look: nil),
            Part(text: "\(rate) calls/s", rank: 7, look: nil),
            Part(text: "p99 \(p99)", rank: 5, look: nil),
            Part(
                text: "\(FigureText.count(snapshot.errors)) \(snapshot.errors == 1 ? "error" : "errors")",
                rank: snapshot.errors > 0 ? 6 : 3, look: snapshot.errors > 0 ? .red : .dim),
        ]
        if snapshot.failedRounds > 0 {
            let noun = snapshot.failedRounds == 1 ? "failed round" : "failed rounds"
            parts.append(Part(text: "\(FigureText.count(snapshot.failedRounds)) \(noun)", rank: 6, look: .red))
        }
        return parts
    }

    /// `12s, 1m 48s left`, in whole seconds.
    private static func elapsed(_ snapshot: ProgressSnapshot) -> String {
        let now = FigureText.span(seconds: snapshot.elapsedSeconds.rounded(.down))
        guard let duration = snapshot.durationSeconds else { return now.paddedRight(to: 7) }
        let left = FigureText.span(seconds: max(0, duration - snapshot.elapsedSeconds).rounded(.up))
        return "\(now), \(left) left".paddedRight(to: 17)
    }

    private static func bar(_ share: Double) -> String {
        let done = share.isFinite ? Int((min(max(share, 0), 1) * Double(barWidth)).rounded(.down)) : 0
        return String(repeating: "━", count: done) + String(repeating: "╌", count: barWidth - done)
    }

    private static func wholeRate(_ rate: Double) -> UInt64 {
        rate.isFinite && rate > 0 && rate < 1e15 ? UInt64(rate.rounded()) : 0
    }
}
