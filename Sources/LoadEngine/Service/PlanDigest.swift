import Crypto
import OCPPTypes
import Scenario

/// Digest of a plan that does not depend on how it is sharded (guide "Report"): the sum modulo 2²⁵⁶ of the SHA-256 of
/// every charge point's canonical description.
package struct PlanDigest: Equatable, Sendable {
    /// The sum as four little-endian limbs.
    private var limbs: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)

    /// The digest of no charge point.
    package init() {}

    /// Adds one charge point.
    package mutating func add(_ description: [UInt8]) {
        let hash = SHA256.hash(data: description)
        var words: [UInt64] = []
        hash.withUnsafeBytes { bytes in
            for word in stride(from: 24, through: 0, by: -8) {
                var value: UInt64 = 0
                for offset in 0..<8 { value = value << 8 | UInt64(bytes[word + offset]) }
                words.append(value)
            }
        }
        add(words[0], words[1], words[2], words[3])
    }

    /// Adds another digest: shards add up to the whole.
    package mutating func add(_ other: PlanDigest) {
        add(other.limbs.0, other.limbs.1, other.limbs.2, other.limbs.3)
    }

    private mutating func add(_ a: UInt64, _ b: UInt64, _ c: UInt64, _ d: UInt64) {
        var carry: UInt64 = 0
        func sum(_ x: UInt64, _ y: UInt64) -> UInt64 {
            let (first, overflow) = x.addingReportingOverflow(y)
            let (second, overflow2) = first.addingReportingOverflow(carry)
            carry = overflow || overflow2 ? 1 : 0
            return second
        }
        limbs.0 = sum(limbs.0, a)
        limbs.1 = sum(limbs.1, b)
        limbs.2 = sum(limbs.2, c)
        limbs.3 = sum(limbs.3, d)
    }

    /// 64 hexadecimal digits.
    package var hexadecimal: String {
        [limbs.3, limbs.2, limbs.1, limbs.0].map { HexadecimalText.padded($0, to: 16) }.joined()
    }

    package static func == (a: PlanDigest, b: PlanDigest) -> Bool { a.limbs == b.limbs }
}
