/// Values of `DataTransferStatus` on the wire (OCPP 1.6 §7 or the security white paper).
package enum DataTransferStatus: String, CaseIterable, Sendable, Hashable {
    /// `Accepted`.
    case accepted = "Accepted"
    /// `Rejected`.
    case rejected = "Rejected"
    /// `UnknownMessageId`.
    case unknownMessageId = "UnknownMessageId"
    /// `UnknownVendorId`.
    case unknownVendorId = "UnknownVendorId"
}
