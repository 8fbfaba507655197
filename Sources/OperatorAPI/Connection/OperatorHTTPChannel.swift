import CentralSystemSettings
import HummingbirdCore
import Logging
import NIOCore
import NIOHTTP1
import NIOHTTPTypes
import NIOHTTPTypesHTTP1
import OperatorInterface

/// A connection of Hummingbird's server as the operator API takes it: through the gate, with a time for each request's
/// head, and with exactly one Host.
struct OperatorHTTPChannel: ServerChildChannel, HTTPChannelHandler {
    typealias Value = NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>

    let responder: HTTPChannelHandler.Responder
    let gate: ConnectionGate
    let limits: OperatorAPILimits

    func setup(channel: any Channel, logger: Logger) -> EventLoopFuture<Value> {
        channel.eventLoop.makeCompletedFuture {
            let ticket = gate.enter(from: channel.remoteAddress?.ipAddress ?? "unknown") {
                channel.close(promise: nil)
            }
            do {
                let async = try wrapped(channel, ticket, logger)
                if ticket == nil { channel.close(promise: nil) }
                return async
            } catch {
                // A channel that has closed meanwhile takes no handler that would give the ticket back.
                if let ticket { gate.leave(ticket) }
                throw error
            }
        }
    }

    private func wrapped(_ channel: any Channel, _ ticket: ConnectionGate.Ticket?, _ logger: Logger) throws -> Value {
        let pipeline = channel.pipeline.syncOperations
        let connection = OperatorConnection(gate, ticket)
        try pipeline.addHandler(HeadTimer(connection, timeout: TimeAmount(limits.headTimeout)))
        var decoder = NIOHTTPDecoderLimitConfiguration()
        decoder.maxHeaderFieldSize = 8 << 10
        decoder.maxHeaderListSize = 16 << 10
        decoder.maxHeaderFieldCount = 100
        try pipeline.configureHTTPServerPipeline(
            withPipeliningAssistance: false, withErrorHandling: false, withOutboundHeaderValidation: false,
            withEncoderConfiguration: .init(), withDecoderLimitConfiguration: decoder)
        try pipeline.addHandler(connection)
        try pipeline.addHandler(HTTP1ToHTTPServerCodec(secure: false))
        try pipeline.addHandler(HTTPConnectionStateHandler(idleTimeout: limits.idleTimeout, logger: logger))
        return try NIOAsyncChannel<HTTPRequestPart, HTTPResponsePart>(
            wrappingChannelSynchronously: channel, configuration: .init(isOutboundHalfClosureEnabled: true))
    }

    func handle(value: Value, logger: Logger) async {
        await handleHTTP(asyncChannel: value, logger: logger)
    }
}

/// Knows whether a request of a connection is under way, and answers those that no handler is to see: HTTP/1.1 with no
/// Host or with two (RFC 9112 §3.2), and whatever is no question for health on a connection that was let in for that.
final class OperatorConnection: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart
    typealias OutboundIn = HTTPServerResponsePart
    typealias OutboundOut = HTTPServerResponsePart

    private let gate: ConnectionGate
    private let ticket: ConnectionGate.Ticket?
    /// Requests that are not answered yet.
    private var unanswered = 0
    private var refusal: OperatorAPIError?
    /// Hears of every head.
    var headCame: () -> Void = {}

    init(_ gate: ConnectionGate, _ ticket: ConnectionGate.Ticket?) {
        self.gate = gate
        self.ticket = ticket
    }

    /// True while the next bytes begin a request.
    var isIdle: Bool { unanswered == 0 && refusal == nil }

    /// The request does not come.
    func headIsLate() { gate.countSlowHead() }

    func channelInactive(context: ChannelHandlerContext) {
        if let ticket { gate.leave(ticket) }
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        if let ticket { gate.leave(ticket) }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard refusal == nil else { return }
        if case .head(let head) = unwrapInboundIn(data) {
            headCame()
            if let ticket { gate.busy(ticket) }
            refusal = fault(of: head)
            guard refusal == nil else { return refuseWhenIdle(context) }
            unanswered += 1
        }
        context.fireChannelRead(data)
    }

    func write(context: ChannelHandlerContext, data: NIOAny, promise: EventLoopPromise<Void>?) {
        var isEnd = false
        if case .end = unwrapOutboundIn(data) { isEnd = true }
        context.write(data, promise: promise)
        guard isEnd else { return }
        unanswered = max(0, unanswered - 1)
        guard unanswered == 0 else { return }
        if refusal != nil {
            refuseWhenIdle(context)
        } else if let ticket {
            gate.idle(ticket)
        }
    }

    private func fault(of head: HTTPRequestHead) -> OperatorAPIError? {
        if (head.version.major, head.version.minor) >= (1, 1), head.headers["host"].count != 1 {
            return .badRequest("HTTP/1.1 needs exactly one Host, this request has \(head.headers["host"].count)")
        }
        guard ticket?.place != .ordinary else { return nil }
        let path = head.uri.prefix { $0 != "?" }
        guard !OperatorAPI.healthPaths.contains(String(path)) else { return nil }
        return OperatorAPIError(
            status: .serviceUnavailable, error: "busy",
            message: "too many connections are busy; close some and try again")
    }

    /// Answers in its turn, behind what came before, and closes.
    private func refuseWhenIdle(_ context: ChannelHandlerContext) {
        guard unanswered == 0, let refusal else { return }
        let body = JSONText.object([("error", .string(refusal.error)), ("message", .string(refusal.message))]).text
        var headers = HTTPHeaders([
            ("Content-Type", "application/json"), ("Content-Length", String(body.utf8.count)), ("Connection", "close"),
            ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"),
        ])
        if refusal.status == .serviceUnavailable { headers.add(name: "Retry-After", value: "1") }
        let head = HTTPResponseHead(
            version: .http1_1, status: HTTPResponseStatus(statusCode: refusal.status.code), headers: headers)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(ByteBuffer(string: body)))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil))).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }
}

/// Ends a connection whose request begins and does not come to the end of its head in time. Stands before the decoder of
/// HTTP.
final class HeadTimer: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer
    typealias InboundOut = ByteBuffer

    private let connection: OperatorConnection
    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?

    init(_ connection: OperatorConnection, timeout: TimeAmount) {
        self.connection = connection
        self.timeout = timeout
    }

    func handlerAdded(context: ChannelHandlerContext) {
        connection.headCame = { [weak self] in self?.cancel() }
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        if connection.isIdle, timer == nil {
            timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [connection] in
                connection.headIsLate()
                context.close(promise: nil)
            }
        }
        context.fireChannelRead(data)
    }

    func channelInactive(context: ChannelHandlerContext) {
        cancel()
        context.fireChannelInactive()
    }

    func handlerRemoved(context: ChannelHandlerContext) { cancel() }

    private func cancel() {
        timer?.cancel()
        timer = nil
    }
}
