/// What a JSON value looks like: for the API's description, for forms of the web page, and for tests of the answers.
package indirect enum Schema: Sendable {
    /// A text, with an upper bound of its characters where there is one.
    case text(maxLength: Int? = nil)
    /// A whole number.
    case integer(minimum: Int? = nil, maximum: Int? = nil)
    /// Any number.
    case number
    /// `true` or `false`.
    case boolean
    /// A date and time of RFC 3339.
    case dateTime
    /// A URI.
    case uri
    /// One of some texts.
    case choice([String])
    /// An object with these members; no others when `isClosed`.
    case object([SchemaField], isClosed: Bool = true)
    /// A list.
    case list(Schema, minimum: Int = 0)
    /// Any JSON value.
    case any
    /// The schema or `null`.
    case nullable(Schema)
    /// The schema of that name in ``OpenAPIDocument``'s components.
    case named(String)
    /// One of several schemas.
    case oneOf([Schema])

    /// The text as JSON Schema 2020-12.
    package var json: JSONText {
        switch self {
        case .text(let maxLength):
            return .object([("type", "string")] + (maxLength.map { [("maxLength", .integer($0))] } ?? []))
        case .integer(let minimum, let maximum):
            return .object(
                [("type", "integer")] + (minimum.map { [("minimum", .integer($0))] } ?? [])
                    + (maximum.map { [("maximum", .integer($0))] } ?? []))
        case .number: return ["type": "number"]
        case .boolean: return ["type": "boolean"]
        case .dateTime: return ["type": "string", "format": "date-time"]
        case .uri: return ["type": "string", "format": "uri"]
        case .choice(let values): return ["type": "string", "enum": .array(values.map { .string($0) })]
        case .object(let fields, let isClosed): return Self.object(fields, isClosed)
        case .list(let element, let minimum):
            return .object(
                [("type", "array"), ("items", element.json)] + (minimum > 0 ? [("minItems", .integer(minimum))] : []))
        case .any: return [:]
        case .nullable(let schema): return ["anyOf": [schema.json, ["type": "null"]]]
        case .named(let name): return ["$ref": .string("#/components/schemas/\(name)")]
        case .oneOf(let schemas): return ["oneOf": .array(schemas.map(\.json))]
        }
    }

    private static func object(_ fields: [SchemaField], _ isClosed: Bool) -> JSONText {
        var members: [(String, JSONText)] = [("type", "object")]
        if !fields.isEmpty {
            members.append(
                (
                    "properties",
                    .object(
                        fields.map { field in
                            guard let about = field.about else { return (field.name, field.schema.json) }
                            // A reference may stand beside a description since JSON Schema 2019-09.
                            guard case .object(let inner) = field.schema.json else { return (field.name, [:]) }
                            return (field.name, .object(inner + [("description", .string(about))]))
                        })
                ))
        }
        let required = fields.filter(\.isRequired)
        if !required.isEmpty { members.append(("required", .array(required.map { .string($0.name) }))) }
        if isClosed { members.append(("additionalProperties", false)) }
        return .object(members)
    }
}

/// A member of an object.
package struct SchemaField: Sendable {
    /// Its name.
    package var name: String
    /// What it holds.
    package var schema: Schema
    /// True when it must be there.
    package var isRequired: Bool
    /// One sentence about it.
    package var about: String?

    /// A member that must be there.
    package static func required(_ name: String, _ schema: Schema, _ about: String? = nil) -> SchemaField {
        SchemaField(name: name, schema: schema, isRequired: true, about: about)
    }

    /// A member that may be left out.
    package static func optional(_ name: String, _ schema: Schema, _ about: String? = nil) -> SchemaField {
        SchemaField(name: name, schema: schema, isRequired: false, about: about)
    }
}
