import Foundation
import TestSupport
import Testing

/// `wattswarm schedule` as a user runs it; what it prints is tested with `ScheduleExplainer`.
@Suite(.ownThread, .timeLimit(.minutes(3))) struct ScheduleCommandTests {
    private static let example = "Sources/SmartCharging/SmartCharging.docc/Resources/six-amperes.json"

    @Test func `the example of the guide prints what the guide shows`() throws {
        let guide = try String(
            contentsOf: Tool.top.appendingPathComponent(
                "Sources/SmartCharging/SmartCharging.docc/WhyDidMyCarGetSixAmperes.md"), encoding: .utf8)
        let outcome = try Tool.run(["schedule", Self.example, "--width", "100"])
        #expect(outcome.status == 0, "\(outcome.errors)")
        #expect(guide.contains("```text\n\(outcome.output)```"), "\(outcome.output)")
        #expect(outcome.errors.isEmpty)
    }

    @Test func `JSON comes alone on standard output, from a file and from standard input`() throws {
        let text = try String(contentsOf: Tool.top.appendingPathComponent(Self.example), encoding: .utf8)
        let fromFile = try Tool.run(["schedule", "--json", Self.example])
        let fromInput = try Tool.run(["schedule", "-", "--json"], input: text)
        #expect(fromFile.status == 0)
        #expect(fromInput.status == 0)
        #expect(fromInput.output == fromFile.output)
        let object = try JSONSerialization.jsonObject(with: Data(fromFile.output.utf8)) as? [String: Any]
        #expect(object?["status"] as? String == "Accepted")
        let periods = try #require(object?["periods"] as? [[String: Any]])
        #expect(periods.map { $0["startPeriod"] as? Int } == [0, 1800, 5400, 16_200])
        #expect(periods.map { $0["limit"] as? Double } == [24, 32, 6, 16])
        #expect(periods.map { $0["numberPhases"] as? Int } == [3, 3, 3, 3])
        #expect(periods.map { $0["chargingProfileId"] as? Int } == [20, 1, 10, 10])
    }

    @Test func `a refused profile is noted on standard error and an unknown connector is Rejected`() throws {
        let text = try String(contentsOf: Tool.top.appendingPathComponent(Self.example), encoding: .utf8)
        let refused = try Tool.run(
            ["schedule", "-", "--json"],
            input: text.replacingOccurrences(of: "Id\": 4711, \"start\"", with: "Id\": 1, \"start\""))
        #expect(refused.status == 0)
        #expect(refused.errors.hasPrefix("note: profiles[2] is not installed: Rejected"), "\(refused.errors)")
        let unknown = try Tool.run(
            ["schedule", "-", "--json"],
            input: text.replacingOccurrences(
                of: "\"query\": {\"connectorId\": 1", with: "\"query\": {\"connectorId\": 3"))
        #expect(unknown.status == 0)
        #expect(unknown.output == "{\"status\":\"Rejected\",\"periods\":[]}\n")
    }

    @Test(arguments: [
        ("{", "<standard input>:1:2: error: the file ends"), ("{\"config\": {}}", ":1:12: error: missing field"),
        ("{\"nonsense\": {}}", ":1:2: error: unknown field"),
    ])
    func `a bad file ends with exit code 2 and the place`(text: String, place: String) throws {
        let outcome = try Tool.run(["schedule", "-"], input: text)
        #expect(outcome.status == 2)
        #expect(outcome.errors.contains(place), "\(outcome.errors)")
        #expect(outcome.output.isEmpty)
    }

    @Test func `a missing file and a folder end with exit code 2`() throws {
        for name in ["no-such-file.json", "scenarios"] {
            let outcome = try Tool.run(["schedule", name])
            #expect(outcome.status == 2)
            #expect(outcome.errors.contains(name))
        }
    }
}
