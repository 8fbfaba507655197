import ScheduleExplainer
import Testing

/// Every mistake in a schedule file has a message and a place.
@Suite struct DocumentErrorTests {
    private static let query = "\"query\": {\"connectorId\": 1, \"now\": \"2025-01-01T12:00:00Z\", \"duration\": 60}"
    private static let config = "\"config\": {\"connectors\": 1, \"voltage\": 230, \"phases\": 3}"

    private static func withProfile(_ text: String) -> String { "{\(config),\n\"profiles\": [\(text)], \(query)}" }

    private static func withConfig(_ text: String) -> String { "{\"config\":\n\(text), \"profiles\": [], \(query)}" }

    private static func withQuery(_ text: String) -> String { "{\(config), \"profiles\": [], \"query\":\n\(text)}" }

    /// A text and the beginning of its message.
    static let cases: [(text: String, message: String)] = [
        ("", ":1:1: error: the file ends where a JSON value is expected"),
        ("[]", ":1:1: error: the file must be an object, not a list"),
        ("{", ":1:2: error: the file ends where a field name in quotes is expected"),
        ("{\"config\": {}", ":1:14: error: the file ends where `,` or `}` is expected"),
        ("{\"config\" 1}", ":1:11: error: `1` where `:` is expected"),
        ("{\"config\": 01}", ":1:12: error: `01` is not a JSON number"),
        ("{\"config\": 1.}", ":1:12: error: `1.` is not a JSON number"),
        ("{\"config\": nul}", ":1:12: error: `n` where a JSON value is expected"),
        ("{\"config\": \"a", ":1:12: error: the text has no closing quote"),
        ("{\"config\": \"\\x\"}", ":1:13: error: an unknown escape sequence"),
        ("{\"config\": \"\\uD800\"}", ":1:13: error: an escape `\\u` that is no character"),
        ("{\"config\": \"\\u+123\"}", ":1:13: error: an escape `\\u` that is no character"),
        ("{\"config\": \"\\uD83D\\u0041\"}", ":1:13: error: an escape `\\u` that is no character"),
        ("{\"config\": \"\\uDE00\\uD83D\"}", ":1:13: error: an escape `\\u` that is no character"),
        ("{\"\\uD83D\\uDE00\": 1}", ":1:2: error: unknown field `😀`"),
        ("{\"config\": 0x1p3}", ":1:13: error: `x` where"),
        ("{\"config\": 1e+}", ":1:12: error: `1e+` is not a JSON number"),
        ("{\"a\": 1, \"a\": 2}", ":1:10: error: the field `a` occurs twice"),
        ("{} x", ":1:4: error: text after the end of the JSON value"),
        (
            String(repeating: "[", count: 40),
            ":1:33: error: nested too deep"
        ),
        ("{}", ":1:1: error: missing field `config`"),
        ("{\"konfig\": 1}", ":1:2: error: unknown field `konfig`; did you mean `config`?"),
        (withConfig("7"), ":2:1: error: `config` must be an object, not a number"),
        (withConfig("{\"connectors\": 1, \"voltage\": 230}"), ":2:1: error: missing field `config.phases`"),
        (
            withConfig("{\"connectors\": 0, \"voltage\": 230, \"phases\": 3}"),
            ":2:16: error: `config.connectors` must be from 1 to 255, not 0"
        ),
        (
            withConfig("{\"connectors\": 1, \"voltage\": 230.5, \"phases\": 3}"),
            ":2:30: error: `config.voltage` must be a whole number, not 230.5"
        ),
        (
            withConfig("{\"connectors\": 1, \"voltage\": 230, \"phases\": 4}"),
            ":2:45: error: `config.phases` must be from 1 to 3, not 4"
        ),
        (
            withConfig("{\"connectors\": 1, \"voltage\": 230, \"fases\": 3}"),
            ":2:35: error: unknown field `config.fases`; known here: connectors, voltage, phases"
        ),
        (
            withQuery("{\"connectorId\": 1, \"duration\": 60}"),
            ":2:1: error: missing field `query.now`"
        ),
        (
            withQuery("{\"connectorId\": 1, \"now\": \"2025-01-01T12:00:00\", \"duration\": 60}"),
            ":2:27: error: `query.now` must be a date and time with zone, such as \"2025-01-01T12:00:00Z\", not"
        ),
        (
            withQuery("{\"connectorId\": 1, \"now\": \"2025-01-01T12:00:00Z\", \"duration\": \"60\"}"),
            ":2:63: error: `query.duration` must be a whole number, not \"60\""
        ),
        (
            withQuery("{\"connectorId\": 1, \"now\": \"2025-01-01T12:00:00Z\", \"duration\": 99999999999999999999}"),
            ":2:63: error: `query.duration` must be a whole number, not 99999999999999999999"
        ),
        (
            withQuery(
                "{\"connectorId\": 1, \"now\": \"2025-01-01T12:00:00Z\", \"duration\": 60, \"chargingRateUnit\": \"kW\"}"
            ),
            ":2:87: error: `query.chargingRateUnit` must be \"A\" or \"W\", not \"kW\""
        ),
        ("{\(config), \(query)}", ":1:1: error: missing field `profiles`"),
        (
            "{\(config), \"profiles\": {}, \(query)}",
            ":1:72: error: `profiles` must be a list, not an object"
        ),
        (withProfile("3"), ":2:14: error: not a SetChargingProfile payload: payload is not an object"),
        (withProfile("{}"), ":2:14: error: not a SetChargingProfile payload: connectorId: missing field"),
        (
            withProfile("{\"connectorId\": 1, \"profile\": {}}"),
            ":2:33: error: not a SetChargingProfile payload: profile: unknown field"
        ),
        (
            withProfile(
                ScheduleFiles.profile(1, id: 1, "TxDefault", ScheduleFiles.periods("0:6"))
                    .replacing("\n", with: "")),
            ":2:123: error: not a SetChargingProfile payload: csChargingProfiles.chargingProfilePurpose: unknown value"
        ),
        (
            withProfile(
                ScheduleFiles.profile(1, id: 1, "TxProfile", ScheduleFiles.periods("0:6 10:6.25"))
                    .replacing("\n", with: "")),
            ":2:347: error: not a SetChargingProfile payload: "
                + "csChargingProfiles.chargingSchedule.chargingSchedulePeriod[1].limit: more than one fraction digit"
        ),
        (
            "{\(config), \"profiles\": [], \"transactions\":\n[{\"connectorId\": 2, \"start\": \"2025-01-01T12:00:00Z\"}], "
                + "\(query)}",
            ":2:18: error: `transactions[0].connectorId` must be from 1 to 1, not 2"
        ),
        (
            "{\(config), \"profiles\": [], \"transactions\":\n[{\"connectorId\": 1, \"start\": \"2025-01-01T12:00:00Z\"},"
                + "{\"connectorId\": 1, \"start\": \"2025-01-01T12:00:00Z\"}], \(query)}",
            ":2:54: error: transactions[1]: connector 1 has a transaction already"
        ),
    ]

    @Test(arguments: cases.indices)
    func `a mistake is told with its line and column`(index: Int) {
        let one = Self.cases[index]
        let bytes = Array(one.text.utf8)
        do throws(ScheduleDocumentError) {
            _ = try ScheduleDocument(json: bytes)
            Issue.record("accepted: \(one.text)")
        } catch {
            let rendered = error.rendered(fileName: "a.json", bytes: bytes)
            #expect(rendered.hasPrefix("a.json\(one.message)"), "\(rendered)")
        }
    }

    @Test func `the line is shown with a caret under the place`() {
        let bytes = Array("{\n\t\"kühl\": 1}\n".utf8)
        do throws(ScheduleDocumentError) {
            _ = try ScheduleDocument(json: bytes)
        } catch {
            #expect(
                error.rendered(fileName: "a.json", bytes: bytes)
                    == "a.json:2:2: error: unknown field `kühl`; known here: config, profiles, transactions, query\n"
                    + "   \"kühl\": 1}\n   ^\n")
        }
    }

    /// No prefix of a good file and no changed byte of it traps.
    @Test func `cut and changed files end in an error or a schedule`() {
        let good = ScheduleFiles.threePurposes
        for length in stride(from: 0, to: good.count, by: 7) {
            let part = Array(good.prefix(length))
            #expect(throws: ScheduleDocumentError.self) { _ = try ScheduleDocument(json: part) }
        }
        for place in stride(from: 0, to: good.count, by: 3) {
            for byte in [0, 0x22, 0x2D, 0x39, 0x5B, 0x7D, 0xFF] as [UInt8] {
                var changed = good
                changed[place] = byte
                do throws(ScheduleDocumentError) {
                    let document = try ScheduleDocument(json: changed)
                    _ = ScheduleExplanation(document).json
                } catch {
                    #expect(!error.rendered(fileName: "a.json", bytes: changed).isEmpty)
                }
            }
        }
    }
}
