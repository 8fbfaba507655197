import ChargePointModel
import OCPPTypes
import Scenario

/// What the charge points of a group share of their behaviour: program, payloads, pools.
package final class SharedBehaviour: Sendable {
    let plan: Plan
    let group: Int
    let program: Program
    /// Connectors that run the behaviour (`per: connector`, else connector 1 alone).
    let connectorIds: ClosedRange<Int>
    /// The cars that come to the group.
    let cars: GroupCars
    /// Payloads of `send` by the instruction's index.
    let payloads: [RawPayload?]
    /// True when a step touches the connector, so that a failed round has something to put in order.
    let usesConnector: Bool
    /// True when the first instruction begins a loop, which counts its rounds itself.
    let beginsWithLoop: Bool

    /// Prepares the behaviour of one group of a plan.
    package init(plan: Plan, group: Int) {
        self.plan = plan
        self.group = group
        let groupPlan = plan.groups[group]
        program = plan.programs[groupPlan.program]
        cars = GroupCars(groupPlan, program)
        connectorIds = 1...(groupPlan.perConnector ? max(1, groupPlan.connectorCount) : 1)
        var payloads = [RawPayload?](repeating: nil, count: program.instructions.count)
        var usesConnector = false
        for (index, instruction) in program.instructions.enumerated() {
            switch instruction {
            case .send(let action, let payload): payloads[index] = RawPayload(action: action, payload: payload)
            case .plugIn, .plugInCar, .unplug, .charge: usesConnector = true
            case .wait, .authorize, .meterValues, .repeatBegin, .repeatEnd: break
            }
        }
        self.payloads = payloads
        self.usesConnector = usesConnector
        if case .repeatBegin = program.instructions.first { beginsWithLoop = true } else { beginsWithLoop = false }
    }

    /// The behaviour of a charge point that a person operates: none.
    package static let none = SharedBehaviour(
        plan: Plan(
            name: "none", seed: 0, durationMilliseconds: 1, clockFactor: 1,
            targets: [TargetPlan(destination: .included)],
            groups: [
                GroupPlan(
                    name: "none", count: 1, kind: .ac11kW, identityPattern: IdentityPattern(text: "", pieces: []),
                    arrival: .atOnce, program: 0)
            ],
            programs: [Program(name: "none", instructions: [], sequence: 0..<0)], tagPools: [], expectations: []),
        group: 0)

    /// The tag that an `authorize` presents.
    func tag(_ source: TagSource, index: Int, connectorId: Int, using random: inout SeededRandom) -> IdTag {
        switch source {
        case .literal(let tag): tag
        case .pool(let pool):
            plan.tag(pool: pool, group: group, index: index, connectorId: connectorId, using: &random)
        }
    }

    /// The action of the first CALL of an open loop's round.
    func firstAction(ofOpenLoop loop: Int) -> Action? {
        for index in program.openLoops[loop].body {
            switch program.instructions[index] {
            case .authorize: return .authorize
            case .send(let action, _): return action
            case .meterValues: return .meterValues
            case .charge: return .startTransaction
            case .wait, .plugIn, .plugInCar, .unplug, .repeatBegin, .repeatEnd: continue
            }
        }
        return nil
    }
}

extension BehaviourStep {
    /// The step of an instruction; nil for those that cannot fail.
    init?(_ instruction: Instruction) {
        switch instruction {
        case .plugIn, .plugInCar: self = .plugIn
        case .unplug: self = .unplug
        case .authorize: self = .authorize
        case .charge: self = .charge
        case .send: self = .send
        case .meterValues: self = .meterValues
        case .wait, .repeatBegin, .repeatEnd: return nil
        }
    }
}
