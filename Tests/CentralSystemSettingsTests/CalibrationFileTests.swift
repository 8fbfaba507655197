import CentralSystemModel
import CentralSystemSettings
import Foundation
import OCPPTypes
import Testing

@Suite struct CalibrationFileTests {
    @Test func `the guide's example is read`() throws {
        let guide = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
            .appendingPathComponent("Sources/CentralSystemSettings/CentralSystemSettings.docc/Calibration.md")
        let blocks = try String(contentsOf: guide, encoding: .utf8).components(separatedBy: "```yaml\n")
        let text = String(try #require(blocks.last).prefix { $0 != "`" })
        let calibration = Calibration(
            seed: 7,
            rules: [
                .heartbeat: .init(delay: .fixed(nanoseconds: 20_000_000)),
                .authorize: .init(
                    delay: .lognormal(median: 50_000_000, p99: 400_000_000), callErrors: 0.01,
                    callErrorCode: .genericError),
                .meterValues: .init(delay: .lognormal(mu: 2.5, sigma: 0.4)),
            ],
            otherwise: .init(
                delay: .uniform(from: 5_000_000, to: 20_000_000), silence: 0.005, disconnects: 0.001, ending: .reset),
            pendingBoots: 2, reusedTransactionIds: 0.05, transit: 150_000)
        #expect(try CalibrationFile.parse(text) == calibration)
        #expect(try CalibrationFile.parse(CalibrationText.json(calibration)) == calibration)
        for share in [
            "0%", "1E-71%", "0.1%", "0.7%", "7%", "28.999999999999996%", "33.3333333%", "99.99999999999999%", "100%",
        ] {
            let read = try CalibrationFile.parse("reused-transaction-ids: \(share)\n")
            #expect(try CalibrationFile.parse(CalibrationText.json(read)) == read, "\(share)")
        }
        #expect(try CalibrationFile.parse("") == Calibration())
        #expect(try CalibrationFile.parse("{}") == Calibration())
    }

    @Test(arguments: [
        ("seed: x", "1:7: `seed` is a whole number, not negative"),
        ("sed: 1", "1:1: `sed` is not known in a calibration; did you mean `seed`?"),
        ("[1]", "1:1: a calibration is a mapping of keys to values"),
        ("a: [", "this is not valid YAML"),
        ("seed: 1\nseed: 2", "2:1: the key `seed` is given twice"),
        ("{\t\"seed\": \"\\ud83d\\ude00\", \"sed\": 1}", "1:27: `sed` is not known in a calibration"),
        ("{\n\t\"sed\": 1}", "2:2: `sed` is not known in a calibration"),
        ("actions: {Heartbeet: {}}", "1:11: `Heartbeet` is not known in `actions`; did you mean `Heartbeat`?"),
        ("actions: {Reset: {}}", "1:11: `Reset` is not known in `actions`;"),
        ("actions: {Heartbeat: 20ms}", "1:22: a rule is a mapping of keys to values"),
        ("actions: {Heartbeat: {delay: 20}}", "1:30: `delay` is a duration with its unit, such as `20ms`"),
        ("actions: {Heartbeat: {delay: -1ms}}", "1:30: `delay` is a duration with its unit"),
        ("actions: {Heartbeat: {delay: 2h}}", "1:30: `delay` is at most 1h"),
        ("actions: {Heartbeat: {delay: {from: 2ms, to: 1ms}}}", "1:31: `from` is not above `to`"),
        ("actions: {Heartbeat: {delay: {from: 2ms}}}", "1:31: a delay is a duration such as `20ms`,"),
        ("actions: {Heartbeat: {delay: {median: 2ms, p99: 2ms}}}", "`median` is above zero and below `p99`"),
        ("actions: {Heartbeat: {delay: {median: 0ms, sigma: 1}}}", "`median` is above zero"),
        ("actions: {Heartbeat: {delay: {mu: 99, sigma: 1}}}", "is from -20 to 20"),
        ("actions: {Heartbeat: {delay: {mu: nan, sigma: 1}}}", "`mu` is a number"),
        ("actions: {Heartbeat: {silence: 0.5}}", "1:32: `silence` is a share from `0%` to `100%`"),
        ("actions: {Heartbeat: {silence: 101%}}", "1:32: `silence` is a share from `0%` to `100%`"),
        ("actions: {Heartbeat: {code: Generic}}", "1:29: `code` is not known; did you mean `GenericError`?"),
        ("actions: {Heartbeat: {how: drop}}", "1:28: `how` is not known; it is one of: close, reset"),
        ("actions: {Heartbeat: {silence: 60%, call-error: 60%}}", "add up to more than 100%"),
        ("pending-boots: -1", "1:16: `pending-boots` is from 0 to 1000000"),
        ("transit: 2s", "1:10: `transit` is at most 1s"),
        ("transit: 150", "1:10: `transit` is a duration with its unit"),
        ("? [a]\n: 1", "1:3: a key must be a simple text"),
    ])
    func `a fault is told with its place`(text: String, message: String) {
        do {
            _ = try CalibrationFile.parse(text)
            Issue.record("no fault in \(text)")
        } catch {
            #expect("\(error)".contains(message), "\(text): \(error)")
        }
    }

    @Test func `every fault is told at once, in order`() {
        let text = "pending-boots: x\nactions:\n  Heartbeat: {delay: 1}\n  Autorize: {}\n"
        do {
            _ = try CalibrationFile.parse(text)
            Issue.record("no fault")
        } catch {
            #expect(error.faults.map(\.line) == [1, 3, 4])
        }
    }

    @Test func `a text that is too long is refused unread`() {
        let text = "# " + String(repeating: "x", count: CalibrationFile.byteLimit)
        #expect(throws: CalibrationFile.Failure.self) { try CalibrationFile.parse(text) }
    }
}
