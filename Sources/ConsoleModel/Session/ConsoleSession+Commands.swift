import ChargePointModel
import OCPPTypes
import TerminalText
import TextFormats

extension ConsoleSession {
    /// Carries out one line.
    mutating func execute(_ text: String, number: Int, at now: Instant, _ effects: inout [ConsoleEffect]) {
        let command: ConsoleCommand
        do {
            guard let parsed = try CommandParser.parse(text, setup.context) else { return }
            command = parsed
        } catch {
            refuse(error.description, line: number, at: now, &effects)
            return
        }
        if !isInteractive { say([paint("> " + text.harmless, .bold)], &effects) }
        // What is told of the command later is recorded too.
        let shown = Transcript.masked(command, text)
        record(#""kind":"command","line":"# + JSONString.quoted(shown), at: now, &effects)
        switch command {
        case .act, .send, .frame:
            if hasExpected { trail.beginWindow() }
            hasExpected = false
        case .expect: hasExpected = true
        case .configuration, .status, .wait, .frames, .help, .history, .quit: break
        }
        carryOut(command, shown, at: now, &effects)
    }

    private mutating func carryOut(
        _ command: ConsoleCommand, _ text: String, at now: Instant, _ effects: inout [ConsoleEffect]
    ) {
        switch command {
        case .act(let action, let announces): perform(action, text, announces: announces, &effects)
        case .send(let action, let payload):
            perform(.send(.raw(RawPayload(action: action, payload: payload))), text, announces: false, &effects)
        case .frame(let bytes):
            guard isConnected else {
                trouble("\(text): there is no connection", at: now, &effects)
                return
            }
            effects.append(.sendFrame(bytes))
        case .configuration, .status:
            wanted.append(command)
            effects.append(.look)
        case .wait(let milliseconds):
            waiting = .time
            nextDeadline = now.adding(milliseconds: milliseconds)
        case .expect(let expected):
            waiting = .expectation(expected)
            nextDeadline = now.adding(milliseconds: expected.milliseconds)
            // What has come already is found when this line has been worked off.
            lookBack(at: now, &effects)
        case .frames(let style): screen.style = style
        case .help(let name): say(HelpText.lines(name, width: screen.width ?? 100, paint: paint), &effects)
        case .history: say(editor.history.enumerated().map { "\($0.offset + 1)  \($0.element)" }, &effects)
        case .quit: end(hasFailed ? 1 : 0, &effects)
        }
    }

    private mutating func perform(
        _ command: Command, _ text: String, announces: Bool, _ effects: inout [ConsoleEffect]
    ) {
        lastToken &+= 1
        let token = CommandToken(rawValue: lastToken)
        commands[token] = GivenCommand(text: text.harmless, announces: announces)
        effects.append(.perform(command, token))
    }

    /// A command has ended: news when it failed, or when its end is awaited.
    mutating func commandEnded(
        _ token: CommandToken, _ outcome: CommandOutcome, at now: Instant, _ effects: inout [ConsoleEffect]
    ) {
        guard let command = commands.removeValue(forKey: token) else { return }
        switch outcome {
        case .done:
            if command.announces { notice("\(command.text): done", at: now, &effects) }
        case .refused, .failed: trouble("\(command.text): \(outcome.label)", at: now, &effects)
        }
    }

    /// Shows what a picture was asked for.
    mutating func show(_ picture: ChargePointPicture, at now: Instant, _ effects: inout [ConsoleEffect]) {
        guard !wanted.isEmpty else { return }
        switch wanted.removeFirst() {
        case .configuration(let words): say(picture.configurationLines(words), &effects)
        default: say(picture.lines(paint: paint), &effects)
        }
    }

    // MARK: What happens

    mutating func framePassed(
        _ direction: FrameDirection, _ bytes: [UInt8], at now: Instant, _ effects: inout [ConsoleEffect]
    ) {
        let note = frames.note(direction, bytes, at: now)
        if direction == .in { isAnswerToSeenCall = note.latencyNanoseconds != nil }
        if let event = note.event { trail.append(event) }
        say(screen.lines(note, at: setup.clock.time(at: now)), &effects)
        if setup.records { record(Transcript.members(of: note), at: now, &effects) }
    }

    mutating func chargePointDid(_ effect: ChargePointEffect, at now: Instant, _ effects: inout [ConsoleEffect]) {
        switch effect {
        case .notice(let news): noticed(news, at: now, &effects)
        case .commandEnded(let token, let outcome): commandEnded(token, outcome, at: now, &effects)
        case .lateAnswer(let action):
            trouble("an answer came late\(action.map { " to " + $0.name } ?? "")", at: now, &effects)
        case .sample(let sample):
            switch sample.outcome {
            case .answered, .callError: break  // The frames tell.
            case .invalidAnswer:
                trouble("\(sample.action.name): the answer is no confirmation of it", at: now, &effects)
            case .timedOut: trouble("\(sample.action.name): no answer within the time-out", at: now, &effects)
            case .connectionLost:
                trouble("\(sample.action.name): the connection was lost before the answer", at: now, &effects)
            case .unanswered: trouble("\(sample.action.name): not answered before the end", at: now, &effects)
            case .dropped: trouble("\(sample.action.name): not sent", at: now, &effects)
            }
        case .startTransfer(let order, _):
            switch order {
            case .downloadFirmware(let location): notice("download of \(location) begins", at: now, &effects)
            case .upload(let location, let name, _):
                notice("upload of \(name) to \(location) begins", at: now, &effects)
            }
        case .connect, .close, .ping, .call, .reply, .replyError, .credentials, .cancelTransfer: break
        }
    }

    private mutating func noticed(_ news: Notice, at now: Instant, _ effects: inout [ConsoleEffect]) {
        switch news {
        case .booted(let status, let interval):
            trail.append(ConsoleEvent(subject: .booted))
            notice(
                status == .accepted
                    ? "boot Accepted, heartbeat after \(interval) s of silence"
                    : "boot \(status.rawValue), the next try in \(interval) s", at: now, &effects)
            if waiting == .boot {
                waiting = .nothing
                nextDeadline = .distantFuture
            }
        case .statusChanged(let connectorId, let status):
            trail.append(ConsoleEvent(subject: .status(status), connectorId: connectorId))
            notice("connector \(connectorId): \(status.rawValue)", at: now, &effects)
        case .transactionStarted(let connectorId, let id):
            notice("connector \(connectorId): transaction \(id)", at: now, &effects)
        case .transactionStopped(let connectorId, let id):
            notice("connector \(connectorId): transaction \(id) is closed", at: now, &effects)
        case .transactionLost(let connectorId, let id):
            trouble("connector \(connectorId): transaction \(id) was given up", at: now, &effects)
        case .fileOrderEnded(let end):
            notice("\(end.kind.rawValue) order: \(end.outcome.rawValue)", at: now, &effects)
        case .reconnecting(let attempt, let instant):
            let wait = instant.nanoseconds(since: now) / 1_000_000
            notice("attempt \(attempt) to connect again in \(SpanText.text(milliseconds: wait))", at: now, &effects)
        case .violation(.answerToUnknownCall) where isAnswerToSeenCall: break  // One of the user's own frames.
        case .violation(let violation):
            trouble("the central system broke a rule: \(violation.label)", at: now, &effects)
        case .securityEvent(let event): notice("security event \(event.rawValue)", at: now, &effects)
        case .currentTime: break
        }
    }

    mutating func connectionEnded(
        _ reason: String, wasOpen: Bool, at now: Instant, _ effects: inout [ConsoleEffect]
    ) {
        isConnected = false
        frames.disconnected()
        if wasOpen {
            trail.append(ConsoleEvent(subject: .disconnected))
            notice("disconnected: \(reason)", at: now, &effects)
        } else {
            trouble("no connection: \(reason)", at: now, &effects)
            // A script that never got through has nothing to wait for.
            if waiting == .boot, !hasConnected { end(3, &effects) }
        }
    }
}
