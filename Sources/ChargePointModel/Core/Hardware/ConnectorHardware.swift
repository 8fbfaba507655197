import OCPPTypes

/// What is rarely the matter with a connector.
struct ConnectorHardware: Equatable, Sendable, RareValue {
    /// What makes it Faulted, the latest last: at most one per source. Each goes away with its own cause.
    private var faults: [Fault] = []
    /// The status before the first of the faults.
    private(set) var statusBeforeFaults = ChargePointStatus.available
    /// The lock does not move any more.
    var isLockJammed = false
    /// The cable is in our socket and no car at its other end.
    var holdsLooseCable = false
    /// The cable stays locked in our socket until a tag opens it.
    var cableLock: CableLock?
    /// The parent of the tag that was accepted and waits for the plug.
    var authorizedParent: IdTag?
    /// The charging profile of the remote start that waits for the plug.
    var remoteProfile: RemoteProfile?

    init() {}

    var isEmpty: Bool { self == ConnectorHardware() }

    /// A fault.
    struct Fault: Equatable, Sendable {
        var source: Source
        var code: ChargePointErrorCode
        var note = StatusNote.none

        /// What a fault goes away with.
        enum Source: UInt8, Equatable, Sendable {
            /// Something in the connector.
            case connector
            /// A plug that is only half in.
            case plug
            /// Something in the charge point as a whole, its emergency button too.
            case chargePoint
            /// The door of the charge point.
            case door
        }
    }

    /// The fault that is reported: the latest of those that there are.
    var fault: Fault? { faults.last }

    /// True while there is a fault of a source.
    func hasFault(of source: Fault.Source) -> Bool { faults.contains { $0.source == source } }

    /// A fault occurs, in the place of an earlier one of the same source.
    mutating func add(_ fault: Fault, while status: ChargePointStatus) {
        if faults.isEmpty { statusBeforeFaults = status }
        faults.removeAll { $0.source == fault.source }
        faults.append(fault)
    }

    /// The faults of some sources are gone.
    mutating func removeFaults(of sources: [Fault.Source]) {
        faults.removeAll { sources.contains($0.source) }
        if faults.isEmpty { statusBeforeFaults = .available }
    }

    /// What was before the faults is forgotten: after a power cut only what is found counts.
    mutating func forgetStatusBeforeFaults() { statusBeforeFaults = .available }

    /// A charging profile that came with a remote start.
    struct RemoteProfile: Equatable, Sendable {
        var idTag: IdTag
        var profile: ChargingProfile
    }

    /// Whose cable is locked.
    struct CableLock: Equatable, Sendable {
        var idTag: IdTag
        var parentIdTag: IdTag?

        /// True when a tag, or another of the same parent, opens it.
        func opens(for idTag: IdTag, parent: IdTag?) -> Bool {
            self.idTag == idTag || (parentIdTag != nil && parentIdTag == parent)
        }
    }
}

/// What `info` of a StatusNotification says.
enum StatusNote: UInt8, Equatable, Sendable {
    case none, disconnected, doorOpen, emergencyStop

    /// The text on the wire; that of the disconnect is the specification's (OCPP 1.6 §4.9).
    var text: CiString<50>? {
        switch self {
        case .none: nil
        case .disconnected: "EV side disconnected"
        case .doorOpen: "door open"
        case .emergencyStop: "emergency stop"
        }
    }
}

/// What a StatusNotification says, as small as possible while it waits.
struct StatusReport: Equatable, Sendable {
    var connectorId: UInt8
    var status: ChargePointStatus
    var errorCode = ChargePointErrorCode.noError
    var note = StatusNote.none
    var timestamp: DateTime

    /// The request.
    var request: Request {
        .statusNotification(
            StatusNotification.Request(
                connectorId: Int(connectorId), errorCode: errorCode, info: note.text, status: status,
                timestamp: timestamp))
    }
}

/// A status that must last before it is reported (MinimumStatusDuration).
struct PendingStatus: Equatable, Sendable {
    var report: StatusReport
    var due: Instant
}
