import Glibc
import OCPPTypes
import Testing

@Suite struct SeededRandomTests {
    @Test func `the bits are those of SplitMix64`() {
        var random = SeededRandom(seed: 1_234_567)
        let known: [UInt64] = [
            6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423,
            4_593_380_528_125_082_431, 16_408_922_859_458_223_821,
        ]
        #expect(known.map { _ in random.next() } == known)
    }

    @Test func `members of a group have sequences of their own`() {
        var states: Set<UInt64> = []
        for group in ["a", "b", "ab", ""] {
            for index in 0..<1000 { states.insert(SeededRandom(runSeed: 7, group: group, index: UInt64(index)).state) }
        }
        #expect(states.count == 4000)
        #expect(
            SeededRandom(runSeed: 7, group: "a", index: 3) == SeededRandom(runSeed: 7, group: "a", index: 3))
        #expect(
            SeededRandom(runSeed: 7, group: "a", index: 3) != SeededRandom(runSeed: 8, group: "a", index: 3))
    }

    @Test func `the portable logarithm agrees with glibc's to 1e-15`() {
        var random = SeededRandom(seed: 99)
        var worst = 0.0
        func check(_ x: Double) {
            let exact = log(x)
            let error = abs(portableLogarithm(x) - exact) / max(abs(exact), 1e-3)
            worst = max(worst, error)
        }
        for _ in 0..<200_000 { check(1 - random.nextUnit()) }
        for _ in 0..<50_000 { check(random.nextUniform(0.5, 2)) }
        for exponent in -1022...1023 { check(Double(sign: .plus, exponent: exponent, significand: 1.37)) }
        #expect(worst < 1e-15, "\(worst)")
    }

    @Test func `the portable logarithm is defined everywhere`() {
        #expect(portableLogarithm(0) == -.infinity && portableLogarithm(-1) == -.infinity)
        #expect(portableLogarithm(1) == 0)
        #expect(portableLogarithm(.infinity) == .infinity)
        #expect(portableLogarithm(.nan).isInfinite || portableLogarithm(.nan).isNaN)
        #expect(abs(portableLogarithm(.leastNonzeroMagnitude) - log(Double.leastNonzeroMagnitude)) < 1e-12)
    }

    @Test func `indices are uniform and within their bound`() {
        var random = SeededRandom(seed: 5)
        var counts = [Int](repeating: 0, count: 7)
        for _ in 0..<70_000 { counts[random.nextIndex(below: 7)] += 1 }
        // Six degrees of freedom: 22.5 is exceeded once in a thousand seeds, and this seed is fixed.
        let statistic = counts.reduce(0.0) { $0 + (Double($1) - 10_000) * (Double($1) - 10_000) / 10_000 }
        #expect(statistic < 22.5)
        #expect(random.nextIndex(below: 0) == 0 && random.nextIndex(below: -5) == 0 && random.nextIndex(below: 1) == 0)
    }

    @Test func `distributions have their means and deviations`() {
        var random = SeededRandom(seed: 6)
        let count = 100_000
        var sum = (uniform: 0.0, exponential: 0.0, normal: 0.0, square: 0.0)
        for _ in 0..<count {
            let uniform = random.nextUniform(10, 20)
            #expect(uniform >= 10 && uniform < 20)
            sum.uniform += uniform
            let exponential = random.nextExponential(mean: 30)
            #expect(exponential >= 0 && exponential.isFinite)
            sum.exponential += exponential
            let normal = random.nextNormal(mean: 100, deviation: 15)
            #expect(abs(normal - 100) <= 6 * 15)
            sum.normal += normal
            sum.square += (normal - 100) * (normal - 100)
        }
        #expect(abs(sum.uniform / Double(count) - 15) < 0.05)
        #expect(abs(sum.exponential / Double(count) - 30) < 0.5)
        #expect(abs(sum.normal / Double(count) - 100) < 0.3)
        #expect(abs((sum.square / Double(count)).squareRoot() - 15) < 0.3)
        #expect(random.nextUniform(5, 5) == 5 && random.nextUniform(5, 1) == 5)
    }
}
