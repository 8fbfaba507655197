import OCPPTypes

extension JSONReader {
    /// Reads a string for comparison with literals; the cursor stands at the opening quote.
    @inline(__always)
    mutating func shortText() throws(ReadFailure) -> ShortText {
        let begin = cursor + 1
        let end = plainEnd(from: begin)
        guard end < limit, end.load(as: UInt8.self) == Ascii.quote else { return try unusualShortText() }
        cursor = end + 1
        return ShortText(start: begin, count: end - begin)
    }

    /// ``shortText()`` for values: one copy of its loop serves all enumerations.
    @inline(never)
    mutating func valueText() throws(ReadFailure) -> ShortText { try shortText() }

    /// Reads a string with escapes or characters beyond ASCII for comparison.
    @inline(never)
    private mutating func unusualShortText() throws(ReadFailure) -> ShortText {
        let bytes = try unusualString()
        let scratch = scratchMemory()
        guard bytes.count <= ShortText.maximumLength else {
            return ShortText(start: UnsafeRawPointer(scratch), count: bytes.count)
        }
        bytes.withUnsafeBytes { scratch.copyMemory(from: $0.baseAddress ?? start, byteCount: $0.count) }
        return ShortText(start: UnsafeRawPointer(scratch), count: bytes.count)
    }

    /// Reads a string of at most `maximumLength` characters. Lenient decoding also takes ones that are a little
    /// longer (``CodecLimits/excessTextLength``), and numbers and truth values as they are written.
    @inline(never)
    mutating func string(maximumLength: Int) throws(ReadFailure) -> String {
        guard peek() == Ascii.quote else { return try stringFromOther() }
        let value = cursor
        let begin = cursor + 1
        let end = plainEnd(from: begin)
        guard end < limit, end.load(as: UInt8.self) == Ascii.quote else {
            let text = String(decoding: try unusualString(), as: UTF8.self)
            if text.utf8.count > maximumLength {
                let count = text.unicodeScalars.count
                if count > maximumLength { try tooLong(value, by: count - maximumLength) }
            }
            return text
        }
        cursor = end + 1
        let count = end - begin
        if count > maximumLength { try tooLong(value, by: count - maximumLength) }
        return asciiString(UnsafeRawBufferPointer(start: begin, count: count))
    }

    @inline(never)
    private mutating func tooLong(_ value: UnsafeRawPointer, by excess: Int) throws(ReadFailure) {
        guard isLenient, excess <= CodecLimits.excessTextLength else {
            throw ReadFailure(reason: .tooLong, position: value)
        }
        note(.tooLong, at: value)
    }

    /// Lenient decoding takes the text of a number or of a truth value for a string.
    @inline(never)
    private mutating func stringFromOther() throws(ReadFailure) -> String {
        let begin = cursor
        guard isLenient else { throw wrongType() }
        switch peek() {
        case Ascii.minus, Ascii.zero...Ascii.nine, Ascii.lowerT, Ascii.lowerF: break
        default: throw wrongType()
        }
        try skipValue()
        note(.wrongType, at: begin)
        return String(decoding: UnsafeRawBufferPointer(start: begin, count: cursor - begin), as: UTF8.self)
    }

    /// Reads a date and time (RFC 3339); lenient decoding takes one without zone as UTC.
    mutating func dateTime() throws(ReadFailure) -> DateTime {
        guard peek() == Ascii.quote else { throw wrongType() }
        let value = cursor
        let begin = cursor + 1
        let end = plainEnd(from: begin)
        guard end < limit, end.load(as: UInt8.self) == Ascii.quote else {
            let bytes = try unusualString()
            let outcome = bytes.withUnsafeBytes { text in
                Result { () throws(ReadFailure) in try dateTime(text, value) }
            }
            return try outcome.get()
        }
        cursor = end + 1
        return try dateTime(UnsafeRawBufferPointer(start: begin, count: end - begin), value)
    }

    @inline(__always)
    private mutating func dateTime(
        _ text: UnsafeRawBufferPointer, _ value: UnsafeRawPointer
    ) throws(ReadFailure) -> DateTime {
        do {
            return try DateTime(ascii: text)
        } catch {
            return try unusualDateTime(text, value, error)
        }
    }

    @inline(never)
    private mutating func unusualDateTime(
        _ text: UnsafeRawBufferPointer, _ value: UnsafeRawPointer, _ error: DateTime.ParseFailure
    ) throws(ReadFailure) -> DateTime {
        switch error {
        case .malformed: throw ReadFailure(reason: .malformedDateTime, position: value)
        case .missingZone:
            guard isLenient, let assumed = try? DateTime(ascii: text, zoneRequired: false) else {
                throw ReadFailure(reason: .missingTimeZone, position: value)
            }
            note(.missingTimeZone, at: value)
            return assumed
        }
    }

    /// Reads a URI (RFC 3986): a scheme, a colon, and only characters that a URI may hold.
    mutating func uri() throws(ReadFailure) -> String {
        let value = cursor
        let text = try string(maximumLength: .max)
        if !isURI(text) {
            guard isLenient else { throw ReadFailure(reason: .malformedURI, position: value) }
            note(.malformedURI, at: value)
        }
        return text
    }

    // MARK: Scanning

    /// The first byte from `begin` on that is a quote, a backslash, a control character or not ASCII; `limit` if none is.
    @inline(__always)
    func plainEnd(from begin: UnsafeRawPointer) -> UnsafeRawPointer {
        var position = begin
        while limit - position >= 8 {
            let special = specialBytes(position.loadUnaligned(as: UInt64.self))
            if special != 0 { return position + special.trailingZeroBitCount / 8 }
            position += 8
        }
        while position < limit, !isSpecial(position.load(as: UInt8.self)) { position += 1 }
        return position
    }

    /// Reads a string with anything in it and gives its bytes with escapes decoded, as valid UTF-8.
    @inline(never)
    mutating func unusualString() throws(ReadFailure) -> [UInt8] {
        cursor += 1
        var bytes: [UInt8] = []
        while true {
            let end = plainEnd(from: cursor)
            bytes.append(contentsOf: UnsafeRawBufferPointer(start: cursor, count: end - cursor))
            cursor = end
            guard cursor < limit else { throw unexpected() }
            let byte = cursor.load(as: UInt8.self)
            switch byte {
            case Ascii.quote:
                cursor += 1
                return bytes
            case Ascii.backslash: try escape(into: &bytes)
            case 0x80...0xFF: try multiByteCharacter(into: &bytes)
            default: throw failure(.controlCharacter)
            }
        }
    }

    /// Reads one character of two to four bytes (RFC 3629: no overlong forms, no surrogates, at most U+10FFFF).
    private mutating func multiByteCharacter(into bytes: inout [UInt8]) throws(ReadFailure) {
        let lead = cursor.load(as: UInt8.self)
        let count: Int
        var second: ClosedRange<UInt8> = 0x80...0xBF
        switch lead {
        case 0xC2...0xDF: count = 2
        case 0xE0: (count, second) = (3, 0xA0...0xBF)
        case 0xED: (count, second) = (3, 0x80...0x9F)
        case 0xE1...0xEF: count = 3
        case 0xF0: (count, second) = (4, 0x90...0xBF)
        case 0xF1...0xF3: count = 4
        case 0xF4: (count, second) = (4, 0x80...0x8F)
        default: throw failure(.notUTF8)
        }
        guard limit - cursor >= count, second.contains(cursor.load(fromByteOffset: 1, as: UInt8.self)) else {
            throw failure(.notUTF8)
        }
        for offset in 2..<max(count, 2) where cursor.load(fromByteOffset: offset, as: UInt8.self) & 0xC0 != 0x80 {
            throw failure(.notUTF8)
        }
        bytes.append(contentsOf: UnsafeRawBufferPointer(start: cursor, count: count))
        cursor += count
    }

    /// Reads one escape sequence; the cursor stands at the backslash.
    private mutating func escape(into bytes: inout [UInt8]) throws(ReadFailure) {
        let begin = cursor
        cursor += 1
        let letter = peek()
        switch letter {
        case Ascii.quote, Ascii.backslash, Ascii.slash: bytes.append(letter)
        case Ascii.lowerB: bytes.append(0x08)
        case Ascii.lowerF: bytes.append(0x0C)
        case Ascii.lowerN: bytes.append(Ascii.lineFeed)
        case Ascii.lowerR: bytes.append(Ascii.carriageReturn)
        case Ascii.lowerT: bytes.append(Ascii.tab)
        case Ascii.lowerU:
            cursor += 1
            return try unicodeEscape(from: begin, into: &bytes)
        default:
            if cursor >= limit { throw unexpected() }
            throw ReadFailure(reason: .invalidEscape, position: begin)
        }
        cursor += 1
    }

    private mutating func unicodeEscape(
        from begin: UnsafeRawPointer, into bytes: inout [UInt8]
    ) throws(ReadFailure) {
        var code = try fourHexDigits(from: begin)
        if code & 0xFC00 == 0xD800 {
            guard limit - cursor >= 2, cursor.load(as: UInt8.self) == Ascii.backslash,
                cursor.load(fromByteOffset: 1, as: UInt8.self) == Ascii.lowerU
            else { throw ReadFailure(reason: .loneSurrogate, position: begin) }
            cursor += 2
            let low = try fourHexDigits(from: begin)
            guard low & 0xFC00 == 0xDC00 else { throw ReadFailure(reason: .loneSurrogate, position: begin) }
            code = 0x10000 + (code & 0x3FF) << 10 + low & 0x3FF
        }
        guard let scalar = Unicode.Scalar(code) else { throw ReadFailure(reason: .loneSurrogate, position: begin) }
        bytes.append(contentsOf: UTF8.encode(scalar)!)
    }

    private mutating func fourHexDigits(from begin: UnsafeRawPointer) throws(ReadFailure) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard cursor < limit else { throw unexpected() }
            guard let digit = hexDigit(cursor.load(as: UInt8.self)) else {
                throw ReadFailure(reason: .invalidEscape, position: begin)
            }
            code = code << 4 | UInt32(digit)
            cursor += 1
        }
        return code
    }
}

/// Marks, in the top bit of each byte, quotes, backslashes, control characters and bytes beyond ASCII. Only the lowest
/// mark is certain: subtraction may carry into bytes above it.
@inline(__always)
func specialBytes(_ word: UInt64) -> UInt64 {
    let ones: UInt64 = 0x0101_0101_0101_0101
    let tops: UInt64 = 0x8080_8080_8080_8080
    let quote = word ^ (ones &* UInt64(Ascii.quote))
    let backslash = word ^ (ones &* UInt64(Ascii.backslash))
    let zero = ((quote &- ones) & ~quote) | ((backslash &- ones) & ~backslash)
    let control = (word &- ones &* UInt64(Ascii.space)) & ~word
    return (zero | control | word) & tops
}

/// The same question for one byte.
@inline(__always)
func isSpecial(_ byte: UInt8) -> Bool {
    byte == Ascii.quote || byte == Ascii.backslash || byte < Ascii.space || byte >= 0x80
}

/// Makes a String of bytes that are known to be ASCII; up to 15 of them live inside the String without allocation.
@inline(__always)
func asciiString(_ bytes: UnsafeRawBufferPointer) -> String {
    String(unsafeUninitializedCapacity: bytes.count) { target in
        UnsafeMutableRawBufferPointer(target).copyMemory(from: bytes)
        return bytes.count
    }
}

/// The value of a hexadecimal digit.
func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case 0x30...0x39: byte - 0x30
    case 0x41...0x46: byte - 0x37
    case 0x61...0x66: byte - 0x57
    default: nil
    }
}

/// True for a text with a scheme and only characters of RFC 3986, where `%` begins two hexadecimal digits.
func isURI(_ text: String) -> Bool {
    let bytes = Array(text.utf8)
    guard let colon = bytes.firstIndex(of: Ascii.colon), colon > 0, isLetter(bytes[0]) else { return false }
    for byte in bytes[..<colon] {
        guard isLetter(byte) || isDigit(byte) || byte == Ascii.plus || byte == Ascii.minus || byte == Ascii.point
        else { return false }
    }
    var index = colon + 1
    while index < bytes.count {
        switch bytes[index] {
        case 0x25:  // %
            guard index + 2 < bytes.count, hexDigit(bytes[index + 1]) != nil, hexDigit(bytes[index + 2]) != nil
            else { return false }
            index += 2
        case 0x00...0x20, 0x22, 0x3C, 0x3E, 0x5C, 0x5E, 0x60, 0x7B...0x7D, 0x7F...0xFF:
            return false
        default: break
        }
        index += 1
    }
    return true
}

private func isLetter(_ byte: UInt8) -> Bool { (byte | 0x20) &- 0x61 < 26 }

/// True for `0` to `9`.
@inline(__always)
func isDigit(_ byte: UInt8) -> Bool { byte &- Ascii.zero < 10 }
