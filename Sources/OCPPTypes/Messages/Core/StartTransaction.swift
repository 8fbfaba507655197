/// Reports that a transaction began; charge point to central system.
package enum StartTransaction {
    /// `StartTransaction.req` (OCPP 1.6 §6.45).
    package struct Request: Equatable, Sendable {
        /// Required, integer. Connector; 0 = the whole charge point.
        package var connectorId: Int
        /// Required, at most 20 characters.
        package var idTag: CiString<20>
        /// Required, integer. Register in Wh at the start.
        package var meterStart: Int
        /// Optional, integer.
        package var reservationId: Int?
        /// Required, date and time.
        package var timestamp: DateTime

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            connectorId: Int,
            idTag: CiString<20>,
            meterStart: Int,
            reservationId: Int? = nil,
            timestamp: DateTime
        ) {
            self.connectorId = connectorId
            self.idTag = idTag
            self.meterStart = meterStart
            self.reservationId = reservationId
            self.timestamp = timestamp
        }
    }

    /// `StartTransaction.conf` (OCPP 1.6 §6.46).
    package struct Confirmation: Equatable, Sendable {
        /// Required, object.
        package var idTagInfo: IdTagInfo
        /// Required, integer. Issued by the central system; -1 when StartTransaction was never answered
        /// (errata v4.0 §3.18).
        package var transactionId: Int

        /// Makes the value from its members; optional ones are absent unless given.
        package init(idTagInfo: IdTagInfo, transactionId: Int) {
            self.idTagInfo = idTagInfo
            self.transactionId = transactionId
        }
    }
}
