import NIOCore
import NIOPosix
import WebSocketTransport

/// Asks once whether a target can be reached at all, before thousands of charge points try.
enum TargetProbe {
    /// Connects by TCP and closes again; throws a failure that names the address and the cause.
    static func run(_ endpoint: WebSocketEndpoint, on group: any EventLoopGroup) async throws(RunFailure) {
        do {
            let channel = try await ClientBootstrap(group: group).connectTimeout(.seconds(5))
                .connect(host: endpoint.host, port: endpoint.port).get()
            // Whoever ends it first: the target was there.
            try? await channel.close()
        } catch {
            throw RunFailure(
                "target \(endpoint.authority) cannot be reached: \(ConnectErrorText.words(error, host: endpoint.host))")
        }
    }

    /// How long the answer to the first words of TLS is waited for.
    private static let patience = Duration.seconds(3)

    /// Whether a target answers in TLS: a handshake that comes about, or that fails in TLS's own words. A task that is
    /// cancelled gives the question up.
    static func speaksTLS(_ endpoint: WebSocketEndpoint, on group: any EventLoopGroup) async -> Bool {
        var secure = endpoint
        secure.isSecure = true
        var configuration = WebSocketClientConfiguration()
        configuration.timing.handshakeTimeout = patience
        let client = WebSocketClient(configuration: configuration)
        let eventLoop = group.next()
        let answer = eventLoop.makePromise(of: Bool.self)
        let asked = NIOLoopBoundBox<TLSQuestion?>.makeEmptyBox(valueType: TLSQuestion.self, eventLoop: eventLoop)
        eventLoop.execute { [secure] in
            let question = TLSQuestion(answer)
            asked.value = question
            question.connection = client.connect(to: secure, identity: nil, on: eventLoop, owner: question)
        }
        return await withTaskCancellationHandler {
            (try? await answer.futureResult.get()) ?? false
        } onCancel: {
            eventLoop.execute { asked.value?.giveUp() }
        }
    }

    /// Waits for TLS, and gives the connection up then.
    private final class TLSQuestion: WebSocketConnectionOwner {
        private var answer: EventLoopPromise<Bool>?
        /// The attempt, until it has ended.
        var connection: WebSocketConnection?

        init(_ answer: EventLoopPromise<Bool>) {
            self.answer = answer
        }

        func webSocketSecured(_ connection: WebSocketConnection) {
            tell(true)
            connection.abort()
        }

        func webSocketOpened(_ connection: WebSocketConnection) { connection.abort() }

        func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {}

        func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
            self.connection = nil
            tell(reason.showsTLS)
        }

        /// Nobody wants the answer any more.
        func giveUp() {
            tell(false)
            connection?.abort()
        }

        private func tell(_ isSpoken: Bool) {
            answer?.succeed(isSpoken)
            answer = nil
        }
    }
}
