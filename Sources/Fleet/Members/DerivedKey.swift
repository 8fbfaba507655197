import ChargePointModel
import OCPPTypes
import Scenario

/// Passwords of a group's charge points.
package enum FleetKeys {
    /// The password of a charge point as its group wants it; nil when the scenario gives the group no `security`.
    package static func authorizationKey(of member: MemberPlan, in plan: Plan) -> AuthorizationKey? {
        guard let security = plan.groups[member.group].security else { return nil }
        switch security.authorizationKey {
        case .derived: return derived(member)
        case .fixed(let digits):
            guard let key = AuthorizationKey(hex: digits) else { preconditionFailure("the scenario was checked") }
            return key
        case .password(let pattern):
            let text = pattern.identity(group: plan.groups[member.group].name, index: member.index)
            guard let key = AuthorizationKey(password: Array(text.utf8)) else {
                preconditionFailure("the scenario was checked")
            }
            return key
        }
    }

    /// Twenty letters and digits from the charge point's own seed. They are printable, because central systems exist
    /// that keep passwords as text.
    private static func derived(_ member: MemberPlan) -> AuthorizationKey {
        // Other draws than the model's own, from the same seed.
        var random = SeededRandom(seed: member.seed ^ 0x5EC0_4B9D_2A77_81E3)
        let characters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789".utf8)
        let bytes = (0..<AuthorizationKey.lengths.upperBound).map { _ in
            characters[random.nextIndex(below: characters.count)]
        }
        guard let key = AuthorizationKey(bytes: bytes) else { preconditionFailure("20 bytes are a key") }
        return key
    }
}
