import ArgumentParser
import Foundation
import Report
import Scenario
import StandardStreams

/// `wattswarm check SCENARIO...`: diagnostics only.
struct CheckCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks scenario files and shows every error with its place.")

    @Argument(help: "Scenario files; - is standard input.") var scenarios: [String]

    func run() throws {
        var failed = false
        for file in scenarios {
            let loaded = try ScenarioFile.load(file)
            let compiled = ScenarioCompiler.compile(bytes: loaded.bytes, fileName: loaded.name)
            ScenarioFile.show(compiled)
            if compiled.plan == nil { failed = true } else { StandardStream.output.write("\(loaded.name): ok\n") }
        }
        if failed { throw ExitStatus.usage("") }
    }
}

/// `wattswarm inspect SCENARIO`: the expanded scenario and what it plans.
struct InspectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspect", abstract: "Prints the scenario with every default shown, then what it plans.")

    @Argument(help: "Scenario file; - is standard input.") var scenario: String
    @OptionGroup var overrides: OverrideOptions

    func run() throws {
        let (plan, _) = try ScenarioFile.plan(scenario, overrides: overrides.overrides())
        StandardStream.output.write(ScenarioInspector.inspect(plan))
    }
}

/// `wattswarm schema`: JSON Schema of the scenario language.
struct SchemaCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schema", abstract: "Prints the JSON Schema of the scenario language, for editors.",
        discussion: "With --summary that of summary.json: what each member means, and its unit under x-unit.")

    @Flag(help: "Prints the schema of summary.json instead.") var summary = false

    func run() throws {
        StandardStream.output.write(summary ? SummarySchema.json : ScenarioSchema.json)
    }
}
