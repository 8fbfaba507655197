import ChargePointModel
import Credentials
import Foundation
import NIOCore
import NIOPosix
import OCPPTypes
import Scenario
import Testing
import WebSocketTransport

@testable import LoadEngine

/// A central system on real sockets that a test plays: a listener for each security profile, every handshake and every
/// message as an event, answers from a table, and CALLs as the test likes.
final class Laboratory: @unchecked Sendable {
    /// What the charge point did.
    enum Event: Equatable, Sendable {
        /// A valid upgrade request on the listener of a profile.
        case upgrade(profile: Int, WebSocketServerRequest)
        /// A CALL: action and payload.
        case call(String, String)
        /// An answer to a CALL of ours: the payload, or the code of a CALLERROR.
        case answer(String)
        /// A connection ended.
        case closed
    }

    static let now = DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
    /// The throw-away authority that the charge points trust.
    static let network = try! TestNetwork(TestNetwork.Request(now: now))

    private let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
    private let continuation: AsyncStream<Event>.Continuation
    private var events: AsyncStream<Event>.Iterator
    private var servers: [WebSocketServer] = []
    /// URL by profile.
    private(set) var urls: [Int: String] = [:]
    /// Profiles whose handshakes are refused with a status.
    var refused: [Int: Int] = [:]
    /// The open connection; belongs to the loop.
    fileprivate var session: Session?
    private var lastId = 0
    /// Whether a start is a security event that is told: not under security profile 0.
    private let tellsStarts: Bool

    private init(profile: Int) {
        tellsStarts = profile > 0
        let (stream, continuation) = AsyncStream<Event>.makeStream()
        self.continuation = continuation
        events = stream.makeAsyncIterator()
    }

    /// Runs a body with one charge point, CP1, of a security profile that connects to the laboratory.
    static func with(
        profile: Int, clientAuthority: TestNetwork = network, serverNetwork: TestNetwork = network,
        configuration: String = "", _ body: (Laboratory) async throws -> Void
    ) async throws {
        let laboratory = Laboratory(profile: profile)
        try await laboratory.listen(clientAuthority, serverNetwork)
        let text = """
            scenario: laboratory
            duration: 10m
            target: included
            fleet: {a: {count: 1, identity: CP1, security: {profile: \(profile)}, configuration: {\(configuration)}}}
            """
        guard let plan = ScenarioCompiler.compile(text: text, fileName: "laboratory").plan else {
            preconditionFailure("the laboratory's scenario")
        }
        var options = RunOptions(endpoint: laboratory.urls[profile]!, epoch: now)
        options.endpoints = laboratory.urls
        options.network = network
        options.drainSeconds = 0.2
        options.closeSeconds = 0.2
        let engine = try LoadEngine(plan: plan, options: options)
        let run = Task { try await engine.run() }
        let result: Result<Void, any Error>
        do {
            result = .success(try await body(laboratory))
        } catch {
            result = .failure(error)
        }
        engine.stop()
        _ = try await run.value
        for server in laboratory.servers { await server.shutdown() }
        try await laboratory.group.shutdownGracefully()
        try result.get()
    }

    private func listen(_ clientAuthority: TestNetwork, _ serverNetwork: TestNetwork) async throws {
        let pair = try serverNetwork.server(.ecdsa)
        let identity = TLSIdentity(chain: pair.certificate, key: pair.key)
        for profile in 0...3 {
            var configuration = WebSocketServerConfiguration()
            configuration.pathPrefix = "/ocpp"
            configuration.timing.closeTimeout = .milliseconds(500)
            if profile >= 2 {
                configuration.tls = try WebSocketTLS.serverContext(
                    identity: identity,
                    clientAuthorities: profile == 3 ? [clientAuthority.authority.certificatePEM] : nil)
            }
            let server = WebSocketServer(configuration: configuration, group: group) { [unowned self] request, _ in
                continuation.yield(.upgrade(profile: profile, request))
                if let status = refused[profile] { return .reject(status: status, reason: "refused") }
                return .accept(owner: Session(laboratory: self))
            }
            let port = try await server.start().port
            servers.append(server)
            urls[profile] = "\(profile >= 2 ? "wss" : "ws")://127.0.0.1:\(port)/ocpp"
        }
    }

    /// The next event.
    func next() async -> Event? { await events.next() }

    /// Waits for the next upgrade request; its profile and the request.
    func upgrade() async -> (profile: Int, request: WebSocketServerRequest)? {
        while let event = await next() {
            if case .upgrade(let profile, let request) = event { return (profile, request) }
        }
        return nil
    }

    /// Waits for a CALL of an action; its payload.
    func call(_ action: String) async -> String? {
        while let call = await nextCall() {
            if call.action == action { return call.payload }
        }
        return nil
    }

    private func nextCall() async -> (action: String, payload: String)? {
        while let event = await next() {
            if case .call(let action, let payload) = event { return (action, payload) }
        }
        return nil
    }

    /// Waits until a charge point has booted and told everything that a boot brings: the status of the whole charge
    /// point, and its start as a security event. In which order these two come is not said; both are over when this is.
    func boot() async {
        #expect(await call("BootNotification") != nil)
        var awaited: Set = ["\"connectorId\":0"]
        if tellsStarts { awaited.insert("\"StartupOfTheDevice\"") }
        while !awaited.isEmpty, let call = await nextCall() {
            if let told = awaited.first(where: { call.payload.contains($0) }) { awaited.remove(told) }
        }
        #expect(awaited.isEmpty)
    }

    /// Waits for a SecurityEventNotification; the type of its event.
    func securityEvent() async -> String? {
        guard let payload = await call("SecurityEventNotification"),
            let object = try? JSONSerialization.jsonObject(with: Data(payload.utf8)) as? [String: Any]
        else { return nil }
        return object["type"] as? String
    }

    /// Sends a CALL and waits for its answer.
    func send(_ action: String, _ payload: String) async -> String? {
        lastId += 1
        let frame = "[2,\"L\(lastId)\",\"\(action)\",\(payload)]"
        group.next().execute { self.session?.send(frame) }
        while let event = await next() {
            if case .answer(let payload) = event { return payload }
        }
        return nil
    }

    fileprivate func happened(_ event: Event) { continuation.yield(event) }
}

/// One connection of the laboratory.
private final class Session: WebSocketConnectionOwner {
    private let laboratory: Laboratory
    private var connection: WebSocketConnection?

    init(laboratory: Laboratory) {
        self.laboratory = laboratory
    }

    func send(_ text: String) {
        var text = text
        _ = text.withUTF8 { connection?.send(text: UnsafeRawBufferPointer($0)) }
    }

    func webSocketOpened(_ connection: WebSocketConnection) {
        self.connection = connection
        laboratory.session = self
    }

    func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
        guard let frame = try? JSONSerialization.jsonObject(with: Data(text)) as? [Any], frame.count >= 3,
            let kind = frame[0] as? Int, let id = frame[1] as? String
        else { return }
        switch kind {
        case 2:
            guard let action = frame[2] as? String else { return }
            send("[3,\"\(id)\",\(Self.answer(action))]")
            laboratory.happened(.call(action, Self.json(frame[3])))
        case 3: laboratory.happened(.answer(Self.json(frame[2])))
        default: laboratory.happened(.answer(frame[2] as? String ?? ""))
        }
    }

    func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {
        self.connection = nil
        if laboratory.session === self { laboratory.session = nil }
        laboratory.happened(.closed)
    }

    private static func answer(_ action: String) -> String {
        switch action {
        case "BootNotification": "{\"status\":\"Accepted\",\"currentTime\":\"\(Laboratory.now)\",\"interval\":300}"
        case "Heartbeat": "{\"currentTime\":\"\(Laboratory.now)\"}"
        case "SignCertificate": "{\"status\":\"Accepted\"}"
        default: "{}"
        }
    }

    private static func json(_ value: Any) -> String {
        let data = try? JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .fragmentsAllowed, .withoutEscapingSlashes])
        return String(decoding: data ?? Data(), as: UTF8.self)
    }
}
