import Foundation
import OCPPTypes
import Scenario
import Testing

/// Whatever a file holds: a plan or an error, never a trap and never a wait without end.
@Suite struct MutationTests {
    private static let fragments = [
        "&a ", "*a", "<<: *a", "? ", ": ", "- ", "\t", "\n", "  ", "{", "}", "[", "]", "'", "\"", "|\n", ">\n",
        "!!int ", "%",
        "---\n", "...\n", "#", "count: 9", "0", "99999999999999999999", "-1", "1e999", ".nan", "0x", "±", "..",
        "\u{FEFF}",
        "\u{0}", "\u{85}", "\u{2028}", "\u{F0000}", "\u{10FFFF}", "é", "{index}", "exponential ", "repeat: 2\n",
        "steps:\n",
        "every: 1ms\n", "/s", "%", "p99(", ")", "planned", "~", "null", "\\", ",", "\r\n",
    ]

    private func mutated(_ text: [Unicode.Scalar], _ random: inout SeededRandom) -> String {
        var scalars = text
        for _ in 0...random.nextIndex(below: 4) {
            let at = random.nextIndex(below: scalars.count + 1)
            let end = min(scalars.count, at + random.nextIndex(below: 12))
            switch random.nextIndex(below: 5) {
            case 0: scalars.removeSubrange(at..<end)
            case 1: scalars.insert(contentsOf: scalars[at..<end], at: random.nextIndex(below: scalars.count + 1))
            case 2:
                let fragment = Self.fragments[random.nextIndex(below: Self.fragments.count)]
                scalars.insert(contentsOf: fragment.unicodeScalars, at: at)
            case 3:
                let fragment = Self.fragments[random.nextIndex(below: Self.fragments.count)]
                scalars.replaceSubrange(at..<end, with: fragment.unicodeScalars)
            default:
                if at < scalars.count { scalars[at] = Unicode.Scalar(UInt8(random.nextIndex(below: 128))) }
            }
        }
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }

    @Test func `changed scenarios give a plan or an error`() throws {
        let rounds = ProcessInfo.processInfo.environment["MUTATION_ROUNDS"].flatMap(Int.init) ?? 400
        var random = SystemSeed.random(name: "mutations")
        let sources =
            try ScenarioFiles.all().filter { $0.bytes.count < 10_000 }.map { String(decoding: $0.bytes, as: UTF8.self) }
            + [morningRush]
        var plans = 0
        for _ in 0..<rounds {
            let source = sources[random.nextIndex(below: sources.count)]
            let text = mutated(Array(source.unicodeScalars), &random)
            let compiled = ScenarioCompiler.compile(text: text, fileName: "m.yaml")
            let hasErrors = compiled.diagnostics.contains { $0.severity == .error }
            #expect((compiled.plan == nil) == hasErrors, Comment(rawValue: text))
            #expect(!compiled.renderedDiagnostics.unicodeScalars.contains("\u{1B}"))
            guard let plan = compiled.plan else { continue }
            plans += 1
            let inspected = ScenarioInspector.inspect(plan)
            let again = ScenarioCompiler.compile(text: inspected, fileName: "i.yaml")
            #expect(again.plan == plan, Comment(rawValue: inspected + again.renderedDiagnostics))
            _ = plan.members(of: 0).prefix(10).map { plan.memberDescriber(of: 0).describe($0) }
        }
        #expect(plans > 0)
    }

    @Test func `random options give a plan or an error`() throws {
        var random = SystemSeed.random(name: "options")
        let options = ["fleet.depot.count=5", "clock=3x", "behaviours.pulse.0.every=1s", "expect=[\"a\"]"]
        for _ in 0..<200 {
            let option = mutated(Array(options[random.nextIndex(below: options.count)].unicodeScalars), &random)
            let overrides = ScenarioOverrides(duration: option, set: [option], target: option)
            let compiled = ScenarioCompiler.compile(text: morningRush, fileName: "m.yaml", overrides: overrides)
            #expect((compiled.plan == nil) == compiled.diagnostics.contains { $0.severity == .error })
        }
    }

    @Test func `noise gives an error`() {
        var random = SystemSeed.random(name: "noise")
        for length in 0..<200 {
            let bytes = (0..<length).map { _ in UInt8(truncatingIfNeeded: random.next()) }
            #expect(ScenarioCompiler.compile(bytes: bytes, fileName: "n.yaml").plan == nil)
        }
    }
}
