import OCPPTypes

/// What a meter shows at an instant: that of a connector, or the main meter with the sum of all.
struct MeterReading: Equatable, Sendable {
    /// True for the main meter of the charge point, at its inlet.
    var isMain = false
    /// Energy register in Wh.
    var wattHours: Int64 = 0
    /// Energy in Wh since the interval began.
    var intervalWattHours: Int64 = 0
    /// Register of reactive energy in varh.
    var varHours: Int64 = 0
    /// Reactive energy in varh since the interval began.
    var intervalVarHours: Int64 = 0
    /// Power into the car in W.
    var watts = 0
    /// Reactive power in var.
    var vars = 0
    /// Power that the charge point offers in W.
    var wattsOffered = 0
    /// Current that the charge point offers, per phase with AC, in tenths of an ampere.
    var deciamperesOffered = 0
    /// Current in L1, L2 and L3 in tenths of an ampere; with DC the first is the current.
    var deciamperes = (0, 0, 0)
    /// Voltage between phase and neutral, or of the DC connector, in V.
    var volts = 0
    /// Power factor in thousandths.
    var powerFactorPermille = 1000
    /// Temperature in tenths of a degree Celsius.
    var celsiusTenths = Int(Warmth.ambient)
    /// State of charge in percent; nil without a car.
    var stateOfCharge: Int?

    /// Current in a phase or in the neutral conductor, in tenths of an ampere.
    func deciamperes(on phase: Phase) -> Int {
        let (a, b, c) = deciamperes
        switch phase {
        case .l1, .l1N, .l1L2: return a
        case .l2, .l2N, .l2L3: return b
        case .l3, .l3N, .l3L1: return c
        case .n:
            // The sum of three currents a third of a turn apart; equal ones cancel out.
            let square = a * a + b * b + c * c - a * b - b * c - c * a
            var root = Int(Double(max(0, square)).squareRoot())
            while root * root > square { root -= 1 }
            return root
        }
    }

    /// Power through a phase in W.
    func watts(on phase: Phase) -> Int {
        let sum = deciamperes.0 + deciamperes.1 + deciamperes.2
        return sum > 0 ? watts * deciamperes(on: phase) / sum : 0
    }

    /// Adds another meter: the main meter shows the sum.
    mutating func add(_ other: MeterReading) {
        wattHours = wattHours.addingSaturated(other.wattHours)
        intervalWattHours = intervalWattHours.addingSaturated(other.intervalWattHours)
        varHours = varHours.addingSaturated(other.varHours)
        intervalVarHours = intervalVarHours.addingSaturated(other.intervalVarHours)
        watts += other.watts
        vars += other.vars
        wattsOffered += other.wattsOffered
        deciamperesOffered += other.deciamperesOffered
        deciamperes.0 += other.deciamperes.0
        deciamperes.1 += other.deciamperes.1
        deciamperes.2 += other.deciamperes.2
        celsiusTenths = max(celsiusTenths, other.celsiusTenths)
    }

    static func == (a: MeterReading, b: MeterReading) -> Bool {
        a.isMain == b.isMain && a.wattHours == b.wattHours && a.intervalWattHours == b.intervalWattHours
            && a.varHours == b.varHours && a.intervalVarHours == b.intervalVarHours && a.watts == b.watts
            && a.vars == b.vars && a.wattsOffered == b.wattsOffered && a.deciamperesOffered == b.deciamperesOffered
            && a.deciamperes == b.deciamperes && a.volts == b.volts && a.powerFactorPermille == b.powerFactorPermille
            && a.celsiusTenths == b.celsiusTenths && a.stateOfCharge == b.stateOfCharge
    }
}

extension ChargePointModel {
    /// What the meter of a connector shows, 0 being the main meter; the register was brought up to the instant before.
    func reading(_ connectorId: Int, context: ReadingContext, at instant: Instant) -> MeterReading {
        guard connectorId == 0 else { return ownReading(connectorId, context: context, at: instant) }
        var sum = MeterReading()
        sum.isMain = true
        sum.volts = kind.gridVolts
        var apparent = 0
        for index in connectors.indices where index > 0 {
            let part = ownReading(index, context: context, at: instant)
            apparent += part.watts * 1000 / part.powerFactorPermille
            sum.add(part)
        }
        if apparent > 0 { sum.powerFactorPermille = min(1000, sum.watts * 1000 / apparent) }
        return sum
    }

    private func ownReading(_ connectorId: Int, context: ReadingContext, at instant: Instant) -> MeterReading {
        var reading = MeterReading()
        let register = connectors[connectorId].register
        reading.wattHours = register.wattHours
        let running = transactionIndex(of: connectorId)
        let base: Int64
        if context == .sampleClock {
            base = connectors[connectorId].alignedBase
        } else {
            base = running.map { transactions[$0].sampledBase } ?? register.milliwattHours
        }
        reading.intervalWattHours = register.wattHours - base / 1000
        if !connectors[connectorId].reactive.isEmpty {
            let meter = connectors[connectorId].reactive.value
            reading.varHours = meter.register.wattHours
            let base: Int64
            if context == .sampleClock {
                base = meter.alignedBase
            } else {
                base = running == nil ? meter.register.milliwattHours : meter.sampledBase
            }
            reading.intervalVarHours = meter.register.wattHours - base / 1000
        }
        reading.watts = Int(connectors[connectorId].watts)
        reading.volts = kind.isDirect ? 0 : kind.gridVolts
        guard let car = connectors[connectorId].car else { return reading }
        let specification = car.car.specification
        reading.wattsOffered = Int(car.supply.watts)
        reading.deciamperesOffered = Int(car.supply.deciamperes)
        reading.celsiusTenths = car.warmth.tenths(at: instant, clockFactor: clock.factor)
        let percent = car.percent(atRegister: register.milliwattHours)
        if connectors[connectorId].isPlugged { reading.stateOfCharge = percent }
        if kind.isDirect {
            reading.volts = connectors[connectorId].isPlugged ? car.car.volts(atPercent: percent) : 0
            reading.deciamperes.0 = reading.volts > 0 ? reading.watts * 10 / reading.volts : 0
            return reading
        }
        guard reading.watts > 0 else { return reading }
        reading.powerFactorPermille = specification.powerFactorPermille
        reading.vars = reading.watts * car.car.reactivePermille / 1000
        let used = max(1, Int(car.supply.phases))
        // Rounded to the nearest: power was rounded down, so that no limit in tenths is passed.
        let perAmpere = kind.gridVolts * used * specification.powerFactorPermille
        let current = (reading.watts * 10_000 + perAmpere / 2) / perAmpere
        let lines = used == 3 ? PhaseRotation.standard : phaseRotation(of: connectorId)
        for place in 0..<min(used, 3) {
            switch lines.line(at: place) {
            case 0: reading.deciamperes.0 = current
            case 1: reading.deciamperes.1 = current
            default: reading.deciamperes.2 = current
            }
        }
        return reading
    }

    /// How a connector is wired to the meter, from ConnectorPhaseRotation.
    private func phaseRotation(of connectorId: Int) -> PhaseRotation {
        // The default says nothing, and reading a list at every sample would cost more than the sample.
        guard case .text(let text) = value(.connectorPhaseRotation), text != "NotApplicable" else { return .standard }
        return PhaseRotation(text, connectorId: connectorId)
    }
}

/// Which line of the meter each contact of a connector is on (OCPP 1.6 §9.1.7): `RST` is L1, L2, L3.
struct PhaseRotation: Equatable, Sendable {
    private var lines: (UInt8, UInt8, UInt8)

    /// L1, L2, L3.
    static let standard = PhaseRotation(0, 1, 2)

    private init(_ first: UInt8, _ second: UInt8, _ third: UInt8) {
        lines = (first, second, third)
    }

    /// Reads `RTS`, or `0.RST, 1.RTS`; the last entry for the connector counts, and what says nothing is `RST`.
    init(_ text: String, connectorId: Int) {
        self = .standard
        for part in text.split(separator: ",") {
            let item = part.drop { $0 == " " }
            guard let point = item.firstIndex(of: ".") else {
                if let rotation = Self.named(item) { self = rotation }
                continue
            }
            if Int(item[..<point]) == connectorId, let rotation = Self.named(item[item.index(after: point)...]) {
                self = rotation
            }
        }
    }

    private static func named(_ name: Substring) -> PhaseRotation? {
        switch name {
        case "RST": PhaseRotation(0, 1, 2)
        case "RTS": PhaseRotation(0, 2, 1)
        case "SRT": PhaseRotation(1, 0, 2)
        case "STR": PhaseRotation(1, 2, 0)
        case "TRS": PhaseRotation(2, 0, 1)
        case "TSR": PhaseRotation(2, 1, 0)
        default: nil
        }
    }

    /// The line of a contact, 0 to 2.
    func line(at place: Int) -> Int {
        switch place {
        case 0: Int(lines.0)
        case 1: Int(lines.1)
        default: Int(lines.2)
        }
    }

    static func == (a: PhaseRotation, b: PhaseRotation) -> Bool { a.lines == b.lines }
}
