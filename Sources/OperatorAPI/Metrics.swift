import CentralSystemDriver
import CentralSystemModel
import CentralSystemStore
import OCPPTypes
import OperatorInterface
import StandardStreams
import WebSocketTransport

/// The figures in Prometheus' text format. No label names a charge point.
struct Metrics {
    var loop: MetricsSnapshot
    var store: StoreCounters
    var lost: [LostTransactions] = []
    var access: AccessCounters
    var streams: StreamCount
    var connections = ConnectionGate.Counters()
    var watch: WatchCounters?
    var files: Files?

    var text: String {
        var text = MetricsText(prefix: "wattswarm_csms_")
        writeChargePoints(to: &text)
        writeStore(to: &text)
        writeOperators(to: &text)
        writeFiles(to: &text)
        return text.text
    }

    private func writeChargePoints(to text: inout MetricsText) {
        let calls = Action.allCases.filter(\.isFromChargePoint)
        text.gauge("connected", "Charge points connected.", loop.counts.connected)
        text.gauge("charge_points", "Charge points known or connected.", loop.counts.chargePoints)
        text.gauge("open_transactions", "Transactions that run.", loop.counts.openTransactions)
        text.gauge("id_tags", "Id tags entered.", loop.counts.idTags)
        text.gauge("pending_stores", "Stores that something waits for.", loop.counts.pendingStores)
        text.counter("connections_total", "Connections opened.", loop.counters.connections)
        text.counters(
            "calls_total", "CALLs of charge points by action.", label: "action",
            calls.map { ($0.name, loop.counters.calls[Int($0.rawValue)]) })
        text.counters(
            "commands_total", "CALLs sent to charge points by action.", label: "action",
            CommandShape.actions.map { ($0.name, loop.counters.commands[Int($0.rawValue)]) })
        text.counter(
            "answer_violations_total", "Broken rules of charge points' answers that were read all the same.",
            loop.counters.answerViolations)
        text.counter(
            "call_violations_total", "Broken rules of charge points' CALLs that were taken all the same.",
            loop.counters.callViolations)
        text.counter("call_errors_total", "CALLERRORs sent.", loop.counters.callErrors)
        text.histograms(
            "handling_seconds", "From a CALL's arrival to its answer's departure.", label: "action",
            calls.map { ($0.name, loop.counters.handling[Int($0.rawValue)]) })
        text.counters(
            "notices_total", "Faults of peers, anomalies and limits reached by kind.", label: "kind",
            CentralSystemModel.Notice.allCases.map { ($0.label, loop.counters.notices[Int($0.rawValue)]) })
        text.gauge(
            "longest_turn_microseconds", "Longest turn of the event loop, from one poll of its sockets to the next.",
            loop.counters.longestTurnMicroseconds)
        text.counters("closes_total", "Connections ended by reason.", label: "reason", Self.closes(loop))
        text.counters("limits_total", "Limits reached by kind.", label: "limit", Self.limits(loop))
        text.counters(
            "calibration_total", "What the calibration did by kind.", label: "kind",
            Calibrator.Event.allCases.map { ($0.label, loop.calibration[Int($0.rawValue)]) })
        text.counter("log_frames_total", "Frames that the OCPP log took.", Int(clamping: loop.logged))
        text.gauge("log_bytes", "Bytes that the OCPP log holds.", loop.logBytes)
    }

    private func writeStore(to text: inout MetricsText) {
        text.counter("commits_total", "Durable commits.", store.commits)
        text.counter("commits_failed_total", "Commits that failed.", store.failedCommits)
        text.histograms(
            "commit_seconds", "Duration of commits, failed ones too.", label: nil, [("", store.commitTimes)])
        text.gauge("store_queue", "Stores that wait for the writer.", store.queued)
        text.counter("records_total", "Records written.", store.records)
        text.counter("starts_total", "StartTransactions written.", store.starts)
        text.counter("stops_total", "StopTransactions written.", store.stops)
        text.counter("meter_values_total", "Messages with meter values written.", store.meterValues)
        text.counter("rows_pruned_total", "Rows removed because of their age.", store.prunedRows)
        text.counter("stores_failed_total", "Awaited stores that failed.", store.failedStores)
        text.counter("stores_lost_total", "Stores that nobody awaits and that were lost.", store.lostStores)
        text.gauge(
            "transactions_lost", "Transaction ids that charge points were told and the database has lost.",
            lost.reduce(0) { $0 + Int($1.last - $1.first + 1) })
        text.gauge("store_failing", "1 while the database takes no commit.", store.isFailing ? 1 : 0)
    }

    private func writeOperators(to text: inout MetricsText) {
        text.counters(
            "api_refused_total", "Requests to the operator API that were refused.", label: "reason",
            [
                ("unauthorized", access.unauthorized), ("forbidden", access.forbidden),
                ("foreign_origin", access.foreignOrigins), ("rate", access.limited),
            ])
        text.gauge("api_waiting", "Operators' questions and orders that wait for the model.", loop.waitingRequests)
        text.gauge("api_connections", "Connections to the operator API that are open.", connections.open)
        text.counters(
            "api_connections_total", "What happened to connections beyond a limit.", label: "kind",
            [
                ("displaced", connections.displaced), ("health_only", connections.healthOnly),
                ("refused", connections.refused), ("slow_head", connections.slowHeads),
            ])
        text.gauge("event_streams", "Streams of server-sent events that are open.", streams.open)
        text.counter("event_streams_refused_total", "Streams refused because too many were open.", streams.refusedCount)
        text.counter("event_streams_cut_total", "Streams cut off because nobody read them.", streams.cutCount)
        let unwritten = StandardStream.error.unwritten
        text.counter(
            "log_lines_lost_total", "Lines that standard error did not take.", Int(clamping: unwritten.texts))
        guard let watch else { return }
        text.counter("watch_frames_total", "Frames of the watch list on disk.", watch.written)
        text.counter("watch_frames_skipped_total", "Frames of the watch list left out: too many waited.", watch.skipped)
        text.counter("watch_frames_failed_total", "Frames of the watch list that the disk did not take.", watch.failed)
    }

    private static func closes(_ loop: MetricsSnapshot) -> [(String, Int)] {
        loop.counters.closes.sorted { $0.key < $1.key }.map {
            ($0.key.replacing(" ", with: "_").lowercased(), $0.value)
        }
    }

    private static func limits(_ loop: MetricsSnapshot) -> [(String, Int)] {
        let own = FloodLimit.allCases.map { ($0.label, loop.counters.limits[Int($0.rawValue)]) }
        let transport = [
            ("handshake_time_out", loop.transport.handshakeTimeouts),
            ("handshake_rate_of_address", loop.transport.handshakesTooSoon),
            ("connections", loop.transport.connectionsRefused),
            ("connections_of_address", loop.transport.connectionsOfAddressRefused),
            ("unfinished_handshakes", loop.transport.unfinishedHandshakesRefused),
        ]
        return own + transport
    }
}
