import Foundation

/// Memory of a process as the kernel counts it.
package enum ProcessMemory {
    /// Anonymous resident memory in KiB; nil when the process is gone.
    package static func anonymousKiB(of processIdentifier: Int32) -> Int? {
        guard let status = try? String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8) else {
            return nil
        }
        let line = status.split(separator: "\n").first { $0.hasPrefix("RssAnon:") }
        return line?.split(separator: " ").dropFirst().first.flatMap { Int($0) }
    }
}
