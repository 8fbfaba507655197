import CAllocationCounter
import Foundation
import OCPPTypes
import SmartCharging

/// Measures GetCompositeSchedule: microseconds of processor time and allocations per answer.
///
/// `schedule-benchmark [--rounds N] [--check]`; `--check` ends with status 1 when a figure is worse than the project
/// demands.
@main
struct ScheduleBenchmark {
    private static let now = DateTime(millisecondsSince1970: 1_735_732_800_000)

    static func main() {
        let arguments = CommandLine.arguments
        var rounds = 15
        if let index = arguments.firstIndex(of: "--rounds"), index + 1 < arguments.count {
            rounds = max(1, Int(arguments[index + 1]) ?? rounds)
        }
        let before = allocation_count()
        allocation_control(1000)
        let counted = allocation_count() - before
        print("control: 1000 allocations, counted \(counted)")
        guard counted == 1000 else {
            print("the allocation counter does not work")
            exit(1)
        }
        var failures: [String] = []
        let store = stack()
        let configuration = SmartChargingConfiguration(
            connectors: 2, connectorLimit: ElectricLimit(DecimalNumber(32), .amperes))
        let running = [ChargingTransaction(connectorId: 1, transactionId: 7, start: now)]
        print("what                                                  periods   microseconds   mallocs   at most")
        func row(_ name: String, most: Double, _ run: () -> Int) {
            let cost = measure(rounds: rounds, run)
            let label = name.padding(toLength: 52, withPad: " ", startingAt: 0)
            print(
                label
                    + String(format: "%9d %14.2f %9.1f %9.0f", run(), cost.microseconds, cost.allocations, most))
            if cost.microseconds > most { failures.append("\(name): \(cost.microseconds) microseconds") }
        }
        for (connectorId, most) in [(1, 60.0), (0, 150.0)] {
            row("GetCompositeSchedule, 20 profiles, 24 h, connector \(connectorId)", most: most) {
                let answer = store.compositeSchedule(
                    .init(connectorId: connectorId, duration: 86_400, chargingRateUnit: .amperes),
                    transactions: running, at: now, configuration: configuration)
                return answer.chargingSchedule?.chargingSchedulePeriod.count ?? 0
            }
        }
        row("limit now, 20 profiles", most: 5) {
            let limit = store.limit(
                connectorId: 1, transactions: running, at: now, unit: .amperes, configuration: configuration)
            return limit.limit == nil ? 0 : 1
        }
        let empty = ChargingProfileStore()
        row("limit now, no profile", most: 1) {
            let limit = empty.limit(
                connectorId: 1, transactions: running, at: now, unit: .amperes, configuration: configuration)
            return limit.limit == nil ? 0 : 1
        }
        for failure in failures { print("worse than the demand: \(failure)") }
        if arguments.contains("--check"), !failures.isEmpty { exit(1) }
    }

    /// Twenty profiles: two maxima, ten defaults that change every hour, eight of the transaction in the first half
    /// day.
    private static func stack() -> ChargingProfileStore {
        var store = ChargingProfileStore()
        let configuration = SmartChargingConfiguration(connectors: 2)
        let transaction = ChargingTransaction(connectorId: 1, transactionId: 7, start: now)
        for id in 0..<20 {
            let purpose: ChargingProfilePurpose =
                id < 2 ? .chargePointMaxProfile : id < 12 ? .txDefaultProfile : .txProfile
            let isRecurring = purpose != .txProfile
            let periods = (0..<24).map { hour in
                ChargingSchedulePeriod(
                    startPeriod: hour * 3600 + id * 60 * (hour > 0 ? 1 : 0),
                    limit: DecimalNumber(6 + (hour * 7 + id * 5) % 26))
            }
            let schedule = ChargingSchedule(
                duration: isRecurring ? 86_400 - id * 3000 : 3600 * (id - 10),
                startSchedule: now.adding(milliseconds: -86_400_000),
                chargingRateUnit: id % 2 == 0 ? .amperes : .watts,
                chargingSchedulePeriod: id % 2 == 0 ? periods : periods.map(inWatts))
            var profile = ChargingProfile(
                chargingProfileId: id, stackLevel: id, chargingProfilePurpose: purpose,
                chargingProfileKind: isRecurring ? .recurring : .relative,
                recurrencyKind: isRecurring ? .daily : nil,
                validTo: purpose == .txProfile ? now.adding(milliseconds: 43_200_000) : nil, chargingSchedule: schedule)
            if purpose == .txProfile { profile.transactionId = 7 }
            let connectorId = purpose == .txProfile ? 1 : purpose == .txDefaultProfile ? id % 2 : 0
            let refusal = store.install(
                .init(connectorId: connectorId, csChargingProfiles: profile), transaction: transaction, at: now,
                configuration: configuration)
            guard refusal == nil else { fatalError("profile \(id) is refused: \(String(describing: refusal))") }
        }
        return store
    }

    private static func inWatts(_ period: ChargingSchedulePeriod) -> ChargingSchedulePeriod {
        var result = period
        result.limit.tenths *= 690
        return result
    }

    // MARK: Measuring

    /// Keeps the optimizer from removing work.
    nonisolated(unsafe) private static var sink = 0

    private static func measure(rounds: Int, _ run: () -> Int) -> (microseconds: Double, allocations: Double) {
        let repetitions = 2000
        var times: [Double] = []
        var allocations: [Double] = []
        sink &+= run()
        for _ in 0..<rounds {
            let before = allocation_count()
            let begin = processorNanoseconds()
            for _ in 0..<repetitions { sink &+= run() }
            let end = processorNanoseconds()
            times.append(Double(end &- begin) / Double(repetitions) / 1000)
            allocations.append(Double(allocation_count() - before) / Double(repetitions))
        }
        return (times.sorted()[rounds / 2], allocations.sorted()[rounds / 2])
    }

    /// Processor time of this thread: waiting for a processor does not count.
    private static func processorNanoseconds() -> UInt64 {
        var time = timespec()
        clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
