import ChargePointModel
import ConsoleModel
import Foundation
import LoadEngine
import NIOCore
import OCPPTypes
import StandardStreams
import WebSocketTransport

/// Ties a console to its charge point and its terminal. Everything runs on one loop.
///
/// What the charge point's driver tells is noted with its instant and handled in the loop's next turn: a console that gave
/// commands while the driver is in the middle of something would change the charge point under its hands.
final class ConsoleDriver: ChargePointWatcher {
    private let eventLoop: any EventLoop
    private let options: ConsoleOptions
    private let transcript: FileHandle?
    /// Lines that the transcript did not take, and why the first of them.
    private var unrecorded = 0
    private var firstUnrecorded: String?
    private let inputReader: InputReader
    private let ended: EventLoopPromise<Int32>
    private var session: ConsoleSession
    private var point: SingleChargePoint!
    private var pending: [(input: ConsoleInput, at: Instant)] = []
    private var isHandling = false
    private var isScheduled = false
    private var effects: [ConsoleEffect] = []
    private var timer: Scheduled<Void>?
    private var isEnding = false
    private var columns: Int
    private var linesTaken = 0

    init(
        options: ConsoleOptions, endpoint: WebSocketEndpoint, isInteractive: Bool, transcript: FileHandle?,
        inputReader: InputReader, on eventLoop: any EventLoop, ended: EventLoopPromise<Int32>
    ) {
        self.eventLoop = eventLoop
        self.options = options
        self.transcript = transcript
        self.inputReader = inputReader
        self.ended = ended
        columns = RawTerminal.columns
        let setup = options.setup
        var console = ConsoleSession.Setup(
            identity: setup.identity,
            context: ConsoleContext(
                connectors: setup.connectors, cars: Car.builtIn.map(\.name)), clock: setup.clock)
        console.columns = isInteractive ? columns : nil
        console.color = isInteractive && options.color
        console.records = transcript != nil
        console.keepsGoing = options.keepsGoing
        console.isOffline = options.isOffline
        session = ConsoleSession(console, at: SingleChargePoint.now())
        point = SingleChargePoint(
            endpoint: endpoint, setup: setup, key: options.key, on: eventLoop, watcher: self)
    }

    /// Switches the charge point on.
    func begin() {
        var first: [ConsoleEffect] = []
        session.begin(into: &first)
        for effect in first { carryOut(effect) }
        point.begin(isOffline: options.isOffline)
        arm()
    }

    // MARK: Inputs

    /// Tells the console something, and carries out what it wants.
    func handle(_ input: ConsoleInput) {
        if case .line = input { linesTaken += 1 }
        pending.append((input, SingleChargePoint.now()))
        drain()
    }

    /// Notes an input for the loop's next turn.
    private func note(_ input: ConsoleInput) {
        pending.append((input, SingleChargePoint.now()))
        guard !isHandling, !isScheduled else { return }
        isScheduled = true
        eventLoop.assumeIsolated().execute {
            self.isScheduled = false
            self.drain()
        }
    }

    private func drain() {
        guard !isHandling else { return }
        isHandling = true
        var next = 0
        while next < pending.count {
            let (input, now) = pending[next]
            next += 1
            effects.removeAll(keepingCapacity: true)
            if case .keys = input { noticeSize(at: now) }
            session.handle(input, at: now, into: &effects)
            let orders = effects
            for effect in orders { carryOut(effect) }
        }
        pending.removeAll(keepingCapacity: true)
        isHandling = false
        let worked = linesTaken - session.waitingLineCount
        if worked > 0 {
            inputReader.worked(worked)
            linesTaken -= worked
        }
        arm()
    }

    /// The terminal may have another size since the last key.
    private func noticeSize(at now: Instant) {
        let columns = RawTerminal.columns
        guard columns != self.columns else { return }
        self.columns = columns
        session.handle(.resized(columns: columns), at: now, into: &effects)
    }

    private func arm() {
        timer?.cancel()
        timer = nil
        let deadline = session.nextDeadline
        guard deadline != .distantFuture, !isEnding else { return }
        timer = eventLoop.assumeIsolated().scheduleTask(
            deadline: NIODeadline.uptimeNanoseconds(UInt64(max(0, deadline.nanoseconds)))
        ) { self.handle(.deadline) }
    }

    // MARK: Effects

    private func carryOut(_ effect: ConsoleEffect) {
        switch effect {
        case .write(let text): StandardStream.output.write(text)
        case .writeError(let text): StandardStream.error.write(text)
        case .perform(let command, let token): point.perform(command, token: token)
        case .sendFrame(let bytes): _ = point.send(frame: bytes)
        case .look:
            let now = SingleChargePoint.now()
            let model = point.model
            handle(
                .picture(
                    ChargePointPicture(
                        model, identity: options.setup.identity, kind: options.kind, time: model.clock.time(at: now))))
        case .record(let line): record(line)
        case .end(let code): end(code)
        }
    }

    /// The session goes on without its transcript; at the end it is told.
    private func record(_ line: String) {
        do {
            try transcript?.write(contentsOf: Data(line.utf8))
        } catch {
            unrecorded += 1
            firstUnrecorded = firstUnrecorded ?? error.localizedDescription
        }
    }

    /// What the transcript lacks makes a success none.
    private func exitCode(_ code: Int32) -> Int32 {
        guard let reason = firstUnrecorded else { return code }
        StandardStream.error.write("error: the transcript is incomplete, \(unrecorded) lines are missing: \(reason)\n")
        return code == 0 ? 3 : code
    }

    /// Awaits what is on its way, closes the connection, and tells the exit code.
    private func end(_ code: Int32) {
        guard !isEnding else { return }
        isEnding = true
        timer?.cancel()
        point.finish()
        let now = SingleChargePoint.now()
        poll(until: now.adding(milliseconds: ConsoleServiceLimits.drainMilliseconds), { $0.point.isDrained }) {
            driver in
            driver.point.close()
            let now = SingleChargePoint.now()
            driver.poll(
                until: now.adding(milliseconds: ConsoleServiceLimits.closeMilliseconds), { $0.point.isClosed }
            ) { driver in
                driver.point.end()
                driver.ended.succeed(driver.exitCode(code))
            }
        }
    }

    private func poll(
        until deadline: Instant, _ isDone: @escaping (ConsoleDriver) -> Bool,
        then next: @escaping (ConsoleDriver) -> Void
    ) {
        if isDone(self) || SingleChargePoint.now() >= deadline { return next(self) }
        eventLoop.assumeIsolated().scheduleTask(in: .milliseconds(ConsoleServiceLimits.pollMilliseconds)) {
            self.poll(until: deadline, isDone, then: next)
        }
    }

    // MARK: Watching

    func frame(isOutgoing: Bool, _ bytes: UnsafeRawBufferPointer) {
        note(.frame(isOutgoing ? .out : .in, Array(bytes)))
    }

    func effect(_ effect: ChargePointEffect) {
        note(.effect(effect))
    }

    func violation(_ text: String) {
        note(.violation(text))
    }

    func connectionOpened() {
        note(.connected)
    }

    func connectionClosed(_ reason: WebSocketCloseReason, wasOpen: Bool) {
        note(.disconnected(reason: reason.words, wasOpen: wasOpen))
    }
}

extension WebSocketCloseReason {
    /// The reason for a person, with what the peer or the network said.
    fileprivate var words: String {
        switch self {
        case .closedByPeer(let code, let reason):
            "closed by the central system with \(code.rawValue)" + (reason.isEmpty ? "" : " (\(reason))")
        case .handshakeRejected(let status): "the upgrade was refused with HTTP status \(status)"
        case .connectFailed(let text), .handshakeInvalid(let text), .protocolError(let text),
            .connectionLost(let text):
            "\(label): \(text)"
        case .tlsFailed(let failure): "\(label): \(failure)"
        case .handshakeTimedOut, .closedByUs, .closeTimedOut, .aborted, .messageTooLarge, .unsupportedData,
            .endOfStream, .pongTimedOut, .pendingBytesExceeded, .heldBytesExceeded:
            "\(label)"
        }
    }
}
