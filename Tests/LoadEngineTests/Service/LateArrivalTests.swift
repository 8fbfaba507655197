import Foundation
import NIOCore
import NIOPosix
import OCPPTypes
import Scenario
import Synchronization
import Testing
import WebSocketTransport

@testable import LoadEngine

/// Charge points that a run ends before.
@Suite(.timeLimit(.minutes(1))) struct LateArrivalTests {
    /// A central system that takes every connection and answers nothing.
    private final class Silence: WebSocketConnectionOwner, Sendable {
        let connections = Mutex(0)
        let messages = Mutex(0)

        func webSocketOpened(_ connection: WebSocketConnection) { connections.withLock { $0 += 1 } }
        func webSocketClosed(_ connection: WebSocketConnection, reason: WebSocketCloseReason) {}
        func webSocket(_ connection: WebSocketConnection, received text: UnsafeRawBufferPointer) {
            messages.withLock { $0 += 1 }
        }
    }

    @Test func `who has not arrived by the end of the run does not arrive while open CALLs drain`() async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let silence = Silence()
        let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { _, _ in
            .accept(owner: silence)
        }
        let port = try await server.start().port
        let text = """
            scenario: late
            duration: 60s
            fleet: {cp: {count: 2, arrive: over 16s}}
            """
        let compiled = ScenarioCompiler.compile(text: text, fileName: "late.yaml")
        let plan = try #require(compiled.plan, Comment(rawValue: compiled.renderedDiagnostics))
        var options = RunOptions(
            endpoint: "ws://127.0.0.1:\(port)/ocpp", epoch: DateTime(millisecondsSince1970: 0))
        // Long enough for the second arrival, which comes 8 s after the first.
        options.drainSeconds = 9
        options.closeSeconds = 0.2
        let engine = try LoadEngine(plan: plan, options: options)
        let outcome = try await engine.run(interval: 20) { _, _ in
            if silence.messages.withLock({ $0 }) > 0 { engine.stop() }
        }
        await server.shutdown()
        try await group.shutdownGracefully()
        #expect(silence.connections.withLock { $0 } == 1)
        #expect(silence.messages.withLock { $0 } == 1)
        #expect(outcome.statistics.fleet.peakConnected == 1)
    }
}
