/// Cuts the bytes of a control connection into command lines.
///
/// A line ends with CRLF or LF. Telnet commands that clients send around ABOR (IAC IP, IAC DM; RFC 959 §4.1.3) are left
/// out; `0xFF` is no byte of UTF-8, so no path loses anything.
package struct FTPLineReader: Sendable {
    /// What was found.
    package enum Outcome: Equatable, Sendable {
        /// A line without its end.
        case line([UInt8])
        /// A line longer than the limit; it was left out up to its end.
        case tooLong
    }

    private let limit: Int
    private var line: [UInt8] = []
    private var isTooLong = false
    /// Bytes of a telnet command that are still to be left out.
    private var telnet = Telnet.none

    private enum Telnet {
        case none, command, option
    }

    /// - Parameter limit: the longest line in bytes, without its end.
    package init(limit: Int) {
        self.limit = limit
    }

    /// Whether a line has begun and not ended.
    package var hasPartialLine: Bool { !line.isEmpty || isTooLong }

    /// Takes the next byte; gives what it ends.
    package mutating func consume(_ byte: UInt8) -> Outcome? {
        switch telnet {
        case .command:
            telnet = (0xFB...0xFE).contains(byte) ? .option : .none
            return nil
        case .option:
            telnet = .none
            return nil
        case .none:
            if byte == 0xFF {
                telnet = .command
                return nil
            }
        }
        guard byte == 0x0A else {
            if line.count < limit + 1 { line.append(byte) } else { isTooLong = true }
            return nil
        }
        defer {
            line.removeAll(keepingCapacity: true)
            isTooLong = false
        }
        if line.last == 0x0D { line.removeLast() } else if line.count > limit { isTooLong = true }
        return isTooLong ? .tooLong : .line(line)
    }
}
