import ConsoleModel
import OCPPTypes
import Scenario
import ScheduleExplainer
import TextFormats

/// What must hold for any text whatever: an answer or an error that can be shown, and what is shown reads back.
package enum DocumentProperty {
    /// What became of an input.
    package enum Outcome {
        /// It is what it should be.
        case accepted
        /// It is told what is wrong.
        case refused
        /// The broken promise.
        case broken(String)
    }

    /// The kinds of document; the words that the names of kept inputs end with.
    package enum Kind: String, CaseIterable, Sendable {
        case scenario, schedule, console
    }

    /// Gives a text to the reader of its kind.
    package static func outcome(of bytes: [UInt8], _ kind: Kind) -> Outcome {
        switch kind {
        case .scenario: scenario(bytes)
        case .schedule: schedule(bytes)
        case .console: console(bytes)
        }
    }

    /// Most charge points of a plan that is looked into.
    private static let members = 10

    /// A scenario: a plan or errors, and `inspect` reads back to the plan.
    package static func scenario(_ bytes: [UInt8]) -> Outcome {
        let compiled = ScenarioCompiler.compile(bytes: bytes, fileName: "fuzz.yaml")
        let hasErrors = compiled.diagnostics.contains { $0.severity == .error }
        guard (compiled.plan == nil) == hasErrors else { return .broken("a plan with errors, or neither") }
        let shown = compiled.renderedDiagnostics
        if shown.utf8.contains(0x1B) { return .broken("an escape character in a diagnostic") }
        if shown.utf8.count > 64 << 10 { return .broken("\(shown.utf8.count) bytes of diagnostics") }
        guard let plan = compiled.plan else { return .refused }
        let inspected = ScenarioInspector.inspect(plan)
        guard inspected.utf8.count <= TextLimits.fileBytes else { return .accepted }
        let again = ScenarioCompiler.compile(text: inspected, fileName: "inspected.yaml")
        guard again.plan == plan else { return .broken("inspect does not read back:\n\(again.renderedDiagnostics)") }
        for group in plan.groups.indices {
            let describer = plan.memberDescriber(of: group)
            for member in plan.members(of: group).prefix(members) { _ = describer.describe(member) }
        }
        return .accepted
    }

    /// A schedule file: an explanation or an error with its place.
    package static func schedule(_ bytes: [UInt8]) -> Outcome {
        do throws(ScheduleDocumentError) {
            let explanation = ScheduleExplanation(try ScheduleDocument(json: bytes))
            let text = explanation.text(width: 100)
            let json = explanation.json
            return text.isEmpty || json.isEmpty ? .broken("nothing is told") : .accepted
        } catch {
            guard error.offset <= bytes.count else { return .broken("an offset beyond the file") }
            let shown = error.rendered(fileName: "fuzz.json", bytes: bytes)
            return shown.utf8.contains(0x1B) ? .broken("an escape character in a message") : .refused
        }
    }

    /// Lines that the console knows.
    package static let consoleLines = [
        "send Heartbeat {}", "send DataTransfer {\"vendorId\":\"v\",\"data\":\"\\ud83d\\ude00\"}",
        "expect StatusNotification status=Charging within 5s", "tag TAG1", "plug 1 small 20%", "wait 1.5s",
        "configure MeterValueSampleInterval 10", "frame [2,\"1\",\"Heartbeat\",{}]", "log json", "help send", "status",
    ]

    private static let context = ConsoleContext(connectors: 2, cars: ["small", "medium"])

    /// A line of the console: a command or an error, and candidates of its completion.
    package static func console(_ bytes: [UInt8]) -> Outcome {
        let line = String(decoding: bytes, as: UTF8.self)
        // What is listed of the candidates is cut by the session; here they must come at all.
        _ = Completion(line, context).common
        do throws(ConsoleCommandError) {
            return try CommandParser.parse(line, context) == nil ? .refused : .accepted
        } catch {
            return error.description.utf8.contains(0x1B) ? .broken("an escape character in a message") : .refused
        }
    }
}
