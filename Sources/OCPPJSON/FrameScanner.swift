import OCPPTypes

/// Finds the envelope of a frame: type, id, action and where the payload stands.
///
/// The payload of a known action is *not* read here; ``PayloadDecoder`` checks every byte of it, and also that nothing
/// follows it. A payload that nobody decodes is checked by ``PayloadDecoder/check(_:payload:)``.
///
/// ```swift
/// switch try FrameScanner.scan(bytes) {
/// case .call(let id, let action?, _, let payload): // PayloadDecoder.request(action, from: bytes, payload: payload, …)
/// case .call(let id, nil, let name, _): // answer NotImplemented
/// case .callResult(let id, let payload): // the owner knows which action it awaits
/// case .callError(let id, let error): // the CALL failed
/// }
/// ```
package enum FrameScanner {
    /// Reads the envelope of one text frame.
    ///
    /// - Throws: ``FrameError``; its ``FrameError/reply`` is the CALLERROR to answer with, if any.
    @inline(__always)
    package static func scan(_ bytes: UnsafeRawBufferPointer) throws(FrameError) -> Envelope {
        var scan = FrameScan(bytes)
        defer { scan.reader.release() }
        do {
            return try scan.envelope()
        } catch {
            throw scan.frameError(error, in: bytes)
        }
    }
}

/// One scan: the reader and what is known so far of the frame, for the error's sake.
private struct FrameScan {
    enum Failure: Error {
        case json(ReadFailure)
        case frame(FrameError.Kind)
    }

    var reader: JSONReader
    private var isCall = false
    private var uniqueId: UniqueId?

    init(_ bytes: UnsafeRawBufferPointer) {
        reader = JSONReader(bytes, mode: .strict)
    }

    /// The failure as others are told of it. What is rare is looked at here, so that the scan of a good frame pays nothing.
    @inline(never)
    func frameError(_ failure: Failure, in bytes: UnsafeRawBufferPointer) -> FrameError {
        if let marked = FrameDiagnosis.marked(bytes) { return marked }
        switch failure {
        case .frame(.missingId):
            return FrameDiagnosis.id(in: bytes, at: reader.cursor - reader.start, isCall: isCall)
        case .frame(.idTooLong):
            return FrameDiagnosis.longId(in: bytes, at: reader.cursor - reader.start, isCall: isCall)
        case .frame(let kind):
            return error(kind, offset: reader.cursor - reader.start)
        case .json(let failure):
            return error(FrameDiagnosis.kind(of: failure), offset: failure.position - reader.start)
        }
    }

    private func error(_ kind: FrameError.Kind, offset: Int) -> FrameError {
        FrameError(kind, offset: offset, isCall: isCall, uniqueId: uniqueId)
    }

    mutating func envelope() throws(Failure) -> Envelope {
        reader.skipWhiteSpace()
        guard reader.peek() == Ascii.openBracket else { throw other(.notAnArray) }
        reader.cursor += 1
        reader.skipWhiteSpace()
        if reader.peek() == Ascii.closeBracket { throw .frame(.wrongLength) }
        let type = try messageType()
        guard type == 2 || type == 3 || type == 4 else { throw .frame(.unknownMessageType(type)) }
        isCall = type == 2
        try nextElement()
        let id = try identifier()
        uniqueId = id
        try nextElement()
        switch type {
        case 2: return try call(id)
        case 3: return .callResult(uniqueId: id, payload: try payload())
        default: return try callError(id)
        }
    }

    // MARK: Elements

    @inline(__always)
    private mutating func messageType() throws(Failure) -> Int {
        guard isDigit(reader.peek()) || reader.peek() == Ascii.minus else { throw other(.missingMessageType) }
        let begin = reader.cursor
        do {
            return try reader.integer()
        } catch {
            guard !error.reason.isSyntax else { throw .json(error) }
            reader.cursor = begin
            throw .frame(.missingMessageType)
        }
    }

    @inline(__always)
    private mutating func identifier() throws(Failure) -> UniqueId {
        guard reader.peek() == Ascii.quote else { throw other(.missingId) }
        let begin = reader.cursor
        let text: (id: UniqueId?, count: Int)
        let end = reader.plainEnd(from: begin + 1)
        if end < reader.limit, end.load(as: UInt8.self) == Ascii.quote {
            let bytes = UnsafeRawBufferPointer(start: begin + 1, count: end - begin - 1)
            text = (UniqueId(utf8: bytes), bytes.count)
            reader.cursor = end + 1
        } else {
            let bytes = try unusualString()
            text = (bytes.withUnsafeBytes { UniqueId(utf8: $0) }, bytes.count)
        }
        guard let id = text.id, text.count > 0 else {
            reader.cursor = begin
            throw .frame(text.count > 0 ? .idTooLong : .missingId)
        }
        return id
    }

    private mutating func call(_ id: UniqueId) throws(Failure) -> Envelope {
        guard reader.peek() == Ascii.quote else { throw other(.missingAction) }
        let begin = reader.cursor
        let name: ShortText
        do {
            name = try reader.shortText()
        } catch {
            throw .json(error)
        }
        let action = Action(wire: name)
        let range = begin + 1 - reader.start..<reader.cursor - 1 - reader.start
        try nextElement()
        let payload = try payload()
        if action == nil { try check(payload) }
        return .call(uniqueId: id, action: action, actionName: range, payload: payload)
    }

    private mutating func callError(_ id: UniqueId) throws(Failure) -> Envelope {
        let code = try text()
        try nextElement()
        let description = reader.peek() == Ascii.lowerN ? try null() : try text()
        try nextElement()
        guard reader.peek() == Ascii.openBrace || reader.peek() == Ascii.lowerN else {
            throw other(.malformedCallError)
        }
        let begin = reader.cursor
        do {
            try reader.skipValue()
        } catch {
            throw .json(error)
        }
        let bytes = UnsafeRawBufferPointer(start: begin, count: reader.cursor - begin)
        let details = bytes.first == Ascii.openBrace ? String(decoding: bytes, as: UTF8.self) : "{}"
        try end()
        return .callError(uniqueId: id, error: Self.error(code, description, details))
    }

    private static func error(_ code: String, _ description: String, _ details: String) -> CallError {
        if let known = CallErrorCode(rawValue: code) { return CallError(known, description, details: details) }
        if code == "OccurrenceConstraintViolation" {
            return CallError(.occurenceConstraintViolation, description, details: details)
        }
        return CallError(.genericError, description.isEmpty ? code : "\(code): \(description)", details: details)
    }

    // MARK: Parts

    /// Reads the comma before the next element.
    @inline(__always)
    private mutating func nextElement() throws(Failure) {
        reader.skipWhiteSpace()
        guard reader.peek() == Ascii.comma else {
            throw reader.peek() == Ascii.closeBracket ? .frame(.wrongLength) : .json(reader.unexpected())
        }
        reader.cursor += 1
        reader.skipWhiteSpace()
    }

    /// From here to the last bracket, without white space at the ends.
    @inline(__always)
    private mutating func payload() throws(Failure) -> Range<Int> {
        let begin = reader.cursor
        var last = reader.limit - 1
        while last > begin, isWhiteSpace(last.load(as: UInt8.self)) { last -= 1 }
        guard last > begin, last.load(as: UInt8.self) == Ascii.closeBracket else {
            reader.cursor = last
            throw .frame(.notJSON)
        }
        while last > begin, isWhiteSpace((last - 1).load(as: UInt8.self)) { last -= 1 }
        guard last > begin else { throw .json(reader.unexpected()) }
        return begin - reader.start..<last - reader.start
    }

    /// Reads the payload of an unknown action, which no decoder will see.
    private mutating func check(_ payload: Range<Int>) throws(Failure) {
        do {
            try reader.skipValue()
        } catch {
            throw .json(error)
        }
        try end()
    }

    /// Reads the closing bracket of the frame.
    private mutating func end() throws(Failure) {
        reader.skipWhiteSpace()
        guard reader.peek() == Ascii.closeBracket else {
            throw reader.peek() == Ascii.comma ? .frame(.wrongLength) : .json(reader.unexpected())
        }
        reader.cursor += 1
        reader.skipWhiteSpace()
        guard reader.cursor == reader.limit else { throw .json(reader.unexpected()) }
    }

    private mutating func text() throws(Failure) -> String {
        guard reader.peek() == Ascii.quote else { throw other(.malformedCallError) }
        do {
            return try reader.string(maximumLength: .max)
        } catch {
            throw .json(error)
        }
    }

    private mutating func null() throws(Failure) -> String {
        do {
            try reader.word("null")
            return ""
        } catch {
            throw .json(error)
        }
    }

    private mutating func unusualString() throws(Failure) -> [UInt8] {
        do {
            return try reader.unusualString()
        } catch {
            throw .json(error)
        }
    }

    /// The failure of an element of another type; where no value begins the text is not JSON.
    private func other(_ kind: FrameError.Kind) -> Failure {
        reader.wrongType().reason == .wrongType ? .frame(kind) : .json(reader.unexpected())
    }
}

@inline(__always)
private func isWhiteSpace(_ byte: UInt8) -> Bool {
    byte == Ascii.space || byte == Ascii.tab || byte == Ascii.lineFeed || byte == Ascii.carriageReturn
}
