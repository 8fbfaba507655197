/// Asks the charge point to stop a transaction; central system to charge point.
package enum RemoteStopTransaction {
    /// `RemoteStopTransaction.req` (OCPP 1.6 §6.35).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Issued by the central system; -1 when StartTransaction was never answered
        /// (errata v4.0 §3.18).
        package var transactionId: Int

        /// Makes the value from its members; optional ones are absent unless given.
        package init(transactionId: Int) {
            self.transactionId = transactionId
        }
    }

    /// `RemoteStopTransaction.conf` (OCPP 1.6 §6.36).
    package struct Confirmation: Equatable, Sendable {
        /// Required, enumeration.
        package var status: RemoteStartStopStatus

        /// Makes the value from its members; optional ones are absent unless given.
        package init(status: RemoteStartStopStatus) {
            self.status = status
        }
    }
}
