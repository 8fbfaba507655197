import CentralSystemModel
import CentralSystemSettings
import FuzzSupport
import OCPPTypes

/// Feeds mutated documents to the readers of the central system: its configuration and its calibration.
///
/// `settings-fuzz` takes the options of `document-fuzz` and keeps what it finds likewise.
@main
struct SettingsFuzz: FuzzTarget {
    private let configurations: DocumentMutator
    private let calibrations: DocumentMutator
    private var isCalibration = false
    private var counts = (configurations: 0, calibrations: 0, accepted: 0)

    private init(corpus: String) {
        let guides = "Sources/CentralSystemSettings/CentralSystemSettings.docc/"
        let ownCalibration = "{\"seed\":7,\"actions\":{\"Heartbeat\":{\"delay\":{\"mu\":2.5,\"sigma\":0.4}}}}"
        configurations = DocumentMutator(
            seeds: DocumentFiles.blocks(of: guides + "TheConfigurationFile.md", language: "yaml")
                + DocumentFiles.all(below: corpus, ending: ".configuration") + [Array("listen: 127.0.0.1:0\n".utf8)],
            isJSON: false)
        calibrations = DocumentMutator(
            seeds: DocumentFiles.blocks(of: guides + "Calibration.md", language: "yaml")
                + DocumentFiles.all(below: corpus, ending: ".calibration") + [Array(ownCalibration.utf8)], isJSON: false
        )
    }

    static func main() {
        FuzzRun.main("settings-fuzz") { SettingsFuzz(corpus: $0.corpus) }
    }

    mutating func beginRound(_ random: inout SeededRandom) {}

    mutating func nextInput(_ random: inout SeededRandom) -> (bytes: [UInt8], kind: String) {
        isCalibration = random.nextIndex(below: 2) == 0
        let mutator = isCalibration ? calibrations : configurations
        return (mutator.next(&random, limit: 1 << 19), isCalibration ? "calibration" : "configuration")
    }

    mutating func violation(in input: [UInt8], _ random: inout SeededRandom) -> String? {
        let text = String(decoding: input, as: UTF8.self)
        return isCalibration ? calibrationViolation(text) : configurationViolation(text)
    }

    private mutating func calibrationViolation(_ text: String) -> String? {
        counts.calibrations += 1
        do throws(CalibrationFile.Failure) {
            let calibration = try CalibrationFile.parse(text)
            counts.accepted += 1
            let again = try? CalibrationFile.parse(CalibrationText.json(calibration))
            return again == calibration ? nil : "another calibration after writing"
        } catch {
            return error.faults.isEmpty ? "refused without a fault" : nil
        }
    }

    private mutating func configurationViolation(_ text: String) -> String? {
        counts.configurations += 1
        var configuration = CentralSystemServerConfiguration()
        do throws(ConfigurationFile.Failure) {
            try ConfigurationFile.apply(text, name: "fuzz.yaml", to: &configuration)
            counts.accepted += 1
            return nil
        } catch {
            if error.text.utf8.contains(0x1B) { return "an escape character in a diagnostic" }
            return error.text.isEmpty ? "refused without a diagnostic" : nil
        }
    }

    var summary: String {
        "\(counts.configurations) configurations, \(counts.calibrations) calibrations, \(counts.accepted) accepted"
    }
}
