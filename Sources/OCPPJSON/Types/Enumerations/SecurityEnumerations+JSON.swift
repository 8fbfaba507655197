import OCPPTypes

extension CertificateSignedStatus: WireEnumeration {
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

extension CertificateUse: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("CentralSystemRootCertificate") {
            self = .centralSystemRootCertificate
        } else if text.matches("ManufacturerRootCertificate") {
            self = .manufacturerRootCertificate
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .centralSystemRootCertificate: "CentralSystemRootCertificate"
        case .manufacturerRootCertificate: "ManufacturerRootCertificate"
        }
    }
}

extension DeleteCertificateStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Failed") {
            self = .failed
        } else if text.matches("NotFound") {
            self = .notFound
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .failed: "Failed"
        case .notFound: "NotFound"
        }
    }
}

extension ExtendedMessageTrigger: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("BootNotification") {
            self = .bootNotification
        } else if text.matches("LogStatusNotification") {
            self = .logStatusNotification
        } else if text.matches("FirmwareStatusNotification") {
            self = .firmwareStatusNotification
        } else if text.matches("Heartbeat") {
            self = .heartbeat
        } else if text.matches("MeterValues") {
            self = .meterValues
        } else if text.matches("SignChargePointCertificate") {
            self = .signChargePointCertificate
        } else if text.matches("StatusNotification") {
            self = .statusNotification
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .bootNotification: "BootNotification"
        case .logStatusNotification: "LogStatusNotification"
        case .firmwareStatusNotification: "FirmwareStatusNotification"
        case .heartbeat: "Heartbeat"
        case .meterValues: "MeterValues"
        case .signChargePointCertificate: "SignChargePointCertificate"
        case .statusNotification: "StatusNotification"
        }
    }
}

extension GenericStatus: WireEnumeration {
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

extension GetInstalledCertificateStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("NotFound") {
            self = .notFound
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .notFound: "NotFound"
        }
    }
}

extension HashAlgorithm: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("SHA256") {
            self = .sha256
        } else if text.matches("SHA384") {
            self = .sha384
        } else if text.matches("SHA512") {
            self = .sha512
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .sha256: "SHA256"
        case .sha384: "SHA384"
        case .sha512: "SHA512"
        }
    }
}

extension InstallCertificateStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Failed") {
            self = .failed
        } else if text.matches("Rejected") {
            self = .rejected
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .failed: "Failed"
        case .rejected: "Rejected"
        }
    }
}

extension LogStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("AcceptedCanceled") {
            self = .acceptedCanceled
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .acceptedCanceled: "AcceptedCanceled"
        }
    }
}

extension LogType: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("DiagnosticsLog") {
            self = .diagnosticsLog
        } else if text.matches("SecurityLog") {
            self = .securityLog
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .diagnosticsLog: "DiagnosticsLog"
        case .securityLog: "SecurityLog"
        }
    }
}

extension SignedFirmwareStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Downloaded") {
            self = .downloaded
        } else if text.matches("DownloadFailed") {
            self = .downloadFailed
        } else if text.matches("Downloading") {
            self = .downloading
        } else if text.matches("DownloadScheduled") {
            self = .downloadScheduled
        } else if text.matches("DownloadPaused") {
            self = .downloadPaused
        } else if text.matches("Idle") {
            self = .idle
        } else if text.matches("InstallationFailed") {
            self = .installationFailed
        } else if text.matches("Installing") {
            self = .installing
        } else if text.matches("Installed") {
            self = .installed
        } else if text.matches("InstallRebooting") {
            self = .installRebooting
        } else if text.matches("InstallScheduled") {
            self = .installScheduled
        } else if text.matches("InstallVerificationFailed") {
            self = .installVerificationFailed
        } else if text.matches("InvalidSignature") {
            self = .invalidSignature
        } else if text.matches("SignatureVerified") {
            self = .signatureVerified
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .downloaded: "Downloaded"
        case .downloadFailed: "DownloadFailed"
        case .downloading: "Downloading"
        case .downloadScheduled: "DownloadScheduled"
        case .downloadPaused: "DownloadPaused"
        case .idle: "Idle"
        case .installationFailed: "InstallationFailed"
        case .installing: "Installing"
        case .installed: "Installed"
        case .installRebooting: "InstallRebooting"
        case .installScheduled: "InstallScheduled"
        case .installVerificationFailed: "InstallVerificationFailed"
        case .invalidSignature: "InvalidSignature"
        case .signatureVerified: "SignatureVerified"
        }
    }
}

extension UpdateFirmwareStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("Accepted") {
            self = .accepted
        } else if text.matches("Rejected") {
            self = .rejected
        } else if text.matches("AcceptedCanceled") {
            self = .acceptedCanceled
        } else if text.matches("InvalidCertificate") {
            self = .invalidCertificate
        } else if text.matches("RevokedCertificate") {
            self = .revokedCertificate
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .accepted: "Accepted"
        case .rejected: "Rejected"
        case .acceptedCanceled: "AcceptedCanceled"
        case .invalidCertificate: "InvalidCertificate"
        case .revokedCertificate: "RevokedCertificate"
        }
    }
}

extension UploadLogStatus: WireEnumeration {
    init?(wire text: ShortText) {
        if text.matches("BadMessage") {
            self = .badMessage
        } else if text.matches("Idle") {
            self = .idle
        } else if text.matches("NotSupportedOperation") {
            self = .notSupportedOperation
        } else if text.matches("PermissionDenied") {
            self = .permissionDenied
        } else if text.matches("Uploaded") {
            self = .uploaded
        } else if text.matches("UploadFailure") {
            self = .uploadFailure
        } else if text.matches("Uploading") {
            self = .uploading
        } else {
            return nil
        }
    }

    var wire: StaticString {
        switch self {
        case .badMessage: "BadMessage"
        case .idle: "Idle"
        case .notSupportedOperation: "NotSupportedOperation"
        case .permissionDenied: "PermissionDenied"
        case .uploaded: "Uploaded"
        case .uploadFailure: "UploadFailure"
        case .uploading: "Uploading"
        }
    }
}
