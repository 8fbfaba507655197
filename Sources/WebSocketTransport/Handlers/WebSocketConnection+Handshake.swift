import NIOCore
import NIOSSL

extension WebSocketConnection {
    func startHandshake(_ context: ChannelHandlerContext) {
        phase = .handshaking
        if loop.isClient {
            guard case .client(let client) = handshake?.side else {
                preconditionFailure("a client connection starts without its request")
            }
            owner?.webSocketConnected(self)
            context.writeAndFlush(wrapOutboundOut(loop.makeBuffer(client.requestBytes)), promise: nil)
        } else {
            enterServer(context)
        }
    }

    private func enterServer(_ context: ChannelHandlerContext) {
        addressKey = ConnectionGate.key(context.channel.remoteAddress)
        switch loop.enter(addressKey) {
        case .refused:
            phase = .draining
            return reset()
        case .tooSoon:
            flags.formUnion([.entered, .handshakeCounted, .tooSoon])
        case .admitted:
            flags.formUnion([.entered, .handshakeCounted])
        }
        handshake = Handshake(.server(ServerHandshake()))
        loop.register(self)
        loop.arm(self, .handshake)
    }

    /// The handshake is over, however it ended: the gate counts it no more.
    func handshakeEnded() {
        if flags.remove(.handshakeCounted) != nil { loop.handshakeEnded() }
    }

    func receiveHandshake(_ bytes: UnsafeRawBufferPointer) {
        guard let handshake else {
            preconditionFailure("a handshake without its state")
        }
        switch (handshake.side, loop.role) {
        case (.client(var client), .client(let configuration)):
            // Emptied while it is changed, so that its bytes are not copied.
            handshake.side = .server(ServerHandshake())
            let result = Result { () throws(ClientHandshake.Refusal) in
                try client.receive(bytes, configuration: configuration)
            }
            handshake.side = .client(client)
            clientHandshake(result, configuration)
        case (.server(var server), .server(let configuration, let decide)):
            handshake.side = .server(ServerHandshake())
            let address = remoteAddressDescription
            let result = Result { () throws(ServerHandshake.Refusal) in
                try server.receive(bytes, configuration: configuration, remoteAddress: address)
            }
            handshake.side = .server(server)
            serverHandshake(result, configuration, decide)
        case (.client, .server), (.server, .client):
            preconditionFailure("the handshake is of the other side")
        }
    }

    private func clientHandshake(
        _ result: Result<(subprotocol: String?, rest: [UInt8])?, ClientHandshake.Refusal>,
        _ configuration: WebSocketClientConfiguration
    ) {
        switch result {
        case .success(nil):
            break
        case .success(let (subprotocol, rest)?):
            let index = subprotocol.flatMap { configuration.subprotocols.firstIndex(of: $0) }
            opened(subprotocolIndex: index)
            continueWithFrames(rest)
        case .failure(.rejected(let status)):
            record(.handshakeRejected(status: status))
            endHandshake()
        case .failure(.invalid(let text)):
            record(.handshakeInvalid(text))
            endHandshake()
        }
    }

    private func serverHandshake(
        _ result: Result<(upgrade: ServerHandshake.Upgrade, rest: [UInt8])?, ServerHandshake.Refusal>,
        _ configuration: WebSocketServerConfiguration,
        _ decide: (WebSocketServerRequest, any EventLoop) -> WebSocketServerDecision
    ) {
        switch result {
        case .success(nil):
            break
        case .failure(let refusal):
            refuse(refusal)
        case .success where flags.contains(.tooSoon):
            refuse(
                ServerHandshake.Refusal(
                    429, "too many connections come from this address; try again later", extraHeader: "Retry-After: 1"))
        case .success((var upgrade, let rest)?):
            if flags.contains(.isTLS) { upgrade.request.peerCertificate = peerCertificate }
            switch decide(upgrade.request, loop.eventLoop) {
            case .accept(let owner):
                self.owner = owner
                let index = upgrade.request.subprotocol.flatMap { configuration.subprotocols.firstIndex(of: $0) }
                flags.insert(.needsFlush)
                context?.write(wrapOutboundOut(loop.makeBuffer(upgrade.answer())), promise: nil)
                opened(subprotocolIndex: index)
                continueWithFrames(rest)
            case .reject(let status, let reason):
                let challenge =
                    status == 401 ? "WWW-Authenticate: Basic realm=\"\(configuration.realm)\", charset=\"UTF-8\"" : nil
                refuse(ServerHandshake.Refusal(status, reason.description, extraHeader: challenge))
            }
        }
    }

    /// The certificate that the TLS handler has verified, in DER.
    private var peerCertificate: [UInt8]? {
        guard let certificate = try? context?.pipeline.syncOperations.nioSSL_peerCertificate() else { return nil }
        return try? certificate.toDERBytes()
    }

    private func opened(subprotocolIndex index: Int?) {
        handshake = nil
        handshakeEnded()
        subprotocolIndex = Int8(clamping: index ?? -1)
        phase = .open
        if loop.isEnabled(.ping) {
            loop.arm(self, .ping)
        } else {
            loop.disarm(self)
        }
        owner?.webSocketOpened(self)
    }

    private func continueWithFrames(_ rest: [UInt8]) {
        if !rest.isEmpty {
            rest.withUnsafeBytes { receiveFrames($0) }
        }
    }

    /// Answers with an HTTP status, ends our direction, and reads on so that the client gets to see it.
    private func refuse(_ refusal: ServerHandshake.Refusal) {
        loop.handshakeRefused()
        handshake = nil
        handshakeEnded()
        guard let context else {
            return
        }
        context.writeAndFlush(wrapOutboundOut(loop.makeBuffer(refusal.bytes)), promise: nil)
        if phase == .handshaking {
            phase = .draining
            loop.arm(self, .close)
            context.close(mode: .output, promise: nil)
        }
    }
}
