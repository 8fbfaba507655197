import ChargePointModel
import Foundation
import NIOCore
import NIOPosix
import OCPPTypes
import TestSupport
import Testing
import WebSocketTransport

@testable import LoadEngine

/// What a charge point answers on a real socket, to a central system that reads slowly.
@Suite(.ownThread, .timeLimit(.minutes(2))) struct AnswerTests {
    private final class Blind: ChargePointWatcher {
        func frame(isOutgoing: Bool, _ bytes: UnsafeRawBufferPointer) {}
        func effect(_ effect: ChargePointEffect) {}
        func violation(_ text: String) {}
        func connectionOpened() {}
        func connectionClosed(_ reason: WebSocketCloseReason, wasOpen: Bool) {}
    }

    /// Runs a body against a charge point of two connectors whose boot is accepted.
    static func with(
        closeDelay: Int = 1000, _ body: @escaping @Sendable (SlowCentralSystem) throws -> Void
    ) async throws {
        let system = try SlowCentralSystem()
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        let loop = group.next()
        let endpoint = try WebSocketEndpoint(url: "ws://127.0.0.1:\(system.port)/ocpp")
        let point = try await loop.submit {
            var specification = ChargePointKind.builtIn(named: "ac-22kw-two-connectors")!.specification
            specification.closeDelayMilliseconds = closeDelay
            let kind = ChargePointKind(specification)!
            let setup = ChargePointSetup(
                kind: kind, identity: "CP1", connectors: 2,
                configuration: SharedConfiguration(kind: kind, connectors: 2), seed: 1,
                clock: DeviceClock(epoch: DateTime(millisecondsSince1970: 0), reference: SingleChargePoint.now()))
            let watcher = Blind()
            let point = SingleChargePoint(endpoint: endpoint, setup: setup, on: loop, watcher: watcher)
            point.begin()
            return NIOLoopBound((point, watcher), eventLoop: loop)
        }.get()
        let result: Result<Void, any Error>
        do {
            result = .success(
                try await blocking {
                    try system.accept()
                    try body(system)
                })
        } catch {
            result = .failure(error)
        }
        try await loop.submit { point.value.0.end() }.get()
        try await group.shutdownGracefully()
        try result.get()
    }

    @Test func `the answer to Reset has arrived before the close, and what is asked after it is answered too`()
        async throws
    {
        try await Self.with(closeDelay: 3000) { system in
            // Much is on its way to a slow reader when the reset is ordered.
            for id in 1...20 { system.send(text: "[2,\"c\(id)\",\"GetConfiguration\",{}]") }
            system.send(text: #"[2,"r","Reset",{"type":"Hard"}]"#)
            for id in 1...20 { #expect(try system.nextAnswer().hasPrefix("[3,\"c\(id)\",")) }
            #expect(try system.nextAnswer() == #"[3,"r",{"status":"Accepted"}]"#)
            system.send(text: #"[2,"t","TriggerMessage",{"requestedMessage":"Heartbeat"}]"#)
            #expect(try system.nextAnswer() == #"[3,"t",{"status":"Accepted"}]"#)
            while case .text(let call) = try system.next() { system.answer(call) }
        }
    }

    @Test func `every kind of broken envelope is answered when its id can be told, and never ends the connection`()
        async throws
    {
        let long = String(repeating: "x", count: 37)
        let frames: [(frame: String, answer: String?)] = [
            (#"[2,"\#(long)","Heartbeat",{}]"#, long), (#"[2,17,"GetConfiguration",{}]"#, "17"),
            (#"[2,"","GetConfiguration",{}]"#, ""), ("\u{FEFF}" + #"[2,"b","GetConfiguration",{}]"#, "b"),
            (#"[2,"m",{}]"#, "m"), (#"[2,"s",5,{}]"#, "s"), (#"[2,"p","GetConfiguration",[]]"#, "p"),
            (#"[2,"x","GetConfiguration",{}]x"#, "x"), (#"[2,"l","GetConfiguration",{},{}]"#, "l"),
            (#"[2,null,"GetConfiguration",{}]"#, nil), (#"[9,"n","GetConfiguration",{}]"#, nil), ("{}", nil),
            (#"["2","q","GetConfiguration",{}]"#, nil), (#"[3,"\#(long)",{}]"#, nil), ("nonsense", nil), ("[]", nil),
        ]
        try await Self.with { system in
            for (index, (frame, answer)) in frames.enumerated() {
                system.send(text: frame)
                if let answer {
                    let text = try system.nextAnswer()
                    #expect(text.hasPrefix(#"[4,"\#(answer)","FormationViolation","#), "\(frame)")
                }
                // Nothing but the answer to what follows: the connection lives, and the frame was passed over.
                system.send(text: #"[2,"after\#(index)","ClearCache",{}]"#)
                let text = try system.nextAnswer()
                #expect(text == #"[3,"after\#(index)",{"status":"Accepted"}]"#, "\(frame)")
            }
        }
    }

    @Test func `an answer with a broken envelope ends the wait of its CALL`() async throws {
        try await Self.with { system in
            guard case .text(let boot) = try system.next() else {
                throw SlowCentralSystem.Failure(description: "no boot")
            }
            system.answer(boot)
            guard case .text(let status) = try system.next() else {
                throw SlowCentralSystem.Failure(description: "no status")
            }
            let id = status.split(separator: "\"")[1]
            // A byte order mark, or a number as id: the next CALL comes at once and not after the time-out of 30 s.
            system.send(text: "\u{FEFF}[3,\"\(id)\",{}]")
            guard case .text(let next) = try system.next() else {
                throw SlowCentralSystem.Failure(description: "closed")
            }
            #expect(next.hasPrefix("[2,\"") && next != status)
            system.send(text: "[3,\(next.split(separator: "\"")[1]),{}]")
            guard case .text(let third) = try system.next() else {
                throw SlowCentralSystem.Failure(description: "closed")
            }
            #expect(third.hasPrefix("[2,\"") && third != next)
        }
    }
}
