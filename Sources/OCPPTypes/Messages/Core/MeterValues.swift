/// Reports sampled values of a connector or the main meter; charge point to central system.
package enum MeterValues {
    /// `MeterValues.req` (OCPP 1.6 §6.31).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int
        /// Optional, integer. Issued by the central system; -1 when StartTransaction was never answered
        /// (errata v4.0 §3.18).
        package var transactionId: Int?
        /// Required, list of MeterValue.
        package var meterValue: [MeterValue]

        /// Makes the value from its members; optional ones are absent unless given.
        package init(connectorId: Int, transactionId: Int? = nil, meterValue: [MeterValue]) {
            self.connectorId = connectorId
            self.transactionId = transactionId
            self.meterValue = meterValue
        }
    }

    /// `MeterValues.conf` (OCPP 1.6 §6.32).
    package struct Confirmation: Equatable, Sendable {

        /// Makes the value from its members; optional ones are absent unless given.
        package init() {}
    }
}
