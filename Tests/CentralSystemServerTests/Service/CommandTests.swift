import CentralSystemDriver
import CentralSystemModel
import OCPPTypes
import TestSupport
import Testing

@testable import CentralSystemServer

@Suite(.timeLimit(.minutes(3))) struct CommandTests {
    private static let reset = Command(.typed(.reset(.init(type: .soft))))

    /// The text of the next CALL to a charge point.
    private func nextText(_ chargePoint: TestChargePoint) async -> String? {
        guard case .text(let text)? = await chargePoint.next() else { return nil }
        return text
    }

    @Test func `a command goes over the socket and its confirmation comes back`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            async let answer = server.server.order(Self.reset, to: "CP1")
            #expect(await nextText(chargePoint) == #"[2,"1","Reset",{"type":"Soft"}]"#)
            chargePoint.send(#"[3,"1",{"status":"Accepted"}]"#)
            #expect(try await answer == .confirmation(.reset(.init(status: .accepted))))
        }
    }

    @Test func `a raw payload is sent byte for byte`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let raw = Command(.raw(.changeConfiguration, Array(#"{"key" : 5,"value":null}"#.utf8)))
            async let answer = server.server.order(raw, to: "CP1")
            #expect(await nextText(chargePoint) == #"[2,"1","ChangeConfiguration",{"key" : 5,"value":null}]"#)
            chargePoint.send(#"[4,"1","TypeConstraintViolation","key",{}]"#)
            #expect(try await answer == .callError(CallError(.typeConstraintViolation, "key")))
        }
    }

    /// What a charge point sends instead of a confirmation, and the reason an operator reads.
    @Test(arguments: [
        (#"[3,"1",{"status":"Perhaps"}]"#, "status"), (#"[3,"1",{}]"#, "status"), (#"[3,"1",[]]"#, "object"),
        (#"[3,"1"]"#, "number of elements"), (#"[4,"1","GenericError"]"#, "number of elements"),
    ])
    func `an unreadable answer ends the wait at once`(frame: String, reason: String) async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            async let answer = server.server.order(Self.reset, to: "CP1")
            _ = await nextText(chargePoint)
            chargePoint.send(frame)
            guard case .invalidAnswer(let text)? = try await answer else {
                Issue.record("\(String(describing: try await answer))")
                return
            }
            #expect(text.contains(reason), "\(text)")
        }
    }

    @Test func `confirmations are read leniently and what was wrong with them is counted`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let order = Command(.typed(.getConfiguration(.init(key: ["HeartbeatInterval"]))))
            async let answer = server.server.order(order, to: "CP1")
            _ = await nextText(chargePoint)
            chargePoint.send(
                #"[3,"1",{"configurationKey":[{"key":"HeartbeatInterval","readonly":false,"value":300}],"extra":1}]"#)
            guard case .confirmation(.getConfiguration(let confirmation))? = try await answer else {
                Issue.record("\(String(describing: try await answer))")
                return
            }
            #expect(confirmation.configurationKey?.first?.value == "300")
            #expect(try await server.server.loopCounters()?.answerViolations == 2)
        }
    }

    @Test func `without an answer the command times out`() async throws {
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            let order = Command(.typed(.reset(.init(type: .soft))), timeoutMilliseconds: 20)
            #expect(try await server.server.order(order, to: "CP1") == .timedOut)
            _ = await nextText(chargePoint)
            // The timer works again for the next one.
            #expect(try await server.server.order(order, to: "CP1") == .timedOut)
        }
    }

    @Test func `stopping the server ends commands that wait`() async throws {
        let directory = TestDirectory()
        let server = CentralSystemServer(configuration: TestServer.configuration(directory), logger: quietLogger)
        let test = TestServer(directory: directory, server: server, ready: try await server.start())
        let chargePoint = try await TestChargePoint.booted(test, "CP1")
        async let answer = server.order(Self.reset, to: "CP1")
        _ = await nextText(chargePoint)
        await server.stop()
        #expect(try await answer == .connectionLost)
    }

    @Test func `commands beyond the limit are refused as busy`() async throws {
        try await TestServer.with(configure: { $0.limits.operatorCommands = 1 }) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            async let first = server.server.order(Self.reset, to: "CP1")
            _ = await nextText(chargePoint)
            await #expect(throws: CentralSystemLoop.Busy.self) {
                try await server.server.order(Self.reset, to: "CP1")
            }
            chargePoint.send(#"[3,"1",{"status":"Accepted"}]"#)
            _ = try await first
        }
    }
}
