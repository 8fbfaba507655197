extension ScenarioSchema {
    /// A text with `{index}` and `{group}`; editors read digits alone as a number.
    private static func pattern(_ description: String) -> SchemaValue {
        .object([
            ("type", .array(["string", "number", "boolean"].map { .text($0) })), ("description", .text(description)),
        ])
    }

    /// The mapping behind `boot`.
    static var boot: SchemaValue {
        object(
            BootPlan.Field.allCases.map { field in
                (field.rawValue, pattern("At most \(field.length) characters, such as SN{index:06}; empty: left out."))
            }, "What BootNotification says of each charge point.")
    }

    /// The mapping behind `security`.
    static var security: SchemaValue {
        let file = SchemaValue.object([("type", .text("string")), ("minLength", .number(1))])
        return object(
            [
                (
                    "profile",
                    integer(0...3, "Security profile: 0 nothing, 1 password, 2 password and TLS, 3 certificate.")
                ),
                ("user", pattern("User name beside the password, such as user-{index}; the identity by default.")),
                (
                    "password",
                    pattern("Password of 1 to 64 bytes, such as pw{index:04}, in place of authorization-key.")
                ),
                (
                    "authorization-key",
                    .object([
                        (
                            "anyOf",
                            .array([
                                text(
                                    pattern: "^(derived|([0-9A-Fa-f]{2}){16,20})$",
                                    "derived (the default) or 32 to 40 hexadecimal digits."),
                                // Digits alone are read as a number by editors.
                                .object([("type", .text("integer"))]),
                            ])
                        )
                    ])
                ),
                (
                    "endpoints",
                    object(
                        Language.profiles.map { ($0, text(pattern: "^[Ww][Ss][Ss]?://.+$", "A WebSocket URL.")) },
                        "Where charge points of a profile connect; others take the target.")
                ),
                ("ca", file), ("certificates", file), ("manufacturer-ca", file),
            ], required: ["profile"], "How the charge points show who they are, and whom they trust.")
    }
}
