import OCPPTypes
import SmartCharging

/// The first thing in which the library and the reference differ.
struct Disagreement: CustomStringConvertible {
    var connectorId: Int
    var unit: ChargingRateUnit?
    var what: String

    var description: String {
        "connector \(connectorId), \(unit.map { "asked in \($0.rawValue)" } ?? "no unit asked"): \(what)"
    }
}

/// How much was compared.
struct Compared {
    var profiles = 0
    var refused = 0
    var seconds = 0
    var verdicts = 0
    var bounds = 0

    mutating func add(_ other: Compared) {
        profiles += other.profiles
        refused += other.refused
        seconds += other.seconds
        verdicts += other.verdicts
        bounds += other.bounds
    }
}

/// A random stack beside both: the library's store and the reference.
struct Comparison {
    let stack: RandomStack
    private(set) var store = ChargingProfileStore()
    private(set) var reference: Reference
    private(set) var compared = Compared()

    private var configuration: SmartChargingConfiguration { stack.configuration }
    private var now: DateTime { stack.now }

    init(_ stack: RandomStack) {
        self.stack = stack
        reference = Reference(configuration: stack.configuration, transactions: stack.transactions)
    }

    /// Runs the stack through both and compares every answer.
    mutating func run() -> Disagreement? {
        for step in stack.steps {
            if let difference = take(step) { return difference }
        }
        for connectorId in 0...configuration.connectors {
            for unit in [ChargingRateUnit.amperes, .watts] {
                if let difference = composite(connectorId, unit) ?? instant(connectorId, unit)
                    ?? change(connectorId, unit)
                {
                    return difference
                }
            }
            if let difference = chosenUnit(connectorId) ?? explanation(connectorId) { return difference }
        }
        return division()
    }

    mutating func count(verdict: Int = 0, bounds: Int = 0) {
        compared.verdicts += verdict
        compared.bounds += bounds
    }

    private mutating func take(_ step: RandomStack.Step) -> Disagreement? {
        switch step {
        case .set(let connectorId, let profile, let at):
            compared.profiles += 1
            let refusal = store.install(
                SetChargingProfile.Request(connectorId: connectorId, csChargingProfiles: profile),
                transaction: reference.transaction(on: connectorId), at: at, configuration: configuration)
            let isAccepted = reference.set(connectorId, profile, at: at)
            if !isAccepted { compared.refused += 1 }
            if (refusal == nil) != isAccepted {
                let answer = refusal.map { "refused as \($0.rawValue)" } ?? "accepted"
                let expected = isAccepted ? "accepts" : "refuses"
                return Disagreement(
                    connectorId: connectorId, unit: nil,
                    what: "profile \(profile.chargingProfileId) is \(answer), the reference \(expected)")
            }
        case .clear(let request):
            let status = store.clear(request)
            let isFound = reference.clear(request)
            if (status == .accepted) != isFound {
                return Disagreement(connectorId: 0, unit: nil, what: "\(request) is \(status)")
            }
        case .end(let connectorId):
            _ = store.transactionEnded(connectorId: connectorId)
            reference.end(connectorId)
        }
        let kept = store.profiles.map(\.profile.chargingProfileId).sorted()
        let expected = reference.held.map(\.id).sorted()
        return kept == expected
            ? nil : Disagreement(connectorId: 0, unit: nil, what: "holds profiles \(kept), the reference \(expected)")
    }
}

// The composite schedule.
extension Comparison {
    private mutating func composite(_ connectorId: Int, _ unit: ChargingRateUnit) -> Disagreement? {
        func differs(_ what: String) -> Disagreement { Disagreement(connectorId: connectorId, unit: unit, what: what) }
        let request = GetCompositeSchedule.Request(
            connectorId: connectorId, duration: stack.duration, chargingRateUnit: unit)
        guard
            let answer = try? store.compositePeriods(
                request, transactions: reference.transactions, at: now, configuration: configuration)
        else { return differs("no composite schedule") }
        let starts = answer.periods.map(\.startPeriod)
        guard answer.start == now, answer.duration == stack.duration, answer.unit == unit, starts.first == 0,
            zip(starts, starts.dropFirst()).allSatisfy({ $0 < $1 }), starts.last! < max(1, stack.duration)
        else { return differs("not a schedule of this question: \(answer)") }
        for second in seconds(of: connectorId, and: starts) {
            let time = now.plus(second)
            let expected = reference.allowance(asking: connectorId, at: time, asked: now)
            let period = answer.periods.last { $0.startPeriod <= second }!
            compared.seconds += 1
            if !agree(period.limit, period.chargingProfileId, expected, unit) {
                let found = told(period.limit, period.chargingProfileId)
                return differs("\(time), second \(second): \(found), the reference \(told(expected, unit))")
            }
        }
        return wire(answer, connectorId).map(differs)
    }

    /// Every second of a short question, else those at which something can change, their neighbours, and the answer's.
    private func seconds(of connectorId: Int, and starts: [Int]) -> [Int] {
        let last = max(0, stack.duration - 1)
        if last <= 120 { return Array(0...last) }
        var found: Set<Int> = [0, last]
        for instant in reference.boundaries(of: connectorId, from: now, to: now.plus(last), asked: now) {
            let second = Int((instant.millisecondsSince1970 - now.millisecondsSince1970) / 1000)
            found.formUnion([second - 1, second, second + 1])
        }
        for start in starts { found.formUnion([start - 1, start]) }
        return found.filter { $0 >= 0 && $0 <= last }.sorted()
    }

    /// GetCompositeSchedule.conf says what the periods say; where there is no limit it cannot, and is Rejected.
    private func wire(_ periods: CompositeSchedule, _ connectorId: Int) -> String? {
        let request = GetCompositeSchedule.Request(
            connectorId: connectorId, duration: stack.duration, chargingRateUnit: periods.unit)
        let answer = store.compositeSchedule(
            request, transactions: reference.transactions, at: now, configuration: configuration)
        guard periods.periods.allSatisfy({ $0.limit != nil }) else {
            return answer.status == .rejected ? nil : "\(answer.status) although there is not always a limit"
        }
        guard answer.status == .accepted, answer.connectorId == connectorId, answer.scheduleStart == now,
            let schedule = answer.chargingSchedule, schedule.chargingRateUnit == periods.unit,
            schedule.duration == stack.duration, schedule.startSchedule == nil
        else { return "not an answer to this question: \(answer)" }
        var expected: [ChargingSchedulePeriod] = []
        for period in periods.periods {
            let next = ChargingSchedulePeriod(
                startPeriod: period.startPeriod, limit: period.limit!.limit, numberPhases: period.limit!.phases)
            let isSame = expected.last?.limit == next.limit && expected.last?.numberPhases == next.numberPhases
            if !isSame { expected.append(next) }
        }
        let told = schedule.chargingSchedulePeriod.map { period in
            ChargingSchedulePeriod(
                startPeriod: period.startPeriod, limit: period.limit, numberPhases: period.numberPhases ?? 3)
        }
        return told == expected ? nil : "the answer has \(told), its periods merged are \(expected)"
    }

    /// Without a unit in the question the profiles' unit if they agree, else the charge point's.
    private func chosenUnit(_ connectorId: Int) -> Disagreement? {
        let request = GetCompositeSchedule.Request(connectorId: connectorId, duration: 0)
        let answer = try? store.compositePeriods(
            request, transactions: reference.transactions, at: now, configuration: configuration)
        func units(_ held: [Reference.Held]) -> Set<ChargingRateUnit> {
            Set(held.map(\.profile.chargingSchedule.chargingRateUnit))
        }
        let all = units(reference.held)
        // Whether profiles of other connectors have a say is open.
        let near = units(reference.held.filter { connectorId == 0 || [0, connectorId].contains($0.connectorId) })
        let allowed = [all, near].map { $0.count == 1 ? $0.first! : configuration.preferredUnit }
        guard let unit = answer?.unit, allowed.contains(unit) else {
            return Disagreement(
                connectorId: connectorId, unit: nil, what: "answers in \(String(describing: answer?.unit))")
        }
        return nil
    }

    private func agree(
        _ limit: ElectricLimit?, _ id: Int?, _ expected: Allowance?, _ unit: ChargingRateUnit
    ) -> Bool {
        guard let expected else { return limit == nil && id == nil }
        guard let limit else { return false }
        return limit.unit == unit && limit.phases == expected.phases && id == expected.behind
            && limit.limit.tenths == expected.tenths(unit, volts: configuration.volts)
    }

    private func told(_ limit: ElectricLimit?, _ id: Int?) -> String {
        let by = id.map { "by #\($0)" } ?? "by no profile"
        return limit.map { "\($0.limit) \($0.unit.rawValue) on \($0.phases) phases \(by)" } ?? "no limit \(by)"
    }

    private func told(_ allowance: Allowance?, _ unit: ChargingRateUnit) -> String {
        guard let allowance else { return "no limit" }
        let limit = DecimalNumber(tenths: allowance.tenths(unit, volts: configuration.volts))
        return told(ElectricLimit(limit, unit, phases: allowance.phases), allowance.behind)
    }
}

// The limit at an instant and the next change.
extension Comparison {
    private mutating func instant(_ connectorId: Int, _ unit: ChargingRateUnit) -> Disagreement? {
        let end = now.plus(max(1, stack.duration))
        var instants = [now, now.adding(milliseconds: 1), end]
        for boundary in reference.boundaries(of: connectorId, from: now, to: end, asked: now).prefix(20) {
            instants += [boundary.adding(milliseconds: -1), boundary, boundary.adding(milliseconds: 1)]
        }
        for time in instants where time >= now {
            let limit = store.limit(
                connectorId: connectorId, transactions: reference.transactions, at: time, unit: unit,
                configuration: configuration)
            let expected = reference.allowance(asking: connectorId, at: time, asked: time)
            compared.seconds += 1
            if !agree(limit.limit, limit.chargingProfileId, expected, unit) {
                let found = told(limit.limit, limit.chargingProfileId)
                return Disagreement(
                    connectorId: connectorId, unit: unit,
                    what: "the limit at \(time): \(found), the reference \(told(expected, unit))")
            }
        }
        return nil
    }

    /// Nothing changes before the next change; it may come early only where boundaries without effect are many.
    private func change(_ connectorId: Int, _ unit: ChargingRateUnit) -> Disagreement? {
        let next = store.nextChange(
            after: now, connectorId: connectorId, transactions: reference.transactions, unit: unit,
            configuration: configuration)
        let horizon = now.plus(8 * 86_400)
        let before = reference.allowance(asking: connectorId, at: now, asked: now)
        var passed = 0
        for boundary in reference.boundaries(of: connectorId, from: now, to: horizon, asked: now)
        where boundary > now {
            let after = reference.allowance(asking: connectorId, at: boundary, asked: now)
            let isChange =
                before?.phases != after?.phases
                || before?.tenths(unit, volts: configuration.volts) != after?.tenths(unit, volts: configuration.volts)
            // Another profile behind the same limit may count as a change or not.
            if next == boundary, isChange || before != after || passed >= SmartChargingLimits.skippedBoundaries {
                return nil
            }
            if isChange || next == boundary {
                let told = next.map(\.description) ?? "never"
                return Disagreement(
                    connectorId: connectorId, unit: unit,
                    what: "next change \(told), in the reference \(boundary) is \(isChange ? "the first" : "none")")
            }
            passed += 1
        }
        if let next, next <= horizon {
            return Disagreement(
                connectorId: connectorId, unit: unit, what: "next change \(next), the reference sees nothing there")
        }
        return nil
    }
}
