/// Writes kinds of charge point, cars and their steps so that they read back to the same plan.
extension Format {
    private static func line<Value>(_ key: String, _ value: Value?, _ text: (Value) -> String) -> String? {
        value.map { "\(key): \(text($0))" }
    }

    /// The keys of a kind of charge point, one line each.
    static func lines(_ kind: ChargePointPlan) -> [String] {
        let shared: Dimension = kind.base.isDirectCurrent ? .power : .current
        return [
            "based-on: \(kind.base.rawValue)",
            line("connectors", kind.connectors) { String($0) },
            line("phases", kind.phases) { String($0) },
            line("current", kind.amperes) { magnitude(Double($0), .current) },
            line("power", kind.watts) { magnitude(Double($0), .power) },
            line("voltage", kind.volts) { magnitude(Double($0), .voltage) },
            line("shared", kind.shared) { magnitude(Double($0), shared) },
            line("cable", kind.hasFixedCable) { $0 ? "fixed" : "detachable" },
            line("phase-switching", kind.switchesPhases) { String($0) },
            line("main-meter", kind.hasMainMeter) { String($0) },
            line("vendor", kind.vendor) { text($0) },
            line("model", kind.model) { text($0) },
            line("firmware", kind.firmware) { text($0) },
            line("meter", kind.meter) { text($0) },
            line("close-delay", kind.closeDelayMilliseconds) { duration(Double($0)) },
        ].compactMap { $0 }
    }

    /// The keys of a car, one line each.
    static func lines(_ car: CarPlan) -> [String] {
        [
            "based-on: \(car.base.rawValue)",
            line("battery", car.batteryWattHours) { magnitude(Double($0), .energy) },
            line("curve", car.curve) { points in
                let texts = points.map { "\($0.percent)%: \(magnitude(Double($0.watts), .power))" }
                return "{\(texts.joined(separator: ", "))}"
            },
            line("phases", car.phases) { String($0) },
            line("current", car.amperes) { magnitude(Double($0), .current) },
            line("dc-power", car.directWatts) { magnitude(Double($0), .power) },
            line("efficiency", car.efficiencyPermille) { magnitude(Double($0) / 10, .percent) },
            line("power-factor", car.powerFactorPermille) { magnitude(Double($0) / 10, .percent) },
            line("arrives-at", car.arrivalPermille) { range in
                let low = magnitude(Double(range.lowerBound) / 10, .percent)
                let high = magnitude(Double(range.upperBound) / 10, .percent)
                return range.count == 1 ? low : "uniform \(low)..\(high)"
            },
            line("leaves-at", car.targetPercent) { "\($0)%" },
        ].compactMap { $0 }
    }

    /// A `plug-in` that says something of the car.
    static func plugIn(_ car: CarPlan?, _ stateOfCharge: NumberDistribution?) -> String {
        let keys = [
            line("car", car) { $0.name }, line("soc", stateOfCharge) { distribution($0, .percent) },
        ].compactMap { $0 }
        return "plug-in: {\(keys.joined(separator: ", "))}"
    }
}
