import CentralSystemSettings
import Foundation
import OperatorInterface
import TestSupport
import Testing

@testable import CentralSystemServer
@testable import OperatorAPI

/// Real answers against the schemas that the API's description gives them.
@Suite(.timeLimit(.minutes(3)), .ownThread) struct AnswerSchemaTests {
    @Test func `answers are what the description says`() async throws {
        let configure = { (configuration: inout CentralSystemServerConfiguration) in
            configuration.files.http = .init(host: "127.0.0.1", port: 0)
        }
        try await TestServer.with(configure: configure) { server in
            #expect(try await server.http("PUT", "/api/v1/firmware/a.bin", body: "abc").status == 201)
            let forward = #"{"path":"/firmware/a.bin","url":"http://127.0.0.1:9/"}"#
            #expect(try await server.http("POST", "/api/v1/file-forwards", body: forward).status == 202)
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(
                #"[2,"s","StatusNotification",{"connectorId":1,"errorCode":"NoError","status":"Charging"}]"#)
            _ = await chargePoint.call(startFrame("1"))
            _ = await chargePoint.call(
                #"[2,"m","MeterValues",{"connectorId":1,"transactionId":1,"meterValue":[{"timestamp":"2025-01-01T12:05:00Z","#
                    + #""sampledValue":[{"value":"7400","measurand":"Power.Active.Import","unit":"W"}]}]}]"#)
            _ = await chargePoint.call(stopFrame("2", 1))
            let table = try await server.server.table()
            let check = SchemaCheck()
            var seen = 0
            for route in table.routes where route.operation.method == .get {
                let path = route.operation.path.replacingOccurrences(of: "{identity}", with: "CP1")
                    .replacingOccurrences(of: "{transactionId}", with: "1")
                    .replacingOccurrences(of: "{idTag}", with: "TAG1")
                    .replacingOccurrences(of: "{name}", with: "a.bin").replacingOccurrences(of: "{id}", with: "1")
                guard let answer = route.operation.answers.first(where: { $0.status == 200 }),
                    answer.mediaType == "application/json", !path.contains("watch-list")
                else { continue }
                let (status, body) = try await server.http("GET", path)
                #expect(status == 200, "\(path): \(body)")
                #expect(check.faults(of: body, answer.schema) == [], "\(path): \(body.prefix(500))")
                seen += 1
            }
            #expect(seen >= 15)
            let failure = try await server.http("GET", "/api/v1/charge-points/NONE").body
            #expect(check.faults(of: failure, .named("Failure")) == [])
            let one = try await server.http("GET", "/api/v1/transactions/1").body
            #expect(one.contains(#""value":"7400""#) && one.contains(#""source":"MeterValues""#), "\(one)")
            let page = try await server.http("GET", "/transactions/1").body
            #expect(page.contains("<svg") && page.contains("0.8 kWh"), "\(page)")
        }
    }

    @Test func `Prometheus' own tool takes the metrics`() async throws {
        let tool = "/usr/bin/promtool"
        guard FileManager.default.isExecutableFile(atPath: tool) else {
            print("skipped: no promtool here (apt-get install prometheus)")
            return
        }
        try await TestServer.with { server in
            let chargePoint = try await TestChargePoint.booted(server, "CP1")
            _ = await chargePoint.call(startFrame("1"))
            let text = try await server.http("GET", "/metrics").body
            #expect(text.contains(#"wattswarm_csms_handling_seconds_count{action="StartTransaction"} 1"#))
            #expect(text.contains(#"wattswarm_csms_commit_seconds_bucket{le="+Inf"}"#))
            let file = server.directory.file("metrics")
            try text.write(toFile: file, atomically: true, encoding: .utf8)
            let outcome = try ChildProcess.shell("\(tool) check metrics < \(file)")
            #expect(outcome.status == 0 && outcome.output.isEmpty, "\(outcome.output)")
        }
    }
}

extension CentralSystemServer {
    /// The running API's table of routes.
    func table() throws -> APIRouteTable {
        guard let api = running?.api else { throw CancellationError() }
        return api.table
    }
}
