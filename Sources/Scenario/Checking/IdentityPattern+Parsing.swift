import TextFormats

extension IdentityPattern {
    /// The pattern when the scenario gives none.
    static let defaultText = "{group}-{index:05}"

    /// The identities that a pattern gives outside of any group: `count` of them (1 by default) when it has `{index}`,
    /// else the one it is.
    ///
    /// - Throws: ``PatternProblem`` when it is no pattern.
    package static func identities(_ text: String, count: Int?) throws(PatternProblem) -> [String] {
        let pattern: IdentityPattern
        do {
            pattern = try parse(text)
        } catch {
            throw PatternProblem(description: [error.message, error.hint].compactMap { $0 }.joined(separator: ": "))
        }
        if pattern.pieces.contains(.group) {
            throw PatternProblem(description: "there is no group here that `{group}` could stand for")
        }
        let identities = (0..<(pattern.hasIndex ? count ?? 1 : 1)).map { pattern.identity(group: "", index: $0) }
        if let long = identities.last, long.unicodeScalars.count > ScenarioLimits.identityLength {
            throw PatternProblem(
                description: "`\(shortened(long))` has more than \(ScenarioLimits.identityLength) characters")
        }
        return identities
    }

    /// Why a text is no pattern.
    package struct PatternProblem: Error, CustomStringConvertible {
        /// What is wrong, and what to write.
        package let description: String
    }

    /// Takes a pattern apart; one that is no identity may have spaces.
    static func parse(_ text: String, isIdentity: Bool = true) throws(QuantityProblem) -> IdentityPattern {
        var cursor = TextCursor(text)
        var pieces: [Piece] = []
        guard !cursor.isAtEnd else { throw cursor.problemToEnd("the identity is empty", hint: hint) }
        while let scalar = cursor.next {
            let start = cursor.position
            switch scalar {
            case "{":
                cursor.position += 1
                let name = cursor.take { $0 != "}" && $0 != "{" }
                guard cursor.take("}") else { throw cursor.problem("a brace is not closed", from: start, hint: hint) }
                pieces.append(try piece(name, cursor, start))
            case "}":
                cursor.position += 1
                throw cursor.problem("a closing brace without an opening one", from: start, hint: hint)
            default:
                let literal = cursor.take { $0 != "{" && $0 != "}" }
                let isBad = { (scalar: Unicode.Scalar) in
                    scalar.value < 0x20 || scalar.value == 0x7F || (isIdentity && scalar == " ")
                }
                if let bad = literal.unicodeScalars.first(where: isBad) {
                    let what = isIdentity ? "an identity" : "this text"
                    throw cursor.problem(
                        bad == " " ? "an identity has no spaces" : "\(what) has no control characters", from: start)
                }
                pieces.append(.text(literal))
            }
        }
        return IdentityPattern(text: text, pieces: pieces)
    }

    private static let hint = "write such as `CP{index:05}` or `{group}-{index:05}`"

    private static func piece(
        _ name: String, _ cursor: TextCursor, _ start: Int
    ) throws(QuantityProblem) -> Piece {
        if name == "group" { return .group }
        if name == "index" { return .number(minimumDigits: 1) }
        if name.hasPrefix("index:") {
            let digits = name.dropFirst("index:".count)
            guard let width = Int(digits), (1...20).contains(width), digits.utf8.allSatisfy({ $0 &- 0x30 < 10 }) else {
                throw cursor.problem(
                    "the width of `{index}` is a number of digits from 1 to 20", from: start,
                    hint: "write such as `{index:05}`")
            }
            return .number(minimumDigits: width)
        }
        throw cursor.problem(
            "unknown placeholder `{\(shortened(name))}`", from: start, hint: "there are {index} and {group}")
    }

    /// True when identities of different points differ.
    var hasIndex: Bool {
        pieces.contains { if case .number = $0 { true } else { false } }
    }

    /// The text before the first and after the last number, for a quick proof that two groups cannot meet.
    func ends(group: String) -> (prefix: String, suffix: String) {
        var prefix = ""
        var suffix = ""
        var seenNumber = false
        for piece in pieces {
            switch piece {
            case .text(let text):
                suffix += text
                if !seenNumber { prefix += text }
            case .group:
                suffix += group
                if !seenNumber { prefix += group }
            case .number:
                seenNumber = true
                suffix = ""
            }
        }
        return (prefix, suffix)
    }
}
