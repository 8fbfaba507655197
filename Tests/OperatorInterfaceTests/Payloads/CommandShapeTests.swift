import OCPPJSON
import OCPPTypes
import Testing

@testable import OperatorInterface

/// The table of members against the codec, which decides what is really taken.
@Suite struct CommandShapeTests {
    /// A value that fits a schema; with optional members or without.
    private func sample(_ schema: Schema, full: Bool) -> JSONText {
        switch schema {
        case .text(let maxLength): .string(full ? String(repeating: "x", count: min(maxLength ?? 30, 12_000)) : "x")
        case .integer(let minimum, let maximum): .integer(full ? maximum ?? 7 : minimum ?? 0)
        case .number: .number(full ? 6.5 : 6)
        case .boolean: .boolean(full)
        case .dateTime: "2030-01-01T00:00:00Z"
        case .uri: "ftp://host/file"
        case .choice(let values): .string(full ? values[values.count - 1] : values[0])
        case .object(let fields, _):
            .object(fields.filter { full || $0.isRequired }.map { ($0.name, sample($0.schema, full: full)) })
        case .list(let element, let minimum):
            .array(Array(repeating: sample(element, full: full), count: full ? 2 : minimum))
        case .any, .nullable, .named, .oneOf: .null
        }
    }

    private func decode(_ action: Action, _ payload: JSONText) throws -> Request {
        var text = payload.text
        return try text.withUTF8 { text in
            var violations = Violations()
            return try PayloadDecoder.request(
                action, from: UnsafeRawBufferPointer(text), payload: 0..<text.count, mode: .strict,
                violations: &violations)
        }
    }

    @Test func `every command of OCPP 1_6 and the security extension is there`() {
        #expect(CommandShape.actions.count == 26)
        #expect(CommandShape.actions.map(\.name).contains("DataTransfer"))
    }

    @Test(arguments: CommandShape.actions)
    func `the codec takes what the table describes and refuses what it does not`(_ action: Action) throws {
        let fields = CommandShape.fields(of: action)
        for full in [false, true] {
            #expect(try decode(action, sample(.object(fields), full: full)).action == action)
        }
        try check(fields, below: []) { try decode(action, $0) }
    }

    /// Leaves each required member out, adds an unknown one, and goes beyond each limit, at every depth.
    private func check(
        _ fields: [SchemaField], below path: [(SchemaField, [SchemaField])], _ decode: (JSONText) throws -> Request
    ) throws {
        /// A payload in which the object at `path` has these members.
        func payload(_ members: [(name: String, value: JSONText)]) -> JSONText {
            var value = JSONText.object(members)
            for (field, siblings) in path.reversed() {
                if case .list = field.schema { value = .array([value]) }
                value = .object(
                    siblings.map { ($0.name, $0.name == field.name ? value : sample($0.schema, full: true)) })
            }
            return value
        }
        let good = fields.map { (name: $0.name, value: sample($0.schema, full: true)) }
        #expect(throws: Never.self) { try decode(payload(good)) }
        #expect(throws: PayloadError.self) { try decode(payload(good + [("unknown", 1)])) }
        for field in fields {
            let others = good.filter { $0.name != field.name }
            if field.isRequired {
                #expect(throws: PayloadError.self, "\(field.name)") { try decode(payload(others)) }
            } else {
                #expect(throws: Never.self, "\(field.name)") { try decode(payload(others)) }
            }
            for wrong in wrongValues(field.schema) {
                #expect(throws: PayloadError.self, "\(field.name) \(wrong.text)") {
                    try decode(payload(others + [(field.name, wrong)]))
                }
            }
            switch field.schema {
            case .object(let inner, _), .list(.object(let inner, _), _):
                try check(inner, below: path + [(field, fields)], decode)
            default: break
            }
        }
    }

    private func wrongValues(_ schema: Schema) -> [JSONText] {
        switch schema {
        case .text(let maxLength?): [.string(String(repeating: "x", count: maxLength + 1)), 1]
        case .text(nil): [1]
        case .integer: ["1", true]
        case .number: ["1"]
        case .dateTime: ["yesterday", 1]
        case .choice: ["Nothing", 1]
        case .object: [1, []]
        case .list(_, let minimum): minimum > 0 ? [[], 1] : [1]
        case .uri: [1]
        case .boolean, .any, .nullable, .named, .oneOf: []
        }
    }
}
