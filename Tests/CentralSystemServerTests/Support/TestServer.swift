import CentralSystemDriver
import CentralSystemModel
import CentralSystemSettings
import Foundation
import GRDB
import Logging
import OCPPTypes
import TestSupport
#if canImport(FoundationNetworking)
    import FoundationNetworking
#endif

@testable import CentralSystemServer
@testable import CentralSystemStore

/// A running server on free ports with a database in a directory.
struct TestServer {
    let directory: TestDirectory
    let server: CentralSystemServer
    let ready: ReadyAddresses

    var databasePath: String { directory.file("csms.sqlite") }

    /// Starts a server, runs the body, and stops the server also when the body throws.
    static func with<Value: Sendable>(
        _ directory: TestDirectory = TestDirectory(),
        configure: (inout CentralSystemServerConfiguration) -> Void = { _ in },
        store: (inout StoreLimits) -> Void = { _ in },
        _ body: (TestServer) async throws -> Value
    ) async throws -> Value {
        var storeLimits = StoreLimits()
        store(&storeLimits)
        let server = CentralSystemServer(
            configuration: configuration(directory, configure), storeLimits: storeLimits, logger: quietLogger)
        let ready = try await server.start()
        let test = TestServer(directory: directory, server: server, ready: ready)
        do {
            let value = try await body(test)
            await server.stop()
            return value
        } catch {
            await server.stop()
            throw error
        }
    }

    static func configuration(
        _ directory: TestDirectory, _ configure: (inout CentralSystemServerConfiguration) -> Void = { _ in }
    ) -> CentralSystemServerConfiguration {
        var configuration = CentralSystemServerConfiguration()
        configuration.listenPort = 0
        configuration.apiPort = 0
        configuration.databasePath = directory.file("csms.sqlite")
        configuration.idTags = [IdTagRecord(idTag: "TAG1", parentIdTag: "GROUP")]
        configuration.clockEpoch = DateTime("2025-01-01T12:00:00Z")
        configuration.webSocketTiming.closeTimeout = .milliseconds(500)
        configure(&configuration)
        return configuration
    }

    /// An HTTP request to the operator API.
    func http(
        _ method: String, _ path: String, body: String? = nil, headers: [String: String] = [:]
    ) async throws -> (status: Int, body: String) {
        let answer = try await exchange(method, path, body: body, headers: headers)
        return (answer.response.statusCode, answer.body)
    }

    /// An HTTP request to the operator API, with the answer's headers. Redirections are not followed.
    func exchange(
        _ method: String, _ path: String, body: String? = nil, headers: [String: String] = [:]
    ) async throws -> (response: HTTPURLResponse, body: String) {
        var request = URLRequest(url: URL(string: ready.api + path)!)
        request.httpMethod = method
        if let body {
            request.httpBody = Data(body.utf8)
            request.setValue("application/json", forHTTPHeaderField: "Content-Type")
        }
        for (name, value) in headers { request.setValue(value, forHTTPHeaderField: name) }
        let (data, response) = try await Self.session.data(for: request)
        guard let response = response as? HTTPURLResponse else { throw URLError(.badServerResponse) }
        return (response, String(decoding: data, as: UTF8.self))
    }

    /// Keeps no cookies and follows no redirection.
    private static let session: URLSession = {
        let configuration = URLSessionConfiguration.ephemeral
        configuration.httpShouldSetCookies = false
        configuration.httpCookieAcceptPolicy = .never
        return URLSession(configuration: configuration, delegate: NoRedirection(), delegateQueue: nil)
    }()

    private final class NoRedirection: NSObject, URLSessionTaskDelegate, Sendable {
        func urlSession(
            _ session: URLSession, task: URLSessionTask, willPerformHTTPRedirection response: HTTPURLResponse,
            newRequest request: URLRequest, completionHandler: @escaping @Sendable (URLRequest?) -> Void
        ) { completionHandler(nil) }
    }

    /// A connection of another process to the database.
    func stranger() throws -> DatabaseQueue {
        var configuration = GRDB.Configuration()
        configuration.busyMode = .timeout(10)
        configuration.allowsUnsafeTransactions = true
        return try DatabaseQueue(path: databasePath, configuration: configuration)
    }
}

let quietLogger = {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
}()

/// Storage faults that SQLite itself offers.
extension CentralSystemServer {
    /// Makes SQLite report a full database beyond a size.
    func limitDatabase(toPages pages: Int) async throws {
        try await running?.writer.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA max_page_count = \(pages)")
        }
    }

    /// Makes SQLite refuse every change, as on a read-only file.
    func setQueryOnly(_ isQueryOnly: Bool) async throws {
        try await running?.writer.pool.writeWithoutTransaction {
            try $0.execute(sql: "PRAGMA query_only = \(isQueryOnly)")
        }
    }
}

extension CentralSystemServer {
    /// Orders a command as the operator API does.
    func order(_ command: Command, to identity: String) async throws -> OperatorAnswer? {
        guard let loop = running?.loop else { return nil }
        return try await loop.order(command, to: identity)
    }

    /// The counters of the event loop.
    func loopCounters() async throws -> CentralSystemLoop.Counters? {
        guard let loop = running?.loop else { return nil }
        return try await loop.ask { $0.counters }
    }
}

extension CentralSystemServer {
    /// Sends the id tags as a local list.
    func sendIdTags(_ updateType: UpdateType, to identity: String) async throws -> OperatorAnswer? {
        guard let loop = running?.loop else { return nil }
        return try await loop.order { .sendIdTags(identity: identity, updateType, $0) }
    }

    /// What is kept of a charge point.
    func books(of identity: String) async throws -> ChargePointBooksSnapshot? {
        guard let loop = running?.loop else { return nil }
        return try await loop.ask { $0.model.books(of: identity) }
    }
}
