import OCPPJSON
import OCPPTypes
import OperatorInterface
import Testing

@testable import OperatorPage

@Suite struct CommandFormTests {
    @Test func `fields of a form become the payload`() {
        let cases: [(Action, [String: String], String)] = [
            (.reset, ["type": "Soft", "action": "Reset"], #"{"type":"Soft"}"#),
            (.clearCache, [:], "{}"),
            (
                .remoteStartTransaction, ["idTag": "A\"B", "connectorId": "", "chargingProfile.stackLevel": ""],
                #"{"idTag":"A\"B"}"#
            ),
            (.getConfiguration, ["key": " A \r\nB\n\n"], #"{"key":["A","B"]}"#),
            (.unlockConnector, ["connectorId": "two"], #"{"connectorId":"two"}"#),
            (
                .setChargingProfile,
                [
                    "connectorId": "0", "csChargingProfiles.chargingProfileId": "3",
                    "csChargingProfiles.stackLevel": "1",
                    "csChargingProfiles.chargingSchedule.minChargingRate": "6.5",
                    "csChargingProfiles.chargingSchedule.chargingSchedulePeriod": #"[{"startPeriod":0,"limit":16}]"#,
                ],
                #"{"connectorId":0,"csChargingProfiles":{"chargingProfileId":3,"stackLevel":1,"chargingSchedule":"#
                    + #"{"chargingSchedulePeriod":[{"startPeriod":0,"limit":16}],"minChargingRate":6.5}}}"#
            ),
            (
                .clearChargingProfile, ["stackLevel": "0x1"], #"{"stackLevel":"0x1"}"#
            ),
        ]
        for (action, fields, payload) in cases {
            #expect(CommandForms.payload(of: action, fields: fields).text == payload, "\(action)")
        }
    }

    @Test func `orders may leave their location to the file endpoint, where one runs`() throws {
        let now = DateTime(millisecondsSince1970: 0)
        func form(_ action: Action, _ files: CommandForms.Files?) throws -> String {
            let html = CommandForms.all(identity: "CP1", .init(transactionId: nil, now: now, files: files)).text
            let forms = html.components(separatedBy: "<details class=\"command\">")
            return try #require(forms.first { $0.hasPrefix("<summary>\(action.name)</summary>") })
        }
        let offer = CommandForms.Files(images: ["a<b>.bin"], schemes: ["http", "ftps"])
        for (action, name) in [
            (Action.updateFirmware, "location"), (.getDiagnostics, "location"), (.getLog, "log.remoteLocation"),
            (.signedUpdateFirmware, "firmware.location"),
        ] {
            func isRequired(_ form: String) throws -> Bool {
                try #require(form.firstMatch(of: try Regex("name=\"\(name)\"[^>]*>"))).output[0].substring?
                    .contains(" required") ?? false
            }
            let alone = try form(action, nil)
            #expect(try isRequired(alone) && !alone.contains("name=\"via\""), "\(action)")
            let offered = try form(action, offer)
            #expect(try !isRequired(offered) && offered.contains("<option value=\"ftps\">ftps</option>"), "\(action)")
            let isFirmware = action == .updateFirmware || action == .signedUpdateFirmware
            #expect(offered.contains("<option value=\"a&lt;b&gt;.bin\">") == isFirmware, "\(action)")
        }
        #expect(try !form(.reset, offer).contains("name=\"via\""))
    }

    @Test func `every command has a form with a label for each field`() {
        let html = CommandForms.all(
            identity: "CP 1", .init(transactionId: 7, now: DateTime(millisecondsSince1970: 0))
        ).text
        for action in CommandShape.actions {
            #expect(html.contains("<button type=\"submit\">Send \(action.name)</button>"), "\(action)")
        }
        #expect(html.contains("action=\"/charge-points/CP%201/commands\""))
        #expect(html.contains("name=\"transactionId\" type=\"number\" step=\"1\" inputmode=\"decimal\" value=\"7\""))
        let fields =
            html.components(separatedBy: "<input name=").count + html.components(separatedBy: "<select name=").count
        #expect(fields > 40)
        #expect(html.components(separatedBy: "<label").count >= fields)
    }
}

@Suite struct PowerChartTests {
    private func time(_ seconds: Int64) -> DateTime { DateTime(millisecondsSince1970: seconds * 1_000) }

    @Test func `the scale has three to six round steps above the peak`() {
        for peak in [0.5, 1, 7, 42, 99, 100, 101, 3_680, 11_040, 22_000, 50_000, 149_000, 350_000] {
            let (step, count) = PowerChart.scale(peak)
            #expect(step * Double(count) >= peak && step * Double(count - 1) < peak, "\(peak): \(step) x \(count)")
            #expect((1...6).contains(count), "\(peak)")
        }
        #expect(PowerChart.scale(11_040) == (2_500, 5))
        #expect(PowerChart.scale(22_000) == (5_000, 5))
    }

    @Test func `power is a line and the limit a stair that ends where nothing limits`() {
        let chart = PowerChart(
            start: time(0), end: time(100),
            power: [
                .init(time: time(0), watts: 0), .init(time: time(50), watts: 10_000),
                .init(time: time(100), watts: 5_000),
            ],
            limit: [
                .init(time: time(0), watts: 10_000), .init(time: time(50), watts: 5_000),
                .init(time: time(75), watts: nil),
            ])
        let svg = chart.svg.text
        #expect(svg.contains("<polyline class=\"power\" points=\"56,250 462,14 868,132\"/>"), "\(svg)")
        #expect(svg.contains("<path class=\"limit\" d=\"M56 14H462L462 132H665\"/>"), "\(svg)")
        #expect(svg.contains("aria-label=\"Power over time, at most 10 kW\""))
    }

    @Test func `a chart without values says so`() {
        let svg = PowerChart(start: time(0), end: time(0), power: [], limit: []).svg.text
        #expect(svg.contains("No power was measured"))
        #expect(!svg.contains("nan") && !svg.contains("<path") && !svg.contains("<polyline"))
    }

    @Test func `kilowatts are written short`() {
        for (watts, text) in [(0, "0"), (11_040, "11.04"), (7_400, "7.4"), (50, "0.05"), (1_000, "1")]
            as [(Double, String)]
        {
            #expect(PowerChart.kilowatts(watts) == text)
        }
    }

    @Test func `times are told in words`() {
        let now = time(100_000)
        for (seconds, text) in [
            (100_000, "now"), (99_990, "10 s ago"), (99_000, "16 min ago"), (90_000, "2 h ago"), (100_300, "in 5 min"),
            (0, "1970-01-01"),
        ] as [(Int64, String)] {
            #expect(Parts.ago(time(seconds), now: now) == text)
        }
    }
}
