import CentralSystemModel
import OCPPTypes

/// Writes a `Calibration` as JSON that ``CalibrationFile`` reads again to the same value.
package enum CalibrationText {
    /// The calibration as one line of JSON.
    package static func json(_ calibration: Calibration) -> String {
        let rules = calibration.rules.sorted { $0.key < $1.key }.map { "\"\($0.key.name)\":\(rule($0.value))" }
        return "{\"seed\":\(calibration.seed),\"actions\":{\(rules.joined(separator: ","))},"
            + "\"every-other-action\":\(rule(calibration.otherwise)),\"pending-boots\":\(calibration.pendingBoots),"
            + "\"reused-transaction-ids\":\(share(calibration.reusedTransactionIds)),"
            + "\"transit\":\(duration(calibration.transit))}"
    }

    private static func rule(_ rule: Calibration.Rule) -> String {
        "{\"delay\":\(delay(rule.delay)),\"call-error\":\(share(rule.callErrors)),"
            + "\"code\":\"\(rule.callErrorCode.rawValue)\",\"silence\":\(share(rule.silence)),"
            + "\"disconnect\":\(share(rule.disconnects)),\"how\":\"\(rule.ending.rawValue)\"}"
    }

    private static func delay(_ delay: Calibration.Delay) -> String {
        switch delay {
        case .none: "\"0ms\""
        case .fixed(let nanoseconds): duration(nanoseconds)
        case .uniform(let from, let to): "{\"from\":\(duration(from)),\"to\":\(duration(to))}"
        case .lognormal(let mu, let sigma): "{\"mu\":\(mu),\"sigma\":\(sigma)}"
        }
    }

    private static func duration(_ nanoseconds: Int64) -> String {
        for (unit, size) in [("s", 1_000_000_000), ("ms", 1_000_000), ("us", 1000)] as [(String, Int64)]
        where nanoseconds % size == 0 { return "\"\(nanoseconds / size)\(unit)\"" }
        return "\"\(nanoseconds)ns\""
    }

    /// Percent, with at most ten digits behind the point where that reads back to the same share, so that 7 % is not written
    /// as 7.000000000000001; else with as many as it takes.
    private static func share(_ share: Double) -> String {
        // Hundredths of a share may round to a neighbor of it.
        let rounded = (share * 1e12).rounded() / 1e10
        let scaled = share * 100
        let percent = [rounded, scaled, scaled.nextUp, scaled.nextDown].first { $0 / 100 == share } ?? scaled
        return percent == percent.rounded() ? "\"\(Int(percent))%\"" : "\"\(percent)%\""
    }
}
