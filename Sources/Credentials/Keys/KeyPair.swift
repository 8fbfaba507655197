import Crypto
import CryptoExtras
import OCPPTypes
import SwiftASN1
import X509

/// The kinds of key that are made.
package enum KeyKind: String, CaseIterable, Sendable {
    /// ECDSA on the curve P-256.
    case ecdsa
    /// RSA with 2048 bits.
    case rsa
}

/// A private key with its public key. The private part leaves it as ``pem`` only.
package struct KeyPair: Sendable, Equatable {
    let privateKey: Certificate.PrivateKey

    /// Makes a key from the system's randomness; one of RSA takes tens of milliseconds.
    package static func make(_ kind: KeyKind) -> KeyPair {
        switch kind {
        case .ecdsa: return KeyPair(privateKey: Certificate.PrivateKey(P256.Signing.PrivateKey()))
        case .rsa:
            guard let key = try? _RSA.Signing.PrivateKey(keySize: .bits2048) else {
                preconditionFailure("an RSA key of 2048 bits can always be made")
            }
            return KeyPair(privateKey: Certificate.PrivateKey(key))
        }
    }

    init(privateKey: Certificate.PrivateKey) {
        self.privateKey = privateKey
    }

    /// Reads a key: PKCS#8, PKCS#1 or SEC 1 in PEM, without pass phrase. Other blocks before it, such as the curve's
    /// parameters that openssl writes, are passed over.
    ///
    /// - Throws: `malformed` for a text that holds no such key.
    package init(pem: String) throws(CredentialRefusal) {
        let blocks = PEMText.blocks(pem) ?? []
        guard let block = blocks.first(where: { $0.discriminator.hasSuffix("PRIVATE KEY") }),
            let key = try? Certificate.PrivateKey(pemDocument: block)
        else { throw .malformed }
        privateKey = key
    }

    /// The private key in PEM: a secret.
    package var pem: String {
        guard let document = try? privateKey.serializeAsPEM() else {
            preconditionFailure("a key that was read or made can be written")
        }
        return document.pemString + "\n"
    }

    /// The kind, by what a TLS server needs to know; nil for curves that are not made here.
    package var kind: KeyKind? {
        if _RSA.Signing.PublicKey(privateKey.publicKey) != nil { return .rsa }
        return P256.Signing.PublicKey(privateKey.publicKey) != nil ? .ecdsa : nil
    }
}

/// The private keys of one charge point by their names, oldest first.
package struct KeyRing: Sendable {
    private var keys: [(name: KeyReference, key: KeyPair)] = []

    /// An empty ring.
    package init() {}

    /// A ring with the key from the factory.
    package init(factoryKey: KeyPair) {
        keys = [(KeyReference(rawValue: 0), factoryKey)]
    }

    /// The key of a name; nil when it is not there, or not any more.
    package subscript(name: KeyReference) -> KeyPair? { keys.last { $0.name == name }?.key }

    /// Keeps a key. Beyond ``CredentialsLimits/keysOfChargePoint`` the oldest goes that is neither the factory's nor in
    /// use; keys in use stay even when there are more of them.
    package mutating func keep(_ key: KeyPair, as name: KeyReference, inUse: [KeyReference]) {
        keys.removeAll { $0.name == name }
        keys.append((name, key))
        while keys.count > CredentialsLimits.keysOfChargePoint {
            let idle = keys.dropLast().firstIndex { $0.name.rawValue != 0 && !inUse.contains($0.name) }
            guard let idle else { return }
            keys.remove(at: idle)
        }
    }
}
