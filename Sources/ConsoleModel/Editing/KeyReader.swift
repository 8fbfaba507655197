import TerminalText

/// A key press.
enum Key: Equatable, Sendable {
    case character(Character)
    case enter, tab, backspace, delete
    case left, right, up, down, home, end
    case wordLeft, wordRight
    /// A letter with Ctrl, in lower case.
    case control(Character)
    case escape
}

/// Makes keys of the bytes of a terminal: UTF-8, control characters and the escape sequences of ECMA-48 and xterm.
struct KeyReader: Sendable {
    private var pending: [UInt8] = []

    /// The keys that some more bytes complete; what is unfinished waits for the next.
    mutating func read(_ bytes: [UInt8]) -> [Key] {
        pending += bytes
        var keys: [Key] = []
        while let (key, count) = next() {
            pending.removeFirst(count)
            if let key { keys.append(key) }
        }
        return keys
    }

    /// The first key of what is pending and its bytes; nil when more bytes are needed.
    private func next() -> (Key?, Int)? {
        guard let first = pending.first else { return nil }
        switch first {
        case 0x1B: return escape()
        case 0x0D, 0x0A: return (.enter, 1)
        case 0x09: return (.tab, 1)
        case 0x7F, 0x08: return (.backspace, 1)
        case 0x00: return (nil, 1)
        case 0x01...0x1A: return (.control(Character(UnicodeScalar(first + 0x60))), 1)
        case 0x1C..<0x20: return (nil, 1)
        case 0x20..<0x7F: return (.character(Character(UnicodeScalar(first))), 1)
        default: return scalar(first)
        }
    }

    /// One UTF-8 scalar; a byte that begins none is skipped.
    private func scalar(_ first: UInt8) -> (Key?, Int)? {
        let length = first > 0xF4 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 1
        guard length > 1 else { return (nil, 1) }
        guard pending.count >= length else { return nil }
        guard let text = String(validating: pending.prefix(length), as: UTF8.self), let character = text.first,
            text.harmless == text
        else { return (nil, 1) }
        return (.character(character), length)
    }

    private func escape() -> (Key?, Int)? {
        guard pending.count > 1 else { return nil }
        switch pending[1] {
        case UInt8(ascii: "b"): return (.wordLeft, 2)
        case UInt8(ascii: "f"): return (.wordRight, 2)
        case 0x1B: return (.escape, 1)
        case UInt8(ascii: "["), UInt8(ascii: "O"): break
        default: return (.escape, 1)
        }
        // Parameters, then a final byte from @ to ~.
        guard let end = pending[2...].firstIndex(where: { (0x40...0x7E).contains($0) }) else {
            return pending.count > ConsoleLimits.escapeBytes ? (nil, pending.count) : nil
        }
        let parameters = String(decoding: pending[2..<end], as: UTF8.self)
        let isWord = parameters.hasSuffix(";5") || parameters.hasSuffix(";3")
        let key: Key? =
            switch (pending[end], parameters) {
            case (UInt8(ascii: "A"), _): .up
            case (UInt8(ascii: "B"), _): .down
            case (UInt8(ascii: "C"), _): isWord ? .wordRight : .right
            case (UInt8(ascii: "D"), _): isWord ? .wordLeft : .left
            case (UInt8(ascii: "H"), _), (UInt8(ascii: "~"), "1"), (UInt8(ascii: "~"), "7"): .home
            case (UInt8(ascii: "F"), _), (UInt8(ascii: "~"), "4"), (UInt8(ascii: "~"), "8"): .end
            case (UInt8(ascii: "~"), "3"): .delete
            default: nil  // Also the marks of a bracketed paste: what is between them is typed.
            }
        return (key, end + 1)
    }
}
