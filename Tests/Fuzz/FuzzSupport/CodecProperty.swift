import OCPPJSON
import OCPPTypes

/// What must hold for any bytes whatever: nothing traps; what strict decoding accepts is written and read again as the
/// same value; lenient decoding accepts everything that strict decoding accepts, without a violation.
package enum CodecProperty {
    /// The broken promise, or nil.
    package static func violation(in bytes: UnsafeRawBufferPointer) -> String? {
        let envelope: Envelope
        do {
            envelope = try FrameScanner.scan(bytes)
        } catch {
            return error.offset <= bytes.count ? nil : "an offset beyond the frame: \(error)"
        }
        switch envelope {
        case .call(let id, let action?, _, let payload):
            return requestViolation(id, action, bytes, payload)
        case .call(_, nil, let name, let payload):
            return name.upperBound < payload.lowerBound && payload.upperBound < bytes.count ? nil : "bad ranges"
        case .callResult(let id, let payload):
            for action in Action.allCases {
                if let violation = confirmationViolation(id, action, bytes, payload) { return violation }
            }
            return nil
        case .callError(let id, let error):
            var short = error
            short.description = ""
            var out = OutputBuffer(capacity: 64)
            FrameEncoder.callError(id, short, into: &out)
            let again = out.withBytes { try? FrameScanner.scan($0) }
            return again == .callError(uniqueId: id, error: short) ? nil : "another CALLERROR after encoding"
        }
    }

    private static func requestViolation(
        _ id: UniqueId, _ action: Action, _ bytes: UnsafeRawBufferPointer, _ payload: Range<Int>
    ) -> String? {
        var violations = Violations()
        let lenient = try? PayloadDecoder.request(
            action, from: bytes, payload: payload, mode: .lenient, violations: &violations)
        if let lenient, !rewrites(id, lenient) { return "a lenient request cannot be written and read" }
        let request: Request
        do {
            var none = Violations()
            request = try PayloadDecoder.request(
                action, from: bytes, payload: payload, mode: .strict, violations: &none)
        } catch {
            return error.offset <= bytes.count && error.description.utf8.count < 2000 ? nil : "bad error \(error)"
        }
        guard lenient == request, violations.isEmpty else { return "lenient differs from strict" }
        var out = OutputBuffer(capacity: 64)
        FrameEncoder.call(id, request, into: &out)
        let again = out.withBytes { frame -> Request? in
            var none = Violations()
            guard case .call(id, action, _, let payload)? = try? FrameScanner.scan(frame) else { return nil }
            return try? PayloadDecoder.request(
                action, from: frame, payload: payload, mode: .strict, violations: &none)
        }
        return again == request ? nil : "another request after encoding"
    }

    /// What was read leniently can be written, and what is written is JSON that can be read leniently.
    private static func rewrites(_ id: UniqueId, _ request: Request) -> Bool {
        var out = OutputBuffer(capacity: 64)
        FrameEncoder.call(id, request, into: &out)
        return out.withBytes { frame in
            var ignored = Violations()
            guard case .call(id, let action?, _, let payload)? = try? FrameScanner.scan(frame) else { return false }
            let again = try? PayloadDecoder.request(
                action, from: frame, payload: payload, mode: .lenient, violations: &ignored)
            return again == request
        }
    }

    private static func confirmationViolation(
        _ id: UniqueId, _ action: Action, _ bytes: UnsafeRawBufferPointer, _ payload: Range<Int>
    ) -> String? {
        var violations = Violations()
        let lenient = try? PayloadDecoder.confirmation(
            action, from: bytes, payload: payload, mode: .lenient, violations: &violations)
        let confirmation: OCPPTypes.Confirmation
        do {
            var none = Violations()
            confirmation = try PayloadDecoder.confirmation(
                action, from: bytes, payload: payload, mode: .strict, violations: &none)
        } catch {
            return error.offset <= bytes.count ? nil : "bad error \(error)"
        }
        guard lenient == confirmation, violations.isEmpty else { return "lenient differs from strict" }
        var out = OutputBuffer(capacity: 64)
        FrameEncoder.callResult(id, confirmation, into: &out)
        let again = out.withBytes { frame -> OCPPTypes.Confirmation? in
            var none = Violations()
            guard case .callResult(id, let payload)? = try? FrameScanner.scan(frame) else { return nil }
            return try? PayloadDecoder.confirmation(
                action, from: frame, payload: payload, mode: .strict, violations: &none)
        }
        return again == confirmation ? nil : "another confirmation after encoding"
    }
}
