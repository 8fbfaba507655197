import Scenario
import Testing

/// A scenario and the diagnostics it draws, rendered.
struct ErrorMessageCase: Sendable, CustomTestStringConvertible {
    let name: String
    let text: String
    let expected: String

    init(_ name: String, text: String, expected: String) {
        self.name = name
        self.text = text
        self.expected = expected
    }

    var testDescription: String { name }
}

/// Compiles a text that must be without errors and gives its plan.
func plan(_ text: String, overrides: ScenarioOverrides = ScenarioOverrides()) throws -> Plan {
    let compiled = ScenarioCompiler.compile(text: text, fileName: "s.yaml", overrides: overrides)
    return try #require(compiled.plan, Comment(rawValue: compiled.renderedDiagnostics))
}

/// Compiles a text and gives its diagnostics, rendered.
func messages(_ text: String, overrides: ScenarioOverrides = ScenarioOverrides()) -> String {
    ScenarioCompiler.compile(text: text, fileName: "s.yaml", overrides: overrides).renderedDiagnostics
}

/// A behaviour's program by its steps.
func program(_ steps: String, pools: String = "") throws -> Program {
    let indented = steps.split(separator: "\n").map { "    " + $0 }.joined(separator: "\n")
    let head = "scenario: s\nduration: 10s\nfleet: {a: {count: 1, behaviour: b}}\n"
    return try plan(head + pools + "behaviours:\n  b:\n" + indented + "\n").programs[0]
}

let smallest = "scenario: s\nduration: 10s\nfleet: {a: {count: 1}}\n"
