import Foundation
import Scenario
import Testing
import TextFormats

/// Error texts are part of the language: every one of them stands in a table with its place, caret and hint.
@Suite struct MessageTests {
    private func check(_ golden: ErrorMessageCase) {
        let text = golden.text.isEmpty ? "" : golden.text + "\n"
        let compiled = ScenarioCompiler.compile(text: text, fileName: "s.yaml")
        let rendered = compiled.diagnostics.map(\.rendered).joined(separator: "\n")
        #expect(rendered == golden.expected)
        let isError = compiled.diagnostics.contains { $0.severity == .error }
        #expect((compiled.plan == nil) == isError)
        if ProcessInfo.processInfo.environment["RECORD_GOLDEN"] != nil {
            print("=== \(golden.name)\n\(rendered)")
            Issue.record("recorded, not compared")
        }
    }

    @Test(arguments: syntaxMessageCases)
    func `text that is not the YAML of a scenario is refused at its place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: topLevelMessageCases)
    func `faults of the document's own keys are told at their place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: fleetMessageCases)
    func `faults of groups are told at their place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: sessionMessageCases)
    func `faults of sessions, loops and payloads are told at their place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: stepMessageCases)
    func `faults of behaviours, steps and pools are told at their place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: expectationMessageCases)
    func `faults of expectations are told at their place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: hardwareMessageCases)
    func `faults of charge points and cars are told at their place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: securityMessageCases)
    func `faults of security are told at their place`(_ golden: ErrorMessageCase) { check(golden) }

    @Test(arguments: particularsMessageCases)
    func `faults of serial numbers, users and passwords are told at their place`(_ golden: ErrorMessageCase) {
        check(golden)
    }

    @Test func `no two cases have one name`() {
        let all =
            syntaxMessageCases + topLevelMessageCases + fleetMessageCases + stepMessageCases
            + sessionMessageCases + expectationMessageCases + hardwareMessageCases
            + securityMessageCases + particularsMessageCases
        #expect(Set(all.map(\.name)).count == all.count)
    }

    @Test(arguments: ["faults: []", "central-system: []", "target: [ws://a, ws://b]"])
    func `words that are not built yet have a category of their own`(_ line: String) {
        let compiled = ScenarioCompiler.compile(text: smallest + line + "\n", fileName: "s.yaml")
        #expect(compiled.diagnostics.map(\.category) == [.notBuilt])
        #expect(compiled.plan == nil)
    }

    @Test func `characters that could disturb a terminal are not shown`() {
        let diagnostic = Diagnostic(
            severity: .error, file: "f", line: 1, column: 3, length: 1, message: "m", hint: nil,
            sourceLine: "a\u{1B}b\u{202E}\tc")
        #expect(diagnostic.rendered == "f:1:3: error: m\n    a\u{FFFD}b\u{FFFD}\tc\n      ^")
    }

    @Test func `a column beyond the line stands behind its end`() {
        let diagnostic = Diagnostic(
            severity: .warning, file: "f", line: 1, column: 99, length: 7, message: "m", hint: "h", sourceLine: "ab")
        #expect(diagnostic.rendered == "f:1:99: warning: m\n    ab\n      ^\nhint: h")
    }
}
