import Foundation
import OCPPTypes
import SwiftASN1
import X509

/// Certificates as they are read from PEM, with the refusals of credential work.
enum CertificateReader {
    /// The certificates of a PEM text in their order, at least one.
    static func chain(_ pem: String) throws(CredentialRefusal) -> [Certificate] {
        guard let blocks = PEMText.blocks(pem), blocks.count <= CredentialsLimits.chainCertificates + 1 else {
            throw .malformed
        }
        var certificates: [Certificate] = []
        for block in blocks {
            guard block.discriminator == Certificate.defaultPEMDiscriminator else { throw .malformed }
            certificates.append(try certificate(der: block.derBytes))
        }
        return certificates
    }

    /// The one certificate of a PEM text; what follows a first one is no part of it.
    static func single(_ pem: String) throws(CredentialRefusal) -> Certificate {
        let certificates = try chain(pem)
        guard certificates.count == 1 else { throw .malformed }
        return certificates[0]
    }

    /// The certificate in DER bytes.
    static func certificate(der: [UInt8]) throws(CredentialRefusal) -> Certificate {
        guard let certificate = try? Certificate(derEncoded: der) else {
            throw KeyStrength.isTooShort(of: der, isRequest: false) ? .weakKey : .malformed
        }
        guard (1...CredentialsLimits.serialBytes).contains(certificate.serialNumber.bytes.drop { $0 == 0 }.count) else {
            throw .malformed
        }
        return certificate
    }
}

extension Certificate {
    /// The certificate in PEM with a final line feed.
    var pem: String {
        guard let document = try? serializeAsPEM() else {
            preconditionFailure("a certificate that was read or made can be written")
        }
        return document.pemString + "\n"
    }

    /// Start of the validity.
    var notBefore: DateTime { DateTime(notValidBefore) }
    /// End of the validity.
    var notAfter: DateTime { DateTime(notValidAfter) }

    /// True for a certificate that may sign others: CA by its basic constraints, and the usage where it has one.
    var maySignCertificates: Bool {
        guard case .isCertificateAuthority? = try? extensions.basicConstraints else { return false }
        guard extensions[oid: .X509ExtensionID.keyUsage] != nil else { return true }
        return (try? extensions.keyUsage)?.keyCertSign ?? false
    }

    /// How many authorities may stand between this one and a leaf; nil for any number.
    var pathLength: Int? {
        guard case .isCertificateAuthority(let length)? = try? extensions.basicConstraints else { return nil }
        return length
    }

    /// True when the certificate may be used so: its extended usage names it, or it names none (RFC 5280 §4.2.1.12).
    func mayBeUsed(for usage: ExtendedKeyUsage.Usage) -> Bool {
        guard extensions[oid: .X509ExtensionID.extendedKeyUsage] != nil else { return true }
        guard let usages = try? extensions.extendedKeyUsage else { return false }
        return usages.contains(usage) || usages.contains(.any)
    }

    /// False when the certificate wants something respected that is not known here (RFC 5280 §4.2).
    var hasOnlyKnownCriticalExtensions: Bool {
        let known: [ASN1ObjectIdentifier] = [
            .X509ExtensionID.basicConstraints, .X509ExtensionID.keyUsage, .X509ExtensionID.extendedKeyUsage,
            .X509ExtensionID.subjectAlternativeName, .X509ExtensionID.authorityKeyIdentifier,
            .X509ExtensionID.subjectKeyIdentifier,
        ]
        return extensions.allSatisfy { !$0.critical || known.contains($0.oid) }
    }

    /// True when it is signed by the key of another, whose name its issuer is.
    func isSigned(by issuer: Certificate) -> Bool {
        self.issuer == issuer.subject && issuer.publicKey.isValidSignature(signature, for: self)
    }

    /// True for a signature by a hash that is broken.
    var hasWeakSignature: Bool { signatureAlgorithm == .sha1WithRSAEncryption }
}

extension DistinguishedName {
    /// The texts of an attribute, in order.
    func texts(_ type: ASN1ObjectIdentifier) -> [String] {
        flatMap { $0 }.filter { $0.type == type }.map { String($0.value) ?? String(describing: $0.value) }
    }

    /// CN, when there is exactly one.
    var commonName: String? {
        let names = texts(.RDNAttributeType.commonName)
        return names.count == 1 ? names[0] : nil
    }

    /// O, when there is exactly one.
    var organization: String? {
        let names = texts(.RDNAttributeType.organizationName)
        return names.count == 1 ? names[0] : nil
    }

    /// A name of CN and O; an empty O is left out.
    init(commonName: String, organization: String) throws(CredentialRefusal) {
        do {
            try self.init {
                if !organization.isEmpty { OrganizationName(organization) }
                CommonName(commonName)
            }
        } catch {
            throw .wrongSubject
        }
    }
}

extension DateTime {
    /// The instant of a Foundation date, in whole milliseconds.
    init(_ date: Date) {
        self.init(millisecondsSince1970: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }

    /// The same as a Foundation date.
    var date: Date { Date(timeIntervalSince1970: Double(millisecondsSince1970) / 1000) }
}
