import OCPPTypes

/// Makes random payloads that a schema accepts, in the form in which the codec writes them, so that the trees before and
/// after a round trip are equal.
struct Generator {
    var random: SeededRandom
    let schema: Schema

    init(_ schema: Schema, seed: UInt64) {
        self.schema = schema
        random = SeededRandom(seed: seed)
    }

    mutating func payload() -> JSONTree { value(schema.root) }

    private mutating func chance(_ percent: Int) -> Bool { random.nextIndex(below: 100) < percent }

    private mutating func value(_ unresolved: JSONTree) -> JSONTree {
        let part = schema.resolved(unresolved)
        if let allowed = part["enum"]?.elements { return allowed[random.nextIndex(below: allowed.count)] }
        switch part["type"]?.text {
        case "string": return .string(string(part))
        case "integer": return .number("\(integer())")
        case "boolean": return .boolean(chance(50))
        case "number": return .number(DecimalNumber(tenths: Int64(integer() % 1_000_000_000_000)).description)
        case "array":
            let count = 1 + random.nextIndex(below: chance(5) ? 40 : 3)
            return .list((0..<count).map { _ in value(part["items"]!) })
        case "object":
            let required = part["required"]?.elements ?? []
            let all = chance(20)
            var members: [JSONTree.Member] = []
            for property in part["properties"]?.members ?? [] {
                guard all || required.contains(.string(property.name)) || chance(50) else { continue }
                members.append(.init(name: property.name, value: value(property.value)))
            }
            return .object(members)
        default: preconditionFailure("a type that the schemas do not use")
        }
    }

    private mutating func integer() -> Int {
        switch random.nextIndex(below: 4) {
        case 0: random.nextIndex(below: 10)
        case 1: random.nextIndex(below: 100_000) - 50_000
        case 2: Int(truncatingIfNeeded: random.next())
        default: random.nextIndex(below: 1 << 31)
        }
    }

    private mutating func string(_ part: JSONTree) -> String {
        switch part["format"]?.text {
        case "date-time":
            let span = DateTime.range.upperBound - DateTime.range.lowerBound
            let wide = DateTime.range.lowerBound + Int64(random.nextIndex(below: Int(span)))
            let near = 1_700_000_000_000 + Int64(random.nextIndex(below: 100_000_000_000))
            return DateTime(millisecondsSince1970: chance(10) ? wide : near).description
        case "uri": return "ftp://example.org/\(random.nextIndex(below: 1000))/a%20b?x=1"
        default: break
        }
        var limit = 40
        if case .number(let text)? = part["maxLength"] { limit = Int(text)! }
        let count = chance(5) ? limit : random.nextIndex(below: min(limit, 40) + 1)
        var text = String.UnicodeScalarView()
        for _ in 0..<count { text.append(character()) }
        return String(text)
    }

    private mutating func character() -> Unicode.Scalar {
        if chance(96) { return Unicode.Scalar(0x20 + UInt8(random.nextIndex(below: 0x5F))) }
        let rare: [Unicode.Scalar] = [
            "\u{0}", "\u{1}", "\n", "\r", "\t", "\u{1F}", "\u{7F}", "é", "中", "😀", "\u{10FFFF}",
        ]
        return rare[random.nextIndex(below: rare.count)]
    }
}
