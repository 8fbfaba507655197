/// What a parser must remember between two reads: a header cut off, a frame's payload cut off, a message of several
/// frames. It exists only as long as there is such a thing.
final class PartialInput {
    private var headerBytes = GrowingBytes()
    /// The frame whose payload is being read.
    var frame: WebSocketFrameHeader?
    /// How many bytes of that payload have come.
    private(set) var received = 0
    /// Payload of the control frame being read; it may stand between the fragments of a message.
    private(set) var control = GrowingBytes()
    /// Payload of the message so far, unmasked.
    private var message = GrowingBytes()
    private var messageOpcode: WebSocketOpcode?
    private var validator = UTF8Validator()

    /// Whether nothing is held that is still needed.
    var isIdle: Bool {
        frame == nil && messageOpcode == nil && headerBytes.count == 0
    }

    /// Bytes of memory that are held.
    var heldBytes: Int {
        headerBytes.capacity + control.capacity + message.capacity
    }

    /// Takes bytes one at a time until the header is complete; it is at most 14 bytes long.
    func takeHeader(
        _ input: inout UnsafeRawBufferPointer, isMaskExpected: Bool
    ) -> WebSocketFrameHeader.ParseResult {
        while let byte = input.first {
            input = UnsafeRawBufferPointer(rebasing: input.dropFirst())
            headerBytes.append(byte)
            let result = WebSocketFrameHeader.parse(headerBytes.bytes, isMaskExpected: isMaskExpected)
            if result != .incomplete {
                headerBytes.removeAll()
                return result
            }
        }
        return .incomplete
    }

    /// Starts to read the payload of a frame; answers with the rule it breaks, if it does (§5.4, limits).
    func begin(_ header: WebSocketFrameHeader, _ limits: borrowing WebSocketLimits) -> WebSocketViolation? {
        switch header.opcode {
        case .text, .binary:
            if messageOpcode != nil {
                return .messageInsideMessage
            }
            messageOpcode = header.opcode
            validator = UTF8Validator()
        case .continuation:
            if messageOpcode == nil {
                return .continuationWithoutMessage
            }
        case .close, .ping, .pong:
            control.removeAll()
        }
        frame = header
        received = 0
        return WebSocketFrameParser.checkSize(header, messageCount: message.count, limits)
    }

    /// Takes what has come of the frame's payload, unmasks it, and validates text at once, so that wrong text fails
    /// before its message is complete.
    func takePayload(
        of header: WebSocketFrameHeader, _ input: inout UnsafeRawBufferPointer
    ) -> WebSocketViolation? {
        let count = min(input.count, header.payloadCount - received)
        if count == 0 {
            return nil
        }
        let piece = UnsafeRawBufferPointer(rebasing: input[..<count])
        input = UnsafeRawBufferPointer(rebasing: input[count...])
        let remaining = header.payloadCount - received
        let added: UnsafeRawBufferPointer
        if header.opcode.isControl {
            added = control.append(piece, key: header.maskingKey, offset: received, expected: remaining)
        } else {
            added = message.append(piece, key: header.maskingKey, offset: received, expected: remaining)
        }
        received += count
        if !header.opcode.isControl && messageOpcode == .text && !validator.consume(added) {
            return .invalidUTF8
        }
        return nil
    }

    /// The complete message; its bytes stay until the parser's next call.
    func finishMessage() -> WebSocketFrameParser.Event {
        guard let opcode = messageOpcode else {
            preconditionFailure("a data frame was read without a message")
        }
        messageOpcode = nil
        return WebSocketFrameParser.event(opcode, message.bytes, isTextValid: validator.isComplete)
    }
}
