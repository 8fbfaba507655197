import OCPPTypes
import SmartCharging

// The explanation: every word of it must be true.
extension Comparison {
    mutating func explanation(_ connectorId: Int) -> Disagreement? {
        guard connectorId > 0 else { return nil }
        let offsets = [0, 1, stack.duration / 2, max(0, stack.duration - 1), stack.duration]
        for time in Set(offsets).sorted().map({ stack.now.plus($0) }) {
            for unit in [ChargingRateUnit.amperes, .watts] {
                let all = store.verdicts(
                    connectorId: connectorId, at: time, asked: stack.now, transactions: reference.transactions,
                    unit: unit, configuration: stack.configuration)
                for verdict in all {
                    count(verdict: 1)
                    if let lie = lie(in: verdict, connectorId, time) {
                        let id = verdict.installed.profile.chargingProfileId
                        return Disagreement(
                            connectorId: connectorId, unit: unit, what: "\(time): #\(id) \(verdict.part): \(lie)")
                    }
                }
                if let gap = missing(in: all, connectorId, time) ?? limits(in: all, connectorId, time, unit) {
                    return Disagreement(connectorId: connectorId, unit: unit, what: "\(time): \(gap)")
                }
            }
        }
        return nil
    }

    private func held(_ id: Int) -> Reference.Held? { reference.held.first { $0.id == id } }

    /// The ids that prevail on a connector.
    private func prevailing(_ connectorId: Int, _ time: DateTime) -> Set<Int> {
        let both = [
            reference.prevailingForTransaction(of: connectorId, at: time, asked: stack.now),
            reference.prevailingMaximum(at: time, asked: stack.now),
        ]
        return Set(both.compactMap { $0?.id })
    }

    private func missing(in all: [ProfileVerdict], _ connectorId: Int, _ time: DateTime) -> String? {
        let named = Set(all.filter { $0.part == .prevails }.map(\.installed.profile.chargingProfileId))
        let expected = prevailing(connectorId, time)
        return named == expected ? nil : "\(named.sorted()) prevail, in the reference \(expected.sorted())"
    }

    /// What is wrong with the limits beside the profiles that prevail: each is on the phases that all of them leave, and
    /// the lowest is the answer.
    private func limits(
        in all: [ProfileVerdict], _ connectorId: Int, _ time: DateTime, _ unit: ChargingRateUnit
    ) -> String? {
        let ceilings = reference.ceilings(of: connectorId, at: time, asked: stack.now)
        let phases = ceilings.map(\.phases).reduce(stack.configuration.phases, min)
        for verdict in all where verdict.part == .prevails {
            let id = verdict.installed.profile.chargingProfileId
            guard let ceiling = ceilings.first(where: { $0.chargingProfileId == id }) else { continue }
            let volts = stack.configuration.volts
            let taken = Allowance(
                deciwatts: ceiling.deciwatts(onPhases: phases, volts: volts), phases: phases, behind: id)
            let expected = ElectricLimit(
                DecimalNumber(tenths: taken.tenths(unit, volts: volts)), unit, phases: phases)
            if verdict.limit != expected { return "#\(id) says \(verdict.limit as Any), the reference \(expected)" }
        }
        return nil
    }

    /// What is untrue about a verdict.
    private func lie(in verdict: ProfileVerdict, _ connectorId: Int, _ time: DateTime) -> String? {
        guard let one = held(verdict.installed.profile.chargingProfileId) else { return "not installed" }
        let asked = stack.now
        let period = reference.period(of: one, for: connectorId, at: time, asked: asked)
        let start = reference.origin(of: one, for: connectorId, asked: asked)
        let isTrue: Bool
        switch verdict.part {
        case .prevails:
            isTrue = prevailing(connectorId, time).contains(one.id)
        case .notYetValid(let from):
            isTrue = one.profile.validFrom == from && time < from
        case .expired(let to):
            isTrue = one.profile.validTo == to && time >= to
        case .notStarted:
            isTrue = time < start
        case .ranOut:
            isTrue = period == nil && time >= start
        case .outranked(let id):
            isTrue =
                held(id).map { other in
                    other.purpose == one.purpose && other.level >= one.level
                        && reference.holds(other, for: connectorId, at: time, asked: asked)
                        && prevailing(connectorId, time).contains(id)
                } ?? false
        case .replacedOnConnector(let id):
            isTrue =
                held(id).map { other in
                    other.purpose == .txDefaultProfile && one.purpose == .txDefaultProfile && one.connectorId == 0
                        && other.connectorId == connectorId && other.level == one.level
                        && reference.holds(other, for: connectorId, at: time, asked: asked)
                } ?? false
        case .overruledByTxProfile(let id):
            isTrue =
                one.purpose == .txDefaultProfile
                && reference.validTxProfiles(of: connectorId, at: time).contains { $0.id == id }
        }
        return isTrue ? nil : "the reference says otherwise"
    }
}
