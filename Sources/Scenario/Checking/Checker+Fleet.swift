import OCPPTypes
import TextFormats

/// A group as checked, before its behaviour's program is known.
struct DraftGroup {
    var plan: GroupPlan
    var keyPlace: Place
    var behaviour: String
    var behaviourPlace: Place
    var arrivePlace: Place
    var countPlace: Place
    var securityPlace: Place?
}

extension Checker {
    /// Checks `fleet` and gives its groups.
    mutating func checkFleet(_ node: SyntaxNode) -> [DraftGroup] {
        guard let entries = mapping(node, "groups by name", hint: "write such as `fleet: {depot: {count: 10}}`") else {
            return []
        }
        if entries.isEmpty { sink.error("the fleet has no group", at: node.place) }
        if entries.count > ScenarioLimits.groups {
            sink.error(
                "a fleet has at most \(ScenarioLimits.groups) groups", at: entries[ScenarioLimits.groups].keyPlace)
            return []
        }
        return entries.map { checkGroup($0) }
    }

    private mutating func checkGroup(_ entry: SyntaxEntry) -> DraftGroup {
        let nameIsGood = checkName(entry, "a group")
        let pattern = IdentityPattern(text: "", pieces: [.group, .text("-"), .number(minimumDigits: 5)])
        var draft = DraftGroup(
            plan: GroupPlan(
                name: nameIsGood ? entry.key : "", count: 1, kind: Language.defaultKind, connectors: nil,
                identityPattern: pattern, arrival: .atOnce, program: 0, perConnector: false, configuration: [],
                callTimeoutMilliseconds: GroupPlan.defaultCallTimeoutMilliseconds),
            keyPlace: entry.keyPlace, behaviour: "idle", behaviourPlace: entry.keyPlace, arrivePlace: entry.keyPlace,
            countPlace: entry.keyPlace)
        draft.plan.identityPattern.text = IdentityPattern.defaultText
        guard let keys = mapping(entry.value, "the keys of a group", hint: "it needs at least `count`") else {
            return draft
        }
        checkKeys(keys, Language.group, of: "a group")
        if keys.value("count") == nil {
            sink.error(
                "the group `\(entry.key)` has no `count`", at: entry.keyPlace, hint: "say how many, such as `count: 10`"
            )
        }
        for key in keys { checkGroupKey(key, &draft) }
        draft.plan.configuration = merged(draft.plan.configuration, over: draft.plan.chargePoint)
        checkIdentity(&draft, keys.value("identity"))
        checkParticulars(draft.plan, keys)
        return draft
    }

    private mutating func checkGroupKey(_ key: SyntaxEntry, _ draft: inout DraftGroup) {
        switch key.key {
        case "count":
            draft.countPlace = key.value.place
            draft.plan.count = scaled(integer(key.value, "`count`", 1...ScenarioLimits.chargePoints))
        case "charge-point":
            chargePoint(key.value, &draft.plan)
        case "cars":
            draft.plan.cars = groupCars(key.value)
        case "connectors":
            draft.plan.connectors = integer(key.value, "`connectors`", 1...ScenarioLimits.connectors)
        case "identity":
            break
        case "arrive":
            draft.arrivePlace = key.value.place
            draft.plan.arrival = scaled(
                quantity(key.value, "`at once`, `over 60s`, `100/s` or `100/s poisson`", .atOnce, Quantity.arrival))
        case "behaviour":
            if let name = scalar(key.value, "the name of a behaviour") {
                draft.behaviour = name
                draft.behaviourPlace = key.value.place
            }
        case "per":
            guard let word = scalar(key.value, "`charge-point` or `connector`") else { return }
            if !Language.per.contains(word) {
                sink.error(
                    "unknown word `\(shortened(word))` behind `per`", at: key.value.place,
                    hint: DidYouMean.hint(for: word, among: Language.per, listing: "known are"))
            }
            draft.plan.perConnector = word == "connector"
        case "configuration":
            draft.plan.configuration = configuration(key.value)
        case "call-timeout":
            draft.plan.callTimeoutMilliseconds = positiveDuration(key.value, "`call-timeout`")
        case "boot":
            draft.plan.boot = boot(key.value)
        case "security":
            draft.securityPlace = key.keyPlace
            draft.plan.security = security(key.value)
        case "transfers":
            draft.plan.transfers = transfers(key.value)
        case "quirks":
            sink.notBuilt("`quirks`", at: key.keyPlace, hint: "remove this key to run the rest")
        default:
            break  // reported by checkKeys
        }
    }

    /// A count by the run's scale: rounded, never below 1.
    private func scaled(_ count: Int) -> Int {
        guard scale != 1 else { return count }
        // Both factors are bounded, so the product fits.
        return max(1, Int((Double(count) * scale).rounded()))
    }

    /// Arrivals by the run's scale, so that a fleet of any size comes in the same time.
    private func scaled(_ arrival: Arrival) -> Arrival {
        guard scale != 1, case .rate(let perSecond, let poisson) = arrival else { return arrival }
        let rate = max(0.000_001, (perSecond * scale * 1_000_000).rounded() / 1_000_000)
        return .rate(perSecond: min(rate, ScenarioLimits.arrivalsPerSecond), poisson: poisson)
    }

    mutating func configuration(_ node: SyntaxNode) -> [ConfigurationSetting] {
        guard let entries = mapping(node, "configuration keys and their values") else { return [] }
        var settings: [ConfigurationSetting] = []
        for entry in entries {
            guard let key = ConfigurationKey.named(entry.key) else {
                sink.error(
                    "unknown configuration key `\(shortened(entry.key))`", at: entry.keyPlace,
                    hint: DidYouMean.suggestion(for: entry.key, among: ConfigurationKey.all.map(\.name))
                        .map { "did you mean `\($0)`?" } ?? "the standard keys of OCPP 1.6 can be set")
                continue
            }
            if settings.contains(where: { $0.key == key.name }) {
                sink.error("the configuration key `\(key.name)` is given twice", at: entry.keyPlace)
                continue
            }
            if key.name == "NumberOfConnectors" {
                sink.error(
                    "the number of connectors is not set by configuration", at: entry.keyPlace,
                    hint: "write `connectors` in the group")
                continue
            }
            settings.append(ConfigurationSetting(key: key.name, value: configurationValue(entry.value, of: key)))
        }
        return settings
    }

    private mutating func configurationValue(_ node: SyntaxNode, of key: ConfigurationKey) -> String {
        switch key.form {
        case .integer:
            return String(integer(node, "`\(key.name)`", 0...Int(Int32.max)))
        case .boolean:
            guard let text = scalar(node, "`true` or `false`") else { return "" }
            if text != "true" && text != "false" {
                let isTrap = ["yes", "no", "on", "off"].contains(text.lowercased())
                sink.error(
                    "`\(key.name)` is `true` or `false`, not `\(shortened(text))`", at: node.place,
                    hint: isTrap ? "`yes`, `no`, `on` and `off` are plain texts here" : nil)
            }
            return text
        case .text:
            guard let text = node.text, !node.isEmpty else {
                sink.error(
                    "expected the value of `\(key.name)`, found \(node.kindName)", at: node.place,
                    hint: "write an empty value as `\"\"`")
                return ""
            }
            if text.unicodeScalars.count > 500 {
                sink.error("a configuration value has at most 500 characters", at: node.place)
            }
            return text
        }
    }

    // MARK: Identities

    private mutating func checkIdentity(_ draft: inout DraftGroup, _ node: SyntaxNode?) {
        let place = node?.place ?? draft.keyPlace
        if let node {
            guard let text = scalar(node, "an identity such as `CP{index:05}`") else { return }
            do {
                draft.plan.identityPattern = try IdentityPattern.parse(text)
            } catch {
                report(error, in: node)
                return
            }
        }
        if !draft.plan.identityPattern.hasIndex && draft.plan.count > 1 {
            sink.error(
                "all \(draft.plan.count) charge points of the group would have the same identity", at: place,
                hint: "put `{index}` into it, such as `CP{index:05}`")
        }
        let longest = draft.plan.identityPattern.identity(group: draft.plan.name, index: draft.plan.count - 1)
        if longest.unicodeScalars.count > ScenarioLimits.identityLength {
            sink.error(
                "the identity `\(shortened(longest))` has more than \(ScenarioLimits.identityLength) characters",
                at: place)
        }
    }

    /// What can only be said of all groups together.
    mutating func checkFleetAsWhole(_ drafts: [DraftGroup], plan: Plan) {
        var total = 0
        for draft in drafts {
            total += draft.plan.count
            if total > ScenarioLimits.chargePoints {
                sink.error(
                    "the fleet has more than \(ScenarioLimits.chargePoints) charge points", at: draft.countPlace)
                return
            }
        }
        checkIdentitiesDiffer(drafts)
        for draft in drafts where !sink.hasErrors {
            let last = Double(draft.plan.lastArrivalNanoseconds(runSeed: plan.seed)) / 1e6
            if last >= Double(plan.durationMilliseconds) {
                sink.warning(
                    "the run ends before all charge points of `\(draft.plan.name)` have arrived", at: draft.arrivePlace,
                    hint:
                        "the last one is due \(Format.duration((last / 1000).rounded(.up) * 1000)) after the start"
                )
            }
        }
    }

    private mutating func checkIdentitiesDiffer(_ drafts: [DraftGroup]) {
        let ends = drafts.map { $0.plan.identityPattern.ends(group: $0.plan.name) }
        for second in drafts.indices {
            for first in drafts.indices where first < second {
                guard touches(ends[first].prefix, ends[second].prefix, fromEnd: false),
                    touches(ends[first].suffix, ends[second].suffix, fromEnd: true)
                else { continue }
                reportSharedIdentity(drafts[first], drafts[second])
            }
        }
    }

    private func touches(_ a: String, _ b: String, fromEnd: Bool) -> Bool {
        fromEnd ? a.hasSuffix(b) || b.hasSuffix(a) : a.hasPrefix(b) || b.hasPrefix(a)
    }

    private mutating func reportSharedIdentity(_ first: DraftGroup, _ second: DraftGroup) {
        var seen: Set<String> = []
        for index in 0..<first.plan.count {
            seen.insert(first.plan.identityPattern.identity(group: first.plan.name, index: index))
        }
        for index in 0..<second.plan.count {
            let identity = second.plan.identityPattern.identity(group: second.plan.name, index: index)
            guard seen.contains(identity) else { continue }
            sink.error(
                "the groups `\(first.plan.name)` and `\(second.plan.name)` both have a charge point"
                    + " `\(shortened(identity))`",
                at: second.keyPlace, hint: "identities must differ: put `{group}` into one of the patterns")
            return
        }
    }
}
