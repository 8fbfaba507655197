/// The speed of a modem: after each piece the line is busy for as long as the piece takes.
///
/// libcurl's own limit lets a hundred buffers pass before it looks at the clock (7.88).
struct Throttle: Equatable {
    private let bytesPerSecond: Int64
    /// The line is free again then.
    private var freeAt: Int64 = 0

    /// A line on which nothing is under way.
    init(bytesPerSecond: Int64) {
        self.bytesPerSecond = max(1, bytesPerSecond)
    }

    /// Bytes that are moved in one piece: a quarter of a second's, so that slow lines do not stutter.
    var pieceBytes: Int {
        let range = FileTransferLimits.throttledPieceBytes
        return Int(min(max(bytesPerSecond / 4, Int64(range.lowerBound)), Int64(range.upperBound)))
    }

    /// Takes a piece when the line is free, else tells when it will be; instants are nanoseconds.
    mutating func take(_ count: Int, at now: Int64) -> Int64? {
        guard now >= freeAt else { return freeAt }
        let (product, overflow) = Int64(count).multipliedReportingOverflow(by: 1_000_000_000)
        // What the look at the clock came late is made good, but no more than a look's worth.
        let start = max(freeAt, now - FileTransferLimits.throttleCatchUpNanoseconds)
        freeAt = overflow ? .max : start + product / bytesPerSecond
        return nil
    }
}
