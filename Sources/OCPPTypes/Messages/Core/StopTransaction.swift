/// Reports that a transaction ended; charge point to central system.
package enum StopTransaction {
    /// `StopTransaction.req` (OCPP 1.6 §6.49).
    package struct Request: Equatable, Sendable {
        /// Optional, at most 20 characters.
        package var idTag: CiString<20>?
        /// Required, integer. Register in Wh at the end.
        package var meterStop: Int
        /// Required, date and time.
        package var timestamp: DateTime
        /// Required, integer. Issued by the central system; -1 when StartTransaction was never answered
        /// (errata v4.0 §3.18).
        package var transactionId: Int
        /// Optional, enumeration.
        package var reason: Reason?
        /// Optional, list of MeterValue.
        package var transactionData: [MeterValue]?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(
            idTag: CiString<20>? = nil,
            meterStop: Int,
            timestamp: DateTime,
            transactionId: Int,
            reason: Reason? = nil,
            transactionData: [MeterValue]? = nil
        ) {
            self.idTag = idTag
            self.meterStop = meterStop
            self.timestamp = timestamp
            self.transactionId = transactionId
            self.reason = reason
            self.transactionData = transactionData
        }
    }

    /// `StopTransaction.conf` (OCPP 1.6 §6.50).
    package struct Confirmation: Equatable, Sendable {
        /// Optional, object.
        package var idTagInfo: IdTagInfo?

        /// Makes the value from its members; optional ones are absent unless given.
        package init(idTagInfo: IdTagInfo? = nil) {
            self.idTagInfo = idTagInfo
        }
    }
}
