import OCPPTypes
import Testing
import WebSocketTransport

/// Certification cases of a central system: Core, boot, session and what goes wrong. A test bears the number of its
/// case.
@Suite(.timeLimit(.minutes(1))) struct CentralSystemSessionCases {
    @Test func `TC_001_CSMS cold boot`() async throws {
        try await Bench.run(configure: { $0.heartbeatInterval = 17 }) { bench in
            let point = try await bench.connect()
            #expect(try await point.boots() == 17)
            try await point.everyStatus()
            for _ in 1...3 {
                guard case .heartbeat = try await point.says(.heartbeat(.init())) else {
                    Issue.record("no Heartbeat.conf")
                    return
                }
            }
        }
    }

    @Test func `TC_003_CSMS start, plug in first`() async throws {
        try await Bench.booted { _, point in
            try await point.status(.preparing)
            try await point.authorized()
            _ = try await point.started()
            try await point.status(.charging)
        }
    }

    @Test func `TC_004_1_CSMS start, identification first`() async throws {
        try await Bench.booted { bench, point in
            let transactionId = try await point.charging()
            let running = try await bench.transactions(open: true)
            #expect(running.map { $0["transactionId"] as? Int } == [transactionId])
        }
    }

    @Test func `TC_004_2_CSMS identification first, time-out`() async throws {
        try await Bench.booted { _, point in
            try await point.authorized()
            try await point.status(.preparing)
            try await point.status(.available)
        }
    }

    @Test func `TC_005_1_CSMS EV side disconnect`() async throws {
        try await Bench.booted { bench, point in
            let transactionId = try await point.charging()
            try await point.status(.suspendedEV)
            try await point.stop(transactionId, .evDisconnected)
            try await point.status(.finishing)
            try await point.status(.available)
            #expect(try await bench.transactions(open: true).isEmpty)
        }
    }

    @Test func `TC_007_CSMS cached id`() async throws {
        try await Bench.booted { _, point in
            try await point.status(.preparing)
            _ = try await point.started()
            try await point.status(.charging)
        }
    }

    @Test(arguments: [(validTag, AuthorizationStatus.invalid), ("EXPIRED", .expired), ("BLOCKED", .blocked)])
    func `TC_023_1_CSMS, TC_023_2_CSMS, TC_023_3_CSMS a tag that is not good`(
        _ idTag: IdTag, _ status: AuthorizationStatus
    ) async throws {
        try await Bench.booted { bench, point in
            switch status {
            case .expired:
                try await bench.enter(idTag, #"{"status": "Accepted", "expiryDate": "2020-01-01T00:00:00Z"}"#)
            default: try await bench.enter(idTag, "{\"status\": \"\(status.rawValue)\"}")
            }
            #expect(try await point.authorize(idTag).status == status)
        }
    }

    @Test func `TC_024_CSMS lock failure`() async throws {
        try await Bench.booted { _, point in
            try await point.authorized()
            try await point.status(.preparing)
            try await point.status(.faulted, error: .connectorLockFailure)
        }
    }

    @Test func `TC_032_1_CSMS power failure`() async throws {
        try await Bench.booted { bench, point in
            let transactionId = try await point.charging()
            await point.disconnect()
            let again = try await bench.connect()
            try await again.boots()
            try await again.status(.available, 0)
            try await again.status(.finishing, 1)
            try await again.status(.available, 2)
            try await again.stop(transactionId, .powerLoss)
            #expect(try await bench.transactions(open: true).isEmpty)
            #expect(try await bench.transactions().count == 1)
        }
    }

    /// When the charge point was offline.
    private static let earlier = ScriptedChargePoint.noon.adding(milliseconds: -3_600_000)

    @Test func `TC_037_1_CSMS offline start, valid id`() async throws {
        try await Bench.booted { bench, point in
            await point.disconnect()
            let again = try await bench.connect()
            _ = try await again.started(timestamp: Self.earlier)
            try await again.status(.charging)
            #expect(try await bench.transactions(open: true).count == 1)
        }
    }

    @Test func `TC_037_3_CSMS offline start, invalid id`() async throws {
        try await Bench.booted { bench, point in
            await point.disconnect()
            let again = try await bench.connect()
            // An answer with a transactionId, no CALLERROR: the energy has flowed and must find its transaction.
            let answer = try await again.start("NOBODY", timestamp: Self.earlier)
            #expect(answer.idTagInfo.status == .invalid)
            try await again.status(.charging)
            try await again.stop(answer.transactionId, .deAuthorized)
            try await again.status(.finishing)
            #expect(try await bench.transactions().count == 1)
        }
    }

    @Test func `TC_039_CSMS offline transaction`() async throws {
        try await Bench.booted { bench, point in
            await point.disconnect()
            let again = try await bench.connect()
            let transactionId = try await again.started(timestamp: Self.earlier)
            try await again.stop(transactionId, .local, timestamp: Self.earlier)
            #expect(try await bench.transactions(open: true).isEmpty)
            #expect(try await bench.transactions().map { $0["transactionId"] as? Int } == [transactionId])
        }
    }

    @Test func `TC_088_CSMS sub-protocol negotiation`() async throws {
        try await Bench.run { bench in
            let endpoint = try WebSocketEndpoint(url: bench.ready.ocpp)
            func answer(_ subprotocols: String) async throws -> [String] {
                try await RawUpgrade.answer(
                    host: endpoint.host, port: endpoint.port, path: endpoint.path + "/CP1", subprotocols: subprotocols)
            }
            let refused = try await answer("ocpp0.1")
            #expect(refused.first?.hasPrefix("HTTP/1.1 101") == false, "\(refused)")
            let upgraded = try await answer("ocpp0.1,ocpp1.6")
            #expect(upgraded.first?.hasPrefix("HTTP/1.1 101") == true, "\(upgraded)")
            let chosen = upgraded.filter { $0.lowercased().hasPrefix("sec-websocket-protocol:") }
            #expect(chosen.map { $0.dropFirst("sec-websocket-protocol:".count).drop { $0 == " " } } == ["ocpp1.6"])
        }
    }

    @Test func `TC_064_CSMS data transfer`() async throws {
        try await Bench.booted { _, point in
            let answer = try await point.says(.dataTransfer(.init(vendorId: "org.unknown.vendor", messageId: "x")))
            #expect(answer == .dataTransfer(.init(status: .unknownVendorId)))
        }
    }
}
