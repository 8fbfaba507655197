import CentralSystemDriver
import CentralSystemModel
import CentralSystemStore
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPJSON
import OCPPTypes
import OperatorInterface

/// Bodies of the operator API. Payload members keep OCPP's spelling; times are written as OCPP writes them.
enum JSONBody {
    struct Failure: Encodable {
        var error: String
        var message: String
        var field: String?
    }

    struct Status: Encodable {
        var status: String
    }

    struct Readiness: Encodable {
        var status: String
        var fault: String?
        var lostTransactionIds: [String]?
    }

    /// A list; `next` is the cursor of the next page, null at the end.
    struct Page<Item: Encodable, Cursor: Encodable>: Encodable {
        var items: [Item]
        var next: Cursor?

        enum Key: CodingKey {
            case items, next
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(items, forKey: .items)
            if let next {
                try container.encode(next, forKey: .next)
            } else {
                try container.encodeNil(forKey: .next)
            }
        }
    }

    struct Connector: Encodable {
        var connectorId: Int
        var status: String
        var errorCode: String
        var timestamp: String
    }

    struct Boot: Encodable {
        var time: String
        var chargePointVendor: String
        var chargePointModel: String
        var chargePointSerialNumber: String?
        var chargeBoxSerialNumber: String?
        var firmwareVersion: String?
        var iccid: String?
        var imsi: String?
        var meterType: String?
        var meterSerialNumber: String?

        init(_ record: BootRecord) {
            let request = record.request
            time = record.time.description
            chargePointVendor = request.chargePointVendor.value
            chargePointModel = request.chargePointModel.value
            chargePointSerialNumber = request.chargePointSerialNumber?.value
            chargeBoxSerialNumber = request.chargeBoxSerialNumber?.value
            firmwareVersion = request.firmwareVersion?.value
            iccid = request.iccid?.value
            imsi = request.imsi?.value
            meterType = request.meterType?.value
            meterSerialNumber = request.meterSerialNumber?.value
        }
    }

    struct Notification: Encodable {
        var kind: String
        var status: String
        var requestId: Int?
        var detail: String?
        var timestamp: String
    }

    struct ChargePoint: Encodable {
        var identity: String
        var connected: Bool
        var registration: String?
        var admission: String?
        var lastContact: String?
        var boot: Boot?
        var connectors: [Connector]
        var openTransactions: [Int32]
        var notifications: [Notification]

        init(_ snapshot: ChargePointSnapshot, clock: DeviceClock) {
            identity = snapshot.identity
            connected = snapshot.isConnected
            registration = snapshot.registration?.rawValue
            admission = snapshot.admission?.rawValue
            lastContact = snapshot.lastContact.map { clock.time(at: $0).description }
            boot = snapshot.boot.map(Boot.init)
            connectors = snapshot.connectors.map {
                Connector(
                    connectorId: $0.connectorId, status: $0.status.rawValue, errorCode: $0.errorCode.rawValue,
                    timestamp: $0.timestamp.description)
            }
            openTransactions = snapshot.openTransactions
            notifications = snapshot.notifications.map {
                Notification(
                    kind: $0.kind.rawValue, status: $0.status, requestId: $0.requestId, detail: $0.detail,
                    timestamp: $0.timestamp.description)
            }
        }
    }

    struct Transaction: Encodable {
        var transactionId: Int32
        var identity: String
        var connectorId: Int
        var idTag: String
        var meterStart: Int
        var startTimestamp: String
        var reservationId: Int?
        var startStatus: String
        var meterStop: Int?
        var stopTimestamp: String?
        var stopIdTag: String?
        var reason: String?
        var centralSystemReason: String?
        var matchedWithoutId: Bool?

        init(_ record: TransactionRecord) {
            transactionId = record.transactionId
            identity = record.identity
            connectorId = record.start.connectorId
            idTag = record.start.idTag.value
            meterStart = record.start.meterStart
            startTimestamp = record.start.timestamp.description
            reservationId = record.start.reservationId
            startStatus = record.startStatus.rawValue
            meterStop = record.stop?.meterStop
            stopTimestamp = record.stop?.timestamp.description
            stopIdTag = record.stop?.idTag?.value
            reason = record.stop?.reason?.rawValue
            centralSystemReason = record.stop?.centralSystemReason?.rawValue
            matchedWithoutId = record.stop?.matchedWithoutId
        }
    }

    struct IdTagEntry: Encodable {
        var idTag: String
        var status: String
        var parentIdTag: String?
        var expiryDate: String?
        var maxActiveTransactions: Int?

        init(_ record: IdTagRecord) {
            idTag = record.idTag.value
            status = record.status.rawValue
            parentIdTag = record.parentIdTag?.value
            expiryDate = record.expiryDate?.description
            maxActiveTransactions = record.maxActiveTransactions
        }
    }

    struct Message: Encodable {
        var time: String
        var identity: String
        var direction: String
        var frame: String
        var isCut: Bool

        init(_ message: MessageRing.Message, clock: DeviceClock) {
            time = clock.time(at: message.time).description
            identity = message.identity
            direction = message.direction == .sent ? "sent" : "received"
            frame = JSONBody.shown(message.text)
            isCut = message.length > message.text.utf8.count
        }
    }

    /// A frame as it may be shown: without passwords.
    static func shown(_ frame: String) -> String { FrameRedaction.redacted(frame) }

    /// A frame as an event of a stream.
    static func message(_ message: MessageRing.Message, clock: DeviceClock) -> JSONText {
        [
            "time": .string(clock.time(at: message.time).description), "identity": .string(message.identity),
            "direction": message.direction == .sent ? "sent" : "received", "frame": .string(shown(message.text)),
        ]
    }

    /// Something that happened, as an event of a stream.
    static func event(_ event: OperatorEvent, clock: DeviceClock) -> JSONText {
        [
            "time": .string(clock.time(at: event.time).description), "kind": .string(event.name),
            "identity": event.identity.map { .string($0) } ?? .null, "text": .string(event.text),
        ]
    }

    /// Something that happened and is held.
    static func heldEvent(_ id: UInt64, _ event: OperatorEvent, clock: DeviceClock) -> JSONText {
        [
            "id": .integer(Int(clamping: id)), "time": .string(clock.time(at: event.time).description),
            "kind": .string(event.name), "identity": event.identity.map { .string($0) } ?? .null,
            "text": .string(event.text),
        ]
    }

    /// A StopTransaction that ended nothing.
    static func unmatchedStop(_ row: UnmatchedStopRow) -> JSONText {
        [
            "id": .integer(Int(row.id)), "kind": .string(row.kind), "identity": .string(row.identity),
            "transactionId": .integer(row.transactionId), "meterStop": .integer(row.stop.meterStop),
            "stopTimestamp": .string(row.stop.timestamp.description),
            "stopIdTag": row.stop.idTag.map { .string($0.value) } ?? .null,
            "reason": row.stop.reason.map { .string($0.rawValue) } ?? .null,
            "received": .string(row.received.description),
        ]
    }

    struct Entered: Encodable {
        var entered: Int
    }

    struct MeterValues: Encodable {
        var connectorId: Int
        var received: String
        var source: String
        var meterValue: StoredJSON

        init(_ row: MeterValuesRow) {
            connectorId = row.connectorId
            received = row.received.description
            source = row.source == .meterValues ? "MeterValues" : "transactionData"
            meterValue = StoredJSON(row.meterValue)
        }
    }

    struct TransactionWithMeterValues: Encodable {
        var transaction: Transaction
        var meterValues: [MeterValues]
        var next: String?

        enum Key: CodingKey {
            case transaction, meterValues, next
        }

        func encode(to encoder: any Encoder) throws {
            var container = encoder.container(keyedBy: Key.self)
            try container.encode(transaction, forKey: .transaction)
            try container.encode(meterValues, forKey: .meterValues)
            try container.encode(next, forKey: .next)
        }
    }

    /// JSON text that is passed on as a value.
    struct StoredJSON: Encodable {
        private indirect enum Value: Codable {
            case text(String), number(Double), flag(Bool), list([Value]), object([String: Value]), nothing

            init(from decoder: any Decoder) throws {
                let container = try decoder.singleValueContainer()
                if container.decodeNil() {
                    self = .nothing
                } else if let value = try? container.decode(String.self) {
                    self = .text(value)
                } else if let value = try? container.decode([Value].self) {
                    self = .list(value)
                } else if let value = try? container.decode([String: Value].self) {
                    self = .object(value)
                } else if let value = try? container.decode(Bool.self) {
                    self = .flag(value)
                } else {
                    self = .number(try container.decode(Double.self))
                }
            }

            func encode(to encoder: any Encoder) throws {
                var container = encoder.singleValueContainer()
                switch self {
                case .text(let value): try container.encode(value)
                case .number(let value): try container.encode(value)
                case .flag(let value): try container.encode(value)
                case .list(let value): try container.encode(value)
                case .object(let value): try container.encode(value)
                case .nothing: try container.encodeNil()
                }
            }
        }

        private let value: Value

        /// Text that is no JSON becomes `null`.
        init(_ text: String) {
            value = (try? JSONDecoder().decode(Value.self, from: Data(text.utf8))) ?? .nothing
        }

        func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
    }

    /// JSON that was made elsewhere.
    static func response(_ status: HTTPResponse.Status = .ok, _ value: JSONText) -> Response {
        Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: value.text)))
    }

    static func response(_ status: HTTPResponse.Status = .ok, _ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(value)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
