import OCPPTypes
import Testing

@testable import ChargePointModel

/// A power cut at each point of a transaction loses and doubles nothing.
@Suite struct PowerCutTests {
    enum Script: String, CaseIterable {
        case online, offline, hardReset, softReset, backup, twoTransactions
    }

    static let settings = [
        ("MeterValueSampleInterval", "60"), ("MeterValuesSampledData", "Energy.Active.Import.Register"),
        ("StopTxnSampledData", "Energy.Active.Import.Register"), ("HeartbeatInterval", "0"),
        ("AllowOfflineTxForUnknownId", "true"),
    ]

    static func command(_ command: Command) -> ChargePointInput { .command(command, token, intended: .zero) }

    /// Plays a script with cuts at points; then lets everything be delivered.
    static func play(_ script: Script, cuts: Set<Int>) -> PowerCutWorld {
        var world = PowerCutWorld(cuts: cuts, settings: settings)
        world.step(.powerOn)
        if script == .offline { world.step(command(.goOffline)) }
        world.step(command(.plugIn(connectorId: 1)))
        world.step(command(.tag(tag, connectorId: 1)))
        world.wait(130)
        switch script {
        case .online, .offline: world.step(command(.tag(tag, connectorId: 1)))
        case .hardReset: world.step(.call("r", .reset(.init(type: .hard))))
        case .softReset: world.step(.call("r", .reset(.init(type: .soft))))
        case .backup:
            world.step(command(.powerLoss(backup: true)))
            world.wait(15)
            world.step(command(.powerReturns))
        case .twoTransactions:
            world.step(command(.tag(tag, connectorId: 1)))
            world.wait(5)
            world.step(command(.tag(tag, connectorId: 1)))
            world.wait(65)
        }
        world.wait(20)
        world.step(command(.unplug(connectorId: 1)))
        // The network comes back whatever the charge point was doing.
        while world.model.isNetworkGone { world.step(command(.goOnline)) }
        world.wait(200)
        return world
    }

    static func check(_ world: PowerCutWorld, _ script: Script, _ cuts: [Int]) {
        let verdict = world.ledger.verdict(
            transactions: Int(world.model.lastTransactionNumber), sampleSeconds: 60)
        #expect(verdict == nil, "PowerCutTests.play(.\(script), cuts: \(cuts))")
        #expect(world.model.queuedCount == 0, "PowerCutTests.play(.\(script), cuts: \(cuts))")
        #expect(world.model.transactions.isEmpty && world.model.interrupted.isEmpty, "\(script) \(cuts)")
    }

    @Test(arguments: Script.allCases)
    func `a cut at every point`(_ script: Script) {
        let whole = Self.play(script, cuts: [])
        Self.check(whole, script, [])
        #expect(whole.model.lastTransactionNumber == (script == .twoTransactions ? 2 : 1))
        #expect(whole.point > 40)
        for cut in 1...whole.point { Self.check(Self.play(script, cuts: [cut]), script, [cut]) }
    }

    @Test(arguments: [Script.online, .offline])
    func `every pair of cuts`(_ script: Script) {
        let points = Self.play(script, cuts: []).point
        for first in 1...points {
            // The second falls while the first is still being dealt with, at the latest.
            for second in first + 1...first + 30 {
                Self.check(Self.play(script, cuts: [first, second]), script, [first, second])
            }
        }
    }

    @Test func `the ledger notices what it is there for`() {
        let start = StartTransaction.Request(connectorId: 1, idTag: tag, meterStart: 0, timestamp: time(0))
        func stop(_ id: Int, _ meterStop: Int) -> StopTransaction.Request {
            StopTransaction.Request(meterStop: meterStop, timestamp: time(10), transactionId: id)
        }
        var lost = CutLedger()
        _ = lost.answer(.startTransaction(start), at: .zero)
        #expect(lost.verdict(transactions: 1, sampleSeconds: 60) == "a transaction without stop")
        var doubled = lost
        _ = doubled.answer(.stopTransaction(stop(1000, 5)), at: .zero)
        #expect(doubled.verdict(transactions: 1, sampleSeconds: 60) == nil)
        #expect(doubled.verdict(transactions: 2, sampleSeconds: 60) == "1 transactions instead of 2")
        #expect(doubled.verdict(transactions: 1, sampleSeconds: 4) != nil)
        _ = doubled.answer(.stopTransaction(stop(1000, 6)), at: .zero)
        #expect(doubled.verdict(transactions: 1, sampleSeconds: 60) == "transaction 1000 was stopped twice")
        var foreign = lost
        _ = foreign.answer(.stopTransaction(stop(-1, 5)), at: .zero)
        #expect(foreign.verdict(transactions: 1, sampleSeconds: 60) == "a stop without its start")
    }
}
