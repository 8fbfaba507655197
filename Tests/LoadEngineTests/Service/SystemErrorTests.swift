import Foundation
import NIOConcurrencyHelpers
import NIOCore
import NIOPosix
import OCPPTypes
import Scenario
import Testing
import WebSocketTransport

@testable import LoadEngine

/// What the system refuses, in words that tell what to change.
@Suite(.timeLimit(.minutes(1))) struct SystemErrorTests {
    private func withGroup(_ body: (MultiThreadedEventLoopGroup) async throws -> Void) async throws {
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        do {
            try await body(group)
        } catch {
            try? await group.shutdownGracefully()
            throw error
        }
        try await group.shutdownGracefully()
    }

    @Test func `a target where nobody listens is told with address, port and what to look at`() async throws {
        try await withGroup { group in
            let channel = try await ServerBootstrap(group: group).bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(channel.localAddress?.port)
            try await channel.close()
            let endpoint = try WebSocketEndpoint(url: "ws://127.0.0.1:\(port)/ocpp")
            await #expect {
                try await TargetProbe.run(endpoint, on: group)
            } throws: {
                "\($0)"
                    == "target 127.0.0.1:\(port) cannot be reached: connection refused: nothing listens there; is it "
                    + "running, and is the port right?"
            }
        }
    }

    @Test func `a name that cannot be resolved is told as that`() {
        // The error of the resolver itself: names below `.invalid` never resolve (RFC 6761 §6.4).
        #expect {
            try SocketAddress.makeAddressResolvingHost("csms.invalid", port: 9000)
        } throws: {
            ConnectErrorText.words($0, host: "csms.invalid")
                == "the name csms.invalid cannot be resolved: is it spelled right, and does the resolver work?"
        }
        #expect(
            ConnectErrorText.words(ChannelError.connectTimeout(.seconds(5)), host: "192.0.2.1")
                == "no answer: is the address right, and does a firewall drop what is sent to it?")
    }

    @Test func `a source address that is none of this machine's is refused with its name`() {
        #expect(SourceAddress.refusal("127.0.0.1") == nil)
        #expect(SourceAddress.refusal("127.0.0.77") == nil)
        // Kept for documentation (RFC 5737): nobody has it.
        #expect(
            SourceAddress.refusal("192.0.2.1")
                == "--source 192.0.2.1: this machine has no such address; `ip address` lists those it has")
        #expect(
            SourceAddress.refusal("eth0") == "--source eth0: this is no IP address, such as 192.168.1.20")
    }

    @Test func `a start in the past is told with its age`() throws {
        let time = try #require(DateTime("2030-01-01T12:00:00Z"))
        let ages: [(Int64, String)] = [(1, "1 ms"), (999, "999 ms"), (125_000, "2m 05s"), (7_260_000, "2h 01m")]
        for (late, age) in ages {
            #expect(
                ScenarioRun.tooLate(time, byMilliseconds: late).description
                    == "--start-at 2030-01-01T12:00:00.000Z is \(age) in the past: give a time that all shards can still "
                    + "reach")
        }
    }

    @Test func `a results folder that is a file, or lies in one, is refused by name`() throws {
        let file = NSTemporaryDirectory() + "wattswarm-file-\(UInt64.random(in: 0 ... .max))"
        try Data().write(to: URL(fileURLWithPath: file))
        defer { try? FileManager.default.removeItem(atPath: file) }
        #expect {
            try ResultDirectory(path: file)
        } throws: { "\($0)" == "\(file) is a file: give --out a folder that is new or empty" }
        #expect {
            try ResultDirectory(path: file + "/deep/er")
        } throws: {
            "\($0)" == "\(file)/deep/er cannot be made, because \(file) is a file: give --out another folder"
        }
    }

    @Test(arguments: ["r", "new/folder/", "/new", "./r", "a//b"]) func `nothing is in the way of a path that is free`(
        path: String
    ) {
        #expect(ResultDirectory.file(onTheWayTo: path) == nil)
    }

    private func plan(_ text: String) throws -> Plan {
        let compiled = ScenarioCompiler.compile(text: text, fileName: "test.yaml")
        return try #require(compiled.plan, Comment(rawValue: compiled.renderedDiagnostics))
    }

    /// Runs three charge points against a port for a minute, which ends at once with what to change.
    private func expectFailure(_ scheme: String, _ port: Int, _ advice: String) async throws {
        let plan = try plan("{scenario: tls, duration: 60s, fleet: {cp: {count: 3}}}")
        let options = RunOptions(
            endpoint: "\(scheme)://127.0.0.1:\(port)/ocpp", epoch: DateTime(millisecondsSince1970: 0))
        let engine = try LoadEngine(plan: plan, options: options)
        await #expect {
            _ = try await engine.run(interval: 20)
        } throws: {
            "\($0)" == "target 127.0.0.1:\(port): \(advice)"
        }
    }

    @Test func `a target that speaks no TLS ends a run for wss with what to change`() async throws {
        try await withGroup { group in
            let server = WebSocketServer(configuration: WebSocketServerConfiguration(), group: group) { _, _ in
                .reject(status: 404, reason: "nobody is known")
            }
            let port = try await server.start().port
            try await expectFailure("wss", port, "no TLS is spoken there: use ws:// instead of wss://")
            await server.shutdown()
        }
    }

    @Test func `a target that speaks TLS ends a run for ws with what to change`() async throws {
        try await withGroup { group in
            // An alert, as many servers answer a request in the clear.
            let alert: [UInt8] = [0x15, 3, 1, 0, 2, 2, 80]
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { child in
                    child.eventLoop.makeCompletedFuture {
                        try child.pipeline.syncOperations.addHandler(Answering(alert))
                    }
                }.bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(channel.localAddress?.port)
            try await expectFailure("ws", port, "TLS is spoken there: use wss:// instead of ws://")
            try await channel.close()
        }
    }

    @Test func `a target that speaks TLS and ends other connections without a word ends a run for ws likewise`()
        async throws
    {
        try await withGroup { group in
            var configuration = WebSocketServerConfiguration()
            let pair = try Laboratory.network.server(.ecdsa)
            configuration.tls = try WebSocketTLS.serverContext(
                identity: TLSIdentity(chain: pair.certificate, key: pair.key))
            let server = WebSocketServer(configuration: configuration, group: group) { _, _ in
                .reject(status: 404, reason: "nobody is known")
            }
            let port = try await server.start().port
            try await expectFailure("ws", port, "TLS is spoken there: use wss:// instead of ws://")
            await server.shutdown()
        }
    }

    @Test func `a target that ends every connection without a word is no speaker of TLS`() async throws {
        try await withGroup { group in
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { child in child.close() }.bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(channel.localAddress?.port)
            let endpoint = try WebSocketEndpoint(url: "ws://127.0.0.1:\(port)/ocpp")
            #expect(await !TargetProbe.speaksTLS(endpoint, on: group))
            try await channel.close()
        }
    }

    @Test func `a run goes on, and can be stopped, while a target is asked whether it speaks TLS`() async throws {
        try await withGroup { group in
            // Ends what asks in the clear without a word, and takes a greeting of TLS without an answer.
            let question = NIOLockedValueBox((isOpen: false, hasEnded: false))
            let channel = try await ServerBootstrap(group: group)
                .childChannelInitializer { child in
                    child.eventLoop.makeCompletedFuture {
                        try child.pipeline.syncOperations.addHandler(SilentToTLS(question))
                    }
                }.bind(host: "127.0.0.1", port: 0).get()
            let port = try #require(channel.localAddress?.port)
            let compiled = ScenarioCompiler.compile(
                text: "scenario: s\nduration: 60s\nfleet: {a: {count: 1}}\n", fileName: "s.yaml")
            let plan = try #require(compiled.plan)
            var options = RunOptions(
                endpoint: "ws://127.0.0.1:\(port)/ocpp", epoch: DateTime(millisecondsSince1970: 0))
            options.drainSeconds = 0.1
            let engine = try LoadEngine(plan: plan, options: options)
            let looksBesideIt = NIOLockedValueBox(0)
            let outcome = try await engine.run(interval: 10) { _, _ in
                let state = question.withLockedValue { $0 }
                if state.isOpen { looksBesideIt.withLockedValue { $0 += 1 } }
                if state.isOpen || state.hasEnded { engine.stop() }
            }
            #expect(outcome.ending == .interrupted)
            #expect(looksBesideIt.withLockedValue { $0 } > 0)
            try await channel.close()
        }
    }

    private final class SilentToTLS: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        private let question: NIOLockedValueBox<(isOpen: Bool, hasEnded: Bool)>
        private var isQuestion = false

        init(_ question: NIOLockedValueBox<(isOpen: Bool, hasEnded: Bool)>) {
            self.question = question
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            let bytes = unwrapInboundIn(data)
            guard bytes.readableBytesView.first == 0x16 else { return context.close(promise: nil) }
            isQuestion = true
            question.withLockedValue { $0.isOpen = true }
        }

        func channelInactive(context: ChannelHandlerContext) {
            if isQuestion { question.withLockedValue { $0 = (false, true) } }
            context.fireChannelInactive()
        }
    }

    /// Answers whatever comes with the same bytes.
    private final class Answering: ChannelInboundHandler {
        typealias InboundIn = ByteBuffer
        typealias OutboundOut = ByteBuffer
        private let answer: [UInt8]

        init(_ answer: [UInt8]) {
            self.answer = answer
        }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) {
            context.writeAndFlush(wrapOutboundOut(ByteBuffer(bytes: answer)), promise: nil)
        }
    }
}
