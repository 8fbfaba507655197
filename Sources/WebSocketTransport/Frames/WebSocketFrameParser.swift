/// Turns a byte stream into messages and control frames (RFC 6455 §5), piece by piece, without I/O.
///
/// The caller hands over what it has read and calls ``next(_:limits:scratch:)`` until that answers `needMoreData`. A
/// message that lies complete in one unfragmented frame, the usual case, is delivered from where it lies (or, masked,
/// from the shared scratch buffer) and leaves nothing behind. Only while a frame or a message is incomplete does the
/// parser own a buffer, so an idle connection costs one nil reference.
package struct WebSocketFrameParser {
    /// The pointers are valid until the next call.
    package enum Event {
        case needMoreData
        case text(UnsafeRawBufferPointer)
        case binary(UnsafeRawBufferPointer)
        case ping(UnsafeRawBufferPointer)
        case pong(UnsafeRawBufferPointer)
        case close(WebSocketCloseCode?, reason: UnsafeRawBufferPointer)
        /// The peer broke a rule; nothing more may be parsed.
        case violation(WebSocketViolation)
    }

    /// Whether frames must be masked: true on a server, false on a client (§5.1).
    let isMaskExpected: Bool
    private var partial: PartialInput?

    /// A parser at the beginning of a connection.
    package init(isMaskExpected: Bool) {
        self.isMaskExpected = isMaskExpected
    }

    /// Whether an incomplete frame or message is held.
    package var holdsPartialInput: Bool {
        partial != nil
    }

    /// Bytes of memory in which incomplete frames and messages stand.
    var heldBytes: Int {
        partial?.heldBytes ?? 0
    }

    /// Drops what is held, at the end of a connection.
    mutating func reset() {
        partial = nil
    }

    /// Takes bytes off the front of `input` up to the end of the next message or control frame.
    package mutating func next(
        _ input: inout UnsafeRawBufferPointer, limits: borrowing WebSocketLimits, scratch: ScratchBuffer
    ) -> Event {
        if let partial {
            if !partial.isIdle {
                return nextAcrossReads(partial, &input, limits, scratch)
            }
            self.partial = nil
        }
        if input.isEmpty {
            return .needMoreData
        }
        switch WebSocketFrameHeader.parse(input, isMaskExpected: isMaskExpected) {
        case .violation(let violation):
            return .violation(violation)
        case .header(let header, let size) where header.isFinal && header.opcode != .continuation:
            if let violation = Self.checkSize(header, messageCount: 0, limits) {
                return .violation(violation)
            }
            guard input.count - size >= header.payloadCount else {
                break
            }
            let raw = UnsafeRawBufferPointer(rebasing: input[size..<(size + header.payloadCount)])
            input = UnsafeRawBufferPointer(rebasing: input[(size + header.payloadCount)...])
            guard let key = header.maskingKey else {
                return Self.event(header.opcode, raw, isTextValid: nil)
            }
            let target = scratch.reserve(raw.count)
            WebSocketMask.copy(raw, to: target, key: key, offset: 0)
            let payload = UnsafeRawBufferPointer(start: target, count: raw.count)
            return Self.event(header.opcode, payload, isTextValid: nil)
        case .header, .incomplete:
            break
        }
        let started = PartialInput()
        partial = started
        return nextAcrossReads(started, &input, limits, scratch)
    }

    private func nextAcrossReads(
        _ partial: PartialInput, _ input: inout UnsafeRawBufferPointer, _ limits: borrowing WebSocketLimits,
        _ scratch: ScratchBuffer
    ) -> Event {
        while true {
            guard let header = partial.frame else {
                switch partial.takeHeader(&input, isMaskExpected: isMaskExpected) {
                case .incomplete:
                    return .needMoreData
                case .violation(let violation):
                    return .violation(violation)
                case .header(let header, _):
                    if let violation = partial.begin(header, limits) {
                        return .violation(violation)
                    }
                }
                continue
            }
            if let violation = partial.takePayload(of: header, &input) {
                return .violation(violation)
            }
            guard partial.received == header.payloadCount else {
                return .needMoreData
            }
            partial.frame = nil
            if header.opcode.isControl {
                return Self.event(header.opcode, partial.control.bytes, isTextValid: nil)
            }
            if header.isFinal {
                return partial.finishMessage()
            }
        }
    }

    static func checkSize(
        _ header: WebSocketFrameHeader, messageCount: Int, _ limits: borrowing WebSocketLimits
    ) -> WebSocketViolation? {
        if header.opcode.isControl {
            return nil
        }
        if header.payloadCount > limits.maximumFrameSize {
            return .frameTooLarge
        }
        return header.payloadCount > limits.maximumMessageSize - messageCount ? .messageTooLarge : nil
    }

    /// - Parameter isTextValid: nil where the text was not validated on the way.
    @inline(__always)
    static func event(_ opcode: WebSocketOpcode, _ payload: UnsafeRawBufferPointer, isTextValid: Bool?) -> Event {
        switch opcode {
        case .text: (isTextValid ?? UTF8Validator.isValid(payload)) ? .text(payload) : .violation(.invalidUTF8)
        case .binary: .binary(payload)
        case .ping: .ping(payload)
        case .pong: .pong(payload)
        case .close: closeEvent(payload)
        case .continuation: preconditionFailure("a message keeps the opcode of its first frame")
        }
    }

    private static func closeEvent(_ payload: UnsafeRawBufferPointer) -> Event {
        if payload.isEmpty {
            return .close(nil, reason: payload)
        }
        if payload.count == 1 {
            return .violation(.closePayloadOfOneByte)
        }
        let code = WebSocketCloseCode(rawValue: UInt16(bigEndian: payload.loadUnaligned(as: UInt16.self)))
        let reason = UnsafeRawBufferPointer(rebasing: payload[2...])
        if !code.isAllowedOnWire {
            return .violation(.invalidCloseCode)
        }
        return UTF8Validator.isValid(reason) ? .close(code, reason: reason) : .violation(.invalidUTF8InCloseReason)
    }
}
