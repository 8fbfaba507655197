import Glibc
import Synchronization

/// Standard output and standard error: everything that the process tells goes through here.
///
/// Nothing here raises or ends the process. A disk that is full, a pipe whose reader is gone or a descriptor that was
/// closed takes nothing more, the work goes on, and what was not written is counted. Call ``prepare()`` first of all.
package final class StandardStream: Sendable {
    /// Standard output: results. Who has put something here that matters asks ``unwritten`` before it calls it a success.
    package static let output = StandardStream(descriptor: 1)
    /// Standard error: progress, diagnostics, log lines.
    package static let error = StandardStream(descriptor: 2)

    /// What could not be written.
    package struct Unwritten: Equatable, Sendable {
        /// Texts that are missing, in whole or in part.
        package var texts: UInt64 = 0
        /// Bytes that are missing.
        package var bytes: UInt64 = 0
        /// `errno` of the first failure; 0 for a reader that did not read.
        package var cause: Int32 = 0

        /// Nothing is missing.
        package init() {}

        /// Why, for an operator.
        package var reason: String {
            cause == 0 ? "its reader does not read" : String(cString: strerror(cause))
        }
    }

    private struct State {
        var wasClosed = false
        var unwritten = Unwritten()
        /// Its reader did not read lately.
        var isStalled = false
        /// The last text ends in the middle of a line.
        var isCut = false
    }

    private let descriptor: Int32
    private let state = Mutex(State())

    private init(descriptor: Int32) {
        self.descriptor = descriptor
    }

    /// Makes the process safe from its outputs: SIGPIPE and SIGXFSZ no longer end it, and a standard descriptor that is
    /// closed becomes `/dev/null`, so that no file or socket gets its number and takes what is meant for the terminal.
    ///
    /// To be called before anything opens a descriptor.
    package static func prepare() {
        signal(SIGPIPE, SIG_IGN)
        signal(SIGXFSZ, SIG_IGN)
        for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            // The lowest free number is taken: this one.
            _ = open("/dev/null", O_RDWR)
            switch descriptor {
            case 0: StandardInput.noteClosed()
            case 1: output.state.withLock { $0.wasClosed = true }
            default: error.state.withLock { $0.wasClosed = true }
            }
        }
    }

    /// What is missing so far.
    package var unwritten: Unwritten { state.withLock { $0.unwritten } }

    /// Writes a text; waits for a reader that is slow. Returns false when it is not written whole.
    @discardableResult
    package func write(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 { write(UnsafeRawBufferPointer($0), patience: nil) }
    }

    /// Writes a text and the end of its line; waits for a reader that is slow.
    package func line(_ text: String) {
        write(text + "\n")
    }

    /// Writes bytes; waits for a reader that is slow. Returns false when they are not all written.
    @discardableResult
    package func write(_ bytes: some Collection<UInt8>) -> Bool {
        Array(bytes).withUnsafeBytes { write($0, patience: nil) }
    }

    /// Writes a text that may be lost, such as progress and log lines: a reader that does not read delays the caller
    /// once by ``StandardStreamLimits/patienceMilliseconds``, and from then on not at all until it reads again.
    @discardableResult
    package func writePassing(_ text: String) -> Bool {
        var text = text
        return text.withUTF8 {
            write(UnsafeRawBufferPointer($0), patience: StandardStreamLimits.patienceMilliseconds)
        }
    }

    /// Writes through to what stands behind the descriptor; some file systems tell only then that there is no room.
    /// Nothing can be written afterwards.
    package func close() {
        state.withLock { state in
            guard !state.wasClosed else { return }
            state.wasClosed = true
            if Glibc.close(descriptor) != 0, errno != EINTR {
                Self.note(errno, bytes: 0, &state)
            }
        }
    }

    private func write(_ bytes: UnsafeRawBufferPointer, patience: Int32?) -> Bool {
        guard !bytes.isEmpty else { return true }
        return state.withLock { state in
            guard !state.wasClosed else {
                Self.note(EBADF, bytes: bytes.count, &state)
                return false
            }
            if state.isCut, patience != nil {
                let lineEnd: [UInt8] = [0x0A]
                state.isCut = lineEnd.withUnsafeBytes { writeAll($0, patience: patience, &state) } > 0
            }
            let left = state.isCut && patience != nil ? bytes.count : writeAll(bytes, patience: patience, &state)
            guard left > 0 else { return true }
            if left < bytes.count { state.isCut = true }
            state.unwritten.texts += 1
            state.unwritten.bytes += UInt64(left)
            return false
        }
    }

    /// Returns how many bytes are left.
    private func writeAll(_ bytes: UnsafeRawBufferPointer, patience: Int32?, _ state: inout State) -> Int {
        var rest = bytes
        while !rest.isEmpty {
            if let patience {
                guard isReady(within: state.isStalled ? 0 : patience) else {
                    state.isStalled = true
                    return rest.count
                }
            }
            // A pipe that is ready takes so much without a wait.
            let size = patience == nil ? rest.count : min(rest.count, StandardStreamLimits.pipeBytes)
            let count = Glibc.write(descriptor, rest.baseAddress, size)
            if count >= 0 {
                state.isStalled = false
                rest = UnsafeRawBufferPointer(rebasing: rest[count...])
                continue
            }
            let cause = errno
            switch cause {
            case EINTR: continue
            case EAGAIN:
                // Somebody made the descriptor non-blocking; it is shared with who started us.
                if patience == nil { _ = isReady(within: -1) }
            default:
                if state.unwritten.cause == 0 { state.unwritten.cause = cause }
                return rest.count
            }
        }
        return 0
    }

    /// True when a write would not wait; also where it would fail.
    private func isReady(within milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        while true {
            let count = poll(&poller, 1, milliseconds)
            if count < 0, errno == EINTR { continue }
            return count != 0
        }
    }

    private static func note(_ cause: Int32, bytes: Int, _ state: inout State) {
        if state.unwritten.cause == 0 { state.unwritten.cause = cause }
        state.unwritten.texts += 1
        state.unwritten.bytes += UInt64(bytes)
    }
}

/// Bounds of the standard streams.
package enum StandardStreamLimits {
    /// How long a log line waits for a reader that does not read, in milliseconds.
    package static let patienceMilliseconds: Int32 = 1000
    /// What a pipe takes at once when it is ready: PIPE_BUF of Linux.
    package static let pipeBytes = 4096
}
