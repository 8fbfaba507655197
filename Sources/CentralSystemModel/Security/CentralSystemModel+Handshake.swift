import OCPPTypes

/// Who may connect over which listener (security white paper A00, A05; OCPP-J 1.6 §6.2). The model says what is to be
/// shown, the driver checks it: passwords and certificates need cryptography.
extension CentralSystemModel {
    /// What a charge point has to show before it is upgraded.
    package enum HandshakeDemand: Equatable, Sendable {
        /// Nobody of this identity may connect: 404 (OCPP-J 1.6 §3.2, OCPP-J errata v1.0 §3.3).
        case unknownIdentity
        /// The identity has gone over to a higher security profile: 403 (white paper A05.FR.07).
        case profileTooLow
        /// Nothing (profile 0).
        case nothing
        /// The password behind one of these, as HTTP Basic authentication with the identity as user, else 401; none:
        /// there is no password for the identity, so nothing can be right.
        case password([SaltedKey])
        /// A client certificate whose commonName is the identity, else 403; TLS has verified it before.
        case certificate
    }

    /// What a charge point has to show at an instant on a listener of a security profile, 0 to 3.
    package func demand(of identity: String, profile: Int, at now: Instant) -> HandshakeDemand {
        guard admits(identity: identity) else { return .unknownIdentity }
        let security = indexByIdentity[identity].flatMap { chargePoints[$0].security }
        if let security, profile < security.record.lowestProfile { return .profileTooLow }
        switch profile {
        case 1, 2: return .password(security?.keys(at: now) ?? [])
        case 3: return .certificate
        default: return .nothing
        }
    }

    /// A connection was made on a listener of a profile above 0, with `key` where a password was shown. What was new is
    /// proved by it: the old password, and lower profiles, are not taken any more.
    mutating func authenticated(
        _ connection: ConnectionID, profile: Int, key: SaltedKey?, into effects: inout [Effect]
    ) {
        guard let index = chargePoint(of: connection) else { return }
        connections[Int(connection.slot)].profile = Int8(clamping: profile)
        guard var record = chargePoints[index].security?.record else { return }
        let before = record
        // One that a confirmed change has left is good for its grace alone, and proves nothing.
        if let key, let place = record.keys.firstIndex(of: key), place >= record.leftKeys, record.nextKeys.contains(key)
        {
            record.key = key
            record.nextKeys = []
            record.leftKeys = 0
        }
        if let next = record.nextProfile, profile >= next {
            record.lowestProfile = max(record.lowestProfile, next)
            record.nextProfile = nil
        }
        guard record != before else { return }
        // Both keys stay good if this is lost in a crash, so nothing waits for it.
        setSecurity(record, of: index)
        effects.append(.store([.security(record)], .unawaited))
    }

    /// Why a handshake was refused, for the counters.
    package static func notice(of demand: HandshakeDemand) -> Notice {
        switch demand {
        case .unknownIdentity: .identityUnknown
        case .profileTooLow: .profileTooLow
        case .password: .wrongPassword
        case .certificate, .nothing: .wrongCertificate
        }
    }

    /// - Parameter now: the grace of passwords that were left begins; nil leaves its end where it is.
    mutating func setSecurity(_ record: SecurityRecord, of index: Int, graceFrom now: Instant? = nil) {
        let grace = now?.adding(milliseconds: configuration.authorizationKeyGraceMilliseconds)
        let end = grace ?? chargePoints[index].security?.graceEnd ?? .zero
        chargePoints[index].security = record.isEmpty ? nil : SecurityState(record, graceEnd: end)
    }

    /// The record of a charge point; an empty one when there is none yet.
    func securityRecord(of index: Int) -> SecurityRecord {
        chargePoints[index].security?.record ?? SecurityRecord(identity: chargePoints[index].identity)
    }
}
