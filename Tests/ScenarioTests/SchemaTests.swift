import Foundation
import Scenario
import Testing

@Suite struct SchemaTests {
    private func schema() throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(ScenarioSchema.json.utf8))
        return try #require(object as? [String: Any])
    }

    /// The part of JSON Schema that the schema uses; any other keyword is an error here.
    private struct Validator {
        let root: [String: Any]

        func accepts(_ value: Any, _ schema: [String: Any]) -> Bool {
            schema.allSatisfy { keyword, rule in accepts(value, keyword, rule, schema) }
        }

        private func accepts(_ value: Any, _ keyword: String, _ rule: Any, _ schema: [String: Any]) -> Bool {
            switch keyword {
            case "$schema", "title", "description", "$defs":
                return true
            case "$ref":
                let name = (rule as? String)?.split(separator: "/").last.map(String.init) ?? ""
                let definitions = root["$defs"] as? [String: [String: Any]] ?? [:]
                return definitions[name].map { accepts(value, $0) } ?? false
            case "anyOf":
                return (rule as? [[String: Any]] ?? []).contains { accepts(value, $0) }
            case "enum":
                return (rule as? [String] ?? []).contains { $0 == value as? String }
            case "type":
                let names = rule as? [String] ?? [rule as? String ?? ""]
                return names.contains { has(value, type: $0) }
            case "pattern":
                guard let text = value as? String else { return true }
                return text.range(of: rule as? String ?? "", options: .regularExpression) != nil
            case "minLength": return (value as? String).map { $0.count >= rule as? Int ?? 0 } ?? true
            case "maxLength": return (value as? String).map { $0.count <= rule as? Int ?? 0 } ?? true
            case "minimum": return (value as? Int).map { $0 >= rule as? Int ?? 0 } ?? true
            case "maximum": return (value as? Int).map { $0 <= rule as? Int ?? 0 } ?? true
            case "minItems": return (value as? [Any]).map { $0.count >= rule as? Int ?? 0 } ?? true
            case "minProperties": return (value as? [String: Any]).map { $0.count >= rule as? Int ?? 0 } ?? true
            case "maxProperties": return (value as? [String: Any]).map { $0.count <= rule as? Int ?? 0 } ?? true
            case "items":
                return (value as? [Any]).map { $0.allSatisfy { accepts($0, rule as? [String: Any] ?? [:]) } } ?? true
            case "required":
                guard let object = value as? [String: Any] else { return true }
                return (rule as? [String] ?? []).allSatisfy { object[$0] != nil }
            case "properties":
                guard let object = value as? [String: Any], let rules = rule as? [String: [String: Any]] else {
                    return true
                }
                return object.allSatisfy { key, member in rules[key].map { accepts(member, $0) } ?? true }
            case "additionalProperties":
                guard let object = value as? [String: Any] else { return true }
                let known = (schema["properties"] as? [String: Any] ?? [:]).keys
                let others = object.filter { !known.contains($0.key) }
                if let rule = rule as? [String: Any] { return others.allSatisfy { accepts($0.value, rule) } }
                return others.isEmpty
            case "propertyNames":
                guard let object = value as? [String: Any] else { return true }
                return object.keys.allSatisfy { accepts($0, rule as? [String: Any] ?? [:]) }
            default:
                Issue.record("the validator does not know \(keyword)")
                return false
            }
        }

        private func has(_ value: Any, type: String) -> Bool {
            switch type {
            case "object": value is [String: Any]
            case "array": value is [Any]
            case "string": value is String
            case "integer": value is Int && !(value is Bool)
            case "number": (value is Int || value is Double) && !(value is Bool)
            case "boolean": value is Bool
            case "null": value is NSNull
            default: false
            }
        }
    }

    /// A scenario as values, such as an editor's validator sees them: the payload writer's typing, by way of `send`.
    private func values(_ text: String) throws -> [String: Any] {
        let indented = text.split(separator: "\n", omittingEmptySubsequences: false).map { "          " + $0 }
        let carrier =
            "scenario: s\nduration: 1s\nfleet: {a: {count: 1, behaviour: b}}\nbehaviours:\n  b:\n"
            + "    - send:\n        DataTransfer:\n" + indented.joined(separator: "\n") + "\n"
        let plan = try plan(carrier)
        guard case .send(_, let payload)? = plan.programs[0].instructions.first else { return [:] }
        let value = try JSONDecoder().decode(JSONValue.self, from: Data(payload))
        return try #require(value.any as? [String: Any])
    }

    /// Keeps apart what Foundation's numbers blur: `1` and `true`.
    private struct JSONValue: Decodable {
        let any: Any

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if container.decodeNil() {
                any = NSNull()
            } else if let value = try? container.decode(Bool.self) {
                any = value
            } else if let value = try? container.decode(Int.self) {
                any = value
            } else if let value = try? container.decode(Double.self) {
                any = value
            } else if let value = try? container.decode(String.self) {
                any = value
            } else if let value = try? container.decode([JSONValue].self) {
                any = value.map(\.any)
            } else {
                any = try container.decode([String: JSONValue].self).mapValues(\.any)
            }
        }
    }

    @Test func `the schema accepts what the compiler accepts`() throws {
        let schema = try schema()
        let validator = Validator(root: schema)
        var texts = try ScenarioFiles.all().map { String(decoding: $0.bytes, as: UTF8.self) }
        texts += [
            HardwareTests.text, ParticularsTests.full, morningRush, smallest,
            smallest + "expect: [booted == planned, \"rate( calls )>100/s\"]\n",
        ]
        texts += try texts.map { ScenarioInspector.inspect(try plan($0)) }
        for text in texts { #expect(validator.accepts(try values(text), schema), Comment(rawValue: text)) }
    }

    @Test(arguments: [
        "duration: 10", "duration: 10 w", "count: 0", "count: -3", "count: 1.5", "count: \"10\"", "arrive: 100",
        "arrive: slowly", "per: conector", "sead: 1", "clock: 60", "target: http://h",
        "wait: 20", "wait: exponental 20m", "charge: {until: 80}", "charge: {until: 80%, for: 1m}", "every: 200",
        "send: {Heartbeet: {}}", "send: {Heartbeat: 5}", "repeat: sometimes", "authorize: {tag: A}", "plug-in: 1",
        "wibble: 1", "configuration: {BlinkRepeat: often}", "configuration: {Wibble: 1}", "expect: [p99 < 5s]",
        "expect: [boted == planned]", "expect: [booted = planned]", "expect: [lost(transactions) == none]",
    ])
    func `the schema refuses what the compiler refuses`(_ line: String) throws {
        let key = String(line.prefix { $0 != ":" })
        var head = [
            "scenario: s", "duration: 10s", "fleet:", "  a:", "    count: 1", "    behaviour: b", "behaviours:", "  b:",
        ]
        let topLevel = ["duration", "sead", "clock", "target", "expect"]
        let ofGroup = ["count", "arrive", "charge-point", "per", "configuration"]
        if topLevel.contains(key) {
            head.removeAll { $0.hasPrefix(key + ":") }
            head = head.dropLast(1) + ["  b: []", line]
        } else if ofGroup.contains(key) {
            head.removeAll { $0.hasPrefix("    " + key + ":") }
            head.insert("    " + line, at: 4)
            head[head.count - 1] = "  b: []"
        } else {
            head += ["    - " + line]
            if key == "every" || key == "repeat" { head += ["      steps:", "        - meter-values"] }
        }
        let text = head.joined(separator: "\n") + "\n"
        #expect(ScenarioCompiler.compile(text: text, fileName: "s.yaml").plan == nil, Comment(rawValue: text))
        let schema = try schema()
        #expect(!Validator(root: schema).accepts(try values(text), schema), Comment(rawValue: text))
    }
}
