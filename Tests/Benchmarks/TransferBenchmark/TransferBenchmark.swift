import FileTransfer
import Foundation
import Synchronization

/// Moves many files at once and tells how long it took and how much memory it needed, as one line of JSON.
///
/// `transfer-benchmark get|put --url URL --count N --parallel N [--bytes N] [--fresh]`; `put` sends `bytes` of noise to
/// `URL/N`. `--fresh` opens a connection for each file, as charge points do.
@main
struct TransferBenchmark {
    static func main() throws {
        var options: [String: String] = [:]
        let words = Array(CommandLine.arguments.dropFirst())
        for (index, word) in words.enumerated() where word.hasPrefix("--") {
            options[String(word.dropFirst(2))] = index + 1 < words.count ? words[index + 1] : ""
        }
        guard let what = words.first, what == "get" || what == "put", let url = options["url"] else {
            print("usage: transfer-benchmark get|put --url URL --count N --parallel N [--bytes N] [--fresh]")
            exit(2)
        }
        let count = Int(options["count"] ?? "") ?? 1000
        let parallel = Int(options["parallel"] ?? "") ?? 100
        let bytes = Int64(options["bytes"] ?? "") ?? 200_000
        let location = try FileTransferLocation(url)
        let client = try FileTransferClient(FileTransferConfiguration(parallel: [parallel]))
        var settings = FileTransferSettings()
        settings.reusesConnections = options["fresh"] == nil
        settings.verifiesServer = false

        let state = Mutex<(moved: Int64, failures: [String: Int], left: Int)>((0, [:], count))
        let done = DispatchSemaphore(value: 0)
        let before = residentKibibytes()
        let cpuBefore = cpuSeconds()
        let start = Date()
        for number in 0..<count {
            let work: FileTransferRequest.Work
            var place = location
            if what == "get" {
                work = .download(FileDownload())
            } else {
                place = location.appending(fileName: String(number))
                work = .upload(
                    FileUpload(
                        UploadRecipe(fileName: String(number)) {
                            try ArchiveStream([ArchiveEntry("noise", .noise(count: bytes, seed: 1))], modified: 0)
                        }))
            }
            client.start(FileTransferRequest(place, work, settings: settings)) { report in
                let isLast = state.withLock { state in
                    state.moved += report.bytesMoved
                    if case .failure(let failure) = report.outcome {
                        state.failures[failure.description, default: 0] += 1
                    }
                    state.left -= 1
                    return state.left == 0
                }
                if isLast { done.signal() }
            }
        }
        // Looks at the memory while the transfers go on.
        var peak = before
        while done.wait(timeout: .now() + .milliseconds(5)) == .timedOut { peak = max(peak, residentKibibytes()) }
        let seconds = Date().timeIntervalSince(start)
        let cpu = cpuSeconds() - cpuBefore
        client.stop()
        let (moved, failures) = state.withLock { ($0.moved, $0.failures) }
        let causes = failures.map { "\"\($0.key)\": \($0.value)" }.joined(separator: ", ")
        print(
            "{\"seconds\": \(seconds), \"bytes\": \(moved), \"cpuSeconds\": \(cpu), \"kibibytesBefore\": \(before), "
                + "\"kibibytesPeak\": \(peak), \"failures\": {\(causes)}}")
        exit(failures.isEmpty ? 0 : 1)
    }

    private static func residentKibibytes() -> Int {
        let text = (try? String(contentsOfFile: "/proc/self/statm", encoding: .utf8)) ?? ""
        let pages = text.split(separator: " ")
        return pages.count > 1 ? (Int(pages[1]) ?? 0) * 4 : 0
    }

    private static func cpuSeconds() -> Double {
        var usage = rusage()
        getrusage(__rusage_who_t(RUSAGE_SELF.rawValue), &usage)
        func seconds(_ time: timeval) -> Double { Double(time.tv_sec) + Double(time.tv_usec) / 1e6 }
        return seconds(usage.ru_utime) + seconds(usage.ru_stime)
    }
}
