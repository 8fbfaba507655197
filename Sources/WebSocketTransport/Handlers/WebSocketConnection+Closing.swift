import Glibc
import NIOCore

extension WebSocketConnection {
    /// Starts the close handshake (RFC 6455 §7.1.2); before the connection is open it ends it at once. Later calls are
    /// ignored.
    ///
    /// - `reason`: at most 123 bytes; what is longer is left out.
    package func close(code: WebSocketCloseCode = .normalClosure, reason: StaticString = "") {
        switch phase {
        case .connecting:
            record(.closedByUs(code: code))
            finish()
            context?.close(mode: .all, promise: nil)
        case .handshaking:
            record(.closedByUs(code: code))
            endHandshake()
        case .open:
            record(.closedByUs(code: code))
            sendClose(code, UnsafeRawBufferPointer(start: reason.utf8Start, count: reason.utf8CodeUnitCount))
            if phase == .open {
                phase = .closing
                loop.arm(self, .close)
                // What the peer has sent is only looked through for its Close frame from here on.
                updateInput()
                unpark()
            }
        case .closing, .draining, .closed:
            break
        }
    }

    /// Ends the connection with a TCP reset and no Close frame, as a device does that loses its power.
    package func abort() {
        record(.aborted)
        if phase == .connecting {
            finish()
        }
        reset()
    }

    /// The default answer to binary messages.
    func refuseBinary() {
        fail(.unsupportedData, "binary messages are not accepted", .unsupportedData)
    }

    /// Fails the connection (§7.1.7): a Close frame with the cause, then the end.
    func fail(_ code: WebSocketCloseCode, _ text: StaticString, _ reason: WebSocketCloseReason) {
        guard phase == .open || phase == .closing else {
            return
        }
        record(reason)
        if phase == .open {
            sendClose(code, UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
        }
        drain()
    }

    func receivedClose(_ code: WebSocketCloseCode?, _ reason: UnsafeRawBufferPointer) {
        if phase == .open {
            record(
                .closedByPeer(code: code ?? .noStatusReceived, reason: String(decoding: reason, as: UTF8.self)))
            // §5.5.1: the answer echoes the code; without one it is empty.
            sendClose(code, UnsafeRawBufferPointer(start: nil, count: 0))
        }
        drain()
    }

    /// The closing is settled: a server ends its direction, both wait for the end of the TCP connection.
    private func drain() {
        guard phase == .open || phase == .closing else {
            return
        }
        phase = .draining
        loop.arm(self, .close)
        if !loop.isClient {
            flags.remove(.queuePaused)
            updateInput()
            context?.close(mode: .output, promise: nil)
        }
    }

    private func sendClose(_ code: WebSocketCloseCode?, _ reason: UnsafeRawBufferPointer) {
        let count = code == nil ? 0 : 2 + min(reason.count, 123)
        withUnsafeTemporaryAllocation(byteCount: 125, alignment: 8) { payload in
            if let code {
                payload.storeBytes(of: code.rawValue.bigEndian, as: UInt16.self)
                UnsafeMutableRawBufferPointer(rebasing: payload[2...]).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: reason.prefix(123)))
            }
            sendFrame(.close, UnsafeRawBufferPointer(rebasing: payload[..<count]))
        }
        flushNow()
    }

    /// Ends a connection within its handshake. TLS may deliver more before it has ended; that is dropped.
    func endHandshake() {
        phase = .draining
        context?.close(mode: .all, promise: nil)
    }

    /// Drops the TCP connection with a reset: nothing pending is delivered any more.
    func reset() {
        dropInput()
        guard let context else {
            // The channel has ended already and only its input was left.
            if flags.contains(.inputEnded) { finish() }
            return
        }
        // A linger time of zero makes close send RST.
        if let socket = context.channel as? any SocketOptionProvider {
            _ = socket.setSoLinger(linger(l_onoff: 1, l_linger: 0))
        }
        if flags.contains(.isTLS), let tls = try? context.pipeline.syncOperations.context(name: Self.tlsHandlerName) {
            // From the TLS handler's own place on, so that no TLS farewell is exchanged first.
            tls.close(mode: .all, promise: nil)
        } else {
            context.close(mode: .all, promise: nil)
        }
    }

    static var tlsHandlerName: String {
        "tls"
    }

    /// The sweep found that time is up.
    func timedOut(_ timer: ConnectionTimer) {
        switch timer {
        case .handshake:
            loop.handshakeTimedOut()
            record(.handshakeTimedOut)
            if phase == .connecting {
                finish()
            }
            reset()
        case .ping:
            ping()
            if timerLink.timer == .none && phase == .open {
                loop.arm(self, .ping)
            }
        case .pong:
            record(.pongTimedOut)
            reset()
        case .close:
            if phase == .closing {
                rarities?.closeReason = .closeTimedOut
            }
            reset()
        case .none:
            preconditionFailure("a time-out without a kind")
        }
    }

    /// Keeps the first reason: what follows from it is no reason of its own.
    func record(_ reason: WebSocketCloseReason) {
        let rarities = makeRarities()
        if rarities.closeReason == nil {
            rarities.closeReason = reason
        }
    }

    func recordFailure(_ error: any Error) {
        if rarities?.closeReason != nil {
            return
        }
        if let failure = error as? IOError {
            let name = ErrnoName.of(failure.errnoCode)
            record(phase == .connecting ? .connectFailed(name) : .connectionLost(name))
        } else if phase == .connecting {
            record(.connectFailed(ErrnoName.text(of: error)))
        } else if phase == .handshaking && flags.contains(.isTLS) {
            record(.tlsFailed(loop.isClient ? TLSFailure(ofClient: error) : TLSFailure(error)))
        } else if flags.contains(.isTLS) {
            // As `uncleanShutdown`: the stream ended without TLS's own farewell.
            record(.endOfStream)
        } else {
            record(.connectionLost("\(error)"))
        }
    }

    /// The end: frees everything and tells the owner, once, from a fresh stack so that it never comes within its own
    /// call.
    func finish() {
        if phase == .closed {
            return
        }
        let wasIn = phase
        phase = .closed
        handshake = nil
        dropInput()
        if !flags.contains(.parsing) {
            parser.reset()
        }
        countHeldBytes(0)
        handshakeEnded()
        if flags.remove(.entered) != nil { loop.left(addressKey) }
        loop.unregister(self)
        let reason = rarities?.closeReason ?? defaultReason(wasIn)
        rarities = nil
        guard let owner else {
            return
        }
        self.owner = nil
        loop.eventLoop.assumeIsolated().execute {
            owner.webSocketClosed(self, reason: reason)
        }
    }

    private func defaultReason(_ phase: Phase) -> WebSocketCloseReason {
        switch phase {
        case .connecting: .connectFailed("the connection ended")
        case .handshaking where loop.isClient && !flags.contains(.isTLS):
            .handshakeInvalid(WebSocketCloseReason.maySpeakTLSText)
        case .handshaking: .handshakeInvalid("the connection ended during the handshake")
        case .open, .closing, .draining: .endOfStream
        case .closed: preconditionFailure("a connection ends once")
        }
    }
}
