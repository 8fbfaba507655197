import Foundation
import OCPPTypes
import SwiftASN1
import X509

/// A period of validity.
package struct Validity: Sendable, Equatable {
    /// First instant.
    package var notBefore: DateTime
    /// Last instant.
    package var notAfter: DateTime

    /// Makes a period; certificates tell it in whole seconds.
    package init(notBefore: DateTime, notAfter: DateTime) {
        self.notBefore = notBefore
        self.notAfter = notAfter
    }

    /// A number of days from an instant on; begun a day earlier, so that clocks that are behind take it too.
    package init(from now: DateTime, days: Int) {
        notBefore = now.adding(milliseconds: -86_400_000)
        notAfter = now.adding(milliseconds: Int64(days) * 86_400_000)
    }
}

/// What a certificate is for.
package enum CertificatePurpose: Sendable, Equatable {
    /// A TLS server under names and addresses.
    case server(names: [String])
    /// A charge point as TLS client (security white paper A00.FR.4xx).
    case chargePoint
    /// Signing firmware (security white paper L01).
    case firmwareSigning
    /// Signing other certificates.
    case authority
}

/// An authority that signs certificates: for tests and test networks.
///
/// ```swift
/// let authority = try CertificateAuthority.makeRoot(commonName: "Test CA", organization: "Me", validity: validity)
/// let key = KeyPair.make(.ecdsa)
/// let chain = try authority.issue(
///     .server(names: ["localhost", "127.0.0.1"]), for: key, commonName: "localhost", validity: validity)
/// ```
package struct CertificateAuthority: Sendable {
    let certificate: Certificate
    let key: KeyPair

    private init(certificate: Certificate, key: KeyPair) {
        self.certificate = certificate
        self.key = key
    }

    /// Signs with any certificate, also with one that may not: for tests of those who check.
    static func unchecked(certificate: Certificate, key: KeyPair) -> CertificateAuthority {
        CertificateAuthority(certificate: certificate, key: key)
    }

    /// Takes an authority from its certificate and key, both in PEM.
    ///
    /// - Throws: `malformed`, `weakKey`, `wrongUsage` for a certificate that may not sign others, `wrongKey` for a key
    ///   that is not the certificate's.
    package init(certificatePEM: String, keyPEM: String) throws(CredentialRefusal) {
        let certificate = try CertificateReader.single(certificatePEM)
        let key = try KeyPair(pem: keyPEM)
        guard certificate.maySignCertificates else { throw .wrongUsage }
        guard certificate.publicKey == key.privateKey.publicKey else { throw .wrongKey }
        self.init(certificate: certificate, key: key)
    }

    /// Makes a root that is signed by itself.
    ///
    /// - Throws: `wrongSubject` when CN or O cannot stand in a name.
    package static func makeRoot(
        commonName: String, organization: String, kind: KeyKind = .ecdsa, validity: Validity
    ) throws(CredentialRefusal) -> CertificateAuthority {
        let key = KeyPair.make(kind)
        let name = try DistinguishedName(commonName: commonName, organization: organization)
        let certificate = try make(
            .authority, key.privateKey.publicKey, subject: name, validity, issuer: name, signer: key)
        return CertificateAuthority(certificate: certificate, key: key)
    }

    /// Makes an authority that is signed by this one.
    ///
    /// - Throws: `wrongSubject` when CN or O cannot stand in a name.
    package func makeAuthority(
        commonName: String, organization: String, kind: KeyKind = .ecdsa, validity: Validity
    ) throws(CredentialRefusal) -> CertificateAuthority {
        let key = KeyPair.make(kind)
        let name = try DistinguishedName(commonName: commonName, organization: organization)
        let made = try Self.make(
            .authority, key.privateKey.publicKey, subject: name, validity, issuer: certificate.subject,
            signer: self.key, authority: certificate)
        return CertificateAuthority(certificate: made, key: key)
    }

    /// The authority's certificate in PEM.
    package var certificatePEM: String { certificate.pem }
    /// The authority's private key in PEM: a secret.
    package var keyPEM: String { key.pem }
    /// Facts of the certificate as a root.
    package var facts: CertificateFacts { CertificateFacts(certificate, issuerKey: certificate.publicKey) }

    /// Issues a certificate for a key, in PEM.
    ///
    /// - Throws: `wrongSubject` when CN, O or a server's name cannot stand in a certificate.
    package func issue(
        _ purpose: CertificatePurpose, for key: KeyPair, commonName: String, organization: String = "",
        validity: Validity
    ) throws(CredentialRefusal) -> String {
        let name = try DistinguishedName(commonName: commonName, organization: organization)
        return try issue(purpose, key.privateKey.publicKey, name, validity).pem
    }

    /// Signs the request of a charge point (security white paper A02): the request is signed by its own key, the key is
    /// long enough, CN is the charge point's and O the given one. What else the request asks for is not heeded.
    ///
    /// - Returns: the certificate in PEM.
    /// - Throws: `malformed`, `weakKey`, `wrongSignature`, `wrongSubject`.
    package func sign(
        request pem: String, commonName: String, organization: String?, validity: Validity
    ) throws(CredentialRefusal) -> String {
        let request = try SigningRequest.read(pem)
        guard request.subject.commonName == commonName else { throw .wrongSubject }
        if let organization, request.subject.organization != organization { throw .wrongSubject }
        let name = try DistinguishedName(
            commonName: commonName, organization: organization ?? request.subject.organization ?? "")
        return try issue(.chargePoint, request.publicKey, name, validity).pem
    }

    private func issue(
        _ purpose: CertificatePurpose, _ key: Certificate.PublicKey, _ subject: DistinguishedName, _ validity: Validity
    ) throws(CredentialRefusal) -> Certificate {
        try Self.make(
            purpose, key, subject: subject, validity, issuer: certificate.subject, signer: self.key,
            authority: certificate)
    }

    private static func make(
        _ purpose: CertificatePurpose, _ key: Certificate.PublicKey, subject: DistinguishedName, _ validity: Validity,
        issuer: DistinguishedName, signer: KeyPair, authority: Certificate? = nil
    ) throws(CredentialRefusal) -> Certificate {
        do {
            return try Certificate(
                version: .v3, serialNumber: Certificate.SerialNumber(bytes: serialNumber()), publicKey: key,
                notValidBefore: validity.notBefore.wholeSeconds.date,
                notValidAfter: validity.notAfter.wholeSeconds.date, issuer: issuer, subject: subject,
                extensions: try extensions(purpose, key, authority: authority), issuerPrivateKey: signer.privateKey)
        } catch let refusal as CredentialRefusal {
            throw refusal
        } catch {
            throw .wrongSubject
        }
    }

    /// 16 random bytes, positive and never with leading zeros, so that every way of writing it has the same digits.
    private static func serialNumber() -> [UInt8] {
        var bytes = (0..<16).map { _ in UInt8.random(in: 0...255) }
        bytes[0] = bytes[0] & 0x3F | 0x40
        return bytes
    }

    private static func extensions(
        _ purpose: CertificatePurpose, _ key: Certificate.PublicKey, authority: Certificate?
    ) throws -> Certificate.Extensions {
        var extensions = Certificate.Extensions()
        switch purpose {
        case .authority:
            try extensions.append(Critical(BasicConstraints.isCertificateAuthority(maxPathLength: nil)).make())
            try extensions.append(Critical(KeyUsage(keyCertSign: true, cRLSign: true)).make())
        case .server(let names):
            try extensions.append(Critical(BasicConstraints.notCertificateAuthority).make())
            // RSA suites without key agreement encipher a key (the suites of pair R).
            try extensions.append(Critical(KeyUsage(digitalSignature: true, keyEncipherment: true)).make())
            try extensions.append(ExtendedKeyUsage([.serverAuth]).makeCertificateExtension())
            try extensions.append(
                SubjectAlternativeNames(try names.map(HostName.generalName)).makeCertificateExtension())
        case .chargePoint:
            try extensions.append(Critical(BasicConstraints.notCertificateAuthority).make())
            try extensions.append(Critical(KeyUsage(digitalSignature: true)).make())
            try extensions.append(ExtendedKeyUsage([.clientAuth]).makeCertificateExtension())
        case .firmwareSigning:
            try extensions.append(Critical(BasicConstraints.notCertificateAuthority).make())
            try extensions.append(Critical(KeyUsage(digitalSignature: true)).make())
            try extensions.append(ExtendedKeyUsage([.codeSigning]).makeCertificateExtension())
        }
        try extensions.append(SubjectKeyIdentifier(hash: key).makeCertificateExtension())
        if let authority {
            let identifier = SubjectKeyIdentifier(hash: authority.publicKey).keyIdentifier
            try extensions.append(AuthorityKeyIdentifier(keyIdentifier: identifier).makeCertificateExtension())
        }
        return extensions
    }
}

extension Critical {
    fileprivate func make() throws -> Certificate.Extension { try makeCertificateExtension() }
}

extension DateTime {
    fileprivate var wholeSeconds: DateTime {
        DateTime(millisecondsSince1970: millisecondsSince1970 - millisecondsSince1970 % 1000)
    }
}

extension CertificateFacts {
    /// Facts of a certificate whose issuer has that key.
    init(_ certificate: Certificate, issuerKey: Certificate.PublicKey, _ algorithm: HashAlgorithm = .sha256) {
        self.init(
            notBefore: certificate.notBefore, notAfter: certificate.notAfter,
            hashData: CertificateHashes.data(of: certificate, issuerKey: issuerKey, algorithm))
    }

    /// Facts of a root in PEM.
    ///
    /// - Throws: `malformed`, `weakKey`, `wrongUsage` for a certificate that may not sign others.
    package init(rootPEM: String) throws(CredentialRefusal) {
        let root = try CertificateReader.single(rootPEM)
        guard root.maySignCertificates else { throw .wrongUsage }
        self.init(root, issuerKey: root.publicKey)
    }
}

extension KeyPair {
    /// Reads the key of a certificate.
    ///
    /// - Throws: `malformed`, `weakKey`, `wrongKey` for a key that is not the certificate's.
    package init(certificatePEM: String, keyPEM: String) throws(CredentialRefusal) {
        try self.init(pem: keyPEM)
        guard let certificate = try CertificateReader.chain(certificatePEM).first else { throw .malformed }
        guard certificate.publicKey == privateKey.publicKey else { throw .wrongKey }
    }
}
