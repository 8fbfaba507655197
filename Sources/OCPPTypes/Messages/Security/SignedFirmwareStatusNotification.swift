/// Reports the progress of a signed firmware update; charge point to central system.
package enum SignedFirmwareStatusNotification {
    /// `SignedFirmwareStatusNotification.req` (security white paper edition 3, SignedFirmwareStatusNotification.req).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var status: SignedFirmwareStatus
        /// Optional, integer.
        package var requestId: Int?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: SignedFirmwareStatus, requestId: Int? = nil) {
            self.status = status
            self.requestId = requestId
        }
    }

    /// `SignedFirmwareStatusNotification.conf` (security white paper edition 3, SignedFirmwareStatusNotification.conf).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
