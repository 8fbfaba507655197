import OCPPTypes

/// Whether the owner can transfer files.
package enum TransferCapability: Equatable, Sendable {
    /// It cannot: orders of firmware, diagnostics and logs are answered NotSupported, and FirmwareManagement is missing
    /// in SupportedFeatureProfiles.
    case none
    /// It can, by these protocols: the value of SupportedFileTransferProtocols.
    case available(protocols: String)

    /// What the drivers of this version can do.
    package static let standard = TransferCapability.complete

    /// Every protocol of OCPP 1.6 (errata v4.0 §3.88).
    package static let complete = TransferCapability.available(protocols: "FTP,FTPS,HTTP,HTTPS")
}

/// A file that is to be moved; the owner makes one attempt for each ``ChargePointEffect/startTransfer(_:_:)`` and ends it
/// with one ``ChargePointInput/transferFinished(_:_:)``, unless ``ChargePointEffect/cancelTransfer(_:)`` comes first.
package enum TransferOrder: Equatable, Sendable {
    /// Get a firmware image. Success: `downloaded`. The file is kept until the next download of this charge point.
    case downloadFirmware(location: String)
    /// Put a file of that name into the directory `location`. Success: `uploaded`.
    case upload(location: String, fileName: String, UploadContent)

    /// What is moved.
    package var kind: FileOrderKind {
        switch self {
        case .downloadFirmware: .firmware
        case .upload(_, _, .diagnostics): .diagnostics
        case .upload(_, _, .diagnosticsLog), .upload(_, _, .securityLog): .log
        }
    }
}

/// What an order of the central system is about.
package enum FileOrderKind: String, CaseIterable, Hashable, Sendable {
    /// UpdateFirmware and SignedUpdateFirmware.
    case firmware
    /// GetDiagnostics.
    case diagnostics
    /// GetLog.
    case log
}

/// How an order of the central system came to its end; each ends in one of these, once.
package struct FileOrderEnd: Equatable, Sendable {
    /// What it was about.
    package var kind: FileOrderKind
    /// When it came, or the later retrieveDate of an update.
    package var due: Instant
    /// How it ended.
    package var outcome: Outcome

    /// How an order ends.
    package enum Outcome: String, CaseIterable, Hashable, Sendable {
        /// Installed, or Uploaded.
        case done = "done"
        /// DownloadFailed, or UploadFailed, after the retries.
        case transferFailed = "transfer failed"
        /// InstallationFailed, or a signature that is not that of the file.
        case installationFailed = "installation failed"
        /// Another order took its place.
        case replaced = "replaced"
        /// A restart or a power cut ended it; it is told as failed after the next boot.
        case interrupted = "interrupted"
    }

    /// Makes an end.
    package init(kind: FileOrderKind, due: Instant, outcome: Outcome) {
        self.kind = kind
        self.due = due
        self.outcome = outcome
    }
}

/// What a file is to hold.
package enum UploadContent: Equatable, Sendable {
    /// Whatever the owner knows of the charge point within the period, both ends open when nil: for GetDiagnostics.
    case diagnostics(from: DateTime?, to: DateTime?)
    /// The same for GetLog.
    case diagnosticsLog(from: DateTime?, to: DateTime?)
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
    /// It came to nothing. A server may want to be left alone for so many seconds (HTTP Retry-After); the next attempt
    /// waits for that when it is longer than the interval of the order.
    case failed(TransferFailure, retryAfterSeconds: Int? = nil)
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
    /// The server was not reached, or the connection broke.
    case connection = "connection"
    /// Nothing came for too long, or the whole took too long.
    case timedOut = "time-out"
    /// There is no TLS with the server, or its certificate is not trusted.
    case notTrusted = "not trusted"
    /// The server has no such file or directory.
    case notFound = "not found"
    /// The server does not let us.
    case permissionDenied = "permission denied"
    /// The server has no time, or wants fewer requests.
    case busy = "busy"
    /// The server failed.
    case serverError = "server error"
    /// There is no room for the file, there or here.
    case noSpace = "no space"
    /// The file is not as long as it should be.
    case incomplete = "incomplete"
    /// The location is no URL.
    case badLocation = "bad location"
    /// The owner cannot do it: another protocol, or no transfers at all.
    case notSupported = "not supported"

    /// True when another attempt may end better.
    package var isWorthRetrying: Bool {
        switch self {
        case .connection, .timedOut, .notTrusted, .notFound, .permissionDenied, .busy, .serverError, .noSpace,
            .incomplete:
            true
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
