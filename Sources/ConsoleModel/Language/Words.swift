import ChargePointModel
import OCPPTypes
import TerminalText

/// The words behind a verb, taken one after the other.
struct Words {
    let verb: Verb
    let context: ConsoleContext
    private var rest: Substring

    init(verb: Verb, rest: String, context: ConsoleContext) {
        self.verb = verb
        self.context = context
        self.rest = rest[...]
        trim()
    }

    private mutating func trim() {
        rest = rest.drop { $0.isWhitespace }
    }

    /// True when nothing is left.
    var isAtEnd: Bool { rest.isEmpty }

    /// The next word, if there is one.
    var peek: Substring { rest.prefix { !$0.isWhitespace } }

    /// An error of this verb with its usage.
    func wrong(_ text: String) -> ConsoleCommandError {
        ConsoleCommandError(
            "\(verb.name): \(text.harmless) (usage: \(verb.synopsis))"
        )
    }

    /// Fails when something is left.
    func end() throws(ConsoleCommandError) {
        guard isAtEnd else { throw wrong("`\(rest)` is too much") }
    }

    /// The next word, or nil.
    mutating func takeAny() -> String? {
        guard !isAtEnd else { return nil }
        let word = peek
        rest = rest.dropFirst(word.count)
        trim()
        return String(word)
    }

    /// Takes the next word if it is this one.
    mutating func takeWord(_ word: String) -> Bool {
        guard peek.lowercased() == word else { return false }
        _ = takeAny()
        return true
    }

    /// Everything that is left, without white space at the end.
    mutating func takeRest() -> String {
        var text = rest
        while text.last?.isWhitespace == true { text.removeLast() }
        rest = ""
        return String(text)
    }

    /// The next word, which must be there.
    mutating func next(_ what: String) throws(ConsoleCommandError) -> String {
        guard let word = takeAny() else { throw wrong("give \(what)") }
        return word
    }

    /// A connector's number; `otherwise` when there is none or the next word is no number: 0 leaves it to the charge
    /// point.
    mutating func connector(from least: Int = 1, otherwise: Int = 0) throws(ConsoleCommandError) -> Int {
        guard let first = peek.first, first.isNumber || first == "-" else { return otherwise }
        return try connector(takeAny() ?? "", from: least)
    }

    /// A connector's number from a word.
    func connector(_ word: String, from least: Int) throws(ConsoleCommandError) -> Int {
        guard let number = Int(word), (least...context.connectors).contains(number) else {
            let range =
                context.connectors == least ? "\(least)" : "\(least) to \(context.connectors)"
            throw wrong("`\(word)` is no connector: give \(range)")
        }
        return number
    }

    /// A whole number of a range.
    mutating func number(_ what: String, _ range: ClosedRange<Int>) throws(ConsoleCommandError) -> Int {
        let word = try next(what)
        guard let number = Int(word), range.contains(number) else {
            throw wrong("`\(word)`: give \(what), \(range.lowerBound) to \(range.upperBound)")
        }
        return number
    }

    /// A span of time.
    mutating func span(_ what: String) throws(ConsoleCommandError) -> Int64 {
        let word = try next(what)
        guard let milliseconds = SpanText.milliseconds(word), milliseconds <= ConsoleLimits.longestWaitMilliseconds
        else { throw wrong("`\(word)` is no time: write for example 500ms, 2s or 10m, at most 24h") }
        return milliseconds
    }

    /// One of two words.
    mutating func one(of choices: [String]) throws(ConsoleCommandError) -> String {
        let word = try next(choices.joined(separator: " or ")).lowercased()
        guard choices.contains(word) else { throw wrong("`\(word)`: give \(choices.joined(separator: " or "))") }
        return word
    }

    /// A value of an enumeration by its name on the wire, without regard to case.
    mutating func choice<Value: RawRepresentable<String> & CaseIterable>(
        _ what: String, _ type: Value.Type
    ) throws(ConsoleCommandError) -> Value {
        let word = try next(what)
        if let value = type.allCases.first(where: { $0.rawValue.lowercased() == word.lowercased() }) { return value }
        throw wrong(
            "`\(word)` is not \(what): "
                + DidYouMean.hint(for: word, among: type.allCases.map(\.rawValue), listing: "there are"))
    }

    /// A goal of charging: `80%`, `10m`, `5kWh` or `500Wh`.
    mutating func goal() throws(ConsoleCommandError) -> ChargeGoal {
        let word = try next("a goal")
        if word.hasSuffix("%"), let percent = Int(word.dropLast()), (0...100).contains(percent) {
            return .stateOfCharge(percent: percent)
        }
        let lowered = word.lowercased()
        for (unit, factor) in [("kwh", 1000.0), ("wh", 1.0)] where lowered.hasSuffix(unit) {
            guard let value = Double(lowered.dropLast(unit.count)), value > 0, value * factor <= 1e9 else { break }
            return .energy(wattHours: Int64((value * factor).rounded()))
        }
        if let milliseconds = SpanText.milliseconds(word) { return .duration(deviceMilliseconds: milliseconds) }
        throw wrong("`\(word)` is no goal: write for example 80%, 10m or 5kWh")
    }
}
