import OCPPTypes
import SmartCharging

/// A limit from a time on, as the installed profiles give it.
package struct ExpectedLimit: Equatable, Sendable {
    /// From then on, in device time.
    package var time: DateTime
    /// Watts; nil where nothing limits.
    package var watts: Double?

    /// Makes a limit.
    package init(time: DateTime, watts: Double?) {
        self.time = time
        self.watts = watts
    }
}

extension CentralSystemModel {
    /// The limits of a transaction that the profiles now installed on its charge point gave it, each from its acceptance
    /// on; empty where there are none. Profiles that were replaced or left with the transaction are not known any more.
    package func expectedLimits(
        of transaction: TransactionRecord, until end: DateTime
    ) -> [ExpectedLimit] {
        guard let index = indexByIdentity[transaction.identity], chargePoints[index].hasBooks else { return [] }
        let installed = chargePoints[index].books.profiles
        guard !installed.isEmpty else { return [] }
        let start = transaction.start.timestamp
        let own = ChargingTransaction(
            connectorId: transaction.start.connectorId, transactionId: Int(transaction.transactionId), start: start)
        let configuration = smartCharging(of: index, atLeast: transaction.start.connectorId)
        var limits: [ExpectedLimit] = []
        // The limits change where profiles were accepted; in between one composite schedule tells everything.
        let accepted = Set(installed.profiles.map { max(start, $0.receivedAt) }.filter { $0 < end }).sorted()
        for (place, from) in accepted.enumerated() {
            let to = place + 1 < accepted.count ? accepted[place + 1] : end
            var store = installed
            for profile in installed.profiles where profile.receivedAt > from {
                _ = store.clear(.init(id: profile.profile.chargingProfileId))
            }
            let seconds = max(0, Int((to.millisecondsSince1970 - from.millisecondsSince1970) / 1_000))
            let request = GetCompositeSchedule.Request(
                connectorId: transaction.start.connectorId, duration: seconds, chargingRateUnit: .watts)
            guard
                let schedule = try? store.compositePeriods(
                    request, transactions: [own], at: from, configuration: configuration)
            else { continue }
            for period in schedule.periods {
                let time = DateTime(
                    millisecondsSince1970: from.millisecondsSince1970 + Int64(period.startPeriod) * 1_000)
                limits.append(ExpectedLimit(time: time, watts: period.limit?.limit.doubleValue))
            }
        }
        return limits
    }
}
