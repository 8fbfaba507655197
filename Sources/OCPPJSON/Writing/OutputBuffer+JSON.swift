import OCPPTypes

/// JSON is written with a comma after every member and element; the closing bracket replaces the last one. So nothing
/// needs to know whether it is the first.
extension OutputBuffer {
    @inline(__always)
    mutating func openObject() {
        ensure(1)
        put(Ascii.openBrace)
    }

    @inline(__always)
    mutating func closeObject() { close(Ascii.closeBrace) }

    @inline(__always)
    mutating func openList() {
        ensure(1)
        put(Ascii.openBracket)
    }

    @inline(__always)
    mutating func closeList() { close(Ascii.closeBracket) }

    @inline(__always)
    mutating func comma() {
        ensure(1)
        put(Ascii.comma)
    }

    /// Writes a member.
    @inline(__always)
    mutating func member<Value: JSONWritable>(_ name: StaticString, _ value: Value) {
        self.name(name)
        value.write(to: &self)
        comma()
    }

    /// Writes a member unless it is absent.
    @inline(__always)
    mutating func member<Value: JSONWritable>(_ name: StaticString, _ value: Value?) {
        if let value { member(name, value) }
    }

    /// Writes `"name":`; names are literals without characters that need escapes.
    @inline(__always)
    private mutating func name(_ name: StaticString) {
        let length = name.utf8CodeUnitCount
        ensure(length &+ 3)
        put(Ascii.quote)
        end.copyMemory(from: name.utf8Start, byteCount: length)
        advance(length)
        put(Ascii.quote)
        put(Ascii.colon)
    }

    /// Writes a literal as it is.
    @inline(__always)
    mutating func literal(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        ensure(length)
        end.copyMemory(from: text.utf8Start, byteCount: length)
        advance(length)
    }

    /// Writes an enumeration's text in quotes; it has at most ``ShortText/maximumLength`` bytes.
    @inline(__always)
    mutating func quoted(_ text: StaticString) {
        let length = text.utf8CodeUnitCount
        ensure(length &+ 2)
        put(Ascii.quote)
        copyShort(from: UnsafeRawPointer(text.utf8Start), to: end, count: length)
        advance(length)
        put(Ascii.quote)
    }

    /// Writes `YYYY-MM-DDThh:mm:ss.sssZ` in quotes.
    @inline(__always)
    mutating func dateTime(_ time: DateTime) {
        ensure(DateTime.encodedLength &+ 2)
        put(Ascii.quote)
        time.write(to: end.assumingMemoryBound(to: UInt8.self))
        advance(DateTime.encodedLength)
        put(Ascii.quote)
    }

    /// Writes a decimal; a fraction of zero is left out.
    mutating func decimal(_ number: DecimalNumber) {
        ensure(24)
        if number.tenths < 0 { put(Ascii.minus) }
        let magnitude = number.tenths.magnitude
        digits(of: magnitude / 10)
        let tenth = magnitude % 10
        if tenth != 0 {
            put(Ascii.point)
            put(Ascii.zero &+ UInt8(truncatingIfNeeded: tenth))
        }
    }

    /// Writes an integer.
    mutating func integer(_ number: Int64) {
        ensure(20)
        if number < 0 { put(Ascii.minus) }
        digits(of: number.magnitude)
    }

    /// Writes the digits of a number of at most 20 digits; room must have been made.
    @inline(__always)
    private mutating func digits(of number: UInt64) {
        if number < 10 { return put(Ascii.zero &+ UInt8(truncatingIfNeeded: number)) }
        var count = 1
        var power = number
        while power >= 10 {
            power /= 10
            count &+= 1
        }
        var rest = number
        var index = count
        let target = end
        while index > 0 {
            index &-= 1
            target.storeBytes(
                of: Ascii.zero &+ UInt8(truncatingIfNeeded: rest % 10), toByteOffset: index, as: UInt8.self)
            rest /= 10
        }
        advance(count)
    }

    /// Writes a string in quotes with the escapes that JSON demands; other characters stay as they are (UTF-8).
    @inline(never)
    mutating func string(_ text: String) {
        let done: Void? = text.utf8.withContiguousStorageIfAvailable { string(utf8: UnsafeRawBufferPointer($0)) }
        if done == nil { Array(text.utf8).withUnsafeBytes { string(utf8: $0) } }
    }

    /// Writes UTF-8 bytes as a string in quotes.
    @inline(__always)
    mutating func string(utf8 bytes: UnsafeRawBufferPointer) {
        let count = bytes.count
        ensure(count &+ 2)
        put(Ascii.quote)
        guard let source = bytes.baseAddress else { return put(Ascii.quote) }
        let target = end
        var index = 0
        while count &- index >= 8 {
            let word = source.loadUnaligned(fromByteOffset: index, as: UInt64.self)
            if bytesToEscape(word) != 0 { break }
            target.storeBytes(of: word, toByteOffset: index, as: UInt64.self)
            index &+= 8
        }
        while index < count {
            let byte = source.load(fromByteOffset: index, as: UInt8.self)
            if needsEscape(byte) { break }
            target.storeBytes(of: byte, toByteOffset: index, as: UInt8.self)
            index &+= 1
        }
        advance(index)
        if index < count { escaped(UnsafeRawBufferPointer(rebasing: bytes[index...])) }
        ensure(1)
        put(Ascii.quote)
    }

    @inline(never)
    private mutating func escaped(_ bytes: UnsafeRawBufferPointer) {
        let hex: StaticString = "0123456789abcdef"
        for byte in bytes {
            ensure(6)
            switch byte {
            case Ascii.quote, Ascii.backslash:
                put(Ascii.backslash)
                put(byte)
            case Ascii.lineFeed: literal("\\n")
            case Ascii.carriageReturn: literal("\\r")
            case Ascii.tab: literal("\\t")
            case 0..<Ascii.space:
                literal("\\u00")
                put(hex.utf8Start[Int(byte >> 4)])
                put(hex.utf8Start[Int(byte & 15)])
            default: put(byte)
            }
        }
    }
}

/// Marks quotes, backslashes and control characters of eight bytes; zero means that none needs an escape.
@inline(__always)
private func bytesToEscape(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let quote = word ^ (ones &* UInt64(Ascii.quote))
    let backslash = word ^ (ones &* UInt64(Ascii.backslash))
    let zero = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
    let control = (word &- ones &* UInt64(Ascii.space)) & ~word
    return (zero | control) & 0x8080_8080_8080_8080
}

@inline(__always)
private func needsEscape(_ byte: UInt8) -> Bool {
    byte == Ascii.quote || byte == Ascii.backslash || byte < Ascii.space
}

/// Copies 1 to 32 bytes by words that may overlap: less than a call of memcpy.
@inline(__always)
private func copyShort(from source: UnsafeRawPointer, to target: UnsafeMutableRawPointer, count: Int) {
    if count >= 16 {
        typealias Words = SIMD2<UInt64>
        let head = source.loadUnaligned(as: Words.self)
        let tail = source.loadUnaligned(fromByteOffset: count &- 16, as: Words.self)
        target.storeBytes(of: head, as: Words.self)
        target.storeBytes(of: tail, toByteOffset: count &- 16, as: Words.self)
    } else if count >= 8 {
        let head = source.loadUnaligned(as: UInt64.self)
        let tail = source.loadUnaligned(fromByteOffset: count &- 8, as: UInt64.self)
        target.storeBytes(of: head, as: UInt64.self)
        target.storeBytes(of: tail, toByteOffset: count &- 8, as: UInt64.self)
    } else if count >= 4 {
        let head = source.loadUnaligned(as: UInt32.self)
        let tail = source.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
        target.storeBytes(of: head, as: UInt32.self)
        target.storeBytes(of: tail, toByteOffset: count &- 4, as: UInt32.self)
    } else {
        var index = 0
        while index < count {
            target.storeBytes(
                of: source.load(fromByteOffset: index, as: UInt8.self), toByteOffset: index, as: UInt8.self)
            index &+= 1
        }
    }
}
