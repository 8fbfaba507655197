import Crypto
import CryptoExtras
import SwiftASN1
import X509

/// Whether keys are as long as the white paper asks for (A00.FR.501).
enum KeyStrength {
    /// True for a key that is long enough.
    static func isEnough(_ key: Certificate.PublicKey) -> Bool {
        guard let rsa = _RSA.Signing.PublicKey(key) else { return true }  // The curves that are read have 256 bits.
        return rsa.keySizeInBits >= CredentialsLimits.rsaBits
    }

    /// True when DER bytes are a certificate or a signing request whose key is too short. The X.509 library does not
    /// read such keys at all, so the place of the key is looked up by hand.
    static func isTooShort(of der: [UInt8], isRequest: Bool) -> Bool {
        guard let body = children(try? DER.parse(der)).first else { return false }
        let parts = children(body)
        // A certificate has [0] version, serial number, algorithm, issuer, validity, subject, key; a request has
        // version, subject, key.
        let hasVersion = parts.first?.identifier.tagClass == .contextSpecific
        let place = isRequest ? 2 : hasVersion ? 6 : 5
        guard parts.indices.contains(place) else { return false }
        let info = children(parts[place])
        guard info.count == 2, let algorithm = children(info[0]).first,
            let name = try? ASN1ObjectIdentifier(derEncoded: algorithm),
            let key = try? ASN1BitString(derEncoded: info[1])
        else { return false }
        switch name {
        case .AlgorithmIdentifier.rsaEncryption:
            guard let modulus = children(try? DER.parse(key.bytes)).first, case .primitive(let bytes) = modulus.content
            else { return false }
            let digits = bytes.drop { $0 == 0 }
            return digits.count * 8 - (digits.first?.leadingZeroBitCount ?? 0) < CredentialsLimits.rsaBits
        case .AlgorithmIdentifier.idEcPublicKey:
            // An uncompressed point: one byte, then both coordinates.
            return key.bytes.first == 4 && (key.bytes.count - 1) / 2 * 8 < CredentialsLimits.curveBits
        default: return false
        }
    }

    private static func children(_ node: ASN1Node?) -> [ASN1Node] {
        guard case .constructed(let nodes)? = node?.content else { return [] }
        return Array(nodes)
    }
}
