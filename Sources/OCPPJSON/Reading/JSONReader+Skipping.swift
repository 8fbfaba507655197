extension JSONReader {
    /// Reads one value of any type and forgets it; its JSON is checked all the same.
    mutating func skipValue() throws(ReadFailure) {
        try skipValue(depth: 1)
    }

    private mutating func skipValue(depth: Int) throws(ReadFailure) {
        guard depth <= CodecLimits.depth else { throw failure(.tooDeep) }
        switch peek() {
        case Ascii.openBrace: try skipObject(depth: depth)
        case Ascii.openBracket: try skipList(depth: depth)
        case Ascii.quote: try skipString()
        case Ascii.lowerT: try word("true")
        case Ascii.lowerF: try word("false")
        case Ascii.lowerN: try word("null")
        case Ascii.minus, Ascii.zero...Ascii.nine: try skipNumber()
        default: throw unexpected()
        }
    }

    private mutating func skipObject(depth: Int) throws(ReadFailure) {
        var object = try openObject()
        while try nextName(in: &object) != nil { try skipValue(depth: depth + 1) }
    }

    private mutating func skipList(depth: Int) throws(ReadFailure) {
        cursor += 1
        skipWhiteSpace()
        if peek() == Ascii.closeBracket {
            cursor += 1
            return
        }
        while true {
            try skipValue(depth: depth + 1)
            skipWhiteSpace()
            if peek() == Ascii.closeBracket {
                cursor += 1
                return
            }
            guard peek() == Ascii.comma else { throw unexpected() }
            cursor += 1
            skipWhiteSpace()
        }
    }

    private mutating func skipString() throws(ReadFailure) {
        let end = plainEnd(from: cursor + 1)
        guard end < limit, end.load(as: UInt8.self) == Ascii.quote else {
            _ = try unusualString()
            return
        }
        cursor = end + 1
    }
}
