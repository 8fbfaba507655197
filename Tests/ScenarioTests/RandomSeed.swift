import Foundation
import OCPPTypes

/// Seeds of randomised tests: fresh each time, printed, and repeatable.
enum SystemSeed {
    /// A generator whose seed is printed with the command that repeats the run.
    static func random(name: String) -> SeededRandom {
        let chosen = ProcessInfo.processInfo.environment["TEST_SEED"].flatMap(UInt64.init)
        let seed = chosen ?? UInt64.random(in: 0...(.max))
        print("\(name): TEST_SEED=\(seed) swift test --filter ScenarioTests")
        return SeededRandom(seed: seed)
    }
}
