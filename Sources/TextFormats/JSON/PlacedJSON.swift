/// A JSON value with the place where it stands.
package struct PlacedJSON {
    /// What a value is.
    package enum Kind {
        /// Members in order.
        case object([Member])
        /// A list.
        case list([PlacedJSON])
        /// A string without its quotes and escapes.
        case string(String)
        /// The text of a number.
        case number(String)
        /// `true` or `false`.
        case boolean
        /// `null`.
        case null
    }

    /// A name with its value.
    package struct Member {
        /// Without its quotes and escapes.
        package var name: String
        /// Where the name stands, with its quotes.
        package var nameRange: Range<Int>
        /// The value.
        package var value: PlacedJSON
    }

    /// Why bytes are no JSON.
    package struct Fault: Error, Equatable {
        /// Where, as an index of the bytes.
        package var offset: Int
        /// What is wrong.
        package var text: String

        /// Makes one of its parts.
        package init(offset: Int, text: String) {
            self.offset = offset
            self.text = text
        }
    }

    /// What it is.
    package var kind: Kind
    /// Bytes of the value.
    package var range: Range<Int>

    /// What it is, for messages.
    package var word: String {
        switch kind {
        case .object: "an object"
        case .list: "a list"
        case .string: "a text"
        case .number: "a number"
        case .boolean: "true or false"
        case .null: "null"
        }
    }

    /// Reads one value that fills the bytes (RFC 8259).
    /// - Parameters:
    ///   - bytes: the text.
    ///   - depth: levels of nesting that are allowed, the value itself among them.
    ///   - repeatedNames: a name may occur twice in an object, as in a text that another program wrote and a person looks
    ///     at; a document that a person wrote is wrong then.
    package static func read(
        _ bytes: [UInt8], depth: Int, repeatedNames: Bool = false
    ) throws(Fault) -> PlacedJSON {
        var parser = PlacedJSONParser(bytes, depth: depth, allowsRepeatedNames: repeatedNames)
        return try parser.parse()
    }
}

/// Reads one value; every failure has its place.
private struct PlacedJSONParser {
    private let bytes: [UInt8]
    private let deepest: Int
    private let allowsRepeatedNames: Bool
    private var position = 0

    init(_ bytes: [UInt8], depth: Int, allowsRepeatedNames: Bool) {
        self.bytes = bytes
        deepest = depth
        self.allowsRepeatedNames = allowsRepeatedNames
    }

    /// Reads the whole text.
    mutating func parse() throws(PlacedJSON.Fault) -> PlacedJSON {
        skipSpace()
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure("text after the end of the JSON value") }
        return value
    }

    private mutating func value(depth: Int) throws(PlacedJSON.Fault) -> PlacedJSON {
        guard depth < deepest else { throw failure("nested too deep") }
        let begin = position
        let kind: PlacedJSON.Kind
        switch peek ?? 0 {
        case UInt8(ascii: "{"): kind = try object(depth: depth)
        case UInt8(ascii: "["): kind = try list(depth: depth)
        case UInt8(ascii: "\""): kind = .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): kind = .number(try number())
        case UInt8(ascii: "t"):
            try word("true")
            kind = .boolean
        case UInt8(ascii: "f"):
            try word("false")
            kind = .boolean
        case UInt8(ascii: "n"):
            try word("null")
            kind = .null
        default: throw unexpected(in: "a JSON value")
        }
        return PlacedJSON(kind: kind, range: begin..<position)
    }

    private mutating func object(depth: Int) throws(PlacedJSON.Fault) -> PlacedJSON.Kind {
        var members: [PlacedJSON.Member] = []
        var names: Set<String> = []
        try elements(until: UInt8(ascii: "}")) { (parser: inout Self) throws(PlacedJSON.Fault) in
            let offset = parser.position
            guard parser.peek == UInt8(ascii: "\"") else { throw parser.unexpected(in: "a field name in quotes") }
            let name = try parser.string()
            let nameRange = offset..<parser.position
            guard parser.allowsRepeatedNames || names.insert(name).inserted else {
                throw PlacedJSON.Fault(offset: offset, text: "the field `\(name)` occurs twice")
            }
            parser.skipSpace()
            guard parser.peek == UInt8(ascii: ":") else { throw parser.unexpected(in: "`:`") }
            parser.position += 1
            parser.skipSpace()
            let value = try parser.value(depth: depth + 1)
            members.append(PlacedJSON.Member(name: name, nameRange: nameRange, value: value))
        }
        return .object(members)
    }

    private mutating func list(depth: Int) throws(PlacedJSON.Fault) -> PlacedJSON.Kind {
        var items: [PlacedJSON] = []
        try elements(until: UInt8(ascii: "]")) { (parser: inout Self) throws(PlacedJSON.Fault) in
            items.append(try parser.value(depth: depth + 1))
        }
        return .list(items)
    }

    /// Reads what stands between the bracket at the present position and its closing one.
    private mutating func elements(
        until closing: UInt8, _ element: (inout Self) throws(PlacedJSON.Fault) -> Void
    ) throws(PlacedJSON.Fault) {
        position += 1
        skipSpace()
        if peek == closing {
            position += 1
            return
        }
        while true {
            try element(&self)
            skipSpace()
            if peek == closing {
                position += 1
                return
            }
            guard peek == UInt8(ascii: ",") else {
                throw unexpected(in: closing == UInt8(ascii: "]") ? "`,` or `]`" : "`,` or `}`")
            }
            position += 1
            skipSpace()
        }
    }

    private mutating func number() throws(PlacedJSON.Fault) -> String {
        let begin = position
        while let byte = peek, "+-.eE0123456789".utf8.contains(byte) { position += 1 }
        let text = String(decoding: bytes[begin..<position], as: UTF8.self)
        guard JSONToken.endOfNumber(in: bytes, at: begin) == position else {
            throw PlacedJSON.Fault(offset: begin, text: "`\(text.prefix(40))` is not a JSON number")
        }
        return text
    }

    private mutating func word(_ text: String) throws(PlacedJSON.Fault) {
        guard bytes[position...].starts(with: text.utf8) else { throw unexpected(in: "a JSON value") }
        position += text.utf8.count
    }

    private mutating func string() throws(PlacedJSON.Fault) -> String {
        do throws(JSONToken.StringFault) {
            let (text, end) = try JSONToken.string(in: bytes, at: position)
            position = end
            return text
        } catch {
            let text =
                switch error.reason {
                case .unterminated: "the text has no closing quote"
                case .controlCharacter: "a control character in a text"
                case .unknownEscape: "an unknown escape sequence"
                case .noCharacter: "an escape `\\u` that is no character"
                case .notUTF8: "the text is not UTF-8"
                }
            throw PlacedJSON.Fault(offset: error.position, text: text)
        }
    }

    private var peek: UInt8? { position < bytes.count ? bytes[position] : nil }

    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D { position += 1 }
    }

    private func failure(_ text: String) -> PlacedJSON.Fault {
        PlacedJSON.Fault(offset: position, text: text)
    }

    private func unexpected(in expected: String) -> PlacedJSON.Fault {
        guard let byte = peek else { return failure("the file ends where \(expected) is expected") }
        guard byte > 0x20, byte < 0x7F else { return failure("an unexpected byte where \(expected) is expected") }
        return failure("`\(Character(Unicode.Scalar(byte)))` where \(expected) is expected")
    }
}
