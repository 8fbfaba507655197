import TextFormats

/// Where things lie in the store: `/firmware/NAME` for images, `/charge-points/IDENTITY/diagnostics` and `/logs` for
/// what a charge point sends.
package enum StoreLayout {
    /// Folder of the firmware library.
    package static let firmware = StorePath(literal: "firmware")
    /// Folder of the charge points' folders.
    package static let chargePoints = StorePath(literal: "charge-points")

    /// A charge point's own folder; nil where its identity makes no name of at most 255 bytes.
    ///
    /// The name is the identity with every character that is not unreserved percent-encoded, and a leading dot too.
    package static func folder(of identity: String) -> StorePath? {
        var name = PercentText.encode(identity.utf8)
        if name.hasPrefix(".") { name = "%2E" + name.dropFirst() }
        return try? chargePoints.appending(name)
    }

    /// The folder into which a charge point sends a kind of file.
    package static func folder(of identity: String, for kind: FileKind) -> StorePath? {
        guard let folder = folder(of: identity) else { return nil }
        switch kind {
        case .diagnostics: return try? folder.appending("diagnostics")
        case .log: return try? folder.appending("logs")
        case .firmware, .other: return folder
        }
    }

    /// What a path holds.
    package static func kind(of path: StorePath) -> FileKind {
        if path.isWithin(firmware) { return .firmware }
        guard path.isWithin(chargePoints), path.depth > 3 else { return .other }
        return switch String(decoding: path.names[2], as: UTF8.self) {
        case "diagnostics": .diagnostics
        case "logs": .log
        default: .other
        }
    }

    /// The folder whose bytes and files count together against one quota: a charge point's folder, the library, or the
    /// top for the rest.
    package static func account(of path: StorePath) -> StorePath {
        if path.isWithin(firmware) { return firmware }
        guard path.isWithin(chargePoints), path.depth >= 2, let name = path.names.dropFirst().first,
            let folder = try? chargePoints.appending(name)
        else { return .root }
        return folder
    }
}

/// What a file is for; a label of histograms and faults.
package enum FileKind: String, Sendable, Hashable, CaseIterable {
    case firmware, diagnostics, log, other
}

/// The URL scheme of a transfer.
package enum TransferScheme: String, Sendable, Hashable, CaseIterable {
    case http, https, ftp, ftps

    /// Whether it is a form of FTP.
    package var isFTP: Bool { self == .ftp || self == .ftps }
}

/// Which way the bytes go, seen from the charge point.
package enum TransferDirection: String, Sendable, Hashable, CaseIterable {
    case download, upload
}
