import OCPPTypes

/// What one of several charging connectors gets.
package struct ConnectorShare: Equatable, Sendable {
    /// The connector.
    package var connectorId: Int
    /// What it may take now; nil where nothing limits it, 0 = pause.
    package var limit: ElectricLimit?
}

extension ChargingProfileStore {
    /// Divides the ChargePointMaxProfile, and the hardware limit of the whole charge point, among the connectors that
    /// charge: together they never take more (OCPP 1.6 §3.13.3).
    ///
    /// Everybody gets an equal part, and what one cannot use goes to the others. Where an equal part is too little to
    /// charge with (`leastAmperes` of the configuration, or the schedule's `minChargingRate`, §7.13), the last of
    /// `charging` pause, so that the first ones can go on. Current is added up as if all loaded the same phase.
    /// - Parameters:
    ///   - charging: the transactions that take power, in the order in which they are served.
    ///   - unit: the unit of the shares.
    package func shares(
        of charging: [ChargingTransaction], at now: DateTime, unit: ChargingRateUnit,
        configuration: SmartChargingConfiguration
    ) -> [ConnectorShare] {
        let time = now.millisecondsSince1970
        var demands = charging.map { ownDemand($0, time, unit, configuration) }
        for budget in [configuration.chargePointLimit, maximum(time, configuration)] {
            guard let budget else { continue }
            share(budget, among: &demands, configuration)
        }
        return zip(charging, demands).map { transaction, demand in
            let limit = demand.limit?.converted(to: unit, volts: configuration.volts)
            return ConnectorShare(connectorId: transaction.connectorId, limit: limit)
        }
    }

    /// What a connector wants, and below which it is better off pausing.
    private struct Demand {
        var limit: ElectricLimit?
        var least: ElectricLimit
    }

    /// The ChargePointMaxProfile that prevails.
    private func maximum(_ time: Milliseconds, _ configuration: SmartChargingConfiguration) -> ElectricLimit? {
        var stack = ProfileStack()
        for (index, installed) in profiles.enumerated()
        where installed.profile.chargingProfilePurpose == .chargePointMaxProfile {
            stack.append(ScheduleCursor(installed, index: index, chargingStart: 0), of: profiles.count)
        }
        stack.advance(to: time)
        return stack.prevailing.map { configuration.limit(of: $0, in: $0.unit) }
    }

    private func ownDemand(
        _ transaction: ChargingTransaction, _ time: Milliseconds, _ unit: ChargingRateUnit,
        _ configuration: SmartChargingConfiguration
    ) -> Demand {
        var stacks = ConnectorStacks(
            profiles, connectorId: transaction.connectorId, chargingStart: transaction.start.millisecondsSince1970)
        stacks.advance(to: time)
        let hardware = configuration.connectorLimit?.converted(to: unit, volts: configuration.volts)
        let floor = ElectricLimit(configuration.leastAmperes, .amperes, phases: configuration.phases)
        guard let prevailing = stacks.prevailing else { return Demand(limit: hardware, least: floor) }
        let limit = configuration.limit(of: prevailing, in: unit)
        var least = ElectricLimit(configuration.leastAmperes, .amperes, phases: limit.phases)
        if let rate = prevailing.minChargingRate {
            let wished = ElectricLimit(rate, prevailing.unit, phases: limit.phases)
                .converted(to: .amperes, volts: configuration.volts)
            if wished.limit > least.limit { least = wished }
        }
        return Demand(limit: hardware.map { limit.lowered(to: $0, volts: configuration.volts) } ?? limit, least: least)
    }

    /// Brings the sum of the demands under a budget, counted in the budget's unit.
    private func share(
        _ budget: ElectricLimit, among demands: inout [Demand], _ configuration: SmartChargingConfiguration
    ) {
        let volts = configuration.volts
        let wanted = demands.map { demand in
            demand.limit?.converted(to: budget.unit, volts: volts).limit.tenths ?? .max
        }
        let least = demands.map { $0.least.converted(to: budget.unit, volts: volts).limit.tenths }
        var served = Array(demands.indices)
        var parts = Self.equalParts(of: budget.limit.tenths, wanted, served)
        // Who wants less than the least anyway is no reason for others to pause.
        while served.count > 1, served.contains(where: { parts[$0] < min(least[$0], wanted[$0]) }) {
            served.removeLast()
            parts = Self.equalParts(of: budget.limit.tenths, wanted, served)
        }
        for index in demands.indices {
            let part = DecimalNumber(tenths: parts[index])
            guard let limit = demands[index].limit else {
                demands[index].limit = ElectricLimit(part, budget.unit, phases: budget.phases)
                continue
            }
            let counted = limit.converted(to: budget.unit, volts: volts)
            // Not lowered at all: keep it as it is, unless counting it has cut off a remainder.
            if counted.limit == part, limit.phases <= budget.phases,
                counted.converted(to: limit.unit, volts: volts) == limit
            {
                continue
            }
            let lowered = ElectricLimit(part, budget.unit, phases: min(budget.phases, limit.phases))
            demands[index].limit = lowered.converted(to: limit.unit, volts: volts)
        }
    }

    /// Equal parts of an amount, none above what is wanted; who wants less leaves the rest to the others.
    private static func equalParts(of amount: Int64, _ wanted: [Int64], _ served: [Int]) -> [Int64] {
        var parts = [Int64](repeating: 0, count: wanted.count)
        var rest = amount
        let bySize = served.sorted { (wanted[$0], $0) < (wanted[$1], $1) }
        for (done, index) in bySize.enumerated() {
            parts[index] = min(wanted[index], rest / Int64(bySize.count - done))
            rest -= parts[index]
        }
        return parts
    }
}
