import OCPPTypes

/// Reads payloads into typed values, straight from the frame's bytes.
///
/// In strict mode every rule of the official schemas holds, and the lists that the text says have at least one element
/// (guide "The protocol in short"). Rules that only the text knows, like `connectorId > 0`, belong to the models.
package enum PayloadDecoder {
    /// Reads the payload of a CALL. `null` counts as `{}`.
    ///
    /// - `bytes`: the whole frame; `payload` is a range of it, as ``FrameScanner/scan(_:)`` gave it.
    /// - `violations`: what lenient decoding let pass is added here; nothing is in strict mode.
    /// - Throws: ``PayloadError`` with the code of the CALLERROR to answer.
    @inline(__always)
    package static func request(
        _ action: Action, from bytes: UnsafeRawBufferPointer, payload: Range<Int>, mode: DecodingMode,
        violations: inout Violations
    ) throws(PayloadError) -> Request {
        try decode(bytes, payload, mode, &violations) { reader throws(ReadFailure) in
            try Request(action, from: &reader)
        }
    }

    /// Reads the payload of a CALL of a charge point as the policy wants it. `null` counts as `{}`.
    ///
    /// - `violations`: what was let pass is added here; of the policy `strict` only with StopTransaction.
    /// - Throws: ``PayloadError`` with the code of the CALLERROR to answer.
    package static func call(
        _ action: Action, from bytes: UnsafeRawBufferPointer, payload: Range<Int>, policy: CallPolicy,
        violations: inout Violations
    ) throws(PayloadError) -> Request {
        var mode = policy == .strict ? DecodingMode.strict : .lenient
        while true {
            do {
                return try request(action, from: bytes, payload: payload, mode: mode, violations: &violations)
            } catch {
                guard mode == .strict, action == .stopTransaction else { throw error }
                mode = .booking
            }
        }
    }

    /// Reads the payload of a CALLRESULT that answers a CALL of `action`. `null` counts as `{}`.
    ///
    /// - Throws: ``PayloadError``; a CALLRESULT is never answered, so the CALL has failed.
    package static func confirmation(
        _ action: Action, from bytes: UnsafeRawBufferPointer, payload: Range<Int>, mode: DecodingMode,
        violations: inout Violations
    ) throws(PayloadError) -> Confirmation {
        try decode(bytes, payload, mode, &violations) { reader throws(ReadFailure) in
            try Confirmation(action, from: &reader)
        }
    }

    /// Checks that a payload is one JSON object (or `null`) and nothing else, without typing it.
    package static func check(_ bytes: UnsafeRawBufferPointer, payload: Range<Int>) throws(PayloadError) {
        var ignored = Violations()
        try decode(bytes, payload, .strict, &ignored) { reader throws(ReadFailure) in
            try reader.skipValue()
        }
    }

    @inline(__always)
    private static func decode<Value>(
        _ bytes: UnsafeRawBufferPointer, _ payload: Range<Int>, _ mode: DecodingMode, _ violations: inout Violations,
        _ read: (inout JSONReader) throws(ReadFailure) -> Value
    ) throws(PayloadError) -> Value {
        let text = UnsafeRawBufferPointer(rebasing: bytes[payload])
        if isNull(text) {
            let empty: StaticString = "{}"
            let object = UnsafeRawBufferPointer(start: empty.utf8Start, count: empty.utf8CodeUnitCount)
            return try decode(object, mode, payload.lowerBound, &violations, read)
        }
        return try decode(text, mode, payload.lowerBound, &violations, read)
    }

    @inline(__always)
    private static func decode<Value>(
        _ text: UnsafeRawBufferPointer, _ mode: DecodingMode, _ offset: Int, _ violations: inout Violations,
        _ read: (inout JSONReader) throws(ReadFailure) -> Value
    ) throws(PayloadError) -> Value {
        var reader = JSONReader(text, mode: mode, violations: violations)
        defer { reader.release() }
        do throws(ReadFailure) {
            if reader.peek() != Ascii.openBrace {
                let reason = reader.wrongType().reason
                throw reader.failure(reason == .wrongType ? .notAnObject : reason)
            }
            let value = try read(&reader)
            if reader.cursor != reader.limit { try expectEnd(&reader) }
            if mode != .strict { violations = reader.violations }
            return value
        } catch {
            throw payloadError(error, reader, offset)
        }
    }

    @inline(never)
    private static func expectEnd(_ reader: inout JSONReader) throws(ReadFailure) {
        reader.skipWhiteSpace()
        if reader.cursor != reader.limit { throw reader.failure(.trailingText) }
    }

    @inline(never)
    private static func payloadError(_ failure: ReadFailure, _ reader: JSONReader, _ offset: Int) -> PayloadError {
        let field = fieldPath(
            in: reader.start, to: reader.limit, at: failure.position,
            missing: failure.reason == .missingField ? reader.missingName : nil)
        return PayloadError(failure.reason, field: field, offset: offset + (failure.position - reader.start))
    }

    @inline(__always)
    private static func isNull(_ text: UnsafeRawBufferPointer) -> Bool {
        text.count == 4 && ShortText(start: text.baseAddress!, count: 4).matches("null")
    }
}
