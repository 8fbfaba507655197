import ChargePointModel
import OCPPTypes
import TerminalText

/// A console as a pure state machine: keys, lines and what happens to the charge point in; text and orders out.
///
/// Lines are worked off one after the other; while a `wait` or an `expect` goes on, later ones wait. On a terminal the
/// line that is being edited stays the last row, and everything else is written above it.
///
/// ```swift
/// var session = ConsoleSession(setup)
/// session.handle(.line("plug"), at: now, into: &effects)  // [.perform(.plugIn(connectorId: 1), …)]
/// ```
package struct ConsoleSession: Sendable {
    /// What a console is made from.
    package struct Setup: Sendable {
        /// The charge point's identity; the prompt.
        package var identity: String
        /// What lines are held against.
        package var context: ConsoleContext
        /// Columns of the terminal; nil for a script.
        package var columns: Int?
        /// True when colours are welcome.
        package var color = false
        /// True writes a transcript.
        package var records = false
        /// True goes on after an `expect` that failed.
        package var keepsGoing = false
        /// True begins without network: a script does not wait for the first boot.
        package var isOffline = false
        /// What a clock on the wall shows at an instant.
        package var clock: DeviceClock

        /// Makes a set-up of a script without extras.
        package init(identity: String, context: ConsoleContext, clock: DeviceClock) {
            self.identity = identity
            self.context = context
            self.clock = clock
        }
    }

    /// A command as it was written; `announces` when its end is news.
    struct GivenCommand: Equatable, Sendable {
        var text: String
        var announces: Bool
    }

    /// What the next line waits for.
    enum Waiting: Equatable, Sendable {
        case nothing
        /// The first answer to BootNotification.
        case boot
        case time
        case expectation(Expected)
    }

    let setup: Setup
    var screen: Screen
    var editor = LineEditor()
    var keys = KeyReader()
    var frames = FrameLog()
    /// Whether the last frame that came in answers a CALL that went out: also one that `frame` sent, which the charge
    /// point's model knows nothing of.
    var isAnswerToSeenCall = false
    var trail = EventTrail()
    /// Lines that wait, with their numbers.
    var lines: [(number: Int, text: String)] = []
    var lineCount = 0
    var waiting = Waiting.nothing
    /// What the pictures that are asked for are wanted for, in order.
    var wanted: [ConsoleCommand] = []
    /// Commands that have not ended.
    var commands: [CommandToken: GivenCommand] = [:]
    var lastToken: UInt32 = 0
    var hasFailed = false
    /// True when nothing was done since the last `expect`.
    var hasExpected = true
    var hasConnected = false
    var isConnected = false
    var inputHasEnded = false
    /// Set once the console ends; only frames are shown afterwards.
    var exitCode: Int32?

    /// When ``ConsoleInput/deadline`` is due; `.distantFuture` when nothing waits.
    package var nextDeadline = Instant.distantFuture
    /// Lines that wait to be worked off.
    package var waitingLineCount: Int { lines.count }

    /// Makes a console.
    package init(_ setup: Setup, at now: Instant) {
        self.setup = setup
        screen = Screen(width: setup.columns, color: setup.color, style: setup.columns == nil ? .line : .wrapped)
        if !isInteractive, !setup.isOffline {
            waiting = .boot
            nextDeadline = now.adding(milliseconds: ConsoleLimits.bootMilliseconds)
        }
    }

    var isInteractive: Bool { setup.columns != nil }
    var paint: Paint { Paint(isOn: screen.color) }
    var prompt: String { setup.identity + (isConnected ? "> " : " (no connection)> ") }

    /// Takes an input and appends what is to be done, in order.
    package mutating func handle(_ input: ConsoleInput, at now: Instant, into effects: inout [ConsoleEffect]) {
        switch input {
        case .keys(let bytes): typed(bytes, at: now, &effects)
        case .line(let text): entered(text, at: now, &effects)
        case .endOfInput: inputEnded(at: now, &effects)
        case .resized(let columns):
            if isInteractive { screen.width = columns }
        case .frame(let direction, let bytes): framePassed(direction, bytes, at: now, &effects)
        case .effect(let effect): chargePointDid(effect, at: now, &effects)
        case .violation(let text): trouble("the central system broke a rule: \(text)", at: now, &effects)
        case .connected:
            isConnected = true
            hasConnected = true
            trail.append(ConsoleEvent(subject: .connected))
            notice("connected", at: now, &effects)
        case .disconnected(let reason, let wasOpen): connectionEnded(reason, wasOpen: wasOpen, at: now, &effects)
        case .picture(let picture): show(picture, at: now, &effects)
        case .deadline: deadlineReached(at: now, &effects)
        case .interrupt: end(130, &effects)
        }
        settle(at: now, &effects)
    }

    // MARK: Lines

    /// Shows the prompt for the first time.
    package mutating func begin(into effects: inout [ConsoleEffect]) {
        guard isInteractive else { return }
        effects.append(.write("Type `help` for the commands, `quit` or Ctrl-D to end.\n"))
        redraw(&effects)
    }

    private mutating func typed(_ bytes: [UInt8], at now: Instant, _ effects: inout [ConsoleEffect]) {
        for key in keys.read(bytes) {
            guard exitCode == nil else { return }
            switch editor.handle(key, setup.context) {
            case nil: break
            case .submit(let line):
                redraw(typed: line, &effects)
                entered(line, at: now, &effects)
                settle(at: now, &effects)
            case .interrupt(let wasEmpty): interrupted(wasEmpty: wasEmpty, at: now, &effects)
            case .endOfInput: inputEnded(at: now, &effects)
            case .clearScreen: effects.append(.write("\u{1B}[H\u{1B}[2J"))
            case .list(let words): say(screen.columns(words), &effects)
            }
        }
        redraw(&effects)
    }

    /// Ctrl-C: ends a wait and drops what waits behind it; on an empty line with nothing to end, ends the console.
    private mutating func interrupted(wasEmpty: Bool, at now: Instant, _ effects: inout [ConsoleEffect]) {
        if waiting != .nothing || !lines.isEmpty {
            waiting = .nothing
            nextDeadline = .distantFuture
            lines = []
            say(["(given up)"], &effects)
        } else if wasEmpty {
            end(130, &effects)
        }
    }

    private mutating func entered(_ text: String, at now: Instant, _ effects: inout [ConsoleEffect]) {
        guard exitCode == nil else { return }
        lineCount += 1
        guard text.utf8.count <= ConsoleLimits.lineBytes else {
            refuse("the line is longer than \(ConsoleLimits.lineBytes) bytes", line: lineCount, at: now, &effects)
            return
        }
        guard lines.count < ConsoleLimits.waitingLines else {
            refuse("more than \(ConsoleLimits.waitingLines) lines wait", line: lineCount, at: now, &effects)
            return
        }
        lines.append((lineCount, text))
    }

    private mutating func inputEnded(at now: Instant, _ effects: inout [ConsoleEffect]) {
        inputHasEnded = true
        if isInteractive { end(hasFailed ? 1 : 0, &effects) }
    }

    /// Works off the lines that wait until one of them has to be waited for.
    private mutating func settle(at now: Instant, _ effects: inout [ConsoleEffect]) {
        if exitCode == nil, case .expectation(let expected) = waiting, trail.take(expected) {
            waiting = .nothing
            nextDeadline = .distantFuture
            if expected.isNegated {
                expectationFailed("expected no \(expected.text), and it came", at: now, &effects)
            } else {
                notice("\(expected.text): as expected", at: now, &effects)
            }
        }
        while exitCode == nil, waiting == .nothing, !lines.isEmpty {
            let line = lines.removeFirst()
            execute(line.text, number: line.number, at: now, &effects)
        }
        if exitCode == nil, waiting == .nothing, inputHasEnded, lines.isEmpty { end(hasFailed ? 1 : 0, &effects) }
    }

    private mutating func deadlineReached(at now: Instant, _ effects: inout [ConsoleEffect]) {
        guard now >= nextDeadline else { return }
        nextDeadline = .distantFuture
        let ended = waiting
        waiting = .nothing
        switch ended {
        case .nothing, .time: break
        case .boot:
            trouble(
                "BootNotification was not answered within "
                    + SpanText.text(milliseconds: ConsoleLimits.bootMilliseconds),
                at: now, &effects)
            end(3, &effects)
        case .expectation(let expected):
            switch (trail.take(expected), expected.isNegated) {
            case (true, false): notice("\(expected.text): as expected", at: now, &effects)
            case (false, true): notice("no \(expected.text): as expected", at: now, &effects)
            case (true, true): expectationFailed("expected no \(expected.text), and it came", at: now, &effects)
            case (false, false):
                expectationFailed(
                    "expected \(expected.text) within \(SpanText.text(milliseconds: expected.milliseconds)); "
                        + "what came: \(trail.unexpected)",
                    at: now, &effects)
            }
        }
    }

    // MARK: Ending

    mutating func end(_ code: Int32, _ effects: inout [ConsoleEffect]) {
        guard exitCode == nil else { return }
        exitCode = code
        lines = []
        waiting = .nothing
        nextDeadline = .distantFuture
        if isInteractive { effects.append(.write("\r\u{1B}[2K")) }
        effects.append(.end(code))
    }

    private mutating func expectationFailed(_ text: String, at now: Instant, _ effects: inout [ConsoleEffect]) {
        hasFailed = true
        trouble(text, at: now, &effects)
        if !isInteractive, !setup.keepsGoing { end(1, &effects) }
    }

    /// A line that cannot be understood: told, and in a script the end.
    mutating func refuse(_ text: String, line: Int, at now: Instant, _ effects: inout [ConsoleEffect]) {
        if isInteractive {
            say([paint(text.harmless, .red)], &effects)
        } else {
            effects.append(.writeError("error: line \(line): \(text.harmless)\n"))
            end(2, &effects)
        }
    }
}
