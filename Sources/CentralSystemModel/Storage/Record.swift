import OCPPTypes

extension CentralSystemModel {
    /// One change of durable state.
    package enum Record: Equatable, Sendable {
        /// Enter a charge point or replace its registration and boot data; its admission stays as it is.
        case chargePoint(ChargePointRecord)
        /// Remove a charge point without transactions and books, with its connectors and notifications.
        case chargePointForgotten(identity: String)
        /// Enter the operator's decision on a charge point; one other than Accepted also replaces a registration that
        /// there is.
        case admission(identity: String, RegistrationStatus)
        /// Enter or replace the status of a connector.
        case connector(ConnectorRecord)
        /// Enter a transaction.
        case transactionStarted(TransactionRecord)
        /// End a transaction that was entered before. A charge point's stop also replaces the central system's own end.
        case transactionStopped(identity: String, transactionId: Int32, TransactionStop)
        /// Add a StopTransaction that ends no known transaction.
        case unmatchedStop(UnmatchedStopRecord)
        /// Add meter values.
        case meterValues(MeterValuesRecord)
        /// Add the meter values of a StopTransaction that was repeated, unless the same ones are there.
        case repeatedMeterValues(MeterValuesRecord)
        /// Enter or replace the last notification of a kind.
        case notification(NotificationRecord)
        /// Enter or replace an id tag.
        case idTag(IdTagRecord)
        /// Remove an id tag.
        case idTagDeleted(IdTag)
        /// Enter or replace a configuration key of a charge point.
        case configuration(ConfigurationRecord)
        /// Remove a configuration key of a charge point, or all of them.
        case configurationDeleted(identity: String, key: CiString<50>?)
        /// Enter or replace the availability that a connector was ordered to have.
        case availability(AvailabilityRecord)
        /// Enter or replace a reservation, known by the charge point and the reservationId.
        case reservation(ReservationRecord)
        /// Replace the charging profiles of a charge point.
        case chargingProfiles(identity: String, [ChargingProfileRecord])
        /// Replace the remote starts of a charge point that are to lead to a transaction.
        case expectedStarts(identity: String, [ExpectedStart])
        /// Enter or replace the state of a charge point's local list.
        case localList(LocalListRecord)
        /// Enter the contents of local lists.
        case localListContent(LocalListContentRecord)
        /// Remove contents that no charge point has any more.
        case localListContentDeleted(Int64)
        /// Enter or replace a firmware or upload order, known by its orderId.
        case order(OrderRecord)
        /// Enter or replace how a charge point shows who it is.
        case security(SecurityRecord)
        /// Enter or replace a certificate that was signed for a charge point.
        case issuedCertificate(IssuedCertificateRecord)
        /// Replace the certificates of a use that a charge point has installed.
        case installedCertificates(identity: String, CertificateUse, [CertificateHashData])
        /// Remove a certificate that a charge point had installed.
        case installedCertificateDeleted(identity: String, CertificateHashData)
        /// Add a security event.
        case securityEvent(SecurityEventRecord)
    }
}

/// A charge point that is kept.
package struct ChargePointRecord: Equatable, Sendable {
    /// The identity, percent-decoded.
    package var identity: String
    /// The last answer to BootNotification; nil before the first.
    package var registration: RegistrationStatus?
    /// The operator's decision; nil leaves it to the policy.
    package var admission: RegistrationStatus?
    /// The last BootNotification and when it came.
    package var boot: BootRecord?

    /// Makes the record.
    package init(
        identity: String, registration: RegistrationStatus?, admission: RegistrationStatus? = nil,
        boot: BootRecord? = nil
    ) {
        self.identity = identity
        self.registration = registration
        self.admission = admission
        self.boot = boot
    }
}

/// A BootNotification and when it came. A shared immutable object: the model and its snapshots hold one copy.
package final class BootRecord: Equatable, Sendable {
    /// What the charge point told of itself.
    package let request: BootNotification.Request
    /// Time of receipt.
    package let time: DateTime

    /// Makes the record.
    package init(_ request: BootNotification.Request, at time: DateTime) {
        self.request = request
        self.time = time
    }

    package static func == (a: BootRecord, b: BootRecord) -> Bool { a.time == b.time && a.request == b.request }
}

/// The last status of a connector (OCPP 1.6 §4.9).
package struct ConnectorRecord: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// What was reported; its timestamp is set, to the time of receipt where the charge point gave none.
    package var notification: StatusNotification.Request

    /// Makes the record.
    package init(identity: String, notification: StatusNotification.Request) {
        self.identity = identity
        self.notification = notification
    }
}

/// A transaction.
package struct TransactionRecord: Equatable, Sendable {
    /// The id that the central system gave.
    package var transactionId: Int32
    /// The charge point.
    package var identity: String
    /// StartTransaction as it came.
    package var start: StartTransaction.Request
    /// The status of the idTag that was answered.
    package var startStatus: AuthorizationStatus
    /// How it ended; nil while it runs.
    package var stop: TransactionStop?

    /// Makes the record.
    package init(
        transactionId: Int32, identity: String, start: StartTransaction.Request, startStatus: AuthorizationStatus,
        stop: TransactionStop? = nil
    ) {
        self.transactionId = transactionId
        self.identity = identity
        self.start = start
        self.startStatus = startStatus
        self.stop = stop
    }
}

/// Why the central system ended a transaction in its books although no StopTransaction came. None of these is a reason of
/// OCPP: the charge point has not told them.
package enum CentralSystemReason: String, CaseIterable, Sendable, Hashable {
    /// A later transaction started on the connector.
    case laterStart = "LaterStart"
    /// The charge point booted and the connector is free.
    case idleAfterBoot = "IdleAfterBoot"
    /// An operator ended it by hand.
    case endedByOperator = "EndedByOperator"
}

/// The end of a transaction.
package struct TransactionStop: Equatable, Sendable {
    /// The tag that stopped it, if told.
    package var idTag: IdTag?
    /// Register in Wh; where the central system ended it, the last one that was told.
    package var meterStop: Int
    /// The charge point's timestamp; where the central system ended it, that of the last meter value, or of the start.
    package var timestamp: DateTime
    /// Why; absent means Local (OCPP 1.6 §6.49), or that the charge point has not told it.
    package var reason: Reason?
    /// Why the central system ended it; nil for an end that the charge point told.
    package var centralSystemReason: CentralSystemReason?
    /// True when the charge point sent -1 and the transaction was found by its other data.
    package var matchedWithoutId: Bool
    /// Time of receipt; nil where it is not known: in databases of before, and where nothing was ended.
    package var received: DateTime?

    /// Makes the end of a transaction.
    package init(
        idTag: IdTag?, meterStop: Int, timestamp: DateTime, reason: Reason?, matchedWithoutId: Bool = false,
        received: DateTime? = nil, centralSystemReason: CentralSystemReason? = nil
    ) {
        self.idTag = idTag
        self.meterStop = meterStop
        self.timestamp = timestamp
        self.reason = reason
        self.matchedWithoutId = matchedWithoutId
        self.received = received
        self.centralSystemReason = centralSystemReason
    }
}

/// A StopTransaction that ends no known transaction.
package struct UnmatchedStopRecord: Equatable, Sendable {
    /// Why nothing was ended: `stopUnknown`, `stopAmbiguous` or `repeatedStop`.
    package var notice: CentralSystemModel.Notice
    /// The charge point.
    package var identity: String
    /// The transactionId on the wire.
    package var transactionId: Int
    /// The message's other members.
    package var stop: TransactionStop
    /// Time of receipt.
    package var received: DateTime

    /// Makes the record.
    package init(
        notice: CentralSystemModel.Notice, identity: String, transactionId: Int, stop: TransactionStop,
        received: DateTime
    ) {
        self.notice = notice
        self.identity = identity
        self.transactionId = transactionId
        self.stop = stop
        self.received = received
    }
}

/// Meter values of one message.
package struct MeterValuesRecord: Equatable, Sendable {
    /// Which message carried them.
    package enum Source: UInt8, Sendable {
        /// MeterValues.
        case meterValues
        /// `transactionData` of StopTransaction.
        case transactionData
    }

    /// The charge point.
    package var identity: String
    /// The connector; 0 = the main meter.
    package var connectorId: Int
    /// The transactionId on the wire; the matched transaction's for `transactionData` of a known transaction.
    package var transactionId: Int?
    /// Which message carried them.
    package var source: Source
    /// The values as they came.
    package var meterValue: [MeterValue]
    /// Time of receipt.
    package var received: DateTime

    /// Makes the record.
    package init(
        identity: String, connectorId: Int, transactionId: Int?, source: Source, meterValue: [MeterValue],
        received: DateTime
    ) {
        self.identity = identity
        self.connectorId = connectorId
        self.transactionId = transactionId
        self.source = source
        self.meterValue = meterValue
        self.received = received
    }
}

/// The kinds of notification of which the last one is kept.
package enum NotificationKind: String, CaseIterable, Sendable, Hashable {
    /// DiagnosticsStatusNotification.
    case diagnosticsStatus
    /// FirmwareStatusNotification.
    case firmwareStatus
    /// LogStatusNotification.
    case logStatus
    /// SecurityEventNotification.
    case securityEvent
    /// SignedFirmwareStatusNotification.
    case signedFirmwareStatus
}

/// The last notification of a kind.
package struct NotificationRecord: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// Which notification.
    package var kind: NotificationKind
    /// The status; for a security event its type.
    package var status: String
    /// The request it belongs to, if told.
    package var requestId: Int?
    /// `techInfo` of a security event.
    package var detail: String?
    /// The charge point's timestamp where the message has one, else the time of receipt.
    package var timestamp: DateTime

    /// Makes the record.
    package init(
        identity: String, kind: NotificationKind, status: String, requestId: Int? = nil, detail: String? = nil,
        timestamp: DateTime
    ) {
        self.identity = identity
        self.kind = kind
        self.status = status
        self.requestId = requestId
        self.detail = detail
        self.timestamp = timestamp
    }
}

/// An id tag as the operator entered it (OCPP 1.6 §7.27, §7.28).
package struct IdTagRecord: Equatable, Sendable {
    /// The tag; case-insensitive.
    package var idTag: IdTag
    /// Accepted, Blocked, Expired or Invalid.
    package var status: AuthorizationStatus
    /// The group it belongs to.
    package var parentIdTag: IdTag?
    /// From this device time on the tag is Expired.
    package var expiryDate: DateTime?
    /// How many transactions may run on the tag at once; nil is no limit. A start beyond it gets ConcurrentTx.
    package var maxActiveTransactions: Int?

    /// Makes the record; an accepted tag without end unless told otherwise.
    package init(
        idTag: IdTag, status: AuthorizationStatus = .accepted, parentIdTag: IdTag? = nil, expiryDate: DateTime? = nil,
        maxActiveTransactions: Int? = nil
    ) {
        self.idTag = idTag
        self.status = status
        self.parentIdTag = parentIdTag
        self.expiryDate = expiryDate
        self.maxActiveTransactions = maxActiveTransactions
    }
}
