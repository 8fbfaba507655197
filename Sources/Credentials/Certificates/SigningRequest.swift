import OCPPTypes
import SwiftASN1
import X509

/// PKCS#10 requests (security white paper A02).
package enum SigningRequest {
    /// Makes a request for a key with CN and O, in PEM.
    ///
    /// - Throws: `wrongSubject` when CN or O cannot stand in a name.
    package static func make(
        _ key: KeyPair, commonName: String, organization: String
    ) throws(CredentialRefusal) -> String {
        guard !commonName.isEmpty, commonName.unicodeScalars.count <= CredentialsLimits.commonNameCharacters else {
            throw .wrongSubject
        }
        let subject = try DistinguishedName(commonName: commonName, organization: organization)
        guard
            let request = try? CertificateSigningRequest(
                version: .v1, subject: subject, privateKey: key.privateKey, attributes: .init()),
            let document = try? request.serializeAsPEM()
        else { throw .wrongSubject }
        return document.pemString + "\n"
    }

    /// Reads a request and checks that it is signed by the key that it is for.
    static func read(_ pem: String) throws(CredentialRefusal) -> CertificateSigningRequest {
        guard let blocks = PEMText.blocks(pem), blocks.count == 1,
            // Older tools, openssl's among them, also write NEW CERTIFICATE REQUEST.
            blocks[0].discriminator.hasSuffix(CertificateSigningRequest.defaultPEMDiscriminator)
        else { throw .malformed }
        let der = blocks[0].derBytes
        guard let request = try? CertificateSigningRequest(derEncoded: der) else {
            throw KeyStrength.isTooShort(of: der, isRequest: true) ? .weakKey : .malformed
        }
        guard KeyStrength.isEnough(request.publicKey) else { throw .weakKey }
        guard request.publicKey.isValidSignature(request.signature, for: request) else { throw .wrongSignature }
        return request
    }
}
