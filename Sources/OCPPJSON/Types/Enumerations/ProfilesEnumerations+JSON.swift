import OCPPTypes

extension CancelReservationStatus: WireEnumeration {
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

extension DiagnosticsStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Idle") {
            self = .idle
        } else if text.matches("Uploaded") {
            self = .uploaded
        } else if text.matches("UploadFailed") {
            self = .uploadFailed
        } else if text.matches("Uploading") {
            self = .uploading
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .idle: "Idle"
        case .uploaded: "Uploaded"
        case .uploadFailed: "UploadFailed"
        case .uploading: "Uploading"
        }
    }
}

extension FirmwareStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Downloaded") {
            self = .downloaded
        } else if text.matches("DownloadFailed") {
            self = .downloadFailed
        } else if text.matches("Downloading") {
            self = .downloading
        } else if text.matches("Idle") {
            self = .idle
        } else if text.matches("InstallationFailed") {
            self = .installationFailed
        } else if text.matches("Installing") {
            self = .installing
        } else if text.matches("Installed") {
            self = .installed
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .downloaded: "Downloaded"
        case .downloadFailed: "DownloadFailed"
        case .downloading: "Downloading"
        case .idle: "Idle"
        case .installationFailed: "InstallationFailed"
        case .installing: "Installing"
        case .installed: "Installed"
        }
    }
}

extension MessageTrigger: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("BootNotification") {
            self = .bootNotification
        } else if text.matches("DiagnosticsStatusNotification") {
            self = .diagnosticsStatusNotification
        } else if text.matches("FirmwareStatusNotification") {
            self = .firmwareStatusNotification
        } else if text.matches("Heartbeat") {
            self = .heartbeat
        } else if text.matches("MeterValues") {
            self = .meterValues
        } else if text.matches("StatusNotification") {
            self = .statusNotification
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .bootNotification: "BootNotification"
        case .diagnosticsStatusNotification: "DiagnosticsStatusNotification"
        case .firmwareStatusNotification: "FirmwareStatusNotification"
        case .heartbeat: "Heartbeat"
        case .meterValues: "MeterValues"
        case .statusNotification: "StatusNotification"
        }
    }
}

extension ReservationStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Faulted") {
            self = .faulted
        } else if text.matches("Occupied") {
            self = .occupied
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("Unavailable") {
            self = .unavailable
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .faulted: "Faulted"
        case .occupied: "Occupied"
        case .rejected: "Rejected"
        case .unavailable: "Unavailable"
        }
    }
}

extension TriggerMessageStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("NotImplemented") {
            self = .notImplemented
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .notImplemented: "NotImplemented"
        }
    }
}

extension UpdateStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Failed") {
            self = .failed
        } else if text.matches("NotSupported") {
            self = .notSupported
        } else if text.matches("VersionMismatch") {
            self = .versionMismatch
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .failed: "Failed"
        case .notSupported: "NotSupported"
        case .versionMismatch: "VersionMismatch"
        }
    }
}

extension UpdateType: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Differential") {
            self = .differential
        } else if text.matches("Full") {
            self = .full
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .differential: "Differential"
        case .full: "Full"
        }
    }
}
