import NIOCore
import NIOPosix
import TransferModel

/// Sends a file as a ``Delivery`` says: with `sendfile` where the sink takes it, else in chunks that a thread for files
/// reads. The next piece follows when the last one has left for the socket, so a transfer holds one chunk at most.
///
/// Lives on one event loop, hence `@unchecked Sendable`.
final class FileSender: @unchecked Sendable {
    /// How it ended.
    enum Outcome: Sendable, Equatable {
        case complete
        /// The delivery is to be cut here.
        case cut
        /// Nothing moved for longer than allowed, or the delivery is to stand still until then.
        case stalled
        /// The peer is gone, or the file cannot be read.
        case failed(String)
    }

    private let file: OpenFile
    private let delivery: Delivery
    private let pool: NIOThreadPool
    private let eventLoop: any EventLoop
    private let limits: TransferEndpointLimits
    private let usesSendFile: Bool
    private let write: (IOData) -> EventLoopFuture<Void>
    private let promise: EventLoopPromise<Outcome>
    private var isEnded = false
    private var segment = 0
    private var position: Int64 = 0
    private var stall: Scheduled<Void>?
    private var began = NIODeadline.now()
    /// Bytes that have left for the socket.
    private(set) var sent: Int64 = 0

    /// - Parameter write: writes and flushes; called on the event loop.
    /// - Parameter usesSendFile: whether the sink takes a file region, which a connection with TLS does not.
    init(
        _ file: OpenFile, _ delivery: Delivery, core: EndpointCore, eventLoop: any EventLoop, usesSendFile: Bool,
        write: @escaping (IOData) -> EventLoopFuture<Void>
    ) {
        self.file = file
        self.delivery = delivery
        pool = core.pool
        limits = core.limits
        self.eventLoop = eventLoop
        self.usesSendFile = usesSendFile
        self.write = write
        promise = eventLoop.makePromise(of: Outcome.self)
    }

    /// Sends everything.
    func run() -> EventLoopFuture<Outcome> {
        eventLoop.preconditionInEventLoop()
        began = .now()
        position = firstByte
        armStall()
        step()
        return promise.futureResult
    }

    /// Ends at once.
    func stop(_ reason: String) {
        end(.failed(reason))
    }

    private var firstByte: Int64 {
        guard segment < delivery.segments.count, case .file(let range) = delivery.segments[segment] else { return 0 }
        return range.lowerBound
    }

    private func end(_ outcome: Outcome) {
        guard !isEnded else { return }
        isEnded = true
        stall?.cancel()
        promise.succeed(outcome)
    }

    private func armStall() {
        stall?.cancel()
        stall = eventLoop.scheduleTask(in: limits.stallTimeout) { self.end(.stalled) }
    }

    private func step() {
        guard !isEnded else { return }
        guard segment < delivery.segments.count else {
            switch delivery.ending {
            case .complete: end(.complete)
            case .cut: end(.cut)
            case .stall: break  // The stall time-out, or the peer, ends it.
            }
            return
        }
        switch delivery.segments[segment] {
        case .literal(let bytes):
            hand(.byteBuffer(ByteBuffer(bytes: bytes)), Int64(bytes.count), isLast: true)
        case .flipped(let byte):
            readThenHand(byte..<byte + 1, flips: true, isLast: true)
        case .file(let range):
            let most = delivery.bytesPerSecond.map { max(1, $0 / 10) } ?? .max
            if usesSendFile {
                let end = min(range.upperBound, position + Int64(min(limits.sendFileBytes, most)))
                let region = FileRegion(
                    fileHandle: file.handle, readerIndex: Int(position), endIndex: Int(end))
                let count = end - position
                position = end
                hand(.fileRegion(region), count, isLast: end == range.upperBound)
            } else {
                let end = min(range.upperBound, position + Int64(min(limits.chunkBytes, most)))
                let start = position
                position = end
                readThenHand(start..<end, flips: false, isLast: end == range.upperBound)
            }
        }
    }

    private func readThenHand(_ range: Range<Int64>, flips: Bool, isLast: Bool) {
        let file = file
        pool.runIfActive(eventLoop: eventLoop) { () -> ByteBuffer in
            var buffer = ByteBuffer()
            try file.read(range, into: &buffer)
            if flips, let byte = buffer.getInteger(at: 0, as: UInt8.self) { buffer.setInteger(byte ^ 0xFF, at: 0) }
            return buffer
        }.whenComplete { result in
            switch result {
            case .success(let buffer):
                self.hand(.byteBuffer(buffer), range.upperBound - range.lowerBound, isLast: isLast)
            case .failure: self.end(.failed("read failed"))
            }
        }
    }

    private func hand(_ data: IOData, _ count: Int64, isLast: Bool) {
        guard !isEnded else { return }
        write(data).whenComplete { result in
            guard !self.isEnded else { return }
            guard case .success = result else { return self.end(.failed("connection lost")) }
            self.sent += count
            if isLast {
                self.segment += 1
                self.position = self.firstByte
            }
            self.armStall()
            self.pace()
        }
    }

    /// Goes on at once, or when the rate allows it.
    private func pace() {
        guard let rate = delivery.bytesPerSecond else { return step() }
        let due = began + .nanoseconds(Int64(Double(sent) / Double(rate) * 1e9))
        eventLoop.scheduleTask(deadline: due) { self.step() }
    }
}
