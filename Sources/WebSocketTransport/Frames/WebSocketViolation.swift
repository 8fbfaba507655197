/// A rule of RFC 6455 that a peer's frame broke.
package enum WebSocketViolation: CaseIterable, Sendable {
    case reservedBits
    case reservedOpcode
    case unmaskedClientFrame
    case maskedServerFrame
    case fragmentedControlFrame
    case controlFrameTooLong
    case lengthNotMinimal
    case lengthTopBitSet
    case continuationWithoutMessage
    case messageInsideMessage
    case invalidUTF8
    case closePayloadOfOneByte
    case invalidCloseCode
    case invalidUTF8InCloseReason
    case frameTooLarge
    case messageTooLarge

    /// The code of the Close frame that answers it.
    var closeCode: WebSocketCloseCode {
        switch self {
        case .invalidUTF8, .invalidUTF8InCloseReason: .invalidPayload
        case .frameTooLarge, .messageTooLarge: .messageTooBig
        case .reservedBits, .reservedOpcode, .unmaskedClientFrame, .maskedServerFrame, .fragmentedControlFrame,
            .controlFrameTooLong, .lengthNotMinimal, .lengthTopBitSet, .continuationWithoutMessage,
            .messageInsideMessage, .closePayloadOfOneByte, .invalidCloseCode:
            .protocolError
        }
    }

    /// What the peer and the log read; at most 123 bytes, so that it fits into a Close frame.
    var text: StaticString {
        switch self {
        case .reservedBits: "reserved bits set without an extension"
        case .reservedOpcode: "reserved opcode"
        case .unmaskedClientFrame: "client frame is not masked"
        case .maskedServerFrame: "server frame is masked"
        case .fragmentedControlFrame: "control frame is fragmented"
        case .controlFrameTooLong: "control frame is longer than 125 bytes"
        case .lengthNotMinimal: "payload length is not in its shortest form"
        case .lengthTopBitSet: "payload length has its top bit set"
        case .continuationWithoutMessage: "continuation frame without a message in progress"
        case .messageInsideMessage: "new message before the last one is finished"
        case .invalidUTF8: "text is not valid UTF-8"
        case .closePayloadOfOneByte: "close frame with a payload of one byte"
        case .invalidCloseCode: "close code is not allowed on the wire"
        case .invalidUTF8InCloseReason: "close reason is not valid UTF-8"
        case .frameTooLarge: "frame is larger than the limit"
        case .messageTooLarge: "message is larger than the limit"
        }
    }

    /// What the connection's owner learns.
    var closeReason: WebSocketCloseReason {
        switch self {
        case .frameTooLarge, .messageTooLarge: .messageTooLarge
        case .reservedBits, .reservedOpcode, .unmaskedClientFrame, .maskedServerFrame, .fragmentedControlFrame,
            .controlFrameTooLong, .lengthNotMinimal, .lengthTopBitSet, .continuationWithoutMessage,
            .messageInsideMessage, .closePayloadOfOneByte, .invalidCloseCode, .invalidUTF8, .invalidUTF8InCloseReason:
            .protocolError(text.description)
        }
    }
}
