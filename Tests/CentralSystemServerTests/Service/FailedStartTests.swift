import CentralSystemDriver
import CentralSystemSettings
import CentralSystemStore
import Foundation
import NIOCore
import NIOPosix
import Synchronization
import TestSupport
import Testing

@testable import CentralSystemServer

/// A central system that cannot start leaves nothing: no threads, no sockets, no lock, no object.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct FailedStartTests {
    /// The parts of an attempt, as far as they are still there.
    private final class Parts: @unchecked Sendable {
        weak var group: MultiThreadedEventLoopGroup?
        weak var loop: CentralSystemLoop?
        weak var writer: StoreWriter?
        weak var lock: DatabaseLock?

        var areGone: Bool { group == nil && loop == nil && writer == nil && lock == nil }
    }

    /// Where a start fails.
    enum Failing: CaseIterable {
        case api, secondListener, files, idTags, tls

        func spoil(_ configuration: inout CentralSystemServerConfiguration, takenPort port: Int) throws {
            switch self {
            case .api: configuration.apiPort = port
            case .secondListener:
                configuration.listeners.append(Listener(host: "127.0.0.1", port: port))
            case .files: configuration.files.http = .init(host: "127.0.0.1", port: port)
            case .idTags: configuration.modelLimits.idTags = 0
            case .tls:
                // A certificate that is none: found when the listener starts.
                configuration.listeners.append(Listener(host: "127.0.0.1", port: 0, profile: 2))
            }
        }
    }

    @Test(arguments: Failing.allCases) func `a failed start leaves nothing, and the same database can be started on`(
        failing: Failing
    ) async throws {
        let taken = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .bind(host: "127.0.0.1", port: 0).get()
        let port = try #require(taken.localAddress?.port)
        let directory = TestDirectory()
        var configuration = TestServer.configuration(directory)
        configuration.files.ftp = .init(host: "127.0.0.1", port: 0)
        try failing.spoil(&configuration, takenPort: port)
        let parts = Parts()
        do {
            let server = CentralSystemServer(configuration: configuration, logger: quietLogger)
            await #expect(throws: (any Error).self) {
                _ = try await server.start { running in
                    parts.group = running.group
                    parts.loop = running.loop
                    parts.writer = running.writer
                    parts.lock = running.lock
                }
            }
            #expect(await server.storeCounters == nil)
        }
        // Hummingbird ends its server in a task that nobody can wait for, and that task holds the API's handlers a moment.
        while !parts.areGone { await Task.yield() }
        #expect(!FileManager.default.fileExists(atPath: directory.file("csms.sqlite-lock")))
        try await TestServer.with(directory) { server in
            let ready = try await server.http("GET", "/readyz")
            #expect(ready.status == 200)
        }
        try await taken.close()
    }

    @Test func `a server that was stopped leaves nothing either`() async throws {
        let parts = Parts()
        let directory = TestDirectory()
        do {
            let server = CentralSystemServer(
                configuration: TestServer.configuration(directory), logger: quietLogger)
            _ = try await server.start { running in
                parts.group = running.group
                parts.loop = running.loop
                parts.writer = running.writer
                parts.lock = running.lock
            }
            await server.stop()
        }
        while !parts.areGone { await Task.yield() }
        #expect(!FileManager.default.fileExists(atPath: directory.file("csms.sqlite-lock")))
    }
}
