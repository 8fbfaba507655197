import OCPPTypes
import TextFormats

/// Checks a document against the language and builds the plan. Every method reports what it finds and goes on with a
/// harmless value, so that one pass finds everything.
struct Checker {
    var sink: DiagnosticSink
    let scale: Double

    /// Pools in the order of declaration and then of first use.
    var pools: [TagPool] = []
    /// True when the document has a `pools` section; then every pool of its behaviours must stand in it.
    var poolsAreDeclared = false
    var usedPools: Set<String> = []
    /// Kinds of the `charge-points` section with their configuration, and cars of the `cars` section.
    var chargePoints: [(plan: ChargePointPlan, settings: [ConfigurationSetting])] = []
    var cars: [CarPlan] = []
    var usedHardware: Set<String> = []

    init(sink: DiagnosticSink, scale: Double) {
        self.sink = sink
        self.scale = scale
    }

    /// Checks the whole document; the plan is complete only if the sink has no errors afterwards.
    mutating func check(_ root: SyntaxNode) -> Plan? {
        guard let entries = root.entries else {
            sink.error(
                "a scenario is a mapping of keys and values, not \(root.kindName)", at: root.place,
                hint: "it starts such as `scenario: morning rush`")
            return nil
        }
        checkKeys(entries, Language.topLevel, of: "a scenario")
        for key in ["scenario", "duration", "fleet"] where entries.value(key) == nil {
            sink.error("`\(key)` is missing", at: firstPlace(of: root), hint: Self.missingHint(key))
        }
        reportNotBuilt(entries)

        var plan = Plan(
            name: "", seed: Language.defaultSeed, durationMilliseconds: 1, clockFactor: 1,
            targets: [TargetPlan(destination: .included, weight: 1)], groups: [], programs: [], tagPools: [],
            expectations: [])
        if let node = entries.value("scenario") { plan.name = scenarioName(node) }
        if let node = entries.value("seed") { plan.seed = quantity(node, "a seed", 1, Quantity.seed) }
        if let node = entries.value("duration") { plan.durationMilliseconds = positiveDuration(node, "`duration`") }
        if let node = entries.value("clock") {
            plan.clockFactor = quantity(node, "a clock factor such as `60x`", 1, Quantity.clockFactor)
        }
        if let node = entries.value("target") { plan.targets = targets(node) }
        if let node = entries.value("pools") { declarePools(node) }

        if let node = entries.value("charge-points") { declareChargePoints(node) }
        if let node = entries.value("cars") { declareCars(node) }

        let groups = entries.value("fleet").map { checkFleet($0) } ?? []
        checkBehaviours(of: groups, declared: entries.value("behaviours"), into: &plan)
        plan.tagPools = pools
        for pool in pools where poolsAreDeclared && !sink.hasErrors && !usedPools.contains(pool.name) {
            if let entry = entries.value("pools")?.entries?.first(where: { $0.key == pool.name }) {
                sink.warning("no behaviour in use takes tags from the pool `\(pool.name)`", at: entry.keyPlace)
            }
        }
        checkHardwareAsWhole(groups, entries)
        checkFleetAsWhole(groups, plan: plan)
        checkSecurity(groups, plan)
        if let node = entries.value("expect") { plan.expectations = checkExpectations(node, plan: plan) }
        return plan
    }

    private func firstPlace(of root: SyntaxNode) -> Place {
        root.entries?.first?.keyPlace ?? root.place
    }

    private static func missingHint(_ key: String) -> String {
        switch key {
        case "scenario": "name the scenario, such as `scenario: morning rush`"
        case "duration": "say how long the run lasts, such as `duration: 10m`"
        default: "describe the charge points, such as `fleet: {depot: {count: 10}}`"
        }
    }

    private mutating func reportNotBuilt(_ entries: [SyntaxEntry]) {
        for entry in entries where entry.key == "central-system" || entry.key == "faults" {
            sink.notBuilt("`\(entry.key)`", at: entry.keyPlace, hint: "remove this section to run the rest")
        }
    }

    private mutating func scenarioName(_ node: SyntaxNode) -> String {
        guard let text = scalar(node, "a name") else { return "" }
        if text.isEmpty {
            sink.error("the scenario needs a name", at: node.place)
        } else if text.unicodeScalars.count > ScenarioLimits.scenarioNameLength {
            sink.error("the name is longer than \(ScenarioLimits.scenarioNameLength) characters", at: node.place)
        } else if text.unicodeScalars.contains(where: { $0.value < 0x20 || SourceText.isLineBreak($0) }) {
            sink.error("the name must stand in one line", at: node.place)
        }
        return text
    }

    private mutating func targets(_ node: SyntaxNode) -> [TargetPlan] {
        let fallback = [TargetPlan(destination: .included, weight: 1)]
        if node.items != nil || node.entries != nil {
            sink.notBuilt("a scenario with several targets", at: node.place, hint: "name one target")
            return fallback
        }
        return [TargetPlan(destination: target(node, mayBeIncluded: true) ?? .included, weight: 1)]
    }

    /// A URL, or `included`; nil when the text says nothing usable.
    mutating func target(_ node: SyntaxNode, mayBeIncluded: Bool) -> TargetPlan.Destination? {
        guard let text = scalar(node, mayBeIncluded ? "`included` or a URL" : "a URL") else { return nil }
        if text == "included", mayBeIncluded { return .included }
        let lowered = text.lowercased()
        guard let scheme = ["ws://", "wss://"].first(where: { lowered.hasPrefix($0) }) else {
            sink.error(
                mayBeIncluded
                    ? "the target is neither `included` nor a WebSocket URL" : "the endpoint is no WebSocket URL",
                at: node.place,
                hint: DidYouMean.suggestion(for: text, among: mayBeIncluded ? ["included"] : []).map {
                    "did you mean `\($0)`?"
                } ?? "write such as `ws://host:9000/ocpp`")
            return nil
        }
        let rest = text.dropFirst(scheme.count)
        if rest.isEmpty || rest.hasPrefix("/") || rest.hasPrefix(":") {
            sink.error("the URL has no host", at: node.place, hint: "write such as `ws://host:9000/ocpp`")
        } else if let bad = rest.unicodeScalars.firstIndex(where: { $0.value < 0x21 || $0 == "#" }) {
            let offset = rest.unicodeScalars.distance(from: rest.unicodeScalars.startIndex, to: bad) + scheme.count
            sink.error(
                "a target has no spaces and no fragment", at: node.place(offset: offset, length: 1),
                hint: "the identity is appended to the path, before a query")
        }
        return .url(text)
    }
}

// MARK: - Tools of every check

extension Checker {
    /// Reports keys that the mapping does not have.
    mutating func checkKeys(_ entries: [SyntaxEntry], _ known: [String], of what: String) {
        for entry in entries where !known.contains(entry.key) {
            // Of more errors than this nobody reads the hints, and each is a search.
            let isRead = sink.errorCount < ScenarioLimits.hintedErrors
            sink.error(
                "unknown key `\(shortened(entry.key))` in \(what)", at: entry.keyPlace,
                hint: isRead ? DidYouMean.hint(for: entry.key, among: known, listing: "known are") : nil)
        }
    }

    /// The text of a scalar, else an error that names what was expected.
    mutating func scalar(_ node: SyntaxNode, _ expected: String) -> String? {
        guard let text = node.text, !node.isEmpty else {
            sink.error("expected \(expected), found \(node.kindName)", at: node.place)
            return nil
        }
        return text
    }

    /// The entries of a mapping, else an error.
    mutating func mapping(_ node: SyntaxNode, _ expected: String, hint: String? = nil) -> [SyntaxEntry]? {
        guard let entries = node.entries else {
            sink.error("expected \(expected), found \(node.kindName)", at: node.place, hint: hint)
            return nil
        }
        return entries
    }

    /// Reads a scalar by a parser of ``Quantity``; problems point into the text.
    mutating func quantity<Value>(
        _ node: SyntaxNode, _ expected: String, _ fallback: Value,
        _ parse: (String) throws(QuantityProblem) -> Value
    ) -> Value {
        guard let text = scalar(node, expected) else { return fallback }
        do {
            return try parse(text)
        } catch {
            report(error, in: node)
            return fallback
        }
    }

    /// Reports a problem inside a scalar.
    mutating func report(_ problem: QuantityProblem, in node: SyntaxNode) {
        sink.error(
            problem.message, at: node.place(offset: problem.offset, length: problem.length), hint: problem.hint)
    }

    /// A whole number without quotes.
    mutating func integer(_ node: SyntaxNode, _ what: String, _ bounds: ClosedRange<Int>) -> Int {
        if case .scalar(let text, isPlain: false, _) = node.content {
            sink.error(
                "\(what) is a number, found a text in quotes", at: node.place,
                hint: text.unicodeScalars.allSatisfy(TextCursor.isDigit) ? "remove the quotes" : nil)
            return bounds.lowerBound
        }
        return quantity(node, what, bounds.lowerBound) { text throws(QuantityProblem) in
            try Quantity.integer(text, what, bounds)
        }
    }

    /// A fixed duration above 0, in milliseconds.
    mutating func positiveDuration(_ node: SyntaxNode, _ what: String) -> Int64 {
        let value = quantity(node, "a duration such as `10m`", 1, Quantity.duration)
        if value == 0 {
            sink.error("\(what) must be longer than nothing", at: node.place)
            return 1
        }
        return value
    }

    /// True when a name of a group, behaviour or pool is well formed; else an error.
    mutating func checkName(_ entry: SyntaxEntry, _ what: String) -> Bool {
        let isShort = entry.key.unicodeScalars.count <= ScenarioLimits.nameLength
        let isWord = entry.key.utf8.allSatisfy { byte in
            (byte | 0x20) &- 0x61 < 26 || byte &- 0x30 < 10 || byte == 0x5F || byte == 0x2D
        }
        guard !entry.key.isEmpty, isShort, isWord else {
            sink.error(
                "`\(shortened(entry.key))` is no name for \(what)", at: entry.keyPlace,
                hint: "names have letters, digits, `-` and `_`, at most \(ScenarioLimits.nameLength)")
            return false
        }
        return true
    }
}

extension Array where Element == SyntaxEntry {
    /// The value of a key.
    func value(_ key: String) -> SyntaxNode? {
        first { $0.key == key }?.value
    }
}
