import Scenario
import Testing

@Suite struct ScenarioFileTests {
    @Test func `every scenario of the repository compiles without a word of complaint`() throws {
        let files = try ScenarioFiles.all()
        #expect(files.map(\.name).contains("smoke/quickstart.yaml"))
        for file in files {
            let compiled = ScenarioCompiler.compile(bytes: file.bytes, fileName: file.name)
            #expect(compiled.renderedDiagnostics == "")
            #expect(compiled.plan != nil)
        }
    }

    @Test func `the first scenarios are of the size their comments tell`() throws {
        func plan(_ name: String) throws -> Plan {
            let file = try #require(try ScenarioFiles.all().first { $0.name == name })
            return try #require(ScenarioCompiler.compile(bytes: file.bytes, fileName: name).plan)
        }
        #expect(try plan("smoke/ten.yaml").plannedChargePoints == 10)
        #expect(try plan("smoke/quickstart.yaml").plannedChargePoints == 1000)
        let boot = try plan("capacity/boot-19000.yaml")
        #expect(boot.plannedChargePoints == 19_000)
        let last = boot.member(group: 0, index: 18_999).arrivalNanoseconds / 1_000_000
        #expect(boot.durationMilliseconds - last >= 60_000)
    }

    /// Fenced blocks of the guide: `yaml` ones with a `scenario:` are whole scenarios, others are single parts.
    private func snippets(of language: String) throws -> [String] {
        var result: [String] = []
        var current: [Substring]?
        for line in try ScenarioFiles.guide().split(separator: "\n", omittingEmptySubsequences: false) {
            if let lines = current {
                if line == "```" {
                    result.append(lines.joined(separator: "\n") + "\n")
                    current = nil
                } else {
                    current = lines + [line]
                }
            } else if line == "```\(language)" {
                current = []
            }
        }
        return result
    }

    @Test func `every snippet of the guide compiles without a word of complaint`() throws {
        let snippets = try snippets(of: "yaml")
        #expect(snippets.count >= 10)
        for snippet in snippets {
            var text = snippet
            if !text.contains("scenario:") { text = "scenario: s\nduration: 1h\n" + text }
            if !text.contains("fleet:") {
                let names = text.split(separator: "\n").drop { $0 != "behaviours:" }.dropFirst()
                    .prefix { $0.hasPrefix("  ") }.filter { !$0.hasPrefix("   ") }
                    .compactMap { $0.split(separator: ":").first?.split(separator: " ").first.map(String.init) }
                let groups = names.map { "  \($0): {count: 1, behaviour: \($0)}\n" }.joined()
                text += "fleet:\n" + (groups.isEmpty ? "  a: {count: 1, behaviour: commuter}\n" : groups)
            }
            let compiled = ScenarioCompiler.compile(text: text, fileName: "guide.yaml")
            #expect(compiled.renderedDiagnostics == "", Comment(rawValue: text))
        }
    }

    @Test func `the error shown in the guide is the error that is given`() throws {
        let shown = try #require(try snippets(of: "text").first { $0.contains("error:") })
        let text = "scenario: rush\nduration: 10\nfleet: {depot: {count: 10}}\n"
        #expect(ScenarioCompiler.compile(text: text, fileName: "rush.yaml").renderedDiagnostics == shown)
    }
}
