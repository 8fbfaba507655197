import OCPPTypes

/// What a plan will ask of the target and of the machine, by estimate.
package struct PlanEstimate: Equatable, Sendable {
    /// Charge points, each with one connection.
    package var connections: Int
    /// File descriptors that the fleet needs: one for each connection, and ``spareDescriptors``.
    package var descriptors: Int
    /// CALLs per second for each action once all have arrived, largest first; the actions with no estimate are left
    /// out.
    package var callsPerSecond: [(action: Action, rate: Double)]

    /// Descriptors besides the connections: files, event loops, the included central system's pipes.
    package static let spareDescriptors = 200
    /// Heartbeat interval taken for the estimate; the real one is the central system's answer at boot.
    package static let assumedHeartbeatSeconds = 300.0
    /// Battery taken for goals in percent, and how full it is taken to arrive.
    package static let assumedBatteryWattHours = 60_000.0
    /// State of charge at arrival taken for goals in percent.
    package static let assumedArrivalPercent = 30.0
    /// Sample interval of meter values when the configuration does not set it.
    package static let assumedSampleSeconds = 60.0

    package static func == (a: Self, b: Self) -> Bool {
        a.connections == b.connections && a.descriptors == b.descriptors
            && a.callsPerSecond.elementsEqual(b.callsPerSecond) { $0.action == $1.action && $0.rate == $1.rate }
    }
}

extension Plan {
    /// The estimate of the plan.
    package var estimate: PlanEstimate {
        var rates = [Double](repeating: 0, count: Action.count)
        for group in groups {
            var calls = BehaviourEstimate(group: group, clockFactor: Double(clockFactor))
            calls.add(programs[group.program])
            let runs = Double(group.count) * Double(group.perConnector ? group.connectorCount : 1)
            for action in Action.allCases { rates[Int(action.rawValue)] += calls.rates[Int(action.rawValue)] * runs }
            rates[Int(Action.heartbeat.rawValue)] += Double(group.count) / PlanEstimate.assumedHeartbeatSeconds
        }
        let sorted = Action.allCases.map { (action: $0, rate: rates[Int($0.rawValue)]) }
            .filter { $0.rate > 0 && $0.rate.isFinite }
            .sorted { ($0.rate, $1.action.rawValue) > ($1.rate, $0.action.rawValue) }
        let connections = plannedChargePoints
        return PlanEstimate(
            connections: connections, descriptors: connections + PlanEstimate.spareDescriptors, callsPerSecond: sorted)
    }
}

/// CALLs per second of one run of a behaviour.
private struct BehaviourEstimate {
    let group: GroupPlan
    let clockFactor: Double
    /// By ``Action/rawValue``.
    var rates = [Double](repeating: 0, count: Action.count)

    init(group: GroupPlan, clockFactor: Double) {
        self.group = group
        self.clockFactor = clockFactor
    }

    /// Real seconds taken for the answer to a CALL.
    private static let answerSeconds = 0.005

    private struct Round {
        var seconds = 0.0
        var calls = [Double](repeating: 0, count: Action.count)

        mutating func call(_ action: Action, _ times: Double = 1) {
            calls[Int(action.rawValue)] += times
            seconds += times * BehaviourEstimate.answerSeconds
        }
    }

    mutating func add(_ program: Program) {
        // What comes once is over soon; the loops without end make the rates.
        var index = program.sequence.lowerBound
        while index < program.sequence.upperBound {
            if case .repeatBegin(let count, let end) = program.instructions[index] {
                if count == nil {
                    let round = round(program, (index + 1)..<end)
                    for action in rates.indices where round.seconds > 0 {
                        rates[action] += round.calls[action] / round.seconds
                    }
                }
                index = end
            }
            index += 1
        }
        for loop in program.openLoops {
            let round = round(program, loop.body)
            for action in rates.indices {
                rates[action] += round.calls[action] * 1000 / Double(loop.intervalMilliseconds)
            }
        }
    }

    private func round(_ program: Program, _ range: Range<Int>) -> Round {
        var round = Round()
        var index = range.lowerBound
        while index < range.upperBound {
            if case .repeatBegin(let count, let end) = program.instructions[index] {
                let inner = self.round(program, (index + 1)..<end)
                let times = Double(count ?? 1)
                round.seconds += inner.seconds * times
                for action in round.calls.indices { round.calls[action] += inner.calls[action] * times }
                index = end
            } else {
                add(program.instructions[index], to: &round)
            }
            index += 1
        }
        return round
    }

    private func add(_ instruction: Instruction, to round: inout Round) {
        switch instruction {
        case .wait(let duration):
            round.seconds += duration.milliseconds.mean / 1000 / clockFactor
        case .plugIn, .plugInCar, .unplug:
            round.call(.statusNotification)
        case .authorize:
            round.call(.authorize)
        case .charge(let goal):
            let seconds = deviceSeconds(goal)
            round.call(.startTransaction)
            round.call(.stopTransaction)
            round.call(.statusNotification, 2)
            let sample = Double(group.configuration.first { $0.key == "MeterValueSampleInterval" }?.value ?? "")
            let interval = sample ?? PlanEstimate.assumedSampleSeconds
            if interval > 0 { round.call(.meterValues, (seconds / interval).rounded(.down)) }
            round.seconds += seconds / clockFactor
        case .send(let action, _):
            round.call(action)
        case .meterValues:
            round.call(.meterValues)
        case .repeatBegin, .repeatEnd:
            break
        }
    }

    private func deviceSeconds(_ goal: ChargeGoal) -> Double {
        switch goal {
        case .duration(let duration):
            return duration.milliseconds.mean / 1000
        case .energyWattHours(let energy):
            return energy.mean / group.maximumPowerWatts * 3600
        case .stateOfChargePercent(let percent):
            let part = max(0, min(100, percent.mean) - PlanEstimate.assumedArrivalPercent) / 100
            return part * PlanEstimate.assumedBatteryWattHours / group.maximumPowerWatts * 3600
        }
    }
}
