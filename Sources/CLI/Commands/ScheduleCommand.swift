import ArgumentParser
import Foundation
import ScheduleExplainer

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
            let text = error.rendered(fileName: loaded.name, bytes: loaded.bytes)
            FileHandle.standardError.write(Data(text.utf8))
            throw ExitStatus.usage("")
        }
        let explanation = ScheduleExplanation(document)
        guard json else {
            print(explanation.text(width: width ?? Terminal.standardOutput.width), terminator: "")
            return
        }
        for note in explanation.refusalNotes { FileHandle.standardError.write(Data("note: \(note)\n".utf8)) }
        print(explanation.json, terminator: "")
    }
}
