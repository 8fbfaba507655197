import CentralSystemModel
import OCPPTypes
import WebSocketTransport

/// What the event loop tells of itself, in one hop.
struct MetricsSnapshot: Sendable {
    var counts: CentralSystemCounts
    var counters: CentralSystemLoop.Counters
    var calibration: [Int]
    var transport: WebSocketCounters

    init(_ loop: CentralSystemLoop) {
        counts = loop.model.counts
        counters = loop.counters
        transport = WebSocketCounters()
        for server in loop.servers { transport += server.counters(on: loop.eventLoop) }
        calibration = Calibrator.Event.allCases.map { loop.calibrator?.count(of: $0) ?? 0 }
    }
}

/// The figures in Prometheus' text format. No label names a charge point.
enum Metrics {
    static func text(_ loop: MetricsSnapshot, _ store: StoreCounters) -> String {
        var text = ""
        func metric(_ name: String, _ kind: String, _ help: String, _ samples: [(labels: String, value: Int)]) {
            text += "# HELP wattswarm_csms_\(name) \(help)\n# TYPE wattswarm_csms_\(name) \(kind)\n"
            for sample in samples { text += "wattswarm_csms_\(name)\(sample.labels) \(sample.value)\n" }
        }
        let calls = Action.allCases.filter(\.isFromChargePoint).map {
            ("{action=\"\($0.name)\"}", loop.counters.calls[Int($0.rawValue)])
        }
        let notices = CentralSystemModel.Notice.allCases.map {
            ("{kind=\"\($0.label)\"}", loop.counters.notices[Int($0.rawValue)])
        }
        metric("connected", "gauge", "Charge points connected.", [("", loop.counts.connected)])
        metric("charge_points", "gauge", "Charge points known or connected.", [("", loop.counts.chargePoints)])
        metric("open_transactions", "gauge", "Transactions that run.", [("", loop.counts.openTransactions)])
        metric("id_tags", "gauge", "Id tags entered.", [("", loop.counts.idTags)])
        metric("pending_stores", "gauge", "Stores that something waits for.", [("", loop.counts.pendingStores)])
        metric("connections_total", "counter", "Connections opened.", [("", loop.counters.connections)])
        metric("calls_total", "counter", "CALLs of charge points by action.", calls)
        metric("call_errors_total", "counter", "CALLERRORs sent.", [("", loop.counters.callErrors)])
        metric("notices_total", "counter", "Faults of peers, anomalies and limits reached by kind.", notices)
        metric("closes_total", "counter", "Connections ended by reason.", closes(loop))
        metric("limits_total", "counter", "Limits reached by kind.", limits(loop))
        let calibrated = Calibrator.Event.allCases.map {
            ("{kind=\"\($0.label)\"}", loop.calibration[Int($0.rawValue)])
        }
        metric("calibration_total", "counter", "What the calibration did by kind.", calibrated)
        metric("commits_total", "counter", "Durable commits.", [("", store.commits)])
        metric("commits_failed_total", "counter", "Commits that failed.", [("", store.failedCommits)])
        metric("records_total", "counter", "Records written.", [("", store.records)])
        metric("starts_total", "counter", "StartTransactions written.", [("", store.starts)])
        metric("stops_total", "counter", "StopTransactions written.", [("", store.stops)])
        metric("meter_values_total", "counter", "Messages with meter values written.", [("", store.meterValues)])
        metric("stores_failed_total", "counter", "Awaited stores that failed.", [("", store.failedStores)])
        metric(
            "stores_lost_total", "counter", "Stores that nobody awaits and that were lost.", [("", store.lostStores)])
        metric("store_failing", "gauge", "1 while the database takes no commit.", [("", store.isFailing ? 1 : 0)])
        return text
    }

    private static func closes(_ loop: MetricsSnapshot) -> [(labels: String, value: Int)] {
        loop.counters.closes.sorted { $0.key < $1.key }.map {
            ("{reason=\"\($0.key.replacing(" ", with: "_").lowercased())\"}", $0.value)
        }
    }

    private static func limits(_ loop: MetricsSnapshot) -> [(labels: String, value: Int)] {
        let own = FloodLimit.allCases.map { ($0.label, loop.counters.limits[Int($0.rawValue)]) }
        let transport = [
            ("handshake_time_out", loop.transport.handshakeTimeouts),
            ("handshake_rate_of_address", loop.transport.handshakesTooSoon),
            ("connections", loop.transport.connectionsRefused),
            ("connections_of_address", loop.transport.connectionsOfAddressRefused),
            ("unfinished_handshakes", loop.transport.unfinishedHandshakesRefused),
        ]
        return (own + transport).map { ("{limit=\"\($0.0)\"}", $0.1) }
    }
}

/// The line on stderr at the end: `csms exit {"commits":12,…}`, one JSON object for tools.
struct ExitLine {
    var store: StoreCounters
    var loop: CentralSystemLoop.Counters?

    var text: String {
        var members = [
            ("commits", store.commits), ("failedCommits", store.failedCommits), ("records", store.records),
            ("starts", store.starts), ("stops", store.stops), ("meterValues", store.meterValues),
            ("failedStores", store.failedStores), ("lostStores", store.lostStores),
        ]
        if let loop {
            members.append(("connections", loop.connections))
            members.append(("calls", loop.calls.reduce(0, +)))
            members.append(("callErrors", loop.callErrors))
            members.append(("notices", loop.notices.reduce(0, +)))
        }
        return "csms exit {" + members.map { "\"\($0)\":\($1)" }.joined(separator: ",") + "}"
    }
}
