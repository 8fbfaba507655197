import CentralSystemDriver
import CentralSystemModel
import CentralSystemSettings
import CentralSystemStore
import FileService
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import OCPPTypes
import OperatorInterface

/// The operator API (guide "OperatorAPI"). Charge points come from the model, by questions to its event loop;
/// transactions and id tags from the store, which knows everything that was answered.
///
/// Routes stand in one table; a part of the API adds its own by an extension with a list of ``APIRoute`` and one line
/// in
/// ``routes``.
struct OperatorAPI: Sendable {
    let loop: CentralSystemLoop
    let writer: StoreWriter
    let store: StoreReader
    let limits: OperatorAPILimits
    let clock: DeviceClock
    let access: AccessControl
    /// The program's version, for the API's description.
    let version: String
    /// Where charge points connect, for people.
    let ocppURL: String
    /// Transaction ids that starts found to be lost.
    let lost: [LostTransactions]
    /// Frames that go to disk; nil when that is off.
    let watch: WatchLog?
    /// The file endpoint, where one runs.
    let files: FilesService?
    /// Streams of events that are open.
    let streams: StreamCount
    /// Connections that are open.
    let gate: ConnectionGate

    /// What is answered whatever others do: behind no limit of rates, and on connections of its own.
    static let healthPaths: Set<String> = ["/healthz", "/readyz"]

    /// Everything that is served.
    var routes: [APIRoute] {
        chargePointRoutes + commandRoutes + bookRoutes + transactionRoutes + idTagRoutes + liveRoutes + serviceRoutes
            + authorizationKeyRoutes + securityRoutes + calibrationRoutes + fileRoutes + pageRoutes
    }

    /// The table; it describes itself at `/openapi.json`.
    var table: APIRouteTable {
        let others = routes
        let own = OperatorInterface.Operation(
            .get, "/openapi.json", tag: "service", role: nil, "This description",
            answers: [.json(200, "OpenAPI 3.1", .object([], isClosed: false))])
        let document = OpenAPIDocument(
            operations: others.map(\.operation) + [own], schemas: APISchemas.all, version: version)
        return APIRouteTable(
            others + [APIRoute(own) { _ in JSONBody.response(.ok, document.json) }], document: document)
    }

    // MARK: For handlers

    func check(_ answer: OperatorAnswer, _ notFound: String) throws {
        switch answer {
        case .done: break
        case .notFound: throw OperatorAPIError.notFound(notFound)
        case .storeFailed: throw OperatorAPIError.storeFailed
        case .limitReached: throw OperatorAPIError.limitReached
        case .confirmation, .compositeSchedule, .callError, .invalidAnswer, .timedOut, .notConnected, .queueFull,
            .connectionLost, .refused:
            preconditionFailure("\(answer) is the end of a command, not of a change of the working set")
        }
    }

    /// Asks the store.
    ///
    /// - Throws: ``OperatorAPIError/storeUnreadable`` when the database cannot be read.
    func read<Value: Sendable>(_ ask: (StoreReader) async throws -> Value) async throws -> Value {
        do {
            return try await ask(store)
        } catch is StoreReadFailure {
            throw OperatorAPIError.storeUnreadable
        }
    }
}
