import NIOCore

extension WebSocketConnection {
    /// Sends one text message in one frame. During a read it leaves with all others of that read, else at once.
    ///
    /// - Parameter text: must be UTF-8; it is not checked.
    /// - Returns: false where the connection is not open or its peer reads too slowly (the connection then ends with
    ///   `pendingBytesExceeded`).
    @discardableResult
    package func send(text: UnsafeRawBufferPointer) -> Bool {
        phase == .open && sendFrame(.text, text)
    }

    /// Sends one binary message in one frame; otherwise as ``send(text:)``.
    @discardableResult
    package func send(binary bytes: UnsafeRawBufferPointer) -> Bool {
        phase == .open && sendFrame(.binary, bytes)
    }

    /// Sends a Ping. With a `pongTimeout` its Pong is awaited.
    package func ping() {
        guard phase == .open else {
            return
        }
        sendFrame(.ping, UnsafeRawBufferPointer(start: nil, count: 0))
        if loop.isEnabled(.pong) && timerLink.timer != .pong && phase == .open {
            loop.arm(self, .pong)
        }
    }

    @discardableResult
    func sendFrame(_ opcode: WebSocketOpcode, _ payload: UnsafeRawBufferPointer) -> Bool {
        guard let context else {
            return false
        }
        let isClient = loop.isClient
        let size = WebSocketFrameHeader.size(payloadCount: payload.count, isMasked: isClient) + payload.count
        if flags.contains(.unwritable) && !hasRoom(for: size, context) {
            record(.pendingBytesExceeded)
            reset()
            return false
        }
        let frame = loop.makeFrame(opcode, payload, key: isClient ? maskingKeys.next() : nil, size: size)
        if flags.contains(.inRead) {
            flags.insert(.needsFlush)
            context.write(wrapOutboundOut(frame), promise: nil)
        } else {
            // What was written before leaves with it.
            context.write(wrapOutboundOut(frame), promise: nil)
            flushNow()
        }
        return true
    }

    /// Whether something that was sent while the connection was read waits to leave with all that is sent in that turn;
    /// the owner is told when it has left.
    package var awaitsFlush: Bool { flags.contains(.needsFlush) }

    private func hasRoom(for size: Int, _ context: ChannelHandlerContext) -> Bool {
        let pending = (try? context.channel.syncOptions?.getOption(.bufferedWritableBytes)) ?? 0
        return pending + size <= loop.limits.maximumPendingBytes
    }

    func flushNow() {
        let hasWaited = flags.remove(.needsFlush) != nil
        context?.flush()
        if hasWaited { owner?.webSocketFlushed(self) }
    }
}
