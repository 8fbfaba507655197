/// Orders a signed firmware update; central system to charge point.
package enum SignedUpdateFirmware {
    /// `SignedUpdateFirmware.req` (security white paper edition 3, SignedUpdateFirmware.req).
    package struct Request: Equatable, Sendable {
        /// Optional, integer. Number of retries after the first attempt (errata v4.0 §3.50).
        package var retries: Int?
        /// Optional, integer. Seconds between attempts.
        package var retryInterval: Int?
        /// Required, integer.
        package var requestId: Int
        /// Required, object.
        package var firmware: Firmware

        /// Makes the value from its members; optional ones are absent unless given.
        package init(retries: Int? = nil, retryInterval: Int? = nil, requestId: Int, firmware: Firmware) {
            self.retries = retries
            self.retryInterval = retryInterval
            self.requestId = requestId
            self.firmware = firmware
        }
    }

    /// `SignedUpdateFirmware.conf` (security white paper edition 3, SignedUpdateFirmware.conf).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: UpdateFirmwareStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: UpdateFirmwareStatus) {
            self.status = status
        }
    }
}
