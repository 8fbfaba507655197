import OCPPTypes

/// ChangeConfiguration of AuthorizationKey and SecurityProfile (white paper A01, A05).
extension CentralSystemModel {
    static let authorizationKeyName: CiString<50> = "AuthorizationKey"
    static let securityProfileName: CiString<50> = "SecurityProfile"

    /// A change leaves. The new password is kept beside the old one before the charge point can use it: it may connect
    /// with it at once, and its answer may be lost.
    mutating func securityChangeSent(
        _ request: ChangeConfiguration.Request, to index: Int, into effects: inout [Effect]
    ) {
        guard request.key == Self.authorizationKeyName else { return }
        effects.append(.saltKey(identity: chargePoints[index].identity, hex: request.value.value))
    }

    /// The password of a change under a salt.
    mutating func keySalted(_ identity: String, _ key: SaltedKey, into effects: inout [Effect]) {
        guard let index = indexByIdentity[identity] else { return }
        var record = securityRecord(of: index)
        record.nextKey = key
        chargePoints[index].isStored = true
        setSecurity(record, of: index)
        effects.append(.store([.security(record)], .unawaited))
    }

    /// A change was answered.
    /// - Returns: what is to be stored before the operator is told.
    mutating func securityChangeAnswered(
        _ request: ChangeConfiguration.Request, _ status: ConfigurationStatus?, of index: Int
    ) -> [Record] {
        var record = securityRecord(of: index)
        let isTaken = status == .accepted || status == .rebootRequired
        switch request.key {
        case Self.authorizationKeyName:
            // Without any answer the charge point may use either.
            if !isTaken, status != nil { record.nextKey = nil }
        case Self.securityProfileName:
            guard isTaken, let profile = Int(request.value.value), (1...3).contains(profile) else { return [] }
            record.nextProfile = profile
        default:
            return []
        }
        chargePoints[index].isStored = true
        setSecurity(record, of: index)
        return [.security(record)]
    }
}
