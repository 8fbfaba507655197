import ArgumentParser
import Foundation
import ScheduleExplainer
import StandardStreams

/// `wattswarm schedule FILE`: explains a stack of charging profiles.
struct ScheduleCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "schedule",
        abstract: "Explains a stack of charging profiles: what limits a connector when, and why.",
        discussion: """
            The file is JSON: {config: {connectors, voltage, phases}, profiles: [SetChargingProfile payloads in order],
            transactions: [{connectorId, transactionId, start}], query: {connectorId, now, duration, chargingRateUnit}}.
            Connector 0 asks for the whole charge point.
            """)

    @Argument(help: "JSON file; - is standard input.") var file: String
    @Flag(help: "Prints {status, periods: [{startPeriod, limit, numberPhases, chargingProfileId}]} and nothing else.")
    var json = false
    @Option(help: ArgumentHelp("Columns of the output (default: the terminal's).", valueName: "N")) var width: Int?

    func run() throws {
        let loaded = try ScenarioFile.load(file, kind: "schedule file")
        let document: ScheduleDocument
        do throws(ScheduleDocumentError) {
            document = try ScheduleDocument(json: loaded.bytes)
        } catch {
            StandardStream.error.write(error.rendered(fileName: loaded.name, bytes: loaded.bytes))
            throw ExitStatus.usage("")
        }
        let explanation = ScheduleExplanation(document)
        guard json else {
            StandardStream.output.write(explanation.text(width: width ?? Terminal.standardOutput.width))
            return
        }
        for note in explanation.refusalNotes { StandardStream.error.write("note: \(note)\n") }
        StandardStream.output.write(explanation.json)
    }
}
