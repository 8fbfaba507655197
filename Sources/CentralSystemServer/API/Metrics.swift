import CentralSystemModel
import OCPPTypes

/// What the event loop tells of itself, in one hop.
struct MetricsSnapshot: Sendable {
    var counts: CentralSystemCounts
    var counters: CentralSystemLoop.Counters

    init(_ loop: CentralSystemLoop) {
        counts = loop.model.counts
        counters = loop.counters
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
