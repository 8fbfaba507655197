import NIOCore
import NIOTLS
import TextFormats

/// One WebSocket connection, client or server: the only handler of ours in its channel's pipeline, and all there is of
/// it. First it does the HTTP upgrade, then frames; the handshake's state is freed in between.
///
/// States, in the words of RFC 6455 §4 and §7:
///
///     connecting -> handshaking -> open -> closing  -> draining -> closed
///                                      \-------------/
///
/// - connecting: a client without TCP connection yet.
/// - handshaking: TCP is up; TLS and the upgrade.
/// - closing: we sent a Close frame and wait for the peer's. Messages that still come are dropped.
/// - draining: the closing is settled; what comes is dropped until the peer ends the TCP connection or `closeTimeout`
///   has passed. A server has ended its own direction already (§7.1.1: the server closes first); reading on keeps the
///   kernel from resetting the connection before the peer has read our Close frame.
///
/// Use it on its event loop only.
package final class WebSocketConnection: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    enum Phase: UInt8 {
        case connecting
        case handshaking
        case open
        case closing
        case draining
        case closed
    }

    struct Flags: OptionSet {
        let rawValue: UInt16
        /// Between the first read and the end of this round of reads: flushes wait until then.
        static let inRead = Self(rawValue: 1)
        static let needsFlush = Self(rawValue: 2)
        static let unwritable = Self(rawValue: 4)
        /// A server stopped reading because the peer does not.
        static let inputPaused = Self(rawValue: 8)
        /// A frame is being handled; bytes that come meanwhile wait.
        static let parsing = Self(rawValue: 16)
        static let isTLS = Self(rawValue: 32)
        /// A server's gate counts the connection.
        static let entered = Self(rawValue: 64)
        /// The gate counts the handshake.
        static let handshakeCounted = Self(rawValue: 128)
        /// Too many handshakes came from the address: the request will be answered 429.
        static let tooSoon = Self(rawValue: 256)
        /// Input waits in the loop's queue.
        static let queued = Self(rawValue: 512)
        /// Reading pauses until the queued input is worked off.
        static let queuePaused = Self(rawValue: 1024)
        /// The channel has ended; so does the connection as soon as its input is worked off.
        static let inputEnded = Self(rawValue: 2048)
    }

    /// What few connections have, kept apart so that idle ones stay small.
    final class Rarities {
        var closeReason: WebSocketCloseReason?
        /// Input that came while earlier input was being worked off or waited.
        var deferredInput: [UInt8] = []
    }

    /// The upgrade in progress.
    final class Handshake {
        enum Side {
            case client(ClientHandshake)
            case server(ServerHandshake)
        }
        var side: Side

        init(_ side: Side) {
            self.side = side
        }
    }

    let loop: WebSocketLoop
    var owner: (any WebSocketConnectionOwner)?
    var context: ChannelHandlerContext?
    var handshake: Handshake?
    var rarities: Rarities?
    var parser: WebSocketFrameParser
    var maskingKeys: MaskingKeys
    var timerLink = TimerLink()
    var phase: Phase
    var flags: Flags = []
    /// What the parser holds, as the loop has counted it.
    var heldBytes: Int32 = 0
    /// Stands for the peer's address in the server's gate.
    var addressKey: UInt64 = 0
    /// Names the queued input, while there is any.
    var queueTicket: InputQueue<WebSocketConnection>.Ticket = 0
    /// Index of the sub-protocol in the configuration's list, or -1.
    var subprotocolIndex: Int8 = -1

    /// True over TLS.
    package var isTLS: Bool { flags.contains(.isTLS) }

    init(loop: WebSocketLoop, owner: (any WebSocketConnectionOwner)?, isTLS: Bool) {
        self.loop = loop
        self.owner = owner
        parser = WebSocketFrameParser(isMaskExpected: !loop.isClient)
        maskingKeys = MaskingKeys(seed: loop.makeSeed())
        phase = .connecting
        if isTLS {
            flags.insert(.isTLS)
        }
    }

    deinit {
        precondition(timerLink.timer == .none, "a connection left memory while it was in a time-out's queue")
    }

    // MARK: What owners see

    /// Whether messages can be sent.
    package var isOpen: Bool {
        phase == .open
    }

    /// Whether less is waiting to be sent than the channel's high watermark. Sending is possible nevertheless, up to
    /// `maximumPendingBytes`.
    package var isWritable: Bool {
        phase == .open && !flags.contains(.unwritable)
    }

    /// The event loop that all calls must come from.
    package var eventLoop: any EventLoop {
        loop.eventLoop
    }

    /// The sub-protocol agreed on, or nil.
    package var subprotocol: String? {
        if subprotocolIndex < 0 {
            return nil
        }
        switch loop.role {
        case .client(let configuration): return configuration.subprotocols[Int(subprotocolIndex)]
        case .server(let configuration, _): return configuration.subprotocols[Int(subprotocolIndex)]
        }
    }

    /// The peer's address as `127.0.0.1:9000`, or `unknown` before and after the connection.
    package var remoteAddressDescription: String {
        guard let address = context?.channel.remoteAddress, let ip = address.ipAddress, let port = address.port else {
            return "unknown"
        }
        return HostPort(host: ip, port: port).description
    }

    // MARK: Channel events

    package func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        if context.channel.isActive {
            becameActive(context)
        }
    }

    package func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        if phase != .connecting {
            endInput()
        }
    }

    package func channelActive(context: ChannelHandlerContext) {
        becameActive(context)
    }

    package func channelInactive(context: ChannelHandlerContext) {
        endInput()
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let buffer = unwrapInboundIn(data)
        loop.enterTurn()
        flags.insert(.inRead)
        buffer.withUnsafeReadableBytes { receive($0) }
        if !flags.contains(.isTLS) {
            loop.receiveBuffer.giveBack(buffer)
        }
    }

    package func channelReadComplete(context: ChannelHandlerContext) {
        flags.remove(.inRead)
        if flags.contains(.needsFlush) {
            loop.flushSoon(self)
        }
    }

    package func channelWritabilityChanged(context: ChannelHandlerContext) {
        if flags.contains(.needsFlush) && !context.channel.isWritable {
            // Many answers within one read: let the kernel have them before calling the peer slow.
            flushNow()
        }
        let isUnwritable = !context.channel.isWritable
        if flags.contains(.unwritable) == isUnwritable {
            return
        }
        if isUnwritable {
            flags.insert(.unwritable)
        } else {
            flags.remove(.unwritable)
        }
        guard phase == .open else {
            return
        }
        if !loop.isClient {
            updateInput()
            if !isUnwritable { unpark() }
        }
        owner?.webSocketWritabilityChanged(self)
    }

    package func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if loop.isClient, case .handshakeCompleted? = event as? TLSUserEvent { owner?.webSocketSecured(self) }
        context.fireUserInboundEventTriggered(event)
    }

    package func errorCaught(context: ChannelHandlerContext, error: any Error) {
        recordFailure(error)
        context.close(mode: .all, promise: nil)
    }

    private func becameActive(_ context: ChannelHandlerContext) {
        switch phase {
        case .connecting: startHandshake(context)
        case .closed: context.close(mode: .all, promise: nil)
        case .handshaking, .open, .closing, .draining: break
        }
    }
}
