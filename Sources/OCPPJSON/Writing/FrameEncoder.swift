import OCPPTypes

/// Writes frames to the end of a reused buffer.
///
/// ```swift
/// var out = OutputBuffer()
/// FrameEncoder.call(UniqueId(counter: 1), .heartbeat(.init()), into: &out)  // [2,"1","Heartbeat",{}]
/// ```
package enum FrameEncoder {
    /// Writes `[2,"<id>","<Action>",{payload}]`.
    package static func call(_ id: UniqueId, _ request: Request, into out: inout OutputBuffer) {
        out.literal("[2,")
        out.identifier(id)
        out.comma()
        out.quoted(request.action.wire)
        out.comma()
        out.payload(request)
        out.closeFrame()
    }

    /// Writes a CALL whose action and payload are given as text; neither is checked, so that scenarios can send faults.
    package static func rawCall(
        _ id: UniqueId, action: String, payload: UnsafeRawBufferPointer, into out: inout OutputBuffer
    ) {
        out.literal("[2,")
        out.identifier(id)
        out.comma()
        out.string(action)
        out.comma()
        out.append(payload)
        out.closeFrame()
    }

    /// Writes a CALL whose action and payload are given as text; neither is checked.
    package static func rawCall(_ id: UniqueId, action: String, payload: String, into out: inout OutputBuffer) {
        var copy = payload
        copy.withUTF8 { rawCall(id, action: action, payload: UnsafeRawBufferPointer($0), into: &out) }
    }

    /// Writes `[3,"<id>",{payload}]`.
    package static func callResult(_ id: UniqueId, _ confirmation: Confirmation, into out: inout OutputBuffer) {
        out.literal("[3,")
        out.identifier(id)
        out.comma()
        out.payload(confirmation)
        out.closeFrame()
    }

    /// Writes a CALLRESULT whose payload is given as text, unchecked.
    package static func rawCallResult(_ id: UniqueId, payload: String, into out: inout OutputBuffer) {
        out.literal("[3,")
        out.identifier(id)
        out.comma()
        var copy = payload
        copy.withUTF8 { out.append(UnsafeRawBufferPointer($0)) }
        out.closeFrame()
    }

    /// Writes the payload of a CALLRESULT alone.
    package static func payload(_ confirmation: Confirmation, into out: inout OutputBuffer) {
        out.payload(confirmation)
    }

    /// Writes the payload of a CALL alone.
    package static func payload(_ request: Request, into out: inout OutputBuffer) {
        out.payload(request)
    }

    /// Writes `[4,"<id>","<errorCode>","<errorDescription>",{details}]`. The description is cut at
    /// ``CodecLimits/descriptionLength`` characters; the details are written as they are, `{}` when empty.
    package static func callError(_ id: UniqueId, _ error: CallError, into out: inout OutputBuffer) {
        out.literal("[4,")
        out.identifier(id)
        out.comma()
        out.quoted(error.code.wire)
        out.comma()
        let description = error.description
        let isLong = description.unicodeScalars.count > CodecLimits.descriptionLength
        if isLong {
            var cut = String.UnicodeScalarView()
            cut.append(contentsOf: description.unicodeScalars.prefix(CodecLimits.descriptionLength))
            out.string(String(cut))
        } else {
            out.string(description)
        }
        out.comma()
        var details = error.details.isEmpty ? "{}" : error.details
        details.withUTF8 { out.append(UnsafeRawBufferPointer($0)) }
        out.closeFrame()
    }

    /// Writes the CALLERROR that answers a frame which could not be read, with the id that stands in it: one that is
    /// too long is repeated byte by byte, so that its sender finds the CALL.
    ///
    /// - `error`: what was wrong with the frame; without ``FrameError/reply`` nothing is written.
    /// - `frame`: the frame that `error` was found in.
    package static func refusal(
        of error: FrameError, in frame: UnsafeRawBufferPointer, into out: inout OutputBuffer
    ) {
        guard let reply = error.reply else { return }
        if let id = error.uniqueId {
            callError(id, reply, into: &out)
        } else if let longId = error.longId {
            out.literal("[4,\"")
            out.append(UnsafeRawBufferPointer(rebasing: frame[longId]))
            out.literal("\",")
            out.quoted(reply.code.wire)
            out.comma()
            out.string(reply.description)
            out.literal(",{}]")
        }
    }
}

extension OutputBuffer {
    fileprivate mutating func identifier(_ id: UniqueId) {
        id.withBytes { string(utf8: $0) }
    }

    fileprivate mutating func closeFrame() {
        ensure(1)
        put(Ascii.closeBracket)
    }
}

extension CallErrorCode {
    /// The code's text without a String.
    var wire: StaticString {
        switch self {
        case .notImplemented: "NotImplemented"
        case .notSupported: "NotSupported"
        case .internalError: "InternalError"
        case .protocolError: "ProtocolError"
        case .securityError: "SecurityError"
        case .formationViolation: "FormationViolation"
        case .propertyConstraintViolation: "PropertyConstraintViolation"
        case .occurenceConstraintViolation: "OccurenceConstraintViolation"
        case .typeConstraintViolation: "TypeConstraintViolation"
        case .genericError: "GenericError"
        }
    }
}
