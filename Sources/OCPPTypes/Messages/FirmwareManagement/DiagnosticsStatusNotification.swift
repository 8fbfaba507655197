/// Reports the progress of a diagnostics upload; charge point to central system.
package enum DiagnosticsStatusNotification {
    /// `DiagnosticsStatusNotification.req` (OCPP 1.6 §6.17).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var status: DiagnosticsStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: DiagnosticsStatus) {
            self.status = status
        }
    }

    /// `DiagnosticsStatusNotification.conf` (OCPP 1.6 §6.18).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
