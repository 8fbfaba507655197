import OCPPTypes
import ScheduleExplainer
import SmartCharging
import Testing

/// What `wattswarm schedule` prints.
@Suite struct ExplanationTests {
    static let cases: [(name: String, bytes: [UInt8], width: Int, text: String, json: String)] = [
        ("three purposes", ScheduleFiles.threePurposes, 80, goldenThreePurposes, goldenThreePurposesJSON),
        ("every reason", ScheduleFiles.everyReason, 100, goldenEveryReason, goldenEveryReasonJSON),
        ("whole charge point", ScheduleFiles.wholeChargePoint, 60, goldenWhole, goldenWholeJSON),
        ("no profile", ScheduleFiles.noProfile, 60, goldenNoProfile, goldenNoProfileJSON),
        ("unknown connector", ScheduleFiles.unknownConnector, 60, goldenUnknown, goldenUnknownJSON),
    ]

    @Test(arguments: cases.indices)
    func `table, chart and JSON are as approved`(index: Int) throws {
        let one = Self.cases[index]
        let explanation = ScheduleExplanation(try ScheduleDocument(json: one.bytes))
        #expect(explanation.text(width: one.width) == one.text, "\(one.name)")
        #expect(explanation.json == one.json, "\(one.name)")
    }

    @Test func `a limit on more phases, or in the other unit, is shown as it was given and as it counts`() throws {
        let profiles = [
            ScheduleFiles.profile(
                0, id: 1, "ChargePointMaxProfile", unit: "A", ScheduleFiles.periods("0:10")),
            ScheduleFiles.profile(
                1, id: 2, "TxDefaultProfile", unit: "W",
                #"{"startPeriod": 0, "limit": 6900, "numberPhases": 1}"#),
        ]
        func explained(_ connectorId: Int, _ unit: String) throws -> String {
            ScheduleExplanation(
                try ScheduleDocument(
                    json: ScheduleFiles.file(
                        profiles: profiles,
                        query: """
                            {"connectorId": \(connectorId), "now": "2025-01-01T12:00:00Z", "duration": 60, \
                            "chargingRateUnit": "\(unit)"}
                            """))
            ).text(width: 80)
        }
        let watts = try explained(1, "W")
        #expect(watts.contains("2300 W on 1 phase, by #1 ChargePointMaxProfile"))
        #expect(watts.contains("#1 ChargePointMaxProfile level 0: 10 A on 3 phases, here 2300 W on 1 phase, the limit"))
        #expect(watts.contains("#2 TxDefaultProfile level 0: 6900 W on 1 phase, not the lowest"))
        let amperes = try explained(1, "A")
        #expect(amperes.contains("10 A on 1 phase, by #1 ChargePointMaxProfile"))
        #expect(amperes.contains("#1 ChargePointMaxProfile level 0: 10 A on 3 phases, here 10 A on 1 phase, the limit"))
        #expect(
            amperes.contains("#2 TxDefaultProfile level 0: 6900 W on 1 phase, here 30 A on 1 phase"))
    }

    @Test func `no line is wider than the terminal's chart and any width works`() throws {
        let explanation = ScheduleExplanation(try ScheduleDocument(json: ScheduleFiles.threePurposes))
        for width in [-1, 0, 1, 60, 79, 80, 200, 1000, .max] {
            let text = explanation.text(width: width)
            let chart = text.split(separator: "\n").filter { $0.contains("┤") || $0.contains("└") }
            #expect(chart.count == 9)
            for line in chart { #expect(line.count <= min(max(width, 60), 200)) }
        }
    }

    @Test func `refused profiles are told apart`() throws {
        let explanation = ScheduleExplanation(try ScheduleDocument(json: ScheduleFiles.everyReason))
        #expect(
            explanation.refusalNotes == [
                "profiles[4] is not installed: Rejected (transactionId is not that of the running transaction)",
                "profiles[5] is not installed: CALLERROR PropertyConstraintViolation (there is no such connector)",
            ])
    }

    @Test func `a schedule of too many periods is Rejected and a long table is cut`() throws {
        let many = (0..<300).map { "\($0):\(6 + $0 % 2)" }.joined(separator: " ")
        func file(_ duration: Int) -> [UInt8] {
            ScheduleFiles.file(
                profiles: [
                    ScheduleFiles.profile(
                        0, id: 1, "TxDefaultProfile", more: ", \"recurrencyKind\": \"Daily\"", kind: "Recurring",
                        ScheduleFiles.periods(many))
                ],
                query: "{\"connectorId\": 1, \"now\": \"2025-01-01T12:00:00Z\", \"duration\": \(duration)}")
        }
        let long = ScheduleExplanation(try ScheduleDocument(json: file(300)))
        #expect(long.text(width: 80).contains("... and 100 more periods"))
        let endless = ScheduleExplanation(try ScheduleDocument(json: file(.max)))
        #expect(endless.json == "{\"status\":\"Rejected\",\"periods\":[]}\n")
        #expect(endless.text(width: 80).contains("is Rejected: the schedule has too many periods"))
    }
}
