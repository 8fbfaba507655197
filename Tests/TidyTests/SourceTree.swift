import Foundation

/// The checkout as the tidy rules read it.
struct SourceTree {
    /// A text file of the tree.
    struct File {
        /// Path from the top of the repository.
        var path: String
        var lines: [String]
        /// The target's folder name, for files below `Sources/`.
        var target: String? {
            let parts = path.split(separator: "/")
            return parts.count > 2 && parts[0] == "Sources" ? String(parts[1]) : nil
        }
    }

    /// Top of the repository, found from this file.
    static let top: URL = URL(fileURLWithPath: #filePath)
        .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// The text file of a path from the top; nil where there is none.
    static func file(_ path: String) -> File? {
        guard let text = try? String(contentsOf: top.appendingPathComponent(path), encoding: .utf8) else { return nil }
        return File(path: path, lines: text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init))
    }

    /// Every file below a folder whose name ends so, in a stable order.
    static func files(below folders: [String], endings: [String]) -> [File] {
        var result: [File] = []
        for folder in folders {
            let base = top.appendingPathComponent(folder)
            guard let walk = FileManager.default.enumerator(at: base, includingPropertiesForKeys: nil) else { continue }
            for case let url as URL in walk where endings.contains(where: { url.path.hasSuffix($0) }) {
                if let found = file(String(url.path.dropFirst(top.path.count + 1))) { result.append(found) }
            }
        }
        return result.sorted { $0.path < $1.path }
    }

    /// All Swift files of the package.
    static let swift = files(below: ["Sources", "Tests"], endings: [".swift"])
    /// All documentation.
    static let markdown = files(below: ["Sources", "Tests", "scenarios"], endings: [".md"]) + topMarkdown

    /// What stands at the top: the README, the map, how to contribute.
    private static var topMarkdown: [File] {
        let names = (try? FileManager.default.contentsOfDirectory(atPath: top.path)) ?? []
        return names.filter { $0.hasSuffix(".md") }.sorted().compactMap(file)
    }

    /// The scripts with what belongs to them, and the manifest.
    static let scripts = files(below: ["scripts"], endings: [""]) + ["Package.swift"].compactMap(file)
}
