import Foundation
import LoadEngine
import Report
import StandardStreams
import Synchronization

/// What a stream's terminal can show.
struct Terminal {
    /// Columns; 120 where it is no terminal, 80 where a terminal does not tell.
    var width: Int
    /// True when colours are welcome.
    var color: Bool
    /// True when it is a terminal at all.
    var isTerminal: Bool

    /// Standard output.
    static var standardOutput: Terminal { of(1) }
    /// Standard error.
    static var standardError: Terminal { of(2) }

    private static func of(_ descriptor: Int32) -> Terminal {
        guard isatty(descriptor) == 1 else { return Terminal(width: 120, color: false, isTerminal: false) }
        var size = winsize()
        let known = ioctl(descriptor, UInt(TIOCGWINSZ), &size) == 0 && size.ws_col > 0
        let plain = ProcessInfo.processInfo.environment["NO_COLOR"] != nil
        return Terminal(width: known ? Int(size.ws_col) : 80, color: !plain, isTerminal: true)
    }
}

/// Progress on standard error: a live line on a terminal, one plain line every ten seconds elsewhere.
final class ProgressScreen: Sendable {
    private struct State {
        var lastPlainLine = -10.0
        var lastAnswered: Int64 = 0
        var lastElapsed = 0.0
        var isDrawn = false
    }

    private let isOn: Bool
    private let terminal = Terminal.standardError
    private let state = Mutex(State())

    init(isOn: Bool) {
        self.isOn = isOn
    }

    /// Shows a look at the run.
    func show(_ progress: RunProgress) {
        guard isOn else { return }
        state.withLock { state in
            let span = progress.elapsedSeconds - state.lastElapsed
            let rate = span > 0 ? Double(progress.answered - state.lastAnswered) / span : 0
            let isDue = terminal.isTerminal || progress.elapsedSeconds - state.lastPlainLine >= 10
            guard isDue else { return }
            state.lastElapsed = progress.elapsedSeconds
            state.lastAnswered = progress.answered
            state.lastPlainLine = progress.elapsedSeconds
            let snapshot = ProgressSnapshot(
                phase: progress.booted < progress.planned ? .starting : .running,
                elapsedSeconds: progress.elapsedSeconds, durationSeconds: progress.plannedSeconds,
                planned: progress.planned, connected: progress.connected, booted: progress.booted,
                callsPerSecond: rate, responseP99: progress.responseP99, errors: UInt64(max(0, progress.errors)),
                failedRounds: progress.failedRounds)
            let line = ProgressLine.render(snapshot, width: terminal.width, color: terminal.color)
            if terminal.isTerminal {
                write("\r\u{1B}[2K" + line)
                state.isDrawn = true
            } else {
                write(line + "\n")
            }
        }
    }

    /// Takes the live line away.
    func clear() {
        state.withLock { state in
            if state.isDrawn { write("\r\u{1B}[2K") }
            state.isDrawn = false
        }
    }

    private func write(_ text: String) {
        // A live line that is missing needs no word: the next one takes its place.
        let isLive = terminal.isTerminal
        StandardStream.error.writePassing(text) { isLive ? "\r" : $0.notice }
    }
}

/// The first SIGINT, SIGTERM or SIGHUP stops gracefully; a second SIGINT or SIGTERM ends the process at once with exit
/// code 130. A hang-up may come more than once, from the shell and from the kernel, and never counts as a second one. A
/// SIGHUP that was ignored when the process began, as `nohup` does it, stays ignored.
final class SignalStop {
    private let sources: [any DispatchSourceSignal]

    init(_ stop: @escaping @Sendable () -> Void) {
        let box = CountBox()
        sources = [SIGINT, SIGTERM, SIGHUP].compactMap { number in
            var before = sigaction()
            sigaction(number, nil, &before)
            if number == SIGHUP, Self.isIgnored(before) { return nil }
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: .global())
            source.setEventHandler {
                if number != SIGHUP, box.increment() > 1 { _exit(130) }
                stop()
            }
            source.resume()
            return source
        }
    }

    private static func isIgnored(_ action: sigaction) -> Bool {
        unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == unsafeBitCast(SIG_IGN, to: Int.self)
    }

    /// Leaves the signals alone from now on.
    func cancel() {
        for source in sources { source.cancel() }
    }

    private final class CountBox: Sendable {
        private let count = Mutex(0)

        func increment() -> Int {
            count.withLock {
                $0 += 1
                return $0
            }
        }
    }
}
