/// Restarts the charge point; central system to charge point.
package enum Reset {
    /// `Reset.req` (OCPP 1.6 §6.39).
    package struct Request: Equatable, Sendable {
        /// Required, enumeration.
        package var type: ResetType

        /// Makes the value from its members; optional ones are absent unless given.
        package init(type: ResetType) {
            self.type = type
        }
    }

    /// `Reset.conf` (OCPP 1.6 §6.40).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: ResetStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: ResetStatus) {
            self.status = status
        }
    }
}
