/// Schedule files of the tests.
enum ScheduleFiles {
    /// A file from its parts.
    static func file(
        config: String = "{\"connectors\": 2, \"voltage\": 230, \"phases\": 3}", profiles: [String] = [],
        transactions: String = "[{\"connectorId\": 1, \"transactionId\": 7, \"start\": \"2025-01-01T11:59:30Z\"}]",
        query: String
    ) -> [UInt8] {
        let list = profiles.joined(separator: ",\n")
        return Array(
            "{\"config\": \(config), \"profiles\": [\(list)], \"transactions\": \(transactions), \"query\": \(query)}"
                .utf8)
    }

    /// One SetChargingProfile payload.
    static func profile(
        _ connectorId: Int, id: Int, _ purpose: String, level: Int = 0, more: String = "", schedule: String = "",
        kind: String = "Absolute", unit: String = "A", _ periods: String
    ) -> String {
        """
        {"connectorId": \(connectorId), "csChargingProfiles": {"chargingProfileId": \(id), "stackLevel": \(level),
         "chargingProfilePurpose": "\(purpose)", "chargingProfileKind": "\(kind)"\(more), "chargingSchedule":
         {"startSchedule": "2025-01-01T12:00:00Z"\(schedule), "chargingRateUnit": "\(unit)",
          "chargingSchedulePeriod": [\(periods)]}}}
        """
    }

    /// `0:6 60:8` as periods.
    static func periods(_ text: String) -> String {
        text.split(separator: " ").map { pair in
            let parts = pair.split(separator: ":")
            return "{\"startPeriod\": \(parts[0]), \"limit\": \(parts[1])}"
        }.joined(separator: ", ")
    }

    /// TC_066_CS of the certification cases, asked 10 s after the start.
    static let threePurposes = file(
        profiles: [
            profile(0, id: 1, "ChargePointMaxProfile", schedule: ", \"duration\": 86400", periods("0:10")),
            profile(
                1, id: 2, "TxDefaultProfile", more: ", \"validTo\": \"2025-01-01T12:06:41Z\"",
                schedule: ", \"duration\": 300", periods("0:6 60:10 120:8 180:15 260:8")),
            profile(
                1, id: 3, "TxProfile", more: ", \"transactionId\": 7, \"validTo\": \"2025-01-01T12:06:41Z\"",
                schedule: ", \"duration\": 260", periods("0:8 50:11 140:16 200:6 240:12")),
        ],
        query: """
            {"connectorId": 1, "now": "2025-01-01T12:00:10Z", "duration": 400, "chargingRateUnit": "A"}
            """)

    /// Every reason at once, and two refusals.
    static let everyReason = file(
        profiles: [
            profile(0, id: 1, "TxDefaultProfile", periods("0:16")),
            profile(1, id: 2, "TxDefaultProfile", schedule: ", \"duration\": 600", periods("0:0 120:12")),
            profile(0, id: 3, "TxDefaultProfile", level: 4, schedule: ", \"duration\": 60", periods("0:9")),
            profile(
                1, id: 4, "TxDefaultProfile", level: 5, more: ", \"validFrom\": \"2025-01-01T12:10:00Z\"",
                periods("0:7")),
            profile(1, id: 5, "TxProfile", more: ", \"transactionId\": 99", periods("0:7")),
            profile(3, id: 6, "TxDefaultProfile", periods("0:7")),
            profile(
                1, id: 7, "TxProfile", more: ", \"validTo\": \"2025-01-01T11:00:00Z\"", periods("0:7")),
            profile(0, id: 8, "TxDefaultProfile", level: 8, periods("0:30")),
            profile(0, id: 8, "TxDefaultProfile", level: 3, periods("0:20 300:0")),
        ],
        query: """
            {"connectorId": 1, "now": "2025-01-01T12:00:00Z", "duration": 900}
            """)

    /// The sum of two connectors under a maximum, with a gap and in watts.
    static let wholeChargePoint = file(
        profiles: [
            profile(
                0, id: 1, "ChargePointMaxProfile", more: ", \"recurrencyKind\": \"Daily\"",
                schedule: ", \"duration\": 1800", kind: "Recurring", unit: "W", periods("0:12000")),
            profile(1, id: 2, "TxDefaultProfile", periods("0:10")),
            profile(
                2, id: 3, "TxDefaultProfile", schedule: ", \"duration\": 2400", periods("0:10 900:6")),
        ],
        query: """
            {"connectorId": 0, "now": "2025-01-01T12:00:00Z", "duration": 3600, "chargingRateUnit": "W"}
            """)

    static let noProfile = file(
        query: "{\"connectorId\": 2, \"now\": \"2025-01-01T12:00:00Z\", \"duration\": 3600}")

    static let unknownConnector = file(
        query: "{\"connectorId\": 9, \"now\": \"2025-01-01T12:00:00Z\", \"duration\": 3600}")
}
