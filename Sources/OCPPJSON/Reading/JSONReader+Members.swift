import OCPPTypes

/// Where reading stands in an object.
struct ObjectPosition {
    /// The opening brace: the place of a missing member.
    fileprivate let start: UnsafeRawPointer
    fileprivate var isFirst = true
}

extension JSONReader {
    /// Reads the opening brace.
    @inline(__always)
    mutating func openObject() throws(ReadFailure) -> ObjectPosition {
        guard peek() == Ascii.openBrace else { throw wrongType() }
        let object = ObjectPosition(start: cursor)
        cursor += 1
        return object
    }

    /// Reads the next member's name and colon, or the closing brace, which gives nil. The text is valid until the next
    /// name is read.
    @inline(__always)
    mutating func nextName(in object: inout ObjectPosition) throws(ReadFailure) -> ShortText? {
        skipWhiteSpace()
        if peek() == Ascii.closeBrace {
            cursor += 1
            return nil
        }
        if object.isFirst {
            object.isFirst = false
        } else {
            guard peek() == Ascii.comma else { throw unexpected() }
            cursor += 1
            skipWhiteSpace()
        }
        nameStart = cursor
        guard peek() == Ascii.quote else { throw unexpected() }
        let name = try shortText()
        skipWhiteSpace()
        guard peek() == Ascii.colon else { throw unexpected() }
        cursor += 1
        skipWhiteSpace()
        return name
    }

    /// Reads the value of a required member.
    @inline(__always)
    mutating func required<Value: JSONReadable>(_ slot: inout Value?) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        slot = try Value.read(&self)
    }

    /// Reads the value of an optional member; lenient decoding drops one that cannot be read.
    @inline(__always)
    mutating func optional<Value: JSONReadable>(_ slot: inout Value?) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        if isLenient {
            slot = try leniently { reader throws(ReadFailure) in try Value.read(&reader) }
        } else {
            slot = try Value.read(&self)
        }
    }

    /// Reads the value of an optional enumeration directly, without the way over a witness table.
    @inline(__always)
    mutating func optional<Value: WireEnumeration>(_ slot: inout Value?) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        if isLenient {
            slot = try leniently { reader throws(ReadFailure) in try reader.enumeration() }
        } else {
            slot = try enumeration()
        }
    }

    /// Reads the value of an optional enumeration; lenient decoding takes `neutral` for one that cannot be read.
    mutating func optional<Value: WireEnumeration>(_ slot: inout Value?, neutral: Value) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        guard isLenient else {
            slot = try enumeration()
            return
        }
        let isAbsent = peek() == Ascii.lowerN
        slot = try leniently { reader throws(ReadFailure) in try reader.enumeration() } ?? (isAbsent ? nil : neutral)
    }

    /// Reads the value of an optional enumeration that says what the rest of the object means: without it the rest would
    /// be taken for something else, so that lenient decoding only lets `null` pass.
    @inline(__always)
    mutating func decisive<Value: WireEnumeration>(_ slot: inout Value?) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        if isLenient, peek() == Ascii.lowerN {
            try null()
        } else {
            slot = try enumeration()
        }
    }

    /// Counts and skips a `null` that stands for a value.
    @inline(never)
    private mutating func null() throws(ReadFailure) {
        note(wrongType().reason, at: cursor)
        try skipValue()
    }

    /// Reads the value of an enumeration.
    @inline(__always)
    mutating func enumeration<Value: WireEnumeration>() throws(ReadFailure) -> Value {
        guard peek() == Ascii.quote else { throw wrongType() }
        let begin = cursor
        let text = try valueText()
        guard let value = Value(wire: text) else { throw ReadFailure(reason: .unknownValue, position: begin) }
        return value
    }

    /// Reads a required list of at least `minimum` (0 or 1) elements.
    /// - Parameter keepingRest: lenient decoding leaves out an element that cannot be read and keeps the others.
    @inline(__always)
    mutating func required<Element: JSONReadable>(
        _ slot: inout [Element]?, atLeast minimum: Int, keepingRest: Bool = false
    ) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        slot = keepingRest && isLenient ? try goodElements(atLeast: minimum) : try list(atLeast: minimum)
    }

    /// Reads an optional list of at least `minimum` (0 or 1) elements.
    @inline(__always)
    mutating func optional<Element: JSONReadable>(
        _ slot: inout [Element]?, atLeast minimum: Int, keepingRest: Bool = false
    ) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        if isLenient {
            slot = try leniently { reader throws(ReadFailure) in
                keepingRest ? try reader.goodElements(atLeast: minimum) : try reader.list(atLeast: minimum)
            }
        } else {
            slot = try list(atLeast: minimum)
        }
    }

    /// Reads a required enumeration; lenient decoding takes `neutral` for a value that is unknown.
    mutating func required<Value: JSONReadable>(_ slot: inout Value?, neutral: Value) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        if isLenient {
            slot = try leniently { reader throws(ReadFailure) in try Value.read(&reader) } ?? neutral
        } else {
            slot = try Value.read(&self)
        }
    }

    /// Reads a required register of a meter.
    mutating func requiredRegister(_ slot: inout Int?) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        slot = try register()
    }

    /// Reads a required URI.
    mutating func requiredURI(_ slot: inout String?) throws(ReadFailure) {
        if slot != nil { try duplicate() }
        slot = try uri()
    }

    /// The value of a required member, or the failure of its absence.
    @inline(__always)
    mutating func present<Value>(
        _ value: Value?, _ name: StaticString, in object: ObjectPosition
    ) throws(ReadFailure) -> Value {
        guard let value else { throw missing(name, in: object) }
        return value
    }

    @inline(never)
    private mutating func missing(_ name: StaticString, in object: ObjectPosition) -> ReadFailure {
        missingName = name
        return ReadFailure(reason: .missingField, position: object.start)
    }

    /// Refuses a member that the object does not have; lenient decoding skips its value.
    @inline(never)
    mutating func unknownMember() throws(ReadFailure) {
        guard isLenient else { throw ReadFailure(reason: .unknownField, position: nameStart) }
        note(.unknownField, at: nameStart)
        try skipValue()
    }

    /// Refuses a member that was there before; lenient decoding keeps the last.
    @inline(never)
    private mutating func duplicate() throws(ReadFailure) {
        guard isLenient else { throw ReadFailure(reason: .duplicateField, position: nameStart) }
        note(.duplicateField, at: nameStart)
    }

    /// Reads a value or, when it breaks a rule but is JSON, counts that, skips it and gives nil. `null` counts as absent.
    @inline(never)
    private mutating func leniently<Value>(
        _ read: (inout JSONReader) throws(ReadFailure) -> Value
    ) throws(ReadFailure) -> Value? {
        let begin = cursor
        do {
            return try read(&self)
        } catch {
            if error.reason.isSyntax { throw error }
            note(error)
            cursor = begin
            try skipValue()
            return nil
        }
    }

    /// Reads a list of values.
    mutating func list<Element: JSONReadable>(atLeast minimum: Int) throws(ReadFailure) -> [Element] {
        guard peek() == Ascii.openBracket else { throw wrongType() }
        let begin = cursor
        cursor += 1
        skipWhiteSpace()
        if peek() == Ascii.closeBracket {
            if minimum > 0 {
                guard isLenient else { throw ReadFailure(reason: .emptyList, position: begin) }
                note(.emptyList, at: begin)
            }
            cursor += 1
            return []
        }
        let first = cursor
        var element = try Element.read(&self)
        var elements: [Element] = []
        elements.reserveCapacity(likelyCount(first: first))
        while true {
            elements.append(element)
            skipWhiteSpace()
            let next = peek()
            guard next == Ascii.comma else {
                guard next == Ascii.closeBracket else { throw unexpected() }
                cursor += 1
                return elements
            }
            cursor += 1
            skipWhiteSpace()
            element = try Element.read(&self)
        }
    }

    /// Reads a list leniently: elements that cannot be read are counted and left out. Where that leaves nothing of a list
    /// that may not be empty, the list itself cannot be read.
    @inline(never)
    private mutating func goodElements<Element: JSONReadable>(atLeast minimum: Int) throws(ReadFailure) -> [Element] {
        guard peek() == Ascii.openBracket else { throw wrongType() }
        let begin = cursor
        let before = violations
        cursor += 1
        skipWhiteSpace()
        if peek() == Ascii.closeBracket {
            if minimum > 0 { note(.emptyList, at: begin) }
            cursor += 1
            return []
        }
        var elements: [Element] = []
        var failure: ReadFailure?
        while true {
            let first = cursor
            do {
                elements.append(try Element.read(&self))
            } catch {
                if error.reason.isSyntax { throw error }
                failure = failure ?? error
                note(error)
                cursor = first
                try skipValue()
            }
            skipWhiteSpace()
            if peek() == Ascii.closeBracket { break }
            guard peek() == Ascii.comma else { throw unexpected() }
            cursor += 1
            skipWhiteSpace()
        }
        cursor += 1
        if minimum > 0, elements.isEmpty, let failure {
            violations = before
            throw failure
        }
        return elements
    }

    /// Counts what could not be read.
    private mutating func note(_ failure: ReadFailure) {
        guard failure.reason == .missingField else { return note(failure.reason, at: failure.position) }
        violations.note(
            .missingField, field: fieldPath(in: start, to: limit, at: failure.position, missing: missingName))
    }

    /// How many elements of the first one's length the rest of the text could hold, a quarter more, so that one
    /// allocation does for the usual list.
    @inline(__always)
    private func likelyCount(first: UnsafeRawPointer) -> Int {
        let rest = limit - cursor
        let length = max(cursor - first, 1)
        return min(1 + (rest + rest / 4) / length, CodecLimits.reservedElements)
    }
}
