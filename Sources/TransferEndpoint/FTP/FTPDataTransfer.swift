import NIOCore
import NIOPosix
import NIOSSL
import TransferModel

/// One transfer over one data connection: gets the connection, secures it, moves the bytes, tells how it ended.
///
/// Lives on the control connection's event loop, hence `@unchecked Sendable`.
final class FTPDataTransfer: @unchecked Sendable {
    /// Where the connection comes from.
    enum Source {
        case port(FTPDataPort)
        case connect(host: String, port: Int)
    }

    private let core: EndpointCore
    private let opened: FTPOpened
    private let source: Source
    private let isProtected: Bool
    private let eventLoop: any EventLoop
    private let isControlAlive: () -> Bool
    private let promise: EventLoopPromise<FTPTransferEnd>
    private var isEnded = false
    private var connection: FTPDataConnection?
    private var timer: Scheduled<Void>?
    private var sender: FileSender?
    private var reception: UploadState?

    /// An upload's bytes that wait for a thread.
    private struct UploadState {
        var waiting: [ByteBuffer] = []
        var isBusy = false
        var hasEnded = false
        var taken: Int64 = 0
        var began = NIODeadline.now()
    }

    init(
        _ core: EndpointCore, _ opened: FTPOpened, _ source: Source, isProtected: Bool, eventLoop: any EventLoop,
        isControlAlive: @escaping () -> Bool
    ) {
        self.core = core
        self.opened = opened
        self.source = source
        self.isProtected = isProtected
        self.eventLoop = eventLoop
        self.isControlAlive = isControlAlive
        promise = eventLoop.makePromise(of: FTPTransferEnd.self)
    }

    /// Moves everything; never fails.
    func run() -> EventLoopFuture<FTPTransferEnd> {
        arm(core.limits.dataConnectTimeout) { self.end(.noConnection, "no data connection") }
        connect().whenComplete { result in
            switch result {
            case .success(let connection):
                guard !self.isEnded else { return connection.reset() }
                self.connected(connection)
            case .failure: self.end(.noConnection, "no data connection")
            }
        }
        return promise.futureResult
    }

    /// Ends at once.
    func stop(_ reason: String) {
        end(.broken, reason)
    }

    private func connect() -> EventLoopFuture<FTPDataConnection> {
        switch source {
        case .port(let port): return port.connection()
        case .connect(let host, let port):
            let limits = core.limits
            return ClientBootstrap(group: eventLoop)
                .connectTimeout(limits.dataConnectTimeout)
                .channelOption(.autoRead, value: false)
                .channelOption(
                    .socketOption(.so_rcvbuf), value: ChannelOptions.Types.SocketOption.Value(2 * limits.chunkBytes)
                )
                .connect(host: host, port: port)
                .flatMapThrowing { try FTPDataConnection($0, limits) }
        }
    }

    private func connected(_ connection: FTPDataConnection) {
        self.connection = connection
        guard isProtected, let tls = core.configuration.tls else {
            connection.owner = { self.heard($0) }
            return begin()
        }
        arm(core.limits.dataConnectTimeout) { self.end(.broken, "TLS handshake") }
        connection.owner = { self.heard($0) }
        do {
            try connection.secure(NIOSSLServerHandler(context: tls))
        } catch {
            end(.broken, "TLS handshake")
        }
    }

    private func begin() {
        armStall()
        switch opened {
        case .download(let file, let delivery, _, let fault): download(file, delivery, fault)
        case .upload: upload()
        case .listing(let buffer):
            connection?.channel.writeAndFlush(buffer).whenComplete { result in
                switch result {
                case .success: self.end(.complete, nil)
                case .failure: self.end(.broken, "connection lost")
                }
            }
        }
    }

    private func heard(_ event: FTPDataConnection.Event) {
        guard !isEnded else { return }
        switch event {
        case .secured:
            connection?.readOneByOne()
            begin()
        case .bytes(let buffer):
            // Bytes that come with a download are not asked for and not kept.
            reception?.waiting.append(buffer)
            takeNext()
        case .ended:
            if reception != nil {
                reception?.hasEnded = true
                takeNext()
            } else {
                end(.broken, "connection lost")
            }
        case .broken: end(.broken, "connection lost")
        }
    }

    // MARK: Time

    private func arm(_ time: TimeAmount, _ action: @escaping () -> Void) {
        timer?.cancel()
        timer = eventLoop.assumeIsolated().scheduleTask(in: time, action)
    }

    private func armStall() {
        arm(core.limits.stallTimeout) { self.end(.broken, "stalled") }
    }

    // MARK: Download

    private func download(_ file: OpenFile, _ delivery: Delivery, _ fault: TransferFault?) {
        guard let connection else { return }
        timer?.cancel()  // The sender watches the time itself.
        let channel = connection.channel
        let sender = FileSender(
            file, delivery, core: core, eventLoop: eventLoop, usesSendFile: !isProtected
        ) { data in
            switch data {
            case .byteBuffer(let buffer) where self.isProtected: channel.writeAndFlush(buffer)
            case .byteBuffer, .fileRegion: channel.writeAndFlush(data)
            }
        }
        self.sender = sender
        sender.run().whenSuccess { outcome in
            switch outcome {
            case .complete: self.end(.complete, nil)
            case .cut:
                // An announced length that was wrong is no broken connection here.
                if case .wrongLength? = fault { return self.end(.complete, "wrongLength") }
                self.connection?.cut()
                self.end(.broken, "cut")
            case .stalled: self.end(.broken, "stalled")
            case .failed(let cause): self.end(.broken, cause)
            }
        }
    }

    // MARK: Upload

    private func upload() {
        reception = UploadState()
        // What came before we listened.
        connection?.owner = { self.heard($0) }
        connection?.channel.read()
    }

    private func takeNext() {
        guard let state = reception, !state.isBusy, case .upload(let upload, let plan, _) = opened else { return }
        guard !state.waiting.isEmpty else {
            if state.hasEnded { finish(upload) }
            return
        }
        var buffer = reception!.waiting.removeFirst()
        if let limit = plan.limit, plan.ending != .diskFull, state.taken + Int64(buffer.readableBytes) > limit {
            buffer = buffer.getSlice(at: buffer.readerIndex, length: Int(limit - state.taken)) ?? buffer
        }
        reception!.isBusy = true
        reception!.taken += Int64(buffer.readableBytes)
        let chunk = buffer
        core.pool.runIfActive(eventLoop: eventLoop) { try upload.append(chunk) }.whenComplete { result in
            guard !self.isEnded else { return }
            self.reception!.isBusy = false
            switch result {
            case .success: self.took(plan)
            case .failure(let error):
                let failure = error as? StoreFailure ?? .system(0)
                self.connection?.reset()
                self.end(.failed(failure), failure.label)
            }
        }
    }

    private func took(_ plan: Reception) {
        guard let state = reception else { return }
        if let limit = plan.limit, state.taken >= limit, plan.ending == .cut {
            connection?.reset()
            return end(.broken, "cut")
        }
        if let limit = plan.limit, state.taken >= limit, plan.ending == .stall {
            reception!.isBusy = true  // Nothing more is taken; the time-out ends it.
            return
        }
        armStall()
        let goOn = {
            self.takeNext()
            guard let state = self.reception, !state.isBusy, !state.hasEnded, state.waiting.isEmpty else { return }
            self.connection?.channel.read()
        }
        guard let rate = plan.bytesPerSecond else { return goOn() }
        reception!.isBusy = true
        let due = state.began + .nanoseconds(Int64(Double(state.taken) / Double(rate) * 1e9))
        eventLoop.assumeIsolated().scheduleTask(deadline: due) {
            guard !self.isEnded else { return }
            self.reception!.isBusy = false
            goOn()
        }
    }

    /// The data connection has ended as it should. A program that dies ends its connections in just the same way, so
    /// the file gets its name only if the control connection is still there when the bytes are on the disk.
    private func finish(_ upload: StoreUpload) {
        reception!.isBusy = true
        let pool = core.pool
        let eventLoop = eventLoop
        pool.runIfActive(eventLoop: eventLoop) { try upload.synchronise() }
            .flatMap { () -> EventLoopFuture<FileStore.StoredFile> in
                guard self.isControlAlive(), !self.isEnded else {
                    return eventLoop.makeFailedFuture(ChannelError.ioOnClosedChannel)
                }
                return pool.runIfActive(eventLoop: eventLoop) { try upload.finish() }
            }
            .whenComplete { result in
                switch result {
                case .success(let file):
                    if case .upload(_, _, let log) = self.opened { log.stored(file, bytes: upload.received) }
                    self.end(.complete, nil)
                case .failure(let failure as StoreFailure): self.end(.failed(failure), failure.label)
                case .failure: self.end(.broken, "connection lost")
                }
            }
    }

    // MARK: End

    private func end(_ end: FTPTransferEnd, _ failure: String?) {
        guard !isEnded else { return }
        isEnded = true
        timer?.cancel()
        if case .port(let port) = source, connection == nil { port.close() }
        switch opened {
        case .download(let file, let delivery, let log, _):
            var offset = file.size
            if case .file(let range)? = delivery.segments.first { offset = range.lowerBound }
            log.sent(bytes: sender?.sent ?? 0, offset: offset, size: file.size, failure: failure)
            sender?.stop(failure ?? "ended")
        case .upload(let upload, _, let log):
            if let failure { log.failed(failure, bytes: upload.received) }
            if end != .complete { core.pool.submit { _ in upload.abort() } }
        case .listing: break
        }
        if end == .complete {
            connection?.channel.close(promise: nil)
        } else {
            connection?.reset()
        }
        connection?.owner = { _ in }
        promise.succeed(end)
    }
}
