import Crypto

/// The key of the upgrade request and the answer it demands (RFC 6455 §1.3, §4.2.2).
enum WebSocketKey {
    private static let suffix = [UInt8]("258EAFA5-E914-47DA-95CA-C5AB0DC85B11".utf8)

    /// Base64 of SHA-1 of key and the fixed GUID.
    static func accept(for key: some Collection<UInt8>) -> [UInt8] {
        var hash = Insecure.SHA1()
        hash.update(data: [UInt8](key) + suffix)
        return Base64.encode([UInt8](hash.finalize()))
    }

    /// A key of 16 bytes from the connection's own generator; it guards against confused caches, not attackers.
    static func make(from keys: inout MaskingKeys) -> [UInt8] {
        var bytes: [UInt8] = []
        for _ in 0..<2 {
            let word = keys.nextWord()
            for shift in stride(from: 0, to: 64, by: 8) {
                bytes.append(UInt8(truncatingIfNeeded: word >> UInt64(shift)))
            }
        }
        return Base64.encode(bytes)
    }

    /// Whether the key is base64 of 16 bytes.
    static func isValid(_ key: [UInt8]) -> Bool {
        Base64.decode(key)?.count == 16
    }
}
