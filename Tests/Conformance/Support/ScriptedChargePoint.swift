import NIOCore
import NIOPosix
import OCPPJSON
import OCPPTypes
import Testing
import WebSocketTransport

/// The charge point of a case: says what the case wants, and checks that every answer and every request of the central
/// system is valid by the schemas.
///
/// It never goes on by itself: what comes is looked at when the case asks for it, and what the case does not ask for
/// fails it.
final class ScriptedChargePoint: WebSocketConnectionOwner, @unchecked Sendable {
    /// What happened on the connection.
    private enum Event: Sendable {
        case opened
        case text([UInt8])
        case closed(WebSocketCloseReason)
        /// Nothing more will come, and why.
        case givenUp(String)
    }

    /// Why a case cannot go on.
    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)

    let identity: String
    private let eventLoop = ScriptedChargePoint.group.next()
    private let continuation: AsyncStream<Event>.Continuation
    private var events: AsyncStream<Event>.Iterator
    private var connection: WebSocketConnection?
    private var lastId: UInt32 = 0
    /// Requests of the central system that came while an answer was awaited.
    private var waiting: [(UniqueId, Request)] = []

    private init(_ identity: String) {
        self.identity = identity
        let (stream, continuation) = AsyncStream<Event>.makeStream()
        self.continuation = continuation
        events = stream.makeAsyncIterator()
    }

    /// Connects.
    static func connected(
        to url: String, _ identity: String, client: WebSocketClient = WebSocketClient(configuration: .init()),
        authorization: BasicCredentials? = nil, tls: TLSContext? = nil
    ) async throws -> ScriptedChargePoint {
        let point = ScriptedChargePoint(identity)
        let endpoint = try WebSocketEndpoint(url: url)
        try await point.eventLoop.submit {
            point.connection = client.connect(
                to: endpoint, identity: identity, authorization: authorization, tls: tls, on: point.eventLoop,
                owner: point)
        }.get()
        switch await point.events.next() {
        case .opened: return point
        case .closed(let reason): throw Failure(description: "no connection: \(reason)")
        case .text, .givenUp, nil: throw Failure(description: "no connection")
        }
    }

    /// Closes the connection and waits until it is closed.
    func disconnect() async {
        eventLoop.execute { self.connection?.close() }
        await untilClosed()
    }

    /// Waits until the central system has closed the connection, or it is closed otherwise.
    func untilClosed() async {
        while let event = await events.next() {
            if case .closed = event { return }
        }
    }

    // MARK: Saying

    /// Sends a request and gives the central system's confirmation.
    @discardableResult
    func says(_ request: Request, at location: SourceLocation = #_sourceLocation) async throws -> Confirmation {
        lastId += 1
        let id = UniqueId(counter: lastId)
        send { FrameEncoder.call(id, request, into: &$0) }
        while true {
            let text = try await nextText("the answer to \(request.action.name)")
            switch try Self.scan(text) {
            case .callResult(id, let payload):
                return try Self.decoded(request.action) { violations throws(PayloadError) in
                    try text.withUnsafeBytes { bytes in
                        Result { () throws(PayloadError) in
                            try PayloadDecoder.confirmation(
                                request.action, from: bytes, payload: payload, mode: .strict, violations: &violations)
                        }
                    }.get()
                }
            case .callError(id, let error):
                throw Failure(description: "\(request.action.name) was answered with \(error)")
            default: waiting.append(try Self.request(text))
            }
        }
    }

    // MARK: Hearing

    /// The next request of the central system, which must be of this action; `reply(_:to:)` answers it.
    func hears(_ action: Action) async throws -> (id: UniqueId, request: Request) {
        let next = waiting.isEmpty ? try Self.request(await nextText(action.name)) : waiting.removeFirst()
        guard next.1.action == action else {
            throw Failure(description: "\(next.1.action.name) came instead of \(action.name)")
        }
        return next
    }

    /// What the case waits for will not come.
    func giveUp(_ reason: String) { continuation.yield(.givenUp(reason)) }

    /// Answers a request.
    func reply(_ confirmation: Confirmation, to id: UniqueId) {
        send { FrameEncoder.callResult(id, confirmation, into: &$0) }
    }

    /// Answers a request with a CALLERROR.
    func replyError(_ error: CallError, to id: UniqueId) {
        send { FrameEncoder.callError(id, error, into: &$0) }
    }

    private func send(_ encode: (inout OutputBuffer) -> Void) {
        var output = OutputBuffer()
        encode(&output)
        let bytes = output.withBytes { Array($0) }
        eventLoop.execute { _ = bytes.withUnsafeBytes { self.connection?.send(text: $0) } }
    }

    private func nextText(_ what: String) async throws -> [UInt8] {
        switch await events.next() {
        case .text(let text): return text
        case .closed(let reason): throw Failure(description: "the connection was closed before \(what): \(reason)")
        case .givenUp(let reason): throw Failure(description: "\(what) does not come: \(reason)")
        case .opened, nil: throw Failure(description: "nothing came, \(what) was due")
        }
    }

    // MARK: Reading

    private static func scan(_ text: [UInt8]) throws -> Envelope {
        do throws(FrameError) {
            return try text.withUnsafeBytes { bytes in
                Result { () throws(FrameError) in try FrameScanner.scan(bytes) }
            }.get()
        } catch {
            throw Failure(description: "\(error.label): \(String(decoding: text, as: UTF8.self))")
        }
    }

    private static func request(_ text: [UInt8]) throws -> (UniqueId, Request) {
        guard case .call(let id, let action?, _, let payload) = try scan(text) else {
            throw Failure(description: "a request was due: \(String(decoding: text, as: UTF8.self))")
        }
        let request = try decoded(action) { violations throws(PayloadError) in
            try text.withUnsafeBytes { bytes in
                Result { () throws(PayloadError) in
                    try PayloadDecoder.request(
                        action, from: bytes, payload: payload, mode: .strict, violations: &violations)
                }
            }.get()
        }
        return (id, request)
    }

    private static func decoded<Value>(
        _ action: Action, _ body: (inout Violations) throws(PayloadError) -> Value
    ) throws -> Value {
        var violations = Violations()
        do throws(PayloadError) {
            return try body(&violations)
        } catch {
            throw Failure(description: "\(action.name) is not valid by its schema: \(error)")
        }
    }

    // MARK: Owner

    func webSocketOpened(_ connection: WebSocketConnection) { continuation.yield(.opened) }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        continuation.yield(.text(Array(text)))
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        self.connection = nil
        continuation.yield(.closed(reason))
        continuation.finish()
    }
}
