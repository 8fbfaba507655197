import Foundation
import TestSupport
import Testing

/// What the documentation shows works: every command line in a `console` block is run, every scenario in a `yaml` block
/// is checked.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct DocumentationTests {
    /// Blocks of a kind in the README and in every guide.
    private static func blocks(_ kind: String) throws -> [(file: String, text: String)] {
        var files = [Tool.top.appendingPathComponent("README.md")]
        let sources = Tool.top.appendingPathComponent("Sources")
        let walk = try #require(FileManager.default.enumerator(at: sources, includingPropertiesForKeys: nil))
        for case let url as URL in walk where url.pathExtension == "md" { files.append(url) }
        var result: [(String, String)] = []
        for file in files.sorted(by: { $0.path < $1.path }) {
            let text = try String(contentsOf: file, encoding: .utf8)
            for part in text.components(separatedBy: "```\(kind)\n").dropFirst() {
                result.append((file.lastPathComponent, part.components(separatedBy: "\n```")[0]))
            }
        }
        return result
    }

    @Test func `every command line in the documentation ends as it says`() throws {
        var count = 0
        for block in try Self.blocks("console") {
            for line in block.text.split(separator: "\n") where line.hasPrefix("$ wattswarm ") {
                // `# exit 2` behind a command tells the code that it ends with.
                let parts = line.dropFirst("$ wattswarm ".count).components(separatedBy: "  # exit ")
                let expected = parts.count > 1 ? Int32(parts[1]) ?? -1 : 0
                try Tool.withFolder { folder in
                    let arguments = parts[0].split(separator: " ").map {
                        $0.hasPrefix("results/") ? folder.path + "/" + $0 : String($0)
                    }
                    let outcome = try Tool.run(arguments)
                    let isRun = arguments.first == "run" && expected == 0
                    // A machine that is busy with other tests may be too slow for an honest measurement (exit code 4).
                    #expect(
                        outcome.status == expected || isRun && outcome.status == 4,
                        "\(block.file): \(line)\n\(outcome.output)\(outcome.errors)")
                }
                count += 1
            }
        }
        #expect(count >= 5)
    }

    @Test func `every scenario in the README passes check`() throws {
        var count = 0
        for block in try Self.blocks("yaml") where block.file == "README.md" && block.text.contains("scenario:") {
            let outcome = try Tool.run(["check", "-"], input: block.text + "\n")
            #expect(outcome.status == 0, "\(block.file): \(outcome.errors)")
            count += 1
        }
        #expect(count >= 1)
    }
}
