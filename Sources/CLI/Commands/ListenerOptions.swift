import ArgumentParser
import CentralSystemSettings
import Credentials
import Foundation
import OCPPTypes
import WebSocketTransport

/// Flags of `csms` that say where charge points connect and how they show there who they are.
struct ListenerOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Address of OCPP, its security profile, 0 to 3 (0 by default), and how CALLs that break a rule are read, "
                + "strict (default) or forgiving: 2,forgiving@HOST:PORT; port 0: a free one; may be repeated.",
            valueName: "[PROFILE,POLICY@]HOST:PORT"))
    var listen: [String] = []
    @Option(
        help: ArgumentHelp(
            "Server certificate, PEM; once for all listeners of profiles 2 and 3, or one for each in their order.",
            valueName: "FILE"))
    var certificate: [String] = []
    @Option(help: ArgumentHelp("Private key of each --certificate, PEM.", valueName: "FILE")) var key: [String] = []
    @Option(
        help: ArgumentHelp("Authority of charge point certificates, PEM; for profile 3.", valueName: "FILE"))
    var clientCa: String?
    @Option(help: ArgumentHelp("O that charge point certificates must have; any by default.", valueName: "NAME"))
    var cpoName: String?
    @Option(help: ArgumentHelp("Authority that signs charge points' certificates, PEM.", valueName: "FILE"))
    var chargePointCa: String?
    @Option(help: ArgumentHelp("Its private key, PEM.", valueName: "FILE")) var chargePointCaKey: String?
    @Option(
        help: ArgumentHelp("Passwords of charge points, JSON, one object a line or an array.", valueName: "FILE"))
    var authorizationKeys: String?

    /// Takes from the configuration file what no flag gives; flags win.
    mutating func fill(from texts: [String: [String]]) {
        if listen.isEmpty { listen = texts["listen"] ?? [] }
        if certificate.isEmpty { certificate = texts["certificate"] ?? [] }
        if key.isEmpty { key = texts["key"] ?? [] }
        clientCa = clientCa ?? texts["client-ca"]?.last
        cpoName = cpoName ?? texts["cpo-name"]?.last
        chargePointCa = chargePointCa ?? texts["charge-point-ca"]?.last
        chargePointCaKey = chargePointCaKey ?? texts["charge-point-ca-key"]?.last
        authorizationKeys = authorizationKeys ?? texts["authorization-keys"]?.last
    }

    /// Puts the flags into the server's configuration.
    func apply(to configuration: inout CentralSystemServerConfiguration) throws(ExitStatus) {
        var listeners: [Listener] = []
        for text in listen.isEmpty ? ["127.0.0.1:9000"] : listen { listeners.append(try Self.listener(text)) }
        try giveCertificates(to: &listeners)
        configuration.listeners = listeners
        if let clientCa {
            let pem = try Self.text(clientCa, "--client-ca")
            do throws(CredentialRefusalText) {
                try Self.checkAuthority(pem)
            } catch {
                throw .usage("--client-ca \(clientCa): \(error.text)")
            }
            configuration.security.clientAuthorities = [pem]
        } else if let listener = listeners.first(where: { $0.profile == 3 }) {
            throw .usage(
                "--listen 3@\(listener.host):\(listener.port): profile 3 needs --client-ca, the authority of the "
                    + "charge points' certificates")
        }
        configuration.security.cpoName = cpoName
        configuration.security.signing = try signingAuthority()
        if let authorizationKeys {
            do {
                configuration.security.authorizationKeys = try AuthorizationKeyFile.parse(
                    try Self.text(authorizationKeys, "--authorization-keys"))
            } catch let failure as AuthorizationKeyFile.Failure {
                throw .usage("--authorization-keys \(authorizationKeys): \(failure)")
            } catch {
                throw error as? ExitStatus ?? .usage("--authorization-keys \(authorizationKeys): \(error)")
            }
        }
    }

    private func signingAuthority() throws(ExitStatus) -> SigningAuthority? {
        guard chargePointCa != nil || chargePointCaKey != nil else { return nil }
        guard let chargePointCa, let chargePointCaKey else {
            throw .usage("--charge-point-ca and --charge-point-ca-key: give both, or none")
        }
        let certificate = try Self.text(chargePointCa, "--charge-point-ca")
        let key = try Self.text(chargePointCaKey, "--charge-point-ca-key")
        do throws(CredentialRefusal) {
            return SigningAuthority(authority: try CertificateAuthority(certificatePEM: certificate, keyPEM: key))
        } catch {
            throw .usage("--charge-point-ca \(chargePointCa): cannot sign certificates: \(error.rawValue)")
        }
    }

    private static func listener(_ text: String) throws(ExitStatus) -> Listener {
        do throws(CentralSystemSetting.Failure) {
            return try Listener(text)
        } catch {
            throw .usage("--listen \(text): \(error.text)")
        }
    }

    private func giveCertificates(to listeners: inout [Listener]) throws(ExitStatus) {
        let secure = listeners.indices.filter { listeners[$0].profile >= 2 }
        guard certificate.count == key.count else {
            throw .usage(
                "\(certificate.count) of --certificate and \(key.count) of --key: each certificate has one key, "
                    + "in the same order"
            )
        }
        guard !secure.isEmpty else {
            guard certificate.isEmpty else {
                throw .usage("--certificate: no listener speaks TLS; write for example --listen 2@127.0.0.1:9443")
            }
            return
        }
        guard certificate.count == 1 || certificate.count == secure.count else {
            throw .usage(
                certificate.isEmpty
                    ? "--listen: profiles 2 and 3 need --certificate and --key (`wattswarm pki DIR` makes some)"
                    : "\(certificate.count) of --certificate for \(secure.count) listeners of profiles 2 and 3: give "
                        + "one for all, or one for each in their order")
        }
        for (position, index) in secure.enumerated() {
            let number = certificate.count == 1 ? 0 : position
            let identity = TLSIdentity(
                chain: try Self.text(certificate[number], "--certificate"), key: try Self.text(key[number], "--key"))
            do {
                _ = try WebSocketTLS.serverContext(identity: identity)
            } catch {
                throw .usage("--certificate \(certificate[number]) --key \(key[number]): \(error)")
            }
            listeners[index].identity = identity
        }
    }

    /// A refusal in words.
    private struct CredentialRefusalText: Error {
        var text: String
    }

    private static func checkAuthority(_ pem: String) throws(CredentialRefusalText) {
        guard let summary = try? CertificateSummary(pem: pem) else {
            throw CredentialRefusalText(text: "is no certificate in PEM")
        }
        guard summary.isAuthority else {
            throw CredentialRefusalText(text: "may not sign certificates; give the authority's own")
        }
    }

    static func text(_ file: String, _ flag: String) throws(ExitStatus) -> String {
        guard let data = FileManager.default.contents(atPath: file) else {
            throw .usage("\(flag) \(file): cannot be read")
        }
        return String(decoding: data, as: UTF8.self)
    }
}
