import Foundation
import Testing

/// The table of rules in the documentation names tests that exist.
struct RuleTableTests {
    @Test func `every rule of the table names an existing test`() throws {
        let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        let root = tests.deletingLastPathComponent().deletingLastPathComponent()
        let page = root.appending(path: "Sources/WebSocketTransport/WebSocketTransport.docc/RFC6455.md")
        let table = try String(contentsOf: page, encoding: .utf8)
        var sources = ""
        let files = try #require(FileManager.default.enumerator(at: tests, includingPropertiesForKeys: nil))
        for case let file as URL in files where file.pathExtension == "swift" {
            sources += try String(contentsOf: file, encoding: .utf8)
        }
        var rows = 0
        for line in table.split(separator: "\n") where line.hasPrefix("| §") {
            let name = line.split(separator: "`").dropFirst().first ?? ""
            #expect(sources.contains("func `\(name)`("), "no such test: \(name)")
            rows += 1
        }
        #expect(rows > 50)
    }
}
