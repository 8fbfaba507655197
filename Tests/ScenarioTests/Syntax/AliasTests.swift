import Scenario
import Testing
import TextFormats

/// Aliases that name no anchor.
@Suite struct AliasTests {
    @Test func `an alias of nothing is told once, and hides no other error`() {
        let text = """
            scenario: s
            duration: 10
            fleet:
              a: {count: *many, behaviour: *what}
              b: {cuont: 1}
              c: *group
            expect: [*limit, p99(Heartbeat) < 1]
            """
        let compiled = ScenarioCompiler.compile(text: text, fileName: "s.yaml")
        #expect(compiled.plan == nil)
        let unknown = compiled.diagnostics.filter { $0.message == "no anchor of this name was set before" }
        #expect(unknown.map { "\($0.line):\($0.column)" } == ["4:14", "4:32", "6:6", "7:10"])
        let others = compiled.diagnostics.filter { $0.message != "no anchor of this name was set before" }
        #expect(Set(others.map(\.line)) == [2, 5, 7], "\(compiled.renderedDiagnostics)")
    }

    @Test func `a document that is an alias of nothing, and thousands of them, end with a bounded list`() {
        #expect(ScenarioCompiler.compile(text: "*all\n", fileName: "s.yaml").diagnostics.count == 1)
        let items = Array(repeating: "*x", count: 20_000).joined(separator: ", ")
        let compiled = ScenarioCompiler.compile(text: "scenario: [\(items)]\n", fileName: "s.yaml")
        #expect(compiled.plan == nil && compiled.diagnostics.count == TextLimits.diagnostics + 1)
    }
}
