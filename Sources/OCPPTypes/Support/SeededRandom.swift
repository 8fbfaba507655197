/// A small deterministic generator (SplitMix64, Steele, Lea and Flood 2014): the same seed gives the same bits everywhere.
///
/// Distributions use only operations that IEEE 754 defines exactly, so no platform's mathematics library matters.
package struct SeededRandom: RandomNumberGenerator, Hashable, Sendable {
    /// The whole state; equal states give equal sequences.
    package var state: UInt64

    /// Starts a sequence from a seed.
    package init(seed: UInt64) {
        state = seed
    }

    /// Starts the sequence of one member of a group: growing one group shifts no other (guide "Scenario").
    package init(runSeed: UInt64, group: String, index: UInt64) {
        var hash = mix(runSeed &+ 0x9E37_79B9_7F4A_7C15)
        for byte in group.utf8 { hash = mix(hash ^ UInt64(byte)) &+ 0x9E37_79B9_7F4A_7C15 }
        state = mix(hash ^ mix(index &+ 0xD1B5_4A32_D192_ED03))
    }

    /// The next 64 bits.
    package mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        return mix(state)
    }

    /// Uniform in [0, 1) with 53 bits.
    package mutating func nextUnit() -> Double {
        Double(next() >> 11) * 0x1p-53
    }

    /// Uniform in [low, high); `low` when the span is empty.
    package mutating func nextUniform(_ low: Double, _ high: Double) -> Double {
        high > low ? low + (high - low) * nextUnit() : low
    }

    /// Uniform in 0 ..< bound; 0 when the bound is not positive.
    package mutating func nextIndex(below bound: Int) -> Int {
        guard bound > 0 else { return 0 }
        return Int(next().multipliedFullWidth(by: UInt64(bound)).high)
    }

    /// Exponential with a mean, by inversion.
    package mutating func nextExponential(mean: Double) -> Double {
        -mean * portableLogarithm(1 - nextUnit())
    }

    /// Normal with mean and standard deviation: the sum of twelve uniforms has variance 1 and is exact everywhere; its
    /// tails end at six deviations.
    package mutating func nextNormal(mean: Double, deviation: Double) -> Double {
        var sum = -6.0
        for _ in 0..<12 { sum += nextUnit() }
        return mean + deviation * sum
    }
}

@inline(__always)
private func mix(_ value: UInt64) -> UInt64 {
    var z = value
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
}

/// Natural logarithm of a positive number by additions, multiplications and divisions alone.
///
/// The argument is split into mantissa and exponent; atanh's series over the mantissa in [√½, √2) converges to better
/// than 1e-16. Zero and negative arguments give minus infinity.
package func portableLogarithm(_ x: Double) -> Double {
    guard x > 0 else { return -.infinity }
    guard x.isFinite else { return x }
    var mantissa = x.significand
    var exponent = Double(x.exponent)
    if mantissa > 1.414_213_562_373_095_1 {
        mantissa /= 2
        exponent += 1
    }
    let ratio = (mantissa - 1) / (mantissa + 1)
    let square = ratio * ratio
    var term = ratio
    var sum = 0.0
    var divisor = 1.0
    while divisor < 40 {
        sum += term / divisor
        term *= square
        divisor += 2
    }
    return 2 * sum + exponent * 0.693_147_180_559_945_3
}
