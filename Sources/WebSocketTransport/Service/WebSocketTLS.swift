import NIOSSL

/// TLS settings of the transport: certificates are verified, ALPN names HTTP/1.1.
package enum WebSocketTLS {
    /// For clients: the server's certificate and host name are verified.
    ///
    /// - Parameter certificateAuthorities: a PEM file; nil: the system's authorities.
    /// - Parameter certificate: a PEM file with the client's own chain, with `key`, where the server asks for one.
    package static func clientContext(
        certificateAuthorities: String? = nil, certificate: String? = nil, key: String? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeClientConfiguration()
        configuration.applicationProtocols = ["http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        if let certificateAuthorities {
            configuration.trustRoots = .file(certificateAuthorities)
        }
        if let certificate, let key {
            configuration.certificateChain = try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) }
            configuration.privateKey = .privateKey(try NIOSSLPrivateKey(file: key, format: .pem))
        }
        return try NIOSSLContext(configuration: configuration)
    }

    /// For servers.
    ///
    /// - Parameter clientAuthorities: a PEM file; clients must then show a certificate that it vouches for.
    package static func serverContext(
        certificate: String, key: String, clientAuthorities: String? = nil
    ) throws -> NIOSSLContext {
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: try NIOSSLCertificate.fromPEMFile(certificate).map { .certificate($0) },
            privateKey: .privateKey(try NIOSSLPrivateKey(file: key, format: .pem)))
        configuration.applicationProtocols = ["http/1.1"]
        configuration.minimumTLSVersion = .tlsv12
        if let clientAuthorities {
            configuration.trustRoots = .file(clientAuthorities)
            configuration.certificateVerification = .noHostnameVerification
        }
        return try NIOSSLContext(configuration: configuration)
    }
}
