import OCPPTypes

/// Writes values as bytes that are the same on every machine: numbers little-endian, texts with their length before
/// them.
struct CanonicalWriter {
    private(set) var bytes: [UInt8] = []

    mutating func write(_ value: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: value >> shift)) }
    }

    mutating func write(_ value: Int64) { write(UInt64(bitPattern: value)) }
    mutating func write(_ value: Int) { write(Int64(value)) }
    mutating func write(_ value: Double) { write(value.bitPattern) }
    mutating func write(tag: UInt8) { bytes.append(tag) }

    mutating func write(_ value: [UInt8]) {
        write(value.count)
        bytes += value
    }

    mutating func write(_ value: String) { write(Array(value.utf8)) }

    mutating func write(_ value: NumberDistribution) {
        switch value {
        case .fixed(let value):
            write(tag: 0)
            write(value)
        case .exponential(let mean):
            write(tag: 1)
            write(mean)
        case .uniform(let low, let high):
            write(tag: 2)
            write(low)
            write(high)
        case .normal(let mean, let deviation):
            write(tag: 3)
            write(mean)
            write(deviation)
        }
    }

    mutating func write(_ goal: ChargeGoal) {
        switch goal {
        case .energyWattHours(let value):
            write(tag: 0)
            write(value)
        case .duration(let value):
            write(tag: 1)
            write(value.milliseconds)
        case .stateOfChargePercent(let value):
            write(tag: 2)
            write(value)
        }
    }

    mutating func write(_ instruction: Instruction) {
        switch instruction {
        case .wait(let duration):
            write(tag: 0)
            write(duration.milliseconds)
        case .plugIn: write(tag: 1)
        case .plugInCar(let car, let stateOfCharge):
            write(tag: 10)
            write(tag: car == nil ? 0 : 1)
            if let car { write(car) }
            write(tag: stateOfCharge == nil ? 0 : 1)
            if let stateOfCharge { write(stateOfCharge) }
        case .unplug: write(tag: 2)
        case .authorize(.literal(let tag)):
            write(tag: 3)
            write(tag.value)
        case .authorize(.pool(let pool)):
            write(tag: 4)
            write(pool)
        case .charge(let goal):
            write(tag: 5)
            write(goal)
        case .send(let action, let payload):
            write(tag: 6)
            write(action.name)
            write(payload)
        case .meterValues: write(tag: 7)
        case .repeatBegin(let count, let end):
            write(tag: 8)
            write(count ?? -1)
            write(end)
        case .repeatEnd(let begin):
            write(tag: 9)
            write(begin)
        }
    }

    mutating func write(_ arrival: Arrival) {
        switch arrival {
        case .atOnce: write(tag: 0)
        case .over(let milliseconds):
            write(tag: 1)
            write(milliseconds)
        case .rate(let perSecond, let poisson):
            write(tag: poisson ? 3 : 2)
            write(perSecond)
        }
    }

    mutating func write(_ pool: TagPool) {
        write(pool.name)
        switch pool.tags {
        case .perConnector: write(tag: 0)
        case .listed(let tags):
            write(tag: 1)
            write(tags.count)
            for tag in tags { write(tag.value) }
        case .generated(let prefix, let count):
            write(tag: 2)
            write(prefix)
            write(count)
        }
    }
}

extension Program {
    /// A stable description of everything the program does (not of its name), for digests.
    package var canonicalBytes: [UInt8] {
        var writer = CanonicalWriter()
        writer.write(instructions.count)
        for instruction in instructions { writer.write(instruction) }
        writer.write(sequence.count)
        writer.write(openLoops.count)
        for loop in openLoops {
            writer.write(loop.intervalMilliseconds)
            writer.write(loop.body.lowerBound)
            writer.write(loop.body.upperBound)
        }
        return writer.bytes
    }
}

extension Plan {
    /// The canonical bytes of one charge point for the plan's digest (guide "Report"): group, index, identity, kind
    /// with its connectors, arrival, seed, quirks, program with its pools, configuration.
    ///
    /// With Poisson arrivals this walks all members before it; for all members use ``memberDescriber(of:)``.
    package func memberDescription(group: Int, index: Int) -> [UInt8] {
        MemberDescriber(plan: self, group: group).describe(member(group: group, index: index))
    }

    /// What describes the members of one group; it holds what they share, so that a million cost little.
    package func memberDescriber(of group: Int) -> MemberDescriber {
        MemberDescriber(plan: self, group: group)
    }
}

/// Gives the canonical bytes of the members of one group.
package struct MemberDescriber: Sendable {
    private let name: String
    private let shared: [UInt8]

    init(plan: Plan, group index: Int) {
        let group = plan.groups[index]
        let program = plan.programs[group.program]
        var writer = CanonicalWriter()
        writer.write(group.kind.rawValue)
        writer.write(group.connectorCount)
        writer.write(tag: group.perConnector ? 1 : 0)
        writer.write(group.arrival)
        writer.write(group.callTimeoutMilliseconds)
        writer.write(0)  // quirks: none in this version
        writer.write(program.canonicalBytes)
        for (poolIndex, pool) in plan.tagPools.enumerated() where program.usesPool(poolIndex) { writer.write(pool) }
        writer.write(group.configuration.count)
        for setting in group.configuration {
            writer.write(setting.key)
            writer.write(setting.value)
        }
        // Nothing where the scenario says nothing, so that such plans keep their digest.
        if let kind = group.chargePoint {
            writer.write(tag: 1)
            writer.write(kind)
        }
        if !group.cars.isEmpty {
            writer.write(tag: 2)
            writer.write(group.cars.count)
            for share in group.cars {
                writer.write(share.car)
                writer.write(share.weight)
            }
        }
        if let security = group.security {
            writer.write(tag: 3)
            writer.write(security.profile)
            // Keys and files do not change what the charge points plan to do.
            if let user = security.user {
                writer.write(tag: 5)
                writer.write(user.text)
            }
            if case .password(let password) = security.authorizationKey {
                writer.write(tag: 6)
                writer.write(password.text)
            }
        }
        if let boot = group.boot {
            writer.write(tag: 4)
            writer.write(boot)
        }
        name = group.name
        shared = writer.bytes
    }

    /// The bytes of one member of the group.
    package func describe(_ member: MemberPlan) -> [UInt8] {
        var writer = CanonicalWriter()
        writer.write(name)
        writer.write(member.index)
        writer.write(member.identity)
        writer.write(member.arrivalNanoseconds)
        writer.write(member.seed)
        return writer.bytes + shared
    }
}
