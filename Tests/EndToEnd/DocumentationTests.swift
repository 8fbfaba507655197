import Foundation
import TestSupport
import Testing

/// What the documentation shows works: `scripts/guides` runs every command of the README and of each guide as it stands,
/// in order, and holds the output against what the guide prints.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(10))) struct DocumentationTests {
    /// The README and every guide, by path from the top.
    private static func files() throws -> [(name: String, text: String)] {
        var files = ["README.md"]
        let walk = try #require(
            FileManager.default.enumerator(atPath: Tool.top.appendingPathComponent("Sources").path))
        for case let path as String in walk where path.hasSuffix(".md") { files.append("Sources/" + path) }
        return try files.sorted().map {
            ($0, try String(contentsOf: Tool.top.appendingPathComponent($0), encoding: .utf8))
        }
    }

    /// Guides with commands, as the script lists them.
    private static let guides: [String] = {
        let list = try? ChildProcess(
            "scripts/guides", ["--list"], directory: Tool.top, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
        return list.map { $0.end().output.split(separator: "\n").map(String.init) } ?? []
    }()

    @Test func `the guides with commands are found`() {
        #expect(Self.guides.count >= 7 && Self.guides.contains("README.md"), "\(Self.guides)")
    }

    @Test(
        .enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/curl"), "needs curl"), arguments: guides)
    func `every command of a guide does what the guide says`(guide: String) throws {
        let outcome = try ChildProcess(
            "scripts/guides", ["--tool", Tool.executable.path, guide], directory: Tool.top,
            environment: ["PYTHONDONTWRITEBYTECODE": "1"], mixed: true
        ).end()
        #expect(outcome.status == 0, "\(outcome.output)")
    }

    @Test func `no command stands where it is not run`() throws {
        for (name, text) in try Self.files() {
            for line in text.split(separator: "\n") {
                let isCommand = ["$ ", "    wattswarm ", "    scripts/", "    curl "].contains { line.hasPrefix($0) }
                #expect(!isCommand && line != "```console" && line != "```bash", "\(name): \(line)")
            }
            // Only what builds everything anew is left to continuous integration.
            let leftOut = text.components(separatedBy: "<!-- not run:").count - 1
            #expect(leftOut == (name == "README.md" ? 1 : 0), "\(name)")
        }
    }

    @Test func `every scenario in the README passes check`() throws {
        var count = 0
        for (name, text) in try Self.files() where name == "README.md" {
            for block in text.components(separatedBy: "```yaml\n").dropFirst() where block.contains("scenario:") {
                let outcome = try Tool.run(["check", "-"], input: block.components(separatedBy: "\n```")[0] + "\n")
                #expect(outcome.status == 0, "\(name): \(outcome.errors)")
                count += 1
            }
        }
        #expect(count >= 1)
    }
}
