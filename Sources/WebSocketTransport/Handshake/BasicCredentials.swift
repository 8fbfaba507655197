/// User and password of HTTP Basic authentication (RFC 7617). Both are bytes: an OCPP AuthorizationKey is binary.
package struct BasicCredentials: Sendable, Equatable {
    /// The user name, in OCPP the charge point's identity.
    package var user: [UInt8]
    /// The password, any bytes.
    package var password: [UInt8]

    /// Credentials from bytes.
    package init(user: [UInt8], password: [UInt8]) {
        self.user = user
        self.password = password
    }

    /// Credentials with a user name given as text.
    package init(user: String, password: [UInt8]) {
        self.init(user: [UInt8](user.utf8), password: password)
    }

    /// The value of the Authorization header.
    var headerValue: [UInt8] {
        [UInt8]("Basic ".utf8) + Base64.encode(user + [UInt8(ascii: ":")] + password)
    }

    /// Reads the value of an Authorization header; nil where it is not Basic or not well formed.
    ///
    /// RFC 7617 forbids a colon in the user name, yet identities with one exist. Where the decoded text starts with
    /// `identity` and a colon it is split there, else at the first colon.
    init?(headerValue: [UInt8], identity: String) {
        let scheme = headerValue.prefix(6).map { $0 | 0x20 }
        guard scheme == [UInt8]("basic ".utf8) else {
            return nil
        }
        let encoded = headerValue.dropFirst(6).drop { $0 == UInt8(ascii: " ") }
        guard let decoded = Base64.decode(encoded) else {
            return nil
        }
        let expected = [UInt8](identity.utf8)
        let colon = UInt8(ascii: ":")
        if decoded.count > expected.count, decoded[expected.count] == colon, decoded.starts(with: expected) {
            self.init(user: expected, password: [UInt8](decoded[(expected.count + 1)...]))
        } else if let split = decoded.firstIndex(of: colon) {
            self.init(user: [UInt8](decoded[..<split]), password: [UInt8](decoded[(split + 1)...]))
        } else {
            return nil
        }
    }
}
