import OCPPTypes
import Testing

@testable import Measurement

@Suite struct TransferStatisticsTests {
    /// Good: 1 MB in 1 s by FTP and 2 MB in 1 s by HTTPS; bad: one of each; one diagnostics.
    static var statistics: RunStatistics {
        var run = RunStatistics()
        for (scheme, bytes) in [(TransferScheme.ftp, Int64(1_000_000)), (.https, 2_000_000)] {
            run.transfers[.firmware, scheme].started += 2
            run.transfers[.firmware, scheme].ended(
                cause: nil, queuedNanoseconds: 0, nanoseconds: 1_000_000_000, bytes: bytes, wentOn: scheme == .https)
            run.transfers[.firmware, scheme].ended(
                cause: "stalled", queuedNanoseconds: 5_000_000, nanoseconds: 9, bytes: 10, wentOn: false)
        }
        run.transfers[.diagnostics, .ftp].started += 1
        run.transfers[.diagnostics, .ftp].ended(
            cause: "no space", queuedNanoseconds: 0, nanoseconds: 1, bytes: 0, wentOn: false)
        run.transfers[orders: .firmware].completed(nanoseconds: 3_000_000_000)
        run.transfers[orders: .firmware].failed("transfer failed")
        run.transfers[orders: .diagnostics].failed("replaced")
        return run
    }

    @Test func `attempts are counted by kind and protocol`() {
        let transfers = Self.statistics.transfers
        let firmware = transfers.all(.firmware)
        #expect(firmware.started == 4 && firmware.succeeded == 2 && firmware.failed == 2 && firmware.resumed == 1)
        #expect(firmware.bytes == 3_000_020)
        #expect(firmware.duration.summary.count == 2)
        // kB/s, within the histogram's 0.1 %.
        #expect(abs(transfers[.firmware, .https].throughput.summary.p50 - 2000) < 2)
        #expect(transfers[.firmware, .ftps].isEmpty)
        #expect(transfers.all(nil).started == 5)
        #expect(transfers.allOrders(nil).failed == 2)
        #expect(TransfersStatistics().isEmpty && !transfers.isEmpty)
    }

    @Test func `a merge is exact and its order does not matter`() {
        let one = Self.statistics.transfers
        var other = TransfersStatistics()
        other[.log, .http].started += 1
        other[.log, .http].ended(cause: nil, queuedNanoseconds: 1, nanoseconds: 2, bytes: 3, wentOn: false)
        other[.firmware, .ftp].started += 1
        other[orders: .log].completed(nanoseconds: 5)
        var a = one
        a.merge(other)
        var b = other
        b.merge(one)
        #expect(a == b)
        #expect(a.all(nil).started == 7 && a.all(.firmware).started == 5 && a.allOrders(.log).done == 1)
    }

    @Test func `throughput of nothing in no time does not overflow`() {
        var transfers = TransferStatistics()
        transfers.ended(cause: nil, queuedNanoseconds: -1, nanoseconds: 0, bytes: .max, wentOn: false)
        transfers.ended(cause: nil, queuedNanoseconds: 0, nanoseconds: 0, bytes: 0, wentOn: false)
        #expect(transfers.throughput.count == 2)
    }

    @Test(
        arguments: [
            ("count(firmware) == 2", 2.0, true), ("count(failed firmware) == 2", 2, true),
            ("count(transfers) == 2", 2, true),
            ("count(failed transfers) < 3", 3, false), ("share(failed firmware) == 50%", 50, true),
            ("share(failed transfers) <= 60%", 60, true), ("p99(firmware) < 2s", 1000, true),
            ("max(firmware orders) > 2s", 3000, true), ("count(firmware orders) == 1", 1, true),
            ("count(failed orders) == 2", 2, true), ("share(failed diagnostics orders) == 100%", 100, true),
            ("count(log) == 0", 0, true), ("mean(transfers) >= 1s", 1000, true),
        ] as [(String, Double, Bool)])
    func `expectations speak of transfers and orders`(_ text: String, _ value: Double, _ pass: Bool) throws {
        let result = try Expectation.parse(text).evaluate(on: Self.statistics)
        #expect(result.pass == pass)
        #expect(abs((result.value ?? -1) - value) <= value * 0.001)
    }

    @Test(arguments: [
        ("p99(diagnostics) < 5s", "no diagnostics transfer came to a good end"),
        ("share(failed log) == 0%", "there was no log transfer"),
        ("p50(log orders) < 1s", "no log order came to a good end"),
        ("share(failed log orders) == 0%", "there was no log order"),
    ])
    func `without a transfer an expectation does not hold and says why`(_ text: String, _ reason: String) throws {
        let result = try Expectation.parse(text).evaluate(on: Self.statistics)
        #expect(!result.pass && result.value == nil && result.reason == reason)
    }

    @Test(
        arguments: [
            ("share(firmware) < 1%", "only failed transfers have a share"), ("count(failed) == 0", nil),
            ("p99(firmware order) < 1s", nil), ("count(transfers orders) == 0", nil),
            ("p99(failed firmware) < 1s", nil),
        ] as [(String, String?)])
    func `what cannot be measured is refused`(_ text: String, _ message: String?) {
        do {
            _ = try Expectation.parse(text)
            Issue.record("\(text) was taken")
        } catch {
            if let message { #expect(error.message == message) }
        }
    }

    @Test func `the result has the kinds that occurred, with their protocols and causes`() {
        let results = TransferResult.all(Self.statistics.transfers)
        #expect(results.map(\.kind) == [.firmware, .diagnostics])
        #expect(results[0].schemes.map(\.scheme) == [.ftp, .https])
        #expect(results[0].all.causes == [LabelCount(label: "stalled", count: 2)])
        #expect(results[0].orders.done == 1 && results[0].orders.failed == 1)
        #expect(TransferResult.all(TransfersStatistics()).isEmpty)
    }

    @Test(
        arguments: [
            (0, "0 B"), (999, "999 B"), (1000, "1.00 kB"), (999_499, "999 kB"), (1_234_567, "1.23 MB"),
            (98_765_432_100, "98.8 GB"), (5_000_000_000_000, "5.00 TB"),
        ] as [(UInt64, String)])
    func `bytes are written for people`(_ bytes: UInt64, _ text: String) {
        #expect(FigureText.bytes(bytes) == text)
    }
}
