import OCPPTypes

/// A root certificate in the charge point's store.
package struct InstalledCertificate: Equatable, Sendable {
    /// What it is for.
    package var use: CertificateUse
    /// The certificate in PEM.
    package var certificate: String
    /// Validity and hashes.
    package var facts: CertificateFacts

    /// Makes an entry.
    package init(use: CertificateUse, certificate: String, facts: CertificateFacts) {
        self.use = use
        self.certificate = certificate
        self.facts = facts
    }
}

/// The certificate by which the charge point shows who it is (security profile 3).
package struct ChargePointCertificate: Equatable, Sendable {
    /// The chain in PEM, leaf first.
    package var chain: String
    /// The private key that belongs to it.
    package var key: KeyReference
    /// Start of its validity.
    package var notBefore: DateTime
    /// End of its validity.
    package var notAfter: DateTime

    /// Makes a certificate.
    package init(chain: String, key: KeyReference, notBefore: DateTime, notAfter: DateTime) {
        self.chain = chain
        self.key = key
        self.notBefore = notBefore
        self.notAfter = notAfter
    }
}

/// The credentials that a charge point comes with from the factory.
package struct SecuritySetup: Equatable, Sendable {
    /// The password; nil when it has none.
    package var authorizationKey: AuthorizationKey?
    /// The certificate with the key 0; nil when it has none.
    package var certificate: ChargePointCertificate?
    /// Root certificates; one array may serve a whole group.
    package var roots: [InstalledCertificate]

    /// Makes a set-up; without arguments the charge point has no credentials.
    package init(
        authorizationKey: AuthorizationKey? = nil, certificate: ChargePointCertificate? = nil,
        roots: [InstalledCertificate] = []
    ) {
        self.authorizationKey = authorizationKey
        self.certificate = certificate
        self.roots = roots
    }

    /// True when there is nothing in it.
    var isEmpty: Bool { authorizationKey == nil && certificate == nil && roots.isEmpty }
}

/// How the next connection is to be made (security white paper A00); the owner reads it at
/// ``ChargePointEffect/connect``.
package struct ConnectionSecurity: Equatable, Sendable {
    /// 0: `ws` without credentials, 1: `ws` with the password, 2: `wss` with the password, 3: `wss` with the certificate.
    package var profile: Int
    /// The password of profiles 1 and 2.
    package var authorizationKey: AuthorizationKey?
    /// The user name beside it; nil: the identity.
    package var user: String?
    /// The client certificate of profile 3.
    package var certificate: ChargePointCertificate?
    /// Roots in PEM that the server's chain must lead to, in profiles 2 and 3; when none is installed the owner's own
    /// choice holds.
    package var trustedRoots: [String]

    /// Makes a value from its parts.
    package init(
        profile: Int, authorizationKey: AuthorizationKey?, user: String? = nil, certificate: ChargePointCertificate?,
        trustedRoots: [String]
    ) {
        self.profile = profile
        self.user = user
        self.authorizationKey = authorizationKey
        self.certificate = certificate
        self.trustedRoots = trustedRoots
    }
}

/// Why no connection came about.
package enum ConnectionFailure: String, CaseIterable, Hashable, Sendable {
    /// No TCP connection, no answer in time, or an answer that is no upgrade.
    case unreachable = "unreachable"
    /// The central system does not take our credentials: 401 or 403, or a TLS alert about our certificate.
    case notAuthenticated = "not authenticated"
    /// The central system's certificate is not good.
    case invalidServerCertificate = "invalid server certificate"
    /// The central system speaks no TLS version that we allow.
    case invalidTLSVersion = "invalid TLS version"
    /// The central system has no cipher suite that we allow.
    case invalidTLSCipherSuite = "invalid TLS cipher suite"
    /// The upgrade was refused for another reason.
    case refused = "refused"
}
