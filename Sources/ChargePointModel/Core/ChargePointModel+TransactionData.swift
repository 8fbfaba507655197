import OCPPTypes

extension ChargePointModel {
    /// The lists of StopTxnSampledData and StopTxnAlignedData that are not empty.
    private func stopList(_ key: ConfigurationKey) -> MeasurandList? {
        guard case .measurands(let list) = value(key), !list.items.isEmpty else { return nil }
        return list
    }

    /// Keeps a reading for StopTransaction.req.transactionData (OCPP 1.6 §3.16.5, errata v4.0 §3.14): begin and end
    /// with the measurands of StopTxnSampledData, else of StopTxnAlignedData; nothing when both are empty.
    mutating func collectReading(
        _ index: Int, context: ReadingContext, timestamp: DateTime?, _ moment: Moment
    ) {
        let key: ConfigurationKey
        switch context {
        case .sampleClock: key = .stopTxnAlignedData
        case .samplePeriodic: key = .stopTxnSampledData
        default: key = stopList(.stopTxnSampledData) == nil ? .stopTxnAlignedData : .stopTxnSampledData
        }
        guard stopList(key) != nil else { return }
        let request = meterValues(
            Int(transactions[index].connectorId), key, context: context, timestamp: timestamp, at: moment.at)
        // The first and the last reading stay whatever the limit is; the oldest between them go.
        let limit = integer(.stopTransactionMaxMeterValues)
        while transactions[index].data.count >= max(2, limit) { transactions[index].data.remove(at: 1) }
        transactions[index].data.append(contentsOf: request.meterValue)
    }
}
