import CentralSystemModel
import OCPPTypes
import Testing

@Suite struct CalibrationTests {
    private static let milliseconds: Int64 = 1_000_000

    @Test func `a draw is a function of seed, identity and number`() {
        let calibration = Calibration(
            seed: 7, otherwise: .init(delay: .uniform(from: 0, to: 1_000_000_000), callErrors: 0.3, silence: 0.3))
        var other = calibration
        other.seed = 8
        var differing = 0
        for counter in 0..<100 as Range<UInt64> {
            let draw = calibration.draw(.heartbeat, identity: "CP1", counter: counter)
            #expect(draw == calibration.draw(.heartbeat, identity: "CP1", counter: counter))
            if draw != calibration.draw(.heartbeat, identity: "CP2", counter: counter) { differing += 1 }
            if draw != other.draw(.heartbeat, identity: "CP1", counter: counter) { differing += 1 }
        }
        #expect(differing == 200)
    }

    @Test func `quantiles of the distributions are the ones that were given`() {
        let lognormal = Calibration.Delay.lognormal(median: 50 * Self.milliseconds, p99: 400 * Self.milliseconds)
        #expect(abs(lognormal.quantile(0.5) - 50 * Self.milliseconds) <= 1)
        #expect(abs(lognormal.quantile(0.99) - 400 * Self.milliseconds) <= 1)
        #expect(lognormal.quantile(0) == 0)
        #expect(lognormal.quantile(1) == CalibrationLimits.delayNanoseconds)
        let uniform = Calibration.Delay.uniform(from: 5, to: 25)
        #expect([0, 0.25, 0.5].map(uniform.quantile) == [5, 10, 15])
        #expect(Calibration.Delay.fixed(nanoseconds: 9).quantile(0.3) == 9)
        #expect(Calibration.Delay.fixed(nanoseconds: .max).quantile(0.3) == CalibrationLimits.delayNanoseconds)
        #expect(Calibration.Delay.none.quantile(0.3) == 0)
    }

    @Test(arguments: [
        Calibration.Delay.uniform(from: 5_000_000, to: 25_000_000),
        .lognormal(median: 50_000_000, p99: 400_000_000),
        .lognormal(mu: 2, sigma: 0.3),
    ])
    func `drawn delays follow the distribution within one percent`(delay: Calibration.Delay) {
        let calibration = Calibration(seed: 3, otherwise: .init(delay: delay))
        var delays: [Int64] = []
        for point in 0..<200 {
            for counter in 0..<1000 as Range<UInt64> {
                delays.append(
                    calibration.draw(.heartbeat, identity: "CP\(point)", counter: counter).delayNanoseconds)
            }
        }
        delays.sort()
        for share in [0.1, 0.5, 0.9, 0.99] {
            let drawn = Double(delays[Int(Double(delays.count) * share)])
            let wanted = Double(delay.quantile(share))
            #expect(abs(drawn - wanted) < 0.01 * wanted, "\(share): \(drawn) instead of \(wanted)")
        }
    }

    @Test func `faults come as often as their shares say`() {
        let rule = Calibration.Rule(
            callErrors: 0.02, callErrorCode: .genericError, silence: 0.01, disconnects: 0.005, ending: .reset)
        let calibration = Calibration(seed: 11, otherwise: rule, reusedTransactionIds: 0.1)
        var counts: [String: Int] = [:]
        for counter in 0..<200_000 as Range<UInt64> {
            let draw = calibration.draw(.startTransaction, identity: "CP1", counter: counter)
            counts["\(draw.fault.map { "\($0)" } ?? "none")", default: 0] += 1
            if draw.reusesTransactionId { counts["reuse", default: 0] += 1 }
        }
        // Four standard deviations of each count; the seed is fixed.
        for (name, share) in [
            ("callError(OCPPTypes.CallErrorCode.genericError)", 0.02), ("silence", 0.01),
            ("disconnect(CentralSystemModel.Calibration.Ending.reset)", 0.005), ("reuse", 0.1),
        ] {
            let expected = 200_000 * share
            #expect(abs(Double(counts[name] ?? 0) - expected) < 4 * expected.squareRoot(), "\(name): \(counts)")
        }
    }

    @Test func `changing one rate shifts no other decision`() {
        let before = Calibration(seed: 5, otherwise: .init(delay: .uniform(from: 0, to: 1_000_000), callErrors: 0.1))
        var after = before
        after.otherwise.silence = 0.2
        for counter in 0..<2000 as Range<UInt64> {
            let (a, b) = (
                before.draw(.heartbeat, identity: "CP1", counter: counter),
                after.draw(.heartbeat, identity: "CP1", counter: counter)
            )
            #expect(a.delayNanoseconds == b.delayNanoseconds)
            if let fault = a.fault { #expect(b.fault == fault) }
        }
        #expect(
            !before.draw(.heartbeat, identity: "CP1", counter: 0).reusesTransactionId
                && Calibration(reusedTransactionIds: 1).draw(.startTransaction, identity: "A", counter: 0)
                    .reusesTransactionId
        )
    }
}
