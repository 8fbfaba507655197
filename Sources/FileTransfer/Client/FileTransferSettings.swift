/// How files are moved.
package struct FileTransferSettings: Hashable, Sendable {
    /// Bytes per second that a transfer may move, as the modem of a charge point does; nil for as fast as it goes.
    package var bytesPerSecond: Int64?
    /// Longest time until the connection stands (TCP, TLS and the server's greeting), in milliseconds.
    package var connectTimeoutMilliseconds: Int64 = 15_000
    /// Longest time without a byte, in seconds.
    package var stallSeconds: Int64 = 30
    /// Longest time of one attempt, in seconds.
    package var totalSeconds: Int64 = 3600
    /// Who opens the data connections of FTP.
    package var ftpMode = FTPMode.passive
    /// How a file is put to a server of HTTP.
    package var httpUpload = HTTPUpload.put
    /// Whether the certificate of a server must be good.
    package var verifiesServer = true
    /// File of the certificate authorities that are trusted (PEM); nil for the system's.
    package var certificateAuthorities: String?
    /// Whether an attempt goes on where the last one of the same file ended.
    package var resumes = true
    /// Whether a connection that another transfer has left open is used. Charge points cannot share theirs, so a fleet
    /// leaves this off.
    package var reusesConnections = false
    /// Largest file that is taken, in bytes.
    package var largestBytes = FileTransferLimits.fileBytes

    /// Who opens the data connections of FTP. The active mode works without TLS only: libcurl 7.88 breaks off there.
    package enum FTPMode: String, CaseIterable, Hashable, Sendable {
        /// We do (EPSV, PASV).
        case passive
        /// The server does (EPRT, PORT).
        case active
    }

    /// How a file is put to a server of HTTP.
    package enum HTTPUpload: String, CaseIterable, Hashable, Sendable {
        /// PUT of `location/fileName`.
        case put
        /// POST of a form with the file in the field `file` to `location`.
        case multipart
    }

    /// The defaults.
    package init() {}

    /// The mode for a location, whose fragment has the last word.
    func ftpMode(for location: FileTransferLocation) -> FTPMode {
        location.words.contains(.active) ? .active : location.words.contains(.passive) ? .passive : ftpMode
    }

    /// True when an upload to a location of HTTP is a form, which goes to the location itself.
    package func usesForm(for location: FileTransferLocation) -> Bool { httpUpload(for: location) == .multipart }

    /// The form of an upload to a location, whose fragment has the last word.
    func httpUpload(for location: FileTransferLocation) -> HTTPUpload {
        location.words.contains(.multipart) ? .multipart : location.words.contains(.put) ? .put : httpUpload
    }
}
