import CentralSystemModel
import Crypto
import Foundation

/// Turns passwords into what is kept of them, and checks what charge points show (guide "CentralSystemServer").
///
/// One HMAC, not a slow hash: an AuthorizationKey is random and long, and thousands reconnect at once.
package enum KeyVault {
    /// A password under a new salt.
    package static func salted(_ password: [UInt8]) -> SaltedKey {
        let salt = (0..<SaltedKey.saltBytes).map { _ in UInt8.random(in: 0...255) }
        let code = HMAC<SHA256>.authenticationCode(for: password, using: SymmetricKey(data: salt))
        guard let key = SaltedKey(bytes: salt + Array(code)) else {
            preconditionFailure("salt and hash have their lengths")
        }
        return key
    }

    /// The first of the keys that is the password's; the comparison takes the same time wherever they differ.
    static func match(_ password: [UInt8], among keys: [SaltedKey]) -> SaltedKey? {
        keys.first { key in
            HMAC<SHA256>.isValidAuthenticationCode(
                Array(key.hash), authenticating: password, using: SymmetricKey(data: Array(key.salt)))
        }
    }
}
