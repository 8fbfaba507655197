/// What bounds the transfer of files; reaching a limit ends a transfer with a cause of its own.
package enum FileTransferLimits {
    /// Bytes of a location.
    package static let locationBytes = 8192
    /// Redirections that a server of HTTP may ask for, one after the other.
    package static let redirections = 5
    /// Largest file that is taken, in bytes, unless the settings say otherwise.
    package static let fileBytes: Int64 = 4 << 30
    /// Bytes that receive and send buffers of all transfers together should not exceed by much.
    package static let bufferBytes = 8 << 20
    /// Smallest and largest buffer of one transfer, in bytes.
    package static let bufferBytesPerTransfer = 16_384...102_400
    /// Smallest and largest piece of a transfer at a modem's speed, in bytes.
    package static let throttledPieceBytes = 1024...65_536
    /// How far a transfer at a modem's speed may catch up on a late look at the clock, in nanoseconds.
    package static let throttleCatchUpNanoseconds: Int64 = 50_000_000
    /// Threads of a client.
    package static let threads = 16
    /// Transfers that one lane may have under way.
    package static let parallel = 10_000
    /// Transfers that may wait in one lane; more are refused at once (``FileTransferFailure/Cause/tooManyWaiting``).
    package static let waiting = 100_000
    /// Longest wait that a server's Retry-After may ask for, in seconds.
    package static let retryAfterSeconds = 86_400
    /// Bytes of the first line of a firmware image of our own format.
    package static let firmwareHeaderBytes = 256
    /// Bytes of a validator (ETag, Last-Modified) that is kept to go on with a download.
    package static let validatorBytes = 256
}
