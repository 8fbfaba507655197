import Foundation
import Testing

/// The map at the top of the repository tells where things are, so it moves with them.
@Suite struct ArchitectureMapTests {
    @Test func `every function that the map names is in a file that is linked beside it`() throws {
        let map = try #require(SourceTree.markdown.first { $0.path == "ARCHITECTURE.md" })
        let blocks = ArchitectureMap.blocks(of: map.lines)
        #expect(blocks.flatMap { ArchitectureMap.functions(in: $0.text) }.count > 150)
        for block in blocks {
            let missing = ArchitectureMap.missing(in: block.text, sources: ArchitectureMap.sources(of: block.text))
            #expect(missing == [], "line \(block.line)")
        }
    }

    @Test func `every target has its place on the map`() throws {
        let map = try #require(SourceTree.markdown.first { $0.path == "ARCHITECTURE.md" })
        for target in TidyRules.imports.keys.sorted() {
            #expect(map.lines.contains { $0.hasPrefix("|") && $0.contains("(Sources/\(target))") }, "\(target)")
        }
    }

    @Test func `every script that the documentation names is there`() {
        for file in SourceTree.markdown {
            for (index, line) in file.lines.enumerated() {
                for name in ArchitectureMap.scripts(in: line) {
                    let path = SourceTree.top.appendingPathComponent("scripts/" + name).path
                    #expect(FileManager.default.fileExists(atPath: path), "\(file.path):\(index + 1): \(name)")
                }
            }
        }
    }

    @Test func `a function that has another name now is found`() {
        let row = "| what | `Model.moved()`, `stays()` | [File.swift](Sources/File.swift) |"
        #expect(ArchitectureMap.functions(in: row) == ["moved", "stays"])
        let source = "mutating func stays<Value>(_ value: Value) {}\nfunc movedOn() {}"
        #expect(ArchitectureMap.missing(in: row, sources: source) == ["moved"])
        #expect(ArchitectureMap.missing(in: row, sources: source + "\nfunc moved(to now: Instant) {}") == [])
    }

    @Test func `rows, items and paragraphs are blocks, and code is none`() {
        let lines = ["| a |", "| b |", "", "1. one", "   goes on", "- two", "```swift", "func a()", "```", "text"]
        #expect(ArchitectureMap.blocks(of: lines).map(\.line) == [1, 2, 4, 6, 10])
        #expect(ArchitectureMap.scripts(in: "`scripts/bench --help`, scripts/guides.d/run.py") == ["bench", "guides"])
    }
}

/// The map read as blocks: a row of a table, an item of a list or a paragraph, with the files that it links.
enum ArchitectureMap {
    /// Lines that belong together.
    struct Block {
        /// Number of the first line.
        var line: Int
        var text: String
    }

    static func blocks(of lines: [String]) -> [Block] {
        var found: [Block] = []
        var isCode = false
        var isOpen = false
        for (index, line) in lines.enumerated() {
            let isFence = line.hasPrefix("```")
            if isFence { isCode.toggle() }
            if isFence || isCode || line.isEmpty {
                isOpen = false
                continue
            }
            let begins = line.hasPrefix("|") || line.hasPrefix("- ") || line.first?.isNumber == true
            if isOpen, !begins {
                found[found.count - 1].text += "\n" + line
            } else {
                found.append(Block(line: index + 1, text: line))
            }
            isOpen = true
        }
        return found
    }

    /// Names in code marks that end in `()`, without their types.
    static func functions(in text: String) -> [String] {
        text.components(separatedBy: "`").filter { $0.hasSuffix("()") && !$0.contains(" ") }
            .compactMap { $0.dropLast(2).split(separator: ".").last.map(String.init) }
    }

    /// Those of them that no source declares.
    static func missing(in text: String, sources: String) -> [String] {
        functions(in: text).filter { !sources.contains("func \($0)(") && !sources.contains("func \($0)<") }
    }

    /// The text of all Swift files that are linked.
    static func sources(of text: String) -> String {
        let targets = text.components(separatedBy: "](").dropFirst().map { part in
            String(part.prefix { $0 != ")" && $0 != "#" })
        }
        return targets.filter { $0.hasSuffix(".swift") }
            .compactMap { try? String(contentsOf: SourceTree.top.appendingPathComponent($0), encoding: .utf8) }
            .joined(separator: "\n")
    }

    /// Names of scripts in a line.
    static func scripts(in line: String) -> [String] {
        line.components(separatedBy: "scripts/").dropFirst()
            .map { rest in String(rest.prefix { $0.isLetter || $0 == "-" }) }
            .filter { !$0.isEmpty }
    }
}
