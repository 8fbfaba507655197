import OCPPTypes
import SmartCharging

extension RandomStack {
    /// A stack that still shows what `fails` looks for, with as little in it as can be taken away one by one.
    func shrunk(while fails: (RandomStack) -> Bool) -> RandomStack {
        var smallest = self
        var rounds = 0
        while rounds < 200, let next = smallest.simpler.first(where: fails) {
            smallest = next
            rounds += 1
        }
        return smallest
    }

    /// Stacks that are one thing simpler, the biggest steps first.
    private var simpler: [RandomStack] {
        var found: [RandomStack] = []
        func offer(_ change: (inout RandomStack) -> Void) {
            var other = self
            change(&other)
            found.append(other)
        }
        for index in steps.indices { offer { $0.steps.remove(at: index) } }
        for index in transactions.indices { offer { $0.transactions.remove(at: index) } }
        if configuration.connectorLimit != nil { offer { $0.configuration.connectorLimit = nil } }
        if configuration.chargePointLimit != nil { offer { $0.configuration.chargePointLimit = nil } }
        if !configuration.allowsAmperes { offer { $0.configuration.allowsAmperes = true } }
        if !configuration.allowsWatts { offer { $0.configuration.allowsWatts = true } }
        if configuration.maxInstalled < 100 { offer { $0.configuration.maxInstalled = 100 } }
        if configuration.connectors > 1 { offer { $0.configuration.connectors -= 1 } }
        if configuration.phases != 3 { offer { $0.configuration.phases = 3 } }
        if configuration.volts != 230 { offer { $0.configuration.volts = 230 } }
        if duration > 0 { offer { $0.duration /= 2 } }
        for index in steps.indices {
            guard case .set(let connectorId, let profile, let at) = steps[index] else { continue }
            if at != now { offer { $0.steps[index] = .set(connectorId: connectorId, profile: profile, at: now) } }
            for other in Self.simpler(profile, now) {
                offer { $0.steps[index] = .set(connectorId: connectorId, profile: other, at: at) }
            }
        }
        return found
    }

    private static func simpler(_ profile: ChargingProfile, _ now: DateTime) -> [ChargingProfile] {
        var found: [ChargingProfile] = []
        func offer(_ change: (inout ChargingProfile) -> Void) {
            var other = profile
            change(&other)
            if other != profile { found.append(other) }
        }
        let periods = profile.chargingSchedule.chargingSchedulePeriod
        for index in periods.indices.dropFirst() {
            offer { $0.chargingSchedule.chargingSchedulePeriod.remove(at: index) }
        }
        if periods.count > 1 {
            offer { other in
                other.chargingSchedule.chargingSchedulePeriod.removeFirst()
                other.chargingSchedule.chargingSchedulePeriod[0].startPeriod = 0
            }
        }
        offer { $0.validFrom = nil }
        offer { $0.validTo = nil }
        offer { $0.transactionId = nil }
        offer { $0.stackLevel = 0 }
        offer { $0.chargingSchedule.duration = nil }
        offer { $0.chargingSchedule.minChargingRate = nil }
        offer { other in
            other.chargingProfileKind = .absolute
            other.recurrencyKind = nil
        }
        offer { other in if other.chargingProfileKind == .absolute { other.chargingSchedule.startSchedule = now } }
        for index in periods.indices {
            offer { $0.chargingSchedule.chargingSchedulePeriod[index].numberPhases = nil }
        }
        return found
    }
}
