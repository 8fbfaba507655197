import OCPPTypes

/// A password that an operator enters.
package struct AuthorizationKeyEntry: Equatable, Sendable {
    /// The charge point.
    package var identity: String
    /// The password as it is kept; nil takes it away.
    package var key: SaltedKey?

    /// Makes an entry.
    package init(identity: String, key: SaltedKey?) {
        self.identity = identity
        self.key = key
    }
}

/// Passwords: entered by the operator, or changed by ChangeConfiguration (white paper A01).
extension CentralSystemModel {
    /// Enters, replaces or removes passwords. Each is the only one from its commit on, also where a change was under
    /// way: the operator knows best what the charge point uses. Identities that are not known yet are entered.
    mutating func putAuthorizationKeys(
        _ entries: [AuthorizationKeyEntry], _ operatorToken: OperatorToken, into effects: inout [Effect]
    ) {
        guard canEnter(entries.lazy.map(\.identity)) else {
            return effects.append(.operatorAnswer(operatorToken, .limitReached))
        }
        var records: [Record] = []
        var changes: [(index: Int, key: SaltedKey?)] = []
        for entry in entries {
            guard let index = indexByIdentity[entry.identity] ?? enter(entry.identity) else {
                preconditionFailure("there was room for every identity")
            }
            var record = securityRecord(of: index)
            record.key = entry.key
            record.nextKeys = []
            record.leftKeys = 0
            chargePoints[index].isKnown = true
            beginEntering(index)
            records.append(.security(record))
            changes.append((index, entry.key))
        }
        let token = store(records, into: &effects)
        pendingWork[token] = .authorizationKeys(changes, operatorToken)
    }

    /// The passwords are durable.
    mutating func enter(_ changes: [(index: Int, key: SaltedKey?)]) {
        for (index, key) in changes {
            // Read anew: an upgrade of the profile may have come meanwhile.
            var record = securityRecord(of: index)
            record.key = key
            record.nextKeys = []
            record.leftKeys = 0
            markStored(index)
            setSecurity(record, of: index)
        }
    }

    /// True when a charge point has a password, so that an entry of the same one need not be written.
    package func authorizationKeys(of identity: String) -> [SaltedKey] {
        indexByIdentity[identity].flatMap { chargePoints[$0].security?.record.keys } ?? []
    }
}
