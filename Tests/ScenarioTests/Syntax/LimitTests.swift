import Scenario
import Testing
import TextFormats

@Suite struct LimitTests {
    private func firstLines(_ text: String) -> [String] {
        ScenarioCompiler.compile(text: text, fileName: "s.yaml").diagnostics.map {
            "\($0.line):\($0.column): \($0.message)"
        }
    }

    /// Ten aliases on each of a number of levels.
    private func bomb(levels: Int) -> String {
        var text = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1..<levels {
            let aliases = Array(repeating: "*l\(level - 1)", count: 10).joined(separator: ", ")
            text += "l\(level): &l\(level) [\(aliases)]\n"
        }
        return text
    }

    @Test func `an alias bomb ends at the limit of nodes`() {
        let lines = firstLines(bomb(levels: 12) + smallest)
        #expect(lines.count == 1)
        #expect(lines[0].hasSuffix("the document has more than 100000 nodes once its aliases are written out"))
    }

    /// What a small bomb is put into: everything that stands where a key does.
    private static let bombKeys = [
        "b: {*a}", "{[*a], b}", "b: !!set {*a}", "b: {[*a]\t: v}", "? [\t*a]\n: x", "? *a\n: x", "*a : x", "[*a]: x",
        "{a: *a}: x", "- {[*a] : x}", "b: {? *a : x}", "b: {? {k: *a}}", "b: [*a : x]", "b: [? *a : x]",
        "? !!seq [*a]\n: x", "? &k [*a]\n: x", "? - *a\n: x", "? k: *a\n: x", "{{{[*a]}}}", "!t {*a : x}", "{*a: x}",
        "{&k [*a]: x, *k : y}", "<<: *a\n? *a\n: x", "? |\n x\n: x\n? *a\n: x", "%TAG !t! x\n---\n? !t!x [*a]\n: x",
    ]

    @Test(arguments: bombKeys)
    func `no key is an alias or holds one, however it is written`(_ key: String) {
        // Thirty doublings are 2^30 nodes; what is refused is never written out.
        let bomb = (1..<30).map { "a\($0): &a\($0) [*a\($0 - 1), *a\($0 - 1)]\n" }
        for levels in [3, 29] {
            let text = "a0: &a0 [x, y]\n" + bomb[..<levels].joined()
            let named = key.replacing("*a", with: "*a\(levels)")
            let lines = firstLines(text + named + "\n")
            #expect(!lines.isEmpty)
            let block = firstLines("- {" + text.split(separator: "\n").joined(separator: ", ") + "}\n- \(named)\n")
            #expect(!block.isEmpty)
        }
    }

    @Test(arguments: ["? *l3\n: x\n", "*l3 : x\n", "[*l3]: x\n", "{a: *l3}: x\n", "- {[*l3] : x}\n"])
    func `a key that is an alias or holds one is refused at its place`(_ key: String) {
        let lines = firstLines(
            "- " + bomb(levels: 4).split(separator: "\n").joined(separator: "\n  ") + "\n- "
                + key
                .split(separator: "\n").joined(separator: "\n  ") + "\n")
        #expect(lines.contains { $0.hasPrefix("5:") && $0.hasSuffix("a key must be a simple text") }, "\(lines)")
    }

    @Test func `aliases cannot nest deeper than what is written out`() {
        var text = "a0: &a0 [x]\n"
        for level in 1...70 { text += "a\(level): &a\(level) [*a\(level - 1)]\n" }
        #expect(firstLines(text).first?.hasSuffix("nested more than 64 levels deep") == true)
    }

    @Test func `a text of directives is refused before they are compared`() {
        let text = (0..<60_000).map { "%TAG !a\($0)! x\n" }.joined() + "---\n" + smallest
        #expect(firstLines(text) == ["101:1: more than 100 lines start with `%`"])
    }

    @Test func `JSON is read with its tabs and its pairs of escapes`() throws {
        let text =
            "{\n\t\"scenario\": \"\\ud83d\\uDE00 \\/ \\u00e9 \\\\ud83d\", \"sead\": 1,\n\t\"duration\": \"10s\",\n"
            + "\t\"fleet\": {\"a\": {\"count\": 1}}}"
        #expect(firstLines(text) == ["2:48: unknown key `sead` in a scenario"])
        let right = text.replacing("\"sead\": 1,", with: "")
        #expect(try plan(right).name == "😀 / é \\ud83d")
        // A lone half is no character.
        #expect(firstLines(right.replacing("\\uDE00", with: "")).count == 1)
    }

    @Test func `anchors and aliases of a modest size are welcome`() throws {
        let text = """
            scenario: s
            duration: 10s
            fleet:
              a: &group {count: 1, behaviour: b}
              b: *group
            behaviours:
              b: &steps
                - wait: &pause 1s
                - wait: *pause
            """
        let plan = try plan(text)
        #expect(plan.groups.map(\.name) == ["a", "b"])
        #expect(plan.programs[0].instructions.count == 2)
    }

    @Test func `deep nesting is an error, not a crash`() {
        for depth in [65, 300, 999, 5000, 100_000] {
            let text = "scenario: " + String(repeating: "[", count: depth) + String(repeating: "]", count: depth) + "\n"
            let lines = firstLines(text)
            #expect(lines.count == 1, "depth \(depth)")
            #expect(!lines[0].isEmpty)
        }
        #expect(firstLines(String(repeating: "- ", count: 2000) + "a\n").count == 1)
        #expect(
            firstLines("scenario: " + String(repeating: "[", count: 64) + String(repeating: "]", count: 64) + "\n")
                == ["1:74: nested more than 64 levels deep"])
    }

    @Test func `a file of the largest size is read, one byte more is refused at its place`() throws {
        let padding = TextLimits.fileBytes - smallest.utf8.count - 2
        let largest = smallest + "#" + String(repeating: "x", count: padding) + "\n"
        #expect(largest.utf8.count == TextLimits.fileBytes)
        _ = try plan(largest)
        #expect(
            firstLines(largest + "#")
                == ["5:1: the file goes beyond 1048576 bytes here, the largest a scenario may be"])
    }

    @Test func `of a long line a diagnostic keeps what can be shown around its column`() {
        let keys = (0..<5000).map { "k\($0): \($0)" }.joined(separator: ", ")
        let compiled = ScenarioCompiler.compile(text: "{scenario: é, \(keys), seed: x}", fileName: "s.yaml")
        #expect(compiled.diagnostics.count == TextLimits.diagnostics + 1)
        for diagnostic in compiled.diagnostics where diagnostic.message.hasPrefix("unknown key") {
            let kept = diagnostic.sourceLine?.unicodeScalars.count ?? 0
            #expect((TextLimits.shownLineLength...4 * TextLimits.shownLineLength).contains(kept))
            let shown = diagnostic.rendered.split(separator: "\n")
            let caret = shown[2].distance(
                from: shown[2].startIndex, to: shown[2].firstIndex(of: "^") ?? shown[2].endIndex)
            #expect(shown[1].dropFirst(caret).hasPrefix("k"), "\(diagnostic.rendered)")
        }
        #expect(compiled.diagnostics[0].rendered.contains("    {scenario: é, k0: 0"))
        #expect(compiled.diagnostics[49].rendered.contains("\n    …"))
    }

    @Test func `of very many unknown keys the first have hints`() {
        let keys = (0..<5000).map { "sead\($0): 1\n" }.joined()
        let diagnostics = ScenarioCompiler.compile(text: smallest + keys, fileName: "s.yaml").diagnostics
        #expect(diagnostics.prefix(50).allSatisfy { $0.hint != nil })
    }

    @Test func `more errors than the limit are counted`() {
        var text = smallest
        for number in 0..<73 { text += "x\(number): 1\n" }
        let compiled = ScenarioCompiler.compile(text: text, fileName: "s.yaml")
        #expect(compiled.diagnostics.count == 51)
        #expect(compiled.diagnostics.last?.rendered == "s.yaml: error: and 23 more")
        #expect(compiled.diagnostics[49].line == 53)
    }

    @Test func `every duplicate key is found in one pass`() {
        let text = smallest + String(repeating: "seed: 1\n", count: 80)
        let lines = firstLines(text)
        #expect(lines.count == 51)
        #expect(lines[0] == "5:1: the key `seed` is given twice")
        #expect(lines.last == "0:0: and 29 more")
    }

    @Test func `one long line with many nodes is read in time linear to it`() throws {
        let steps = Array(repeating: "wait: 1s", count: 5000).map { "{\($0)}" }.joined(separator: ", ")
        let text = "{scenario: s, duration: 1h, fleet: {a: {count: 1, behaviour: b}}, behaviours: {b: [\(steps)]}}"
        #expect(try plan(text).programs[0].instructions.count == 5000)
    }

    @Test(.timeLimit(.minutes(1)), arguments: ["", "# nothing"])
    func `a line that begins with many tabs and says nothing is read in time linear to it`(_ rest: String) {
        let text = smallest + String(repeating: "\t", count: 400_000) + rest + "\n"
        // The parser takes no tab there, the look at the characters before it says nothing of an empty line.
        #expect(firstLines(text).map { $0.prefix(33) } == ["4:1: this is not valid YAML: foun"])
    }

    @Test func `a behaviour with too many steps is an error`() {
        let steps = String(repeating: "    - unplug\n", count: ScenarioLimits.instructions + 1)
        let text = "scenario: s\nduration: 1s\nfleet: {a: {count: 1, behaviour: b}}\nbehaviours:\n  b:\n" + steps
        #expect(firstLines(text) == ["10006:7: a behaviour has at most 10000 steps"])
        let endless =
            "scenario: s\nduration: 1s\nfleet: {a: {count: 1, behaviour: b}}\nbehaviours:\n  b:\n"
            + "    - repeat: 2\n      steps:\n" + String(repeating: "        - unplug\n", count: 10_000)
        #expect(firstLines(endless).count == 1)
    }

    @Test(arguments: [
        ("\r\n", 3), ("\r", 3), ("\n", 3),
    ])
    func `every kind of line end counts lines`(_ lineEnd: String, _ line: Int) {
        let text = ["scenario: s", "duration: 10s", "sead: 1", "fleet: {a: {count: 1}}"].joined(separator: lineEnd)
        #expect(firstLines(text) == ["\(line):1: unknown key `sead` in a scenario"])
    }

    @Test func `a byte order mark moves nothing`() {
        #expect(firstLines("\u{FEFF}" + "sead: 1\n" + smallest) == ["1:1: unknown key `sead` in a scenario"])
    }

    @Test func `columns count Unicode scalars`() {
        #expect(
            firstLines("{scenario: 充电桩🔌, sead: 1, duration: 1s, fleet: {a: {count: 1}}}")
                == ["1:18: unknown key `sead` in a scenario"])
    }

    @Test func `bytes that are not UTF-8 are refused at their place`() {
        let bytes = Array("scenario: s\n# ü".utf8) + [0xC3, 0x28, 0x0A]
        let compiled = ScenarioCompiler.compile(bytes: bytes, fileName: "s.yaml")
        #expect(compiled.plan == nil)
        #expect(compiled.diagnostics.map { [$0.line, $0.column] } == [[2, 4]])
        #expect(compiled.diagnostics[0].message == "the file is not valid UTF-8")
        #expect(ScenarioCompiler.compile(bytes: Array(smallest.utf8), fileName: "s.yaml").plan != nil)
        #expect(ScenarioCompiler.compile(bytes: [0xFF], fileName: "s.yaml").diagnostics.count == 1)
        #expect(ScenarioCompiler.compile(bytes: [0x61, 0xE2, 0x82], fileName: "s.yaml").diagnostics[0].column == 2)
    }
}
