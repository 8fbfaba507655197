/// Reports the status or an error of a connector; charge point to central system.
package enum StatusNotification {
    /// `StatusNotification.req` (OCPP 1.6 §6.47).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int
        /// Required, enumeration.
        package var errorCode: ChargePointErrorCode
        /// Optional, at most 50 characters.
        package var info: CiString<50>?
        /// Required, enumeration.
        package var status: ChargePointStatus
        /// Optional, date and time.
        package var timestamp: DateTime?
        /// Optional, at most 255 characters.
        package var vendorId: CiString<255>?
        /// Optional, at most 50 characters.
        package var vendorErrorCode: CiString<50>?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            connectorId: Int,
            errorCode: ChargePointErrorCode,
            info: CiString<50>? = nil,
            status: ChargePointStatus,
            timestamp: DateTime? = nil,
            vendorId: CiString<255>? = nil,
            vendorErrorCode: CiString<50>? = nil
        ) {
            self.connectorId = connectorId
            self.errorCode = errorCode
            self.info = info
            self.status = status
            self.timestamp = timestamp
            self.vendorId = vendorId
            self.vendorErrorCode = vendorErrorCode
        }
    }

    /// `StatusNotification.conf` (OCPP 1.6 §6.48).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
