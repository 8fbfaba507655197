import Foundation

/// A directory of its own for one test's files; removed at the end.
package final class TestDirectory: Sendable {
    /// Where it is.
    package let path: String

    /// Makes it.
    package init() {
        path = NSTemporaryDirectory() + "wattswarm-csms-\(UUID().uuidString)"
        try! FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// The path of a file in it.
    package func file(_ name: String) -> String { "\(path)/\(name)" }
}
