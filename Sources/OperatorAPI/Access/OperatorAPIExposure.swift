import CentralSystemSettings
import NIOSSL
import OperatorInterface

/// What is checked before anybody can connect.
extension OperatorAPIConfiguration {
    /// The settings of TLS; nil without a certificate.
    ///
    /// - Throws: ``OperatorAPIStartError`` when a file is missing or no PEM.
    func tlsConfiguration() throws(OperatorAPIStartError) -> TLSConfiguration? {
        guard certificatePath != nil || keyPath != nil else { return nil }
        guard let certificatePath, let keyPath else { throw .certificateWithoutKey }
        let chain: [NIOSSLCertificate]
        do {
            chain = try NIOSSLCertificate.fromPEMFile(certificatePath)
        } catch {
            throw .certificateUnreadable(path: certificatePath)
        }
        guard !chain.isEmpty else { throw .certificateUnreadable(path: certificatePath) }
        let key: NIOSSLPrivateKey
        do {
            key = try NIOSSLPrivateKey(file: keyPath, format: .pem)
        } catch {
            throw .keyUnreadable(path: keyPath)
        }
        var configuration = TLSConfiguration.makeServerConfiguration(
            certificateChain: chain.map { .certificate($0) }, privateKey: .privateKey(key))
        configuration.minimumTLSVersion = .tlsv12
        configuration.applicationProtocols = ["http/1.1"]
        do {
            _ = try NIOSSLContext(configuration: configuration)
        } catch {
            throw .keyDoesNotFit(certificate: certificatePath, key: keyPath)
        }
        return configuration
    }

    /// Refuses to serve strangers without protection.
    func checkExposure(host: String, hasStoredTokens: Bool) throws(OperatorAPIStartError) {
        guard !Origin.isLoopback(address: host) else { return }
        guard !tokens.isEmpty || hasStoredTokens else { throw .exposedWithoutToken(host: host) }
        guard certificatePath != nil else { throw .exposedWithoutTLS(host: host) }
    }
}

/// Why the operator API does not start.
package enum OperatorAPIStartError: Error, Equatable, CustomStringConvertible {
    /// The address is not loopback and there is no token.
    case exposedWithoutToken(host: String)
    /// The address is not loopback and there is no certificate.
    case exposedWithoutTLS(host: String)
    /// One of the two files is missing.
    case certificateWithoutKey
    /// The file holds no certificate in PEM.
    case certificateUnreadable(path: String)
    /// The file holds no private key in PEM.
    case keyUnreadable(path: String)
    /// The key belongs to another certificate.
    case keyDoesNotFit(certificate: String, key: String)

    package var description: String {
        switch self {
        case .exposedWithoutToken(let host):
            "--api \(host): other machines reach this address, so operators need a token; make one with "
                + "`wattswarm csms token create --name NAME --role admin`, or serve 127.0.0.1"
        case .exposedWithoutTLS(let host):
            "--api \(host): other machines reach this address, so tokens need TLS; give --api-certificate and "
                + "--api-key, or serve 127.0.0.1"
        case .certificateWithoutKey: "--api-certificate and --api-key go together; give both"
        case .certificateUnreadable(let path): "--api-certificate \(path): there is no certificate in PEM"
        case .keyUnreadable(let path): "--api-key \(path): there is no private key in PEM"
        case .keyDoesNotFit(let certificate, let key):
            "--api-key \(key): the key does not belong to the certificate in \(certificate)"
        }
    }
}
