import OCPPTypes

extension ChargePointModel {
    /// SecurityProfile as it is now, 0 to 3.
    var securityProfile: Int { integer(.securityProfile) }

    /// The password; nil when none is set.
    var authorizationKey: AuthorizationKey? {
        guard case .text(let hex) = value(.authorizationKey) else { return nil }
        // What the factory gave may be of any length; what came later was checked.
        return HexadecimalText.bytes(hex).flatMap { AuthorizationKey(password: $0) }
    }

    /// How the next connection is to be made.
    package var connectionSecurity: ConnectionSecurity {
        let profile = securityProfile
        let security = profiles.value.security
        var roots: [String] = []
        if security.triesFallbackRoot, let root = security.fallbackRoot {
            roots = [root.certificate]
        } else if profile >= 2 {
            roots = security.roots.filter { $0.use == .centralSystemRootCertificate }.map(\.certificate)
        }
        return ConnectionSecurity(
            profile: profile, authorizationKey: profile == 1 || profile == 2 ? authorizationKey : nil,
            user: particulars?.user, certificate: profile == 3 ? security.certificate : nil,
            trustedRoots: profile >= 2 ? roots : [])
    }

    /// Takes the credentials from the factory.
    mutating func takeCredentials(_ setup: SecuritySetup) {
        if let key = setup.authorizationKey { overlay.set(.authorizationKey, to: .text(key.hex)) }
        guard setup.certificate != nil || !setup.roots.isEmpty else { return }
        profiles.value.security.certificate = setup.certificate
        profiles.value.security.roots = setup.roots
    }

    /// ChangeConfiguration of AuthorizationKey or SecurityProfile (white paper A01, A05). What is accepted is used by a
    /// new connection, which follows the answer.
    mutating func changeSecurity(
        _ key: ConfigurationKey, _ value: ConfigurationValue, at now: Instant,
        _ effects: inout [ChargePointEffect]
    ) -> ConfigurationStatus {
        switch value {
        case .text(let hex):
            guard AuthorizationKey(hex: hex) != nil else { return .rejected }
            overlay.set(key, to: value)
            if securityProfile == 1 || securityProfile == 2 { reconnectSoon() }
        case .integer(let profile):
            guard mayRaise(to: profile, at: now) else { return .rejected }
            let old = securityProfile
            overlay.set(key, to: value)
            profiles.value.security.profileBeforeUpgrade = old
            profiles.value.security.failures = 0
            reconnectSoon()
        case .boolean, .measurands: preconditionFailure("\(key.name) is no \(value)")
        }
        // The value of a key is never told (A01.FR.12).
        raise(.reconfigurationOfSecurityParameters, info: key.name, isAsked: true, Moment(now), &effects)
        return .accepted
    }

    /// The rules A05.FR.01 to 04: only upwards, and only with the credentials that the profile needs.
    private func mayRaise(to profile: Int, at now: Instant) -> Bool {
        guard profile > securityProfile else { return false }
        let time = clock.time(at: now)
        let security = profiles.value.security
        if profile <= 2, authorizationKey == nil { return false }
        if profile >= 2 {
            let hasRoot = security.roots.contains {
                $0.use == .centralSystemRootCertificate && $0.facts.notBefore <= time && time < $0.facts.notAfter
            }
            guard hasRoot else { return false }
        }
        guard profile == 3 else { return true }
        guard let certificate = security.certificate else { return false }
        return certificate.notBefore <= time && time < certificate.notAfter
    }

    // MARK: Connections with new credentials

    /// The connection is to be made anew with what has changed, when the last answer can have arrived.
    mutating func reconnectSoon() {
        guard profiles.value.security.reconnectBy == nil else { return }
        profiles.value.security.reconnectBy = closeInstant.adding(
            milliseconds: Int64(ChargePointLimits.goodbyeMilliseconds))
    }

    /// When the connection is made anew; `.distantFuture` when nothing asks for it.
    var reconnectDeadline: Instant {
        guard let latest = profiles.value.security.reconnectBy else { return .distantFuture }
        return min(latest, closeInstant)
    }

    /// Closes the connection and opens one with the new credentials; queues are kept (A01, A05.FR.06).
    mutating func reconnectWithNewCredentials(at now: Instant, _ effects: inout [ChargePointEffect]) {
        profiles.value.security.reconnectBy = nil
        guard connection == .open, !isFinishing else { return }
        connection = .waiting(
            until: now.adding(milliseconds: Int64(ChargePointLimits.credentialSwitchMilliseconds)))
        endCallsOfConnection(.connectionLost, at: now, &effects)
        reconnectAttempt = 0
        effects.append(.close)
    }

    /// A connection was made: what was new is proved.
    mutating func credentialsWorked() {
        guard !profiles.isEmpty else { return }
        profiles.value.security.lastFailure = nil
        profiles.value.security.failures = 0
        profiles.value.security.profileBeforeUpgrade = nil
        profiles.value.security.isCertificateUnproven = false
        if !profiles.value.security.triesFallbackRoot, securityProfile >= 2 {
            profiles.value.security.fallbackRoot = nil  // M05.FR.12
        }
    }

    /// No connection came about; credentials that are new give way to the old ones.
    mutating func credentialsFailed(
        _ failure: ConnectionFailure, at now: Instant, _ effects: inout [ChargePointEffect]
    ) {
        let moment = Moment(now)
        if securityProfile > 0, profiles.value.security.lastFailure != failure {
            profiles.value.security.lastFailure = failure
            switch failure {
            case .unreachable, .refused: break
            case .notAuthenticated: raise(.failedToAuthenticateAtCentralSystem, moment, &effects)
            case .invalidServerCertificate: raise(.invalidCentralSystemCertificate, moment, &effects)
            case .invalidTLSVersion: raise(.invalidTLSVersion, moment, &effects)
            case .invalidTLSCipherSuite: raise(.invalidTLSCipherSuite, moment, &effects)
            }
        }
        guard !profiles.isEmpty else { return }
        if profiles.value.security.fallbackRoot != nil, failure == .invalidServerCertificate {
            profiles.value.security.triesFallbackRoot.toggle()  // M05.FR.13
        }
        fallBackToCertificate(failure, moment, &effects)
        guard let old = profiles.value.security.profileBeforeUpgrade else { return }
        profiles.value.security.failures += 1
        guard profiles.value.security.failures >= ChargePointLimits.credentialAttempts else { return }
        profiles.value.security.profileBeforeUpgrade = nil
        profiles.value.security.failures = 0
        overlay.set(.securityProfile, to: .integer(old))  // A05.FR.08
        raise(.reconfigurationOfSecurityParameters, info: "SecurityProfile fell back", isAsked: true, moment, &effects)
    }

    /// A new certificate that the central system does not take gives way to the one before (A02.FR.10).
    private mutating func fallBackToCertificate(
        _ failure: ConnectionFailure, _ moment: Moment, _ effects: inout [ChargePointEffect]
    ) {
        let security = profiles.value.security
        guard failure == .notAuthenticated, security.isCertificateUnproven, security.profileBeforeUpgrade == nil,
            let fallback = security.fallbackCertificate, clock.time(at: moment.at) < security.fallbackUntil
        else { return }
        profiles.value.security.failures += 1
        guard profiles.value.security.failures >= ChargePointLimits.credentialAttempts else { return }
        profiles.value.security.failures = 0
        profiles.value.security.isCertificateUnproven = false
        profiles.value.security.certificate = fallback
        profiles.value.security.fallbackCertificate = nil
        raise(.reconfigurationOfSecurityParameters, info: "certificate fell back", moment, &effects)
    }
}
