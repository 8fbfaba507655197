/// The bytes of a name or an enumeration value, in place; compared with literals without making a String.
struct ShortText {
    /// Longest text that anything is compared with (`SignedFirmwareStatusNotification`); a longer one matches nothing.
    static let maximumLength = 32

    let start: UnsafeRawPointer
    let count: Int

    /// True when the bytes are those of an ASCII literal. The literal's length is known when compiling, so this becomes
    /// one comparison of lengths and one to five of words.
    @inline(__always)
    func matches(_ literal: StaticString) -> Bool {
        let length = literal.utf8CodeUnitCount
        return count == length && sameBytes(start, UnsafeRawPointer(literal.utf8Start), length)
    }
}

/// Compares `count` bytes by words that may overlap; `count` is a constant wherever this is inlined.
@inline(__always)
private func sameBytes(_ a: UnsafeRawPointer, _ b: UnsafeRawPointer, _ count: Int) -> Bool {
    if count >= 8 {
        var offset = 0
        while offset &+ 8 <= count {
            if a.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                != b.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            {
                return false
            }
            offset &+= 8
        }
        let last = count &- 8
        return a.loadUnaligned(fromByteOffset: last, as: UInt64.self)
            == b.loadUnaligned(fromByteOffset: last, as: UInt64.self)
    }
    if count >= 4 {
        let last = count &- 4
        return a.loadUnaligned(as: UInt32.self) == b.loadUnaligned(as: UInt32.self)
            && a.loadUnaligned(fromByteOffset: last, as: UInt32.self)
                == b.loadUnaligned(fromByteOffset: last, as: UInt32.self)
    }
    var offset = 0
    while offset < count {
        if a.load(fromByteOffset: offset, as: UInt8.self) != b.load(fromByteOffset: offset, as: UInt8.self) {
            return false
        }
        offset &+= 1
    }
    return true
}
