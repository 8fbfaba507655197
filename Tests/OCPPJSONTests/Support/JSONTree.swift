/// JSON as a tree: the tests' own slow and obvious reader, independent of the codec.
indirect enum JSONTree: Equatable {
    case null
    case boolean(Bool)
    /// The number as it is written.
    case number(String)
    case string(String)
    case list([JSONTree])
    /// Members in their order.
    case object([Member])

    struct Member: Equatable {
        var name: String
        var value: JSONTree
    }

    struct NotJSON: Error {
        var offset: Int
    }

    init(_ text: String) throws {
        var parser = Parser(characters: Array(text.unicodeScalars))
        self = try parser.whole()
    }

    subscript(name: String) -> JSONTree? {
        get {
            guard case .object(let members) = self else { return nil }
            return members.first { $0.name == name }?.value
        }
        set {
            guard case .object(var members) = self else { return }
            let index = members.firstIndex { $0.name == name }
            switch (index, newValue) {
            case (let index?, let value?): members[index].value = value
            case (let index?, nil): members.remove(at: index)
            case (nil, let value?): members.append(Member(name: name, value: value))
            case (nil, nil): break
            }
            self = .object(members)
        }
    }

    var members: [Member] {
        if case .object(let members) = self { members } else { [] }
    }

    var elements: [JSONTree] {
        if case .list(let elements) = self { elements } else { [] }
    }

    var text: String? {
        if case .string(let text) = self { text } else { nil }
    }

    /// Compact text.
    var json: String {
        switch self {
        case .null: "null"
        case .boolean(let value): "\(value)"
        case .number(let text): text
        case .string(let text): Self.quoted(text)
        case .list(let elements): "[\(elements.map(\.json).joined(separator: ","))]"
        case .object(let members):
            "{\(members.map { "\(Self.quoted($0.name)):\($0.value.json)" }.joined(separator: ","))}"
        }
    }

    /// The same tree with members by name.
    var sorted: JSONTree {
        switch self {
        case .list(let elements): .list(elements.map(\.sorted))
        case .object(let members):
            .object(
                members.map { Member(name: $0.name, value: $0.value.sorted) }.sorted { $0.name < $1.name })
        case .null, .boolean, .number, .string: self
        }
    }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\u{0}"..<" ":
                let digits = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}

private struct Parser {
    var characters: [Unicode.Scalar]
    var index = 0

    var next: Unicode.Scalar? { index < characters.count ? characters[index] : nil }

    mutating func whole() throws -> JSONTree {
        let tree = try value()
        space()
        if next != nil { throw JSONTree.NotJSON(offset: index) }
        return tree
    }

    mutating func space() {
        while let c = next, c == " " || c == "\n" || c == "\r" || c == "\t" { index += 1 }
    }

    mutating func expect(_ text: String) throws {
        for scalar in text.unicodeScalars {
            guard next == scalar else { throw JSONTree.NotJSON(offset: index) }
            index += 1
        }
    }

    mutating func value() throws -> JSONTree {
        space()
        switch next {
        case "{": return .object(try list("{", "}") { parser in try parser.member() })
        case "[": return .list(try list("[", "]") { parser in try parser.value() })
        case "\"": return .string(try string())
        case "t":
            try expect("true")
            return .boolean(true)
        case "f":
            try expect("false")
            return .boolean(false)
        case "n":
            try expect("null")
            return .null
        default: return try number()
        }
    }

    mutating func member() throws -> JSONTree.Member {
        space()
        let name = try string()
        space()
        try expect(":")
        return JSONTree.Member(name: name, value: try value())
    }

    mutating func list<Element>(
        _ open: String, _ close: String, _ element: (inout Parser) throws -> Element
    ) throws -> [Element] {
        try expect(open)
        space()
        var elements: [Element] = []
        if next.map(String.init) == close {
            index += 1
            return []
        }
        while true {
            elements.append(try element(&self))
            space()
            if next == "," {
                index += 1
            } else {
                try expect(close)
                return elements
            }
        }
    }

    mutating func string() throws -> String {
        try expect("\"")
        var units: [UInt16] = []
        while let c = next, c != "\"" {
            guard c.value >= 0x20 else { throw JSONTree.NotJSON(offset: index) }
            index += 1
            if c == "\\" { units.append(try escape()) } else { units += Array(String(c).utf16) }
        }
        try expect("\"")
        guard let text = String(validating: units, as: UTF16.self) else { throw JSONTree.NotJSON(offset: index) }
        return text
    }

    mutating func escape() throws -> UInt16 {
        guard let c = next else { throw JSONTree.NotJSON(offset: index) }
        index += 1
        switch c {
        case "\"", "\\", "/": return UInt16(c.value)
        case "b": return 8
        case "f": return 12
        case "n": return 10
        case "r": return 13
        case "t": return 9
        case "u":
            guard index + 4 <= characters.count,
                characters[index..<index + 4].allSatisfy({ $0.properties.isASCIIHexDigit })
            else { throw JSONTree.NotJSON(offset: index) }
            let digits = String(String.UnicodeScalarView(characters[index..<index + 4]))
            index += 4
            return UInt16(digits, radix: 16)!
        default: throw JSONTree.NotJSON(offset: index)
        }
    }

    mutating func number() throws -> JSONTree {
        let begin = index
        if next == "-" { index += 1 }
        let integer = digits()
        guard integer == 1 || (integer > 1 && characters[index - integer] != "0") else {
            throw JSONTree.NotJSON(offset: begin)
        }
        if next == "." {
            index += 1
            if digits() == 0 { throw JSONTree.NotJSON(offset: begin) }
        }
        if next == "e" || next == "E" {
            index += 1
            if next == "+" || next == "-" { index += 1 }
            if digits() == 0 { throw JSONTree.NotJSON(offset: begin) }
        }
        return .number(String(String.UnicodeScalarView(characters[begin..<index])))
    }

    mutating func digits() -> Int {
        let begin = index
        while let c = next, ("0"..."9").contains(c) { index += 1 }
        return index - begin
    }
}
