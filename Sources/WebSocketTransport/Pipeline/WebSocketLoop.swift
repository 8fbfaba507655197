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

    /// Connections that are flushed together, at most.
    static let flushBatch = 32
    /// Frames above this size get a buffer of their own instead of the reused one.
    private static let largestReusedFrame = 64 << 10

    let eventLoop: any EventLoop
    let role: Role
    let isClient: Bool
    let limits: WebSocketLimits
    let scratch = ScratchBuffer()
    let receiveBuffer = SharedReceiveBuffer()
    /// What connections without an owner came to.
    private(set) var counters = WebSocketCounters()
    private var gate: ConnectionGate
    /// Bytes of unfinished frames and messages of all connections.
    private(set) var heldBytes = 0

    /// Buffers for outgoing frames, used in turn: as many as connections may wait for their flush.
    private var frames: [ByteBuffer]
    private var nextFrame = 0
    private var unflushed: [WebSocketConnection] = []
    /// The loop's turn, which others of the same loop share.
    let turn: LoopTurn
    /// Input that waits for its turn.
    var queue = InputQueue<WebSocketConnection>()
    /// Reads until the clock is looked at again.
    var readsUntilLook = 0
    var isTurnEndScheduled = false
    /// True while the end of the next turn is sure to come.
    var isQueueGoingOn = false
    /// How long reading may last in a turn, in nanoseconds.
    private let usualReadingOfTurn: Int64
    /// Nanoseconds of a turn in which what was read is worked off.
    var readingOfTurn: Int64 { turn.readingNanoseconds ?? usualReadingOfTurn }
    let leastReadingOfTurn: Int64
    /// When the input that is being worked off was read, in nanoseconds of the loop's clock.
    var queuedSince: Int64 = 0
    /// The turn in which the queue was last worked off.
    var workedOffIn: UInt64?
    /// True while input that has waited is worked off.
    var isWorkingOffQueue = false
    private var timers: ConnectionTimers
    private let tick: TimeAmount
    private var isSweepScheduled = false
    private var keySeeds: MaskingKeys
    private var connections: [ObjectIdentifier: WebSocketConnection] = [:]
    private var whenEmpty: [EventLoopPromise<Void>] = []

    init(eventLoop: any EventLoop, role: Role, seed: UInt64, turn: LoopTurn? = nil) {
        self.eventLoop = eventLoop
        self.role = role
        self.turn = turn ?? LoopTurn(eventLoop)
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
        gate = ConnectionGate(limits)
        usualReadingOfTurn = TimeAmount(limits.readingOfTurn).nanoseconds
        leastReadingOfTurn = TimeAmount(limits.leastReadingOfTurn).nanoseconds
        tick = max(TimeAmount(timing.tick), .milliseconds(1))
        timers = ConnectionTimers(timing)
        keySeeds = MaskingKeys(seed: seed)
        frames = (0..<Self.flushBatch).map { _ in ByteBufferAllocator().buffer(capacity: 256) }
        unflushed.reserveCapacity(Self.flushBatch)
    }

    /// A seed for the masking keys of the next connection.
    func makeSeed() -> UInt64 {
        keySeeds.nextWord()
    }

    /// Writes one frame into a buffer of the loop's. The storage is used again as soon as NIO has sent it, so a steady
    /// exchange of messages allocates nothing.
    @inline(__always)
    func makeFrame(_ opcode: WebSocketOpcode, _ payload: UnsafeRawBufferPointer, key: UInt32?, size: Int) -> ByteBuffer
    {
        if size > Self.largestReusedFrame {
            var large = ByteBufferAllocator().buffer(capacity: size)
            Self.write(opcode, payload, key, size, to: &large)
            return large
        }
        let index = nextFrame
        nextFrame = (index + 1) % Self.flushBatch
        frames[index].clear(minimumCapacity: size)
        Self.write(opcode, payload, key, size, to: &frames[index])
        return frames[index]
    }

    @inline(__always)
    private static func write(
        _ opcode: WebSocketOpcode, _ payload: UnsafeRawBufferPointer, _ key: UInt32?, _ size: Int,
        to frame: inout ByteBuffer
    ) {
        frame.writeWithUnsafeMutableBytes(minimumWritableBytes: size) { target in
            WebSocketFrameHeader.writeFrame(
                opcode: opcode, payload: payload, maskingKey: key, to: target.baseAddress!)
        }
    }

    // MARK: Flushing together

    /// Flushes the connection with others that were read in the same turn of the event loop, at the latest at its end.
    ///
    /// Writing to many sockets one after the other costs less than a read and a write in turn: the kernel's code stays
    /// in the caches, and a peer that sleeps is woken once for many messages. A batch is small, so that the peer works
    /// while we read on.
    func flushSoon(_ connection: WebSocketConnection) {
        unflushed.append(connection)
        if unflushed.count >= Self.flushBatch {
            flushAll()
        } else {
            scheduleTurnEnd()
        }
    }

    func flushAll() {
        // A flush can fail and end a connection, whose owner may send elsewhere: what that adds is flushed as well.
        var index = 0
        while index < unflushed.count {
            unflushed[index].flushNow()
            index += 1
        }
        unflushed.removeAll(keepingCapacity: true)
    }

    /// Bytes of the handshake in a buffer of their own.
    func makeBuffer(_ bytes: [UInt8]) -> ByteBuffer {
        var buffer = ByteBufferAllocator().buffer(capacity: bytes.count)
        buffer.writeBytes(bytes)
        return buffer
    }

    func handshakeRefused() {
        counters.refusedHandshakes += 1
    }

    // MARK: Limits over all connections

    /// Decides on a new connection of a server and counts a refusal.
    func enter(_ address: UInt64) -> ConnectionGate.Decision {
        let decision = gate.enter(address, at: eventLoop.now)
        switch decision {
        case .admitted: break
        case .tooSoon: counters.handshakesTooSoon += 1
        case .refused(.connections): counters.connectionsRefused += 1
        case .refused(.connectionsOfAddress): counters.connectionsOfAddressRefused += 1
        case .refused(.handshakes): counters.unfinishedHandshakesRefused += 1
        }
        return decision
    }

    func handshakeEnded() {
        gate.handshakeEnded()
    }

    func left(_ address: UInt64) {
        gate.left(address)
    }

    func handshakeTimedOut() {
        counters.handshakeTimeouts += 1
    }

    /// Counts bytes that a connection holds more or less than before; false when all hold too much.
    func hold(_ change: Int) -> Bool {
        heldBytes += change
        return heldBytes <= limits.maximumHeldBytes
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
