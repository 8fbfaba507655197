import OCPPJSON
import OCPPTypes

/// A place in a tree.
enum Step {
    case member(String)
    case element(Int)
}

extension JSONTree {
    /// The tree with the value at a place replaced; nil removes it.
    func replacing(_ steps: ArraySlice<Step>, _ make: (JSONTree) -> JSONTree?) -> JSONTree? {
        guard let step = steps.first else { return make(self) }
        switch (step, self) {
        case (.member(let name), .object(var members)):
            guard let index = members.firstIndex(where: { $0.name == name }) else { return self }
            if let value = members[index].value.replacing(steps.dropFirst(), make) {
                members[index].value = value
            } else {
                members.remove(at: index)
            }
            return .object(members)
        case (.element(let index), .list(var elements)):
            if let value = elements[index].replacing(steps.dropFirst(), make) {
                elements[index] = value
            } else {
                elements.remove(at: index)
            }
            return .list(elements)
        default: return self
        }
    }
}

/// A value of a payload with the part of the schema that rules it.
struct Site {
    var steps: [Step]
    var value: JSONTree
    var schema: JSONTree
    var isRequired: Bool

    var path: String {
        steps.reduce("") { path, step in
            switch step {
            case .member(let name): path.isEmpty ? name : "\(path).\(name)"
            case .element(let index): "\(path)[\(index)]"
            }
        }
    }

    /// Every value of a payload, the payload itself first.
    static func all(_ value: JSONTree, _ schema: Schema) -> [Site] {
        var sites: [Site] = []
        collect(value, schema.root, [], true, schema, &sites)
        return sites
    }

    private static func collect(
        _ value: JSONTree, _ part: JSONTree, _ steps: [Step], _ isRequired: Bool, _ schema: Schema,
        _ sites: inout [Site]
    ) {
        let part = schema.resolved(part)
        sites.append(Site(steps: steps, value: value, schema: part, isRequired: isRequired))
        for member in value.members {
            guard let inner = part["properties"]?[member.name] else { continue }
            let required = part["required"]?.elements.contains(.string(member.name)) ?? false
            collect(member.value, inner, steps + [.member(member.name)], required, schema, &sites)
        }
        for (index, element) in value.elements.enumerated() {
            guard let inner = part["items"] else { continue }
            collect(element, inner, steps + [.element(index)], true, schema, &sites)
        }
    }
}

/// One change of a valid payload and what the decoder must say to it.
struct Mutation {
    /// Rules that our decoder holds and the schema does not (guide "The protocol in short"), so that the two may
    /// differ.
    enum Exception {
        /// Lists that the text says have at least one element.
        case emptyList
        /// Draft 6 takes `1.0` for an integer, OCPP does not (guide "OCPPJSON").
        case wholeFraction
    }

    var name: String
    var tree: JSONTree
    /// Nil when the changed payload is valid.
    var expected: PayloadError.Reason?
    var field: String
    var exception: Exception?

    /// Every change that fits a site.
    static func all(at site: Site, in payload: JSONTree) -> [Mutation] {
        var mutations: [Mutation] = []
        func add(
            _ name: String, _ expected: PayloadError.Reason?, field: String? = nil, exception: Exception? = nil,
            _ make: (JSONTree) -> JSONTree?
        ) {
            guard let tree = payload.replacing(site.steps[...], make) else { return }
            mutations.append(
                Mutation(
                    name: name, tree: tree, expected: expected, field: field ?? site.path, exception: exception))
        }
        if case .member? = site.steps.last { add("drop", site.isRequired ? .missingField : nil) { _ in nil } }
        if !site.steps.isEmpty {
            for other in [JSONTree.null, .boolean(true), .number("7"), .string("x"), .list([]), .object([])]
            where !hasSameType(other, site) {
                add("type", .wrongType) { _ in other }
            }
        }
        switch site.value {
        case .object:
            let field = site.path.isEmpty ? "unexpected" : "\(site.path).unexpected"
            add("extra member", .unknownField, field: field) { object in
                .object(object.members + [.init(name: "unexpected", value: .number("1"))])
            }
            if let first = site.value.members.first {
                let name = first.name.prefix(1).uppercased() + first.name.dropFirst()
                let field = site.path.isEmpty ? name : "\(site.path).\(name)"
                add("member of another case", .unknownField, field: field) { object in
                    .object([.init(name: name, value: first.value)] + object.members.dropFirst())
                }
            }
        case .list:
            let isRuled = ["meterValue", "sampledValue", "chargingSchedulePeriod", "certificateHashData"].contains {
                site.path.hasSuffix($0)
            }
            add("empty list", isRuled ? .emptyList : nil, exception: isRuled ? .emptyList : nil) { _ in .list([]) }
        case .number: numbers(site, add)
        case .string: strings(site, add)
        case .null, .boolean: break
        }
        return mutations
    }

    private typealias Add = (
        String, PayloadError.Reason?, String?, Exception?, (JSONTree) -> JSONTree?
    ) -> Void

    private static func numbers(_ site: Site, _ add: Add) {
        if site.schema["type"]?.text == "integer" {
            add("whole fraction", .wrongType, nil, .wholeFraction) { _ in .number("1.0") }
            add("fraction", .wrongType, nil, nil) { _ in .number("1.5") }
            add("exponent", .wrongType, nil, .wholeFraction) { _ in .number("1e3") }
        } else {
            add("two digits", .tooManyDigits, nil, nil) { _ in .number("1.25") }
            for text in ["0.30000000000000004", "16.1", "1.60e1", "32.000000", "-0.1", "1E2", "69.99999999999999"] {
                add("tolerance", nil, nil, nil) { _ in .number(text) }
            }
        }
    }

    private static func strings(_ site: Site, _ add: Add) {
        if site.schema["enum"] != nil {
            add("unknown value", .unknownValue, nil, nil) { _ in .string("Nonsense") }
            add("empty value", .unknownValue, nil, nil) { _ in .string("") }
            add("longer value", .unknownValue, nil, nil) { .string(($0.text ?? "") + "X") }
        }
        if case .number(let limit)? = site.schema["maxLength"] {
            add("too long", .tooLong, nil, nil) { _ in .string(String(repeating: "a", count: Int(limit)! + 1)) }
            add("longest", nil, nil, nil) { _ in .string(String(repeating: "é", count: Int(limit)!)) }
            add("one too long in characters", .tooLong, nil, nil) { _ in
                .string(String(repeating: "é", count: Int(limit)! + 1))
            }
        }
        switch site.schema["format"]?.text {
        case "date-time":
            for text in ["", "yesterday", "2025-02-29T00:00:00Z", "2025-01-01", "2025-01-01T24:00:00Z"] {
                add("date", .malformedDateTime, nil, nil) { _ in .string(text) }
            }
            add("no zone", .missingTimeZone, nil, nil) { _ in .string("2025-01-01T00:00:00") }
            for text in ["2024-02-29T23:59:60Z", "2025-01-01T00:00:00.123456789+05:30", "2025-01-01t00:00:00z"] {
                add("date", nil, nil, nil) { _ in .string(text) }
            }
        case "uri":
            for text in ["", "no scheme", "ftp://a b", "http://a/%zz", "ftp://é"] {
                add("URI", .malformedURI, nil, nil) { _ in .string(text) }
            }
        default: break
        }
    }

    private static func hasSameType(_ tree: JSONTree, _ site: Site) -> Bool {
        switch (tree, site.value) {
        case (.null, .null), (.boolean, .boolean), (.number, .number), (.string, .string), (.list, .list),
            (.object, .object):
            true
        default: false
        }
    }
}
