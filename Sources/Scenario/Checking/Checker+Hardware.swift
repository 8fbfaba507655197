import OCPPTypes
import TextFormats

/// The sections `charge-points` and `cars`, and what groups and steps say of them.
extension Checker {
    // MARK: Charge points

    /// Takes the kinds of the `charge-points` section.
    mutating func declareChargePoints(_ node: SyntaxNode) {
        guard
            let entries = mapping(
                node, "kinds of charge point by name", hint: "write such as `garage: {based-on: ac-11kw}`")
        else { return }
        for entry in entries.prefix(ScenarioLimits.hardware) {
            guard checkName(entry, "a kind of charge point"), isNew(entry, BuiltInKind.allCases.map(\.rawValue)),
                let keys = mapping(entry.value, "the keys of a kind of charge point", hint: "it needs `based-on`")
            else { continue }
            checkKeys(keys, Language.chargePoint, of: "a kind of charge point")
            guard let base = base(entry, keys, BuiltInKind.self) else { continue }
            var plan = ChargePointPlan(name: entry.key, base: base)
            for key in keys { checkChargePointKey(key, &plan) }
            chargePoints.append((plan, keys.value("configuration").map { configuration($0) } ?? []))
        }
        tooMany(entries, "kinds of charge point")
    }

    private mutating func checkChargePointKey(_ key: SyntaxEntry, _ plan: inout ChargePointPlan) {
        let isDirect = plan.base.isDirectCurrent
        switch key.key {
        case "connectors": plan.connectors = integer(key.value, "`connectors`", 1...ScenarioLimits.connectors)
        case "phases":
            guard hasKey(key, !isDirect, "a DC charge point has no phases") else { return }
            plan.phases = integer(key.value, "`phases`", 1...3)
        case "current": plan.amperes = whole(key.value, .current, 6...1000)
        case "power":
            let hint = "give an AC charge point `current` and `phases`"
            guard hasKey(key, isDirect, "the power of an AC charge point follows from its current", hint) else {
                return
            }
            plan.watts = whole(key.value, .power, 1_000...4_000_000)
        case "voltage":
            guard hasKey(key, isDirect, "only a DC charge point has a `voltage` of its own") else { return }
            plan.volts = whole(key.value, .voltage, 100...1500)
        case "shared":
            plan.shared =
                isDirect ? whole(key.value, .power, 1_000...4_000_000) : whole(key.value, .current, 6...100_000)
        case "cable": plan.hasFixedCable = word(key.value, Language.cables, behind: "cable").map { $0 == "fixed" }
        case "phase-switching":
            guard hasKey(key, !isDirect, "a DC charge point has no phases to switch") else { return }
            plan.switchesPhases = word(key.value, Language.yesNo, behind: key.key).map { $0 == "true" }
        case "main-meter":
            plan.hasMainMeter = word(key.value, Language.yesNo, behind: key.key).map { $0 == "true" }
        case "vendor": plan.vendor = text(key.value, "`vendor`", 20)
        case "model": plan.model = text(key.value, "`model`", 20)
        case "firmware": plan.firmware = text(key.value, "`firmware`", 50)
        case "meter": plan.meter = text(key.value, "`meter`", 25)
        case "close-delay": plan.closeDelayMilliseconds = whole(key.value, .duration, 200...60_000)
        default: break  // `based-on` and `configuration` are read apart, others were reported.
        }
    }

    /// Finds the kind that a group names.
    mutating func chargePoint(_ node: SyntaxNode, _ group: inout GroupPlan) {
        guard let name = scalar(node, "a kind of charge point") else { return }
        if let kind = BuiltInKind(rawValue: name) {
            group.kind = kind
        } else if let own = chargePoints.first(where: { $0.plan.name == name }) {
            usedHardware.insert(name)
            group.kind = own.plan.base
            group.chargePoint = own.plan
        } else {
            sink.error(
                "unknown charge point `\(shortened(name))`", at: node.place,
                hint: DidYouMean.hint(
                    for: name, among: chargePoints.map(\.plan.name) + BuiltInKind.allCases.map(\.rawValue),
                    listing: chargePoints.isEmpty ? "built in are" : "known are"))
        }
    }

    /// The settings of a group over those of its kind.
    func merged(_ settings: [ConfigurationSetting], over kind: ChargePointPlan?) -> [ConfigurationSetting] {
        var result = chargePoints.first { $0.plan.name == kind?.name }?.settings ?? []
        for setting in settings {
            if let place = result.firstIndex(where: { $0.key == setting.key }) {
                result[place] = setting
            } else {
                result.append(setting)
            }
        }
        return result
    }

    // MARK: Cars

    /// Takes the cars of the `cars` section.
    mutating func declareCars(_ node: SyntaxNode) {
        guard let entries = mapping(node, "cars by name", hint: "write such as `van: {based-on: medium}`") else {
            return
        }
        for entry in entries.prefix(ScenarioLimits.hardware) {
            guard checkName(entry, "a car"), isNew(entry, BuiltInCar.allCases.map(\.rawValue)),
                let keys = mapping(entry.value, "the keys of a car", hint: "it needs `based-on`")
            else { continue }
            checkKeys(keys, Language.car, of: "a car")
            guard let base = base(entry, keys, BuiltInCar.self) else { continue }
            var plan = CarPlan(name: entry.key, base: base)
            for key in keys { checkCarKey(key, &plan) }
            cars.append(plan)
        }
        tooMany(entries, "cars")
    }

    private mutating func checkCarKey(_ key: SyntaxEntry, _ plan: inout CarPlan) {
        switch key.key {
        case "battery": plan.batteryWattHours = whole(key.value, .energy, 1_000...2_000_000)
        case "curve": plan.curve = curve(key.value)
        case "phases": plan.phases = integer(key.value, "`phases`", 0...3)
        case "current": plan.amperes = whole(key.value, .current, 6...80)
        case "dc-power": plan.directWatts = whole(key.value, .power, 0...4_000_000)
        case "efficiency": plan.efficiencyPermille = whole(key.value, .percent, 50...100, times: 10)
        case "power-factor": plan.powerFactorPermille = whole(key.value, .percent, 50...100, times: 10)
        case "arrives-at": plan.arrivalPermille = arrivalRange(key.value)
        case "leaves-at": plan.targetPercent = whole(key.value, .percent, 1...100)
        default: break
        }
    }

    /// `{0%: 90kW, 80%: 40kW}`
    private mutating func curve(_ node: SyntaxNode) -> [CarPlan.Point]? {
        let hint = "write such as `curve: {0%: 90kW, 80%: 40kW, 100%: 4kW}`"
        guard let entries = mapping(node, "powers by state of charge", hint: hint) else { return nil }
        if entries.isEmpty { sink.error("the curve has no point", at: node.place, hint: hint) }
        var points: [CarPlan.Point] = []
        for entry in entries {
            let key = SyntaxNode.scalar(entry.key, at: entry.keyPlace)
            let errors = sink.errorCount
            let percent = whole(key, .percent, 0...100)
            if sink.errorCount == errors, let last = points.last, percent <= last.percent {
                sink.error("the points of a curve stand by rising state of charge", at: entry.keyPlace)
                continue
            }
            points.append(CarPlan.Point(percent: percent, watts: whole(entry.value, .power, 0...4_000_000)))
        }
        return points
    }

    /// `30%` or `uniform 20%..60%`, in thousandths.
    private mutating func arrivalRange(_ node: SyntaxNode) -> ClosedRange<Int>? {
        let range = quantity(node, "a percentage", .fixed(0)) { text throws(QuantityProblem) in
            try Quantity.distribution(text, .percent)
        }
        let (low, high): (Double, Double)
        switch range {
        case .fixed(let value): (low, high) = (value, value)
        case .uniform(let least, let most): (low, high) = (least, most)
        case .exponential, .normal:
            sink.error("`arrives-at` is a percentage or `uniform 20%..60%`", at: node.place)
            return nil
        }
        guard low >= 0, high <= 100 else {
            sink.error("a state of charge lies between 0% and 100%", at: node.place)
            return nil
        }
        return Int((low * 10).rounded())...Int((high * 10).rounded())
    }

    /// The cars of a group: one name, or weights by name.
    mutating func groupCars(_ node: SyntaxNode) -> [CarShare] {
        guard let entries = node.entries else {
            guard let car = car(node) else { return [] }
            return [CarShare(car: car, weight: 1)]
        }
        var shares: [CarShare] = []
        for entry in entries {
            let weight = integer(entry.value, "the weight of a car", 0...1_000_000)
            if let car = car(.scalar(entry.key, at: entry.keyPlace)) {
                shares.append(CarShare(car: car, weight: weight))
            }
        }
        if shares.allSatisfy({ $0.weight == 0 }), sink.errorCount == 0 {
            sink.error("no car of the group has a weight", at: node.place, hint: "write such as `{small: 1, large: 2}`")
        }
        return shares
    }

    /// A car by its name.
    mutating func car(_ node: SyntaxNode) -> CarPlan? {
        guard let name = scalar(node, "the name of a car") else { return nil }
        if let car = BuiltInCar(rawValue: name) { return CarPlan(car) }
        if let own = cars.first(where: { $0.name == name }) {
            usedHardware.insert(name)
            return own
        }
        sink.error(
            "unknown car `\(shortened(name))`", at: node.place,
            hint: DidYouMean.hint(
                for: name, among: cars.map(\.name) + BuiltInCar.allCases.map(\.rawValue),
                listing: cars.isEmpty ? "built in are" : "known are"))
        return nil
    }

    /// Cars without a DC inlet never charge at a DC charge point; what is declared and not used is told.
    mutating func checkHardwareAsWhole(_ drafts: [DraftGroup], _ root: [SyntaxEntry]) {
        for draft in drafts where draft.plan.kind.isDirectCurrent {
            for share in draft.plan.cars where share.weight > 0 && !share.car.takesDirectCurrent {
                sink.error(
                    "the car `\(share.car.name)` has no DC inlet, and `\(draft.plan.kindName)` delivers DC",
                    at: draft.keyPlace)
            }
        }
        guard !sink.hasErrors else { return }
        for (section, what) in [("charge-points", "group has the charge point"), ("cars", "group or step has the car")]
        {
            for entry in root.value(section)?.entries ?? [] where !usedHardware.contains(entry.key) {
                sink.warning("no \(what) `\(entry.key)`", at: entry.keyPlace)
            }
        }
    }

    // MARK: Tools

    private mutating func isNew(_ entry: SyntaxEntry, _ builtIn: [String]) -> Bool {
        guard builtIn.contains(entry.key) else { return true }
        sink.error(
            "`\(entry.key)` is built in", at: entry.keyPlace, hint: "choose another name, and `based-on` this one")
        return false
    }

    private mutating func base<Kind: RawRepresentable & CaseIterable>(
        _ entry: SyntaxEntry, _ keys: [SyntaxEntry], _ type: Kind.Type
    ) -> Kind? where Kind.RawValue == String {
        let names = Kind.allCases.map(\.rawValue)
        guard let node = keys.value("based-on") else {
            sink.error(
                "`\(entry.key)` has no `based-on`", at: entry.keyPlace,
                hint: "built in are \(names.map { "`\($0)`" }.joined(separator: ", "))")
            return nil
        }
        guard let name = scalar(node, "a built-in name") else { return nil }
        if let kind = Kind(rawValue: name) { return kind }
        sink.error(
            "`\(shortened(name))` is not built in", at: node.place,
            hint: DidYouMean.hint(for: name, among: names, listing: "built in are"))
        return nil
    }

    private mutating func tooMany(_ entries: [SyntaxEntry], _ what: String) {
        if entries.count > ScenarioLimits.hardware {
            sink.error(
                "a scenario has at most \(ScenarioLimits.hardware) \(what)",
                at: entries[ScenarioLimits.hardware].keyPlace)
        }
    }

    private mutating func hasKey(_ key: SyntaxEntry, _ isThere: Bool, _ message: String, _ hint: String? = nil) -> Bool
    {
        if !isThere { sink.error(message, at: key.keyPlace, hint: hint) }
        return isThere
    }

    /// A fixed quantity that is a whole number of a unit, times a factor.
    private mutating func whole(
        _ node: SyntaxNode, _ dimension: Dimension, _ bounds: ClosedRange<Int>, times factor: Double = 1
    ) -> Int {
        let errors = sink.errorCount
        let value = quantity(node, dimension.name, Double(bounds.lowerBound)) { text throws(QuantityProblem) in
            try Quantity.fixed(text, dimension)
        }
        guard sink.errorCount == errors else { return bounds.lowerBound }
        guard value >= Double(bounds.lowerBound), value <= Double(bounds.upperBound) else {
            let (low, high) = (
                Format.magnitude(Double(bounds.lowerBound), dimension),
                Format.magnitude(Double(bounds.upperBound), dimension)
            )
            sink.error("out of range: \(low) to \(high)", at: node.place)
            return bounds.lowerBound
        }
        guard value * factor == (value * factor).rounded() else {
            sink.error("too fine: at most a whole number of \(dimension.units[0].name)", at: node.place)
            return bounds.lowerBound
        }
        return Int(value * factor)
    }

    private mutating func word(_ node: SyntaxNode, _ words: [String], behind key: String) -> String? {
        guard let word = scalar(node, words.map { "`\($0)`" }.joined(separator: " or ")) else { return nil }
        guard words.contains(word) else {
            sink.error(
                "unknown word `\(shortened(word))` behind `\(key)`", at: node.place,
                hint: DidYouMean.hint(for: word, among: words, listing: "known are"))
            return nil
        }
        return word
    }

    private mutating func text(_ node: SyntaxNode, _ what: String, _ length: Int) -> String? {
        guard let text = scalar(node, "a text") else { return nil }
        guard !text.isEmpty, text.unicodeScalars.count <= length else {
            sink.error("\(what) has 1 to \(length) characters", at: node.place)
            return nil
        }
        return text
    }
}
