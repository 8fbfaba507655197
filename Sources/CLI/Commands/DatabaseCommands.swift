import ArgumentParser
import CentralSystemStore
import Foundation
import OCPPTypes
import StandardStreams

/// `wattswarm csms backup`: a copy of the database while the central system runs.
struct DatabaseBackupCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "backup", abstract: "Copies the central system's database, also while it runs.",
        discussion: "The copy is consistent, checked and written through to disk before it gets its name.")

    @Option(help: ArgumentHelp("SQLite database of the central system.", valueName: "FILE"))
    var database = "wattswarm.sqlite"
    @Option(help: ArgumentHelp("The copy; may not exist yet.", valueName: "FILE")) var to: String

    func run() throws {
        do throws(StoreError) {
            let result = try DatabaseBackup.copy(from: database, to: to)
            StandardStream.output.line(
                "copied \(result.bytes) bytes to \(to): \(result.transactions) transactions, "
                    + "\(result.meterValues) messages with meter values")
        } catch {
            throw ExitStatus.notCarriedOut("\(error)")
        }
    }
}

/// `wattswarm csms prune`: removes what is over and old.
struct DatabasePruneCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "prune", abstract: "Removes what is over and older than a span of time, also while the CSMS runs.",
        discussion: """
            Gone are transactions that ended before then with their meter values, meter values without a known \
            transaction, unmatched stops, security events, reservations and orders that are over. The file does not \
            shrink; its free pages are used again. Time stamps are compared with this machine's clock unless --before \
            is given.
            """)

    @Option(help: ArgumentHelp("SQLite database of the central system.", valueName: "FILE"))
    var database = "wattswarm.sqlite"
    @Option(help: ArgumentHelp("A whole number and m, h or d.", valueName: "90d")) var olderThan: String?
    @Option(help: ArgumentHelp("A moment instead of a span.", valueName: "RFC3339")) var before: String?

    func run() throws {
        let moment = try moment()
        do throws(StoreError) {
            let counts = try DatabasePruning.run(at: database, olderThan: moment) {
                // A running central system gets its turn between two batches.
                Thread.sleep(forTimeInterval: 0.005)
            }
            StandardStream.output.line(
                "removed what ended before \(moment): \(counts.transactions) transactions, "
                    + "\(counts.meterValues) messages with meter values, \(counts.unmatchedStops) unmatched stops, "
                    + "\(counts.reservations) reservations, \(counts.orders) orders, "
                    + "\(counts.securityEvents) security events"
            )
        } catch {
            throw ExitStatus.notCarriedOut("\(error)")
        }
    }

    private func moment() throws(ExitStatus) -> DateTime {
        switch (olderThan, before) {
        case (let span?, nil):
            let now = DateTime(millisecondsSince1970: Int64(Date().timeIntervalSince1970 * 1000))
            return now.adding(milliseconds: -(try RetentionSpan.milliseconds(span, flag: "--older-than")))
        case (nil, let text?):
            guard let moment = DateTime(text) else {
                throw .usage("--before \(text): write for example 2025-01-01T00:00:00Z")
            }
            return moment
        case (nil, nil), (_?, _?):
            throw .usage("give either --older-than, for example 90d, or --before")
        }
    }
}

/// `wattswarm csms audit`: counts and checks a database.
struct DatabaseAuditCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "audit", abstract: "Counts and checks what a database holds, also while the CSMS runs.",
        discussion: """
            Exit code 1 when the file is damaged, something is there twice, or transactions that charge points were told \
            of are not there. What a start has found to be lost is told until prune removes it by its age.
            """)

    @Option(help: ArgumentHelp("SQLite database of the central system.", valueName: "FILE"))
    var database = "wattswarm.sqlite"

    func run() throws {
        let summary: DatabaseAudit.Summary
        do throws(StoreError) {
            summary = try DatabaseAudit.summary(at: database)
        } catch .damaged(_, let fault) {
            // That is what an audit is to find out, so it has been carried out.
            StandardStream.output.line("file: \(fault)")
            throw ExitStatus.failed
        } catch {
            throw ExitStatus.notCarriedOut("\(error)")
        }
        for (name, value) in [
            ("charge points", summary.chargePoints), ("transactions", summary.transactions),
            ("open transactions", summary.openTransactions),
            ("messages with meter values", summary.meterValues), ("unmatched stops", summary.unmatchedStops),
            ("doubled starts", summary.doubledStarts), ("doubled meter values", summary.doubledMeterValues),
            ("files", summary.files), ("file transfers", summary.fileTransfers),
        ] {
            StandardStream.output.line("\(name): \(value)")
        }
        for lost in summary.lost {
            let found = lost.found.map(\.description) ?? "now"
            StandardStream.output.line("lost transactions: \(lost.text), found \(found)")
        }
        StandardStream.output.line("file: \(summary.check)")
        if !summary.isSound { throw ExitStatus.failed }
    }
}

/// A span of time of flags like `--retention 90d`.
enum RetentionSpan {
    static func milliseconds(_ text: String, flag: String) throws(ExitStatus) -> Int64 {
        let units: [Character: Int64] = ["m": 60_000, "h": 3_600_000, "d": 86_400_000]
        guard let unit = text.last.flatMap({ units[$0] }), let count = Int64(text.dropLast()), count > 0,
            count <= 100_000
        else { throw .usage("\(flag) \(text): write a whole number and m, h or d, for example 90d") }
        return count * unit
    }
}
