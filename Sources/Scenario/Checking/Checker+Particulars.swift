import OCPPTypes
import TextFormats

/// What each charge point of a group has of its own: `boot`, and user and password of `security`.
extension Checker {
    /// `boot: {iccid: "8949{index:016}", …}`
    mutating func boot(_ node: SyntaxNode) -> BootPlan? {
        let names = BootPlan.Field.allCases.map(\.rawValue)
        guard
            let keys = mapping(
                node, "members of BootNotification",
                hint: "write such as `boot: {chargePointSerialNumber: \"SN{index:06}\"}`")
        else { return nil }
        checkKeys(keys, names, of: "`boot`")
        var plan = BootPlan()
        for key in keys {
            guard let field = BootPlan.Field(rawValue: key.key) else { continue }
            plan.patterns[field] = pattern(key.value, "`\(field.rawValue)`")
        }
        return plan.patterns.isEmpty ? nil : plan
    }

    /// A text with `{index}` and `{group}`; spaces are allowed, and an empty one too.
    mutating func pattern(_ node: SyntaxNode, _ what: String) -> IdentityPattern? {
        guard let text = node.text, !node.isEmpty else {
            sink.error("expected a text for \(what), found \(node.kindName)", at: node.place)
            return nil
        }
        guard !text.isEmpty else { return IdentityPattern(text: "", pieces: []) }
        do {
            return try IdentityPattern.parse(text, isIdentity: false)
        } catch {
            report(error, in: node)
            return nil
        }
    }

    /// What the members of a group can only be held against when its count is known: lengths.
    mutating func checkParticulars(_ plan: GroupPlan, _ keys: [SyntaxEntry]) {
        for key in keys.value("boot")?.entries ?? [] {
            guard let field = BootPlan.Field(rawValue: key.key), let pattern = plan.boot?.patterns[field] else {
                continue
            }
            let longest = pattern.identity(group: plan.name, index: plan.count - 1)
            if longest.unicodeScalars.count > field.length {
                sink.error(
                    "`\(shortened(longest))` has more than the \(field.length) characters of \(field.rawValue)",
                    at: key.value.place)
            }
        }
        let security = keys.value("security")?.entries ?? []
        if let user = plan.security?.user, let node = security.value("user") {
            let longest = user.identity(group: plan.name, index: plan.count - 1)
            if longest.isEmpty || longest.utf8.count > ScenarioLimits.userBytes {
                sink.error("a user name has 1 to \(ScenarioLimits.userBytes) bytes", at: node.place)
            } else if longest.contains(":") {
                sink.error("a user name has no colon: it ends there (RFC 7617)", at: node.place)
            }
        }
        if case .password(let password)? = plan.security?.authorizationKey, let node = security.value("password") {
            let bytes = password.identity(group: plan.name, index: plan.count - 1).utf8.count
            if bytes == 0 || bytes > ScenarioLimits.passwordBytes {
                sink.error("a password has 1 to \(ScenarioLimits.passwordBytes) bytes", at: node.place)
            }
        }
    }
}
