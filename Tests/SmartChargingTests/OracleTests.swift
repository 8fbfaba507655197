import Foundation
import OCPPTypes
import SmartCharging
import Testing

/// The library beside a reference that asks every profile at every instant.
///
/// `WATTSWARM_ORACLE_STACKS` says how many random stacks, `TEST_SEED` which; each failure prints the command that repeats
/// it and its stack, made as small as it gets, as `wattswarm schedule` reads it.
@Suite struct OracleTests {
    private static func number(_ name: String) -> UInt64? {
        ProcessInfo.processInfo.environment[name].flatMap { UInt64($0) }
    }

    /// The same stacks in every ordinary run, fresh ones in long runs, chosen ones if a seed is given.
    private static let count = Int(number("WATTSWARM_ORACLE_STACKS") ?? 2000)
    private static let seed =
        number("TEST_SEED") ?? (number("WATTSWARM_ORACLE_STACKS") == nil ? 20_250_101 : .random(in: 0...999_999_999))

    @Test func `random stacks of mixed units, phases and connectors agree with the reference at every instant`() {
        let command =
            "TEST_SEED=\(Self.seed) WATTSWARM_ORACLE_STACKS=\(Self.count) swift test --filter SmartChargingTests.OracleTests"
        print("SmartCharging oracle: \(Self.count) stacks, repeat with\n  \(command)")
        var total = Compared()
        var failures = 0
        for index in 0..<Self.count {
            // Each stack has its own seed: a smaller number has the same stacks at its beginning.
            var random = SeededRandom(runSeed: Self.seed, group: "stack", index: UInt64(index))
            let stack = RandomStack(using: &random)
            var comparison = Comparison(stack)
            if comparison.run() != nil {
                report(stack, index: index, command: command)
                failures += 1
                if failures == 5 { break }
            }
            total.add(comparison.compared)
        }
        #expect(failures == 0)
        // Nothing is proved by stacks that are refused or questions that are not asked.
        #expect(total.profiles > 2 * Self.count && total.refused < total.profiles / 3)
        #expect(total.seconds > 100 * Self.count && total.verdicts > Self.count && total.bounds > Self.count / 2)
        print(
            """
              \(Self.count - failures) stacks agree: \(total.profiles) profiles (\(total.refused) refused), \
            \(total.seconds) seconds, \(total.verdicts) explanations and \(total.bounds) bounds compared
            """)
    }

    private func report(_ stack: RandomStack, index: Int, command: String) {
        let small = stack.shrunk { other in
            var comparison = Comparison(other)
            return comparison.run() != nil
        }
        var comparison = Comparison(small)
        guard let difference = comparison.run() else { return }
        let beside = small.beside.isEmpty ? "" : "beside the file: \(small.beside.joined(separator: "; "))\n"
        Issue.record(
            """
            stack \(index): \(difference)
            repeat with: \(command)
            \(beside)\(small.json(asking: difference.connectorId, difference.unit))
            """)
    }
}
