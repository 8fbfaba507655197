import Foundation
import Testing

@testable import CentralSystemServer

/// Configurations and calibrations that grow when their aliases are written out.
@Suite(.timeLimit(.minutes(3))) struct HostileDocumentTests {
    private static let bomb: String = {
        let levels = (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }
        return "a0: &a0 [x, y]\n" + levels.joined()
    }()

    private static let keys = [
        "b: *a29", "b: {*a29}", "{[*a29], b}", "b: !!set {*a29}", "b: {[*a29]\t: v}", "? [\t*a29]\n: x", "<<: *a29",
    ]

    @Test(arguments: keys) func `an alias bomb is refused by every reader`(_ key: String) {
        let text = Self.bomb + key + "\n"
        #expect(throws: CalibrationFile.Failure.self) { try CalibrationFile.parse(text) }
        var configuration = CentralSystemServerConfiguration()
        #expect(throws: ConfigurationFile.Failure.self) {
            try ConfigurationFile.apply(text, name: "csms.yaml", to: &configuration)
        }
    }

    @Test(arguments: keys) func `the operator API answers an alias bomb and goes on`(_ key: String) async throws {
        try await TestServer.with { server in
            let answer = try await server.http("PUT", "/api/v1/calibration", body: Self.bomb + key + "\n")
            #expect(answer.status == 400, "\(answer)")
            #expect(answer.body.contains("100000 nodes"), "\(answer)")
            #expect(try await server.http("GET", "/healthz").status == 200)
        }
    }

    @Test func `inputs that the fuzzer found end in an answer`() throws {
        let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().appendingPathComponent("Fuzz/Corpus")
        let names = try FileManager.default.contentsOfDirectory(atPath: corpus.path)
        #expect(names.contains("README.md"))
        for name in names {
            let text = String(decoding: try Data(contentsOf: corpus.appendingPathComponent(name)), as: UTF8.self)
            if name.hasSuffix(".calibration"), let calibration = try? CalibrationFile.parse(text) {
                #expect(try CalibrationFile.parse(CalibrationText.json(calibration)) == calibration, "\(name)")
            }
            guard name.hasSuffix(".configuration") else { continue }
            var configuration = CentralSystemServerConfiguration()
            do throws(ConfigurationFile.Failure) {
                try ConfigurationFile.apply(text, name: name, to: &configuration)
            } catch {
                #expect(!error.text.isEmpty && !error.text.utf8.contains(0x1B), "\(name)")
            }
        }
    }
}
