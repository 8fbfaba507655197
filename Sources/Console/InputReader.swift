import ConsoleModel
import Foundation
import Glibc

/// Reads standard input on a thread of its own and hands on keys or lines.
final class InputReader: Sendable {
    private let ahead = DispatchSemaphore(value: ConsoleServiceLimits.linesAhead)

    /// Begins to read; `deliver` is called on the thread.
    func start(isInteractive: Bool, deliver: @escaping @Sendable (ConsoleInput) -> Void) {
        Thread.detachNewThread { [self] in
            if isInteractive {
                while let bytes = Self.read() { deliver(.keys(bytes)) }
            } else {
                readLines(deliver)
            }
            deliver(.endOfInput)
        }
    }

    /// So many lines have been worked off; as many more may be read.
    func worked(_ count: Int) {
        for _ in 0..<count { ahead.signal() }
    }

    private func readLines(_ deliver: (ConsoleInput) -> Void) {
        var pending: [UInt8] = []
        while let bytes = Self.read() {
            pending += bytes
            while let end = pending.firstIndex(of: UInt8(ascii: "\n")) {
                let line = pending[..<end]
                ahead.wait()
                deliver(.line(String(decoding: line.last == 0x0D ? line.dropLast() : line, as: UTF8.self)))
                pending.removeFirst(end + 1)
            }
            // One that is too long is refused by the session; more of it is not needed.
            guard pending.count <= 2 * ConsoleLimits.lineBytes else { break }
        }
        guard !pending.isEmpty else { return }
        ahead.wait()
        deliver(.line(String(decoding: pending, as: UTF8.self)))
    }

    /// Some bytes of standard input; nil at its end.
    private static func read() -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: ConsoleServiceLimits.readBytes)
        while true {
            let count = Glibc.read(0, &bytes, bytes.count)
            if count > 0 { return Array(bytes[..<count]) }
            guard count < 0, errno == EINTR || errno == EAGAIN else { return nil }
            // A descriptor that somebody else made non-blocking: wait until there is something.
            var poller = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
            _ = poll(&poller, 1, -1)
        }
    }
}
