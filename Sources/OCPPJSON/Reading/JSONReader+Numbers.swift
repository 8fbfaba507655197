import OCPPTypes

/// The parts of a number's text, found by its grammar and not yet valued.
private struct NumberText {
    var isNegative = false
    /// All digits with the point among them.
    var digits: UnsafeRawBufferPointer
    var integerDigits = 0
    var exponent = 0
    var isInteger = true
}

/// A number times a power of ten.
private enum ScaledNumber {
    /// Whole within the tolerance of 1e-6.
    case whole(Int64)
    /// Rounded to the nearest.
    case rounded(Int64)
    case outOfRange
}

extension JSONReader {
    /// Reads an integer: a number without fraction and exponent that fits 64 bits. Lenient decoding also takes `1.0`,
    /// `1e3` and such numbers in strings.
    @inline(__always)
    mutating func integer() throws(ReadFailure) -> Int {
        var position = cursor
        let isNegative = position < limit && position.load(as: UInt8.self) == Ascii.minus
        if isNegative { position += 1 }
        let first = position
        var value = 0
        while position < limit {
            let digit = position.load(as: UInt8.self) &- Ascii.zero
            guard digit < 10 else { break }
            value = value &* 10 &+ Int(digit)
            position += 1
        }
        let count = position - first
        guard count > 0, count < 19, count == 1 || first.load(as: UInt8.self) != Ascii.zero, position < limit,
            endsNumber(position.load(as: UInt8.self))
        else { return try unusualInteger() }
        cursor = position
        return isNegative ? 0 &- value : value
    }

    /// Reads a meter's register in whole Wh; lenient decoding rounds a fraction.
    mutating func register() throws(ReadFailure) -> Int {
        guard isLenient else { return try integer() }
        let begin = cursor
        let text = try numberText()
        switch scaled(text, power: 0) {
        case .outOfRange: throw ReadFailure(reason: text.isInteger ? .outOfRange : .wrongType, position: begin)
        case .whole(let value), .rounded(let value):
            if !text.isInteger { note(.wrongType, at: begin) }
            return Int(value)
        }
    }

    /// Reads a decimal with at most one fraction digit; a difference of less than 1e-6 of a tenth is forgiven, because
    /// senders compute in binary (guide "OCPPJSON"). Lenient decoding rounds and takes numbers in strings.
    mutating func decimal() throws(ReadFailure) -> DecimalNumber {
        let begin = cursor
        let text = try numberText()
        switch scaled(text, power: 1) {
        case .whole(let tenths): return DecimalNumber(tenths: tenths)
        case .outOfRange: throw ReadFailure(reason: .outOfRange, position: begin)
        case .rounded(let tenths):
            guard isLenient else { throw ReadFailure(reason: .tooManyDigits, position: begin) }
            note(.tooManyDigits, at: begin)
            return DecimalNumber(tenths: tenths)
        }
    }

    /// Reads `true` or `false`; lenient decoding also takes these words in strings.
    mutating func boolean() throws(ReadFailure) -> Bool {
        let begin = cursor
        switch peek() {
        case Ascii.lowerT:
            try word("true")
            return true
        case Ascii.lowerF:
            try word("false")
            return false
        case Ascii.quote where isLenient:
            let text = try shortText()
            guard text.matches("true") || text.matches("false") else {
                throw ReadFailure(reason: .wrongType, position: begin)
            }
            note(.wrongType, at: begin)
            return text.matches("true")
        default: throw wrongType()
        }
    }

    /// Reads one of JSON's words.
    mutating func word(_ literal: StaticString) throws(ReadFailure) {
        for index in 0..<literal.utf8CodeUnitCount {
            guard peek() == literal.utf8Start[index] else { throw unexpected() }
            cursor += 1
        }
    }

    @inline(never)
    private mutating func unusualInteger() throws(ReadFailure) -> Int {
        let begin = cursor
        let text = try numberText()
        switch scaled(text, power: 0) {
        case .outOfRange:
            throw ReadFailure(reason: text.isInteger ? .outOfRange : .wrongType, position: begin)
        case .rounded: throw ReadFailure(reason: .wrongType, position: begin)
        case .whole(let value):
            if !text.isInteger {
                guard isLenient else { throw ReadFailure(reason: .wrongType, position: begin) }
                note(.wrongType, at: begin)
            }
            return Int(value)
        }
    }

    /// Reads a number's text or, when lenient, that of a number in a string.
    private mutating func numberText() throws(ReadFailure) -> NumberText {
        let begin = cursor
        guard isLenient, peek() == Ascii.quote else { return try plainNumberText() }
        cursor += 1
        guard let text = try? plainNumberText(), peek() == Ascii.quote else {
            throw ReadFailure(reason: .wrongType, position: begin)
        }
        cursor += 1
        note(.wrongType, at: begin)
        return text
    }

    /// Reads `-? (0 | [1-9][0-9]*) (. [0-9]+)? ([eE] [+-]? [0-9]+)?`.
    private mutating func plainNumberText() throws(ReadFailure) -> NumberText {
        let begin = cursor
        var text = NumberText(digits: UnsafeRawBufferPointer(start: cursor, count: 0))
        guard isDigit(peek()) || peek() == Ascii.minus else { throw wrongType() }
        if peek() == Ascii.minus {
            text.isNegative = true
            cursor += 1
        }
        let first = cursor
        text.integerDigits = skipDigits()
        guard text.integerDigits > 0, text.integerDigits == 1 || first.load(as: UInt8.self) != Ascii.zero else {
            throw cursor < limit ? ReadFailure(reason: .malformedNumber, position: begin) : unexpected()
        }
        if peek() == Ascii.point {
            text.isInteger = false
            cursor += 1
            guard skipDigits() > 0 else { throw ReadFailure(reason: .malformedNumber, position: begin) }
        }
        text.digits = UnsafeRawBufferPointer(start: first, count: cursor - first)
        if peek() | 0x20 == Ascii.lowerE {
            text.isInteger = false
            cursor += 1
            let sign = peek()
            if sign == Ascii.plus || sign == Ascii.minus { cursor += 1 }
            let exponent = cursor
            guard skipDigits() > 0 else { throw ReadFailure(reason: .malformedNumber, position: begin) }
            text.exponent = saturatedInteger(from: exponent, to: cursor, isNegative: sign == Ascii.minus)
        }
        return text
    }

    /// Reads a number of any form without valuing it.
    mutating func skipNumber() throws(ReadFailure) {
        _ = try plainNumberText()
    }

    private mutating func skipDigits() -> Int {
        let begin = cursor
        while isDigit(peek()) { cursor += 1 }
        return cursor - begin
    }
}

/// Characters that may follow a number.
@inline(__always)
private func endsNumber(_ byte: UInt8) -> Bool {
    byte == Ascii.comma || byte == Ascii.closeBrace || byte == Ascii.closeBracket || byte <= Ascii.space
}

/// The value of digits, held within ±1,000,000,000: enough for any exponent that matters.
private func saturatedInteger(from begin: UnsafeRawPointer, to end: UnsafeRawPointer, isNegative: Bool) -> Int {
    var value = 0
    for byte in UnsafeRawBufferPointer(start: begin, count: end - begin) {
        value = min(value * 10 + Int(byte &- Ascii.zero), 1_000_000_000)
    }
    return isNegative ? -value : value
}

/// A number times 10^power, by arithmetic on its digits alone, so that no rounding of binary fractions matters.
private func scaled(_ text: NumberText, power: Int) -> ScaledNumber {
    /// How many digits stand before the point after scaling; negative means zeros between point and digits.
    let pointAt = text.integerDigits + text.exponent + power
    var value: UInt64 = 0
    var index = 0
    /// The first seven digits of the fraction; the seventh only tells that something follows the sixth.
    var fraction = 0
    var fractionDigits = min(max(-pointAt, 0), 7)
    var hasMore = false
    for byte in text.digits where byte != Ascii.point {
        let digit = UInt64(byte &- Ascii.zero)
        if index < pointAt {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(digit)
            guard !overflow, !carry else { return .outOfRange }
            value = sum
        } else if fractionDigits < 6 {
            fraction = fraction * 10 + Int(digit)
            fractionDigits += 1
        } else if digit != 0 {
            hasMore = true
        }
        index += 1
    }
    while index < pointAt, value != 0 {
        let (product, overflow) = value.multipliedReportingOverflow(by: 10)
        guard !overflow else { return .outOfRange }
        value = product
        index += 1
    }
    while fractionDigits < 6 {
        fraction *= 10
        fractionDigits += 1
    }
    let isWhole = fraction == 0 || (fraction == 999_999 && hasMore)
    if fraction >= 500_000 {
        guard value < UInt64(Int64.max) else { return .outOfRange }
        value += 1
    }
    let limit = UInt64(Int64.max) + (text.isNegative ? 1 : 0)
    guard value <= limit else { return .outOfRange }
    let signed = text.isNegative ? Int64(truncatingIfNeeded: 0 &- value) : Int64(value)
    return isWhole ? .whole(signed) : .rounded(signed)
}
