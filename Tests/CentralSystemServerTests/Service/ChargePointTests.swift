import CentralSystemModel
import CentralSystemStore
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

@testable import CentralSystemServer

@Suite(.timeLimit(.minutes(3))) struct ChargePointTests {
    @Test func `a charge point boots, authorizes, starts and stops over a real socket`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.connect(server, "CP 1/2")
            #expect(await chargePoint.next() == .opened)
            let boot = await chargePoint.call(
                #"[2,"1","BootNotification",{"chargePointVendor":"V","chargePointModel":"M"}]"#)
            guard case .text(let text)? = boot else { return #expect(boot == nil) }
            #expect(text.hasPrefix(#"[3,"1",{"status":"Accepted","currentTime":"2025-01-01T12:0"#), "\(text)")
            #expect(text.hasSuffix(#""interval":300}]"#))
            #expect(
                await chargePoint.call(#"[2,"2","Authorize",{"idTag":"tag1"}]"#)
                    == .text(#"[3,"2",{"idTagInfo":{"parentIdTag":"GROUP","status":"Accepted"}}]"#))
            #expect(
                await chargePoint.call(
                    #"[2,"3","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Charging"}]"#)
                    == .text(#"[3,"3",{}]"#))
            #expect(await chargePoint.call(startFrame("4")) == startAnswer("4", 1))
            #expect(
                await chargePoint.call(
                    #"[2,"5","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"#
                        + #""2025-01-01T12:30:00Z","sampledValue":[{"value":"5\"","unit":"Wh"}]}]}]"#)
                    == .text(#"[3,"5",{}]"#))
            #expect(await chargePoint.call(stopFrame("6", 1)) == .text(#"[3,"6",{}]"#))
        }
        let transactions = try DatabaseAudit.transactions(at: directory.file("csms.sqlite"))
        #expect(transactions.count == 1)
        #expect(transactions.first?.identity == "CP 1/2")
        #expect(transactions.first?.stop?.meterStop == 900)
        #expect(try DatabaseAudit.meterValuesCount(at: directory.file("csms.sqlite")) == 1)
    }

    /// Each malformed frame, and the answer to it; nil where none is due.
    @Test func `malformed frames are answered when they have an id and never end the connection`() async throws {
        let cases: [(String, String?)] = [
            ("", nil),
            ("nonsense", nil),
            ("{}", nil),
            ("[]", nil),
            (#"[9,"1",{}]"#, nil),
            (#"[3,"1",{}]"#, nil),
            (#"[4,"1","GenericError","",{}]"#, nil),
            (#"[2,"1"]"#, #"[4,"1","FormationViolation""#),
            (#"[2,"1","Heartbeat"]"#, #"[4,"1","FormationViolation""#),
            (#"[2,"1","heartbeat",{}]"#, #"[4,"1","NotImplemented","unknown action heartbeat""#),
            (#"[2,"1","Heartbeat",{"x":1}]"#, #"[4,"1","FormationViolation""#),
            (#"[2,"1","Authorize",{}]"#, #"[4,"1","ProtocolError""#),
            (#"[2,"1","Authorize",{"idTag":5}]"#, #"[4,"1","TypeConstraintViolation""#),
            (#"[2,"1","Authorize",{"idTag":"012345678901234567890"}]"#, #"[4,"1","PropertyConstraintViolation""#),
            (#"[2,"1","Reset",{"type":"Hard"}]"#, #"[4,"1","NotSupported""#),
        ]
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            for (frame, answer) in cases {
                chargePoint.send(frame)
                chargePoint.send(#"[2,"h","Heartbeat",{}]"#)
                if let answer {
                    let event = await chargePoint.next()
                    guard case .text(let text)? = event else { return #expect(event == nil, "\(frame)") }
                    #expect(text.hasPrefix(answer), "\(frame): \(text)")
                }
                let event = await chargePoint.next()
                guard case .text(let text)? = event else { return #expect(event == nil, "\(frame)") }
                #expect(text.hasPrefix(#"[3,"h",{"currentTime":"#), "\(frame): \(text)")
            }
        }
    }

    @Test func `a second connection replaces the first`() async throws {
        try await TestServer.with { server in
            let first = try await TestChargePoint.booted(server, "CP1")
            let second = try await TestChargePoint.connect(server, "CP1")
            #expect(await second.next() == .opened)
            #expect(
                await first.next()
                    == .closed(.closedByPeer(code: .policyViolation, reason: "replaced by a new connection")))
            #expect(
                await second.call(#"[2,"1","Authorize",{"idTag":"NOBODY"}]"#)
                    == .text(#"[3,"1",{"idTagInfo":{"status":"Invalid"}}]"#))
        }
    }

    @Test func `identities and paths that are not known get 404`() async throws {
        try await TestServer.with(configure: { $0.registration = .known }) { server in
            let stranger = try await TestChargePoint.connect(server, "CP1")
            #expect(await stranger.next() == .closed(.handshakeRejected(status: 404)))
            let put = try await server.http("PUT", "/api/v1/charge-points/CP1", body: #"{"registration":"Accepted"}"#)
            #expect(put.status == 200, "\(put.body)")
            let known = try await TestChargePoint.connect(server, "CP1")
            #expect(await known.next() == .opened)
        }
    }

    @Test func `a restart keeps registration, transactions, repeated starts and the next id`() async throws {
        let directory = TestDirectory()
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            #expect(await chargePoint.call(startFrame("1", second: 10)) == startAnswer("1", 1))
            #expect(await chargePoint.call(stopFrame("2", 1)) == .text(#"[3,"2",{}]"#))
            #expect(await chargePoint.call(startFrame("3", second: 11)) == startAnswer("3", 2))
        }
        try await TestServer.with(directory) { server in
            let chargePoint = try await TestChargePoint.connect(server, "CP1")
            #expect(await chargePoint.next() == .opened)
            #expect(await chargePoint.call(startFrame("1", second: 10)) == startAnswer("1", 1))
            #expect(await chargePoint.call(startFrame("2", second: 11)) == startAnswer("2", 2))
            #expect(await chargePoint.call(startFrame("3", connectorId: 2)) == startAnswer("3", 3))
            #expect(await chargePoint.call(stopFrame("4", 2)) == .text(#"[3,"4",{}]"#))
        }
        let transactions = try DatabaseAudit.transactions(at: directory.file("csms.sqlite"))
        #expect(transactions.map(\.transactionId) == [1, 2, 3])
        #expect(transactions.map { $0.stop != nil } == [true, true, false])
    }

    @Test func `stopping closes every connection as going away`() async throws {
        let directory = TestDirectory()
        let server = CentralSystemServer(configuration: TestServer.configuration(directory), logger: quietLogger)
        let ready = try await server.start()
        let test = TestServer(directory: directory, server: server, ready: ready)
        let chargePoint = try await TestChargePoint.booted(test, "CP1")
        await server.stop()
        let event = await chargePoint.next()
        guard case .closed(.closedByPeer(code: .goingAway, _))? = event else {
            return #expect(event == nil, "closed otherwise")
        }
    }
}
