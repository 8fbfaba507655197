import OCPPTypes

/// The server's side of one FTP control connection (RFC 959, 2228, 2389, 2428, 3659, 4217): commands in, effects out.
///
/// ```
///             AUTH TLS            USER, PASS
///   idle ───────────────► securing ─► idle ──────► authenticating ─► idle
///   idle ── PASV, EPSV ─► listening ─► idle
///   idle ── SIZE, CWD… ─► asking ─► idle
///   idle ── RETR, STOR… ► asking ─► transferring ─► idle
///                                       │ ABOR
///                                       └──► aborting ─► idle
///   any ── QUIT, 421 ───► closed
/// ```
///
/// One command is worked on at a time; further lines wait, up to a limit. Only ABOR and STAT are heard during a
/// transfer. The model owns no socket and no file: it asks the driver (`ask`), which answers with an input. Paths
/// become
/// ``StorePath`` here, and every right is checked here.
package struct FTPSessionModel: Sendable {
    /// What happens to a session.
    package enum Input: Hashable, Sendable {
        /// The connection is there, with TLS where it is implicit.
        case connected
        /// A command line without its end.
        case line([UInt8])
        /// A line was longer than the limit.
        case lineTooLong
        /// The answer to `authenticate`; nil where user and password are not right.
        case authenticated(AccessGrant?)
        /// The answer to `ask`.
        case answered(FTPAnswer)
        /// The answer to `listen`: where the peer may connect to.
        case listening(FTPAddress)
        /// The answer to `listen`: no port could be had.
        case listenFailed
        /// The transfer that was begun has ended.
        case ended(FTPTransferEnd)
        /// The TLS handshake of the control connection is done.
        case secured
        /// ``FTPSessionModel/deadline`` has come.
        case deadlineReached
    }

    /// What is to be done.
    package enum Effect: Hashable, Sendable {
        case reply(FTPReply)
        case authenticate(user: String, password: String)
        case ask(FTPQuestion)
        /// Opens a port for one data connection from the peer's own address.
        case listen
        /// Closes such a port, and forgets a file or upload that was opened.
        case forget
        case begin(FTPTransfer)
        /// Ends the transfer; `ended` follows.
        case abort
        /// Starts the handshake after the replies so far; nothing that came before it counts.
        case startTLS
        /// Closes the connection after the replies so far.
        case close
        case violation(FTPViolation)
    }

    enum State: Hashable, Sendable {
        case idle
        case securing
        case authenticating
        case listening(isExtended: Bool)
        case asking(FTPQuestion)
        case transferring(FTPTransfer)
        case aborting
        case closed
    }

    enum Login: Hashable, Sendable {
        case none
        case named(String)
        case done(AccessGrant)
    }

    let configuration: FTPSessionConfiguration
    var state = State.idle
    var login = Login.none
    var isSecure: Bool
    var failedLogins = 0
    var folder = StorePath.root
    var isImage = false
    var target: FTPTransfer.Target?
    var restart: Int64 = 0
    var renameFrom: StorePath?
    var hasBufferSize = false
    var isDataProtected = false
    var isExtendedOnly = false
    private var waiting: [[UInt8]] = []

    /// When the session is closed if nothing happens; the driver gives `deadlineReached` then.
    package private(set) var deadline = Instant.distantFuture

    /// A session that has not begun.
    package init(configuration: FTPSessionConfiguration) {
        self.configuration = configuration
        isSecure = configuration.isImplicitTLS
    }

    /// The grant of the user who is logged in.
    package var grant: AccessGrant? {
        if case .done(let grant) = login { return grant }
        return nil
    }

    /// The folder that relative paths start at.
    package var currentFolder: StorePath { folder }

    /// Gives the session one input and appends what is to be done.
    package mutating func handle(_ input: Input, at now: Instant, into effects: inout [Effect]) {
        guard state != .closed else { return }  // Allowed race: the driver was still busy when the session ended.
        switch input {
        case .connected: effects.append(.reply(FTPReply(220, "wattswarm file endpoint")))
        case .line(let line): received(line, &effects)
        case .lineTooLong:
            effects.append(.violation(.lineTooLong))
            effects.append(.reply(FTPReply(500, "the line is too long")))
        case .authenticated(let grant): authenticated(grant, &effects)
        case .answered(let answer): answered(answer, &effects)
        case .listening(let address): listening(address, &effects)
        case .listenFailed:
            guard case .listening = state else { break }
            state = .idle
            effects.append(.reply(FTPReply(425, "no port for the data connection")))
        case .ended(let end): ended(end, &effects)
        case .secured:
            guard state == .securing else { break }
            state = .idle
            isSecure = true
        case .deadlineReached:
            guard deadline <= now else { break }
            effects.append(.violation(.idle))
            close(FTPReply(421, "idle for too long"), &effects)
        }
        workOff(&effects)
        renewDeadline(at: now, input)
    }

    // MARK: Lines

    private mutating func received(_ line: [UInt8], _ effects: inout [Effect]) {
        if case .idle = state, waiting.isEmpty {
            perform(line, &effects)
            return
        }
        if case .transferring = state, let command = try? FTPCommand(line) {
            if command == .abort {
                state = .aborting
                effects.append(.abort)
                return
            }
            if command == .status {
                effects.append(.reply(FTPReply(213, "a transfer is under way")))
                return
            }
        }
        guard waiting.count < configuration.pendingCommands else {
            effects.append(.violation(.tooManyCommands))
            close(FTPReply(421, "too many commands at once"), &effects)
            return
        }
        waiting.append(line)
    }

    private mutating func workOff(_ effects: inout [Effect]) {
        while state == .idle, !waiting.isEmpty {
            perform(waiting.removeFirst(), &effects)
        }
    }

    private mutating func perform(_ line: [UInt8], _ effects: inout [Effect]) {
        do {
            try perform(FTPCommand(line), &effects)
        } catch {
            switch error {
            case .unknown: effects.append(.reply(FTPReply(500, "unknown command")))
            case .argument(let text): effects.append(.reply(FTPReply(501, text)))
            }
        }
    }

    // MARK: Ends

    /// Says farewell and ends the session.
    mutating func close(_ reply: FTPReply, _ effects: inout [Effect]) {
        switch state {
        case .transferring, .aborting: effects.append(.abort)
        case .idle, .securing, .authenticating, .listening, .asking, .closed: effects.append(.forget)
        }
        state = .closed
        waiting = []
        effects.append(.reply(reply))
        effects.append(.close)
    }

    /// A handshake begins: what was sent in the clear behind AUTH is not heard (RFC 4217 §4, command injection).
    mutating func forgetWaiting(_ effects: inout [Effect]) {
        if !waiting.isEmpty { effects.append(.violation(.commandBeforeTLS)) }
        waiting = []
    }

    private mutating func renewDeadline(at now: Instant, _ input: Input) {
        switch state {
        case .closed, .transferring, .aborting: deadline = .distantFuture
        case .idle, .securing, .authenticating, .listening, .asking:
            if grant != nil {
                deadline = now.adding(seconds: configuration.idleSeconds)
            } else if input == .connected {
                // Before the login the time runs from the start, whatever is sent meanwhile.
                deadline = now.adding(seconds: configuration.loginSeconds)
            }
        }
    }
}
