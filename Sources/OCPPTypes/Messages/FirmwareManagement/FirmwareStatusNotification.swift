/// Reports the progress of a firmware update; charge point to central system.
package enum FirmwareStatusNotification {
    /// `FirmwareStatusNotification.req` (OCPP 1.6 §6.19).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var status: FirmwareStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: FirmwareStatus) {
            self.status = status
        }
    }

    /// `FirmwareStatusNotification.conf` (OCPP 1.6 §6.20).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
