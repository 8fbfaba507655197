/// How the charge points of a group move files: the key `transfers`.
package struct TransferPlan: Equatable, Sendable {
    /// Bytes per second of a charge point's modem (`speed`); nil for as fast as it goes.
    package var bytesPerSecond: Int64?
    /// Transfers of the group that may be under way at once (`parallel`); the others wait.
    package var parallel = 100
    /// Folder that takes the firmware (`keep`); nil to throw it away.
    package var keepDirectory: String?
    /// File of the certificate authorities that are trusted (`ca`); nil for the system's.
    package var certificateAuthorities: String?
    /// Whether a server's certificate must be good (`verify`).
    package var verifiesServer = true
    /// Longest time until a connection stands (`connect-timeout`), in milliseconds.
    package var connectTimeoutMilliseconds: Int64 = 15_000
    /// Longest time without a byte (`stall-timeout`), in milliseconds; whole seconds.
    package var stallTimeoutMilliseconds: Int64 = 30_000
    /// Longest time of one attempt (`timeout`), in milliseconds; whole seconds.
    package var timeoutMilliseconds: Int64 = 3_600_000
    /// Whether an attempt goes on where the last one ended (`resume`).
    package var resumes = true
    /// Whether a connection that another charge point has left open is used (`reuse-connections`).
    package var reusesConnections = false
    /// Whether the server opens the data connections of FTP (`ftp: active`).
    package var usesActiveFTP = false
    /// Whether an upload by HTTP is a form (`http-upload: multipart`).
    package var usesMultipart = false
    /// Whether only images of our own format can be installed (`images: wattswarm`).
    package var takesOnlyImages = false
    /// Bytes without meaning in each diagnostics archive, which give it the size of a large one (`diagnostics-size`).
    package var diagnosticsBytes: Int64 = 0
    /// Frames of each charge point that are kept for its diagnostics (`frames`).
    package var frames = 0
    /// How long the installation of firmware takes (`installation`), in milliseconds of real time.
    package var installationMilliseconds: Int64 = 5000

    /// The defaults.
    package init() {}
}

extension ScenarioLimits {
    /// Transfers of a group at once.
    package static let parallelTransfers = 10_000
    /// Frames kept for the diagnostics of one charge point.
    package static let keptFrames = 1000
    /// Bytes of one diagnostics archive.
    package static let diagnosticsBytes: Int64 = 1 << 30
    /// Characters of a path.
    package static let pathLength = 1000
}
