import OCPPJSON
import OCPPTypes
import Testing

/// The payload of a CALLRESULT; Swift Testing has a type of the same name.
typealias Confirmation = OCPPTypes.Confirmation

/// Short ways into the codec for tests.
func withFrame<R>(_ text: String, _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    try withFrame(Array(text.utf8), body)
}

func withFrame<R>(_ bytes: [UInt8], _ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
    // A copy of exactly the frame's size, so that the address sanitizer sees every byte read beyond it.
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    defer { copy.deallocate() }
    copy.copyBytes(from: bytes)
    return try body(UnsafeRawBufferPointer(copy))
}

func scan(_ text: String) throws -> Envelope { try withFrame(text) { try FrameScanner.scan($0) } }

/// Decodes the payload text of a request.
func decodeRequest(
    _ action: Action, _ payload: String, mode: DecodingMode = .strict, violations: inout Violations
) throws -> Request {
    try withFrame(payload) {
        try PayloadDecoder.request(action, from: $0, payload: 0..<$0.count, mode: mode, violations: &violations)
    }
}

func decodeRequest(_ action: Action, _ payload: String, mode: DecodingMode = .strict) throws -> Request {
    var violations = Violations()
    return try decodeRequest(action, payload, mode: mode, violations: &violations)
}

func decodeConfirmation(_ action: Action, _ payload: String, mode: DecodingMode = .strict) throws -> Confirmation {
    var violations = Violations()
    return try withFrame(payload) {
        try PayloadDecoder.confirmation(action, from: $0, payload: 0..<$0.count, mode: mode, violations: &violations)
    }
}

/// The text of an encoded frame.
func encoded(_ write: (inout OutputBuffer) -> Void) -> String {
    var out = OutputBuffer(capacity: 64)
    write(&out)
    return out.withBytes { String(decoding: $0, as: UTF8.self) }
}
