import ChargePointModel
import Glibc
import OCPPTypes

/// A virtual day of a fleet of commuters, the charge point model alone: no sockets, no JSON, one thread.
///
/// Every charge point is alive all day; a heap of deadlines says which is next, and a central system that accepts
/// everything answers on the spot. Prints one line of JSON; the digest is the same for the same numbers everywhere.
@main struct FleetDayBenchmark {
    static func main() {
        var count = 10_000
        var hours: Int64 = 24
        var arguments = CommandLine.arguments.dropFirst()
        while let name = arguments.popFirst() {
            guard let value = arguments.popFirst().flatMap(Int.init), value > 0 else { usage() }
            switch name {
            case "--points": count = min(value, 1_000_000)
            case "--hours": hours = Int64(min(value, 8760))
            default: usage()
            }
        }
        let begin = seconds()
        var day = FleetDay(count: count)
        let built = peakKibibytes()
        day.run(hours: hours)
        let elapsed = seconds() - begin
        let digest = String(day.digest, radix: 16)
        print(
            "{\"points\": \(count), \"hours\": \(hours), \"seconds\": \(thousandths(elapsed)),"
                + " \"calls\": \(day.calls), \"meterValues\": \(day.meterValues),"
                + " \"transactions\": \(day.transactions), \"kilowattHours\": \(day.kilowattHours),"
                + " \"digest\": \"\(digest)\", \"peakKibibytes\": \(peakKibibytes()),"
                + " \"kibibytesBeforeBoot\": \(built)}")
    }

    static func usage() -> Never {
        print("usage: fleet-day-benchmark [--points N] [--hours N]")
        exit(2)
    }

    static func thousandths(_ value: Double) -> String {
        let whole = Int((value * 1000).rounded())
        let rest = String(whole % 1000)
        return "\(whole / 1000)." + String(repeating: "0", count: 3 - rest.utf8.count) + rest
    }

    static func seconds() -> Double {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    static func peakKibibytes() -> Int {
        var usage = rusage()
        getrusage(0, &usage)  // RUSAGE_SELF
        return usage.ru_maxrss
    }
}
