import OCPPTypes

/// One line of `transfers.jsonl`: an attempt to move a file that has ended, with the hash of the file.
package struct TransferLine: Hashable, Sendable {
    /// The outcome of an attempt that moved the whole file; any other is the cause of its failure.
    package static let done = "done"

    /// Milliseconds since the start of the run.
    package var offsetMilliseconds: Double
    /// Identity of the charge point.
    package var chargePoint: String
    /// What was moved.
    package var kind: TransferKind
    /// By which protocol.
    package var scheme: TransferScheme
    /// ``done``, or why it came to nothing.
    package var outcome: String
    /// The server's last answer where the attempt failed; 0 when there was none.
    package var response = 0
    /// The file's place, without user and password.
    package var place = ""
    /// Bytes that the attempt moved.
    package var bytesMoved: Int64 = 0
    /// Size of the whole file; nil when it is not known.
    package var size: Int64?
    /// SHA-256 of the whole file in hexadecimal; nil when it is not known.
    package var sha256: String?
    /// How long it waited for its turn.
    package var queuedMilliseconds = 0.0
    /// How long it took from then.
    package var durationMilliseconds = 0.0

    /// Makes a line with what every attempt has.
    package init(
        offsetMilliseconds: Double, chargePoint: String, kind: TransferKind, scheme: TransferScheme, outcome: String
    ) {
        self.offsetMilliseconds = offsetMilliseconds
        self.chargePoint = chargePoint
        self.kind = kind
        self.scheme = scheme
        self.outcome = outcome
    }
}
