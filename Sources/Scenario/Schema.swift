import Measurement
import OCPPTypes
import TextFormats

/// The JSON Schema of the scenario language, for editors (`wattswarm schema`).
///
/// It knows every word and the form of every value; configuration keys it wants in their canonical spelling. What
/// needs more than one place of a document (names that must match, steps that cannot succeed) is known to
/// ``ScenarioCompiler`` alone.
package enum ScenarioSchema {
    /// The schema as indented JSON of draft 2020-12 with a final line feed.
    package static var json: String {
        schema.rendered(indentation: 0) + "\n"
    }

    static let number = "[0-9]+(\\.[0-9]+)?"
    private static let durationPattern = "(\(number) ?(ms|s|m|h|d))+"
    static let energyPattern = "\(number) ?(Wh|kWh|MWh)"
    static let percentPattern = "\(number) ?%"

    static func distribution(_ magnitude: String) -> String {
        "^(\(magnitude)|exponential +\(magnitude)|uniform +\(magnitude) *\\.\\. *\(magnitude)"
            + "|normal +\(magnitude) *(±|\\+-|\\+/-) *\(magnitude))$"
    }

    /// A function with its subject or a counted word alone, then a comparison, then a number or `planned`.
    private static var expectationPattern: String {
        let functions = Expectation.functionNames.joined(separator: "|")
        let words = Expectation.CountSubject.allCases.map(\.rawValue).joined(separator: "|")
        return "^\\s*((p[0-9.]+|\(functions))\\s*\\(.*\\)|\(words))\\s*(<=|>=|==|!=|<|>)\\s*[0-9p].*$"
    }

    static func text(pattern: String, _ description: String) -> SchemaValue {
        .object([("type", .text("string")), ("pattern", .text(pattern)), ("description", .text(description))])
    }

    static func choice(_ names: [String], _ description: String) -> SchemaValue {
        .object([("enum", .array(names.map { .text($0) })), ("description", .text(description))])
    }

    static func integer(_ bounds: ClosedRange<Int>, _ description: String) -> SchemaValue {
        .object([
            ("type", .text("integer")), ("minimum", .number(bounds.lowerBound)),
            ("maximum", .number(bounds.upperBound)),
            ("description", .text(description)),
        ])
    }

    private static func reference(_ name: String) -> SchemaValue {
        .object([("$ref", .text("#/$defs/\(name)"))])
    }

    static func object(
        _ properties: [(String, SchemaValue)], required: [String] = [], exactlyOne: Bool = false,
        _ description: String
    ) -> SchemaValue {
        var members: [(String, SchemaValue)] = [
            ("type", .text("object")), ("description", .text(description)),
            ("properties", .object(properties)), ("additionalProperties", .boolean(false)),
        ]
        if !required.isEmpty { members.append(("required", .array(required.map { .text($0) }))) }
        if exactlyOne { members += [("minProperties", .number(1)), ("maxProperties", .number(1))] }
        return .object(members)
    }

    static func map(of value: SchemaValue, _ description: String) -> SchemaValue {
        .object([
            ("type", .text("object")), ("description", .text(description)),
            (
                "propertyNames",
                .object([("pattern", .text("^[A-Za-z0-9_-]{1,\(ScenarioLimits.nameLength)}$"))])
            ),
            ("additionalProperties", value),
        ])
    }

    private static func list(of value: SchemaValue, minimum: Int, _ description: String) -> SchemaValue {
        .object([
            ("type", .text("array")), ("items", value), ("minItems", .number(minimum)),
            ("description", .text(description)),
        ])
    }

    private static let fixedDuration = "^\(durationPattern)$"

    private static var schema: SchemaValue {
        .object([
            ("$schema", .text("https://json-schema.org/draft/2020-12/schema")),
            ("title", .text("Wattswarm scenario")),
            ("type", .text("object")),
            ("properties", .object(topLevel)),
            ("required", .array(["scenario", "duration", "fleet"].map { .text($0) })),
            ("additionalProperties", .boolean(false)),
            (
                "$defs",
                .object([
                    ("group", group), ("step", step), ("item", item), ("steps", steps), ("pool", pool),
                    ("idTag", idTag), ("chargePoint", chargePoint), ("car", car),
                ])
            ),
        ])
    }

    private static var topLevel: [(String, SchemaValue)] {
        [
            (
                "scenario",
                .object([
                    ("type", .text("string")), ("minLength", .number(1)),
                    ("maxLength", .number(ScenarioLimits.scenarioNameLength)),
                    ("description", .text("The scenario's name.")),
                ])
            ),
            (
                "seed",
                .object([
                    ("type", .text("integer")), ("minimum", .number(0)),
                    (
                        "description",
                        .text("Every random draw derives from it; \(Language.defaultSeed) when it is left out.")
                    ),
                ])
            ),
            ("duration", text(pattern: fixedDuration, "How long the run lasts, in real time.")),
            (
                "clock",
                text(pattern: "^[0-9]+x$", "How many times faster device time runs, such as 60x; 1x by default.")
            ),
            ("target", text(pattern: "^(included|[Ww][Ss][Ss]?://.+)$", "included (the default) or a WebSocket URL.")),
            ("charge-points", map(of: reference("chargePoint"), "Own kinds of charge point by name.")),
            ("cars", map(of: reference("car"), "Own models of car by name.")),
            ("fleet", map(of: reference("group"), "The groups of charge points by name.")),
            (
                "behaviours",
                map(of: list(of: reference("item"), minimum: 0, "Steps in order."), "Behaviours by name.")
            ),
            ("pools", map(of: reference("pool"), "Pools of tags by name.")),
            (
                "expect",
                list(
                    of: text(pattern: expectationPattern, "Such as p99(Authorize) < 5s."), minimum: 0,
                    "What must hold at the end of the run.")
            ),
        ]
    }

    private static var group: SchemaValue {
        object(
            [
                ("count", integer(1...ScenarioLimits.chargePoints, "Number of charge points.")),
                (
                    "charge-point",
                    .object([
                        ("type", .text("string")),
                        (
                            "description",
                            .text(
                                "A name of charge-points, or "
                                    + BuiltInKind.allCases.map(\.rawValue).joined(separator: ", ")
                                    + "; ac-11kw by default.")
                        ),
                    ])
                ),
                (
                    "cars",
                    .object([
                        (
                            "anyOf",
                            .array([
                                .object([("type", .text("string"))]),
                                map(of: integer(0...1_000_000, "Its weight."), "Cars by name with their weights."),
                            ])
                        ), ("description", .text("The cars that come; those of the kind by default.")),
                    ])
                ),
                ("connectors", integer(1...ScenarioLimits.connectors, "Number of connectors, if not the kind's own.")),
                ("identity", text(pattern: "^[^ ]+$", "Such as CP{index:05}; {group}-{index:05} by default.")),
                (
                    "arrive",
                    text(
                        pattern: "^(at +once|over +\(durationPattern)|\(number) ?/(s|m|h)( +poisson)?)$",
                        "When they connect: at once (the default), over 60s, 100/s or 100/s poisson.")
                ),
                (
                    "behaviour",
                    .object([
                        ("type", .text("string")),
                        ("description", .text("A name of behaviours, or idle (the default), commuter or road-trip.")),
                    ])
                ),
                ("per", choice(Language.per, "Whether the behaviour runs once or for each connector.")),
                (
                    "configuration",
                    configuration
                ),
                ("call-timeout", text(pattern: fixedDuration, "How long a CALL may stay unanswered; 30s by default.")),
                ("boot", boot),
                ("security", security),
                ("transfers", transfers),
            ], required: ["count"], "A number of charge points that behave alike.")
    }

    static var configuration: SchemaValue {
        object(
            ConfigurationKey.all.map { ($0.name, configurationValue($0)) }, "Configuration keys to set before boot.")
    }

    private static func configurationValue(_ key: ConfigurationKey) -> SchemaValue {
        switch key.form {
        case .boolean: .object([("type", .text("boolean"))])
        case .integer: .object([("type", .text("integer")), ("minimum", .number(0))])
        case .text: .object([("type", .array(["string", "number", "boolean"].map { .text($0) }))])
        }
    }

    private static var steps: SchemaValue { list(of: reference("step"), minimum: 1, "Steps in order.") }

    private static var idTag: SchemaValue {
        .object([("type", .array(["string", "number", "boolean"].map { .text($0) })), ("maxLength", .number(20))])
    }

    private static var step: SchemaValue { .object([("anyOf", .array([words] + mappings + [repetition]))]) }

    /// What may stand at the top of a behaviour: a step or an open loop.
    private static var item: SchemaValue { .object([("anyOf", .array([reference("step"), openLoop]))]) }

    private static var words: SchemaValue {
        choice(["plug-in", "unplug", "meter-values"], "A step without a value.")
    }

    private static var mappings: [SchemaValue] {
        let duration = text(pattern: distribution(durationPattern), "A duration or a distribution of durations.")
        let goal = object(
            [
                ("until", text(pattern: distribution(percentPattern), "State of charge, such as 80%.")),
                ("for", duration),
                ("energy", text(pattern: distribution(energyPattern), "Energy, such as 20kWh.")),
            ], exactlyOne: true, "When the charging session ends.")
        let tag = object(
            [("pool", .object([("type", .text("string"))])), ("idTag", reference("idTag"))], exactlyOne: true,
            "Where the tag comes from.")
        let payload = SchemaValue.object([("type", .text("object"))])
        let actions = object(
            Action.allCases.map { ($0.name, payload) }, exactlyOne: true,
            "An action and its payload, sent as it stands.")
        let empty = SchemaValue.object([("type", .text("null"))])
        return [
            object([("wait", duration)], required: ["wait"], "Waits in device time."),
            object([("authorize", tag)], required: ["authorize"], "Presents a tag and awaits the decision."),
            object([("charge", goal)], required: ["charge"], "Runs a transaction to its goal."),
            object([("send", actions)], required: ["send"], "Sends any CALL and awaits its answer."),
            object([("plug-in", empty)], required: ["plug-in"], "Plugs the cable in."),
            object(
                [("plug-in", carChoice)], required: ["plug-in"], "Plugs a car in that is not drawn, or not wholly."),
            object([("unplug", empty)], required: ["unplug"], "Takes the cable out."),
            object([("meter-values", empty)], required: ["meter-values"], "Sends the present meter values."),
        ]
    }

    private static var repetition: SchemaValue {
        let rounds = SchemaValue.object([
            (
                "anyOf",
                .array([
                    choice(["forever"], "Without end."), integer(1...ScenarioLimits.repeatCount, "Number of rounds."),
                ])
            )
        ])
        return object(
            [("repeat", rounds), ("steps", reference("steps"))], required: ["repeat", "steps"], "A closed loop.")
    }

    private static var openLoop: SchemaValue {
        object(
            [
                ("every", text(pattern: fixedDuration, "From one due instant to the next.")),
                ("steps", reference("steps")),
            ],
            required: ["every", "steps"], "An open loop, to the end of the run.")
    }

    private static var pool: SchemaValue {
        let generated = object(
            [
                ("tags", integer(1...ScenarioLimits.poolTags, "Number of tags.")),
                (
                    "prefix",
                    .object([("type", .text("string")), ("description", .text("What stands before their numbers."))])
                ),
            ], required: ["tags"], "Numbered tags.")
        return .object([
            (
                "anyOf",
                .array([
                    choice(["per connector"], "A tag for each connector."),
                    list(of: reference("idTag"), minimum: 1, "These tags."), generated,
                ])
            )
        ])
    }
}

/// A JSON value whose members keep their order.
indirect enum SchemaValue {
    case text(String)
    case number(Int)
    case boolean(Bool)
    case array([SchemaValue])
    case object([(String, SchemaValue)])

    func rendered(indentation: Int) -> String {
        let inner = String(repeating: "  ", count: indentation + 1)
        let outer = String(repeating: "  ", count: indentation)
        switch self {
        case .text(let text): return JSONString.quoted(text, for: .yaml)
        case .number(let number): return String(number)
        case .boolean(let value): return value ? "true" : "false"
        case .array(let items):
            guard !items.isEmpty else { return "[]" }
            let lines = items.map { inner + $0.rendered(indentation: indentation + 1) }
            return "[\n" + lines.joined(separator: ",\n") + "\n" + outer + "]"
        case .object(let members):
            guard !members.isEmpty else { return "{}" }
            let lines = members.map {
                inner + JSONString.quoted($0.0, for: .yaml) + ": " + $0.1.rendered(indentation: indentation + 1)
            }
            return "{\n" + lines.joined(separator: ",\n") + "\n" + outer + "}"
        }
    }
}
