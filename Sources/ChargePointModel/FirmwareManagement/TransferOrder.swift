import OCPPTypes

/// Whether the owner can transfer files.
package enum TransferCapability: Equatable, Sendable {
    /// It cannot: orders of firmware, diagnostics and logs are answered NotSupported, and FirmwareManagement is missing
    /// in SupportedFeatureProfiles.
    case none
    /// It can, by these protocols: the value of SupportedFileTransferProtocols.
    case available(protocols: String)

    /// What the drivers of this version can do: the one line to change when they can transfer files.
    package static let standard = TransferCapability.none

    /// Every protocol of OCPP 1.6 (errata v4.0 3.88).
    package static let complete = TransferCapability.available(protocols: "FTP,FTPS,HTTP,HTTPS")
}

/// A file that is to be moved; the owner makes one attempt for each ``ChargePointEffect/startTransfer(_:_:)`` and ends it
/// with one ``ChargePointInput/transferFinished(_:_:)``, unless ``ChargePointEffect/cancelTransfer(_:)`` comes first.
package enum TransferOrder: Equatable, Sendable {
    /// Get a firmware image. Success: `downloaded`. The file is kept until the next download of this charge point.
    case downloadFirmware(location: String)
    /// Put a file of that name into the directory `location`. Success: `uploaded`.
    case upload(location: String, fileName: String, UploadContent)
}

/// What a file is to hold.
package enum UploadContent: Equatable, Sendable {
    /// Whatever the owner knows of the charge point within the period, both ends open when nil.
    case diagnostics(from: DateTime?, to: DateTime?)
    /// The security log.
    case securityLog([SecurityLogEntry])
}

/// How an attempt goes on.
package enum TransferProgress: Equatable, Sendable {
    /// It rests for reasons of the owner.
    case paused
    /// It goes on after a rest.
    case resumed
}

/// How an attempt ended.
package enum TransferOutcome: Equatable, Sendable {
    /// The image is there.
    case downloaded(FirmwareImage)
    /// The file is there.
    case uploaded
    /// It came to nothing.
    case failed(TransferFailure)
}

/// What the owner found in a downloaded image.
package struct FirmwareImage: Equatable, Sendable {
    /// The version it holds; nil when it is no image that this charge point can install.
    package var version: CiString<50>?

    /// Makes a description.
    package init(version: CiString<50>?) {
        self.version = version
    }
}

/// Why an attempt came to nothing.
package enum TransferFailure: String, CaseIterable, Hashable, Sendable {
    /// The server did not answer, or the transfer broke off.
    case connection = "connection"
    /// The server has no such file or directory.
    case notFound = "not found"
    /// The server does not let us.
    case permissionDenied = "permission denied"
    /// The location is no URL.
    case badLocation = "bad location"
    /// The owner cannot do it: another protocol, or no transfers at all.
    case notSupported = "not supported"

    /// True when another attempt may end better.
    var isWorthRetrying: Bool {
        switch self {
        case .connection, .notFound, .permissionDenied: true
        case .badLocation, .notSupported: false
        }
    }
}

extension TransferCapability {
    /// The default of the keys that depend on it; nil for every other key.
    func defaultText(of key: ConfigurationKey) -> String? {
        guard case .available(let protocols) = self else { return nil }
        switch key {
        case .supportedFeatureProfiles:
            return FeatureProfile.allCases.filter { $0 == .firmwareManagement || FeatureProfile.built.contains($0) }
                .map(\.rawValue).joined(separator: ",")
        case .supportedFileTransferProtocols: return protocols
        default: return nil
        }
    }
}
