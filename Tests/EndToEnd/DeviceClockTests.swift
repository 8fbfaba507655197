import CentralSystemStore
import Foundation
import TestSupport
import Testing

/// Device time of a fleet against a central system whose clock is its own.
@Suite(.serialized, .ownThread, .timeLimit(.minutes(3))) struct DeviceClockTests {
    @Test func `a faster fleet lives in the time that the target told first`() throws {
        try Tool.withFolder { folder in
            let tags = folder.appendingPathComponent("tags.json")
            try Data("{\"idTag\": \"TAG1\"}\n".utf8).write(to: tags)
            let csms = try CentralSystemProcess(
                folder: folder, extra: ["--id-tags", tags.path, "--clock", "60x@2040-05-06T07:00:00Z"])
            defer { csms.stop() }
            let scenario = """
                scenario: faster
                seed: 3
                duration: 3s
                clock: 60x
                target: included
                fleet:
                  lot: {count: 2, charge-point: ac-11kw, arrive: at once, behaviour: once}
                behaviours:
                  once:
                    - plug-in
                    - authorize: {idTag: TAG1}
                    - charge: {for: 30s}
                    - unplug
                expect: [count(booted) == 2]
                """
            let outcome = try Tool.run(
                [
                    "run", "-", "--target", csms.ocpp, "--no-progress", "--out",
                    folder.appendingPathComponent("out").path,
                ], input: scenario)
            #expect(outcome.status == 0 || outcome.status == 4, "\(outcome.output)\(outcome.errors)")
            csms.stop()
            let transactions = try DatabaseAudit.transactions(
                at: folder.appendingPathComponent("csms.sqlite").path)
            #expect(transactions.count == 2)
            for transaction in transactions {
                // The central system has run for a few real seconds, so for less than an hour of device time.
                #expect("\(transaction.start.timestamp)".hasPrefix("2040-05-06T07:"), "\(transaction)")
            }
        }
    }
}
