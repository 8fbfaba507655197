import Measurement
import OCPPTypes
import TextFormats

/// Shows plans in the language (`wattswarm inspect`).
package enum ScenarioInspector {
    /// The scenario with every default written out, which compiles to the same plan, and then comment lines with what
    /// the plan will ask for.
    package static func inspect(_ plan: Plan) -> String {
        var writer = InspectionWriter(plan: plan)
        writer.writeHead()
        writer.writeHardware()
        writer.writeFleet()
        writer.writeBehaviours()
        writer.writePools()
        writer.writeExpectations()
        writer.writeEstimate()
        return writer.text
    }
}

/// Writes the parts of an inspection, one method each.
private struct InspectionWriter {
    let plan: Plan
    var text = ""

    init(plan: Plan) {
        self.plan = plan
    }

    private mutating func line(_ indentation: Int, _ content: String) {
        text += String(repeating: "  ", count: indentation) + content + "\n"
    }

    mutating func writeHead() {
        line(0, "scenario: \(Format.text(plan.name))")
        line(0, "seed: \(plan.seed)")
        line(0, "duration: \(Format.duration(Double(plan.durationMilliseconds)))")
        line(0, "clock: \(plan.clockFactor)x")
        for target in plan.targets {
            switch target.destination {
            case .included: line(0, "target: included")
            case .url(let url): line(0, "target: \(Format.text(url))")
            }
        }
    }

    mutating func writeFleet() {
        line(0, "fleet:")
        for group in plan.groups {
            line(1, "\(Format.text(group.name)):")
            line(2, "count: \(group.count)")
            line(2, "charge-point: \(group.kindName)")
            if let connectors = group.connectors {
                line(2, "connectors: \(connectors)")
            } else {
                line(2, "# connectors: \(group.connectorCount), by the kind")
            }
            writeCars(group)
            line(2, "identity: \(Format.text(group.identityPattern.text))")
            line(2, "arrive: \(Format.arrival(group.arrival))")
            line(2, "behaviour: \(Format.text(plan.programs[group.program].name))")
            line(2, "per: \(group.perConnector ? "connector" : "charge-point")")
            line(2, "call-timeout: \(Format.duration(Double(group.callTimeoutMilliseconds)))")
            writeBoot(group.boot)
            writeSecurity(group.security)
            writeConfiguration(group.configuration)
            line(2, "transfers:")
            for text in Format.lines(group.transfers) { line(3, text) }
        }
    }

    private mutating func writeCars(_ group: GroupPlan) {
        guard !group.cars.isEmpty else {
            line(2, "# cars: \(group.kind == .dc350kWTwoConnectors ? "large" : "medium"), by the kind")
            return
        }
        if group.cars.count == 1, group.cars[0].weight == 1 {
            line(2, "cars: \(group.cars[0].car.name)")
        } else {
            line(2, "cars: {\(group.cars.map { "\($0.car.name): \($0.weight)" }.joined(separator: ", "))}")
        }
    }

    mutating func writeHardware() {
        var kinds: [ChargePointPlan] = []
        var cars: [CarPlan] = []
        for group in plan.groups {
            if let kind = group.chargePoint, !kinds.contains(kind) { kinds.append(kind) }
            for share in group.cars where !share.car.isBuiltIn && !cars.contains(share.car) { cars.append(share.car) }
        }
        for program in plan.programs {
            for case .plugInCar(let car?, _) in program.instructions where !car.isBuiltIn && !cars.contains(car) {
                cars.append(car)
            }
        }
        if !kinds.isEmpty { line(0, "charge-points:") }
        for kind in kinds {
            line(1, "\(Format.text(kind.name)):")
            for text in Format.lines(kind) { line(2, text) }
        }
        if !cars.isEmpty { line(0, "cars:") }
        for car in cars {
            line(1, "\(Format.text(car.name)):")
            for text in Format.lines(car) { line(2, text) }
        }
    }

    private mutating func writeBoot(_ boot: BootPlan?) {
        guard let boot else { return line(2, "# boot: the identity is the serial number, the rest is the kind's") }
        line(2, "boot:")
        for text in Format.lines(boot) { line(3, text) }
    }

    private mutating func writeSecurity(_ security: SecurityPlan?) {
        guard let security else { return line(2, "# security: none (profile 0)") }
        line(2, "security:")
        line(3, "profile: \(security.profile)")
        switch security.authorizationKey {
        case .derived: line(3, "authorization-key: derived")
        case .fixed(let digits): line(3, "authorization-key: \(Format.text(digits))")
        case .password(let pattern): line(3, "password: \(Format.text(pattern.text))")
        }
        if let user = security.user { line(3, "user: \(Format.text(user.text))") }
        if !security.endpoints.isEmpty {
            line(3, "endpoints:")
            for (profile, url) in security.endpoints.sorted(by: { $0.key < $1.key }) {
                line(4, "\(profile): \(Format.text(url))")
            }
        }
        if let file = security.authority { line(3, "ca: \(Format.text(file))") }
        if let folder = security.certificates { line(3, "certificates: \(Format.text(folder))") }
        if let file = security.manufacturerAuthority { line(3, "manufacturer-ca: \(Format.text(file))") }
    }

    private mutating func writeConfiguration(_ settings: [ConfigurationSetting]) {
        guard !settings.isEmpty else {
            line(2, "configuration: {}")
            return
        }
        line(2, "configuration:")
        for setting in settings {
            let isWord = ConfigurationKey.named(setting.key)?.form != .text
            line(3, "\(setting.key): \(isWord ? setting.value : JSONString.quoted(setting.value, for: .yaml))")
        }
    }

    mutating func writeBehaviours() {
        line(0, "behaviours:")
        for program in plan.programs {
            let name = Format.text(program.name)
            guard !program.instructions.isEmpty else {
                line(1, "\(name): []")
                continue
            }
            line(1, "\(name):")
            writeSteps(program, program.sequence, 2)
            for loop in program.openLoops {
                line(2, "- every: \(Format.duration(Double(loop.intervalMilliseconds)))")
                line(2, "  steps:")
                writeSteps(program, loop.body, 4)
            }
        }
    }

    private mutating func writeSteps(_ program: Program, _ range: Range<Int>, _ indentation: Int) {
        var index = range.lowerBound
        while index < range.upperBound {
            if case .repeatBegin(let count, let end) = program.instructions[index] {
                line(indentation, "- repeat: \(count.map(String.init) ?? "forever")")
                line(indentation, "  steps:")
                writeSteps(program, (index + 1)..<end, indentation + 2)
                index = end
            } else {
                line(indentation, "- " + step(program.instructions[index]))
            }
            index += 1
        }
    }

    private func step(_ instruction: Instruction) -> String {
        switch instruction {
        case .wait(let duration): "wait: " + Format.distribution(duration.milliseconds, .duration)
        case .plugIn: "plug-in"
        case .plugInCar(let car, let stateOfCharge): Format.plugIn(car, stateOfCharge)
        case .unplug: "unplug"
        case .authorize(.literal(let tag)): "authorize: {idTag: \(JSONString.quoted(tag.value, for: .yaml))}"
        case .authorize(.pool(let pool)):
            "authorize: {pool: \(JSONString.quoted(plan.tagPools[pool].name, for: .yaml))}"
        case .charge(.duration(let duration)):
            "charge: {for: \(Format.distribution(duration.milliseconds, .duration))}"
        case .charge(.energyWattHours(let energy)): "charge: {energy: \(Format.distribution(energy, .energy))}"
        case .charge(.stateOfChargePercent(let percent)): "charge: {until: \(Format.distribution(percent, .percent))}"
        case .send(let action, let payload):
            "send: {\(action.name): \(String(decoding: payload, as: UTF8.self))}"
        case .meterValues: "meter-values"
        case .repeatBegin, .repeatEnd: ""
        }
    }

    mutating func writePools() {
        guard !plan.tagPools.isEmpty else { return }
        line(0, "pools:")
        for pool in plan.tagPools {
            let name = Format.text(pool.name)
            switch pool.tags {
            case .perConnector: line(1, "\(name): per connector")
            case .generated(let prefix, let count):
                line(1, "\(name): {tags: \(count), prefix: \(JSONString.quoted(prefix, for: .yaml))}")
            case .listed(let tags):
                line(1, "\(name):")
                for tag in tags { line(2, "- \(JSONString.quoted(tag.value, for: .yaml))") }
            }
        }
    }

    mutating func writeExpectations() {
        if !plan.expectations.isEmpty {
            line(0, "expect:")
            for expectation in plan.expectations { line(1, "- \(Format.text(expectation.text))") }
        }
        for rule in Expectation.unwritten(beside: plan.expectations) {
            let condition = rule.needsRounds ? " (once a round has come to its end)" : ""
            line(0, "# expected without being written: \(rule.expectation.text)\(condition)")
        }
    }

    mutating func writeEstimate() {
        let estimate = plan.estimate
        line(0, "#")
        line(0, "# planned charge points: \(plan.plannedChargePoints) in \(plan.groups.count) groups")
        line(0, "# connections: \(estimate.connections), file descriptors of the fleet: \(estimate.descriptors)")
        line(0, "# duration: \(Format.duration(Double(plan.durationMilliseconds))) of real time")
        if plan.clockFactor > 1 {
            let device = Double(plan.durationMilliseconds) * Double(plan.clockFactor)
            line(0, "# device time: \(Format.duration(device))")
        }
        for group in plan.groups { line(0, "# arrival of \(group.name): \(arrival(group))") }
        line(
            0, "# calls per second once all have arrived, by estimate (heartbeats every 300s, cars from 30% of 60kWh):")
        for (action, rate) in estimate.callsPerSecond { line(0, "#   \(action.name): \(rounded(rate))/s") }
        let total = estimate.callsPerSecond.reduce(0) { $0 + $1.rate }
        line(0, "#   all: \(rounded(total))/s")
    }

    private func arrival(_ group: GroupPlan) -> String {
        switch group.arrival {
        case .atOnce: "all \(group.count) at the start"
        case .over(let milliseconds): "\(group.count) over \(Format.duration(Double(milliseconds)))"
        case .rate(let perSecond, _):
            "\(group.count) in about \(Format.duration((Double(group.count) / perSecond).rounded(.up) * 1000))"
        }
    }

    /// Three significant digits are more than an estimate is worth.
    private func rounded(_ rate: Double) -> String {
        var power = 1.0
        while rate * power < 100, power < 1000 { power *= 10 }
        return Format.decimal((rate * power).rounded() / power)
    }
}
