/// The sections `charge-points` and `cars` in the schema.
extension ScenarioSchema {
    private static let power = "^\(number) ?(W|kW|MW)$"
    private static let current = "^\(number) ?A$"
    private static let percent = "^\(percentPattern)$"

    private static func name(_ length: Int, _ description: String) -> SchemaValue {
        .object([
            ("type", .array(["string", "number", "boolean"].map { .text($0) })), ("maxLength", .number(length)),
            ("description", .text(description)),
        ])
    }

    private static func flag(_ description: String) -> SchemaValue {
        .object([("type", .text("boolean")), ("description", .text(description))])
    }

    static var chargePoint: SchemaValue {
        object(
            [
                ("based-on", choice(BuiltInKind.allCases.map(\.rawValue), "What the rest comes from.")),
                ("connectors", integer(1...ScenarioLimits.connectors, "Number of connectors.")),
                ("phases", integer(1...3, "Phases of an AC connector.")),
                ("current", text(pattern: current, "Greatest current, per phase with AC, such as 32A.")),
                ("power", text(pattern: power, "Greatest power of a DC connector, such as 40kW.")),
                ("voltage", text(pattern: "^\(number) ?V$", "Greatest voltage of a DC connector, such as 500V.")),
                (
                    "shared",
                    text(pattern: "^\(number) ?(A|W|kW|MW)$", "All connectors together: 63A with AC, 200kW with DC.")
                ),
                ("cable", choice(Language.cables, "Whether the cable is fixed to the charge point.")),
                ("phase-switching", flag("Whether one phase of three can be used while a car charges.")),
                ("main-meter", flag("Whether a main meter reports the whole charge point as connector 0.")),
                ("vendor", name(20, "chargePointVendor")), ("model", name(20, "chargePointModel")),
                ("firmware", name(50, "firmwareVersion")), ("meter", name(25, "meterType")),
                (
                    "close-delay",
                    text(
                        pattern: "^(\(number) ?(ms|s|m))+$",
                        "Time between the last answer and a close by the charge point; 1s by default.")
                ),
                ("configuration", configuration),
            ], required: ["based-on"], "A kind of charge point: what differs from a built-in one.")
    }

    static var car: SchemaValue {
        object(
            [
                ("based-on", choice(BuiltInCar.allCases.map(\.rawValue), "What the rest comes from.")),
                ("battery", text(pattern: "^\(energyPattern)$", "Energy of the battery, such as 75kWh.")),
                (
                    "curve",
                    .object([
                        ("type", .text("object")),
                        ("description", .text("Power by state of charge, such as {0%: 90kW, 80%: 40kW, 100%: 4kW}.")),
                        ("propertyNames", .object([("pattern", .text(percent))])),
                        ("additionalProperties", text(pattern: power, "Power.")),
                    ])
                ),
                ("phases", integer(0...3, "Phases of the on-board charger; 0: no AC.")),
                ("current", text(pattern: current, "Current of the on-board charger per phase, such as 16A.")),
                ("dc-power", text(pattern: power, "Greatest power from DC; 0W: no DC.")),
                ("efficiency", text(pattern: percent, "Share of the energy from AC that reaches the battery.")),
                ("power-factor", text(pattern: percent, "Power factor of the on-board charger, such as 98%.")),
                (
                    "arrives-at",
                    text(
                        pattern: "^(uniform +)?\(percentPattern)( *\\.\\. *\(percentPattern))?$",
                        "State of charge on arrival, such as 30% or uniform 20%..60%.")
                ),
                ("leaves-at", text(pattern: percent, "State of charge at which the car ends charging by itself.")),
            ], required: ["based-on"], "A model of car: what differs from a built-in one.")
    }

    static var carChoice: SchemaValue {
        object(
            [
                (
                    "car",
                    .object([("type", .text("string")), ("description", .text("A name of cars, or a built-in one."))])
                ),
                ("soc", text(pattern: distribution(percentPattern), "State of charge on arrival, such as 20%.")),
            ], "Which car is plugged in, and how full.")
    }
}
