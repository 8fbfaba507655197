import ChargePointModel
import Credentials
import Foundation
import LoadEngine
import OCPPTypes

/// Credentials of a charge point as a command line names them.
package struct CredentialFiles: Sendable {
    /// AuthorizationKey in hexadecimal digits.
    package var authorizationKey: String?
    /// The password as text, of any length, in the place of ``authorizationKey``.
    package var password: String?
    /// File with the root in PEM that the central system's certificate must lead to.
    package var authority: String?
    /// File with the charge point's certificate chain in PEM, leaf first.
    package var certificate: String?
    /// File with its private key in PEM.
    package var key: String?

    /// Nothing of all that.
    package init() {}

    /// Reads the files.
    ///
    /// - Throws: what cannot be read, or does not belong together, with the option to change.
    package func read() throws(ConsoleFailure) -> MemberCredentials {
        var made = MemberCredentials(setup: SecuritySetup())
        if let authorizationKey {
            guard let key = AuthorizationKey(hex: authorizationKey) else {
                throw ConsoleFailure(
                    description: "--authorization-key: give 32 to 40 hexadecimal digits, an even number")
            }
            made.setup.authorizationKey = key
        }
        if let password {
            guard authorizationKey == nil else {
                throw ConsoleFailure(description: "--password and --authorization-key are the same thing: give one")
            }
            guard let key = AuthorizationKey(password: Array(password.utf8)) else {
                throw ConsoleFailure(description: "--password: give at least one character")
            }
            made.setup.authorizationKey = key
        }
        if let authority {
            let pem = try Self.text(authority, "--ca")
            do throws(CredentialRefusal) {
                made.setup.roots = [
                    InstalledCertificate(
                        use: .centralSystemRootCertificate, certificate: pem, facts: try CertificateFacts(rootPEM: pem))
                ]
            } catch {
                throw ConsoleFailure(
                    description: "--ca \(authority): no certificate of an authority in PEM: \(error.rawValue)")
            }
        }
        guard certificate != nil || key != nil else { return made }
        guard let certificate, let key else {
            throw ConsoleFailure(description: "--certificate and --key belong together: give both")
        }
        let chain = try Self.text(certificate, "--certificate")
        let keyText = try Self.text(key, "--key")
        do throws(CredentialRefusal) {
            let summary = try CertificateSummary(pem: chain)
            made.key = try KeyPair(certificatePEM: chain, keyPEM: keyText)
            made.setup.certificate = ChargePointCertificate(
                chain: chain, key: KeyReference(rawValue: 0), notBefore: summary.notBefore, notAfter: summary.notAfter)
        } catch {
            throw ConsoleFailure(
                description: "--certificate \(certificate), --key \(key): they cannot be used: \(error.rawValue)")
        }
        return made
    }

    private static func text(_ file: String, _ option: String) throws(ConsoleFailure) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw ConsoleFailure(
                description: "\(option) \(file): cannot be read; `wattswarm pki DIR --identity NAME` makes certificates"
            )
        }
        return String(decoding: data, as: UTF8.self)
    }
}
