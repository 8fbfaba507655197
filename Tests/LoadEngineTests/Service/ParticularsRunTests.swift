import Foundation
import OCPPTypes
import Scenario
import Synchronization
import TestSupport
import Testing
import WebSocketTransport

@testable import LoadEngine

/// What each charge point of a fleet has of its own, as a central system sees it.
@Suite(.ownThread, .timeLimit(.minutes(2))) struct ParticularsRunTests {
    @Test func `a fleet shows its users, short passwords, the target's query and what boot says`() async throws {
        let system = OrderingCentralSystem()
        let endpoint = try await system.start { _ in [] }
        let text = """
            scenario: particulars
            duration: 60s
            target: \(endpoint)?tenant=7&key=a%20b
            fleet:
              depot:
                count: 3
                identity: "CP{index:05}"
                boot: {chargePointSerialNumber: "SN{index:04}", iccid: "8949{index:016}", meterSerialNumber: "M{index}"}
                security: {profile: 1, user: "user {index}", password: "pw{index}"}
            """
        let compiled = ScenarioCompiler.compile(text: text, fileName: "t.yaml")
        let plan = try #require(compiled.plan, Comment(rawValue: compiled.renderedDiagnostics))
        guard case .url(let url) = plan.targets[0].destination else { preconditionFailure("a URL was given") }
        let engine = try LoadEngine(
            plan: plan, options: RunOptions(endpoint: url, epoch: DateTime(millisecondsSince1970: 0)))
        _ = try await engine.run(interval: 50) { _, _ in
            if system.boots.withLock({ $0.count }) == 3 { engine.stop() }
        }
        await system.stop()
        let requests = system.requests.withLock { $0 }.sorted { $0.identity < $1.identity }
        #expect(requests.map(\.identity) == ["CP00001", "CP00002", "CP00003"])
        #expect(requests.map(\.path) == ["/ocpp/CP00001", "/ocpp/CP00002", "/ocpp/CP00003"])
        #expect(requests.allSatisfy { $0.query == "tenant=7&key=a%20b" })
        #expect(
            requests.map(\.authorization)
                == (1...3).map { BasicCredentials(user: "user \($0)", password: Array("pw\($0)".utf8)) })
        let boots = system.boots.withLock { $0 }
        for index in 1...3 {
            #expect(
                boots["CP0000\(index)"] == [
                    "chargePointModel": "WS-AC11", "chargePointSerialNumber": "SN000\(index)",
                    "chargePointVendor": "Wattswarm", "firmwareVersion": "1.0.0",
                    "iccid": "8949000000000000000\(index)", "meterSerialNumber": "M\(index)",
                ])
        }
    }
}
