import CentralSystemModel
import OCPPTypes
import OperatorInterface

/// Something that operators are told while it happens. Kept as it came; text and JSON are made for those who look.
package struct OperatorEvent: Sendable {
    /// What led to a notice; text is made of it for those who look.
    package struct Cause: Sendable {
        /// The action of the message, where it is known.
        package var action: Action?
        /// The message's id in the OCPP log; nil where no message led to it.
        package var uniqueId: UniqueId?
        /// What the model adds: a value, a transaction, the field and the rule that it breaks. Empty for nothing.
        package var detail = ""

        /// `MeterValues 19223201, value "NaN"`.
        package var text: String {
            let message = [action?.name, uniqueId?.description].compactMap { $0 }.joined(separator: " ")
            return [message, detail].filter { !$0.isEmpty }.joined(separator: ", ")
        }
    }

    /// What happened.
    package enum Kind: Sendable {
        /// A charge point opened a connection.
        case connected(identity: String)
        /// A charge point's connection is gone.
        case disconnected(identity: String)
        /// A peer's fault, an anomaly or a limit.
        case notice(CentralSystemModel.Notice, identity: String, Cause)
        /// Something became durable.
        case stored(CentralSystemModel.Record)
    }

    /// When it happened.
    package var time: Instant
    /// What it was.
    package var kind: Kind

    /// True for records that an operator wants to hear of: what changes rarely or means money, not each meter value.
    package static func isOfInterest(_ record: CentralSystemModel.Record) -> Bool {
        switch record {
        case .chargePoint, .admission, .connector, .transactionStarted, .transactionStopped, .unmatchedStop,
            .notification:
            true
        default:
            false
        }
    }

    /// A fixed word for programs.
    package var name: String {
        switch kind {
        case .connected: "connected"
        case .disconnected: "disconnected"
        case .notice(let notice, _, _): notice.label
        case .stored(let record): Self.name(record)
        }
    }

    /// The charge point it is about; nil where the record names none.
    package var identity: String? {
        switch kind {
        case .connected(let identity), .disconnected(let identity), .notice(_, let identity, _): identity
        case .stored(let record): Self.identity(record)
        }
    }

    /// One line for people.
    package var text: String {
        switch kind {
        case .connected(let identity): "\(identity) connected"
        case .disconnected(let identity): "\(identity) disconnected"
        case .notice(let notice, let identity, let cause):
            "\(identity): \(notice.label.split(separator: "_").joined(separator: " "))"
                + (cause.text.isEmpty ? "" : " (\(cause.text))")
        case .stored(let record): Self.text(record)
        }
    }

    private static func name(_ record: CentralSystemModel.Record) -> String {
        switch record {
        case .chargePoint: "booted"
        case .admission: "registration_decided"
        case .connector: "connector_status"
        case .transactionStarted: "transaction_started"
        case .transactionStopped(_, _, let stop):
            stop.centralSystemReason == nil ? "transaction_stopped" : "transaction_ended_by_central_system"
        case .unmatchedStop: "transaction_stop_unmatched"
        case .notification(let record): "notification_\(record.kind.rawValue)"
        default: "stored"
        }
    }

    private static func identity(_ record: CentralSystemModel.Record) -> String? {
        switch record {
        case .chargePoint(let record): record.identity
        case .admission(let identity, _): identity
        case .connector(let record): record.identity
        case .transactionStarted(let record): record.identity
        case .transactionStopped(let identity, _, _): identity
        case .unmatchedStop(let record): record.identity
        case .notification(let record): record.identity
        default: nil
        }
    }

    private static func text(_ record: CentralSystemModel.Record) -> String {
        switch record {
        case .chargePoint(let record):
            return "\(record.identity) booted: \(record.registration?.rawValue ?? "no answer yet")"
        case .admission(let identity, let status): return "\(identity): operator decided \(status.rawValue)"
        case .connector(let record):
            let notification = record.notification
            let error = notification.errorCode == .noError ? "" : " (\(notification.errorCode.rawValue))"
            return "\(record.identity) connector \(notification.connectorId): \(notification.status.rawValue)\(error)"
        case .transactionStarted(let record):
            return "\(record.identity) connector \(record.start.connectorId): transaction \(record.transactionId) "
                + "started by \(record.start.idTag.value), \(record.startStatus.rawValue)"
        case .transactionStopped(let identity, let transactionId, let stop):
            if let reason = stop.centralSystemReason {
                return "\(identity): transaction \(transactionId) ended by the central system at \(stop.meterStop) Wh: "
                    + "\(reason.rawValue), no StopTransaction came"
            }
            return "\(identity): transaction \(transactionId) stopped at \(stop.meterStop) Wh: "
                + (stop.reason?.rawValue ?? "Local")
        case .unmatchedStop(let record):
            return "\(record.identity): StopTransaction of transaction \(record.transactionId), which is not known"
        case .notification(let record): return "\(record.identity): \(record.kind.rawValue) \(record.status)"
        default: return ""
        }
    }
}
