import OCPPTypes

/// A configuration key of a charge point as it was last told (OCPP 1.6 §9).
package struct ConfigurationEntry: Equatable, Sendable {
    /// The key in the charge point's spelling; case-insensitive.
    package var key: CiString<50>
    /// The value; nil when the charge point leaves it out.
    package var value: CiString<500>?
    /// Whether it can be changed; nil when only a change told of the key.
    package var readonly: Bool?
    /// A value that was accepted with RebootRequired and holds from the next BootNotification.
    package var pendingValue: CiString<500>?

    /// Makes an entry.
    package init(
        key: CiString<50>, value: CiString<500>?, readonly: Bool?, pendingValue: CiString<500>? = nil
    ) {
        self.key = key
        self.value = value
        self.readonly = readonly
        self.pendingValue = pendingValue
    }
}

/// A configuration key of a charge point in the store.
package struct ConfigurationRecord: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// The key and its value.
    package var entry: ConfigurationEntry

    /// Makes the record.
    package init(identity: String, entry: ConfigurationEntry) {
        self.identity = identity
        self.entry = entry
    }
}

/// The last change of availability that a charge point took (OCPP 1.6 §5.2).
package struct AvailabilityRecord: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// The connector; 0 = the charge point and all connectors.
    package var connectorId: Int
    /// What was ordered.
    package var type: AvailabilityType
    /// Accepted, or Scheduled while a transaction runs.
    package var status: AvailabilityStatus
    /// Device time of the answer.
    package var time: DateTime

    /// Makes the record.
    package init(
        identity: String, connectorId: Int, type: AvailabilityType, status: AvailabilityStatus, time: DateTime
    ) {
        self.identity = identity
        self.connectorId = connectorId
        self.type = type
        self.status = status
        self.time = time
    }
}

/// A remote start that is to lead to a transaction (OCPP 1.6 §5.11).
package struct ExpectedStart: Equatable, Sendable {
    /// The command as it was sent.
    package var request: RemoteStartTransaction.Request
    /// Device time until which the transaction is expected; nil until the charge point answered.
    package var until: DateTime?

    /// Makes the value.
    package init(request: RemoteStartTransaction.Request, until: DateTime?) {
        self.request = request
        self.until = until
    }
}

/// A transaction whose remote stop was accepted.
struct ExpectedStop: Equatable, Sendable {
    var transactionId: Int
    /// Device time until which the stop is expected.
    var until: DateTime
}

/// A reservation from its order to its end (OCPP 1.6 §5.13).
package struct ReservationRecord: Equatable, Sendable {
    /// What became of it.
    package enum State: String, CaseIterable, Sendable, Hashable {
        /// Sent to the charge point, without answer so far; also when the answer never came.
        case ordered = "Ordered"
        /// The charge point holds it.
        case active = "Active"
        /// The charge point did not take it; ``ReservationRecord/answer`` tells why.
        case refused = "Refused"
        /// A transaction used it.
        case used = "Used"
        /// Cancelled by the operator.
        case cancelled = "Cancelled"
        /// Its time ran out.
        case expired = "Expired"
        /// Another reservation with the same id took its place.
        case replaced = "Replaced"
        /// The charge point gave it up: the connector became Faulted, Unavailable or Available.
        case ended = "Ended"
    }

    /// The charge point.
    package var identity: String
    /// The reservation as sent.
    package var request: ReserveNow.Request
    /// What became of it.
    package var state: State
    /// The status of the answer, if there was one.
    package var answer: ReservationStatus?
    /// The transaction that used it.
    package var transactionId: Int32?

    /// Makes the record.
    package init(
        identity: String, request: ReserveNow.Request, state: State, answer: ReservationStatus? = nil,
        transactionId: Int32? = nil
    ) {
        self.identity = identity
        self.request = request
        self.state = state
        self.answer = answer
        self.transactionId = transactionId
    }
}

/// A charging profile that a charge point accepted (OCPP 1.6 §5.16).
package struct ChargingProfileRecord: Equatable, Sendable {
    /// The connector it was set on; 0 = the whole charge point.
    package var connectorId: Int
    /// The profile as sent.
    package var profile: ChargingProfile
    /// Device time of the acceptance.
    package var time: DateTime

    /// Makes the record.
    package init(connectorId: Int, profile: ChargingProfile, time: DateTime) {
        self.connectorId = connectorId
        self.profile = profile
        self.time = time
    }
}

/// The local authorization list of a charge point as far as it is known (OCPP 1.6 §3.5.3).
package struct LocalListRecord: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// The version; 0 = empty, -1 = not supported.
    package var listVersion: Int
    /// The contents, see ``LocalListContentRecord``; nil when they are not known.
    package var contentId: Int64?

    /// Makes the record.
    package init(identity: String, listVersion: Int, contentId: Int64?) {
        self.identity = identity
        self.listVersion = listVersion
        self.contentId = contentId
    }
}

/// The contents of a local list; charge points with the same list share one.
package struct LocalListContentRecord: Equatable, Sendable {
    /// Names it; from 1, never used again.
    package var contentId: Int64
    /// The entries, sorted by idTag.
    package var entries: [AuthorizationData]

    /// Makes the record.
    package init(contentId: Int64, entries: [AuthorizationData]) {
        self.contentId = contentId
        self.entries = entries
    }
}
