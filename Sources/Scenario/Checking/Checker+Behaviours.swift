import OCPPTypes
import TextFormats

extension Checker {
    /// Compiles the behaviours: those in use in the order in which groups use them, the others for their errors only.
    mutating func checkBehaviours(of drafts: [DraftGroup], declared node: SyntaxNode?, into plan: inout Plan) {
        let declared = node.flatMap { mapping($0, "behaviours by name") } ?? []
        for entry in declared { _ = checkName(entry, "a behaviour") }
        var numbers: [String: Int] = [:]
        for draft in drafts {
            var group = draft.plan
            if let number = numbers[draft.behaviour] {
                group.program = number
            } else if let program = program(named: draft.behaviour, declared, draft.behaviourPlace) {
                numbers[draft.behaviour] = plan.programs.count
                group.program = plan.programs.count
                plan.programs.append(program)
            }
            plan.groups.append(group)
        }
        let used = (pools, usedPools)
        for entry in declared where numbers[entry.key] == nil && !drafts.contains(where: { $0.behaviour == entry.key })
        {
            _ = compile(entry, isBuiltIn: false)
            if !drafts.isEmpty {
                sink.warning("no group uses the behaviour `\(shortened(entry.key))`", at: entry.keyPlace)
            }
        }
        (pools, usedPools) = used
    }

    private mutating func program(named name: String, _ declared: [SyntaxEntry], _ place: Place) -> Program? {
        if let entry = declared.first(where: { $0.key == name }) { return compile(entry, isBuiltIn: false) }
        if Language.builtInBehaviourNames.contains(name) {
            if let entry = builtInBehaviours().first(where: { $0.key == name }) {
                return compile(entry, isBuiltIn: true)
            }
            preconditionFailure("the built-in behaviours are valid")
        }
        let known = declared.map(\.key) + Language.builtInBehaviourNames
        sink.error(
            "unknown behaviour `\(shortened(name))`", at: place,
            hint: DidYouMean.hint(for: name, among: known, listing: "known are"))
        return nil
    }

    private mutating func builtInBehaviours() -> [SyntaxEntry] {
        let index = sink.addSource(name: "built-in behaviours", text: Language.builtInBehaviours)
        var reader = SyntaxReader(sourceIndex: index, source: sink.sources[index], wording: .scenario)
        return reader.read(into: &sink)?.entries ?? []
    }

    private mutating func compile(_ entry: SyntaxEntry, isBuiltIn: Bool) -> Program {
        var compiler = ProgramCompiler(checker: self, isBuiltIn: isBuiltIn)
        let program = compiler.compile(entry)
        self = compiler.checker
        return program
    }
}

/// Compiles the steps of one behaviour into instructions.
struct ProgramCompiler {
    var checker: Checker
    let isBuiltIn: Bool
    var instructions: [Instruction] = []
    /// Where each instruction stands in the text.
    var places: [Place] = []
    private var openLoops: [Program.OpenLoop] = []
    private var isFull = false

    init(checker: Checker, isBuiltIn: Bool) {
        self.checker = checker
        self.isBuiltIn = isBuiltIn
    }

    mutating func compile(_ entry: SyntaxEntry) -> Program {
        var program = Program(name: entry.key, instructions: [], sequence: 0..<0, openLoops: [])
        guard let steps = entry.value.items else {
            checker.sink.error(
                "expected a list of steps, found \(entry.value.kindName)",
                at: entry.value.isEmpty ? entry.keyPlace : entry.value.place,
                hint: "write such as `- wait: 20s`, or `[]` for none")
            return program
        }
        let errorsBefore = checker.sink.errorCount
        let firstOpenLoop = steps.firstIndex { step($0)?.word == "every" } ?? steps.count
        compileSteps(Array(steps[..<firstOpenLoop]), depth: 0, isOpen: false)
        program.sequence = 0..<instructions.count
        if endsInForever, firstOpenLoop < steps.count {
            checker.sink.error(
                "this `every` is never reached: the `repeat: forever` before it never ends",
                at: steps[firstOpenLoop].wordPlace, hint: "put the two into behaviours of two groups")
        }
        for node in steps[firstOpenLoop...] {
            guard let (word, value, siblings) = step(node), word == "every" else {
                checker.sink.error(
                    "a step behind `every` is never reached: `every` runs to the end of the run", at: node.wordPlace,
                    hint: "put it before the first `every`")
                continue
            }
            compileOpenLoop(value ?? node, siblings, node)
        }
        program.instructions = instructions
        program.openLoops = openLoops
        // A step that was misspelt would only draw further complaints.
        if checker.sink.errorCount == errorsBefore {
            ProgramReview(program: program, places: places).report(into: &checker.sink)
        }
        return program
    }

    private var endsInForever: Bool {
        if case .repeatEnd(let begin)? = instructions.last, case .repeatBegin(nil, _) = instructions[begin] {
            return true
        }
        return false
    }

    private mutating func emit(_ instruction: Instruction, at place: Place) {
        guard instructions.count < ScenarioLimits.instructions else {
            if !isFull {
                checker.sink.error(
                    "a behaviour has at most \(ScenarioLimits.instructions) steps", at: place,
                    hint: "use `repeat` for steps that recur")
            }
            isFull = true
            return
        }
        instructions.append(instruction)
        places.append(place)
    }

    /// The word of a step, its value, and the other keys of its mapping; nil when it has no such form.
    private func step(_ node: SyntaxNode) -> (word: String, value: SyntaxNode?, siblings: [SyntaxEntry])? {
        switch node.content {
        case .scalar(let word, _, _):
            return (word, nil, [])
        case .mapping(let entries):
            let loops = ["repeat", "every"]
            guard let main = entries.first(where: { loops.contains($0.key) }) ?? entries.first else { return nil }
            return (main.key, main.value, entries.filter { $0.key != main.key })
        case .sequence:
            return nil
        }
    }

    private mutating func compileSteps(_ steps: [SyntaxNode], depth: Int, isOpen: Bool) {
        var neverEnds = false
        for node in steps {
            if neverEnds {
                checker.sink.warning(
                    "this step is never reached: the `repeat: forever` before it never ends", at: node.wordPlace)
                neverEnds = false
            }
            guard let (word, value, siblings) = step(node) else {
                checker.sink.error(
                    "expected a step, found \(node.kindName)", at: node.wordPlace,
                    hint: "a step is such as `- plug-in` or `- wait: 20s`")
                continue
            }
            if word == "repeat" {
                neverEnds = compileRepeat(value, siblings, node, depth: depth, isOpen: isOpen)
            } else if word == "every" {
                checker.sink.error(
                    "`every` stands at the top of a behaviour only", at: node.wordPlace,
                    hint: "use `repeat` and `wait` inside of other steps")
            } else {
                for extra in siblings {
                    checker.sink.error(
                        "a step has one key, `\(shortened(extra.key))` is a second one", at: extra.keyPlace,
                        hint: "start a step of its own with `- `, or indent it below `\(word)`")
                }
                compileStep(word, value, node)
            }
        }
    }

    private mutating func compileStep(_ word: String, _ value: SyntaxNode?, _ node: SyntaxNode) {
        switch word {
        case "wait":
            guard let value = argument(value, node, "`wait` needs a duration", "write such as `wait: 20s`") else {
                return
            }
            emit(.wait(duration(value)), at: node.wordPlace)
        case "plug-in": compilePlugIn(value, node)
        case "unplug": plain(.unplug, word, value, node)
        case "meter-values": plain(.meterValues, word, value, node)
        case "authorize":
            compileAuthorize(value, node)
        case "charge":
            compileCharge(value, node)
        case "send":
            compileSend(value, node)
        default:
            checker.sink.error(
                node.isEmpty ? "an empty step" : "unknown step `\(shortened(word))`",
                at: node.wordPlace,
                hint: DidYouMean.hint(for: word, among: Language.steps, listing: "known are"))
        }
    }

    private mutating func plain(_ instruction: Instruction, _ word: String, _ value: SyntaxNode?, _ node: SyntaxNode) {
        if let value, !value.isEmpty {
            checker.sink.error("`\(word)` takes no value", at: value.place, hint: "write `- \(word)`")
        }
        emit(instruction, at: node.wordPlace)
    }

    private mutating func argument(
        _ value: SyntaxNode?, _ node: SyntaxNode, _ message: String, _ hint: String
    ) -> SyntaxNode? {
        guard let value, !value.isEmpty else {
            checker.sink.error(message, at: node.wordPlace, hint: hint)
            return nil
        }
        return value
    }

    private mutating func duration(_ node: SyntaxNode) -> DurationDistribution {
        DurationDistribution(
            milliseconds: checker.quantity(node, "a duration", .fixed(1)) { text throws(QuantityProblem) in
                try Quantity.distribution(text, .duration)
            })
    }

    // MARK: Loops

    /// Compiles a `repeat`; true when it never ends.
    private mutating func compileRepeat(
        _ value: SyntaxNode?, _ siblings: [SyntaxEntry], _ node: SyntaxNode, depth: Int, isOpen: Bool
    ) -> Bool {
        let hint = "write `repeat: forever` or `repeat: 10`, and `steps:` below"
        guard let value = argument(value, node, "`repeat` needs `forever` or a number", hint) else { return false }
        var count: Int?
        if value.text != "forever" {
            if let text = value.text, text.unicodeScalars.first.map(TextCursor.isLetter) == true {
                checker.sink.error(
                    "`repeat` takes `forever` or a number, not `\(shortened(text))`", at: value.place,
                    hint: DidYouMean.suggestion(for: text, among: ["forever"]).map { "did you mean `\($0)`?" })
            } else {
                count = checker.integer(value, "the number of rounds", 1...ScenarioLimits.repeatCount)
            }
        }
        guard let steps = bodySteps("repeat", siblings, node) else { return count == nil }
        guard depth < ProgramLimits.repeatDepth else {
            checker.sink.error(
                "loops stand at most \(ProgramLimits.repeatDepth) deep inside each other", at: node.wordPlace)
            return false
        }
        if isOpen && count == nil {
            checker.sink.error(
                "a `repeat: forever` inside `every` keeps its round from ever ending", at: node.wordPlace,
                hint: "repeat a number of times")
        }
        let begin = instructions.count
        emit(.repeatBegin(count: count, end: 0), at: node.wordPlace)
        compileSteps(steps, depth: depth + 1, isOpen: isOpen)
        guard !isFull else { return false }
        let end = instructions.count
        emit(.repeatEnd(begin: begin), at: node.wordPlace)
        instructions[begin] = .repeatBegin(count: count, end: end)
        return count == nil
    }

    private mutating func compileOpenLoop(_ value: SyntaxNode, _ siblings: [SyntaxEntry], _ node: SyntaxNode) {
        let hint = "write `every: 200ms`, and `steps:` below"
        guard let value = argument(value.entries == nil ? value : nil, node, "`every` needs a duration", hint) else {
            return
        }
        let interval = checker.positiveDuration(value, "`every`")
        guard let steps = bodySteps("every", siblings, node) else { return }
        let begin = instructions.count
        compileSteps(steps, depth: 0, isOpen: true)
        guard begin < instructions.count else { return }
        openLoops.append(Program.OpenLoop(intervalMilliseconds: interval, body: begin..<instructions.count))
    }

    private mutating func bodySteps(
        _ word: String, _ siblings: [SyntaxEntry], _ node: SyntaxNode
    ) -> [SyntaxNode]? {
        for extra in siblings where extra.key != "steps" {
            checker.sink.error(
                "unknown key `\(shortened(extra.key))` beside `\(word)`", at: extra.keyPlace,
                hint: DidYouMean.suggestion(for: extra.key, among: ["steps"]).map { "did you mean `\($0)`?" }
                    ?? "the steps stand below `steps:`, indented as far as `\(word)`")
        }
        guard let entry = siblings.first(where: { $0.key == "steps" }) else {
            checker.sink.error(
                "`\(word)` has no `steps`", at: node.wordPlace,
                hint: "write `steps:` below it, indented as far as `\(word)`")
            return nil
        }
        guard let steps = entry.value.items else {
            checker.sink.error(
                "expected a list of steps, found \(entry.value.kindName)",
                at: entry.value.isEmpty ? entry.keyPlace : entry.value.place, hint: "write such as `- wait: 20s`")
            return nil
        }
        if steps.isEmpty {
            checker.sink.error("`\(word)` repeats nothing", at: entry.value.place)
            return nil
        }
        return steps
    }

    // MARK: Steps with a mapping

    private mutating func compileAuthorize(_ value: SyntaxNode?, _ node: SyntaxNode) {
        let hint = "write `authorize: {pool: NAME}` or `authorize: {idTag: TAG}`"
        guard let value = argument(value, node, "`authorize` needs a tag", hint) else { return }
        guard let choice = choice(value, Language.authorize, "authorize", hint) else { return }
        if choice.key == "pool" {
            emit(.authorize(.pool(checker.poolIndex(choice.value, isBuiltIn: isBuiltIn))), at: node.wordPlace)
        } else if let tag = checker.idTag(choice.value) {
            emit(.authorize(.literal(tag)), at: node.wordPlace)
        }
    }

    private mutating func compilePlugIn(_ value: SyntaxNode?, _ node: SyntaxNode) {
        guard let value, !value.isEmpty else {
            emit(.plugIn, at: node.wordPlace)
            return
        }
        let hint = "write `- plug-in`, or `- plug-in: {car: small, soc: 20%}`"
        guard let keys = checker.mapping(value, "`car` and `soc`", hint: hint) else { return }
        checker.checkKeys(keys, Language.plugIn, of: "`plug-in`")
        let car = keys.value("car").flatMap { checker.car($0) }
        let stateOfCharge = keys.value("soc").map { node -> NumberDistribution in
            let percent = checker.quantity(node, "a percentage", .fixed(0)) { text throws(QuantityProblem) in
                try Quantity.distribution(text, .percent)
            }
            if case .fixed(let value) = percent, value > 100 {
                checker.sink.error("a state of charge lies between 0% and 100%", at: node.place)
            }
            return percent
        }
        emit(
            car == nil && stateOfCharge == nil ? .plugIn : .plugInCar(car, stateOfCharge: stateOfCharge),
            at: node.wordPlace)
    }

    private mutating func compileCharge(_ value: SyntaxNode?, _ node: SyntaxNode) {
        let hint = "write `charge: {until: 80%}`, `charge: {for: 45m}` or `charge: {energy: 20kWh}`"
        guard let value = argument(value, node, "`charge` needs a goal", hint) else { return }
        guard let choice = choice(value, Language.charge, "charge", hint) else { return }
        switch choice.key {
        case "for":
            emit(.charge(.duration(duration(choice.value))), at: node.wordPlace)
        case "energy":
            let energy = checker.quantity(choice.value, "an energy", .fixed(1)) { text throws(QuantityProblem) in
                try Quantity.distribution(text, .energy)
            }
            emit(.charge(.energyWattHours(energy)), at: node.wordPlace)
        default:
            let percent = checker.quantity(choice.value, "a percentage", .fixed(1)) { text throws(QuantityProblem) in
                try Quantity.distribution(text, .percent)
            }
            if case .fixed(let value) = percent, value <= 0 || value > 100 {
                checker.sink.error("the state of charge lies above 0% and at most at 100%", at: choice.value.place)
            }
            emit(.charge(.stateOfChargePercent(percent)), at: node.wordPlace)
        }
    }

    /// The single entry of a mapping that takes exactly one of several keys.
    private mutating func choice(
        _ value: SyntaxNode, _ keys: [String], _ word: String, _ hint: String
    ) -> SyntaxEntry? {
        guard let entries = checker.mapping(value, "one of \(keys.joined(separator: ", "))", hint: hint) else {
            return nil
        }
        checker.checkKeys(entries, keys, of: "`\(word)`")
        let known = entries.filter { keys.contains($0.key) }
        guard known.count <= 1 else {
            checker.sink.error(
                "`\(word)` takes one of \(keys.joined(separator: ", ")), not several", at: known[1].keyPlace)
            return nil
        }
        if entries.isEmpty { checker.sink.error("`\(word)` is empty", at: value.place, hint: hint) }
        return known.first
    }

    private mutating func compileSend(_ value: SyntaxNode?, _ node: SyntaxNode) {
        let hint = "write such as `send: {Heartbeat: {}}`"
        guard let value = argument(value, node, "`send` needs an action and its payload", hint) else { return }
        guard let entries = checker.mapping(value, "an action and its payload", hint: hint) else { return }
        guard let entry = entries.first else {
            checker.sink.error("`send` is empty", at: value.place, hint: hint)
            return
        }
        for extra in entries.dropFirst() {
            checker.sink.error(
                "`send` takes one action, `\(shortened(extra.key))` is a second one", at: extra.keyPlace,
                hint: "write a step of its own for each")
        }
        guard let action = Action(name: entry.key) else {
            checker.sink.error(
                "unknown action `\(shortened(entry.key))`", at: entry.keyPlace,
                hint: DidYouMean.suggestion(for: entry.key, among: Action.allCases.map(\.name))
                    .map { "did you mean `\($0)`?" } ?? "the actions of OCPP 1.6 and its security extension can be sent"
            )
            return
        }
        if !action.isFromChargePoint {
            checker.sink.warning(
                "`\(action.name)` is sent by central systems, a charge point never sends it", at: entry.keyPlace)
        }
        guard entry.value.entries != nil else {
            checker.sink.error(
                "the payload of `\(action.name)` must be a mapping, found \(entry.value.kindName)",
                at: entry.value.isEmpty ? entry.keyPlace : entry.value.place, hint: "an empty payload is `{}`")
            return
        }
        var writer = PayloadWriter()
        writer.write(entry.value, into: &checker.sink)
        emit(.send(action: action, payloadJSON: writer.bytes), at: node.wordPlace)
    }
}
