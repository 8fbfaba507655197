import NIOCore
import NIOPosix
import TextFormats

/// What kept the echo client from finishing.
package enum WebSocketEchoError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The server did not tell how many cases it has.
    case noCaseCount(WebSocketCloseReason)
    /// The server's answer to `/getCaseCount` was not a number.
    case invalidCaseCount(String)
    /// The connection for a case or for the report could not be opened.
    case notConnected(path: String, WebSocketCloseReason)

    package var description: String {
        switch self {
        case .noCaseCount(let reason): "the server at /getCaseCount named no number of cases: \(reason)"
        case .invalidCaseCount(let text): "the server at /getCaseCount answered '\(text)' instead of a number"
        case .notConnected(let path, let reason): "\(path): \(reason)"
        }
    }
}

/// An echo client that speaks the protocol of the Autobahn test suite's fuzzing server: it asks `/getCaseCount`, opens
/// `/runCase?case=N&agent=A` for every case, echoes what comes until the server closes, and asks for the reports with
/// `/updateReports?agent=A`. Messages up to 16 MiB.
package struct WebSocketEchoClient: Sendable {
    /// The fuzzing server, as `ws://127.0.0.1:9001`.
    package var endpoint: WebSocketEndpoint
    /// The name under which the server reports.
    package var agent: String

    /// A client that does not run yet.
    package init(url: String, agent: String = "wattswarm") throws(WebSocketEndpointError) {
        endpoint = try WebSocketEndpoint(url: url)
        self.agent = agent
    }

    /// Runs all cases one after another.
    ///
    /// - Parameter progress: gets the number of each case when it is done, and of all cases.
    /// - Returns: the number of cases run.
    @discardableResult
    package func run(progress: @Sendable (_ done: Int, _ count: Int) -> Void = { _, _ in }) async throws -> Int {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            let count = try await runCases(group.next(), progress)
            try await group.shutdownGracefully()
            return count
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
    }

    private func runCases(
        _ eventLoop: any EventLoop, _ progress: @Sendable (Int, Int) -> Void
    ) async throws -> Int {
        var configuration = WebSocketClientConfiguration()
        configuration.subprotocols = []
        configuration.limits = .echo
        let client = WebSocketClient(configuration: configuration)
        let count = try await caseCount(client, eventLoop)
        let name = PercentText.encode(agent.utf8)
        for number in stride(from: 1, through: count, by: 1) {
            try await visit(client, eventLoop, path: "runCase", query: "case=\(number)&agent=\(name)")
            progress(number, count)
        }
        try await visit(client, eventLoop, path: "updateReports", query: "agent=\(name)")
        return count
    }

    private func target(path: String, query: String?) -> WebSocketEndpoint {
        var target = endpoint
        target.path = (endpoint.path.hasSuffix("/") ? endpoint.path : endpoint.path + "/") + path
        target.query = query
        return target
    }

    private func caseCount(_ client: WebSocketClient, _ eventLoop: any EventLoop) async throws -> Int {
        let promise = eventLoop.makePromise(of: String.self)
        let target = target(path: "getCaseCount", query: nil)
        eventLoop.execute {
            client.connect(to: target, identity: nil, on: eventLoop, owner: CaseCountOwner(promise))
        }
        let text = try await promise.futureResult.get()
        guard let count = Int(text), count >= 0 else {
            throw WebSocketEchoError.invalidCaseCount(String(text.prefix(40)))
        }
        return count
    }

    private func visit(
        _ client: WebSocketClient, _ eventLoop: any EventLoop, path: String, query: String
    ) async throws {
        let promise = eventLoop.makePromise(of: WebSocketCloseReason.self)
        let target = target(path: path, query: query)
        eventLoop.execute {
            client.connect(
                to: target, identity: nil, on: eventLoop, owner: EchoOwner(whenClosed: { promise.succeed($0) }))
        }
        switch try await promise.futureResult.get() {
        case .connectFailed(let text): throw WebSocketEchoError.notConnected(path: path, .connectFailed(text))
        case .tlsFailed(let text): throw WebSocketEchoError.notConnected(path: path, .tlsFailed(text))
        case .handshakeRejected, .handshakeInvalid, .handshakeTimedOut, .closedByPeer, .closedByUs, .closeTimedOut,
            .aborted, .protocolError, .messageTooLarge, .unsupportedData, .endOfStream, .connectionLost, .pongTimedOut,
            .pendingBytesExceeded, .heldBytesExceeded:
            // Whatever else ended a case, some of them a broken handshake, is for the server to judge.
            break
        }
    }
}

/// Waits for the one message that says how many cases there are.
private final class CaseCountOwner: WebSocketConnectionOwner {
    private let promise: EventLoopPromise<String>
    private var text: String?

    init(_ promise: EventLoopPromise<String>) {
        self.promise = promise
    }

    func webSocketOpened(_ connection: WebSocketConnection) {}

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        self.text = String(decoding: text, as: UTF8.self)
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        if let text {
            promise.succeed(text)
        } else {
            promise.fail(WebSocketEchoError.noCaseCount(reason))
        }
    }
}
