import WebSocketTransport

/// What the parser saw, comparable.
package enum Parsed: Equatable {
    /// A whole text message.
    case text([UInt8])
    /// A whole binary message.
    case binary([UInt8])
    /// A ping.
    case ping([UInt8])
    /// A pong.
    case pong([UInt8])
    /// A close frame: code and reason.
    case close(UInt16?, [UInt8])
    /// The rule that was broken.
    case violation(WebSocketViolation)

    /// A text message.
    package static func text(_ text: String) -> Parsed {
        .text([UInt8](text.utf8))
    }
}

/// Feeds pieces to a parser and writes down the events; stops at a violation.
package func parse(
    _ pieces: [[UInt8]], server: Bool = true, limits: WebSocketLimits = WebSocketLimits()
) -> (events: [Parsed], holdsPartialInput: Bool) {
    var parser = WebSocketFrameParser(isMaskExpected: server)
    let scratch = ScratchBuffer()
    var events: [Parsed] = []
    for piece in pieces {
        let violated = piece.withUnsafeBytes { bytes -> Bool in
            var input = bytes
            while true {
                switch parser.next(&input, limits: limits, scratch: scratch) {
                case .needMoreData: return false
                case .text(let bytes): events.append(.text([UInt8](bytes)))
                case .binary(let bytes): events.append(.binary([UInt8](bytes)))
                case .ping(let bytes): events.append(.ping([UInt8](bytes)))
                case .pong(let bytes): events.append(.pong([UInt8](bytes)))
                case .close(let code, let reason): events.append(.close(code?.rawValue, [UInt8](reason)))
                case .violation(let violation):
                    events.append(.violation(violation))
                    return true
                }
            }
        }
        if violated {
            break
        }
    }
    return (events, parser.holdsPartialInput)
}

/// The three ways to cut a stream: all at once, byte by byte, and in two at every place of the first bytes.
package func cuts(_ bytes: [UInt8]) -> [[[UInt8]]] {
    var ways = [[bytes], bytes.map { [$0] }]
    for place in stride(from: 1, to: min(bytes.count, 24), by: 1) {
        ways.append([[UInt8](bytes[..<place]), [UInt8](bytes[place...])])
    }
    return ways
}
