import OCPPTypes

/// What is rarely the matter with a connector.
struct ConnectorHardware: Equatable, Sendable, RareValue {
    /// The fault that makes it Faulted.
    var fault: Fault?
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
        var code: ChargePointErrorCode
        var note: StatusNote
        /// The status before it.
        var before: ChargePointStatus
    }

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
