import CentralSystemModel
import WebSocketTransport

/// What the event loop tells of itself, in one hop.
package struct MetricsSnapshot: Sendable {
    /// What the model holds.
    package var counts: CentralSystemCounts
    /// What the loop counted.
    package var counters: CentralSystemLoop.Counters
    /// What the calibration did, by kind.
    package var calibration: [Int]
    /// What the listeners counted.
    package var transport: WebSocketCounters
    /// Operators' questions and orders that wait.
    package var waitingRequests: Int
    /// Frames in the OCPP log since the start.
    package var logged: UInt64
    /// Bytes that the OCPP log holds.
    package var logBytes: Int

    /// Looks at a loop, on the loop.
    package init(_ loop: CentralSystemLoop) {
        counts = loop.model.counts
        counters = loop.counters
        counters.longestTurnMicroseconds = Int(loop.turn.longestNanoseconds / 1000)
        transport = WebSocketCounters()
        for server in loop.servers { transport += server.counters(on: loop.eventLoop) }
        calibration = Calibrator.Event.allCases.map { loop.calibrator?.count(of: $0) ?? 0 }
        waitingRequests = loop.waitingRequests
        logged = loop.live.messages.count
        logBytes = loop.live.messages.usedBytes
    }
}
