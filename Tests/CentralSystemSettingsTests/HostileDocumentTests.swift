import CentralSystemSettings
import Foundation
import TestSupport
import Testing

/// Configurations and calibrations that grow when their aliases are written out.
@Suite(.timeLimit(.minutes(3))) struct HostileDocumentTests {
    @Test(arguments: AliasBomb.keys) func `an alias bomb is refused by every reader`(_ key: String) {
        let text = AliasBomb.text(key)
        #expect(throws: CalibrationFile.Failure.self) { try CalibrationFile.parse(text) }
        var configuration = CentralSystemServerConfiguration()
        #expect(throws: ConfigurationFile.Failure.self) {
            try ConfigurationFile.apply(text, name: "csms.yaml", to: &configuration)
        }
    }

    @Test func `inputs that the fuzzer found end in an answer`() throws {
        let corpus = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .appendingPathComponent("Fuzz/Corpus")
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
