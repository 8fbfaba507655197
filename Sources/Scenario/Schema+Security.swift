extension ScenarioSchema {
    /// The mapping behind `security`.
    static var security: SchemaValue {
        let file = SchemaValue.object([("type", .text("string")), ("minLength", .number(1))])
        return object(
            [
                (
                    "profile",
                    integer(0...3, "Security profile: 0 nothing, 1 password, 2 password and TLS, 3 certificate.")
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
