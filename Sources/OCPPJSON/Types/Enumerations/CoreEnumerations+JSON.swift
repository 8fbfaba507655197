import OCPPTypes

extension AuthorizationStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Blocked") {
            self = .blocked
        } else if text.matches("Expired") {
            self = .expired
        } else if text.matches("Invalid") {
            self = .invalid
        } else if text.matches("ConcurrentTx") {
            self = .concurrentTx
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .blocked: "Blocked"
        case .expired: "Expired"
        case .invalid: "Invalid"
        case .concurrentTx: "ConcurrentTx"
        }
    }
}

extension AvailabilityStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("Scheduled") {
            self = .scheduled
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .scheduled: "Scheduled"
        }
    }
}

extension AvailabilityType: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Inoperative") {
            self = .inoperative
        } else if text.matches("Operative") {
            self = .operative
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .inoperative: "Inoperative"
        case .operative: "Operative"
        }
    }
}

extension ChargePointErrorCode: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("ConnectorLockFailure") {
            self = .connectorLockFailure
        } else if text.matches("EVCommunicationError") {
            self = .evCommunicationError
        } else if text.matches("GroundFailure") {
            self = .groundFailure
        } else if text.matches("HighTemperature") {
            self = .highTemperature
        } else if text.matches("InternalError") {
            self = .internalError
        } else if text.matches("LocalListConflict") {
            self = .localListConflict
        } else if text.matches("NoError") {
            self = .noError
        } else if text.matches("OtherError") {
            self = .otherError
        } else if text.matches("OverCurrentFailure") {
            self = .overCurrentFailure
        } else if text.matches("PowerMeterFailure") {
            self = .powerMeterFailure
        } else if text.matches("PowerSwitchFailure") {
            self = .powerSwitchFailure
        } else if text.matches("ReaderFailure") {
            self = .readerFailure
        } else if text.matches("ResetFailure") {
            self = .resetFailure
        } else if text.matches("UnderVoltage") {
            self = .underVoltage
        } else if text.matches("OverVoltage") {
            self = .overVoltage
        } else if text.matches("WeakSignal") {
            self = .weakSignal
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .connectorLockFailure: "ConnectorLockFailure"
        case .evCommunicationError: "EVCommunicationError"
        case .groundFailure: "GroundFailure"
        case .highTemperature: "HighTemperature"
        case .internalError: "InternalError"
        case .localListConflict: "LocalListConflict"
        case .noError: "NoError"
        case .otherError: "OtherError"
        case .overCurrentFailure: "OverCurrentFailure"
        case .powerMeterFailure: "PowerMeterFailure"
        case .powerSwitchFailure: "PowerSwitchFailure"
        case .readerFailure: "ReaderFailure"
        case .resetFailure: "ResetFailure"
        case .underVoltage: "UnderVoltage"
        case .overVoltage: "OverVoltage"
        case .weakSignal: "WeakSignal"
        }
    }
}

extension ChargePointStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Available") {
            self = .available
        } else if text.matches("Preparing") {
            self = .preparing
        } else if text.matches("Charging") {
            self = .charging
        } else if text.matches("SuspendedEVSE") {
            self = .suspendedEVSE
        } else if text.matches("SuspendedEV") {
            self = .suspendedEV
        } else if text.matches("Finishing") {
            self = .finishing
        } else if text.matches("Reserved") {
            self = .reserved
        } else if text.matches("Unavailable") {
            self = .unavailable
        } else if text.matches("Faulted") {
            self = .faulted
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .available: "Available"
        case .preparing: "Preparing"
        case .charging: "Charging"
        case .suspendedEVSE: "SuspendedEVSE"
        case .suspendedEV: "SuspendedEV"
        case .finishing: "Finishing"
        case .reserved: "Reserved"
        case .unavailable: "Unavailable"
        case .faulted: "Faulted"
        }
    }
}

extension ClearCacheStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        }
    }
}

extension ConfigurationStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("RebootRequired") {
            self = .rebootRequired
        } else if text.matches("NotSupported") {
            self = .notSupported
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .rebootRequired: "RebootRequired"
        case .notSupported: "NotSupported"
        }
    }
}

extension DataTransferStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("UnknownMessageId") {
            self = .unknownMessageId
        } else if text.matches("UnknownVendorId") {
            self = .unknownVendorId
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .unknownMessageId: "UnknownMessageId"
        case .unknownVendorId: "UnknownVendorId"
        }
    }
}

extension Reason: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("EmergencyStop") {
            self = .emergencyStop
        } else if text.matches("EVDisconnected") {
            self = .evDisconnected
        } else if text.matches("HardReset") {
            self = .hardReset
        } else if text.matches("Local") {
            self = .local
        } else if text.matches("Other") {
            self = .other
        } else if text.matches("PowerLoss") {
            self = .powerLoss
        } else if text.matches("Reboot") {
            self = .reboot
        } else if text.matches("Remote") {
            self = .remote
        } else if text.matches("SoftReset") {
            self = .softReset
        } else if text.matches("UnlockCommand") {
            self = .unlockCommand
        } else if text.matches("DeAuthorized") {
            self = .deAuthorized
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .emergencyStop: "EmergencyStop"
        case .evDisconnected: "EVDisconnected"
        case .hardReset: "HardReset"
        case .local: "Local"
        case .other: "Other"
        case .powerLoss: "PowerLoss"
        case .reboot: "Reboot"
        case .remote: "Remote"
        case .softReset: "SoftReset"
        case .unlockCommand: "UnlockCommand"
        case .deAuthorized: "DeAuthorized"
        }
    }
}

extension RegistrationStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Pending") {
            self = .pending
        } else if text.matches("Rejected") {
            self = .rejected
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .pending: "Pending"
        case .rejected: "Rejected"
        }
    }
}

extension RemoteStartStopStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        }
    }
}

extension ResetStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        }
    }
}

extension ResetType: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Hard") {
            self = .hard
        } else if text.matches("Soft") {
            self = .soft
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .hard: "Hard"
        case .soft: "Soft"
        }
    }
}

extension UnlockStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Unlocked") {
            self = .unlocked
        } else if text.matches("UnlockFailed") {
            self = .unlockFailed
        } else if text.matches("NotSupported") {
            self = .notSupported
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .unlocked: "Unlocked"
        case .unlockFailed: "UnlockFailed"
        case .notSupported: "NotSupported"
        }
    }
}
