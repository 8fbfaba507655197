import Testing

@testable import StandardStreams

/// How long a slow reader may hold up who writes for it.
@Suite struct WaitingBudgetTests {
    @Test func `waits come off one budget until it is used up`() {
        var budget = WaitingBudget(milliseconds: 1000, perMilliseconds: 60_000)
        #expect(budget.allowance(at: 5) == 1000)
        budget.waited(from: 10, to: 310)
        #expect(budget.allowance(at: 310) == 700)
        budget.waited(from: 1000, to: 1900)
        #expect(budget.allowance(at: 1900) == 0)
        #expect(budget.allowance(at: 61_899) == 0)
    }

    @Test func `a period without a wait gives all of it back`() {
        var budget = WaitingBudget(milliseconds: 1000, perMilliseconds: 60_000)
        budget.waited(from: 0, to: 400)
        #expect(budget.allowance(at: 60_399) == 600)
        #expect(budget.allowance(at: 60_400) == 1000)
        // No wait at all is none that would put it off.
        budget.waited(from: 60_500, to: 61_500)
        budget.waited(from: 100_000, to: 100_000)
        #expect(budget.allowance(at: 121_500) == 1000)
    }

    @Test func `no period holds more waiting than the budget, whatever the reader does`() {
        var random = SystemRandomNumberGenerator()
        for _ in 0..<50 {
            var budget = WaitingBudget(milliseconds: 1000, perMilliseconds: 60_000)
            var now: Int64 = 0
            var waits: [(from: Int64, to: Int64)] = []
            while now < 1_000_000 {
                now += Int64.random(in: 0...(Bool.random(using: &random) ? 500 : 70_000), using: &random)
                let wait = min(budget.allowance(at: now), Int64.random(in: 0...1500, using: &random))
                budget.waited(from: now, to: now + wait)
                if wait > 0 { waits.append((now, now + wait)) }
                now += wait
            }
            #expect(waits.count > 1)
            for last in waits {
                let inPeriod = waits.filter { $0.from >= last.to - 60_000 && $0.to <= last.to }
                #expect(inPeriod.reduce(0) { $0 + $1.to - $1.from } <= 1000)
            }
        }
    }
}
