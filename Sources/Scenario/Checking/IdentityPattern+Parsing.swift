extension IdentityPattern {
    /// The pattern when the scenario gives none.
    static let defaultText = "{group}-{index:05}"

    /// Takes a pattern apart.
    static func parse(_ text: String) throws(QuantityProblem) -> IdentityPattern {
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
                if let bad = literal.unicodeScalars.first(where: { $0.value < 0x21 || $0.value == 0x7F }) {
                    throw cursor.problem(
                        bad == " " ? "an identity has no spaces" : "an identity has no control characters", from: start)
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
