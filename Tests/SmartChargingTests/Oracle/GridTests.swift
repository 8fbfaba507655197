import Foundation
import OCPPTypes
import SmartCharging
import Testing

/// Every stack of a small world beside the reference: two connectors, one of which charges, and up to three profiles of a
/// menu that crosses purposes, levels, units, phases and times.
@Suite struct OracleGridTests {
    private static let isFull = ProcessInfo.processInfo.environment["WATTSWARM_ORACLE_GRID"] == "full"

    /// When a profile of the menu holds within the question's four seconds.
    private enum Hold: CaseIterable { case always, validLater, runsOut, expires }

    private static func menu() -> [RandomStack.Step] {
        let places: [(Int, ChargingProfilePurpose)] = [
            (0, .chargePointMaxProfile), (0, .txDefaultProfile), (1, .txDefaultProfile), (1, .txProfile),
        ]
        let limits: [(ChargingRateUnit, Int, Int?)] =
            isFull
            ? [(.amperes, 10, nil), (.amperes, 16, 1), (.watts, 2300, nil), (.watts, 6900, 1), (.watts, 5000, 2)]
            : [(.amperes, 10, nil), (.watts, 6900, 1)]
        let holds: [Hold] = isFull ? Hold.allCases : [.always, .runsOut]
        var found: [RandomStack.Step] = []
        for (connectorId, purpose) in places {
            for level in 0...1 {
                for (unit, limit, phases) in limits {
                    for hold in holds {
                        let made = profile(
                            found.count + 1, purpose, level: level, start: noon.plus(-60),
                            duration: hold == .runsOut ? 62 : nil, from: hold == .validLater ? noon.plus(2) : nil,
                            to: hold == .expires ? noon.plus(2) : nil, unit: unit, [0: Double(limit)], phases: phases)
                        found.append(.set(connectorId: connectorId, profile: made, at: noon))
                    }
                }
            }
        }
        return found
    }

    @Test func `every stack of up to three profiles of a menu agrees with the reference`() {
        let menu = Self.menu()
        var configuration = SmartChargingConfiguration(connectors: 2)
        configuration.connectorLimit = nil
        let charging = [ChargingTransaction(connectorId: 1, transactionId: 1, start: noon.plus(-30))]
        var stacks = 0
        /// True where the stack agrees; otherwise it was recorded.
        func agrees(_ steps: [RandomStack.Step]) -> Bool {
            let stack = RandomStack(
                configuration: configuration, transactions: charging, steps: steps, now: noon, duration: 4)
            var comparison = Comparison(stack)
            stacks += 1
            guard let difference = comparison.run() else { return true }
            Issue.record("\(difference)\n\(stack.json(asking: difference.connectorId, difference.unit))")
            return false
        }
        outer: for first in menu.indices {
            guard agrees([menu[first]]) else { break }
            for second in menu.indices where second > first {
                guard agrees([menu[first], menu[second]]) else { break outer }
                for third in menu.indices where third > second {
                    guard agrees([menu[first], menu[second], menu[third]]) else { break outer }
                }
            }
        }
        print("SmartCharging grid: \(menu.count) profiles, \(stacks) stacks compared")
        let n = menu.count
        #expect(stacks == n + n * (n - 1) / 2 + n * (n - 1) * (n - 2) / 6)
    }
}
