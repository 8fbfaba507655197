import OCPPTypes
import TransferModel

/// Who may use the endpoint, and who hears of what was done: the central system.
package protocol TransferAuthority: Sendable {
    /// The grant of a user with this password; nil where there is none. Called on event loops, so it must not wait.
    func grant(user: String, password: String) -> AccessGrant?

    /// A transfer has ended; called once for each, from any thread, without waiting for it.
    func transferEnded(_ record: TransferRecord)

    /// A user has removed a file.
    func fileRemoved(_ path: StorePath)

    /// A user has given a file another name.
    func fileRenamed(_ path: StorePath, to other: StorePath)
}

/// What became of one transfer.
package struct TransferRecord: Sendable, Equatable {
    /// Who asked.
    package var user: String
    /// The charge point that the user stands for.
    package var chargePoint: String?
    /// The URL scheme.
    package var scheme: TransferScheme
    /// The direction.
    package var direction: TransferDirection
    /// The file.
    package var path: StorePath
    /// Why it failed, a label without dynamic text; nil: it succeeded.
    package var failure: String?
    /// The fault of the plan that was shown, by label.
    package var fault: String?
    /// The first byte of the file that was moved.
    package var offset: Int64
    /// Bytes that went over.
    package var bytes: Int64
    /// Whether the file's last byte went over.
    package var isWhole: Bool
    /// The length of the stored file; nil for a failed upload.
    package var size: Int64?
    /// SHA-256 of a stored upload.
    package var sha256: String?
    /// When it began.
    package var started: DateTime
    /// How long it took.
    package var durationMilliseconds: Int64

    /// The parts one by one.
    package init(
        user: String, chargePoint: String?, scheme: TransferScheme, direction: TransferDirection, path: StorePath,
        failure: String?, fault: String?, offset: Int64, bytes: Int64, isWhole: Bool, size: Int64?, sha256: String?,
        started: DateTime, durationMilliseconds: Int64
    ) {
        self.user = user
        self.chargePoint = chargePoint
        self.scheme = scheme
        self.direction = direction
        self.path = path
        self.failure = failure
        self.fault = fault
        self.offset = offset
        self.bytes = bytes
        self.isWhole = isWhole
        self.size = size
        self.sha256 = sha256
        self.started = started
        self.durationMilliseconds = durationMilliseconds
    }

    /// What the file is for.
    package var kind: FileKind { StoreLayout.kind(of: path) }
}
