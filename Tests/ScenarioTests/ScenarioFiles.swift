import Foundation

/// Files of the repository that tests read.
enum ScenarioFiles {
    struct File {
        let name: String
        let bytes: [UInt8]
    }

    private static var root: URL {
        URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
    }

    /// Every scenario of `scenarios/`. Tests may be linked from elsewhere, so links are followed first.
    static func all() throws -> [File] {
        let tests = root.appendingPathComponent("Tests").resolvingSymlinksInPath()
        let folder = tests.deletingLastPathComponent().appendingPathComponent("scenarios")
        let names = try FileManager.default.subpathsOfDirectory(atPath: folder.path).sorted()
        return try names.filter { $0.hasSuffix(".yaml") }.map {
            File(name: $0, bytes: [UInt8](try Data(contentsOf: folder.appendingPathComponent($0))))
        }
    }

    /// The language guide.
    static func guide() throws -> String {
        let url = root.appendingPathComponent("Sources/Scenario/Scenario.docc/Scenario.md")
        return String(decoding: try Data(contentsOf: url), as: UTF8.self)
    }
}
