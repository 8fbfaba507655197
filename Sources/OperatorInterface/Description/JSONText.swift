import TextFormats

/// A JSON value whose members keep their order, and its text, which is harmless inside of HTML too.
package indirect enum JSONText: Sendable, Equatable, ExpressibleByStringLiteral, ExpressibleByIntegerLiteral,
    ExpressibleByBooleanLiteral, ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
    /// `null`.
    case null
    /// `true` or `false`.
    case boolean(Bool)
    /// A whole number.
    case integer(Int)
    /// A number; one that is not finite is written as `null`.
    case number(Double)
    /// A text.
    case string(String)
    /// A list.
    case array([JSONText])
    /// JSON text that is taken over as it is, right or wrong.
    case raw(String)
    /// Members in the order in which they are written.
    case object([(name: String, value: JSONText)])

    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .boolean(value) }
    package init(arrayLiteral elements: JSONText...) { self = .array(elements) }
    package init(dictionaryLiteral elements: (String, JSONText)...) {
        self = .object(elements.map { (name: $0.0, value: $0.1) })
    }

    package static func == (a: JSONText, b: JSONText) -> Bool { a.text == b.text }

    /// The text without white space.
    package var text: String {
        var text = ""
        write(to: &text)
        return text
    }

    /// Appends the text without white space.
    package func write(to text: inout String) {
        switch self {
        case .null: text += "null"
        case .boolean(let value): text += value ? "true" : "false"
        case .integer(let value): text += String(value)
        case .number(let value): text += value.isFinite ? "\(value)" : "null"
        case .string(let value): text += JSONString.quoted(value, for: .html)
        case .raw(let value): text += value
        case .array(let values):
            text += "["
            for (index, value) in values.enumerated() {
                if index > 0 { text += "," }
                value.write(to: &text)
            }
            text += "]"
        case .object(let members):
            text += "{"
            for (index, member) in members.enumerated() {
                if index > 0 { text += "," }
                text += JSONString.quoted(member.name, for: .html)
                text += ":"
                member.value.write(to: &text)
            }
            text += "}"
        }
    }
}
