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

        /// A line that tells of the texts that are missing before it.
        package var notice: String {
            "\(texts) \(texts == 1 ? "line is" : "lines are") missing here: \(reason)\n"
        }
    }

    private struct State {
        var wasClosed = false
        var unwritten = Unwritten()
        /// Passing texts that are missing and were not told of yet.
        var untold = Unwritten()
        /// How long writers of passing texts may wait.
        var budget: WaitingBudget
        /// Its reader did not read lately.
        var isStalled = false
        /// The last text ends in the middle of a line.
        var isCut = false
    }

    private let descriptor: Int32
    private let state: Mutex<State>

    init(descriptor: Int32, budget: WaitingBudget = WaitingBudget()) {
        self.descriptor = descriptor
        state = Mutex(State(budget: budget))
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
        return text.withUTF8 { write(UnsafeRawBufferPointer($0)) }
    }

    /// Writes a text and the end of its line; waits for a reader that is slow.
    package func line(_ text: String) {
        write(text + "\n")
    }

    /// Writes bytes; waits for a reader that is slow. Returns false when they are not all written.
    @discardableResult
    package func write(_ bytes: some Collection<UInt8>) -> Bool {
        Array(bytes).withUnsafeBytes { write($0) }
    }

    /// Writes a text that may be lost, such as progress and log lines. A reader that does not read delays its writers by
    /// ``StandardStreamLimits/waitingMilliseconds`` in ``StandardStreamLimits/waitingPeriodMilliseconds``, however often it
    /// stands still and goes on; what it does not take beyond that is left out and counted.
    ///
    /// - `notice`: the line that tells of texts left out, written before the first one that is taken again.
    @discardableResult
    package func writePassing(_ text: String, notice: (Unwritten) -> String = { $0.notice }) -> Bool {
        var text = text
        return text.withUTF8 { bytes in
            state.withLock { state in
                guard !bytes.isEmpty else { return true }
                let isWritten = writePassing(UnsafeRawBufferPointer(bytes), notice, &state)
                if !isWritten { state.untold.texts += 1 }
                return isWritten
            }
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

    /// Writes with all the patience that it takes.
    private func write(_ bytes: UnsafeRawBufferPointer) -> Bool {
        guard !bytes.isEmpty else { return true }
        return state.withLock { writeWhole(bytes, isPassing: false, &$0) }
    }

    private func writePassing(
        _ bytes: UnsafeRawBufferPointer, _ notice: (Unwritten) -> String, _ state: inout State
    ) -> Bool {
        if state.isCut, !state.wasClosed {
            let lineEnd: [UInt8] = [0x0A]
            state.isCut = lineEnd.withUnsafeBytes { writeAll($0, isPassing: true, &state) } > 0
        }
        if state.untold.texts > 0, !state.isCut, !state.wasClosed {
            // In front of the text, so that who reads sees where something is missing.
            var line = notice(state.untold)
            let (left, count) = line.withUTF8 {
                (writeAll(UnsafeRawBufferPointer($0), isPassing: true, &state), $0.count)
            }
            if left == 0 {
                state.untold = Unwritten()
            } else {
                state.isCut = left < count
                Self.count(bytes.count, &state)
                return false
            }
        }
        guard state.isCut else { return writeWhole(bytes, isPassing: true, &state) }
        Self.count(bytes.count, &state)
        return false
    }

    private func writeWhole(_ bytes: UnsafeRawBufferPointer, isPassing: Bool, _ state: inout State) -> Bool {
        guard !state.wasClosed else {
            Self.note(EBADF, bytes: bytes.count, &state)
            return false
        }
        let left = writeAll(bytes, isPassing: isPassing, &state)
        guard left > 0 else { return true }
        if left < bytes.count { state.isCut = true }
        Self.count(left, &state)
        return false
    }

    /// Returns how many bytes are left.
    private func writeAll(_ bytes: UnsafeRawBufferPointer, isPassing: Bool, _ state: inout State) -> Int {
        var rest = bytes
        while !rest.isEmpty {
            if isPassing {
                guard isReadyInBudget(&state) else {
                    state.isStalled = true
                    return rest.count
                }
            }
            // A pipe that is ready takes so much without a wait.
            let size = isPassing ? min(rest.count, StandardStreamLimits.pipeBytes) : rest.count
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
                if !isPassing { _ = isReady(within: -1) }
            default:
                if state.unwritten.cause == 0 { state.unwritten.cause = cause }
                if isPassing, state.untold.cause == 0 { state.untold.cause = cause }
                return rest.count
            }
        }
        return 0
    }

    /// True when a write would not wait, or once it does not any more, as far as the budget goes.
    private func isReadyInBudget(_ state: inout State) -> Bool {
        if isReady(within: 0) { return true }
        // One that stands still has had its wait.
        guard !state.isStalled else { return false }
        let begin = Self.now()
        let allowance = state.budget.allowance(at: begin)
        guard allowance > 0 else { return false }
        let isReady = isReady(within: Int32(clamping: allowance))
        state.budget.waited(from: begin, to: Self.now())
        return isReady
    }

    /// True when a write would not wait; also where it would fail.
    private func isReady(within milliseconds: Int32) -> Bool {
        var poller = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        let end = Self.now() + Int64(milliseconds)
        while true {
            let left = milliseconds > 0 ? Int32(clamping: max(0, end - Self.now())) : milliseconds
            let count = poll(&poller, 1, left)
            if count < 0, errno == EINTR { continue }
            return count != 0
        }
    }

    /// Milliseconds of a clock that nobody sets.
    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }

    private static func note(_ cause: Int32, bytes: Int, _ state: inout State) {
        if state.unwritten.cause == 0 { state.unwritten.cause = cause }
        if state.untold.cause == 0 { state.untold.cause = cause }
        count(bytes, &state)
    }

    private static func count(_ bytes: Int, _ state: inout State) {
        state.unwritten.texts += 1
        state.unwritten.bytes += UInt64(bytes)
    }
}

/// Bounds of the standard streams.
package enum StandardStreamLimits {
    /// How long passing texts wait altogether, in ``waitingPeriodMilliseconds``, for a reader that does not read.
    package static let waitingMilliseconds: Int64 = 1000
    /// See ``waitingMilliseconds``.
    package static let waitingPeriodMilliseconds: Int64 = 60_000
    /// What a pipe takes at once when it is ready: PIPE_BUF of Linux.
    package static let pipeBytes = 4096
}
