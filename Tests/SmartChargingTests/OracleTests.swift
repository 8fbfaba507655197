import Foundation
import OCPPTypes
import SmartCharging
import Testing

/// SmartCharging against the second-by-second oracle.
///
/// `WATTSWARM_ORACLE_STACKS=100000` asks for more random stacks, `TEST_SEED` repeats a run,
/// `WATTSWARM_ORACLE_GRID=full` walks a finer grid.
@Suite struct OracleTests {
    /// The same charge point for both sides.
    private struct Pair {
        var oracle = Oracle()
        var store = ChargingProfileStore()
        var configuration = SmartChargingConfiguration(connectors: 1)
        var transactions: [ChargingTransaction] = []

        mutating func set(_ connectorId: Int, _ profile: ChargingProfile) -> ChargingProfileRefusal? {
            let refusal = store.install(
                SetChargingProfile.Request(connectorId: connectorId, csChargingProfiles: profile),
                transaction: transactions.first { $0.connectorId == connectorId }, at: oracle.now,
                configuration: configuration)
            if refusal == nil { oracle.set(connectorId, profile) }
            return refusal
        }

        /// The first difference in the composite schedule at the given seconds; nil when there is none.
        func difference(connector: Int, duration: Int, unit: ChargingRateUnit, seconds: some Sequence<Int>) -> String? {
            let request = GetCompositeSchedule.Request(
                connectorId: connector, duration: duration, chargingRateUnit: unit)
            guard
                let schedule = try? store.compositePeriods(
                    request, transactions: transactions, at: oracle.now, configuration: configuration)
            else { return "rejected" }
            var last: CompositeSchedule.Period?
            for period in schedule.periods {
                if let last, last.startPeriod >= period.startPeriod { return "starts do not ascend" }
                if let last, last.limit == period.limit, last.chargingProfileId == period.chargingProfileId {
                    return "equal neighbours at \(period.startPeriod)"
                }
                last = period
            }
            for second in seconds {
                let expected = oracle.value(connector: connector, at: oracle.now.plus(second), unit: unit)
                let period = schedule.periods.last { $0.startPeriod <= second }
                let found = period?.limit.map {
                    Oracle.Value(tenths: $0.limit.tenths, phases: $0.phases, profileId: period?.chargingProfileId)
                }
                if found != expected {
                    return "connector \(connector) \(unit) second \(second): \(String(describing: found)), "
                        + "the oracle says \(String(describing: expected))"
                }
            }
            return nil
        }

        /// The first difference in the limit at an instant and in its next change; nil when there is none.
        func limitDifference(connector: Int, at time: DateTime, unit: ChargingRateUnit, seconds: Int) -> String? {
            var asked = oracle
            // Without a transaction a schedule starts with the question.
            asked.now = time
            let expected = asked.value(connector: connector, at: time, unit: unit)
            let limit = store.limit(
                connectorId: connector, transactions: transactions, at: time, unit: unit, configuration: configuration)
            let found = limit.limit.map {
                Oracle.Value(tenths: $0.limit.tenths, phases: $0.phases, profileId: limit.chargingProfileId)
            }
            if found != expected {
                return "limit at \(time): \(String(describing: found)), not \(String(describing: expected))"
            }
            let next = store.nextChange(
                after: time, connectorId: connector, transactions: transactions, unit: unit,
                configuration: configuration)
            for second in 1..<seconds {
                let later = time.plus(second)
                if let next, later >= next { break }
                let then = asked.value(connector: connector, at: later, unit: unit)
                if then?.tenths != expected?.tenths || then?.phases != expected?.phases {
                    return "the limit changes at \(later), nextChange says \(String(describing: next))"
                }
            }
            return nil
        }
    }

    // MARK: Random stacks

    private static let count =
        ProcessInfo.processInfo.environment["WATTSWARM_ORACLE_STACKS"].flatMap(Int.init) ?? 2000
    private static let seed =
        ProcessInfo.processInfo.environment["TEST_SEED"].flatMap(UInt64.init) ?? UInt64.random(in: 0...(.max))

    @Test func `random stacks agree with the oracle second by second`() {
        print("SmartCharging oracle: \(Self.count) stacks, repeat with")
        print("  TEST_SEED=\(Self.seed) WATTSWARM_ORACLE_STACKS=\(Self.count) swift test --filter OracleTests")
        var installed = 0
        var refused = 0
        var seconds = 0
        for index in 0..<Self.count {
            var random = SeededRandom(runSeed: Self.seed, group: "stack", index: UInt64(index))
            var pair = Self.randomPair(&random)
            for id in 1...(1 + random.nextIndex(below: 8)) {
                let (connectorId, profile) = Self.randomProfile(id, pair, &random)
                if pair.set(connectorId, profile) == nil { installed += 1 } else { refused += 1 }
            }
            let connector = random.nextIndex(below: pair.configuration.connectors + 1)
            let unit = ChargingRateUnit.allCases[random.nextIndex(below: 2)]
            let difference: String?
            if random.nextIndex(below: 8) > 0 {
                let duration = 1 + random.nextIndex(below: 150)
                difference = pair.difference(
                    connector: connector, duration: duration, unit: unit, seconds: 0..<duration)
                seconds += duration
            } else {
                // Weeks, looked at in a hundred places.
                let duration = 20 * 86_400
                let places = (0..<100).map { _ in random.nextIndex(below: duration) }
                difference = pair.difference(connector: connector, duration: duration, unit: unit, seconds: places)
                seconds += places.count
            }
            let time = pair.oracle.now.adding(milliseconds: Int64(random.nextIndex(below: 200_000)) - 50_000)
            let other = pair.limitDifference(connector: connector, at: time, unit: unit, seconds: 40)
            if let problem = difference ?? other {
                Issue.record("seed \(Self.seed) stack \(index): \(problem)\n\(pair.store.profiles)")
                return
            }
        }
        print("  \(Self.count) stacks agree: \(installed) profiles (\(refused) refused), \(seconds) seconds compared")
        #expect(installed > Self.count)
    }

    private static func randomPair(_ random: inout SeededRandom) -> Pair {
        var pair = Pair()
        pair.oracle.connectors = 1 + random.nextIndex(below: 3)
        pair.oracle.phases = [3, 3, 1, 2][random.nextIndex(below: 4)]
        pair.oracle.volts = [230, 110][random.nextIndex(below: 2)]
        if random.nextIndex(below: 2) == 0 { pair.oracle.hardwareAmperes = 8 + random.nextIndex(below: 30) }
        // Any moment of three weeks, not always at a whole second.
        pair.oracle.now = noon.plus(random.nextIndex(below: 21 * 86_400))
        if random.nextIndex(below: 4) == 0 {
            pair.oracle.now = pair.oracle.now.adding(milliseconds: Int64(random.nextIndex(below: 1000)))
        }
        for connector in 1...pair.oracle.connectors where random.nextIndex(below: 2) == 0 {
            let start = pair.oracle.now.plus(-random.nextIndex(below: 100))
            pair.oracle.transactionStarts[connector] = start
            pair.transactions.append(
                ChargingTransaction(connectorId: connector, transactionId: connector * 10, start: start))
        }
        pair.configuration = SmartChargingConfiguration(
            connectors: pair.oracle.connectors, volts: pair.oracle.volts, phases: pair.oracle.phases,
            connectorLimit: pair.oracle.hardwareAmperes.map {
                ElectricLimit(DecimalNumber($0), .amperes, phases: pair.oracle.phases)
            })
        return pair
    }

    private static func randomProfile(
        _ id: Int, _ pair: Pair, _ random: inout SeededRandom
    ) -> (Int, ChargingProfile) {
        let purpose = ChargingProfilePurpose.allCases[random.nextIndex(below: 3)]
        let connectorId: Int
        switch purpose {
        case .chargePointMaxProfile: connectorId = 0
        case .txDefaultProfile: connectorId = random.nextIndex(below: pair.oracle.connectors + 1)
        case .txProfile: connectorId = 1 + random.nextIndex(below: pair.oracle.connectors)
        }
        func near(_ random: inout SeededRandom) -> DateTime {
            let rest = random.nextIndex(below: 5) == 0 ? Int64(random.nextIndex(below: 1000)) : 0
            return pair.oracle.now.plus(random.nextIndex(below: 220) - 100).adding(milliseconds: rest)
        }
        let kind = ChargingProfileKind.allCases[random.nextIndex(below: 3)]
        var start: DateTime? = near(&random)
        var recurrency: RecurrencyKind?
        switch kind {
        case .absolute: if random.nextIndex(below: 4) == 0 { start = nil }
        case .relative: if random.nextIndex(below: 2) == 0 { start = nil }
        case .recurring:
            recurrency = RecurrencyKind.allCases[random.nextIndex(below: 2)]
            start = start?.plus(-86_400 * random.nextIndex(below: 15))
        }
        let unit = ChargingRateUnit.allCases[random.nextIndex(below: 2)]
        var starts: Set<Int> = [0]
        for _ in 0..<random.nextIndex(below: 6) { starts.insert(1 + random.nextIndex(below: 120)) }
        if random.nextIndex(below: 6) == 0 { starts.insert(86_400 * (1 + random.nextIndex(below: 8)) - 10) }
        let periods = starts.sorted().map { start in
            // Few different limits, so that equal ones meet.
            let amperes = Int64(random.nextIndex(below: 40)) * 10 + Int64(random.nextIndex(below: 2)) * 5
            return ChargingSchedulePeriod(
                startPeriod: start, limit: DecimalNumber(tenths: unit == .amperes ? amperes : amperes * 500),
                numberPhases: [nil, nil, 1, 2, 3, 4][random.nextIndex(below: 6)])
        }
        var duration: Int?
        if random.nextIndex(below: 2) == 0 { duration = random.nextIndex(below: 160) }
        if random.nextIndex(below: 8) == 0 { duration = 86_400 * (1 + random.nextIndex(below: 9)) - 30 }
        return (
            connectorId,
            ChargingProfile(
                chargingProfileId: random.nextIndex(below: 12) == 0 ? 1 : id,
                transactionId: purpose == .txProfile && random.nextIndex(below: 2) == 0 ? connectorId * 10 : nil,
                stackLevel: random.nextIndex(below: 4), chargingProfilePurpose: purpose, chargingProfileKind: kind,
                recurrencyKind: recurrency, validFrom: random.nextIndex(below: 4) == 0 ? near(&random) : nil,
                validTo: random.nextIndex(below: 4) == 0 ? near(&random).plus(60) : nil,
                chargingSchedule: ChargingSchedule(
                    duration: duration, startSchedule: start, chargingRateUnit: unit, chargingSchedulePeriod: periods))
        )
    }

    // MARK: Every small stack

    @Test func `every stack of up to three profiles over a coarse grid agrees with the oracle`() {
        let isFull = ProcessInfo.processInfo.environment["WATTSWARM_ORACLE_GRID"] == "full"
        let shapes = Self.gridShapes(isFull: isFull)
        var stacks = 0
        /// Every time of the grid is a multiple of 5 s, so these seconds are all that can differ.
        let seconds = stride(from: 0, to: 40, by: 5)
        func check(_ indices: [Int]) -> Bool {
            var pair = Pair()
            pair.oracle.now = noon
            pair.oracle.hardwareAmperes = 32
            pair.oracle.transactionStarts[1] = noon.plus(-5)
            pair.transactions = [ChargingTransaction(connectorId: 1, transactionId: 1, start: noon.plus(-5))]
            pair.configuration.connectorLimit = ElectricLimit(DecimalNumber(32), .amperes)
            for (place, index) in indices.enumerated() {
                var profile = shapes[index].profile
                profile.chargingProfileId = place + 1
                if pair.set(shapes[index].connectorId, profile) != nil { return false }
            }
            stacks += 1
            guard let problem = pair.difference(connector: 1, duration: 40, unit: .amperes, seconds: seconds)
            else { return true }
            Issue.record("\(problem)\n\(pair.store.profiles)")
            return false
        }
        for first in shapes.indices {
            guard check([first]) else { return }
            for second in shapes.indices.dropFirst(first + 1) {
                guard check([first, second]) else { return }
                // Both orders in turn: replacing must not depend on which one was first in the table.
                for third in shapes.indices.dropFirst(second + 1) {
                    let stack = (first + second + third) % 2 == 0 ? [first, second, third] : [third, first, second]
                    guard check(stack) else { return }
                }
            }
        }
        print("SmartCharging grid: \(shapes.count) profiles, \(stacks) stacks agree with the oracle")
        let n = shapes.count
        #expect(stacks == n + n * (n - 1) / 2 + n * (n - 1) * (n - 2) / 6)
    }

    private static func gridShapes(isFull: Bool) -> [(connectorId: Int, profile: ChargingProfile)] {
        let places: [(Int, ChargingProfilePurpose)] = [
            (0, .chargePointMaxProfile), (0, .txDefaultProfile), (1, .txDefaultProfile), (1, .txProfile),
        ]
        var shapes: [(Int, ChargingProfile)] = []
        for (connectorId, purpose) in places {
            for level in 0...1 {
                for start in isFull ? [-10, 0, 10] : [-10, 10] {
                    for duration in [nil, 20] as [Int?] {
                        for window in isFull ? [nil, (5, 15), (-5, 10)] : [nil, (5, 15)] as [(Int, Int)?] {
                            // Each place has limits of its own, so that a wrong choice shows.
                            let limit = Double(6 + shapes.count % 7)
                            shapes.append(
                                (
                                    connectorId,
                                    profile(
                                        1, purpose, level: level, start: noon.plus(start), duration: duration,
                                        from: window.map { noon.plus($0.0) }, to: window.map { noon.plus($0.1) },
                                        [0: limit, 10: limit + 4])
                                ))
                        }
                    }
                }
            }
        }
        return shapes
    }
}
