import OCPPTypes
import TextFormats

/// The key `security` of a group.
extension Checker {
    /// Checks the mapping behind `security`.
    mutating func security(_ node: SyntaxNode) -> SecurityPlan? {
        guard let keys = mapping(node, "the keys of `security`", hint: "it needs `profile`, such as `{profile: 2}`")
        else { return nil }
        checkKeys(keys, Language.security, of: "`security`")
        guard let profile = keys.value("profile") else {
            sink.error("`security` has no `profile`", at: node.place, hint: "say which, such as `profile: 2`")
            return nil
        }
        var plan = SecurityPlan(profile: integer(profile, "`profile`", 0...3))
        for key in keys {
            switch key.key {
            case "user": plan.user = pattern(key.value, "`user`")
            case "password":
                guard keys.value("authorization-key") == nil else {
                    sink.error("`password` and `authorization-key` are the same thing: give one", at: key.keyPlace)
                    continue
                }
                if let password = pattern(key.value, "`password`") { plan.authorizationKey = .password(password) }
            case "authorization-key": plan.authorizationKey = keySource(key.value)
            case "endpoints": plan.endpoints = endpoints(key.value)
            case "ca": plan.authority = file(key.value, "a file, such as `certs/ca.pem`")
            case "certificates": plan.certificates = file(key.value, "a folder, such as `certs`")
            case "manufacturer-ca":
                plan.manufacturerAuthority = file(key.value, "a file, such as `certs/manufacturer-ca.pem`")
            default: break  // `profile` was read, others were reported.
            }
        }
        return plan
    }

    private mutating func keySource(_ node: SyntaxNode) -> SecurityPlan.KeySource {
        guard let text = scalar(node, "`derived` or 32 to 40 hexadecimal digits") else { return .derived }
        if text == "derived" { return .derived }
        guard AuthorizationKey(hex: text) != nil else {
            // The text itself may be a password: it is not repeated.
            sink.error(
                "an authorization key is `derived` or has 32 to 40 hexadecimal digits, an even number", at: node.place,
                hint: "16 to 20 bytes, such as `000102030405060708090A0B0C0D0E0F`")
            return .derived
        }
        return .fixed(text.uppercased())
    }

    private mutating func endpoints(_ node: SyntaxNode) -> [Int: String] {
        guard
            let keys = mapping(
                node, "URLs by security profile", hint: "write such as `endpoints: {2: wss://host:9443/ocpp}`")
        else { return [:] }
        checkKeys(keys, Language.profiles, of: "`endpoints`")
        var endpoints: [Int: String] = [:]
        for key in keys {
            guard let profile = Int(key.key), Language.profiles.contains(key.key) else { continue }
            guard case .url(let url)? = target(key.value, mayBeIncluded: false) else { continue }
            endpoints[profile] = url
            let isSecure = url.lowercased().hasPrefix("wss:")
            if profile > 0, isSecure != (profile >= 2) {
                sink.error(
                    "security profile \(profile) is spoken over `\(profile >= 2 ? "wss" : "ws")`", at: key.value.place)
            }
        }
        return endpoints
    }

    private mutating func file(_ node: SyntaxNode, _ expected: String) -> String? {
        guard let text = scalar(node, expected), !text.isEmpty else {
            if node.text == "" { sink.error("expected \(expected), found an empty text", at: node.place) }
            return nil
        }
        return text
    }

    /// What `security` says against what else the group and the target say.
    mutating func checkSecurity(_ drafts: [DraftGroup], _ plan: Plan) {
        for draft in drafts {
            guard let security = draft.plan.security, let place = draft.securityPlace else { continue }
            for key in ["SecurityProfile", "AuthorizationKey"]
            where draft.plan.configuration.contains(where: { $0.key == key }) {
                sink.error(
                    "`\(key)` is set by `security` and by `configuration`", at: place,
                    hint: "remove it from `configuration`")
            }
            guard case .url(let url) = plan.targets[0].destination else {
                if security.authority != nil || security.certificates != nil || !security.endpoints.isEmpty {
                    sink.warning(
                        "the included central system brings its own certificates and listeners: `ca`, `certificates` "
                            + "and `endpoints` are not used", at: place)
                }
                checkIncluded(security, draft.plan, at: place)
                continue
            }
            check(security, against: security.endpoints[security.profile] ?? url, at: place)
        }
    }

    /// The included central system is strict: the user is the identity, and a password has 16 to 20 bytes.
    private mutating func checkIncluded(_ security: SecurityPlan, _ group: GroupPlan, at place: Place) {
        if security.user != nil, security.user?.text != group.identityPattern.text {
            sink.error(
                "the included central system takes the identity as the user name", at: place,
                hint: "remove `user`, or name another target")
        }
        guard case .password(let password) = security.authorizationKey else { return }
        for index in [0, group.count - 1] {
            let length = password.identity(group: group.name, index: index).utf8.count
            guard !AuthorizationKey.lengths.contains(length) else { continue }
            sink.error(
                "the included central system takes passwords of 16 to 20 bytes", at: place,
                hint: "give a longer `password`, or name another target")
            return
        }
    }

    private mutating func check(_ security: SecurityPlan, against url: String, at place: Place) {
        let isSecure = url.lowercased().hasPrefix("wss:")
        if security.profile == 1, isSecure {
            sink.error(
                "security profile 1 is a password over `ws`, but the target is `wss`", at: place,
                hint: "write `profile: 2`")
        }
        if security.profile >= 2, !isSecure {
            sink.error(
                "security profile \(security.profile) speaks TLS, but the target is `ws`", at: place,
                hint: "give the target as `wss://...`")
        }
        if security.profile == 3, security.certificates == nil {
            sink.error(
                "security profile 3 needs a certificate for each charge point", at: place,
                hint: "name their folder, such as `certificates: certs`; `wattswarm pki` makes one")
        }
    }
}
