/// Carries vendor-specific data in either direction; both directions.
package enum DataTransfer {
    /// `DataTransfer.req` (OCPP 1.6 §6.15).
    package struct Request: Equatable, Sendable {
        /// Required, at most 255 characters.
        package var vendorId: CiString<255>
        /// Optional, at most 50 characters.
        package var messageId: CiString<50>?
        /// Optional, text.
        package var data: String?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(vendorId: CiString<255>, messageId: CiString<50>? = nil, data: String? = nil) {
            self.vendorId = vendorId
            self.messageId = messageId
            self.data = data
        }
    }

    /// `DataTransfer.conf` (OCPP 1.6 §6.16).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: DataTransferStatus
        /// Optional, text.
        package var data: String?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: DataTransferStatus, data: String? = nil) {
            self.status = status
            self.data = data
        }
    }
}
