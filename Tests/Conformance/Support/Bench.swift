import CentralSystemModel
import CentralSystemSettings
import Foundation
import Logging
import OCPPJSON
import OCPPTypes
import Testing

@testable import CentralSystemServer

#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

/// The laboratory of one case: a central system with a database of its own, its operator, and the charge point.
struct Bench: Sendable {
    let ready: ReadyAddresses

    /// Starts a central system, runs a case, and stops it.
    static func run(
        configure: (inout CentralSystemServerConfiguration) -> Void = { _ in },
        _ body: (Bench) async throws -> Void
    ) async throws {
        let folder = FileManager.default.temporaryDirectory
            .appendingPathComponent("wattswarm-conformance-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        var configuration = CentralSystemServerConfiguration()
        configuration.listenPort = 0
        configuration.apiPort = 0
        configuration.databasePath = folder.appendingPathComponent("csms.sqlite").path
        configuration.webSocketTiming.closeTimeout = .milliseconds(500)
        configuration.idTags = [
            IdTagRecord(idTag: validTag, parentIdTag: parentTag), IdTagRecord(idTag: otherTag, parentIdTag: parentTag),
        ]
        configure(&configuration)
        let server = CentralSystemServer(configuration: configuration, logger: quietLogger)
        let bench = Bench(ready: try await server.start())
        do {
            try await body(bench)
        } catch {
            await server.stop()
            throw error
        }
        await server.stop()
    }

    /// The same with a charge point in the state Booted.
    static func booted(
        configure: (inout CentralSystemServerConfiguration) -> Void = { _ in },
        _ body: (Bench, ScriptedChargePoint) async throws -> Void
    ) async throws {
        try await run(configure: configure) { bench in
            let point = try await bench.connect()
            try await point.booted()
            try await body(bench, point)
            await point.disconnect()
        }
    }

    /// A charge point that is connected.
    func connect(_ identity: String = "CP1") async throws -> ScriptedChargePoint {
        try await ScriptedChargePoint.connected(to: ready.ocpp, identity)
    }

    // MARK: The operator

    /// What the operator API answers to a command.
    struct Answer: Equatable, Sendable {
        var status: Int
        var body: String

        /// The member of the JSON answer as text; nil when there is none.
        func member(_ name: String) -> Any? {
            (try? JSONSerialization.jsonObject(with: Data(body.utf8))).flatMap { ($0 as? [String: Any])?[name] }
        }
    }

    /// Gives a command, whatever comes of it.
    func command(
        _ action: Action, _ payload: String, to identity: String = "CP1", isUnchecked: Bool = false
    ) async throws -> Answer {
        try await http(
            "POST",
            "/api/v1/charge-points/\(identity)/commands/\(action.name)" + (isUnchecked ? "?unchecked=true" : ""),
            body: payload)
    }

    /// The operator gives a command, the charge point must hear exactly that and answers, and the operator must be told
    /// the answer. Gives what the charge point heard.
    @discardableResult
    func operatorSends(
        _ request: Request, to point: ScriptedChargePoint, answer confirmation: Confirmation,
        at location: SourceLocation = #_sourceLocation
    ) async throws -> Request {
        let payload = Self.payload { FrameEncoder.call("1", request, into: &$0) }
        let heard = try await operatorSends(request.action, payload, to: point, answer: confirmation, at: location)
        #expect(heard == request, sourceLocation: location)
        return heard
    }

    /// The same with a payload as text, which the central system may complete.
    @discardableResult
    func operatorSends(
        _ action: Action, _ payload: String, to point: ScriptedChargePoint, answer confirmation: Confirmation,
        isUnchecked: Bool = false, at location: SourceLocation = #_sourceLocation
    ) async throws -> Request {
        let order = Task {
            let answer = try await command(action, payload, to: point.identity, isUnchecked: isUnchecked)
            if answer.member("result") as? String != "confirmation" {
                point.giveUp("the operator was told \(answer.status) \(answer.body)")
            }
            return answer
        }
        let heard = try await point.hears(action)
        point.reply(confirmation, to: heard.id)
        let told = try await order.value
        #expect(told.status == 200, "\(told.body)", sourceLocation: location)
        #expect(told.member("result") as? String == "confirmation", "\(told.body)", sourceLocation: location)
        let wanted = Self.payload { FrameEncoder.callResult("1", confirmation, into: &$0) }
        #expect(
            Self.canonical(told.member("payload")) == Self.canonical(Self.object(wanted)), sourceLocation: location)
        return heard.request
    }

    // MARK: HTTP

    /// A request to the operator API.
    func http(_ method: String, _ path: String, body: String? = nil) async throws -> Answer {
        var request = URLRequest(url: URL(string: ready.api + path)!)
        request.httpMethod = method
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        let (data, response) = try await URLSession.shared.data(for: request)
        return Answer(
            status: (response as? HTTPURLResponse)?.statusCode ?? 0, body: String(decoding: data, as: UTF8.self))
    }

    /// Enters an id tag.
    func enter(_ idTag: IdTag, _ json: String, at location: SourceLocation = #_sourceLocation) async throws {
        let answer = try await http("PUT", "/api/v1/id-tags/\(idTag)", body: json)
        #expect((200..<300).contains(answer.status), "\(answer.body)", sourceLocation: location)
    }

    /// Transactions of the charge point that the central system holds, as it tells its operator.
    func transactions(open: Bool? = nil) async throws -> [[String: Any]] {
        let answer = try await http(
            "GET", "/api/v1/transactions?identity=CP1" + (open.map { "&open=\($0)" } ?? ""))
        return answer.member("items") as? [[String: Any]] ?? []
    }

    // MARK: JSON

    /// The payload of a frame as text.
    static func payload(_ encode: (inout OutputBuffer) -> Void) -> String {
        var output = OutputBuffer()
        encode(&output)
        let bytes = output.withBytes { Array($0) }
        let envelope = try? bytes.withUnsafeBytes { try FrameScanner.scan($0) }
        switch envelope {
        case .call(_, _, _, let range), .callResult(_, let range): return String(decoding: bytes[range], as: UTF8.self)
        case .callError, nil: return "{}"
        }
    }

    static func object(_ text: String) -> Any? { try? JSONSerialization.jsonObject(with: Data(text.utf8)) }

    /// JSON in one spelling, to be compared.
    static func canonical(_ object: Any?) -> String? {
        guard let object,
            let data = try? JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .fragmentsAllowed])
        else { return nil }
        return String(decoding: data, as: UTF8.self)
    }
}

private let quietLogger = {
    var logger = Logger(label: "conformance")
    logger.logLevel = .critical
    return logger
}()
