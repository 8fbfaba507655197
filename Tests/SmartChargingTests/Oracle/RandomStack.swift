import OCPPTypes
import SmartCharging

/// A charge point with what it was sent: the configuration, the transactions, the messages in order, the question.
struct RandomStack {
    enum Step {
        case set(connectorId: Int, profile: ChargingProfile, at: DateTime)
        case clear(ClearChargingProfile.Request)
        case end(connectorId: Int)
    }

    var configuration: SmartChargingConfiguration
    var transactions: [ChargingTransaction]
    var steps: [Step]
    var now: DateTime
    var duration: Int

    init(
        configuration: SmartChargingConfiguration, transactions: [ChargingTransaction], steps: [Step], now: DateTime,
        duration: Int
    ) {
        self.configuration = configuration
        self.transactions = transactions
        self.steps = steps
        self.now = now
        self.duration = duration
    }

    /// Draws one; the same generator state gives the same stack.
    init(using random: inout SeededRandom) {
        var draw = StackDraw(random: random)
        self = draw.stack()
        random = draw.random
    }
}

/// Draws the parts of a stack, boundaries more often than what lies between them.
private struct StackDraw {
    var random: SeededRandom
    var now = noon
    var duration = 60
    var volts = 230
    /// Instants near which something happens, in seconds from now.
    var moments: [Int] = []

    mutating func chance(_ percent: Int) -> Bool { random.nextIndex(below: 100) < percent }

    mutating func pick<T>(_ choices: [T]) -> T { choices[random.nextIndex(below: choices.count)] }

    mutating func stack() -> RandomStack {
        // Midnight, the last second of a Sunday, a leap day, the hours of summer time, and any Wednesday's noon.
        let base: Int64 = pick([
            1_735_732_800_000, 1_735_689_600_000, 1_736_121_599_000, 1_709_208_000_000, 1_743_296_400_000,
        ])
        now = DateTime(millisecondsSince1970: base + pick([0, 0, 0, 0, 1, 500, 999]))
        duration = pick([0, 1, 10, 60, 61, 100, 120, 120, 120, 3600, 86_400, 86_401, 8 * 86_400])
        volts = pick([230, 230, 230, 230, 110, 240, 400])
        moments = [0, 1, duration - 1, duration, duration + 1, 59, 60, 61, duration / 2]
        let configuration = configuration()
        var transactions: [ChargingTransaction] = []
        for connectorId in 1...configuration.connectors where chance(65) {
            let id = chance(15) ? nil : 100 + connectorId
            let start = now.plus(-pick([0, 1, 10, 30, 59, 60, 61, 600, 3600, 86_399, 86_400, 7 * 86_400]))
            transactions.append(ChargingTransaction(connectorId: connectorId, transactionId: id, start: start))
        }
        var steps: [RandomStack.Step] = []
        for _ in 0..<pick([1, 1, 2, 2, 3, 3, 4, 4, 5, 6, 8, 10]) {
            steps.append(step(configuration, transactions))
        }
        if chance(10) { steps.append(clearing(configuration)) }
        if chance(3) { steps.append(.end(connectorId: 1 + random.nextIndex(below: configuration.connectors))) }
        return RandomStack(
            configuration: configuration, transactions: transactions, steps: steps, now: now, duration: duration)
    }

    mutating func configuration() -> SmartChargingConfiguration {
        var configuration = SmartChargingConfiguration(
            connectors: pick([1, 1, 1, 2, 2, 3, 4]), volts: volts, phases: pick([1, 2, 3, 3, 3]), maxStackLevel: 3,
            maxInstalled: pick([100, 100, 100, 4]))
        if chance(30) { configuration.connectorLimit = hardwareLimit() }
        if chance(15) {
            // A supply with fewer phases than the charge point would contradict the charge point's phases.
            configuration.chargePointLimit = hardwareLimit()
            configuration.chargePointLimit?.phases = configuration.phases
        }
        if chance(5) { configuration.allowsAmperes = false }
        if configuration.allowsAmperes, chance(5) { configuration.allowsWatts = false }
        configuration.preferredUnit = configuration.allowsAmperes && chance(80) ? .amperes : .watts
        return configuration
    }

    mutating func hardwareLimit() -> ElectricLimit {
        let unit = pick([ChargingRateUnit.amperes, .watts])
        return ElectricLimit(limit(unit), unit, phases: pick([1, 2, 3, 3, 3]))
    }

    /// Amperes of sockets and cables and a tenth beside them; watts that are such amperes on 1 to 3 phases, and a tenth
    /// beside them.
    mutating func limit(_ unit: ChargingRateUnit) -> DecimalNumber {
        let tenths = pick([0, 1, 59, 60, 61, 80, 100, 100, 100, 130, 160, 160, 200, 250, 320, 320, 321, 630])
        let beside = chance(80) ? 0 : pick([-1, 1])
        switch unit {
        case .amperes:
            return DecimalNumber(tenths: Int64(max(0, tenths + beside)))
        case .watts:
            if chance(35) {
                return DecimalNumber(pick([0, 1, 1380, 2299, 2300, 2301, 3680, 6900, 7360, 10_000, 11_000, 22_080]))
            }
            return DecimalNumber(tenths: Int64(max(0, tenths * volts * pick([1, 1, 2, 3, 3]) + beside)))
        }
    }

    /// An instant near one at which something else happens, rarely between whole seconds.
    mutating func moment() -> DateTime {
        let seconds = chance(75) ? pick(moments) : random.nextIndex(below: max(2, 2 * duration)) - duration / 2
        moments.append(seconds)
        return now.plus(seconds).adding(milliseconds: Int64(chance(85) ? 0 : pick([-999, -500, -1, 1, 500])))
    }

    mutating func step(
        _ configuration: SmartChargingConfiguration, _ transactions: [ChargingTransaction]
    ) -> RandomStack.Step {
        let purpose = pick([
            ChargingProfilePurpose.chargePointMaxProfile, .txDefaultProfile, .txDefaultProfile, .txDefaultProfile,
            .txProfile, .txProfile,
        ])
        var connectorId = random.nextIndex(below: configuration.connectors + 1)
        switch purpose {
        case .chargePointMaxProfile: if chance(95) { connectorId = 0 }
        case .txDefaultProfile: if chance(40) { connectorId = 0 }
        case .txProfile: if chance(90), !transactions.isEmpty { connectorId = pick(transactions).connectorId }
        }
        if chance(1) { connectorId = configuration.connectors + 1 }
        var profile = profile(purpose)
        if purpose == .txProfile || chance(3) {
            let running = transactions.first { $0.connectorId == connectorId }?.transactionId
            profile.transactionId = chance(65) ? running : chance(85) ? nil : 999
        }
        let at = chance(70) ? now : now.plus(-pick([1, 30, 60, 3600, 86_400]))
        return .set(connectorId: connectorId, profile: profile, at: at)
    }

    mutating func profile(_ purpose: ChargingProfilePurpose) -> ChargingProfile {
        let kind = pick([ChargingProfileKind.absolute, .absolute, .absolute, .recurring, .recurring, .relative])
        var from: DateTime?
        var to: DateTime?
        if chance(30) { from = moment() }
        if chance(30) { to = moment() }
        if let first = from, let second = to, second < first { (from, to) = (second, first) }
        return ChargingProfile(
            chargingProfileId: 1 + random.nextIndex(below: 12),
            stackLevel: chance(1) ? 4 : pick([0, 0, 0, 1, 1, 2, 3]), chargingProfilePurpose: purpose,
            chargingProfileKind: kind,
            recurrencyKind: kind == .recurring ? pick([RecurrencyKind.daily, .daily, .weekly]) : nil, validFrom: from,
            validTo: to, chargingSchedule: schedule(kind))
    }

    mutating func schedule(_ kind: ChargingProfileKind) -> ChargingSchedule {
        let unit = pick([ChargingRateUnit.amperes, .watts])
        let lengths = [1, 2, 10, 30, 59, 60, 61, 120, duration, duration + 1, 3600, 43_200, 86_399, 86_400, 86_401]
        var starts: Set<Int> = [0]
        for _ in 0..<pick([0, 0, 1, 1, 2, 3, 5]) {
            starts.insert(chance(70) ? 1 + random.nextIndex(below: 120) : max(1, pick(lengths)))
        }
        let list = starts.sorted().map { start in
            ChargingSchedulePeriod(
                startPeriod: start, limit: limit(unit), numberPhases: pick([nil, nil, nil, 1, 1, 2, 3, 3]))
        }
        var start: DateTime? = chance(kind == .recurring ? 98 : 80) ? moment() : nil
        if let first = start, chance(60) {
            start = first.plus(-pick([1, 30, 60, 120, 3600, 86_399, 86_400, 86_401, 7 * 86_400, 30 * 86_400]))
        }
        return ChargingSchedule(
            duration: chance(45) ? pick(lengths) : nil, startSchedule: start, chargingRateUnit: unit,
            chargingSchedulePeriod: list, minChargingRate: chance(5) ? limit(unit) : nil)
    }

    mutating func clearing(_ configuration: SmartChargingConfiguration) -> RandomStack.Step {
        .clear(
            ClearChargingProfile.Request(
                id: chance(30) ? 1 + random.nextIndex(below: 12) : nil,
                connectorId: chance(40) ? random.nextIndex(below: configuration.connectors + 1) : nil,
                chargingProfilePurpose: chance(40) ? pick(ChargingProfilePurpose.allCases) : nil,
                stackLevel: chance(40) ? random.nextIndex(below: 3) : nil))
    }
}
