/// Unlocks the cable of a connector; central system to charge point.
package enum UnlockConnector {
    /// `UnlockConnector.req` (OCPP 1.6 §6.53).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int

        /// Makes the value from its members; optional ones are absent unless given.
        package init(connectorId: Int) {
            self.connectorId = connectorId
        }
    }

    /// `UnlockConnector.conf` (OCPP 1.6 §6.54).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: UnlockStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: UnlockStatus) {
            self.status = status
        }
    }
}
