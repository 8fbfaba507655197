import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import OCPPTypes
import TransferModel

/// A control connection: bytes to lines, lines to ``FTPSessionModel``, its effects to replies, files and data
/// connections.
final class FTPControlHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    let core: EndpointCore
    let peer: String
    private let bottom: ResetHandler
    var model: FTPSessionModel
    private var reader: FTPLineReader
    private var effects: [FTPSessionModel.Effect] = []
    private var isPerforming = false
    private var timer: Scheduled<Void>?
    private var timerDeadline = Instant.distantFuture
    private(set) var context: ChannelHandlerContext?
    private(set) var isSecure: Bool
    /// The port that waits for a data connection.
    var port: FTPDataPort?
    /// What was opened for the transfer that begins next.
    var opened: FTPOpened?
    var transfer: FTPDataTransfer?

    init(_ core: EndpointCore, peer: String, isImplicit: Bool, bottom: ResetHandler) {
        self.core = core
        self.peer = peer
        self.bottom = bottom
        isSecure = isImplicit
        let limits = core.limits
        var configuration = FTPSessionConfiguration()
        configuration.peerHost = peer
        configuration.offersTLS = core.configuration.tls != nil
        configuration.requiresTLS = core.configuration.requiresTLS
        configuration.isImplicitTLS = isImplicit
        configuration.allowsActive = core.configuration.allowsActive
        configuration.idleSeconds = limits.idleTimeout.nanoseconds / 1_000_000_000
        configuration.loginSeconds = limits.loginTimeout.nanoseconds / 1_000_000_000
        configuration.loginAttempts = limits.loginAttempts
        configuration.pendingCommands = limits.pendingCommands
        model = FTPSessionModel(configuration: configuration)
        reader = FTPLineReader(limit: limits.commandBytes)
    }

    /// The scheme as figures and faults know it.
    var scheme: TransferScheme { isSecure ? .ftps : .ftp }

    // MARK: Inputs

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive { deliver(.connected) }
    }

    func channelActive(context: ChannelHandlerContext) {
        deliver(.connected)
        context.fireChannelActive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        let wasSecure = isSecure
        for byte in buffer.readableBytesView {
            guard let outcome = reader.consume(byte) else { continue }
            switch outcome {
            case .line(let line): deliver(.line(line))
            case .tooLong: deliver(.lineTooLong)
            }
            // What follows AUTH in the clear is not heard.
            if isSecure != wasSecure { break }
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? TLSUserEvent, case .handshakeCompleted = event { deliver(.secured) }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        timer?.cancel()
        timer = nil
        self.context = nil
        forget()
        transfer?.stop("connection lost")
        transfer = nil
        context.fireChannelInactive()
    }

    /// Gives the model one input and does what it wants.
    func deliver(_ input: FTPSessionModel.Input) {
        let now = Self.instant()
        model.handle(input, at: now, into: &effects)
        guard !isPerforming else { return }
        isPerforming = true
        var index = 0
        while index < effects.count {
            perform(effects[index], at: now)
            index += 1
        }
        effects.removeAll(keepingCapacity: true)
        isPerforming = false
        context?.flush()
        armTimer()
    }

    static func instant() -> Instant {
        Instant(nanoseconds: Int64(clamping: NIODeadline.now().uptimeNanoseconds))
    }

    private func armTimer() {
        guard let context, model.deadline != .distantFuture, timerDeadline > model.deadline else { return }
        timer?.cancel()
        timerDeadline = model.deadline
        let due = NIODeadline.uptimeNanoseconds(UInt64(max(0, timerDeadline.nanoseconds)))
        timer = context.eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            self.timerDeadline = .distantFuture
            // The deadline may have moved meanwhile; then only the timer follows.
            if self.model.deadline <= Self.instant() { self.deliver(.deadlineReached) }
            self.armTimer()
        }
    }

    // MARK: Effects

    private func perform(_ effect: FTPSessionModel.Effect, at now: Instant) {
        guard let context else { return }
        switch effect {
        case .reply(let reply):
            context.write(wrapOutboundOut(ByteBuffer(string: reply.text)), promise: nil)
        case .authenticate(let user, let password):
            var grant = core.authority.grant(user: user, password: password)
            if let found = grant, core.refusesLogin(scheme, found) { grant = nil }
            model.handle(.authenticated(grant), at: now, into: &effects)
        case .ask(let question): ask(question)
        case .listen: listen()
        case .forget: forget()
        case .begin(let transfer): begin(transfer)
        case .abort: transfer?.stop("given up")
        case .startTLS: startTLS(context)
        case .close:
            context.flush()
            context.close(promise: nil)
        case .violation(let violation):
            core.counters.withLock { $0.violations[violation.rawValue, default: 0] += 1 }
        }
    }

    private func startTLS(_ context: ChannelHandlerContext) {
        context.flush()
        isSecure = true
        reader = FTPLineReader(limit: core.limits.commandBytes)
        guard let tls = core.configuration.tls else { return }
        do {
            let handler = NIOSSLServerHandler(context: tls)
            try context.pipeline.syncOperations.addHandler(handler, position: .after(bottom))
        } catch {
            context.close(promise: nil)
        }
    }

    /// Whether the peer has its end of the connection open. The kernel is asked, since it knows of an end before this
    /// event loop has read it.
    private var isConnected: Bool {
        guard let context else { return false }
        guard let provider = context.channel as? any SocketOptionProvider else { return true }
        var isOpen = true
        // On the channel's own event loop the answer is there at once.
        provider.getTCPInfo().assumeIsolated().whenComplete { result in
            if case .success(let info) = result { isOpen = Int32(info.tcpi_state) == Self.established }
        }
        return isOpen
    }

    /// The state of a TCP connection that neither side has ended (`TCP_ESTABLISHED` of `netinet/tcp.h`).
    private static let established: Int32 = 1

    /// The connection breaks as a network would.
    func reset() {
        bottom.reset()
    }

    // MARK: Data connections

    private func listen() {
        port?.close()
        port = nil
        guard let context else { return }
        let local = FTPHosts.text(context.channel.localAddress)
        let port = FTPDataPort(core, peer: peer, eventLoop: context.eventLoop)
        self.port = port
        port.listen(on: context.channel.localAddress?.ipAddress ?? local).assumeIsolated().whenComplete { result in
            guard self.port === port else { return port.close() }
            switch result {
            case .success(let number):
                let host = self.core.configuration.passiveHost ?? local
                self.deliver(.listening(FTPAddress(host: host, port: number)))
            case .failure:
                self.port = nil
                self.deliver(.listenFailed)
            }
        }
    }

    private func forget() {
        port?.close()
        port = nil
        opened?.giveUp(core)
        opened = nil
    }

    private func begin(_ order: FTPTransfer) {
        guard let context, let opened else { return }
        self.opened = nil
        let source: FTPDataTransfer.Source
        switch order.target {
        case .passive:
            guard let port else { return deliver(.ended(.noConnection)) }
            self.port = nil
            source = .port(port)
        case .active(let number): source = .connect(host: peer, port: number)
        }
        let transfer = FTPDataTransfer(
            core, opened, source, isProtected: order.isProtected, eventLoop: context.eventLoop,
            isControlAlive: { self.isConnected })
        self.transfer = transfer
        transfer.run().assumeIsolated().whenSuccess { end in
            guard self.transfer === transfer else { return }
            self.transfer = nil
            self.deliver(.ended(end))
        }
    }
}
