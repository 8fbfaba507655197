@testable import WebSocketTransport

/// A frame written by hand, so that tests do not trust the code under test and can break any rule.
struct RawFrame {
    var first: UInt8
    var payload: [UInt8]
    var mask: [UInt8]? = [0x37, 0xFA, 0x21, 0x3D]
    /// Overrides the length field: 7 bits, and the bytes that follow.
    var length: (UInt8, [UInt8])?

    init(_ opcode: UInt8, _ payload: [UInt8] = [], fin: Bool = true, reserved: UInt8 = 0, masked: Bool = true) {
        first = (fin ? 0x80 : 0) | reserved | opcode
        self.payload = payload
        if !masked {
            mask = nil
        }
    }

    static func text(_ text: String, fin: Bool = true, masked: Bool = true) -> RawFrame {
        RawFrame(1, [UInt8](text.utf8), fin: fin, masked: masked)
    }

    static func close(_ code: UInt16?, _ reason: [UInt8] = [], masked: Bool = true) -> RawFrame {
        let bytes = code.map { [UInt8($0 >> 8), UInt8($0 & 0xFF)] } ?? []
        return RawFrame(8, bytes + reason, masked: masked)
    }

    func withLength(_ field: UInt8, _ extended: [UInt8]) -> RawFrame {
        var copy = self
        copy.length = (field, extended)
        return copy
    }

    var bytes: [UInt8] {
        var result = [first]
        let count = payload.count
        var (field, extended): (UInt8, [UInt8]) =
            count < 126
            ? (UInt8(count), [])
            : count < 65536
                ? (126, [UInt8(count >> 8), UInt8(count & 0xFF)])
                : (127, (0..<8).map { UInt8(truncatingIfNeeded: count >> (56 - 8 * $0)) })
        if let length {
            (field, extended) = length
        }
        result.append(field | (mask == nil ? 0 : 0x80))
        result += extended
        if let mask {
            result += mask
            result += payload.enumerated().map { $1 ^ mask[$0 % 4] }
        } else {
            result += payload
        }
        return result
    }
}

/// What the parser saw, comparable.
enum Parsed: Equatable {
    case text([UInt8])
    case binary([UInt8])
    case ping([UInt8])
    case pong([UInt8])
    case close(UInt16?, [UInt8])
    case violation(WebSocketViolation)

    static func text(_ text: String) -> Parsed {
        .text([UInt8](text.utf8))
    }
}

/// Feeds pieces to a parser and writes down the events; stops at a violation.
func parse(
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
func cuts(_ bytes: [UInt8]) -> [[[UInt8]]] {
    var ways = [[bytes], bytes.map { [$0] }]
    for place in stride(from: 1, to: min(bytes.count, 24), by: 1) {
        ways.append([[UInt8](bytes[..<place]), [UInt8](bytes[place...])])
    }
    return ways
}
