/// An address for a data connection: what PORT, EPRT, PASV and EPSV carry (RFC 959 §4.1.2, RFC 2428).
package struct FTPAddress: Hashable, Sendable {
    /// The address as text: dotted IPv4, or IPv6 without brackets.
    package var host: String
    /// The port.
    package var port: Int

    /// Makes an address.
    package init(host: String, port: Int) {
        self.host = host
        self.port = port
    }

    /// Whether it is IPv6.
    package var isIPv6: Bool { host.utf8.contains(0x3A) }

    /// Reads `h1,h2,h3,h4,p1,p2`; nil for anything else.
    package init?(port text: some Collection<UInt8>) {
        var numbers: [Int] = []
        for part in text.split(separator: 0x2C, omittingEmptySubsequences: false) {
            guard let number = Self.number(part, below: 256) else { return nil }
            numbers.append(number)
        }
        guard numbers.count == 6 else { return nil }
        host = numbers[..<4].map(String.init).joined(separator: ".")
        port = numbers[4] << 8 | numbers[5]
    }

    /// Why EPRT's argument is refused.
    package enum Refusal: Error, Equatable {
        /// Not of the form `|1|address|port|`.
        case malformed
        /// A family other than 1 (IPv4) and 2 (IPv6).
        case family
    }

    /// Reads `|1|132.235.1.2|6275|` or `|2|::1|6275|`.
    package init(eprt text: some Collection<UInt8>) throws(Refusal) {
        guard let bar = text.first, bar > 0x20, bar < 0x7F else { throw .malformed }
        let parts = text.split(separator: bar, omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[4].isEmpty else { throw .malformed }
        guard let family = Self.number(parts[1], below: 65_536) else { throw .malformed }
        guard family == 1 || family == 2 else { throw .family }
        guard let port = Self.number(parts[3], below: 65_536), !parts[2].isEmpty, parts[2].count <= 45,
            parts[2].allSatisfy({ "0123456789abcdefABCDEF:.".utf8.contains($0) }),
            parts[2].contains(0x3A) == (family == 2)
        else { throw .malformed }
        host = String(decoding: parts[2], as: UTF8.self)
        self.port = port
    }

    private static func number(_ text: some Collection<UInt8>, below bound: Int) -> Int? {
        guard (1...5).contains(text.count), text.allSatisfy({ 0x30...0x39 ~= $0 }),
            let number = Int(String(decoding: text, as: UTF8.self)), number < bound
        else { return nil }
        return number
    }

    /// The text of PASV's answer; nil for IPv6.
    package var passiveText: String? {
        guard !isIPv6 else { return nil }
        let host = host.split(separator: ".").joined(separator: ",")
        return "\(host),\(port >> 8),\(port & 255)"
    }

    /// Whether the address is that of a host; spellings of IPv6 that mean the same are the same.
    package func hasHost(_ other: String) -> Bool {
        if host == other { return true }
        guard isIPv6, let a = Self.groups(host), let b = Self.groups(other) else { return false }
        return a == b
    }

    /// The eight groups of an IPv6 address (RFC 4291 §2.2) without an embedded IPv4 address; nil for anything else.
    static func groups(_ text: String) -> [UInt16]? {
        func numbers(_ text: some StringProtocol) -> [UInt16]? {
            if text.isEmpty { return [] }
            var result: [UInt16] = []
            for part in text.split(separator: ":", omittingEmptySubsequences: false) {
                // A number may have a sign, a group may not.
                guard (1...4).contains(part.utf8.count), part.allSatisfy(\.isHexDigit),
                    let number = UInt16(part, radix: 16)
                else { return nil }
                result.append(number)
            }
            return result
        }
        let bytes = Array(text.utf8)
        guard let gap = bytes.indices.dropLast().first(where: { bytes[$0] == 0x3A && bytes[$0 + 1] == 0x3A }) else {
            let result = numbers(text)
            return result?.count == 8 ? result : nil
        }
        guard let head = numbers(String(decoding: bytes[..<gap], as: UTF8.self)),
            let tail = numbers(String(decoding: bytes[(gap + 2)...], as: UTF8.self)), head.count + tail.count < 8
        else { return nil }
        return head + Array(repeating: 0, count: 8 - head.count - tail.count) + tail
    }
}
