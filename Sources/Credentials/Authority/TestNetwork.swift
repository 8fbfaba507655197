import OCPPTypes
import TextFormats

/// Everything that a test network of charge points and a central system needs to speak TLS: what `wattswarm pki` makes.
///
/// ```swift
/// let network = try TestNetwork(TestNetwork.Request(now: now))
/// for file in try network.sharedFiles() { write(file) }
/// for file in try network.files(of: "CP1") { write(file) }
/// ```
package struct TestNetwork: Sendable {
    /// What is asked for.
    package struct Request: Sendable {
        /// When it is made; certificates begin a day earlier.
        package var now: DateTime
        /// Days until everything expires.
        package var days = 3650
        /// O of every certificate: the charge points' CpoName.
        package var organization = "Wattswarm"
        /// Names and addresses of the central system beside `localhost` and 127.0.0.1; the first is its CN.
        package var hosts: [String] = []
        /// The kind of the charge points' keys and of the authorities'.
        package var keyKind = KeyKind.ecdsa

        /// A request with the defaults of the command line.
        package init(now: DateTime) {
            self.now = now
        }
    }

    /// A file to be written.
    package struct File: Sendable, Equatable {
        /// Path below the folder.
        package var path: String
        /// The text.
        package var text: String
        /// Whether nobody but the owner may read it.
        package var isSecret: Bool

        /// Makes a file.
        package init(path: String, text: String, isSecret: Bool) {
            self.path = path
            self.text = text
            self.isSecret = isSecret
        }
    }

    /// The authority of the central system's and the charge points' certificates.
    package let authority: CertificateAuthority
    /// The authority of firmware signing certificates.
    package let manufacturer: CertificateAuthority
    private let request: Request
    private let validity: Validity

    /// Makes the authorities.
    ///
    /// - Throws: `wrongSubject` when the organization cannot stand in a name.
    package init(_ request: Request) throws(CredentialRefusal) {
        self.request = request
        validity = Validity(from: request.now, days: request.days)
        authority = try .makeRoot(
            commonName: "\(request.organization) Root CA", organization: request.organization, kind: request.keyKind,
            validity: validity)
        manufacturer = try .makeRoot(
            commonName: "\(request.organization) Manufacturer Root CA", organization: request.organization,
            kind: request.keyKind, validity: validity)
    }

    /// The authorities, two server certificates (one of each kind of key, so that both cipher pairs can be served) and
    /// the firmware signing certificate.
    ///
    /// - Throws: `wrongSubject` when a host cannot stand in a certificate.
    package func sharedFiles() throws(CredentialRefusal) -> [File] {
        var files = [
            File(path: "ca.pem", text: authority.certificatePEM, isSecret: false),
            File(path: "ca.key", text: authority.keyPEM, isSecret: true),
            File(path: "manufacturer-ca.pem", text: manufacturer.certificatePEM, isSecret: false),
            File(path: "manufacturer-ca.key", text: manufacturer.keyPEM, isSecret: true),
        ]
        for kind in KeyKind.allCases { files += try pair("server-\(kind.rawValue)", server(kind)) }
        let key = KeyPair.make(request.keyKind)
        let firmware = try manufacturer.issue(
            .firmwareSigning, for: key, commonName: "\(request.organization) Firmware",
            organization: request.organization, validity: validity)
        return files + pair("firmware-signing", (firmware, key.pem))
    }

    /// Certificate and key of a charge point, CN being its identity.
    ///
    /// - Throws: `wrongSubject` for an identity that is no commonName: empty, or longer than 64 characters.
    package func files(
        of identity: String, organization: String? = nil
    ) throws(CredentialRefusal) -> [File] {
        pair(CredentialFolder.path(of: identity), try chargePoint(identity, organization: organization))
    }

    /// A server certificate and its key, both in PEM.
    ///
    /// - Throws: `wrongSubject` when a host cannot stand in a certificate.
    package func server(_ kind: KeyKind) throws(CredentialRefusal) -> (certificate: String, key: String) {
        let key = KeyPair.make(kind)
        var names = request.hosts
        for name in ["localhost", "127.0.0.1"] where !names.contains(name) { names.append(name) }
        let certificate = try authority.issue(
            .server(names: names), for: key, commonName: names[0], organization: request.organization,
            validity: validity)
        return (certificate, key.pem)
    }

    /// A charge point's certificate and key, both in PEM.
    ///
    /// - Throws: `wrongSubject` for an identity that is no commonName.
    package func chargePoint(
        _ identity: String, organization: String? = nil
    ) throws(CredentialRefusal) -> (certificate: String, key: String) {
        guard (1...CredentialsLimits.commonNameCharacters).contains(identity.unicodeScalars.count) else {
            throw .wrongSubject
        }
        let key = KeyPair.make(request.keyKind)
        let certificate = try authority.issue(
            .chargePoint, for: key, commonName: identity, organization: organization ?? request.organization,
            validity: validity)
        return (certificate, key.pem)
    }

    private func pair(_ path: String, _ pair: (certificate: String, key: String)) -> [File] {
        [
            File(path: path + ".pem", text: pair.certificate, isSecret: false),
            File(path: path + ".key", text: pair.key, isSecret: true),
        ]
    }
}

/// Names of files in a folder of credentials.
package enum CredentialFolder {
    /// Where the certificate (`.pem`) and the key (`.key`) of a charge point stand, without the ending. Bytes of the
    /// identity that are no letter, digit, `-` or `_`, and dots, are percent-encoded: no identity leads out of the
    /// folder.
    package static func path(of identity: String) -> String { "charge-points/" + name(of: identity) }

    /// The same without the folder.
    package static func name(of identity: String) -> String { PercentText.encode(identity.utf8, plain: .fileName) }
}
