import OCPPTypes

/// How far the password of a command is, that changes one.
enum KeyChange: Sendable, Equatable {
    /// The command changes no password, or has not been looked at yet.
    case none
    /// The driver puts the password under a salt.
    case salting
    /// The password is on its way to the store.
    case storing(StoreToken)
    /// It is stored; the charge point may be told.
    case stored
    /// The value is no password; the charge point will say so.
    case unusable
}

/// ChangeConfiguration of AuthorizationKey and SecurityProfile (white paper A01, A05).
///
///     AuthorizationKey: waits ──> salting ──> storing ──> stored ──CALL──> answered | never answered
///                                               └── storeFailed: nothing is sent
///
/// The new password is durable beside the old one before the charge point is told: it may connect with it at once, and
/// after that it knows no other. One whose answer never came stays until the charge point proves one of them. Once the
/// charge point has accepted the new one, those before it are good for a short grace, in which it reconnects, and then
/// refused (white paper A01.FR.03); after RebootRequired they are good until the new one was used.
extension CentralSystemModel {
    static let authorizationKeyName: CiString<50> = "AuthorizationKey"
    static let securityProfileName: CiString<50> = "SecurityProfile"

    /// Holds a change of password back until it is stored.
    /// - Returns: true while the first command may not leave.
    mutating func holdsKeyChange(
        _ payload: CommandPayload, of index: Int, into effects: inout [Effect]
    ) -> Bool {
        guard case .typed(.changeConfiguration(let request)) = payload, request.key == Self.authorizationKeyName,
            chargePoints[index].commands[0].keyChange == .none
        else { return false }
        chargePoints[index].commands[0].keyChange = .salting
        effects.append(.saltKey(identity: chargePoints[index].identity, hex: request.value.value))
        return true
    }

    /// Why a change of password may not be sent.
    func refusal(ofKeyChange request: ChangeConfiguration.Request, of index: Int) -> String? {
        guard request.key == Self.authorizationKeyName, chargePoints[index].commands.first?.keyChange == KeyChange.none
        else { return nil }
        let unproven = chargePoints[index].security?.record.nextKeys.count ?? 0
        guard unproven >= configuration.limits.unprovenKeys else { return nil }
        return "\(unproven) changes of AuthorizationKey were sent and none of them was used yet; "
            + "enter the password that the charge point uses first"
    }

    /// The password of a change under a salt; nil where the value is none.
    mutating func keySalted(
        _ identity: String, _ key: SaltedKey?, at now: Instant, into effects: inout [Effect]
    ) {
        guard let index = indexByIdentity[identity], chargePoints[index].commands.first?.keyChange == .salting
        else { return }
        guard let key else {
            chargePoints[index].commands[0].keyChange = .unusable
            return sendNext(of: index, at: now, into: &effects)
        }
        storeKeyChange(key, of: index, into: &effects)
    }

    private mutating func storeKeyChange(_ key: SaltedKey, of index: Int, into effects: inout [Effect]) {
        markStored(index)
        var record = securityRecord(of: index)
        record.nextKeys.append(key)
        let token = store([.security(record)], into: &effects)
        chargePoints[index].commands[0].keyChange = .storing(token)
        pendingWork[token] = .keyChange(record, key, chargePoint: index)
    }

    /// The password of a change is durable.
    mutating func keyStored(
        _ token: StoreToken, _ stored: SecurityRecord, _ key: SaltedKey, of index: Int, at now: Instant,
        into effects: inout [Effect]
    ) {
        var record = securityRecord(of: index)
        guard chargePoints[index].commands.first?.keyChange == .storing(token) else {
            // The command was lost with its connection and never sent. A change behind it writes the record itself.
            if chargePoints[index].commands.first?.isHeld == true { return }
            return effects.append(.store([.security(record)], .unawaited))
        }
        record.nextKeys.append(key)
        // An operator or a connection may have changed the record meanwhile.
        guard record == stored else { return storeKeyChange(key, of: index, into: &effects) }
        setSecurity(record, of: index)
        chargePoints[index].commands[0].keyChange = .stored
        sendNext(of: index, at: now, into: &effects)
    }

    /// The password of a change cannot be stored, so the charge point must not use it.
    mutating func keyStoreFailed(
        _ token: StoreToken, of index: Int, at now: Instant, into effects: inout [Effect]
    ) {
        effects.append(.notice(.storeFailed, identity: chargePoints[index].identity))
        guard let command = chargePoints[index].commands.first, command.keyChange == .storing(token) else { return }
        removeFirstCommand(of: index)
        ended(command, .storeFailed, of: index, at: now, into: &effects)
        sendNext(of: index, at: now, into: &effects)
    }

    /// A stored change was refused at the moment of sending: the charge point never hears of its password.
    mutating func keyChangeNotSent(_ command: QueuedCommand, of index: Int, into effects: inout [Effect]) {
        var record = securityRecord(of: index)
        guard command.keyChange == .stored, record.nextKeys.popLast() != nil else { return }
        setSecurity(record, of: index)
        effects.append(.store([.security(record)], .unawaited))
    }

    /// A change was answered.
    /// - Returns: what is to be stored before the operator is told.
    mutating func securityChangeAnswered(
        _ command: QueuedCommand, _ request: ChangeConfiguration.Request, _ status: ConfigurationStatus?, of index: Int,
        at now: Instant
    ) -> [Record] {
        var record = securityRecord(of: index)
        let isTaken = status == .accepted || status == .rebootRequired
        switch request.key {
        case Self.authorizationKeyName:
            // The last one is this command's: only one is outstanding. Without any answer the charge point may use it.
            guard command.keyChange == .stored, !record.nextKeys.isEmpty else { break }
            if status == .accepted {
                record.leftKeys = record.keys.count - 1
                markStored(index)
                setSecurity(record, of: index, graceFrom: now)
                return [.security(record)]
            }
            if !isTaken, status != nil { record.nextKeys.removeLast() }
        case Self.securityProfileName:
            guard isTaken, let profile = Int(request.value.value), (1...3).contains(profile) else { return [] }
            record.nextProfile = profile
        default:
            return []
        }
        markStored(index)
        setSecurity(record, of: index)
        return [.security(record)]
    }
}
