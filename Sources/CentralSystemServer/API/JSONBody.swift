import CentralSystemModel
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes

/// Bodies of the operator API. Payload members keep OCPP's spelling; times are written as OCPP writes them.
enum JSONBody {
    struct Failure: Encodable {
        var error: String
        var message: String
    }

    struct Status: Encodable {
        var status: String
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

    static func response(_ status: HTTPResponse.Status = .ok, _ value: some Encodable) throws -> Response {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        let data = try encoder.encode(value)
        return Response(
            status: status, headers: [.contentType: "application/json"],
            body: ResponseBody(byteBuffer: ByteBuffer(bytes: data)))
    }
}
