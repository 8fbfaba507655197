/// The id that ties a CALL to its answer (OCPP-J 1.6 §4.1.4): at most 36 bytes, stored in place without a heap object.
package struct UniqueId: Hashable, Sendable, CustomStringConvertible {
    /// Longest id in bytes.
    package static let maxLength = 36

    private var a: UInt64 = 0
    private var b: UInt64 = 0
    private var c: UInt64 = 0
    private var d: UInt64 = 0
    private var e: UInt32 = 0
    private var length: UInt8 = 0

    /// Copies the bytes of an id; nil when there are more than ``maxLength``.
    package init?(utf8 bytes: UnsafeRawBufferPointer) {
        guard bytes.count <= Self.maxLength else { return nil }
        length = UInt8(bytes.count)
        withUnsafeMutableBytes(of: &self) { target in
            for index in 0..<bytes.count { target[index] = bytes[index] }
        }
    }

    /// The id of a text; nil when it is longer than ``maxLength`` bytes.
    package init?(_ text: String) {
        var copy = text
        let made = copy.withUTF8 { UniqueId(utf8: UnsafeRawBufferPointer($0)) }
        guard let made else { return nil }
        self = made
    }

    /// The decimal digits of a counter: what our own models send.
    package init(counter: UInt32) {
        var digits = 1
        var power: UInt32 = 10
        while digits < 10, counter >= power {
            digits += 1
            if digits < 10 { power *= 10 }
        }
        length = UInt8(digits)
        var rest = counter
        withUnsafeMutableBytes(of: &self) { target in
            for index in stride(from: digits - 1, through: 0, by: -1) {
                target[index] = 0x30 + UInt8(rest % 10)
                rest /= 10
            }
        }
    }

    /// Number of bytes.
    package var count: Int { Int(length) }

    /// Hands the id's bytes to `body`; they are valid only during the call.
    package func withBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        withUnsafeBytes(of: self) { body(UnsafeRawBufferPointer(rebasing: $0[0..<Int(length)])) }
    }

    package var description: String { withBytes { String(decoding: $0, as: UTF8.self) } }
}

extension UniqueId: ExpressibleByUnicodeScalarLiteral, ExpressibleByExtendedGraphemeClusterLiteral,
    ExpressibleByStringLiteral
{
    /// A literal in the source; one that is too long is a programming error.
    package init(stringLiteral value: StaticString) {
        guard let id = UniqueId(value.description) else { preconditionFailure("UniqueId literal is too long") }
        self = id
    }
}
