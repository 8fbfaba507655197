import NIOCore

/// What the connections of one client or server share on one event loop: buffers, time-outs, the register of open
/// connections. Used on that loop only, hence `@unchecked Sendable`.
final class WebSocketLoop: @unchecked Sendable {
    /// Which end of a connection we are, with all that only this end needs.
    enum Role {
        case client(WebSocketClientConfiguration)
        case server(
            WebSocketServerConfiguration,
            decide: @Sendable (WebSocketServerRequest, any EventLoop) -> WebSocketServerDecision)
    }

    /// Frames above this size get a buffer of their own instead of the reused one.
    private static let largestReusedFrame = 64 << 10

    let eventLoop: any EventLoop
    let role: Role
    let isClient: Bool
    let limits: WebSocketLimits
    let scratch = ScratchBuffer()
    let receiveBuffer = SharedReceiveBuffer()
    /// Handshakes refused before or by the decision; connections have no owner yet who could count them.
    private(set) var refusedHandshakes = 0

    private var frame: ByteBuffer
    private var timers: ConnectionTimers
    private let tick: TimeAmount
    private var isSweepScheduled = false
    private var keySeeds: MaskingKeys
    private var connections: [ObjectIdentifier: WebSocketConnection] = [:]
    private var whenEmpty: [EventLoopPromise<Void>] = []

    init(eventLoop: any EventLoop, role: Role, seed: UInt64) {
        self.eventLoop = eventLoop
        self.role = role
        let timing: WebSocketTiming
        switch role {
        case .client(let configuration):
            isClient = true
            limits = configuration.limits
            timing = configuration.timing
        case .server(let configuration, _):
            isClient = false
            limits = configuration.limits
            timing = configuration.timing
        }
        tick = max(TimeAmount(timing.tick), .milliseconds(1))
        timers = ConnectionTimers(timing)
        keySeeds = MaskingKeys(seed: seed)
        frame = ByteBufferAllocator().buffer(capacity: 4096)
    }

    /// A seed for the masking keys of the next connection.
    func makeSeed() -> UInt64 {
        keySeeds.nextWord()
    }

    /// Writes one frame into the loop's buffer. The storage is used again as soon as NIO has sent it, so a steady
    /// exchange of messages allocates nothing.
    @inline(__always)
    func makeFrame(_ opcode: WebSocketOpcode, _ payload: UnsafeRawBufferPointer, key: UInt32?, size: Int) -> ByteBuffer
    {
        frame.clear(minimumCapacity: size)
        frame.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { target in
            WebSocketFrameHeader.writeFrame(
                opcode: opcode, payload: payload, maskingKey: key, to: target.baseAddress!)
        }
        if size > Self.largestReusedFrame {
            let large = frame
            frame = ByteBufferAllocator().buffer(capacity: 4096)
            return large
        }
        return frame
    }

    /// Bytes of the handshake in a buffer of their own.
    func makeBuffer(_ bytes: [UInt8]) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: bytes.count)
        buffer.writeBytes(bytes)
        return buffer
    }

    func handshakeRefused() {
        refusedHandshakes += 1
    }

    // MARK: Register of connections

    func register(_ connection: WebSocketConnection) {
        connections[ObjectIdentifier(connection)] = connection
    }

    func unregister(_ connection: WebSocketConnection) {
        timers.disarm(connection)
        connections[ObjectIdentifier(connection)] = nil
        if connections.isEmpty && !whenEmpty.isEmpty {
            let promises = whenEmpty
            whenEmpty = []
            for promise in promises {
                promise.succeed(())
            }
        }
    }

    /// Closes every connection with 1001; the promise is kept when the last one has ended.
    func closeAll(_ promise: EventLoopPromise<Void>) {
        if connections.isEmpty {
            promise.succeed(())
            return
        }
        whenEmpty.append(promise)
        for connection in connections.values {
            connection.close(code: .goingAway, reason: "server shuts down")
        }
    }

    // MARK: Time-outs

    func isEnabled(_ timer: ConnectionTimer) -> Bool {
        timers.isEnabled(timer)
    }

    func arm(_ connection: WebSocketConnection, _ timer: ConnectionTimer) {
        timers.arm(connection, timer, now: eventLoop.now)
        scheduleSweep()
    }

    func disarm(_ connection: WebSocketConnection) {
        timers.disarm(connection)
    }

    private func scheduleSweep() {
        if isSweepScheduled {
            return
        }
        isSweepScheduled = true
        eventLoop.assumeIsolated().scheduleTask(in: tick) { [weak self] in
            self?.sweep()
        }
    }

    private func sweep() {
        isSweepScheduled = false
        let now = eventLoop.now
        while let due = timers.popDue(now: now) {
            due.connection.timedOut(due.timer)
        }
        if timers.count > 0 {
            scheduleSweep()
        }
    }
}
