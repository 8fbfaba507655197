import NIOSSL

/// A certificate chain and its private key, both in PEM.
package struct TLSIdentity: Sendable {
    /// The chain, leaf first.
    package var chain: String
    /// The private key: a secret.
    package var key: String

    /// Makes an identity; it is looked at when a context is made of it.
    package init(chain: String, key: String) {
        self.chain = chain
        self.key = key
    }
}

/// What connections share that speak TLS in the same way.
package typealias TLSContext = NIOSSLContext

/// TLS settings of the transport: TLS 1.2 and 1.3, certificates are verified, ALPN names HTTP/1.1.
package enum WebSocketTLS {
    /// The suites for TLS 1.2: those that the security white paper demands (A00.FR.306 and its ECDSA and RSA pairs), and
    /// the RSA ones with key agreement before them, because they keep recorded traffic secret. TLS 1.3 has its own.
    package static let cipherSuites: [NIOTLSCipher] = [
        .TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384,
        .TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, .TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384,
        .TLS_RSA_WITH_AES_128_GCM_SHA256, .TLS_RSA_WITH_AES_256_GCM_SHA384,
    ]

    /// For clients: the server's certificate and host name are verified.
    ///
    /// - Parameter trustedRoots: certificates in PEM; nil: the system's authorities.
    /// - Parameter identity: the client's own certificate, where the server asks for one.
    /// - Throws: ``TLSFailure`` for certificates or keys that cannot be read.
    package static func clientContext(
        trustedRoots: [String]?, identity: TLSIdentity? = nil
    ) throws(TLSFailure) -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        common(&configuration)
        if let trustedRoots {
            configuration.trustRoots = .certificates(try authorities(trustedRoots))
        }
        if let identity {
            let (chain, key) = try parts(of: identity)
            configuration.certificateChain = chain
            configuration.privateKey = key
        }
        return try context(configuration)
    }

    /// For servers.
    ///
    /// - `clientAuthorities`: certificates in PEM; clients must then show a certificate that they vouch for.
    /// - Throws: ``TLSFailure`` for certificates or keys that cannot be read.
    package static func serverContext(
        identity: TLSIdentity, clientAuthorities: [String]? = nil
    ) throws(TLSFailure) -> NIOSSLContext {
        let (chain, key) = try parts(of: identity)
        var configuration = TLSConfiguration.makeServerConfiguration(certificateChain: chain, privateKey: key)
        common(&configuration)
        if let clientAuthorities {
            configuration.trustRoots = .certificates(try authorities(clientAuthorities))
            configuration.certificateVerification = .noHostnameVerification
        }
        return try context(configuration)
    }

    /// The same from PEM files.
    ///
    /// - `certificateAuthorities`: a PEM file; nil: the system's authorities.
    /// - `certificate`: a PEM file with the client's own chain, with `key`, where the server asks for one.
    package static func clientContext(
        certificateAuthorities: String? = nil, certificate: String? = nil, key: String? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        common(&configuration)
        if let certificateAuthorities {
            configuration.trustRoots = .file(certificateAuthorities)
        }
        if let certificate, let key {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// The same from PEM files.
    ///
    /// - `clientAuthorities`: a PEM file; clients must then show a certificate that it vouches for.
    package static func serverContext(
        certificate: String, key: String, clientAuthorities: String? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        common(&configuration)
        if let clientAuthorities {
            configuration.trustRoots = .file(clientAuthorities)
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }

    private static func common(_ configuration: inout TLSConfiguration) {
        configuration.applicationProtocols = ["http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        configuration.cipherSuiteValues = cipherSuites
    }

    private static func parts(
        of identity: TLSIdentity
    ) throws(TLSFailure) -> ([NIOSSLCertificateSource], NIOSSLPrivateKeySource) {
        let chain = try certificates(identity.chain, .ownCertificate).map { NIOSSLCertificateSource.certificate($0) }
        do {
            return (chain, .privateKey(try NIOSSLPrivateKey(bytes: Array(identity.key.utf8), format: .pem)))
        } catch {
            throw TLSFailure(.ownCertificate, "the private key cannot be read")
        }
    }

    private static func authorities(_ texts: [String]) throws(TLSFailure) -> [NIOSSLCertificate] {
        var authorities: [NIOSSLCertificate] = []
        for text in texts { authorities += try certificates(text, .peerCertificate) }
        return authorities
    }

    private static func certificates(
        _ pem: String, _ cause: TLSFailure.Cause
    ) throws(TLSFailure) -> [NIOSSLCertificate] {
        do {
            return try NIOSSLCertificate.fromPEMBytes(Array(pem.utf8))
        } catch {
            throw TLSFailure(cause, "a certificate cannot be read")
        }
    }

    private static func context(_ configuration: TLSConfiguration) throws(TLSFailure) -> NIOSSLContext {
        do {
            return try NIOSSLContext(configuration: configuration)
        } catch {
            throw TLSFailure(.ownCertificate, "certificate and key do not fit together: \(error)")
        }
    }
}
