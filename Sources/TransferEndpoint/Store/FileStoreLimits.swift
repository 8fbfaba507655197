/// Bounds of the file store; reaching one fails the upload and is counted.
package struct FileStoreLimits: Sendable, Equatable {
    /// Largest file in bytes.
    package var fileBytes: Int64 = 1 << 30
    /// Bytes of all files together, uploads under way among them.
    package var totalBytes: Int64 = 64 << 30
    /// Number of all files, uploads under way among them.
    package var totalFiles = 1_000_000
    /// Bytes of one charge point's folder.
    package var chargePointBytes: Int64 = 1 << 30
    /// Number of files in one charge point's folder.
    package var chargePointFiles = 1_000
    /// Bytes of the firmware library.
    package var firmwareBytes: Int64 = 16 << 30
    /// Number of images in the firmware library.
    package var firmwareFiles = 10_000
    /// Uploads at once.
    package var uploads = 20_000
    /// Unfinished uploads that are kept to be gone on with.
    package var partials = 10_000
    /// How long an unfinished upload that can be gone on with is kept.
    package var partialSeconds: Int64 = 900
    /// Entries of one listing.
    package var listedEntries = 100_000

    /// The default limits.
    package init() {}
}
