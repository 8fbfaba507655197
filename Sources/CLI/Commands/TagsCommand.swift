import ArgumentParser
import Foundation
import Scenario
import StandardStreams

/// `wattswarm tags SCENARIO`: the id tags that a scenario presents, for a central system that has to know them.
struct TagsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "tags", abstract: "Prints the id tags of a scenario, for the central system under test to know.",
        discussion: """
            json: one object a line, for csms --id-tags FILE and PUT /api/v1/id-tags. csv: a heading and one tag a \
            line. sql-steve: INSERT statements for the table ocpp_tag of SteVe. Tags of a step `send` stand in its \
            payload and are not among them.
            """)

    @Argument(help: "Scenario file; - is standard input.") var scenario: String
    @Option(help: "How they are written: json (default), csv or sql-steve.") var format: String?
    @OptionGroup var overrides: OverrideOptions

    func run() throws {
        guard let format = TagFormat(rawValue: format ?? TagFormat.json.rawValue) else {
            throw ExitStatus.usage("--format \(format ?? ""): give json, csv or sql-steve")
        }
        let (plan, _) = try ScenarioFile.plan(scenario, overrides: overrides.overrides())
        StandardStream.output.write(format.text(plan.idTags))
    }
}
